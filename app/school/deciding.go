package school

import (
	"context"
	"errors"
	"fmt"
)

// Settle marks the answers of a sitting that have no mark yet and decides what can be decided. It
// may be called any number of times, from several places at once: every mark and every decision is
// stored once. What could be marked is stored even if something else could not. An error is ours; the
// job that called it tries again.
func (s *School) Settle(ctx context.Context, id SittingID, also Also) error {
	sit, err := s.sittingOf(ctx, id)
	if err != nil {
		return err
	}
	var failed error
	for i := range sit.Items {
		if it := &sit.Items[i]; waitsForMark(*it) {
			failed = errors.Join(failed, s.mark(ctx, it))
		}
	}
	err = s.write(ctx, func(tx Tx) error {
		for _, it := range sit.Items {
			if !it.Marked.IsZero() {
				if _, err := tx.MarkItem(it.ID, it.Correct, it.Says, it.Marked); err != nil {
					return err
				}
			}
		}
		st, err := open(tx, System(), sit.Attempt)
		if err != nil {
			return err
		}
		if err := s.decide(tx, st, id); err != nil || failed != nil {
			return err
		}
		return also.in(ctx, tx)
	})
	if err == nil && failed != nil {
		return s.shown(failed)
	}
	return err
}

// unmarkable is what a trainee reads of an item that no try could mark.
const unmarkable = "This item could not be marked; the fault is ours. It counts neither way."

// GiveUpMarks voids the answers of a sitting that could not be marked in any try: nobody is left
// waiting, and what we can't mark is no evidence.
func (s *School) GiveUpMarks(ctx context.Context, id SittingID, also Also) error {
	return s.write(ctx, func(tx Tx) error {
		sit, err := tx.Sitting(id)
		if err != nil {
			return err
		}
		st, err := open(tx, System(), sit.Attempt)
		if err != nil {
			return err
		}
		for _, it := range sit.Items {
			if !waitsForMark(it) {
				continue
			}
			first, err := tx.VoidItem(it.ID, unmarkable, s.now())
			if err != nil {
				return err
			}
			if first {
				if err := s.record(tx, System(), AuditEntry{Action: "item.voided", Course: st.course.ID, Person: sit.Person,
					Subject: subject("sitting", id),
					Details: map[string]string{"item": fmt.Sprint(it.N), "family": it.Family}}); err != nil {
					return err
				}
			}
		}
		if err := s.decide(tx, st, id); err != nil {
			return err
		}
		return also.in(ctx, tx)
	})
}

// sittingOf reads a sitting for our own use.
func (s *School) sittingOf(ctx context.Context, id SittingID) (Sitting, error) {
	var sit Sitting
	err := s.read(ctx, func(tx Tx) (err error) {
		sit, err = tx.Sitting(id)
		return err
	})
	return sit, err
}

func waitsForMark(it SittingItem) bool { return !it.Answered.IsZero() && it.Marked.IsZero() }

// mark asks the engine about one answer. What was not answered is wrong, whatever the engine says
// of an empty answer; it is asked all the same for what the truth is.
func (s *School) mark(ctx context.Context, it *SittingItem) error {
	correct, text, err := s.checker.Mark(ctx, it.Full, it.Answer)
	if it.DontKnow || it.TimedOut {
		if err != nil {
			text = ""
		}
		correct, err = false, nil
	}
	if err != nil {
		return err
	}
	it.Correct, it.Says, it.Marked = correct, text, s.now()
	return nil
}

// decide applies the rule to all marked answers of the sitting's round. An open sitting ends as soon
// as they are decisive.
func (s *School) decide(tx Tx, st standing, id SittingID) error {
	kept, err := tx.Standing(st.attempt.ID)
	if err != nil {
		return err
	}
	sittings, err := counted(tx, st.attempt.ID)
	if err != nil {
		return err
	}
	obs, unmarked, closed, openOne := observe(sittings, kept.Round, st.course)
	if unmarked {
		return nil
	}
	flagging, err := s.flagging(tx, st.course.ID)
	if err != nil {
		return err
	}
	d := s.rule.Decide(obs, flagging)
	if openOne != nil {
		if openOne.ID != id || (d.Status != "cleared" && d.Status != "flagged") {
			return nil
		}
		if err := s.close(tx, st, *openOne, s.now()); err != nil {
			return err
		}
		closed++
	}
	if closed == kept.Decided || kept.Status != StatusOpen {
		return nil
	}
	return s.conclude(tx, st, kept, sittings, d, closed)
}

// observe lists the marked answers of a round in order, and says whether any answer still waits for
// its mark, how many sittings are closed, and which one is open.
func observe(sittings []Sitting, round int, c Course) (obs []Observation, unmarked bool, closed int, open *Sitting) {
	for i, sit := range sittings {
		if sit.Round != round {
			continue
		}
		if sit.Closed.IsZero() {
			open = &sittings[i]
		} else {
			closed++
		}
		for _, it := range sit.Items {
			switch {
			case it.Answered.IsZero(), it.Void:
			case it.Marked.IsZero():
				unmarked = true
			default:
				obs = append(obs, Observation{Family: it.Family, G: it.G, Slip: it.Slip, Correct: it.Correct, Sitting: sit.Number,
					Day: c.Day(it.Answered)})
			}
		}
	}
	return obs, unmarked, closed, open
}

// flagging is the number of assignments of a course that can raise a flag.
func (s *School) flagging(tx Tx, id CourseID) (int, error) {
	all, err := tx.Assignments(id)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, a := range all {
		if _, ok := a.Policies[Explain]; ok {
			n++
		}
	}
	return max(n, 1), nil
}

// conclude stores a decision and what follows from it.
func (s *School) conclude(tx Tx, st standing, kept Standing, sittings []Sitting, d Decision, closed int) error {
	kept.Decision, kept.Decided, kept.Changed = d, closed, s.now()
	if kept.Round == 1 {
		kept.Score, kept.Max = explainScore(d)
	}
	var err error
	if kept.Status, err = s.status(tx, st, kept, sittings, d, closed); err != nil {
		return err
	}
	if err := tx.PutStanding(kept); err != nil {
		return err
	}
	if err := s.record(tx, System(), AuditEntry{Action: "understanding.decided", Course: st.course.ID, Person: st.attempt.Person,
		Subject: subject("attempt", st.attempt.ID),
		Details: map[string]string{"round": fmt.Sprint(kept.Round), "sittings": fmt.Sprint(closed), "status": string(kept.Status),
			"E":     fmt.Sprintf("%.6g", d.E),
			"right": fmt.Sprintf("%d of %d", d.Right, d.Items)}}); err != nil {
		return err
	}
	if kept.Status == StatusCleared || kept.Status == StatusClaimed {
		if err := s.forgetEdits(tx, st.course.ID, st.attempt.Person, st.attempt.ID); err != nil {
			return err
		}
	}
	if err := s.quarantine(tx, st); err != nil {
		return err
	}
	if kept, err = tx.Standing(st.attempt.ID); err != nil { // an item that was withdrawn may have changed it
		return err
	}
	if kept.Status == StatusFlagged {
		return s.raise(tx, st, kept)
	}
	if kept.Round > 1 {
		return s.afterFreshRound(tx, st, kept)
	}
	return nil
}

// status maps the rule's word to ours. A clear from anywhere is claimed, not shown; what is still
// open when nothing more can be asked is inconclusive.
func (s *School) status(tx Tx, st standing, kept Standing, sittings []Sitting, d Decision, closed int) (Status, error) {
	switch d.Status {
	case "cleared":
		for _, sit := range sittings {
			if sit.Round == kept.Round && sit.Mode == Anywhere {
				return StatusClaimed, nil
			}
		}
		return StatusCleared, nil
	case "flagged":
		return StatusFlagged, nil
	case "inconclusive":
		return StatusInconclusive, nil
	}
	pool, err := tx.Pool(st.attempt.ID, kept.Round)
	if err != nil {
		return "", err
	}
	left, err := tx.Undrawn(pool.ID)
	if err != nil {
		return "", err
	}
	if closed >= 2 || len(left) == 0 || d.Items >= st.assignment.CheckItems {
		return StatusInconclusive, nil
	}
	return StatusOpen, nil
}
