package school_test

import (
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
