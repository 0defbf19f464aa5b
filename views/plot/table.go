package plot

import (
	"encoding/json"
	"math"
	"strings"
)

// tableRows bounds a figure's data table; a long trace is sampled evenly, and
// its caption says so.
const tableRows = 41

// Table is the numbers of a figure, for eyes that do not see the plot.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// Tables gives one table for all series that share their abscissa, and one more
// for each that has its own.
func Tables(f Figure) []Table {
	var all []Table
	used := make([]bool, len(f.Series))
	for i, s := range f.Series {
		if used[i] || len(s.X) == 0 {
			continue
		}
		group := []Series{s}
		for j := i + 1; j < len(f.Series); j++ {
			if !used[j] && sameAbscissa(s, f.Series[j]) {
				group, used[j] = append(group, f.Series[j]), true
			}
		}
		all = append(all, tableOf(f, group))
	}
	return all
}

func sameAbscissa(a, b Series) bool {
	if len(a.X) != len(b.X) || a.Role == "spikes" || b.Role == "spikes" || a.Role == "raster" || b.Role == "raster" {
		return false
	}
	for i := range a.X {
		if a.X[i] != b.X[i] {
			return false
		}
	}
	return true
}

func tableOf(f Figure, group []Series) Table {
	t := Table{Head: []string{withUnit(f.X)}}
	for _, s := range group {
		t.Head = append(t.Head, strings.TrimSpace(s.Name))
		if s.Low != nil {
			t.Head = append(t.Head, "from", "to")
		}
	}
	n := len(group[0].X)
	every := max(1, int(math.Ceil(float64(n)/tableRows)))
	for i := 0; i < n; i += every {
		if !finite(group[0].X[i]) {
			continue // a gap between lines
		}
		row := []string{Number(group[0].X[i])}
		for _, s := range group {
			row = append(row, value(s.Y, i))
			if s.Low != nil {
				row = append(row, value(s.Low, i), value(s.High, i))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	t.Caption = withUnit(f.Y)
	if every > 1 {
		t.Caption += "; one row of every " + Number(float64(every))
	}
	return t
}

func value(ys []float64, i int) string {
	if i >= len(ys) {
		return ""
	}
	return Number(ys[i])
}

func withUnit(a Axis) string {
	if a.Unit == "" || a.Unit == "1" {
		return a.Label
	}
	return a.Label + ", " + a.Unit
}

// Zoomable says whether a figure is a long trace that is worth zooming into.
func Zoomable(f Figure) bool {
	for _, s := range f.Series {
		if (s.Role == "yours" || s.Role == "reference" || s.Role == "run" || s.Role == "line1") && len(s.X) > 400 {
			return true
		}
	}
	return false
}

// JSON is a figure's lines for the zoomable plot of the browser: at most about
// 8000 points a series.
func JSON(f Figure) string {
	type line struct {
		Name string     `json:"name"`
		Role string     `json:"role"`
		X    []*float64 `json:"x"`
		Y    []*float64 `json:"y"`
	}
	out := struct {
		X     string `json:"x"`
		Y     string `json:"y"`
		Lines []line `json:"lines"`
	}{X: withUnit(f.X), Y: withUnit(f.Y)}
	for _, s := range f.Series {
		if s.Role == "residual" || s.Role == "spikes" || s.Role == "raster" {
			continue
		}
		xs, ys := thin(s.X, s.Y, 4000)
		out.Lines = append(out.Lines, line{s.Name, s.Role, nullable(xs), nullable(ys)})
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return "{}" // nullable has taken out what JSON cannot hold
	}
	return string(raw)
}

// nullable turns what is no number into null, and rounds to seven digits.
func nullable(vs []float64) []*float64 {
	out := make([]*float64, len(vs))
	for i, v := range vs {
		if !finite(v) {
			continue
		}
		rounded := v
		if v != 0 {
			unit := math.Pow(10, 6-math.Floor(math.Log10(math.Abs(v))))
			if finite(unit) && unit != 0 {
				rounded = math.Round(v*unit) / unit
			}
		}
		out[i] = &rounded
	}
	return out
}
