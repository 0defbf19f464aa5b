package school_test

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"coronium/app/school"
)

// TestOutcomes walks the answers of a round to its outcome under the product's own rule.
func TestOutcomes(t *testing.T) {
	tests := []struct {
		name          string
		mode          school.Mode
		first, second string
		status        school.Status
		items         int // asked for, at the outcome
		decided       int // entries in the log
	}{
		{"all right, timed", school.Timed, "rrrr", "", school.StatusCleared, 4, 1},
		{"all right, anywhere", school.Anywhere, "rrrr", "", school.StatusClaimed, 4, 1},
		{"one slip, then right", school.Timed, "rwrr", "rrrr", school.StatusCleared, 4, 1},
		{"three of eight", school.Timed, "wwww", "rrrw", school.StatusInconclusive, 8, 2},
		{"three of five", school.Timed, "rwrw", "rwrw", school.StatusCleared, 5, 2},
		{"nothing", school.Timed, "wwww", "wwww", school.StatusFlagged, 6, 2},
		{"nothing, anywhere", school.Anywhere, "dddd", "dddd", school.StatusFlagged, 6, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newClass(t)
			c.assignment = c.assign(school.NewAssignment{Mode: test.mode})
			// The bound on false flags is divided by the number of assignments; one is enough here.
			if _, err := c.store.SQL().Exec("UPDATE assignments SET policies = '{}' WHERE id <> ?", c.assignment.ID); err != nil {
				t.Fatal(err)
			}
			a := c.passed()
			c.clock.Add(time.Hour)
			c.sit(c.ada, a.ID, test.first)
			if u := c.understanding(c.ada, a.ID); u.Next != nil {
				c.clock.Add(24 * time.Hour)
				c.sit(c.ada, a.ID, test.second)
			}
			u := c.understanding(c.ada, a.ID)
			if u.Status != test.status || u.Decision.Items != test.items || u.Next != nil {
				t.Errorf("status %s after %d items (next %+v), want %s after %d; %+v", u.Status, u.Decision.Items, u.Next, test.status, test.items, u.Decision)
			}
			asked := 0
			for _, sit := range u.Sittings {
				asked += len(sit.Items)
			}
			if asked != test.items {
				t.Errorf("%d items were asked; a sitting ends as soon as it is decided, after %d", asked, test.items)
			}
			c.drain() // the marking jobs that are not needed any more
			actions := c.actions(c.ada.ID)
			if n := count(actions, "understanding.decided"); n != test.decided {
				t.Errorf("decided %d times in the log, want %d: %v", n, test.decided, actions)
			}
			flags := count(actions, "flag.raised")
			if (test.status == school.StatusFlagged) != (flags == 1) || (u.Flag != 0) != (flags == 1) {
				t.Errorf("%d flags, status %s, flag %d", flags, u.Status, u.Flag)
			}
			w, err := c.s.Workspace(ctx, c.ada, a.ID)
			c.must(err)
			if st := stageOf(w.Stages, school.Explain); st.Max == 0 || st.State == school.ToDo || (st.State == school.Waiting) != (test.status == school.StatusInconclusive) {
				t.Errorf("explain: %+v", st)
			}
		})
	}
}

// TestSameDay: misses that are all of one day raise no flag, however many.
func TestSameDay(t *testing.T) {
	c := newClass(t)
	a := c.passed()
	c.sit(c.ada, a.ID, "wwww")
	u := c.understanding(c.ada, a.ID)
	if u.Status != school.StatusOpen || u.Flag != 0 || u.Next == nil || u.Next.Ready {
		t.Errorf("after one sitting: %+v", u)
	}
	if u.Decision.E < 10 {
		t.Errorf("E is %g after four misses", u.Decision.E)
	}
}

// TestMarkingFails: an answer is kept when marking fails, the next item is served, and everything is
// marked and decided later, once.
func TestMarkingFails(t *testing.T) {
	c := newClass(t)
	a := c.passed()
	c.engine.broken = errors.New("no sandbox")
	sit := c.sit(c.ada, a.ID, "rrrr")
	if sit.Closed.IsZero() {
		t.Fatal("the sitting did not close after its last item")
	}
	u := c.understanding(c.ada, a.ID)
	if u.Status != school.StatusOpen || u.Decision.Items != 0 {
		t.Errorf("decided without marks: %+v", u)
	}
	if err := c.s.Settle(ctx, sit.ID, nil); err == nil {
		t.Error("settling with a broken engine succeeded")
	}
	c.engine.broken = nil
	c.drain()
	if u := c.understanding(c.ada, a.ID); u.Status != school.StatusCleared || u.Decision.Right != 4 {
		t.Errorf("after the engine came back: %+v", u)
	}
	if n := count(c.actions(c.ada.ID), "understanding.decided"); n != 1 {
		t.Errorf("decided %d times", n)
	}
}

// TestSettleAtOnce lets many jobs settle one sitting.
func TestSettleAtOnce(t *testing.T) {
	c := newClass(t)
	a := c.passed()
	c.engine.broken = errors.New("no sandbox")
	sit := c.sit(c.ada, a.ID, "rrrr")
	c.engine.broken = nil
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := c.s.Settle(ctx, sit.ID, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := count(c.actions(c.ada.ID), "understanding.decided"); n != 1 {
		t.Errorf("decided %d times", n)
	}
	if u := c.understanding(c.ada, a.ID); u.Decision.Items != 4 {
		t.Errorf("%d items decided upon", u.Decision.Items)
	}
}

// TestLeft: a sitting that is left closes after a day. What was shown is a miss, what was not goes
// back; looking at the questions and coming back for others gains nothing.
func TestLeft(t *testing.T) {
	c := newClass(t)
	c.assignment = c.assign(school.NewAssignment{Mode: school.Anywhere})
	a := c.passed()
	sit := c.sit(c.ada, a.ID, "r")
	_, err := c.s.Serve(ctx, c.ada, sit.ID)
	c.must(err)
	c.clock.Add(23 * time.Hour)
	if u := c.understanding(c.ada, a.ID); u.Next == nil || u.Next.Open != sit.ID {
		t.Fatalf("within a day it can be resumed: %+v", u.Next)
	}
	c.clock.Add(2 * time.Hour)
	u := c.understanding(c.ada, a.ID)
	sit = u.Sittings[0]
	if sit.Closed.IsZero() || len(sit.Items) != 2 || !sit.Items[1].TimedOut || sit.Items[1].Correct || sit.Items[1].Marked.IsZero() {
		t.Fatalf("after a day: %+v", sit)
	}
	if u.Decision.Items != 2 || u.Decision.Right != 1 || u.Next == nil || u.Next.Number != 2 || u.Next.Ready {
		t.Errorf("decision %+v, next %+v", u.Decision, u.Next)
	}
}

func TestFewItems(t *testing.T) {
	item := func(family string) school.CheckItem {
		return school.CheckItem{Family: family, G: .05, Slip: .2, Seconds: 60, Shown: json.RawMessage(`{}`), Full: json.RawMessage(`{}`)}
	}
	t.Run("none", func(t *testing.T) {
		c := newClass(t)
		c.engine.items = []school.CheckItem{}
		a := c.passed()
		if u := c.understanding(c.ada, a.ID); u.Status != school.StatusUnmade || u.Next != nil {
			t.Errorf("no items: %+v", u)
		}
	})
	t.Run("three", func(t *testing.T) {
		c := newClass(t)
		c.engine.items = []school.CheckItem{item("C1"), item("C3"), item("C7")}
		a := c.passed()
		if u := c.understanding(c.ada, a.ID); u.Next == nil || u.Next.Items != 3 {
			t.Fatalf("three items: %+v", u.Next)
		}
		c.sit(c.ada, a.ID, "rrr")
		if u := c.understanding(c.ada, a.ID); u.Status != school.StatusInconclusive || u.Next != nil || u.Flag != 0 {
			t.Errorf("after all there are: %+v", u)
		}
	})
	t.Run("made once", func(t *testing.T) {
		c := newClass(t)
		a := c.passed()
		c.must(c.s.MakeChecks(ctx, a.ID, 1, nil))
		c.must(c.s.GiveUpChecks(ctx, a.ID, 1, nil))
		if n := count(c.actions(c.ada.ID), "checks.made"); n != 1 || len(c.engine.seeds) != 1 {
			t.Errorf("made %d times in the log, %d in the engine", n, len(c.engine.seeds))
		}
		if u := c.understanding(c.ada, a.ID); u.Status != school.StatusOpen {
			t.Errorf("given up after they were made: %s", u.Status)
		}
	})
}

// TestItemsDiffer: the same program by two trainees gives items from different seeds.
func TestItemsDiffer(t *testing.T) {
	c := newClass(t)
	for _, who := range []school.Actor{c.ada, c.ben} {
		a := c.begin(who)
		c.handIn(who, a.ID, school.Implement, "pass")
	}
	if len(c.engine.seeds) != 2 || c.engine.seeds[0] == c.engine.seeds[1] {
		t.Errorf("seeds %v", c.engine.seeds)
	}
}

// TestUnmarkable: an item that no try can mark is voided; it counts neither way, and the rest decides.
func TestUnmarkable(t *testing.T) {
	c := newClass(t)
	a := c.passed()
	c.engine.unmarkable = `{"id":1,"key":"right"}` // the second item
	sit := c.sit(c.ada, a.ID, "rrrr")
	if sit.Closed.IsZero() || !sit.Items[0].Correct || !sit.Items[1].Marked.IsZero() || !sit.Items[3].Correct {
		t.Fatalf("what can be marked is marked: %+v", sit.Items)
	}
	if u := c.understanding(c.ada, a.ID); u.Decision.Items != 0 {
		t.Errorf("decided while an answer waits for its mark: %+v", u.Decision)
	}
	if err := c.s.Settle(ctx, sit.ID, nil); err == nil {
		t.Error("settling succeeded with an item that can't be marked")
	}
	c.must(c.s.GiveUpMarks(ctx, sit.ID, nil))
	c.must(c.s.GiveUpMarks(ctx, sit.ID, nil))
	sit, err := c.s.Sitting(ctx, c.ada, sit.ID)
	c.must(err)
	if v := sit.Items[1]; !v.Void || v.Correct || v.Says == "" {
		t.Errorf("voided: %+v", v)
	}
	u := c.understanding(c.ada, a.ID)
	if u.Decision.Items != 3 || u.Decision.Right != 3 || u.Status != school.StatusOpen || u.Next == nil || u.Next.Number != 2 {
		t.Errorf("after three right answers and a void one: %+v, next %+v", u, u.Next)
	}
	actions := c.actions(c.ada.ID)
	if count(actions, "item.voided") != 1 || count(actions, "understanding.decided") != 1 {
		t.Errorf("log: %v", actions)
	}
}
