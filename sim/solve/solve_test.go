package solve

import (
	"context"
	"math"
	"testing"

	"coronium/sim/random"
)

// pendulum is x” = -sin x: nonlinear, so that no scheme is accidentally exact.
func pendulum(_ float64, x, dx []float64) { dx[0], dx[1] = x[1], -math.Sin(x[0]) }

// forced is x' = -x + cos t, with solution (cos t + sin t + e^-t (2 x0 - 1))/2: time dependence counts.
func forced(t float64, x, dx []float64) { dx[0] = -x[0] + math.Cos(t) }

// Halving dt divides the error by 2^order: Euler 2, Heun 4, Runge-Kutta 16 (Hairer, Nørsett &
// Wanner, §II.1). The error is taken against the closed form.
func TestFixedStepOrders(t *testing.T) {
	for _, s := range []Scheme{Euler, Heun, RungeKutta4} {
		fault := func(n int) float64 {
			x := []float64{2}
			p := NewStepper(s, 1)
			dt := 2.0 / float64(n)
			for k := 0; k < n; k++ {
				p.Step(forced, float64(k)*dt, x, dt)
			}
			return math.Abs(x[0] - (math.Cos(2)+math.Sin(2)+3*math.Exp(-2))/2)
		}
		for _, n := range []int{40, 80} {
			want := math.Pow(2, float64(s.Order()))
			if r := fault(n) / fault(2*n); math.Abs(r-want) > 0.06*want {
				t.Errorf("%v, %d steps: error ratio %.3f, want %v", s, n, r, want)
			}
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	p, x := NewStepper(RungeKutta4, 2), []float64{1, 0}
	if n := testing.AllocsPerRun(100, func() { p.Step(pendulum, 0, x, 0.01) }); n != 0 {
		t.Errorf("a step allocates %v times", n)
	}
}

// The period of a pendulum of amplitude 2 is 4 K(sin 1) = 8.349843… (Abramowitz & Stegun 17.3.1, by
// the arithmetic-geometric mean), found here as the time between two downward zeros of x.
func TestAdaptiveLocatesEvents(t *testing.T) {
	a, g := 1.0, math.Cos(1)
	for range 6 {
		a, g = (a+g)/2, math.Sqrt(a*g)
	}
	want := 2 * math.Pi / a
	var zeros []float64
	x := []float64{2, 0}
	end, err := Adaptive{Relative: 1e-11, Absolute: 1e-11}.Integrate(context.Background(), pendulum, 0, x, 100,
		Event{Of: func(_ float64, x []float64) float64 { return x[0] }, Direction: -1, On: func(t float64, _ []float64) bool {
			zeros = append(zeros, t)
			return len(zeros) == 3
		}})
	if err != nil || len(zeros) != 3 || end != zeros[2] {
		t.Fatalf("zeros %v, end %v, error %v", zeros, end, err)
	}
	if math.Abs(zeros[0]-want/4) > 1e-8 || math.Abs(zeros[2]-zeros[0]-2*want) > 1e-8 {
		t.Errorf("zeros %v, want a period of %.9f", zeros, want)
	}
}

// Tolerance sets the error: over 1e-4 … 1e-10 the error at t = 2 stays below 30 times the tolerance,
// and dense output every 0.1 is as good.
func TestAdaptiveKeepsItsTolerance(t *testing.T) {
	exact := func(t float64) float64 { return (math.Cos(t) + math.Sin(t) + 3*math.Exp(-t)) / 2 }
	for _, tol := range []float64{1e-4, 1e-6, 1e-8, 1e-10} {
		x, worst, seen := []float64{2}, 0.0, 0
		a := Adaptive{Relative: tol, Absolute: tol, Every: 0.1, Observe: func(t float64, x []float64) {
			worst = math.Max(worst, math.Abs(x[0]-exact(t)))
			seen++
		}}
		if _, err := a.Integrate(context.Background(), forced, 0, x, 2); err != nil {
			t.Fatal(err)
		}
		if worst > 30*tol || math.Abs(x[0]-exact(2)) > 30*tol || seen < 19 {
			t.Errorf("tolerance %g: worst %.2g at %d points, end %.2g", tol, worst, seen, math.Abs(x[0]-exact(2)))
		}
	}
}

// A reset inside the step: x' = 1, x <- x - 1 at 1, fires at 1, 2, 3, … exactly.
func TestAdaptiveResets(t *testing.T) {
	var at []float64
	x := []float64{0}
	_, err := Adaptive{}.Integrate(context.Background(), func(_ float64, _, dx []float64) { dx[0] = 1 }, 0, x, 10.5,
		Event{Of: func(_ float64, x []float64) float64 { return x[0] - 1 }, Direction: 1, On: func(t float64, x []float64) bool {
			at = append(at, t)
			x[0] = 0
			return false
		}})
	if err != nil || len(at) != 10 {
		t.Fatalf("%v %v", at, err)
	}
	for i, s := range at {
		if math.Abs(s-float64(i+1)) > 1e-9 {
			t.Errorf("event %d at %.12f", i, s)
		}
	}
}

func TestAdaptiveReportsABlowUp(t *testing.T) {
	x := []float64{1} // x' = x^2 reaches infinity at t = 1
	end, err := Adaptive{}.Integrate(context.Background(), func(_ float64, x, dx []float64) { dx[0] = x[0] * x[0] }, 0, x, 2)
	if err == nil || math.Abs(end-1) > 1e-3 {
		t.Errorf("ended at %v with %v", end, err)
	}
}

// dx = -x dt/tau + s dW: Euler's stationary variance is s^2 tau/2 over 1 - dt/(2 tau) (exact for the
// map), so at dt = tau/2 a third above the process's own. 400 000 draws, five standard errors.
func TestEulerMaruyamaVariance(t *testing.T) {
	const tau, s, dt = 1.0, 1.0, 0.5
	l := NewLangevin(func(_ float64, x, f []float64) { f[0] = -x[0] / tau }, func(_ float64, _, g []float64) { g[0] = s }, 1)
	r := random.New(5)
	x, sum, n := []float64{0}, 0.0, 400000
	for k := 0; k < n; k++ {
		l.EulerMaruyama(0, x, dt, r)
		sum += x[0] * x[0]
	}
	want := s * s * tau / 2 / (1 - dt/(2*tau))
	// samples are correlated by 1 - dt/tau = 1/2 a step: effective number n (1-1/4)/(1+1/4)
	if se := want * math.Sqrt(2/(float64(n)*0.6)); math.Abs(sum/float64(n)-want) > 5*se {
		t.Errorf("variance %.5f, want %.5f within %.5f", sum/float64(n), want, 5*se)
	}
}

// dx = x dW: Itô keeps the mean, Stratonovich raises it as e^{t/2}. Means of x(1) over 40 000 paths
// within five standard errors.
func TestStochasticHeunIsStratonovich(t *testing.T) {
	l := NewLangevin(func(_ float64, _, f []float64) { f[0] = 0 }, func(_ float64, x, g []float64) { g[0] = x[0] }, 1)
	for _, c := range []struct {
		name string
		step func(float64, []float64, float64, *random.Source)
		mean float64
	}{{"Euler-Maruyama", l.EulerMaruyama, 1}, {"Heun", l.Heun, math.Exp(0.5)}} {
		r := random.New(3)
		var s, s2 float64
		const n = 40000
		for range n {
			x := []float64{1}
			for range 64 {
				c.step(0, x, 1.0/64, r)
			}
			s += x[0]
			s2 += x[0] * x[0]
		}
		m := s / n
		if se := math.Sqrt((s2/n - m*m) / n); math.Abs(m-c.mean) > 5*se {
			t.Errorf("%s: mean %.4f, want %.4f within %.4f", c.name, m, c.mean, 5*se)
		}
	}
}

// Strong orders on nested noise (the increments of a coarse step are the sums of the fine ones), Higham 2001, §§4-5, and Kloeden & Platen 1992, ch. 10: the mean distance from the
// true path at t = 1 falls as dt^(1/2) for Euler-Maruyama with multiplicative noise (dx = x dW, exact e^(W - t/2)), as dt with additive noise, Heun too (against steps of 1/64 of the
// coarsest), and as dt for Heun with multiplicative noise in one component (Stratonovich, exact e^W).
func TestStrongOrders(t *testing.T) {
	sine, still := func(_ float64, x, f []float64) { f[0] = -math.Sin(2 * x[0]) }, func(_ float64, _, f []float64) { f[0] = 0 }
	half, itself := func(_ float64, _, g []float64) { g[0] = 0.5 }, func(_ float64, x, g []float64) { g[0] = x[0] }
	additive, multiplicative := NewLangevin(sine, half, 1), NewLangevin(still, itself, 1)
	type step func(t float64, x []float64, dt float64, dw []float64)
	const n, paths = 1024, 400
	for _, c := range []struct {
		name  string
		step  step
		exact func(w float64) float64 // nil: the finest steps stand for it
		want  float64                 // factor for a halved step
	}{
		{"Euler-Maruyama, additive", additive.EulerMaruyamaAlong, nil, 2}, {"Heun, additive", additive.HeunAlong, nil, 2},
		{"Euler-Maruyama, multiplicative", multiplicative.EulerMaruyamaAlong, func(w float64) float64 { return math.Exp(w - 0.5) }, math.Sqrt2},
		{"Heun, multiplicative", multiplicative.HeunAlong, math.Exp, 2},
	} {
		r := random.New(8)
		dw, distance := make([]float64, n), [3]float64{}
		for range paths {
			whole := 0.0
			for i := range dw {
				dw[i] = r.Normal() * math.Sqrt(1.0/n)
				whole += dw[i]
			}
			path := func(every int) float64 {
				x, w := []float64{1}, []float64{0}
				for k := 0; k < n; k += every {
					w[0] = 0
					for _, d := range dw[k : k+every] {
						w[0] += d
					}
					c.step(float64(k)/n, x, float64(every)/n, w)
				}
				return x[0]
			}
			truth := 0.0
			if c.exact != nil {
				truth = c.exact(whole)
			} else {
				truth = path(1)
			}
			for i, every := range []int{64, 32, 16} {
				distance[i] += math.Abs(path(every) - truth)
			}
		}
		if q := math.Sqrt(distance[0] / distance[2]); q < 0.88*c.want || q > 1.15*c.want {
			t.Errorf("%s: halving the step divides the error by %.3f, want about %.3f", c.name, q, c.want)
		}
	}
}

// N two-state channels opening at a and closing at b: mean N a/(a+b), variance N a b/(a+b)^2, binomial.
func TestGillespieChannels(t *testing.T) {
	const N, a, b = 40, 0.3, 0.7
	g := Gillespie{Reactions: []Reaction{
		{Rate: func(s []int) float64 { return a * float64(N-s[0]) }, Change: []int{1}},
		{Rate: func(s []int) float64 { return b * float64(s[0]) }, Change: []int{-1}},
	}}
	r := random.New(9)
	state, now, end := []int{12}, 0.0, 40000.0
	var m, m2 float64
	for now < end {
		open := float64(state[0])
		next := math.Min(g.Next(now, state, r), end)
		m += open * (next - now)
		m2 += open * open * (next - now)
		now = next
	}
	m /= end
	v := m2/end - m*m
	// correlation time 1/(a+b) = 1: about end/2 independent samples
	if math.Abs(m-12) > 5*math.Sqrt(8.4/(end/2)) || math.Abs(v-8.4) > 5*8.4*math.Sqrt(2/(end/2)) {
		t.Errorf("mean %.4f variance %.4f, want 12 and 8.4", m, v)
	}
	empty := Gillespie{Reactions: []Reaction{{Rate: func([]int) float64 { return 0 }, Change: []int{1}}}}
	if !math.IsInf(empty.Next(0, []int{0}, r), 1) {
		t.Error("something happened at rate 0")
	}
}

func TestRoot(t *testing.T) {
	for _, c := range []struct {
		g      func(float64) float64
		lo, hi float64
		want   float64
	}{
		{func(x float64) float64 { return x*x - 2 }, 0, 2, math.Sqrt2},
		{func(x float64) float64 { return math.Cos(x) - x }, 0, 1, 0.73908513321516064},
		{func(x float64) float64 { return math.Pow(x, 9) }, -1, 2, 0},
		{func(x float64) float64 { return math.Exp(50*x) - 1 }, -3, 4, 0},
		{func(x float64) float64 { return math.Copysign(1, x-0.3) }, 0, 1, 0.3},
	} {
		x, ok := Root(c.g, c.lo, c.hi)
		if !ok || math.Abs(x-c.want) > 1e-14 && math.Abs(c.g(x)) > 1e-200 {
			t.Errorf("root %.17g, want %.17g", x, c.want)
		}
	}
	if _, ok := Root(math.Exp, 0, 1); ok {
		t.Error("found a root where the sign does not change")
	}
	if r := Roots(math.Sin, 1, 10, 20); len(r) != 3 || math.Abs(r[2]-3*math.Pi) > 1e-12 {
		t.Errorf("roots of the sine on [1, 10]: %v", r)
	}
}

func TestNewtonAndStability(t *testing.T) {
	p, err := Newton(pendulum, []float64{2.5, 0.3}) // the upper rest is a saddle with eigenvalues +-1
	if err != nil || math.Abs(p.X[0]-math.Pi) > 1e-9 || p.Class() != "saddle" || math.Abs(real(p.Eigenvalues[0])-1) > 1e-6 {
		t.Errorf("%+v %v", p, err)
	}
	spiral := func(_ float64, x, dx []float64) { dx[0], dx[1] = -x[0]-2*x[1], 2*x[0]-x[1] }
	if p, _ := Newton(spiral, []float64{1, 1}); p.Class() != "stable focus" || !p.Stable() {
		t.Errorf("%+v", p)
	}
	if _, err := Newton(func(_ float64, x, dx []float64) { dx[0] = x[0]*x[0] + 1 }, []float64{3}); err == nil {
		t.Error("a field without a zero has converged")
	}
}

func TestNullclineOfACubic(t *testing.T) {
	xs, ys := Nullcline(func(x, y float64) float64 { return x - x*x*x/3 - y }, -2, 2, -2, 2, 40)
	if len(xs) != 41 {
		t.Fatalf("%d points", len(xs))
	}
	for i, x := range xs {
		if math.Abs(ys[i]-(x-x*x*x/3)) > 1e-12 {
			t.Errorf("(%v, %v) is off the cubic", x, ys[i])
		}
	}
}

// The normal forms: x' = l + x^2 folds at l = 0; the Hopf form with frequency 3/(2 pi) crosses at l = 0.
func TestContinuationFindsFoldAndHopf(t *testing.T) {
	fold := func(l float64) Field { return func(_ float64, x, dx []float64) { dx[0] = l + x[0]*x[0] } }
	b, err := Continuation{From: -1, To: 1}.Follow(context.Background(), fold, []float64{-1})
	if err != nil || len(b.Bifurcations) != 1 || b.Bifurcations[0].Kind != "fold" || math.Abs(b.Bifurcations[0].Parameter) > 1e-10 {
		t.Fatalf("%+v %v", b.Bifurcations, err)
	}
	if first, last := b.Points[0], b.Points[len(b.Points)-1]; !first.Stable || last.Stable || last.X[0] < 0.9 {
		t.Errorf("the branch runs from %+v to %+v", first, last)
	}
	hopf := func(l float64) Field {
		return func(_ float64, x, dx []float64) {
			r := x[0]*x[0] + x[1]*x[1]
			dx[0], dx[1] = l*x[0]-3*x[1]-x[0]*r, 3*x[0]+l*x[1]-x[1]*r
		}
	}
	b, err = Continuation{From: -1, To: 1}.Follow(context.Background(), hopf, []float64{0, 0})
	if err != nil || len(b.Bifurcations) != 1 || b.Bifurcations[0].Kind != "Hopf" || math.Abs(b.Bifurcations[0].Parameter) > 1e-9 ||
		math.Abs(b.Bifurcations[0].Frequency-3/(2*math.Pi)) > 1e-9 {
		t.Fatalf("%+v %v", b.Bifurcations, err)
	}
	if _, err := (Continuation{From: 1, To: 2}).Follow(context.Background(), fold, []float64{0}); err == nil {
		t.Error("a branch began where there is no fixed point")
	}
}

// Lorenz at 10, 28, 8/3: 0.9056 (Sprott 2003, Chaos and Time-Series Analysis); a damped pendulum
// contracts at half its damping.
func TestLyapunov(t *testing.T) {
	lorenz := func(_ float64, x, dx []float64) {
		dx[0], dx[1], dx[2] = 10*(x[1]-x[0]), x[0]*(28-x[2])-x[1], x[0]*x[1]-8.0/3*x[2]
	}
	p := NewStepper(RungeKutta4, 3)
	l := Lyapunov(func(x []float64) { p.Step(lorenz, 0, x, 0.01) }, []float64{1, 1, 20}, 0.01, 2000, 60000, 10)
	if math.Abs(l-0.9056) > 0.02 {
		t.Errorf("Lorenz: %.4f, want 0.9056", l)
	}
	damped := func(_ float64, x, dx []float64) { dx[0], dx[1] = x[1], -math.Sin(x[0])-0.4*x[1] }
	q := NewStepper(RungeKutta4, 2)
	l = Lyapunov(func(x []float64) { q.Step(damped, 0, x, 0.02) }, []float64{1, 0}, 0.02, 2000, 20000, 10)
	if math.Abs(l+0.2) > 0.005 {
		t.Errorf("damped pendulum: %.4f, want -0.2", l)
	}
}

func TestRemovableSingularities(t *testing.T) {
	for _, x := range []float64{0, 1e-12, -1e-6, 9.99e-6, 1.001e-5, 0.5, -3, 700} {
		want := x / math.Expm1(x)
		if x == 0 {
			want = 1
		}
		if math.Abs(ExpRel(x)-want) > 1e-12*math.Abs(want) {
			t.Errorf("ExpRel(%v) = %v, want %v", x, ExpRel(x), want)
		}
	}
	if Linear(3, 2, 0, 0.5) != 4 {
		t.Error("x' = a without decay does not grow by a dt")
	}
	if got, want := Linear(3, 2, 4, 0.5), 0.5+2.5*math.Exp(-2); math.Abs(got-want) > 1e-15 {
		t.Errorf("x' = a - b x: %v, want %v", got, want)
	}
}

func BenchmarkRungeKutta4(b *testing.B) {
	p, x := NewStepper(RungeKutta4, 2), []float64{1, 0}
	b.ReportAllocs()
	for b.Loop() {
		p.Step(pendulum, 0, x, 0.01)
	}
}
