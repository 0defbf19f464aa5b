package neuron

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// FitzHughNagumo is a neuron drawn in a plane
//
//	tau v' = v - v^3/3 - w + I,    tau w' = phi (v + a - b w).
//
// v (voltage-like), w (recovery), I, a, b, phi are pure numbers; only time carries a unit (ms, through
// tau). For b < 1 there is one fixed point at every I, and it loses stability only through a Hopf
// bifurcation at v = -+sqrt(1 - phi b); the bifurcation is subcritical at the standard set, so that rest
// and firing coexist from about .325 to .3313 (tau 1: period 39.4744 at I .5).
//
// A spike is an upward crossing of v = 0. Sources: FitzHugh 1961; Nagumo, Arimoto & Yoshizawa 1962.
type FitzHughNagumo struct {
	A, B, Phi, Tau float64
	Variant        string
}

var fhnVariants = []sim.Variant{
	{Name: "cube-without-third", Says: "The cubic is v^3, not v^3/3."},
	{Name: "phi-on-part", Says: "phi multiplies v + a only, not the whole bracket."},
	{Name: "tau-one-sided", Says: "Only v' is divided by tau.", Where: map[string]float64{"tau": 2}},
	{Name: "recovery-grows", Says: "w feeds itself: + b w."},
}

// Field returns the right-hand side for the state v, w.
func (f FitzHughNagumo) Field(I float64) solve.Field {
	third, tauW := 1.0/3, f.Tau
	onV, onW := f.Phi, -f.Phi*f.B
	switch f.Variant {
	case "cube-without-third":
		third = 1
	case "phi-on-part":
		onW = -f.B
	case "tau-one-sided":
		tauW = 1
	case "recovery-grows":
		onW = f.Phi * f.B
	}
	return func(_ float64, x, dx []float64) {
		v, w := x[0], x[1]
		dx[0] = (v - third*v*v*v - w + I) / f.Tau
		dx[1] = (onV*(v+f.A) + onW*w) / tauW
	}
}

// Rests returns the fixed points v at drive I, ascending: one for b <= 1, up to three beyond.
func (f FitzHughNagumo) Rests(I float64) []float64 {
	return solve.Roots(func(v float64) float64 { return v - v*v*v/3 - (v+f.A)/f.B + I }, -100, 100, 20001)
}

// Hopf returns the two drives at which the fixed point changes stability, and whether they exist:
// v_H = -+sqrt(1 - phi b), I_H = (v_H + a)/b - v_H + v_H^3/3.
func (f FitzHughNagumo) Hopf() (low, high float64, ok bool) {
	if !(f.Phi*f.B < 1) || !(f.Phi*f.B*f.B < 1) {
		return 0, 0, false
	}
	v := math.Sqrt(1 - f.Phi*f.B)
	at := func(v float64) float64 { return (v+f.A)/f.B - v + v*v*v/3 }
	return at(-v), at(v), true
}

func fitzHughNagumoParameters() []sim.Parameter {
	return []sim.Parameter{
		sim.Par("a", "1", "shift of the w-nullcline", 0.7, -2, 2),
		sim.Par("b", "1", "decay of recovery by itself", 0.8, 0.05, 2),
		sim.Par("phi", "1", "rate of recovery over that of v", 0.08, 0.001, 1),
		sim.Par("tau", "ms", "fast time constant", 1, 0.1, 100),
	}
}

func fitzHughNagumoModel() sim.Model {
	return sim.Model{
		Name: "fitzhugh-nagumo", Title: "FitzHugh-Nagumo neuron", Kind: sim.KindModel,
		Doc: `tau v' = v - v^3/3 - w + I, tau w' = phi (v + a - b w). start 0: from the fixed point at this drive, v displaced by 0.001; start 1: from v 1.5, w 0, a running state; start 2: from the fixed point at I = 0, so that I is a step. ` +
			`The Hopf bifurcation at .3313 is subcritical: between about .325 and .3313 both starts end differently. A spike is an upward crossing of 0, interpolated; the rate is that of the last half. ` +
			`v, w, I, a, b, phi are pure numbers; only time has a unit. FitzHugh's own v has the opposite sign. In Brian2 a crossing is counted once by refractory = 'v > 0', and is stamped at the step.`,
		Source: "FitzHugh 1961, Biophys. J. 1:445; Nagumo, Arimoto & Yoshizawa 1962, Proc. IRE 50:2061",
		Parameters: append(fitzHughNagumoParameters(),
			sim.Par("I", "1", "drive", 0.5, -5, 5),
			sim.Whole("start", "0 rest at this drive, 1 running, 2 rest at drive 0", 2, 0, 2),
			sim.Step(0.05, 1e-3, 1), sim.Duration(1000, 1e5), flowMethod()),
		Outputs: append(flowOutputs("v", "1"),
			sim.Trace("v", "1", "fast variable"), sim.Trace("w", "1", "recovery"),
			sim.Scalar("rest_v", "1", "lowest fixed point at this drive"), sim.Scalar("rest_w", "1", "w at that fixed point"),
			sim.Scalar("hopf_low", "1", "drive at which rest loses stability; absent when it does not"),
			sim.Scalar("hopf_high", "1", "drive at which rest regains stability")),
		Variants: fhnVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			f := FitzHughNagumo{A: p["a"], B: p["b"], Phi: p["phi"], Tau: p["tau"], Variant: s.Variant}
			rests := f.Rests(p["I"])
			if len(rests) == 0 {
				return sim.Result{}, &sim.DivergedError{Model: "fitzhugh-nagumo", Quantity: "the fixed point", Mend: "it lies beyond |v| = 100; take a larger b"}
			}
			v := rests[0]
			start := []float64{v + 0.001, (v + f.A) / f.B}
			switch p["start"] {
			case 1:
				start = []float64{1.5, 0}
			case 2:
				v0 := f.Rests(0)[0]
				start = []float64{v0, (v0 + f.A) / f.B}
			}
			r, err := flow{model: "fitzhugh-nagumo", field: f.Field(p["I"]), states: []string{"v", "w"}, start: start}.run(ctx, s)
			if err != nil {
				return r, err
			}
			r.Scalars["rest_v"], r.Scalars["rest_w"] = v, (v+f.A)/f.B
			if lo, hi, ok := f.Hopf(); ok {
				r.Scalars["hopf_low"], r.Scalars["hopf_high"] = lo, hi
			}
			return r, nil
		},
	}
}
