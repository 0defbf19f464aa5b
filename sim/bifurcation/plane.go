package bifurcation

import (
	"context"
	"math"
	"sort"

	"coronium/sim"
	"coronium/sim/neuron"
	"coronium/sim/rate"
	"coronium/sim/solve"
)

// grid is the number of cells a side in which nullclines are looked for, arrows the number of arrows a side.
const (
	grid   = 120
	arrows = 16
)

// plane computes the picture of one setting.
func (y system) plane(ctx context.Context, s sim.Settings) (sim.PhasePlane, error) {
	out := sim.PhasePlane{X: y.x(s)}
	if y.reset != nil {
		out.Reset = y.reset(s)
	}
	field := y.field(s)
	if y.oneD {
		return y.phaseLine(s, field, out), ctx.Err()
	}
	out.Y = y.y(s)
	d, state := make([]float64, 2), make([]float64, 2)
	component := func(which int) func(a, b float64) float64 {
		return func(a, b float64) float64 {
			state[0], state[1] = a, b
			field(0, state, d)
			return d[which]
		}
	}
	for k, axis := range []sim.Axis{out.X, out.Y} {
		if err := ctx.Err(); err != nil {
			return sim.PhasePlane{}, err
		}
		n := sim.Nullcline{Of: axis.Name}
		for _, line := range solve.Contour(component(k), out.X.Min, out.X.Max, out.Y.Min, out.Y.Max, grid) {
			points := make([]sim.Point, len(line))
			for i, p := range line {
				points[i] = sim.Point{X: p[0], Y: p[1]}
			}
			n.Lines = append(n.Lines, points)
		}
		out.Nullclines = append(out.Nullclines, n)
	}
	out.FixedPoints = fixedPoints(field, append(y.starts(s), meetings(out.Nullclines)...), out.X, out.Y)
	for i := range arrows {
		for j := range arrows {
			a, b := out.X.Min+(out.X.Max-out.X.Min)*(float64(i)+.5)/arrows, out.Y.Min+(out.Y.Max-out.Y.Min)*(float64(j)+.5)/arrows
			dx, dy := component(0)(a, b), component(1)(a, b)
			if !math.IsNaN(dx+dy) && !math.IsInf(dx, 0) && !math.IsInf(dy, 0) {
				out.Arrows = append(out.Arrows, sim.Arrow{X: a, Y: b, DX: dx, DY: dy})
			}
		}
	}
	return out, nil
}

// phaseLine is the picture of a model of one variable: its rate of change against itself.
func (y system) phaseLine(s sim.Settings, field solve.Field, out sim.PhasePlane) sim.PhasePlane {
	x, d := make([]float64, 1), make([]float64, 1)
	slope := func(v float64) float64 { x[0] = v; field(0, x, d); return d[0] }
	lo, hi := math.Inf(1), math.Inf(-1)
	const n = 400
	for i := 0; i <= n; i++ {
		v := out.X.Min + (out.X.Max-out.X.Min)*float64(i)/n
		if dv := slope(v); !math.IsNaN(dv) && !math.IsInf(dv, 0) {
			out.Line = append(out.Line, sim.Point{X: v, Y: dv})
			lo, hi = math.Min(lo, dv), math.Max(hi, dv)
		}
	}
	starts := y.starts(s)
	for _, v := range solve.Roots(slope, out.X.Min, out.X.Max, 1000) {
		starts = append(starts, []float64{v})
	}
	out.Y = sim.Axis{Name: "d" + out.X.Name + "/dt", Unit: out.X.Unit + "/ms", Means: "rate of change of " + out.X.Name, Min: math.Min(lo, 0), Max: math.Max(hi, 0)}
	out.FixedPoints = fixedPoints(field, starts, out.X, out.Y)
	return out
}

// meetings are points near which two nullclines cross: pairs of their segments that do.
func meetings(n []sim.Nullcline) [][]float64 {
	var out [][]float64
	for _, a := range n[0].Lines {
		for _, b := range n[1].Lines {
			for i := 1; i < len(a); i++ {
				for j := 1; j < len(b); j++ {
					if p, ok := cross(a[i-1], a[i], b[j-1], b[j]); ok {
						out = append(out, []float64{p.X, p.Y})
					}
				}
			}
		}
	}
	return out
}

// cross returns where two segments meet.
func cross(a, b, c, d sim.Point) (sim.Point, bool) {
	if math.Max(a.X, b.X) < math.Min(c.X, d.X) || math.Max(c.X, d.X) < math.Min(a.X, b.X) {
		return sim.Point{}, false
	}
	ux, uy, vx, vy := b.X-a.X, b.Y-a.Y, d.X-c.X, d.Y-c.Y
	det := ux*vy - uy*vx
	if det == 0 {
		return sim.Point{}, false
	}
	t := ((c.X-a.X)*vy - (c.Y-a.Y)*vx) / det
	u := ((c.X-a.X)*uy - (c.Y-a.Y)*ux) / det
	if !(t >= 0 && t <= 1 && u >= 0 && u <= 1) {
		return sim.Point{}, false
	}
	return sim.Point{X: a.X + t*ux, Y: a.Y + t*uy}, true
}

// fixedPoints polishes the starts by Newton's method and drops repeats; in ascending order of x.
func fixedPoints(field solve.Field, starts [][]float64, x, y sim.Axis) []sim.FixedPoint {
	var out []sim.FixedPoint
	width, height := x.Max-x.Min, y.Max-y.Min
next:
	for _, s := range starts {
		f, err := solve.Newton(field, s)
		if err != nil || !solve.Finite(f.X) || len(f.Eigenvalues) != len(s) {
			continue
		}
		p := sim.FixedPoint{X: f.X[0], Class: f.Class(), Stable: f.Stable()}
		if len(f.X) > 1 {
			p.Y = f.X[1]
		}
		for _, o := range out {
			if math.Abs(o.X-p.X) < 1e-6*width && math.Abs(o.Y-p.Y) < 1e-6*math.Max(height, math.Abs(p.Y)) {
				continue next
			}
		}
		for _, e := range f.Eigenvalues {
			p.Eigenvalues = append(p.Eigenvalues, sim.Eigenvalue{Re: real(e), Im: imag(e)})
		}
		out = append(out, p)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].X < out[j].X })
	return out
}

func planeOutputs(x, xUnit, y, yUnit string) []sim.Output {
	return []sim.Output{
		sim.Curve("null_"+x+"_x", xUnit, x+" of the points where "+x+" stands still"), sim.Curve("null_"+x+"_y", yUnit, y+" of the same points"),
		sim.Curve("null_"+y+"_x", xUnit, x+" of the points where "+y+" stands still"), sim.Curve("null_"+y+"_y", yUnit, y+" of the same points"),
		sim.Curve("fixed_x", xUnit, x+" of the fixed points"), sim.Curve("fixed_y", yUnit, y+" of the fixed points"), sim.Curve("fixed_stable", "1", "1 for the stable ones"),
		sim.Curve("trace", "1/ms", "trace of the Jacobian at the fixed points"), sim.Curve("determinant", "1/ms^2", "determinant of the Jacobian at the fixed points"),
		sim.Curve("arrow_x", xUnit, "grid of the field"), sim.Curve("arrow_y", yUnit, "grid of the field"), sim.Curve("arrow_dx", xUnit+"/ms", "slope of "+x+" there"), sim.Curve("arrow_dy", yUnit+"/ms", "slope of "+y+" there"),
		sim.Scalar("fixed_points", "1", "number of fixed points"), sim.Scalar("stable_points", "1", "number of stable ones"),
		sim.Scalar("real", "1/ms", "largest real part of the eigenvalues at the first fixed point"), sim.Scalar("frequency", "Hz", "|imaginary part|/(2 pi) of that eigenvalue; 0 without ringing"),
	}
}

// runPlane is the picture as the flat result of the registry's -plane entries.
func (y system) runPlane(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p, err := y.plane(ctx, s)
	if err != nil {
		return sim.Result{}, err
	}
	t := map[string][]float64{}
	for _, n := range p.Nullclines {
		xs, ys := []float64{}, []float64{}
		for _, line := range n.Lines {
			for _, q := range line {
				xs, ys = append(xs, q.X), append(ys, q.Y)
			}
		}
		t["null_"+n.Of+"_x"], t["null_"+n.Of+"_y"] = xs, ys
	}
	for _, name := range []string{"fixed_x", "fixed_y", "fixed_stable", "trace", "determinant", "arrow_x", "arrow_y", "arrow_dx", "arrow_dy"} {
		t[name] = []float64{}
	}
	out := sim.Result{Scalars: map[string]float64{"fixed_points": float64(len(p.FixedPoints))}, Traces: t}
	stable := 0.0
	for i, f := range p.FixedPoints {
		yes := 0.0
		if f.Stable {
			yes = 1
			stable++
		}
		a, b := f.Eigenvalues[0], f.Eigenvalues[1]
		t["fixed_x"], t["fixed_y"], t["fixed_stable"] = append(t["fixed_x"], f.X), append(t["fixed_y"], f.Y), append(t["fixed_stable"], yes)
		t["trace"], t["determinant"] = append(t["trace"], a.Re+b.Re), append(t["determinant"], a.Re*b.Re-a.Im*b.Im)
		if i == 0 {
			out.Scalars["real"], out.Scalars["frequency"] = a.Re, 1000*math.Abs(a.Im)/(2*math.Pi)
		}
	}
	out.Scalars["stable_points"] = stable
	for _, a := range p.Arrows {
		t["arrow_x"], t["arrow_y"] = append(t["arrow_x"], a.X), append(t["arrow_y"], a.Y)
		t["arrow_dx"], t["arrow_dy"] = append(t["arrow_dx"], a.DX), append(t["arrow_dy"], a.DY)
	}
	return out, nil
}

const planeDoc = ` On a nullcline one variable stands still; where two cross, both do: a fixed point. With the trace T and the determinant D of the Jacobian there it is a saddle for D < 0, else stable for T < 0 and unstable for T > 0, and it rings (a focus) for T^2 < 4 D. ` +
	`Nullclines come as points, fixed points with T, D and their stability, the field on a grid of 16 by 16. A Hopf bifurcation is where T passes 0 with D > 0, a fold where D passes 0.`

func morrisLecarPlane() sim.Model {
	return sim.Model{
		Name: "morris-lecar-plane", Title: "Phase plane of the Morris-Lecar neuron", Kind: sim.KindTheory,
		Doc: "The plane of V and w of morris-lecar at one current." + planeDoc, Source: "Rinzel & Ermentrout in Koch & Segev, Methods in Neuronal Modeling",
		Parameters: parametersOf(neuron.Models(), "morris-lecar", runParameters...),
		Outputs:    planeOutputs("V", "mV", "w", "1"),
		Presets:    neuron.BarnaclePresetsWithout(),
		Run:        barnacle.runPlane,
	}
}

func fitzHughNagumoPlane() sim.Model {
	return sim.Model{
		Name: "fitzhugh-nagumo-plane", Title: "Phase plane of the FitzHugh-Nagumo neuron", Kind: sim.KindTheory,
		Doc: "The plane of v and w of fitzhugh-nagumo at one drive." + planeDoc, Source: "FitzHugh 1961; Neuronal Dynamics ch. 4",
		Parameters: parametersOf(neuron.Models(), "fitzhugh-nagumo", runParameters...),
		Outputs:    planeOutputs("v", "1", "w", "1"),
		Run:        fitzHugh.runPlane,
	}
}

func wilsonCowanPlane() sim.Model {
	return sim.Model{
		Name: "wilson-cowan-plane", Title: "Phase plane of the Wilson-Cowan populations", Kind: sim.KindTheory,
		Doc: "The plane of E and I of wilson-cowan at one drive." + planeDoc, Source: "Wilson & Cowan 1972",
		Parameters: parametersOf(rate.Models(), "wilson-cowan", runParameters...),
		Outputs:    planeOutputs("E", "1", "I", "1"),
		Run:        populations.runPlane,
	}
}
