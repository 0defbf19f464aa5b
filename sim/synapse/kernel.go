package synapse

import (
	"context"
	"math"

	"coronium/sim"
)

// DoubleExponential is a conductance that rises with Rise and decays with Decay (ms)
//
//	g(t) = gmax N (exp(-t/td) - exp(-t/tr)),    N such that the peak of one event is gmax.
//
// The peak lies at t_p = tr td/(td - tr) log(td/tr). For td = tr it is the alpha function
// gmax (t/tr) exp(1 - t/tr), and near td = tr that limit is taken where the difference would cancel.
//
// NEST's *_beta_* synapses and Brian2's usual pair of equations agree with this up to the factor N.
// Source: Dayan & Abbott §5.8; Rall 1967 for the alpha function.
type DoubleExponential struct {
	Rise, Decay float64
	Variant     string
}

var kernelVariants = []sim.Variant{
	{Name: "not-normalised", Says: "The difference of exponentials is not scaled to its peak."},
	{Name: "unit-area", Says: "The kernel has unit area instead of unit peak."},
	{Name: "peak-of-difference", Says: "The factor is (td - tr)/td, guessed."},
	{Name: "rates-swapped", Says: "Rise and decay have changed places: the conductance is negative."},
	{Name: "noncausal", Says: "The response depends on |t - t_s|: it starts before its spike."},
	{Name: "last-spike-only", Says: "Only the newest spike counts."},
}

// alike reports whether rise and decay are too near for their difference to carry digits.
func (k DoubleExponential) alike() bool { return math.Abs(k.Decay-k.Rise) < 1e-6*k.Rise }

// PeakTime returns t_p in ms.
func (k DoubleExponential) PeakTime() float64 {
	if k.alike() {
		return (k.Rise + k.Decay) / 2
	}
	return k.Rise * k.Decay / (k.Decay - k.Rise) * math.Log(k.Decay/k.Rise)
}

// Norm returns N, the factor that makes the peak 1; for td = tr it is infinite and At uses the limit.
func (k DoubleExponential) Norm() float64 {
	switch k.Variant {
	case "not-normalised":
		return 1
	case "unit-area":
		return 1 / (k.Decay - k.Rise)
	case "peak-of-difference":
		return (k.Decay - k.Rise) / k.Decay
	}
	t := k.PeakTime()
	return 1 / (math.Exp(-t/k.Decay) - math.Exp(-t/k.Rise))
}

// At returns g/gmax a time t (ms) after one event, 0 for t <= 0.
func (k DoubleExponential) At(t float64) float64 {
	if k.Variant == "noncausal" {
		t = math.Abs(t)
	}
	if t <= 0 {
		return 0
	}
	if k.alike() && k.Variant == "" {
		tau := (k.Rise + k.Decay) / 2
		return t / tau * math.Exp(1-t/tau)
	}
	// e^{-t/td}(1 - e^{-t(1/tr - 1/td)}): expm1 keeps the digits when the two are near.
	v := k.Norm() * math.Exp(-t/k.Decay) * -math.Expm1(-t*(1/k.Rise-1/k.Decay))
	if k.Variant == "rates-swapped" {
		return -v
	}
	return v
}

// Area returns the integral of g/gmax in ms, N (td - tr), or e tr for the alpha function.
func (k DoubleExponential) Area() float64 {
	if k.alike() {
		return math.E * (k.Rise + k.Decay) / 2
	}
	return k.Norm() * (k.Decay - k.Rise)
}

// Train returns g/gmax at the ascending times t for ascending spike times, carrying two decaying states:
// the cost is the number of times plus the number of spikes, and the memory is the output's.
func (k DoubleExponential) Train(t, spikes []float64) []float64 {
	out := make([]float64, len(t))
	if k.Variant != "" || k.alike() { // rare paths, summed event by event
		for i, now := range t {
			for j := len(spikes) - 1; j >= 0; j-- {
				if spikes[j] >= now && k.Variant != "noncausal" {
					continue
				}
				if now-spikes[j] > 50*math.Max(k.Decay, k.Rise) {
					break
				}
				out[i] += k.At(now - spikes[j])
				if k.Variant == "last-spike-only" {
					break
				}
			}
		}
		return out
	}
	slow, fast, at, next, norm := 0.0, 0.0, 0.0, 0, k.Norm()
	advance := func(to float64) {
		slow *= math.Exp(-(to - at) / k.Decay)
		fast *= math.Exp(-(to - at) / k.Rise)
		at = to
	}
	if len(spikes) > 0 {
		at = spikes[0]
	}
	for i, now := range t {
		for next < len(spikes) && spikes[next] <= now {
			advance(spikes[next])
			slow++
			fast++
			next++
		}
		if next > 0 {
			advance(now)
		}
		out[i] = norm * (slow - fast)
	}
	return out
}

// regular returns the times of a regular train of rate Hz from 0 up to T ms; at most 100 000.
func regular(model string, rate, T float64) ([]float64, error) {
	n := T * rate / 1000
	if n > 1e5 {
		return nil, &sim.ParameterError{Model: model, Parameter: "r", Value: rate, Range: "at most " + sim.Format(1e8/T) + " Hz for a run of this length"}
	}
	var out []float64
	for i := 0; float64(i)*1000/rate < T; i++ {
		out = append(out, float64(i)*1000/rate)
		if rate <= 0 {
			break
		}
	}
	return out, nil
}

func timeAxis(n int, dt float64) []float64 {
	t := make([]float64, n+1)
	for i := range t {
		t[i] = float64(i) * dt
	}
	return t
}

func doubleExponentialModel() sim.Model {
	return sim.Model{
		Name: "double-exponential", Title: "Double-exponential conductance", Kind: sim.KindModel,
		Doc: `g = gmax N (exp(-t/td) - exp(-t/tr)) after each spike, N = 1/(value at the peak), so that one event peaks at gmax; peak at tr td/(td - tr) log(td/tr). td = tr is the alpha function. ` +
			`A regular train of rate r starts at t = 0; its mean conductance is r times the area gmax N (td - tr). Exact: two decaying states are carried from event to event. ` +
			`NEST's beta synapses are normalised to the same peak; the usual two equations of Brian2 leave the factor to the weight.`,
		Source: "Dayan & Abbott §5.8; Rall 1967, J. Neurophysiol. 30:1138",
		Parameters: []sim.Parameter{
			sim.Par("gmax", "nS", "peak conductance of one event", 2.5, 0, 1000),
			sim.Par("tr", "ms", "rise time constant", 0.8, 0.01, 100),
			sim.Par("td", "ms", "decay time constant", 6, 0.01, 1000),
			sim.Par("r", "Hz", "rate of the regular train", 80, 0.1, 1000),
			sim.Step(0.05, 1e-3, 10), sim.Duration(200, 1e5),
		},
		Outputs: []sim.Output{
			sim.Scalar("peak_time", "ms", "time of the peak of one event"), sim.Scalar("N", "1", "peak normalisation; absent for td = tr"),
			sim.Scalar("area", "nS*ms", "area of one event"), sim.Scalar("peak", "nS", "peak of one event"),
			sim.Scalar("mean_theory", "nS", "r times the area"), sim.Scalar("mean", "nS", "mean of g over the last period of the train that fits"),
			sim.Time(), sim.Trace("g", "nS", "conductance"), sim.Times("spikes", "presynaptic spikes"),
		},
		Variants: kernelVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			k := DoubleExponential{p["tr"], p["td"], s.Variant}
			if k.Decay < k.Rise {
				return sim.Result{}, &sim.ParameterError{Model: "double-exponential", Parameter: "td", Value: p["td"], Range: "at least tr = " + sim.Format(p["tr"]) + " ms"}
			}
			if k.alike() && s.Variant != "" {
				return sim.Result{}, &sim.ParameterError{Model: "double-exponential", Parameter: "td", Value: p["td"], Range: "above tr for a wrong variant"}
			}
			steps, err := sim.Steps("double-exponential", p["T"], p["dt"], s.Traces)
			if err != nil {
				return sim.Result{}, err
			}
			spikes, err := regular("double-exponential", p["r"], p["T"])
			if err != nil {
				return sim.Result{}, err
			}
			if s.Variant != "" && float64(steps)*float64(len(spikes)) > 2e8 {
				return sim.Result{}, &sim.ParameterError{Model: "double-exponential", Parameter: "dt", Value: p["dt"], Range: "larger with a wrong variant, which sums event by event"}
			}
			if err := ctx.Err(); err != nil {
				return sim.Result{}, err
			}
			t := timeAxis(steps, p["dt"])
			g := k.Train(t, spikes)
			mean, n := 0.0, 0
			for i := range g {
				g[i] *= p["gmax"]
			}
			last := spikes[len(spikes)-1]
			for i := range g { // from the last spike but one to the last: one whole period
				if len(spikes) > 1 && t[i] >= spikes[len(spikes)-2] && t[i] < last {
					mean += g[i]
					n++
				}
			}
			out := sim.Result{Scalars: map[string]float64{"peak_time": k.PeakTime(), "area": p["gmax"] * k.Area(), "peak": p["gmax"] * k.At(k.PeakTime()),
				"mean_theory": p["r"] / 1000 * p["gmax"] * k.Area()}, Times: map[string][]float64{"spikes": spikes}}
			if !k.alike() {
				out.Scalars["N"] = k.Norm()
			}
			if n > 0 {
				out.Scalars["mean"] = mean / float64(n)
			}
			if s.Traces {
				out.Traces = map[string][]float64{"t": t, "g": g}
			}
			return out, nil
		},
	}
}
