package school

import (
	"context"
	"maps"
	"slices"
)

// Workspace is all that an exercise page shows of an attempt, for its trainee and for those who help
// to teach the course. Errors: NotFound.
func (s *School) Workspace(ctx context.Context, by Actor, id AttemptID) (Workspace, error) {
	if err := s.settleLapsed(ctx, id); err != nil {
		return Workspace{}, err
	}
	var w Workspace
	err := s.read(ctx, func(tx Tx) error {
		st, err := open(tx, by, id)
		if err != nil {
			return err
		}
		w = Workspace{Course: st.course, Assignment: st.assignment, Attempt: st.attempt, Mine: st.mine}
		if w.Exercise, err = s.library.At(st.assignment.Exercise, st.attempt.Version); err != nil {
			return err
		}
		present, err := s.library.Exercise(st.assignment.Exercise)
		w.Changed = err == nil && present.Version != st.attempt.Version
		if w.Trainee, err = tx.Person(st.attempt.Person); err != nil {
			return err
		}
		if w.Attempts, err = tx.AttemptsOf(st.assignment.ID, st.attempt.Person); err != nil {
			return err
		}
		if w.Deadline, err = s.deadlineFor(tx, st.course, st.assignment, st.attempt.Person); err != nil {
			return err
		}
		if err := s.fillWorkspace(tx, &w); err != nil {
			return err
		}
		if w.Recording, err = recordingState(tx, st); err != nil {
			return err
		}
		if w.Understanding, err = s.understanding(tx, by, st); err != nil {
			return err
		}
		w.Stages = stageStates(w.summary())
		return nil
	})
	return w, err
}

// fillWorkspace reads what belongs to the attempt.
func (s *School) fillWorkspace(tx Tx, w *Workspace) error {
	id := w.Attempt.ID
	drafts, err := tx.Drafts(id)
	if err != nil {
		return err
	}
	w.Drafts = map[Stage]Draft{}
	for _, d := range drafts {
		w.Drafts[d.Stage] = d
	}
	if w.Predictions, err = tx.Predictions(id); err != nil {
		return err
	}
	if w.Lines, err = tx.Lines(id); err != nil {
		return err
	}
	if w.History, err = tx.History(id); err != nil {
		return err
	}
	opened, err := tx.Hints(id)
	if err != nil {
		return err
	}
	w.Hints = map[Stage][]Hint{}
	for stage, ladder := range w.Exercise.Hints {
		w.Hints[stage] = ladderOf(ladder, opened[stage], w.Assignment.Policies[stage])
	}
	w.Hints[Derive] = append(w.Hints[Derive], s.stepHints(w.Exercise, w.Assignment, w.Attempt, w.Lines, opened[Derive])...)
	if w.Latest, err = tx.NewestSubmissions(id); err != nil {
		return err
	}
	handIns, err := tx.HandIns(id)
	if err != nil {
		return err
	}
	w.handIns = handIns
	w.Counting = map[Stage]Submission{}
	for stage, sub := range counting(handIns, w.Assignment, nil) {
		full, err := tx.Submission(sub.ID)
		if err != nil {
			return err
		}
		w.Counting[stage] = full
	}
	w.Notes, err = tx.Notes(id)
	return err
}

// summary is what the states of the stages follow from.
func (w Workspace) summary() attemptSummary {
	return attemptSummary{exercise: w.Exercise, assignment: w.Assignment, drafts: slices.Collect(maps.Keys(w.Drafts)),
		sealed: len(w.Predictions) > 0, lines: w.Lines, handIns: w.handIns, understanding: w.Understanding}
}

// summarise reads what the states of the stages follow from, and no more.
func (s *School) summarise(tx Tx, by Actor, st standing) (attemptSummary, error) {
	a := attemptSummary{assignment: st.assignment}
	var err error
	if a.exercise, err = s.library.At(st.assignment.Exercise, st.attempt.Version); err != nil {
		return a, err
	}
	id := st.attempt.ID
	touched, err := tx.Touched([]AttemptID{id})
	if err != nil {
		return a, err
	}
	a.drafts = touched[id]
	sealed, err := tx.Predictions(id)
	if err != nil {
		return a, err
	}
	a.sealed = len(sealed) > 0
	if a.lines, err = tx.Lines(id); err != nil {
		return a, err
	}
	if a.handIns, err = tx.HandIns(id); err != nil {
		return a, err
	}
	a.understanding, err = s.understanding(tx, by, st)
	return a, err
}
