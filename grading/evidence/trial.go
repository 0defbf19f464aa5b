package evidence

import (
	"sort"
	"strconv"
)

// Observation is one answered item.
type Observation struct {
	Family string `json:"family"`
	// G is the probability of a right answer by guessing; Slip the item's own s (0: the rule's).
	G       float64 `json:"g"`
	Slip    float64 `json:"slip,omitempty"`
	Correct bool    `json:"correct"`
	Sitting int     `json:"sitting"`
	// Day is the date on which it was answered, 2026-11-24, in the course's time zone. Items without a day never
	// count as a further day.
	Day string `json:"day,omitempty"`
	// Practice items are explained and never counted.
	Practice bool `json:"practice,omitempty"`
}

// minGuess keeps the likelihood ratio finite where an item is said to be impossible to guess.
const minGuess = .01

// slip is the s of one item: its own, never below the rule's. Items above MaxS are not served; should one turn up, its
// s is used as it stands, since a larger s weakens the evidence.
func (r Rule) slip(o Observation) float64 { return min(max(o.Slip, r.S), .95) }

// guess is the g of one item, cut to where an alternative is no better than the null: above 1-s the factors would
// no longer fall in p and the bound would be lost.
func (r Rule) guess(o Observation) float64 { return min(max(o.G, 0), 1-r.slip(o)) }

// Factor is what one answer multiplies the alternative m by: q/(1-s) if right, (1-q)/s if wrong, with
// q = g + d_m (1-s-g). Its mean is at most 1 for every success probability p >= 1-s.
func (r Rule) Factor(o Observation, m int) float64 {
	s, g := r.slip(o), r.guess(o)
	q := g + r.Delta[m]*(1-s-g)
	if o.Correct {
		return q / (1 - s)
	}
	return (1 - q) / s
}

// ratio is what one answer multiplies the nominal likelihood ratio in favour of understanding by: (1-s0)/g or s0/(1-g).
func (r Rule) ratio(o Observation) float64 {
	g := min(max(o.G, minGuess), 1-minGuess)
	if o.Correct {
		return (1 - r.ClearSlip) / g
	}
	return r.ClearSlip / (1 - g)
}

// Status of a check.
type Status string

const (
	Open         Status = "open"         // more items are needed
	Cleared      Status = "cleared"      // understanding shown
	Inconclusive Status = "inconclusive" // all items used, neither: leads to a conversation, is no flag
	Flagged      Status = "flagged"      // provisional: goes to the trainee first
)

// trial is the rule in progress. Decide and the exact operating characteristics step through the same code.
type trial struct {
	rule     *Rule
	product  []float64 // one a alternative
	favour   float64
	items    int
	misses   int
	missed   []string // families with a miss, in order
	sittings []sitting
	status   Status
}

type sitting struct {
	number int
	day    string
}

func (r *Rule) begin() trial {
	t := trial{rule: r, product: make([]float64, len(r.Delta)), favour: 1, status: Open}
	for m := range t.product {
		t.product[m] = 1
	}
	return t
}

// fork copies a trial, so that both continuations of an answer can be followed.
func (t trial) fork() trial {
	t.product = append([]float64(nil), t.product...)
	t.missed = append([]string(nil), t.missed...)
	t.sittings = append([]sitting(nil), t.sittings...)
	return t
}

// e is E_t = sum_m w_m product_m.
func (t *trial) e() float64 {
	e := 0.0
	for m, p := range t.product {
		e += t.rule.Weight[m] * p
	}
	return e
}

// days counts the largest number of sittings that stand on different known days.
func (t *trial) days() int {
	seen := map[string]bool{}
	for _, s := range t.sittings {
		if s.day != "" {
			seen[s.day] = true
		}
	}
	return len(seen)
}

// distinctSittings counts sittings by number.
func (t *trial) distinctSittings() int {
	seen := map[int]bool{}
	for _, s := range t.sittings {
		seen[s.number] = true
	}
	return len(seen)
}

// observe takes one answer and settles the status: the flag is tested first, and the first of flag and clear that
// holds ends the check.
func (t *trial) observe(o Observation) {
	r := t.rule
	for m := range t.product {
		t.product[m] *= r.Factor(o, m)
	}
	t.favour *= r.ratio(o)
	t.items++
	if !o.Correct {
		t.misses++
		t.missed = addOnce(t.missed, o.Family)
	}
	t.sittings = addOnce(t.sittings, sitting{o.Sitting, o.Day})
	switch {
	case t.mayFlag() && t.e() >= r.Threshold():
		t.status = Flagged
	case t.items >= r.ClearItems && t.favour >= r.ClearRatio:
		t.status = Cleared
	case t.items >= r.MaxItems:
		t.status = Inconclusive
	}
}

// mayFlag holds the conditions of a flag other than E.
func (t *trial) mayFlag() bool {
	r := t.rule
	return t.items >= r.FlagItems && len(t.missed) >= r.FlagFamilies &&
		t.distinctSittings() >= r.FlagSittings && t.days() >= r.FlagSittings
}

func addOnce[T comparable](list []T, v T) []T {
	for _, x := range list {
		if x == v {
			return list
		}
	}
	return append(list, v)
}

// key names the state of a trial: everything that later answers can depend on.
func (t *trial) key() string {
	b := make([]byte, 0, 128)
	for _, p := range t.product {
		b = strconv.AppendFloat(b, p, 'e', 11, 64)
		b = append(b, ' ')
	}
	b = strconv.AppendFloat(b, t.favour, 'e', 11, 64)
	missed := append([]string(nil), t.missed...)
	sort.Strings(missed)
	for _, f := range missed {
		b = append(append(b, '|'), f...)
	}
	return string(b)
}
