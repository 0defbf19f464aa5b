package views

import (
	"fmt"
	"strings"
)

// headline says the state of a trainee's things in one sentence.
func (v Today) headline() string {
	if v.Headline != "" {
		return v.Headline
	}
	var exercises, sittings, late int
	var firstExercise, firstSitting string
	for _, d := range v.Due {
		switch {
		case d.Late:
			late++
		case d.Kind == "sitting":
			sittings++
			firstSitting = first(firstSitting, d.When.Relative)
		default:
			exercises++
			firstExercise = first(firstExercise, d.When.Relative)
		}
	}
	var parts []string
	if late > 0 {
		parts = append(parts, plural(late, "hand-in", "hand-ins")+" late")
	}
	if exercises > 0 {
		parts = append(parts, dueWords(exercises, "hand-in", "hand-ins", firstExercise))
	}
	if sittings > 0 {
		parts = append(parts, dueWords(sittings, "sitting", "sittings", firstSitting))
	}
	if len(parts) == 0 {
		return "Nothing is due."
	}
	return capital(strings.Join(parts, ", ")) + "."
}

// dueWords says "one hand-in in 3 days", "two sittings, the first tomorrow".
func dueWords(n int, one, many, when string) string {
	words := plural(n, one, many)
	switch {
	case when == "":
		return words + " without a date"
	case n == 1:
		return words + " " + when
	}
	return words + " (the first " + when + ")"
}

func first(kept, next string) string {
	if kept != "" {
		return kept
	}
	return next
}

// headline says what waits for an advisor.
func (v Course) headline() string {
	if v.Headline != "" {
		return v.Headline
	}
	var parts []string
	most := 0
	for _, s := range v.Stuck {
		most = max(most, s.Count)
	}
	switch {
	case most == 1:
		parts = append(parts, "one is stuck")
	case most > 1:
		parts = append(parts, numberWord(most)+" are stuck on one line")
	}
	switch n := len(v.Flags); {
	case n == 1:
		parts = append(parts, "one flag waits for you")
	case n > 1:
		parts = append(parts, numberWord(n)+" flags wait for you")
	}
	switch {
	case len(parts) > 0:
		return capital(strings.Join(parts, "; ")) + "."
	case v.Trainees == 0:
		return "Nobody is enrolled yet."
	}
	return "Nobody is stuck, and no flag waits."
}

// headline says how a sitting went.
func (v SittingClosed) headline() string {
	if v.Headline != "" {
		return v.Headline
	}
	right := 0
	for _, i := range v.Items {
		if i.Correct {
			right++
		}
	}
	if len(v.Items) == 0 {
		return "This sitting closed without an answer."
	}
	return capital(fmt.Sprintf("%s of %s right.", numberWord(right), numberWord(len(v.Items))))
}
