// Package evidence is the decision rule of the understanding checks: what a row of right and wrong answers says, and
// when it says enough. It knows nothing of programs, people or pages.
//
// One null hypothesis is protected: "each item, given all that went before, is answered rightly with probability at
// least 1 - s", s = .20. Against it stands a mixture of alternatives in which answers are little better than guesses.
// E, the likelihood ratio of the two, is a supermartingale under the null, so that by Ville's inequality it ever
// reaches 1/alpha with probability at most alpha: whatever the order of the items, whenever one stops, however the
// answers depend on each other, and even if the guess rates are wrong.
//
// rule.go holds the numbers of the rule, trial.go applies it answer by answer, decide.go turns a record into a
// decision with words, characteristic.go computes exactly how often the rule flags and clears whom, and table.go
// prints that. Nothing but right and wrong answers enters: no paste share, no time, no likeness.
package evidence

import (
	"fmt"
	"math"
)

// Rule holds the numbers of the decision rule. The zero value is not usable; start from Default.
type Rule struct {
	// S is the miss probability that the null allows on an ordinary item (.20). An observation may carry a larger
	// one of its own, up to MaxS for items that may be served; a smaller one is raised to S.
	S    float64 `json:"s"`
	MaxS float64 `json:"max_s"`
	// Delta and Weight are the alternatives q = g + d(1-s-g) and their mixture weights.
	Delta  []float64 `json:"d"`
	Weight []float64 `json:"w"`
	// Alpha bounds the probability of ever flagging one person under the null, over all the Assignments of a course
	// that can raise a flag: each of them gets Alpha/Assignments.
	Alpha       float64 `json:"alpha"`
	Assignments int     `json:"assignments"`
	// FlagItems, FlagFamilies, FlagSittings: a flag needs at least so many items, so many families with a miss, and
	// so many sittings on as many different days.
	FlagItems    int `json:"flag_items"`
	FlagFamilies int `json:"flag_families"`
	FlagSittings int `json:"flag_sittings"`
	// ClearRatio is the nominal likelihood ratio in favour that clears, with slip ClearSlip, after ClearItems items.
	ClearRatio float64 `json:"clear"`
	ClearSlip  float64 `json:"s0"`
	ClearItems int     `json:"clear_items"`
	// MaxItems ends the check: inconclusive.
	MaxItems int `json:"max_items"`
	// SittingItems is how many items are served in one sitting.
	SittingItems int `json:"sitting_items"`
	// Prior is the class-level share of people who understand what they hand in. It enters the posterior, which is
	// shown for reading and decides nothing.
	Prior float64 `json:"prior"`
}

// Default is the rule of the product, for one flag-bearing assignment.
var Default = Rule{
	S: .20, MaxS: .30,
	Delta: []float64{.05, .2, .4}, Weight: []float64{.5, .3, .2},
	Alpha: .01, Assignments: 1,
	FlagItems: 6, FlagFamilies: 3, FlagSittings: 2,
	ClearRatio: 9, ClearSlip: .08, ClearItems: 4,
	MaxItems: 8, SittingItems: 4,
	Prior: .85,
}

// ForAssignments is the rule for one of k flag-bearing assignments of a course: alpha is divided by k.
func (r Rule) ForAssignments(k int) Rule {
	r.Assignments = max(k, 1)
	return r
}

// Threshold is the value of E that a flag needs: Assignments/Alpha, 100 for the default rule.
func (r Rule) Threshold() float64 { return float64(max(r.Assignments, 1)) / r.Alpha }

// RuleError says which number of a rule or of an observation makes no sense.
type RuleError struct{ What string }

func (e *RuleError) Error() string { return e.What }

// BadInput reports that the person's input is at fault.
func (e *RuleError) BadInput() bool { return true }

// Check returns an error naming the first number of the rule that makes no sense.
func (r Rule) Check() error {
	bad := func(format string, a ...any) error { return &RuleError{fmt.Sprintf(format, a...)} }
	switch {
	case !(r.S > 0 && r.S < 1):
		return bad("s must lie between 0 and 1, not %g", r.S)
	case !(r.MaxS >= r.S && r.MaxS < 1):
		return bad("the largest s of an item must lie between s = %g and 1, not %g", r.S, r.MaxS)
	case !(r.Alpha > 0 && r.Alpha < 1):
		return bad("alpha must lie between 0 and 1, not %g", r.Alpha)
	case len(r.Delta) == 0 || len(r.Delta) != len(r.Weight):
		return bad("there must be as many weights as alternatives: %d and %d", len(r.Weight), len(r.Delta))
	case !(r.ClearSlip > 0 && r.ClearSlip < 1):
		return bad("the slip for clearing must lie between 0 and 1, not %g", r.ClearSlip)
	case !(r.ClearRatio > 1):
		return bad("the ratio that clears must be above 1, not %g", r.ClearRatio)
	case r.MaxItems < 1 || r.MaxItems > 1000:
		return bad("the number of items must lie between 1 and 1000, not %d", r.MaxItems)
	case !(r.Prior > 0 && r.Prior < 1):
		return bad("the prior must lie between 0 and 1, not %g", r.Prior)
	}
	sum := 0.0
	for i, w := range r.Weight {
		if !(w >= 0) || !(r.Delta[i] >= 0 && r.Delta[i] <= 1) {
			return bad("alternative %d has d = %g and weight %g; both lie between 0 and 1", i+1, r.Delta[i], w)
		}
		sum += w
	}
	if math.Abs(sum-1) > 1e-9 {
		return bad("the weights of the alternatives add up to %g, not to 1", sum)
	}
	return nil
}
