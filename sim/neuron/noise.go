package neuron

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
	"coronium/sim/spike"
)

// Noise is a membrane driven by white noise
//
//	tau dV = (mu - V) dt + sigma sqrt(tau) dW,     Var V = sigma^2/2.
//
// mu, sigma, V in mV, tau in ms. sigma is defined by the variance of the free membrane, sigma^2/2, as in
// Brunel & Hakim 1999; many NEST and Brian2 scripts write the same process with s = sigma/sqrt(2).
//
// Euler-Maruyama: V += dt/tau (mu - V) + sigma sqrt(dt/tau) xi. Kicks add in variance, hence the root. Its
// stationary variance is sigma^2/2 over 1 - dt/(2 tau); ExactStep has no such bias.
//
// Brian2's default for additive noise is the same Euler-Maruyama; NEST's noise_generator holds one Gaussian number
// for a step of its own, so that its current must be scaled to that step.
//
// Sources: Uhlenbeck & Ornstein 1930; Stein 1965; Higham 2001.
type Noise struct {
	Tau, Mu, Sigma float64
	Variant        string
}

var noiseVariants = []sim.Variant{
	{Name: "dt-not-sqrt", Says: "The kick is proportional to dt: noise dies as dt shrinks."},
	{Name: "no-dt-in-noise", Says: "The kick does not depend on dt: halving dt doubles the variance."},
	{Name: "sigma-is-sd", Says: "sigma is taken as the standard deviation: the variance is twice as large."},
	{Name: "no-tau-in-noise", Says: "The kick is sigma sqrt(dt), without sqrt(tau)."},
	{Name: "noise-over-tau", Says: "The kick is divided by tau, not by sqrt(tau)."},
	{Name: "frozen-noise", Says: "One number is drawn for all steps: a random current, not noise."},
	{Name: "mean-not-driven", Says: "V relaxes to 0, not to mu."},
}

// Kick returns the factor of the standard normal number in an Euler-Maruyama step.
func (n Noise) Kick(dt float64) float64 {
	switch n.Variant {
	case "dt-not-sqrt":
		return n.Sigma * dt / n.Tau
	case "no-dt-in-noise":
		return n.Sigma / math.Sqrt(n.Tau)
	case "sigma-is-sd":
		return n.Sigma * math.Sqrt(2*dt/n.Tau)
	case "no-tau-in-noise":
		return n.Sigma * math.Sqrt(dt)
	case "noise-over-tau":
		return n.Sigma * math.Sqrt(dt) / n.Tau
	}
	return n.Sigma * math.Sqrt(dt/n.Tau)
}

// Coefficients returns a step as V <- pull + keep V + kick xi. exact takes the transition density of the
// process instead of Euler-Maruyama.
func (n Noise) Coefficients(dt float64, exact bool) (keep, pull, kick float64) {
	mu := n.Mu
	if n.Variant == "mean-not-driven" {
		mu = 0
	}
	if exact {
		keep = math.Exp(-dt / n.Tau)
		return keep, mu * -math.Expm1(-dt/n.Tau), n.Sigma * math.Sqrt(-math.Expm1(-2*dt/n.Tau)/2)
	}
	return 1 - dt/n.Tau, mu * dt / n.Tau, n.Kick(dt)
}

// Path returns V[0] … V[n] for given standard normal numbers xi, n of them: a function, not a draw, so
// that programs can be compared with it exactly.
func (n Noise) Path(v0, dt float64, xi []float64, exact bool) []float64 {
	keep, pull, kick := n.Coefficients(dt, exact)
	v := make([]float64, len(xi)+1)
	v[0] = v0
	for k, x := range xi {
		if n.Variant == "frozen-noise" {
			x = xi[0]
		}
		v[k+1] = keep*v[k] + pull + kick*x
	}
	return v
}

// NoisyLIF is the integrate-and-fire neuron on top of Noise. Input is discarded during the
// refractory hold but its random numbers are consumed, so that cells that share xi stay in step.
type NoisyLIF struct {
	Noise
	Vth, Vr, Tref float64
	// Bridge also counts crossings between samples: a path from V to V' below the threshold has touched
	// it with probability exp(-2 (V_th - V)(V_th - V')/(sigma^2 dt/tau)). Without it the rate falls
	// short by a term of order sqrt(dt) (.934-.96 of it at dt .1), which is no error of a program.
	Bridge bool
}

// cells is a population of independent noisy neurons, each with its own generator.
type cells struct {
	v      []float64
	left   []int
	source []random.Source
	frozen []float64
	spikes [][]float64
}

// Simulate runs N independent cells from V = start for steps of dt and returns their trains (grid
// stamps, t + dt). trace, if not nil, receives the path of cell 0.
func (n NoisyLIF) Simulate(ctx context.Context, start, dt float64, steps, N int, seed uint64, exact bool, trace *[]float64) ([][]float64, error) {
	keep, pull, kick := n.Coefficients(dt, exact)
	c := cells{make([]float64, N), make([]int, N), make([]random.Source, N), make([]float64, N), make([][]float64, N)}
	for i := range c.v {
		c.v[i], c.source[i] = start, random.Stream(seed, uint64(i))
		c.frozen[i] = c.source[i].Normal()
	}
	hold := int(math.Round(n.Tref / dt))
	frozen := n.Variant == "frozen-noise"
	touch := -2 / (n.Sigma * n.Sigma * dt / n.Tau)
	for k := 0; k < steps; k++ {
		if k&63 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for i, v := range c.v {
			xi := c.frozen[i]
			if !frozen {
				xi = c.source[i].Normal()
			}
			if c.left[i] > 0 {
				c.left[i]--
				continue
			}
			next := keep*v + pull + kick*xi
			fired := next >= n.Vth
			if !fired && n.Bridge && v < n.Vth {
				if e := touch * (n.Vth - v) * (n.Vth - next); e > -40 {
					fired = c.source[i].Float64() < math.Exp(e)
				}
			}
			if fired {
				c.spikes[i] = append(c.spikes[i], float64(k+1)*dt)
				next, c.left[i] = n.Vr, hold
			}
			c.v[i] = next
		}
		if trace != nil {
			*trace = append(*trace, c.v[0])
		}
	}
	return c.spikes, nil
}

func noiseParameters(mu float64) []sim.Parameter {
	return []sim.Parameter{
		sim.Par("mu", "mV", "mean drive E_L + R I", mu, -200, 200),
		sim.Par("sigma", "mV", "noise strength; Var V = sigma^2/2 without threshold", 5, 0.001, 100),
		sim.Par("tau", "ms", "membrane time constant", 20, 0.1, 1000),
	}
}

// exactVariant refuses a misconception of the Euler-Maruyama step where that step is not taken.
func exactVariant(model string) error {
	return &sim.ParameterError{Model: model, Parameter: "exact", Value: 1, Range: "0 with a wrong variant: the variants are mistakes in the Euler-Maruyama step"}
}

// cellSteps bounds cells times steps of one request.
func cellSteps(model string, steps int, n float64) error {
	if most := 4e7; float64(steps)*n > most {
		return &sim.ParameterError{Model: model, Parameter: "N", Value: n,
			Range: "at most " + sim.Format(math.Max(1, math.Floor(most/float64(steps)))) + " for so many steps"}
	}
	return nil
}

func lifWhiteNoiseModel() sim.Model {
	return sim.Model{
		Name: "lif-white-noise", Title: "Integrate-and-fire neuron with white noise", Kind: sim.KindModel,
		Doc: `tau dV = (mu - V) dt + sigma sqrt(tau) dW; at V >= V_th a spike (stamped at the end of the step), V <- V_r, held for round(t_ref/dt) steps. N independent cells start at V_r. ` +
			`Var V = sigma^2/2 for the free membrane. Rate and CV leave out the first 200 ms (or half of T, if that is less). Euler-Maruyama misses crossings between samples, which costs a term of order sqrt(dt): bridge = 1 counts them. ` +
			`Compare with siegert. Brian2 scripts write the same membrane as (mu - V)/tau + s*sqrt(2/tau)*xi with the standard deviation s = sigma/sqrt(2); NEST's noise_generator holds a Gaussian current for a step of its own, whose variance must be scaled to that step.`,
		Source: "Stein 1965, Biophys. J. 5:173; Brunel & Hakim 1999, Neural Comput. 11:1621; Neuronal Dynamics ch. 8",
		Parameters: append(noiseParameters(15),
			sim.Par("V_th", "mV", "threshold", 20, -200, 200), sim.Par("V_r", "mV", "reset", 10, -200, 200),
			sim.Par("t_ref", "ms", "refractory time", 2, 0, 100),
			sim.Step(0.1, 1e-3, 5), sim.Duration(2000, 1e5),
			sim.Whole("N", "independent cells", 100, 1, 10000),
			sim.Whole("exact", "1: exact transition of the membrane instead of Euler-Maruyama", 0, 0, 1),
			sim.Whole("bridge", "1: count crossings between samples", 0, 0, 1)),
		Outputs: []sim.Output{
			sim.Scalar("rate", "Hz", "mean rate of all cells"), sim.Scalar("rate_se", "Hz", "standard error of the rate"),
			sim.Scalar("cv", "1", "coefficient of variation of all intervals; absent with fewer than 20"),
			sim.Scalar("count", "1", "number of spikes counted"),
			sim.Time(), sim.Trace("V", "mV", "membrane potential of cell 0"), sim.Times("spikes", "spikes of cell 0"),
		},
		Variants: noiseVariants,
		Run:      runWhiteNoise,
	}
}

func runWhiteNoise(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	n := NoisyLIF{Noise: Noise{Tau: p["tau"], Mu: p["mu"], Sigma: p["sigma"], Variant: s.Variant}, Vth: p["V_th"], Vr: p["V_r"], Tref: p["t_ref"], Bridge: p["bridge"] == 1}
	exact := p["exact"] == 1
	if exact && s.Variant != "" {
		return sim.Result{}, exactVariant("lif-white-noise")
	}
	if !(n.Vr < n.Vth) {
		return sim.Result{}, &sim.ParameterError{Model: "lif-white-noise", Parameter: "V_r", Value: n.Vr, Range: "below V_th = " + sim.Format(n.Vth) + " mV"}
	}
	if !exact {
		if err := sim.Explicit("lif-white-noise", p["dt"], n.Tau, "tau"); err != nil {
			return sim.Result{}, err
		}
	}
	steps, err := sim.Steps("lif-white-noise", p["T"], p["dt"], s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	if err := cellSteps("lif-white-noise", steps, p["N"]); err != nil {
		return sim.Result{}, err
	}
	var trace *[]float64
	if s.Traces {
		trace = &[]float64{n.Vr}
	}
	trains, err := n.Simulate(ctx, n.Vr, p["dt"], steps, int(p["N"]), s.Seed, exact, trace)
	if err != nil {
		return sim.Result{}, err
	}
	burn := math.Min(200, p["T"]/2)
	out := sim.Result{Scalars: populationStatistics(trains, burn, float64(steps)*p["dt"]), Times: map[string][]float64{"spikes": trains[0]}}
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(steps, p["dt"]), "V": *trace}
	}
	return out, nil
}

// populationStatistics pools rate and CV of independent cells between burn and end (ms).
func populationStatistics(trains [][]float64, burn, end float64) map[string]float64 {
	seconds := (end - burn) / 1000
	var intervals, counts []float64
	total := 0
	for _, t := range trains {
		late := spike.After(t, burn)
		total += len(late)
		counts = append(counts, float64(len(late))/seconds)
		intervals = append(intervals, spike.Intervals(late)...)
	}
	out := map[string]float64{"count": float64(total), "rate": spike.Mean(counts)}
	if len(counts) > 1 {
		out["rate_se"] = math.Sqrt(spike.Variance(counts) / float64(len(counts)))
	}
	if len(intervals) >= 20 {
		out["cv"] = math.Sqrt(spike.Variance(intervals)) / spike.Mean(intervals)
	}
	return out
}

func ouModel() sim.Model {
	return sim.Model{
		Name: "ou", Title: "Noisy membrane without threshold (Ornstein-Uhlenbeck)", Kind: sim.KindModel,
		Doc:    `tau dV = (mu - V) dt + sigma sqrt(tau) dW by Euler-Maruyama, or by its exact transition. Var V = sigma^2/2 in the stationary state; Euler's is larger by the factor 1/(1 - dt/(2 tau)). The autocovariance is (sigma^2/2) exp(-|lag|/tau). N paths start at V_0; moments are over paths and over the last half of T. Brian2 scripts write s*sqrt(2/tau)*xi with the standard deviation s = sigma/sqrt(2), and its default scheme is the same Euler-Maruyama.`,
		Source: "Uhlenbeck & Ornstein 1930, Phys. Rev. 36:823; Higham 2001, SIAM Rev. 43:525; Neuronal Dynamics §8.1",
		Parameters: append(noiseParameters(-60),
			sim.Par("V_0", "mV", "start", -60, -200, 200),
			sim.Step(0.1, 1e-3, 100), sim.Duration(500, 1e5),
			sim.Whole("N", "independent paths", 200, 1, 10000),
			sim.Whole("exact", "1: exact transition", 0, 0, 1)),
		Outputs: []sim.Output{
			sim.Scalar("mean", "mV", "mean of V"), sim.Scalar("variance", "mV^2", "variance of V"),
			sim.Scalar("variance_theory", "mV^2", "what the scheme should give"),
			sim.Time(), sim.Trace("V", "mV", "path 0"), sim.Trace("V_mean", "mV", "mean of the paths"), sim.Trace("V_sd", "mV", "standard deviation across paths"),
		},
		Variants: noiseVariants,
		Run:      runOU,
	}
}

func runOU(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	n := Noise{Tau: p["tau"], Mu: p["mu"], Sigma: p["sigma"], Variant: s.Variant}
	exact := p["exact"] == 1
	if exact && s.Variant != "" {
		return sim.Result{}, exactVariant("ou")
	}
	// Stationary moments exist for dt < 2 tau; the exercises look at Euler up to dt = tau.
	if !exact && !(p["dt"] <= n.Tau) {
		return sim.Result{}, &sim.ParameterError{Model: "ou", Parameter: "dt", Value: p["dt"], Range: "at most tau = " + sim.Format(n.Tau) + " by Euler"}
	}
	steps, err := sim.Steps("ou", p["T"], p["dt"], s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	if err := cellSteps("ou", steps, p["N"]); err != nil {
		return sim.Result{}, err
	}
	N := int(p["N"])
	keep, pull, kick := n.Coefficients(p["dt"], exact)
	v, source, frozen := make([]float64, N), make([]random.Source, N), make([]float64, N)
	for i := range v {
		v[i], source[i] = p["V_0"], random.Stream(s.Seed, uint64(i))
		frozen[i] = source[i].Normal()
	}
	var paths [3][]float64
	var sum, square, count float64
	for k := 0; k <= steps; k++ {
		if k&63 == 0 && ctx.Err() != nil {
			return sim.Result{}, ctx.Err()
		}
		var m, q float64
		for i := range v {
			if k > 0 {
				xi := frozen[i]
				if s.Variant != "frozen-noise" {
					xi = source[i].Normal()
				}
				v[i] = keep*v[i] + pull + kick*xi
			}
			m += v[i] - p["V_0"] // about the start: squares of -60 mV would cost digits
			q += (v[i] - p["V_0"]) * (v[i] - p["V_0"])
		}
		if s.Traces {
			mean := m / float64(N)
			paths[0] = append(paths[0], v[0])
			paths[1] = append(paths[1], p["V_0"]+mean)
			paths[2] = append(paths[2], math.Sqrt(math.Max(0, q/float64(N)-mean*mean)))
		}
		if k > steps/2 {
			sum, square, count = sum+m, square+q, count+float64(N)
		}
	}
	mean := sum / count
	out := sim.Result{Scalars: map[string]float64{"mean": p["V_0"] + mean, "variance": square/count - mean*mean,
		"variance_theory": kick * kick / (1 - keep*keep)}}
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(steps, p["dt"]), "V": paths[0], "V_mean": paths[1], "V_sd": paths[2]}
	}
	return out, nil
}
