package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// practiceView is what the page of the sittings says of practice, or nil where there is nothing to practise on.
func practiceView(w school.Workspace, p school.PracticeState, in *time.Location) *views.Practice {
	if !p.May && !p.Making && p.Open == 0 && len(p.Sittings) == 0 {
		return nil
	}
	v := &views.Practice{Open: p.Open != 0, Making: p.Making}
	if p.May || p.Open != 0 {
		v.Action = attemptURL(w.Attempt.ID) + "/practice"
	}
	switch {
	case p.Open != 0 || p.Making:
	case p.Left == 0:
		v.Says = "You have practised three times; the rest is for the sittings."
	default:
		v.Says = "up to " + inWords(p.Left) + " of this program"
	}
	for _, sitting := range p.Sittings {
		if !sitting.Closed.IsZero() {
			v.Done = append(v.Done, views.SittingRow{N: sitting.Number, Day: day(sitting.Opened, in), Says: rightOf(sitting), URL: sittingURL(sitting.ID)})
		}
	}
	return v
}

// practise begins or goes on with practice; the first time its questions have to be made.
func (s *Server) practise(c echo.Context) error {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	sitting, err := s.school.Practise(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	if sitting.ID == 0 {
		return s.said(c, "practice", stageURL(id, school.Explain)+"#practice")
	}
	return seeOther(c, sittingURL(sitting.ID))
}

// practised is the item of a practice that the address asks to explain.
func practised(c echo.Context, sitting school.Sitting) (school.SittingItem, bool) {
	id, err := strconv.ParseInt(c.QueryParam("answered"), 10, 64)
	if err != nil || sitting.Mode != school.Practice || c.Request().Method != http.MethodGet {
		return school.SittingItem{}, false
	}
	for _, it := range sitting.Items {
		if it.ID == school.ItemID(id) && !it.Marked.IsZero() {
			return it, true
		}
	}
	return school.SittingItem{}, false
}

// showPractised explains one question of practice.
func (s *Server) showPractised(c echo.Context, sitting school.Sitting, it school.SittingItem) error {
	w, err := s.school.Workspace(c.Request().Context(), s.actor(c), sitting.Attempt)
	if err != nil {
		return err
	}
	v := views.Practised{Page: s.frame(c, "Practice"), Exercise: w.Assignment.Title, Of: len(sitting.Items), Item: closedItem(sitting, it),
		NextURL: sittingURL(sitting.ID), NextSays: "Next question"}
	v.Item.RunAction = "" // on the page of all keys, where the outcome has its place
	if !sitting.Closed.IsZero() {
		v.NextSays = "All keys, each with “run it”"
	}
	return s.show(c, http.StatusOK, views.PractisedPage(v))
}
