package exercises

import (
	"fmt"
	"math"

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

// evaluate gives the value of a derived formula at one point of a sweep, the other symbols at the variant's values. A
// formula that is not a real number there, as beyond its assumptions, is NaN.
func evaluate(formula, symbol string, x float64, v *Variant) (float64, error) {
	s := over(map[string]Value{symbol: Number(x)}, v.scope())
	y, err := numberIn(Expr{Text: formula}, s)
	if err != nil {
		return math.NaN(), err
	}
	return y, nil
}
