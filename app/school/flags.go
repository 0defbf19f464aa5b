package school

import (
	"context"
	"fmt"
	"math"
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
		f.State, f.Round = Stated, kept.Round
		return s.updateFlag(tx, System(), f, "flag.returned", nil)
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

// afterTeachBack is what a fresh round that did not flag does to the flag: a clear ends it, anything
// else goes back to the advisor.
func (s *School) afterTeachBack(tx Tx, st standing, kept Standing) error {
	if kept.Status == StatusOpen {
		return nil
	}
	f, err := tx.FlagOfAttempt(st.attempt.ID)
	if isNotFound(err) || (err == nil && f.State != TeachBack) {
		return nil
	}
	if err != nil {
		return err
	}
	f.Round = kept.Round
	if kept.Status != StatusCleared {
		f.State = Stated
		return s.updateFlag(tx, System(), f, "flag.returned", nil)
	}
	f.State, f.DecidedAt, f.Reason = FlagCleared, s.now(), "Shown in a fresh sitting after teaching back."
	return s.updateFlag(tx, System(), f, "flag.cleared", map[string]string{"reason": f.Reason})
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
	return s.record(tx, by, flagEntry(f, action, details))
}

// visitFlag returns a flag to its trainee at any time, and to those who teach once it is reviewable;
// before that, for them, there is none.
func (s *School) visitFlag(tx Tx, by Actor, id FlagID) (Flag, standing, error) {
	f, err := tx.Flag(id)
	if err != nil {
		return Flag{}, standing{}, err
	}
	st, err := open(tx, by, f.Attempt)
	if isNotFound(err) || (err == nil && !st.mine && !by.system && !f.Reviewable(s.now())) {
		return Flag{}, standing{}, notFound("dossier")
	}
	return f, st, err
}

// Dossier shows a flag. Its trainee, by opening it, has seen it; from then on those who teach may.
// Every view is audited. Errors: NotFound.
func (s *School) Dossier(ctx context.Context, by Actor, id FlagID) (Dossier, error) {
	var d Dossier
	err := s.write(ctx, func(tx Tx) error {
		f, st, err := s.visitFlag(tx, by, id)
		if err != nil {
			return err
		}
		if st.mine && f.Seen.IsZero() {
			f.Seen = s.now()
			if err := s.updateFlag(tx, by, f, "flag.seen", nil); err != nil {
				return err
			}
		} else if err := s.record(tx, by, flagEntry(f, "dossier.viewed", nil)); err != nil {
			return err
		}
		d, err = s.dossier(tx, by, f, st)
		return err
	})
	return d, err
}

func (s *School) dossier(tx Tx, by Actor, f Flag, st standing) (Dossier, error) {
	d := Dossier{Flag: f, Course: st.course, Assignment: st.assignment, DecideBy: decideBy(f, st.course),
		NotKnown:  "Who or what wrote the work. It is no part of this.",
		MayDecide: mayDecide(f, by, st, s.now()),
		MayState:  st.mine && f.State == Provisional && !s.now().After(f.StatementDue),
		MayAppeal: st.mine && f.State == FlagConfirmed && !f.Final}
	var err error
	if d.Trainee, err = tx.Person(f.Person); err != nil {
		return d, err
	}
	if d.Submission, err = tx.Submission(f.Submission); err != nil {
		return d, err
	}
	kept, err := tx.Standing(f.Attempt)
	if err != nil {
		return d, err
	}
	d.Decision = kept.Decision
	if d.Sittings, err = tx.SittingsOf(f.Attempt); err != nil {
		return d, err
	}
	for i := range d.Sittings {
		d.Sittings[i] = forTrainee(d.Sittings[i])
	}
	e, err := tx.Enrolment(f.Course, f.Person)
	if err != nil && !isNotFound(err) {
		return d, err
	}
	d.Accommodation = max(e.TimeFactor, 1)
	d.Claim = "The work passes its tests; its author has not yet shown understanding of it."
	if f.State == FlagCleared {
		d.Claim = "The work passes its tests. The flag was cleared."
	}
	d.InWords = inWords(d.Decision)
	d.Audit, err = s.auditOf(tx, by, d)
	return d, err
}

// inWords says what E means to somebody who reads no formula. By Ville's inequality the chance that
// E ever reaches its value is at most 1/E under the null that it protects.
func inWords(d Decision) string {
	if !(d.E > 1) {
		return ""
	}
	d.E = math.Min(d.E, 1e9)
	return fmt.Sprintf("Someone who gets 80 %% of such items right would meet evidence this strong, at any time, with a chance of at most 1 in %d.", int64(d.E))
}

// auditOf lists the entries about one flag: itself, its attempt, its submission and its sittings.
func (s *School) auditOf(tx Tx, by Actor, d Dossier) ([]AuditEntry, error) {
	subjects := []string{subject("flag", d.Flag.ID), subject("attempt", d.Flag.Attempt), subject("submission", d.Flag.Submission)}
	for _, sit := range d.Sittings {
		subjects = append(subjects, subject("sitting", sit.ID))
	}
	entries, err := tx.Audit(AuditFilter{Course: d.Flag.Course, Person: d.Flag.Person, Subjects: subjects, Page: Page{Limit: 200}})
	if err != nil {
		return nil, err
	}
	return s.showAudit(tx, by, entries)
}

// decideBy is when an advisor should have decided: five working days after the statement, or after
// the time for it has passed.
func decideBy(f Flag, c Course) time.Time {
	from := f.StatementDue
	if !f.StatedAt.IsZero() {
		from = f.StatedAt
	}
	return workingDays(from, statementDays, c.Location())
}

// mayDecide lists the rulings that the asker may give now. Clearing needs no waiting; everything else
// waits until the trainee has been heard or the time for a statement has passed.
func mayDecide(f Flag, by Actor, st standing, now time.Time) []FlagState {
	if st.mine || st.role != Advisor || !f.Reviewable(now) {
		return nil
	}
	switch f.State {
	case Provisional:
		if !now.After(f.StatementDue) {
			return []FlagState{FlagCleared}
		}
		return []FlagState{FlagCleared, TeachBack, Viva, FlagConfirmed}
	case Stated:
		return []FlagState{FlagCleared, TeachBack, Viva, FlagConfirmed}
	case Viva:
		return []FlagState{FlagCleared, TeachBack, FlagConfirmed}
	case TeachBack:
		return []FlagState{FlagCleared}
	case Appealed:
		if by.ID != f.DecidedBy {
			return []FlagState{FlagCleared, FlagConfirmed}
		}
	}
	return nil
}

// FlagContext opens the panel "not used in the flag"; opening it is audited. Errors: NotFound.
func (s *School) FlagContext(ctx context.Context, by Actor, id FlagID) (Context, error) {
	var c Context
	err := s.write(ctx, func(tx Tx) error {
		f, st, err := s.visitFlag(tx, by, id)
		if err != nil {
			return err
		}
		if c, err = s.surroundings(tx, f, st); err != nil {
			return err
		}
		return s.record(tx, by, flagEntry(f, "context.opened", nil))
	})
	return c, err
}

func (s *School) surroundings(tx Tx, f Flag, st standing) (Context, error) {
	c := Context{Declared: map[Stage]string{}, Typed: map[Stage]int{}, FirstOpened: st.attempt.Begun}
	var err error
	if c.Pasted, err = tx.Pasted(f.Attempt); err != nil {
		return c, err
	}
	for _, stage := range Stages {
		runs, err := tx.CountSubmissions(f.Attempt, stage, Run)
		if err != nil {
			return c, err
		}
		handIns, err := tx.CountSubmissions(f.Attempt, stage, HandIn)
		if err != nil {
			return c, err
		}
		c.Runs, c.HandIns = c.Runs+runs, c.HandIns+handIns
	}
	handIns, err := tx.HandIns(f.Attempt)
	if err != nil {
		return c, err
	}
	for _, sub := range handIns {
		if sub.Declared != "" {
			c.Declared[sub.Stage] = sub.Declared
		}
	}
	sub, err := tx.Submission(f.Submission)
	if err != nil {
		return c, err
	}
	c.HandedIn, c.Typed[sub.Stage] = sub.Received, len([]rune(sub.Text))
	sittings, err := tx.SittingsOf(f.Attempt)
	for _, sit := range sittings {
		c.FocusLost += sit.FocusLost
	}
	return c, err
}

// FlagList lists the flags of a course that may be reviewed, for those who help to teach it. Errors:
// NotFound; Forbidden.
func (s *School) FlagList(ctx context.Context, by Actor, course CourseID, page Page) ([]FlagRow, error) {
	var rows []FlagRow
	err := s.read(ctx, func(tx Tx) error {
		c, err := assist(tx, by, course)
		if err != nil {
			return err
		}
		flags, err := tx.FlagsIn(course, FlagID(page.After), page.Rows())
		if err != nil {
			return err
		}
		rows, err = s.flagRows(tx, c, flags)
		return err
	})
	return rows, err
}

// flagRows leaves out what may not be reviewed yet.
func (s *School) flagRows(tx Tx, c Course, flags []Flag) ([]FlagRow, error) {
	var rows []FlagRow
	for _, f := range flags {
		if !f.Reviewable(s.now()) {
			continue
		}
		p, err := tx.Person(f.Person)
		if err != nil {
			return nil, err
		}
		a, err := tx.Assignment(f.Assignment)
		if err != nil {
			return nil, err
		}
		rows = append(rows, FlagRow{Flag: f, Trainee: p, Exercise: a.Title, DecideBy: decideBy(f, c)})
	}
	return rows, nil
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
			return f, Failure(Gone, "The five working days for a statement are over.", "Ask your advisor for a conversation; a decision may be appealed.")
		}
		f.State, f.Statement, f.StatedAt, f.WantsViva = Stated, words, s.now(), wantsViva
		if f.Seen.IsZero() {
			f.Seen = f.StatedAt
		}
		return f, s.updateFlag(tx, by, f, "flag.statement", map[string]string{"viva": fmt.Sprint(wantsViva)})
	})
}

// Appeal takes a confirmed flag to a second person. Errors: as State.
func (s *School) Appeal(ctx context.Context, by Actor, id FlagID, words string) (Flag, error) {
	words = strings.TrimSpace(words)
	if err := lengthFault("words", words, 1, 10_000); err != nil {
		return Flag{}, err
	}
	return s.actOnFlag(ctx, by, id, func(tx Tx, f Flag, st standing) (Flag, error) {
		switch {
		case !st.mine:
			return f, forbidden("Only the trainee can appeal.")
		case f.Final:
			return f, Failure(Gone, "This was decided on appeal and is final.", "")
		case f.State != FlagConfirmed:
			return f, conflict("There is nothing to appeal against now.", "")
		}
		f.State, f.Appeal = Appealed, words
		return f, s.updateFlag(tx, by, f, "flag.appealed", nil)
	})
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
		allowed := mayDecide(f, by, st, s.now())
		if !slices.Contains(allowed, r.Outcome) {
			return f, refuseRuling(f, by)
		}
		f.Final = f.State == Appealed
		f.State, f.Reason, f.DecidedBy, f.DecidedAt = r.Outcome, r.Reason, by.ID, s.now()
		if err := s.applyRuling(tx, st, &f); err != nil {
			return f, err
		}
		return f, s.updateFlag(tx, by, f, "flag."+string(r.Outcome), map[string]string{"reason": r.Reason, "final": fmt.Sprint(f.Final)})
	})
}

func refuseRuling(f Flag, by Actor) error {
	switch {
	case f.State == Appealed && by.ID == f.DecidedBy:
		return conflict("An appeal is decided by somebody else than the first decision.", "Ask another advisor of the course, or the site's administrator.")
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
	case TeachBack:
		score, most := kept.Score, kept.Max
		f.Round = kept.Round + 1
		if err := s.askFor(tx, st, f.Submission, f.Round); err != nil {
			return err
		}
		fresh, err := tx.Standing(f.Attempt)
		if err != nil {
			return err
		}
		fresh.Score, fresh.Max = score, most
		return tx.PutStanding(fresh)
	}
	return nil
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
