package neuron

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// Escape is the integrate-and-fire neuron with a soft threshold: the membrane is deterministic, and in
// each instant it spikes with the hazard
//
//	h = rho0 exp((V - th)/Dl)    (1/ms).
//
// Time is in bins [k dt, (k+1) dt). The hazard is taken at V[k], the start of the bin; the bin holds a
// spike with probability 1 - exp(-h dt), at most one. After a spike in bin k, V is Vr at k+1 … k+1+nref,
// nref = round(tref/dt), and bins k+1 … k+nref are not at risk. V advances by the exact exponential.
//
// The likelihood of a train is a sum over its spike bins of log(1 - exp(-h dt)) and over the other bins
// at risk of -h dt, with V conditioned on the observed spikes.
//
// The registry stamps a spike in the middle of its bin. NEST's gif_psc_exp draws with the same hazard and the same
// 1 - exp(-h dt), and stamps at the end of the step; the usual line of Brian2, threshold="rand() < h*dt", is the variant
// rho-dt-for-probability: the two agree as dt -> 0.
//
// Sources: Gerstner & van Hemmen 1992; Plesser & Gerstner 2000; Neuronal Dynamics ch. 9-10.
type Escape struct {
	Tau, R, EL, Vr, Th, Dl, Rho0, Tref float64
	Variant                            string
}

var escapeVariants = []sim.Variant{
	{Name: "rho-dt-for-probability", Says: "h dt is used as a probability."},
	{Name: "hazard-of-next-V", Says: "The hazard is taken at the end of the bin."},
	{Name: "delta-multiplies", Says: "V - th is multiplied by Dl instead of divided."},
	{Name: "sigmoid-hazard", Says: "The hazard saturates at rho0, as if it were a probability."},
	{Name: "fires-while-refractory", Says: "Refractory bins may spike.", Where: map[string]float64{"Vr": -52}},
	{Name: "reset-to-rest", Says: "V goes to EL after a spike, not to Vr."},
	{Name: "per-second", Says: "rho0 is taken as a rate per second, a thousand times less."},
	{Name: "relative-refractory", Says: "During tref V integrates on and the hazard is a tenth: refractoriness is relative, not absolute."},
}

// Hazard returns h at the potential v, in 1/ms.
func (n Escape) Hazard(v float64) float64 {
	switch n.Variant {
	case "delta-multiplies":
		return n.Rho0 * math.Exp((v-n.Th)*n.Dl)
	case "sigmoid-hazard":
		return n.Rho0 / (1 + math.Exp(-(v-n.Th)/n.Dl))
	case "per-second":
		return n.Rho0 / 1000 * math.Exp((v-n.Th)/n.Dl)
	}
	return n.Rho0 * math.Exp((v-n.Th)/n.Dl)
}

func (n Escape) step(v, I, decay float64) float64 {
	goal := n.EL + n.R*I
	return goal + (v-goal)*decay
}

// Simulate runs over the currents I (nA, one a bin) with one uniform number a bin from uniform, and
// returns V at the start of each bin and the bins that hold a spike.
func (n Escape) Simulate(I []float64, dt float64, uniform func() float64) (v []float64, bins []int) {
	v = make([]float64, len(I))
	decay := math.Exp(-dt / n.Tau)
	hold, left := int(math.Round(n.Tref/dt)), 0
	x := n.EL
	for k, current := range I {
		v[k] = x
		next := x
		if left == 0 || n.Variant == "relative-refractory" {
			next = n.step(x, current, decay)
		}
		at := x
		if n.Variant == "hazard-of-next-V" {
			at = next
		}
		h := n.Hazard(at) * dt
		if n.Variant == "relative-refractory" && left > 0 {
			h /= 10
		}
		p := -math.Expm1(-h)
		if n.Variant == "rho-dt-for-probability" {
			p = h
		}
		fired := uniform() < p && (left == 0 || n.Variant == "fires-while-refractory" || n.Variant == "relative-refractory")
		if left > 0 {
			left--
		}
		if fired {
			bins = append(bins, k)
			next, left = n.Vr, hold
			if n.Variant == "reset-to-rest" {
				next = n.EL
			}
		}
		x = next
	}
	return v, bins
}

// LogLikelihood returns the log-likelihood (nats) of the spike bins, ascending, under the currents I. A
// spike in a refractory bin gives -Inf.
func (n Escape) LogLikelihood(I []float64, bins []int, dt float64) float64 {
	decay := math.Exp(-dt / n.Tau)
	hold, left := int(math.Round(n.Tref/dt)), 0
	x, sum, next := n.EL, 0.0, 0
	for k, current := range I {
		h := n.Hazard(x) * dt
		spiked := next < len(bins) && bins[next] == k
		switch {
		case spiked && left > 0:
			return math.Inf(-1)
		case spiked:
			sum += math.Log(-math.Expm1(-h))
		case left == 0:
			sum -= h
		}
		if left == 0 {
			x = n.step(x, current, decay)
		} else {
			left--
		}
		if spiked {
			x, left = n.Vr, hold
			next++
		}
	}
	return sum
}

// IntervalDensity returns the density (1/ms) of the interval after a reset under a constant current, bin
// by bin of dt, with the mean rate (Hz) and CV of the renewal process; n bins.
func (n Escape) IntervalDensity(I, dt float64, bins int) (density []float64, rate, cv float64) {
	decay := math.Exp(-dt / n.Tau)
	density = make([]float64, bins)
	hold := int(math.Round(n.Tref / dt))
	x, alive, mean, square := n.Vr, 1.0, 0.0, 0.0
	for k := 0; k < 200*bins && alive > 1e-16; k++ {
		q := -math.Expm1(-n.Hazard(x) * dt)
		t := float64(k+1+hold) * dt
		if k+hold < bins {
			density[k+hold] = alive * q / dt
		}
		mean += alive * q * t
		square += alive * q * t * t
		alive *= 1 - q
		x = n.step(x, I, decay)
	}
	if alive > 1e-6 {
		return density, 0, math.NaN() // it may well never spike: no rate within the time looked at
	}
	return density, 1000 / mean, math.Sqrt(math.Max(0, square-mean*mean)) / mean
}

func escapeModel() sim.Model {
	return sim.Model{
		Name: "escape-lif", Title: "Integrate-and-fire neuron with escape noise", Kind: sim.KindModel,
		Doc: `A deterministic membrane with a soft threshold: hazard rho0 exp((V - th)/Dl) at the start of each bin, spike with probability 1 - exp(-h dt). Under a constant current I it is a renewal process whose interval density is computed beside the simulation. ` +
			`On a ramp of slope s (mV/ms) through th, S(t) = exp(-(rho0 Dl/s)(exp(s t/Dl) - 1)); the time of the spike then scatters by nearly (pi/sqrt 6) Dl/s. Stamps are the middles of bins. ` +
			`NEST's gif_psc_exp has this hazard and draws as here, stamping at the end of the step; Brian2's usual rand() < h*dt takes h dt for the probability.`,
		Source: "Gerstner & van Hemmen 1992, Network 3:139; Plesser & Gerstner 2000, Neural Comput. 12:367; Neuronal Dynamics ch. 9",
		Parameters: []sim.Parameter{
			sim.Par("tau", "ms", "membrane time constant", 12, 0.1, 1000),
			sim.Par("R", "MOhm", "input resistance", 10, 0.01, 1000),
			sim.Par("EL", "mV", "rest", -65, -120, 0),
			sim.Par("Vr", "mV", "reset", -70, -150, 0),
			sim.Par("th", "mV", "soft threshold", -50, -100, 50),
			sim.Par("Dl", "mV", "width of the threshold", 3, 0.1, 50),
			sim.Par("rho0", "1/ms", "hazard at threshold", 0.4, 1e-6, 100),
			sim.Par("tref", "ms", "refractory time", 3, 0, 100),
			sim.Par("I", "nA", "constant current", 2, -100, 100),
			sim.Par("s", "mV/ms", "slope of the ramp", 1, 0.001, 1000),
			sim.Step(0.1, 1e-3, 5), sim.Duration(2000, 1e5),
		},
		Outputs: append(trainOutputs(),
			sim.Time(), sim.Trace("V", "mV", "membrane potential at the start of each bin"),
			sim.Curve("interval-axis", "ms", "interval, for isi-density"), sim.Curve("isi-density", "1/ms", "density of the interval against interval-axis (renewal theory)"),
			sim.Curve("ramp-time", "ms", "time since the ramp passed th, for survivor"), sim.Curve("survivor", "1", "chance of no spike yet on the ramp against ramp-time"),
			sim.Scalar("rate_theory", "Hz", "rate by renewal theory; absent when it may never spike"), sim.Scalar("cv_theory", "1", "CV by renewal theory"),
			sim.Scalar("ramp_mode", "ms", "most likely time of the spike on the ramp, (Dl/s) log(s/(rho0 Dl)); absent unless s > rho0 Dl"),
			sim.Scalar("ramp_V", "mV", "potential at that time on the ramp"),
			sim.Scalar("ramp_sd", "ms", "limit of the standard deviation, (pi/sqrt 6) Dl/s")),
		Variants: escapeVariants,
		Run:      runEscape,
	}
}

func runEscape(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	n := Escape{p["tau"], p["R"], p["EL"], p["Vr"], p["th"], p["Dl"], p["rho0"], p["tref"], s.Variant}
	steps, err := sim.Steps("escape-lif", p["T"], p["dt"], true)
	if err != nil {
		return sim.Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return sim.Result{}, err
	}
	I := make([]float64, steps)
	for k := range I {
		I[k] = p["I"]
	}
	r := random.New(s.Seed)
	v, bins := n.Simulate(I, p["dt"], r.Float64)
	spikes := make([]float64, len(bins))
	for i, k := range bins {
		spikes[i] = (float64(k) + 0.5) * p["dt"]
	}
	out := sim.Result{Scalars: map[string]float64{}, Times: map[string][]float64{"spikes": spikes}}
	describe(out.Scalars, spikes)
	shown := int(math.Min(5000, math.Max(10, 200/p["dt"])))
	density, rate, cv := n.IntervalDensity(p["I"], p["dt"], shown)
	if !math.IsNaN(cv) {
		out.Scalars["rate_theory"], out.Scalars["cv_theory"] = rate, cv
	}
	k := n.Rho0 * n.Dl / p["s"]
	out.Scalars["ramp_sd"] = math.Pi / math.Sqrt(6) * n.Dl / p["s"]
	if k < 1 {
		out.Scalars["ramp_mode"] = -n.Dl / p["s"] * math.Log(k)
		out.Scalars["ramp_V"] = n.Th - n.Dl*math.Log(k)
	}
	if s.Traces {
		axis := timeAxis(shown, p["dt"])[1:]
		end := n.Dl / p["s"] * math.Log1p(20/k) // where the survivor has fallen to e^-20
		ramp, alive := make([]float64, 201), make([]float64, 201)
		for i := range ramp {
			ramp[i] = end * float64(i) / 200
			alive[i] = math.Exp(-k * math.Expm1(p["s"]*ramp[i]/n.Dl))
		}
		out.Traces = map[string][]float64{"t": timeAxis(steps-1, p["dt"]), "V": v, "interval-axis": axis, "isi-density": density, "ramp-time": ramp, "survivor": alive}
	}
	return out, nil
}
