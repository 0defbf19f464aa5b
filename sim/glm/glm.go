// Package glm fits Poisson generalised linear models to spike counts, for one cell and for a population of subjects.
//
// The expected count of a bin of dt is m = dt exp(X w), so that w[0] is a log rate per unit of time. The log-likelihood is
// sum n log m - m without log n!. Newton's method with step halving always ends at the one summit, or at a typed error when there is
// none (no spike at all in a condition without a ridge). Subjects share a normal population of weights, fitted by EM with Laplace's
// approximation.
//
// Sources: McCullagh & Nelder 1989; Truccolo et al. 2005; Pillow et al. 2008; Gelman & Hill 2007, ch. 12.
package glm

import (
	"errors"
	"math"

	"coronium/sim"
	"gonum.org/v1/gonum/mat"
)

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{twoConditionModel(), recoveryModel(), hierarchicalModel()}
}

// Data is a set of bins: rows X (a first column of ones is the caller's), counts N, and the duration of each bin.
type Data struct {
	X [][]float64
	N []float64
	D []float64
}

// Prior is a normal prior with means Mu and precisions on the diagonal; a ridge has Mu 0 and 0 for the intercept.
type Prior struct {
	Mu, Precision []float64
}

// ErrNoSummit says that the likelihood rises for ever: a condition without a spike and without a prior.
var ErrNoSummit = errors.New("the likelihood has no summit: some condition has no spike; add a ridge or a prior")

// LogLikelihood returns sum n log m - m, in nats.
func (d Data) LogLikelihood(w []float64) float64 {
	sum := 0.0
	for i, row := range d.X {
		eta := math.Log(d.D[i])
		for j, x := range row {
			eta += x * w[j]
		}
		if d.N[i] != 0 {
			sum += d.N[i] * eta
		}
		sum -= math.Exp(eta)
	}
	return sum
}

// Derivatives returns gradient and negative Hessian (X' diag(m) X) of the log-likelihood.
func (d Data) Derivatives(w []float64) ([]float64, *mat.SymDense) {
	p := len(w)
	g, h := make([]float64, p), mat.NewSymDense(p, nil)
	for i, row := range d.X {
		eta := math.Log(d.D[i])
		for j, x := range row {
			eta += x * w[j]
		}
		m := math.Exp(eta)
		for a, x := range row {
			if x == 0 {
				continue
			}
			g[a] += (d.N[i] - m) * x
			for b := a; b < p; b++ {
				if row[b] != 0 {
					h.SetSym(a, b, h.At(a, b)+m*x*row[b])
				}
			}
		}
	}
	return g, h
}

// Fit maximises the log-likelihood minus half the prior's quadratic form, from start, and returns the weights and the covariance
// (inverse of the negative Hessian there). Steps that go down are halved.
func (d Data) Fit(prior Prior, start []float64) (w []float64, cov *mat.SymDense, err error) {
	p := len(start)
	w = append([]float64(nil), start...)
	value := func(w []float64) float64 {
		v := d.LogLikelihood(w)
		for j := range w {
			e := w[j] - prior.Mu[j]
			v -= prior.Precision[j] * e * e / 2
		}
		return v
	}
	now := value(w)
	trial := make([]float64, p)
	for it := 0; it < 200; it++ {
		g, h := d.Derivatives(w)
		for j := range g {
			g[j] -= prior.Precision[j] * (w[j] - prior.Mu[j])
			h.SetSym(j, j, h.At(j, j)+prior.Precision[j])
		}
		var chol mat.Cholesky
		if !chol.Factorize(h) {
			return nil, nil, ErrNoSummit
		}
		var step mat.VecDense
		if err := chol.SolveVecTo(&step, mat.NewVecDense(p, g)); err != nil {
			return nil, nil, ErrNoSummit
		}
		scale, largest := 1.0, 0.0
		for ; scale > 1e-12; scale /= 2 {
			largest = 0
			for j := range w {
				s := scale * step.AtVec(j)
				trial[j] = w[j] + s
				largest = math.Max(largest, math.Abs(s))
			}
			if v := value(trial); v >= now-1e-12*math.Abs(now) {
				now = v
				break
			}
		}
		copy(w, trial)
		for _, x := range w {
			if !(math.Abs(x) < 50) {
				return nil, nil, ErrNoSummit
			}
		}
		if largest < 1e-10 {
			_, h := d.Derivatives(w)
			for j := range w {
				h.SetSym(j, j, h.At(j, j)+prior.Precision[j])
			}
			if !chol.Factorize(h) || chol.Cond() > 1e14 {
				return nil, nil, ErrNoSummit
			}
			cov = mat.NewSymDense(p, nil)
			if err := chol.InverseTo(cov); err != nil {
				return nil, nil, ErrNoSummit
			}
			return w, cov, nil
		}
	}
	return nil, nil, ErrNoSummit
}

// FitRidge is Fit with the penalty lam/2 sum w[1:]^2, started at the mean rate. se are the square roots of the covariance's diagonal.
func (d Data) FitRidge(lam float64) (w, se []float64, err error) {
	if len(d.X) == 0 {
		return nil, nil, ErrNoSummit
	}
	p := len(d.X[0])
	prior := Prior{make([]float64, p), make([]float64, p)}
	for j := 1; j < p; j++ {
		prior.Precision[j] = lam
	}
	var spikes, time float64
	for i := range d.N {
		spikes += d.N[i]
		time += d.D[i]
	}
	if spikes == 0 {
		return nil, nil, ErrNoSummit
	}
	start := make([]float64, p)
	start[0] = math.Log(spikes / time)
	w, cov, err := d.Fit(prior, start)
	if err != nil {
		return nil, nil, err
	}
	return w, roots(cov), nil
}

func roots(cov *mat.SymDense) []float64 {
	n := cov.SymmetricDim()
	out := make([]float64, n)
	for j := range out {
		out[j] = math.Sqrt(cov.At(j, j))
	}
	return out
}

// Design returns rows 1, stim[t] … stim[t-(L-1)], spikes[t-1] … spikes[t-H]; what lies before t = 0 is 0.
func Design(stim, spikes []float64, L, H int) [][]float64 {
	x := make([][]float64, len(stim))
	for t := range x {
		row := make([]float64, 1+L+H)
		row[0] = 1
		for j := 0; j < L && j <= t; j++ {
			row[1+j] = stim[t-j]
		}
		for j := 1; j <= H && j <= t; j++ {
			row[L+j] = spikes[t-j]
		}
		x[t] = row
	}
	return x
}

// Quantile returns the smallest count c with P(Poisson(m) <= c) >= u.
func Quantile(m, u float64) float64 {
	p := math.Exp(-m)
	sum, c := p, 0.0
	for sum < u && c < 1e6 && (p > 0 || c < m) {
		c++
		p *= m / c
		sum += p
	}
	return c
}
