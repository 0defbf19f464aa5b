package school_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"coronium/app/school"
)

// NextStep makes the fixture's engine a Stepper: the next step is as many lines on as hold.
func (e *engine) NextStep(_ context.Context, _, _ string, _ uint64, lines []string) (int, bool, error) {
	return len(lines), e.steps && len(lines) < 2, nil
}

func (e *engine) StepHint(_, _ string, _ uint64, step, rung int) (string, error) {
	return fmt.Sprintf("step %d, rung %d", step, rung), nil
}

// When the author's hints are used up the checker gives its own on the next step, from its rule to the line itself; they are
// kept and cost what the author's cost.
func TestStepHints(t *testing.T) {
	c := newClass(t)
	c.engine.steps = true
	a := c.begin(c.ada)
	ladder := func() []school.Hint {
		w, err := c.s.Workspace(ctx, c.ada, a.ID)
		c.must(err)
		return w.Hints[school.Derive]
	}
	if l := ladder(); len(l) != 4 || l[3].Step != 1 || l[3].Opened {
		t.Fatalf("three of the author's and one of the checker's: %+v", l)
	}
	for range 3 {
		_, err := c.s.OpenHint(ctx, c.ada, a.ID, school.Derive)
		c.must(err)
	}
	for rung := 1; rung <= 4; rung++ {
		c.clock.Add(time.Minute)
		h, err := c.s.OpenHint(ctx, c.ada, a.ID, school.Derive)
		c.must(err)
		if want := fmt.Sprintf("step 0, rung %d", rung); h.Text != want || h.Step != rung || !h.Opened {
			t.Errorf("rung %d: %+v", rung, h)
		}
	}
	_, err := c.s.OpenHint(ctx, c.ada, a.ID, school.Derive)
	want(t, "a fifth rung of a step", err, school.Gone)
	if l := ladder(); len(l) != 7 || l[6].Text != "step 0, rung 4" {
		t.Errorf("the line is open, so nothing is left to open: %+v", l)
	}
	c.clock.Add(time.Minute)
	_, err = c.s.PutLines(ctx, c.ada, a.ID, "ok")
	c.must(err)
	if l := ladder(); len(l) != 8 || l[7].Step != 1 || l[7].Opened {
		t.Errorf("a line more, and the next step has a hint: %+v", l)
	}
	h, err := c.s.OpenHint(ctx, c.ada, a.ID, school.Derive)
	c.must(err)
	if h.Text != "step 1, rung 1" {
		t.Errorf("the hint is on %q", h.Text)
	}
	if n := count(c.actions(c.ada.ID), "hint.opened"); n != 8 {
		t.Errorf("%d hints in the log", n)
	}
}
