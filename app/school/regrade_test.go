package school_test

import (
	"strings"
	"testing"

	"coronium/app/school"
)

// handIn hands a program in and has it judged.
func (c *class) handInProgram(who school.Actor, id school.AttemptID, text string) school.SubmissionID {
	c.t.Helper()
	r, err := c.s.Submit(ctx, who, id, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: text})
	c.must(err)
	c.must(c.s.GradeSubmission(ctx, r.Submission, nil))
	return r.Submission
}

// again works the jobs of a regrade.
func (c *class) again() (n int) {
	c.t.Helper()
	c.mu.Lock()
	jobs := c.jobs
	c.jobs = nil
	c.mu.Unlock()
	for _, j := range jobs {
		if j.Kind == school.JobRegrade {
			n++
			c.must(c.s.JudgeAgain(ctx, j.Regrade, j.Submission, nil))
			c.must(c.s.JudgeAgain(ctx, j.Regrade, j.Submission, nil)) // however often it is called
		}
	}
	return n
}

// A regrade is previewed, then applied: marks move, times and receipts stay, the attempt goes on with the new content, and
// the log says who changed.
func TestRegrade(t *testing.T) {
	c := newClass(t)
	a, b := c.begin(c.ada), c.begin(c.ben)
	one := c.handInProgram(c.ada, a.ID, "partial 4, v2 likes it")
	two := c.handInProgram(c.ben, b.ID, "partial 6")
	before, err := c.s.Submission(ctx, c.ada, one)
	c.must(err)

	_, err = c.s.AskRegrade(ctx, c.advisor, c.assignment.ID, "a test was wrong")
	want(t, "a regrade without another version", err, school.Conflict)
	c.engine.version = "v2"
	if w, err := c.s.Workspace(ctx, c.ada, a.ID); err != nil || !w.Changed || w.Exercise.Version != "v1" {
		t.Fatalf("the attempt does not keep its version: %+v, %v", w.Exercise.Version, err)
	}
	for name, by := range map[string]school.Actor{"a trainee": c.ada, "an assistant": c.assistant} {
		_, err = c.s.AskRegrade(ctx, by, c.assignment.ID, "a test was wrong")
		want(t, name+" asks", err, school.Forbidden)
	}
	_, err = c.s.AskRegrade(ctx, c.advisor, c.assignment.ID, " ")
	want(t, "no reason", err, school.Invalid)
	g, err := c.s.AskRegrade(ctx, c.advisor, c.assignment.ID, "a test was wrong")
	c.must(err)
	_, err = c.s.AskRegrade(ctx, c.second, c.assignment.ID, "again")
	want(t, "a second preview", err, school.Conflict)

	v, err := c.s.Regrade(ctx, c.advisor, g.ID)
	c.must(err)
	if v.Ready() || len(v.Changes) != 2 {
		t.Fatalf("%d changes, ready %v", len(v.Changes), v.Ready())
	}
	want(t, "applying half a preview", c.s.ApplyRegrade(ctx, c.advisor, g.ID), school.Conflict)
	if n := c.again(); n != 2 {
		t.Fatalf("%d jobs", n)
	}
	for _, p := range c.engine.graded[len(c.engine.graded)-4:] {
		if p.Version != "v2" || !p.Regrade {
			t.Errorf("judged again with version %s, below live work: %v", p.Version, p.Regrade)
		}
	}
	v, err = c.s.Regrade(ctx, c.advisor, g.ID)
	c.must(err)
	if first := v.Changes[0]; !v.Ready() || !first.Differs() || first.Submission.ID != one || first.Before.Score != 4 || first.After.Score != 10 || !first.Counts || v.Changes[1].Differs() {
		t.Fatalf("the preview: %+v", v.Changes[0])
	}
	if still, _ := c.s.Submission(ctx, c.ada, one); still.Verdict.Score != 4 {
		t.Error("a preview changes a mark")
	}
	_, err = c.s.Regrade(ctx, c.ada, g.ID)
	want(t, "a trainee reads the preview", err, school.Forbidden)

	c.must(c.s.ApplyRegrade(ctx, c.advisor, g.ID))
	want(t, "applying twice", c.s.ApplyRegrade(ctx, c.advisor, g.ID), school.Conflict)
	after, err := c.s.Submission(ctx, c.ada, one)
	c.must(err)
	if after.Verdict.Score != 10 || !after.Verdict.Passed || after.Regraded.IsZero() || !after.Received.Equal(before.Received) || !after.Graded.Equal(before.Graded) || after.Receipt != before.Receipt || after.Late != before.Late {
		t.Errorf("after: %+v\nbefore: %+v", after, before)
	}
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	if st := stageOf(w.Stages, school.Implement); st.State != school.Passed || w.Attempt.Version != "v2" || w.Changed {
		t.Errorf("the attempt: %s, version %s", st.State, w.Attempt.Version)
	}
	if other, _ := c.s.Submission(ctx, c.ben, two); other.Verdict.Score != 6 {
		t.Error("a mark moved that the content does not touch")
	}
	v, err = c.s.Regrade(ctx, c.advisor, g.ID)
	c.must(err)
	if v.Changes[0].Before.Score != 4 {
		t.Error("the verdict before is not kept")
	}
	checks := false
	for _, j := range c.jobs {
		checks = checks || j.Kind == school.JobChecks && j.Attempt == a.ID
	}
	if !checks {
		t.Error("no check items are made from a program that passes now")
	}
	log, err := c.s.AuditTrail(ctx, c.advisor, school.AuditFilter{Course: c.course.ID})
	c.must(err)
	said := ""
	for _, e := range log {
		if strings.HasPrefix(e.Action, "regrade") || e.Action == "submission.regraded" {
			said += e.Action + " " + e.Details["before"] + " " + e.Details["after"] + " " + e.Details["changed"] + ";"
		}
	}
	if !strings.Contains(said, "submission.regraded 4 of 10, reset-to-rest 10 of 10, passed") || !strings.Contains(said, "regrade.applied   1") {
		t.Errorf("the log says %s", said)
	}
	if check, err := c.s.VerifyAudit(ctx, c.admin); err != nil || !check.Sound {
		t.Errorf("the log: %+v, %v", check, err)
	}
}

// A dropped preview changes nothing, and what could not be judged keeps its verdict.
func TestRegradeDropped(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	one := c.handInProgram(c.ada, a.ID, "partial 4, v2 likes it")
	c.engine.version = "v2"
	g, err := c.s.AskRegrade(ctx, c.advisor, c.assignment.ID, "a test was wrong")
	c.must(err)
	c.must(c.s.DropRegrade(ctx, c.advisor, g.ID))
	want(t, "dropping twice", c.s.DropRegrade(ctx, c.advisor, g.ID), school.Conflict)
	graded := len(c.engine.graded)
	c.again()
	if len(c.engine.graded) != graded {
		t.Error("a dropped regrade is still judged")
	}
	if g, err = c.s.AskRegrade(ctx, c.advisor, c.assignment.ID, "a test was wrong"); err != nil {
		t.Fatal(err)
	}
	for _, j := range c.jobs {
		if j.Kind == school.JobRegrade {
			c.must(c.s.GiveUpRegrade(ctx, j.Regrade, j.Submission, nil))
		}
	}
	v, err := c.s.Regrade(ctx, c.advisor, g.ID)
	c.must(err)
	if !v.Ready() || v.Changes[0].Differs() || v.Changes[0].Fault == "" {
		t.Errorf("what could not be judged: %+v", v.Changes[0])
	}
	c.must(c.s.ApplyRegrade(ctx, c.advisor, g.ID))
	if still, _ := c.s.Submission(ctx, c.ada, one); still.Verdict.Score != 4 || !still.Regraded.IsZero() {
		t.Errorf("a verdict was replaced by none: %+v", still)
	}
}
