package theory

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// Brunel is the mean field of the sparsely connected network of Brunel 2000, model A: every neuron gets CE
// excitatory synapses of J mV, gamma CE inhibitory ones of -g J, and CE external Poisson trains of eta
// times nuthr = Vth/(CE J tau), the rate that brings the mean to threshold. If all fire at nu, a neuron sees
//
//	mu = CE J tau (eta nuthr + nu (1 - g gamma)),   sigma^2 = CE J^2 tau (eta nuthr + nu (1 + g^2 gamma)),
//
// with Var V = sigma^2/2, and nu must be the rate at which it answers. Rates in Hz here.
//
// Iterating nu = F(nu) runs away where the slope is below -1, though the network sits at the root: its
// neurons do not all answer at once. All roots in [0, 1000/tref] are found by a scan and bisection.
type Brunel struct {
	CE, Gamma, J float64
	Neuron       NoisyLIF
	Delay        float64 // ms
	Variant      string
}

var brunelVariants = []sim.Variant{
	{Name: "g-not-squared", Says: "The variance has 1 + g gamma instead of 1 + g^2 gamma."},
	{Name: "no-external-noise", Says: "The external trains enter the mean only."},
	{Name: "variance-minus", Says: "Inhibition is subtracted from the variance."},
	{Name: "gamma-forgotten", Says: "Inhibitory synapses are counted as CE, not gamma CE."},
	{Name: "sigma-is-sd", Says: "sigma is larger by sqrt(2)."},
	{Name: "tau-forgotten-in-sigma", Says: "The variance is not multiplied by tau."},
	{Name: "threshold-rate-forgotten", Says: "eta is taken as a rate in Hz."},
	{Name: "count-in-sigma-squared", Says: "The variance has (CE J)^2 instead of CE J^2."},
}

// Nuthr returns the external rate in Hz that brings the mean to threshold.
func (b Brunel) Nuthr() float64 { return 1000 * b.Neuron.Vth / (b.CE * b.J * b.Neuron.Tau) }

// Input returns mean and noise strength (mV) that a rate nu (Hz) sets.
func (b Brunel) Input(nu, g, eta float64) (mu, sigma float64) {
	c := b.CE * b.J * b.Neuron.Tau / 1000
	ext, y := eta*b.Nuthr(), b.Gamma
	mean, variance := ext+nu*(1-g*y), c*b.J*(ext+nu*(1+g*g*y))
	switch b.Variant {
	case "g-not-squared":
		variance = c * b.J * (ext + nu*(1+g*y))
	case "no-external-noise":
		variance = c * b.J * nu * (1 + g*g*y)
	case "variance-minus":
		variance = c * b.J * (ext + nu*(1-g*g*y))
	case "gamma-forgotten":
		mean, variance = ext+nu*(1-g), c*b.J*(ext+nu*(1+g*g))
	case "sigma-is-sd":
		variance *= 2
	case "tau-forgotten-in-sigma":
		variance /= b.Neuron.Tau
	case "threshold-rate-forgotten":
		mean, variance = eta+nu*(1-g*y), c*b.J*(eta+nu*(1+g*g*y))
	case "count-in-sigma-squared":
		variance = c * c * (ext + nu*(1+g*g*y)) / 1000
	}
	return c * mean, math.Sqrt(math.Max(variance, 1e-9))
}

// Answer returns the rate (Hz) with which a neuron answers when all fire at nu.
func (b Brunel) Answer(nu, g, eta float64) float64 {
	return b.Neuron.Rate(b.Input(nu, g, eta))
}

// FixedRate is a self-consistent rate with the slope of the answer there.
type FixedRate struct{ Rate, Slope float64 }

// Solutions returns all self-consistent rates in ascending order. A rate of 0 counts where the answer to
// 0 is below 1e-12 Hz.
func (b Brunel) Solutions(g, eta float64) []FixedRate {
	excess := func(nu float64) float64 { return b.Answer(nu, g, eta) - nu }
	var out []FixedRate
	add := func(nu float64) {
		h := 1e-4 * math.Max(nu, 0.01)
		lo := math.Max(0, nu-h)
		out = append(out, FixedRate{nu, (b.Answer(nu+h, g, eta) - b.Answer(lo, g, eta)) / (nu + h - lo)})
	}
	if b.Answer(0, g, eta) < 1e-12 {
		out = append(out, FixedRate{0, 0})
	}
	most := 1000/math.Max(b.Neuron.Tref, 0.1) - 1e-6
	// Low roots of 1e-5 Hz exist: a grid that is geometric up to 2 Hz and even beyond.
	x, v := 1e-9, excess(1e-9)
	for i := 1; i <= 480; i++ {
		y := 1e-9 * math.Pow(2e9, math.Min(1, float64(i)/160))
		if i > 160 {
			y = 2 + (most-2)*float64(i-160)/320
		}
		w := excess(y)
		if v < 0 && w >= 0 || v > 0 && w <= 0 {
			if z, ok := solve.Root(excess, x, y); ok {
				add(z)
			}
		}
		x, v = y, w
	}
	return out
}

// CriticalSlope returns the slope below which a population that relaxes with tau towards its answer a
// delay ago oscillates, and the frequency in Hz at that point: 1 + (w tau)^2 = slope^2, w D + atan(w tau) = pi.
func (b Brunel) CriticalSlope() (slope, frequency float64) {
	w, ok := solve.Root(func(w float64) float64 { return w*b.Delay + math.Atan(w*b.Neuron.Tau) - math.Pi }, 1e-9, math.Pi/b.Delay)
	if !ok {
		return math.Inf(-1), 0
	}
	return -math.Hypot(1, w*b.Neuron.Tau), 1000 * w / (2 * math.Pi)
}

func brunelMeanFieldModel() sim.Model {
	return sim.Model{
		Name: "brunel-mean-field", Title: "Mean field of Brunel's network", Kind: sim.KindTheory,
		Doc: `mu = CE J tau (eta nuthr + nu (1 - g gamma)), sigma^2 = CE J^2 tau (eta nuthr + nu (1 + g^2 gamma)), nu = Siegert(mu, sigma); nuthr = Vth/(CE J tau). All roots in [0, 1000/tref] are found; nu is the lowest, nu_high the highest. ` +
			`slope is dF/dnu there: plain iteration diverges below -1, the network with delay oscillates below slope_critical.`,
		Source: "Brunel 2000, J. Comput. Neurosci. 8:183-208; Amit & Brunel 1997, Cereb. Cortex 7:237",
		Parameters: []sim.Parameter{
			sim.Par("g", "1", "strength of inhibition relative to J", 5, 0, 20),
			sim.Par("eta", "1", "external rate in units of nuthr", 2, 0.01, 20),
			sim.Par("CE", "1", "excitatory synapses a neuron", 1000, 10, 1e5),
			sim.Par("gamma", "1", "inhibitory synapses per excitatory", 0.25, 0, 2),
			sim.Par("J", "mV", "excitatory postsynaptic potential", 0.1, 0.001, 5),
			sim.Par("tau", "ms", "membrane time constant", 20, 1, 200),
			sim.Par("tref", "ms", "refractory time", 2, 0.1, 20),
			sim.Par("Vth", "mV", "threshold", 20, 1, 100),
			sim.Par("Vr", "mV", "reset", 10, -50, 99),
			sim.Par("d", "ms", "delay, for the stability", 1.5, 0.1, 20),
		},
		Outputs: []sim.Output{
			sim.Scalar("nu", "Hz", "lowest self-consistent rate"), sim.Scalar("nu_error", "1", "estimated relative error of nu: that of the quadrature over |1 - slope|"), sim.Scalar("nu_high", "Hz", "highest self-consistent rate"),
			sim.Scalar("roots", "1", "number of self-consistent rates"), sim.Scalar("slope", "1", "dF/dnu at nu"),
			sim.Scalar("mu", "mV", "mean of the free membrane at nu"), sim.Scalar("sigma", "mV", "noise at nu"),
			sim.Scalar("cv", "1", "CV of the intervals at nu by the same theory"), sim.Scalar("nuthr", "Hz", "external rate at which the mean reaches threshold"),
			sim.Scalar("slope_critical", "1", "slope below which the delayed population oscillates"), sim.Scalar("frequency_critical", "Hz", "frequency of that oscillation at its onset"),
			sim.Curve("all_rates", "Hz", "all self-consistent rates, ascending"), sim.Curve("all_slopes", "1", "slope dF/dnu, against all_rates"),
		},
		Variants: brunelVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			b := Brunel{CE: p["CE"], Gamma: p["gamma"], J: p["J"], Neuron: NoisyLIF{p["tau"], p["tref"], p["Vth"], p["Vr"]}, Delay: p["d"], Variant: s.Variant}
			if !(b.Neuron.Vr < b.Neuron.Vth) {
				return sim.Result{}, &sim.ParameterError{Model: "brunel-mean-field", Parameter: "Vr", Value: p["Vr"], Range: "below Vth = " + sim.Format(p["Vth"]) + " mV"}
			}
			r := b.Solutions(p["g"], p["eta"])
			if len(r) == 0 {
				return sim.Result{}, &sim.DivergedError{Model: "brunel-mean-field", Quantity: "the self-consistent rate", Mend: "none lies between 0 and 1000/tref Hz: lower eta or raise g"}
			}
			if err := ctx.Err(); err != nil {
				return sim.Result{}, err
			}
			mu, sigma := b.Input(r[0].Rate, p["g"], p["eta"])
			slope, f := b.CriticalSlope()
			out := sim.Result{Scalars: map[string]float64{"nu": r[0].Rate, "nu_high": r[len(r)-1].Rate, "roots": float64(len(r)), "slope": r[0].Slope,
				"mu": mu, "sigma": sigma, "nuthr": b.Nuthr(), "slope_critical": slope, "frequency_critical": f},
				Traces: map[string][]float64{}}
			out.Scalars["nu_error"] = math.Min(1, b.Neuron.RateError(mu, sigma)/math.Max(math.Abs(1-r[0].Slope), 1e-12))
			if cv := b.Neuron.CV(mu, sigma); !math.IsNaN(cv) && r[0].Rate > 0 {
				out.Scalars["cv"] = cv
			}
			for _, z := range r {
				out.Traces["all_rates"] = append(out.Traces["all_rates"], z.Rate)
				out.Traces["all_slopes"] = append(out.Traces["all_slopes"], z.Slope)
			}
			return out, nil
		},
	}
}
