package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/views"
)

func contentsURL(id school.CourseID) string { return courseURL(id) + "/content" }

func regradeURL(id school.AssignmentID) string { return assignmentURL(id) + "/regrade" }

// regradePage shows who would change, for the assignment or for one regrade (?regrade=N).
func (s *Server) regradePage(c echo.Context) error {
	return s.showRegrade(c, http.StatusOK, "")
}

func (s *Server) showRegrade(c echo.Context, status int, fault string) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return err
	}
	as, err := s.school.Assignment(ctx, by, id)
	if err != nil {
		return err
	}
	all, stale, err := s.school.Regrades(ctx, by, id)
	if err != nil {
		return err
	}
	course, err := s.school.Course(ctx, by, as.Course)
	if err != nil {
		return err
	}
	in, now := zone(course.Course), s.now()
	v := views.Regrading{Page: s.frame(c, "Judge again: "+as.Title), Assignment: as.Title, BackURL: contentsURL(as.Course), Stale: stale, Fault: fault}
	v.Page.Nav = "content"
	v.Says = fmt.Sprintf("%s judged by another version of the exercise than the present one.", capital(count(stale, "hand-in")+" "+map[bool]string{true: "was", false: "were"}[stale == 1]))
	var open school.RegradeID
	for _, g := range all {
		if g.Applied.IsZero() && g.Dropped.IsZero() {
			open = g.ID
			continue
		}
		state := "dropped"
		if !g.Applied.IsZero() {
			state = "applied " + views.At(g.Applied, now, in).Absolute
		}
		v.Before = append(v.Before, views.RegradeRow{Says: g.Reason + " · " + state, URL: fmt.Sprintf("%s?regrade=%d", regradeURL(id), g.ID)})
	}
	if open == 0 && stale > 0 {
		v.AskAction = regradeURL(id)
	}
	for _, g := range all {
		if c.QueryParam("regrade") == fmt.Sprint(g.ID) {
			open = g.ID
		}
	}
	if open != 0 {
		view, err := s.school.Regrade(ctx, by, open)
		if err != nil {
			return err
		}
		v.Open = s.regradeOpen(view)
		if v.Open.Judged < v.Open.All && view.Regrade.Dropped.IsZero() {
			v.Page.RefreshSeconds = 3
		}
	}
	return s.show(c, status, views.RegradePage(v))
}

func (s *Server) regradeOpen(v school.RegradeView) *views.RegradeOpen {
	in, now := zone(v.Course), s.now()
	o := &views.RegradeOpen{Reason: v.Regrade.Reason, Asked: views.At(v.Regrade.Asked, now, in).Absolute, Version: shortHash(v.Regrade.Version),
		Judged: v.Judged, All: len(v.Changes), Done: !v.Regrade.Applied.IsZero()}
	if v.Regrade.Applied.IsZero() && v.Regrade.Dropped.IsZero() {
		o.ApplyAction = fmt.Sprintf("%s/%d/apply", regradeURL(v.Assignment.ID), v.Regrade.ID)
		o.DropAction = fmt.Sprintf("%s/%d/drop", regradeURL(v.Assignment.ID), v.Regrade.ID)
	}
	redrawn := s.redrawn(v)
	o.Redrawn = len(redrawn)
	for _, change := range v.Changes {
		if !change.Pending && !change.Differs() && change.Fault == "" {
			o.Same++
		}
		switch {
		case change.Pending:
		case !change.Differs() && change.Fault == "" && !redrawn[change.Submission.Attempt]:
		default:
			row := views.RegradeChange{Trainee: change.Trainee.Name, Stage: fmt.Sprintf("%s, number %d", stageNames[change.Submission.Stage], change.Submission.Number),
				When: views.At(change.Submission.Received, now, in).Absolute, Before: verdictLine(change.Before), After: verdictLine(change.After), Counts: change.Counts, Redrawn: redrawn[change.Submission.Attempt],
				URL: reviewURL(change.Submission.Attempt)}
			if change.Fault != "" {
				row.After = change.Fault
			}
			o.Changes = append(o.Changes, row)
		}
	}
	return o
}

// redrawn are the attempts to which the version of the regrade gives other numbers than the one they began with.
func (s *Server) redrawn(v school.RegradeView) map[school.AttemptID]bool {
	out, seen := map[school.AttemptID]bool{}, map[school.AttemptID]bool{}
	numbers := func(version string, seed uint64) *exercises.Variant {
		x, err := s.content.At(v.Assignment.Exercise, version)
		if err != nil || x.Version != version {
			return nil // not kept: nothing can be said
		}
		variant, _ := x.Variant(seed)
		return variant
	}
	for _, change := range v.Changes {
		if seen[change.Submission.Attempt] {
			continue
		}
		seen[change.Submission.Attempt] = true
		before, after := numbers(change.Version, change.Seed), numbers(v.Regrade.Version, change.Seed)
		if before != nil && after != nil && !before.Keeps(after) {
			out[change.Submission.Attempt] = true
		}
	}
	return out
}

func verdictLine(v school.Verdict) string {
	words := marks(v.Score, v.Max)
	switch {
	case v.Ungradable:
		words += ", not judged"
	case v.Passed:
		words += ", passed"
	default:
		words += ", differs"
	}
	if v.Misconception != "" {
		words += " (" + v.Misconception + ")"
	}
	return words
}

// askRegrade begins a preview.
func (s *Server) askRegrade(c echo.Context) error {
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return err
	}
	_, err = s.school.AskRegrade(c.Request().Context(), s.actor(c), id, field(c, "reason"))
	return s.regradeDone(c, id, "regrade-asked", err)
}

// settleRegrade applies or drops a preview.
func (s *Server) settleRegrade(apply bool) echo.HandlerFunc {
	return func(c echo.Context) error {
		assignment, err := identifier[school.AssignmentID](c, "assignment")
		if err != nil {
			return err
		}
		id, err := identifier[school.RegradeID](c, "regrade")
		if err != nil {
			return err
		}
		if apply {
			return s.regradeDone(c, assignment, "regrade-applied", s.school.ApplyRegrade(c.Request().Context(), s.actor(c), id))
		}
		return s.regradeDone(c, assignment, "regrade-dropped", s.school.DropRegrade(c.Request().Context(), s.actor(c), id))
	}
}

// regradeDone goes back to the page, with what was said or what is wrong.
func (s *Server) regradeDone(c echo.Context, id school.AssignmentID, notice string, err error) error {
	if err == nil {
		return s.said(c, notice, regradeURL(id))
	}
	if kind := school.KindOf(err); kind == school.Conflict || kind == school.Invalid {
		words := err.Error()
		if faults, what, ok := fieldFaults(err); ok {
			words = sentence("The reason", faults, what)
		}
		return s.showRegrade(c, statuses[kind], words)
	}
	return err
}
