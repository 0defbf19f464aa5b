package school

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Serve shows the first item that has no answer yet and starts its time. Errors: NotFound;
// Forbidden; Gone when the sitting has closed.
func (s *School) Serve(ctx context.Context, by Actor, id SittingID) (SittingItem, error) {
	for range sittingItems + 1 { // each round either serves or counts one item as timed out
		item, expired, err := s.serve(ctx, by, id)
		if err == nil && item.ID == 0 {
			return item, s.leaveRoom(ctx, id)
		}
		if err != nil || !expired {
			return item, err
		}
		if _, err := s.Answer(ctx, by, id, item.ID, Answer{DontKnow: true}); err != nil && KindOf(err) != Conflict {
			return SittingItem{}, err
		}
	}
	return SittingItem{}, Failure(Gone, "This sitting has closed.", "All keys are shown on its page.")
}

func (s *School) serve(ctx context.Context, by Actor, id SittingID) (SittingItem, bool, error) {
	var out SittingItem
	var expired bool
	err := s.write(ctx, func(tx Tx) error {
		sit, err := tx.Sitting(id)
		if err != nil {
			return err
		}
		st, err := own(tx, by, sit.Attempt)
		if err != nil {
			return maskSitting(err)
		}
		i := current(sit)
		if sit.Mode == OnPaper && sit.Closed.IsZero() {
			return onPaper()
		}
		if i < 0 || !sit.Closed.IsZero() {
			return Failure(Gone, "This sitting has closed.", "All keys are shown on its page.")
		}
		it, now := sit.Items[i], s.now()
		if it.Served.IsZero() {
			if sit.Mode == InTheRoom {
				if open, err := s.roomOpen(tx, st.assignment.ID); err != nil || !open {
					return err
				}
			}
			it.Served = now
			if it.Deadline, err = s.itemDeadline(tx, st, sit, it, now); err != nil {
				return err
			}
			if err := tx.ServeItem(it.ID, it.Served, it.Deadline); err != nil {
				return err
			}
			sit.Items[i] = it
		}
		expired = late(it, now)
		out = forTrainee(sit).Items[i]
		return nil
	})
	return out, expired, err
}

// leaveRoom ends a sitting whose room has closed between two items. What was answered counts; what was not shown goes back.
func (s *School) leaveRoom(ctx context.Context, id SittingID) error {
	if err := s.lapse(ctx, id, s.now()); err != nil {
		return err
	}
	return Failure(Gone, "The room has closed, and this sitting with it.", "What you answered counts, what you were not shown does not. All keys are on the page of the sitting.")
}

// current is the index of the item to be answered now, or -1.
func current(sit Sitting) int {
	return slices.IndexFunc(sit.Items, func(it SittingItem) bool { return it.Answered.IsZero() })
}

// late reports whether the time for an item is over.
func late(it SittingItem, now time.Time) bool {
	return !it.Deadline.IsZero() && now.After(it.Deadline.Add(answerGrace))
}

// itemDeadline is when the time for an item ends: none where sittings are not timed, and longer for
// those who have an accommodation.
func (s *School) itemDeadline(tx Tx, st standing, sit Sitting, it SittingItem, now time.Time) (time.Time, error) {
	if sit.Mode == Anywhere || sit.Mode == Practice || it.Seconds <= 0 {
		return time.Time{}, nil
	}
	e, err := tx.Enrolment(st.course.ID, st.attempt.Person)
	if err != nil && !isNotFound(err) {
		return time.Time{}, err
	}
	factor := max(e.TimeFactor, 1)
	return now.Add(time.Duration(float64(it.Seconds) * factor * float64(time.Second))).Truncate(time.Microsecond), nil
}

// Answer is final. It returns the sitting as it stands afterwards. Errors: NotFound; Forbidden; Gone
// when the sitting has closed; Conflict when the item is not the one to be answered now; Invalid
// when the answer is empty.
func (s *School) Answer(ctx context.Context, by Actor, id SittingID, item ItemID, a Answer) (Sitting, error) {
	if err := s.checkSize("", a.Fields); err != nil {
		return Sitting{}, err
	}
	if !a.DontKnow && !anyValue(a.Fields) {
		return Sitting{}, FieldFault("answer", "is empty; \"I don't know\" is an answer too")
	}
	err := s.write(ctx, func(tx Tx) error {
		sit, err := tx.Sitting(id)
		if err != nil {
			return err
		}
		st, err := own(tx, by, sit.Attempt)
		if err != nil {
			return maskSitting(err)
		}
		i := current(sit)
		switch {
		case !sit.Closed.IsZero() || i < 0:
			return Failure(Gone, "This sitting has closed.", "All keys are shown on its page.")
		case sit.Mode == OnPaper:
			return onPaper()
		case sit.Items[i].ID != item || sit.Items[i].Served.IsZero():
			return conflict("That item has its answer already.", "An answer is final; the page shows the item that comes next.")
		}
		return s.answer(tx, st, sit, i, a)
	})
	if err != nil {
		return Sitting{}, err
	}
	// The answer is safe. Marking it at once lets a sitting end as soon as it is decided; if it fails,
	// a job that the same transaction has queued does it later.
	mctx, cancel := context.WithTimeout(ctx, s.limits.Marking)
	defer cancel()
	if err := s.Settle(mctx, id, nil); err != nil {
		s.log.Warn("marking is left to the queue", "sitting", id, "cause", err)
	}
	return s.Sitting(ctx, by, id)
}

// answer stores an answer and, after the last one, closes the sitting.
func (s *School) answer(tx Tx, st standing, sit Sitting, i int, a Answer) error {
	now := s.now()
	it := sit.Items[i]
	it.Answered, it.Answer, it.DontKnow = now, a.Fields, a.DontKnow
	if late(it, now) {
		it.TimedOut, it.DontKnow, it.Answer = true, false, nil
	}
	first, err := tx.AnswerItem(it.ID, it)
	if err != nil {
		return err
	}
	if !first {
		return conflict("That item has its answer already.", "An answer is final; the page shows the item that comes next.")
	}
	if i == len(sit.Items)-1 {
		if err := s.close(tx, st, sit, now); err != nil {
			return err
		}
	}
	return tx.Enqueue(Job{Kind: JobMark, Sitting: sit.ID, After: markLater})
}

// close ends a sitting, once.
func (s *School) close(tx Tx, st standing, sit Sitting, now time.Time) error {
	first, err := tx.CloseSitting(sit.ID, now)
	if err != nil || !first {
		return err
	}
	if err := tx.ReleaseItems(sit.ID); err != nil || sit.Round == practiceRound {
		return err // practice is nobody's business
	}
	return s.record(tx, System(), AuditEntry{Action: "sitting.closed", Course: st.course.ID, Person: sit.Person, Subject: subject("sitting", sit.ID),
		Details: map[string]string{"attempt": subject("attempt", sit.Attempt), "number": fmt.Sprint(sit.Number)}})
}

// settleLapsed closes a sitting that was left for longer than a day: the item that was shown counts
// as not answered, those never shown go back to the pool.
func (s *School) settleLapsed(ctx context.Context, id AttemptID) error {
	var lapsed []SittingID
	now := s.now()
	err := s.read(ctx, func(tx Tx) error {
		sittings, err := tx.SittingsOf(id)
		for _, sit := range sittings {
			if sit.Closed.IsZero() && sit.Mode != OnPaper && now.Sub(sit.Opened) > sittingLife {
				lapsed = append(lapsed, sit.ID)
			}
		}
		return err
	})
	for _, id := range lapsed {
		if err != nil {
			return err
		}
		if err = s.lapse(ctx, id, now); err == nil {
			err = s.Settle(ctx, id, nil)
		}
	}
	return err
}

func (s *School) lapse(ctx context.Context, id SittingID, now time.Time) error {
	return s.write(ctx, func(tx Tx) error {
		sit, err := tx.Sitting(id)
		if err != nil || !sit.Closed.IsZero() {
			return err
		}
		st, err := open(tx, System(), sit.Attempt)
		if err != nil {
			return err
		}
		if i := current(sit); i >= 0 && !sit.Items[i].Served.IsZero() {
			it := sit.Items[i]
			it.Answered, it.TimedOut = now, true
			if _, err := tx.AnswerItem(it.ID, it); err != nil {
				return err
			}
		}
		if err := tx.Enqueue(Job{Kind: JobMark, Sitting: id}); err != nil {
			return err
		}
		return s.close(tx, st, sit, now)
	})
}

// FocusLost records that the window of a sitting lost the focus. It is context and enters nothing.
func (s *School) FocusLost(ctx context.Context, by Actor, id SittingID) error {
	return s.write(ctx, func(tx Tx) error {
		sit, err := tx.Sitting(id)
		if err != nil {
			return err
		}
		if _, err := own(tx, by, sit.Attempt); err != nil {
			return maskSitting(err)
		}
		if !sit.Closed.IsZero() || sit.Mode == OnPaper || sit.FocusLost >= 1000 {
			return nil
		}
		return tx.AddFocusLost(id)
	})
}

func anyValue(fields map[string]string) bool {
	for _, v := range fields {
		if strings.TrimSpace(v) != "" {
			return true
		}
	}
	return false
}
