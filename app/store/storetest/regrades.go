package storetest

import (
	"context"
	"testing"
	"time"

	"coronium/app/school"
)

// regrades: a preview changes nothing; an applied verdict takes the place of the first wherever submissions are read, and
// is replaced by a later one only.
func regrades(t *testing.T, w *world) {
	var sub school.Submission
	var g school.Regrade
	old := school.Verdict{Score: 1, Max: 10, Says: "differs", Report: []byte(`{"a":1}`)}
	fresh := school.Verdict{Score: 9, Max: 10, Passed: true, Says: "holds", Report: []byte(`{"a":2}`)}
	scores := func(tx school.Tx) (all []float64) {
		one, err := tx.Submission(sub.ID)
		must(t, err)
		list, err := tx.Submissions(sub.Attempt, 0, 10)
		must(t, err)
		newest, err := tx.NewestSubmissions(sub.Attempt)
		must(t, err)
		handIns, err := tx.HandIns(sub.Attempt)
		must(t, err)
		return []float64{one.Verdict.Score, list[0].Verdict.Score, newest[school.Implement].Verdict.Score, handIns[0].Verdict.Score}
	}
	w.write(func(tx school.Tx) error {
		sub = w.submit(tx, 0, 1)
		_, err := tx.MarkGraded(sub.ID, old, noon)
		must(t, err)
		g = school.Regrade{Assignment: w.assignment.ID, Version: "v2", AskedBy: w.advisor.ID, Reason: "a test was wrong", Asked: noon}
		must(t, tx.InsertRegrade(&g, []school.Regraded{{Submission: sub.ID, Version: "v1"}}))
		got, err := tx.Regrade(g.ID)
		must(t, err)
		same(t, "regrade", got, g)
		first, err := tx.MarkRegraded(g.ID, sub.ID, fresh, "", noon.Add(time.Minute))
		must(t, err)
		again, err := tx.MarkRegraded(g.ID, sub.ID, old, "", noon.Add(time.Hour))
		must(t, err)
		same(t, "judged once", []bool{first, again}, []bool{true, false})
		rows, err := tx.Regraded(g.ID)
		must(t, err)
		same(t, "rows", rows, []school.Regraded{{Regrade: g.ID, Submission: sub.ID, Version: "v1", Judged: noon.Add(time.Minute), Verdict: fresh}})
		same(t, "a preview", scores(tx), []float64{1, 1, 1, 1})
		applied, err := tx.ApplyRegrade(g.ID, "v2", noon.Add(2*time.Minute))
		must(t, err)
		twice, err := tx.ApplyRegrade(g.ID, "v2", noon.Add(3*time.Minute))
		must(t, err)
		same(t, "applied once", []bool{applied, twice}, []bool{true, false})
		return nil
	})
	w.write(func(tx school.Tx) error {
		same(t, "applied", scores(tx), []float64{9, 9, 9, 9})
		got, err := tx.Submission(sub.ID)
		must(t, err)
		same(t, "times", []time.Time{got.Received, got.Graded, got.Regraded}, []time.Time{noon, noon, noon.Add(2 * time.Minute)})
		same(t, "report", string(got.Verdict.Report), `{"a":2}`)
		before, err := tx.VerdictBefore(g.ID, sub.ID)
		must(t, err)
		same(t, "before", before, old)
		a, err := tx.Attempt(sub.Attempt)
		must(t, err)
		same(t, "version", a.Version, "v2")
		// A second regrade comes on top, and a third that is dropped does not.
		for i, v := range []school.Verdict{{Score: 5, Max: 10}, {Score: 2, Max: 10}} {
			next := school.Regrade{Assignment: w.assignment.ID, Version: "v3", AskedBy: w.advisor.ID, Asked: noon}
			must(t, tx.InsertRegrade(&next, []school.Regraded{{Submission: sub.ID, Version: "v2"}}))
			_, err = tx.MarkRegraded(next.ID, sub.ID, v, "", noon)
			must(t, err)
			if i == 0 {
				_, err = tx.ApplyRegrade(next.ID, "v3", noon)
			} else {
				_, err = tx.DropRegrade(next.ID, noon)
			}
			must(t, err)
		}
		same(t, "the newest that was applied", scores(tx), []float64{5, 5, 5, 5})
		all, err := tx.RegradesOf(w.assignment.ID)
		must(t, err)
		same(t, "regrades", len(all), 3)
		return nil
	})
	err := w.store.Read(context.Background(), func(tx school.Tx) error { _, err := tx.Regrade(99); return err })
	wantKind(t, "no such regrade", err, school.NotFound)
}
