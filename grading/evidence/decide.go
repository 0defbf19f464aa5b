package evidence

import (
	"fmt"
	"math"
	"strings"
)

// Decision is what the rule says of one person's answers, with all that it rests on.
type Decision struct {
	Status Status `json:"status"`
	// E is the evidence against the null at the end of the check; Path is E after each counted item.
	E    float64   `json:"E"`
	Path []float64 `json:"path"`
	// Threshold is the E that a flag needs; Bound says E in words: the chance of ever meeting such an E for somebody
	// who gets 1-S of such items right is at most Bound = min(1, 1/largest E).
	Threshold float64 `json:"threshold"`
	Bound     float64 `json:"bound"`
	// LikelihoodRatio is the nominal ratio in favour of understanding; Posterior follows from it and the prior, and is
	// shown for reading only.
	LikelihoodRatio float64 `json:"likelihood_ratio"`
	Posterior       float64 `json:"posterior"`
	Prior           float64 `json:"prior"`
	Items           int     `json:"items"` // counted
	Right           int     `json:"right"`
	Misses          int     `json:"misses"`
	// Families is the number of families with a miss, MissedFamilies and PassedFamilies their names (a family can be both).
	Families       int      `json:"families"`
	MissedFamilies []string `json:"missed_families"`
	PassedFamilies []string `json:"passed_families"`
	Sittings       int      `json:"sittings"`
	Days           int      `json:"days"`
	// Uncounted items came after the end of the check or were practice.
	Uncounted int `json:"uncounted"`
	// NextSitting: another sitting, on another day, is due.
	NextSitting bool `json:"next_sitting"`
	// Says is the decision in a sentence or two, and what a flag still lacks.
	Says  string   `json:"says"`
	Notes []string `json:"notes,omitempty"`
}

// Decide applies the rule to answers in the order in which they were given. Practice items are left out; answers
// given after the end of the check are left out too, and both are counted in Uncounted. It never fails: g and slip
// outside their ranges are brought inside (see guess and slip), which can only weaken the evidence for a flag.
func (r Rule) Decide(obs []Observation) Decision {
	t := r.begin()
	d := Decision{Path: []float64{}, MissedFamilies: []string{}, PassedFamilies: []string{}, Threshold: r.Threshold(), Prior: r.Prior}
	highest, guessable := 1.0, 0
	for _, o := range obs {
		if o.Practice || t.status != Open {
			d.Uncounted++
			continue
		}
		t.observe(o)
		if o.Correct {
			d.PassedFamilies = addOnce(d.PassedFamilies, o.Family)
		}
		if o.G > MaxGuess {
			guessable++
		}
		d.Path = append(d.Path, t.e())
		highest = math.Max(highest, t.e())
	}
	d.Status, d.E, d.LikelihoodRatio = t.status, t.e(), t.favour
	d.Bound = 1 / highest
	d.Posterior = r.Prior * t.favour / (r.Prior*t.favour + 1 - r.Prior)
	d.Items, d.Misses, d.Right = t.items, t.misses, t.items-t.misses
	d.MissedFamilies = append(d.MissedFamilies, t.missed...)
	d.Families = len(t.missed)
	d.Sittings, d.Days = t.distinctSittings(), t.days()
	d.NextSitting = t.status == Open && t.items >= r.SittingItems
	d.Says = r.says(&t, d)
	if guessable > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%d of the counted items can be guessed with a probability above %g; such items should not be served for a verdict.", guessable, MaxGuess))
	}
	return d
}

// MaxGuess is the largest guess probability with which an item may carry a verdict.
const MaxGuess = .10

// InWords says E for a person who has never met it: "Someone who gets 80 % of such items right would meet evidence
// this strong, at any time, with a chance of at most 1 in 150."
func (r Rule) InWords(d Decision) string {
	if d.Bound >= 1 {
		return "The answers are no evidence against understanding."
	}
	return fmt.Sprintf("Someone who gets %g %% of such items right would meet evidence this strong, at any time, with a chance of at most 1 in %s.",
		math.Round(100*(1-r.S)), oneIn(1/d.Bound))
}

// oneIn rounds down to two digits, so that "at most 1 in N" stays true.
func oneIn(n float64) string {
	if n < 10 {
		return fmt.Sprintf("%.1f", math.Floor(n*10)/10)
	}
	scale := math.Pow(10, math.Floor(math.Log10(n))-1)
	return fmt.Sprintf("%.0f", math.Floor(n/scale)*scale)
}

func (r Rule) says(t *trial, d Decision) string {
	record := fmt.Sprintf("%d of %d items right", d.Right, d.Items)
	switch t.status {
	case Flagged:
		return fmt.Sprintf("Understanding not shown: %s, in %s on different days, with misses in %d families. %s This is a provisional flag: the trainee is told first and may answer it.",
			record, plural(d.Sittings, "sitting"), d.Families, r.InWords(d))
	case Cleared:
		return fmt.Sprintf("Understanding shown: %s.", record)
	case Inconclusive:
		s := fmt.Sprintf("Inconclusive: %s, which neither clears nor flags. It leads to a conversation and is no flag.", record)
		if d.E >= r.Threshold() {
			s += " " + r.lacks(t)
		}
		return s
	}
	if d.Items == 0 {
		return "No counted answers yet."
	}
	s := fmt.Sprintf("Open: %s so far.", record)
	if d.E >= r.Threshold() {
		s += " " + r.lacks(t)
	}
	if d.NextSitting && d.Sittings < 2 {
		return s + " Another sitting, on another day, is due."
	}
	return s + " More items are due."
}

// lacks says why an E above the threshold is no flag.
func (r Rule) lacks(t *trial) string {
	var want []string
	if t.items < r.FlagItems {
		want = append(want, fmt.Sprintf("%d items", r.FlagItems))
	}
	if len(t.missed) < r.FlagFamilies {
		want = append(want, fmt.Sprintf("misses in %d families (here %d)", r.FlagFamilies, len(t.missed)))
	}
	if t.distinctSittings() < r.FlagSittings || t.days() < r.FlagSittings {
		want = append(want, fmt.Sprintf("%d sittings on different days", r.FlagSittings))
	}
	return "E is above the threshold, but a flag also needs " + strings.Join(want, ", ") + "."
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
