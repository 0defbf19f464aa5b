package understand

import (
	"math"
	"slices"
	"strings"
)

// Classes of a mutant on the probes.
const (
	Crash      = "crash"      // it raises, does not end, or returns numbers that are not finite
	Equivalent = "equivalent" // it returns what the program returns, on every probe
	Live       = "live"       // it returns something else
)

// tried is a mutant with what it did on the probes.
type tried struct {
	Mutant
	class   string
	replies []reply
}

// mostMutants bounds how many mutants of one program are run, leastMutants how few of one that takes long.
const (
	mostMutants  = 160
	leastMutants = 48
)

// lineByLine puts the first mutant of every line before the second ones, so that a part of the list tells of every line.
func lineByLine(list []Mutant) []Mutant {
	var rounds [][]Mutant
	seen := map[int]int{}
	for _, m := range list {
		n := seen[m.Line]
		if seen[m.Line]++; n == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[n] = append(rounds[n], m)
	}
	return slices.Concat(rounds...)
}

// tryMutants runs the program's mutants on probes at which all parameters are distinct, once, and keeps the result.
func (b *bench) tryMutants() ([]tried, []settings, error) {
	if b.mutants != nil {
		return b.mutants, b.probes, nil
	}
	d := newDice(b.subject.Source, 0, "probes")
	n := 3
	if b.burden > 1 {
		n = 2
	}
	probes, truth, err := b.alive(d, n, b.model())
	if err != nil {
		return nil, nil, err
	}
	if len(probes) == 0 {
		probes, truth = []settings{{}}, []reply{b.base}
	}
	b.probes, b.probed = probes, truth
	all := slices.DeleteFunc(b.src.mutants(), func(m Mutant) bool { return b.src.steersLoop(m.Start) })
	if most := max(leastMutants, mostMutants/b.burden); len(all) > most {
		all = lineByLine(shuffle(d, all))[:most]
	}
	var jobs []job
	replies := make([]reply, len(all)*len(probes))
	for i, m := range all {
		for _, j := range b.jobs(program{edits: []Edit{m.Edit}}, probes) {
			for k := range j.index {
				j.index[k] += i * len(probes)
			}
			jobs = append(jobs, j)
		}
	}
	if err := b.work(jobs, b.seed, replies); err != nil {
		return nil, nil, err
	}
	b.mutants = make([]tried, len(all))
	for i, m := range all {
		t := tried{Mutant: m, class: Equivalent, replies: replies[i*len(probes) : (i+1)*len(probes)]}
		for k, r := range t.replies {
			if !r.finite() {
				t.class = Crash
				break
			}
			if !r.same(truth[k]) {
				t.class = Live
			}
		}
		b.mutants[i] = t
	}
	return b.mutants, b.probes, nil
}

// steersLoop reports whether a token decides when a while loop ends: in its condition, in the condition of a break, or
// in an assignment to a name of these. Most of its mutants never end; each would cost its whole time limit.
func (s *source) steersLoop(at int) bool {
	if s.steering == nil {
		s.steering = map[int]bool{}
		for _, w := range s.root.all("while_statement") {
			names := map[string]bool{}
			mark := func(n *node) {
				n.walk(func(x *node) bool {
					s.steering[x.start] = s.steering[x.start] || x.leaf() || x.kind == "integer" || x.kind == "float"
					if x.kind == "identifier" {
						names[s.of(x)] = true
					}
					return true
				})
			}
			if c := w.at("condition"); c != nil {
				mark(c)
			}
			for _, br := range w.all("break_statement") {
				s.steering[br.start] = true
				if i := br.within("if_statement"); i != nil && i.start > w.start && i.at("condition") != nil {
					mark(i.at("condition"))
				}
			}
			for _, a := range append(w.all("assignment"), w.all("augmented_assignment")...) {
				if l := a.at("left"); l != nil && (names[s.of(l)] || names[strings.TrimPrefix(s.of(l), "self.")]) {
					a.walk(func(x *node) bool { s.steering[x.start] = true; return true })
				}
			}
		}
	}
	return s.steering[at]
}

// difference describes how a reply differs from the program's own in one observable, the one in which it shows best;
// share is the relative size of the difference, 0 if none shows.
func (b *bench) difference(own, changed reply) (o observable, before, after, share float64) {
	for _, x := range b.observables() {
		u, v := x.eval(own), x.eval(changed)
		s := 0.0
		switch {
		case math.IsNaN(u) && math.IsNaN(v), u == v:
			continue
		case math.IsNaN(v), math.IsNaN(u):
			continue
		default:
			s = math.Abs(u-v) / math.Max(math.Max(math.Abs(u), math.Abs(v)), 1e-12)
		}
		if x.whole {
			s *= 1.5 // counts read best
		}
		if s > share {
			o, before, after, share = x, u, v, s
		}
	}
	return o, before, after, share
}
