// compose: Enter checks the line (Shift+Enter breaks it), the box grows with its
// text, and a formula keyboard can be opened.
export function compose(root) {
  const form = root.matches?.("[data-compose]") ? root : root.querySelector("[data-compose]");
  if (!form || form.dataset.alive) return;
  form.dataset.alive = "yes";
  const text = form.querySelector("textarea");
  for (const button of form.querySelectorAll("[data-nojs]")) button.hidden = true;
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".go"));
  });
  // Enter in the rule judges the line as well.
  form.querySelector("[name=rule]")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".go"));
  });
  text.addEventListener("paste", (event) => {
    const field = form.querySelector("[name=pasted]");
    if (field) field.value = String(Number(field.value) + (event.clipboardData?.getData("text/plain") ?? "").length);
  });
  // A line that was brought back to be mended is shown at once.
  if (text.value.trim() && !form.querySelector("#line-preview")?.textContent.trim()) setTimeout(() => text.dispatchEvent(new Event("show")), 50);
  const open = form.querySelector("[data-mathfield]");
  if (!open) return;
  open.hidden = false;
  open.setAttribute("aria-expanded", "false");
  open.addEventListener("click", () => {
    open.disabled = true;
    import("./mathfield.js")
      .then((m) => m.toggle(form, text, open))
      .finally(() => (open.disabled = false));
  });
}
