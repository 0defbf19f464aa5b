// The replay: the scrubber moves through the steps, plays them, and jumps from
// paste to paste. Without it the page shows one step at a time.
const marks = "tspu"; // origins, one letter for each code unit of the program
const quick = 120; // milliseconds for a step when played; longer pauses last three times as long

export function replay(section) {
  const data = JSON.parse(section.querySelector("script.recorded").textContent);
  const range = section.querySelector("input[type=range]");
  const label = section.querySelector("[data-label]");
  const program = section.querySelector("[data-shown]");
  const cursor = section.querySelector("[data-cursor]");
  const states = [{ text: data.starts, from: "s".repeat(data.starts.length) }];
  const buttons = section.querySelector(".scrub .acts");
  let timer = 0;

  // state gives the program after n steps; the ones before are kept.
  const state = (n) => {
    for (let i = states.length; i <= n; i++) {
      const [, , at, removed, insert, from] = data.steps[i - 1];
      const { text, from: was } = states[i - 1];
      const came = spread(from, insert.length);
      states.push({ text: text.slice(0, at) + insert + text.slice(at + removed), from: was.slice(0, at) + came + was.slice(at + removed) });
    }
    return states[n];
  };

  const show = (n) => {
    draw(program, state(n));
    label.textContent = n === 0 ? data.first : data.steps[n - 1][0];
    range.setAttribute("aria-valuetext", label.textContent);
    const x = String((1000 * n) / Math.max(1, data.steps.length));
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
  };
  const go = (n) => {
    range.value = String(Math.min(data.steps.length, Math.max(0, n)));
    show(Number(range.value));
  };
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const tick = () => {
    const n = Number(range.value);
    if (n >= data.steps.length) return stop();
    go(n + 1);
    timer = setTimeout(tick, data.steps[n][1] > 20 ? 3 * quick : quick);
  };
  const button = (text, press) => {
    const b = document.createElement("button");
    b.type = "button";
    b.textContent = text;
    b.addEventListener("click", press);
    buttons.append(b);
    return b;
  };

  const play = button("Play", () => {
    if (timer) return stop();
    if (Number(range.value) >= data.steps.length) go(0);
    play.textContent = "Pause";
    tick();
  });
  const events = [...document.querySelectorAll("a[data-step]")].map((a) => Number(a.dataset.step)).sort((a, b) => a - b);
  if (events.length) {
    button("Event before", () => (stop(), go(events.filter((n) => n < Number(range.value)).at(-1) ?? 0)));
    button("Next event", () => (stop(), go(events.find((n) => n > Number(range.value)) ?? data.steps.length)));
  }
  range.addEventListener("input", () => (stop(), show(Number(range.value))));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-step]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stop();
    go(Number(link.dataset.step));
    range.focus();
    section.scrollIntoView({ block: "start" });
  });
  show(Number(range.value));
}

// spread makes runs of origins into one letter for each code unit.
function spread(from, length) {
  if (typeof from === "string") return from.repeat(length);
  return from.map(([n, letter]) => (marks.includes(letter) ? letter : "u").repeat(n)).join("");
}

// draw writes the program, line by line, with what came by paste marked.
function draw(program, { text, from }) {
  const lines = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    const row = document.createElement("span");
    const code = document.createElement("span");
    let came = false;
    for (let i = start; i < end; ) {
      let j = i;
      while (j < end && (from[j] === "p") === (from[i] === "p")) j++;
      const piece = text.slice(i, j);
      if (from[i] === "p") {
        const mark = document.createElement("mark");
        mark.textContent = piece;
        code.append(mark);
        came ||= piece.trim() !== "";
      } else {
        code.append(piece);
      }
      i = j;
    }
    row.className = came ? "l came" : "l";
    row.append(cell("no-sel", String(lines.length + 1)), cell("src", came ? "paste" : ""), code);
    lines.push(row);
    start = end + 1;
  }
  program.replaceChildren(...lines);
}

function cell(name, text) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = text;
  return span;
}
