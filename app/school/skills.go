package school

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"
)

// soundLevel is the share of the marks, in per cent, from which on a skill can be sound.
const soundLevel = 85

// exerciseRecord is what one trainee has to show for one exercise.
type exerciseRecord struct {
	exercise   Exercise
	assignment AssignmentID
	begun      time.Time // zero if not begun
	handIns    []Submission
	status     Status
}

// complete reports whether every stage was passed.
func (r exerciseRecord) complete() bool {
	return r.worked() && r.understood()
}

// worked reports whether every stage in which work is handed in was passed. Predictions are scored
// for calibration, so sealing them is passing.
func (r exerciseRecord) worked() bool {
	shown := best(r.handIns)
	for _, info := range r.exercise.Stages {
		sub, ok := shown[info.Stage]
		if info.Stage != Explain && (!ok || (info.Stage != Predict && !sub.Verdict.Passed)) {
			return false
		}
	}
	return true
}

// understood reports whether the checks, where there are any, were cleared.
func (r exerciseRecord) understood() bool {
	switch r.status {
	case StatusCleared, StatusClaimed, StatusUnmade:
		return true
	}
	return !r.exercise.Has(Explain)
}

// skillStates says where skills stand, in the order in which the exercises name them. A skill is
// unseen until one of its exercises is begun, begun until work in all stages of one was judged, sound
// when the marks are good, everything passed and the checks are cleared, and shaky otherwise. What
// waits, is inconclusive or is flagged looks the same here.
func skillStates(records []exerciseRecord) []SkillState {
	var order []string
	byName := map[string][]exerciseRecord{}
	for _, r := range records {
		for _, skill := range r.exercise.Skills {
			if _, ok := byName[skill]; !ok {
				order = append(order, skill)
			}
			byName[skill] = append(byName[skill], r)
		}
	}
	out := make([]SkillState, 0, len(order))
	for _, skill := range order {
		out = append(out, skillState(skill, byName[skill]))
	}
	return out
}

func skillState(skill string, records []exerciseRecord) SkillState {
	st := SkillState{Skill: skill, Mastery: Unseen, Level: math.NaN()}
	var sum float64
	allSound, anyJudged := true, false
	for _, r := range records {
		if r.begun.IsZero() {
			continue
		}
		if st.Mastery == Unseen {
			st.Mastery, st.At, st.Evidence = SkillBegun, r.begun, "begun in "+r.exercise.Title
		}
		shown := best(r.handIns)
		judged := 0
		for _, stage := range Stages {
			sub, ok := shown[stage]
			if !ok || stage == Predict {
				continue
			}
			judged++
			st.Items++
			sum += share(sub.Verdict)
			if !sub.Graded.Before(st.At) {
				st.At, st.Evidence = sub.Graded, evidence(sub, r.exercise)
			}
		}
		anyJudged = anyJudged || judged >= workStages(r.exercise)
		allSound = allSound && r.complete()
	}
	if st.Items > 0 {
		st.Level = 100 * sum / float64(st.Items)
	}
	switch {
	case st.Mastery == Unseen || !anyJudged:
	case allSound && st.Level >= soundLevel:
		st.Mastery = SkillSound
	default:
		st.Mastery = SkillShaky
	}
	return st
}

// workStages is the number of stages in which work is judged for more than calibration.
func workStages(e Exercise) int {
	n := 0
	for _, info := range e.Stages {
		if info.Stage != Predict && info.Stage != Explain {
			n++
		}
	}
	return n
}

// evidence names the last thing that a skill's state rests on.
func evidence(sub Submission, e Exercise) string {
	if sub.Verdict.Says != "" {
		return fmt.Sprintf("%s: %s (%s)", e.Title, sub.Verdict.Says, sub.Stage)
	}
	return fmt.Sprintf("%s: %.3g of %.3g (%s)", e.Title, sub.Verdict.Score, sub.Verdict.Max, sub.Stage)
}

// Skills says where a trainee stands in every skill of the exercises set in a course: to oneself and
// to those who help to teach. Errors: NotFound.
func (s *School) Skills(ctx context.Context, by Actor, course CourseID, person PersonID) ([]SkillState, error) {
	var out []SkillState
	err := s.read(ctx, func(tx Tx) error {
		records, err := s.recordsFor(tx, by, course, person)
		out = skillStates(records)
		return err
	})
	return out, err
}

// recordsFor reads a trainee's records for an asker who may see them.
func (s *School) recordsFor(tx Tx, by Actor, course CourseID, person PersonID) ([]exerciseRecord, error) {
	_, role, err := visit(tx, by, course)
	if err != nil {
		return nil, err
	}
	if role == Trainee && person != by.ID {
		return nil, notFound("person in this course")
	}
	if _, err := tx.Enrolment(course, person); err != nil {
		return nil, err
	}
	return s.records(tx, course, person)
}

// records reads what a trainee has to show in a course: the newest attempt at each assignment.
func (s *School) records(tx Tx, course CourseID, person PersonID) ([]exerciseRecord, error) {
	assignments, err := tx.Assignments(course)
	if err != nil {
		return nil, err
	}
	attempts, err := tx.NewestAttemptsOf(course, person)
	if err != nil {
		return nil, err
	}
	byAssignment := map[AssignmentID]Attempt{}
	var ids []AttemptID
	for _, a := range attempts {
		byAssignment[a.Assignment] = a
		ids = append(ids, a.ID)
	}
	handIns, err := tx.HandInsOf(ids)
	if err != nil {
		return nil, err
	}
	standings, err := tx.Standings(ids)
	if err != nil {
		return nil, err
	}
	var out []exerciseRecord
	for _, a := range assignments {
		ex, err := s.library.Exercise(a.Exercise)
		if isNotFound(err) {
			continue // the content was changed; what was handed in stays in the course
		}
		if err != nil {
			return nil, err
		}
		at := byAssignment[a.ID]
		out = append(out, exerciseRecord{exercise: ex, assignment: a.ID, begun: at.Begun, handIns: handIns[at.ID], status: standings[at.ID].Status})
	}
	return out, nil
}

// Modules is the map of the curriculum with where a trainee stands. Errors: NotFound.
func (s *School) Modules(ctx context.Context, by Actor, course CourseID, person PersonID) ([]ModuleState, error) {
	var out []ModuleState
	err := s.read(ctx, func(tx Tx) error {
		records, err := s.recordsFor(tx, by, course, person)
		if err != nil {
			return err
		}
		closed, err := closedTo(tx, course)
		out = s.modules(records, closed)
		return err
	})
	return out, err
}

// modules puts skills and exercises into their chapters, without those that are closed to the course; skills of which
// nothing was set are unseen.
func (s *School) modules(records []exerciseRecord, closed map[string]bool) []ModuleState {
	known := map[string]SkillState{}
	for _, st := range skillStates(records) {
		known[st.Skill] = st
	}
	var out []ModuleState
	for _, m := range s.library.Modules() {
		whole := len(m.Exercises)
		if m = s.openPart(m, closed); len(m.Exercises) == 0 && whole > 0 {
			continue
		}
		state := ModuleState{Module: m}
		for _, skill := range m.Skills {
			st, ok := known[skill]
			if !ok {
				st = SkillState{Skill: skill, Mastery: Unseen, Level: math.NaN()}
			}
			state.Skills = append(state.Skills, st)
		}
		done := map[string]bool{}
		for _, r := range records {
			if !slices.Contains(m.Exercises, r.exercise.ID) {
				continue
			}
			state.Set = append(state.Set, r.assignment)
			if r.complete() {
				done[r.exercise.ID] = true
			}
		}
		state.Done = len(done)
		out = append(out, state)
	}
	return out
}

// openPart is a module without the exercises that are closed to a course, and without the skills that only those build.
func (s *School) openPart(m Module, closed map[string]bool) Module {
	open := slices.DeleteFunc(slices.Clone(m.Exercises), func(id string) bool { return closed[id] })
	if len(open) == len(m.Exercises) {
		return m
	}
	m.Exercises, m.Skills = open, nil
	for _, id := range open {
		ex, err := s.library.Exercise(id)
		if err != nil {
			continue // taken out of the content a moment ago
		}
		for _, skill := range ex.Skills {
			if !slices.Contains(m.Skills, skill) {
				m.Skills = append(m.Skills, skill)
			}
		}
	}
	return m
}
