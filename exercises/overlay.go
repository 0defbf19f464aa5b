package exercises

import (
	"fmt"
	"maps"
	"math"

	"coronium/grading/derive"
	"coronium/sim"
	"coronium/sim/registry"
)

// outputUnit is the unit of a registered model's output.
func outputUnit(model, output string) (string, error) {
	m, err := registry.Lookup(model)
	if err != nil {
		return "", err
	}
	var known []string
	for _, o := range m.Outputs {
		if o.Name == output {
			return o.Unit, nil
		}
		known = append(known, o.Name)
	}
	return "", fmt.Errorf("the model %s has no output %q%s", model, output, suggestion(output, known))
}

// outputKind is the kind of a registered model's output; empty if there is none.
func outputKind(model, output string) sim.Kind {
	m, err := registry.Lookup(model)
	if err != nil {
		return ""
	}
	for _, o := range m.Outputs {
		if o.Name == output {
			return o.Kind
		}
	}
	return ""
}

// evaluator gives the value of a derived formula at one point of a sweep, the other symbols at the variant's values. Where
// the formula has no value, as beyond its assumptions, it is NaN; the error is for a formula that can't be read.
func (e *Exercise) evaluator(formula, symbol string, v *Variant) (func(x float64) float64, error) {
	f, err := derive.Compile(e.spelledOut(formula), e.variables()...)
	if err != nil {
		return nil, err
	}
	values := maps.Clone(v.Values)
	for _, s := range e.Derive.Symbols {
		if x, drawn := values[symbolName(s)]; drawn {
			values[symbolName(s)] = x * e.intoDerivation(symbolName(s))
		}
	}
	factor := e.intoDerivation(symbol)
	return func(x float64) float64 {
		values[symbol] = x * factor
		y, err := f.Eval(values)
		if err != nil {
			return math.NaN()
		}
		return y
	}, nil
}

// intoDerivation is the factor from the unit of a quantity to that of the derivation's symbol of the same name, which may
// be another: a resistivity is drawn in Ohm*cm and derived with in MOhm*um. It is NaN if the dimensions differ.
func (e *Exercise) intoDerivation(name string) float64 {
	q, is := e.Quantity(name)
	if !is {
		return 1
	}
	for _, s := range e.Derive.Symbols {
		if symbolName(s) != name || declaredUnit(s) == q.Unit {
			continue
		}
		factor, err := derive.Convert(q.Unit, declaredUnit(s))
		if err != nil {
			return math.NaN()
		}
		return factor
	}
	return 1
}
