import { filled, replace, send } from "./swap.js";

// softForms sends the program and the derivation in the background, so that the
// editor keeps its cursor and the page its place.
export function softForms(enhance) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.matches("[data-program]")) {
      event.preventDefault();
      program(form, event.submitter, enhance);
    } else if (form.closest("main > .derive")) {
      event.preventDefault();
      derivation(form, event.submitter, enhance);
    }
  });
}

const around = [".steps", ".notices", ".bar .limits", ".bar [data-saved]"];

async function program(form, submitter, enhance) {
  const handIn = submitter?.value === "hand-in";
  const body = filled(form, submitter);
  const recorder = form.querySelector("[data-record]")?.recorder;
  const taken = recorder?.take(body) ?? [];
  busy(form, true);
  try {
    const { page, url } = await send(form, body);
    if (!page.querySelector("[data-program]")) return location.assign(url);
    if (handIn && url !== location.href) history.replaceState(null, "", url);
    replace(page, [...around, "#run-strip", "#report"], enhance);
    for (const field of form.querySelectorAll("[name=pasted], [name=pastes]")) field.value = "0";
  } catch {
    recorder?.giveBack(taken);
    say("The server could not be reached. Your text is still here; try again.");
  } finally {
    busy(form, false);
  }
}

async function derivation(form, submitter, enhance) {
  const compose = document.querySelector("[data-compose]");
  const checks = form === compose && !submitter?.hasAttribute("formaction");
  const step = submitter?.dataset.history;
  const body = filled(form, submitter);
  // Whatever is pressed, the line that is being typed goes along and is kept.
  if (compose && form !== compose) for (const [name, value] of new FormData(compose)) if (!body.has(name)) body.set(name, value);
  const at = document.activeElement;
  const back = at?.id === "line-text" || at?.id === "line-rule" ? `#${at.id}` : "";
  busy(form, true);
  try {
    const { page, url, ok } = await send(form, body, submitter);
    if (!page.querySelector("main > .derive")) return location.assign(url);
    compose?.dispatchEvent(new Event("told"));
    replace(page, ["main", ".notices"], enhance);
    const bad = document.querySelector(".lines > .bad");
    if (checks) {
      document.querySelector("#line-text")?.focus({ preventScroll: true });
      if (ok && bad) bad.scrollIntoView({ block: "nearest" });
    } else if (step) {
      const button = document.querySelector(`[data-history=${step}]`) ?? document.querySelector("[data-history]");
      const to = (back && document.querySelector(back)) || button || document.querySelector("#line-text");
      to?.focus({ preventScroll: true });
    } else if (form === compose) {
      document.querySelector("#line-text")?.focus({ preventScroll: true });
    }
  } catch {
    say("The server could not be reached. Your line is still here; try again.");
  } finally {
    busy(form, false);
  }
}

function busy(form, on) {
  form.setAttribute("aria-busy", String(on));
  for (const button of form.querySelectorAll("button")) button.disabled = on;
}

// say puts a sentence into the page's own live region.
export function say(text) {
  const region = document.querySelector(".notices");
  if (!region) return;
  const p = document.createElement("p");
  p.className = "notice differs";
  p.textContent = text;
  region.replaceChildren(p);
}
