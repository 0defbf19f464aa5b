package school

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// statementDays is how many working days a trainee has for a statement, and an advisor afterwards
// for a decision.
const statementDays = 5

// raise makes a flag, and tells the trainee before anybody else. A flag that comes back after a
// teach-back is the same flag.
func (s *School) raise(tx Tx, st standing, kept Standing) error {
	if f, err := tx.FlagOfAttempt(st.attempt.ID); !isNotFound(err) {
		if err != nil {
			return err
		}
		return s.returnFlag(tx, f, kept)
	}
	now := s.now()
	f := Flag{Course: st.course.ID, Assignment: st.assignment.ID, Attempt: st.attempt.ID, Submission: kept.Submission, Person: st.attempt.Person,
		State: Provisional, Raised: now, Told: now, Round: kept.Round,
		StatementDue: workingDays(now, statementDays, st.course.Location()).UTC()}
	if err := tx.InsertFlag(&f); err != nil {
		return err
	}
	for _, action := range []string{"flag.raised", "flag.told"} {
		if err := s.record(tx, System(), flagEntry(f, action, map[string]string{"E": fmt.Sprintf("%.6g", kept.Decision.E)})); err != nil {
			return err
		}
	}
	return nil
}

// returnFlag brings a flag back, after a fresh round that did not clear it, to the person who decides: the advisor
// after a teach-back, the second person in an appeal.
func (s *School) returnFlag(tx Tx, f Flag, kept Standing) error {
	f.Round = kept.Round
	if f.State != Appealed {
		f.State = Stated
	}
	return s.updateFlag(tx, System(), f, "flag.returned", nil)
}

// afterFreshRound is what a fresh round that did not flag does to the flag: a clear ends it, anything
// else goes back to the person who decides.
func (s *School) afterFreshRound(tx Tx, st standing, kept Standing) error {
	if kept.Status == StatusOpen {
		return nil
	}
	f, err := tx.FlagOfAttempt(st.attempt.ID)
	if isNotFound(err) || (err == nil && f.State != TeachBack && f.State != FreshSitting && f.State != Appealed) {
		return nil
	}
	if err != nil {
		return err
	}
	if kept.Status != StatusCleared {
		return s.returnFlag(tx, f, kept)
	}
	f.Reason = map[FlagState]string{TeachBack: "Shown in a fresh sitting after teaching back.", FreshSitting: "Shown in a fresh sitting.",
		Appealed: "Shown in a fresh sitting on appeal."}[f.State]
	f.Final = f.State == Appealed
	f.State, f.DecidedAt, f.Round, f.DecidedBy = FlagCleared, s.now(), kept.Round, 0
	return s.updateFlag(tx, System(), f, "flag.cleared", map[string]string{"reason": f.Reason, "final": fmt.Sprint(f.Final)})
}

func flagEntry(f Flag, action string, details map[string]string) AuditEntry {
	if details == nil {
		details = map[string]string{}
	}
	details["attempt"] = subject("attempt", f.Attempt)
	return AuditEntry{Action: action, Course: f.Course, Person: f.Person, Subject: subject("flag", f.ID), Details: details}
}

func (s *School) updateFlag(tx Tx, by Actor, f Flag, action string, details map[string]string) error {
	if err := tx.UpdateFlag(f); err != nil {
		return err
	}
	if err := s.record(tx, by, flagEntry(f, action, details)); err != nil || f.State != FlagCleared {
		return err
	}
	return s.forgetEdits(tx, f.Course, f.Person, f.Attempt)
}

// State records the trainee's own words. Errors: NotFound; Forbidden for all but the trainee; Invalid;
// Gone when the time for it has passed; Conflict when it was made or decided before.
func (s *School) State(ctx context.Context, by Actor, id FlagID, words string, wantsViva bool) (Flag, error) {
	words = strings.TrimSpace(words)
	if err := lengthFault("words", words, 1, 10_000); err != nil {
		return Flag{}, err
	}
	return s.actOnFlag(ctx, by, id, func(tx Tx, f Flag, st standing) (Flag, error) {
		switch {
		case !st.mine:
			return f, forbidden("The statement is the trainee's to make.")
		case f.State != Provisional:
			return f, conflict("A statement has been made, or the flag has been decided.", "What you wrote then stands in the dossier.")
		case s.now().After(f.StatementDue):
			return f, Failure(Gone, "The five working days for a statement are over.",
				"Ask your advisor for a conversation; a decision may be appealed.")
		}
		f.State, f.Statement, f.StatedAt, f.WantsViva = Stated, words, s.now(), wantsViva
		if f.Seen.IsZero() {
			f.Seen = f.StatedAt
		}
		return f, s.updateFlag(tx, by, f, "flag.statement", map[string]string{"viva": fmt.Sprint(wantsViva)})
	})
}

// AskViva asks for a conversation; the statement may be made before or after. Errors: NotFound; Forbidden for all but the
// trainee; Conflict when it was asked for, or the flag waits for no decision.
func (s *School) AskViva(ctx context.Context, by Actor, id FlagID) (Flag, error) {
	return s.actOnFlag(ctx, by, id, func(tx Tx, f Flag, st standing) (Flag, error) {
		switch {
		case !st.mine:
			return f, forbidden("A viva is the trainee's to ask for.")
		case !mayAskViva(f, st):
			return f, conflict("A viva can be asked for once, while the flag waits for a decision.", "")
		}
		f.WantsViva = true
		if f.Seen.IsZero() {
			f.Seen = s.now()
		}
		return f, s.updateFlag(tx, by, f, "flag.viva-asked", nil)
	})
}

func mayAskViva(f Flag, st standing) bool {
	return st.mine && !f.WantsViva && (f.State == Provisional || f.State == Stated)
}

// Decide is an advisor's ruling, with a reason that the trainee reads. Nothing in it touches a grade.
// Errors: NotFound; Forbidden; Invalid without a reason; Conflict when that ruling is not open now.
func (s *School) Decide(ctx context.Context, by Actor, id FlagID, r Ruling) (Flag, error) {
	r.Reason = strings.TrimSpace(r.Reason)
	if err := lengthFault("reason", r.Reason, 1, 10_000); err != nil {
		return Flag{}, err
	}
	return s.actOnFlag(ctx, by, id, func(tx Tx, f Flag, st standing) (Flag, error) {
		if st.mine || st.role != Advisor {
			return f, forbidden("A flag is decided by an advisor of the course.")
		}
		allowed, err := s.mayDecide(tx, f, by, st)
		if err != nil {
			return f, err
		}
		if !slices.Contains(allowed, r.Outcome) {
			return f, refuseRuling(f, by)
		}
		f.Final = f.State == Appealed
		f.State, f.Reason, f.DecidedBy, f.DecidedAt = r.Outcome, r.Reason, by.ID, s.now()
		if err := s.settleFresh(tx, by, f); err != nil {
			return f, err
		}
		if err := s.applyRuling(tx, st, &f); err != nil {
			return f, err
		}
		return f, s.updateFlag(tx, by, f, "flag."+string(r.Outcome), map[string]string{"reason": r.Reason, "final": fmt.Sprint(f.Final)})
	})
}

func refuseRuling(f Flag, by Actor) error {
	switch {
	case f.State == Appealed && by.ID != f.AppealTo:
		return conflict("An appeal is decided by the second person whom the trainee named.",
			"The dossier says who that is.")
	case f.State == Appealed:
		return conflict("The fresh items of the appeal have not been answered yet.", "Until they are, or the time for them is over, the flag can only be cleared.")
	case f.Settled():
		return conflict("This flag has been decided.", "")
	case f.State == Provisional:
		return conflict("The trainee has until "+f.StatementDue.Format(time.RFC1123)+" for a statement.", "Until then the flag can only be cleared.")
	}
	return conflict("That decision is not open now.", "Reload the page to see where the flag stands.")
}

// applyRuling does what a ruling says to the standing of the attempt.
func (s *School) applyRuling(tx Tx, st standing, f *Flag) error {
	kept, err := tx.Standing(f.Attempt)
	if err != nil {
		return err
	}
	switch f.State {
	case FlagCleared:
		kept.Status, kept.Changed = StatusCleared, s.now()
		return tx.PutStanding(kept)
	case FlagConfirmed:
		kept.Status, kept.Changed = StatusFlagged, s.now()
		return tx.PutStanding(kept)
	case TeachBack, FreshSitting:
		f.Round, err = s.freshRound(tx, st, f.Submission)
		return err
	}
	return nil
}

// freshRound has fresh items made from the same work, and says which round that is; the grade keeps what the first one gave.
func (s *School) freshRound(tx Tx, st standing, from SubmissionID) (int, error) {
	kept, err := tx.Standing(st.attempt.ID)
	if err != nil {
		return 0, err
	}
	if err := s.askFor(tx, st, from, kept.Round+1); err != nil {
		return 0, err
	}
	fresh, err := tx.Standing(st.attempt.ID)
	if err != nil {
		return 0, err
	}
	fresh.Score, fresh.Max = kept.Score, kept.Max
	return fresh.Round, tx.PutStanding(fresh)
}

// actOnFlag runs one act on a flag in a transaction.
func (s *School) actOnFlag(ctx context.Context, by Actor, id FlagID, act func(Tx, Flag, standing) (Flag, error)) (Flag, error) {
	var out Flag
	err := s.write(ctx, func(tx Tx) error {
		f, st, err := s.visitFlag(tx, by, id)
		if err != nil {
			return err
		}
		out, err = act(tx, f, st)
		return err
	})
	if err != nil {
		return Flag{}, err
	}
	return out, nil
}
