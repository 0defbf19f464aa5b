// Package solve integrates the equations of the models and finds what they settle to.
//
// Fixed-step schemes (Euler, Heun, Runge-Kutta 4) with an order that the tests measure; exponential
// Euler for equations of gates; Dormand-Prince 5(4) with dense output and located events, which the
// golden numbers come from; Euler-Maruyama and stochastic Heun for Langevin equations; Gillespie's
// direct method for channels; fixed points, Jacobians, stability, nullclines; pseudo-arclength
// continuation with fold and Hopf points; the largest Lyapunov exponent.
//
// States are slices that the caller owns; steppers own their work space, so that a step allocates
// nothing. A scheme is chosen by name, its order is stated, and its test halves the step.
//
// Sources: Hairer, Nørsett & Wanner, Solving ODEs I (1993); Higham 2001; Kloeden & Platen 1992;
// Gillespie 1977; Kuznetsov, Elements of Applied Bifurcation Theory, ch. 10; Benettin et al. 1980.
package solve

import "math"

// Field is the right-hand side of dx/dt = f(t, x): it writes f into dxdt and keeps neither slice.
type Field func(t float64, x, dxdt []float64)

// Scheme names a fixed-step method.
type Scheme int

// The fixed-step methods with their order of convergence.
const (
	Euler       Scheme = iota // order 1
	Heun                      // order 2, the explicit trapezium rule
	RungeKutta4               // order 4, the classical tableau
)

// Order returns the order of convergence of the scheme.
func (s Scheme) Order() int { return [...]int{1, 2, 4}[s] }

func (s Scheme) String() string { return [...]string{"Euler", "Heun", "Runge-Kutta 4"}[s] }

// Stepper advances a state of fixed dimension by one scheme.
type Stepper struct {
	scheme        Scheme
	k1, k2, k3, s []float64
	k4            []float64
}

// NewStepper returns a stepper for states of dimension n.
func NewStepper(scheme Scheme, n int) *Stepper {
	work := make([]float64, 5*n)
	return &Stepper{scheme: scheme, k1: work[:n:n], k2: work[n : 2*n : 2*n], k3: work[2*n : 3*n : 3*n],
		k4: work[3*n : 4*n : 4*n], s: work[4*n:]}
}

// Step advances x from t to t + dt in place.
func (p *Stepper) Step(f Field, t float64, x []float64, dt float64) {
	f(t, x, p.k1)
	switch p.scheme {
	case Euler:
		axpy(x, x, dt, p.k1)
	case Heun:
		axpy(p.s, x, dt, p.k1)
		f(t+dt, p.s, p.k2)
		for i := range x {
			x[i] += dt / 2 * (p.k1[i] + p.k2[i])
		}
	case RungeKutta4:
		axpy(p.s, x, dt/2, p.k1)
		f(t+dt/2, p.s, p.k2)
		axpy(p.s, x, dt/2, p.k2)
		f(t+dt/2, p.s, p.k3)
		axpy(p.s, x, dt, p.k3)
		f(t+dt, p.s, p.k4)
		for i := range x {
			x[i] += dt / 6 * (p.k1[i] + 2*p.k2[i] + 2*p.k3[i] + p.k4[i])
		}
	}
}

// axpy sets dst = x + a k.
func axpy(dst, x []float64, a float64, k []float64) {
	k = k[:len(x)]
	dst = dst[:len(x)]
	for i := range x {
		dst[i] = x[i] + a*k[i]
	}
}

// Relax advances dx/dt = (target - x)/tau exactly over dt for constant target: exponential Euler for
// a gate, a trace or a leaky membrane. tau must be positive.
func Relax(x, target, tau, dt float64) float64 {
	return target + (x-target)*math.Exp(-dt/tau)
}

// Linear advances dx/dt = a - b x exactly over dt for constant a and b, b = 0 included.
func Linear(x, a, b, dt float64) float64 {
	return x + (a-b*x)*dt*Phi1(-b*dt)
}

// Phi1 is (e^z - 1)/z, 1 at z = 0.
func Phi1(z float64) float64 {
	if math.Abs(z) < 1e-8 {
		return 1 + z/2
	}
	return math.Expm1(z) / z
}

// ExpRel is x/(e^x - 1), 1 at x = 0: the rate functions of Hodgkin and Huxley have removable
// singularities of this form.
func ExpRel(x float64) float64 {
	if math.Abs(x) < 1e-5 {
		return 1 - x/2 + x*x/12
	}
	return x / math.Expm1(x)
}

// Finite reports whether all entries are finite numbers.
func Finite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
