package plot

import "math"

// Words beside marks. A mark's words may stand on any side of it; they go where they cover no curve, no other mark and no other words, and
// where there is no such place, where they cover least.

// Sizes of the letters that .ann and .lab have on the page, in the drawing's units: an average letter, rounded up, and the height of a line.
const (
	letter     = 6.6
	lineHeight = 13.0
)

// box is a rectangle of the drawing.
type box struct{ left, top, right, bottom float64 }

func (a box) meets(b box) bool {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

func (a box) inside(b box) bool {
	return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom
}

// words is a text with its place: x is where its anchor stands, y its base line.
type words struct {
	x, y   float64
	anchor string
	width  float64
}

func (w words) box() box {
	left := w.x
	switch w.anchor {
	case "end":
		left -= w.width
	case "middle":
		left -= w.width / 2
	}
	return box{left, w.y - lineHeight + 2, left + w.width, w.y + 3}
}

func widthOf(text string) float64 {
	n := 0.0
	for _, r := range text {
		if r != '_' {
			n++
		}
	}
	return letter * n
}

// segment is a straight piece of a curve in the drawing.
type segment struct{ x1, y1, x2, y2 float64 }

// length is how much of the segment lies in a box (Liang and Barsky's clipping).
func (s segment) length(b box) float64 {
	dx, dy, from, to := s.x2-s.x1, s.y2-s.y1, 0.0, 1.0
	for _, e := range [4][2]float64{{-dx, s.x1 - b.left}, {dx, b.right - s.x1}, {-dy, s.y1 - b.top}, {dy, b.bottom - s.y1}} {
		switch p, q := e[0], e[1]; {
		case p == 0 && q < 0:
			return 0
		case p < 0:
			from = math.Max(from, q/p)
		case p > 0:
			to = math.Min(to, q/p)
		}
	}
	if !(from < to) {
		return 0
	}
	return (to - from) * math.Hypot(dx, dy)
}

// taken is what words must not cover: pieces of curves, and boxes of marks and words.
type taken struct {
	lines []segment
	boxes []box
	frame box
}

// takenBy lists what the curves and marks of a figure cover.
func takenBy(series []Series, marks []Mark, f frame) *taken {
	t := &taken{frame: box{f.left, f.top, f.right, f.bottom}}
	for _, s := range series {
		if s.Role == "spikes" || s.Role == "raster" || s.Role == "bars" {
			continue
		}
		xs, ys := s.X, s.Y
		if rises(xs) {
			xs, ys = thin(xs, ys, keptPoints)
		}
		for i := 1; i < min(len(xs), len(ys)); i++ {
			p := segment{f.x.at(xs[i-1]), f.y.at(ys[i-1]), f.x.at(xs[i]), f.y.at(ys[i])}
			if finite(p.x1+p.y1+p.x2+p.y2) && p.length(t.frame) > 0 {
				t.lines = append(t.lines, p)
			}
		}
	}
	for _, m := range marks {
		switch {
		case m.Vertical && f.x.holds(m.X):
			t.lines = append(t.lines, segment{f.x.at(m.X), f.top, f.x.at(m.X), f.bottom})
		case m.Horizontal && f.y.holds(m.Y):
			t.lines = append(t.lines, segment{f.left, f.y.at(m.Y), f.right, f.y.at(m.Y)})
		case !m.Vertical && !m.Horizontal && f.x.holds(m.X) && f.y.holds(m.Y):
			x, y := f.x.at(m.X), f.y.at(m.Y)
			t.boxes = append(t.boxes, box{x - 5, y - 5, x + 5, y + 5})
		}
	}
	return t
}

// cost of a place: what lies under it, much more where it leaves the frame or covers other words.
func (t *taken) cost(b box, within box) float64 {
	c := 0.0
	for _, s := range t.lines {
		c += s.length(b)
	}
	for _, o := range t.boxes {
		if b.meets(o) {
			c += 200
		}
	}
	if !b.inside(within) {
		c += 1000
	}
	return c
}

// place takes the best of some places, the first of several equals, and marks it as taken.
func (t *taken) place(places []words, within box) words {
	best, least := places[0], math.Inf(1)
	for i, w := range places {
		if c := t.cost(w.box(), within) + float64(i)*.3; c < least {
			best, least = w, c
		}
	}
	t.boxes = append(t.boxes, best.box())
	return best
}

// around are the places for the words of a point: near it first, on all sides, then further away.
func around(x, y, width float64) []words {
	var all []words
	for _, far := range []float64{0, 12, 26} {
		all = append(all,
			words{x + 9 + far/2, y + 16 + far, "start", width}, words{x + 9 + far/2, y - 8 - far, "start", width},
			words{x - 9 - far/2, y + 16 + far, "end", width}, words{x - 9 - far/2, y - 8 - far, "end", width},
			words{x + 11 + far, y + 4, "start", width}, words{x - 11 - far, y + 4, "end", width},
			words{x, y + 20 + far, "middle", width}, words{x, y - 11 - far, "middle", width})
	}
	return all
}

// atop are the places for the words of an upright line: above the frame, beside the line or as near to it as other words allow.
func atop(x, y, width float64) []words {
	all := []words{{x - 4, y, "start", width}, {x + 4, y, "end", width}, {x, y, "middle", width}}
	for far := 8.0; far <= 320; far += 8 {
		all = append(all, words{x + far, y, "start", width}, words{x - far, y, "end", width})
	}
	return all
}

// along are the places for the words of a level line: over its right end or its left, or under it.
func along(f frame, y, width float64) []words {
	return []words{{f.right - 4, y - 5, "end", width}, {f.left + 6, y - 5, "start", width}, {f.right - 4, y + 14, "end", width},
		{f.left + 6, y + 14, "start", width}, {(f.left + f.right) / 2, y - 5, "middle", width}}
}
