// Package storetest says what any implementation of school.Store must do. The suite is written
// against the interface only, so that the same tests run on SQLite and, later, on PostgreSQL.
package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"coronium/app/school"
)

// Opener opens an empty store for one test and closes it with the test.
type Opener func(t *testing.T) school.Store

// noon is an instant with microseconds, since that is the resolution a store must keep.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 123_456_000, time.UTC)

// world is a course with one advisor, two trainees and one assignment that both have begun.
type world struct {
	t          *testing.T
	store      school.Store
	advisor    school.Person
	trainees   [2]school.Person
	course     school.Course
	assignment school.Assignment
	attempts   [2]school.Attempt
}

func newWorld(t *testing.T, open Opener) *world {
	t.Helper()
	w := &world{t: t, store: open(t)}
	w.write(func(tx school.Tx) error {
		w.advisor = school.Person{Name: "Advisor", Login: "advisor", Created: noon}
		must(t, tx.InsertPerson(&w.advisor))
		w.course = school.Course{Title: "Theoretical neuroscience", Zone: "Europe/Vienna", Secret: []byte{1, 2, 3}, Created: noon}
		must(t, tx.InsertCourse(&w.course))
		must(t, tx.PutEnrolment(school.Enrolment{Course: w.course.ID, Person: w.advisor.ID, Role: school.Advisor, TimeFactor: 1, Created: noon}))
		w.assignment = school.Assignment{Course: w.course.ID, Exercise: "lif", Title: "The leaky neuron", Opens: noon, Due: noon.Add(72 * time.Hour),
			Grace: 10 * time.Minute, Late: school.LateCounts, LatePerDay: 10, Counts: school.CountsBest, Attempts: 3, Mode: school.Timed, CheckItems: 8, Created: noon,
			Policies: map[school.Stage]school.Policy{school.Derive: {Help: school.ByHand, Why: "it is the point", Weight: 30}}}
		must(t, tx.InsertAssignment(&w.assignment))
		for i := range w.trainees {
			p := school.Person{Name: fmt.Sprintf("Trainee %d", i+1), Login: fmt.Sprintf("trainee%d", i+1), Demo: true, Created: noon}
			must(t, tx.InsertPerson(&p))
			must(t, tx.PutEnrolment(school.Enrolment{Course: w.course.ID, Person: p.ID, Role: school.Trainee, TimeFactor: 1.5, Created: noon}))
			a := school.Attempt{Assignment: w.assignment.ID, Person: p.ID, Number: 1, Seed: 1<<31 - 1, Version: "v1", Begun: noon}
			must(t, tx.InsertAttempt(&a))
			w.trainees[i], w.attempts[i] = p, a
		}
		return nil
	})
	return w
}

func (w *world) write(fn func(school.Tx) error) {
	w.t.Helper()
	must(w.t, w.store.Write(context.Background(), fn))
}

func (w *world) read(fn func(school.Tx) error) {
	w.t.Helper()
	must(w.t, w.store.Read(context.Background(), fn))
}

// submit stores one hand-in of the implement stage.
func (w *world) submit(tx school.Tx, attempt, number int) school.Submission {
	w.t.Helper()
	s := school.Submission{Attempt: w.attempts[attempt].ID, Person: w.trainees[attempt].ID, Stage: school.Implement, Kind: school.HandIn, Number: number,
		Text: "def simulate(): pass", Fields: map[string]string{"q": "ü <&>"}, Declared: "none", Received: noon, Receipt: fmt.Sprint("receipt ", number),
		State: school.Queued, Late: 90 * time.Minute}
	must(w.t, tx.InsertSubmission(&s))
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, what string, err error, kind school.Kind) {
	t.Helper()
	if err == nil || school.KindOf(err) != kind {
		t.Errorf("%s: error %v, want one of kind %q", what, err, kind)
	}
}
