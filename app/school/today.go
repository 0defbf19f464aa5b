package school

import (
	"context"
	"slices"
	"time"
)

const (
	dueRows  = 50
	newNotes = 10
	dueKept  = 30 * 24 * time.Hour // how long an assignment stays on the first page after its due date
)

// Today is a person's first page: what is due, which sittings come, what was said.
func (s *School) Today(ctx context.Context, by Actor) (Today, error) {
	t := Today{Now: s.now()}
	err := s.read(ctx, func(tx Tx) error {
		var err error
		if t.Memberships, err = tx.CoursesOf(by.ID); err != nil {
			return err
		}
		for _, m := range t.Memberships {
			if m.Role != Trainee || m.Course.Archived {
				continue
			}
			if err := s.dueIn(tx, by, m.Course, &t); err != nil {
				return err
			}
			if t.Modules == nil {
				records, err := s.records(tx, m.Course.ID, by.ID)
				if err != nil {
					return err
				}
				closed, err := closedTo(tx, m.Course.ID)
				if err != nil {
					return err
				}
				t.Modules = s.modules(records, closed)
			}
		}
		slices.SortStableFunc(t.Due, func(a, b DueRow) int { return a.Deadline.Due.Compare(b.Deadline.Due) })
		t.Due = t.Due[:min(len(t.Due), dueRows)]
		flags, err := tx.FlagsOf(by.ID)
		if err != nil {
			return err
		}
		t.Flags = slices.DeleteFunc(flags, Flag.Settled)
		t.Notes, err = tx.NotesFor(by.ID, newNotes)
		return err
	})
	return t, err
}

// dueIn adds the assignments and sittings of one course to the page.
func (s *School) dueIn(tx Tx, by Actor, c Course, t *Today) error {
	assignments, err := tx.Assignments(c.ID)
	if err != nil {
		return err
	}
	attempts, err := tx.NewestAttemptsOf(c.ID, by.ID)
	if err != nil {
		return err
	}
	for _, a := range assignments {
		d, err := s.deadlineFor(tx, c, a, by.ID)
		if err != nil {
			return err
		}
		if t.Now.Before(a.Opens) || t.Now.Sub(d.Due) > dueKept {
			continue
		}
		row := DueRow{Course: c, Assignment: a, Deadline: d}
		i := slices.IndexFunc(attempts, func(at Attempt) bool { return at.Assignment == a.ID })
		if err := s.fillDue(tx, by, c, &row, attempts, i, t); err != nil {
			return err
		}
		t.Due = append(t.Due, row)
	}
	return nil
}

// fillDue says where the stages of one row stand.
func (s *School) fillDue(tx Tx, by Actor, c Course, row *DueRow, attempts []Attempt, i int, t *Today) error {
	summary := attemptSummary{assignment: row.Assignment, understanding: Understanding{Status: StatusNone}}
	var err error
	if i < 0 {
		summary.exercise, err = s.library.Exercise(row.Assignment.Exercise)
	} else {
		st := standing{attempt: attempts[i], assignment: row.Assignment, course: c, role: Trainee, mine: true}
		row.Attempt = st.attempt.ID
		summary, err = s.summarise(tx, by, st)
	}
	if isNotFound(err) {
		return nil // the exercise has left the content; the row stays, without stages
	}
	if err != nil {
		return err
	}
	row.Stages = stageStates(summary)
	row.Next = nextStage(row.Stages)
	if next := summary.understanding.Next; next != nil {
		t.Sittings = append(t.Sittings, SittingRow{Course: c, Assignment: row.Assignment, Attempt: row.Attempt, Next: *next})
	}
	return nil
}

// nextStage is what to go on with: the first stage that is neither done nor waiting nor locked.
func nextStage(stages []StageState) Stage {
	for _, st := range stages {
		switch st.State {
		case Passed, Sealed, Waiting:
			continue
		}
		if st.Locked == "" && !(st.Stage == Explain && st.State == Differs) {
			return st.Stage
		}
	}
	return ""
}
