package network

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// CUBA is the current-based benchmark of Brette et al. 2007 (after Vogels & Abbott 2005): N neurons, four fifths excitatory, every pair
// connected with probability P:
//
//	taum V' = (El - V) + ge + gi,  taue ge' = -ge,  taui gi' = -gi;   V > Vt: spike, V <- Vr, held for Tref;
//
// a spike adds We to ge or Wi to gi of its targets (mV). The linear system is advanced by its exact propagator; a step integrates, tests
// V > Vt, resets, and delivers at once (no delay). Held neurons keep V while their conductances decay and collect.
type CUBA struct {
	N                                             int
	P, TauM, TauE, TauI, Vt, Vr, El, We, Wi, Tref float64
	Variant                                       string
}

var cubaVariants = []sim.Variant{
	{Name: "no-refractory", Says: "Nothing is held after a spike."},
	{Name: "jumps-of-V", Says: "A spike moves V itself by the weight: synapses have no time constant."},
	{Name: "inhibition-excites", Says: "Inhibitory weights have a plus sign."},
	{Name: "one-synaptic-tau", Says: "Inhibition decays as fast as excitation."},
	{Name: "rest-below-threshold", Says: "The constant drive is forgotten: rest lies at the reset, and the network falls silent."},
}

// misread returns the network that a variant takes it for.
func (c CUBA) misread() CUBA {
	switch c.Variant {
	case "no-refractory":
		c.Tref = 0
	case "inhibition-excites":
		c.Wi = -c.Wi
	case "one-synaptic-tau":
		c.TauI = c.TauE
	case "rest-below-threshold":
		c.El = c.Vr
	}
	return c
}

// BretteCUBA is the published set: 4000 neurons, 2 %, We 1.62 and Wi -9 mV.
var BretteCUBA = CUBA{N: 4000, P: 0.02, TauM: 20, TauE: 5, TauI: 10, Vt: -50, Vr: -60, El: -49, We: 60 * 0.27 / 10, Wi: -20 * 4.5 / 10, Tref: 5}

// cubaState is what a step reads and writes; V, Ge and Gi have one entry a neuron, Free the first step at which it integrates again.
type cubaState struct {
	V, Ge, Gi, Free []float64
	fired           []int32
}

// propagator holds the coefficients of an exact step.
type propagator struct{ em, ee, ei, ae, ai, c, vt float64 }

func (c CUBA) propagator(dt float64) propagator {
	em, ee, ei := math.Exp(-dt/c.TauM), math.Exp(-dt/c.TauE), math.Exp(-dt/c.TauI)
	return propagator{em: em, ee: ee, ei: ei, ae: convolved(c.TauE, c.TauM, dt), ai: convolved(c.TauI, c.TauM, dt), c: c.El * (1 - em), vt: c.Vt}
}

// convolved is tau_s/(tau_s - tau_m) (exp(-dt/tau_s) - exp(-dt/tau_m)), dt/tau exp(-dt/tau) for equal constants.
func convolved(s, m, dt float64) float64 {
	if math.Abs(s-m) < 1e-6*m {
		return dt / m * math.Exp(-dt/m)
	}
	return s / (s - m) * (math.Exp(-dt/s) - math.Exp(-dt/m))
}

// scalar is one step of all neurons: the scalar twin of the vector version that the build tag simd selects. It lists in fired the neurons
// that crossed, in ascending order.
func (q propagator) scalar(s *cubaState, step float64) {
	n := len(s.V)
	v, ge, gi, free := s.V[:n], s.Ge[:n], s.Gi[:n], s.Free[:n]
	s.fired = s.fired[:0]
	for i := range v {
		e, g := ge[i], gi[i]
		ge[i], gi[i] = e*q.ee, g*q.ei
		if free[i] > step {
			continue
		}
		x := float64(v[i]*q.em) + (float64(e*q.ae) + (float64(g*q.ai) + q.c))
		v[i] = x
		if x > q.vt {
			s.fired = append(s.fired, int32(i))
		}
	}
}

// Run simulates steps of dt and returns the spikes. V starts uniform between Vr and Vt. begin, if given, is called between building and running.
func (c CUBA) Run(ctx context.Context, dt float64, steps int, seed uint64, begin ...func()) ([]Spike, error) {
	r := random.New(seed)
	net := Bernoulli(c.N, c.N, c.P, r)
	s := &cubaState{make([]float64, c.N), make([]float64, c.N), make([]float64, c.N), make([]float64, c.N), make([]int32, 0, c.N)}
	for i := range s.V {
		s.V[i] = c.Vr + r.Float64()*(c.Vt-c.Vr)
	}
	for _, f := range begin {
		f()
	}
	return c.run(ctx, net, s, dt, steps)
}

func (c CUBA) run(ctx context.Context, net CSR, s *cubaState, dt float64, steps int) ([]Spike, error) {
	c = c.misread()
	q := c.propagator(dt)
	hold := math.Round(c.Tref / dt)
	NE := c.N * 4 / 5
	spikes := make([]Spike, 0, 1<<14)
	for k := range steps {
		if k&255 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		q.advance(s, float64(k))
		for _, i := range s.fired {
			spikes = append(spikes, Spike{int32(k), i})
			s.V[i], s.Free[i] = c.Vr, float64(k)+hold+1
			into, w := s.Ge, c.We
			if int(i) >= NE {
				into, w = s.Gi, c.Wi
			}
			if c.Variant == "jumps-of-V" {
				into = s.V
			}
			for _, j := range net.Target[net.Offset[i]:net.Offset[i+1]] {
				into[j] += w
			}
		}
	}
	return spikes, nil
}

// COBA is the conductance-based benchmark of Brette et al. 2007:
//
//	C V' = Gl (El - V) + ge (Ee - V) + gi (Ei - V);  ge, gi decay with taue, taui; a spike adds We or Wi (nS).
//
// Without any drive: it is kicked by initial conductances and sustains itself. A step is exponential Euler with the conductances of its
// start (first order). pF, nS, mV, ms.
type COBA struct {
	N                                                      int
	P, C, Gl, El, Ee, Ei, TauE, TauI, Vt, Vr, We, Wi, Tref float64
	Variant                                                string
}

var cobaVariants = []sim.Variant{
	{Name: "no-refractory", Says: "Nothing is held after a spike."},
	{Name: "inhibition-excites", Says: "Inhibitory synapses have the reversal of excitatory ones."},
	{Name: "inhibition-at-rest", Says: "Inhibition reverses at El: it shunts and never hyperpolarises."},
	{Name: "one-synaptic-tau", Says: "Inhibition decays as fast as excitation."},
	{Name: "leak-forgotten", Says: "The leak is left out of the membrane: only synapses pull."},
}

// misread returns the network that a variant takes it for.
func (c COBA) misread() COBA {
	switch c.Variant {
	case "no-refractory":
		c.Tref = 0
	case "inhibition-excites":
		c.Ei = c.Ee
	case "inhibition-at-rest":
		c.Ei = c.El
	case "one-synaptic-tau":
		c.TauI = c.TauE
	case "leak-forgotten":
		c.Gl = 1e-6
	}
	return c
}

// BretteCOBA is the published set: 4000 neurons, 2 %, We 6 and Wi 67 nS.
var BretteCOBA = COBA{N: 4000, P: 0.02, C: 200, Gl: 10, El: -60, Ee: 0, Ei: -80, TauE: 5, TauI: 10, Vt: -50, Vr: -60, We: 6, Wi: 67, Tref: 5}

// Run simulates steps of dt. V starts at El + 5 (z - 1) mV, ge at Gl (4 + 1.5 z), gi at Gl (20 + 12 z) nS (z standard normal, cut at 0), as in
// the published programs. begin, if given, is called between building and running.
func (c COBA) Run(ctx context.Context, dt float64, steps int, seed uint64, begin ...func()) ([]Spike, error) {
	r := random.New(seed)
	net := Bernoulli(c.N, c.N, c.P, r)
	n := c.N
	v, ge, gi := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range v {
		v[i] = c.El + 5*(r.Normal()-1)
		ge[i], gi[i] = math.Max(0, c.Gl*(4+1.5*r.Normal())), math.Max(0, c.Gl*(20+12*r.Normal()))
	}
	for _, f := range begin {
		f()
	}
	return c.run(ctx, net, v, ge, gi, dt, steps)
}

// run is the loop. Instead of a test whether a neuron is held there is a factor dt/C, which is 0 while it is held; the spikes themselves, which lie in order, say whose hold ends.
func (c COBA) run(ctx context.Context, net CSR, v, ge, gi []float64, dt float64, steps int) ([]Spike, error) {
	c = c.misread()
	n, hold, NE := len(v), int32(math.Round(c.Tref/dt)), c.N*4/5
	live := make([]float64, n)
	for i := range live {
		live[i] = dt / c.C
	}
	spikes, fired, released := make([]Spike, 0, 1<<14), make([]int32, 0, n), 0
	// Potentials are counted from Ee, so that excitation has no term of its own.
	q := cobaStep{ee: math.Exp(-dt / c.TauE), ei: math.Exp(-dt / c.TauI), lead: c.Gl * (c.El - c.Ee), gl: c.Gl, Ei: c.Ei - c.Ee, rate: dt / c.C, vt: c.Vt - c.Ee}
	for i := range v {
		v[i] -= c.Ee
	}
	reset := c.Vr - c.Ee
	for k := int32(0); k < int32(steps); k++ {
		if k&255 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for ; released < len(spikes) && spikes[released].Step+hold < k; released++ {
			live[spikes[released].ID] = q.rate
		}
		fired = q.advance(v, ge, gi, live, fired[:0])
		for _, i := range fired {
			spikes = append(spikes, Spike{k, i})
			v[i], live[i] = reset, 0
			into, w := ge, c.We
			if int(i) >= NE {
				into, w = gi, c.Wi
			}
			for _, j := range net.Target[net.Offset[i]:net.Offset[i+1]] {
				into[j] += w
			}
		}
	}
	return spikes, nil
}

// cobaStep holds the coefficients of a step.
type cobaStep struct{ ee, ei, lead, gl, Ei, rate, vt float64 }

// advance is one step of all neurons, V counted from Ee: exponential Euler, V + dt/C I phi(dt/C g) with I the current at V and g the total conductance; the same as relaxing to
// I/g by exp(-dt g/C), without the division. It appends to fired the neurons that crossed, in ascending order.
func (q cobaStep) advance(v, ge, gi, live []float64, fired []int32) []int32 {
	n := len(v)
	ge, gi, live = ge[:n], gi[:n], live[:n]
	for i, x := range v {
		e, g := ge[i], gi[i]
		ge[i], gi[i] = e*q.ee, g*q.ei
		total := q.gl + (e + g)
		current := (q.lead + float64(g*q.Ei)) - float64(total*x)
		u := total * q.rate
		phi := 0.0
		if u < 0.5 {
			phi = phiNear0(u)
		} else {
			phi = -math.Expm1(-u) / u
		}
		x += float64(float64(current*live[i]) * phi)
		v[i] = x
		if x > q.vt {
			fired = append(fired, int32(i))
		}
	}
	return fired
}

// phiNear0 is (1 - exp(-u))/u for 0 <= u < 0.5 by the polynomial of degree 4 that is nearest in relative error (Remez's algorithm): 8e-8, where the
// scheme itself errs by u^2.
func phiNear0(u float64) float64 {
	u2 := u * u
	low := 0.9999999227246897 - float64(u*0.4999924984833097)
	high := (0.16654815159490086 - float64(u*0.041001279103961404)) + float64(u2*0.0067710382703827275)
	return low + float64(u2*high)
}

func bretteBounds(model string, p map[string]float64, steps int) error {
	if work := p["N"] * float64(steps); work > 4e8 || p["N"]*p["N"]*p["p"] > 4e7 || p["N"]*p["N"]*p["p"]*p["T"]/math.Max(p["tref"], p["dt"]) > 1e10 {
		return &sim.ParameterError{Model: model, Parameter: "N", Value: p["N"], Range: "smaller, or p or T: this network would take minutes"}
	}
	return nil
}

func cubaModel() sim.Model {
	return sim.Model{
		Name: "cuba", Title: "Current-based benchmark network (CUBA)", Kind: sim.KindModel,
		Doc: `taum V' = (El - V) + ge + gi with exponential currents, exact propagator; four fifths of the neurons excite, every pair is connected with probability p, spikes arrive at once. A step integrates, tests V > Vt, resets, delivers; held neurons keep V. The first 200 ms are dropped. ` +
			`Brian2's CUBA example is the same network and order; NEST delivers after a delay of at least a step.`,
		Source: "Brette et al. 2007, J. Comput. Neurosci. 23:349, benchmark 2; Vogels & Abbott 2005, J. Neurosci. 25:10786",
		Parameters: []sim.Parameter{
			sim.Whole("N", "neurons", 4000, 20, 10000), sim.Par("p", "1", "connection probability", 0.02, 0, 1), sim.Par("we", "mV", "excitatory weight", 1.62, 0, 50), sim.Par("wi", "mV", "inhibitory weight", -9, -200, 0),
			sim.Par("taum", "ms", "membrane time constant", 20, 1, 200), sim.Par("taue", "ms", "excitatory decay", 5, 0.5, 100), sim.Par("taui", "ms", "inhibitory decay", 10, 0.5, 100), sim.Par("El", "mV", "rest: above threshold", -49, -80, -20), sim.Par("tref", "ms", "refractory time", 5, 0, 50),
			sim.Step(0.1, 0.02, 1), sim.Duration(500, 1e4),
		},
		Outputs:  append(statisticsOutputs(), rasterOutputs()...),
		Variants: cubaVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			steps, err := sim.Steps("cuba", p["T"], p["dt"], false)
			if err != nil {
				return sim.Result{}, err
			}
			if err := bretteBounds("cuba", p, steps); err != nil {
				return sim.Result{}, err
			}
			c := BretteCUBA
			c.Variant = s.Variant
			c.N, c.P, c.We, c.Wi, c.TauM, c.TauE, c.TauI, c.El, c.Tref = int(p["N"]), p["p"], p["we"], p["wi"], p["taum"], p["taue"], p["taui"], p["El"], p["tref"]
			spikes, err := c.Run(ctx, p["dt"], steps, s.Seed, s.Begin)
			if err != nil {
				return sim.Result{}, err
			}
			return bretteResult(s, spikes, c.N, p["dt"], float64(steps)*p["dt"]), nil
		},
	}
}

func bretteResult(s sim.Settings, spikes []Spike, n int, dt, end float64) sim.Result {
	out := sim.Result{Scalars: map[string]float64{"spikes": float64(len(spikes))}}
	Measure(spikes, 0, n, dt, burnIn(end), end).put(out.Scalars, "")
	if s.Traces {
		pictures(&out, spikes, n, dt, end)
	}
	return out
}

func cobaModel() sim.Model {
	return sim.Model{
		Name: "coba", Title: "Conductance-based benchmark network (COBA)", Kind: sim.KindModel,
		Doc: `C V' = Gl (El - V) + ge (Ee - V) + gi (Ei - V) without external drive: kicked by its initial conductances it sustains itself (or dies out, by chance). Exponential Euler with the conductances at the start of a step; order of a step as in cuba. ` +
			`Brian2's COBA example integrates by exponential Euler too; NEST's iaf_cond_exp integrates by Runge-Kutta-Fehlberg and delivers after a delay of at least a step.`,
		Source: "Brette et al. 2007, J. Comput. Neurosci. 23:349, benchmark 1; Vogels & Abbott 2005, J. Neurosci. 25:10786",
		Parameters: []sim.Parameter{
			sim.Whole("N", "neurons", 4000, 20, 10000), sim.Par("p", "1", "connection probability", 0.02, 0, 1), sim.Par("we", "nS", "excitatory weight", 6, 0, 200), sim.Par("wi", "nS", "inhibitory weight", 67, 0, 2000),
			sim.Par("C", "pF", "capacitance", 200, 1, 5000), sim.Par("Gl", "nS", "leak", 10, 0.1, 500), sim.Par("El", "mV", "rest", -60, -90, -40), sim.Par("taue", "ms", "excitatory decay", 5, 0.5, 100), sim.Par("taui", "ms", "inhibitory decay", 10, 0.5, 100), sim.Par("tref", "ms", "refractory time", 5, 0, 50),
			sim.Step(0.1, 0.02, 1), sim.Duration(500, 1e4),
		},
		Outputs:  append(statisticsOutputs(), rasterOutputs()...),
		Variants: cobaVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			steps, err := sim.Steps("coba", p["T"], p["dt"], false)
			if err != nil {
				return sim.Result{}, err
			}
			if err := bretteBounds("coba", p, steps); err != nil {
				return sim.Result{}, err
			}
			c := BretteCOBA
			c.Variant = s.Variant
			c.N, c.P, c.We, c.Wi, c.C, c.Gl, c.El, c.TauE, c.TauI, c.Tref = int(p["N"]), p["p"], p["we"], p["wi"], p["C"], p["Gl"], p["El"], p["taue"], p["taui"], p["tref"]
			spikes, err := c.Run(ctx, p["dt"], steps, s.Seed, s.Begin)
			if err != nil {
				return sim.Result{}, err
			}
			return bretteResult(s, spikes, c.N, p["dt"], float64(steps)*p["dt"]), nil
		},
	}
}
