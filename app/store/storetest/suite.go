package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"coronium/app/school"
)

// Run runs the suite.
func Run(t *testing.T, open Opener) {
	tests := map[string]func(*testing.T, *world){
		"people": people, "courses": courses, "assignments": assignments, "attempts": attempts, "drafts": drafts,
		"predictions": predictions, "derivations": derivations, "notes and hints": notes, "submissions": submissions,
		"a verdict is given once": verdictOnce, "queue": queue, "checks": checks, "sittings": sittings, "standings": standings,
		"flags": flags, "audit": audit, "rollback": rollback, "concurrent read-then-write": concurrent, "reads don't write": readOnly,
		"snapshot": snapshot, "bounds": bounds,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, newWorld(t, open)) })
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

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

func someItems(n int) []school.CheckItem {
	var out []school.CheckItem
	for i := range n {
		out = append(out, school.CheckItem{Family: []string{"C1", "C3", "C5"}[i%3], G: .05, Slip: .2, Seconds: 90, NotBefore: noon.Add(time.Duration(i) * time.Hour),
			Shown: json.RawMessage(`{"ask":"?"}`), Full: json.RawMessage(`{"ask":"?","key":1}`)})
	}
	return out
}

func checks(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		s := w.submit(tx, 0, 1)
		_, err := tx.Pool(s.Attempt, 1)
		wantKind(t, "no pool", err, school.NotFound)
		p := school.Pool{Attempt: s.Attempt, Submission: s.ID, Round: 1}
		must(t, tx.InsertPool(&p))
		items := someItems(5)
		for _, want := range []bool{true, false} {
			first, err := tx.FillPool(p.ID, items)
			must(t, err)
			same(t, "filled now", first, want)
		}
		got, err := tx.Pool(s.Attempt, 1)
		must(t, err)
		p.Made, p.Items = true, 5
		same(t, "pool", got, p)
		undrawn, err := tx.Undrawn(p.ID)
		must(t, err)
		if len(undrawn) != 5 {
			t.Fatalf("%d items undrawn, want 5", len(undrawn))
		}
		same(t, "item", undrawn[1].CheckItem, items[1])
		return nil
	})
	err := w.store.Write(context.Background(), func(tx school.Tx) error {
		return tx.InsertPool(&school.Pool{Attempt: w.attempts[0].ID, Submission: 1, Round: 1})
	})
	wantKind(t, "pool of the same round", err, school.Conflict)
}

func sittings(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		s := w.submit(tx, 0, 1)
		p := school.Pool{Attempt: s.Attempt, Submission: s.ID, Round: 1}
		must(t, tx.InsertPool(&p))
		_, err := tx.FillPool(p.ID, someItems(5))
		must(t, err)
		undrawn, err := tx.Undrawn(p.ID)
		must(t, err)
		sit := school.Sitting{Attempt: s.Attempt, Submission: s.ID, Person: s.Person, Round: 1, Number: 1, Mode: school.Timed, Opened: noon}
		must(t, tx.InsertSitting(&sit, []school.ItemID{undrawn[3].ID, undrawn[0].ID, undrawn[1].ID}))
		left, err := tx.Undrawn(p.ID)
		must(t, err)
		same(t, "left in the pool", len(left), 2)

		item := undrawn[3].ID
		must(t, tx.ServeItem(item, noon, noon.Add(time.Minute)))
		must(t, tx.ServeItem(item, noon.Add(time.Hour), noon.Add(2*time.Hour))) // shown again: the time runs on
		first, err := tx.MarkItem(item, true, "too early", noon)
		must(t, err)
		same(t, "marked before it was answered", first, false)
		for _, want := range []bool{true, false} {
			first, err := tx.AnswerItem(item, school.SittingItem{Answered: noon.Add(time.Second), Answer: map[string]string{"value": "8.9"}, DontKnow: true, TimedOut: true})
			must(t, err)
			same(t, "answered now", first, want)
		}
		for _, want := range []bool{true, false} {
			first, err := tx.MarkItem(item, want, "it is 8.93", noon.Add(2*time.Second))
			must(t, err)
			same(t, "marked now", first, want)
		}
		must(t, tx.AddFocusLost(sit.ID))
		got, err := tx.Sitting(sit.ID)
		must(t, err)
		if ids := []school.ItemID{got.Items[0].ID, got.Items[1].ID, got.Items[2].ID}; !slices.Equal(ids, []school.ItemID{undrawn[3].ID, undrawn[0].ID, undrawn[1].ID}) {
			t.Errorf("items in another order than drawn: %v", ids)
		}
		want := school.SittingItem{ID: item, Sitting: sit.ID, N: 1, Family: "C1", G: .05, Slip: .2, Seconds: 90, Served: noon, Deadline: noon.Add(time.Minute),
			Answered: noon.Add(time.Second), Answer: map[string]string{"value": "8.9"}, DontKnow: true, TimedOut: true, Marked: noon.Add(2 * time.Second), Correct: true,
			Says: "it is 8.93", Shown: json.RawMessage(`{"ask":"?"}`), Full: json.RawMessage(`{"ask":"?","key":1}`)}
		same(t, "item", got.Items[0], want)
		same(t, "focus lost", got.FocusLost, 1)

		for _, want := range []bool{true, false} {
			first, err := tx.CloseSitting(sit.ID, noon.Add(time.Hour))
			must(t, err)
			same(t, "closed now", first, want)
		}
		must(t, tx.ReleaseItems(sit.ID))
		all, err := tx.SittingsOf(s.Attempt)
		must(t, err)
		if len(all) != 1 || len(all[0].Items) != 1 || !all[0].Closed.Equal(noon.Add(time.Hour)) {
			t.Errorf("closed sitting keeps the item that was served: %+v", all)
		}
		left, err = tx.Undrawn(p.ID)
		must(t, err)
		same(t, "items never served are back in the pool", len(left), 4)
		return nil
	})
	err := w.store.Write(context.Background(), func(tx school.Tx) error {
		return tx.InsertSitting(&school.Sitting{Attempt: w.attempts[0].ID, Submission: 1, Person: w.trainees[0].ID, Round: 1, Number: 1, Mode: school.Timed}, nil)
	})
	wantKind(t, "same sitting again", err, school.Conflict)
}

func standings(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		id := w.attempts[0].ID
		_, err := tx.Standing(id)
		wantKind(t, "no standing", err, school.NotFound)
		s := school.Standing{Attempt: id, Submission: 3, Round: 1, Status: school.StatusOpen, Decided: 1, Score: 2, Max: 4, Changed: noon,
			Decision: school.Decision{E: 150.25, Path: []float64{1, 150.25}, Status: "open", Right: 1, Items: 2}}
		must(t, tx.PutStanding(school.Standing{Attempt: id, Status: school.StatusMaking}))
		must(t, tx.PutStanding(s))
		got, err := tx.Standing(id)
		must(t, err)
		same(t, "standing", got, s)
		all, err := tx.Standings([]school.AttemptID{id, w.attempts[1].ID})
		must(t, err)
		same(t, "standings", all, map[school.AttemptID]school.Standing{id: s})
		return nil
	})
}

func flags(t *testing.T, w *world) {
	w.write(func(tx school.Tx) error {
		s := w.submit(tx, 0, 1)
		f := school.Flag{Course: w.course.ID, Assignment: w.assignment.ID, Attempt: s.Attempt, Submission: s.ID, Person: s.Person, State: school.Provisional,
			Raised: noon, Told: noon, StatementDue: noon.Add(7 * 24 * time.Hour), Round: 1}
		must(t, tx.InsertFlag(&f))
		f.State, f.Seen, f.Statement, f.StatedAt, f.WantsViva = school.FlagCleared, noon, "on a train", noon, true
		f.DecidedBy, f.DecidedAt, f.Reason, f.Appeal, f.Final, f.Round = w.advisor.ID, noon, "fair", "x", true, 2
		must(t, tx.UpdateFlag(f))
		got, err := tx.Flag(f.ID)
		must(t, err)
		same(t, "flag", got, f)
		got, err = tx.FlagOfAttempt(s.Attempt)
		must(t, err)
		same(t, "flag of the attempt", got, f)
		_, err = tx.FlagOfAttempt(w.attempts[1].ID)
		wantKind(t, "no flag", err, school.NotFound)
		in, err := tx.FlagsIn(w.course.ID, 0, 10)
		must(t, err)
		of, err := tx.FlagsOf(s.Person)
		must(t, err)
		same(t, "lists", [][]school.Flag{in, of}, [][]school.Flag{{f}, {f}})
		after, err := tx.FlagsIn(w.course.ID, f.ID, 10)
		must(t, err)
		same(t, "after the last", len(after), 0)
		return nil
	})
}

func audit(t *testing.T, w *world) {
	entry := func(seq int64, person school.PersonID, subject string) school.AuditEntry {
		e := school.AuditEntry{Seq: seq, At: noon, Actor: w.advisor.ID, Action: "x.done", Course: w.course.ID, Person: person, Subject: subject,
			Details: map[string]string{"reason": "because <b>"}, Prev: "p"}
		e.Hash = e.Sum()
		return e
	}
	a, b, c := entry(1, w.trainees[0].ID, "flag:1"), entry(2, w.trainees[1].ID, "flag:2"), entry(3, w.trainees[0].ID, "attempt:1")
	w.write(func(tx school.Tx) error {
		_, err := tx.LastAudit()
		wantKind(t, "empty log", err, school.NotFound)
		for _, e := range []school.AuditEntry{a, b, c} {
			must(t, tx.AppendAudit(e))
		}
		last, err := tx.LastAudit()
		must(t, err)
		same(t, "last", last, c)
		same(t, "the hash survives storage", last.Sum(), c.Hash)
		filters := map[string]struct {
			f    school.AuditFilter
			want []school.AuditEntry
		}{
			"all":      {school.AuditFilter{}, []school.AuditEntry{a, b, c}},
			"person":   {school.AuditFilter{Person: w.trainees[0].ID}, []school.AuditEntry{a, c}},
			"subjects": {school.AuditFilter{Subjects: []string{"flag:2", "attempt:1"}}, []school.AuditEntry{b, c}},
			"course":   {school.AuditFilter{Course: w.course.ID + 1}, []school.AuditEntry{}},
			"page":     {school.AuditFilter{Page: school.Page{After: 1, Limit: 1}}, []school.AuditEntry{b}},
		}
		for name, f := range filters {
			got, err := tx.Audit(f.f)
			must(t, err)
			same(t, name, got, f.want)
		}
		return nil
	})
	err := w.store.Write(context.Background(), func(tx school.Tx) error { return tx.AppendAudit(a) })
	wantKind(t, "same sequence number again", err, school.Conflict)
}

func rollback(t *testing.T, w *world) {
	fail := errors.New("no")
	err := w.store.Write(context.Background(), func(tx school.Tx) error {
		w.submit(tx, 0, 1)
		return fail
	})
	if !errors.Is(err, fail) {
		t.Errorf("error of the transaction: %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = w.store.Write(context.Background(), func(tx school.Tx) error {
			w.submit(tx, 0, 1)
			panic("in the middle")
		})
	}()
	ctx, cancel := context.WithCancel(context.Background())
	_ = w.store.Write(ctx, func(tx school.Tx) error {
		w.submit(tx, 0, 1)
		cancel()
		return nil
	})
	w.write(func(tx school.Tx) error { // and the store still takes writes
		n, err := tx.CountSubmissions(w.attempts[0].ID, school.Implement, school.HandIn)
		must(t, err)
		same(t, "stored by transactions that failed", n, 0)
		return nil
	})
}

// concurrent counts up from many goroutines, reading before writing: the pattern that fails as
// "locked", or loses updates, wherever write transactions don't take turns.
func concurrent(t *testing.T, w *world) {
	const goroutines, each = 8, 15
	var wg sync.WaitGroup
	errs := make(chan error, goroutines*each)
	for range goroutines {
		wg.Go(func() {
			for range each {
				errs <- w.store.Write(context.Background(), func(tx school.Tx) error {
					d, err := tx.Draft(w.attempts[0].ID, school.Derive)
					if err != nil && school.KindOf(err) != school.NotFound {
						return err
					}
					return tx.PutDraft(school.Draft{Attempt: w.attempts[0].ID, Stage: school.Derive, Revision: d.Revision + 1, Saved: noon}, 1)
				})
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	w.read(func(tx school.Tx) error {
		d, err := tx.Draft(w.attempts[0].ID, school.Derive)
		must(t, err)
		same(t, "count", d.Revision, int64(goroutines*each))
		return nil
	})
}

func readOnly(t *testing.T, w *world) {
	err := w.store.Read(context.Background(), func(tx school.Tx) error {
		return tx.InsertPerson(&school.Person{Name: "x", Login: "x"})
	})
	if err == nil {
		t.Error("a write went through a read")
	}
}

// snapshot reads twice in one Read with a write in between: both must see the same.
func snapshot(t *testing.T, w *world) {
	w.read(func(tx school.Tx) error {
		before, err := tx.People(0, 100)
		must(t, err)
		w.write(func(tx school.Tx) error { return tx.InsertPerson(&school.Person{Name: "late", Login: "late"}) })
		after, err := tx.People(0, 100)
		must(t, err)
		same(t, "people seen by one read", len(after), len(before))
		return nil
	})
}

// bounds asks for more attempts at once than a statement takes parameters.
func bounds(t *testing.T, w *world) {
	var ids []school.AttemptID
	for i := range 40_000 {
		ids = append(ids, school.AttemptID(i+1))
	}
	w.write(func(tx school.Tx) error {
		w.submit(tx, 0, 1)
		return nil
	})
	w.read(func(tx school.Tx) error {
		of, err := tx.HandInsOf(ids)
		must(t, err)
		same(t, "hand-ins of many", len(of), 1)
		_, err = tx.Standings(ids)
		must(t, err)
		_, err = tx.Touched(ids)
		must(t, err)
		_, err = tx.HintsOf(ids)
		must(t, err)
		return nil
	})
}
