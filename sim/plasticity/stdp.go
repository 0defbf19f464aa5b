package plasticity

import (
	"context"
	"math"
	"sort"

	"coronium/sim"
	"coronium/sim/random"
)

// STDP is pair-based spike-timing dependent plasticity of a weight in [0, 1] with all pairs counting. At each distinct
// event time, in this order: traces decay (x of the presynaptic spikes with Tp, y of the postsynaptic with Tm, ms); from
// traces without the present spikes, a post spike adds Ap x (1-w)^Mu and a pre spike subtracts Am y w^Mu, both from the
// same old w; w is clipped; the traces of the present spikes go up by 1. A simultaneous pair does nothing to itself.
//
// Mu 0 is the additive rule (two heaps of weights at the walls), Mu 1 the multiplicative (one hump), between them
// Gütig et al.'s. NEST's stdp_synapse writes lambda for Ap, alpha lambda for Am and mu_plus, mu_minus for Mu, counts all pairs, and sees a
// post spike after a dendritic delay; its stdp_nn_* synapses count nearest pairs. Brian2 scripts carry the same two traces and clip likewise;
// with on_pre and on_post in one step the order is that of its schedule.
//
// Sources: Bi & Poo 1998; Song, Miller & Abbott 2000; van Rossum, Bi & Turrigiano 2000; Gütig et al. 2003.
type STDP struct {
	Ap, Am, Tp, Tm, Mu float64
	Variant            string
}

var stdpVariants = []sim.Variant{
	{Name: "window-flipped", Says: "What comes too late is strengthened."},
	{Name: "taus-swapped", Says: "Tp and Tm have changed places."},
	{Name: "nearest", Says: "Traces are set to 1 at a spike: only the nearest pairs count."},
	{Name: "trace-first", Says: "Traces jump before the weight changes: a simultaneous pair counts."},
	{Name: "depression-additive", Says: "Depression does not fade as w falls.", Where: map[string]float64{"mu": 1}},
	{Name: "soft-swapped", Says: "Steps shrink at the wrong wall.", Where: map[string]float64{"mu": 1}},
	{Name: "no-bounds", Says: "Weights may leave [0, 1].", Where: map[string]float64{"Am": 0.02}},
}

// power is x^mu with 0^0 = 1, and quick for the two usual exponents.
func power(x, mu float64) float64 {
	switch mu {
	case 0:
		return 1
	case 1:
		return x
	}
	return math.Pow(math.Max(x, 0), mu)
}

// Change returns the change of w for traces x and y when the present event has a pre or a post spike.
func (s STDP) Change(w, x, y float64, pre, post bool) float64 {
	up, down := power(1-w, s.Mu), power(w, s.Mu)
	switch s.Variant {
	case "soft-swapped":
		up, down = down, up
	case "depression-additive":
		down = 1
	}
	d := 0.0
	if post {
		d += s.Ap * x * up
	}
	if pre {
		d -= s.Am * y * down
	}
	return d
}

func (s STDP) clip(w float64) float64 {
	if s.Variant == "no-bounds" {
		return w
	}
	return math.Min(1, math.Max(0, w))
}

// Weights returns w after each distinct event time of two ascending trains (ms), with those times.
func (s STDP) Weights(pre, post []float64, w float64) (times, weights []float64) {
	if s.Variant == "window-flipped" {
		pre, post = post, pre
	}
	tp, tm := s.Tp, s.Tm
	if s.Variant == "taus-swapped" {
		tp, tm = tm, tp
	}
	all := append(append([]float64(nil), pre...), post...)
	sort.Float64s(all)
	var x, y, last float64
	i, j := 0, 0
	for k, t := range all {
		if k > 0 && t == all[k-1] {
			continue
		}
		if k > 0 {
			x *= math.Exp(-(t - last) / tp)
			y *= math.Exp(-(t - last) / tm)
		}
		last = t
		a, b := i < len(pre) && pre[i] == t, j < len(post) && post[j] == t
		jump := func() {
			if a {
				x++
			}
			if b {
				y++
			}
			if s.Variant == "nearest" {
				x, y = math.Min(x, 1), math.Min(y, 1)
			}
		}
		if s.Variant == "trace-first" {
			jump()
		}
		w = s.clip(w + s.Change(w, x, y, a, b))
		if s.Variant != "trace-first" {
			jump()
		}
		for i < len(pre) && pre[i] == t {
			i++
		}
		for j < len(post) && post[j] == t {
			j++
		}
		times, weights = append(times, t), append(weights, w)
	}
	return times, weights
}

// Population is N plastic synapses of rate R (1/ms) onto a linear Poisson neuron with rate R0 + G sum w_i e_i, e_i being
// presynaptic traces of width Ts divided by Ts, in bins of dt ms. In a bin: traces decay; pre spikes, then the post spike
// (from e before them) are drawn; weights change and are clipped; traces go up. uniform gives the random numbers, N + 1 a bin: one
// per synapse, then the neuron's.
type Population struct {
	Rule         STDP
	R, R0, G, Ts float64
}

// Run advances w over bins of dt and returns the number of post spikes.
func (p Population) Run(ctx context.Context, w []float64, dt float64, bins int, synapse, neuron func() float64) (int, error) {
	n := len(w)
	x, e, spiked := make([]float64, n), make([]float64, n), make([]bool, n)
	rule := p.Rule
	tp, tm := rule.Tp, rule.Tm
	if rule.Variant == "taus-swapped" {
		tp, tm = tm, tp
	}
	dp, dm, ds := math.Exp(-dt/tp), math.Exp(-dt/tm), math.Exp(-dt/p.Ts)
	y, count := 0.0, 0
	chance := p.R * dt
	for k := 0; k < bins; k++ {
		if k&1023 == 0 && ctx.Err() != nil {
			return count, ctx.Err()
		}
		drive := 0.0
		y *= dm
		for i := range w {
			x[i] *= dp
			e[i] *= ds
			drive += w[i] * e[i]
			spiked[i] = synapse() < chance
		}
		post := neuron() < dt*(p.R0+p.G*drive)
		for i := range w {
			pre := spiked[i]
			if post || pre {
				a, b := pre, post
				if rule.Variant == "window-flipped" {
					a, b = b, a
				}
				xi, yi := x[i], y
				if rule.Variant == "window-flipped" {
					xi, yi = yi, xi
				}
				if rule.Variant == "trace-first" {
					if pre {
						xi++
					}
					if post {
						yi++
					}
				}
				w[i] = rule.clip(w[i] + rule.Change(w[i], xi, yi, a, b))
			}
			if pre {
				x[i]++
				e[i] += 1 / p.Ts
				if rule.Variant == "nearest" {
					x[i] = 1
				}
			}
		}
		if post {
			count++
			y++
			if rule.Variant == "nearest" {
				y = 1
			}
		}
	}
	return count, nil
}

// Drift returns the mean change of a frozen weight (1/ms) by theory: independent pairs contribute r nu (Ap tp (1-w)^mu - Am tm
// w^mu), and the spikes that a synapse causes itself add g w r Ap tp/(tp + ts) (1-w)^mu.
func (p Population) Drift(w, nu float64) float64 {
	up, down := power(1-w, p.Rule.Mu), power(w, p.Rule.Mu)
	return p.R*nu*(p.Rule.Ap*p.Rule.Tp*up-p.Rule.Am*p.Rule.Tm*down) + p.G*w*p.R*p.Rule.Ap*p.Rule.Tp/(p.Rule.Tp+p.Ts)*up
}

func stdpModel() sim.Model {
	return sim.Model{
		Name: "stdp", Title: "Spike-timing dependent plasticity", Kind: sim.KindModel,
		Doc: `N synapses of rate r onto a linear Poisson neuron (rate r0 + g sum w e, e with width ts), pair rule with all pairs: post adds Ap x (1-w)^mu, pre subtracts Am y w^mu, from traces without the present spikes, clipped to [0, 1]. ` +
			`mu 0 (additive): weights end in two heaps at the walls, and which synapse wins is chance; mu 1: one hump. drift is the theory for a frozen weight w at the measured post rate. ` +
			`NEST's stdp_synapse writes lambda for Ap, alpha lambda for Am and mu_plus, mu_minus for mu, and sees post spikes after a dendritic delay; Brian2 scripts carry the same two traces.`,
		Source: "Song, Miller & Abbott 2000, Nat. Neurosci. 3:919; van Rossum, Bi & Turrigiano 2000, J. Neurosci. 20:8812; Kempter, Gerstner & van Hemmen 1999, Phys. Rev. E 59:4498, for the drift",
		Parameters: []sim.Parameter{
			sim.Par("w", "1", "start of all weights", 0.5, 0, 1),
			sim.Par("Ap", "1", "step of potentiation", 0.01, 0, 0.5), sim.Par("Am", "1", "step of depression", 0.0055, 0, 0.5),
			sim.Par("tp", "ms", "width of potentiation", 17, 1, 200), sim.Par("tm", "ms", "width of depression", 34, 1, 200),
			sim.Par("mu", "1", "weight dependence: 0 additive, 1 multiplicative", 0, 0, 2),
			sim.Par("r", "1/ms", "presynaptic rate", 0.02, 0, 0.5), sim.Par("r0", "1/ms", "postsynaptic background", 0.002, 0, 0.5),
			sim.Par("g", "1", "extra post spikes per pre spike at w = 1", 0.05, 0, 1), sim.Par("ts", "ms", "width of the causal kernel", 5, 0.5, 100),
			sim.Whole("N", "synapses", 40, 1, 2000), sim.Step(1, 0.1, 2), sim.Duration(60000, 2e6),
		},
		Outputs: []sim.Output{
			sim.Scalar("mean", "1", "mean weight at the end"), sim.Scalar("sd", "1", "standard deviation of the weights"),
			sim.Scalar("low", "1", "share of weights below .1"), sim.Scalar("high", "1", "share above .9"),
			sim.Scalar("post_rate", "Hz", "postsynaptic rate"), sim.Scalar("drift", "1/ms", "theoretical drift of a frozen weight w at the measured rate"),
			sim.Scalar("area", "ms", "Ap tp - Am tm"),
			sim.Curve("bins", "1", "weight, centres of the bins of histogram"), sim.Curve("histogram", "1", "share of weights against bins"), sim.Curve("weights", "1", "final weights"),
		},
		Variants: stdpVariants,
		Run:      runSTDP,
	}
}

func runSTDP(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	steps, err := sim.Steps("stdp", p["T"], p["dt"], false)
	if err != nil {
		return sim.Result{}, err
	}
	if p["N"]*float64(steps) > 1e8 {
		return sim.Result{}, &sim.ParameterError{Model: "stdp", Parameter: "N", Value: p["N"], Range: "at most " + sim.Format(math.Max(1, math.Floor(1e8/float64(steps)))) + " for so many steps"}
	}
	pop := Population{Rule: STDP{p["Ap"], p["Am"], p["tp"], p["tm"], p["mu"], s.Variant}, R: p["r"], R0: p["r0"], G: p["g"], Ts: p["ts"]}
	w := make([]float64, int(p["N"]))
	for i := range w {
		w[i] = p["w"]
	}
	r := random.New(s.Seed)
	count, err := pop.Run(ctx, w, p["dt"], steps, r.Float64, r.Float64)
	if err != nil {
		return sim.Result{}, err
	}
	nu := float64(count) / (float64(steps) * p["dt"])
	mean, square, low, high := 0.0, 0.0, 0.0, 0.0
	bins, histogram := make([]float64, 20), make([]float64, 20)
	for k := range bins {
		bins[k] = 0.025 + 0.05*float64(k)
	}
	for _, x := range w {
		mean += x / float64(len(w))
		square += x * x / float64(len(w))
		if x < 0.1 {
			low += 1 / float64(len(w))
		}
		if x > 0.9 {
			high += 1 / float64(len(w))
		}
		histogram[min(19, max(0, int(x*20)))] += 1 / float64(len(w))
	}
	if math.IsNaN(mean) || math.IsInf(mean, 0) {
		return sim.Result{}, &sim.DivergedError{Model: "stdp", Quantity: "w", Mend: "this variant has no bounds; shorten T"}
	}
	out := sim.Result{Scalars: map[string]float64{"mean": mean, "sd": math.Sqrt(math.Max(0, square-mean*mean)), "low": low, "high": high, "post_rate": 1000 * nu,
		"drift": pop.Drift(p["w"], nu), "area": p["Ap"]*p["tp"] - p["Am"]*p["tm"]}}
	if s.Traces {
		out.Traces = map[string][]float64{"bins": bins, "histogram": histogram, "weights": w}
	}
	return out, nil
}
