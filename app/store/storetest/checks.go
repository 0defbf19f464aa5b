package storetest

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"coronium/app/school"
)

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
		first, err = tx.VoidItem(item, "too late", noon)
		must(t, err)
		same(t, "voided after it was marked", first, false)
		other := undrawn[0].ID
		must(t, tx.ServeItem(other, noon, time.Time{}))
		_, err = tx.AnswerItem(other, school.SittingItem{Answered: noon.Add(time.Second)})
		must(t, err)
		for _, want := range []bool{true, false} {
			first, err := tx.VoidItem(other, "could not be marked", noon.Add(2*time.Second))
			must(t, err)
			same(t, "voided now", first, want)
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
		if v := got.Items[1]; !v.Void || v.Correct || v.Marked.IsZero() || v.Says != "could not be marked" {
			t.Errorf("voided item: %+v", v)
		}

		for _, want := range []bool{true, false} {
			first, err := tx.CloseSitting(sit.ID, noon.Add(time.Hour))
			must(t, err)
			same(t, "closed now", first, want)
		}
		must(t, tx.ReleaseItems(sit.ID))
		all, err := tx.SittingsOf(s.Attempt)
		must(t, err)
		if len(all) != 1 || len(all[0].Items) != 2 || !all[0].Closed.Equal(noon.Add(time.Hour)) {
			t.Errorf("closed sitting keeps the items that were served: %+v", all)
		}
		left, err = tx.Undrawn(p.ID)
		must(t, err)
		same(t, "items never served are back in the pool", len(left), 3)
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
		f.AppealTo, f.AppealedAt = s.Person, noon
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
		_, err = tx.Viva(f.ID)
		wantKind(t, "a record of no viva", err, school.NotFound)
		v := school.VivaRecord{Flag: f.ID, Round: 1, By: s.Person, Held: noon, Asked: []string{"C1", "why"}, Answers: []string{"it leaks", ""}, Notes: "calm"}
		must(t, tx.PutViva(v))
		v.ReadBack, v.Agreed, v.Remark = noon, true, "so it was"
		must(t, tx.PutViva(v))
		record, err := tx.Viva(f.ID)
		must(t, err)
		same(t, "the record of a viva", record, v)
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
