package web

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// undoLines takes the newest change of the derivation back; redoLines makes it again.
func (s *Server) undoLines(c echo.Context) error { return s.travel(c, s.school.UndoLines, "undone") }

func (s *Server) redoLines(c echo.Context) error { return s.travel(c, s.school.RedoLines, "redone") }

func (s *Server) travel(c echo.Context, step func(context.Context, school.Actor, school.AttemptID, int64) ([]school.Line, error), said string) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(field(c, "history"), 10, 64)
	if err != nil {
		seen = -1
	}
	lines, err := step(c.Request().Context(), s.actor(c), w.Attempt.ID, seen)
	if kind := school.KindOf(err); kind == school.Conflict || kind == school.Gone {
		return s.refuseLine(c, w, posted(c), err.Error())
	}
	if err != nil {
		return err
	}
	if err := s.keepTyped(c, w, lines); err != nil {
		return err
	}
	return s.said(c, said, stageURL(w.Attempt.ID, school.Derive))
}

// steps are the buttons of undo and redo, with what each would do; nil where there is nothing to be done.
func steps(w school.Workspace, base string) (undo, redo *views.HistoryStep) {
	if change := w.History.Undo(); change != nil {
		undo = &views.HistoryStep{Action: base + "/undo", Says: changeWords(*change, w.Lines)}
	}
	if change := w.History.Redo(); change != nil {
		redo = &views.HistoryStep{Action: base + "/redo", Says: changeWords(*change, w.Lines)}
	}
	return undo, redo
}

// tellTravel says what was undone or redone, at the head of the page.
func tellTravel(page *views.Page, w school.Workspace) {
	if page.Notice == nil {
		return
	}
	notice := *page.Notice
	switch change := w.History.Redo(); {
	case notice == notices["undone"] && change != nil:
		notice.Text = plain("Undone: " + changeWords(*change, w.Lines) + ".")
	case notice == notices["redone"] && w.History.Undo() != nil:
		notice.Text = plain("Redone: " + changeWords(*w.History.Undo(), w.Lines) + ".")
	}
	page.Notice = &notice
}

// changeWords name a change: "line 3 removed". Lines in front of a change are the same before and after it, so that its
// number is counted among the lines as they stand.
func changeWords(c school.LineChange, lines []school.Line) string {
	switch c.Kind {
	case school.LinesReturned:
		return "what had been undone before left behind"
	case school.LinesReplaced:
		if text := onlyIn(c.After, c.Before); text != "" {
			return "assumption " + text + " stated"
		}
		if text := onlyIn(c.Before, c.After); text != "" {
			return "assumption " + text + " taken back"
		}
		return "several lines changed"
	}
	n := max(1, min(c.N, len(lines)+1))
	return fmt.Sprintf("line %d %s", len(numbered1(lines[:n-1]))+1, c.Kind)
}

// onlyIn is the first assumption that stands among some lines and not among others.
func onlyIn(some, others []school.KeptLine) string {
	for _, l := range some {
		text, ok := strings.CutPrefix(l.Text, assumePrefix)
		if ok && !slices.ContainsFunc(others, func(o school.KeptLine) bool { return o.Text == l.Text }) {
			return strings.TrimSpace(text)
		}
	}
	return ""
}
