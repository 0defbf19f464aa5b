package rate

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
	"coronium/sim/theory"
)

// Ring is N threshold-linear cells on a circle at x_k = -pi + 2 pi k/N,
//
//	tau h' = -h + I0 + eps cos(x - th0) + mean_y (J0 + J1 cos(x - y - dl)) [h(y)]+ + sigma sqrt(tau) noise,   Var h = sigma^2/2 without weights.
//
// The kernel is an *average* over cells. For J1 > 2 a bump forms that may stand anywhere; noise makes its direction diffuse, a shift dl
// of the kernel makes it turn at tan(dl)/tau. Three sums (mean, cosine, sine) replace the N x N matrix.
//
// Euler-Maruyama. Sources: Amari 1977; Ben-Yishai, Bar-Or & Sompolinsky 1995 (their J2 cos 2 theta has half the widths); Compte et al. 2000; Burak & Fiete 2012.
type Ring struct {
	J0, J1, I0, Tau, Sigma, Eps, Th0, Dl float64
	N                                    int
	Variant                              string
	cos, sin                             []float64
}

var ringVariants = []sim.Variant{
	{Name: "no-1-over-N", Says: "The kernel is summed over cells, not averaged."},
	{Name: "2pi-not-in-mean", Says: "The average is missing its 1/(2 pi)."},
	{Name: "cos-of-2theta", Says: "The kernel is cos 2(x - y): two bumps."},
	{Name: "no-rectification", Says: "Rates may be negative: the linear network grows for ever."},
	{Name: "rectify-the-input", Says: "The input is rectified instead of the output."},
	{Name: "noise-dt", Says: "The noise of a step is sigma dt/tau."},
	{Name: "noise-no-tau", Says: "The noise of a step is sigma sqrt(dt)."},
	{Name: "common-noise", Says: "All cells share one noise: it cannot move the bump."},
	{Name: "no-tau", Says: "A step is dt, not dt/tau."},
	{Name: "degrees-for-radians", Says: "The cells' angles are in degrees and go into a cosine of radians."},
}

func (r *Ring) prepare() {
	r.cos, r.sin = make([]float64, r.N), make([]float64, r.N)
	f := 1.0
	switch r.Variant {
	case "cos-of-2theta":
		f = 2
	case "degrees-for-radians":
		f = 180 / math.Pi
	}
	for k := range r.cos {
		x := -math.Pi + 2*math.Pi*float64(k)/float64(r.N)
		r.sin[k], r.cos[k] = math.Sincos(f * x)
	}
}

// Step advances h in place by dt with one standard normal number a cell from normal (nil for none).
func (r *Ring) Step(h []float64, dt float64, normal func() float64) {
	if len(r.cos) != r.N {
		r.prepare()
	}
	var m, c, s float64
	for k, v := range h {
		if v > 0 || r.Variant == "no-rectification" {
			m += v
			c += v * r.cos[k]
			s += v * r.sin[k]
		}
	}
	scale := 1 / float64(r.N)
	switch r.Variant {
	case "no-1-over-N":
		scale = 1
	case "2pi-not-in-mean":
		scale *= 2 * math.Pi
	}
	m, c, s = m*scale, c*scale, s*scale
	// cos(x - y - dl) = cos(x - dl) cos y + sin(x - dl) sin y
	sd, cd := math.Sincos(r.Dl)
	st, ct := math.Sincos(r.Th0)
	a, b := r.J1*(c*cd-s*sd), r.J1*(c*sd+s*cd)
	step, kick := dt/r.Tau, r.Sigma*math.Sqrt(dt/r.Tau)
	switch r.Variant {
	case "noise-dt":
		kick = r.Sigma * dt / r.Tau
	case "noise-no-tau":
		kick = r.Sigma * math.Sqrt(dt)
	case "no-tau":
		step = dt
	}
	xi := 0.0
	if r.Variant == "common-noise" && normal != nil {
		xi = normal()
	}
	for k := range h {
		in := r.I0 + r.J0*m + (a+r.Eps*ct)*r.cos[k] + (b+r.Eps*st)*r.sin[k]
		if r.Variant == "rectify-the-input" {
			in = math.Max(in, 0)
		}
		if normal != nil && r.Variant != "common-noise" {
			xi = normal()
		}
		h[k] += step*(in-h[k]) + kick*xi
	}
}

// Direction returns the angle of the population vector of the rates, in (-pi, pi].
func (r *Ring) Direction(h []float64) float64 {
	var c, s float64
	for k, v := range h {
		if v > 0 {
			sin, cos := math.Sincos(-math.Pi + 2*math.Pi*float64(k)/float64(r.N))
			c += v * cos
			s += v * sin
		}
	}
	return math.Atan2(s, c)
}

func ringModel() sim.Model {
	return sim.Model{
		Name: "ring", Title: "Ring attractor", Kind: sim.KindModel,
		Doc: `tau h' = -h + I0 + eps cos(x - th0) + mean_y (J0 + J1 cos(x - y - dl)) [h]+ + noise; Euler-Maruyama, N cells. For J1 > 2 a bump h = A (cos(x - psi) - cos q) forms; its width depends on J1 only, its height is proportional to I0. ` +
			`trials bumps start at psi0; var-psi is the variance of their directions after T, to be compared with T sigma^2 J1/(N tau A^2). Ben-Yishai's kernel J2 cos 2(x - y) counts orientations: the same J gives half the width there.`,
		Source: "Amari 1977, Biol. Cybern. 27:77; Ben-Yishai, Bar-Or & Sompolinsky 1995, PNAS 92:3844; Burak & Fiete 2012, PNAS 109:17645",
		Parameters: []sim.Parameter{
			sim.Par("J0", "1", "uniform part of the kernel", -2, -50, 2), sim.Par("J1", "1", "tuned part of the kernel", 4, 0, 20), sim.Par("I0", "1", "uniform input", 1, -5, 20),
			sim.Par("tau", "ms", "time constant", 10, 0.5, 200), sim.Par("sigma", "1", "noise", 0.1, 0, 5), sim.Par("eps", "1", "cue", 0, -5, 5), sim.Par("th0", "1", "direction of the cue (radian)", 0, -math.Pi, math.Pi),
			sim.Par("dl", "1", "shift of the kernel (radian)", 0, -1.5, 1.5), sim.Par("psi0", "1", "direction at the start (radian)", 0.7, -math.Pi, math.Pi),
			sim.Whole("N", "cells", 64, 4, 2000), sim.Whole("trials", "independent rings", 50, 1, 1000), sim.Step(0.5, 0.01, 5), sim.Duration(500, 2e4),
		},
		Outputs: []sim.Output{
			sim.Scalar("q", "1", "half-width by theory (radian); absent without a bump"), sim.Scalar("A", "1", "height by theory"), sim.Scalar("peak", "1", "largest h at the end of the first ring"), sim.Scalar("peak_theory", "1", "A (1 - cos q)"), sim.Scalar("width", "1", "half-width at the end of the first ring (radian)"),
			sim.Scalar("var-psi", "1", "variance of the direction over trials after T (radian^2)"), sim.Scalar("var-psi_theory", "1", "T sigma^2 J1/(N tau A^2)"), sim.Scalar("turn", "1/ms", "mean angular velocity in the last half"), sim.Scalar("turn_theory", "1/ms", "tan(dl)/tau"),
			sim.Time(), sim.Trace("psi", "1", "direction of the first ring, unwrapped"), sim.Trace("variance", "1", "variance of directions over trials"),
			sim.Curve("x", "1", "angle (radian), of profile"), sim.Curve("profile", "1", "h of the first ring at the end"),
		},
		Variants: ringVariants,
		Run:      runRing,
	}
}

func runRing(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	if err := sim.Explicit("ring", p["dt"], p["tau"], "tau"); err != nil {
		return sim.Result{}, err
	}
	steps, err := sim.Steps("ring", p["T"], p["dt"], true)
	if err != nil {
		return sim.Result{}, err
	}
	if work := p["N"] * p["trials"] * float64(steps); work > 6e7 {
		return sim.Result{}, &sim.ParameterError{Model: "ring", Parameter: "trials", Value: p["trials"], Range: "at most " + sim.Format(math.Max(1, math.Floor(6e7/(p["N"]*float64(steps))))) + " for so many cells and steps"}
	}
	r := Ring{J0: p["J0"], J1: p["J1"], I0: p["I0"], Tau: p["tau"], Sigma: p["sigma"], Eps: p["eps"], Th0: p["th0"], Dl: p["dl"], N: int(p["N"]), Variant: s.Variant}
	r.prepare()
	q, A, bump := theory.Bump(r.J0, r.J1, r.I0)
	startA, startQ := 1.0, math.Pi/2
	if bump && A > 0 {
		startA, startQ = A, q
	}
	trials := int(p["trials"])
	sum, square := make([]float64, steps+1), make([]float64, steps+1)
	psi := make([]float64, steps+1)
	out := sim.Result{Scalars: map[string]float64{"turn_theory": math.Tan(r.Dl) / r.Tau}}
	x, profile := make([]float64, r.N), make([]float64, r.N)
	for k := range x {
		x[k] = -math.Pi + 2*math.Pi*float64(k)/float64(r.N)
	}
	for trial := 0; trial < trials; trial++ {
		source := random.Stream(s.Seed, uint64(trial))
		h := make([]float64, r.N)
		for k := range h {
			h[k] = startA * (math.Cos(x[k]-p["psi0"]) - math.Cos(startQ))
		}
		last, unwrapped := p["psi0"], p["psi0"]
		for k := 0; k <= steps; k++ {
			if k&255 == 0 && ctx.Err() != nil {
				return sim.Result{}, ctx.Err()
			}
			d := r.Direction(h)
			unwrapped += math.Remainder(d-last, 2*math.Pi)
			last = d
			sum[k] += unwrapped - p["psi0"]
			square[k] += (unwrapped - p["psi0"]) * (unwrapped - p["psi0"])
			if trial == 0 {
				psi[k] = unwrapped
			}
			if k < steps {
				r.Step(h, p["dt"], source.Normal)
			}
		}
		if trial == 0 {
			copy(profile, h)
		}
		if m := h[0]; math.IsNaN(m) || math.Abs(m) > 1e100 {
			return sim.Result{}, &sim.DivergedError{Model: "ring", Quantity: "h", At: p["T"], Mend: "the height runs away: make J0 more negative"}
		}
	}
	n := float64(trials)
	variance := make([]float64, steps+1)
	for k := range variance {
		variance[k] = math.Max(0, square[k]/n-sum[k]*sum[k]/n/n)
	}
	peak, active := math.Inf(-1), 0.0
	for _, v := range profile {
		peak = math.Max(peak, v)
		if v > 0 {
			active++
		}
	}
	out.Scalars["peak"], out.Scalars["width"] = peak, math.Pi*active/float64(r.N)
	out.Scalars["var-psi"] = variance[steps]
	out.Scalars["turn"] = (sum[steps] - sum[steps/2]) / n / (float64(steps-steps/2) * p["dt"])
	if bump {
		out.Scalars["q"], out.Scalars["A"], out.Scalars["peak_theory"] = q, A, A*(1-math.Cos(q))
		if A > 0 {
			out.Scalars["var-psi_theory"] = float64(steps) * p["dt"] * theory.BumpDiffusion(r.J1, A, r.Sigma, r.Tau, p["N"])
		}
	}
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(steps, p["dt"]), "psi": psi, "variance": variance, "x": x, "profile": profile}
	}
	return out, nil
}
