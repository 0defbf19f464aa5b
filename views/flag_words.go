package views

import "strings"

// flagState says a flag's state as people say it.
func flagState(state string) string {
	switch state {
	case "provisional":
		return "provisional, no effect on the mark"
	case "statement":
		return "statement received"
	case "cleared":
		return "cleared"
	case "teach-back":
		return "teach back, then sit again"
	case "fresh":
		return "a fresh sitting, on another day"
	case "viva":
		return "a viva is to be held"
	case "confirmed":
		return "confirmed: not shown"
	case "appealed":
		return "appealed, with a second person"
	}
	return state
}

func myFlagTitle(state string) string {
	switch state {
	case "cleared":
		return "This flag was cleared. Nothing of it is left on your record but the log."
	case "teach-back":
		return "You teach it back, then sit again with fresh questions."
	case "fresh":
		return "You sit again with fresh questions, on another day."
	case "viva":
		return "A viva will settle it: twenty minutes, one sheet, both of you reading it."
	case "confirmed":
		return "Your work passes; understanding of it was not shown. You may appeal."
	case "appealed":
		return "A second person looks at it, with fresh questions."
	}
	return "Your program passes its tests; its questions were missed more often than chance forgives."
}

func askedWords(asked string) string {
	switch asked {
	case "viva":
		return "A viva was asked for."
	case "fresh":
		return "A fresh sitting was asked for."
	}
	return asked
}

// askWords is what the button of a wish says.
func askWords(ask string) string {
	if ask == "viva" {
		return "A viva"
	}
	return "A fresh sitting"
}

func ranVerdict(r RunResult) string {
	if r.Agree {
		return Holds
	}
	return Differs
}

// kick is the line over the dossier's title.
func (v Dossier) kick() string {
	return joined(" · ", "Dossier "+v.Number, v.Trainee, joined(", ", v.Exercise, v.Attempt), orString(v.StateSays, flagState(v.State)))
}

func workSays(says string) string {
	if says == "" {
		return "."
	}
	return ": " + says
}

// typed is a statement that was refused, brought back to be mended.
func (v MyFlag) typed() string {
	if v.StatementError == "" {
		return ""
	}
	return v.Statement
}

// open says that the flag is not settled: then the page says what it is not.
func (v MyFlag) open() bool {
	return v.State != "cleared" && v.State != "confirmed"
}

// ownWords leaves out a sentence that only repeats the page's own.
func (e Evidence) ownWords() Markdown {
	if strings.HasPrefix(string(e.Says), "Someone who gets 80") {
		return ""
	}
	return e.Says
}
