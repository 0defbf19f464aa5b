package storetest

import (
	"testing"
	"time"

	"coronium/app/school"
)

// freshSittings are asked for once a round, and listed until they are answered.
func freshSittings(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		_, err := tx.Fresh(w.attempts[0].ID, 1)
		wantKind(t, "no request", err, school.NotFound)
		later := school.FreshRequest{Attempt: w.attempts[0].ID, Round: 1, Asked: noon.Add(time.Hour), Words: "again, 'please'"}
		first := school.FreshRequest{Attempt: w.attempts[1].ID, Round: 1, Asked: noon}
		must(t, tx.PutFresh(later))
		must(t, tx.PutFresh(first))
		open, err := tx.FreshIn(w.course.ID)
		must(t, err)
		same(t, "waiting, oldest first", open, []school.FreshRequest{first, later})
		first.Answered, first.AnsweredBy, first.Granted, first.Reason = noon.Add(time.Minute), w.advisor.ID, true, "yes"
		must(t, tx.PutFresh(first))
		got, err := tx.Fresh(first.Attempt, 1)
		must(t, err)
		same(t, "answered", got, first)
		open, err = tx.FreshIn(w.course.ID)
		must(t, err)
		same(t, "waiting", open, []school.FreshRequest{later})
		return nil
	})
}
