package views

import (
	"math"
	"strconv"
	"strings"

	"coronium/views/plot"

	"github.com/a-h/templ"
)

// drawnCurve draws the heights that are filled in with numbers.
func drawnCurve(c CurveEntry, id string) templ.Component {
	xs, ys, filled := make([]float64, len(c.Points)), make([]float64, len(c.Points)), make([]bool, len(c.Points))
	for i, p := range c.Points {
		xs[i] = p.X
		v, err := strconv.ParseFloat(strings.TrimSpace(p.Value), 64)
		if err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
			ys[i], filled[i] = v, true
		}
	}
	return templ.Raw(plot.CurveSVG(c.X, c.Y, xs, ys, filled, id))
}

// curveLabel says a place on the abscissa.
func curveLabel(a plot.Axis, x float64) string {
	if a.Unit == "" || a.Unit == "1" {
		return plot.Number(x)
	}
	return plot.Number(x) + " " + a.Unit
}
