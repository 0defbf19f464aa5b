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
	all, err := tx.SittingsOf(st.attempt.ID)
	if err != nil {
		return u, err
	}
	var practice []Sitting
	u.Sittings, practice = apart(all)
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
	if u.Fresh, err = s.freshState(tx, by, st); err != nil {
		return u, err
	}
	if st.mine {
		if u.Practice, err = s.practiceState(tx, st, u, practice); err != nil {
			return u, err
		}
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
	case u.Next.Mode == OnPaper && u.Next.Open != 0:
		return fmt.Sprintf("Sitting %d is on paper: your sheet is printed, and its answers are entered when you have handed it back.", u.Next.Number)
	case u.Next.Mode == OnPaper && u.Next.Ready:
		return fmt.Sprintf("Sitting %d is on paper, in the room: up to %d items made from your own work, about %d minutes. Your advisor hands you the sheet.",
			u.Next.Number, u.Next.Items, u.Next.Minutes)
	case u.Next.Open != 0:
		return fmt.Sprintf("Sitting %d is open; you can go on with it.", u.Next.Number)
	case u.Next.Ready:
		return fmt.Sprintf("Sitting %d is ready: up to %d items made from your own program, about %d minutes.", u.Next.Number,
			u.Next.Items, u.Next.Minutes)
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
	if u.Round > 1 && next.Mode != OnPaper {
		next.Mode = InTheRoom // after teaching back one sits where somebody sees it
	}
	fresh, err := grantedFresh(tx, st.attempt.ID, u.Round-1)
	if err != nil {
		return nil, err
	}
	drawn := 0
	for _, sit := range u.Sittings {
		if sit.Round != u.Round {
			if fresh { // on another day than the round before
				next.NotBefore = dayAfter(sit.Closed, loc)
			}
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
	pencil := s.onPaper(undrawn)
	switch {
	case next.Mode == OnPaper && len(pencil) > 0:
		undrawn = pencil
	case next.Mode == OnPaper:
		next.Mode = InTheRoom // nothing that is left can be answered with a pencil
	}
	next.NeedsCode = next.Mode == InTheRoom
	if next.Printable, err = s.printable(tx, st, next.Mode); err != nil {
		return nil, err
	}
	next.Printable = next.Printable && len(pencil) > 0
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
