package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// review is an advisor's page for one trainee's work: every stage as the trainee sees it, read only.
func (s *Server) review(c echo.Context) error {
	return s.showReview(c, http.StatusOK, "")
}

func (s *Server) showReview(c echo.Context, status int, noteFault string) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	if w.Mine {
		return seeOther(c, stageURL(w.Attempt.ID, nextStage(w)))
	}
	v, err := s.reviewView(c, w)
	if err != nil {
		return err
	}
	if noteFault != "" {
		v.Page.Notice = &views.Notice{Kind: views.Differs, Text: plain(noteFault)}
	}
	return s.show(c, status, views.AttemptPage(v))
}

func (s *Server) reviewView(c echo.Context, w school.Workspace) (views.Attempt, error) {
	in, now := zone(w.Course), s.now()
	v := views.Attempt{Page: s.frame(c, w.Trainee.Name+" · "+w.Assignment.Title), Trainee: w.Trainee.Name, Exercise: w.Assignment.Title,
		Number: w.Attempt.Number, Seed: fmt.Sprint(w.Attempt.Seed), Began: views.At(w.Attempt.Begun, now, in), Content: shortHash(w.Attempt.Version),
		Status: panelStatus(w.Understanding), Says: plain(w.Understanding.Says), BackURL: courseURL(w.Course.ID),
		NoteAction: attemptURL(w.Attempt.ID) + "/notes"}
	v.Page.Nav = "course"
	for _, st := range w.Stages {
		row := views.AttemptStage{Name: stageNames[st.Stage], State: stepStates[st.State], Says: st.Says}
		if st.Max > 0 {
			row.Marks = marks(st.Score, st.Max)
		}
		v.Stages = append(v.Stages, row)
	}
	for _, note := range w.Notes {
		shown := noteView(note)
		shown.AnswerURL = ""
		v.Notes = append(v.Notes, shown)
	}
	if w.Recording == school.RecordingOn {
		v.ReplayURL = replayURL(w.Attempt.ID)
	}
	if w.Understanding.Flag != 0 {
		v.FlagURL = flagURL(w.Understanding.Flag)
	}
	panel := s.explainPanel(w)
	v.Sittings, v.Fresh = panel.Sittings, panel.Fresh
	if err := s.reviewWork(c, w, &v); err != nil {
		return v, err
	}
	return v, s.reviewHistory(c, w, &v)
}

// reviewWork fills the work itself: predictions, derivation, program, critique.
func (s *Server) reviewWork(c echo.Context, w school.Workspace, v *views.Attempt) (err error) {
	in, now := zone(w.Course), s.now()
	if len(w.Predictions) > 0 {
		if v.Predict, err = s.predictPanel(w, nil, nil); err != nil {
			return err
		}
	}
	if len(w.Lines) > 0 {
		v.Lines = s.reviewLines(w)
		if v.Meets, _, err = s.overlay(c.Request().Context(), w, ""); err != nil {
			return err
		}
	}
	sub, ok := w.Counting[school.Implement]
	if !ok {
		sub = w.Latest[school.Implement]
	}
	if sub.ID != 0 {
		v.Program, v.Receipt = sub.Text, receiptOf(sub, now, in)
		if sub.State == school.Graded {
			if v.Report, err = reportView(sub, now, in); err != nil {
				return err
			}
		}
	} else if draft, ok := w.Drafts[school.Implement]; ok {
		v.Program = draft.Text
	}
	if critique, ok := w.Counting[school.Critique]; ok {
		if v.Critique, err = s.critiqueReveal(critique); err != nil {
			return err
		}
	}
	return nil
}

// reviewHistory lists every submission, newest first, as rows and as the story of the work.
func (s *Server) reviewHistory(c echo.Context, w school.Workspace, v *views.Attempt) error {
	subs, err := s.school.Submissions(c.Request().Context(), s.actor(c), w.Attempt.ID, school.Page{Limit: 200})
	if err != nil {
		return err
	}
	in, now := zone(w.Course), s.now()
	for _, sub := range subs {
		words := strings.ToLower(stageNames[sub.Stage]) + ": " + submissionSays(sub)
		v.History = append(v.History, views.AttemptRow{When: views.At(sub.Received, now, in), Kind: string(sub.Kind), Verdict: submissionVerdict(sub),
			Says: capital(words), Counts: w.Counting[sub.Stage].ID == sub.ID})
		if sub.Declared != "" {
			v.Events = append(v.Events, views.EventRow{When: views.At(sub.Received, now, in), Says: "Declared help: " + plain(sub.Declared)})
		}
	}
	for stage, hints := range w.Hints {
		for _, hint := range hints {
			if hint.Opened {
				v.Events = append(v.Events, views.EventRow{When: views.At(hint.At, now, in), Says: views.Markdown(fmt.Sprintf("Opened hint %d of %s.", hint.N, strings.ToLower(stageNames[stage])))})
			}
		}
	}
	for _, sitting := range w.Understanding.Sittings {
		v.Events = append(v.Events, views.EventRow{When: views.At(sitting.Opened, now, in), Says: views.Markdown(fmt.Sprintf("Opened sitting %d.", sitting.Number))})
	}
	v.Events = append(v.Events, views.EventRow{When: views.At(w.Attempt.Begun, now, in), Says: "Began the attempt."})
	slices.SortStableFunc(v.Events, func(a, b views.EventRow) int { return strings.Compare(a.When.Machine, b.When.Machine) })
	return nil
}

// shortHash shows enough of a hash to compare by eye.
func shortHash(hash string) string { return hash[:min(12, len(hash))] }

// writeNote puts a note into the margin of the trainee's page.
func (s *Server) writeNote(c echo.Context) error {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	text := field(c, "note")
	stage := school.Stage(field(c, "stage"))
	if stage == "" {
		stage = school.Derive
	}
	if fault := badText(text); fault != "" {
		return s.showReview(c, http.StatusUnprocessableEntity, fault)
	}
	err = s.school.WriteNote(c.Request().Context(), s.actor(c), []school.AttemptID{id}, stage, 0, text)
	if faults, what, ok := fieldFaults(err); ok {
		return s.showReview(c, http.StatusUnprocessableEntity, sentence("The note", faults, what))
	}
	if err != nil {
		return err
	}
	return s.said(c, "noted", reviewURL(id)+"#notes")
}
