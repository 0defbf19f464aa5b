package demo

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"coronium/exercises"
	"coronium/grading/evidence"
	"coronium/grading/understand"
)

// style decides whether somebody answers an item well, knowing what they have answered before.
type style func(before []evidence.Observation, item evidence.Observation) bool

func wellAll([]evidence.Observation, evidence.Observation) bool { return true }

func guesses([]evidence.Observation, evidence.Observation) bool { return false }

// undecided answers so that the rule can say neither yes nor no: well, unless that would clear, and badly unless
// that would flag.
func undecided(before []evidence.Observation, item evidence.Observation) bool {
	item.Correct = true
	if evidence.Default.Decide(append(slices.Clone(before), item)).Status != evidence.Cleared {
		return true
	}
	item.Correct = false
	return evidence.Default.Decide(append(slices.Clone(before), item)).Status == evidence.Flagged
}

// RightAnswer is an answer that is right, taken from the item's key. What a key looks like is the business of
// package understand; only those who may see keys can call this with an item that has one.
func RightAnswer(item understand.Item, exercise *exercises.Exercise) (map[string]string, error) {
	var key struct {
		Value   *float64           `json:"value"`
		Arrows  map[string]string  `json:"arrows"`
		Choices map[string]string  `json:"choices"`
		Lines   []int              `json:"lines"`
		Witness map[string]float64 `json:"witness"`
	}
	if err := json.Unmarshal(item.Key, &key); err != nil {
		return nil, fmt.Errorf("key of item %s: %w", item.ID, err)
	}
	switch item.Response.Kind {
	case understand.Number:
		if key.Value != nil {
			return map[string]string{"value": strconv.FormatFloat(*key.Value, 'g', 10, 64)}, nil
		}
	case understand.Arrows:
		return key.Arrows, nil
	case understand.Choice:
		return key.Choices, nil
	case understand.Line:
		if len(key.Lines) > 0 {
			return map[string]string{"line": strconv.Itoa(key.Lines[0])}, nil
		}
	case understand.Inputs:
		out := map[string]string{}
		for name, x := range key.Witness {
			out[name] = strconv.FormatFloat(x, 'g', 10, 64)
		}
		return out, nil
	case understand.Code:
		if exercise.Explain != nil {
			for _, m := range exercise.Explain.Modify {
				if sameTask(item.Ask, m.Ask) {
					return map[string]string{"code": m.Source}, nil
				}
			}
		}
	}
	return nil, fmt.Errorf("item %s has no key that could be answered from", item.ID)
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
