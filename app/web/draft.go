package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// saveDraft keeps what is typed in a stage, under way. The answer is a fragment: "saved 12:04". Without
// JavaScript nothing calls it: the whole text comes with every button.
func (s *Server) saveDraft(stage school.Stage, name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		id, err := identifier[school.AttemptID](c, "attempt")
		if err != nil {
			return err
		}
		pasted, _ := strconv.Atoi(field(c, "pasted")) // context only: what can't be read counts nothing
		draft := school.DraftSave{Stage: stage, Text: field(c, name), Revision: -1, Pasted: pasted, Edits: editsSent(c)}
		if stage == school.Predict || stage == school.Derive || stage == school.Critique {
			draft.Fields = fields(c, name, "pasted", "revision", "edits")
		}
		if revision, err := strconv.ParseInt(field(c, "revision"), 10, 64); err == nil {
			draft.Revision = revision
		}
		if fault := badText(draft.Text); fault != "" {
			return school.FieldFault(name, fault)
		}
		saved, err := s.school.SaveDraft(c.Request().Context(), s.actor(c), id, draft)
		if err != nil {
			return err
		}
		w, err := s.school.Workspace(c.Request().Context(), s.actor(c), id)
		if err != nil {
			return err
		}
		return s.show(c, http.StatusOK, views.DraftSavedPart(saved.Saved.In(zone(w.Course)).Format("15:04")))
	}
}
