package neuron

import (
	"context"
	"math"

	"coronium/sim"
)

// StepMembrane is one of five explanations of a cell's answer to a step of current; v is the distance from rest.
//
//	0 leaky     C v' = -g v + I
//	1 dendrite  C v' = -g v - g_c (v - u) + I      C_d u' = -g_d u + g_c (v - u)
//	2 slow      C v' = -g v - k w + I              tau_w w' = v - w
//	3 stiff     C v' = -g v - b v^3 + I
//	4 charge    C v' = I
//
// nF, uS, mV, nA, ms close without a factor; b is in uS/mV^2. A leaky bag reaches 75 % of its end after exactly twice the
// time to 50 %, whatever C, g and I; a passive dendrite makes that ratio larger and never lets v turn back; a slow current
// overshoots by up to 1 + k/g; a stiffening leak answers twice the current with less than twice the voltage.
// Sources: Dayan & Abbott §5.2-5.3; Neuronal Dynamics §1.3 and §2.2.
type StepMembrane struct {
	Kind                              int
	C, G, K, TauW, GC, GD, CD, B, Amp float64
	Variant                           string
}

var stepMembraneVariants = []sim.Variant{
	{Name: "slow-current-helps", Says: "The slow current has the wrong sign: it amplifies instead of opposing.", Where: map[string]float64{"explanation": 2}},
	{Name: "dendrite-for-free", Says: "What flows into the dendrite is not taken from the soma.", Where: map[string]float64{"explanation": 1}},
	{Name: "stiffens-with-square", Says: "The stiffening leak is b v^2: it pushes downwards whatever the sign of v.", Where: map[string]float64{"explanation": 3}},
	{Name: "no-capacitance", Says: "The current is not divided by C."},
}

func (s StepMembrane) slope(v, u float64) (dv, du float64) {
	drain, slow, stiff := s.GC, s.K, s.B*v*v*v
	switch s.Variant {
	case "slow-current-helps":
		slow = -slow
	case "dendrite-for-free":
		drain = 0
	case "stiffens-with-square":
		stiff = s.B * v * v
	case "no-capacitance":
		s.C = 1
	}
	switch s.Kind {
	case 1:
		return (-s.G*v - drain*(v-u) + s.Amp) / s.C, (-s.GD*u + s.GC*(v-u)) / s.CD
	case 2:
		return (-s.G*v - slow*u + s.Amp) / s.C, (v - u) / s.TauW
	case 3:
		return (-s.G*v - stiff + s.Amp) / s.C, 0
	case 4:
		return s.Amp / s.C, 0
	}
	return (-s.G*v + s.Amp) / s.C, 0
}

// Run integrates from rest by the classical Runge-Kutta method; the result has steps+1 samples.
func (s StepMembrane) Run(ctx context.Context, dt float64, steps int) ([]float64, error) {
	v, u := 0.0, 0.0
	out := make([]float64, 1, steps+1)
	for k := 0; k < steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return nil, err
		}
		a, p := s.slope(v, u)
		b, q := s.slope(v+dt/2*a, u+dt/2*p)
		c, r := s.slope(v+dt/2*b, u+dt/2*q)
		d, t := s.slope(v+dt*c, u+dt*r)
		v, u = v+dt/6*(a+2*b+2*c+d), u+dt/6*(p+2*q+2*r+t)
		if math.IsNaN(v) || math.Abs(v) > 1e9 {
			return nil, &sim.DivergedError{Model: "step-membrane", Quantity: "v", At: float64(k+1) * dt, Mend: "shorten dt"}
		}
		out = append(out, v)
	}
	return out, nil
}

func stepMembraneModel() sim.Model {
	return sim.Model{
		Name: "step-membrane", Title: "Five explanations of a step response", Kind: sim.KindModel,
		Doc: `v is the distance from rest after a step of current at t = 0. explanation 0: a leaky bag; 1: with a leaky dendrite; 2: with a slow current that opposes; 3: a leak that stiffens at once; 4: charge that just accumulates. ` +
			`plateau is the mean of the last fifth, sag the largest v over it, shape the time to 75 % of it over the time to 50 %, late the part by which v still grows from the middle fifth to the last. Runge-Kutta 4. ` +
			`0: C v' = -g v + I; 1: C v' = -g v - g_c (v - u) + I, C_d u' = -g_d u + g_c (v - u); 2: C v' = -g v - k w + I, tau_w w' = v - w; 3: C v' = -g v - b v^3 + I; 4: C v' = I. nF, uS, mV, nA, ms close without a factor.`,
		Source: "Dayan & Abbott §5.2-5.3; Neuronal Dynamics §1.3 and §2.2",
		Parameters: []sim.Parameter{
			sim.Whole("explanation", "0 leaky, 1 dendrite, 2 slow current, 3 stiffening, 4 charge", 0, 0, 4),
			sim.Par("C", "nF", "capacitance", 0.2, 0.01, 10),
			sim.Par("g", "uS", "leak", 0.01, 0.0001, 1),
			sim.Par("k", "uS", "strength of the slow current", 0.012, 0, 1),
			sim.Par("tau_w", "ms", "time constant of the slow current", 120, 1, 1e5),
			sim.Par("g_c", "uS", "coupling to the dendrite", 0.025, 0, 1),
			sim.Par("g_d", "uS", "leak of the dendrite", 0.006, 0.0001, 1),
			sim.Par("C_d", "nF", "capacitance of the dendrite", 0.7, 0.01, 100),
			sim.Par("b", "uS/mV^2", "stiffening", 4.6875e-5, 0, 0.1),
			sim.Par("I", "nA", "current", 0.08, -10, 10),
			sim.Step(0.1, 1e-3, 5), sim.Duration(600, 1e5),
		},
		Outputs: []sim.Output{
			sim.Time(), sim.Trace("v", "mV", "distance from rest"),
			sim.Scalar("plateau", "mV", "mean of the last fifth"),
			sim.Scalar("sag", "1", "largest v over the plateau; absent without a current"),
			sim.Scalar("shape", "1", "time to 75 % over time to 50 % of the plateau; absent without a current"),
			sim.Scalar("late", "1", "growth from the middle fifth to the last, as a part of the plateau; absent without a current"),
			sim.Scalar("double", "1", "plateau at twice the current over the plateau; absent without a current"),
		},
		Variants: stepMembraneVariants,
		Run:      runStepMembrane,
	}
}

func runStepMembrane(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	m := StepMembrane{Kind: int(p["explanation"]), C: p["C"], G: p["g"], K: p["k"], TauW: p["tau_w"], GC: p["g_c"], GD: p["g_d"], CD: p["C_d"], B: p["b"], Amp: p["I"], Variant: s.Variant}
	fastest, what := p["C"]/p["g"], "C/g"
	switch m.Kind {
	case 1:
		fastest, what = math.Min(p["C"]/(p["g"]+p["g_c"]), p["C_d"]/(p["g_d"]+p["g_c"])), "the shortest time constant"
	case 2:
		fastest, what = math.Min(fastest, p["tau_w"]), "the shorter time constant"
	}
	if err := sim.Explicit("step-membrane", p["dt"], fastest, what); err != nil {
		return sim.Result{}, err
	}
	steps, err := sim.Steps("step-membrane", p["T"], p["dt"], true)
	if err != nil {
		return sim.Result{}, err
	}
	v, err := m.Run(ctx, p["dt"], steps)
	if err != nil {
		return sim.Result{}, err
	}
	twice := m
	twice.Amp *= 2
	v2, err := twice.Run(ctx, p["dt"], steps)
	if err != nil {
		return sim.Result{}, err
	}
	out := sim.Result{Scalars: map[string]float64{"plateau": fifth(v, 4)}}
	if plateau := fifth(v, 4); plateau != 0 {
		peak := 0.0
		for _, x := range v {
			peak = math.Max(peak, x/plateau)
		}
		out.Scalars["sag"], out.Scalars["double"] = peak, fifth(v2, 4)/plateau
		out.Scalars["late"] = (plateau - fifth(v, 2)) / plateau
		if half, most := reaches(v, .5*plateau), reaches(v, .75*plateau); half > 0 && most > 0 {
			out.Scalars["shape"] = most / half
		}
	}
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(steps, p["dt"]), "v": v}
	}
	return out, nil
}

// fifth is the mean over one of the five fifths of a trace; the last one runs to the end.
func fifth(v []float64, i int) float64 {
	n := len(v)
	from, to := i*n/5, (i+1)*n/5
	if to <= from {
		from, to = n-1, n
	}
	sum := 0.0
	for _, x := range v[from:to] {
		sum += x
	}
	return sum / float64(to-from)
}

// reaches is the index, interpolated, at which a trace that starts at zero first reaches a level; 0 if it never does.
func reaches(v []float64, level float64) float64 {
	for k := 1; k < len(v); k++ {
		if v[k]/level >= 1 {
			return float64(k-1) + (level-v[k-1])/(v[k]-v[k-1])
		}
	}
	return 0
}
