// Package cable holds neurons with extent: the passive cable in closed form and in compartments,
// branching trees, and the squid axon that conducts a spike.
//
// Units are those of the laboratory: diameters and lengths in um, Rm in Ohm cm^2, Ri in Ohm cm, Cm in
// uF/cm^2, currents nA, potentials mV (from rest in passive cables), resistances MOhm, conductances uS,
// capacitances nF; uS mV = nA and nF mV/ms = nA. Compartments are centred on nodes x_k = k L/n, and
// the end nodes own half a compartment of membrane, which makes the error second order in L/n. NEURON and
// Brian2 centre their compartments on segments instead: their first value lies half a segment inside.
//
// Trees are numbered so that a parent comes before its children; the linear system of an implicit step
// is then solved in one backward and one forward sweep (Hines 1984).
//
// Models returns the registry's entries of this package.
package cable

import (
	"math"

	"coronium/sim"
)

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{cableModel(), stepModel(), treeModel(), axonModel()}
}

// Cylinder is a passive cable with both ends sealed unless Killed closes the far end to rest (V = 0).
type Cylinder struct {
	D, Rm, Ri, L float64 // um, Ohm cm^2, Ohm cm, um
	Killed       bool
	Variant      string // of the time-dependent solution; "" is right
}

// Lambda returns the length constant sqrt(d Rm/(4 Ri)) in um.
func (c Cylinder) Lambda() float64 { return 1e4 * math.Sqrt(c.D*1e-4*c.Rm/(4*c.Ri)) }

// RInf returns the input resistance of the semi-infinite cable, (2/pi) sqrt(Rm Ri) d^(-3/2), in MOhm.
func (c Cylinder) RInf() float64 {
	return 2 / math.Pi * math.Sqrt(c.Rm*c.Ri) / math.Pow(c.D*1e-4, 1.5) * 1e-6
}

// Input returns the input resistance at x = 0 in MOhm: R_inf coth(L/lambda) sealed, R_inf tanh(L/lambda) killed.
func (c Cylinder) Input() float64 {
	t := math.Tanh(c.L / c.Lambda())
	if c.Killed {
		return c.RInf() * t
	}
	return c.RInf() / t
}

// Profile returns V(x)/V(0) for a steady current at x = 0: cosh((L-x)/lambda)/cosh(L/lambda) sealed,
// sinh((L-x)/lambda)/sinh(L/lambda) killed; in a form that does not overflow for long cables.
func (c Cylinder) Profile(x float64) float64 {
	l := c.Lambda()
	far, all := (c.L-x)/l, c.L/l
	s := 1.0
	if c.Killed {
		s = -1
	}
	return math.Exp(-x/l) * (1 + s*math.Exp(-2*far)) / (1 + s*math.Exp(-2*all))
}

// TimeConstants returns tau_0 = Rm Cm (ms) and the next one of the sealed cable, tau_0/(1 + (pi lambda/L)^2).
func (c Cylinder) TimeConstants(Cm float64) (tau0, tau1 float64) {
	tau0 = c.Rm * Cm * 1e-3
	q := math.Pi * c.Lambda() / c.L
	return tau0, tau0 / (1 + q*q)
}

// Compartments is a cylinder cut into n intervals: membrane conductance (uS) and capacitance (nF) of each of
// the n+1 nodes, and the axial conductance (uS) between neighbours.
type Compartments struct {
	Leak, Capacity []float64
	Axial          float64
}

// Cut makes n intervals of the cylinder; Cm in uF/cm^2. variant is a misconception of cableVariants.
func (c Cylinder) Cut(n int, Cm float64, variant string) Compartments {
	h, d := c.L/float64(n)*1e-4, c.D*1e-4
	rm, ri, radius := c.Rm, c.Ri, d/2
	wall := math.Pi * d * h
	switch variant {
	case "flat-area":
		wall = d * h
	case "diameter-as-radius":
		radius = d
	case "Rm-Ri-swapped":
		rm, ri = ri, rm
	}
	k := Compartments{make([]float64, n+1), make([]float64, n+1), 1e6 * math.Pi * radius * radius / (ri * h)}
	if variant == "resistance-per-n-plus-1" {
		k.Axial *= float64(n+1) / float64(n)
	}
	for i := range k.Leak {
		area := wall
		if (i == 0 || i == n) && variant != "full-end-compartments" {
			area /= 2
		}
		k.Leak[i], k.Capacity[i] = 1e6*area/rm, 1e3*Cm*area
	}
	return k
}

// SolveTridiagonal returns the solution of a tridiagonal system with lower, main and upper diagonal in O(n);
// the inputs are not changed. The system must be diagonally dominant, as those of cables are.
func SolveTridiagonal(lower, main, upper, right []float64) []float64 {
	n := len(main)
	d, x := append([]float64(nil), main...), append([]float64(nil), right...)
	for k := 1; k < n; k++ {
		w := lower[k-1] / d[k-1]
		d[k] -= w * upper[k-1]
		x[k] -= w * x[k-1]
	}
	x[n-1] /= d[n-1]
	for k := n - 2; k >= 0; k-- {
		x[k] = (x[k] - upper[k]*x[k+1]) / d[k]
	}
	return x
}

// Steady returns V (mV) at the n+1 nodes for a steady current I (nA) at node at.
func (c Cylinder) Steady(n, at int, I float64, variant string) []float64 {
	k := c.Cut(n, 1, variant)
	lower, main, upper, right := k.system(variant)
	right[at] = I
	killed := c.Killed != (variant == "ends-interchanged")
	if killed {
		main[n], right[n] = 1, 0
		lower[n-1] = 0
	}
	return SolveTridiagonal(lower, main, upper, right)
}

// system returns the conductance matrix of the compartments.
func (k Compartments) system(variant string) (lower, main, upper, right []float64) {
	n := len(k.Leak) - 1
	lower, main, upper, right = make([]float64, n), make([]float64, n+1), make([]float64, n), make([]float64, n+1)
	for i := range main {
		main[i] = k.Leak[i]
		if i > 0 {
			main[i] += k.Axial
			lower[i-1] = -k.Axial
		}
		if i < n {
			main[i] += k.Axial
			upper[i] = -k.Axial
		}
	}
	if variant == "two-neighbours-everywhere" {
		main[0] += k.Axial
		main[n] += k.Axial
	}
	return lower, main, upper, right
}

// Transient advances V by backward Euler steps of dt (ms) under a current of input(t) nA at node at, t being the
// end of the step, and calls see after each. Backward Euler is of order 1 and stable for any step.
func (c Cylinder) Transient(n, at int, Cm, dt float64, steps int, input func(t float64) float64, see func(k int, v []float64) error) error {
	k := c.Cut(n, Cm, c.Variant)
	lower, main, upper, right := k.system("")
	v := make([]float64, n+1)
	for i := range main {
		main[i] += k.Capacity[i] / dt
	}
	if c.Killed {
		main[n], lower[n-1] = 1, 0
	}
	for s := 1; s <= steps; s++ {
		for i := range right {
			right[i] = k.Capacity[i] / dt * v[i]
		}
		right[at] += input(float64(s) * dt)
		if c.Killed {
			right[n] = 0
		}
		v = SolveTridiagonal(lower, main, upper, right)
		if err := see(s, v); err != nil {
			return err
		}
	}
	return nil
}
