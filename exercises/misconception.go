package exercises

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"

	"coronium/grading/compare"
	"coronium/grading/sandbox"
)

// Recognition of misconceptions. The exercise names observables: numbers measured on outputs at named inputs. They are
// measured on the trainee's program, on the solution and on every wrong program of the exercise; a program whose
// observables are those of a wrong one, and not those of the right one, gets that diagnosis. The wrong programs are run,
// not imagined, so that a new misconception is a new file.

// A fingerprint is the observables of one program, in order; an observable that can't be measured is not a number.
type fingerprint [][]float64

// observed is an observable with its call planned.
type observed struct {
	Observable
	use  use   // the first, or only, call
	uses []use // all, one a seed
	tol  compare.Tolerance
}

// observe plans the calls of the observables.
func (p *plan) observe() ([]observed, error) {
	var all []observed
	for _, o := range p.v.Exercise.Implement.Observables {
		var uses []use
		add := func() error {
			u, err := p.add(p.v.Exercise.Implement.fn(o.Function), nil, o.Args)
			uses = append(uses, u)
			return err
		}
		err := error(nil)
		if o.Seeds > 0 {
			err = p.overSeeds(o.Seeds, add)
		} else {
			err = add()
		}
		if err == nil {
			var tol compare.Tolerance
			if tol, err = tolerance(o.Within, o.Relative, uses[0].scope); err == nil {
				all = append(all, observed{o, uses[0], uses, tol})
				continue
			}
		}
		return nil, &ContentError{o.Place, fmt.Sprintf("observable %s: %v", o.Name, err)}
	}
	return all, nil
}

// measure takes the fingerprint of a program from what its calls gave. Outputs of a wrong shape or that are not finite
// are measured as well: that is how some wrong programs are known.
func measure(all []observed, got []outputs) fingerprint {
	var f fingerprint
	for _, o := range all {
		f = append(f, o.measured(got))
	}
	return f
}

// measured is the observable of one program: of several calls the mean, element by element.
func (o observed) measured(got []outputs) []float64 {
	var total []float64
	for _, u := range o.uses {
		out := got[u.call]
		if !out.done {
			return []float64{math.NaN()}
		}
		v, err := valueIn(o.Of, scopeWith(u.scope, "", out.values))
		if err != nil || total != nil && len(v.Data) != len(total) {
			return []float64{math.NaN()}
		}
		if len(o.uses) == 1 {
			return v.Data
		}
		if total == nil {
			total = make([]float64, len(v.Data))
		}
		for i, x := range v.Data {
			total[i] += x / float64(len(o.uses))
		}
	}
	return total
}

func tolerances(all []observed) []compare.Tolerance {
	var out []compare.Tolerance
	for _, o := range all {
		out = append(out, o.tol)
	}
	return out
}

// bundle puts several programs into one source whose functions are p0_NAME, p1_NAME, …: they are the exercise's own and
// may share a process.
func bundle(programs []string, functions []Function) string {
	var b strings.Builder
	b.WriteString("def _load(source, name):\n    space = {'__name__': name}\n    exec(compile(source, name, 'exec'), space)\n    return space\n")
	for i, text := range programs {
		quoted, _ := json.Marshal(text) // a JSON string is a Python string
		fmt.Fprintf(&b, "_p%d = _load(%s, 'p%d')\n", i, quoted, i)
		for _, f := range functions {
			fmt.Fprintf(&b, "def p%d_%s(*a):\n    return _p%d[%q](*a)\n", i, f.Name, i, f.Name)
		}
	}
	return b.String()
}

// runBundle makes the calls of a plan on several of the exercise's own programs at once.
func (g Grader) runBundle(ctx context.Context, p *plan, calls []int, programs []string, work Work) ([][]outputs, error) {
	job := sandbox.Job{Source: bundle(programs, p.v.Exercise.Implement.Functions), Filename: "programs.py", Seed: p.v.Seed, Owner: work.Owner, Limits: p.v.Exercise.Limits()}
	job.Limits.CPU *= 4
	job.Limits.Wall *= 4
	for i := range programs {
		for _, c := range calls {
			job.Calls = append(job.Calls, sandbox.Call{Function: fmt.Sprintf("p%d_%s", i, p.calls[c].fn.Name), Positional: p.calls[c].args})
		}
	}
	result, err := g.Sandbox.Run(ctx, job)
	if err != nil {
		return nil, err
	}
	if result.Ended != sandbox.Finished {
		return nil, fmt.Errorf("the exercise's own programs did not finish: %s %s", result.Ended, result.Message)
	}
	all := make([][]outputs, len(programs))
	k := 0
	for i := range programs {
		all[i] = make([]outputs, len(p.calls))
		for _, c := range calls {
			all[i][c] = read(result.Outcomes[k], p.calls[c])
			k++
		}
	}
	return all, nil
}

// wrongPrints are the fingerprints of the solution and of every misconception on a variant.
func (g Grader) wrongPrints(ctx context.Context, p *plan, all []observed, work Work) (right fingerprint, wrong []compare.Candidate, err error) {
	im := p.v.Exercise.Implement
	key := fmt.Sprintf("%s/%s/%d/prints", p.v.Exercise.ID, p.v.Exercise.Version, p.v.Seed)
	type prints struct {
		right fingerprint
		wrong []compare.Candidate
	}
	if known, ok := g.Memory.get(key); ok {
		return known.(prints).right, known.(prints).wrong, nil
	}
	programs := []string{p.v.Exercise.Solution}
	for _, m := range im.Misconceptions {
		programs = append(programs, m.Program)
	}
	needed := map[int]bool{}
	var calls []int
	for _, o := range all {
		for _, u := range o.uses {
			if !needed[u.call] {
				needed[u.call] = true
				calls = append(calls, u.call)
			}
		}
	}
	got, err := g.runBundle(ctx, p, calls, programs, work)
	if err != nil {
		return nil, nil, err
	}
	out := prints{right: measure(all, got[0])}
	for i, m := range im.Misconceptions {
		out.wrong = append(out.wrong, compare.Candidate{Name: m.Name, Values: measure(all, got[i+1])})
	}
	g.Memory.put(key, out)
	return out.right, out.wrong, nil
}

// diagnose names the misconception that a failing program shows, or nil.
func (g Grader) diagnose(ctx context.Context, p *plan, all []observed, got []outputs, source string, work Work) (*Diagnosis, error) {
	im := p.v.Exercise.Implement
	if len(im.Misconceptions) == 0 || len(all) == 0 {
		return nil, nil
	}
	right, wrong, err := g.wrongPrints(ctx, p, all, work)
	if err != nil {
		return nil, err
	}
	mine := measure(all, got)
	// Function by function: an error in one is known whatever the others do.
	for i := range im.Functions {
		of := ofFunction(all, &im.Functions[i])
		best := compare.Recognise(pick(mine, of), pick(right, of), tolerances(pick(all, of)), candidates(wrong, of))
		for _, m := range im.Misconceptions {
			if best != nil && m.Name == best.Name {
				return m.diagnosis(p.v, pick(all, of), pick(mine, of), pick(right, of), source), nil
			}
		}
	}
	return nil, nil
}

// ofFunction are the indices of the observables of one function.
func ofFunction(all []observed, fn *Function) []int {
	var of []int
	for i, o := range all {
		if o.use.fn == fn {
			of = append(of, i)
		}
	}
	return of
}

func pick[T any](all []T, of []int) []T {
	var out []T
	for _, i := range of {
		out = append(out, all[i])
	}
	return out
}

func candidates(wrong []compare.Candidate, of []int) []compare.Candidate {
	var out []compare.Candidate
	for _, w := range wrong {
		out = append(out, compare.Candidate{Name: w.Name, Values: pick(w.Values, of)})
	}
	return out
}

// diagnosis says where to look: the observable that the author named, or the one that differs most from the truth.
func (m Misconception) diagnosis(v *Variant, all []observed, mine, right fingerprint, source string) *Diagnosis {
	d := &Diagnosis{Name: m.Name, Says: v.Text(m.Says), Ask: v.Text(m.Ask), Line: lineMatching(source, m.Line)}
	at, most := -1, 0.0
	for i, o := range all {
		distance := compare.Distances([][]float64{mine[i]}, []compare.Tolerance{o.tol}, []compare.Candidate{{Values: [][]float64{right[i]}}})[0].Distance
		if distance <= 1 {
			continue
		}
		if containsText(m.See, o.Name) {
			distance = compare.Far * 2
		}
		if distance > most {
			at, most = i, distance
		}
	}
	if at >= 0 {
		d.Where = all[at].inWords(mine[at], right[at])
	}
	return d
}

// inWords puts an observable of two programs side by side.
func (o observed) inWords(mine, right []float64) string {
	what := firstText(o.Means, o.Of.Text)
	k := 0
	for k < len(mine) && k < len(right) && o.tol.Allows(mine[k], right[k]) {
		k++
	}
	if k >= len(mine) || k >= len(right) {
		k = 0
	}
	text := what
	if len(right) > 1 {
		if text += fmt.Sprintf(" at place %d", k+1); len(right) > fewValues {
			text = what + " at " + sampleText(k, true, o.use.scope)
		}
	}
	if o.use.at != "" {
		text += " (" + o.use.at + ")"
	}
	value := func(x []float64) string {
		if len(x) == 0 || math.IsNaN(x[k]) {
			return "nothing that can be measured"
		}
		return compare.Format(x[k], 6, printedUnit(o.Within.Unit))
	}
	slip := ""
	if k < len(mine) && k < len(right) {
		slip = compare.Slip(mine[k], right[k])
	}
	return sentence(fmt.Sprintf("%s: yours %s%s, the reference %s", text, value(mine), slip, value(right)))
}

// fewValues is how many values an observable has at most that is a list of numbers, and no trace in time.
const fewValues = 20

// lineMatching is the first line of a program, comments left out, that one of the expressions matches; 0 if none does.
func lineMatching(source string, expressions []string) int {
	for _, expression := range expressions {
		re, err := regexp.Compile(expression)
		if err != nil {
			continue
		}
		for i, line := range strings.Split(source, "\n") {
			code, _, _ := strings.Cut(line, "#")
			if re.MatchString(code) {
				return i + 1
			}
		}
	}
	return 0
}
