package school_test

import (
	"fmt"
	"testing"

	"coronium/app/school"
)

// BenchmarkCohort reads the advisor's page of 100 trainees in 5 assignments.
func BenchmarkCohort(b *testing.B) {
	c := crowd(b, 100, 5)
	for b.Loop() {
		if _, err := c.s.Cohort(ctx, c.advisor, c.course.ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWorkspace reads the page of one trainee.
func BenchmarkWorkspace(b *testing.B) {
	c := crowd(b, 1, 1)
	a := c.passed()
	for b.Loop() {
		if _, err := c.s.Workspace(ctx, c.ada, a.ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkToday reads the first page of a trainee with 5 assignments.
func BenchmarkToday(b *testing.B) {
	c := crowd(b, 1, 5)
	c.passed()
	for b.Loop() {
		if _, err := c.s.Today(ctx, c.ada); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSubmit stores one run with its job: what a trainee waits for before the receipt.
func BenchmarkSubmit(b *testing.B) {
	c := crowd(b, 1, 1)
	a := c.begin(c.ada)
	for b.Loop() {
		r, err := c.s.Submit(ctx, c.ada, a.ID, school.Work{Stage: school.Implement, Kind: school.Run, Text: "pass"})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := c.s.GradeSubmission(ctx, r.Submission, nil); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// crowd is a class of n more trainees who have all handed in two stages of every assignment.
func crowd(b *testing.B, n, assignments int) *class {
	b.Helper()
	c := newClass(b)
	all := []school.Assignment{c.assignment}
	for i := range assignments - 1 {
		all = append(all, c.assign(school.NewAssignment{Exercise: fmt.Sprint("lif", i)}))
	}
	for i := range n {
		who := c.person(fmt.Sprint("trainee", i), school.NewPerson{})
		if _, err := c.s.Enrol(ctx, c.advisor, c.course.ID, who.ID, school.Trainee); err != nil {
			b.Fatal(err)
		}
		for _, a := range all {
			c.assignment = a
			at := c.begin(who)
			c.handIn(who, at.ID, school.Derive, "partial 5")
			c.handIn(who, at.ID, school.Implement, "pass")
		}
	}
	c.assignment = all[0]
	return c
}
