package views

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
