package neuron

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// Channels is a patch of N independent two-state channels: a closed one opens at the rate alpha, an open
// one closes at beta (1/ms), and each open one passes the current i (pA). In equilibrium the number open
// is binomial: mean N p, variance N p (1 - p), p = alpha/(alpha + beta); the variance of the current is
// the parabola i J - J^2/N of its mean J.
//
// Gillespie's method is exact. The diffusion approximation (Langevin) of the open fraction x,
// x' = alpha (1-x) - beta x with noise sqrt((alpha (1-x) + beta x)/N), clipped to [0, 1], fails where
// few channels are open.
//
// Sources: Gillespie 1977; Anderson & Stevens 1973; Fox & Lu 1994; Dayan & Abbott §5.7.
type Channels struct {
	N           int
	Alpha, Beta float64
	Variant     string
}

var gillespieVariants = []sim.Variant{
	{Name: "rates-not-times-number", Says: "The rates are not multiplied by the number of channels that can use them."},
	{Name: "alpha-for-open", Says: "alpha belongs to the open channels and beta to the closed."},
	{Name: "opens-times-N", Says: "All N channels may open, not only the closed ones."},
	{Name: "rate-for-time", Says: "Waiting times grow with the total rate."},
	{Name: "log10", Says: "Waiting times use the decimal logarithm."},
	{Name: "fixed-wait", Says: "Every wait is 1/rate, not exponential."},
	{Name: "coin-flip", Says: "Opening and closing are chosen by the toss of a coin."},
	{Name: "event-average", Says: "States are averaged over events, not over time."},
	{Name: "state-after", Says: "A dwell is credited to the state after it."},
}

// rates returns the total opening and closing rate with n channels open.
func (c Channels) rates(n int) (open, shut float64) {
	switch c.Variant {
	case "rates-not-times-number":
		if n < c.N {
			open = c.Alpha
		}
		if n > 0 {
			shut = c.Beta
		}
		return open, shut
	case "alpha-for-open":
		return c.Alpha * float64(n), c.Beta * float64(c.N-n)
	case "opens-times-N":
		if n < c.N {
			open = c.Alpha * float64(c.N)
		}
		return open, c.Beta * float64(n)
	}
	return c.Alpha * float64(c.N-n), c.Beta * float64(n)
}

// Next returns the next jump time and state for two uniform numbers on (0, 1): wait = -log(u1)/rate;
// it opens iff u2 < opening rate / rate. ok is false when nothing can happen.
func (c Channels) Next(t float64, n int, u1, u2 float64) (float64, int, bool) {
	open, shut := c.rates(n)
	rate := open + shut
	if !(rate > 0) {
		return t, n, false
	}
	wait := -math.Log(u1) / rate
	switch c.Variant {
	case "rate-for-time":
		wait = -math.Log(u1) * rate
	case "log10":
		wait = -math.Log10(u1) / rate
	case "fixed-wait":
		wait = 1 / rate
	}
	up := u2 < open/rate
	if c.Variant == "coin-flip" {
		up = u2 < 0.5 && n < c.N || n == 0
	}
	if c.Variant == "alpha-for-open" { // its rates do not vanish at the ends
		up = up && n < c.N || n == 0
	}
	if up {
		return t + wait, n + 1, true
	}
	return t + wait, n - 1, true
}

// Gillespie returns the jump times (0 first) and the number open from each on, until T or at most most jumps.
func (c Channels) Gillespie(ctx context.Context, n0 int, T float64, r *random.Source, most int) (t []float64, n []int, err error) {
	t, n = []float64{0}, []int{n0}
	now, open := 0.0, n0
	for k := 0; ; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return nil, nil, err
		}
		u1, u2 := 1-r.Float64(), r.Float64()
		next, state, ok := c.Next(now, open, u1, u2)
		if !ok || next > T {
			return t, n, nil
		}
		if k >= most {
			return nil, nil, &sim.ParameterError{Model: "two-state-channels", Parameter: "T", Value: T, Range: "shorter: there are more than " + sim.Format(float64(most)) + " jumps"}
		}
		now, open = next, state
		t, n = append(t, now), append(n, open)
	}
}

// TimeAverage returns mean and variance of the number open over [0, T], each state weighted by its dwell.
func (c Channels) TimeAverage(t []float64, n []int, T float64) (mean, variance float64) {
	if c.Variant == "event-average" {
		for _, k := range n {
			mean += float64(k) / float64(len(n))
		}
		for _, k := range n {
			variance += (float64(k) - mean) * (float64(k) - mean) / float64(len(n))
		}
		return mean, variance
	}
	at := func(j int) float64 {
		if c.Variant == "state-after" {
			j = min(j+1, len(n)-1)
		}
		return float64(n[j])
	}
	dwell := func(j int) float64 {
		if j+1 < len(t) {
			return t[j+1] - t[j]
		}
		return T - t[j]
	}
	for j := range t {
		mean += at(j) * dwell(j) / T
	}
	for j := range t {
		variance += (at(j) - mean) * (at(j) - mean) * dwell(j) / T
	}
	return mean, variance
}

var langevinVariants = []sim.Variant{
	{Name: "no-N", Says: "The noise of the open fraction does not shrink with N."},
	{Name: "N-not-sqrt", Says: "The noise is divided by N, not by sqrt(N)."},
	{Name: "dt-not-sqrt", Says: "The noise is proportional to dt."},
	{Name: "difference-under-root", Says: "The noise takes the difference of the two fluxes: none at equilibrium."},
	{Name: "steady-noise", Says: "The noise is frozen at its steady amplitude."},
	{Name: "p-1-p", Says: "The noise is that of a binomial number, x (1 - x), not of the fluxes."},
	{Name: "no-clip", Says: "The fraction may leave [0, 1]."},
}

// LangevinStep advances the open fraction by one Euler-Maruyama step with the standard normal number xi,
// rates at the old x, then clips it to [0, 1].
func (c Channels) LangevinStep(x, dt, xi float64) float64 {
	up, down := c.Alpha*(1-x), c.Beta*x
	N := float64(c.N)
	noise := math.Sqrt(math.Max(0, up+down) / N * dt)
	switch c.Variant {
	case "no-N":
		noise = math.Sqrt(math.Max(0, up+down) * dt)
	case "N-not-sqrt":
		noise = math.Sqrt(math.Max(0, up+down)*dt) / N
	case "dt-not-sqrt":
		noise = math.Sqrt(math.Max(0, up+down)/N) * dt
	case "difference-under-root":
		noise = math.Sqrt(math.Abs(up-down) / N * dt)
	case "steady-noise":
		noise = math.Sqrt(2 * c.Alpha * c.Beta / (c.Alpha + c.Beta) / N * dt)
	case "p-1-p":
		noise = math.Sqrt(math.Max(0, x*(1-x)) / N * dt)
	}
	x += (up-down)*dt + noise*xi
	if c.Variant == "no-clip" {
		return x
	}
	return math.Min(1, math.Max(0, x))
}

func channelParameters() []sim.Parameter {
	return []sim.Parameter{
		sim.Whole("N", "channels", 40, 1, 10000),
		sim.Par("alpha", "1/ms", "opening rate", 0.2, 0, 100),
		sim.Par("beta", "1/ms", "closing rate", 0.6, 0, 100),
		sim.Par("i", "pA", "current of one open channel", 1.5, -100, 100),
	}
}

func channelOutputs(trace string) []sim.Output {
	return []sim.Output{
		sim.Scalar("mean", "1", "mean number open"), sim.Scalar("variance", "1", "variance of the number open"),
		sim.Scalar("J", "pA", "mean current"), sim.Scalar("s", "pA^2", "variance of the current"),
		sim.Scalar("mean_theory", "1", "N p"), sim.Scalar("variance_theory", "1", "N p (1 - p)"),
		sim.Scalar("s_theory", "pA^2", "i J - J^2/N at the theoretical mean"),
		sim.Time(), sim.Trace("n", "1", trace),
	}
}

// channelScalars reports moments beside the binomial ones. Both rates 0 leave the theory undefined.
func channelScalars(p map[string]float64, mean, variance float64) map[string]float64 {
	out := map[string]float64{"mean": mean, "variance": variance, "J": p["i"] * mean, "s": p["i"] * p["i"] * variance}
	if rate := p["alpha"] + p["beta"]; rate > 0 {
		open := p["alpha"] / rate
		J := p["i"] * p["N"] * open
		out["mean_theory"], out["variance_theory"], out["s_theory"] = p["N"]*open, p["N"]*open*(1-open), p["i"]*J-J*J/p["N"]
	}
	return out
}

func channelsModel() sim.Model {
	return sim.Model{
		Name: "two-state-channels", Title: "Two-state channels by Gillespie's method", Kind: sim.KindModel,
		Doc: `Each of N channels opens at rate alpha and closes at rate beta for itself. Exact simulation: the wait is exponential with the total rate alpha (N - n) + beta n, the direction is chosen in proportion. ` +
			`Starts with round(N p) open, p = alpha/(alpha + beta). Moments weigh states by their dwell. In equilibrium the number open is binomial, so that the variance of the current is i J - J^2/N. ` +
			`Brian2 scripts draw binomial transitions in each step instead, which is exact only as dt -> 0.`,
		Source:     "Gillespie 1977, J. Phys. Chem. 81:2340; Anderson & Stevens 1973, J. Physiol. 235:655; Dayan & Abbott §5.7",
		Parameters: append(channelParameters(), sim.Duration(4000, 1e6)),
		Outputs:    append(channelOutputs("number open from the time t on"), sim.Scalar("events", "1", "number of jumps")),
		Variants:   gillespieVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			c := Channels{int(p["N"]), p["alpha"], p["beta"], s.Variant}
			n0 := 0
			if p["alpha"] > 0 {
				n0 = int(math.Round(p["N"] * p["alpha"] / (p["alpha"] + p["beta"])))
			}
			t, n, err := c.Gillespie(ctx, n0, p["T"], random.New(s.Seed), sim.MaxSamples)
			if err != nil {
				return sim.Result{}, err
			}
			mean, variance := c.TimeAverage(t, n, p["T"])
			out := sim.Result{Scalars: channelScalars(p, mean, variance)}
			out.Scalars["events"] = float64(len(t) - 1)
			if s.Traces {
				open := make([]float64, len(n))
				for i, k := range n {
					open[i] = float64(k)
				}
				out.Traces = map[string][]float64{"t": t, "n": open}
			}
			return out, nil
		},
	}
}

func channelsLangevinModel() sim.Model {
	return sim.Model{
		Name: "channels-langevin", Title: "Two-state channels by the diffusion approximation", Kind: sim.KindModel,
		Doc: `The open fraction x obeys x' = alpha (1 - x) - beta x with noise of strength sqrt((alpha (1 - x) + beta x)/N), Euler-Maruyama, clipped to [0, 1]. ` +
			`Good when many channels are open and many shut; with p .1 and N 5 its mean is .139 instead of .1. Euler's variance is larger by the factor 1/(1 - dt (alpha + beta)/2). Compare with two-state-channels, which is exact.`,
		Source:     "Fox & Lu 1994, Phys. Rev. E 49:3421; Goldwyn & Shea-Brown 2011, PLoS Comput. Biol. 7:e1002247",
		Parameters: append(channelParameters(), sim.Step(0.05, 1e-3, 1), sim.Duration(4000, 1e6)),
		Outputs:    append(channelOutputs("number open, N x"), sim.Scalar("at_zero", "1", "share of the steps at which x is exactly 0")),
		Variants:   langevinVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			rate := p["alpha"] + p["beta"]
			if !(rate > 0) {
				return sim.Result{}, &sim.ParameterError{Model: "channels-langevin", Parameter: "alpha", Value: p["alpha"], Range: "above 0 when beta is 0"}
			}
			if err := sim.Explicit("channels-langevin", p["dt"], 1/rate, "1/(alpha + beta)"); err != nil {
				return sim.Result{}, err
			}
			steps, err := sim.Steps("channels-langevin", p["T"], p["dt"], s.Traces)
			if err != nil {
				return sim.Result{}, err
			}
			c := Channels{int(p["N"]), p["alpha"], p["beta"], s.Variant}
			r := random.New(s.Seed)
			x := p["alpha"] / rate
			trace := []float64{x * p["N"]}
			var sum, square float64
			zero := 0
			for k := 0; k < steps; k++ {
				if err := sim.Cancelled(ctx, k); err != nil {
					return sim.Result{}, err
				}
				x = c.LangevinStep(x, p["dt"], r.Normal())
				sum += x
				square += x * x
				if x == 0 {
					zero++
				}
				if s.Traces {
					trace = append(trace, x*p["N"])
				}
			}
			m := sum / float64(steps)
			out := sim.Result{Scalars: channelScalars(p, p["N"]*m, p["N"]*p["N"]*math.Max(0, square/float64(steps)-m*m))}
			out.Scalars["at_zero"] = float64(zero) / float64(steps)
			if s.Traces {
				out.Traces = map[string][]float64{"t": timeAxis(steps, p["dt"]), "n": trace}
			}
			return out, nil
		},
	}
}
