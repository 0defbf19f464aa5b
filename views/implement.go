package views

import "strings"

// runWord is what a state of a run is called.
func runWord(state string) string {
	switch state {
	case "queued":
		return "In the queue"
	case "running":
		return "Running"
	case "failed":
		return "Not graded"
	case "cancelled":
		return "Cancelled"
	}
	return ""
}

// barWords is the run bar's line: seed, limits, and what the last run used.
func barWords(v ImplementPanel) string {
	var parts []string
	if v.Seed != "" {
		parts = append(parts, "seed "+v.Seed)
	}
	switch {
	case v.Used != "":
		parts = append(parts, v.Used)
	case v.Limits != "":
		parts = append(parts, "limits "+v.Limits)
	}
	return strings.Join(parts, " · ")
}

func faultLine(r *Report) int {
	if r == nil || r.Fault == nil {
		return 0
	}
	return r.Fault.Line
}

// sentence ends a title with a full stop unless it has an end of its own.
func sentence(s string) string {
	s = capital(strings.TrimSpace(s))
	if s == "" || strings.ContainsRune(".?!:", rune(s[len(s)-1])) {
		return s
	}
	return s + "."
}

// reportOf says what a report is about: "of this run, Tue 24 Nov, 09:12 CET".
func reportOf(r Report) string {
	words := "of this run"
	if r.HandedIn {
		words = "of your hand-in"
	}
	if r.When.Absolute != "" {
		words += ", " + r.When.Absolute
	}
	return words
}

// declares says that help may be used here, and is to be named.
func (v ImplementPanel) declares() bool { return !v.NoPaste }
