// keys: Ctrl+Enter runs or checks, Ctrl+Shift+Enter hands in, g and a letter
// goes to a stage, ? opens the help. Single keys are inert in fields and can be
// switched off in the account.
const stages = { p: "predict", d: "derive", i: "implement", e: "explain", c: "critique" };

export function keys() {
  let going = 0;
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return; // the editor has its own
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return press(event);
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.shortcuts === "off" || typing(event)) return;
    if (event.key === "?") return go("[data-keys-help]", event);
    if (event.key === "g") {
      going = Date.now();
      return;
    }
    if (Date.now() - going > 1500) return;
    going = 0;
    if (event.key === "h") return go(".top .mark", event);
    if (stages[event.key]) go(`.steps a[data-stage=${stages[event.key]}]`, event);
  });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-goto]");
    const box = link && document.querySelector("[data-editor]");
    if (!box) return;
    event.preventDefault();
    box.dispatchEvent(new CustomEvent("goto", { detail: Number(link.dataset.goto) }));
  });
}

function press(event) {
  const button = document.querySelector(event.shiftKey ? "[data-hand-in]" : "[data-run], [data-compose] .go");
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
}

function go(selector, event) {
  const link = document.querySelector(selector);
  if (!link) return;
  event.preventDefault();
  link.click();
}

// typing says whether the key belongs to a field. Events inside the editor's
// shadow tree are told by their composed path.
function typing(event) {
  const target = event.composedPath()[0];
  return target instanceof Element && (target.isContentEditable || target.matches("input, textarea, select, math-field"));
}
