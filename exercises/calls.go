package exercises

import (
	"fmt"
	"math"
	"strings"

	"coronium/grading/sandbox"
	"coronium/sim/random"
)

// A plan lists the calls that a stage makes of a program. Equal calls are made once. The same plan is run on a trainee's
// program, on the reference solution and on wrong programs, so that their answers go together by index.
type plan struct {
	v      *Variant
	calls  []planned
	byKey  map[string]int
	checks []int // calls that are made a second time at the end, to see whether state is kept
	// replicate numbers the calls of a test over seeds, from 1; 0: a call of its own. Random arrays and seeds differ with it.
	replicate int
	brief     bool // of a test over seeds only the first call is planned
}

// A planned call is a function with its arguments.
type planned struct {
	fn    *Function
	args  []sandbox.Value
	scope scope // quantities, arguments and the exercise's let
}

// A use is a call as one test sees it.
type use struct {
	call  int
	fn    *Function
	scope scope  // of the call, with the names of the test's own let
	at    string // the arguments that the test sets, in words: "I = 0.6 nA"
}

const maxCalls = 400

func newPlan(v *Variant) *plan { return &plan{v: v, byKey: map[string]int{}} }

// fn finds a function of the exercise; the empty name is the first.
func (im *Implement) fn(name string) *Function {
	for i := range im.Functions {
		if name == "" || im.Functions[i].Name == name {
			return &im.Functions[i]
		}
	}
	return nil
}

// add plans a call with overriding arguments (later lists win); let adds names for the test alone.
func (p *plan) add(fn *Function, let []Named, overrides ...[]Argument) (use, error) {
	inputs, err := p.resolve(fn, overrides...)
	if err != nil {
		return use{}, err
	}
	call := planned{fn: fn}
	var key strings.Builder
	key.WriteString(fn.Name)
	for _, name := range fn.Parameters {
		value, has := inputs.values[name]
		if !has {
			return use{}, fmt.Errorf("%s has no value for %s", fn.Name, name)
		}
		call.args = append(call.args, value)
		fmt.Fprintf(&key, "|%s", keyOf(value))
	}
	if call.scope, err = letIn(p.v.Exercise.Implement.Let, inputs.scope); err != nil {
		return use{}, fmt.Errorf("let: %w", err)
	}
	u := use{fn: fn, at: inputs.at}
	if u.scope, err = letIn(let, call.scope); err != nil {
		return use{}, fmt.Errorf("let: %w", err)
	}
	i, seen := p.byKey[key.String()]
	if !seen {
		if len(p.calls) >= maxCalls {
			return use{}, fmt.Errorf("more than %d calls", maxCalls)
		}
		i = len(p.calls)
		p.byKey[key.String()] = i
		p.calls = append(p.calls, call)
	}
	u.call = i
	return u, nil
}

func keyOf(v sandbox.Value) string {
	if a, is := v.(*sandbox.Array); is {
		return fmt.Sprintf("%s%v%x", a.Type, a.Shape, a.Data)
	}
	if list, is := v.([]sandbox.Value); is {
		var parts []string
		for _, x := range list {
			parts = append(parts, keyOf(x))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return fmt.Sprintf("%T%v", v, v)
}

// resolved is what the arguments of a call come to.
type resolved struct {
	values map[string]sandbox.Value
	scope  scope
	at     string
}

// resolve evaluates arguments. An overriding argument may use the quantities, the defaults, and the overrides before it;
// defaults (args of the exercise) are then evaluated with the overrides in place of the quantities of their names, so
// that I: x*(V_th-E_L)/R follows an R that a test sets.
func (p *plan) resolve(fn *Function, overrides ...[]Argument) (resolved, error) {
	defaults := p.v.Exercise.Implement.Args
	known := map[string]Value{}
	base := over(known, p.v.scope())
	for _, a := range defaults {
		if v, _, err := p.input(a.Name, a.Value, base, fn); err == nil && v != nil {
			known[a.Name] = *v
		}
	}
	out := resolved{values: map[string]sandbox.Value{}}
	set := map[string]Value{}
	given := map[string]bool{}
	var order []string
	s := over(set, base)
	for _, list := range overrides {
		for _, a := range list {
			v, arg, err := p.input(a.Name, a.Value, s, fn)
			if err != nil {
				return out, fmt.Errorf("argument %s: %w", a.Name, err)
			}
			out.values[a.Name] = arg
			if !given[a.Name] {
				order = append(order, a.Name)
			}
			given[a.Name] = true
			if v != nil {
				set[a.Name] = *v
			}
		}
	}
	s = over(set, p.v.scope())
	for _, a := range defaults {
		if given[a.Name] {
			continue
		}
		v, arg, err := p.input(a.Name, a.Value, s, fn)
		if err != nil {
			if containsText(fn.Parameters, a.Name) {
				return out, fmt.Errorf("argument %s: %w", a.Name, err)
			}
			continue
		}
		out.values[a.Name] = arg
		if v != nil {
			set[a.Name] = *v
		}
	}
	if _, stated := out.values[seedParameter]; containsText(fn.Parameters, seedParameter) && (p.replicate > 0 || !stated) {
		if _, quantity := p.v.Values[seedParameter]; p.replicate > 0 || !quantity {
			out.values[seedParameter] = p.seed()
			set[seedParameter] = Number(float64(p.seed()))
		}
	}
	for _, name := range fn.Parameters {
		if _, has := out.values[name]; !has {
			if v, ok := s(name); ok {
				out.values[name] = p.number(fn, name, v.Data[0])
			}
		}
	}
	out.scope = s
	out.at = p.inWords(order, set)
	return out, nil
}

// inWords lists the arguments that a test sets, as far as they are numbers.
func (p *plan) inWords(order []string, set map[string]Value) string {
	var parts []string
	for _, name := range order {
		v, has := set[name]
		if !has || !v.IsNumber() {
			continue
		}
		unit := ""
		if q, ok := p.v.Exercise.Quantity(name); ok {
			unit = q.Unit
		}
		parts = append(parts, name+" = "+withUnit(v.Data[0], unit))
	}
	return strings.Join(parts, ", ")
}

// seedParameter is the argument of a function that takes a seed for the program's own random numbers.
const seedParameter = "seed"

// seed is the whole number that a call gets for it: one for the variant, and one of its own for each call of a test over seeds.
func (p *plan) seed() int64 {
	source := random.Stream(p.v.Seed, hashName(p.v.Exercise.ID+"/seed")^1<<40^uint64(p.replicate)<<41)
	return int64(source.Uint64() >> 33)
}

// number passes a value on as an integer where the function says so.
func (p *plan) number(fn *Function, name string, x float64) sandbox.Value {
	if (containsText(fn.Integers, name) || name == seedParameter) && x == math.Trunc(x) {
		return int64(x)
	}
	return x
}

// input evaluates the recipe of an argument, to a Value for expressions (nil for words) and to what is passed.
func (p *plan) input(name string, in Input, s scope, fn *Function) (*Value, sandbox.Value, error) {
	switch {
	case in.None:
		return nil, nil, nil
	case in.Word != "":
		return nil, in.Word, nil
	case in.Expr.Text == "true" || in.Expr.Text == "false":
		v := Number(truth(in.Expr.Text == "true"))
		return &v, in.Expr.Text == "true", nil
	}
	v, err := p.inputValue(name, in, s)
	if err != nil {
		return nil, nil, err
	}
	if v.IsNumber() {
		return &v, p.number(fn, name, v.Data[0]), nil
	}
	if containsText(fn.Integers, name) {
		ints := make([]int64, len(v.Data))
		for i, x := range v.Data {
			ints[i] = int64(x)
		}
		return &v, sandbox.FromInts(ints, v.Shape...), nil
	}
	return &v, sandbox.FromFloats(v.Data, v.Shape...), nil
}

func (p *plan) inputValue(name string, in Input, s scope) (Value, error) {
	switch {
	case in.Expr.Given():
		return valueIn(in.Expr, s)
	case in.Make != nil:
		return p.makeArray(name, in.Make, s)
	}
	out := Value{Shape: []int{len(in.List)}}
	for i, item := range in.List {
		v, err := p.inputValue(name, item, s)
		if err != nil {
			return Value{}, err
		}
		if i == 0 {
			out.Shape = append(out.Shape, v.Shape...)
		} else if !sameShape(out.Shape[1:], v.Shape) {
			return Value{}, fmt.Errorf("the rows of the list have different lengths")
		}
		out.Data = append(out.Data, v.Data...)
	}
	return out, nil
}

// makeArray follows a recipe. Random numbers come from the variant's seed and the recipe's stream: the same for every
// program that is run on the variant.
func (p *plan) makeArray(name string, r *Recipe, s scope) (Value, error) {
	switch {
	case r.Each != "":
		return p.eachValue(r, s)
	case r.Sim != "":
		return p.modelTrace(name, r, s)
	}
	shape, size, err := shapeIn(r.Shape, s)
	if err != nil {
		return Value{}, err
	}
	ends := make([]float64, 2)
	for _, pair := range [][]Expr{r.Normal, r.Uniform, r.Integer} {
		if len(pair) == 0 {
			continue
		}
		if len(pair) != 2 {
			return Value{}, fmt.Errorf("a random array needs two numbers")
		}
		for i := range pair {
			if ends[i], err = numberIn(pair[i], s); err != nil {
				return Value{}, err
			}
		}
	}
	source := p.randomArray(name, r)
	out := Value{Shape: shape, Data: make([]float64, size)}
	for i := range out.Data {
		switch {
		case len(r.Normal) > 0:
			out.Data[i] = ends[0] + ends[1]*source.Normal()
		case len(r.Uniform) > 0:
			out.Data[i] = ends[0] + (ends[1]-ends[0])*source.Float64()
		case len(r.Integer) > 0:
			out.Data[i] = ends[0] + float64(source.Intn(int(ends[1]-ends[0])+1))
		default:
			out.Data[i] = float64(2*source.Intn(2) - 1)
		}
	}
	return out, nil
}

func (p *plan) eachValue(r *Recipe, s scope) (Value, error) {
	n, err := numberIn(r.N, s)
	if err != nil {
		return Value{}, err
	}
	if !(n >= 0 && n <= maxValues/4) {
		return Value{}, fmt.Errorf("n is %g; 0 to %d are possible", n, maxValues/4)
	}
	f, err := parseFormula(r.Of.Text)
	if err != nil {
		return Value{}, err
	}
	at := map[string]Value{}
	inner := over(at, s)
	out := Value{Shape: []int{int(n)}, Data: []float64{}}
	for k := range int(n) {
		at[r.Each] = Number(float64(k))
		v, err := f.eval(inner)
		if err != nil {
			return Value{}, fmt.Errorf("%q at %s = %d: %w", r.Of.Text, r.Each, k, err)
		}
		if k == 0 {
			out.Shape = append(out.Shape, v.Shape...)
		} else if !sameShape(out.Shape[1:], v.Shape) {
			return Value{}, fmt.Errorf("%q changes its shape with %s", r.Of.Text, r.Each)
		}
		out.Data = append(out.Data, v.Data...)
	}
	return out, nil
}

func shapeIn(dims []Expr, s scope) (shape []int, size int, err error) {
	size = 1
	for _, d := range dims {
		n, err := numberIn(d, s)
		if err != nil {
			return nil, 0, err
		}
		if n != math.Trunc(n) || n < 0 || n*float64(size) > maxValues/4 {
			return nil, 0, fmt.Errorf("the shape has an axis of %q = %g", d.Text, n)
		}
		shape = append(shape, int(n))
		size *= int(n)
	}
	return shape, size, nil
}

// sandboxCalls are the plan's calls, those for the check on state once more at the end.
func (p *plan) sandboxCalls() []sandbox.Call {
	var calls []sandbox.Call
	for _, c := range p.calls {
		calls = append(calls, sandbox.Call{Function: c.fn.Name, Positional: c.args})
	}
	for _, i := range p.checks {
		calls = append(calls, calls[i])
	}
	return calls
}
