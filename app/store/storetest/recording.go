package storetest

import (
	"testing"
	"time"

	"coronium/app/school"
)

// recordings are kept step by step, and deleted whole: of an attempt, of a person, of a course.
func recordings(t *testing.T, w *world) {
	first, second := w.attempts[0], w.attempts[1]
	keep := func(tx school.Tx, a school.Attempt) school.EditRecord {
		t.Helper()
		r := school.EditRecord{Attempt: a.ID, Stage: school.Implement, Began: noon, Last: noon, Starts: "pass", Text: "pass"}
		must(t, tx.PutEditRecord(r))
		steps := []school.Step{{At: noon, Kind: school.Typed, From: 4, Insert: "\t'ü'\x00"}, {At: noon.Add(time.Second), Kind: school.Pasted, From: 1, Removed: 2, Insert: "x"}}
		bytes, err := tx.AppendSteps(r, steps)
		must(t, err)
		r.Steps, r.Bytes, r.Text, r.Last, r.Full = 2, bytes, "pxs\t'ü'\x00", noon.Add(time.Second), true
		must(t, tx.PutEditRecord(r))
		mark := []school.Step{{At: noon.Add(time.Minute), Kind: school.HandInMark, Submission: 9}}
		_, err = tx.AppendSteps(r, mark)
		must(t, err)
		got, err := tx.StepsOf(a.ID, school.Implement)
		must(t, err)
		same(t, "steps", got, append(steps, mark...))
		again, err := tx.EditRecord(a.ID, school.Implement)
		must(t, err)
		same(t, "record", again, r)
		return r
	}
	w.write(func(tx school.Tx) error {
		must(t, tx.SetRecording(w.course.ID, true))
		c, err := tx.Course(w.course.ID)
		must(t, err)
		same(t, "the course records", c.Records, true)
		e, err := tx.Enrolment(w.course.ID, first.Person)
		must(t, err)
		e.Recording = school.Agreed
		must(t, tx.PutEnrolment(e))
		again, err := tx.Enrolment(w.course.ID, first.Person)
		must(t, err)
		same(t, "consent", again, e)
		keep(tx, first)
		keep(tx, second)
		next, err := tx.NextEdited(first.Person, 0)
		must(t, err)
		same(t, "first record of a person", next, first.ID)
		_, err = tx.NextEdited(first.Person, first.ID)
		wantKind(t, "no second one", err, school.NotFound)
		return nil
	})
	deleted := func(what string, want int, del func(school.Tx) (int, error)) {
		t.Helper()
		w.write(func(tx school.Tx) error {
			n, err := del(tx)
			must(t, err)
			same(t, what, n, want)
			return nil
		})
	}
	deleted("of an attempt", 2, func(tx school.Tx) (int, error) { return tx.DeleteEdits(first.ID) })
	deleted("of an attempt, again", 0, func(tx school.Tx) (int, error) { return tx.DeleteEdits(first.ID) })
	deleted("of a person who has none", 0, func(tx school.Tx) (int, error) { return tx.DeleteEditsOf(w.course.ID, first.Person) })
	deleted("of a person", 2, func(tx school.Tx) (int, error) { return tx.DeleteEditsOf(w.course.ID, second.Person) })
	w.write(func(tx school.Tx) error { keep(tx, first); keep(tx, second); return nil })
	deleted("of a course", 4, func(tx school.Tx) (int, error) { return tx.DeleteEditsIn(w.course.ID) })
	w.write(func(tx school.Tx) error {
		_, err := tx.EditRecord(first.ID, school.Implement)
		wantKind(t, "the record of an attempt", err, school.NotFound)
		steps, err := tx.StepsOf(second.ID, school.Implement)
		must(t, err)
		same(t, "steps", len(steps), 0)
		return nil
	})
}
