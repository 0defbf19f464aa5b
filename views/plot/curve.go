package plot

import "fmt"

// CurveSVG draws the axes on which a curve is predicted, and the curve as far
// as it is filled in. The script draws into the same axes: the data attributes
// give it the frame in drawing units and the ranges in the axes' own.
func CurveSVG(x, y Axis, xs []float64, ys []float64, filled []bool, id string) string {
	size := Size{440, 280}
	key := Key(id, "curve", x.Label, y.Label)
	c := &canvas{}
	f := frame{left: leftMargin, top: topMargin, right: size.W - rightMargin, bottom: size.H - bottomMargin}
	f.x = newScale(x, f.left, f.right, xs)
	f.y = newScale(y, f.bottom, f.top, ys)
	done := 0
	for _, ok := range filled {
		if ok {
			done++
		}
	}
	c.f(`<svg class="plot curve-plot" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-t" aria-describedby="%s-d" data-frame="%s %s %s %s" data-range="%g %g %g %g">`,
		px(size.W), px(size.H), key, key, px(f.left), px(f.top), px(f.right), px(f.bottom), f.x.min, f.x.max, f.y.min, f.y.max)
	c.f(`<title id="%s-t">Your curve</title><desc id="%s-d">%s</desc>`, key, key,
		fmt.Sprintf("Axes for your prediction; %d of %d heights are filled in. The number fields below say the same.", done, len(xs)))
	c.axes(f, true, 5)
	c.label(8, topMargin-12, "start", y)
	c.label(f.right, size.H-4, "end", x)
	var px1, py1 []float64
	for i := range xs {
		if i < len(filled) && filled[i] {
			px1, py1 = append(px1, xs[i]), append(py1, ys[i])
		}
	}
	c.WriteString(`<g class="curve-ink">`)
	c.path("pred", px1, py1, f.x, f.y)
	for i := range px1 {
		c.circle("predpt", f.x.at(px1[i]), f.y.at(py1[i]), 4)
	}
	c.WriteString(`</g></svg>`)
	return c.String()
}
