// undo: Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) on the derivation. In a field the browser's own undo comes first, as long as
// anything typed there differs from what the page brought; then, and outside of fields, the buttons of the page are
// pressed. A key that is held down does not run through the history.
let again = 0; // what the browser's own undo took back in the present field, and could redo
let field;

export function undos() {
  addEventListener("input", (event) => {
    if (event.target !== field) [field, again] = [event.target, 0];
    if (event.inputType === "historyUndo") again++;
    else again = event.inputType === "historyRedo" ? Math.max(0, again - 1) : 0;
  });
  addEventListener("keydown", (event) => {
    const step = stepOf(event);
    if (!step || event.defaultPrevented || !document.querySelector("main > .derive")) return;
    const target = event.target;
    if (target.matches?.("input[type=text], textarea, math-field, [contenteditable]") && own(target, step)) return;
    event.preventDefault();
    if (event.repeat) return;
    const button = document.querySelector(`[data-history=${step}]`);
    if (button && !button.disabled) button.form.requestSubmit(button);
    else if (!button) tell(`Nothing is left to ${step}.`);
  });
}

function stepOf(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return "";
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : "";
}

// own says whether the browser's undo has something to do in a field.
function own(target, step) {
  const typed = target.matches("math-field") ? target.closest("form")?.querySelector("textarea") : target;
  if (!typed || typed.value === undefined) return true;
  return typed.value !== typed.defaultValue || (step === "redo" && again > 0 && field === target);
}

// tell says a sentence in the page's live region.
function tell(text) {
  const region = document.querySelector(".notices");
  const p = document.createElement("p");
  p.className = "notice";
  p.textContent = text;
  region?.replaceChildren(p);
}
