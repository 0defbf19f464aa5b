package plasticity

import (
	"context"
	"math"

	"coronium/sim"
	"gonum.org/v1/gonum/mat"
)

// Hebb's rule is Hebbian with the variant "hebb", w <- w + eta y x: cells that fire together wire together, and nothing ever shrinks. Averaged over inputs it is
// w' = C w with C = <x x^T>, so that w(t) = e^{C t} w0: the component along the leading eigenvector grows fastest, as e^{l1 t}, and after a while it is all that is left.
// The direction is the answer, the length is the fault: it doubles every log 2/(eta l1) presentations. Oja's leak keeps the direction and stops the growth.

var hebbVariants = []sim.Variant{
	{Name: "covariance", Says: "Inputs are centred: the covariance rule, which learns from deviations and not from the mean.", Where: map[string]float64{"m1": 1}},
	{Name: "presynaptic-only", Says: "The output is forgotten: w follows the mean input."},
	{Name: "postsynaptic-only", Says: "The input is forgotten: all weights move alike."},
	{Name: "anti", Says: "The sign is wrong: what fires together parts."},
	{Name: "rectified", Says: "Only positive outputs learn: half of the presentations are lost."},
}

// hebbStep learns from one input in place, by Hebb's rule or a variant of it.
func hebbStep(w, x []float64, eta float64, variant string) {
	y := dot(w, x)
	switch variant {
	case "anti":
		eta = -eta
	case "presynaptic-only":
		y = 1
	case "rectified":
		y = math.Max(0, y)
	}
	for i := range w {
		if variant == "postsynaptic-only" {
			w[i] += eta * y
			continue
		}
		w[i] += eta * y * x[i]
	}
}

// hebbMean returns e^{C s} w0, the averaged rule at the scaled time s, and its length's logarithm, which is finite where the length is not.
func hebbMean(c *mat.SymDense, w0 []float64, s float64) (w []float64, logLength float64) {
	var e mat.EigenSym
	e.Factorize(c, true)
	var v mat.Dense
	e.VectorsTo(&v)
	l, top := e.Values(nil), 0.0
	top = l[len(l)-1] * s
	w, size := make([]float64, len(w0)), 0.0
	for k := range w0 {
		a := 0.0
		for i := range w0 {
			a += v.At(i, k) * w0[i]
		}
		a *= math.Exp(l[k]*s - top)
		size += a * a
		for i := range w {
			w[i] += a * v.At(i, k)
		}
	}
	for i := range w {
		w[i] *= math.Exp(top)
	}
	return w, top + math.Log(size)/2
}

func hebbModel() sim.Model {
	return sim.Model{
		Name: "hebb", Title: "Hebb's learning rule", Kind: sim.KindModel,
		Doc: `w <- w + eta y x, y = w·x from the old weights, for a ring of inputs with covariance [[a, b], [b, c]] and mean (m1, m2). Averaged: w(t) = e^{C t} w0 with C = <x x^T> and t = eta times presentations: ` +
			`w turns to the leading eigenvector of C and grows without end, by the factor e^{eta l1} a presentation. growth is measured over the last half. bound clips each weight into -bound … bound (0: no bound): then the ` +
			`weights end in a corner, and the bound decides instead of the inputs. Inputs are not centred: with a mean, C is not the covariance.`,
		Source: "Hebb 1949, The Organization of Behavior; Dayan & Abbott §8.2",
		Parameters: append(ojaParameters(), sim.Par("eta", "1", "learning rate", 0.02, 1e-5, 0.2), sim.Whole("n", "presentations", 100, 1, 200000),
			sim.Par("bound", "1", "largest size of a weight; 0: none", 0, 0, 1e6)),
		Outputs: []sim.Output{
			sim.Scalar("w1", "1", "first weight at the end"), sim.Scalar("w2", "1", "second weight at the end"), sim.Scalar("length", "1", "|w| at the end"),
			sim.Scalar("angle", "1", "angle to the leading eigenvector at the end (radian)"), sim.Scalar("growth", "1", "growth of log |w| a presentation, last half; absent when w is 0"), sim.Scalar("growth_theory", "1", "eta l1"),
			sim.Scalar("log_length_theory", "1", "log |w| of the averaged rule; absent when w is 0"), sim.Scalar("doubling", "1", "presentations in which |w| doubles, log 2/(eta l1)"),
			sim.Scalar("l1", "1", "larger eigenvalue of <x x^T>"), sim.Scalar("l2", "1", "smaller eigenvalue"), sim.Scalar("v1", "1", "leading eigenvector, first entry"), sim.Scalar("v2", "1", "leading eigenvector, second entry"),
			sim.Trace("t", "1", "presentation"), sim.Trace("w1_trace", "1", "first weight"), sim.Trace("w2_trace", "1", "second weight"), sim.Trace("angle_trace", "1", "angle to the leading eigenvector"),
		},
		Variants: hebbVariants,
		Run:      runHebb,
	}
}

func runHebb(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	c, err := moments("hebb", p)
	if err != nil {
		return sim.Result{}, err
	}
	l1, l2, v1, v2 := leading(c)
	w, n, bound := []float64{p["p"], p["q"]}, int(p["n"]), p["bound"]
	m1, m2 := p["m1"], p["m2"]
	if s.Variant == "covariance" {
		m1, m2 = 0, 0
	}
	_, theory := hebbMean(c, w, p["eta"]*float64(n))
	var tr [3][]float64
	middle := 0.0
	for k := 0; k <= n; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return sim.Result{}, err
		}
		if s.Traces {
			tr[0], tr[1], tr[2] = append(tr[0], w[0]), append(tr[1], w[1]), append(tr[2], angleTo(w, v1, v2))
		}
		if k == n/2 {
			middle = math.Hypot(w[0], w[1])
		}
		if k == n {
			break
		}
		x := ring(k, p["a"], p["b"], p["c"], m1, m2)
		hebbStep(w, x[:], p["eta"], s.Variant)
		if bound > 0 {
			w[0], w[1] = math.Max(-bound, math.Min(bound, w[0])), math.Max(-bound, math.Min(bound, w[1]))
		}
		if size := math.Hypot(w[0], w[1]); !(size < 1e150) {
			return sim.Result{}, &sim.DivergedError{Model: "hebb", Quantity: "w", At: float64(k + 1), Mend: "this rule grows without end; lower eta or n, or set a bound"}
		}
	}
	length := math.Hypot(w[0], w[1])
	out := sim.Result{Scalars: map[string]float64{"w1": w[0], "w2": w[1], "length": length, "angle": angleTo(w, v1, v2), "growth_theory": p["eta"] * l1, "doubling": math.Ln2 / (p["eta"] * l1),
		"l1": l1, "l2": l2, "v1": v1, "v2": v2}}
	if length > 0 && middle > 0 {
		out.Scalars["growth"] = math.Log(length/middle) / float64(n-n/2)
	}
	if !math.IsInf(theory, 0) {
		out.Scalars["log_length_theory"] = theory
	}
	if s.Traces {
		out.Traces = map[string][]float64{"t": index(n + 1), "w1_trace": tr[0], "w2_trace": tr[1], "angle_trace": tr[2]}
	}
	return out, nil
}
