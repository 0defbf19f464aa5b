package solve

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Family is a field with one parameter.
type Family func(parameter float64) Field

// Bifurcation is a point where the stability of a branch of fixed points changes.
type Bifurcation struct {
	Kind      string // "fold" (saddle-node) or "Hopf"
	Parameter float64
	X         []float64
	Frequency float64 // of a Hopf point: |imaginary part|/(2 pi), in 1/ms
}

// BranchPoint is one computed point of a branch.
type BranchPoint struct {
	Parameter float64
	X         []float64
	Stable    bool
}

// Branch is a curve of fixed points with the bifurcations on it, in order of arc length.
type Branch struct {
	Points       []BranchPoint
	Bifurcations []Bifurcation
}

// Continuation follows a branch of fixed points by pseudo-arclength: round folds, and marking folds
// (the parameter turns) and Hopf points (a complex pair crosses the imaginary axis), both
// located by bisection in arc length. Scales makes the state's components comparable with the
// parameter; without it all count alike.
type Continuation struct {
	Scales         []float64 // typical size of each component, then of the parameter
	Step           float64   // in scaled arc length; 0.02 when zero
	From, To       float64   // the parameter stays in this window
	MaxPoints      int       // 5000 when zero
	LowestX, MostX float64   // optional window on component 0 (both zero: none)
}

// ErrNoStart says that no fixed point was found at the start of a branch.
var ErrNoStart = errors.New("no fixed point was found where the branch should begin")

// Follow starts at a fixed point near x for parameter From and goes towards To.
func (c Continuation) Follow(ctx context.Context, family Family, x []float64) (Branch, error) {
	n := len(x)
	if c.Step == 0 {
		c.Step = 0.02
	}
	if c.MaxPoints == 0 {
		c.MaxPoints = 5000
	}
	if c.Scales == nil {
		c.Scales = make([]float64, n+1)
		for i := range c.Scales {
			c.Scales[i] = 1
		}
	}
	start, err := Newton(family(c.From), x)
	if err != nil {
		return Branch{}, ErrNoStart
	}
	z := make([]float64, n+1)
	for i := range start.X {
		z[i] = start.X[i] / c.Scales[i]
	}
	z[n] = c.From / c.Scales[n]
	tangent := make([]float64, n+1)
	tangent[n] = math.Copysign(1, c.To-c.From)
	w := walker{Continuation: c, family: family, n: n}
	if !w.turn(z, tangent) {
		return Branch{}, ErrNoStart
	}
	return w.walk(ctx, z, tangent)
}

// walker carries one continuation.
type walker struct {
	Continuation
	family Family
	n      int
}

// extended returns the scaled residual's Jacobian, n rows by n+1 columns, and the residual.
func (w *walker) extended(z []float64) (*mat.Dense, []float64) {
	n := w.n
	x := make([]float64, n)
	for i := range x {
		x[i] = z[i] * w.Scales[i]
	}
	lambda := z[n] * w.Scales[n]
	r, up, down := make([]float64, n), make([]float64, n), make([]float64, n)
	w.family(lambda)(0, x, r)
	j := Jacobian(w.family(lambda), x)
	h := 6e-6 * (w.Scales[n] + math.Abs(lambda))
	w.family(lambda+h)(0, x, up)
	w.family(lambda-h)(0, x, down)
	e := mat.NewDense(n, n+1, nil)
	for a := 0; a < n; a++ {
		for b := 0; b < n; b++ {
			e.Set(a, b, j.At(a, b)*w.Scales[b])
		}
		e.Set(a, n, (up[a]-down[a])/(2*h)*w.Scales[n])
	}
	return e, r
}

// turn replaces tangent by the unit null vector of the extended Jacobian that points the same way.
func (w *walker) turn(z, tangent []float64) bool {
	e, _ := w.extended(z)
	v, ok := w.bordered(e, tangent, make([]float64, w.n), 1)
	if !ok {
		return false
	}
	s := norm(v)
	if !(s > 0) || math.IsInf(s, 0) {
		return false
	}
	for i := range v {
		tangent[i] = v[i] / s
	}
	return true
}

// bordered solves [e; row] v = [rhs; last].
func (w *walker) bordered(e *mat.Dense, row, rhs []float64, last float64) ([]float64, bool) {
	n := w.n
	a := mat.NewDense(n+1, n+1, nil)
	a.Slice(0, n, 0, n+1).(*mat.Dense).Copy(e)
	a.SetRow(n, row)
	b := mat.NewVecDense(n+1, append(append([]float64(nil), rhs...), last))
	var v mat.VecDense
	if err := v.SolveVec(a, b); err != nil && v.Len() != n+1 {
		return nil, false
	}
	return v.RawVector().Data, true
}

// correct brings z + s tangent back to the branch along the hyperplane normal to the tangent.
func (w *walker) correct(z, tangent []float64, s float64) ([]float64, bool) {
	y := make([]float64, w.n+1)
	for i := range y {
		y[i] = z[i] + s*tangent[i]
	}
	for range 12 {
		e, r := w.extended(y)
		v, ok := w.bordered(e, tangent, r, 0)
		if !ok {
			return nil, false
		}
		for i := range y {
			y[i] -= v[i]
		}
		if d := norm(v); d < 1e-11 {
			return y, true
		} else if !(d < 1e6) {
			return nil, false
		}
	}
	return nil, false
}

// state is what is known at a point: the tests whose change of sign marks a bifurcation.
type state struct {
	z, tangent []float64
	eigen      []complex128
}

func (w *walker) at(z, tangent []float64) state {
	x := make([]float64, w.n)
	for i := range x {
		x[i] = z[i] * w.Scales[i]
	}
	return state{z, tangent, Eigenvalues(Jacobian(w.family(z[w.n]*w.Scales[w.n]), x))}
}

// unstable counts the eigenvalues with a positive real part.
func (s state) unstable() int {
	c := 0
	for _, e := range s.eigen {
		if real(e) > 0 {
			c++
		}
	}
	return c
}

func (w *walker) walk(ctx context.Context, z, tangent []float64) (Branch, error) {
	var b Branch
	here := w.at(z, tangent)
	step := w.Step
	for len(b.Points) < w.MaxPoints {
		if ctx.Err() != nil {
			return b, ctx.Err()
		}
		b.Points = append(b.Points, w.point(here))
		next, ok := w.advance(here, step)
		for ; !ok && step > w.Step/1024; next, ok = w.advance(here, step) {
			step /= 2
		}
		if !ok {
			return b, nil // the branch could not be followed further; what was found stands
		}
		w.mark(&b, here, next, step)
		here = next
		step = math.Min(w.Step, 2*step)
		if w.outside(here) {
			b.Points = append(b.Points, w.point(here))
			return b, nil
		}
	}
	return b, nil
}

func (w *walker) outside(s state) bool {
	lambda := s.z[w.n] * w.Scales[w.n]
	x := s.z[0] * w.Scales[0]
	return lambda < math.Min(w.From, w.To) || lambda > math.Max(w.From, w.To) ||
		w.MostX > w.LowestX && (x < w.LowestX || x > w.MostX)
}

func (w *walker) point(s state) BranchPoint {
	x := make([]float64, w.n)
	for i := range x {
		x[i] = s.z[i] * w.Scales[i]
	}
	return BranchPoint{s.z[w.n] * w.Scales[w.n], x, s.unstable() == 0}
}

func (w *walker) advance(s state, step float64) (state, bool) {
	y, ok := w.correct(s.z, s.tangent, step)
	if !ok {
		return state{}, false
	}
	t := append([]float64(nil), s.tangent...)
	if !w.turn(y, t) {
		return state{}, false
	}
	dot := 0.0
	for i := range t {
		dot += t[i] * s.tangent[i]
	}
	if dot < 0.8 && step > w.Step/512 { // turned by more than 37 degrees: take it slower
		return state{}, false
	}
	return w.at(y, t), true
}

// mark looks for bifurcations between two neighbouring points and locates them.
func (w *walker) mark(b *Branch, from, to state, step float64) {
	fold := from.tangent[w.n]*to.tangent[w.n] < 0
	if fold {
		s := w.bisect(from, step, func(s state) bool { return s.tangent[w.n]*from.tangent[w.n] < 0 })
		p := w.point(s)
		b.Bifurcations = append(b.Bifurcations, Bifurcation{Kind: "fold", Parameter: p.Parameter, X: p.X})
	}
	change := to.unstable() - from.unstable()
	if (change == 2 || change == -2) && !fold {
		was := from.unstable()
		s := w.bisect(from, step, func(s state) bool { return s.unstable() != was })
		if f := crossing(s.eigen); f > 0 {
			p := w.point(s)
			b.Bifurcations = append(b.Bifurcations, Bifurcation{Kind: "Hopf", Parameter: p.Parameter, X: p.X, Frequency: f})
		}
	}
}

// crossing returns the frequency of the complex pair nearest the imaginary axis, 0 for none.
func crossing(eigen []complex128) float64 {
	best, f := math.Inf(1), 0.0
	for _, e := range eigen {
		if imag(e) > 0 && math.Abs(real(e)) < best {
			best, f = math.Abs(real(e)), imag(e)/(2*math.Pi)
		}
	}
	return f
}

// bisect finds the arc length between 0 and step at which changed turns true.
func (w *walker) bisect(from state, step float64, changed func(state) bool) state {
	lo, hi := 0.0, step
	best := from
	for range 48 {
		mid := (lo + hi) / 2
		y, ok := w.correct(from.z, from.tangent, mid)
		if !ok {
			break
		}
		t := append([]float64(nil), from.tangent...)
		if !w.turn(y, t) {
			break
		}
		s := w.at(y, t)
		best = s
		if changed(s) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return best
}
