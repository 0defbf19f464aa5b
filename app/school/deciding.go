package school

import (
	"context"
	"fmt"
	"time"
)

// Understanding is what is known of a trainee's understanding of one attempt. Those who teach learn
// of a flag only when it may be reviewed; until then the checks are "under way" for them. Errors:
// NotFound.
func (s *School) Understanding(ctx context.Context, by Actor, id AttemptID) (Understanding, error) {
	if err := s.settleLapsed(ctx, id); err != nil {
		return Understanding{}, err
	}
	var u Understanding
	err := s.read(ctx, func(tx Tx) error {
		st, err := open(tx, by, id)
		if err != nil {
			return err
		}
		u, err = s.understanding(tx, by, st)
		return err
	})
	return u, err
}

func (s *School) understanding(tx Tx, by Actor, st standing) (Understanding, error) {
	u := Understanding{Attempt: st.attempt.ID, Status: StatusNone, Says: "Opens when your program has passed."}
	kept, err := tx.Standing(st.attempt.ID)
	if isNotFound(err) {
		return u, nil
	}
	if err != nil {
		return u, err
	}
	u.Submission, u.Status, u.Round, u.Decision, u.Score, u.Max = kept.Submission, kept.Status, kept.Round, kept.Decision, kept.Score, kept.Max
	if u.Sittings, err = tx.SittingsOf(st.attempt.ID); err != nil {
		return u, err
	}
	for i := range u.Sittings {
		u.Sittings[i] = forTrainee(u.Sittings[i])
	}
	flag, err := tx.FlagOfAttempt(st.attempt.ID)
	if err != nil && !isNotFound(err) {
		return u, err
	}
	if err == nil {
		u.Flag = flag.ID
	}
	if !st.mine && !by.system && flag.ID != 0 && !flag.Reviewable(s.now()) {
		return veil(u), nil
	}
	if u.Next, err = s.nextSitting(tx, st, u); err != nil {
		return u, err
	}
	u.Says = says(u, s.now())
	return u, nil
}

// veil hides from those who teach what the trainee has not seen yet.
func veil(u Understanding) Understanding {
	return Understanding{Attempt: u.Attempt, Submission: u.Submission, Round: u.Round, Status: StatusOpen, Says: "The checks are under way."}
}

// veiled reports whether an attempt has a flag that may not be reviewed yet.
func (s *School) veiled(tx Tx, id AttemptID) (bool, error) {
	flag, err := tx.FlagOfAttempt(id)
	if isNotFound(err) {
		return false, nil
	}
	return err == nil && !flag.Reviewable(s.now()), err
}

// says puts a status into a sentence for the trainee.
func says(u Understanding, now time.Time) string {
	switch u.Status {
	case StatusMaking:
		return "Items are being made from your program."
	case StatusUnmade:
		return "No sound check items could be made from this program; nothing follows from that."
	case StatusClaimed:
		return "Claimed, not shown: the checks were answered well, outside a timed or supervised sitting."
	case StatusCleared:
		return "Understanding shown."
	case StatusInconclusive:
		return "The checks did not settle it. That leads to a talk; it is not a flag."
	case StatusFlagged:
		return "The work passes its tests; the checks have not shown understanding of it yet."
	}
	switch {
	case u.Next == nil:
		return "The answers are being marked."
	case u.Next.Open != 0:
		return fmt.Sprintf("Sitting %d is open; you can go on with it.", u.Next.Number)
	case u.Next.Ready:
		return fmt.Sprintf("Sitting %d is ready: up to %d items made from your own program, about %d minutes.", u.Next.Number, u.Next.Items, u.Next.Minutes)
	}
	return fmt.Sprintf("Sitting %d opens %s.", u.Next.Number, u.Next.NotBefore.Format("Monday 2 January, 15:04 MST"))
}

// nextSitting says when the next sitting can begin; nil when none is to come.
func (s *School) nextSitting(tx Tx, st standing, u Understanding) (*NextSitting, error) {
	if u.Status != StatusOpen {
		return nil, nil
	}
	loc := st.course.Location()
	next := &NextSitting{Number: 1, NotBefore: time.Time{}, Mode: st.assignment.Mode}
	if u.Round > 1 {
		next.Mode = InTheRoom // after teaching back one sits where somebody sees it
	}
	drawn := 0
	for _, sit := range u.Sittings {
		if sit.Round != u.Round {
			continue
		}
		drawn += len(sit.Items)
		if sit.Closed.IsZero() {
			next.Number, next.Open, next.Ready, next.Mode, next.Items = sit.Number, sit.ID, true, sit.Mode, len(sit.Items)
			next.NotBefore, next.Minutes = sit.Opened.In(loc), minutes(sit.Items)
			return next, nil
		}
		next.Number, next.NotBefore = sit.Number+1, dayAfter(sit.Closed, loc)
	}
	next.NeedsCode = next.Mode == InTheRoom
	if next.Number > 2 {
		return nil, nil
	}
	pool, err := tx.Pool(st.attempt.ID, u.Round)
	if err != nil {
		return nil, err
	}
	undrawn, err := tx.Undrawn(pool.ID)
	if err != nil {
		return nil, err
	}
	next.Items = min(sittingItems, st.assignment.CheckItems-drawn, len(undrawn))
	if next.Items <= 0 {
		return nil, nil
	}
	if ready := readyAt(undrawn, next.Items); ready.After(next.NotBefore) {
		next.NotBefore = ready
	}
	next.NotBefore = next.NotBefore.In(loc)
	next.Ready = !s.now().Before(next.NotBefore)
	next.Minutes = (seconds(undrawn)*next.Items/len(undrawn) + 59) / 60
	return next, nil
}

// readyAt is the earliest instant at which n of the items may be asked.
func readyAt(items []PooledItem, n int) time.Time {
	var at time.Time
	for _, candidate := range items {
		t := candidate.NotBefore
		ready := 0
		for _, it := range items {
			if !it.NotBefore.After(t) {
				ready++
			}
		}
		if ready >= n && (at.IsZero() || t.Before(at)) {
			at = t
			if at.IsZero() {
				return at
			}
		}
	}
	return at
}

func seconds(items []PooledItem) int {
	total := 0
	for _, it := range items {
		total += it.Seconds
	}
	return total
}

func minutes(items []SittingItem) int {
	total := 0
	for _, it := range items {
		total += it.Seconds
	}
	return (total + 59) / 60
}

// Settle marks the answers of a sitting that have no mark yet and decides what can be decided. It
// may be called any number of times, from several places at once: every mark and every decision is
// stored once. An error is ours; the job that called it tries again.
func (s *School) Settle(ctx context.Context, id SittingID, also Also) error {
	var sit Sitting
	err := s.read(ctx, func(tx Tx) (err error) {
		sit, err = tx.Sitting(id)
		return err
	})
	if err != nil {
		return err
	}
	for i := range sit.Items {
		if it := &sit.Items[i]; !it.Answered.IsZero() && it.Marked.IsZero() {
			if err := s.mark(ctx, it); err != nil {
				return s.shown(err)
			}
		}
	}
	return s.write(ctx, func(tx Tx) error {
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
		if err := s.decide(tx, st, id); err != nil {
			return err
		}
		return also.in(ctx, tx)
	})
}

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
	sittings, err := tx.SittingsOf(st.attempt.ID)
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
			case it.Answered.IsZero():
			case it.Marked.IsZero():
				unmarked = true
			default:
				obs = append(obs, Observation{Family: it.Family, G: it.G, Slip: it.Slip, Correct: it.Correct, Sitting: sit.Number, Day: c.Day(it.Answered)})
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
	if err := s.record(tx, System(), AuditEntry{Action: "understanding.decided", Course: st.course.ID, Person: st.attempt.Person, Subject: subject("attempt", st.attempt.ID),
		Details: map[string]string{"round": fmt.Sprint(kept.Round), "sittings": fmt.Sprint(closed), "status": string(kept.Status), "E": fmt.Sprintf("%.6g", d.E),
			"right": fmt.Sprintf("%d of %d", d.Right, d.Items)}}); err != nil {
		return err
	}
	if kept.Status == StatusFlagged {
		return s.raise(tx, st, kept)
	}
	if kept.Round > 1 {
		return s.afterTeachBack(tx, st, kept)
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

// MakeChecks makes the items of one round from the submission of its pool. Called again, it changes
// nothing. An error is ours.
func (s *School) MakeChecks(ctx context.Context, id AttemptID, round int, also Also) error {
	var st standing
	var pool Pool
	var sub Submission
	err := s.read(ctx, func(tx Tx) (err error) {
		if st, err = open(tx, System(), id); err != nil {
			return err
		}
		if pool, err = tx.Pool(id, round); err != nil {
			return err
		}
		sub, err = tx.Submission(pool.Submission)
		return err
	})
	if err != nil {
		return err
	}
	var items []CheckItem
	if !pool.Made {
		// Half as many again as will be asked, so that families can be chosen from.
		n := st.assignment.CheckItems * 3 / 2
		items, err = s.checker.Make(ctx, pieceOf(st, sub), seedOf(st.course.Secret, sub.Receipt, round), n)
		if err != nil {
			return s.shown(err)
		}
	}
	return s.write(ctx, func(tx Tx) error {
		if !pool.Made {
			if err := s.fill(tx, st, pool, items); err != nil {
				return err
			}
		}
		return also.in(ctx, tx)
	})
}

// GiveUpChecks ends the making of items that kept failing: there are none, and nothing follows from
// that for the trainee.
func (s *School) GiveUpChecks(ctx context.Context, id AttemptID, round int, also Also) error {
	return s.write(ctx, func(tx Tx) error {
		st, err := open(tx, System(), id)
		if err != nil {
			return err
		}
		pool, err := tx.Pool(id, round)
		if err != nil {
			return err
		}
		if err := s.fill(tx, st, pool, nil); err != nil {
			return err
		}
		return also.in(ctx, tx)
	})
}

// fill stores the items of a pool, once, and opens the first sitting.
func (s *School) fill(tx Tx, st standing, pool Pool, items []CheckItem) error {
	first, err := tx.FillPool(pool.ID, items)
	if err != nil || !first {
		return err
	}
	kept, err := tx.Standing(st.attempt.ID)
	if err != nil {
		return err
	}
	kept.Status, kept.Decision, kept.Decided, kept.Changed = StatusOpen, Decision{}, 0, s.now()
	if len(items) == 0 {
		kept.Status = StatusUnmade
	}
	if err := tx.PutStanding(kept); err != nil {
		return err
	}
	return s.record(tx, System(), AuditEntry{Action: "checks.made", Course: st.course.ID, Person: st.attempt.Person, Subject: subject("attempt", st.attempt.ID),
		Details: map[string]string{"submission": subject("submission", pool.Submission), "round": fmt.Sprint(pool.Round), "items": fmt.Sprint(len(items))}})
}

// seedOf seeds items by the hash of the submission and the course's secret.
func seedOf(secret []byte, receipt string, round int) uint64 {
	parts := make([]uint64, 0, len(receipt)+1)
	for _, b := range []byte(receipt) {
		parts = append(parts, uint64(b))
	}
	return seed(secret, append(parts, uint64(round))...)
}
