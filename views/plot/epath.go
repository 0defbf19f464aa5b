package plot

import (
	"fmt"
	"math"
)

// EPathTitle and its description say what the drawing shows.
func (p EPath) words() (title, description string) {
	if len(p.E) == 0 {
		return "Evidence after each item", "No item has been answered yet."
	}
	last := p.E[len(p.E)-1]
	description = fmt.Sprintf("After %d items the evidence E is %s; a flag needs %s.", len(p.E), Number(last), Number(p.flagAt()))
	return "Evidence E after each item", description
}

func (p EPath) flagAt() float64 {
	if p.FlagAt > 0 {
		return p.FlagAt
	}
	return 100
}

// EPathSVG draws E on a logarithmic axis: crosses are misses, discs right
// answers, a dotted line stands between two days.
func EPathSVG(p EPath, id string) string {
	size := Size{440, 270}
	title, description := p.words()
	key := Key(id, "epath")
	c := &canvas{}
	c.WriteString(open(key, title, description, size.W, size.H))
	f := frame{left: leftMargin, top: topMargin, right: size.W - 24, bottom: size.H - 40}
	low, high := bounds(append([]float64{1, p.flagAt() * 3}, p.E...), true)
	f.y = scale{min: low * .4, max: high * 2, from: f.bottom, to: f.top, log: true}
	n := max(4, len(p.E))
	f.x = scale{min: 0, max: float64(n), from: f.left + 8, to: f.right - 8}
	for _, v := range f.y.decades() {
		c.line("grid", f.left, f.y.at(v), f.right, f.y.at(v))
		c.text("tick", f.left-7, f.y.at(v)+4, "end", Number(v))
	}
	c.line("axis", f.left, f.top, f.left, f.bottom)
	c.line("axis", f.left, f.bottom, f.right, f.bottom)
	c.text("lab", 8, topMargin-10, "start", "evidence E")
	c.text("tick", f.x.at(0), f.bottom+15, "middle", "start")
	for i := 1; i <= n; i++ {
		c.text("tick", f.x.at(float64(i)), f.bottom+15, "middle", fmt.Sprint(i))
	}
	c.text("lab", f.right, size.H-4, "end", "items answered")
	c.line("thr", f.left, f.y.at(p.flagAt()), f.right, f.y.at(p.flagAt()))
	c.text("ann yours-t", f.left+6, f.y.at(p.flagAt())-5, "start", "flag at "+Number(p.flagAt()))
	c.days(p, f)
	c.steps(p, f)
	c.WriteString(`</svg>`)
	return c.String()
}

// days separates sittings of different days and names the days.
func (c *canvas) days(p EPath, f frame) {
	for i := 1; i < min(len(p.Days), len(p.E)); i++ {
		if p.Days[i] == p.Days[i-1] {
			continue
		}
		x := f.x.at(float64(i) + .5)
		c.line("hair", x, f.top, x, f.bottom)
		c.text("ann soft", x-5, f.bottom-6, "end", p.Days[i-1])
		c.text("ann soft", x+5, f.bottom-6, "start", p.Days[i])
	}
}

func (c *canvas) steps(p EPath, f frame) {
	xs, ys := []float64{0}, []float64{1}
	for i, e := range p.E {
		xs, ys = append(xs, float64(i+1)), append(ys, math.Max(e, f.y.min))
	}
	c.path("trace", xs, ys, f.x, f.y)
	c.circle("simpt", f.x.at(0), f.y.at(1), 3.4)
	for i := range p.E {
		x, y := f.x.at(xs[i+1]), f.y.at(ys[i+1])
		right := i < len(p.Right) && p.Right[i]
		if right {
			c.circle("okpt", x, y, 5)
		} else {
			c.f(`<path class="miss" d="M%s %sl9 9m0 -9l-9 9"/>`, px(x-4.5), px(y-4.5))
		}
		dy := -10.0
		if ys[i+1] < ys[i] || i+2 < len(ys) && ys[i+2] > ys[i+1] && ys[i+1] > ys[i] && i%2 == 0 {
			dy = 19
		}
		c.text("tick", x, y+dy, "middle", short(p.E[i]))
	}
}

// short writes E with two digits: nobody reads more from a plot.
func short(e float64) string {
	if e >= 10 || e <= 0 {
		return Number(math.Round(e))
	}
	unit := math.Pow(10, 1-math.Floor(math.Log10(e)))
	return Number(math.Round(e*unit) / unit)
}

// EPathTable is the path in numbers.
func EPathTable(p EPath) Table {
	t := Table{Caption: "Evidence after each item", Head: []string{"item", "day", "answer", "E"}}
	for i, e := range p.E {
		row := []string{fmt.Sprint(i + 1), "", "missed", Number(e)}
		if i < len(p.Days) {
			row[1] = p.Days[i]
		}
		if i < len(p.Right) && p.Right[i] {
			row[2] = "right"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
