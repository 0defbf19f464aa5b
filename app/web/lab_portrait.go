package web

import (
	"fmt"
	"math"
	"strings"

	"coronium/app/lab"
	"coronium/sim"
	"coronium/views"
	"coronium/views/plot"
)

// The portrait of a model: its phase plane (or line) at these values, and what it can do along its drive.

// planeFigure draws field, nullclines, fixed points and the trajectories of the runs.
func planeFigure(q lab.Query, p sim.PhasePlane, runs []drawnRun) views.LabFigure {
	f := plot.Figure{ID: "plane", X: portraitAxis(p.X), Y: portraitAxis(p.Y)}
	if len(p.Line) > 0 {
		f.Y.Label, f.Y.Unit = "d"+p.X.Name+"/dt", strings.TrimPrefix(views.UnitWords(p.X.Unit)+"/ms", "1")
		f.Y.Min, f.Y.Max = p.Y.Min, p.Y.Max
	}
	for _, a := range p.Arrows {
		f.Arrows = append(f.Arrows, plot.Arrow{X: a.X, Y: a.Y, DX: a.DX, DY: a.DY})
	}
	for i, n := range p.Nullclines {
		role := []string{"null-x", "null-y"}[min(i, 1)]
		f.Series = append(f.Series, joined(n.Of+" stands still", role, n.Lines))
	}
	if len(p.Line) > 0 {
		f.Series = append(f.Series, joined("rate of change of "+p.X.Name, "null-x", [][]sim.Point{p.Line}))
		f.Marks = append(f.Marks, plot.Mark{Y: 0, Horizontal: true})
	}
	if len(p.Line) == 0 {
		for _, r := range runs {
			xs, ys := r.result.Traces[p.X.Name], r.result.Traces[p.Y.Name]
			if len(xs) == 0 || len(xs) != len(ys) {
				continue
			}
			role := r.role
			if role == "run" {
				role = "path"
			}
			tx, ty := trajectory(xs, ys, p.Reset)
			f.Series = append(f.Series, plot.Series{Name: pathName(r), Role: role, X: tx, Y: ty})
			if r.role == "run" {
				start := plot.Mark{X: xs[0], Y: ys[0], Role: "start", Label: "start"}
				if nearPoint(p, xs[0], ys[0]) {
					start.Label = "" // the fixed point's own words stand there
				}
				f.Marks = append(f.Marks, start)
			}
		}
	}
	for _, point := range p.FixedPoints {
		role := "unstable-point"
		if point.Stable {
			role = "stable-point"
		}
		f.Marks = append(f.Marks, plot.Mark{X: point.X, Y: point.Y, Role: role, Label: point.Class})
	}
	if p.Reset != nil {
		f.Marks = append(f.Marks, plot.Mark{X: p.Reset.To, Vertical: true, Label: "reset"})
	}
	f.Title, f.Description = planeWords(p)
	out := views.LabFigure{Heading: "Phase plane", Aside: planeAside(p), Figure: f, Size: plot.Plane}
	if len(p.Line) > 0 {
		out.Heading, out.Size = "Phase line", plot.Size{W: 490, H: 320}
	}
	out.Drag = dragOf(q.Model, p)
	if out.Drag != nil {
		out.Aside = "click to start there"
	}
	return out
}

// nearPoint says whether a place lies on top of a fixed point, as seen in the picture.
func nearPoint(p sim.PhasePlane, x, y float64) bool {
	for _, f := range p.FixedPoints {
		if math.Abs(f.X-x) < .09*(p.X.Max-p.X.Min) && math.Abs(f.Y-y) < .06*(p.Y.Max-p.Y.Min) {
			return true
		}
	}
	return false
}

func pathName(r drawnRun) string {
	if r.role == "run" {
		return "trajectory"
	}
	return r.name
}

// trajectory keeps a path drawable: a point wherever it has moved by what can be seen, so that fast stretches stay smooth and slow ones cost
// nothing, up to a bound: a cycle is drawn a few times, not a hundred. A reset is a jump: the pen is lifted.
func trajectory(xs, ys []float64, reset *sim.Reset) ([]float64, []float64) {
	const (
		points = 4000
		seen   = .004 // of the picture
	)
	_, _, wide := stretch(xs)
	_, _, tall := stretch(ys)
	if wide == 0 || tall == 0 {
		return xs[:1], ys[:1]
	}
	outX, outY := []float64{xs[0]}, []float64{ys[0]}
	for i := 1; i < len(xs) && len(outX) < points; i++ {
		if reset != nil && xs[i] == reset.To && xs[i-1] != xs[i] {
			outX, outY = append(outX, math.NaN(), xs[i]), append(outY, math.NaN(), ys[i])
			continue
		}
		n := len(outX) - 1
		if math.Hypot((xs[i]-outX[n])/wide, (ys[i]-outY[n])/tall) >= seen {
			outX, outY = append(outX, xs[i]), append(outY, ys[i])
		}
	}
	return outX, outY
}

func portraitAxis(a sim.Axis) plot.Axis {
	return plot.Axis{Label: axisWords(a.Name, a.Means), Unit: views.UnitWords(a.Unit), Min: a.Min, Max: a.Max}
}

// joined makes one series of several connected lines, parted by a gap.
func joined(name, role string, lines [][]sim.Point) plot.Series {
	s := plot.Series{Name: name, Role: role}
	for i, line := range lines {
		if i > 0 {
			s.X, s.Y = append(s.X, math.NaN()), append(s.Y, math.NaN())
		}
		for _, p := range line {
			s.X, s.Y = append(s.X, p.X), append(s.Y, p.Y)
		}
	}
	return s
}

func planeAside(p sim.PhasePlane) string {
	switch len(p.FixedPoints) {
	case 0:
		return "no fixed point"
	case 1:
		return "one fixed point"
	}
	return fmt.Sprintf("%d fixed points", len(p.FixedPoints))
}

func planeWords(p sim.PhasePlane) (title, description string) {
	stable := 0
	var parts []string
	for _, f := range p.FixedPoints {
		if f.Stable {
			stable++
		}
		parts = append(parts, fmt.Sprintf("%s at %s", f.Class, pointWords(p, f)))
	}
	switch {
	case len(p.FixedPoints) == 0:
		title = "Nothing stands still here: the neuron can't rest."
	case stable == 0:
		title = "No rest is stable: whatever the start, it goes on."
	case stable == 1 && len(p.FixedPoints) == 1:
		title = "One rest, and it is stable."
	default:
		title = fmt.Sprintf("%d of %d fixed points are stable.", stable, len(p.FixedPoints))
	}
	description = title + " " + capitalised(strings.Join(parts, "; "))
	return title, description
}

func pointWords(p sim.PhasePlane, f sim.FixedPoint) string {
	words := fmt.Sprintf("%s = %s%s", p.X.Name, plot.Number(f.X), spaced(p.X.Unit))
	if len(p.Line) == 0 {
		words += fmt.Sprintf(", %s = %s%s", p.Y.Name, plot.Number(f.Y), spaced(p.Y.Unit))
	}
	return words
}

// planeFacts are the fixed points in numbers.
func planeFacts(p sim.PhasePlane) []views.LabFact {
	var out []views.LabFact
	for i, f := range p.FixedPoints {
		name := "Fixed point"
		if len(p.FixedPoints) > 1 {
			name = fmt.Sprintf("Fixed point %d", i+1)
		}
		mark := views.Differs
		if f.Stable {
			mark = views.Holds
		}
		out = append(out, views.LabFact{Name: name, Value: pointWords(p, f)}, views.LabFact{Name: "Stability", Mark: mark, Strong: f.Class, Value: jacobianWords(f.Eigenvalues)})
		if words := eigenWords(f.Eigenvalues); words != "" {
			out = append(out, views.LabFact{Name: "Eigenvalues", Value: words})
		}
	}
	return out
}

func jacobianWords(e []sim.Eigenvalue) string {
	if len(e) != 2 {
		return ""
	}
	trace := e[0].Re + e[1].Re
	determinant := e[0].Re*e[1].Re - e[0].Im*e[1].Im
	return fmt.Sprintf("· tr J = %s /ms, det J = %s /ms²", plot.Number(trace), plot.Number(determinant))
}

func eigenWords(e []sim.Eigenvalue) string {
	if len(e) == 0 {
		return ""
	}
	if e[0].Im != 0 {
		words := fmt.Sprintf("%s ± %s i /ms: rings at %s Hz", plot.Number(e[0].Re), plot.Number(math.Abs(e[0].Im)), plot.Number(1000*math.Abs(e[0].Im)/(2*math.Pi)))
		return words + decayWords(e[0].Re)
	}
	parts := make([]string, len(e))
	for i, x := range e {
		parts[i] = plot.Number(x.Re)
	}
	return strings.Join(parts, " and ") + " /ms" + decayWords(e[0].Re)
}

func decayWords(re float64) string {
	switch {
	case re < 0:
		return fmt.Sprintf(", decays in %s ms", plot.Number(-1/re))
	case re > 0:
		return fmt.Sprintf(", grows in %s ms", plot.Number(1/re))
	}
	return ""
}

// dragOf says whether a model lets its start be chosen: parameters called x_0 and y_0 after the axes, and a start that uses them.
func dragOf(m sim.Model, p sim.PhasePlane) *views.LabDrag {
	_, hasX := m.Parameter(p.X.Name + "_0")
	_, hasY := m.Parameter(p.Y.Name + "_0")
	start, hasStart := m.Parameter("start")
	if !hasX || !hasY || !hasStart || len(p.Line) > 0 {
		return nil
	}
	return &views.LabDrag{X: "p-" + p.X.Name + "_0", Y: "p-" + p.Y.Name + "_0", Start: "p-start", StartValue: sim.Format(start.Max)}
}

// branchFigure draws the bifurcation diagram with the place where the model stands now.
func branchFigure(q lab.Query, d sim.BifurcationDiagram) views.LabFigure {
	f := plot.Figure{ID: "bifurcation", X: plot.Axis{Label: axisWords(d.Input.Name, d.Input.Means), Unit: views.UnitWords(d.Input.Unit), Min: d.Input.Min, Max: d.Input.Max},
		Y: plot.Axis{Label: axisWords(d.State.Name, d.State.Means), Unit: views.UnitWords(d.State.Unit)}}
	parts := halves{{Name: "stable fixed point", Role: "stable"}, {Name: "unstable fixed point", Role: "unstable"}}
	for i, p := range d.Branch {
		parts.add(p.Input, p.State, p.Stable, i == 0)
	}
	f.Series = parts.drawn(f.Series)
	f.Series = append(f.Series, cycleSeries(d)...)
	f.Marks = append(f.Marks, bifurcationMarks(d)...)
	if now, has := q.Values[d.Input.Name]; has && now >= d.Input.Min && now <= d.Input.Max {
		f.Marks = append(f.Marks, plot.Mark{X: now, Vertical: true, Role: "prediction", Label: "now " + plot.Number(now)})
	}
	f.Title, f.Caption = branchWords(d)
	f.Description = f.Title + " " + f.Caption
	return views.LabFigure{Heading: "Bifurcation", Aside: "along " + d.Input.Name, Figure: f, Size: plot.Size{W: 400, H: 270}}
}

// bifurcationMarks are the places where the branch changes; two that lie together share their words.
func bifurcationMarks(d sim.BifurcationDiagram) []plot.Mark {
	var out []plot.Mark
	for _, b := range d.Points {
		m := plot.Mark{X: b.Input, Y: b.State, Role: "unstable-point", Label: fmt.Sprintf("%s %s", b.Kind, plot.Number(b.Input))}
		if n := len(out); n > 0 && math.Abs(out[n-1].X-m.X) < .04*(d.Input.Max-d.Input.Min) && math.Abs(b.State-out[n-1].Y) < .1*(d.State.Max-d.State.Min) {
			out[n-1].Label, m.Label = out[n-1].Label+", "+m.Label, ""
		}
		if out = append(out, m); len(out) == 8 {
			break
		}
	}
	return out
}

// halves are a line in two looks, solid where stable: index 0 holds the stable stretches, 1 the others. Where one ends the next begins, and
// stretches of one look are parted by a gap.
type halves [2]plot.Series

func (h *halves) add(x, y float64, stable, begins bool) {
	k := 1
	if stable {
		k = 0
	}
	a, b := &h[k], &h[1-k]
	if n := len(a.X); n > 0 && (begins || len(b.X) > 0 && !math.IsNaN(b.X[len(b.X)-1])) {
		a.X, a.Y = append(a.X, math.NaN()), append(a.Y, math.NaN())
	}
	if n := len(b.X); n > 0 && !math.IsNaN(b.X[n-1]) { // the looks change here: the lines meet
		if !begins {
			b.X, b.Y = append(b.X, x), append(b.Y, y)
		}
		b.X, b.Y = append(b.X, math.NaN()), append(b.Y, math.NaN())
	}
	a.X, a.Y = append(a.X, x), append(a.Y, y)
}

func (h *halves) drawn(all []plot.Series) []plot.Series {
	for _, s := range h {
		if len(s.X) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// cycleSeries are the extremes of the periodic solutions, solid where they are stable.
func cycleSeries(d sim.BifurcationDiagram) []plot.Series {
	parts := halves{{Name: "extremes of a stable cycle", Role: "cycle"}, {Name: "of an unstable cycle", Role: "cycle-unstable"}}
	for _, line := range d.Cycles {
		for i, c := range line {
			parts.add(c.Input, c.High, c.Stable, i == 0)
		}
		for i, c := range line {
			parts.add(c.Input, c.Low, c.Stable, i == 0)
		}
	}
	return parts.drawn(nil)
}

func branchWords(d sim.BifurcationDiagram) (title, caption string) {
	var parts []string
	for _, b := range d.Points {
		words := fmt.Sprintf("%s at %s%s", b.Kind, plot.Number(b.Input), spaced(d.Input.Unit))
		if b.Frequency > 0 {
			words += fmt.Sprintf(" (%s Hz at birth)", plot.Number(b.Frequency))
		}
		parts = append(parts, words)
	}
	title = "No bifurcation in this window."
	if len(parts) > 0 {
		title = capitalised(strings.Join(parts, "; ")) + "."
	}
	caption = "Solid is stable, dashed is not."
	if low, high, both := coexist(d); both {
		caption += fmt.Sprintf(" Rest and firing coexist from %s to %s.", plot.Number(low), plot.Number(high))
	}
	return title, caption
}

// coexist finds the inputs at which a stable fixed point and a stable cycle both exist, if that is one stretch before a Hopf point.
func coexist(d sim.BifurcationDiagram) (low, high float64, ok bool) {
	if len(d.Points) == 0 || d.Points[0].Kind != "Hopf" {
		return 0, 0, false
	}
	hopf, least := d.Points[0].Input, math.Inf(1)
	for _, line := range d.Cycles {
		for _, c := range line {
			if c.Stable && c.Input < hopf {
				least = math.Min(least, c.Input)
			}
		}
	}
	return least, hopf, least < hopf
}
