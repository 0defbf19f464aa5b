package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/grading/derive"
	"coronium/views"
)

// posted reads the box of a derivation.
func posted(c echo.Context) composing {
	return boxOf(func(name string) string { return field(c, name) })
}

// boxOf reads the box from the fields of a form or of a draft.
func boxOf(field func(string) string) composing {
	box := composing{text: oneLine(field("text")), rule: oneLine(field("rule")), insert: field("insert") != ""}
	box.n, _ = strconv.Atoi(field("n")) // anything else means the next line
	box.asideText, box.asideRule = oneLine(field("aside_text")), oneLine(field("aside_rule"))
	return box
}

// oneLine joins what was typed over several lines: a line of the derivation is one line of text.
func oneLine(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\r", " "), "\n", " "))
}

// whole is the line as the checker reads it, with its rule. A rule typed into the line goes before the field.
func (box composing) whole() string {
	if box.rule == "" || strings.Contains(box.text, ";") {
		return box.text
	}
	return box.text + " ; " + box.rule
}

// composeLine shows a line back, or has it judged.
func (s *Server) composeLine(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	box := posted(c)
	if field(c, "do") != "check" {
		box.preview = s.preview(c, w, box)
		return s.showDerive(c, http.StatusOK, w, box)
	}
	if fault := badText(box.whole()); fault != "" {
		return s.refuseLine(c, w, box, fault)
	}
	if box.text == "" {
		return s.refuseLine(c, w, box, "Write a line first: begin with what is given.")
	}
	if text, ok := strings.CutPrefix(box.text, assumePrefix); ok {
		return s.assume(c, w, text)
	}
	at := storedNumber(w.Lines, box.n)
	put := s.school.PutLine
	if box.insert && at <= len(w.Lines) {
		put = s.school.InsertLine
	}
	lines, err := put(c.Request().Context(), s.actor(c), w.Attempt.ID, at, box.whole())
	if faults, what, ok := fieldFaults(err); ok {
		return s.refuseLine(c, w, box, sentence("The line", faults, what))
	}
	if school.KindOf(err) == school.Conflict {
		return s.refuseLine(c, w, box, err.Error())
	}
	if err != nil {
		return err
	}
	return s.judged(c, w, box, lines, at)
}

// refuseLine gives the box back with what is wrong.
func (s *Server) refuseLine(c echo.Context, w school.Workspace, box composing, fault string) error {
	box.preview = &views.LinePreview{Error: fault, At: -1}
	return s.showDerive(c, http.StatusUnprocessableEntity, w, box)
}

// judged leads on after a verdict: to the next line if this one holds, else back into it.
func (s *Server) judged(c echo.Context, w school.Workspace, box composing, lines []school.Line, at int) error {
	base := stageURL(w.Attempt.ID, school.Derive)
	if err := s.keepBox(c, w.Attempt.ID, box.aside()); err != nil {
		return err
	}
	if at < 1 || at > len(lines) {
		return seeOther(c, base)
	}
	shown := numbered1(lines[:at])
	n := strconv.Itoa(len(shown))
	switch line := lines[at-1]; {
	case line.Verdict == derive.Conditional:
		return s.said(c, "line-unclear", base+"#line-"+n)
	case line.Holds():
		return s.said(c, "line-holds", base+"#line-"+n)
	case line.Verdict == derive.Unknown:
		return s.said(c, "line-unclear", base+"?line="+n+"#line-"+n)
	}
	return s.said(c, "line-differs", base+"?line="+n+"#line-"+n)
}

// storedNumber is the place among the stored lines, assumptions included, of the line shown as n; one past
// the end for 0 and for everything beyond.
func storedNumber(lines []school.Line, n int) int {
	seen := 0
	for i, l := range lines {
		if strings.HasPrefix(l.Text, assumePrefix) {
			continue
		}
		if seen++; seen == n {
			return i + 1
		}
	}
	return len(lines) + 1
}

// previewLine is the line shown back while it is typed: a fragment.
func (s *Server) previewLine(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	return s.show(c, http.StatusOK, views.LinePreviewPart(s.preview(c, w, posted(c))))
}

// removeLine takes a line out.
func (s *Server) removeLine(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("line"))
	if err != nil {
		return errNoPage
	}
	at := storedNumber(w.Lines, n)
	lines, err := s.school.RemoveLine(c.Request().Context(), s.actor(c), w.Attempt.ID, at)
	if err != nil {
		return err
	}
	if err := s.keepTyped(c, w, lines); err != nil {
		return err
	}
	return s.said(c, "removed", stageURL(w.Attempt.ID, school.Derive))
}

// stateAssumption adds an assumption: everything is judged again in its light.
func (s *Server) stateAssumption(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	return s.assume(c, w, field(c, "assumption"))
}

func (s *Server) assume(c echo.Context, w school.Workspace, text string) error {
	text = strings.TrimSpace(strings.TrimPrefix(oneLine(text), assumePrefix))
	refuse := func(fault string) error {
		box := opened(w, "", "")
		if _, sent := c.Request().PostForm["n"]; sent {
			box = posted(c)
		}
		box.assume, box.assumeBad = text, fault
		return s.showDerive(c, http.StatusUnprocessableEntity, w, box)
	}
	if text == "" {
		return refuse("Write an inequality, for instance E_L+R*I > V_th.")
	}
	if fault := badText(text); fault != "" {
		return refuse(fault)
	}
	if !strings.ContainsAny(text, "<>") {
		return refuse("An assumption is an inequality; an equation has to be derived.")
	}
	all := stated(w.Lines)
	if slices.ContainsFunc(all, func(other string) bool { return squeeze(other) == squeeze(text) }) {
		return refuse("This is stated already.")
	}
	lines, err := s.putDerivation(c, w, append(all, text))
	if faults, what, ok := fieldFaults(err); ok {
		return refuse(sentence("The assumption", faults, what))
	}
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.Text == assumePrefix+text && l.Verdict == derive.Invalid { // it can't be read: take it back
			if _, err := s.putDerivation(c, w, all); err != nil {
				return err
			}
			return refuse(l.Message)
		}
	}
	if err := s.keepTyped(c, w, lines); err != nil {
		return err
	}
	return s.said(c, "stated", stageURL(w.Attempt.ID, school.Derive)+"#as")
}

// putDerivation stores the derivation with these assumptions in front of its lines.
func (s *Server) putDerivation(c echo.Context, w school.Workspace, assumptions []string) ([]school.Line, error) {
	var b strings.Builder
	for _, a := range assumptions {
		b.WriteString(assumePrefix + a + "\n")
	}
	for _, l := range numbered1(w.Lines) {
		b.WriteString(l.line.Text + "\n")
	}
	return s.school.PutLines(c.Request().Context(), s.actor(c), w.Attempt.ID, b.String())
}

// removeAssumption takes a stated assumption back.
func (s *Server) removeAssumption(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	gone := squeeze(field(c, "assumption"))
	rest := slices.DeleteFunc(stated(w.Lines), func(text string) bool { return squeeze(text) == gone })
	lines, err := s.putDerivation(c, w, rest)
	if err != nil {
		return err
	}
	if err := s.keepTyped(c, w, lines); err != nil {
		return err
	}
	return s.said(c, "saved", stageURL(w.Attempt.ID, school.Derive)+"#as")
}

// openHint opens the next rung of the ladder.
func (s *Server) openHint(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	id := w.Attempt.ID
	if _, err := s.school.OpenHint(c.Request().Context(), s.actor(c), id, school.Derive); err != nil {
		return err
	}
	if err := s.keepTyped(c, w, w.Lines); err != nil {
		return err
	}
	to := stageURL(id, school.Derive)
	if n, err := strconv.Atoi(field(c, "line")); err == nil {
		to += "#line-" + strconv.Itoa(n)
	} else {
		to += "#hints"
	}
	return s.said(c, "hinted", to)
}

// handInDerivation hands the lines in as they stand.
func (s *Server) handInDerivation(c echo.Context) error {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	receipt, err := s.school.Submit(c.Request().Context(), s.actor(c), id, school.Work{Stage: school.Derive, Kind: school.HandIn})
	if err != nil {
		return err
	}
	s.await(c, receipt.Submission)
	return s.said(c, "handed-in", stageURL(id, school.Derive))
}
