package network

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
	"coronium/sim/theory"
)

// Balanced is a network without any noise whose cells fire irregularly: every cell gets exactly K excitatory and K inhibitory synapses of
// strength J/sqrt(K) and a constant current of order sqrt(K). J_AB acts from B on A; both are positive numbers, inhibition acts with
// a minus sign. In the limit of many synapses the rates solve two linear equations in which threshold and reset do not appear.
//
// A step: integrate cells that are not held, V += dt/tau (sqrt(K) e - V); find V >= Vth; deliver to all cells that are not held; then set those that
// spiked to Vr (what reached them in this step is lost) and hold them round(tref/dt) further steps. A cell pushed over threshold by
// a delivery spikes in the next step. Stamp: end of the step. At dt .1 the network can lock to the grid (K 400: CV 0; K 100 from some starts): shorten dt.
//
// Source: van Vreeswijk & Sompolinsky 1996, 1998.
type Balanced struct {
	JEE, JEI, JIE, JII, EE, EI, Tau, Tref, Vth, Vr float64
	K                                              int
	Variant                                        string
}

var balancedVariants = []sim.Variant{
	{Name: "one-over-K", Says: "Synapses are J/K: fluctuations vanish with K."},
	{Name: "no-scaling", Says: "Synapses are J, whatever K."},
	{Name: "drive-not-scaled", Says: "The drive is e, not sqrt(K) e: silence."},
	{Name: "inhibition-excites", Says: "Inhibition acts with a plus sign."},
	{Name: "cross-weights-swapped", Says: "JEI and JIE have changed places."},
	{Name: "no-refractory", Says: "Nothing is held."},
	{Name: "input-while-held", Says: "Held cells take what is delivered."},
}

// Limit returns the rates (Hz) of infinitely many synapses: (JEE, -JEI; JIE, -JII) r tau = -(eE, eI).
func (b Balanced) Limit() (rE, rI float64) {
	det := b.JEI*b.JIE - b.JEE*b.JII
	return (b.EE*b.JII - b.EI*b.JEI) / det / b.Tau * 1000, (b.EE*b.JIE - b.EI*b.JEE) / det / b.Tau * 1000
}

// FiniteK returns the self-consistent rates (Hz) for K synapses in the diffusion limit: mu = sqrt(K) (tau (J_E r_E - J_I r_I) + e), sigma^2 = tau
// (J_E^2 r_E + J_I^2 r_I), r = Siegert(mu, sigma). ok is false when the damped iteration has not settled.
func (b Balanced) FiniteK() (rE, rI float64, ok bool) {
	cell := theory.NoisyLIF{Tau: b.Tau, Tref: b.Tref, Vth: b.Vth, Vr: b.Vr}
	rE, rI = b.Limit()
	rE, rI = math.Max(1, math.Min(rE, 500)), math.Max(1, math.Min(rI, 500))
	t, k := b.Tau/1000, math.Sqrt(float64(b.K))
	excess := func(rE, rI float64) (dE, dI float64) {
		muE, muI := k*(t*(b.JEE*rE-b.JEI*rI)+b.EE), k*(t*(b.JIE*rE-b.JII*rI)+b.EI)
		sE, sI := math.Sqrt(t*(b.JEE*b.JEE*rE+b.JEI*b.JEI*rI)), math.Sqrt(t*(b.JIE*b.JIE*rE+b.JII*b.JII*rI))
		return cell.Rate(muE, sE) - rE, cell.Rate(muI, sI) - rI
	}
	for it := range 1000 {
		dE, dI := excess(rE, rI)
		if math.Abs(dE) < 1e-7 && math.Abs(dI) < 1e-7 {
			return rE, rI, true
		}
		if it%50 == 49 { // near a solution Newton's method gets there at once
			if e, i, ok := polish(excess, rE, rI); ok {
				return e, i, true
			}
		}
		rE, rI = math.Max(rE+0.1/k*dE, 0.01), math.Max(rI+0.16/k*dI, 0.01)
	}
	return rE, rI, false
}

// polish is Newton's method on two rates; ok is false when it goes further than a fifth from where it began or does not settle.
func polish(excess func(a, b float64) (x, y float64), a0, b0 float64) (a, b float64, ok bool) {
	a, b = a0, b0
	for range 8 {
		x, y := excess(a, b)
		if math.Abs(x) < 1e-9 && math.Abs(y) < 1e-9 {
			return a, b, true
		}
		ha, hb := 1e-6*a, 1e-6*b
		xa, ya := excess(a+ha, b)
		xb, yb := excess(a, b+hb)
		j11, j12, j21, j22 := (xa-x)/ha, (xb-x)/hb, (ya-y)/ha, (yb-y)/hb
		det := j11*j22 - j12*j21
		a, b = a-(j22*x-j12*y)/det, b-(j11*y-j21*x)/det
		if !(math.Abs(a-a0) < 0.2*a0 && math.Abs(b-b0) < 0.2*b0) {
			return a, b, false
		}
	}
	return a, b, false
}

// Connect draws K distinct sources of each kind for every cell, none of them itself.
func (b Balanced) Connect(NE, NI int, r *random.Source) CSR {
	N := NE + NI
	rows := make([][]int32, N)
	pool := make([]int32, N)
	for i := range pool {
		pool[i] = int32(i)
	}
	out, swaps := make([]int32, b.K), make([]int, 0, b.K)
	for target := range N {
		for _, part := range [][2]int{{0, NE}, {NE, N}} {
			p := pool[part[0]:part[1]]
			self := target - part[0]
			inside := self >= 0 && self < len(p)
			if inside {
				p[self], p[len(p)-1] = p[len(p)-1], p[self]
				choose(p[:len(p)-1], out, r, swaps)
				p[self], p[len(p)-1] = p[len(p)-1], p[self]
			} else {
				choose(p, out, r, swaps)
			}
			for _, s := range out {
				rows[s] = append(rows[s], int32(target))
			}
		}
	}
	c := CSR{Offset: make([]int32, N+1)}
	for i, row := range rows {
		c.Target = append(c.Target, row...)
		c.Offset[i+1] = int32(len(c.Target))
	}
	return c
}

// Run advances v in place and returns the spikes.
func (b Balanced) Run(ctx context.Context, net CSR, NE int, v []float64, dt float64, steps int) ([]Spike, error) {
	N := len(v)
	k := math.Sqrt(float64(b.K))
	scale := k
	switch b.Variant {
	case "one-over-K":
		scale = float64(b.K)
	case "no-scaling":
		scale = 1
	}
	drive := k
	if b.Variant == "drive-not-scaled" {
		drive = 1
	}
	JEI, JIE, sign := b.JEI, b.JIE, -1.0
	if b.Variant == "cross-weights-swapped" {
		JEI, JIE = JIE, JEI
	}
	if b.Variant == "inhibition-excites" {
		sign = 1
	}
	weight := [2][2]float64{{b.JEE / scale, JIE / scale}, {sign * JEI / scale, sign * b.JII / scale}} // [source I][target I]
	hold := int(math.Round(b.Tref / dt))
	if b.Variant == "no-refractory" {
		hold = 0
	}
	held, input := make([]int, N), make([]float64, N)
	fired, touched := make([]int32, 0, N), false
	var spikes []Spike
	for step := range steps {
		if step&63 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		fired = fired[:0]
		for i := range v {
			if held[i] > 0 {
				continue
			}
			e := b.EE
			if i >= NE {
				e = b.EI
			}
			v[i] += dt / b.Tau * (drive*e - v[i])
			if v[i] >= b.Vth {
				fired = append(fired, int32(i))
			}
		}
		for _, s := range fired {
			spikes = append(spikes, Spike{int32(step), s})
			w := weight[0]
			if int(s) >= NE {
				w = weight[1]
			}
			for _, j := range net.Target[net.Offset[s]:net.Offset[s+1]] {
				if int(j) < NE {
					input[j] += w[0]
				} else {
					input[j] += w[1]
				}
			}
			touched = true
		}
		if touched {
			for i, in := range input {
				if held[i] == 0 || b.Variant == "input-while-held" {
					v[i] += in
				}
				input[i] = 0
			}
			touched = false
		}
		for i := range held {
			if held[i] > 0 {
				held[i]--
			}
		}
		for _, s := range fired {
			v[s], held[s] = b.Vr, hold
		}
	}
	return spikes, nil
}

func balancedModel() sim.Model {
	return sim.Model{
		Name: "balanced", Title: "Balanced network without noise", Kind: sim.KindModel,
		Doc: `N excitatory and N inhibitory integrate-and-fire cells, exactly K synapses of each kind, strength J/sqrt(K), constant drive sqrt(K) e times drive. Order: integrate, test, deliver to cells that are not held, reset. Rates of infinitely many synapses solve two linear equations; finite K adds the Siegert rate. ` +
			`The first 200 ms are dropped. V starts uniform over the two reset distances below Vth. dt matters: at dt .1 the network can lock to the grid (K 400 always, K 100 from some starts: CV 0, rates twice too high); warn is 1 when that has happened (CV below .05) or when the drive moves V by more than a twentieth of Vth - Vr in a step.`,
		Source: "van Vreeswijk & Sompolinsky 1996, Science 274:1724; van Vreeswijk & Sompolinsky 1998, Neural Comput. 10:1321",
		Parameters: []sim.Parameter{
			sim.Whole("K", "synapses of each kind", 100, 2, 400), sim.Whole("N", "cells of each kind, above K", 800, 10, 4000), sim.Par("drive", "1", "common factor of both drives", 1, 0, 5),
			sim.Par("JEE", "mV", "strength of a synapse from E on E, times √K", 6, 0, 100), sim.Par("JEI", "mV", "strength of a synapse from I on E, times √K", 18, 0.01, 100), sim.Par("JIE", "mV", "strength from E on I, times √K", 12, 0.01, 100), sim.Par("JII", "mV", "strength from I on I, times √K", 16, 0, 100),
			sim.Par("eE", "mV", "drive of E over √K", 6, 0, 50), sim.Par("eI", "mV", "drive of I over √K", 3, 0, 50),
			sim.Par("tau", "ms", "membrane time constant", 20, 1, 200), sim.Par("tref", "ms", "refractory time", 2, 0.1, 20), sim.Par("Vth", "mV", "threshold", 20, 1, 100), sim.Par("Vr", "mV", "reset", 10, -50, 99),
			sim.Step(0.05, 0.005, 1), sim.Duration(700, 5000),
		},
		Outputs: append(append(statisticsOutputs(), rasterOutputs()...),
			sim.Scalar("rate_E", "Hz", "rate of excitatory cells"), sim.Scalar("rate_I", "Hz", "rate of inhibitory cells"), sim.Scalar("cv_E", "1", "CV of excitatory cells"), sim.Scalar("cv_I", "1", "CV of inhibitory cells"), sim.Scalar("fano_E", "1", "Fano factor of E"), sim.Scalar("fano_I", "1", "Fano factor of I"),
			sim.Scalar("limit_E", "Hz", "rate of E for infinitely many synapses; absent when the equations are singular"), sim.Scalar("limit_I", "Hz", "rate of I for infinitely many synapses"),
			sim.Scalar("theory_E", "Hz", "self-consistent rate of E for K synapses; absent when it does not settle"), sim.Scalar("theory_I", "Hz", "self-consistent rate of I for K synapses"), sim.Scalar("warn", "1", "1 when dt is coarse for this K, or the network has locked to the grid")),
		Variants: balancedVariants,
		Run:      runBalanced,
	}
}

func runBalanced(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	bad := func(name, says string) error {
		return &sim.ParameterError{Model: "balanced", Parameter: name, Value: p[name], Range: says}
	}
	if !(p["N"] > p["K"]) {
		return sim.Result{}, bad("N", "above K = "+sim.Format(p["K"]))
	}
	if !(p["Vr"] < p["Vth"]) {
		return sim.Result{}, bad("Vr", "below Vth = "+sim.Format(p["Vth"])+" mV")
	}
	if err := sim.Explicit("balanced", p["dt"], p["tau"], "tau"); err != nil {
		return sim.Result{}, err
	}
	steps, err := sim.Steps("balanced", p["T"], p["dt"], false)
	if err != nil {
		return sim.Result{}, err
	}
	if p["N"]*2*float64(steps) > 2e8 || 4*p["N"]*p["K"]*p["T"]/math.Max(p["tref"], p["dt"]) > 4e9 {
		return sim.Result{}, bad("N", "smaller, or T shorter: this network would take minutes")
	}
	b := Balanced{JEE: p["JEE"], JEI: p["JEI"], JIE: p["JIE"], JII: p["JII"], EE: p["drive"] * p["eE"], EI: p["drive"] * p["eI"], Tau: p["tau"], Tref: p["tref"], Vth: p["Vth"], Vr: p["Vr"], K: int(p["K"]), Variant: s.Variant}
	n := int(p["N"])
	r := random.New(s.Seed)
	net := b.Connect(n, n, r)
	v := make([]float64, 2*n)
	for i := range v {
		v[i] = b.Vth - 2*r.Float64()*(b.Vth-b.Vr)
	}
	s.Begin()
	spikes, err := b.Run(ctx, net, n, v, p["dt"], steps)
	if err != nil {
		return sim.Result{}, err
	}
	end := float64(steps) * p["dt"]
	out := sim.Result{Scalars: map[string]float64{"spikes": float64(len(spikes)), "warn": 0}}
	Measure(spikes, 0, 2*n, p["dt"], burnIn(end), end).put(out.Scalars, "")
	for name, part := range map[string][2]int{"E": {0, n}, "I": {n, 2 * n}} {
		q := Measure(spikes, part[0], part[1], p["dt"], burnIn(end), end)
		out.Scalars["rate_"+name] = q.Rate
		if !math.IsNaN(q.CV) {
			out.Scalars["cv_"+name] = q.CV
		}
		if !math.IsNaN(q.Fano) {
			out.Scalars["fano_"+name] = q.Fano
		}
	}
	if lE, lI := b.Limit(); !math.IsNaN(lE) && !math.IsInf(lE, 0) && !math.IsNaN(lI) && !math.IsInf(lI, 0) {
		out.Scalars["limit_E"], out.Scalars["limit_I"] = lE, lI
		if tE, tI, ok := b.FiniteK(); ok {
			out.Scalars["theory_E"], out.Scalars["theory_I"] = tE, tI
		}
	}
	coarse := math.Sqrt(p["K"])*math.Max(b.EE, b.EI)*p["dt"]/b.Tau > (b.Vth-b.Vr)/20
	if cv, ok := out.Scalars["cv"]; coarse || ok && cv < 0.05 {
		out.Scalars["warn"] = 1
	}
	if s.Traces {
		pictures(&out, spikes, 2*n, p["dt"], end)
	}
	return out, nil
}
