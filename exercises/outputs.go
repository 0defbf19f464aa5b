package exercises

import (
	"fmt"
	"slices"
	"strings"

	"coronium/grading/compare"
	"coronium/grading/sandbox"
)

// What a call of a program gave, read by the names of the function's returned values. A list, a tuple and an array are all
// the same here; so are a number and an array of one number.

// outputs are the returned values of one call.
type outputs struct {
	values map[string]Value
	fault  string // why they can't be judged: an exception, the wrong number of values, a wrong shape, not a number
	cause  string // the same for faults of the same origin, whatever their numbers
	line   int    // of the exception
	done   bool   // the call came back with something
}

// read takes the values out of an outcome and checks their number, shape and finiteness.
func read(o sandbox.Outcome, c planned) outputs {
	if o.Exception != nil {
		return outputs{fault: exceptionText(o.Exception), line: o.Exception.Line, cause: fmt.Sprintf("%s in line %d", o.Exception.Type, o.Exception.Line)}
	}
	if !o.Done {
		return outputs{fault: endedBefore, cause: endedBefore}
	}
	out := outputs{values: map[string]Value{}, done: true}
	values, fault := inOrder(o, c.fn)
	if fault != "" {
		out.fault, out.done, out.cause = fault, false, "values"
		return out
	}
	for i, r := range c.fn.Returns {
		a := values[i]
		x := a.Floats()
		if a.Type == "c16" {
			out.fault = fmt.Sprintf("%s consists of complex numbers; real ones are asked for", r.Name)
			out.cause = "complex " + r.Name
			x = make([]float64, a.Size())
		}
		v := Value{Shape: a.Shape, Data: x}
		switch {
		case r.Kind == KindScalar && len(v.Data) == 1:
			v.Shape = nil // an array of one number is a number
		case r.Kind != KindScalar && len(r.Shape) != 0 && len(v.Shape) == 0, r.Kind == KindTimes && len(v.Shape) == 0:
			v.Shape = []int{1} // a number is an array of one
		}
		out.values[r.Name] = v
		if out.fault == "" {
			out.fault, out.cause = wrongShape(r, v, c.scope), "shape of "+r.Name
		}
		if out.fault == "" && !r.MayNaN {
			out.fault, out.cause = notFinite(r, v, c.scope), "value of "+r.Name
		}
	}
	return out
}

// endedBefore is the fault of a call that was never made.
const endedBefore = "the program had ended before this call"

func exceptionText(x *sandbox.Exception) string {
	text := x.Type
	if x.Message != "" {
		text += ": " + x.Message
	}
	if x.Line > 0 {
		text = fmt.Sprintf("line %d raises %s", x.Line, text)
	} else {
		text = "it raises " + text
	}
	if x.Hint != "" {
		text += " (" + strings.TrimSuffix(x.Hint, ".") + ")"
	}
	return text
}

// inOrder puts an outcome's values in the order of the function's returned values.
func inOrder(o sandbox.Outcome, fn *Function) ([]*sandbox.Array, string) {
	want := fn.Returns
	names := make([]string, len(want))
	for i, r := range want {
		names[i] = r.Name
	}
	asked := strings.Join(names, ", ")
	switch {
	case o.None:
		return nil, fmt.Sprintf("%s returned None; end it with: return %s", fn.Name, asked)
	case o.Text != "":
		return nil, fmt.Sprintf("%s returned a text; it should return %s", fn.Name, asked)
	case len(o.Names) > 0:
		byName := map[string]*sandbox.Array{}
		for i, n := range o.Names {
			byName[n] = o.Values[i]
		}
		var values []*sandbox.Array
		for _, n := range names {
			if byName[n] == nil {
				return nil, fmt.Sprintf("%s returned a dictionary without %s", fn.Name, n)
			}
			values = append(values, byName[n])
		}
		return values, ""
	case len(o.Values) == len(want):
		return o.Values, ""
	case len(o.Values) == 1 && len(want) > 1 && len(o.Values[0].Shape) > 0 && o.Values[0].Shape[0] == len(want):
		return rows(o.Values[0]), ""
	case len(o.Values) == 1:
		return nil, fmt.Sprintf("%s returned one value, an array of shape %s, where %d are asked for: %s", fn.Name, shapeText(o.Values[0].Shape), len(want), asked)
	case len(want) == 1 && o.Tuple && alike(o.Values):
		return []*sandbox.Array{stack(o.Values)}, ""
	}
	return nil, fmt.Sprintf("%s returned %d values where %d are asked for: %s", fn.Name, len(o.Values), len(want), asked)
}

// alike reports whether all values have one shape, as the numbers of a row or the rows of a matrix have.
func alike(values []*sandbox.Array) bool {
	for _, v := range values {
		if !slices.Equal(v.Shape, values[0].Shape) || v.Floats() == nil {
			return false
		}
	}
	return len(values) > 0 && len(values[0].Shape) < sandbox.MaxAxes
}

// stack makes a tuple of numbers into one array, and a tuple of rows into a matrix.
func stack(values []*sandbox.Array) *sandbox.Array {
	var x []float64
	for _, v := range values {
		x = append(x, v.Floats()...)
	}
	return &sandbox.Array{Type: "f8", Shape: append([]int{len(values)}, values[0].Shape...), Data: sandbox.FromFloats(x).Data}
}

// rows takes an array apart along its first axis: [a, b] as an array is the tuple a, b.
func rows(a *sandbox.Array) []*sandbox.Array {
	x, n := a.Floats(), a.Shape[0]
	if x == nil {
		return []*sandbox.Array{a}
	}
	var all []*sandbox.Array
	size := len(x) / max(1, n)
	for i := range n {
		all = append(all, &sandbox.Array{Type: "f8", Shape: a.Shape[1:], Data: sandbox.FromFloats(x[i*size : (i+1)*size]).Data})
	}
	return all
}

// wrongShape says what is wrong with the shape of a returned value, or nothing.
func wrongShape(r Returned, v Value, s scope) string {
	if len(r.Shape) == 0 {
		switch {
		case r.Kind == KindTimes && len(v.Shape) != 1:
			return fmt.Sprintf("%s has the shape %s; a list of times has one axis", r.Name, shapeText(v.Shape))
		case r.Kind == KindScalar && len(v.Shape) != 0:
			return fmt.Sprintf("%s has the shape %s; one number is asked for", r.Name, shapeText(v.Shape))
		}
		return ""
	}
	want, _, err := shapeIn(r.Shape, s)
	if err != nil || sameShape(want, v.Shape) {
		return ""
	}
	text := fmt.Sprintf("%s has the shape %s; %s is asked for", r.Name, shapeText(v.Shape), shapeText(want))
	if len(want) == 1 && len(v.Shape) == 1 {
		text = fmt.Sprintf("%s has %d samples; %d are asked for", r.Name, v.Shape[0], want[0])
		switch v.Shape[0] - want[0] {
		case -1:
			text += ". Is the value at the start, before any step, among them?"
		case 1:
			text += ". Is one step too many taken?"
		}
	}
	return text
}

// notFinite says where a value stops being a number, or nothing.
func notFinite(r Returned, v Value, s scope) string {
	k := compare.Finite(v.Data)
	if k < 0 {
		return ""
	}
	if v.IsNumber() {
		return fmt.Sprintf("%s is %s", r.Name, compare.Format(v.Data[0], 3, ""))
	}
	return fmt.Sprintf("%s is %s from %s on", r.Name, compare.Format(v.Data[k], 3, ""), sampleText(k, len(v.Shape) == 1 && r.Kind == KindTrace, s))
}

// sampleText names a sample, with its time where there is a step.
func sampleText(k int, timed bool, s scope) string {
	if dt, ok := s("dt"); ok && timed && dt.IsNumber() {
		return fmt.Sprintf("t = %s (sample %d)", compare.Format(float64(k)*dt.Data[0], 6, "ms"), k)
	}
	return fmt.Sprintf("index %d", k)
}

// scopeWith puts the outputs of a call in front of its scope, under a prefix ("a.", "ref.").
func scopeWith(s scope, prefix string, values map[string]Value) scope {
	return func(name string) (Value, bool) {
		if rest, is := strings.CutPrefix(name, prefix); is {
			if v, ok := values[rest]; ok {
				return v, true
			}
		}
		return s(name)
	}
}
