package storetest

import (
	"context"
	"testing"
	"time"

	"coronium/app/school"
)

func people(t *testing.T, w *world) {
	w.read(func(tx school.Tx) error {
		p, err := tx.Person(w.trainees[0].ID)
		must(t, err)
		same(t, "person", p, w.trainees[0])
		p, err = tx.PersonByLogin("trainee2")
		must(t, err)
		same(t, "person by login", p, w.trainees[1])
		_, err = tx.Person(999)
		wantKind(t, "unknown person", err, school.NotFound)
		_, err = tx.PersonByLogin("Trainee2")
		wantKind(t, "login in other letters", err, school.NotFound)
		all, err := tx.People(w.advisor.ID, 1)
		must(t, err)
		same(t, "page of people", all, []school.Person{w.trainees[0]})
		return nil
	})
	err := w.store.Write(context.Background(), func(tx school.Tx) error {
		return tx.InsertPerson(&school.Person{Name: "Other", Login: "trainee1"})
	})
	wantKind(t, "taken login", err, school.Conflict)
}

func courses(t *testing.T, w *world) {
	w.read(func(tx school.Tx) error {
		c, err := tx.Course(w.course.ID)
		must(t, err)
		same(t, "course", c, w.course)
		_, err = tx.Course(99)
		wantKind(t, "unknown course", err, school.NotFound)
		ms, err := tx.CoursesOf(w.trainees[0].ID)
		must(t, err)
		same(t, "memberships", ms, []school.Membership{{Course: w.course, Role: school.Trainee}})
		_, err = tx.Enrolment(w.course.ID, 99)
		wantKind(t, "not enrolled", err, school.NotFound)
		rows, err := tx.Roster(w.course.ID, w.advisor.ID, 1)
		must(t, err)
		if len(rows) != 1 || rows[0].Person != w.trainees[0] || rows[0].Enrolment.TimeFactor != 1.5 || rows[0].Enrolment.Role != school.Trainee {
			t.Errorf("roster after the advisor, one row: %+v", rows)
		}
		return nil
	})
	w.write(func(tx school.Tx) error {
		e, err := tx.Enrolment(w.course.ID, w.trainees[0].ID)
		must(t, err)
		e.Role = school.Assistant
		must(t, tx.PutEnrolment(e))
		again, err := tx.Enrolment(w.course.ID, w.trainees[0].ID)
		must(t, err)
		same(t, "changed enrolment", again, e)
		return nil
	})
}

func assignments(t *testing.T, w *world) {
	x := school.Extension{Assignment: w.assignment.ID, Person: w.trainees[0].ID, Due: noon.Add(99 * time.Hour), Reason: "ill", By: w.advisor.ID, Created: noon}
	w.write(func(tx school.Tx) error {
		a, err := tx.Assignment(w.assignment.ID)
		must(t, err)
		same(t, "assignment", a, w.assignment)
		a.Mode, a.Policies[school.Explain] = school.InTheRoom, school.Policy{Help: school.Open, Weight: 5}
		must(t, tx.UpdateAssignment(a))
		all, err := tx.Assignments(w.course.ID)
		must(t, err)
		same(t, "changed assignment in the list", all, []school.Assignment{a})
		_, err = tx.Extension(a.ID, w.trainees[0].ID)
		wantKind(t, "no extension", err, school.NotFound)
		must(t, tx.PutExtension(x))
		x.Due = x.Due.Add(time.Hour)
		must(t, tx.PutExtension(x))
		all2, err := tx.Extensions(w.course.ID)
		must(t, err)
		same(t, "one extension, the later one", all2, []school.Extension{x})
		_, err = tx.RoomCode(a.ID)
		wantKind(t, "no code", err, school.NotFound)
		for _, code := range []string{"OLD", "NEW"} {
			must(t, tx.PutRoomCode(school.RoomCode{Assignment: a.ID, Code: code, Until: noon}))
		}
		code, err := tx.RoomCode(a.ID)
		must(t, err)
		same(t, "the newer code", code, school.RoomCode{Assignment: a.ID, Code: "NEW", Until: noon})
		o := school.Override{Points: 12.5, Reason: "seen on paper", By: w.advisor.ID, At: noon}
		must(t, tx.PutOverride(a.ID, w.trainees[0].ID, school.Derive, o))
		os, err := tx.Overrides(a.ID, w.trainees[0].ID)
		must(t, err)
		same(t, "overrides", os, map[school.Stage]school.Override{school.Derive: o})
		in, err := tx.OverridesIn(w.course.ID)
		must(t, err)
		same(t, "overrides of the course", in, map[school.AssignmentID]map[school.PersonID]map[school.Stage]school.Override{a.ID: {w.trainees[0].ID: {school.Derive: o}}})
		return nil
	})
}
