package web

import (
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/views"
)

// begin opens an assignment: the newest attempt, or the first one, whose numbers are then fixed.
func (s *Server) begin(c echo.Context) error {
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return err
	}
	attempt, err := s.school.Begin(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	return seeOther(c, attemptURL(attempt.ID))
}

// beginAgain begins a fresh attempt with other numbers.
func (s *Server) beginAgain(c echo.Context) error {
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return err
	}
	attempt, err := s.school.BeginAgain(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	return s.said(c, "fresh", attemptURL(attempt.ID))
}

// attempt leads to the stage that comes next.
func (s *Server) attempt(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	if !w.Mine {
		return seeOther(c, reviewURL(w.Attempt.ID))
	}
	return seeOther(c, stageURL(w.Attempt.ID, nextStage(w)))
}

// nextStage is the first stage that is neither done nor shut, else the first of all.
func nextStage(w school.Workspace) school.Stage {
	for _, st := range w.Stages {
		if st.Locked == "" && st.State != school.Passed && st.State != school.Sealed && st.State != school.Waiting {
			return st.Stage
		}
	}
	for _, st := range w.Stages {
		return st.Stage
	}
	return school.Predict
}

// workspace is the attempt that the address names, as far as the person may see it.
func (s *Server) workspace(c echo.Context) (school.Workspace, error) {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return school.Workspace{}, err
	}
	return s.school.Workspace(c.Request().Context(), s.actor(c), id)
}

// variant is the exercise with the numbers of an attempt.
func (s *Server) variant(w school.Workspace) (*exercises.Variant, error) {
	exercise, err := s.content.At(w.Assignment.Exercise, w.Attempt.Version)
	if err != nil {
		return nil, err
	}
	return exercise.Variant(w.Attempt.Seed)
}

// exerciseView fills what all stages of the page share. Open is false where the stage is shut; the page
// then says why and what opens it.
func (s *Server) exerciseView(c echo.Context, w school.Workspace, stage school.Stage) (v views.Exercise, open bool, err error) {
	if !w.Exercise.Has(stage) {
		return v, false, errNoPage
	}
	variant, err := s.variant(w)
	if err != nil {
		return v, false, err
	}
	in, now := zone(w.Course), s.now()
	v = views.Exercise{Page: s.frame(c, stageNames[stage]+" · "+w.Assignment.Title), Title: variant.Exercise.Title,
		Kick:   fmt.Sprintf("Level %d · about %s for all stages", w.Exercise.Level, count(w.Exercise.Minutes, "minute")),
		Prompt: views.Markdown(task(variant, stage)), Quantities: quantities(variant, stage), Seed: fmt.Sprint(w.Attempt.Seed),
		Due: views.At(w.Deadline.Due, now, in)}
	if !w.Mine {
		v.Page.Viewer.ViewingAs = w.Trainee.Name
	}
	for _, source := range variant.Exercise.Reading {
		v.Reading = append(v.Reading, views.Markdown(source))
	}
	if v.Rail, err = s.rail(c, w); err != nil {
		return v, false, err
	}
	open = true
	for _, st := range w.Stages {
		v.Steps = append(v.Steps, step(w, st, stage))
		if st.Stage != stage {
			continue
		}
		v.Policy = helpWords[st.Policy.Help]
		if st.Locked != "" {
			open, v.Locked = false, locked(w, st)
		}
	}
	for _, note := range w.Notes {
		if note.Stage == stage || note.Stage == "" {
			v.Notes = append(v.Notes, noteView(note))
		}
	}
	if stage != school.Predict && stage != school.Derive {
		v.Derived = derivedLines(w)
	}
	return v, open, nil
}

// task is the prompt with what the stage asks for below it.
func task(variant *exercises.Variant, stage school.Stage) string {
	ask := ""
	switch {
	case stage == school.Derive && variant.Exercise.Derive != nil:
		ask = variant.Exercise.Derive.Ask
	case stage == school.Implement && variant.Exercise.Implement != nil:
		ask = variant.Exercise.Implement.Ask
	}
	if ask == "" {
		return variant.Prompt()
	}
	return variant.Prompt() + "\n\n## " + stageNames[stage] + "\n\n" + variant.Text(ask)
}

// step is a stage's tab.
func step(w school.Workspace, st school.StageState, current school.Stage) views.Step {
	out := views.Step{Stage: string(st.Stage), Name: stageNames[st.Stage], URL: stageURL(w.Attempt.ID, st.Stage), State: stepStates[st.State],
		Current: st.Stage == current}
	switch {
	case st.Locked != "":
		out.State = "locked"
	case st.State == school.Sealed:
		out.Says = "sealed"
	case st.Stage == school.Derive && len(w.Lines) > 0:
		held, all := heldLines(w.Lines)
		out.Says = fmt.Sprintf("%d of %d", held, all)
	case st.State == school.Waiting:
		out.Says = "waiting"
	}
	return out
}

// locked says why a stage is shut and leads to what opens it.
func locked(w school.Workspace, st school.StageState) *views.Locked {
	out := &views.Locked{Says: plain(st.Locked)}
	switch {
	case w.Exercise.Has(school.Predict) && len(w.Predictions) == 0:
		out.URL, out.Go = stageURL(w.Attempt.ID, school.Predict), "Predict first"
	case st.Stage == school.Explain:
		out.URL, out.Go = stageURL(w.Attempt.ID, school.Implement), "To the program"
	}
	return out
}

// rail is the module with its exercises and what the trainee can do.
func (s *Server) rail(c echo.Context, w school.Workspace) (views.Rail, error) {
	states, err := s.school.Modules(c.Request().Context(), s.actor(c), w.Course.ID, w.Trainee.ID)
	if err != nil {
		return views.Rail{}, err
	}
	set, err := s.school.Assignments(c.Request().Context(), s.actor(c), w.Course.ID)
	if err != nil {
		return views.Rail{}, err
	}
	for _, m := range states {
		if m.Module.ID != w.Exercise.Module {
			continue
		}
		rail := views.Rail{Module: fmt.Sprintf("%d %s", moduleNumber(m.Module.ID), m.Module.Title), URL: moduleURL(w.Course.ID, m.Module.ID), Skills: skills(m.Skills)}
		for _, id := range m.Module.Exercises {
			exercise, err := s.content.Exercise(id)
			if err != nil {
				continue // taken out of the content since
			}
			item := views.RailItem{Title: exercise.Title, State: "unseen", Current: id == w.Assignment.Exercise}
			for _, as := range set {
				if as.Exercise == id && w.Mine {
					item.URL = assignmentURL(as.ID)
				}
			}
			if item.Current {
				item.URL, item.State = attemptURL(w.Attempt.ID), attemptState(w.Stages)
			}
			rail.Items = append(rail.Items, item)
		}
		return rail, nil
	}
	return views.Rail{Module: w.Assignment.Title}, nil
}

// attemptState sums the stages of an attempt up in the words of a ring.
func attemptState(stages []school.StageState) string {
	done, begun, differs := 0, false, false
	for _, st := range stages {
		switch st.State {
		case school.Passed, school.Sealed:
			done++
		case school.Differs:
			differs = true
		case school.Begun, school.Waiting:
			begun = true
		}
	}
	switch {
	case len(stages) > 0 && done == len(stages):
		return string(school.SkillSound)
	case differs:
		return string(school.SkillShaky)
	case begun || done > 0:
		return string(school.SkillBegun)
	}
	return string(school.Unseen)
}

// quantities is the table of given numbers; those without a value are variables. In the derivation some names mean
// something else than in the program (T is an interval there, a duration here): those stand with their unit alone.
func quantities(variant *exercises.Variant, stage school.Stage) []views.Quantity {
	texts := map[string]exercises.Statement{}
	for _, st := range variant.Statements() {
		texts[st.Name] = st
	}
	var out []views.Quantity
	for _, q := range variant.Exercise.Quantities {
		row := views.Quantity{Symbol: symbolIn(variant.Exercise, q.Name), Plain: q.Name, Means: q.Means, Unit: exercises.PrintedUnit(q.Unit)}
		st, has := texts[q.Name]
		if q.Hidden && stage != school.Derive {
			continue
		}
		if stage == school.Derive && symbolOf(variant.Exercise, q.Name) {
			if has {
				continue
			}
			row.Unit = exercises.PrintedUnit(declaredUnit(variant.Exercise, q.Name))
		}
		if has {
			row.Value, row.Unit, _ = strings.Cut(st.Text, " ")
		}
		out = append(out, row)
	}
	return out
}

// symbolOf says whether the derivation declares a name itself.
func symbolOf(exercise *exercises.Exercise, name string) bool {
	if exercise.Derive == nil {
		return false
	}
	for _, declaration := range exercise.Derive.Symbols {
		if nameInText.FindString(declaration) == name {
			return true
		}
	}
	return false
}

// showExercise draws the page.
func (s *Server) showExercise(c echo.Context, status int, v views.Exercise) error {
	return s.show(c, status, views.ExercisePage(v))
}
