package engine

import (
	"fmt"

	"coronium/app/school"
	"coronium/grading/evidence"
	"coronium/grading/understand"
)

// The people for whom the rule's outcome is foreseen: those who understand, by how often they slip, and those who do
// not, by what they gain from cues beyond bare guessing (understanding checks, operating characteristics).
var (
	slips = []float64{.08, .15, .20, .25}
	cues  = []float64{0, .05, .10, .15}
)

// foreseenItems is how many items are asked at most, four a sitting, on two days.
const foreseenItems = 8

// Foresee computes exactly what the rule does with items of an exercise's own families, taken in turn. Errors:
// school.NotFound; school.Invalid for an exercise without checks.
func (e *Engine) Foresee(exercise string, flagging int) ([]school.Foreseen, error) {
	x, err := e.library.Exercise(exercise)
	if err != nil {
		return nil, school.Failure(school.NotFound, "There is no such exercise.", sentenceOf(err))
	}
	if x.Explain == nil || len(x.Explain.Checks.Families) == 0 {
		return nil, school.Failure(school.Invalid, "The exercise has no understanding checks.", "No flag can come from it.")
	}
	families := x.CheckFamilies()
	plan := make([]evidence.Planned, foreseenItems)
	for i := range plan {
		family := families[i%len(families)]
		plan[i] = evidence.Planned{Family: family, G: understand.Guess(family), Sitting: i/4 + 1, Day: fmt.Sprint("day ", i/4+1)}
	}
	rule := evidence.Default.ForAssignments(flagging)
	row := func(person string, understands bool, p func(g float64) float64) school.Foreseen {
		success := make([]float64, len(plan))
		for i, item := range plan {
			success[i] = min(p(item.G), 1)
		}
		o := rule.Characteristics(plan, success)
		return school.Foreseen{Person: person, Understands: understands, Flag: o.Flag, Clear: o.Clear, Inconclusive: o.Inconclusive, Items: o.Items}
	}
	var out []school.Foreseen
	for _, slip := range slips {
		out = append(out, row(fmt.Sprintf("understands, slips in %.0f %% of the items", 100*slip), true, func(float64) float64 { return 1 - slip }))
	}
	for _, cue := range cues {
		person := "guesses"
		if cue > 0 {
			person = fmt.Sprintf("guesses, %.0f %% luckier by cues", 100*cue)
		}
		out = append(out, row(person, false, func(g float64) float64 { return g + cue }))
	}
	return out, nil
}
