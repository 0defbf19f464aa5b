package school_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

// walk is a class in which random people do random things at random times.
type walk struct {
	*class
	r        *rand.Rand
	attempts []school.AttemptID
	flags    []school.FlagID
	done     map[string]int // acts that succeeded
}

func (w *walk) someone() school.Actor {
	return []school.Actor{w.ada, w.ben, w.ada, w.ben, w.advisor, w.second, w.assistant, w.admin, w.stranger}[w.r.IntN(9)]
}

// attempt is any one, more often one of the newest, since the older ones have run their course.
func (w *walk) attempt() school.AttemptID {
	from := 0
	if w.r.IntN(4) > 0 {
		from = max(0, len(w.attempts)-2)
	}
	return w.attempts[from+w.r.IntN(len(w.attempts)-from)]
}

// owner is mostly the trainee of an attempt, and somebody else at times.
func (w *walk) owner(id school.AttemptID) school.Actor {
	if w.r.IntN(8) == 0 {
		return w.someone()
	}
	a, err := w.s.Workspace(ctx, w.admin, id)
	w.must(err)
	if a.Trainee.ID == w.ada.ID {
		return w.ada
	}
	return w.ben
}

// acts are the things that can be done.
var acts = map[string]func(*walk) error{
	"time passes": func(w *walk) error {
		w.clock.Add([]time.Duration{time.Second, time.Minute, 10 * time.Minute, 7 * time.Hour, 26 * time.Hour}[w.r.IntN(5)])
		return nil
	},
	"hand in": func(w *walk) error {
		id := w.attempt()
		stage := []school.Stage{school.Derive, school.Implement, school.Implement, school.Critique}[w.r.IntN(4)]
		kind := []school.SubmissionKind{school.Run, school.HandIn}[w.r.IntN(2)]
		_, err := w.s.Submit(ctx, w.owner(id), id, school.Work{Stage: stage, Kind: kind, Text: []string{"pass", "pass", "partial 5", "ungradable"}[w.r.IntN(4)]})
		return err
	},
	"a job": func(w *walk) error {
		if len(w.jobs) == 0 {
			return nil
		}
		i := w.r.IntN(len(w.jobs))
		j := w.jobs[i]
		if w.r.IntN(3) > 0 { // now and then a job is worked again later: its process died before it was ended
			w.jobs = append(w.jobs[:i], w.jobs[i+1:]...)
		}
		if w.r.IntN(6) == 0 {
			w.engine.broken = errors.New("the engine is broken for once")
			defer func() { w.engine.broken = nil }()
			_ = w.work(j)
			w.jobs = append(w.jobs, j)
			return nil
		}
		return w.work(j)
	},
	"sit": func(w *walk) error {
		id := w.attempt()
		code := ""
		if w.r.IntN(2) == 0 {
			room, err := w.s.RoomCode(ctx, w.advisor, w.assignment.ID, 60)
			w.must(err)
			code = room.Code
		}
		_, err := w.s.OpenSitting(ctx, w.owner(id), id, code)
		if err != nil || w.r.IntN(3) == 0 {
			return err
		}
		return w.answerSome(id)
	},
	"answer": func(w *walk) error { return w.answerSome(w.attempt()) },
	"look at a flag": func(w *walk) error {
		if len(w.flags) == 0 {
			return nil
		}
		_, err := w.s.Dossier(ctx, w.someone(), w.flags[w.r.IntN(len(w.flags))])
		return err
	},
	"make a statement": func(w *walk) error {
		if len(w.flags) == 0 || w.r.IntN(3) > 0 {
			return nil
		}
		_, err := w.s.State(ctx, []school.Actor{w.ada, w.ben, w.someone()}[w.r.IntN(3)], w.flags[w.r.IntN(len(w.flags))], "words", false)
		return err
	},
	"rule": func(w *walk) error {
		if len(w.flags) == 0 {
			return nil
		}
		outcome := []school.FlagState{school.FlagCleared, school.FlagConfirmed, school.TeachBack, school.Viva, school.Stated}[w.r.IntN(5)]
		_, err := w.s.Decide(ctx, w.someone(), w.flags[w.r.IntN(len(w.flags))], school.Ruling{Outcome: outcome, Reason: "because"})
		return err
	},
	"appeal": func(w *walk) error {
		if len(w.flags) == 0 {
			return nil
		}
		_, err := w.s.Appeal(ctx, w.someone(), w.flags[w.r.IntN(len(w.flags))], "please", w.someone().ID)
		return err
	},
	"begin again": func(w *walk) error {
		if len(w.attempts) > 12 || w.r.IntN(4) > 0 {
			return nil
		}
		by := w.someone()
		a, err := w.s.BeginAgain(ctx, by, w.assignment.ID)
		if err == nil {
			w.attempts = append(w.attempts, a.ID)
			w.seal(by, a.ID)
		}
		return err
	},
	"derive": func(w *walk) error {
		id := w.attempt()
		_, err := w.s.PutLine(ctx, w.owner(id), id, 1+w.r.IntN(3), []string{"ok", "wrong slip:x"}[w.r.IntN(2)])
		return err
	},
	"look around": func(w *walk) error {
		by := w.someone()
		if _, err := w.s.Today(ctx, by); err != nil {
			return err
		}
		_, err := w.s.Cohort(ctx, by, w.course.ID)
		return err
	},
}

// answerSome answers up to four items of an open sitting.
func (w *walk) answerSome(id school.AttemptID) error {
	by := w.owner(id)
	u, err := w.s.Understanding(ctx, by, id)
	if err != nil || u.Next == nil || u.Next.Open == 0 {
		return err
	}
	for range 1 + w.r.IntN(4) {
		it, err := w.s.Serve(ctx, by, u.Next.Open)
		if err != nil {
			return err
		}
		w.clock.Add(time.Duration(w.r.IntN(80)) * time.Second)
		value := "wrong"
		if by.ID == w.ben.ID && w.r.IntN(3) > 0 { // Ben knows more than Ada
			value = "right"
		}
		if _, err = w.s.Answer(ctx, by, u.Next.Open, it.ID, school.Answer{Fields: map[string]string{"value": value}, DontKnow: w.r.IntN(5) == 0}); err != nil {
			return err
		}
	}
	return nil
}

// TestWalk lets a class do hundreds of random things, jobs that die and are worked twice included. No
// act may fail with a fault of ours, and whatever happened, what must always hold holds.
func TestWalk(t *testing.T) {
	reached := map[string]int{}
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &walk{class: newClass(t), r: rand.New(rand.NewPCG(seed, 9)), done: map[string]int{}}
			for _, who := range []school.Actor{w.ada, w.ben} {
				a := w.begin(who)
				w.attempts = append(w.attempts, a.ID)
				w.handIn(who, a.ID, school.Implement, "pass")
			}
			var names []string
			for name := range acts {
				names = append(names, name)
			}
			slices.Sort(names)
			names = append(names, "sit", "sit", "answer", "answer", "a job", "a job", "time passes") // what takes long to get anywhere
			for range 600 {
				name := names[w.r.IntN(len(names))]
				err := acts[name](w)
				if err != nil && school.KindOf(err) == school.Internal {
					t.Fatalf("%s: %v (%v)", name, err, errors.Unwrap(err))
				}
				if err == nil {
					w.done[name]++
				}
				w.findFlags()
			}
			w.drain()
			w.check()
			for name, n := range w.done {
				reached[name] += n
			}
			reached["flags"] += len(w.flags)
		})
	}
	t.Log(reached)
	for name := range acts {
		if reached[name] == 0 {
			t.Errorf("nobody ever managed to %s: the walk proves nothing about it", name)
		}
	}
	if reached["flags"] < 3 {
		t.Errorf("only %d flags were met", reached["flags"])
	}
}

func (w *walk) findFlags() {
	var all []school.Flag
	w.must(w.store.Read(ctx, func(tx school.Tx) (err error) {
		all, err = tx.FlagsIn(w.course.ID, 0, 200)
		return err
	}))
	w.flags = nil
	for _, f := range all {
		w.flags = append(w.flags, f.ID)
	}
}

// check asserts what must hold after any history.
func (w *walk) check() {
	t := w.t
	check, err := w.s.VerifyAudit(ctx, w.admin)
	w.must(err)
	if !check.Sound {
		t.Errorf("the log: %+v", check)
	}
	n := map[string]int{}
	for after := int64(0); ; {
		entries, err := w.s.AuditTrail(ctx, school.System(), school.AuditFilter{Page: school.Page{After: after, Limit: 200}})
		w.must(err)
		if len(entries) == 0 {
			break
		}
		for _, e := range entries {
			n[e.Action+" "+e.Subject]++
			after = e.Seq
		}
	}
	for key, times := range n {
		for _, once := range []string{"submission.received", "submission.graded", "flag.raised", "flag.told", "flag.seen", "flag.statement", "sitting.opened", "sitting.closed"} {
			if strings.HasPrefix(key, once+" ") && times > 1 {
				t.Errorf("%s happened %d times", key, times)
			}
		}
	}
	w.must(w.store.Read(ctx, func(tx school.Tx) error {
		for _, id := range w.attempts {
			w.checkAttempt(tx, id)
		}
		flags, err := tx.FlagsIn(w.course.ID, 0, 200)
		for _, f := range flags {
			w.checkFlag(tx, f)
		}
		return err
	}))
}

func (w *walk) checkAttempt(tx school.Tx, id school.AttemptID) {
	t := w.t
	handIns, err := tx.HandIns(id)
	w.must(err)
	for _, sub := range handIns {
		if sub.State != school.Graded {
			t.Errorf("submission %d is %s after all jobs", sub.ID, sub.State)
		}
	}
	sittings, err := tx.SittingsOf(id)
	w.must(err)
	open := 0
	days := map[string]bool{}
	asked := map[int]int{}
	seen := map[school.ItemID]bool{}
	for _, sit := range sittings {
		if sit.Closed.IsZero() {
			open++
		}
		day := fmt.Sprint(sit.Round, w.course.Day(sit.Opened))
		if days[day] {
			t.Errorf("two sittings of one round of attempt %d on one day", id)
		}
		days[day] = true
		if sit.Number > 2 || len(sit.Items) > 4 {
			t.Errorf("sitting %d of attempt %d has %d items", sit.Number, id, len(sit.Items))
		}
		for _, it := range sit.Items {
			if seen[it.ID] {
				t.Errorf("item %d was asked twice", it.ID)
			}
			seen[it.ID] = true
			asked[sit.Round]++
			if it.Served.IsZero() && !sit.Closed.IsZero() || !it.Answered.IsZero() && it.Answered.Before(it.Served) || !it.Marked.IsZero() && it.Answered.IsZero() {
				t.Errorf("item %d: served %v, answered %v, marked %v", it.ID, it.Served, it.Answered, it.Marked)
			}
			if (it.TimedOut || it.DontKnow) && it.Correct {
				t.Errorf("item %d is right without an answer", it.ID)
			}
		}
	}
	if open > 1 {
		t.Errorf("%d sittings of attempt %d are open", open, id)
	}
	for round, n := range asked {
		if n > 8 {
			t.Errorf("%d items in round %d of attempt %d", n, round, id)
		}
	}
}

func (w *walk) checkFlag(tx school.Tx, f school.Flag) {
	t := w.t
	kept, err := tx.Standing(f.Attempt)
	w.must(err)
	if f.Told.IsZero() || !f.Seen.IsZero() && f.Seen.Before(f.Told) || !f.StatedAt.IsZero() && f.StatedAt.Before(f.Seen) || f.DecidedBy != 0 && f.DecidedAt.Before(f.Told) {
		t.Errorf("flag %d: told %v, seen %v, stated %v, decided %v", f.ID, f.Told, f.Seen, f.StatedAt, f.DecidedAt)
	}
	if f.DecidedBy != 0 && f.State != school.FlagCleared && f.StatedAt.IsZero() && !f.DecidedAt.After(f.StatementDue) {
		t.Errorf("flag %d was decided against the trainee before the trainee was heard", f.ID)
	}
	if f.DecidedBy == w.ada.ID || f.DecidedBy == w.ben.ID || f.DecidedBy == w.assistant.ID || f.DecidedBy == w.stranger.ID {
		t.Errorf("flag %d was decided by %s", f.ID, w.people[f.DecidedBy])
	}
	if f.State == school.FlagCleared && kept.Status != school.StatusCleared {
		t.Errorf("flag %d is cleared, understanding is %s", f.ID, kept.Status)
	}
	sub, err := tx.Submission(f.Submission)
	w.must(err)
	if !sub.Verdict.Passed {
		t.Errorf("flag %d is about work that did not pass", f.ID)
	}
	if reflect.DeepEqual(kept.Decision, school.Decision{}) && kept.Status == school.StatusFlagged {
		t.Errorf("flag %d rests on nothing", f.ID)
	}
}

// FuzzPutLines feeds whole derivations: none may panic or be stored other than as lines of text.
func FuzzPutLines(f *testing.F) {
	for _, seed := range []string{"(1) ok", "# x\n\n(2)ok\r\n", "(12", "()", "(1)(2)(3) a", "\x00", "caf\xe9", "ok ; equiv 1\nok ; sub 1: x=2"} {
		f.Add(seed)
	}
	c := newClass(f)
	a := c.begin(c.ada)
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := c.s.PutLines(ctx, c.ada, a.ID, text)
		if err != nil {
			if school.KindOf(err) != school.Invalid {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		for i, l := range lines {
			if l.N != i+1 || l.Text == "" || strings.ContainsAny(l.Text, "\n\r\x00") || strings.TrimSpace(l.Text) != l.Text {
				t.Fatalf("%q gives line %+v", text, l)
			}
		}
	})
}
