package derive

import (
	"math"
	"sort"
)

// Simulator runs reference models for the sweep of a goal
// ("goal f = … check sim=lif sweep I=2..8").
type Simulator interface {
	// Parameters are the names and default values of a model's parameters.
	Parameters(model string) (map[string]float64, error)
	// Run gives the model's scalar outputs, each with its unit.
	Run(model string, settings map[string]float64) (map[string]Measured, error)
}

// Measured is a number with its unit.
type Measured struct {
	Value float64
	Unit  string
}

const (
	sweepPoints = 25
	partsAt     = 0.05 // relative difference at which theory and simulation part
)

// sweep lays a goal over the simulation core. Names of the formula that are
// no parameters of the model are replaced by what accepted lines say of them. It
// gives nil where the two have no common quantity.
func (j *judge) sweep(g Goal) *Sweep {
	if j.opts.Simulate == nil || g.Sim == "" || g.Sweep == "" || g.node == nil || !isEquation(g.node) {
		return nil
	}
	name, isName := g.node.args[0].atomName()
	if !isName {
		return nil
	}
	defaults, err := j.opts.Simulate.Parameters(g.Sim)
	if err != nil {
		return nil
	}
	theory := j.inParameters(g.node.args[1], defaults)
	if theory == nil {
		return nil
	}
	s := &Sweep{Model: g.Sim, Parameter: g.Sweep}
	settings := map[string]float64{}
	for k, v := range defaults {
		settings[k] = v
	}
	for i := range sweepPoints {
		x := g.From + (g.To-g.From)*float64(i)/(sweepPoints-1)
		settings[g.Sweep] = x
		y, err := theory.Eval(settings)
		if err != nil {
			continue
		}
		out, err := j.opts.Simulate.Run(g.Sim, settings)
		if err != nil {
			return nil
		}
		z, ok := j.comparable(name, out)
		if !ok {
			return nil
		}
		s.X, s.Theory, s.Simulation = append(s.X, x), append(s.Theory, y), append(s.Simulation, z)
		if s.Apart == nil && math.Abs(y-z) > partsAt*math.Max(math.Abs(y), math.Abs(z)) {
			s.Apart = &x
		}
	}
	return s
}

// inParameters expresses a formula by the model's parameters.
func (j *judge) inParameters(n *node, known map[string]float64) *Expression {
	low, err := j.p.scope.lower(n, nil)
	if err != nil {
		return nil
	}
	for range 8 {
		with := map[string]*node{}
		for _, name := range free(low) {
			if _, ok := known[name]; ok {
				continue
			}
			for i := len(j.steps) - 1; i >= 0; i-- {
				s := j.steps[i]
				if x, value, ok := isolated(s.stated); ok && x == name && s.accepted {
					with[name] = value
					break
				}
			}
			if with[name] == nil {
				return nil
			}
		}
		if len(with) == 0 {
			break
		}
		low = substitute(low, with)
	}
	t, err := compile(j.p.scope, low)
	if err != nil {
		return nil
	}
	for _, name := range t.inputs {
		if _, ok := known[name]; !ok {
			return nil
		}
	}
	return &Expression{text: low.String(), raw: low, tape: t, names: t.inputs, scope: j.p.scope}
}

// comparable picks the output of the goal's name, or else the first of the
// same kind of quantity, in the goal's unit.
func (j *judge) comparable(name string, out map[string]Measured) (float64, bool) {
	d := j.p.scope.lookup(name)
	if d == nil {
		return 0, false
	}
	names := make([]string, 0, len(out))
	for k := range out {
		names = append(names, k)
	}
	sort.Strings(names)
	for pass := range 2 {
		for _, k := range names {
			if pass == 0 && k != name {
				continue
			}
			u, err := ParseUnit(out[k].Unit)
			if err != nil || pass == 1 && u == Dimensionless {
				continue
			}
			if f, ok := u.Factor(d.dim); ok {
				return out[k].Value * f, true
			}
		}
	}
	return 0, false
}
