package synapse

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// TsodyksMarkram is a synapse with short-term plasticity: u is the fraction of the resources that a spike
// uses, x the fraction that is ready. Between spikes u decays to 0 with TF and x recovers to 1 with TD
// (ms); at a spike, in this order,
//
//	u <- u + U (1 - u);   release = u x  (new u, old x);   x <- x - release.
//
// Before the first spike u = 0, x = 1, so that the first release is U. TF = 0 means u = U at each spike.
// The map is exact for any spike times. For a regular train of interval T it settles to
// u = U/(1 - (1-U) e^{-T/TF}), x = (1 - e^{-T/TD})/(1 - (1-u) e^{-T/TD}).
//
// This is the form of Tsodyks, Pawelzik & Markram 1998. Another is as common: u rests at U, decays to U, and release takes
// u *before* its jump. The two are one model: both give u[n+1] = U + (1-U) u[n] e^{-gap/TF} and a first release of U, with u
// read at different moments. What is wrong is to mix them (the variants x-before-u and u-decays-to-U).
//
// NEST's tsodyks2_synapse iterates that recursion and so agrees, from a u of U and an x of 1 before the first spike; versions
// before 3 iterated it once before the first spike, as if there had been one at t = 0. Brian2 scripts with
// on_pre="u += U*(1-u); r = u*x; x -= r", in this order, agree.
type TsodyksMarkram struct {
	U, TF, TD float64
	Variant   string
}

var stpVariants = []sim.Variant{
	{Name: "x-before-u", Says: "Release takes the old u; facilitation follows."},
	{Name: "x-uses-new-x", Says: "Depletion comes before release: each spike pays twice."},
	{Name: "depletes-by-U", Says: "What is subtracted is U x, not what was released."},
	{Name: "jump-without-1-u", Says: "u jumps by U, not by U (1 - u)."},
	{Name: "u-decays-to-U", Says: "u starts at U and decays to U, and release takes it after its jump: two published forms are mixed."},
	{Name: "recovery-without-one", Says: "Resources decay to 0 instead of recovering to 1."},
	{Name: "linear-recovery", Says: "Recovery is one Euler step over the whole interval."},
	{Name: "time-from-zero", Says: "Decay takes the time since 0, not since the last spike."},
	{Name: "taus-swapped", Says: "TF and TD have changed places."},
}

// Release returns for each of the ascending spike times (ms) u after its jump, x before the spike, and the release.
func (s TsodyksMarkram) Release(spikes []float64) (u, x, release []float64) {
	u, x, release = make([]float64, len(spikes)), make([]float64, len(spikes)), make([]float64, len(spikes))
	nowU, nowX := 0.0, 1.0
	if s.Variant == "u-decays-to-U" {
		nowU = s.U
	}
	for i, t := range spikes {
		if i > 0 {
			gap := t - spikes[i-1]
			if s.Variant == "time-from-zero" {
				gap = t
			}
			nowU, nowX = s.between(nowU, nowX, gap)
		}
		u[i], x[i], release[i], nowU, nowX = s.spike(nowU, nowX)
	}
	return u, x, release
}

// between advances both over a gap without spikes.
func (s TsodyksMarkram) between(u, x, gap float64) (float64, float64) {
	eF, eD := 0.0, math.Exp(-gap/s.TD)
	if s.TF > 0 {
		eF = math.Exp(-gap / s.TF)
	}
	if s.Variant == "taus-swapped" {
		eF, eD = eD, eF
	}
	if s.Variant == "u-decays-to-U" {
		u = s.U + (u-s.U)*eF
	} else {
		u *= eF
	}
	switch s.Variant {
	case "recovery-without-one":
		x *= eD
	case "linear-recovery":
		x = math.Min(1, x+(1-x)*gap/s.TD)
	default:
		x = 1 - (1-x)*eD
	}
	return u, x
}

// spike returns what is reported for one spike and the state after it.
func (s TsodyksMarkram) spike(u, x float64) (reportU, reportX, release, nextU, nextX float64) {
	jumped := u + s.U*(1-u)
	switch s.Variant {
	case "x-before-u":
		release = u * x
		return jumped, x, release, jumped, x - release
	case "x-uses-new-x":
		left := x * (1 - jumped)
		return jumped, x, jumped * left, jumped, left
	case "depletes-by-U":
		return jumped, x, jumped * x, jumped, x - s.U*x
	case "jump-without-1-u":
		jumped = math.Min(1, u+s.U)
	}
	release = jumped * x
	return jumped, x, release, jumped, x - release
}

// Steady returns u, x and release per spike of a regular train of rate Hz after many spikes.
func (s TsodyksMarkram) Steady(rate float64) (u, x, release float64) {
	T := 1000 / rate
	eF := 0.0
	if s.TF > 0 {
		eF = math.Exp(-T / s.TF)
	}
	eD := math.Exp(-T / s.TD)
	u = s.U / (1 - (1-s.U)*eF)
	x = -math.Expm1(-T/s.TD) / (1 - (1-u)*eD)
	return u, x, u * x
}

// MeanField returns the rate equations' answer for a Poisson train: u = U (1 + r TF)/(1 + U r TF), x = 1/(1 + u r TD).
func (s TsodyksMarkram) MeanField(rate float64) (u, x, release float64) {
	r := rate / 1000
	u = s.U * (1 + r*s.TF) / (1 + s.U*r*s.TF)
	x = 1 / (1 + u*r*s.TD)
	return u, x, u * x
}

func tsodyksMarkramModel() sim.Model {
	return sim.Model{
		Name: "tsodyks-markram", Title: "Short-term plasticity (Tsodyks-Markram)", Kind: sim.KindModel,
		Doc: `Between spikes u decays to 0 (tF) and x recovers to 1 (tD); at a spike u <- u + U(1 - u), release = u x with the new u and the old x, x <- x - release. First release U. ` +
			`Scalars of a regular train are its exact fixed point; traces hold the first n spikes of the train (poisson 1: of a Poisson train). ` +
			`The other published form (u decays to U, release takes u before its jump) gives the same releases; only mixtures are wrong. NEST's tsodyks2_synapse and Brian2's u += U*(1-u); r = u*x; x -= r agree with this one.`,
		Source: "Tsodyks, Pawelzik & Markram 1998, Neural Comput. 10:821; Tsodyks & Markram 1997, PNAS 94:719",
		Parameters: []sim.Parameter{
			sim.Par("U", "1", "jump of u", 0.12, 0.001, 1),
			sim.Par("tF", "ms", "memory of facilitation; 0: none, u = U", 600, 0, 1e4),
			sim.Par("tD", "ms", "recovery of resources", 150, 0.1, 1e4),
			sim.Par("r", "Hz", "rate of the train", 25, 0.01, 1000),
			sim.Whole("n", "spikes", 40, 1, 100000),
			sim.Whole("poisson", "1: a Poisson train instead of a regular one", 0, 0, 1),
		},
		Outputs: []sim.Output{
			sim.Scalar("u", "1", "u after the jump, steady regular train"), sim.Scalar("x", "1", "x before the spike, steady"),
			sim.Scalar("release", "1", "release per spike, steady"), sim.Scalar("release_rate", "1/s", "release per second, steady"),
			sim.Scalar("release_mean_field", "1", "release per spike by the rate equations"),
			sim.Scalar("release_last", "1", "mean release over the last half of the train"),
			sim.Scalar("first_release", "1", "release at the first spike"),
			sim.Scalar("paired_pulse", "1", "second release over first; absent with one spike or a first release of 0"),
			sim.Times("spikes", "the train"), sim.Trace("t", "ms", "spike times"), sim.Trace("u_trace", "1", "u after each jump"), sim.Trace("x_trace", "1", "x before each spike"), sim.Trace("release_trace", "1", "release at each spike"),
		},
		Variants: stpVariants,
		Presets: []sim.Preset{
			{Name: "facilitating", Says: "Release has a hump near 8 Hz.", Values: map[string]float64{"U": 0.12, "tF": 600, "tD": 150}},
			{Name: "depressing", Says: "Cortical pyramidal synapse: release falls as 1/r.", Values: map[string]float64{"U": 0.45, "tF": 0, "tD": 800}},
		},
		Run: func(_ context.Context, set sim.Settings) (sim.Result, error) {
			p := set.Values
			s := TsodyksMarkram{p["U"], p["tF"], p["tD"], set.Variant}
			spikes := make([]float64, int(p["n"]))
			r, t := random.New(set.Seed), 0.0
			for i := range spikes {
				if p["poisson"] == 1 {
					t += r.Exp() * 1000 / p["r"]
				} else if i > 0 {
					t += 1000 / p["r"]
				}
				spikes[i] = t
			}
			u, x, rel := s.Release(spikes)
			su, sx, srel := s.Steady(p["r"])
			_, _, mf := s.MeanField(p["r"])
			late := 0.0
			for _, v := range rel[len(rel)/2:] {
				late += v / float64(len(rel)-len(rel)/2)
			}
			out := sim.Result{Scalars: map[string]float64{"u": su, "x": sx, "release": srel, "release_rate": srel * p["r"], "release_mean_field": mf,
				"release_last": late, "first_release": rel[0]}, Times: map[string][]float64{"spikes": spikes}}
			if len(rel) > 1 && rel[0] > 0 {
				out.Scalars["paired_pulse"] = rel[1] / rel[0]
			}
			if set.Traces {
				out.Traces = map[string][]float64{"t": spikes, "u_trace": u, "x_trace": x, "release_trace": rel}
			}
			return out, nil
		},
	}
}
