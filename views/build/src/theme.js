// themes turns the colours at once and tells the server in the background.
export function themes() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-themes]") || !event.submitter) return;
    event.preventDefault();
    const value = event.submitter.value;
    document.documentElement.dataset.theme = value;
    for (const button of form.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", String(button.value === value));
    const short = form.querySelector("button:not([aria-pressed])");
    if (short) {
      short.value = value === "dark" ? "light" : "dark";
      short.textContent = value === "dark" ? "Light" : "Dark";
    }
    const body = new URLSearchParams(new FormData(form, event.submitter));
    body.set("theme", value);
    fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
  });
  // The account menu closes when one looks elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.who[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.who[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
