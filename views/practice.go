package views

import "fmt"

// Practice is what the page of the sittings says of practice.
type Practice struct {
	Action string // POST; empty if none can be had now
	Open   bool
	Making bool
	Says   string // "two more can be had"
	Done   []SittingRow
}

// Practised is a question of practice with its key, right after the answer.
type Practised struct {
	Page     Page
	Exercise string
	Of       int
	Item     ClosedItem
	NextURL  string
	NextSays string
}

// sittingTitle names an open sitting.
func (v Sitting) sittingTitle() string {
	if v.Practice {
		return "Practice"
	}
	return sittingName(v.N, v.Round)
}

// atMost says how many questions there are, or can be.
func atMost(v Sitting) string {
	if v.Practice {
		return fmt.Sprint(v.AtMost)
	}
	return fmt.Sprintf("at most %d", v.AtMost)
}
