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
		case next.Mode == OnPaper:
			return onPaper()
		case next.Open != 0:
			sit, err = tx.Sitting(next.Open)
			return err
		case !next.Ready:
			return conflict("The next sitting opens "+next.NotBefore.Format("Monday 2 January, 15:04 MST")+".",
				"It is on another day on purpose: a night between the two is part of the check.")
		}
		if next.NeedsCode {
			if err := s.checkRoom(tx, st.assignment.ID, roomCode); err != nil {
				return err
			}
		}
		if err := s.endPractice(tx, st, u.Practice); err != nil {
			return err
		}
		sit, err = s.draw(tx, by, st, u)
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
	if err != nil || !s.now().Before(room.Until) || subtle.ConstantTimeCompare([]byte(given), []byte(room.Code)) != 1 {
		return FieldFault("code", "is not the one that your advisor shows now")
	}
	return nil
}

// draw makes a sitting of items from the pool.
func (s *School) draw(tx Tx, by Actor, st standing, u Understanding) (Sitting, error) {
	pool, err := tx.Pool(st.attempt.ID, u.Round)
	if err != nil {
		return Sitting{}, err
	}
	undrawn, err := tx.Undrawn(pool.ID)
	if err != nil {
		return Sitting{}, err
	}
	if u.Next.Mode == OnPaper {
		undrawn = s.onPaper(undrawn)
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
	sit := Sitting{Attempt: st.attempt.ID, Submission: u.Submission, Person: st.attempt.Person, Round: u.Round, Number: u.Next.Number,
		Mode: u.Next.Mode, Opened: now}
	action := "sitting.opened"
	if sit.Mode == OnPaper {
		action, sit.PreparedBy = "sheet.prepared", by.ID
	}
	if err := tx.InsertSitting(&sit, ids); err != nil {
		return Sitting{}, err
	}
	if err := s.record(tx, by, AuditEntry{Action: action, Course: st.course.ID, Person: st.attempt.Person, Subject: subject("sitting", sit.ID),
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
	if !st.mine && !by.system && sit.Round == practiceRound {
		return Sitting{}, standing{}, notFound("sitting") // practice is one's own
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
		if sit.Mode == Practice && !it.Marked.IsZero() {
			continue // explained as soon as it is answered
		}
		it.Full, it.Says, it.Correct, it.Marked = nil, "", false, time.Time{}
		if it.Served.IsZero() || sit.Mode == OnPaper {
			it.Shown = nil // nothing to read ahead
		}
	}
	return sit
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
		for i := range sit.Items {
			if sit.Items[i].ID == item {
				if sit.Items[i].Full == nil {
					break
				}
				found = &sit.Items[i]
				return nil
			}
		}
		if sit.Closed.IsZero() {
			return conflict("Keys are shown, and run again, when the sitting has closed.", "")
		}
		return notFound("item")
	})
	if err != nil {
		return Rerun{}, err
	}
	r, err := s.checker.Rerun(ctx, found.Full)
	return r, s.shown(err)
}

func maskSitting(err error) error {
	if isNotFound(err) {
		return notFound("sitting")
	}
	return err
}

func lowerFirst(text string) string {
	if text == "" {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}
