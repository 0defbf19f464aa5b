package school_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"coronium/app/school"
)

func TestBegin(t *testing.T) {
	c := newClass(t)
	first, err := c.s.Begin(ctx, c.ada, c.assignment.ID)
	c.must(err)
	again, err := c.s.Begin(ctx, c.ada, c.assignment.ID)
	c.must(err)
	if again != first || first.Number != 1 || first.Version != "v1" {
		t.Errorf("begun twice: %+v and %+v", first, again)
	}
	_, err = c.s.BeginAgain(ctx, c.ada, c.assignment.ID)
	want(t, "a fresh attempt while nothing was handed in", err, school.Conflict)
	c.seal(c.ada, first.ID)
	second, err := c.s.BeginAgain(ctx, c.ada, c.assignment.ID)
	c.must(err)
	if second.Number != 2 || second.Seed == first.Seed {
		t.Errorf("second attempt: %+v", second)
	}
	newest, err := c.s.Begin(ctx, c.ada, c.assignment.ID)
	c.must(err)
	if newest != second {
		t.Errorf("begin gives %+v, want the newest", newest)
	}
}

func TestAttemptsAreLimited(t *testing.T) {
	c := newClass(t)
	c.assignment = c.assign(school.NewAssignment{Attempts: 2})
	c.begin(c.ada)
	second, err := c.s.BeginAgain(ctx, c.ada, c.assignment.ID)
	c.must(err)
	c.seal(c.ada, second.ID)
	_, err = c.s.BeginAgain(ctx, c.ada, c.assignment.ID)
	want(t, "the third of two attempts", err, school.Conflict)
}

// TestSeeds: every trainee and attempt has other numbers, and they are small enough to be typed.
func TestSeeds(t *testing.T) {
	c := newClass(t)
	seen := map[uint64]string{}
	for i := range 30 {
		who := c.person(fmt.Sprint("trainee", i), school.NewPerson{})
		_, err := c.s.Enrol(ctx, c.advisor, c.course.ID, who.ID, school.Trainee)
		c.must(err)
		a, err := c.s.Begin(ctx, who, c.assignment.ID)
		c.must(err)
		if a.Seed >= 1<<31 {
			t.Errorf("seed %d is no 31-bit number", a.Seed)
		}
		if other, ok := seen[a.Seed]; ok {
			t.Errorf("person %d has the seed of %s", who.ID, other)
		}
		seen[a.Seed] = fmt.Sprint(who.ID)
	}
}

// TestBeginAtOnce opens the exercise in many windows at the same time.
func TestBeginAtOnce(t *testing.T) {
	c := newClass(t)
	var wg sync.WaitGroup
	ids := make(chan school.AttemptID, 8)
	for range 8 {
		wg.Go(func() {
			a, err := c.s.Begin(ctx, c.ada, c.assignment.ID)
			if err != nil {
				t.Error(err)
			}
			ids <- a.ID
		})
	}
	wg.Wait()
	close(ids)
	first := <-ids
	for id := range ids {
		if id != first {
			t.Errorf("two attempts, %d and %d", first, id)
		}
	}
	if n := count(c.actions(c.ada.ID), "attempt.begun"); n != 1 {
		t.Errorf("begun %d times in the log", n)
	}
}

func TestDrafts(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	save := func(text string, revision int64) (school.Draft, error) {
		return c.s.SaveDraft(ctx, c.ada, a.ID, school.DraftSave{Stage: school.Implement, Text: text, Revision: revision, Pasted: len(text)})
	}
	first, err := save("one", 0)
	c.must(err)
	second, err := save("two", first.Revision)
	c.must(err)
	_, err = save("from another window", first.Revision)
	want(t, "an older revision", err, school.Conflict)
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	if got := w.Drafts[school.Implement]; got.Text != "two" || got.Revision != second.Revision {
		t.Errorf("draft: %+v", got)
	}
	if st := stageOf(w.Stages, school.Implement); st.State != school.Begun {
		t.Errorf("a stage with a draft is %q", st.State)
	}
	_, err = save("overwrites", -1)
	want(t, "overwriting", err, "")
	_, err = c.s.SaveDraft(ctx, c.ada, a.ID, school.DraftSave{Stage: "essay", Revision: -1})
	want(t, "a stage that there is not", err, school.NotFound)
}

func TestPredictionsAreSealed(t *testing.T) {
	c := newClass(t)
	a, err := c.s.Begin(ctx, c.ada, c.assignment.ID)
	c.must(err)
	_, err = c.s.Submit(ctx, c.ada, a.ID, school.Work{Stage: school.Implement, Kind: school.Run, Text: "pass"})
	want(t, "running before sealing", err, school.Conflict)
	_, err = c.s.PutLine(ctx, c.ada, a.ID, 1, "ok")
	want(t, "deriving before sealing", err, school.Conflict)
	_, err = c.s.SealPredictions(ctx, c.ada, a.ID, map[string]string{"rheobase.low": ".3"})
	want(t, "sealing half", err, school.Invalid)
	var e *school.Error
	if !errors.As(err, &e) || e.Fields["rheobase.high"] == "" {
		t.Errorf("the missing field is not named: %v", err)
	}
	_, err = c.s.Submit(ctx, c.ada, a.ID, school.Work{Stage: school.Predict, Kind: school.Run, Fields: map[string]string{"rheobase.low": "1", "rheobase.high": "2"}})
	want(t, "trying a prediction", err, school.Conflict)

	// Many windows seal at once: one wins, and its values are the ones that stand.
	var wg sync.WaitGroup
	won := make(chan string, 8)
	for i := range 8 {
		wg.Go(func() {
			low := fmt.Sprint(i)
			_, err := c.s.SealPredictions(ctx, c.ada, a.ID, map[string]string{"rheobase.low": low, "rheobase.high": "9"})
			if err == nil {
				won <- low
			} else if school.KindOf(err) != school.Conflict {
				t.Errorf("sealing at once: %v", err)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Fatalf("%d windows sealed, want 1", len(won))
	}
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	if len(w.Predictions) != 2 || w.Predictions[1].Key != "rheobase.low" || w.Predictions[1].Value != <-won {
		t.Errorf("sealed: %+v", w.Predictions)
	}
	if st := stageOf(w.Stages, school.Predict); st.State != school.Sealed {
		t.Errorf("the stage is %q before the score is known, want sealed", st.State)
	}
	for _, st := range w.Stages {
		if st.Locked != "" && st.Stage != school.Explain {
			t.Errorf("%s is locked after sealing: %s", st.Stage, st.Locked)
		}
	}
	c.drain()
	if n := len(c.engine.graded); n != 1 || c.engine.graded[0].Stage != school.Predict {
		t.Errorf("scored %d times: %+v", n, c.engine.graded)
	}
}

// TestReceipt computes the receipt again from what the trainee has.
func TestReceipt(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	text := "def simulate():\n\treturn \"ü <&> \u2028\"\n# pass"
	r, err := c.s.Submit(ctx, c.ada, a.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: text, Declared: "  a friend  "})
	c.must(err)
	if r.Place != 2 || r.Late != 0 || !r.Received.Equal(monday) {
		t.Errorf("receipt: %+v", r)
	}
	quoted, _ := json.Marshal(text)
	plain := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(quoted))
	sum := sha256.Sum256(fmt.Appendf(nil, `{"attempt":%d,"fields":{},"kind":"hand-in","number":1,"person":%d,"received":"2026-11-23T08:00:00.000000Z","stage":"implement","text":%s}`, a.ID, c.ada.ID, plain))
	if got := hex.EncodeToString(sum[:]); got != r.Hash {
		t.Errorf("receipt %s, computed again %s", r.Hash, got)
	}
	sub, err := c.s.Submission(ctx, c.ada, r.Submission)
	c.must(err)
	if sub.Text != text || sub.Receipt != r.Hash || sub.State != school.Queued || sub.Declared != "a friend" {
		t.Errorf("stored: %+v", sub)
	}
}

func TestBadWork(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	many := map[string]string{}
	for i := range 201 {
		many[fmt.Sprint(i)] = "x"
	}
	tests := map[string]struct {
		w    school.Work
		kind school.Kind
		says string
	}{
		"empty":         {school.Work{Stage: school.Implement, Kind: school.HandIn, Text: " \n\t"}, school.Invalid, "nothing to judge"},
		"no derivation": {school.Work{Stage: school.Derive, Kind: school.HandIn}, school.Invalid, "nothing to judge"},
		"one megabyte":  {school.Work{Stage: school.Implement, Kind: school.HandIn, Text: strings.Repeat("x", 1<<20)}, school.Invalid, "256 KB"},
		"binary":        {school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "a\x00b"}, school.Invalid, "binary"},
		"no UTF-8":      {school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "caf\xe9"}, school.Invalid, "UTF-8"},
		"many fields":   {school.Work{Stage: school.Critique, Kind: school.HandIn, Fields: many}, school.Invalid, "at most 200"},
		"long field":    {school.Work{Stage: school.Critique, Kind: school.HandIn, Fields: map[string]string{"a": strings.Repeat("x", 70_000)}}, school.Invalid, "64 KB"},
		"explain":       {school.Work{Stage: school.Explain, Kind: school.HandIn, Text: "x"}, school.Conflict, "sitting"},
		"no such stage": {school.Work{Stage: "essay", Kind: school.HandIn, Text: "x"}, school.NotFound, "stage"},
		"no kind":       {school.Work{Stage: school.Implement, Text: "x"}, school.Invalid, "run or hand-in"},
		"long declared": {school.Work{Stage: school.Implement, Kind: school.Run, Text: "x", Declared: strings.Repeat("x", 2001)}, school.Invalid, "2000"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := c.s.Submit(ctx, c.ada, a.ID, test.w)
			want(t, name, err, test.kind)
			if err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%q does not say %q", err, test.says)
			}
		})
	}
	if len(c.jobs) != 1 { // that of the seal
		t.Errorf("%d jobs wait, want the seal's only", len(c.jobs))
	}
}

func TestLateWork(t *testing.T) {
	c := newClass(t)
	c.assignment = c.assign(school.NewAssignment{Grace: 10 * time.Minute, Late: school.LateCounts, LatePerDay: 20})
	a, b := c.begin(c.ada), c.begin(c.ben)
	_, err := c.s.Extend(ctx, c.advisor, c.assignment.ID, c.ben.ID, "2026-11-30T18:00", "ill")
	c.must(err)
	due := time.Date(2026, 11, 27, 17, 0, 0, 0, time.UTC) // 18:00 in Vienna
	for _, test := range []struct {
		who   school.Actor
		id    school.AttemptID
		after time.Duration
		late  time.Duration
	}{
		{c.ada, a.ID, 0, 0},
		{c.ada, a.ID, 10 * time.Minute, 0},
		{c.ada, a.ID, 10*time.Minute + time.Second, time.Second},
		{c.ada, a.ID, 25 * time.Hour, 25*time.Hour - 10*time.Minute},
		{c.ben, b.ID, 25 * time.Hour, 0},
	} {
		c.clock.Set(due.Add(test.after))
		r, err := c.s.Submit(ctx, test.who, test.id, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "pass"})
		c.must(err)
		if r.Late != test.late {
			t.Errorf("%s, %v after the due date: late by %v, want %v", c.people[test.who.ID], test.after, r.Late, test.late)
		}
	}
}

func TestRunsAndHandIns(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	run, err := c.s.Submit(ctx, c.ada, a.ID, school.Work{Stage: school.Implement, Kind: school.Run, Text: "pass"})
	c.must(err)
	c.drain()
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	if st := stageOf(w.Stages, school.Implement); st.State != school.ToDo || st.Max != 0 {
		t.Errorf("a run counts: %+v", st)
	}
	if w.Latest[school.Implement].ID != run.Submission || w.Understanding.Status != school.StatusNone {
		t.Errorf("after a run: latest %d, understanding %s", w.Latest[school.Implement].ID, w.Understanding.Status)
	}
	c.handIn(c.ada, a.ID, school.Implement, "partial 4")
	best := c.handIn(c.ada, a.ID, school.Implement, "partial 8")
	c.handIn(c.ada, a.ID, school.Implement, "partial 6")
	c.handIn(c.ada, a.ID, school.Implement, "ungradable")
	w, err = c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	if got := w.Counting[school.Implement]; got.ID != best.ID || got.Text != "partial 8" {
		t.Errorf("counts: %+v, want the best", got)
	}
	if st := stageOf(w.Stages, school.Implement); st.State != school.Differs || st.Score != 8 || st.Max != 10 {
		t.Errorf("state: %+v", st)
	}
	c.handIn(c.ada, a.ID, school.Implement, "pass")
	w, err = c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	if st := stageOf(w.Stages, school.Implement); st.State != school.Passed {
		t.Errorf("state after passing: %+v", st)
	}
	history, err := c.s.Submissions(ctx, c.ada, a.ID, school.Page{Limit: 3})
	c.must(err)
	next, err := c.s.Submissions(ctx, c.ada, a.ID, school.Page{Limit: 3, After: int64(history[2].ID)})
	c.must(err)
	if len(history) != 3 || history[0].Number != 5 || len(next) != 3 || next[0].ID >= history[2].ID {
		t.Errorf("history in pages: %d then %d", len(history), len(next))
	}
}

// TestGradedOnce lets many workers judge one submission at once.
func TestGradedOnce(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	c.drain()
	r, err := c.s.Submit(ctx, c.ada, a.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "pass"})
	c.must(err)
	var wg sync.WaitGroup
	var mu sync.Mutex
	ended := 0
	for range 8 {
		wg.Go(func() {
			err := c.s.GradeSubmission(ctx, r.Submission, func(_ context.Context, tx school.Tx) error {
				mu.Lock()
				defer mu.Unlock()
				ended++
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	actions := c.actions(c.ada.ID)
	if n := count(actions, "submission.graded"); n != 2 { // the predictions and this
		t.Errorf("graded %d times in the log", n)
	}
	if ended != 8 {
		t.Errorf("%d of 8 jobs were ended", ended)
	}
	checks := 0
	for _, j := range c.jobs {
		if j.Kind == school.JobChecks {
			checks++
		}
	}
	if checks != 1 {
		t.Errorf("check items were asked for %d times", checks)
	}
}

// TestEndingFails: if the job can't be ended, the verdict is not stored either, and the next try
// stores both.
func TestEndingFails(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	c.drain()
	r, err := c.s.Submit(ctx, c.ada, a.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "pass"})
	c.must(err)
	err = c.s.GradeSubmission(ctx, r.Submission, func(context.Context, school.Tx) error { return errors.New("the disk is gone") })
	want(t, "ending fails", err, school.Internal)
	if strings.Contains(err.Error(), "disk") {
		t.Errorf("%q shows what is for the log", err)
	}
	sub, err := c.s.Submission(ctx, c.ada, r.Submission)
	c.must(err)
	if sub.State != school.Running || !sub.Graded.IsZero() {
		t.Errorf("stored half: %+v", sub)
	}
	c.must(c.s.GradeSubmission(ctx, r.Submission, nil))
	if n := count(c.actions(c.ada.ID), "submission.graded"); n != 2 {
		t.Errorf("graded %d times in the log", n)
	}
}

func TestOurFault(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	c.drain()
	r, err := c.s.Submit(ctx, c.ada, a.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "pass"})
	c.must(err)
	c.engine.broken = errors.New("no sandbox at /root/secret")
	if err := c.s.GradeSubmission(ctx, r.Submission, nil); err == nil {
		t.Fatal("a broken engine judged")
	}
	c.must(c.s.FailSubmission(ctx, r.Submission, nil))
	c.must(c.s.FailSubmission(ctx, r.Submission, nil))
	sub, err := c.s.Submission(ctx, c.ada, r.Submission)
	c.must(err)
	if sub.State != school.Failed || sub.Fault == "" || strings.Contains(sub.Fault, "root") {
		t.Errorf("failed: %+v", sub)
	}
	if n := count(c.actions(c.ada.ID), "submission.failed"); n != 1 {
		t.Errorf("failed %d times in the log", n)
	}
	c.engine.broken = nil
	c.jobs = nil
	again, err := c.s.Retry(ctx, c.ada, r.Submission)
	c.must(err)
	if !again.Received.Equal(r.Received) || again.Hash != r.Hash {
		t.Errorf("a retry has a new receipt: %+v", again)
	}
	c.drain()
	sub, err = c.s.Submission(ctx, c.ada, r.Submission)
	c.must(err)
	if sub.State != school.Graded || !sub.Verdict.Passed || sub.Fault != "" {
		t.Errorf("after the retry: %+v", sub)
	}
}

func TestQueueIsBounded(t *testing.T) {
	limits := school.DefaultLimits
	limits.Waiting, limits.Own = 5, 3
	c := newClass(t, func(cfg *school.Config) { cfg.Limits = limits })
	a, b := c.begin(c.ada), c.begin(c.ben)
	submit := func(who school.Actor, id school.AttemptID) error {
		_, err := c.s.Submit(ctx, who, id, school.Work{Stage: school.Implement, Kind: school.Run, Text: "pass"})
		return err
	}
	c.must(submit(c.ada, a.ID)) // beside the seal
	c.must(submit(c.ada, a.ID))
	err := submit(c.ada, a.ID)
	want(t, "a fourth of one's own", err, school.Busy)
	c.must(submit(c.ben, b.ID))
	err = submit(c.ben, b.ID)
	want(t, "a sixth of everybody's", err, school.Busy)
	if !strings.Contains(err.Error(), "full") {
		t.Errorf("%q does not say that the queue is full", err)
	}
	c.drain()
	want(t, "when there is room", submit(c.ben, b.ID), "")
}

func TestDerivation(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	c.drain()
	put := func(n int, text string) []school.Line {
		t.Helper()
		lines, err := c.s.PutLine(ctx, c.ada, a.ID, n, text)
		c.must(err)
		return lines
	}
	put(1, "ok one")
	put(2, "wrong slip:missing-factor")
	lines := put(3, "ok three")
	if got := verdicts(lines); got != "proved different proved" {
		t.Errorf("verdicts: %s", got)
	}
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	if st := stageOf(w.Stages, school.Derive); st.Says != "2 of 3 lines hold" || st.State != school.Begun {
		t.Errorf("stage: %+v", st)
	}
	c.clock.Add(time.Hour)
	lines = put(2, "ok two")
	if got := verdicts(lines); got != "proved proved proved" || lines[1].Tries != 2 || !lines[1].First.Equal(monday) || !lines[0].Judged.Equal(monday) || lines[1].Judged.Equal(monday) {
		t.Errorf("after mending: %+v", lines)
	}
	for _, n := range []int{0, -1, 5, 1 << 40} {
		_, err := c.s.PutLine(ctx, c.ada, a.ID, n, "ok")
		want(t, fmt.Sprint("line ", n), err, school.Invalid)
	}
	for name, text := range map[string]string{"empty": "  ", "two lines": "a\nb", "long": strings.Repeat("x", 5000), "no UTF-8": "caf\xe9"} {
		_, err := c.s.PutLine(ctx, c.ada, a.ID, 4, text)
		want(t, name, err, school.Invalid)
	}
	lines, err = c.s.RemoveLine(ctx, c.ada, a.ID, 1)
	c.must(err)
	if len(lines) != 2 || lines[0].Text != "ok two" || lines[0].N != 1 {
		t.Errorf("after removing line 1: %+v", lines)
	}
	lines, err = c.s.PutLines(ctx, c.ada, a.ID, "# mine\n(1) ok a\n\n  (2) (x)*ok\n(3a) ok\r\n")
	c.must(err)
	if len(lines) != 3 || lines[0].Text != "ok a" || lines[1].Text != "(x)*ok" || lines[2].Text != "(3a) ok" {
		t.Errorf("replaced: %+v", lines)
	}
	sub := c.handIn(c.ada, a.ID, school.Derive, "")
	if sub.Text != "(1) ok a\n(2) (x)*ok\n(3) (3a) ok\n" {
		t.Errorf("handed in: %q", sub.Text)
	}
}

func verdicts(lines []school.Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Verdict)
	}
	return strings.Join(out, " ")
}

// TestDerivationInTwoWindows changes the derivation while a line of it is being judged for another
// window: what was stored meanwhile must not be lost.
func TestDerivationInTwoWindows(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	_, err := c.s.PutLine(ctx, c.ada, a.ID, 1, "ok old")
	c.must(err)
	c.engine.onJudge = func() {
		_, err := c.s.PutLine(ctx, c.ada, a.ID, 1, "ok from the other window")
		c.must(err)
	}
	_, err = c.s.PutLine(ctx, c.ada, a.ID, 2, "ok second")
	want(t, "a line on top of what has changed", err, school.Conflict)
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	if len(w.Lines) != 1 || w.Lines[0].Text != "ok from the other window" {
		t.Errorf("stored: %+v", w.Lines)
	}
}

func TestHints(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	for _, h := range w.Hints[school.Derive] {
		if h.Text != "" || h.Opened {
			t.Errorf("an unopened hint shows its text: %+v", h)
		}
	}
	for n, text := range []string{"isolate", "logarithm", "the line"} {
		h, err := c.s.OpenHint(ctx, c.ada, a.ID, school.Derive)
		c.must(err)
		if h.N != n+1 || h.Text != text || h.Last != (n == 2) {
			t.Errorf("hint %d: %+v", n+1, h)
		}
	}
	_, err = c.s.OpenHint(ctx, c.ada, a.ID, school.Derive)
	want(t, "a fourth of three hints", err, school.Gone)
	_, err = c.s.OpenHint(ctx, c.ada, a.ID, school.Critique)
	want(t, "a stage without hints", err, school.Gone)
	if n := count(c.actions(c.ada.ID), "hint.opened"); n != 3 {
		t.Errorf("%d hints in the log", n)
	}
}

func TestNotes(t *testing.T) {
	c := newClass(t)
	a, b := c.begin(c.ada), c.begin(c.ben)
	err := c.s.WriteNote(ctx, c.assistant, []school.AttemptID{a.ID, b.ID}, school.Derive, 5, " Slow compared with what? ")
	c.must(err)
	for who, id := range map[school.Actor]school.AttemptID{c.ada: a.ID, c.ben: b.ID} {
		w, err := c.s.Workspace(ctx, who, id)
		c.must(err)
		if len(w.Notes) != 1 || w.Notes[0].Text != "Slow compared with what?" || w.Notes[0].Name != "assistant" || w.Notes[0].Line != 5 {
			t.Errorf("notes: %+v", w.Notes)
		}
		today, err := c.s.Today(ctx, who)
		c.must(err)
		if len(today.Notes) != 1 {
			t.Errorf("notes on the first page: %+v", today.Notes)
		}
	}
	want(t, "an empty note", c.s.WriteNote(ctx, c.advisor, []school.AttemptID{a.ID}, school.Derive, 0, " "), school.Invalid)
	want(t, "a note for nobody", c.s.WriteNote(ctx, c.advisor, nil, school.Derive, 0, "x"), school.Invalid)
}
