// curves: draw a prediction on its axes by pointer. The number fields are the
// truth; drawing fills them, and filling them draws. The keyboard uses the
// fields: arrow up and down change a height by a fiftieth of the axis.
const ns = "http://www.w3.org/2000/svg";

export function curves(root) {
  for (const box of root.querySelectorAll("[data-curve]:not([data-alive])")) {
    const svg = box.querySelector("svg[data-frame]");
    const fields = [...box.querySelectorAll("input[data-x]")];
    if (!svg || fields.length === 0) continue;
    box.dataset.alive = "";
    const help = box.querySelector("[data-curve-help]");
    if (help) help.textContent = "Draw with the pointer, or fill in the heights; arrow keys in a field move its point.";
    new Curve(svg, fields);
  }
}

class Curve {
  constructor(svg, fields) {
    this.svg = svg;
    this.fields = fields;
    this.ink = svg.querySelector(".curve-ink");
    [this.left, this.top, this.right, this.bottom] = svg.dataset.frame.split(" ").map(Number);
    [this.x0, this.x1, this.y0, this.y1] = svg.dataset.range.split(" ").map(Number);
    svg.addEventListener("pointerdown", (e) => this.down(e));
    svg.addEventListener("pointermove", (e) => this.move(e));
    svg.addEventListener("pointerup", () => (this.last = null));
    svg.addEventListener("pointercancel", () => (this.last = null));
    for (const field of fields) {
      field.addEventListener("input", () => this.draw());
      field.addEventListener("keydown", (e) => this.nudge(e, field));
    }
    this.draw();
  }

  // place gives the pointer in the axes' own units.
  place(event) {
    const box = this.svg.getBoundingClientRect();
    const view = this.svg.viewBox.baseVal;
    const px = ((event.clientX - box.left) / box.width) * view.width;
    const py = ((event.clientY - box.top) / box.height) * view.height;
    const x = this.x0 + ((px - this.left) / (this.right - this.left)) * (this.x1 - this.x0);
    const y = this.y0 + ((py - this.bottom) / (this.top - this.bottom)) * (this.y1 - this.y0);
    return { x, y: Math.min(this.y1, Math.max(this.y0, y)) };
  }

  down(event) {
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.last = this.place(event);
    const nearest = this.fields.reduce((a, b) => (Math.abs(b.dataset.x - this.last.x) < Math.abs(a.dataset.x - this.last.x) ? b : a));
    this.set(nearest, this.last.y);
    this.draw();
  }

  // move sets every point that the pointer has passed since the last event.
  move(event) {
    if (!this.last) return;
    const now = this.place(event);
    const near = (this.x1 - this.x0) / 60; // the ends of the axis are hard to hit exactly
    const [from, to] = [Math.min(this.last.x, now.x) - near, Math.max(this.last.x, now.x) + near];
    for (const field of this.fields) {
      const x = Number(field.dataset.x);
      if (x < from || x > to) continue;
      const part = now.x === this.last.x ? 1 : Math.min(1, Math.max(0, (x - this.last.x) / (now.x - this.last.x)));
      this.set(field, this.last.y + part * (now.y - this.last.y));
    }
    this.last = now;
    this.draw();
  }

  set(field, y) {
    const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(this.y1 - this.y0) || 1)));
    field.value = String(Number(y.toFixed(digits)));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  nudge(event, field) {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const from = Number.isFinite(parseFloat(field.value)) ? parseFloat(field.value) : this.y0;
    this.set(field, Math.min(this.y1, Math.max(this.y0, from + (way * (this.y1 - this.y0)) / 50)));
    this.draw();
  }

  draw() {
    const points = this.fields
      .map((f) => ({ x: Number(f.dataset.x), y: parseFloat(f.value) }))
      .filter((p) => Number.isFinite(p.y))
      .map((p) => ({
        px: this.left + ((p.x - this.x0) / (this.x1 - this.x0)) * (this.right - this.left),
        py: this.bottom + ((p.y - this.y0) / (this.y1 - this.y0)) * (this.top - this.bottom),
      }));
    const line = document.createElementNS(ns, "path");
    line.setAttribute("class", "pred");
    line.setAttribute("d", points.map((p, i) => `${i ? "L" : "M"}${p.px.toFixed(1)} ${p.py.toFixed(1)}`).join(""));
    const dots = points.map((p) => {
      const dot = document.createElementNS(ns, "circle");
      dot.setAttribute("class", "predpt");
      dot.setAttribute("cx", p.px);
      dot.setAttribute("cy", p.py);
      dot.setAttribute("r", 4);
      return dot;
    });
    this.ink.replaceChildren(line, ...dots);
  }
}
