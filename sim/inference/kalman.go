package inference

import (
	"context"
	"errors"
	"math"

	"coronium/sim"
	"coronium/sim/random"
	"gonum.org/v1/gonum/mat"
)

// Filter is a linear Gaussian state space model x' = A x + noise of covariance Q, y = C x + noise of covariance R.
type Filter struct {
	A, C, Q, R *mat.Dense
}

// Filtered holds, a step, the state after the look, its covariance, and the normalised squared innovation e' S^-1 e (NaN where
// nothing was seen); LogLikelihood is -1/2 sum (nis + log det S + m log 2 pi).
type Filtered struct {
	X             []*mat.VecDense
	P             []*mat.Dense
	NIS           []float64
	LogLikelihood float64
}

// Run filters the measurements y (rows; a row with a NaN was not seen). x0, P0 is what is known one step before the first row: every step
// is predict, then update: K = P C' S^-1, S = C P C' + R, and Joseph's form for P, which keeps it symmetric and positive.
func (f Filter) Run(y [][]float64, x0 []float64, p0 *mat.Dense) (Filtered, error) {
	d, _ := f.A.Dims()
	m, _ := f.C.Dims()
	x, p := mat.NewVecDense(d, append([]float64(nil), x0...)), mat.DenseCopyOf(p0)
	var out Filtered
	for _, row := range y {
		var xp mat.VecDense
		xp.MulVec(f.A, x)
		var ap, pp mat.Dense
		ap.Mul(f.A, p)
		pp.Mul(&ap, f.A.T())
		pp.Add(&pp, f.Q)
		x, p = &xp, &pp
		nis := math.NaN()
		if seen(row) {
			var s, cp, pct mat.Dense
			pct.Mul(p, f.C.T())
			cp.Mul(f.C, p)
			s.Mul(&cp, f.C.T())
			s.Add(&s, f.R)
			var inverse mat.Dense
			if err := inverse.Inverse(&s); err != nil {
				return out, errors.New("the covariance of the innovation is singular: R must be positive")
			}
			e := mat.NewVecDense(m, nil)
			e.MulVec(f.C, x)
			for i := range m {
				e.SetVec(i, row[i]-e.AtVec(i))
			}
			var k mat.Dense
			k.Mul(&pct, &inverse)
			var dx, se mat.VecDense
			dx.MulVec(&k, e)
			x.AddVec(x, &dx)
			se.MulVec(&inverse, e)
			nis = mat.Dot(e, &se)
			p = joseph(p, &k, f.C, f.R)
			det, sign := mat.LogDet(&s)
			if sign <= 0 {
				return out, errors.New("the covariance of the innovation is not positive")
			}
			out.LogLikelihood -= (nis + det + float64(m)*math.Log(2*math.Pi)) / 2
		}
		out.X, out.P, out.NIS = append(out.X, mat.VecDenseCopyOf(x)), append(out.P, mat.DenseCopyOf(p)), append(out.NIS, nis)
	}
	return out, nil
}

// joseph is (1 - K C) P (1 - K C)' + K R K'.
func joseph(p, k, c, r *mat.Dense) *mat.Dense {
	d, _ := p.Dims()
	i := mat.NewDense(d, d, nil)
	for a := range d {
		i.Set(a, a, 1)
	}
	var kc, left, out, noise, kr mat.Dense
	kc.Mul(k, c)
	i.Sub(i, &kc)
	left.Mul(i, p)
	out.Mul(&left, i.T())
	kr.Mul(k, r)
	noise.Mul(&kr, k.T())
	out.Add(&out, &noise)
	return &out
}

func seen(row []float64) bool {
	for _, v := range row {
		if math.IsNaN(v) {
			return false
		}
	}
	return true
}

// SteadyGain returns the predicted variance p and the gain K h of the scalar filter x' = a x + noise q, y = h x + noise r after many
// looks: the positive root of p = a^2 p r/(h^2 p + r) + q.
func SteadyGain(a, h, q, r float64) (p, gain float64) {
	// h^2 p^2 - (a^2 r + q h^2 - r) p - q r = 0
	b := a*a*r + q*h*h - r
	p = (b + math.Sqrt(b*b+4*h*h*q*r)) / (2 * h * h)
	if b < 0 { // the other form of the root, without cancellation
		p = 2 * q * r / (math.Sqrt(b*b+4*h*h*q*r) - b)
	}
	return p, h * h * p / (h*h*p + r)
}

func kalmanModel() sim.Model {
	return sim.Model{
		Name: "kalman", Title: "Kalman filter of a drifting variable", Kind: sim.KindModel,
		Doc: `x <- a x + noise of variance q_true, y = h x + noise of variance r_true; the filter assumes q and r. Each step predicts, then updates: gain K = h p/(h^2 p + r). gains after each look from the start variance P0; K and P are those of the steady state. ` +
			`nis is the mean of (innovation)^2/S, 1 when q and r are right; error against claimed shows what a wrong q does.`,
		Source: "Kalman 1960, J. Basic Eng. 82:35; Bar-Shalom, Li & Kirubarajan 2001, Estimation with Applications to Tracking and Navigation, ch. 5, for the innovation test",
		Parameters: []sim.Parameter{
			sim.Par("q", "1", "assumed variance that the world adds a step", 1, 1e-6, 1e6), sim.Par("r", "1", "assumed variance of a measurement", 4, 1e-6, 1e6),
			sim.Par("a", "1", "persistence", 1, -1, 1), sim.Par("h", "1", "slope of the measurement", 1, 0.001, 1000), sim.Par("P0", "1", "variance before the first step", 10, 0, 1e9),
			sim.Par("q_true", "1", "variance that the world does add", 1, 0, 1e6), sim.Par("r_true", "1", "variance that measurements have", 4, 0, 1e6),
			sim.Whole("n", "looks", 2000, 1, 500000),
		},
		Outputs: []sim.Output{
			sim.Scalar("K", "1", "steady gain times h"), sim.Scalar("p", "1", "steady predicted variance"), sim.Scalar("P", "1", "steady variance after a look"),
			sim.Scalar("nis", "1", "mean normalised innovation"), sim.Scalar("error", "1", "root mean square error"), sim.Scalar("claimed", "1", "standard deviation that the filter claims at the end"), sim.Scalar("inside", "1", "share of true values inside the claimed 95 % band"),
			sim.Scalar("loglik", "1", "mean log-likelihood a look, nats"),
			sim.Trace("t", "1", "look"), sim.Trace("truth", "1", "state"), sim.Trace("y", "1", "measurement"), sim.Trace("x", "1", "estimate"), sim.Trace("gains", "1", "gain times h"),
		},
		Variants: []sim.Variant{
			{Name: "no-Q", Says: "The world is taken to stand still: the gain dies away."},
			{Name: "gain-of-old-P", Says: "The gain uses the variance from before the step."},
			{Name: "A-not-squared", Says: "The variance is multiplied by a, not a^2.", Where: map[string]float64{"a": 0.9}},
			{Name: "nis-by-R", Says: "Innovations are divided by r, not by S."},
			{Name: "update-first", Says: "The first look comes without a prediction."},
		},
		Run: runKalman,
	}
}

func runKalman(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	n := int(p["n"])
	source := random.New(s.Seed)
	a, h, q, r := p["a"], p["h"], p["q"], p["r"]
	if s.Variant == "no-Q" {
		q = 0
	}
	truth, x, v := 0.0, 0.0, p["P0"]
	var tr [4][]float64
	var nis, square, inside, loglik float64
	for k := 0; k < n; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return sim.Result{}, err
		}
		truth = a*truth + math.Sqrt(p["q_true"])*source.Normal()
		y := h*truth + math.Sqrt(p["r_true"])*source.Normal()
		old := v
		if !(s.Variant == "update-first" && k == 0) {
			x *= a
			v = a*a*v + q
			if s.Variant == "A-not-squared" {
				v = a*old + q
			}
		}
		used := v
		if s.Variant == "gain-of-old-P" {
			used = old
		}
		S := h*h*used + r
		gain := h * used / S
		e := y - h*x
		x += gain * e
		v *= 1 - gain*h
		v = math.Max(v, 0)
		if s.Variant == "nis-by-R" {
			nis += e * e / r
		} else {
			nis += e * e / S
		}
		loglik -= (e*e/S + math.Log(2*math.Pi*S)) / 2
		square += (x - truth) * (x - truth)
		if math.Abs(x-truth) <= 1.959964*math.Sqrt(v) {
			inside++
		}
		if s.Traces {
			tr[0], tr[1], tr[2], tr[3] = append(tr[0], truth), append(tr[1], y), append(tr[2], x), append(tr[3], gain*h)
		}
	}
	pred, gain := SteadyGain(a, h, p["q"], p["r"])
	N := float64(n)
	out := sim.Result{Scalars: map[string]float64{"K": gain, "p": pred, "P": pred * (1 - gain), "nis": nis / N, "error": math.Sqrt(square / N), "claimed": math.Sqrt(v), "inside": inside / N, "loglik": loglik / N}}
	if s.Traces {
		out.Traces = map[string][]float64{"t": index(n), "truth": tr[0], "y": tr[1], "x": tr[2], "gains": tr[3]}
	}
	return out, nil
}
