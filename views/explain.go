package views

import "fmt"

// explainTitle says a status of understanding as a heading. No status is called
// misconduct, and none says where the work came from.
func explainTitle(status string) string {
	switch status {
	case "not-ready":
		return "First a program that holds"
	case "ready":
		return "Ready for questions about your program"
	case "in-sitting":
		return "A sitting is open"
	case "waiting":
		return "One sitting done, one to come"
	case "cleared":
		return "Understanding shown"
	case "claimed":
		return "Claimed, not yet shown"
	case "inconclusive":
		return "Neither shown nor missing: a conversation"
	case "flagged":
		return "Passes, understanding not shown yet"
	}
	return "Questions about your program"
}

// statusWord is the short form, for tables.
func statusWord(status string) string {
	switch status {
	case "not-ready":
		return "not begun"
	case "in-sitting":
		return "sitting open"
	case "":
		return "none"
	}
	return status
}

// statusVerdict is the word of the three that a status belongs to.
func statusVerdict(status string) string {
	switch status {
	case "cleared":
		return Holds
	case "flagged":
		return Differs
	case "claimed", "inconclusive":
		return Unclear
	}
	return ""
}

// Fresh is a fresh sitting after a round that settled nothing: the wish, the answer, and what the one who looks may do.
type Fresh struct {
	Who          string // who asked: "You", or a name
	Asked        When
	Words        string
	Answer       string // "Granted", "Not now", "Offered"; empty while it waits
	Reason, By   string
	AnsweredAt   When
	Why          string // why none can be had any more
	AskAction    string // POST field words
	AskError     string
	AnswerAction string // POST fields reason and do ("grant" or "refuse")
	ReasonField  Field
}

// sittingName names a sitting; those of later rounds are fresh ones.
func sittingName(n, round int) string {
	if round > 1 {
		return fmt.Sprintf("Fresh sitting %d", n)
	}
	return fmt.Sprintf("Sitting %d", n)
}
