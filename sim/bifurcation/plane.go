package bifurcation

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/neuron"
	"coronium/sim/rate"
	"coronium/sim/solve"
)

// plane is a two-variable field in a window.
type plane struct {
	field              solve.Field
	xlo, xhi, ylo, yhi float64
	starts             [][]float64 // near the fixed points
}

func planeOutputs(x, xUnit, y, yUnit string) []sim.Output {
	return []sim.Output{
		sim.Curve("null_"+x+"_x", xUnit, x+" of the points where "+x+" stands still"), sim.Curve("null_"+x+"_y", yUnit, y+" of the same points"),
		sim.Curve("null_"+y+"_x", xUnit, x+" of the points where "+y+" stands still"), sim.Curve("null_"+y+"_y", yUnit, y+" of the same points"),
		sim.Curve("fixed_x", xUnit, x+" of the fixed points"), sim.Curve("fixed_y", yUnit, y+" of the fixed points"), sim.Curve("fixed_stable", "1", "1 for the stable ones"),
		sim.Curve("trace", "1/ms", "trace of the Jacobian at the fixed points"), sim.Curve("determinant", "1/ms^2", "its determinant"),
		sim.Curve("arrow_x", xUnit, "grid of the field"), sim.Curve("arrow_y", yUnit, "grid of the field"), sim.Curve("arrow_dx", xUnit+"/ms", "slope of "+x+" there"), sim.Curve("arrow_dy", yUnit+"/ms", "slope of "+y+" there"),
		sim.Scalar("fixed_points", "1", "number of fixed points"), sim.Scalar("stable_points", "1", "number of stable ones"),
		sim.Scalar("real", "1/ms", "largest real part of the eigenvalues at the first fixed point"), sim.Scalar("frequency", "Hz", "|imaginary part|/(2 pi) there"),
	}
}

func (p plane) run(ctx context.Context, x, y string) (sim.Result, error) {
	d := make([]float64, 2)
	at := func(which int) func(a, b float64) float64 {
		return func(a, b float64) float64 { p.field(0, []float64{a, b}, d); return d[which] }
	}
	out := sim.Result{Scalars: map[string]float64{}, Traces: map[string][]float64{"fixed_x": {}, "fixed_y": {}, "fixed_stable": {}, "trace": {}, "determinant": {}}}
	for k, name := range []string{x, y} {
		if err := ctx.Err(); err != nil {
			return sim.Result{}, err
		}
		xs, ys := solve.Nullcline(at(k), p.xlo, p.xhi, p.ylo, p.yhi, 300)
		out.Traces["null_"+name+"_x"], out.Traces["null_"+name+"_y"] = append([]float64{}, xs...), append([]float64{}, ys...)
	}
	stable := 0.0
	for i, s := range p.starts {
		f, err := solve.Newton(p.field, s)
		if err != nil || len(f.Eigenvalues) < 2 {
			continue
		}
		yes := 0.0
		if f.Stable() {
			yes = 1
			stable++
		}
		a, b := f.Eigenvalues[0], f.Eigenvalues[1]
		t := out.Traces
		t["fixed_x"], t["fixed_y"], t["fixed_stable"] = append(t["fixed_x"], f.X[0]), append(t["fixed_y"], f.X[1]), append(t["fixed_stable"], yes)
		t["trace"], t["determinant"] = append(t["trace"], real(a+b)), append(t["determinant"], real(a*b))
		if i == 0 {
			out.Scalars["real"], out.Scalars["frequency"] = real(a), 1000*math.Abs(imag(a))/(2*math.Pi)
		}
	}
	out.Scalars["fixed_points"], out.Scalars["stable_points"] = float64(len(out.Traces["fixed_x"])), stable
	const n = 16
	for i := range n {
		for j := range n {
			a, b := p.xlo+(p.xhi-p.xlo)*(float64(i)+.5)/n, p.ylo+(p.yhi-p.ylo)*(float64(j)+.5)/n
			p.field(0, []float64{a, b}, d)
			t := out.Traces
			t["arrow_x"], t["arrow_y"] = append(t["arrow_x"], a), append(t["arrow_y"], b)
			t["arrow_dx"], t["arrow_dy"] = append(t["arrow_dx"], d[0]), append(t["arrow_dy"], d[1])
		}
	}
	return out, nil
}

const planeDoc = ` Nullclines as points, all fixed points with trace and determinant of their Jacobian and their stability, and the field on a grid of 16 by 16.`

func morrisLecarPlane() sim.Model {
	return sim.Model{
		Name: "morris-lecar-plane", Title: "Phase plane of the Morris-Lecar neuron", Kind: sim.KindTheory,
		Doc: "The plane of V and w of morris-lecar at one current." + planeDoc, Source: "Rinzel & Ermentrout in Koch & Segev, Methods in Neuronal Modeling",
		Parameters: parametersOf(neuron.Models(), "morris-lecar", runParameters...),
		Outputs:    planeOutputs("V", "mV", "w", "1"),
		Presets:    neuron.BarnaclePresetsWithout(),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			m := morrisLecarFrom(s.Values)
			var starts [][]float64
			for _, v := range m.Rests(s.Values["I"]) {
				starts = append(starts, []float64{v, m.N(v)})
			}
			return plane{m.Field(s.Values["I"]), -80, 60, -0.1, 1, starts}.run(ctx, "V", "w")
		},
	}
}

func fitzHughNagumoPlane() sim.Model {
	return sim.Model{
		Name: "fitzhugh-nagumo-plane", Title: "Phase plane of the FitzHugh-Nagumo neuron", Kind: sim.KindTheory,
		Doc: "The plane of v and w of fitzhugh-nagumo at one drive." + planeDoc, Source: "FitzHugh 1961; Neuronal Dynamics ch. 4",
		Parameters: parametersOf(neuron.Models(), "fitzhugh-nagumo", runParameters...),
		Outputs:    planeOutputs("v", "1", "w", "1"),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			f := neuron.FitzHughNagumo{A: p["a"], B: p["b"], Phi: p["phi"], Tau: p["tau"]}
			var starts [][]float64
			for _, v := range f.Rests(p["I"]) {
				starts = append(starts, []float64{v, (v + f.A) / f.B})
			}
			return plane{f.Field(p["I"]), -2.5, 2.5, p["I"] - 2, p["I"] + 2, starts}.run(ctx, "v", "w")
		},
	}
}

func wilsonCowanPlane() sim.Model {
	return sim.Model{
		Name: "wilson-cowan-plane", Title: "Phase plane of the Wilson-Cowan populations", Kind: sim.KindTheory,
		Doc: "The plane of E and I of wilson-cowan at one drive." + planeDoc, Source: "Wilson & Cowan 1972",
		Parameters: parametersOf(rate.Models(), "wilson-cowan", runParameters...),
		Outputs:    planeOutputs("E", "1", "I", "1"),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			w := wilsonCowanFrom(s.Values)
			var starts [][]float64
			for _, x := range w.Rests() {
				starts = append(starts, []float64{x[0], x[1]})
			}
			return plane{w.Field(), -0.1, 0.6, -0.1, 0.6, starts}.run(ctx, "E", "I")
		},
	}
}
