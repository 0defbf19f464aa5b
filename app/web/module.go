package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/views"
)

// modules leads to the first module in which something is set; each module's page leads on.
func (s *Server) modules(c echo.Context) error {
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	by := s.actor(c)
	states, err := s.school.Modules(c.Request().Context(), by, id, by.ID)
	if err != nil {
		return err
	}
	for _, m := range states {
		if len(m.Set) > 0 {
			return seeOther(c, moduleURL(id, m.Module.ID))
		}
	}
	for _, m := range states {
		return seeOther(c, moduleURL(id, m.Module.ID))
	}
	return school.Failure(school.NotFound, "This course has no modules yet.", "Your advisor sets exercises; they appear under Today.")
}

// module is a module's own page: what it claims, its exercises, what one learns.
func (s *Server) module(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	membership, err := s.school.Course(ctx, by, id)
	if err != nil {
		return err
	}
	states, err := s.school.Modules(ctx, by, id, by.ID)
	if err != nil {
		return err
	}
	for _, state := range states {
		if state.Module.ID == c.Param("module") {
			v, err := s.moduleView(c, membership, state)
			if err != nil {
				return err
			}
			return s.show(c, http.StatusOK, views.ModulePage(v))
		}
	}
	return errNoPage
}

func (s *Server) moduleView(c echo.Context, membership school.Membership, state school.ModuleState) (views.Module, error) {
	v := views.Module{Page: s.frame(c, state.Module.Title), Number: moduleNumber(state.Module.ID), Title: state.Module.Title,
		Course: membership.Course.Title, Skills: skills(state.Skills)}
	v.Page.Nav = "modules"
	v.MapURL = mapURL(membership.Course.ID)
	for _, m := range s.content.Modules() {
		if m.ID == state.Module.ID {
			v.Passages = s.passages(c, m)
		}
	}
	set, err := s.setExercises(c, membership)
	if err != nil {
		return v, err
	}
	for i, id := range state.Module.Exercises {
		row := views.ExerciseRow{Number: i + 1, State: "unseen"}
		exercise, err := s.content.Exercise(id)
		if err != nil {
			continue // taken out of the content since
		}
		row.Title, row.Level, row.Minutes = exercise.Title, exercise.Level, exercise.Minutes
		if due, ok := set[id]; ok {
			row.URL, row.Stages, row.Due, row.Action, row.State = due.URL, due.Stages, due.When, due.Action, due.state
			row.Primary = row.Action == "Begin" || row.Action == "Continue"
		} else {
			row.Says = "Not set in this course yet."
		}
		v.Exercises = append(v.Exercises, row)
		for _, source := range exercise.Reading {
			v.Reading = append(v.Reading, views.Markdown(source))
		}
	}
	firstPrimary(v.Exercises)
	return v, nil
}

// passages are the page of a module with its pictures drawn. A picture that can't be drawn is left out; lint says why.
func (s *Server) passages(c echo.Context, m exercises.Module) []views.Passage {
	var out []views.Passage
	for _, p := range m.Passages {
		if p.Picture == nil {
			out = append(out, views.Passage{Prose: views.Markdown(p.Text)})
			continue
		}
		drawn, err := p.Picture.Figure(c.Request().Context())
		if err != nil {
			s.log.Warn("a picture is not drawn", "module", m.ID, "cause", err)
			continue
		}
		f := figure(drawn)
		out = append(out, views.Passage{Picture: &f})
	}
	return out
}

// setExercise is an exercise that was set in the course, with the person's standing in it.
type setExercise struct {
	views.DueRow
	state string
}

// setExercises finds what the course has set, by exercise. For those who teach there is no standing.
func (s *Server) setExercises(c echo.Context, membership school.Membership) (map[string]setExercise, error) {
	out := map[string]setExercise{}
	ctx, by := c.Request().Context(), s.actor(c)
	if membership.Role != school.Trainee {
		all, err := s.school.Assignments(ctx, by, membership.Course.ID)
		for _, as := range all {
			out[as.Exercise] = setExercise{views.DueRow{When: views.At(as.Due, s.now(), zone(membership.Course))}, "unseen"}
		}
		return out, err
	}
	now, err := s.school.Today(ctx, by)
	for _, row := range now.Due {
		if row.Course.ID == membership.Course.ID {
			out[row.Assignment.Exercise] = setExercise{dueRow(row, now), attemptState(row.Stages)}
		}
	}
	return out, err
}

// firstPrimary leaves one filled button on the page.
func firstPrimary(rows []views.ExerciseRow) {
	seen := false
	for i := range rows {
		if rows[i].Primary && seen {
			rows[i].Primary = false
		}
		seen = seen || rows[i].Primary
	}
}
