package theory

import (
	"context"
	"math"

	"coronium/sim"
)

// QIFRate returns the rate in Hz of tau x' = x^2 + I - I_c with cut-off and reset at +-x_p, 1000/(2 tau/sqrt(eta) atan(x_p/sqrt(eta))) for
// eta = I - I_c > 0, else 0. x_p = +Inf gives sqrt(eta)/(pi tau).
func QIFRate(eta, tau, xp float64) float64 {
	if eta <= 0 {
		return 0
	}
	r := math.Sqrt(eta)
	return 1000 * r / (2 * tau * math.Atan(xp/r))
}

// EIF is the exponential integrate-and-fire neuron, tau V' = -(V - E_L) + D exp((V - V_T)/D) + R I, cut at Vcut, reset to Vr.
type EIF struct{ Tau, R, EL, VT, D, Vr, Vcut, Tref float64 }

// Rheobase returns (V_T - E_L - D)/R.
func (n EIF) Rheobase() float64 { return (n.VT - n.EL - n.D) / n.R }

// Rate returns the rate in Hz by quadrature of the interval, tref + tau int dV/F(V); 0 at and below rheobase (and where the reset lies under a fixed
// point it is 0 as well). About 1e-10 relative; just above rheobase the integrand is a sharp peak at V_T, which the panels are graded towards.
func (n EIF) Rate(I float64) float64 { return n.rate(I, 24) }

// RateError returns an estimate of the relative error of Rate: its change with twice the panels.
func (n EIF) RateError(I float64) float64 {
	fine := n.rate(I, 48)
	if fine == 0 {
		return 0
	}
	return math.Abs(n.Rate(I)-fine)/fine + 1e-15
}

func (n EIF) rate(I float64, panels int) float64 {
	if I <= n.Rheobase() {
		return 0
	}
	f := func(v float64) float64 {
		return 1 / (-(v - n.EL) + n.D*math.Exp((v-n.VT)/n.D) + n.R*I)
	}
	top := math.Min(n.Vcut, n.VT+40*n.D) // e^-40: the rest of the upstroke takes no time
	// substitution v = V_T + w sinh(s): w is the half-width of the peak at V_T
	w := math.Sqrt(2*n.D*(n.R*I-n.R*n.Rheobase())) + 1e-12
	g := func(s float64) float64 { return f(n.VT+w*math.Sinh(s)) * w * math.Cosh(s) }
	lo, hi := math.Asinh((n.Vr-n.VT)/w), math.Asinh((top-n.VT)/w)
	return 1000 / (n.Tref + n.Tau*integral(g, lo, hi, panels))
}

func qifRateModel() sim.Model {
	return sim.Model{
		Name: "qif-rate", Title: "f-I curve of the quadratic integrate-and-fire neuron", Kind: sim.KindTheory,
		Doc:    `rate = 1000/((2 tau/sqrt(eta)) atan(x_p/sqrt(eta))) Hz for eta = I - I_c > 0; without a cut-off 1000 sqrt(eta)/(pi tau): the square root of class 1. tau in ms, the rest pure numbers.`,
		Source: "Ermentrout & Kopell 1986, SIAM J. Appl. Math. 46:233; Neuronal Dynamics §5.3",
		Parameters: []sim.Parameter{
			sim.Par("I", "1", "drive", 4.5, -100, 1000), sim.Par("I_c", "1", "critical drive", 0.5, -10, 10), sim.Par("tau", "ms", "time scale", 10, 0.1, 1000), sim.Par("x_p", "1", "cut-off", 40, 0.1, 1e9),
		},
		Outputs: []sim.Output{sim.Scalar("rate", "Hz", "firing rate with the cut-off"), sim.Scalar("rate_limit", "Hz", "firing rate without a cut-off"), sim.Scalar("period", "ms", "interspike interval; absent when silent")},
		Variants: []sim.Variant{
			{Name: "forgets-Ic", Says: "The distance from onset is taken as I, not I - I_c."},
			{Name: "no-root", Says: "The rate grows in proportion to I - I_c, not to its root."},
			{Name: "half-turn", Says: "The passage is counted from 0 to x_p: half the interval, twice the rate."},
			{Name: "per-ms", Says: "The rate is 1/period: per ms, called Hz."},
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			eta := p["I"] - p["I_c"]
			factor := 1.0
			switch s.Variant {
			case "forgets-Ic":
				eta = p["I"]
			case "no-root":
				eta = eta * math.Abs(eta)
			case "half-turn":
				factor = 2
			case "per-ms":
				factor = 0.001
			}
			out := map[string]float64{"rate": factor * QIFRate(eta, p["tau"], p["x_p"]), "rate_limit": factor * QIFRate(eta, p["tau"], math.Inf(1))}
			if out["rate"] > 0 {
				out["period"] = 1000 / out["rate"]
			}
			return sim.Result{Scalars: out}, nil
		},
	}
}

func eifRateModel() sim.Model {
	return sim.Model{
		Name: "eif-rate", Title: "f-I curve of the exponential integrate-and-fire neuron", Kind: sim.KindTheory,
		Doc:    `interval = t_ref + tau int_{V_r}^{V_cut} dV/(-(V - E_L) + D exp((V - V_T)/D) + R I), by quadrature graded towards V_T; 0 Hz at and below the rheobase (V_T - E_L - D)/R. Near it the rate rises as a square root, unlike the LIF's.`,
		Source: "Fourcaud-Trocmé, Hansel, van Vreeswijk & Brunel 2003, J. Neurosci. 23:11628",
		Parameters: []sim.Parameter{
			sim.Par("tau", "ms", "membrane time constant", 20, 0.1, 1000), sim.Par("R", "MOhm", "input resistance", 100, 0.01, 1e4), sim.Par("E_L", "mV", "leak reversal", -70, -120, 20), sim.Par("V_T", "mV", "soft threshold", -50, -80, 40),
			sim.Par("D", "mV", "slope factor", 2, 0.1, 20), sim.Par("V_r", "mV", "reset, below V_T", -60, -120, 20), sim.Par("V_cut", "mV", "end of the upstroke, above V_T", 0, -60, 100), sim.Par("t_ref", "ms", "refractory time", 0, 0, 100), sim.Par("I", "nA", "current", 0.2, -10, 50),
		},
		Outputs: []sim.Output{sim.Scalar("rate", "Hz", "firing rate"), sim.Scalar("rate_error", "1", "estimated relative error of the quadrature; absent with a wrong variant"), sim.Scalar("interval", "ms", "interspike interval; absent when silent"), sim.Scalar("rheobase", "nA", "rheobase, (V_T - E_L - D)/R")},
		Variants: []sim.Variant{
			{Name: "hard-threshold", Says: "V_T is taken for a threshold: the rate is that of a leaky integrate-and-fire neuron."},
			{Name: "no-D-prefactor", Says: "D is missing in front of the exponential."},
			{Name: "no-tref", Says: "The refractory time is left out."},
			{Name: "per-ms", Says: "The rate is 1/interval: per ms, called Hz."},
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			n := EIF{p["tau"], p["R"], p["E_L"], p["V_T"], p["D"], p["V_r"], p["V_cut"], p["t_ref"]}
			if !(n.Vr < n.VT && n.VT < n.Vcut) {
				return sim.Result{}, &sim.ParameterError{Model: "eif-rate", Parameter: "V_T", Value: n.VT, Range: "between V_r = " + sim.Format(n.Vr) + " and V_cut = " + sim.Format(n.Vcut) + " mV"}
			}
			out := map[string]float64{"rate": n.Rate(p["I"]), "rheobase": n.Rheobase()}
			switch s.Variant {
			case "":
				out["rate_error"] = n.RateError(p["I"])
			case "hard-threshold":
				l := LIF{Tau: n.Tau, R: n.R, EL: n.EL, Vth: n.VT, Vr: n.Vr, Tref: n.Tref}
				out["rate"], out["rheobase"] = l.Rate(p["I"]), l.Rheobase()
			case "no-D-prefactor":
				// D exp((V - V_T)/D) without D is the same with V_T higher by D log D.
				m := n
				m.VT += n.D * math.Log(n.D)
				if !(m.Vr < m.VT && m.VT < m.Vcut) {
					return sim.Result{}, &sim.ParameterError{Model: "eif-rate", Parameter: "D", Value: n.D, Range: "such that V_T + D log D lies between V_r and V_cut, for this variant"}
				}
				out["rate"], out["rheobase"] = m.Rate(p["I"]), m.Rheobase()
			case "no-tref":
				n.Tref = 0
				out["rate"] = n.Rate(p["I"])
			case "per-ms":
				out["rate"] /= 1000
			}
			if out["rate"] > 0 {
				out["interval"] = 1000 / out["rate"]
			}
			return sim.Result{Scalars: out}, nil
		},
	}
}
