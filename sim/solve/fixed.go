package solve

import (
	"fmt"
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/mat"
)

// Jacobian returns df_i/dx_j at x (autonomous: t = 0) by central differences of step
// cbrt(eps) (1 + |x_j|); relative error about 1e-9 for smooth f of order one.
func Jacobian(f Field, x []float64) *mat.Dense {
	n := len(x)
	j := mat.NewDense(n, n, nil)
	y := append([]float64(nil), x...)
	up, down := make([]float64, n), make([]float64, n)
	for c := 0; c < n; c++ {
		h := 6e-6 * (1 + math.Abs(x[c]))
		y[c] = x[c] + h
		f(0, y, up)
		y[c] = x[c] - h
		f(0, y, down)
		y[c] = x[c]
		for r := 0; r < n; r++ {
			j.Set(r, c, (up[r]-down[r])/(2*h))
		}
	}
	return j
}

// Eigenvalues returns the eigenvalues of a real square matrix, largest real part first.
func Eigenvalues(a mat.Matrix) []complex128 {
	var e mat.Eigen
	if !e.Factorize(a, mat.EigenNone) {
		return nil
	}
	v := e.Values(nil)
	for i := range v { // few: insertion sort, stable for conjugate pairs
		for k := i; k > 0 && real(v[k]) > real(v[k-1])+1e-14; k-- {
			v[k], v[k-1] = v[k-1], v[k]
		}
	}
	return v
}

// FixedPoint is a zero of a field with its linear stability.
type FixedPoint struct {
	X           []float64
	Eigenvalues []complex128 // largest real part first
}

// Stable reports whether all eigenvalues have a negative real part.
func (p FixedPoint) Stable() bool {
	return len(p.Eigenvalues) > 0 && real(p.Eigenvalues[0]) < 0
}

// Class names the fixed point as a phase plane does: stable node, stable focus, saddle, unstable
// node, unstable focus.
func (p FixedPoint) Class() string {
	up, down, turning := 0, 0, false
	for _, e := range p.Eigenvalues {
		if real(e) > 0 {
			up++
		} else {
			down++
		}
		turning = turning || math.Abs(imag(e)) > 1e-12*cmplx.Abs(e)
	}
	kind := "node"
	if turning {
		kind = "focus"
	}
	switch {
	case up == 0:
		return "stable " + kind
	case down == 0:
		return "unstable " + kind
	case turning:
		return "saddle focus"
	}
	return "saddle"
}

// Newton finds a zero of f near x by Newton's method with backtracking. It returns an error when it
// does not come to |f| <= 1e-10 min(1, 0.01 + |f| at the start) in 60 steps.
func Newton(f Field, x []float64) (FixedPoint, error) {
	n := len(x)
	y := append([]float64(nil), x...)
	v, trial, w := make([]float64, n), make([]float64, n), make([]float64, n)
	f(0, y, v)
	size := norm(v)
	goal := 1e-10 * math.Min(1, 1e-2+size)
	for it := 0; it < 60; it++ {
		var dx mat.VecDense
		if err := dx.SolveVec(Jacobian(f, y), mat.NewVecDense(n, v)); err != nil && dx.Len() != n {
			return FixedPoint{}, fmt.Errorf("the Jacobian became singular at step %d", it)
		}
		step, improved := 1.0, false
		for ; step > 1e-6; step /= 2 {
			for i := range y {
				trial[i] = y[i] - step*dx.AtVec(i)
			}
			f(0, trial, w)
			if s := norm(w); s < size || s < goal {
				improved = true
				break
			}
		}
		if !improved {
			break
		}
		copy(y, trial)
		copy(v, w)
		moved := step * mat.Norm(&dx, 2)
		size = norm(v)
		if size <= goal && moved <= 1e-9*(1+norm(y)) {
			return FixedPoint{X: y, Eigenvalues: Eigenvalues(Jacobian(f, y))}, nil
		}
	}
	if size <= goal {
		return FixedPoint{X: y, Eigenvalues: Eigenvalues(Jacobian(f, y))}, nil
	}
	return FixedPoint{}, fmt.Errorf("no zero found by Newton's method: residual %.3g", size)
}

func norm(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x * x
	}
	return math.Sqrt(s)
}

// Root returns a zero of g between lo and hi, where g must have different signs, to the last digits.
// ok is false when the signs agree. The method is Chandrupatla's (1997): inverse quadratic
// interpolation where it is safe, bisection elsewhere.
func Root(g func(float64) float64, lo, hi float64) (x float64, ok bool) {
	a, b := lo, hi
	fa, fb := g(a), g(b)
	if fa == 0 || fb == 0 {
		if fa == 0 {
			return a, true
		}
		return b, true
	}
	if !(fa < 0 && fb > 0 || fa > 0 && fb < 0) {
		return 0, false
	}
	c, fc, t := a, fa, 0.5
	for range 300 {
		x := a + t*(b-a)
		fx := g(x)
		if fx > 0 == (fa > 0) {
			c, fc = a, fa
		} else {
			c, fc, b, fb = b, fb, a, fa
		}
		a, fa = x, fx
		best, fbest := a, fa
		if math.Abs(fb) < math.Abs(fa) {
			best, fbest = b, fb
		}
		tol := 2.3e-16*math.Abs(best) + 1e-300
		limit := tol / math.Abs(b-a)
		if limit > 0.5 || fbest == 0 {
			return best, true
		}
		xi, phi := (a-b)/(c-b), (fa-fb)/(fc-fb)
		t = 0.5
		if phi*phi < xi && (1-phi)*(1-phi) < 1-xi {
			t = fa/(fb-fa)*fc/(fb-fc) + (c-a)/(b-a)*fa/(fc-fa)*fb/(fc-fb)
		}
		t = math.Min(1-limit, math.Max(limit, t))
		if math.IsNaN(t) {
			t = 0.5
		}
	}
	return a, true
}

// Roots returns the zeros of g on [lo, hi] that n equal subintervals separate, in ascending order.
func Roots(g func(float64) float64, lo, hi float64, n int) []float64 {
	var out []float64
	x, v := lo, g(lo)
	for i := 1; i <= n; i++ {
		y := lo + (hi-lo)*float64(i)/float64(n)
		w := g(y)
		if v == 0 {
			out = append(out, x)
		} else if v < 0 && w > 0 || v > 0 && w < 0 {
			if z, ok := Root(g, x, y); ok {
				out = append(out, z)
			}
		}
		x, v = y, w
	}
	if v == 0 {
		out = append(out, x)
	}
	return out
}

// Nullcline returns points (x, y) with g(x, y) = 0: for each of n columns between xlo and xhi, all
// zeros between ylo and yhi that 64 cells separate.
func Nullcline(g func(x, y float64) float64, xlo, xhi, ylo, yhi float64, n int) (xs, ys []float64) {
	for i := 0; i <= n; i++ {
		x := xlo + (xhi-xlo)*float64(i)/float64(n)
		for _, y := range Roots(func(y float64) float64 { return g(x, y) }, ylo, yhi, 64) {
			xs, ys = append(xs, x), append(ys, y)
		}
	}
	return xs, ys
}
