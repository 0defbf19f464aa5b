package exercises

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"coronium/grading/understand"
)

// Subject describes a trainee's program to the engine that makes understanding checks from it: what is called, with which
// numbers in which ranges, what comes back, and the tasks that add a mechanism.
func (v *Variant) Subject(source string, submitted time.Time) understand.Subject {
	e := v.Exercise
	s := understand.Subject{Source: source, Starter: e.Starter, Submitted: submitted}
	if e.Implement == nil {
		return s
	}
	spec := ExplainStage{}
	if e.Explain != nil {
		spec = *e.Explain
	}
	fn := spec.function(e.Implement)
	if fn == nil {
		return s
	}
	if spec.Prepare != "" {
		s.Prepare = partsHelper + spec.Prepare
		s.Source += spec.stub(fn)
	}
	s.Function, s.Equation = fn.Name, spec.Equation
	if s.Equation == "" && e.Derive != nil && len(e.Derive.Given) > 0 {
		s.Equation = e.Derive.Given[0]
	}
	p := newPlan(v)
	inputs, err := p.resolve(fn)
	if err != nil {
		return s
	}
	for _, name := range fn.Parameters {
		if parameter, ok := v.subjectParameter(spec, fn, name, inputs.scope); ok {
			s.Parameters = append(s.Parameters, parameter)
		}
	}
	s.Declared = slices.Clone(s.Parameters)
	if spec.Prepare == "" {
		s.Renamed = rename(s.Parameters, fn, source)
	}
	s.Outputs, s.Formulas = subjectOutputs(fn.Returns), v.formulas()
	if e.Explain != nil {
		s.Features, s.Oracle = v.features(fn), v.oracle(fn)
	}
	for _, m := range spec.Modify {
		s.Modifications = append(s.Modifications, v.modification(m, e.Implement.fn(""), fn.Parameters))
	}
	return s
}

// partsHelper stands before the lines of prepare: a program may return its values as a tuple, a dict or an object, and
// parts(result, "V", "spikes") gives them in the order of the names.
const partsHelper = `def _parts(result, *names):
    if isinstance(result, dict):
        return tuple(result[n] for n in names)
    if not isinstance(result, (tuple, list)) and all(hasattr(result, n) for n in names):
        return tuple(getattr(result, n) for n in names)
    return result


`

// modelFamilies ask about the model and its derivation rather than about the text of a program. An exercise need not name
// them: whatever can be made soundly is made, and a pool that mixes them with the others is harder to prepare for.
var modelFamilies = []string{"C13", "C8", "C15", "C14", "C17", "C19"}

// CheckFamilies are the check types in the order in which they are made: those that the author chose, and behind every two
// of them one that asks about the model.
func (e *Exercise) CheckFamilies() []string {
	if e.Explain == nil {
		return nil
	}
	chosen := e.Explain.Checks.Families
	var rest, order []string
	for _, f := range modelFamilies {
		if !containsText(chosen, f) {
			rest = append(rest, f)
		}
	}
	for i, f := range chosen {
		order = append(order, f)
		if i%2 == 1 && len(rest) > 0 {
			order, rest = append(order, rest[0]), rest[1:]
		}
	}
	return append(order, rest...)
}

// function is what items ask about: a function of the exercise, or one that prepare defines.
func (x ExplainStage) function(im *Implement) *Function {
	if name, parameters := parseSignature(x.Function); name != "" {
		return &Function{Call: x.Function, Name: name, Parameters: parameters, Returns: x.Returns, Says: x.docstring(), Integers: im.integers()}
	}
	return im.fn(x.Function)
}

// integers are the arguments that are whole numbers in any function; a function that prepare defines, or that a
// modification asks for, has them under the same names.
func (im *Implement) integers() []string {
	var all []string
	for _, f := range im.Functions {
		all = append(all, f.Integers...)
	}
	return all
}

// docstring is the first line of prepare's documentation.
func (x ExplainStage) docstring() string {
	_, rest, _ := strings.Cut(x.Prepare, `"""`)
	first, _, _ := strings.Cut(rest, `"""`)
	first, _, _ = strings.Cut(first, "\n")
	return strings.TrimSpace(first)
}

// stub ends a program with the function that prepare defines, as a definition whose body is its documentation: the
// decorator puts the real one in its place. So the items find a signature in the program, and nothing in it that could be
// changed, blanked or asked about but the trainee's own lines.
func (x ExplainStage) stub(fn *Function) string {
	return fmt.Sprintf("\n\n# Added for these questions: it calls your program.\n@(lambda _, whole=%s: whole)\ndef %s(%s):\n    \"\"\"%s\"\"\"\n",
		fn.Name, fn.Name, strings.Join(fn.Parameters, ", "), firstText(fn.Says, "Calls your program."))
}

func (v *Variant) subjectParameter(spec ExplainStage, fn *Function, name string, s scope) (understand.Parameter, bool) {
	p := understand.Parameter{Name: name, Integer: containsText(fn.Integers, name) || name == seedParameter, Setting: name == "dt" || name == "T" || name == "seed"}
	value, ok := s(name)
	if !ok {
		return p, false
	}
	if q, declared := v.Exercise.Quantity(name); declared {
		p.Unit, p.Means = q.Unit, q.Means
		p.Low, p.High, p.Step = v.drawRange(q)
	}
	if !value.IsNumber() {
		p.Array, p.Shape = value.Data, value.Shape
		return p, true
	}
	p.Value = value.Data[0]
	for _, r := range spec.Parameters {
		if r.Name != name {
			continue
		}
		p.Setting = p.Setting || r.Setting
		for x, to := range map[*Expr]*float64{&r.Low: &p.Low, &r.High: &p.High, &r.Step: &p.Step} {
			if n, err := numberIn(*x, s); x.Given() && err == nil {
				*to = n
			}
		}
	}
	return p, true
}

// drawRange is the range from which a quantity is drawn: what is natural to ask about.
func (v *Variant) drawRange(q Quantity) (low, high, step float64) {
	if q.Draw == nil || len(q.Draw.Uniform) != 2 {
		return 0, 0, 0
	}
	values := []Expr{q.Draw.Uniform[0], q.Draw.Uniform[1], q.Draw.Step}
	var out [3]float64
	for i, x := range values {
		if n, err := number(x, v.Values); x.Given() && err == nil {
			out[i] = n
		}
	}
	return out[0], out[1], out[2]
}

func subjectOutputs(returns []Returned) []understand.Output {
	var all []understand.Output
	for _, r := range returns {
		kind := r.Kind
		if kind == KindArray || kind == KindFlags {
			kind = ""
		}
		all = append(all, understand.Output{Name: r.Name, Unit: r.Unit, Means: r.Means, Kind: kind})
	}
	return all
}

// modification turns a task into what the checks need; known are the arguments that the subject has already. Its tests run the reference program; the numbers that a
// specification states are held to in Lint.
func (v *Variant) modification(m Modification, fn *Function, known []string) understand.Modification {
	out := understand.Modification{ID: m.ID, Ask: v.Text(m.Ask), Minutes: m.Minutes, Reference: m.Source, Outputs: subjectOutputs(m.Returns)}
	parameters := fn.Parameters
	if name, params := parseSignature(m.Function); name != "" {
		out.Function, parameters = name, params
	}
	p := newPlan(v)
	signature := *fn
	signature.Parameters, signature.Integers = parameters, v.Exercise.Implement.integers()
	base, err := p.resolve(&signature, m.Args)
	if err != nil {
		return out
	}
	for _, name := range parameters {
		if containsText(known, name) {
			continue
		}
		if x, ok := base.scope(name); ok {
			parameter := understand.Parameter{Name: name, Integer: containsText(signature.Integers, name)}
			if x.IsNumber() {
				parameter.Value = x.Data[0]
			} else {
				parameter.Array, parameter.Shape = x.Data, x.Shape
			}
			if q, declared := v.Exercise.Quantity(name); declared {
				parameter.Unit, parameter.Means = q.Unit, q.Means
			}
			out.Parameter = append(out.Parameter, parameter)
		}
	}
	for _, t := range m.Tests {
		out.Tests = append(out.Tests, v.modificationTest(m, t, &signature))
	}
	return out
}

func (v *Variant) modificationTest(m Modification, t TestSpec, fn *Function) understand.ModificationTest {
	test := understand.ModificationTest{Name: v.Text(t.Name), Arguments: map[string]float64{}, Output: t.Output, As: modificationAs(t.As)}
	inputs, err := newPlan(v).resolve(fn, m.Args, t.Args)
	if err != nil {
		return test
	}
	for _, list := range [][]Argument{m.Args, t.Args} {
		for _, a := range list {
			if x, ok := inputs.scope(a.Name); ok && x.IsNumber() {
				test.Arguments[a.Name] = x.Data[0]
			}
		}
	}
	if t.Within.Given() {
		if x, err := numberIn(t.Within.Expr, inputs.scope); err == nil && !math.IsNaN(x) {
			test.Within = x
		}
	}
	return test
}

// modificationAs names a comparison as the understanding engine does.
func modificationAs(as string) string {
	switch as {
	case "mean-interval":
		return "intervals"
	case "trace", "array", "value", "times", "":
		return "values"
	}
	return as
}

// Fitting is the exercise for which a program was written, told by the functions that it defines with their parameters; nil if
// none fits or several do equally well. Parameters may have other names, since they are passed in order; of several exercises
// that fit, the one most of whose names the program has is meant.
func (l *Library) Fitting(source string) *Exercise {
	defined := understand.Functions(source)
	var best *Exercise
	most, alone := -1, false
	for _, m := range l.Modules() {
		for _, id := range m.Exercises {
			e, err := l.Exercise(id)
			if err != nil {
				continue
			}
			n, ok := e.fits(defined)
			if !ok || n < most {
				continue
			}
			best, alone, most = e, n > most, n
		}
	}
	if !alone {
		return nil
	}
	return best
}

// fits reports whether a program defines every function that the exercise asks for with as many parameters, and how many names of
// functions and parameters it has as they are asked for.
func (e *Exercise) fits(defined map[string][]string) (named int, ok bool) {
	if e.Implement == nil || e.Explain == nil || len(e.Implement.Functions) == 0 {
		return 0, false
	}
	told := false
	for _, f := range e.Implement.Functions {
		names, is := defined[f.Name]
		open := containsText(names, understand.AnyArguments)
		if !is || len(names) < len(f.Parameters) && !open {
			return 0, false
		}
		told = told || !open
		named++
		for i, p := range f.Parameters {
			if i < len(names) && names[i] == p {
				named += 2
			} else if containsText(names, p) {
				named++
			}
		}
	}
	return named, told
}

// rename gives parameters the names that the program has for them, by their order, since its function is called with names.
// It returns what each was called.
func rename(parameters []understand.Parameter, fn *Function, source string) map[string]string {
	names := understand.Functions(source)[fn.Name]
	if len(names) < len(fn.Parameters) || containsText(names[:len(fn.Parameters)], understand.AnyArguments) {
		return nil
	}
	same := true
	for _, p := range fn.Parameters {
		same = same && containsText(names, p)
	}
	if same {
		return nil
	}
	other := map[string]string{}
	for i, p := range fn.Parameters {
		other[p] = names[i]
	}
	for i := range parameters {
		parameters[i].Name = other[parameters[i].Name]
	}
	return other
}
