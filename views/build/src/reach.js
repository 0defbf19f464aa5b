// reachable lets the keyboard into boxes that scroll sideways, and only those.
export function reachable(root) {
  for (const box of root.querySelectorAll(".scrollx, .eqn")) {
    if (box.hasAttribute("tabindex") && !box.dataset.reach) continue;
    if (box.scrollWidth > box.clientWidth + 1) {
      box.tabIndex = 0;
      box.dataset.reach = "yes";
      if (!box.hasAttribute("role")) {
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "Wide formula, scrolls sideways");
      }
    } else if (box.dataset.reach) {
      box.removeAttribute("tabindex");
    }
  }
}

let waiting;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => reachable(document), 200);
});
document.fonts?.ready.then(() => reachable(document));
