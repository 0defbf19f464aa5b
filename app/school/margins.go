package school

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// OpenHint opens the next hint of a stage; it stays in the record. Errors: NotFound; Forbidden;
// Gone when all are open.
func (s *School) OpenHint(ctx context.Context, by Actor, id AttemptID, stage Stage) (Hint, error) {
	var h Hint
	checkers, err := 0, error(nil)
	if stage == Derive {
		if checkers, err = s.nextStepHint(ctx, by, id); err != nil {
			return h, err
		}
	}
	err = s.write(ctx, func(tx Tx) error {
		st, err := own(tx, by, id)
		if err != nil {
			return err
		}
		ex, err := s.library.At(st.assignment.Exercise, st.attempt.Version)
		if err != nil {
			return err
		}
		opened, err := tx.Hints(id)
		if err != nil {
			return err
		}
		ladder := ladderOf(ex.Hints[stage], opened[stage], st.assignment.Policies[stage])
		next := slices.IndexFunc(ladder, func(h Hint) bool { return !h.Opened })
		if next < 0 && checkers > 0 {
			h, err = s.openStepHint(tx, st, checkers)
			if err != nil {
				return err
			}
			return s.record(tx, by, AuditEntry{Action: "hint.opened", Course: st.course.ID, Person: by.ID, Subject: subject("attempt", id),
				Details: map[string]string{"stage": string(stage), "hint": fmt.Sprint(checkers), "text": h.Text}})
		}
		if next < 0 {
			return Failure(Gone, "All hints of this stage are open.", "Ask your advisor: a note in the margin reaches you on this page.")
		}
		now := s.now()
		if err := tx.InsertHint(id, stage, next+1, now); err != nil {
			return err
		}
		ladder[next].Opened, ladder[next].At, ladder[next].Text = true, now, ex.Hints[stage][next].Text
		h = ladder[next]
		return s.record(tx, by, AuditEntry{Action: "hint.opened", Course: st.course.ID, Person: by.ID, Subject: subject("attempt", id),
			Details: map[string]string{"stage": string(stage), "hint": fmt.Sprint(next + 1)}})
	})
	return h, err
}

// openStepHint opens one of the checker's own hints.
func (s *School) openStepHint(tx Tx, st standing, n int) (Hint, error) {
	step, rung := stepOf(n)
	text, err := s.deriver.(Stepper).StepHint(st.assignment.Exercise, st.attempt.Version, st.attempt.Seed, step, rung)
	if err != nil {
		return Hint{}, err
	}
	now := s.now()
	if err := tx.InsertHint(st.attempt.ID, Derive, n, now); err != nil {
		return Hint{}, err
	}
	return Hint{N: n, Text: text, Step: rung, Cost: st.assignment.Policies[Derive].costOf(Hint{}), Opened: true, At: now}, nil
}

// ladderOf shows a ladder with the texts of those rungs only that were opened.
func ladderOf(ladder []Hint, opened map[int]time.Time, p Policy) []Hint {
	out := make([]Hint, len(ladder))
	for i, h := range ladder {
		out[i] = Hint{N: i + 1, Cost: p.costOf(h), Last: i == len(ladder)-1}
		if at, ok := opened[i+1]; ok {
			out[i].Opened, out[i].At, out[i].Text = true, at, h.Text
		}
	}
	return out
}

// WriteNote puts a note into the margin of one or several attempts. Errors: NotFound; Forbidden;
// Invalid.
func (s *School) WriteNote(ctx context.Context, by Actor, attempts []AttemptID, stage Stage, line int, text string) error {
	text = strings.TrimSpace(text)
	if err := lengthFault("text", text, 1, 5000); err != nil {
		return err
	}
	if len(attempts) == 0 || len(attempts) > 200 {
		return FieldFault("attempts", "must be between 1 and 200")
	}
	return s.write(ctx, func(tx Tx) error {
		for _, id := range attempts {
			st, err := open(tx, by, id)
			if err != nil {
				return err
			}
			if st.role == Trainee {
				return forbidden("Notes in the margin are written by those who teach the course.")
			}
			if err := s.hasStage(st.assignment, stage); err != nil {
				return err
			}
			n := Note{Attempt: id, Stage: stage, Line: max(line, 0), Author: by.ID, Text: text, Written: s.now()}
			if err := tx.InsertNote(&n); err != nil {
				return err
			}
			if err := s.record(tx, by, AuditEntry{Action: "note.written", Course: st.course.ID, Person: st.attempt.Person,
				Subject: subject("attempt", id), Details: map[string]string{"stage": string(stage)}}); err != nil {
				return err
			}
		}
		return nil
	})
}
