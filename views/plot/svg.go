package plot

import (
	"fmt"
	"hash/fnv"
	"html"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// canvas collects the marks of one SVG.
type canvas struct {
	strings.Builder
}

func (c *canvas) f(format string, args ...any) { fmt.Fprintf(c, format, args...) }

// px writes a pixel coordinate with one decimal: more would only be weight. A
// coordinate far outside is brought near: renderers round large ones badly.
func px(v float64) string {
	if math.IsNaN(v) {
		v = 0
	}
	v = math.Max(-1e4, math.Min(1e4, v))
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	c.f(`<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, px(x1), px(y1), px(x2), px(y2))
}

func (c *canvas) circle(class string, x, y, r float64) {
	c.f(`<circle class="%s" cx="%s" cy="%s" r="%s"/>`, class, px(x), px(y), px(r))
}

// text writes words; anchor is start, middle or end.
func (c *canvas) text(class string, x, y float64, anchor, words string) {
	c.f(`<text class="%s" x="%s" y="%s" text-anchor="%s">%s</text>`, class, px(x), px(y), anchor, subscripts(words))
}

// subscripts sets t_ref and V_th with their subscripts; other words stay.
func subscripts(words string) string {
	parts := strings.Split(words, "_")
	out := html.EscapeString(parts[0])
	for _, p := range parts[1:] {
		end := strings.IndexFunc(p, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if end < 0 {
			end = len(p)
		}
		out += `<tspan class="sub" dy="3">` + html.EscapeString(p[:end]) + `</tspan><tspan dy="-3">` + html.EscapeString(p[end:]) + "\u200b</tspan>"
	}
	return out
}

// label writes an axis's name; a symbol of one or two letters is set in italics.
func (c *canvas) label(x, y float64, anchor string, a Axis) {
	c.f(`<text class="lab" x="%s" y="%s" text-anchor="%s">%s</text>`, px(x), px(y), anchor, axisName(a))
}

func axisName(a Axis) string {
	words := strings.Fields(a.Label)
	for i, w := range words {
		escaped := html.EscapeString(w)
		w, comma := strings.CutSuffix(w, ",")
		if isSymbol(w) {
			base, sub, has := strings.Cut(w, "_")
			escaped = `<tspan class="it">` + html.EscapeString(base) + `</tspan>`
			if has {
				escaped += `<tspan class="it sub" dy="3">` + html.EscapeString(sub) + `</tspan><tspan dy="-3">&#8203;</tspan>`
			}
			if comma {
				escaped += ","
			}
		}
		words[i] = escaped
	}
	name := strings.Join(words, " ")
	if a.Unit != "" && a.Unit != "1" {
		name += ", " + html.EscapeString(a.Unit)
	}
	return name
}

// plainAxis is axisName without markup, to be measured.
func plainAxis(a Axis) string {
	if a.Unit == "" || a.Unit == "1" {
		return a.Label
	}
	return a.Label + ", " + a.Unit
}

// isSymbol takes V, I, tau_w, f for symbols, and "rate" or "a" inside words for words.
func isSymbol(w string) bool {
	base, _, _ := strings.Cut(w, "_")
	r := []rune(base)
	return w != "a" && len(r) == 1 && unicode.IsLetter(r[0])
}

// path draws a line through the points that lie on the axes; a gap or a value
// that is no number lifts the pen. Points outside are cut at the frame by the
// clip path of the figure, not here.
func (c *canvas) path(class string, xs, ys []float64, x, y scale) {
	var d strings.Builder
	down := false
	for i := range xs {
		if i >= len(ys) || !finite(xs[i]) || !finite(ys[i]) || y.log && ys[i] <= 0 || x.log && xs[i] <= 0 {
			down = false
			continue
		}
		letter := "L"
		if !down {
			letter = "M"
		}
		fmt.Fprintf(&d, "%s%s %s", letter, px(x.at(xs[i])), px(y.at(ys[i])))
		down = true
	}
	if d.Len() > 0 {
		c.f(`<path class="%s" d="%s"/>`, class, d.String())
	}
}

// open begins an SVG with its title and description, which a screen reader says.
func open(id, title, description string, w, h float64) string {
	class := "plot"
	if w > 500 {
		class = "plot plot-w" // larger words on a phone, where it shrinks most
	}
	return fmt.Sprintf(`<svg class="`+class+`" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-t" aria-describedby="%s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
		px(w), px(h), id, id, id, html.EscapeString(title), id, html.EscapeString(description))
}

// Key is the identifier of a figure: its own, or one made from its words, so
// that two figures on a page never share one.
func Key(id string, words ...string) string {
	if id != "" {
		return "fig-" + clean(id)
	}
	h := fnv.New32a()
	for _, w := range words {
		_, _ = h.Write([]byte(w))
	}
	return fmt.Sprintf("fig-%08x", h.Sum32())
}

func clean(id string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, id)
}
