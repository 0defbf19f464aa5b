// A long trace that can be zoomed: drag over a stretch, double click to go back.
import uPlot from "uplot";

export async function zoom(figure, button) {
  const there = figure.querySelector(".zoom");
  const svg = figure.querySelector("svg.plot");
  if (there) {
    there.remove();
    svg.style.display = "";
    button.textContent = "Zoom";
    return;
  }
  const data = await points(figure);
  if (!data) return;
  const box = document.createElement("div");
  box.className = "zoom";
  svg.before(box);
  const width = Math.max(260, svg.getBoundingClientRect().width);
  svg.style.display = "none";
  button.textContent = "Whole plot";
  const css = getComputedStyle(figure);
  const colour = (name) => resolve(css.getPropertyValue(name), figure);
  const look = {
    yours: { stroke: colour("--spike"), width: 1.6 },
    reference: { stroke: colour("--ink"), width: 1.2, dash: [2, 3] },
    prediction: { stroke: colour("--doubt"), width: 1.6 },
    run: { stroke: colour("--membrane"), width: 1.4 },
    line1: { stroke: colour("--membrane"), width: 1.4 },
    wrong: { stroke: colour("--spike"), width: 1.4, dash: [6, 3] },
    line2: { stroke: colour("--recover"), width: 1.4, dash: [8, 3] },
    line3: { stroke: colour("--spike"), width: 1.4, dash: [4, 2, 1, 2] },
  };
  const lines = data.lines.filter((l) => l.x.length > 1);
  new uPlot({
    width,
    height: Math.round(width * 0.5),
    axes: [
      { label: data.x, stroke: colour("--soft"), grid: { stroke: colour("--grid") }, ticks: { stroke: colour("--edge") } },
      { label: data.y, stroke: colour("--soft"), grid: { stroke: colour("--grid") }, ticks: { stroke: colour("--edge") } },
    ],
    scales: { x: { time: false } },
    series: [{ label: data.x }, ...lines.map((l) => ({ label: l.name, spanGaps: true, points: { show: false }, ...(look[l.role] ?? { stroke: colour("--membrane"), width: 1.3, dash: [8, 3] }) }))],
  }, uPlot.join(lines.map((l) => [l.x, l.y])), box);
}

// points are the figure's lines: in the page, or at an address of their own.
async function points(figure) {
  const here = figure.querySelector("script.lines");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(figure.dataset.zoom);
  return answer.ok ? answer.json() : undefined;
}

// resolve turns light-dark() into the colour that holds now: a canvas cannot.
function resolve(value, place) {
  const probe = document.createElement("span");
  probe.style.color = value;
  place.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
