package synapse

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// Exponential is the plainest synapse: a conductance g (nS) that jumps by Jump at each spike and decays with Tau (ms),
//
//	tau g' = -g,    g <- g + jump  at a spike.
//
// It is carried exactly from event to event. A train of rate r (1/ms), regular or Poisson, has the mean jump tau r. For a Poisson train Campbell's theorem
// gives the variance jump^2 tau r/2 (shot noise with autocovariance e^{-|s|/tau}); for a regular one g is a sawtooth between jump q/(1-q) and jump/(1-q),
// q = e^{-1/(r tau)}.
//
// At its own spike time g is still the old value: the jump counts from just after. NEST's iaf_cond_exp and iaf_psc_exp jump at the grid point at which a spike
// arrives; Brian2's on_pre="g += w" jumps at the end of the step, so that the membrane feels it one step later.
//
// Sources: Dayan & Abbott §5.8; Campbell's theorem: Papoulis, Probability, Random Variables, and Stochastic Processes, ch. 10; Rice 1944.
type Exponential struct {
	Jump, Tau float64
	Variant   string
}

var exponentialVariants = []sim.Variant{
	{Name: "overwritten", Says: "A spike sets g to its jump instead of adding it: fast trains saturate."},
	{Name: "unit-area", Says: "The jump is divided by tau: one event has the same area for every tau, not the same height."},
	{Name: "no-decay", Says: "Nothing decays: g counts spikes."},
	{Name: "linear-decay", Says: "g falls along a straight line that reaches 0 after tau."},
	{Name: "mean-without-tau", Says: "The theory takes the mean for jump times rate."},
}

// jump returns g after a spike that finds g.
func (e Exponential) jump(g float64) float64 {
	switch e.Variant {
	case "overwritten":
		return e.Jump
	case "unit-area":
		return g + e.Jump/e.Tau
	}
	return g + e.Jump
}

// between advances g over a gap (ms) without spikes, and returns the integrals of g and of g^2 over it.
func (e Exponential) between(g, gap float64) (after, area, square float64) {
	switch e.Variant {
	case "no-decay":
		return g, g * gap, g * g * gap
	case "linear-decay":
		d := math.Min(gap, e.Tau)
		f := d / e.Tau
		return g * (1 - f), g * d * (1 - f/2), g * g * d * (1 - f + f*f/3)
	}
	f := -math.Expm1(-gap / e.Tau)
	return g * (1 - f), g * e.Tau * f, g * g * e.Tau / 2 * -math.Expm1(-2*gap/e.Tau)
}

// Train returns g at the ascending times t for ascending spike times (ms).
func (e Exponential) Train(t, spikes []float64) []float64 {
	out := make([]float64, len(t))
	g, at, next := 0.0, 0.0, 0
	for i, now := range t {
		for ; next < len(spikes) && spikes[next] < now; next++ {
			g, _, _ = e.between(g, spikes[next]-at)
			g, at = e.jump(g), spikes[next]
		}
		out[i], _, _ = e.between(g, now-at)
	}
	return out
}

// Moments returns mean and standard deviation of g over the time from … to (ms), integrated exactly.
func (e Exponential) Moments(spikes []float64, from, to float64) (mean, sd float64) {
	g, at, sum, square := 0.0, 0.0, 0.0, 0.0
	advance := func(until float64) {
		if at < from { // what lies before is not counted
			g, _, _ = e.between(g, math.Min(from, until)-at)
			at = math.Min(from, until)
		}
		after, a, q := e.between(g, until-at)
		g, at, sum, square = after, until, sum+a, square+q
	}
	for _, s := range spikes {
		if s >= to {
			break
		}
		advance(s)
		g = e.jump(g)
	}
	advance(to)
	mean = sum / (to - from)
	return mean, math.Sqrt(math.Max(0, square/(to-from)-mean*mean))
}

// Steady returns mean and standard deviation after a long train of rate Hz.
func (e Exponential) Steady(rate float64, poisson bool) (mean, sd float64) {
	r := rate / 1000
	mean = e.Jump * e.Tau * r
	if poisson {
		return mean, e.Jump * math.Sqrt(e.Tau*r/2)
	}
	// The sawtooth's mean square: (jump/(1-q))^2 (1 - q^2) r tau/2 = jump^2 r tau/2 coth(1/(2 r tau)).
	square := e.Jump * e.Jump * r * e.Tau / 2 / math.Tanh(1/(2*r*e.Tau))
	return mean, math.Sqrt(math.Max(0, square-mean*mean))
}

func exponentialModel() sim.Model {
	return sim.Model{
		Name: "exponential-synapse", Title: "Exponential synapse", Kind: sim.KindModel,
		Doc: `tau g' = -g, g <- g + gmax at each spike, exact from event to event; at its own spike time g is still the old value. Under a train of rate r the mean is gmax tau r, regular or not. ` +
			`A regular train makes a sawtooth between low and high; a Poisson train (poisson 1) has the variance gmax^2 tau r/2 by Campbell's theorem: shot noise. Mean and deviation leave out the first 5 tau, or half of a short run. ` +
			`NEST's *_exp models jump at the grid point of arrival; in Brian2 a jump by on_pre is felt one step later.`,
		Source: "Dayan & Abbott §5.8; Rice 1944, Bell Syst. Tech. J. 23:282, for Campbell's theorem",
		Parameters: []sim.Parameter{
			sim.Par("gmax", "nS", "jump of one event", 2, 0, 1000), sim.Par("tau", "ms", "decay time constant", 5, 0.01, 1000), sim.Par("r", "Hz", "rate of the train", 80, 0.1, 1000),
			sim.Whole("poisson", "1: a Poisson train instead of a regular one", 0, 0, 1), sim.Step(0.05, 1e-3, 10), sim.Duration(200, 1e5),
		},
		Outputs: []sim.Output{
			sim.Scalar("mean", "nS", "mean of g over the run, start left out"), sim.Scalar("sd", "nS", "standard deviation of g over the run"),
			sim.Scalar("mean_theory", "nS", "gmax tau r"), sim.Scalar("sd_theory", "nS", "standard deviation of the steady train"),
			sim.Scalar("low", "nS", "g just before a spike of the steady regular train"), sim.Scalar("high", "nS", "g just after such a spike"), sim.Scalar("area", "nS*ms", "area of one event, gmax tau"),
			sim.Time(), sim.Trace("g", "nS", "conductance"), sim.Times("spikes", "presynaptic spikes"),
		},
		Variants: exponentialVariants,
		Presets: []sim.Preset{
			{Name: "AMPA-like", Says: "Fast excitation.", Values: map[string]float64{"tau": 5, "gmax": 2}},
			{Name: "shot-noise", Says: "A Poisson train: the same mean, and a spread.", Values: map[string]float64{"poisson": 1, "T": 2000}},
		},
		Run: runExponential,
	}
}

func runExponential(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	e := Exponential{Jump: p["gmax"], Tau: p["tau"], Variant: s.Variant}
	steps, err := sim.Steps("exponential-synapse", p["T"], p["dt"], s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	spikes, err := regular("exponential-synapse", p["r"], p["T"])
	if err != nil {
		return sim.Result{}, err
	}
	if p["poisson"] == 1 {
		spikes = spikes[:0]
		r := random.New(s.Seed)
		for t := r.Exp() * 1000 / p["r"]; t < p["T"]; t += r.Exp() * 1000 / p["r"] {
			spikes = append(spikes, t)
		}
	}
	if err := ctx.Err(); err != nil {
		return sim.Result{}, err
	}
	out := sim.Result{Scalars: map[string]float64{"area": p["gmax"] * p["tau"]}, Times: map[string][]float64{"spikes": spikes}}
	out.Scalars["mean"], out.Scalars["sd"] = e.Moments(spikes, math.Min(5*p["tau"], p["T"]/2), p["T"])
	out.Scalars["mean_theory"], out.Scalars["sd_theory"] = e.Steady(p["r"], p["poisson"] == 1)
	if s.Variant == "mean-without-tau" {
		out.Scalars["mean_theory"] = p["gmax"] * p["r"] / 1000
	}
	rest := -math.Expm1(-1000 / (p["r"] * p["tau"])) // 1 - q
	out.Scalars["high"], out.Scalars["low"] = p["gmax"]/rest, p["gmax"]/rest*(1-rest)
	if s.Traces {
		t := timeAxis(steps, p["dt"])
		out.Traces = map[string][]float64{"t": t, "g": e.Train(t, spikes)}
	}
	return out, nil
}
