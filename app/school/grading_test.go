package school_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"coronium/app/school"
)

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
