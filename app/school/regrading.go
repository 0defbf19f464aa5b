package school

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// AskRegrade begins a preview. Errors: NotFound; Forbidden; Invalid; Conflict.
func (s *School) AskRegrade(ctx context.Context, by Actor, id AssignmentID, reason string) (Regrade, error) {
	reason = strings.TrimSpace(reason)
	if err := firstFault(lengthFault("reason", reason, 3, 500)); err != nil {
		return Regrade{}, err
	}
	var g Regrade
	err := s.write(ctx, func(tx Tx) error {
		as, err := s.teachAssignment(tx, by, id)
		if err != nil {
			return err
		}
		before, err := tx.RegradesOf(id)
		if err != nil {
			return err
		}
		for _, b := range before {
			if b.Applied.IsZero() && b.Dropped.IsZero() {
				return conflict("A preview of this assignment is open.", "Apply it or drop it first.")
			}
		}
		ex, err := s.library.Exercise(as.Exercise)
		if err != nil {
			return err
		}
		of, err := staleHandIns(tx, as, ex.Version)
		if err != nil {
			return err
		}
		if len(of) == 0 {
			return conflict("All hand-ins were judged by the present content.", "A regrade is for hand-ins that came in before the exercise was changed.")
		}
		if len(of) > MaxRegraded {
			return conflict(fmt.Sprintf("%d hand-ins would be judged again; %d are the most.", len(of), MaxRegraded), "Tell the site's administrator.")
		}
		g = Regrade{Assignment: id, Version: ex.Version, AskedBy: by.ID, Reason: reason, Asked: s.now()}
		if err := tx.InsertRegrade(&g, of); err != nil {
			return err
		}
		for _, one := range of {
			if err := tx.Enqueue(Job{Kind: JobRegrade, Regrade: g.ID, Submission: one.Submission}); err != nil {
				return err
			}
		}
		return s.record(tx, by, AuditEntry{Action: "regrade.asked", Course: as.Course, Subject: subject("regrade", g.ID),
			Details: map[string]string{"assignment": subject("assignment", id), "hand-ins": fmt.Sprint(len(of)), "version": ex.Version, "reason": reason}})
	})
	return g, err
}

// teachAssignment returns an assignment to those who decide in its course.
func (s *School) teachAssignment(tx Tx, by Actor, id AssignmentID) (Assignment, error) {
	as, _, err := s.visitAssignment(tx, by, id)
	if err != nil {
		return as, err
	}
	_, err = teach(tx, by, as.Course)
	return as, err
}

// staleHandIns are the judged hand-ins of an assignment whose attempts have another version of the content.
func staleHandIns(tx Tx, as Assignment, version string) ([]Regraded, error) {
	attempts, err := attemptsAt(tx, as)
	if err != nil {
		return nil, err
	}
	var ids []AttemptID
	had := map[AttemptID]string{}
	for _, a := range attempts {
		if a.Version != version {
			ids = append(ids, a.ID)
			had[a.ID] = a.Version
		}
	}
	all, err := tx.HandInsOf(ids)
	if err != nil {
		return nil, err
	}
	var out []Regraded
	for _, id := range ids {
		for _, sub := range all[id] {
			if sub.State == Graded {
				out = append(out, Regraded{Submission: sub.ID, Version: had[id]})
			}
		}
	}
	return out, nil
}

func attemptsAt(tx Tx, as Assignment) ([]Attempt, error) {
	all, err := tx.AttemptsIn(as.Course)
	return slices.DeleteFunc(all, func(a Attempt) bool { return a.Assignment != as.ID }), err
}

// Regrades lists the regrades of an assignment. Errors: NotFound; Forbidden.
func (s *School) Regrades(ctx context.Context, by Actor, id AssignmentID) (all []Regrade, stale int, err error) {
	err = s.read(ctx, func(tx Tx) error {
		as, err := s.teachAssignment(tx, by, id)
		if err != nil {
			return err
		}
		ex, err := s.library.Exercise(as.Exercise)
		if err != nil {
			return err
		}
		of, err := staleHandIns(tx, as, ex.Version)
		if err != nil {
			return err
		}
		stale = len(of)
		all, err = tx.RegradesOf(id)
		return err
	})
	return all, stale, err
}

// Regrade shows a regrade to those who decide in its course. Errors: NotFound; Forbidden.
func (s *School) Regrade(ctx context.Context, by Actor, id RegradeID) (RegradeView, error) {
	var v RegradeView
	err := s.read(ctx, func(tx Tx) (err error) {
		if v.Regrade, err = tx.Regrade(id); err != nil {
			return err
		}
		if v.Assignment, err = s.teachAssignment(tx, by, v.Regrade.Assignment); err != nil {
			return err
		}
		if v.Course, err = tx.Course(v.Assignment.Course); err != nil {
			return err
		}
		if ex, err := s.library.Exercise(v.Assignment.Exercise); err == nil {
			v.Present = ex.Version
		}
		return s.changes(tx, &v)
	})
	return v, err
}

// changes reads the hand-ins of a regrade with their verdicts before and after.
func (s *School) changes(tx Tx, v *RegradeView) error {
	rows, err := tx.Regraded(v.Regrade.ID)
	if err != nil {
		return err
	}
	people := map[PersonID]Person{}
	for _, row := range rows {
		sub, err := tx.Submission(row.Submission)
		if err != nil {
			return err
		}
		if _, known := people[sub.Person]; !known {
			if people[sub.Person], err = tx.Person(sub.Person); err != nil {
				return err
			}
		}
		c := Change{Trainee: people[sub.Person], Submission: sub, Before: sub.Verdict, After: row.Verdict, Version: row.Version, Pending: row.Judged.IsZero(), Fault: row.Fault}
		attempt, err := tx.Attempt(sub.Attempt)
		if err != nil {
			return err
		}
		c.Seed = attempt.Seed
		if !v.Regrade.Applied.IsZero() {
			if c.Before, err = tx.VerdictBefore(v.Regrade.ID, row.Submission); err != nil {
				return err
			}
		}
		if !c.Pending {
			v.Judged++
		}
		v.Changes = append(v.Changes, c)
	}
	markCounting(v)
	slices.SortStableFunc(v.Changes, func(a, b Change) int {
		switch {
		case a.Differs() != b.Differs():
			return map[bool]int{true: -1, false: 1}[a.Differs()]
		case a.Trainee.Name != b.Trainee.Name:
			return strings.Compare(a.Trainee.Name, b.Trainee.Name)
		}
		return int(a.Submission.ID - b.Submission.ID)
	})
	return nil
}

// markCounting marks the hand-ins that make a grade, by the verdicts before or by those after.
func markCounting(v *RegradeView) {
	for _, after := range []bool{false, true} {
		of := map[AttemptID][]Submission{}
		for _, c := range v.Changes {
			sub := c.Submission
			if sub.Verdict = c.Before; after && !c.Pending && c.Fault == "" {
				sub.Verdict = c.After
			}
			of[sub.Attempt] = append(of[sub.Attempt], sub)
		}
		for i, c := range v.Changes {
			if counting(of[c.Submission.Attempt], v.Assignment, nil)[c.Submission.Stage].ID == c.Submission.ID {
				v.Changes[i].Counts = true
			}
		}
	}
}

// JudgeAgain judges one submission of a regrade; it is done once, however often it is called.
func (s *School) JudgeAgain(ctx context.Context, id RegradeID, of SubmissionID, also Also) error {
	var st standing
	var sub Submission
	var g Regrade
	err := s.read(ctx, func(tx Tx) (err error) {
		if g, err = tx.Regrade(id); err != nil {
			return err
		}
		if sub, err = tx.Submission(of); err != nil {
			return err
		}
		st, err = open(tx, System(), sub.Attempt)
		return err
	})
	if err != nil {
		return err
	}
	if !g.Dropped.IsZero() {
		return s.write(ctx, func(tx Tx) error { return also.in(ctx, tx) })
	}
	piece := pieceOf(st, sub)
	piece.Version, piece.Regrade = g.Version, true
	verdict, err := s.grader.Grade(ctx, piece, func(string, float64) {})
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx Tx) error {
		if _, err := tx.MarkRegraded(id, of, verdict, "", s.now()); err != nil {
			return err
		}
		return also.in(ctx, tx)
	})
}

// GiveUpRegrade leaves the verdict of one submission as it is.
func (s *School) GiveUpRegrade(ctx context.Context, id RegradeID, of SubmissionID, also Also) error {
	return s.write(ctx, func(tx Tx) error {
		if _, err := tx.MarkRegraded(id, of, Verdict{}, "We could not judge this again; its verdict stays as it is.", s.now()); err != nil {
			return err
		}
		return also.in(ctx, tx)
	})
}

// ApplyRegrade puts the new verdicts in the place of the old ones. Errors: NotFound; Forbidden; Conflict while hand-ins
// are still to be judged, or where it was applied or dropped before.
func (s *School) ApplyRegrade(ctx context.Context, by Actor, id RegradeID) error {
	v, err := s.Regrade(ctx, by, id)
	if err != nil {
		return err
	}
	if !v.Ready() {
		return conflict(fmt.Sprintf("%d hand-ins are still to be judged.", len(v.Changes)-v.Judged), "Wait for the preview to be complete.")
	}
	return s.write(ctx, func(tx Tx) error {
		as, err := s.teachAssignment(tx, by, v.Regrade.Assignment)
		if err != nil {
			return err
		}
		first, err := tx.ApplyRegrade(id, v.Regrade.Version, s.now())
		if err != nil {
			return err
		}
		if !first {
			return conflict("This regrade was applied or dropped already.", "Reload the page.")
		}
		changed := 0
		for _, c := range v.Changes {
			if !c.Differs() {
				continue
			}
			changed++
			if err := s.record(tx, by, AuditEntry{Action: "submission.regraded", Course: as.Course, Person: c.Submission.Person, Subject: subject("submission", c.Submission.ID),
				Details: map[string]string{"regrade": subject("regrade", id), "stage": string(c.Submission.Stage), "before": verdictWords(c.Before), "after": verdictWords(c.After)}}); err != nil {
				return err
			}
			if err := s.checksAfterRegrade(tx, c); err != nil {
				return err
			}
		}
		return s.record(tx, by, AuditEntry{Action: "regrade.applied", Course: as.Course, Subject: subject("regrade", id),
			Details: map[string]string{"assignment": subject("assignment", as.ID), "changed": fmt.Sprint(changed), "hand-ins": fmt.Sprint(len(v.Changes)), "version": v.Regrade.Version, "reason": v.Regrade.Reason}})
	})
}

// checksAfterRegrade has check items made from a program that passes only now.
func (s *School) checksAfterRegrade(tx Tx, c Change) error {
	if !c.After.Passed || c.Before.Passed || c.Submission.Stage != Implement {
		return nil
	}
	st, err := open(tx, System(), c.Submission.Attempt)
	if err != nil {
		return err
	}
	ex, err := s.library.At(st.assignment.Exercise, st.attempt.Version)
	if err != nil || !ex.Has(Explain) {
		return err
	}
	if _, err := tx.Pool(c.Submission.Attempt, 1); !isNotFound(err) {
		return err
	}
	return s.askFor(tx, st, c.Submission.ID, 1)
}

func verdictWords(v Verdict) string {
	words := fmt.Sprintf("%.4g of %.4g", v.Score, v.Max)
	switch {
	case v.Ungradable:
		words += ", not judged"
	case v.Passed:
		words += ", passed"
	}
	if v.Misconception != "" {
		words += ", " + v.Misconception
	}
	return words
}

// DropRegrade ends a preview without any effect. Errors: NotFound; Forbidden; Conflict.
func (s *School) DropRegrade(ctx context.Context, by Actor, id RegradeID) error {
	return s.write(ctx, func(tx Tx) error {
		g, err := tx.Regrade(id)
		if err != nil {
			return err
		}
		as, err := s.teachAssignment(tx, by, g.Assignment)
		if err != nil {
			return err
		}
		first, err := tx.DropRegrade(id, s.now())
		if err == nil && !first {
			err = conflict("This regrade was applied or dropped already.", "Reload the page.")
		}
		if err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "regrade.dropped", Course: as.Course, Subject: subject("regrade", id)})
	})
}
