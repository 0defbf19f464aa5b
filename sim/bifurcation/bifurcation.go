// Package bifurcation draws what a model can do at all its inputs: the branch of fixed points against the drive with its
// folds and Hopf points, and the phase plane of the two-variable models with nullclines, fixed points and their stability.
//
// The branch is followed by pseudo-arclength from the lowest input on (package solve); where it turns, a fold is located, where a
// complex pair of eigenvalues crosses the imaginary axis, a Hopf point with its frequency. Stable limit cycles are found by stepping the
// input up and down again, so that it shows where rest and firing coexist; unstable cycles are not followed.
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

// window are the two parameters that every diagram has; means says what the input is.
func window(means, unit string, from, to, min, max float64) []sim.Parameter {
	return []sim.Parameter{sim.Par("from", unit, means+" at which the diagram begins", from, min, max), sim.Par("to", unit, means+" at which the diagram ends", to, min, max)}
}

var ordinal = [3]string{1: "the first", 2: "the second"}

// outputs declares what a diagram returns; means says what the input is, x is the name of the component shown.
func outputs(input, inputUnit, means, x, unit string) []sim.Output {
	out := []sim.Output{
		sim.Curve(input, inputUnit, means+" along the branch"), sim.Curve(x, unit, "fixed point against "+input), sim.Curve("stable", "1", "1 where the fixed point is stable, against "+input),
		sim.Curve("hopf_input", inputUnit, means+" at the Hopf points"), sim.Curve("fold_input", inputUnit, means+" at the folds"),
		sim.Curve("cycle_input", inputUnit, means+", where a stable cycle is"), sim.Curve("cycle_low", unit, "least "+x+" on the cycle, against cycle_input"), sim.Curve("cycle_high", unit, "greatest "+x+" on the cycle, against cycle_input"), sim.Curve("cycle_period", "ms", "period of the stable cycle, against cycle_input"),
		sim.Scalar("cycle_from", inputUnit, "least "+means+" with a stable cycle; absent when there is none"), sim.Scalar("cycle_to", inputUnit, "greatest "+means+" with a stable cycle"),
		sim.Scalar("hopfs", "1", "number of Hopf points"), sim.Scalar("folds", "1", "number of folds"),
	}
	for k := 1; k <= 2; k++ {
		out = append(out,
			sim.Scalar(fmt.Sprintf("hopf_%d", k), inputUnit, means+" at "+ordinal[k]+" Hopf point along the branch"), sim.Scalar(fmt.Sprintf("hopf_%d_%s", k, x), unit, x+" at that Hopf point"),
			sim.Scalar(fmt.Sprintf("hopf_%d_frequency", k), "Hz", "frequency of the cycle at birth"),
			sim.Scalar(fmt.Sprintf("fold_%d", k), inputUnit, means+" at "+ordinal[k]+" fold along the branch"), sim.Scalar(fmt.Sprintf("fold_%d_%s", k, x), unit, x+" at that fold"))
	}
	return out
}

// diagram follows the branch of fixed points between two inputs.
func (y system) diagram(ctx context.Context, s sim.Settings, from, to float64) (sim.BifurcationDiagram, error) {
	if !(from < to) {
		return sim.BifurcationDiagram{}, &sim.ParameterError{Model: y.model, Parameter: "from", Value: from, Range: "below to = " + sim.Format(to)}
	}
	family := func(input float64) solve.Field { return y.field(y.at(s, input)) }
	c := solve.Continuation{Scales: y.scales, Step: y.step, From: from, To: to, MaxPoints: 4000}
	branch, err := solve.Branch{}, error(nil)
	begun := false
	for _, start := range y.starts(y.at(s, from)) {
		if branch, err = c.Follow(ctx, family, start); err == nil {
			begun = true
			break
		}
	}
	switch {
	case ctx.Err() != nil:
		return sim.BifurcationDiagram{}, ctx.Err()
	case !begun:
		return sim.BifurcationDiagram{}, &sim.ParameterError{Model: y.model, Parameter: "from", Value: from, Range: "such that there is a fixed point there to begin with"}
	}
	x := y.x(s)
	out := sim.BifurcationDiagram{Input: y.input, State: x}
	out.Input.Min, out.Input.Max = from, to
	for _, p := range branch.Points {
		out.Branch = append(out.Branch, sim.BranchPoint{Input: p.Parameter, State: p.X[0], Stable: p.Stable})
	}
	for _, b := range branch.Bifurcations {
		out.Points = append(out.Points, sim.Bifurcation{Kind: b.Kind, Input: b.Parameter, State: b.X[0], Frequency: 1000 * b.Frequency})
	}
	if y.chunk > 0 {
		if out.Cycles, err = y.cycles(ctx, s, from, to); err != nil {
			return sim.BifurcationDiagram{}, err
		}
	}
	return out, nil
}

// flat is a diagram as curves and scalars.
func flat(d sim.BifurcationDiagram) sim.Result {
	input, x := d.Input.Name, d.State.Name
	t := map[string][]float64{"hopf_input": {}, "fold_input": {}, "cycle_input": {}, "cycle_low": {}, "cycle_high": {}, "cycle_period": {}}
	out := sim.Result{Scalars: map[string]float64{}, Traces: t}
	for _, line := range d.Cycles {
		for _, c := range line {
			t["cycle_input"], t["cycle_period"] = append(t["cycle_input"], c.Input), append(t["cycle_period"], c.Period)
			t["cycle_low"], t["cycle_high"] = append(t["cycle_low"], c.Low), append(t["cycle_high"], c.High)
		}
	}
	if c := t["cycle_input"]; len(c) > 0 {
		out.Scalars["cycle_from"], out.Scalars["cycle_to"] = c[0], c[len(c)-1]
	}
	for _, p := range d.Branch {
		stable := 0.0
		if p.Stable {
			stable = 1
		}
		t[input], t[x], t["stable"] = append(t[input], p.Input), append(t[x], p.State), append(t["stable"], stable)
	}
	n := map[string]int{}
	for _, b := range d.Points {
		kind := map[string]string{"Hopf": "hopf", "fold": "fold"}[b.Kind]
		n[kind]++
		t[kind+"_input"] = append(t[kind+"_input"], b.Input)
		if n[kind] > 2 {
			continue
		}
		name := fmt.Sprintf("%s_%d", kind, n[kind])
		out.Scalars[name], out.Scalars[name+"_"+x] = b.Input, b.State
		if kind == "hopf" {
			out.Scalars[name+"_frequency"] = b.Frequency
		}
	}
	out.Scalars["hopfs"], out.Scalars["folds"] = float64(n["hopf"]), float64(n["fold"])
	return out
}
