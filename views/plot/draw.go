package plot

import (
	"fmt"
	"math"
)

// Size is the drawing's own coordinate system; on the page it takes the width
// that it is given.
type Size struct{ W, H float64 }

// Usual sizes: Wide under an editor, Narrow in a side column.
var (
	Wide   = Size{560, 270}
	Narrow = Size{400, 300}
)

const (
	leftMargin     = 48.0
	rightMargin    = 12.0
	topMargin      = 26.0
	bottomMargin   = 38.0
	residualHeight = 92.0
	residualGap    = 22.0
	keptPoints     = 500 // per half: see thin
	shownPoints    = 26  // circles of a simulated curve; more would be a band, and the table has all
)

// style is how a role looks: the class of its line and whether it is points.
type style struct {
	class  string
	points bool
}

func styleOf(role string) style {
	switch role {
	case "yours", "theory":
		return style{class: "yours"}
	case "draft":
		return style{class: "yours dash"}
	case "reference":
		return style{class: "ref"}
	case "simulation":
		return style{class: "simpt", points: true}
	case "prediction":
		return style{class: "pred long"}
	case "threshold":
		return style{class: "hair"}
	case "residual":
		return style{class: "resid"}
	case "spikes":
		return style{class: "spk", points: true}
	}
	if look, ok := labStyles[role]; ok {
		return look
	}
	return style{class: "null-v"}
}

// SVG draws a figure.
func SVG(f Figure, size Size) string {
	main, below := split(f)
	id := Key(f.ID, f.Title, f.Description)
	height := size.H
	if below != nil {
		height += residualHeight + residualGap
	}
	c := &canvas{}
	c.WriteString(open(id, f.Title, f.Description, size.W, height))
	fr := frame{left: leftMargin, top: topMargin, right: size.W - rightMargin, bottom: size.H - bottomMargin}
	if below != nil {
		fr.bottom = size.H - residualGap
	}
	fr.x = tight(f.X, fr.left, fr.right, abscissae(f.Series))
	fr.y, fr.bare = newScale(f.Y, fr.bottom, fr.top, ordinates(main, f.Marks)), f.Y.Bare
	c.clip(id, fr, "a")
	c.axes(fr, below == nil, 5)
	c.label(fr.left-leftMargin+8, topMargin-12, "start", f.Y)
	c.f(`<g clip-path="url(#%s-a)">`, id)
	c.arrows(f.Arrows, fr)
	for _, s := range main {
		c.series(s, fr)
	}
	c.marks(f.Marks, fr)
	c.WriteString(`</g>`)
	c.markWords(main, f.Marks, fr, plainAxis(f.Y))
	if below != nil {
		c.residual(id, *below, f, fr, size, height)
	} else {
		c.label(fr.right, size.H-4, "end", f.X)
	}
	c.WriteString(`</svg>`)
	return c.String()
}

// clip keeps curves inside their axes, with room for a line's own width.
func (c *canvas) clip(id string, f frame, part string) {
	c.f(`<clipPath id="%s-%s"><rect x="%s" y="%s" width="%s" height="%s"/></clipPath>`,
		id, part, px(f.left), px(f.top-3), px(f.right-f.left+3), px(f.bottom-f.top+5))
}

// split takes the residual out of the series, and makes it when it is asked for
// and not given.
func split(f Figure) (main []Series, below *Series) {
	var yours, reference *Series
	for i := range f.Series {
		s := &f.Series[i]
		switch s.Role {
		case "residual":
			below = s
			continue
		case "yours":
			if yours == nil {
				yours = s
			}
		case "reference":
			reference = s
		}
		main = append(main, *s)
	}
	if below == nil && f.Residual && yours != nil && reference != nil {
		r := residualOf(*yours, *reference)
		below = &r
	}
	if below != nil && len(below.Y) == 0 {
		below = nil
	}
	return main, below
}

func abscissae(all []Series) []float64 {
	var xs []float64
	for _, s := range all {
		xs = append(xs, s.X...)
	}
	return xs
}

func ordinates(all []Series, marks []Mark) []float64 {
	var ys []float64
	for _, s := range all {
		if s.Role == "spikes" {
			continue
		}
		ys = append(append(append(ys, s.Y...), s.Low...), s.High...)
	}
	for _, m := range marks {
		if !m.Vertical {
			ys = append(ys, m.Y)
		}
	}
	return ys
}

func (c *canvas) series(s Series, f frame) {
	look := styleOf(s.Role)
	for i := range min(len(s.X), len(s.Low), len(s.High)) {
		if f.x.holds(s.X[i]) && finite(s.Low[i]) && finite(s.High[i]) {
			x, low, high := f.x.at(s.X[i]), f.y.at(s.Low[i]), f.y.at(s.High[i])
			c.f(`<path class="%s" d="M%s %sV%sM%s %sh8M%s %sh8"/>`, errorClass(s.Role), px(x), px(low), px(high), px(x-4), px(low), px(x-4), px(high))
		}
	}
	switch {
	case s.Role == "raster":
		c.raster(s, f)
	case s.Role == "bars":
		c.bars(s, f)
	case s.Role == "spikes":
		for _, x := range s.X {
			if f.x.holds(x) {
				c.line("spk", f.x.at(x), f.top+2, f.x.at(x), f.top+10)
			}
		}
	case look.points:
		xs, ys := s.X, s.Y
		every := max(1, (len(xs)+shownPoints-1)/shownPoints)
		for i := 0; i < min(len(xs), len(ys)); i += every {
			if f.x.holds(xs[i]) && finite(ys[i]) {
				c.circle(look.class, f.x.at(xs[i]), f.y.at(ys[i]), 3.4)
			}
		}
	case len(s.X) == 1 && len(s.Y) == 1:
		if f.x.holds(s.X[0]) && f.y.holds(s.Y[0]) {
			c.circle("pt", f.x.at(s.X[0]), f.y.at(s.Y[0]), 4)
		}
	default:
		xs, ys := s.X, s.Y
		if rises(xs) { // a path in a plane goes back and forth: extremes by stretches would tear it
			xs, ys = thin(xs, ys, keptPoints)
		}
		c.path(look.class, xs, ys, f.x, f.y)
	}
}

func errorClass(role string) string {
	if role == "prediction" {
		return "pred"
	}
	return "err"
}

func (c *canvas) marks(all []Mark, f frame) {
	for _, m := range all {
		class := markClass(m.Role)
		switch {
		case m.Vertical && f.x.holds(m.X):
			c.line(class, f.x.at(m.X), f.top, f.x.at(m.X), f.bottom)
		case m.Horizontal && f.y.holds(m.Y):
			c.line(class, f.left, f.y.at(m.Y), f.right, f.y.at(m.Y))
		case !m.Vertical && !m.Horizontal && f.x.holds(m.X) && f.y.holds(m.Y):
			if c.point(m.Role, f.x.at(m.X), f.y.at(m.Y)) {
				continue
			}
			c.circle("ringmark", f.x.at(m.X), f.y.at(m.Y), 6.5)
		}
	}
}

func markClass(role string) string {
	switch role {
	case "prediction":
		return "pred"
	case "divergence", "yours":
		return "thr"
	}
	return "hair"
}

// markWords writes beside a mark what it is, where the words cover least. name is the ordinate's own, which stands above the frame.
func (c *canvas) markWords(series []Series, all []Mark, f frame, name string) {
	worded := false
	for _, m := range all {
		worded = worded || m.Label != ""
	}
	if !worded {
		return
	}
	t := takenBy(series, all, f)
	t.boxes = append(t.boxes, words{f.left - leftMargin + 8, topMargin - 12, "start", widthOf(name) + letter}.box())
	above := box{f.left - leftMargin + 2, 0, f.right + rightMargin, f.top}
	for _, m := range all {
		if m.Label == "" || m.Horizontal && !f.y.holds(m.Y) || m.Vertical && !f.x.holds(m.X) {
			continue
		}
		class := "ann soft"
		switch m.Role {
		case "divergence", "yours":
			class = "ann yours-t"
		case "prediction":
			class = "ann doubt-t"
		}
		var w words
		switch width := widthOf(m.Label); {
		case m.Vertical:
			w = t.place(atop(f.x.at(m.X), f.top-7, width), above)
		case m.Horizontal:
			w = t.place(along(f, f.y.at(m.Y), width), t.frame)
		case f.x.holds(m.X) && f.y.holds(m.Y):
			w = t.place(around(f.x.at(m.X), f.y.at(m.Y), width), t.frame)
		default:
			continue
		}
		c.text(class, w.x, w.y, w.anchor, m.Label)
	}
}

// residual draws yours minus reference under the plot, about a zero line.
func (c *canvas) residual(id string, r Series, f Figure, above frame, size Size, height float64) {
	low := frame{left: above.left, right: above.right, top: size.H + residualGap/2, bottom: height - bottomMargin}
	low.x = scale{min: above.x.min, max: above.x.max, from: low.left, to: low.right, log: above.x.log}
	most := 0.0
	for _, v := range r.Y {
		if finite(v) {
			most = math.Max(most, math.Abs(v))
		}
	}
	if most == 0 {
		most = 1
	}
	low.y = scale{min: -1.15 * most, max: 1.15 * most, from: low.bottom, to: low.top}
	c.clip(id, low, "b")
	c.axes(low, true, 2)
	c.line("zero", low.left, low.y.at(0), low.right, low.y.at(0))
	c.f(`<g clip-path="url(#%s-b)">`, id)
	xs, ys := thin(r.X, r.Y, keptPoints)
	c.path("resid", xs, ys, low.x, low.y)
	c.WriteString(`</g>`)
	name := "residual"
	if f.Y.Unit != "" && f.Y.Unit != "1" {
		name += ", " + f.Y.Unit
	}
	c.text("lab", 8, low.top-7, "start", name)
	c.label(low.right, height-4, "end", f.X)
}

// Swatch is the sample of a role's line in a legend.
func Swatch(role string) string {
	look := styleOf(role)
	body := fmt.Sprintf(`<line class="%s" x1="1" y1="6" x2="23" y2="6"/>`, look.class)
	switch {
	case role == "spikes":
		body = `<line class="spk" x1="12" y1="1" x2="12" y2="11"/>`
	case role == "raster":
		body = `<path class="raster" d="M6 2v8M12 1v8M18 3v8"/>`
	case role == "bars":
		body = `<path class="bars" d="M3 11V5h6v6zM9 11V2h6v9zM15 11V7h6v4z"/>`
	case look.points:
		body = fmt.Sprintf(`<circle class="%s" cx="12" cy="6" r="3.4"/>`, look.class)
	}
	return `<svg class="swatch" viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">` + body + `</svg>`
}
