package exercises

import (
	"fmt"
	"math"

	"coronium/sim/random"
)

// A Variant is an exercise with the numbers of one seed: the same seed gives the same numbers for ever, on every
// machine, because the generator is our own (sim/random) and each quantity has a stream of its own, named by its symbol,
// so that an author who adds a quantity does not move the others.
type Variant struct {
	Exercise *Exercise
	Seed     uint64
	Values   map[string]float64
}

// draws bounds how often a variant is drawn again before its conditions are called unsatisfiable.
const draws = 2000

// Variant draws the numbers that belong to a seed. A draw is refused, and the next one taken, if two quantities have the
// same magnitude (an exchange of the two could not be seen) or a condition of where does not hold. Errors: a
// *ContentError if an expression has no value or the conditions are hardly ever met.
func (e *Exercise) Variant(seed uint64) (*Variant, error) {
	last := ""
	for attempt := range uint64(draws) {
		values, err := e.draw(seed, attempt)
		if err != nil {
			return nil, err
		}
		why, err := e.refused(values)
		if err != nil {
			return nil, err
		}
		if why == "" {
			return &Variant{e, seed, values}, nil
		}
		last = why
	}
	return nil, &ContentError{e.Place, fmt.Sprintf("%d draws in a row were refused, the last because %s; widen a draw or drop a condition of where", draws, last)}
}

// Keeps reports whether another version of the exercise gives a trainee all the numbers of this variant as they are.
func (v *Variant) Keeps(other *Variant) bool {
	for name, x := range v.Values {
		if y, has := other.Values[name]; !has || y != x {
			return false
		}
	}
	return true
}

func (e *Exercise) draw(seed, attempt uint64) (map[string]float64, error) {
	values := map[string]float64{}
	for _, q := range e.Quantities {
		switch {
		case q.Draw != nil:
			source := random.Stream(seed, attempt<<32^hashName(e.ID+"/"+q.Name))
			v, err := q.Draw.pick(&source, values)
			if err != nil {
				return nil, &ContentError{q.Place, fmt.Sprintf("quantity %s: %v", q.Name, err)}
			}
			values[q.Name] = v
		case q.Value.Given():
			v, err := number(q.Value, values)
			if err != nil {
				return nil, &ContentError{q.Place, fmt.Sprintf("quantity %s: %v", q.Name, err)}
			}
			values[q.Name] = v
		}
		if v, has := values[q.Name]; has && (math.IsNaN(v) || math.IsInf(v, 0)) {
			return nil, &ContentError{q.Place, fmt.Sprintf("quantity %s has no finite value here; is something divided by zero?", q.Name)}
		}
	}
	return values, nil
}

// hashName is FNV-1a cut to 32 bits, so that attempts and names do not overlap in one stream number.
func hashName(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h >> 32
}

func (d *Draw) pick(r *random.Source, known map[string]float64) (float64, error) {
	if len(d.Choice) > 0 {
		return number(d.Choice[r.Intn(len(d.Choice))], known)
	}
	low, err := number(d.Uniform[0], known)
	if err != nil {
		return 0, err
	}
	high, err := number(d.Uniform[1], known)
	if err != nil {
		return 0, err
	}
	if !(low < high) {
		return 0, fmt.Errorf("it is drawn from %g to %g, which is empty", low, high)
	}
	if !d.Step.Given() {
		return low + (high-low)*r.Float64(), nil
	}
	step, err := number(d.Step, known)
	if err != nil {
		return 0, err
	}
	n := math.Floor((high-low)/step + 1e-9)
	if !(step > 0) || n < 1 || n > 1e6 {
		return 0, fmt.Errorf("a step of %g does not fit between %g and %g", step, low, high)
	}
	// The product is rounded to 12 digits: 1.3 + 3*.05 is meant to be 1.45.
	return roundTo(low+step*float64(r.Intn(int(n)+1)), 12), nil
}

func roundTo(x float64, digits int) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	scale := math.Pow(10, float64(digits-1)-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}

// refused says why a draw is not used, or nothing.
func (e *Exercise) refused(values map[string]float64) (string, error) {
	for i, q := range e.Quantities {
		if q.Draw == nil {
			continue
		}
		for j, other := range e.Quantities {
			w, has := values[other.Name]
			if !has || j >= i && other.Draw != nil || other.Value.Given() && !isLiteral(other.Value) {
				continue
			}
			if v := values[q.Name]; math.Abs(math.Abs(v)-math.Abs(w)) < 1e-9*math.Max(1, math.Abs(v)) {
				return fmt.Sprintf("%s and %s have the same magnitude", q.Name, other.Name), nil
			}
		}
	}
	for _, c := range e.Where {
		v, err := number(c, values)
		if err != nil {
			return "", &ContentError{c.Place, fmt.Sprintf("where: %v", err)}
		}
		if v == 0 || math.IsNaN(v) {
			return c.Text + " does not hold", nil
		}
	}
	return "", nil
}

func isLiteral(x Expr) bool {
	f, err := parseFormula(x.Text)
	return err == nil && len(f.names()) == 0
}

// number evaluates an expression that must be one number.
func number(x Expr, values map[string]float64) (float64, error) {
	return numberIn(x, scopeOf(values))
}

func numberIn(x Expr, s scope) (float64, error) {
	v, err := valueIn(x, s)
	if err != nil {
		return 0, err
	}
	if !v.IsNumber() {
		return 0, fmt.Errorf("%q gives %s where a number is needed", x.Text, v.describe())
	}
	return v.Data[0], nil
}

func valueIn(x Expr, s scope) (Value, error) {
	f, err := parseFormula(x.Text)
	if err != nil {
		return Value{}, err
	}
	v, err := f.eval(s)
	if err != nil {
		return Value{}, fmt.Errorf("%q: %w", x.Text, err)
	}
	return v, nil
}

func scopeOf(values map[string]float64) scope {
	return func(name string) (Value, bool) {
		v, ok := values[name]
		return Number(v), ok
	}
}

// over puts names in front of a scope.
func over(inner map[string]Value, outer scope) scope {
	return func(name string) (Value, bool) {
		if v, ok := inner[name]; ok {
			return v, true
		}
		return outer(name)
	}
}

// letIn evaluates named expressions one after the other into a scope.
func letIn(named []Named, s scope) (scope, error) {
	if len(named) == 0 {
		return s, nil
	}
	inner := map[string]Value{}
	out := over(inner, s)
	for _, n := range named {
		v, err := valueIn(n.Value, out)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", n.Name, err)
		}
		inner[n.Name] = v
	}
	return out, nil
}

func (v *Variant) scope() scope { return scopeOf(v.Values) }

// Quantity returns the declared quantity of a name.
func (e *Exercise) Quantity(name string) (Quantity, bool) {
	for _, q := range e.Quantities {
		if q.Name == name {
			return q, true
		}
	}
	return Quantity{}, false
}

// A Statement is one drawn or fixed quantity of a variant, for the table beside the prompt.
type Statement struct {
	Name, Unit, Means string
	Value             float64
	Text              string // "20 ms"
	Drawn             bool
}

// Statements lists the quantities that have a value and may be shown, in order of declaration.
func (v *Variant) Statements() []Statement {
	var all []Statement
	for _, q := range v.Exercise.Quantities {
		x, has := v.Values[q.Name]
		if !has || q.Hidden {
			continue
		}
		all = append(all, Statement{q.Name, q.Unit, q.Means, x, withUnit(x, q.Unit), q.Draw != nil})
	}
	return all
}

// summary is the variant in a report.
func (v *Variant) summary() map[string]any {
	values := map[string]float64{}
	for _, s := range v.Statements() {
		values[s.Name] = s.Value
	}
	return map[string]any{"seed": v.Seed, "values": values}
}
