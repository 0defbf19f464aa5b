package plasticity

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// CompetingSynapses is an integrate-and-fire cell with N plastic excitatory synapses that fire as independent Poisson
// processes of Rate Hz:
//
//	taum V' = g (Ee - V) + (El - V),  taue g' = -g;  a pre spike adds w gmax to g;  V > Vt: spike, V <- Vr.
//
// Additive pair rule, all pairs, weights in [0, 1]: step Ap after a pre spike decaying with 20 ms, step 1.05 Ap after a post
// spike. Causal spikes strengthen, the rest weakens: synapses compete for the control of the spike, weights end in two
// heaps and the output rate is held down. (Song, Miller & Abbott 2000, in the reduced form of Brian2's example: taum
// 10, taue 5 ms, El -74, Vr -60, Vt -54, Ee 0 mV, gmax .01, Ap .01, no inhibition, no refractory time.)
//
// In a step of dt: V takes an exponential Euler step with the g before it, g decays, threshold; the pre spikes of the step arrive (a
// Poisson number for all synapses, each given to one at random); then the post spike changes all weights and V is reset. The order
// matters at dt .1: a pre spike in the step of a post spike, which it did not cause, is strengthened in it, as in Brian2. With the post
// spike first it would be weakened, and the output settles at 16 Hz instead of 20-25.
type CompetingSynapses struct {
	N                       int
	Rate, Ap, Ratio         float64
	TauM, TauE, El, Vr, Vt  float64
	Ee, Gmax, TauPre, TauPo float64
	Variant                 string
}

var competingVariants = []sim.Variant{
	{Name: "post-first", Says: "The post spike of a step is counted before its pre spikes: those that caused it are weakened, and the output settles lower."},
	{Name: "no-depression", Says: "Post spikes leave no trace: all weights grow to 1."},
	{Name: "nearest", Says: "A pre spike sets its trace to Ap instead of adding to it."},
	{Name: "sign-flipped", Says: "Causal pairs weaken and the others strengthen."},
}

// SongMillerAbbott is the set above.
var SongMillerAbbott = CompetingSynapses{N: 1000, Rate: 15, Ap: 0.01, Ratio: 1.05, TauM: 10, TauE: 5, El: -74, Vr: -60, Vt: -54, Ee: 0, Gmax: 0.01, TauPre: 20, TauPo: 20}

// Run simulates steps of dt (ms) from random weights and returns the final weights and the output spikes.
func (c CompetingSynapses) Run(ctx context.Context, dt float64, steps int, r *random.Source) (w, spikes []float64, err error) {
	w = make([]float64, c.N)
	trace, since := make([]float64, c.N), make([]float64, c.N) // presynaptic traces as of the time since
	for i := range w {
		w[i] = r.Float64()
	}
	v, g, post, postAt := c.Vr, 0.0, 0.0, 0.0
	decay := math.Exp(-dt / c.TauE)
	mean := float64(c.N) * c.Rate / 1000 * dt
	for k := 0; k < steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return nil, nil, err
		}
		t := float64(k) * dt
		vInf := (g*c.Ee + c.El) / (1 + g)
		v = vInf + (v-vInf)*math.Exp(-dt/c.TauM*(1+g))
		g *= decay
		fired := v > c.Vt
		if fired && c.Variant == "post-first" {
			c.postSpike(w, trace, since, t)
			post, postAt = post*math.Exp(-(t-postAt)/c.TauPo)+c.Ap*c.Ratio, t
		}
		for n := r.Poisson(mean); n > 0; n-- {
			i := r.Intn(c.N)
			g += w[i] * c.Gmax
			trace[i] = trace[i]*math.Exp(-(t-since[i])/c.TauPre) + c.Ap
			if c.Variant == "nearest" {
				trace[i] = c.Ap
			}
			since[i] = t
			down := post * math.Exp(-(t-postAt)/c.TauPo)
			if c.Variant == "sign-flipped" {
				down = -down
			}
			w[i] = math.Min(1, math.Max(0, w[i]-down))
		}
		if fired {
			v = c.Vr
			spikes = append(spikes, t)
			if c.Variant == "post-first" {
				continue
			}
			if c.Variant != "no-depression" {
				post = post*math.Exp(-(t-postAt)/c.TauPo) + c.Ap*c.Ratio
				postAt = t
			}
			c.postSpike(w, trace, since, t)
		}
	}
	return w, spikes, nil
}

// postSpike moves all weights by their presynaptic traces at time t.
func (c CompetingSynapses) postSpike(w, trace, since []float64, t float64) {
	for i := range w {
		up := trace[i] * math.Exp(-(t-since[i])/c.TauPre)
		if c.Variant == "sign-flipped" {
			up = -up
		}
		w[i] = math.Max(0, math.Min(1, w[i]+up))
	}
}

func competingModel() sim.Model {
	return sim.Model{
		Name: "stdp-lif", Title: "Synapses that compete for a spiking cell", Kind: sim.KindModel,
		Doc: `N Poisson synapses with the additive pair rule on an integrate-and-fire cell: taum V' = g (Ee - V) + (El - V), pre spikes add w gmax to g. Weights start uniform on [0, 1] and end in two heaps; the output rate is held between 20 and 25 Hz. ` +
			`Reduced form of Song, Miller & Abbott as in Brian2's STDP example. Rate and output leave out the first half of the run.`,
		Source: "Song, Miller & Abbott 2000, Nat. Neurosci. 3:919; Brian2 documentation, examples/synapses.STDP",
		Parameters: []sim.Parameter{
			sim.Whole("N", "synapses", 1000, 10, 5000), sim.Par("rate_in", "Hz", "rate of each synapse", 15, 0.1, 100),
			sim.Par("Ap", "1", "step of potentiation", 0.01, 0, 0.1), sim.Par("ratio", "1", "depression over potentiation", 1.05, 0, 5),
			sim.Par("gmax", "1", "conductance of w = 1 in units of the leak", 0.01, 1e-4, 1),
			sim.Step(0.1, 0.01, 1), sim.Duration(20000, 4e5),
		},
		Outputs: []sim.Output{
			sim.Scalar("low", "1", "share of weights below .1"), sim.Scalar("high", "1", "share above .9"), sim.Scalar("mean", "1", "mean weight"),
			sim.Scalar("rate", "Hz", "output rate in the last half"), sim.Times("spikes", "output spikes"),
			sim.Curve("bins", "1", "weight, centres of the bins of histogram"), sim.Curve("histogram", "1", "share of weights against bins"),
		},
		Variants: competingVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			steps, err := sim.Steps("stdp-lif", p["T"], p["dt"], false)
			if err != nil {
				return sim.Result{}, err
			}
			if events := p["N"] * p["rate_in"] / 1000 * p["T"]; events > 1e7 {
				return sim.Result{}, &sim.ParameterError{Model: "stdp-lif", Parameter: "T", Value: p["T"], Range: "shorter: there are more than 10 million input spikes"}
			}
			c := SongMillerAbbott
			c.N, c.Rate, c.Ap, c.Ratio, c.Gmax, c.Variant = int(p["N"]), p["rate_in"], p["Ap"], p["ratio"], p["gmax"], s.Variant
			w, spikes, err := c.Run(ctx, p["dt"], steps, random.New(s.Seed))
			if err != nil {
				return sim.Result{}, err
			}
			bins, histogram := make([]float64, 20), make([]float64, 20)
			for k := range bins {
				bins[k] = 0.025 + 0.05*float64(k)
			}
			n, late := float64(len(w)), 0.0
			out := sim.Result{Scalars: map[string]float64{"low": 0, "high": 0, "mean": 0}, Times: map[string][]float64{"spikes": spikes}}
			for _, x := range w {
				out.Scalars["mean"] += x / n
				if x < 0.1 {
					out.Scalars["low"] += 1 / n
				}
				if x > 0.9 {
					out.Scalars["high"] += 1 / n
				}
				histogram[min(19, int(x*20))] += 1 / n
			}
			for _, t := range spikes {
				if t >= p["T"]/2 {
					late++
				}
			}
			out.Scalars["rate"] = late / (p["T"] / 2000)
			if s.Traces {
				out.Traces = map[string][]float64{"bins": bins, "histogram": histogram}
			}
			return out, nil
		},
	}
}
