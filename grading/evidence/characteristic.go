package evidence

import "sort"

// Planned is one item of a design: what will be asked, before it is answered.
type Planned struct {
	Family  string
	G, Slip float64
	Sitting int
	Day     string
}

// Outcome is what a rule does to one kind of person: exact probabilities and the mean number of items asked.
type Outcome struct {
	Flag         float64 `json:"flag"`
	Clear        float64 `json:"clear"`
	Inconclusive float64 `json:"inconclusive"`
	Items        float64 `json:"items"`
}

// Menu is the design of evidence.py: as many items as guess probabilities, all of different families, four a sitting
// and a day.
func Menu(g []float64) []Planned {
	plan := make([]Planned, len(g))
	for i, gi := range g {
		plan[i] = Planned{Family: familyName(i), G: gi, Sitting: i/4 + 1, Day: dayName(i / 4)}
	}
	return plan
}

func familyName(i int) string { return "family " + string(rune('A'+i%26)) + string(rune('A'+i/26)) }
func dayName(i int) string    { return "day " + string(rune('A'+i)) }

// node is a state of the dynamic programme. Answers that lead to the same state are followed once: two histories
// merge when their alternatives' products, the ratio in favour and the missed families agree.
type node struct {
	trial trial
	prob  float64
}

// Characteristics computes exactly what the rule does when item i of the plan is answered rightly with probability
// p[i], independently: dynamic programming forward over the states that histories reach, through the same steps as
// Decide. Items past the plan's end leave the check inconclusive. The number of states is at most 2^len(plan), so plans are cut at 16 items.
func (r Rule) Characteristics(plan []Planned, p []float64) Outcome {
	var out Outcome
	level := []node{{r.begin(), 1}}
	last := min(len(plan), len(p), 16)
	for i := 0; i < last; i++ {
		merged := map[string]*node{}
		for _, n := range level {
			for _, correct := range []bool{true, false} {
				prob := n.prob * p[i]
				if !correct {
					prob = n.prob * (1 - p[i])
				}
				if prob == 0 {
					continue
				}
				t := n.trial.fork()
				q := plan[i]
				t.observe(Observation{Family: q.Family, G: q.G, Slip: q.Slip, Sitting: q.Sitting, Day: q.Day, Correct: correct})
				switch t.status {
				case Flagged:
					out.Flag += prob
				case Cleared:
					out.Clear += prob
				case Inconclusive:
					out.Inconclusive += prob
				default:
					key := t.key()
					if m := merged[key]; m != nil {
						m.prob += prob
					} else {
						merged[key] = &node{t, prob}
					}
					continue
				}
				out.Items += prob * float64(i+1)
			}
		}
		level = inOrder(merged)
	}
	for _, n := range level {
		out.Inconclusive += n.prob
		out.Items += n.prob * float64(last)
	}
	return out
}

// inOrder makes sums independent of the order of a map.
func inOrder(m map[string]*node) []node {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	list := make([]node, len(keys))
	for i, k := range keys {
		list[i] = *m[k]
	}
	return list
}

// MeanE is the mean of E after all items of the plan, if item i is answered rightly with probability p[i]:
// sum_m w_m prod_i [p q/(1-s) + (1-p)(1-q)/s]. It is 1 at p = 1-s and below 1 for every p above it.
func (r Rule) MeanE(plan []Planned, p []float64) float64 {
	e := 0.0
	for m, w := range r.Weight {
		prod := w
		for i, q := range plan {
			o := Observation{G: q.G, Slip: q.Slip, Correct: true}
			right := r.Factor(o, m)
			o.Correct = false
			prod *= p[i]*right + (1-p[i])*r.Factor(o, m)
		}
		e += prod
	}
	return e
}
