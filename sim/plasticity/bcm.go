package plasticity

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// BCM is the rule of Bienenstock, Cooper and Munro with a sliding threshold, one Euler step per presentation of a
// pattern x, y = w·x (not rectified):
//
//	w <- w + dt eta y (y - th) x,    th <- th + dt (y^2/y0 - th)/tau,
//
// both from y and th at the start of the step. The square lets the threshold outrun y and makes y0 a set point of
// the mean activity. With two patterns shown with probabilities p and 1-p the cell becomes selective: it answers one with
// y0/p and the other with 0. The threshold must be faster than the weights: eta tau y0 |x|^2 < 1.
//
// Sources: Bienenstock, Cooper & Munro 1982; Intrator & Cooper 1992 (this form); Cooper, Intrator, Blais & Shouval 2004.
type BCM struct {
	Eta, Tau, Y0, Dt float64
	Variant          string
	mean             float64 // running mean of y, for the variant that squares it
}

var bcmVariants = []sim.Variant{
	{Name: "fixed-threshold", Says: "The threshold does not slide."},
	{Name: "theta-linear", Says: "The threshold follows y, not y^2/y0."},
	{Name: "no-y0", Says: "The threshold follows y^2: the set point is 1."},
	{Name: "square-of-mean", Says: "The mean is squared instead of averaging the square."},
	{Name: "missing-y", Says: "A silent cell learns: the factor y is missing."},
	{Name: "presyn-missing", Says: "All weights move, whatever their input."},
	{Name: "sign", Says: "What is above threshold is weakened."},
	{Name: "no-tau", Says: "The threshold jumps to y^2/y0."},
	{Name: "theta-first", Says: "The threshold moves before the weights see it."},
	{Name: "y-after", Says: "The threshold sees the response of the new weights."},
}

// Step presents one pattern: it changes w in place and returns the new threshold and the response.
func (b *BCM) Step(w, x []float64, th float64) (newTh, y float64) {
	y = dot(w, x)
	slide := func(y float64) float64 {
		switch b.Variant {
		case "fixed-threshold":
			return th
		case "theta-linear":
			return th + b.Dt*(y-th)/b.Tau
		case "no-y0":
			return th + b.Dt*(y*y-th)/b.Tau
		case "no-tau":
			return th + b.Dt*(y*y/b.Y0-th)
		case "square-of-mean":
			if b.mean == 0 {
				b.mean = math.Sqrt(math.Max(th*b.Y0, 0))
			}
			b.mean += b.Dt * (y - b.mean) / b.Tau
			return b.mean * b.mean / b.Y0
		}
		return th + b.Dt*(y*y/b.Y0-th)/b.Tau
	}
	newTh = th
	if b.Variant == "theta-first" {
		th = slide(y)
		newTh = th
	}
	phi := y * (y - th)
	switch b.Variant {
	case "missing-y":
		phi = y - th
	case "sign":
		phi = -phi
	}
	for i := range w {
		in := x[i]
		if b.Variant == "presyn-missing" {
			in = 1
		}
		w[i] += b.Dt * b.Eta * phi * in
	}
	if b.Variant == "theta-first" {
		return newTh, y
	}
	if b.Variant == "y-after" {
		return slide(dot(w, x)), y
	}
	return slide(y), y
}

func bcmModel() sim.Model {
	return sim.Model{
		Name: "bcm", Title: "BCM rule with a sliding threshold", Kind: sim.KindModel,
		Doc: `Two patterns, (x11, x12) shown with probability p and (x21, x22) otherwise; w <- w + dt eta y (y - th) x, th <- th + dt (y^2/y0 - th)/tau, both from the old y and th. ` +
			`The cell becomes selective: one pattern ends at y0/p (or y0/(1-p)), the other at 0. With eta tau y0 |x|^2 > 1 it oscillates. Responses are means over the last quarter.`,
		Source: "Bienenstock, Cooper & Munro 1982, J. Neurosci. 2:32; Intrator & Cooper 1992, Neural Netw. 5:3",
		Parameters: []sim.Parameter{
			sim.Par("x11", "1", "pattern 0, input 1", 1, -3, 3), sim.Par("x12", "1", "pattern 0, input 2", 0.2, -3, 3),
			sim.Par("x21", "1", "pattern 1, input 1", 0.1, -3, 3), sim.Par("x22", "1", "pattern 1, input 2", 0.9, -3, 3),
			sim.Par("w1", "1", "start of weight 1", 0.9, -3, 3), sim.Par("w2", "1", "start of weight 2", 0.8, -3, 3), sim.Par("th0", "1", "start of the threshold", 1.2, 0, 10),
			sim.Par("p", "1", "probability of pattern 0", 0.4, 0, 1), sim.Par("y0", "1", "set point of the mean activity", 1.5, 0.1, 10),
			sim.Par("eta", "1/ms", "learning rate", 0.002, 1e-6, 0.1), sim.Par("tau", "ms", "memory of the threshold", 50, 1, 5000),
			sim.Step(1, 0.01, 10), sim.Duration(20000, 5e5),
		},
		Outputs: []sim.Output{
			sim.Scalar("response_0", "1", "mean response to pattern 0, last quarter"), sim.Scalar("response_1", "1", "mean response to pattern 1, last quarter"),
			sim.Scalar("winner_theory", "1", "y0/p if pattern 0 wins; absent at p 0"), sim.Scalar("mean", "1", "mean of y over the last quarter; y0 in theory"),
			sim.Scalar("threshold", "1", "mean threshold, last quarter"), sim.Scalar("w1_end", "1", "weight 1 at the end"), sim.Scalar("w2_end", "1", "weight 2 at the end"),
			sim.Scalar("gain", "1", "eta tau y0 |x|^2 of pattern 0: above 1 it oscillates"),
			sim.Time(), sim.Trace("r0", "1", "response to pattern 0"), sim.Trace("r1", "1", "response to pattern 1"), sim.Trace("th", "1", "threshold"),
		},
		Variants: bcmVariants,
		Run:      runBCM,
	}
}

func runBCM(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	if err := sim.Explicit("bcm", p["dt"], p["tau"], "tau"); err != nil {
		return sim.Result{}, err
	}
	steps, err := sim.Steps("bcm", p["T"], p["dt"], s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	b := BCM{Eta: p["eta"], Tau: p["tau"], Y0: p["y0"], Dt: p["dt"], Variant: s.Variant}
	pattern := [2][]float64{{p["x11"], p["x12"]}, {p["x21"], p["x22"]}}
	w, th := []float64{p["w1"], p["w2"]}, p["th0"]
	r := random.New(s.Seed)
	var tr [3][]float64
	var sums [4]float64
	late := 0.0
	for k := 0; k <= steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return sim.Result{}, err
		}
		r0, r1 := dot(w, pattern[0]), dot(w, pattern[1])
		if s.Traces {
			tr[0], tr[1], tr[2] = append(tr[0], r0), append(tr[1], r1), append(tr[2], th)
		}
		if k == steps {
			break
		}
		which := 1
		if r.Float64() < p["p"] {
			which = 0
		}
		next, y := b.Step(w, pattern[which], th)
		if k >= steps*3/4 {
			sums[0], sums[1], sums[2], sums[3] = sums[0]+r0, sums[1]+r1, sums[2]+y, sums[3]+th
			late++
		}
		th = next
		if size := math.Abs(w[0]) + math.Abs(w[1]) + math.Abs(th); !(size < 1e12) {
			return sim.Result{}, &sim.DivergedError{Model: "bcm", Quantity: "w", At: float64(k+1) * p["dt"], Mend: "lower eta or tau: the threshold must be faster than the weights"}
		}
	}
	out := sim.Result{Scalars: map[string]float64{"w1_end": w[0], "w2_end": w[1], "gain": p["eta"] * p["tau"] * p["y0"] * dot(pattern[0], pattern[0])}}
	for i, name := range []string{"response_0", "response_1", "mean", "threshold"} {
		out.Scalars[name] = sums[i] / late
	}
	if p["p"] > 0 {
		out.Scalars["winner_theory"] = p["y0"] / p["p"]
	}
	if s.Traces {
		t := index(steps + 1)
		for i := range t {
			t[i] *= p["dt"]
		}
		out.Traces = map[string][]float64{"t": t, "r0": tr[0], "r1": tr[1], "th": tr[2]}
	}
	return out, nil
}
