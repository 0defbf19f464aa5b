package school_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

func TestBadPeopleAndCourses(t *testing.T) {
	c := newClass(t)
	for name, n := range map[string]school.NewPerson{
		"no name":      {Login: "x"},
		"no login":     {Name: "x", Login: " "},
		"spaces":       {Name: "x", Login: "a b"},
		"a long name":  {Name: strings.Repeat("ü", 101), Login: "x"},
		"no UTF-8":     {Name: "caf\xe9", Login: "x"},
		"a long login": {Name: "x", Login: strings.Repeat("x", 201)},
	} {
		_, err := c.s.AddPerson(ctx, c.admin, n)
		want(t, name, err, school.Invalid)
	}
	_, err := c.s.AddPerson(ctx, c.admin, school.NewPerson{Name: "Ada", Login: " ADA "})
	want(t, "a login in other letters", err, school.Conflict)
	for _, zone := range []string{"", "Local", "Vienna", "../etc/passwd", "Europe/Vienna; DROP"} {
		_, err := c.s.CreateCourse(ctx, c.admin, school.NewCourse{Title: "x", Zone: zone})
		want(t, "zone "+zone, err, school.Invalid)
	}
	_, err = c.s.Enrol(ctx, c.advisor, c.course.ID, c.ada.ID, "king")
	want(t, "a role that there is not", err, school.Invalid)
	_, err = c.s.Enrol(ctx, c.advisor, c.course.ID, 999, school.Trainee)
	want(t, "a person that there is not", err, school.NotFound)
	for _, factor := range []float64{0, .5, 5, -1} {
		_, err = c.s.Accommodate(ctx, c.advisor, c.course.ID, c.ada.ID, school.Accommodation{TimeFactor: factor})
		want(t, fmt.Sprint("factor ", factor), err, school.Invalid)
	}
}

func TestBadAssignments(t *testing.T) {
	c := newClass(t)
	good := func() school.NewAssignment {
		return school.NewAssignment{Course: c.course.ID, Exercise: "lif", Opens: "2026-11-23T08:00", Due: "2026-11-27T18:00"}
	}
	for name, test := range map[string]struct {
		change func(*school.NewAssignment)
		field  string
	}{
		"no exercise":     {func(n *school.NewAssignment) { n.Exercise = "nothing" }, "exercise"},
		"no due date":     {func(n *school.NewAssignment) { n.Due = "" }, "due"},
		"due before open": {func(n *school.NewAssignment) { n.Due = "2026-11-22T08:00" }, "due"},
		"skipped hour":    {func(n *school.NewAssignment) { n.Due = "2027-03-28T02:30" }, "due"},
		"late policy":     {func(n *school.NewAssignment) { n.Late = "never" }, "late"},
		"counts":          {func(n *school.NewAssignment) { n.Counts = "worst" }, "counts"},
		"mode":            {func(n *school.NewAssignment) { n.Mode = "at sea" }, "mode"},
		"attempts":        {func(n *school.NewAssignment) { n.Attempts = 21 }, "attempts"},
		"percentage":      {func(n *school.NewAssignment) { n.LatePerDay = 101 }, "late per day"},
		"grace":           {func(n *school.NewAssignment) { n.Grace = -time.Minute }, "grace"},
		"help": {func(n *school.NewAssignment) {
			n.Policies = map[school.Stage]school.Policy{school.Derive: {Help: "some"}}
		}, "derive"},
		"weight": {func(n *school.NewAssignment) {
			n.Policies = map[school.Stage]school.Policy{school.Derive: {Weight: -1}}
		}, "derive"},
		"stage": {func(n *school.NewAssignment) { n.Policies = map[school.Stage]school.Policy{"essay": {}} }, "essay"},
	} {
		n := good()
		test.change(&n)
		_, err := c.s.Assign(ctx, c.advisor, n)
		want(t, name, err, school.Invalid)
		var e *school.Error
		if errors.As(err, &e) && (e.Fields[test.field] == "" || len(e.Fields) != 1) {
			t.Errorf("%s: fields %v, want %q", name, e.Fields, test.field)
		}
	}
	a, err := c.s.Assign(ctx, c.advisor, good())
	c.must(err)
	if !a.Due.Equal(time.Date(2026, 11, 27, 17, 0, 0, 0, time.UTC)) || a.Mode != school.Timed || a.CheckItems != 8 || len(a.Policies) != 5 {
		t.Errorf("assignment: %+v", a)
	}
	if p := a.Policies[school.Derive]; p.Help != school.ByHand || p.Weight != 30 {
		t.Errorf("a stage that was left out: %+v", p)
	}
	n := good()
	n.Policies = map[school.Stage]school.Policy{school.Derive: {Help: school.Assisted, Why: "see it", Weight: 5}}
	changed, err := c.s.ChangeAssignment(ctx, c.advisor, a.ID, n)
	c.must(err)
	if changed.ID != a.ID || changed.Policies[school.Derive].Help != school.Assisted || !changed.Created.Equal(a.Created) {
		t.Errorf("changed: %+v", changed)
	}
	n.Exercise = "lif-noise"
	_, err = c.s.ChangeAssignment(ctx, c.advisor, a.ID, n)
	want(t, "another exercise", err, school.Invalid)
	_, err = c.s.Extend(ctx, c.advisor, a.ID, c.ada.ID, "2026-11-20T18:00", "x")
	want(t, "an extension that is none", err, school.Invalid)
	_, err = c.s.Extend(ctx, c.advisor, a.ID, c.stranger.ID, "2026-12-20T18:00", "x")
	want(t, "an extension for a stranger", err, school.NotFound)
}

func TestToday(t *testing.T) {
	c := newClass(t)
	second := c.assign(school.NewAssignment{Exercise: "lif-noise", Opens: "2026-11-23T08:00", Due: "2026-11-25T18:00"})
	today, err := c.s.Today(ctx, c.ada)
	c.must(err)
	if len(today.Due) != 2 || today.Due[0].Assignment.ID != second.ID || today.Due[0].Attempt != 0 || today.Due[0].Next != school.Predict {
		t.Fatalf("at first: %+v", today.Due)
	}
	if d := today.Due[0].Deadline; d.Past || d.Extended || d.Due.Format("Mon 2 Jan, 15:04 MST") != "Wed 25 Nov, 18:00 CET" || d.In != 57*time.Hour {
		t.Errorf("deadline: %+v", d)
	}
	_, err = c.s.Extend(ctx, c.advisor, second.ID, c.ada.ID, "2026-12-04T18:00", "ill")
	c.must(err)
	a := c.passed() // of the first assignment
	today, err = c.s.Today(ctx, c.ada)
	c.must(err)
	if today.Due[0].Attempt != a.ID || today.Due[0].Next != school.Derive || !today.Due[1].Deadline.Extended {
		t.Errorf("after the program passed: %+v", today.Due)
	}
	if len(today.Sittings) != 1 || !today.Sittings[0].Next.Ready || today.Sittings[0].Attempt != a.ID {
		t.Errorf("sittings: %+v", today.Sittings)
	}
	c.sit(c.ada, a.ID, "rwww")
	today, err = c.s.Today(ctx, c.ada)
	c.must(err)
	if len(today.Sittings) != 1 || today.Sittings[0].Next.Ready || today.Sittings[0].Next.Number != 2 {
		t.Errorf("the second sitting: %+v", today.Sittings)
	}
	if len(today.Modules) != 1 || len(today.Modules[0].Skills) != 3 || today.Modules[0].Skills[2].Mastery != school.Unseen || len(today.Modules[0].Set) != 2 {
		t.Errorf("modules: %+v", today.Modules)
	}
	c.clock.Add(60 * 24 * time.Hour)
	today, err = c.s.Today(ctx, c.ada)
	c.must(err)
	if len(today.Due) != 0 {
		t.Errorf("two months later %d assignments are on the first page", len(today.Due))
	}
}

func TestCohort(t *testing.T) {
	c := newClass(t)
	var class []school.Actor
	for i := range 5 {
		who := c.person(fmt.Sprint("trainee", i), school.NewPerson{})
		_, err := c.s.Enrol(ctx, c.advisor, c.course.ID, who.ID, school.Trainee)
		c.must(err)
		class = append(class, who)
	}
	lines := []string{"wrong slip:missing-factor", "wrong slip:missing-factor", "wrong slip:inverted"}
	for i, line := range lines {
		a := c.begin(class[i])
		_, err := c.s.PutLines(ctx, class[i], a.ID, "ok\nok\n"+line)
		c.must(err)
	}
	for i, minutes := range []int{10, 38, 50} {
		c.clock.Set(monday.Add(time.Duration(minutes) * time.Minute))
		_, err := c.s.PutLine(ctx, class[i], c.begunBy(class[i]), 3, "still "+lines[i])
		c.must(err)
	}
	// The fourth is stuck in the program; the fifth was, and is not any more.
	fourth, fifth := c.begin(class[3]), c.begin(class[4])
	c.handIn(class[3], fourth.ID, school.Implement, "partial 3")
	_, err := c.s.PutLines(ctx, class[4], fifth.ID, "wrong")
	c.must(err)
	_, err = c.s.PutLines(ctx, class[4], fifth.ID, "ok")
	c.must(err)
	c.handIn(class[4], fifth.ID, school.Derive, "pass")
	c.handIn(class[4], fifth.ID, school.Implement, "partial 3")
	c.handIn(class[4], fifth.ID, school.Implement, "pass")

	co, err := c.s.Cohort(ctx, c.advisor, c.course.ID)
	c.must(err)
	if len(co.Rows) != 7 || len(co.Assignments) != 1 || !slices.Equal(co.Skills, []string{"threshold", "f-i-curve"}) {
		t.Fatalf("%d rows, %d assignments, skills %v", len(co.Rows), len(co.Assignments), co.Skills)
	}
	if len(co.Stuck) != 2 {
		t.Fatalf("stuck: %+v", co.Stuck)
	}
	at := co.Stuck[0]
	if at.Stage != school.Derive || at.Line != 3 || len(at.People) != 3 || len(at.Attempts) != 3 || at.Median != 38*time.Minute {
		t.Errorf("stuck on a line: %+v", at)
	}
	if want := []school.Slip{{Name: "missing-factor", Says: "does not follow", Count: 2}, {Name: "inverted", Says: "does not follow", Count: 1}}; !slices.Equal(at.Slips, want) {
		t.Errorf("slips: %+v", at.Slips)
	}
	if at.Text != "still wrong slip:missing-factor" || at.TeX != at.Text {
		t.Errorf("the line that most wrote: %q", at.Text)
	}
	if p := co.Stuck[1]; p.Stage != school.Implement || len(p.People) != 1 || p.People[0].ID != class[3].ID || p.Slips[0].Name != "reset-to-rest" {
		t.Errorf("stuck in the program: %+v", p)
	}
	cells := func(who school.Actor) school.CohortCell { return co.Rows[rowOf(co, who)].Cells[0] }
	if cell := cells(c.ada); cell.Attempt != 0 || stageOf(cell.Stages, school.Derive).State != school.ToDo {
		t.Errorf("not begun: %+v", cell)
	}
	if cell := cells(class[0]); stageOf(cell.Stages, school.Predict).State != school.Sealed && stageOf(cell.Stages, school.Predict).State != school.Waiting || stageOf(cell.Stages, school.Derive).State != school.Begun {
		t.Errorf("deriving: %+v", cell.Stages)
	}
	cell := cells(class[4])
	if stageOf(cell.Stages, school.Derive).State != school.Passed || stageOf(cell.Stages, school.Implement).State != school.Passed || cell.Understanding != school.StatusOpen || cell.Grade != 67 {
		t.Errorf("passed: %+v", cell) // 10 × .7 + 30 + 30 of 100
	}
	book, err := c.s.GradeBook(ctx, c.assistant, c.course.ID)
	c.must(err)
	i := slices.IndexFunc(book, func(r school.GradeRow) bool { return r.Trainee.ID == class[4].ID })
	if len(book) != 7 || book[i].Sheets[0].Total != 67 {
		t.Errorf("grade book: %d rows, %+v", len(book), book[i].Sheets)
	}
	if co.HandedIn[c.assignment.ID] != 5 {
		t.Errorf("%d handed in", co.HandedIn[c.assignment.ID])
	}
}

func TestGrades(t *testing.T) {
	c := newClass(t)
	g, err := c.s.Grades(ctx, c.ada, c.assignment.ID, c.ada.ID)
	c.must(err)
	if g.Total != 0 || len(g.Stages) != 5 {
		t.Errorf("before anything: %+v", g)
	}
	a := c.begin(c.ada)
	for range 2 {
		_, err = c.s.OpenHint(ctx, c.ada, a.ID, school.Derive)
		c.must(err)
	}
	c.handIn(c.ada, a.ID, school.Derive, "pass")
	g, err = c.s.Grades(ctx, c.advisor, c.assignment.ID, c.ada.ID)
	c.must(err)
	if d := g.Stages[1]; d.Points != 22.5 || d.HintCost != .25 { // the second hint costs a quarter
		t.Errorf("with two hints: %+v", d)
	}
	want(t, "too many points", c.s.Override(ctx, c.advisor, c.assignment.ID, c.ada.ID, school.Derive, 31, "x"), school.Invalid)
	want(t, "no reason", c.s.Override(ctx, c.advisor, c.assignment.ID, c.ada.ID, school.Derive, 3, " "), school.Invalid)
	want(t, "no such stage", c.s.Override(ctx, c.advisor, c.assignment.ID, c.ada.ID, "essay", 3, "x"), school.NotFound)
	c.must(c.s.Override(ctx, c.advisor, c.assignment.ID, c.ada.ID, school.Derive, 28, "the checker missed a form"))
	g, err = c.s.Grades(ctx, c.ada, c.assignment.ID, c.ada.ID)
	c.must(err)
	if d := g.Stages[1]; d.Points != 28 || d.Override == nil || !strings.Contains(d.Why, "checker missed") {
		t.Errorf("overridden: %+v", d)
	}
	if n := count(c.actions(c.ada.ID), "grade.overridden"); n != 1 {
		t.Errorf("%d overrides in the log", n)
	}
}

func TestNew(t *testing.T) {
	_, err := school.New(school.Config{})
	if err == nil || !strings.Contains(err.Error(), "Store") || !strings.Contains(err.Error(), "Clock") {
		t.Errorf("an empty configuration: %v", err)
	}
}
