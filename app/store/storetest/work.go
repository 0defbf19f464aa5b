package storetest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"coronium/app/school"
)

func attempts(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		a, err := tx.Attempt(w.attempts[0].ID)
		must(t, err)
		same(t, "attempt", a, w.attempts[0])
		second := school.Attempt{Assignment: w.assignment.ID, Person: w.trainees[0].ID, Number: 2, Seed: 7, Version: "v2", Begun: noon.Add(time.Hour)}
		must(t, tx.InsertAttempt(&second))
		of, err := tx.AttemptsOf(w.assignment.ID, w.trainees[0].ID)
		must(t, err)
		same(t, "attempts of one", of, []school.Attempt{w.attempts[0], second})
		all, err := tx.AttemptsIn(w.course.ID)
		must(t, err)
		same(t, "attempts of the course", all, []school.Attempt{w.attempts[0], w.attempts[1], second})
		mine, err := tx.NewestAttemptsOf(w.course.ID, w.trainees[0].ID)
		must(t, err)
		same(t, "newest of one", mine, []school.Attempt{second})
		return nil
	})
	err := w.store.Write(context.Background(), func(tx school.Tx) error {
		return tx.InsertAttempt(&school.Attempt{Assignment: w.assignment.ID, Person: w.trainees[0].ID, Number: 2})
	})
	wantKind(t, "same number again", err, school.Conflict)
}

func drafts(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		id := w.attempts[0].ID
		_, err := tx.Draft(id, school.Implement)
		wantKind(t, "no draft", err, school.NotFound)
		d := school.Draft{Attempt: id, Stage: school.Implement, Text: "x\n\ty = 'ü'", Fields: map[string]string{"a": "1"}, Revision: 1, Saved: noon}
		must(t, tx.PutDraft(d, 10))
		d.Text, d.Revision = "second", 2
		must(t, tx.PutDraft(d, 5))
		got, err := tx.Draft(id, school.Implement)
		must(t, err)
		same(t, "draft", got, d)
		all, err := tx.Drafts(id)
		must(t, err)
		same(t, "drafts", all, []school.Draft{d})
		pasted, err := tx.Pasted(id)
		must(t, err)
		same(t, "pasted characters add up", pasted, map[school.Stage]int{school.Implement: 15})
		must(t, tx.ReplaceLines(w.attempts[1].ID, []school.Line{{N: 1, Text: "a = b", First: noon, Judged: noon}}))
		touched, err := tx.Touched([]school.AttemptID{id, w.attempts[1].ID})
		must(t, err)
		same(t, "touched stages", touched, map[school.AttemptID][]school.Stage{id: {school.Implement}, w.attempts[1].ID: {school.Derive}})
		return nil
	})
}

func predictions(t *testing.T, w *world) {
	ps := []school.Prediction{{Attempt: w.attempts[0].ID, Key: "a", Value: "1", Sealed: noon}, {Attempt: w.attempts[0].ID, Key: "b", Value: "2 to 3", Sealed: noon}}
	w.write(func(tx school.Tx) error {
		must(t, tx.InsertPredictions(ps))
		got, err := tx.Predictions(w.attempts[0].ID)
		must(t, err)
		same(t, "predictions", got, ps)
		return nil
	})
	err := w.store.Write(context.Background(), func(tx school.Tx) error { return tx.InsertPredictions(ps[1:]) })
	wantKind(t, "sealed again", err, school.Conflict)
}

func derivations(t *testing.T, w *world) {
	id := w.attempts[0].ID
	good := school.LineVerdict{Verdict: "proved", Rule: "equiv 1", TeX: "x", Dimension: "ms", Report: json.RawMessage(`{"n":1}`)}
	bad := school.LineVerdict{Verdict: "different", Message: "a factor tau is missing", Slip: "missing-factor"}
	lines := []school.Line{
		{Attempt: id, N: 1, Text: "a = b", LineVerdict: good, Tries: 1, First: noon, Judged: noon},
		{Attempt: id, N: 2, Text: "T = log(x)", LineVerdict: bad, Tries: 3, First: noon, Judged: noon.Add(time.Minute)},
		{Attempt: id, N: 3, Text: "f = 1/T", LineVerdict: bad, Tries: 1, First: noon, Judged: noon},
	}
	w.write(func(tx school.Tx) error {
		must(t, tx.ReplaceLines(id, lines))
		got, err := tx.Lines(id)
		must(t, err)
		same(t, "lines", got, lines)
		broken, err := tx.BrokenLines(w.course.ID)
		must(t, err)
		same(t, "first broken line", broken, lines[1:2])
		must(t, tx.ReplaceLines(id, lines[:1]))
		broken, err = tx.BrokenLines(w.course.ID)
		must(t, err)
		same(t, "nothing broken", len(broken), 0)
		none, err := tx.History(id)
		must(t, err)
		same(t, "no history", none, school.History{})
		kept := school.KeptLine{Text: "a = b", Verdict: "proved", Tries: 2, First: noon, Judged: noon.Add(time.Minute)}
		h := school.History{Undone: 1, Revision: 3, Changes: []school.LineChange{
			{Kind: school.LineAdded, N: 1, After: []school.KeptLine{kept}, Made: noon},
			{Kind: school.LineRemoved, N: 2, At: 1, Before: []school.KeptLine{kept, kept}, Made: noon.Add(time.Hour)},
		}}
		must(t, tx.PutHistory(id, school.History{Revision: 1}))
		must(t, tx.PutHistory(id, h))
		got2, err := tx.History(id)
		must(t, err)
		same(t, "history", got2, h)
		other, err := tx.History(w.attempts[1].ID)
		must(t, err)
		same(t, "the history of another attempt", other, school.History{})
		return nil
	})
}

func notes(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		id := w.attempts[0].ID
		must(t, tx.InsertHint(id, school.Derive, 1, noon))
		hints, err := tx.Hints(id)
		must(t, err)
		same(t, "hints", hints, map[school.Stage]map[int]time.Time{school.Derive: {1: noon}})
		of, err := tx.HintsOf([]school.AttemptID{id, w.attempts[1].ID})
		must(t, err)
		same(t, "hints of many", of, map[school.AttemptID]map[school.Stage]map[int]time.Time{id: hints})
		var want []school.Note
		for _, text := range []string{"first", "second"} {
			n := school.Note{Attempt: id, Stage: school.Derive, Line: 5, Author: w.advisor.ID, Name: "Advisor", Text: text, Written: noon}
			must(t, tx.InsertNote(&n))
			want = append(want, n)
		}
		got, err := tx.Notes(id)
		must(t, err)
		same(t, "notes", got, want)
		newest, err := tx.NotesFor(w.trainees[0].ID, 1)
		must(t, err)
		same(t, "newest note", newest, want[1:])
		others, err := tx.NotesFor(w.trainees[1].ID, 1)
		must(t, err)
		same(t, "notes of another", len(others), 0)
		return nil
	})
	err := w.store.Write(context.Background(), func(tx school.Tx) error { return tx.InsertHint(w.attempts[0].ID, school.Derive, 1, noon) })
	wantKind(t, "hint opened twice", err, school.Conflict)
}

func submissions(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		first := w.submit(tx, 0, 1)
		second := w.submit(tx, 0, 2)
		got, err := tx.Submission(first.ID)
		must(t, err)
		same(t, "submission", got, first)
		page, err := tx.Submissions(first.Attempt, 0, 1)
		must(t, err)
		same(t, "newest first", page, []school.Submission{second})
		page, err = tx.Submissions(first.Attempt, second.ID, 5)
		must(t, err)
		same(t, "before the second", page, []school.Submission{first})
		newest, err := tx.NewestSubmissions(first.Attempt)
		must(t, err)
		same(t, "newest per stage", newest, map[school.Stage]school.Submission{school.Implement: second})
		light, err := tx.HandIns(first.Attempt)
		must(t, err)
		if len(light) != 2 || light[0].ID != first.ID || light[0].Text != "" || light[0].Receipt != first.Receipt {
			t.Errorf("hand-ins, oldest first and without text: %+v", light)
		}
		n, err := tx.CountSubmissions(first.Attempt, school.Implement, school.HandIn)
		must(t, err)
		same(t, "hand-ins", n, 2)
		n, err = tx.CountSubmissions(first.Attempt, school.Implement, school.Run)
		must(t, err)
		same(t, "runs", n, 0)
		return nil
	})
	err := w.store.Write(context.Background(), func(tx school.Tx) error {
		return tx.InsertSubmission(&school.Submission{Attempt: w.attempts[0].ID, Person: w.trainees[0].ID, Stage: school.Implement, Kind: school.HandIn, Number: 2, State: school.Queued})
	})
	wantKind(t, "same number again", err, school.Conflict)
}

func verdictOnce(t *testing.T, w *world) {
	v := school.Verdict{Score: 13.5, Max: 14, Passed: true, Says: "13 of 14 tests hold", Misconception: "off-by-one", Fault: "none", Report: json.RawMessage(`{"a":1}`)}
	w.write(func(tx school.Tx) error {
		s := w.submit(tx, 0, 1)
		steps := []struct {
			name string
			do   func() (bool, error)
			want bool
		}{
			{"queue what is queued", func() (bool, error) { return tx.MarkQueued(s.ID) }, false},
			{"run", func() (bool, error) { return tx.MarkRunning(s.ID) }, true},
			{"run again, after a crash", func() (bool, error) { return tx.MarkRunning(s.ID) }, true},
			{"fail", func() (bool, error) { return tx.MarkFailed(s.ID, "ours") }, true},
			{"run what failed", func() (bool, error) { return tx.MarkRunning(s.ID) }, false},
			{"queue what failed", func() (bool, error) { return tx.MarkQueued(s.ID) }, true},
			{"grade", func() (bool, error) { return tx.MarkGraded(s.ID, v, noon) }, true},
			{"grade again", func() (bool, error) {
				return tx.MarkGraded(s.ID, school.Verdict{Score: 1, Max: 1}, noon.Add(time.Hour))
			}, false},
			{"run what is graded", func() (bool, error) { return tx.MarkRunning(s.ID) }, false},
			{"fail what is graded", func() (bool, error) { return tx.MarkFailed(s.ID, "late") }, false},
			{"queue what is graded", func() (bool, error) { return tx.MarkQueued(s.ID) }, false},
		}
		for _, step := range steps {
			got, err := step.do()
			must(t, err)
			same(t, step.name, got, step.want)
		}
		got, err := tx.Submission(s.ID)
		must(t, err)
		same(t, "verdict", got.Verdict, v)
		if got.State != school.Graded || !got.Graded.Equal(noon) || got.Fault != "" {
			t.Errorf("graded submission: %+v", got)
		}
		return nil
	})
}

func queue(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		a, b, c := w.submit(tx, 0, 1), w.submit(tx, 1, 1), w.submit(tx, 0, 2)
		if _, err := tx.MarkGraded(a.ID, school.Verdict{}, noon); err != nil {
			return err
		}
		all, own, err := tx.CountWaiting(w.trainees[0].ID)
		must(t, err)
		same(t, "waiting", [2]int{all, own}, [2]int{2, 1})
		for id, want := range map[school.SubmissionID]int{b.ID: 1, c.ID: 2} {
			place, err := tx.PlaceInQueue(id)
			must(t, err)
			same(t, "place", place, want)
		}
		return nil
	})
}
