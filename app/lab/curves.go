package lab

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"coronium/sim"
)

// Drawing is a pair of axes with lines that share their abscissa: names of traces of a result. An empty X is the index.
type Drawing struct {
	X  sim.Output
	Ys []sim.Output
}

var (
	againstWord = regexp.MustCompile(`\bagainst ([A-Za-z0-9_-]+)`)
	axisWord    = regexp.MustCompile(`\b(?:of|for) ([A-Za-z0-9_-]+)$`)
)

// Alike says whether two lines can share an ordinate: neither is flattened by the other.
func Alike(a, b []float64) bool {
	sa, sb := width(a), width(b)
	return sa == 0 || sb == 0 || sa/sb < 12 && sb/sa < 12
}

func width(xs []float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, x := range xs {
		low, high = math.Min(low, x), math.Max(high, x)
	}
	return high - low
}

// Traces are the traces of a result that run along t, in the order in which the model declares them.
func Traces(m sim.Model, r sim.Result) (t sim.Output, all []sim.Output) {
	n := len(r.Traces["t"])
	for _, o := range m.Outputs {
		switch {
		case o.Kind != sim.KindTrace:
		case o.Name == "t":
			t = o
		case n > 1 && len(r.Traces[o.Name]) == n:
			all = append(all, o)
		}
	}
	return t, all
}

// Curves pairs the curves of a result with their abscissae. The registry says in words which belong together ("density of decision times
// against rt_axis", "centres of the bins of rt_density"); what no word pairs stands against the last abscissa of its length, or against
// its index.
func Curves(m sim.Model, r sim.Result) []Drawing {
	curves := map[string]sim.Output{}
	var order []sim.Output
	for _, o := range m.Outputs {
		if o.Kind == sim.KindCurve && len(r.Traces[o.Name]) > 0 {
			curves[o.Name] = o
			order = append(order, o)
		}
	}
	axisOf, isAxis := map[string]string{}, map[string]bool{}
	pair := func(y, x string) {
		if _, known := curves[x]; known && x != y && len(r.Traces[x]) == len(r.Traces[y]) {
			axisOf[y], isAxis[x] = x, true
		}
	}
	for _, o := range order {
		if found := againstWord.FindStringSubmatch(o.Means); found != nil {
			pair(o.Name, found[1])
		}
	}
	for _, o := range order {
		if found := axisWord.FindStringSubmatch(strings.TrimSuffix(o.Means, ".")); found != nil && axisOf[o.Name] == "" {
			if _, known := curves[found[1]]; known {
				pair(found[1], o.Name)
			}
		}
	}
	last := ""
	var out []Drawing
	fits := func(d Drawing, x string, o sim.Output) bool {
		return x != "" && d.X.Name == x && d.Ys[0].Unit == o.Unit && Alike(r.Traces[d.Ys[0].Name], r.Traces[o.Name])
	}
	for _, o := range order {
		if isAxis[o.Name] {
			last = o.Name
			continue
		}
		x := axisOf[o.Name]
		if x == "" && last != "" && len(r.Traces[last]) == len(r.Traces[o.Name]) {
			x = last
		}
		if i := slices.IndexFunc(out, func(d Drawing) bool { return fits(d, x, o) }); i >= 0 {
			out[i].Ys = append(out[i].Ys, o)
			continue
		}
		out = append(out, Drawing{X: curves[x], Ys: []sim.Output{o}})
	}
	return out
}
