package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// composing is what stands in the box for a line.
type composing struct {
	n          int  // number of the line, as shown; 0 for the next one
	insert     bool // a new line in front of line n
	text, rule string
	// asideText and asideRule are the next line as far as it was written when another one was opened: it waits
	// until that one is done with.
	asideText, asideRule string
	preview              *views.LinePreview
	assume               string // an assumption that was refused
	assumeBad            string
}

// aside is the box when the line in it is done with.
func (box composing) aside() composing {
	return composing{text: box.asideText, rule: box.asideRule}
}

// same says whether the box holds a stored line as it stands.
func (box composing) same(l school.Line) bool { return squeeze(box.whole()) == squeeze(l.Text) }

// draftBox is what was being typed when the page was last seen.
func draftBox(w school.Workspace) composing {
	draft := w.Drafts[school.Derive]
	return boxOf(func(name string) string {
		if name == "text" {
			return draft.Text
		}
		return draft.Fields[name]
	})
}

// opened is the box of the page: the line that its address asks for, else what was being typed, else the newest line if it
// does not hold. A next line that was begun is put aside for a line that is opened, never dropped.
func opened(w school.Workspace, line, before string) composing {
	draft := draftBox(w)
	lines := numbered1(w.Lines)
	begun := draft.aside()
	if draft.n < 1 || draft.n > len(lines) {
		begun = composing{text: draft.text, rule: draft.rule}
	}
	n, err := strconv.Atoi(line)
	k, failed := strconv.Atoi(before)
	var box composing
	switch {
	case failed == nil && k >= 1 && k <= len(lines):
		box = composing{n: k, insert: true}
	case err == nil && n >= 1 && n <= len(lines):
		box = editing(w, n)
	case err == nil:
		return begun
	case draft.text != "" || draft.asideText != "":
		return draft
	default:
		return lastBroken(w)
	}
	if draft.n == box.n && draft.insert == box.insert && draft.text != "" { // it was being written already
		box = draft
	}
	box.asideText, box.asideRule = begun.text, begun.rule
	return box
}

// editing loads a line into the box.
func editing(w school.Workspace, n int) composing {
	lines := numbered1(w.Lines)
	if n < 1 || n > len(lines) {
		return composing{}
	}
	text, rule, _ := strings.Cut(lines[n-1].line.Text, ";")
	return composing{n: n, text: strings.TrimSpace(text), rule: strings.TrimSpace(rule)}
}

// lastBroken loads the newest line if it does not hold: that is what one goes on with.
func lastBroken(w school.Workspace) composing {
	lines := numbered1(w.Lines)
	if len(lines) == 0 || lines[len(lines)-1].line.Holds() {
		return composing{}
	}
	return editing(w, len(lines))
}

// keepBox stores what stands in the box.
func (s *Server) keepBox(c echo.Context, id school.AttemptID, box composing) error {
	pasted, _ := strconv.Atoi(field(c, "pasted")) // context only: what can't be read counts nothing
	draft := school.DraftSave{Stage: school.Derive, Revision: -1, Pasted: pasted, Text: box.text, Fields: map[string]string{}}
	for name, value := range map[string]string{"rule": box.rule, "aside_text": box.asideText, "aside_rule": box.asideRule} {
		if value != "" {
			draft.Fields[name] = value
		}
	}
	if box.n > 0 {
		draft.Fields["n"] = fmt.Sprint(box.n)
	}
	if box.insert {
		draft.Fields["insert"] = "yes"
	}
	_, err := s.school.SaveDraft(c.Request().Context(), s.actor(c), id, draft)
	return err
}

// keepTyped keeps what stood in the box when another button was pressed. The lines may have other numbers afterwards: a
// line that is being written again is found by its text, and where it is gone, what was typed becomes the next line. A
// line that stood in the box unchanged is not kept: it is among the lines, or in their history.
func (s *Server) keepTyped(c echo.Context, w school.Workspace, now []school.Line) error {
	if _, sent := c.Request().PostForm["text"]; !sent {
		return nil // the button of a page without scripts brings itself only; the draft stays
	}
	box := posted(c)
	for _, text := range []string{box.text, box.rule, box.asideText, box.asideRule} {
		if fault := badText(text); fault != "" {
			return school.FieldFault("text", fault)
		}
	}
	before, after := numbered1(w.Lines), numbered1(now)
	if box.n < 1 || box.n > len(before) {
		box.n, box.insert = 0, false
		return s.keepBox(c, w.Attempt.ID, box)
	}
	old := before[box.n-1]
	box.n = followed(before, after, box.n)
	switch {
	case !box.insert && box.same(old.line) && (box.n == 0 || box.asideText != "" || !old.line.Holds()):
		box = box.aside()
	case box.n == 0 && box.asideText == "":
		box.insert = false
	case box.n == 0: // two lines and one place: the one that was being written again stays in front
		box.n, box.insert = len(after), true
		if len(after) == 0 {
			box.n, box.insert = 0, false
		}
	}
	return s.keepBox(c, w.Attempt.ID, box)
}

// followed is the number that line n has after a change, or 0 if it is gone.
func followed(before, after []numberedLine, n int) int {
	text := func(l numberedLine) string { return statementOf(l.line.Text) }
	start := 0
	for start < len(before) && start < len(after) && text(before[start]) == text(after[start]) {
		start++
	}
	if n <= start {
		return n
	}
	end := 0
	for end < len(before)-start && end < len(after)-start && text(before[len(before)-1-end]) == text(after[len(after)-1-end]) {
		end++
	}
	switch {
	case n > len(before)-end:
		return n + len(after) - len(before)
	case n-1 < len(after)-end: // written again in its place
		return n
	}
	return 0
}

// statementOf is a line without its rule, whose citations may be numbered anew.
func statementOf(text string) string {
	statement, _, _ := strings.Cut(text, ";")
	return squeeze(statement)
}

// leaveLine closes a line that was opened, and brings back the next line as far as it was written.
func (s *Server) leaveLine(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	if err := s.keepBox(c, w.Attempt.ID, posted(c).aside()); err != nil {
		return err
	}
	return seeOther(c, stageURL(w.Attempt.ID, school.Derive)+"?line=0#line-text")
}
