package school

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// MakeChecks makes the items of one round from the submission of its pool. Called again, it changes
// nothing. An error is ours.
func (s *School) MakeChecks(ctx context.Context, id AttemptID, round int, also Also) error {
	var st standing
	var pool Pool
	var sub Submission
	var before []Sitting // what was asked in them is not asked again
	var kept []json.RawMessage
	var derivation []Line
	err := s.read(ctx, func(tx Tx) (err error) {
		if st, err = open(tx, System(), id); err != nil {
			return err
		}
		if pool, err = tx.Pool(id, round); err != nil {
			return err
		}
		if before, err = tx.SittingsOf(id); err != nil {
			return err
		}
		if round == practiceRound {
			if kept, err = reserved(tx, id); err != nil {
				return err
			}
		}
		if sub, err = tx.Submission(pool.Submission); err != nil {
			return err
		}
		derivation, err = tx.Lines(id)
		return err
	})
	if err != nil {
		return err
	}
	var items []CheckItem
	if !pool.Made {
		// Half as many again as will be asked, so that families can be chosen from.
		n := st.assignment.CheckItems * 3 / 2
		for _, sit := range before {
			n += len(sit.Items)
		}
		n += len(kept)
		piece := pieceOf(st, sub)
		piece.Derivation = strings.Join(textsOf(derivation), "\n")
		items, err = s.checker.Make(ctx, piece, seedOf(st.course.Secret, sub.Receipt, round), n)
		if err != nil {
			return s.shown(err)
		}
		items = unasked(items, before, kept)
		items = items[:min(len(items), st.assignment.CheckItems*3/2)]
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
	details := map[string]string{"submission": subject("submission", pool.Submission), "round": fmt.Sprint(pool.Round), "items": fmt.Sprint(len(items))}
	items, why, err := s.order(tx, st, pool, items)
	if err != nil {
		return err
	}
	if why != "" {
		details["first"], details["because"] = closeReadingWords, why
	}
	first, err := tx.FillPool(pool.ID, items)
	if err != nil || !first {
		return err
	}
	if pool.Round == practiceRound { // nothing hangs on it
		return nil
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
	return s.record(tx, System(), AuditEntry{Action: "checks.made", Course: st.course.ID, Person: st.attempt.Person,
		Subject: subject("attempt", st.attempt.ID), Details: details})
}

// closeReading are the families that ask about the text of the program itself: a state at a step, the line that was
// changed, the blank, the token that is a term.
var closeReading = map[string]bool{"C2": true, "C5": true, "C10": true, "C16": true}

const closeReadingWords = "questions about the text of the program (C2, C5, C10, C16)"

// pasteShare is the part of a program that must have come by paste for the order of its questions to change.
const pasteShare = .5

// order puts questions about the text first where more than half of a program came by paste, and says so. That is all that
// the record of its writing is used for: the items stay the same ones, and what counts is how they are answered.
func (s *School) order(tx Tx, st standing, pool Pool, items []CheckItem) ([]CheckItem, string, error) {
	r, err := s.replay(tx, st)
	step := r.Marked(pool.Submission)
	if err != nil || step == 0 || len(items) == 0 {
		return items, "", err
	}
	share := r.Map(step).Share
	if share <= pasteShare {
		return items, "", nil
	}
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b CheckItem) int {
		switch {
		case closeReading[a.Family] == closeReading[b.Family]:
			return 0
		case closeReading[a.Family]:
			return -1
		}
		return 1
	})
	return items, fmt.Sprintf("%.0f %% of the program came by paste", 100*share), nil
}

// seedOf seeds items by the hash of the submission and the course's secret.
func seedOf(secret []byte, receipt string, round int) uint64 {
	parts := make([]uint64, 0, len(receipt)+1)
	for _, b := range []byte(receipt) {
		parts = append(parts, uint64(b))
	}
	return seed(secret, append(parts, uint64(round))...)
}
