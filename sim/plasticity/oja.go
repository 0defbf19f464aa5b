package plasticity

import (
	"context"
	"math"

	"coronium/sim"
	"gonum.org/v1/gonum/mat"
)

// Hebbian is a family of linear learning rules for one output y = w·x with learning rate Eta:
//
//	Oja:  w <- w + eta y (x - y w)        Hebb:  w <- w + eta y x
//
// y is taken from the old weights and inputs are used as given, never centred. Averaged over inputs with second moment
// C = <x x^T>, Oja's rule is w' = C w - (w·C w) w, which ends on the leading eigenvector of C with length 1; the leak
// sets the length and plays no part in choosing the direction, which Hebb's rule turns to in the same time.
//
// Sources: Hebb 1949; Oja 1982, J. Math. Biol. 15:267.
type Hebbian struct {
	Eta     float64
	Variant string // "hebb" for the rule without leak, or a misconception
}

var ojaVariants = []sim.Variant{
	{Name: "hebb", Says: "There is no leak: nothing ever shrinks a weight."},
	{Name: "decay-w", Says: "The leak is linear, -w."},
	{Name: "decay-y", Says: "The leak is -y w, which changes sign with y."},
	{Name: "decay-sign", Says: "The leak feeds the weight."},
	{Name: "decay-x", Says: "The leak is y times w times x."},
	{Name: "eta-once", Says: "The leak learns at rate 1."},
	{Name: "y-twice", Says: "The leak uses the output of the new weights."},
	{Name: "renormalise", Says: "w is divided by its length after each step, which no synapse knows."},
	{Name: "centred", Says: "The mean of the inputs is removed.", Where: map[string]float64{"m1": 1}},
}

// Step learns from one input in place.
func (h Hebbian) Step(w, x []float64) {
	y, eta := dot(w, x), h.Eta
	switch h.Variant {
	case "y-twice":
		for i := range w {
			w[i] += eta * y * x[i]
		}
		y = dot(w, x)
		for i := range w {
			w[i] -= eta * y * y * w[i]
		}
		return
	case "renormalise":
		s := 0.0
		for i := range w {
			w[i] += eta * y * x[i]
			s += w[i] * w[i]
		}
		for i := range w {
			w[i] /= math.Sqrt(s)
		}
		return
	}
	for i := range w {
		grow, leak := eta*y*x[i], eta*y*y*w[i]
		switch h.Variant {
		case "hebb":
			leak = 0
		case "decay-w":
			leak = eta * w[i]
		case "decay-y":
			leak = eta * y * w[i]
		case "decay-sign":
			leak = -leak
		case "decay-x":
			leak = eta * y * x[i] * w[i]
		case "eta-once":
			leak = y * y * w[i]
		}
		w[i] += grow - leak
	}
}

// OjaMean returns the solution of the averaged rule at the scaled time s (eta times presentations), from w0, by the
// eigenvectors of the symmetric matrix C: w = e^{C s} w0/sqrt(1 + |e^{C s} w0|^2 - |w0|^2), with the largest exponent taken out.
func OjaMean(c *mat.SymDense, w0 []float64, s float64) []float64 {
	var e mat.EigenSym
	n := len(w0)
	if !e.Factorize(c, true) {
		return nil
	}
	var v mat.Dense
	e.VectorsTo(&v)
	l := e.Values(nil) // ascending
	top, rest := l[n-1]*s, 1.0
	for _, w := range w0 {
		rest -= w * w
	}
	out, size := make([]float64, n), 0.0
	for k := 0; k < n; k++ {
		a := 0.0
		for i := range w0 {
			a += v.At(i, k) * w0[i]
		}
		a *= math.Exp(l[k]*s - top)
		size += a * a
		for i := range out {
			out[i] += a * v.At(i, k)
		}
	}
	f := 1 / math.Sqrt(size+rest*math.Exp(-2*top))
	for i := range out {
		out[i] *= f
	}
	return out
}

// ring returns input k of a deterministic set with second moment about its mean [[a, b], [b, c]]: m + sqrt(2) L
// (cos, sin)(2 pi frac(golden k + .137)), L the Cholesky factor. Any language makes the same numbers.
func ring(k int, a, b, c, m1, m2 float64) [2]float64 {
	u := 0.6180339887498949*float64(k) + 0.137
	sin, cos := math.Sincos(2 * math.Pi * (u - math.Floor(u)))
	l11 := math.Sqrt(a)
	l21, l22 := b/l11, math.Sqrt(c-b*b/a)
	return [2]float64{m1 + math.Sqrt2*l11*cos, m2 + math.Sqrt2*(l21*cos+l22*sin)}
}

func ojaParameters() []sim.Parameter {
	return []sim.Parameter{
		sim.Par("a", "1", "variance of input 1", 3, 0.01, 10), sim.Par("b", "1", "covariance", 1, -9, 9), sim.Par("c", "1", "variance of input 2", 2, 0.01, 10),
		sim.Par("m1", "1", "mean of input 1", 0, -3, 3), sim.Par("m2", "1", "mean of input 2", 0, -3, 3),
		sim.Par("p", "1", "start of w1", 0.3, -2, 2), sim.Par("q", "1", "start of w2", -0.2, -2, 2),
	}
}

// moments returns <x x^T> of the ring, or an error when a, b, c are no covariance.
func moments(model string, p map[string]float64) (*mat.SymDense, error) {
	if !(p["a"]*p["c"]-p["b"]*p["b"] > 1e-9*p["a"]*p["c"]) {
		return nil, &sim.ParameterError{Model: model, Parameter: "b", Value: p["b"], Range: "smaller in size than sqrt(a c) = " + sim.Format(math.Sqrt(p["a"]*p["c"]))}
	}
	c := mat.NewSymDense(2, nil)
	c.SetSym(0, 0, p["a"]+p["m1"]*p["m1"])
	c.SetSym(0, 1, p["b"]+p["m1"]*p["m2"])
	c.SetSym(1, 1, p["c"]+p["m2"]*p["m2"])
	return c, nil
}

// leading returns the largest eigenvalue of C and its eigenvector with a positive first entry.
func leading(c *mat.SymDense) (l1, l2, v1, v2 float64) {
	var e mat.EigenSym
	e.Factorize(c, true)
	var v mat.Dense
	e.VectorsTo(&v)
	l := e.Values(nil)
	v1, v2 = v.At(0, 1), v.At(1, 1)
	if v1 < 0 {
		v1, v2 = -v1, -v2
	}
	return l[1], l[0], v1, v2
}

// angleTo returns the angle between w and the line of v, in 0 … pi/2.
func angleTo(w []float64, v1, v2 float64) float64 {
	return math.Atan2(math.Abs(w[0]*v2-w[1]*v1), math.Abs(w[0]*v1+w[1]*v2))
}

func ojaModel() sim.Model {
	return sim.Model{
		Name: "oja", Title: "Oja's learning rule", Kind: sim.KindModel,
		Doc: `w <- w + eta y (x - y w), y = w·x from the old weights, for a ring of inputs with covariance [[a, b], [b, c]] and mean (m1, m2); inputs are never centred, so that the rule ends on the leading eigenvector of <x x^T>, with length 1. ` +
			`The variant "hebb" is the same rule without its leak: it turns to the same direction at the same pace and grows for ever.`,
		Source:     "Oja 1982, J. Math. Biol. 15:267; Hebb 1949",
		Parameters: append(ojaParameters(), sim.Par("eta", "1", "learning rate", 0.02, 1e-5, 0.2), sim.Whole("n", "presentations", 2000, 1, 200000)),
		Outputs: []sim.Output{
			sim.Scalar("w1", "1", "first weight at the end"), sim.Scalar("w2", "1", "second weight at the end"), sim.Scalar("length", "1", "|w| at the end"),
			sim.Scalar("angle", "1", "angle to the leading eigenvector at the end (radian)"),
			sim.Scalar("l1", "1", "larger eigenvalue of <x x^T>"), sim.Scalar("l2", "1", "smaller eigenvalue"), sim.Scalar("v1", "1", "leading eigenvector, first entry"), sim.Scalar("v2", "1", "leading eigenvector, second entry"),
			sim.Trace("t", "1", "presentation"), sim.Trace("w1_trace", "1", "first weight"), sim.Trace("w2_trace", "1", "second weight"), sim.Trace("angle_trace", "1", "angle to the leading eigenvector"),
		},
		Variants: ojaVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			c, err := moments("oja", p)
			if err != nil {
				return sim.Result{}, err
			}
			l1, l2, v1, v2 := leading(c)
			h := Hebbian{Eta: p["eta"], Variant: s.Variant}
			w := []float64{p["p"], p["q"]}
			m1, m2 := p["m1"], p["m2"]
			if s.Variant == "centred" {
				m1, m2 = 0, 0
			}
			var tr [3][]float64
			n := int(p["n"])
			for k := 0; k <= n; k++ {
				if err := sim.Cancelled(ctx, k); err != nil {
					return sim.Result{}, err
				}
				if s.Traces {
					tr[0], tr[1], tr[2] = append(tr[0], w[0]), append(tr[1], w[1]), append(tr[2], angleTo(w, v1, v2))
				}
				if k == n {
					break
				}
				x := ring(k, p["a"], p["b"], p["c"], m1, m2)
				h.Step(w, x[:])
				if size := math.Hypot(w[0], w[1]); !(size < 1e150) {
					return sim.Result{}, &sim.DivergedError{Model: "oja", Quantity: "w", At: float64(k + 1), Mend: "lower eta, or n for a rule that grows without end"}
				}
			}
			out := sim.Result{Scalars: map[string]float64{"w1": w[0], "w2": w[1], "length": math.Hypot(w[0], w[1]), "angle": angleTo(w, v1, v2), "l1": l1, "l2": l2, "v1": v1, "v2": v2}}
			if s.Traces {
				out.Traces = map[string][]float64{"t": index(n + 1), "w1_trace": tr[0], "w2_trace": tr[1], "angle_trace": tr[2]}
			}
			return out, nil
		},
	}
}

// ojaMeanWrong is OjaMean, or a misconception of it.
func ojaMeanWrong(c *mat.SymDense, p map[string]float64, variant string) []float64 {
	w0 := []float64{p["p"], p["q"]}
	switch variant {
	case "hebb":
		w, _ := hebbMean(c, w0, p["t"])
		return w
	case "centred":
		c = mat.NewSymDense(2, []float64{p["a"], p["b"], p["b"], p["c"]})
	case "direction-by-l1":
		l1, _, _, _ := leading(c)
		c = mat.NewSymDense(2, []float64{l1, 0, 0, l1})
	}
	return OjaMean(c, w0, p["t"])
}

func ojaMeanModel() sim.Model {
	return sim.Model{
		Name: "oja-mean", Title: "Oja's rule, averaged over inputs", Kind: sim.KindTheory,
		Doc:        `w' = C w - (w·C w) w with C = <x x^T>, solved in closed form: w = e^{C t} w0/sqrt(1 - |w0|^2 + |e^{C t} w0|^2); t counts learning rate times presentations. Length settles at the rate 2 l1, direction at l1 - l2.`,
		Source:     "Oja 1982, J. Math. Biol. 15:267; Xu 1993, Neural Netw. 6:627",
		Parameters: append(ojaParameters(), sim.Par("t", "1", "scaled time, eta times presentations", 2, 0, 1e6)),
		Outputs: []sim.Output{
			sim.Scalar("w1", "1", "first weight"), sim.Scalar("w2", "1", "second weight"), sim.Scalar("length", "1", "|w|"), sim.Scalar("angle", "1", "angle to the leading eigenvector (radian)"),
			sim.Scalar("l1", "1", "larger eigenvalue"), sim.Scalar("l2", "1", "smaller eigenvalue"), sim.Scalar("v1", "1", "leading eigenvector, first entry"), sim.Scalar("v2", "1", "leading eigenvector, second entry"),
		},
		Variants: []sim.Variant{
			{Name: "hebb", Says: "The leak is left out: w = e^{C t} w0, which turns alike and grows without end."},
			{Name: "centred", Says: "The covariance stands for <x x^T>: the mean is left out.", Where: map[string]float64{"m1": 1}},
			{Name: "direction-by-l1", Says: "Everything grows at the rate l1: only the length changes, not the direction."},
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			c, err := moments("oja-mean", p)
			if err != nil {
				return sim.Result{}, err
			}
			l1, l2, v1, v2 := leading(c)
			w := ojaMeanWrong(c, p, s.Variant)
			if w == nil || math.IsNaN(w[0]) {
				return sim.Result{}, &sim.ParameterError{Model: "oja-mean", Parameter: "p", Value: p["p"], Range: "such that w is not 0 along the leading eigenvector"}
			}
			return sim.Result{Scalars: map[string]float64{"w1": w[0], "w2": w[1], "length": math.Hypot(w[0], w[1]), "angle": angleTo(w, v1, v2), "l1": l1, "l2": l2, "v1": v1, "v2": v2}}, nil
		},
	}
}
