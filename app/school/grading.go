package school

import (
	"context"
	"fmt"
	"math"
)

// Also is work to be done in the transaction that ends a job, such as marking the job done.
type Also func(context.Context, Tx) error

// GradeSubmission judges one submission and stores its verdict. However often it is called, and
// whenever a process dies meanwhile, the verdict is stored once: the transaction that stores it
// changes nothing if there is one already. also runs in that transaction. An error is ours; the
// submission then stays as it was, to be tried again.
func (s *School) GradeSubmission(ctx context.Context, id SubmissionID, also Also) error {
	var st standing
	var sub Submission
	var done bool
	err := s.write(ctx, func(tx Tx) (err error) {
		if sub, err = tx.Submission(id); err != nil {
			return err
		}
		waiting, err := tx.MarkRunning(id)
		if err != nil {
			return err
		}
		if !waiting {
			done = true
			return also.in(ctx, tx)
		}
		st, err = open(tx, System(), sub.Attempt)
		return err
	})
	if err != nil || done {
		return err
	}
	s.board.publish(Progress{Submission: id, State: Running, Phase: "starting"}, true)
	verdict, err := s.grader.Grade(ctx, pieceOf(st, sub), func(phase string, done float64) {
		s.board.publish(Progress{Submission: id, State: Running, Phase: phase, Done: min(max(done, 0), 1)}, false)
	})
	if err != nil {
		return err
	}
	if sum := verdict.Score + verdict.Max; math.IsNaN(sum) || math.IsInf(sum, 0) {
		return Fault(fmt.Errorf("the engine gave submission %d %g of %g", id, verdict.Score, verdict.Max))
	}
	err = s.write(ctx, func(tx Tx) error {
		first, err := tx.MarkGraded(id, verdict, s.now())
		if err != nil {
			return err
		}
		if first {
			if err := s.graded(tx, st, sub, verdict); err != nil {
				return err
			}
		}
		return also.in(ctx, tx)
	})
	if err == nil {
		s.board.publish(Progress{Submission: id, State: Graded, Done: 1}, true)
	}
	return err
}

// in runs also in a transaction; none is nothing to do.
func (also Also) in(ctx context.Context, tx Tx) error {
	if also == nil {
		return nil
	}
	return also(ctx, tx)
}

// graded is what follows from a verdict: an entry in the log, and check items if a program passed.
func (s *School) graded(tx Tx, st standing, sub Submission, v Verdict) error {
	if sub.Kind != HandIn {
		return nil
	}
	err := s.record(tx, System(), AuditEntry{Action: "submission.graded", Course: st.course.ID, Person: sub.Person,
		Subject: subject("submission", sub.ID),
		Details: map[string]string{"attempt": subject("attempt", sub.Attempt), "stage": string(sub.Stage), "passed": fmt.Sprint(v.Passed),
			"score": fmt.Sprintf("%.4g of %.4g", v.Score, v.Max), "misconception": v.Misconception}})
	if err != nil || !v.Passed || sub.Stage != Implement {
		return err
	}
	ex, err := s.library.At(st.assignment.Exercise, st.attempt.Version)
	if err != nil || !ex.Has(Explain) {
		return err
	}
	if _, err := tx.Pool(sub.Attempt, 1); !isNotFound(err) {
		return err // made from the first program that passed
	}
	return s.askFor(tx, st, sub.ID, 1)
}

// askFor has check items made from a submission for one round of sittings.
func (s *School) askFor(tx Tx, st standing, from SubmissionID, round int) error {
	if err := tx.InsertPool(&Pool{Attempt: st.attempt.ID, Submission: from, Round: round}); err != nil {
		return err
	}
	if err := tx.PutStanding(Standing{Attempt: st.attempt.ID, Submission: from, Round: round, Status: StatusMaking, Changed: s.now()}); err != nil {
		return err
	}
	return tx.Enqueue(Job{Kind: JobChecks, Attempt: st.attempt.ID, Round: round})
}

// FailSubmission gives up on a submission that we could not grade. The trainee loses nothing by it.
func (s *School) FailSubmission(ctx context.Context, id SubmissionID, also Also) error {
	err := s.write(ctx, func(tx Tx) error {
		sub, err := tx.Submission(id)
		if err != nil {
			return err
		}
		failed, err := tx.MarkFailed(id, "We could not judge this work; the fault is ours. It costs you nothing and can be tried again.")
		if err != nil {
			return err
		}
		if failed {
			st, err := open(tx, System(), sub.Attempt)
			if err != nil {
				return err
			}
			if err := s.record(tx, System(), AuditEntry{Action: "submission.failed", Course: st.course.ID, Person: sub.Person,
				Subject: subject("submission", id)}); err != nil {
				return err
			}
		}
		return also.in(ctx, tx)
	})
	if err == nil {
		s.board.publish(Progress{Submission: id, State: Failed, Done: 1}, true)
	}
	return err
}

// counting picks, per stage, the hand-in that makes the grade. What could not be judged never
// counts, and what came late does only where the assignment says so. Hints cost the same for all
// hand-ins of one attempt, so they need be given only where attempts are compared.
func counting(handIns []Submission, a Assignment, hints map[AttemptID]map[Stage]float64) map[Stage]Submission {
	worth := func(sub Submission) float64 { return worth(sub, a, hints[sub.Attempt][sub.Stage]) }
	return pick(handIns, a.Late == LateCounts, func(later, earlier Submission) bool {
		if a.Counts == CountsBest {
			return worth(later) > worth(earlier)
		}
		return lateDays(later.Late) <= lateDays(earlier.Late) // the latest, but on time before late
	})
}

// best picks, per stage, the hand-in that shows most, on time or not.
func best(handIns []Submission) map[Stage]Submission {
	return pick(handIns, true, func(later, earlier Submission) bool { return share(later.Verdict) > share(earlier.Verdict) })
}

// pick chooses one judged hand-in per stage; better says whether a later one replaces an earlier one.
func pick(handIns []Submission, lateToo bool, better func(later, earlier Submission) bool) map[Stage]Submission {
	out := map[Stage]Submission{}
	for _, sub := range handIns {
		if sub.State != Graded || sub.Verdict.Ungradable || (sub.Late > 0 && !lateToo) {
			continue
		}
		if chosen, ok := out[sub.Stage]; !ok || better(sub, chosen) {
			out[sub.Stage] = sub
		}
	}
	return out
}

// worth is the part of a stage's weight that a hand-in earns, 0 to 1: score/max × (1 − late) × (1 − hints).
func worth(sub Submission, a Assignment, hintCost float64) float64 {
	late := max(0, 1-float64(lateDays(sub.Late)*a.LatePerDay)/100)
	return share(sub.Verdict) * late * (1 - hintCost)
}

// share is the part of the marks that a verdict gives, 0 to 1.
func share(v Verdict) float64 {
	if part := v.Score / v.Max; v.Max > 0 && part > 0 { // false for what is no number
		return min(part, 1)
	}
	return 0
}
