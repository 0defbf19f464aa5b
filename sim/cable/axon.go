package cable

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/neuron"
)

// Axon is a squid axon in n intervals, each node a Hodgkin-Huxley patch. A step is staggered: gates by their
// exact relaxation at the old V, then V by the implicit trapezium rule (Crank-Nicolson) with the new
// conductances: second order, as in NEURON with secondorder = 2.
type Axon struct {
	Membrane neuron.HodgkinHuxley
	D, Ri, L float64 // um, Ohm cm, um
	N        int
}

// Speed injects I nA at x = 0 for pulse ms, runs for T ms with steps of dt and returns the conduction velocity
// (m/s) between L/3 and 2L/3 from the times at which V crosses 0 there, or ok = false when the spike did not
// reach it. see is called with V after each step.
func (a Axon) Speed(ctx context.Context, I, pulse, dt, T float64, see func(k int, v []float64)) (speed float64, ok bool, err error) {
	n := a.N
	cyl := Cylinder{D: a.D, Rm: 1, Ri: a.Ri, L: a.L}
	cut := cyl.Cut(n, a.Membrane.C, "") // with Rm = 1 Ohm cm^2, Leak holds 1e6 times the area in cm^2
	area := make([]float64, n+1)
	for i := range area {
		area[i] = cut.Leak[i] * 1e-6
	}
	start, found := a.Membrane.Rest(0)
	if !found {
		start = -65
	}
	v, next := make([]float64, n+1), make([]float64, n+1)
	m, h, g := make([]float64, n+1), make([]float64, n+1), make([]float64, n+1)
	for i := range v {
		v[i] = start
		m[i], h[i], g[i] = a.Membrane.Gates(start)
	}
	lower, main, upper, right := make([]float64, n), make([]float64, n+1), make([]float64, n), make([]float64, n+1)
	q := a.Membrane.Q10()
	first, second := n/3, 2*n/3
	var t1, t2 float64
	steps := int(math.Round(T / dt))
	for k := 0; k < steps; k++ {
		if k&63 == 0 && ctx.Err() != nil {
			return 0, false, ctx.Err()
		}
		for i := range v {
			am, bm, ah, bh, an, bn := neuron.Rates(v[i])
			m[i] = relax(m[i], am, bm, q*dt)
			h[i] = relax(h[i], ah, bh, q*dt)
			g[i] = relax(g[i], an, bn, q*dt)
			na, kk := a.Membrane.GNa*m[i]*m[i]*m[i]*h[i], a.Membrane.GK*g[i]*g[i]*g[i]*g[i]
			// mS times mV is uA; everything below in nA, uS and nF
			leak := 1e3 * area[i] * (na + kk + a.Membrane.GL)
			drive := 1e3 * area[i] * (na*a.Membrane.ENa + kk*a.Membrane.EK + a.Membrane.GL*a.Membrane.EL)
			main[i] = 2*cut.Capacity[i]/dt + leak
			right[i] = 2*cut.Capacity[i]/dt*v[i] + drive
			if i > 0 {
				main[i] += cut.Axial
				lower[i-1] = -cut.Axial
			}
			if i < n {
				main[i] += cut.Axial
				upper[i] = -cut.Axial
			}
		}
		if float64(k)*dt < pulse {
			right[0] += I
		}
		// The system gives V at the middle of the step; the end is its mirror image.
		for i := 1; i <= n; i++ {
			w := lower[i-1] / main[i-1]
			main[i] -= w * upper[i-1]
			right[i] -= w * right[i-1]
		}
		next[n] = right[n] / main[n]
		for i := n - 1; i >= 0; i-- {
			next[i] = (right[i] - upper[i]*next[i+1]) / main[i]
		}
		for i := range next {
			next[i] = 2*next[i] - v[i]
		}
		t := float64(k) * dt
		if t1 == 0 && v[first] < 0 && next[first] >= 0 {
			t1 = t - dt*v[first]/(next[first]-v[first])
		}
		if t2 == 0 && v[second] < 0 && next[second] >= 0 {
			t2 = t - dt*v[second]/(next[second]-v[second])
		}
		v, next = next, v
		if see != nil {
			see(k+1, v)
		}
		if math.IsNaN(v[0]) || math.Abs(v[0]) > 1e6 {
			return 0, false, &sim.DivergedError{Model: "axon", Quantity: "V", At: t, Mend: "shorten dt"}
		}
	}
	if t1 == 0 || t2 <= t1 {
		return 0, false, nil
	}
	return float64(second-first) * a.L / float64(n) / (t2 - t1) * 1e-3, true, nil
}

// relax is a gate's exact step for frozen rates.
func relax(x, alpha, beta, dt float64) float64 {
	s := alpha + beta
	return alpha/s + (x-alpha/s)*math.Exp(-dt*s)
}

func axonModel() sim.Model {
	return sim.Model{
		Name: "axon", Title: "Conducting squid axon", Kind: sim.KindModel,
		Doc: `A cylinder of Hodgkin-Huxley membrane in n intervals, started at rest; a pulse at x = 0. Gates relax exactly, V takes a Crank-Nicolson step: second order in dt and in L/n. The velocity is measured between L/3 and 2L/3, from upward crossings of 0 mV. ` +
			`At 18.5 degrees, radius 238 um, Ri 35.4 Ohm cm, Hodgkin and Huxley computed 18.8 m/s and measured 21.2. Velocity grows with the square root of the diameter. NEURON with secondorder = 2 takes the same staggered step and gives 18.70 m/s; Brian2's SpatialNeuron takes V by backward Euler, of first order.`,
		Source: "Hodgkin & Huxley 1952, J. Physiol. 117:500, pp. 524-528; E_L as in hh",
		Parameters: []sim.Parameter{
			sim.Par("d", "um", "diameter", 476, 1, 2000),
			sim.Par("Ri", "Ohm*cm", "axial resistivity", 35.4, 1, 1000),
			sim.Par("L", "um", "length", 60000, 1000, 3e5),
			sim.Whole("n", "intervals of the axon", 600, 30, 3000),
			sim.Par("T_C", "degC", "temperature", 18.5, 0, 30),
			sim.Par("C", "uF/cm^2", "membrane capacitance", 1, 0.1, 10),
			sim.Par("I", "nA", "pulse at x = 0", 20000, 0, 1e6),
			sim.Par("pulse", "ms", "length of the pulse", 0.3, 0.01, 10),
			sim.Step(0.005, 5e-4, 0.02), sim.Duration(5, 50),
		},
		Outputs: []sim.Output{
			sim.Scalar("velocity", "m/s", "conduction velocity; absent when no spike arrives"),
			sim.Scalar("conducts", "1", "1 when a spike passed"),
			sim.Time(), sim.Trace("V_third", "mV", "V at L/3"), sim.Trace("V_two_thirds", "mV", "V at 2L/3"),
		},
		Variants: []sim.Variant{
			{Name: "no-q10", Says: "The gates run at 6.3 degrees whatever the temperature: 12.3 m/s instead of 18.8."},
			{Name: "diameter-as-radius", Says: "The diameter is taken for the radius: the spike is faster by sqrt(2)."},
			{Name: "degrees-as-factor", Says: "Rates grow in proportion to the temperature in degrees, not threefold in ten degrees."},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			h := neuron.Squid
			h.C, h.Celsius = p["C"], p["T_C"]
			d := p["d"]
			switch s.Variant {
			case "no-q10":
				h.Celsius = 6.3
			case "diameter-as-radius":
				d *= 2
			case "degrees-as-factor":
				h.Celsius = 6.3 + 10*math.Log(math.Max(p["T_C"], 1e-3)/6.3)/math.Log(3)
			}
			a := Axon{Membrane: h, D: d, Ri: p["Ri"], L: p["L"], N: int(p["n"])}
			steps, err := sim.Steps("axon", p["T"], p["dt"], true)
			if err != nil {
				return sim.Result{}, err
			}
			if float64(steps)*p["n"] > 5e6 {
				return sim.Result{}, &sim.ParameterError{Model: "axon", Parameter: "n", Value: p["n"], Range: "at most " + sim.Format(math.Floor(5e6/float64(steps))) + " for so many steps"}
			}
			t, v1, v2 := make([]float64, steps), make([]float64, steps), make([]float64, steps)
			speed, ok, err := a.Speed(ctx, p["I"], p["pulse"], p["dt"], p["T"], func(k int, v []float64) {
				t[k-1], v1[k-1], v2[k-1] = float64(k)*p["dt"], v[a.N/3], v[2*a.N/3]
			})
			if err != nil {
				return sim.Result{}, err
			}
			out := sim.Result{Scalars: map[string]float64{"conducts": 0}}
			if ok {
				out.Scalars["conducts"], out.Scalars["velocity"] = 1, speed
			}
			if s.Traces {
				out.Traces = map[string][]float64{"t": t, "V_third": v1, "V_two_thirds": v2}
			}
			return out, nil
		},
	}
}
