package school

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	sittingItems = 4                // items of one sitting
	sittingLife  = 24 * time.Hour   // after which a sitting that was left closes
	answerGrace  = 5 * time.Second  // for the way of an answer through the network
	markLater    = 20 * time.Second // a job marks what was not marked at once
	perFamily    = 2                // items of one family in one sitting
)

// OpenSitting begins the next sitting, or returns the open one. Errors: NotFound; Forbidden for all
// but the trainee; Conflict when none is due yet; Invalid for a wrong room code.
func (s *School) OpenSitting(ctx context.Context, by Actor, id AttemptID, roomCode string) (Sitting, error) {
	if err := s.settleLapsed(ctx, id); err != nil {
		return Sitting{}, err
	}
	var sit Sitting
	err := s.write(ctx, func(tx Tx) error {
		st, err := own(tx, by, id)
		if err != nil {
			return err
		}
		u, err := s.understanding(tx, by, st)
		if err != nil {
			return err
		}
		next := u.Next
		switch {
		case next == nil:
			return conflict("There is no sitting to take: "+lowerFirst(u.Says), "The page of the exercise says where you stand.")
		case next.Open != 0:
			sit, err = tx.Sitting(next.Open)
			return err
		case !next.Ready:
			return conflict("The next sitting opens "+next.NotBefore.Format("Monday 2 January, 15:04 MST")+".", "It is on another day on purpose: a night between the two is part of the check.")
		}
		if next.NeedsCode {
			if err := s.checkRoom(tx, st.assignment.ID, roomCode); err != nil {
				return err
			}
		}
		sit, err = s.draw(tx, st, u)
		return err
	})
	return forTrainee(sit), err
}

// checkRoom compares a code with the one that the advisor shows.
func (s *School) checkRoom(tx Tx, id AssignmentID, code string) error {
	room, err := tx.RoomCode(id)
	if err != nil && !isNotFound(err) {
		return err
	}
	given := strings.ToUpper(strings.TrimSpace(code))
	if err != nil || s.now().After(room.Until) || subtle.ConstantTimeCompare([]byte(given), []byte(room.Code)) != 1 {
		return FieldFault("code", "is not the one that your advisor shows now")
	}
	return nil
}

// draw makes a sitting of items from the pool.
func (s *School) draw(tx Tx, st standing, u Understanding) (Sitting, error) {
	pool, err := tx.Pool(st.attempt.ID, u.Round)
	if err != nil {
		return Sitting{}, err
	}
	undrawn, err := tx.Undrawn(pool.ID)
	if err != nil {
		return Sitting{}, err
	}
	used := map[string]int{}
	for _, earlier := range u.Sittings {
		for _, it := range earlier.Items {
			if earlier.Round == u.Round {
				used[it.Family]++
			}
		}
	}
	now := s.now()
	ids := choose(undrawn, used, u.Next.Items, now)
	if len(ids) == 0 {
		return Sitting{}, conflict("No item is ready to be asked yet.", "Come back a little later.")
	}
	sit := Sitting{Attempt: st.attempt.ID, Submission: u.Submission, Person: st.attempt.Person, Round: u.Round, Number: u.Next.Number, Mode: u.Next.Mode, Opened: now}
	if err := tx.InsertSitting(&sit, ids); err != nil {
		return Sitting{}, err
	}
	if err := s.record(tx, ActorFor(Person{ID: st.attempt.Person}), AuditEntry{Action: "sitting.opened", Course: st.course.ID, Person: st.attempt.Person, Subject: subject("sitting", sit.ID),
		Details: map[string]string{"attempt": subject("attempt", st.attempt.ID), "number": fmt.Sprint(sit.Number), "mode": string(sit.Mode)}}); err != nil {
		return Sitting{}, err
	}
	return tx.Sitting(sit.ID)
}

// choose takes up to n items that may be asked now: families that were asked least come first, at
// most two of one family, and otherwise in the order in which the items were made.
func choose(items []PooledItem, used map[string]int, n int, now time.Time) []ItemID {
	here := map[string]int{}
	var out []ItemID
	for len(out) < n {
		best := -1
		for i, it := range items {
			if it.ID == 0 || it.NotBefore.After(now) || here[it.Family] >= perFamily {
				continue
			}
			if best < 0 || rank(it, here, used) < rank(items[best], here, used) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		out = append(out, items[best].ID)
		here[items[best].Family]++
		items[best].ID = 0
	}
	return out
}

// rank orders families: first by how often they are in this sitting, then in the ones before.
func rank(it PooledItem, here, used map[string]int) int { return 100*here[it.Family] + used[it.Family] }

// Sitting returns a sitting: to its trainee, without keys until it has closed; to those who teach,
// when it has closed and nothing that they may not know yet follows from it. Errors: NotFound.
func (s *School) Sitting(ctx context.Context, by Actor, id SittingID) (Sitting, error) {
	var sit Sitting
	err := s.read(ctx, func(tx Tx) error {
		found, _, err := s.visitSitting(tx, by, id)
		sit = found
		return err
	})
	return sit, err
}

func (s *School) visitSitting(tx Tx, by Actor, id SittingID) (Sitting, standing, error) {
	sit, err := tx.Sitting(id)
	if err != nil {
		return Sitting{}, standing{}, err
	}
	st, err := open(tx, by, sit.Attempt)
	if isNotFound(err) {
		return Sitting{}, standing{}, notFound("sitting")
	}
	if err != nil {
		return Sitting{}, standing{}, err
	}
	if !st.mine && !by.system {
		veiled, err := s.veiled(tx, sit.Attempt)
		if err != nil {
			return Sitting{}, standing{}, err
		}
		if veiled || sit.Closed.IsZero() {
			return Sitting{}, standing{}, notFound("sitting")
		}
	}
	return forTrainee(sit), st, nil
}

// forTrainee takes the truth out of a sitting that is still open.
func forTrainee(sit Sitting) Sitting {
	if !sit.Closed.IsZero() {
		return sit
	}
	sit.Items = slices.Clone(sit.Items)
	for i := range sit.Items {
		it := &sit.Items[i]
		it.Full, it.Says, it.Correct, it.Marked = nil, "", false, time.Time{}
		if it.Served.IsZero() {
			it.Shown = nil // nothing to read ahead
		}
	}
	return sit
}

// Serve shows the first item that has no answer yet and starts its time. Errors: NotFound;
// Forbidden; Gone when the sitting has closed.
func (s *School) Serve(ctx context.Context, by Actor, id SittingID) (SittingItem, error) {
	for range sittingItems + 1 { // each round either serves or counts one item as timed out
		item, expired, err := s.serve(ctx, by, id)
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
		if i < 0 || !sit.Closed.IsZero() {
			return Failure(Gone, "This sitting has closed.", "All keys are shown on its page.")
		}
		it, now := sit.Items[i], s.now()
		if it.Served.IsZero() {
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
	if sit.Mode == Anywhere || it.Seconds <= 0 {
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
	if err := tx.ReleaseItems(sit.ID); err != nil {
		return err
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
			if sit.Closed.IsZero() && now.Sub(sit.Opened) > sittingLife {
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

// Rerun computes the key of an item of a closed sitting again ("run it"). Errors: NotFound; Conflict
// while the sitting is open.
func (s *School) Rerun(ctx context.Context, by Actor, id SittingID, item ItemID) (Rerun, error) {
	var found *SittingItem
	err := s.read(ctx, func(tx Tx) error {
		sit, _, err := s.visitSitting(tx, by, id)
		if err != nil {
			return err
		}
		if sit.Closed.IsZero() {
			return conflict("Keys are shown, and run again, when the sitting has closed.", "")
		}
		for i := range sit.Items {
			if sit.Items[i].ID == item {
				found = &sit.Items[i]
				return nil
			}
		}
		return notFound("item")
	})
	if err != nil {
		return Rerun{}, err
	}
	r, err := s.checker.Rerun(ctx, found.Full)
	return r, s.shown(err)
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
		if !sit.Closed.IsZero() || sit.FocusLost >= 1000 {
			return nil
		}
		return tx.AddFocusLost(id)
	})
}

func maskSitting(err error) error {
	if isNotFound(err) {
		return notFound("sitting")
	}
	return err
}

func anyValue(fields map[string]string) bool {
	for _, v := range fields {
		if strings.TrimSpace(v) != "" {
			return true
		}
	}
	return false
}

func lowerFirst(text string) string {
	if text == "" {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}
