package evidence

import (
	"fmt"
	"math"
)

// NamedMenu is a menu of guess probabilities with its name.
type NamedMenu struct {
	Name  string
	Guess []float64
}

// Menus are the three menus for which the operating characteristics are tabled: entered answers (mean g .05), a menu
// with some choices (mean g .10), and four-option choices only.
func Menus() []NamedMenu {
	return []NamedMenu{
		{"open", []float64{.05, .08, .04, .03, .08, .04, .02, .06}},
		{"mixed", []float64{.05, .08, .20, .03, .08, .17, .02, .20}},
		{"choice", []float64{.25, .25, .25, .25, .25, .25, .25, .25}},
	}
}

// Row is one line of the table: what the rule does to one kind of person on one menu.
type Row struct {
	Menu   string `json:"menu"`
	Person string `json:"person"`
	Outcome
}

// MeanRow is the mean of E after eight items for somebody who gets each right with probability Success.
type MeanRow struct {
	Menu    string  `json:"menu"`
	Success float64 `json:"success"`
	Value   float64 `json:"value"`
}

// Tables are the operating characteristics of a rule.
type Tables struct {
	Rule     Rule                 `json:"rule"`
	Menus    map[string][]float64 `json:"menus"`
	Outcomes []Row                `json:"outcomes"`
	MeanE8   []MeanRow            `json:"mean_E8"`
	// Naive is the rule that flags whoever has at most 4 of 8 items right, for comparison: P(flag) by true slip.
	Naive []MeanRow `json:"at_most_4_of_8"`
	// Defective is P(flag) on the open menu at true slip .08 if a share of the keys is wrong (such items are missed).
	Defective []MeanRow `json:"defective_keys"`
}

// Tabulate computes the tables exactly.
func (r Rule) Tabulate() Tables {
	t := Tables{Rule: r, Menus: map[string][]float64{}}
	for _, m := range Menus() {
		t.Menus[m.Name] = m.Guess
		row := func(person string, p func(g float64) float64) {
			success := make([]float64, len(m.Guess))
			for i, g := range m.Guess {
				success[i] = p(g)
			}
			t.Outcomes = append(t.Outcomes, Row{m.Name, person, r.Characteristics(Menu(m.Guess), success)})
		}
		for _, slip := range []float64{.05, .08, .10, .15, .20, .25, .30} {
			row(fmt.Sprintf("slip %g", slip), func(float64) float64 { return 1 - slip })
		}
		for _, cue := range []float64{0, .05, .10, .15} {
			row(fmt.Sprintf("guess cue %g", cue), func(g float64) float64 { return g + cue })
		}
		for _, p := range []float64{.3, .5, .7} {
			row(fmt.Sprintf("constant %g", p), func(float64) float64 { return p })
		}
	}
	mixed := Menu(Menus()[1].Guess)
	for _, p := range []float64{.80, .85, .90, .95} {
		t.MeanE8 = append(t.MeanE8, MeanRow{"mixed", p, r.MeanE(mixed, repeat(p, len(mixed)))})
	}
	for _, slip := range []float64{.08, .15, .20, .25} {
		t.Naive = append(t.Naive, MeanRow{"open", 1 - slip, atMost(4, 8, 1-slip)})
	}
	open := Menu(Menus()[0].Guess)
	for _, share := range []float64{.10, .20} {
		p := .92 * (1 - share)
		t.Defective = append(t.Defective, MeanRow{"open", p, r.Characteristics(open, repeat(p, len(open))).Flag})
	}
	return t
}

func repeat(p float64, n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = p
	}
	return list
}

// atMost is P(X <= k) for X binomial(n, p).
func atMost(k, n int, p float64) float64 {
	sum, choose := 0.0, 1.0
	for i := 0; i <= k; i++ {
		sum += choose * math.Pow(p, float64(i)) * math.Pow(1-p, float64(n-i))
		choose *= float64(n-i) / float64(i+1)
	}
	return sum
}
