package views

// lineWords is what a derivation line's verdict is called.
func lineWords(verdict string) string {
	switch verdict {
	case "given":
		return "the model"
	case "recorded":
		return "recorded, not judged"
	case "proved":
		return "proved"
	case "certified":
		return "certified"
	case "supported":
		return "supported"
	case "conditional":
		return "only under a condition"
	case "different":
		return "does not follow"
	case "unknown":
		return "could not be decided"
	case "carries":
		return "carries an earlier fault"
	case "error":
		return "could not be read"
	case "pending":
		return "not judged yet"
	}
	return verdict
}

// lineVerdict is the word of the three that a line's verdict belongs to.
func lineVerdict(verdict string) string {
	switch verdict {
	case "proved", "certified", "supported":
		return Holds
	case "different", "error":
		return Differs
	case "conditional", "unknown", "carries":
		return Unclear
	}
	return ""
}

// lineMeans says what a verdict claims, as the title of its word.
func lineMeans(verdict string) string {
	switch verdict {
	case "proved":
		return "Holds as an identity: tested at random points of a finite field, so an error is all but impossible"
	case "certified":
		return "Holds to every digit computed, at two precisions and many points"
	case "supported":
		return "Numbers approach the claimed limit; that is strong support and no proof"
	case "conditional":
		return "Holds where a further condition is met: state it, and the line counts"
	case "unknown":
		return "The checker could not decide; this costs no mark and is looked at by an author"
	case "carries":
		return "Follows from a line that is wrong itself"
	case "recorded":
		return "A modelling move: its dimensions agree, and it is yours to defend"
	}
	return ""
}

// lineClass opens the lines that need something done.
func lineClass(l DerivationLine) string {
	switch l.Verdict {
	case "different", "error":
		return "bad"
	case "conditional":
		if l.Why != nil {
			return "maybe"
		}
	}
	return ""
}

// word is the word itself, which always stands beside its mark.
func word(verdict string) string { return verdict }

// opened counts the open hints.
func (h HintLadder) opened() int {
	n := 0
	for _, r := range h.Rungs {
		if r.Open {
			n++
		}
	}
	return n
}
