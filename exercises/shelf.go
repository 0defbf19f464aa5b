package exercises

import "coronium/grading/sandbox"

// A shelf keeps what is the same for all programs that lint runs on one variant: the calls as planned, with their random
// arrays, and what the registered models gave for them. A class has a variant each, so only lint has one.
type shelf struct {
	variant    *Variant
	bench      *bench
	references *references
	broken     error
}

// shelve lays the stage out once for a variant.
func (g *Grader) shelve(v *Variant) {
	s := &shelf{variant: v}
	s.bench, s.broken = v.layOut(false)
	g.shelf = s
	if s.broken == nil {
		s.references = g.freshReferences(s.bench.plan, Work{Owner: "lint"})
	}
}

// bench is the stage of a variant with its calls planned, from the shelf if it lies there.
func (g Grader) bench(v *Variant, visibleOnly bool) (*bench, error) {
	if s := g.shelf; s != nil && s.variant == v && !visibleOnly {
		return s.bench, s.broken
	}
	return v.layOut(visibleOnly)
}

// references prepares what a program is compared with, or takes it from the shelf.
func (g Grader) references(p *plan, work Work) *references {
	if s := g.shelf; s != nil && s.bench != nil && s.bench.plan == p {
		return s.references
	}
	return g.freshReferences(p, work)
}

// some reads the outcomes of chosen calls, by the place of the call in the plan.
func (p *plan) some(result sandbox.Result, calls []int) []outputs {
	got := make([]outputs, len(p.calls))
	for k, i := range calls {
		if k < len(result.Outcomes) {
			got[i] = read(result.Outcomes[k], p.calls[i])
			continue
		}
		got[i] = outputs{fault: endedBefore, cause: endedBefore}
	}
	return got
}
