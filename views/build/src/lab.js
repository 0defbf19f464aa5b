// The lab: sliders and fields move together, what follows from them comes by htmx a moment later, the address keeps the whole state. A run
// that takes longer is watched by events; leaving the page ends it.
import htmx from "htmx.org";

let watching;

export function labs(root, enhance) {
  const form = root.querySelector("form[data-lab]:not([data-alive])");
  if (form) liven(form, enhance);
  search(root);
  watch(root);
  for (const figure of root.querySelectorAll("figure[data-drag-x]:not([data-alive])")) drag(figure);
  for (const button of root.querySelectorAll("[data-lab-copy]:not([data-alive])")) {
    button.dataset.alive = "";
    button.addEventListener("click", async () => {
      const field = document.querySelector("#lab-url");
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = "Copy link"), 1800);
      } catch {
        // no clipboard here: the text is selected and can be copied by key
      }
    });
  }
}

function liven(form, enhance) {
  form.dataset.alive = "";
  const out = document.querySelector("#lab-out");
  const narrow = matchMedia("(max-width: 48rem)");
  const box = form.querySelector(".param-box");
  if (narrow.matches && !form.querySelector("[aria-invalid=true]")) box.open = false;
  narrow.addEventListener("change", () => (box.open = !narrow.matches));
  box.querySelector("summary").addEventListener("click", (event) => {
    if (!narrow.matches) event.preventDefault(); // beside the figures there is no need to fold
  });
  const changed = () => htmx.trigger(form, "lab:change");
  form.addEventListener("input", (event) => {
    const slider = event.target.closest("input[type=range]");
    if (slider) {
      document.getElementById(slider.dataset.for).value = slider.value;
      return changed();
    }
    if (event.target.matches("input[type=text]")) {
      follow(event.target);
      changed();
    }
  });
  form.addEventListener("keydown", (event) => step(event, changed));
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-lab-set]")) return form.submit(); // another set changes the fields themselves
    if (event.target.matches("[data-lab-live]") || event.target.matches("#sw-low, #sw-high")) htmx.trigger(form, "lab:now");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    htmx.trigger(form, "lab:now");
  });
  const hint = form.querySelector("[data-lab-hint]");
  if (hint) hint.textContent = "runs by itself when a value changes";
  document.addEventListener("submit", cancel);
  swaps(form, out, enhance);
}

// swaps keeps focus, address and the marks of faulty fields right when results come.
function swaps(form, out, enhance) {
  let focus;
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target === form) out.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.target !== form) return;
    focus = out.contains(document.activeElement) ? document.activeElement.id : "";
    close();
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target !== form) return;
    out.removeAttribute("aria-busy");
    let bad = false;
    for (const words of document.querySelectorAll(".field-error")) {
      const field = document.querySelector(`[aria-describedby~="${CSS.escape(words.id)}"]`);
      if (!field) continue;
      const wrong = words.textContent.trim() !== "";
      bad ||= wrong;
      if (wrong) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    out.classList.toggle("stale", bad);
    const address = out.querySelector("[data-address]")?.dataset.address;
    if (address && !bad) history.replaceState(null, "", address);
    enhance(out);
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:error", () => out.removeAttribute("aria-busy"));
}

// follow moves a slider after its field.
function follow(field) {
  const slider = document.querySelector(`input[type=range][data-for="${CSS.escape(field.id)}"]`);
  const value = Number(field.value.replace("−", "-"));
  if (slider && field.value.trim() !== "" && Number.isFinite(value)) slider.value = String(value);
}

// step: arrow keys in a field move its value by a step of its slider, Page Up and Down by ten.
function step(event, changed) {
  const field = event.target;
  const way = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
  if (!way || !field.matches("input[type=text]")) return;
  const slider = document.querySelector(`input[type=range][data-for="${CSS.escape(field.id)}"]`);
  const value = Number(field.value);
  if (!slider || !Number.isFinite(value)) return;
  event.preventDefault();
  field.value = String(Number((value + way * Number(slider.step)).toPrecision(12)));
  follow(field);
  changed();
}

// watch follows a run that goes on.
function watch(root) {
  const strip = root.querySelector("[data-lab-events]");
  if (!strip || strip.dataset.watched) return;
  close();
  strip.dataset.watched = "";
  const place = strip.parentElement;
  const events = new EventSource(strip.dataset.labEvents);
  watching = events;
  events.addEventListener("status", (event) => {
    const box = new DOMParser().parseFromString(event.data, "text/html");
    const now = place.querySelector(".lab-pending");
    if (!now) return;
    now.querySelector("[data-lab-says]").textContent = box.querySelector("[data-lab-says]")?.textContent ?? "";
    const bar = box.querySelector("progress");
    if (bar) now.querySelector("progress").replaceWith(document.importNode(bar, true));
  });
  events.addEventListener("done", () => {
    close();
    htmx.trigger(document.querySelector("form[data-lab]"), "lab:now");
  });
  addEventListener("pagehide", close, { once: true });
}

function close() {
  watching?.close();
  watching = undefined;
}

// cancel ends a run and leaves what is there.
async function cancel(event) {
  const form = event.target;
  if (!form.matches("[data-lab-cancel]")) return;
  event.preventDefault();
  close();
  const strip = form.closest(".lab-pending");
  const words = document.createElement("p");
  words.className = "ui soft";
  words.textContent = "Cancelled. Change a value, or press Run, to begin again.";
  try {
    await fetch(form.action, { method: "POST", headers: { "X-Requested-With": "fetch" } });
  } finally {
    strip.replaceWith(words);
  }
}

// drag: a click in the phase plane puts the start of the trajectory there.
function drag(figure) {
  figure.dataset.alive = "";
  const svg = figure.querySelector("svg.plot");
  const [left, top, right, bottom] = figure.dataset.frame.split(" ").map(Number);
  const [x0, x1, y0, y1] = figure.dataset.range.split(" ").map(Number);
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    const view = svg.viewBox.baseVal;
    const px = ((event.clientX - box.left) / box.width) * view.width;
    const py = ((event.clientY - box.top) / box.height) * view.height;
    const x = x0 + ((px - left) / (right - left)) * (x1 - x0);
    const y = y0 + ((bottom - py) / (bottom - top)) * (y1 - y0);
    if (x < x0 || x > x1 || y < y0 || y > y1) return;
    const set = (id, value) => {
      const field = document.getElementById(id);
      field.value = value;
      follow(field);
    };
    set(figure.dataset.dragX, String(Number(x.toPrecision(3))));
    set(figure.dataset.dragY, String(Number(y.toPrecision(3))));
    set(figure.dataset.dragStart, figure.dataset.dragValue);
    htmx.trigger(document.querySelector("form[data-lab]"), "lab:now");
  });
}

// search narrows the index while one types; Enter asks the server, which finds the same.
function search(root) {
  const field = root.querySelector("[data-lab-search]");
  if (!field || field.dataset.alive) return;
  field.dataset.alive = "";
  const rows = [...document.querySelectorAll("[data-lab-row]")].map((row) => ({ row, text: (row.textContent + " " + row.querySelector("a").pathname).toLowerCase() }));
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) found++;
    }
    for (const group of document.querySelectorAll("[data-lab-field]")) group.hidden = !group.querySelector("[data-lab-row]:not([hidden])");
    document.querySelector("[data-lab-found]").textContent = words.length ? `${found} found; press Enter to search their descriptions too` : "";
  });
}
