package plot

import (
	"math"
	"strings"
	"testing"
)

// A path in a plane keeps its order and its gaps, however long it is; a trace in time is thinned to what can be seen.
func TestPathsAreNotThinned(t *testing.T) {
	n := 3000
	xs, ys, rising := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range xs {
		xs[i], ys[i], rising[i] = math.Cos(float64(i)/50), math.Sin(float64(i)/50), float64(i)
	}
	xs[1500], ys[1500] = math.NaN(), math.NaN()
	count := func(x []float64) int {
		svg := SVG(Figure{Title: "T", Description: "D", Series: []Series{{Name: "p", Role: "path", X: x, Y: ys}}}, Plane)
		_, d, _ := strings.Cut(svg, `class="trajectory" d="`)
		d, _, _ = strings.Cut(d, `"`)
		if x[0] == 1 && strings.Count(d, "M") != 2 {
			t.Errorf("the gap is lost: %d strokes", strings.Count(d, "M"))
		}
		return strings.Count(d, "L") + strings.Count(d, "M")
	}
	if got := count(xs); got != n-1 {
		t.Errorf("%d of %d points of a path are drawn", got, n-1)
	}
	if got := count(rising); got > 2*keptPoints {
		t.Errorf("a trace has %d points", got)
	}
}

// Every mark of a figure is there: a field, fixed points full and open, a raster, bars.
func TestLabMarks(t *testing.T) {
	svg := SVG(Figure{Title: "T", Description: "D", X: Axis{Label: "x", Min: 0, Max: 10}, Y: Axis{Label: "y", Min: 0, Max: 10},
		Arrows: []Arrow{{X: 2, Y: 2, DX: 1}, {X: 4, Y: 4, DY: -3}, {X: 20, Y: 2, DX: 1}, {X: 3, Y: 3}},
		Series: []Series{{Name: "r", Role: "raster", X: []float64{1, 2, 30}, Y: []float64{1, 2, 3}}, {Name: "b", Role: "bars", X: []float64{1, 2}, Y: []float64{3, 4}}},
		Marks:  []Mark{{X: 5, Y: 5, Role: "stable-point", Label: "node"}, {X: 6, Y: 6, Role: "unstable-point"}, {X: 7, Y: 7, Role: "start"}}}, Plane)
	for _, want := range []string{`class="fixpt"`, `class="fixpt open"`, `class="startpt"`, ">node<", `class="bars"`} {
		if !strings.Contains(svg, want) {
			t.Errorf("the drawing lacks %s", want)
		}
	}
	for class, strokes := range map[string]int{"field": 6, "raster": 2} { // an arrow is three strokes; what lies outside or stands still is none
		_, d, _ := strings.Cut(svg, `class="`+class+`" d="`)
		d, _, _ = strings.Cut(d, `"`)
		if strings.Count(d, "M") != strokes {
			t.Errorf("%s has %d strokes, want %d: %s", class, strings.Count(d, "M"), strokes, d)
		}
	}
}
