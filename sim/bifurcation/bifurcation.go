// Package bifurcation draws what a model can do at all its inputs: the branch of fixed points against the drive with its
// folds and Hopf points, and the phase plane of the two-variable models with nullclines, fixed points and their stability.
//
// The branch is followed by pseudo-arclength from the lowest input on (package solve); where it turns, a fold is located, where a
// complex pair of eigenvalues crosses the imaginary axis, a Hopf point with its frequency. Limit cycles are not followed: run the model
// from both starts to see where rest and firing coexist.
//
// Models returns the registry's entries of this package.
package bifurcation

import (
	"context"
	"fmt"

	"coronium/sim"
	"coronium/sim/solve"
)

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{hodgkinHuxley(), connorStevens(), morrisLecar(), fitzHughNagumo(), wilsonCowan(), morrisLecarPlane(), fitzHughNagumoPlane(), wilsonCowanPlane()}
}

// diagram follows a branch and reports it.
type diagram struct {
	model  string
	family solve.Family
	start  []float64 // near the fixed point at from
	scales []float64 // of the state's components, then of the parameter
	from   float64
	to     float64
	step   float64 // in scaled arc length
}

// window are the two parameters that every diagram has.
func window(unit string, from, to, min, max float64) []sim.Parameter {
	return []sim.Parameter{sim.Par("from", unit, "input at which the branch begins", from, min, max), sim.Par("to", unit, "input at which it ends", to, min, max)}
}

// outputs declares what a diagram returns; x is the name of the component shown.
func outputs(input, inputUnit, x, unit string) []sim.Output {
	out := []sim.Output{
		sim.Curve(input, inputUnit, "input along the branch"), sim.Curve(x, unit, "fixed point against "+input), sim.Curve("stable", "1", "1 where the fixed point is stable, against "+input),
		sim.Curve("hopf_input", inputUnit, "inputs of the Hopf points"), sim.Curve("fold_input", inputUnit, "inputs of the folds"),
		sim.Scalar("hopfs", "1", "number of Hopf points"), sim.Scalar("folds", "1", "number of folds"),
	}
	for k := 1; k <= 2; k++ {
		out = append(out,
			sim.Scalar(fmt.Sprintf("hopf_%d", k), inputUnit, "input of a Hopf point, in order along the branch"), sim.Scalar(fmt.Sprintf("hopf_%d_%s", k, x), unit, "fixed point there"),
			sim.Scalar(fmt.Sprintf("hopf_%d_frequency", k), "Hz", "frequency at birth"),
			sim.Scalar(fmt.Sprintf("fold_%d", k), inputUnit, "input of a fold"), sim.Scalar(fmt.Sprintf("fold_%d_%s", k, x), unit, "fixed point there"))
	}
	return out
}

func (d diagram) run(ctx context.Context, input, x string) (sim.Result, error) {
	if !(d.from < d.to) {
		return sim.Result{}, &sim.ParameterError{Model: d.model, Parameter: "from", Value: d.from, Range: "below to = " + sim.Format(d.to)}
	}
	c := solve.Continuation{Scales: d.scales, Step: d.step, From: d.from, To: d.to, MaxPoints: 4000}
	branch, err := c.Follow(ctx, d.family, d.start)
	if err != nil {
		if ctx.Err() != nil {
			return sim.Result{}, err
		}
		return sim.Result{}, &sim.DivergedError{Model: d.model, Quantity: "the branch", At: d.from, Mend: "there is no fixed point where it should begin; move from"}
	}
	out := sim.Result{Scalars: map[string]float64{}, Traces: map[string][]float64{"hopf_input": {}, "fold_input": {}}}
	for _, p := range branch.Points {
		stable := 0.0
		if p.Stable {
			stable = 1
		}
		out.Traces[input], out.Traces[x], out.Traces["stable"] = append(out.Traces[input], p.Parameter), append(out.Traces[x], p.X[0]), append(out.Traces["stable"], stable)
	}
	n := map[string]int{}
	for _, b := range branch.Bifurcations {
		kind := map[string]string{"Hopf": "hopf", "fold": "fold"}[b.Kind]
		n[kind]++
		out.Traces[kind+"_input"] = append(out.Traces[kind+"_input"], b.Parameter)
		if n[kind] > 2 {
			continue
		}
		name := fmt.Sprintf("%s_%d", kind, n[kind])
		out.Scalars[name], out.Scalars[name+"_"+x] = b.Parameter, b.X[0]
		if kind == "hopf" {
			out.Scalars[name+"_frequency"] = 1000 * b.Frequency
		}
	}
	out.Scalars["hopfs"], out.Scalars["folds"] = float64(n["hopf"]), float64(n["fold"])
	return out, nil
}
