package school

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxRounds bounds the rounds of sittings about one piece of work, the first one included: each has its own bound on
// false flags, and they add up.
const maxRounds = 4

// FreshRequest is a trainee's wish for a fresh sitting after a round that did not settle it, with the answer to it.
type FreshRequest struct {
	Attempt    AttemptID
	Round      int // after which it was asked for
	Asked      time.Time
	Words      string
	Answered   time.Time // zero until then
	AnsweredBy PersonID
	Granted    bool
	Reason     string // of the answer, read by the trainee
}

// Open reports whether it waits for an answer.
func (r FreshRequest) Open() bool { return !r.Asked.IsZero() && r.Answered.IsZero() }

// FreshState is where an attempt stands with a fresh sitting.
type FreshState struct {
	Request  *FreshRequest // the newest, nil if none was made after this round
	MayAsk   bool          // the asker may make one
	MayGrant bool          // the asker may answer it, or offer a fresh sitting unasked
	Why      string        // why none can be had any more; empty otherwise
}

// freshOf is the request made after the present round, nil if there is none.
func freshOf(tx Tx, kept Standing) (*FreshRequest, error) {
	r, err := tx.Fresh(kept.Attempt, kept.Round)
	if isNotFound(err) {
		return nil, nil
	}
	return &r, err
}

// freshState says what can be done about a fresh sitting. It is to be had after a round that ended inconclusive, and while a
// flag is open that waits for no fresh sitting already.
func (s *School) freshState(tx Tx, by Actor, st standing) (FreshState, error) {
	var out FreshState
	kept, err := tx.Standing(st.attempt.ID)
	if isNotFound(err) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	f, err := tx.FlagOfAttempt(st.attempt.ID)
	if err != nil && !isNotFound(err) {
		return out, err
	}
	flagged := f.State == Provisional || f.State == Stated || f.State == Viva
	if f.ID != 0 && !flagged || f.ID == 0 && kept.Status != StatusInconclusive {
		return out, nil
	}
	if out.Request, err = freshOf(tx, kept); err != nil {
		return out, err
	}
	if kept.Round >= maxRounds {
		out.Why = fmt.Sprintf("There have been %d rounds of questions about this work; a talk settles it better than another one.", kept.Round)
		return out, nil
	}
	out.MayAsk = st.mine && out.Request == nil
	out.MayGrant = !st.mine && st.role == Advisor && f.ID == 0 && (out.Request == nil || out.Request.Open())
	return out, nil
}

// AskFresh asks for a fresh sitting: new items from the same work, on another day. It changes nothing by itself; an
// advisor answers. Errors: NotFound; Forbidden for all but the trainee; Invalid; Conflict when none is to be had, or was asked for.
func (s *School) AskFresh(ctx context.Context, by Actor, id AttemptID, words string) (FreshRequest, error) {
	words = strings.TrimSpace(words)
	if err := lengthFault("words", words, 0, 10_000); err != nil {
		return FreshRequest{}, err
	}
	var r FreshRequest
	err := s.write(ctx, func(tx Tx) error {
		st, err := own(tx, by, id)
		if err != nil {
			return err
		}
		state, err := s.freshState(tx, by, st)
		switch {
		case err != nil:
			return err
		case state.Request != nil:
			return conflict("You have asked for a fresh sitting already.", "The answer is shown on this page as soon as there is one.")
		case !state.MayAsk:
			return conflict(firstOf(state.Why, "A fresh sitting can be asked for after a round that settled nothing, and while a flag is open."), "")
		}
		kept, err := tx.Standing(id)
		if err != nil {
			return err
		}
		r = FreshRequest{Attempt: id, Round: kept.Round, Asked: s.now(), Words: words}
		if err := tx.PutFresh(r); err != nil {
			return err
		}
		return s.record(tx, by, freshEntry(st, kept, "fresh.asked", map[string]string{}))
	})
	return r, err
}

// AnswerFresh grants a fresh sitting after an inconclusive round, asked for or offered, or says why not. A flag is decided in
// its dossier. Errors: NotFound; Forbidden for all but advisors; Invalid without a reason; Conflict when there is nothing to answer.
func (s *School) AnswerFresh(ctx context.Context, by Actor, id AttemptID, granted bool, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := lengthFault("reason", reason, 1, 10_000); err != nil {
		return err
	}
	return s.write(ctx, func(tx Tx) error {
		st, err := open(tx, by, id)
		if err != nil {
			return err
		}
		if st.mine || st.role != Advisor {
			return forbidden("A fresh sitting is granted by an advisor of the course.")
		}
		if veiled, err := s.veiled(tx, id); err != nil || veiled {
			return firstError(err, conflict("There is no request to answer.", ""))
		}
		state, err := s.freshState(tx, by, st)
		switch {
		case err != nil:
			return err
		case !state.MayGrant:
			return conflict(firstOf(state.Why, "There is nothing to grant now."), "Reload the page to see where it stands.")
		case state.Request == nil && !granted:
			return conflict("There is no request to answer.", "")
		}
		kept, err := tx.Standing(id)
		if err != nil {
			return err
		}
		if err := s.answerFresh(tx, by, kept, granted, reason); err != nil {
			return err
		}
		action := "fresh.refused"
		if granted {
			action = "fresh.granted"
			if _, err := s.freshRound(tx, st, kept.Submission); err != nil {
				return err
			}
		}
		return s.record(tx, by, freshEntry(st, kept, action, map[string]string{"reason": reason}))
	})
}

// answerFresh stores the answer to a request; an offer that nobody asked for is stored as one that was granted.
func (s *School) answerFresh(tx Tx, by Actor, kept Standing, granted bool, reason string) error {
	r, err := freshOf(tx, kept)
	if err != nil {
		return err
	}
	if r == nil {
		r = &FreshRequest{Attempt: kept.Attempt, Round: kept.Round}
	}
	r.Answered, r.AnsweredBy, r.Granted, r.Reason = s.now(), by.ID, granted, reason
	return tx.PutFresh(*r)
}

// settleFresh answers an open request by the ruling on a flag.
func (s *School) settleFresh(tx Tx, by Actor, f Flag) error {
	kept, err := tx.Standing(f.Attempt)
	if err != nil {
		return err
	}
	r, err := freshOf(tx, kept)
	if err != nil || (r == nil && f.State != FreshSitting) || (r != nil && !r.Open()) {
		return err
	}
	return s.answerFresh(tx, by, kept, f.State == FreshSitting, f.Reason)
}

// grantedFresh reports whether a fresh sitting was granted after a round.
func grantedFresh(tx Tx, id AttemptID, round int) (bool, error) {
	r, err := tx.Fresh(id, round)
	if isNotFound(err) {
		return false, nil
	}
	return r.Granted, err
}

func freshEntry(st standing, kept Standing, action string, details map[string]string) AuditEntry {
	details["round"] = fmt.Sprint(kept.Round)
	return AuditEntry{Action: action, Course: st.course.ID, Person: st.attempt.Person, Subject: subject("attempt", st.attempt.ID), Details: details}
}

// FreshAsked is a request that waits for an advisor.
type FreshAsked struct {
	FreshRequest
	Trainee  Person
	Exercise string
	Flag     FlagID // it is answered in the dossier; 0 if there is no flag
}

// FreshRequests lists the requests of a course that wait, for those who help to teach. What belongs to a flag that may not be
// reviewed yet is left out. Errors: NotFound; Forbidden.
func (s *School) FreshRequests(ctx context.Context, by Actor, course CourseID) ([]FreshAsked, error) {
	var out []FreshAsked
	err := s.read(ctx, func(tx Tx) error {
		if _, err := assist(tx, by, course); err != nil {
			return err
		}
		open, err := tx.FreshIn(course)
		if err != nil {
			return err
		}
		for _, r := range open {
			row, ok, err := s.freshAsked(tx, by, r)
			if err != nil {
				return err
			}
			if ok {
				out = append(out, row)
			}
		}
		return nil
	})
	return out, err
}

func (s *School) freshAsked(tx Tx, by Actor, r FreshRequest) (FreshAsked, bool, error) {
	row := FreshAsked{FreshRequest: r}
	st, err := open(tx, by, r.Attempt)
	if err != nil {
		return row, false, err
	}
	f, err := tx.FlagOfAttempt(r.Attempt)
	if err != nil && !isNotFound(err) {
		return row, false, err
	}
	if f.ID != 0 && !f.Reviewable(s.now()) {
		return row, false, nil
	}
	row.Flag, row.Exercise = f.ID, st.assignment.Title
	row.Trainee, err = tx.Person(st.attempt.Person)
	return row, true, err
}

// unasked leaves out the items that were asked before, since their keys have been shown, and those that are kept for later.
func unasked(items []CheckItem, sittings []Sitting, kept []json.RawMessage) []CheckItem {
	seen := map[string]bool{}
	for _, shown := range kept {
		seen[question(shown)] = true
	}
	for _, sit := range sittings {
		for _, it := range sit.Items {
			if len(it.Shown) > 0 {
				seen[question(it.Shown)] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(items), func(it CheckItem) bool { return seen[question(it.Shown)] })
}

// question is what an item asks, whatever its name is: the same words about the same program are the same question.
func question(shown json.RawMessage) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(shown, &fields) != nil {
		return string(shown)
	}
	if _, asks := fields["ask"]; asks {
		delete(fields, "id")
	}
	out, err := json.Marshal(fields) // keys come out sorted
	if err != nil {
		return string(shown)
	}
	return string(out)
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
