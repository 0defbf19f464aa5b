// What every page runs. Each part looks for its own markup and does nothing
// where there is none; without any of this the pages still work.
import "htmx.org";
import { watchRuns } from "./runs.js";
import { softForms } from "./soft.js";
import { drafts } from "./drafts.js";
import { keys } from "./keys.js";
import { curves } from "./curve.js";
import { themes } from "./theme.js";
import { sittings } from "./sitting.js";
import { compose } from "./compose.js";
import { reachable } from "./reach.js";
import { labs } from "./lab.js";
import { undos } from "./undo.js";

// enhance brings a part of the page to life: the whole document at first, then
// whatever has been swapped in.
export function enhance(root) {
  drafts(root);
  curves(root);
  compose(root);
  watchRuns(root, enhance);
  reachable(root);
  labs(root, enhance);
  for (const box of root.querySelectorAll("[data-editor]:not(.alive)")) {
    import("./editor.js").then((m) => m.editor(box)).catch(() => {}); // the textarea stays
  }
  for (const section of root.querySelectorAll("[data-replay]")) import("./replay.js").then((m) => m.replay(section));
  for (const figure of root.querySelectorAll("figure[data-zoom]:not([data-zoomable])")) {
    figure.dataset.zoomable = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mini fig-zoom";
    button.textContent = "Zoom";
    button.addEventListener("click", () => import("./zoom.js").then((m) => m.zoom(figure, button)));
    const table = figure.querySelector(".numbers");
    if (table) table.before(button);
    else figure.append(button);
  }
}

document.documentElement.classList.add("js");
themes();
keys();
undos();
sittings();
softForms(enhance);
enhance(document);
