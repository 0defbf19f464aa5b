package demo

import (
	"strings"
	"time"
	"unicode/utf16"

	"coronium/app/school"
)

// refuses is the one of the cast who would rather not be recorded; nothing follows from that.
const refuses = "ferri"

// told lets somebody answer whether the writing of programs may be recorded, once.
func (a *act) told() error {
	w, err := a.workspace()
	if err != nil || w.Recording != school.RecordingAsk {
		return err
	}
	return a.school.AnswerRecording(a.ctx, a.actor, a.m.course.ID, a.person.Login != refuses)
}

// write brings a program into the editor as its author would: line by line, or, of a program that came from elsewhere, by a
// paste with a comment added by hand.
func (a *act) write(source string, pasted bool) error {
	w, err := a.workspace()
	if err != nil {
		return err
	}
	now := a.exercise.Starter
	if draft, ok := w.Drafts[school.Implement]; ok {
		now = draft.Text
	} else if sub := w.Latest[school.Implement]; sub.ID != 0 {
		now = sub.Text
	}
	save := func(text string, edits []school.EditSent) error {
		_, err := a.school.SaveDraft(a.ctx, a.actor, a.attempt.ID, school.DraftSave{Stage: school.Implement, Text: text, Revision: -1, Edits: edits})
		return err
	}
	if err := save(now, nil); err != nil { // the page is open; a record begins with what stands there
		return err
	}
	var edits []school.EditSent
	if pasted {
		a.clock.pass(50 * time.Second)
		edits = append(edits, school.EditSent{Kind: school.Pasted, Removed: units(now), Insert: source, Ago: 20 * time.Second})
	} else {
		edits = typed(now, source)
		a.clock.pass(edits[0].Ago + time.Minute)
	}
	return save(source, edits)
}

// typed are the changes that lead from one text to another, a line every half minute or so.
func typed(from, to string) []school.EditSent {
	head := commonLines(from, to)
	at := units(from[:head])
	edits := []school.EditSent{{Kind: school.Typed, From: at, Removed: units(from[head:])}}
	for line := range strings.Lines(to[head:]) {
		edits = append(edits, school.EditSent{Kind: school.Typed, From: at, Insert: line})
		at += units(line)
	}
	ago := 10 * time.Second
	for i := len(edits) - 1; i >= 0; i-- {
		edits[i].Ago = ago
		ago += time.Duration(12+(17*i)%31) * time.Second
	}
	return edits
}

// commonLines is how many bytes of whole lines two texts begin with.
func commonLines(a, b string) int {
	n := 0
	for line := range strings.Lines(a) {
		if !strings.HasSuffix(line, "\n") || !strings.HasPrefix(b[n:], line) {
			break
		}
		n += len(line)
	}
	return n
}

// units is the length of a text as browsers count it.
func units(text string) int { return len(utf16.Encode([]rune(text))) }
