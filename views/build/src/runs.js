import { replace } from "./swap.js";

// watchRuns follows a pending run: "status" events bring the strip, "done" brings
// the page again. A connection that fails is tried again by the browser; after
// several failures the page is asked for directly.
export function watchRuns(root, enhance) {
  const strip = root.matches?.("[data-events]") ? root : root.querySelector("[data-events]");
  if (!strip || strip.dataset.watched) return;
  strip.dataset.watched = "yes";
  const place = document.querySelector("#run-strip");
  const events = new EventSource(strip.dataset.events);
  let failures = 0;
  events.addEventListener("status", (event) => {
    failures = 0;
    if (!place) return;
    place.innerHTML = event.data;
    place.querySelector("[data-events]")?.setAttribute("data-watched", "yes");
  });
  events.addEventListener("done", () => {
    events.close();
    again(enhance);
  });
  events.addEventListener("error", () => {
    if (++failures < 5) return;
    events.close();
    setTimeout(() => again(enhance), 3000);
  });
  addEventListener("pagehide", () => events.close(), { once: true });
}

async function again(enhance) {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.querySelector("#report")) return location.reload();
    replace(page, [".steps", ".notices", ".bar .limits", "#run-strip", "#report"], enhance);
  } catch {
    setTimeout(() => again(enhance), 4000);
  }
}
