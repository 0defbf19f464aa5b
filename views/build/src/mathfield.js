// The formula keyboard: MathLive beside the line of plain text. The text stays
// what is sent; every change of the formula is written into it.
import { MathfieldElement } from "mathlive";
import { plain } from "./plain.js";

MathfieldElement.fontsDirectory = "/static/mathlive-fonts";
MathfieldElement.soundsDirectory = null;

export function toggle(form, text, button) {
  const there = form.querySelector("math-field");
  if (there) {
    there.remove();
    button.setAttribute("aria-expanded", "false");
    button.textContent = "Formula keys";
    text.focus();
    return;
  }
  const field = new MathfieldElement();
  field.setAttribute("aria-label", "The line as a formula");
  field.smartFence = true;
  field.mathVirtualKeyboardPolicy = "auto";
  allowStyles(field);
  field.value = form.querySelector("#line-preview [data-tex]")?.dataset.tex ?? "";
  const symbols = names();
  field.addEventListener("input", () => {
    text.value = plain(field.value, symbols);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".go"));
    }
  }, { capture: true });
  text.before(field);
  button.setAttribute("aria-expanded", "true");
  button.textContent = "Plain text only";
  field.focus();
}

// names maps the TeX of declared symbols to what is typed for them.
function names() {
  const all = new Map();
  for (const row of document.querySelectorAll("tr[data-symbol]")) all.set(row.dataset.tex.replace(/[\s{}]/g, ""), row.dataset.symbol);
  return all;
}

// MathLive writes inline styles in its markup. The content security policy
// ignores style attributes that come from markup, and allows those set from a
// script: so each is set again from its own text.
function allowStyles(field) {
  const root = field.shadowRoot;
  if (!root) return;
  const apply = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const el of [node, ...node.querySelectorAll("[style]")]) {
      const css = el.getAttribute("style");
      if (css && el.style.length === 0) el.style.cssText = css;
    }
  };
  new MutationObserver((changes) => changes.forEach((c) => c.addedNodes.forEach(apply))).observe(root, { childList: true, subtree: true });
}
