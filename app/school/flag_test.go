package school_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

// TestTraineeIsToldFirst: until the trainee has seen the flag, nobody who teaches learns of it by any
// way there is.
func TestTraineeIsToldFirst(t *testing.T) {
	c := newClass(t)
	a, u := c.flagged()
	teachers := []school.Actor{c.advisor, c.second, c.assistant, c.admin}
	for _, by := range teachers {
		name := c.people[by.ID]
		_, err := c.s.Dossier(ctx, by, u.Flag)
		want(t, name+" opens the dossier", err, school.NotFound)
		_, err = c.s.FlagContext(ctx, by, u.Flag)
		want(t, name+" opens the context", err, school.NotFound)
		for _, outcome := range []school.FlagState{school.FlagCleared, school.FlagConfirmed} {
			_, err = c.s.Decide(ctx, by, u.Flag, school.Ruling{Outcome: outcome, Reason: "x"})
			want(t, name+" decides", err, school.NotFound)
		}
		list, err := c.s.FlagList(ctx, by, c.course.ID, school.Page{})
		c.must(err)
		cohort, err := c.s.Cohort(ctx, by, c.course.ID)
		c.must(err)
		if len(list) != 0 || len(cohort.Flags) != 0 || cohort.Rows[rowOf(cohort, c.ada)].Cells[0].Understanding != school.StatusOpen {
			t.Errorf("%s learns of it on the course page: %+v %+v", name, list, cohort.Flags)
		}
		w, err := c.s.Workspace(ctx, by, a.ID)
		c.must(err)
		got := c.understanding(by, a.ID)
		for _, v := range []school.Understanding{got, w.Understanding} {
			if v.Status != school.StatusOpen || v.Flag != 0 || len(v.Sittings) != 0 || v.Decision.Items != 0 || v.Score != 0 {
				t.Errorf("%s learns of it from the attempt: %+v", name, v)
			}
		}
		for _, sit := range u.Sittings {
			_, err := c.s.Sitting(ctx, by, sit.ID)
			want(t, name+" looks at a sitting", err, school.NotFound)
		}
		entries, err := c.s.AuditTrail(ctx, by, school.AuditFilter{Course: c.course.ID, Page: school.Page{Limit: 200}})
		c.must(err)
		for _, e := range entries {
			if strings.HasPrefix(e.Action, "flag.") || e.Action == "understanding.decided" {
				t.Errorf("%s learns of it from the log: %s %v", name, e.Action, e.Details)
			}
		}
	}
	today, err := c.s.Today(ctx, c.ada)
	c.must(err)
	if len(today.Flags) != 1 || today.Flags[0].ID != u.Flag || today.Flags[0].Told.IsZero() {
		t.Errorf("the trainee's first page: %+v", today.Flags)
	}

	d, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	if d.Flag.Seen.IsZero() || !d.MayState || d.MayDecide != nil || d.Decision.Items != 6 || len(d.Sittings) != 2 || d.InWords == "" {
		t.Errorf("the trainee's dossier: %+v", d)
	}
	if !strings.Contains(d.InWords, "at most 1 in ") || strings.Contains(strings.ToLower(d.Claim), "ai") {
		t.Errorf("in words: %q; claim: %q", d.InWords, d.Claim)
	}
	for _, by := range teachers {
		d, err := c.s.Dossier(ctx, by, u.Flag)
		c.must(err)
		if len(d.Sittings) != 2 || len(d.Sittings[0].Items) != 4 || d.Sittings[0].Items[0].Full == nil || d.Submission.Text != "pass" {
			t.Errorf("%s sees %+v", c.people[by.ID], d)
		}
		list, err := c.s.FlagList(ctx, by, c.course.ID, school.Page{})
		c.must(err)
		if len(list) != 1 || list[0].Trainee.ID != c.ada.ID {
			t.Errorf("%s sees flags %+v", c.people[by.ID], list)
		}
	}
	_, err = c.s.Dossier(ctx, c.ben, u.Flag)
	want(t, "another trainee", err, school.NotFound)
	actions := c.actions(c.ada.ID)
	order := []string{"flag.raised", "flag.told", "flag.seen", "dossier.viewed"}
	at := -1
	for _, action := range order {
		i := slices.Index(actions, action)
		if i <= at {
			t.Errorf("%s stands at %d in the log, after %d", action, i, at)
		}
		at = i
	}
	if n := count(actions, "dossier.viewed"); n != len(teachers) {
		t.Errorf("%d views in the log, want %d", n, len(teachers))
	}
}

func rowOf(co school.Cohort, who school.Actor) int {
	return slices.IndexFunc(co.Rows, func(r school.CohortRow) bool { return r.Trainee.ID == who.ID })
}

// TestUnseen: a trainee who never looks does not stop the process: it goes on when the five working
// days are over.
func TestUnseen(t *testing.T) {
	c := newClass(t)
	_, u := c.flagged() // on Tuesday 24 November
	due := time.Date(2026, 12, 1, 22, 59, 0, 0, time.UTC)
	c.clock.Set(due)
	_, err := c.s.Dossier(ctx, c.advisor, u.Flag)
	want(t, "in the last minute", err, school.NotFound)
	c.clock.Set(due.Add(time.Second))
	d, err := c.s.Dossier(ctx, c.advisor, u.Flag)
	c.must(err)
	if !d.Flag.StatementDue.Equal(due) || len(d.MayDecide) != 5 {
		t.Errorf("due %v, may %v", d.Flag.StatementDue, d.MayDecide)
	}
	_, err = c.s.State(ctx, c.ada, u.Flag, "late", false)
	want(t, "a statement after the time", err, school.Gone)
}

func TestStatementComesBeforeJudgement(t *testing.T) {
	c := newClass(t)
	_, u := c.flagged()
	_, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	for _, outcome := range []school.FlagState{school.FlagConfirmed, school.TeachBack, school.Viva} {
		_, err := c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: outcome, Reason: "x"})
		want(t, string(outcome)+" before the statement", err, school.Conflict)
	}
	_, err = c.s.State(ctx, c.advisor, u.Flag, "x", false)
	want(t, "a statement by the advisor", err, school.Forbidden)
	_, err = c.s.State(ctx, c.ada, u.Flag, " ", false)
	want(t, "an empty statement", err, school.Invalid)
	f, err := c.s.State(ctx, c.ada, u.Flag, " I sat on a train. ", true)
	c.must(err)
	if f.State != school.Stated || f.Statement != "I sat on a train." || !f.WantsViva || f.StatedAt.IsZero() {
		t.Errorf("statement: %+v", f)
	}
	_, err = c.s.State(ctx, c.ada, u.Flag, "and", false)
	want(t, "a second statement", err, school.Conflict)

	for _, by := range []school.Actor{c.assistant, c.ada} {
		_, err = c.s.Decide(ctx, by, u.Flag, school.Ruling{Outcome: school.FlagCleared, Reason: "x"})
		want(t, c.people[by.ID]+" decides", err, school.Forbidden)
	}
	_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.FlagCleared, Reason: "  "})
	want(t, "no reason", err, school.Invalid)
	_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: "misconduct", Reason: "x"})
	want(t, "a ruling that there is not", err, school.Conflict)
	f, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.FlagCleared, Reason: "A train is no place for this."})
	c.must(err)
	if f.State != school.FlagCleared || f.DecidedBy != c.advisor.ID || f.Reason == "" || f.Final {
		t.Errorf("cleared: %+v", f)
	}
	_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.FlagConfirmed, Reason: "x"})
	want(t, "deciding again", err, school.Conflict)
	if got := c.understanding(c.ada, u.Attempt); got.Status != school.StatusCleared {
		t.Errorf("understanding after the clear: %s", got.Status)
	}
	today, err := c.s.Today(ctx, c.ada)
	c.must(err)
	if len(today.Flags) != 0 {
		t.Errorf("a settled flag is on the first page: %+v", today.Flags)
	}
}

func TestClearAtOnce(t *testing.T) {
	c := newClass(t)
	_, u := c.flagged()
	_, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.FlagCleared, Reason: "we talked"})
	want(t, "clearing needs no statement", err, "")
}

// confirmed is a flag of Ada's that the first advisor has confirmed after a viva.
func (c *class) confirmed() school.Understanding {
	c.t.Helper()
	_, u := c.flagged()
	_, err := c.s.State(ctx, c.ada, u.Flag, "words", false)
	c.must(err)
	_, err = c.s.Appeal(ctx, c.ada, u.Flag, "x", c.second.ID)
	want(c.t, "appealing before a decision", err, school.Conflict)
	_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.Viva, Reason: "let us talk"})
	c.must(err)
	_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.FlagConfirmed, Reason: "not shown"})
	c.must(err)
	return u
}

// TestAppeal: a second person, whom the trainee names, decides, after fresh items.
func TestAppeal(t *testing.T) {
	c := newClass(t)
	u := c.confirmed()
	d, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	to := []school.PersonID{}
	for _, p := range d.AppealTo {
		to = append(to, p.ID)
	}
	if !slices.Equal(to, []school.PersonID{c.admin.ID, c.second.ID}) { // the administrator made the course and advises in it
		t.Errorf("whom a confirmed flag may be appealed to: %+v", d.AppealTo)
	}
	_, err = c.s.Appeal(ctx, c.advisor, u.Flag, "x", c.second.ID)
	want(t, "the advisor appeals", err, school.Forbidden)
	for name, to := range map[string]school.PersonID{"nobody": 0, "the one who decided": c.advisor.ID, "an assistant": c.assistant.ID, "herself": c.ada.ID} {
		_, err = c.s.Appeal(ctx, c.ada, u.Flag, "fresh eyes, please", to)
		want(t, "an appeal to "+name, err, school.Invalid)
	}
	f, err := c.s.Appeal(ctx, c.ada, u.Flag, "fresh eyes, please", c.second.ID)
	c.must(err)
	if f.Round != 2 || f.AppealTo != c.second.ID || f.AppealedAt.IsZero() {
		t.Errorf("appealed: %+v", f)
	}
	for _, by := range []school.Actor{c.advisor, c.admin} {
		_, err = c.s.Decide(ctx, by, u.Flag, school.Ruling{Outcome: school.FlagConfirmed, Reason: "again"})
		want(t, c.people[by.ID]+" decides the appeal", err, school.Conflict)
	}
	confirm := school.Ruling{Outcome: school.FlagConfirmed, Reason: "I agree"}
	_, err = c.s.Decide(ctx, c.second, u.Flag, confirm)
	want(t, "confirming before the fresh items are answered", err, school.Conflict)
	c.clock.Add(15 * 24 * time.Hour) // ten working days and more
	f, err = c.s.Decide(ctx, c.second, u.Flag, confirm)
	c.must(err)
	if !f.Final {
		t.Error("a decision on appeal is not final")
	}
	_, err = c.s.Appeal(ctx, c.ada, u.Flag, "again", c.second.ID)
	want(t, "appealing twice", err, school.Gone)
}

// TestAppealItems: what the fresh items of an appeal do.
func TestAppealItems(t *testing.T) {
	for answers, state := range map[string]school.FlagState{"rrrr": school.FlagCleared, "wwww": school.Appealed} {
		t.Run(answers, func(t *testing.T) {
			c := newClass(t)
			u := c.confirmed()
			_, err := c.s.Appeal(ctx, c.ada, u.Flag, "fresh eyes, please", c.second.ID)
			c.must(err)
			c.drain()
			for range 2 {
				code, err := c.s.RoomCode(ctx, c.second, c.assignment.ID, 30)
				c.must(err)
				if now := c.understanding(c.ada, u.Attempt); now.Next == nil {
					break
				}
				_, err = c.s.OpenSitting(ctx, c.ada, u.Attempt, code.Code)
				c.must(err)
				c.sit(c.ada, u.Attempt, answers)
				c.clock.Add(24 * time.Hour)
			}
			d, err := c.s.Dossier(ctx, c.second, u.Flag)
			c.must(err)
			if d.Flag.State != state || d.Flag.Round != 2 || d.Flag.Final != (state == school.FlagCleared) {
				t.Fatalf("flag after %s: %+v", answers, d.Flag)
			}
			if state == school.FlagCleared {
				return
			}
			if d.Second.ID != c.second.ID || len(d.MayDecide) != 2 {
				t.Errorf("second person %v may %v", d.Second, d.MayDecide)
			}
			f, err := c.s.Decide(ctx, c.second, u.Flag, school.Ruling{Outcome: school.FlagConfirmed, Reason: "I agree"})
			c.must(err)
			if !f.Final {
				t.Error("a decision on appeal is not final")
			}
		})
	}
}

// TestTeachBack: fresh items, in the room, and the outcome ends the flag or goes back to the advisor.
func TestTeachBack(t *testing.T) {
	for _, test := range []struct {
		name, first, second string
		state               school.FlagState
		status              school.Status
	}{
		{"shown", "rrrr", "", school.FlagCleared, school.StatusCleared},
		{"not shown again", "wwww", "wwww", school.Stated, school.StatusFlagged},
		{"neither", "wwww", "rrrw", school.Stated, school.StatusInconclusive},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClass(t)
			a, u := c.flagged()
			_, err := c.s.State(ctx, c.ada, u.Flag, "words", false)
			c.must(err)
			_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.TeachBack, Reason: "explain it to me, then sit again"})
			c.must(err)
			if got := c.understanding(c.ada, a.ID); got.Status != school.StatusMaking || got.Round != 2 {
				t.Fatalf("after the ruling: %+v", got)
			}
			c.drain()
			if n := len(c.engine.seeds); n != 2 || c.engine.seeds[0] == c.engine.seeds[1] {
				t.Errorf("fresh items from seeds %v", c.engine.seeds)
			}
			sit := func(answers string) {
				t.Helper()
				code, err := c.s.RoomCode(ctx, c.advisor, c.assignment.ID, 30)
				c.must(err)
				if _, err := c.s.OpenSitting(ctx, c.ada, a.ID, ""); err == nil {
					t.Error("a fresh sitting opens without the code of the room")
				}
				_, err = c.s.OpenSitting(ctx, c.ada, a.ID, code.Code)
				c.must(err)
				c.sit(c.ada, a.ID, answers)
			}
			sit(test.first)
			if test.second != "" {
				c.clock.Add(24 * time.Hour)
				sit(test.second)
			}
			d, err := c.s.Dossier(ctx, c.advisor, u.Flag)
			c.must(err)
			got := c.understanding(c.ada, a.ID)
			if d.Flag.State != test.state || got.Status != test.status || got.Flag != u.Flag || d.Flag.Round != 2 {
				t.Errorf("flag %s (round %d), understanding %s; want %s and %s", d.Flag.State, d.Flag.Round, got.Status, test.state, test.status)
			}
			if test.state == school.Stated && len(d.MayDecide) != 5 {
				t.Errorf("back with the advisor, who may %v", d.MayDecide)
			}
			if n := count(c.actions(c.ada.ID), "flag.raised"); n != 1 {
				t.Errorf("raised %d times", n)
			}
		})
	}
}

// TestFlagNeverTouchesTheGrade compares the grade before the flag with the grade after every act that
// there is on it.
func TestFlagNeverTouchesTheGrade(t *testing.T) {
	paths := map[string][]school.FlagState{
		"cleared":             {school.FlagCleared},
		"confirmed":           {school.FlagConfirmed},
		"viva, confirmed":     {school.Viva, school.FlagConfirmed},
		"viva, cleared":       {school.Viva, school.FlagCleared},
		"teach-back, cleared": {school.TeachBack, school.FlagCleared},
	}
	for name, rulings := range paths {
		t.Run(name, func(t *testing.T) {
			c := newClass(t)
			a, u := c.flagged()
			grade := func() school.GradeSheet {
				g, err := c.s.Grades(ctx, c.ada, c.assignment.ID, c.ada.ID)
				c.must(err)
				return g
			}
			before := grade()
			if e := before.Stages[3]; e.Stage != school.Explain || e.Max != 6 || e.Score != 0 {
				t.Fatalf("explain is graded from its six answers: %+v", e)
			}
			check := func(what string) {
				t.Helper()
				if after := grade(); !reflect.DeepEqual(before, after) {
					t.Errorf("the grade changed when it was %s:\n%+v\n%+v", what, before, after)
				}
			}
			_, err := c.s.Dossier(ctx, c.ada, u.Flag)
			c.must(err)
			check("seen")
			_, err = c.s.State(ctx, c.ada, u.Flag, "words", true)
			c.must(err)
			check("answered")
			for _, outcome := range rulings {
				_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: outcome, Reason: "x"})
				c.must(err)
				check(string(outcome))
				c.drain()
				if outcome == school.TeachBack {
					code, err := c.s.RoomCode(ctx, c.advisor, c.assignment.ID, 30)
					c.must(err)
					_, err = c.s.OpenSitting(ctx, c.ada, a.ID, code.Code)
					c.must(err)
					c.sit(c.ada, a.ID, "wrww")
					check("sat again")
				}
			}
		})
	}
}

func TestFlagContext(t *testing.T) {
	c := newClass(t)
	_, u := c.flagged()
	_, err := c.s.SaveDraft(ctx, c.ada, u.Attempt, school.DraftSave{Stage: school.Implement, Text: "x", Revision: -1, Pasted: 300})
	c.must(err)
	_, err = c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	got, err := c.s.FlagContext(ctx, c.advisor, u.Flag)
	c.must(err)
	if got.Pasted[school.Implement] != 300 || got.Typed[school.Implement] != 4 || got.HandIns != 2 || got.Runs != 0 || !got.HandedIn.Equal(monday) {
		t.Errorf("context: %+v", got)
	}
	if n := count(c.actions(c.ada.ID), "context.opened"); n != 1 {
		t.Errorf("opening the context is in the log %d times", n)
	}
}

// TestThreshold: with more assignments that can raise a flag, each needs more evidence.
func TestThreshold(t *testing.T) {
	c := newClass(t)
	for i := range 4 {
		c.assign(school.NewAssignment{Exercise: fmt.Sprint("lif", i)})
	}
	a := c.begin(c.ada)
	c.handIn(c.ada, a.ID, school.Implement, "pass")
	c.sit(c.ada, a.ID, "wwww")
	c.clock.Add(25 * time.Hour)
	c.sit(c.ada, a.ID, "wwww")
	u := c.understanding(c.ada, a.ID)
	if u.Decision.Items <= 6 && u.Status == school.StatusFlagged && u.Decision.E < 500 {
		t.Errorf("flagged at E = %g with five assignments that can flag", u.Decision.E)
	}
}
