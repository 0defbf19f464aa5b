package demo

import (
	"math"
	"slices"
	"strings"

	"coronium/exercises"
	"coronium/grading/evidence"
	"coronium/grading/understand"
)

// style decides whether somebody answers an item well, knowing what they have answered before.
type style func(before []evidence.Observation, item evidence.Observation) bool

func wellAll([]evidence.Observation, evidence.Observation) bool { return true }

func guesses([]evidence.Observation, evidence.Observation) bool { return false }

// undecided answers so that the rule can say neither yes nor no: well or badly, whichever leaves the likelihood ratio nearer
// to one.
func undecided(before []evidence.Observation, item evidence.Observation) bool {
	distance := func(correct bool) float64 {
		item.Correct = correct
		d := evidence.Default.Decide(append(slices.Clone(before), item))
		if d.Status == evidence.Cleared || d.Status == evidence.Flagged {
			return math.Inf(1)
		}
		return math.Abs(math.Log(d.LikelihoodRatio))
	}
	return distance(true) < distance(false)
}

// RightAnswer is an answer that is right: the reference for a task of the exercise, else what the item's key says. Only
// those who may see keys can call this with an item that has one.
func RightAnswer(item understand.Item, exercise *exercises.Exercise) (map[string]string, error) {
	if item.Response.Kind == understand.Code && exercise.Explain != nil {
		for _, m := range exercise.Explain.Modify {
			if sameTask(item.Ask, m.Ask) {
				return map[string]string{"code": m.Source}, nil
			}
		}
	}
	return understand.RightAnswer(item)
}

// sameTask reports whether an item asks for a modification.
func sameTask(ask, task string) bool {
	words := strings.Fields(task)
	return strings.Contains(strings.Join(strings.Fields(ask), " "), strings.Join(words[:min(len(words), 6)], " "))
}

// Guess is an answer as somebody gives it who has no idea: readable, and wrong for nearly every key.
func Guess(item understand.Item) map[string]string {
	out := map[string]string{}
	for _, f := range item.Response.Fields {
		switch item.Response.Kind {
		case understand.Number:
			out[f.Name] = "1234.5"
		case understand.Line:
			out[f.Name] = "1"
		case understand.Code:
			out[f.Name] = item.Response.Starter
		case understand.Inputs:
			out[f.Name] = f.Default
		case understand.Formula:
			out[f.Name] = map[string]string{"line": "1", "condition": "1 < 0"}[f.Name]
			if out[f.Name] == "" {
				out[f.Name] = "1234"
			}
		default:
			options := f.Options
			if len(options) == 0 {
				options = item.Response.Options
			}
			if len(options) > 0 {
				out[f.Name] = options[len(options)-1]
			}
		}
	}
	return out
}
