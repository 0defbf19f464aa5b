package school

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"
)

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
		NotKnown: "Who or what wrote the work. It is no part of this.",
		MayState: st.mine && f.State == Provisional && !s.now().After(f.StatementDue)}
	d.MayAskViva = mayAskViva(f, st)
	var err error
	if d.Fresh, err = s.freshState(tx, by, st); err != nil {
		return d, err
	}
	if d.MayDecide, err = s.mayDecide(tx, f, by, st); err != nil {
		return d, err
	}
	if st.mine && f.State == FlagConfirmed && !f.Final {
		if d.AppealTo, err = secondPeople(tx, f); err != nil {
			return d, err
		}
	}
	if f.AppealTo != 0 {
		if d.Second, err = tx.Person(f.AppealTo); err != nil {
			return d, err
		}
	}
	if err = s.addViva(tx, by, st, &d); err != nil {
		return d, err
	}
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
	if d.Sittings, err = counted(tx, f.Attempt); err != nil {
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
// waits until the trainee has been heard or the time for it has passed: for a statement first, and for the fresh
// items of an appeal.
func (s *School) mayDecide(tx Tx, f Flag, by Actor, st standing) ([]FlagState, error) {
	now := s.now()
	if st.mine || st.role != Advisor || !f.Reviewable(now) {
		return nil, nil
	}
	if f.State != Appealed {
		fresh, err := s.freshState(tx, by, st)
		return rulings(f, fresh, now), err
	}
	if by.ID != f.AppealTo {
		return nil, nil
	}
	kept, err := tx.Standing(f.Attempt)
	if err != nil {
		return nil, err
	}
	waiting := kept.Status == StatusMaking || kept.Status == StatusOpen
	if waiting && !now.After(workingDays(f.AppealedAt, appealDays, st.course.Location())) {
		return []FlagState{FlagCleared}, nil
	}
	return []FlagState{FlagCleared, FlagConfirmed}, nil
}

// rulings are those of the first person. What the trainee asked for can be granted before the time for a statement is over.
func rulings(f Flag, fresh FreshState, now time.Time) []FlagState {
	var out []FlagState
	switch f.State {
	case Provisional:
		out = []FlagState{FlagCleared, FreshSitting, TeachBack, Viva, FlagConfirmed}
		if !now.After(f.StatementDue) {
			asked := fresh.Request != nil && fresh.Request.Open()
			out = slices.DeleteFunc(out, func(r FlagState) bool {
				return r != FlagCleared && (r != FreshSitting || !asked) && (r != Viva || !f.WantsViva)
			})
		}
	case Stated:
		out = []FlagState{FlagCleared, FreshSitting, TeachBack, Viva, FlagConfirmed}
	case Viva:
		out = []FlagState{FlagCleared, FreshSitting, TeachBack, FlagConfirmed}
	case TeachBack, FreshSitting:
		out = []FlagState{FlagCleared}
	}
	if fresh.Why != "" { // no further round
		out = slices.DeleteFunc(out, func(r FlagState) bool { return r == FreshSitting || r == TeachBack })
	}
	return out
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
	sittings, err := counted(tx, f.Attempt)
	for _, sit := range sittings {
		c.FocusLost += sit.FocusLost
	}
	if err != nil {
		return c, err
	}
	return c, s.addWriting(tx, f, st, &c)
}

// addWriting adds what the record of the writing says, if there is one.
func (s *School) addWriting(tx Tx, f Flag, st standing, c *Context) error {
	r, err := s.replay(tx, st)
	if err != nil {
		return err
	}
	c.Recording, c.Steps = r.State, len(r.Steps)
	if step := r.Marked(f.Submission); step > 0 {
		m := r.Map(step)
		c.Writing = &m
	}
	entries, err := tx.Audit(AuditFilter{Course: f.Course, Person: f.Person, Subjects: []string{subject("attempt", f.Attempt)}, Page: Page{Limit: 200}})
	for _, e := range entries {
		if e.Action == "checks.made" && e.Details["because"] != "" {
			c.Ordered = e.Details["because"]
		}
	}
	return err
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
