package school_test

import (
	"testing"

	"coronium/app/school"
)

// TestPermissions asks every service in the name of everybody. The letters are what each gets: . for
// done, N for not found (it must not be known), F for forbidden, C for a conflict that only those get
// who are allowed to ask.
func TestPermissions(t *testing.T) {
	c := newClass(t)
	attempt := c.begin(c.ada)
	sub := c.handIn(c.ada, attempt.ID, school.Implement, "pass")
	id, as := attempt.ID, c.assignment.ID
	later := school.NewAssignment{Course: c.course.ID, Exercise: "lif", Opens: "2026-11-23T08:00", Due: "2026-11-28T18:00"}
	tests := []struct {
		name string
		do   func(by school.Actor) error
		want string // admin, advisor, assistant, ada (whose work it is), ben, stranger, nobody
	}{
		{"add a person", func(by school.Actor) error {
			_, err := c.s.AddPerson(ctx, by, school.NewPerson{Name: "x", Login: "new"})
			return err
		}, ".FFFFFF"},
		{"people", func(by school.Actor) error { _, err := c.s.People(ctx, by, school.Page{}); return err }, ".FFFFFF"},
		{"ada's name", func(by school.Actor) error { _, err := c.s.Person(ctx, by, c.ada.ID); return err }, "....NNN"},
		{"make a course", func(by school.Actor) error {
			_, err := c.s.CreateCourse(ctx, by, school.NewCourse{Title: "x", Zone: "UTC"})
			return err
		}, ".FFFFFF"},
		{"the course", func(by school.Actor) error { _, err := c.s.Course(ctx, by, c.course.ID); return err }, ".....NN"},
		{"enrol", func(by school.Actor) error {
			_, err := c.s.Enrol(ctx, by, c.course.ID, c.ben.ID, school.Trainee)
			return err
		}, "..FFFNN"},
		{"accommodate", func(by school.Actor) error {
			_, err := c.s.Accommodate(ctx, by, c.course.ID, c.ada.ID, school.Accommodation{TimeFactor: 1})
			return err
		}, "..FFFNN"},
		{"roster", func(by school.Actor) error { _, err := c.s.Roster(ctx, by, c.course.ID, school.Page{}); return err }, "...FFNN"},
		{"assign", func(by school.Actor) error { _, err := c.s.Assign(ctx, by, later); return err }, "..FFFNN"},
		{"change an assignment", func(by school.Actor) error {
			_, err := c.s.ChangeAssignment(ctx, by, as, school.NewAssignment{Exercise: "lif", Opens: "2026-11-23T08:00", Due: "2026-11-27T18:00"})
			return err
		}, "..FFFNN"},
		{"assignment", func(by school.Actor) error { _, err := c.s.Assignment(ctx, by, as); return err }, ".....NN"},
		{"assignments", func(by school.Actor) error { _, err := c.s.Assignments(ctx, by, c.course.ID); return err }, ".....NN"},
		{"extend", func(by school.Actor) error {
			_, err := c.s.Extend(ctx, by, as, c.ben.ID, "2026-12-01T18:00", "ill")
			return err
		}, "..FFFNN"},
		{"room code", func(by school.Actor) error { _, err := c.s.RoomCode(ctx, by, as, 10); return err }, "...FFNN"},
		{"begin", func(by school.Actor) error { _, err := c.s.Begin(ctx, by, as); return err }, "FFF..NN"},
		{"workspace", func(by school.Actor) error { _, err := c.s.Workspace(ctx, by, id); return err }, "....NNN"},
		{"save a draft", func(by school.Actor) error {
			_, err := c.s.SaveDraft(ctx, by, id, school.DraftSave{Stage: school.Implement, Revision: -1})
			return err
		}, "FFF.NNN"},
		{"seal again", func(by school.Actor) error {
			_, err := c.s.SealPredictions(ctx, by, id, map[string]string{"rheobase.low": "1", "rheobase.high": "2"})
			return err
		}, "FFFCNNN"},
		{"put a line", func(by school.Actor) error { _, err := c.s.PutLine(ctx, by, id, 1, "ok"); return err }, "FFF.NNN"},
		{"put lines", func(by school.Actor) error { _, err := c.s.PutLines(ctx, by, id, "ok\nok"); return err }, "FFF.NNN"},
		{"remove a line", func(by school.Actor) error { _, err := c.s.RemoveLine(ctx, by, id, 1); return err }, "FFF.NNN"},
		{"open a hint", func(by school.Actor) error { _, err := c.s.OpenHint(ctx, by, id, school.Derive); return err }, "FFF.NNN"},
		{"submit", func(by school.Actor) error {
			_, err := c.s.Submit(ctx, by, id, school.Work{Stage: school.Implement, Kind: school.Run, Text: "x"})
			return err
		}, "FFF.NNN"},
		{"submission", func(by school.Actor) error { _, err := c.s.Submission(ctx, by, sub.ID); return err }, "....NNN"},
		{"submissions", func(by school.Actor) error {
			_, err := c.s.Submissions(ctx, by, id, school.Page{})
			return err
		}, "....NNN"},
		{"retry what did not fail", func(by school.Actor) error { _, err := c.s.Retry(ctx, by, sub.ID); return err }, "CCCCNNN"},
		{"watch", func(by school.Actor) error { _, err := c.s.Watch(ctx, by, sub.ID); return err }, "....NNN"},
		{"write a note", func(by school.Actor) error {
			return c.s.WriteNote(ctx, by, []school.AttemptID{id}, school.Derive, 1, "look")
		}, "...FNNN"},
		{"understanding", func(by school.Actor) error { _, err := c.s.Understanding(ctx, by, id); return err }, "....NNN"},
		{"open a sitting", func(by school.Actor) error { _, err := c.s.OpenSitting(ctx, by, id, ""); return err }, "FFF.NNN"},
		{"cohort", func(by school.Actor) error { _, err := c.s.Cohort(ctx, by, c.course.ID); return err }, "...FFNN"},
		{"ada's skills", func(by school.Actor) error { _, err := c.s.Skills(ctx, by, c.course.ID, c.ada.ID); return err }, "....NNN"},
		{"ada's modules", func(by school.Actor) error {
			_, err := c.s.Modules(ctx, by, c.course.ID, c.ada.ID)
			return err
		}, "....NNN"},
		{"ada's grade", func(by school.Actor) error { _, err := c.s.Grades(ctx, by, as, c.ada.ID); return err }, "....NNN"},
		{"grade book", func(by school.Actor) error { _, err := c.s.GradeBook(ctx, by, c.course.ID); return err }, "...FFNN"},
		{"override", func(by school.Actor) error {
			return c.s.Override(ctx, by, as, c.ada.ID, school.Derive, 3, "seen on paper")
		}, "..FFFNN"},
		{"flags", func(by school.Actor) error {
			_, err := c.s.FlagList(ctx, by, c.course.ID, school.Page{})
			return err
		}, "...FFNN"},
		{"log of the course", func(by school.Actor) error {
			_, err := c.s.AuditTrail(ctx, by, school.AuditFilter{Course: c.course.ID})
			return err
		}, ".....NN"},
		{"verify the log", func(by school.Actor) error { _, err := c.s.VerifyAudit(ctx, by); return err }, "..FFFFF"},
		{"today", func(by school.Actor) error { _, err := c.s.Today(ctx, by); return err }, "......."},
		{"my courses", func(by school.Actor) error { _, err := c.s.MyCourses(ctx, by); return err }, "......."},
	}
	who := []struct {
		name string
		by   school.Actor
	}{{"admin", c.admin}, {"advisor", c.advisor}, {"assistant", c.assistant}, {"ada", c.ada}, {"ben", c.ben}, {"stranger", c.stranger}, {"nobody", school.Actor{}}}
	kinds := map[byte]school.Kind{'.': "", 'N': school.NotFound, 'F': school.Forbidden, 'C': school.Conflict}
	for _, test := range tests {
		for i, w := range who {
			want(t, test.name+" as "+w.name, test.do(w.by), kinds[test.want[i]])
		}
	}
}

// TestListsKeepToThemselves: what a list shows depends on who asks.
func TestListsKeepToThemselves(t *testing.T) {
	c := newClass(t)
	future := c.assign(school.NewAssignment{Opens: "2026-12-01T08:00", Due: "2026-12-08T18:00"})
	for _, test := range []struct {
		by   school.Actor
		want int
	}{{c.advisor, 2}, {c.assistant, 2}, {c.ada, 1}} {
		list, err := c.s.Assignments(ctx, test.by, c.course.ID)
		c.must(err)
		if len(list) != test.want {
			t.Errorf("%s sees %d assignments, want %d", c.people[test.by.ID], len(list), test.want)
		}
	}
	_, err := c.s.Assignment(ctx, c.ada, future.ID)
	want(t, "an assignment that has not opened", err, school.NotFound)
	_, err = c.s.Begin(ctx, c.ada, future.ID)
	want(t, "beginning it", err, school.NotFound)
	c.clock.Set(future.Opens)
	_, err = c.s.Begin(ctx, c.ada, future.ID)
	want(t, "beginning it at the moment of its opening", err, "")

	// In the log of the course a trainee sees what is about the trainee.
	c.begin(c.ben)
	entries, err := c.s.AuditTrail(ctx, c.ada, school.AuditFilter{Course: c.course.ID, Page: school.Page{Limit: 200}})
	c.must(err)
	if len(entries) == 0 {
		t.Error("a trainee sees nothing of the trainee's own log")
	}
	for _, e := range entries {
		if e.Person != c.ada.ID {
			t.Errorf("a trainee sees an entry about somebody else: %+v", e)
		}
	}
	entries, err = c.s.AuditTrail(ctx, c.ada, school.AuditFilter{Person: c.ben.ID})
	c.must(err)
	for _, e := range entries {
		if e.Person != c.ada.ID {
			t.Errorf("asked for another's log and got it: %+v", e)
		}
	}
}

func TestArchived(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	if _, err := c.store.SQL().Exec("UPDATE courses SET archived = 1"); err != nil {
		t.Fatal(err)
	}
	_, err := c.s.Submit(ctx, c.ada, a.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "pass"})
	want(t, "handing in", err, school.Conflict)
	_, err = c.s.Enrol(ctx, c.advisor, c.course.ID, c.stranger.ID, school.Trainee)
	want(t, "enrolling", err, school.Conflict)
	_, err = c.s.Workspace(ctx, c.ada, a.ID)
	want(t, "reading one's work", err, "")
	today, err := c.s.Today(ctx, c.ada)
	c.must(err)
	if len(today.Due) != 0 {
		t.Errorf("an archived course is on the first page: %+v", today.Due)
	}
}
