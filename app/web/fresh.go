package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// freshView is what the page of an attempt says of a fresh sitting, or nil. With a flag all of this is in the dossier.
func (s *Server) freshView(u school.Understanding, w school.Workspace, fault string) *views.Fresh {
	if u.Flag != 0 || u.Status != school.StatusInconclusive {
		return nil
	}
	in, now := zone(w.Course), s.now()
	base := attemptURL(w.Attempt.ID) + "/fresh"
	v := &views.Fresh{Who: "You", Why: u.Fresh.Why}
	if !w.Mine {
		v.Who = w.Trainee.Name
	}
	if r := u.Fresh.Request; r != nil {
		v.Asked, v.Words = views.At(r.Asked, now, in), r.Words
		if !r.Answered.IsZero() {
			v.Reason, v.By, v.AnsweredAt, v.Answer = r.Reason, "Your advisor", views.At(r.Answered, now, in), "Not now"
			if r.Granted {
				v.Answer = "Granted"
			}
			if !w.Mine {
				v.By = "The advisor"
			}
		}
	}
	if u.Fresh.MayAsk {
		v.AskAction, v.AskError = base, fault
	}
	if u.Fresh.MayGrant {
		v.AnswerAction, v.ReasonField = base+"/answer", views.Field{Name: "reason", Error: fault}
	}
	return v
}

// askFresh stores a trainee's wish for a fresh sitting.
func (s *Server) askFresh(c echo.Context) error {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	words := field(c, "words")
	if fault := badText(words); fault != "" {
		err = school.FieldFault("words", fault)
	} else {
		_, err = s.school.AskFresh(c.Request().Context(), s.actor(c), id, words)
	}
	if faults, what, ok := fieldFaults(err); ok {
		return s.showExplainWith(c, sentence("This", faults, what))
	}
	if err != nil {
		return err
	}
	return s.said(c, "fresh-asked", stageURL(id, school.Explain))
}

// showExplainWith shows the stage again with what was wrong in the form of the fresh sitting.
func (s *Server) showExplainWith(c echo.Context, fault string) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	v, open, err := s.exerciseView(c, w, school.Explain)
	if err != nil {
		return err
	}
	if open {
		v.Explain = s.explainPanel(w)
		v.Explain.Fresh = s.freshView(w.Understanding, w, fault)
	}
	return s.show(c, http.StatusUnprocessableEntity, views.ExercisePage(v))
}

// answerFresh grants a fresh sitting, or says why not.
func (s *Server) answerFresh(c echo.Context) error {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	reason := field(c, "reason")
	if fault := badText(reason); fault != "" {
		err = school.FieldFault("reason", fault)
	} else {
		err = s.school.AnswerFresh(c.Request().Context(), s.actor(c), id, field(c, "do") == "grant", reason)
	}
	if faults, what, ok := fieldFaults(err); ok {
		return s.showReview(c, http.StatusUnprocessableEntity, sentence("The reason", faults, what))
	}
	if err != nil {
		return err
	}
	return s.said(c, "fresh-given", reviewURL(id)+"#at-und")
}
