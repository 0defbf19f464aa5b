package school_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"coronium/app/school"
)

// passed is an attempt of Ada's whose program has passed, with items made.
func (c *class) passed() school.Attempt {
	c.t.Helper()
	a := c.begin(c.ada)
	c.handIn(c.ada, a.ID, school.Implement, "pass")
	return a
}

func (c *class) understanding(by school.Actor, id school.AttemptID) school.Understanding {
	c.t.Helper()
	u, err := c.s.Understanding(ctx, by, id)
	c.must(err)
	return u
}

func TestFirstSitting(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	if u := c.understanding(c.ada, a.ID); u.Status != school.StatusNone || u.Next != nil {
		t.Errorf("before anything passed: %+v", u)
	}
	_, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	want(t, "sitting before anything passed", err, school.Conflict)
	c.handIn(c.ada, a.ID, school.Implement, "partial 3")
	if u := c.understanding(c.ada, a.ID); u.Status != school.StatusNone {
		t.Errorf("after a program that failed: %s", u.Status)
	}
	c.handIn(c.ada, a.ID, school.Derive, "pass")
	if u := c.understanding(c.ada, a.ID); u.Status != school.StatusNone {
		t.Errorf("after a derivation that passed: %s", u.Status)
	}
	c.handIn(c.ada, a.ID, school.Implement, "pass")
	u := c.understanding(c.ada, a.ID)
	if u.Status != school.StatusOpen || u.Next == nil || !u.Next.Ready || u.Next.Number != 1 || u.Next.Items != 4 || u.Next.Minutes != 4 || u.Next.NeedsCode {
		t.Fatalf("after the program passed: %+v, next %+v", u, u.Next)
	}
	sit, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	c.must(err)
	again, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	c.must(err)
	if again.ID != sit.ID || len(sit.Items) != 4 {
		t.Errorf("opened twice: %d and %d with %d items", sit.ID, again.ID, len(sit.Items))
	}
	seen := map[string]bool{}
	for _, it := range sit.Items {
		if it.Family == "C5" {
			t.Error("the changed line is asked for within a day of handing in")
		}
		if seen[it.Family] {
			t.Errorf("family %s twice while others were not asked", it.Family)
		}
		seen[it.Family] = true
		if it.Shown != nil || it.Full != nil {
			t.Errorf("an item can be read before it is served: %s", it.Shown)
		}
	}
}

// TestKeysAreHidden: no key and no mark before the sitting closes, everything after.
func TestKeysAreHidden(t *testing.T) {
	c := newClass(t)
	a := c.passed()
	sit, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	c.must(err)
	for i := range 4 {
		item, err := c.s.Serve(ctx, c.ada, sit.ID)
		c.must(err)
		if item.Full != nil || item.Says != "" || item.Shown == nil || strings.Contains(string(item.Shown), "right") {
			t.Errorf("served: %s %s", item.Shown, item.Full)
		}
		if item.N != i+1 {
			t.Errorf("item %d is served in place %d", item.N, i+1)
		}
		twice, err := c.s.Serve(ctx, c.ada, sit.ID)
		c.must(err)
		if twice.ID != item.ID || !twice.Served.Equal(item.Served) || !twice.Deadline.Equal(item.Deadline) {
			t.Errorf("served again, it is another or has more time: %+v", twice)
		}
		c.clock.Add(10 * time.Second)
		_, err = c.s.Rerun(ctx, c.ada, sit.ID, item.ID)
		want(t, "run it while the sitting is open", err, school.Conflict)
		answer := school.Answer{Fields: map[string]string{"value": []string{"right", "wrong", "right", "wrong"}[i]}}
		if sit, err = c.s.Answer(ctx, c.ada, sit.ID, item.ID, answer); err != nil {
			t.Fatal(err)
		}
		u := c.understanding(c.ada, a.ID)
		w, err := c.s.Workspace(ctx, c.ada, a.ID)
		c.must(err)
		for _, view := range []school.Sitting{sit, u.Sittings[0], w.Understanding.Sittings[0]} {
			for _, it := range view.Items {
				if i < 3 && (it.Full != nil || it.Says != "" || it.Correct || !it.Marked.IsZero()) {
					t.Errorf("after answer %d, item %d tells: %+v", i+1, it.N, it)
				}
			}
		}
	}
	_, err = c.s.Serve(ctx, c.ada, sit.ID)
	want(t, "serving from a closed sitting", err, school.Gone)
	got := []bool{}
	for _, it := range sit.Items {
		got = append(got, it.Correct)
		if !json.Valid(it.Full) || it.Says == "" || it.Marked.IsZero() {
			t.Errorf("after closing, item %d keeps its key: %+v", it.N, it)
		}
	}
	if !slices.Equal(got, []bool{true, false, true, false}) {
		t.Errorf("marks: %v", got)
	}
	r, err := c.s.Rerun(ctx, c.ada, sit.ID, sit.Items[0].ID)
	if err != nil || !r.Agrees {
		t.Errorf("run it: %+v %v", r, err)
	}
	_, err = c.s.Rerun(ctx, c.ada, sit.ID, 9999)
	want(t, "run another's item", err, school.NotFound)
	_, err = c.s.Sitting(ctx, c.ben, sit.ID)
	want(t, "another trainee", err, school.NotFound)
	_, err = c.s.Sitting(ctx, c.advisor, sit.ID)
	want(t, "the advisor", err, "")
}

// TestSecondSitting: it opens at midnight in the course's zone, whatever UTC says.
func TestSecondSitting(t *testing.T) {
	for _, test := range []struct {
		name   string
		first  time.Time // when sitting 1 ends, about
		opens  time.Time
		family string // must be in sitting 2 (C5: the day of rest is over), or not at all
	}{
		{"evening in Vienna, the day after in UTC plus one", time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC), time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC), ""},
		{"after midnight in Vienna, before it in UTC", time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC), time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC), "C5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClass(t)
			a := c.passed()
			c.clock.Set(test.first)
			c.sit(c.ada, a.ID, "rwrw")
			u := c.understanding(c.ada, a.ID)
			if u.Next == nil || u.Next.Ready || u.Next.Number != 2 || !u.Next.NotBefore.Equal(test.opens) {
				t.Fatalf("next: %+v, want sitting 2 from %v on", u.Next, test.opens)
			}
			if zone, _ := u.Next.NotBefore.Zone(); zone != "CET" {
				t.Errorf("the time is told in %s", zone)
			}
			c.clock.Set(test.opens.Add(-time.Second))
			_, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
			want(t, "a second before midnight", err, school.Conflict)
			c.clock.Set(test.opens)
			sit, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
			c.must(err)
			if sit.Number != 2 || len(sit.Items) != 4 {
				t.Errorf("second sitting: %+v", sit)
			}
			has := slices.ContainsFunc(sit.Items, func(it school.SittingItem) bool { return it.Family == "C5" })
			if has != (test.family == "C5") {
				t.Errorf("the changed line is asked for: %v", has)
			}
		})
	}
}

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
			if st := stageOf(w.Stages, school.Explain); st.Max == 0 || st.State == school.ToDo || st.State == school.Waiting {
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

func TestTimed(t *testing.T) {
	c := newClass(t)
	_, err := c.s.Accommodate(ctx, c.advisor, c.course.ID, c.ada.ID, 1.5)
	c.must(err)
	a := c.passed()
	sit, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	c.must(err)
	serve := func() school.SittingItem {
		t.Helper()
		item, err := c.s.Serve(ctx, c.ada, sit.ID)
		c.must(err)
		return item
	}
	right := school.Answer{Fields: map[string]string{"value": "right"}}

	item := serve()
	if got := item.Deadline.Sub(item.Served); got != 90*time.Second {
		t.Errorf("time for an item of 60 s with a factor of 1.5: %v", got)
	}
	c.clock.Set(item.Deadline.Add(4 * time.Second)) // within the grace for the network
	_, err = c.s.Answer(ctx, c.ada, sit.ID, item.ID, right)
	c.must(err)

	item = serve()
	c.clock.Set(item.Deadline.Add(6 * time.Second))
	_, err = c.s.Answer(ctx, c.ada, sit.ID, item.ID, right)
	c.must(err) // kept as what it is: too late

	item = serve()
	c.clock.Set(item.Deadline.Add(time.Hour)) // away, and back later: the next item is shown
	next := serve()
	if next.ID == item.ID || next.N != 4 {
		t.Errorf("after the time for item 3 was over, item %d is served", next.N)
	}
	sit, err = c.s.Answer(ctx, c.ada, sit.ID, next.ID, right)
	c.must(err)
	var got []string
	for _, it := range sit.Items {
		got = append(got, fmt.Sprint(it.Correct, it.TimedOut))
	}
	if want := []string{"true false", "false true", "false true", "true false"}; !slices.Equal(got, want) {
		t.Errorf("correct and timed out: %v, want %v", got, want)
	}
	if sit.Items[1].Answer != nil {
		t.Errorf("an answer that came too late is kept: %v", sit.Items[1].Answer)
	}
}

func TestAnywhereHasNoClock(t *testing.T) {
	c := newClass(t)
	c.assignment = c.assign(school.NewAssignment{Mode: school.Anywhere})
	a := c.passed()
	sit, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	c.must(err)
	item, err := c.s.Serve(ctx, c.ada, sit.ID)
	c.must(err)
	if !item.Deadline.IsZero() {
		t.Errorf("an item anywhere has a deadline: %v", item.Deadline)
	}
	c.clock.Add(5 * time.Hour)
	sit, err = c.s.Answer(ctx, c.ada, sit.ID, item.ID, school.Answer{Fields: map[string]string{"value": "right"}})
	c.must(err)
	if sit.Items[0].TimedOut {
		t.Error("timed out anywhere")
	}
}

func TestInTheRoom(t *testing.T) {
	c := newClass(t)
	c.assignment = c.assign(school.NewAssignment{Mode: school.InTheRoom})
	a := c.passed()
	if u := c.understanding(c.ada, a.ID); u.Next == nil || !u.Next.NeedsCode {
		t.Fatalf("in the room: %+v", u.Next)
	}
	_, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	want(t, "before there is a code", err, school.Invalid)
	old, err := c.s.RoomCode(ctx, c.advisor, c.assignment.ID, 30)
	c.must(err)
	code, err := c.s.RoomCode(ctx, c.assistant, c.assignment.ID, 30)
	c.must(err)
	if old.Code == code.Code || len(code.Code) != 6 {
		t.Errorf("codes %q and %q", old.Code, code.Code)
	}
	for _, wrong := range []string{"", "AAAAAA", old.Code} {
		_, err = c.s.OpenSitting(ctx, c.ada, a.ID, wrong)
		want(t, "code "+wrong, err, school.Invalid)
	}
	c.clock.Add(31 * time.Minute)
	_, err = c.s.OpenSitting(ctx, c.ada, a.ID, code.Code)
	want(t, "a code that has ended", err, school.Invalid)
	code, err = c.s.RoomCode(ctx, c.advisor, c.assignment.ID, 30)
	c.must(err)
	sit, err := c.s.OpenSitting(ctx, c.ada, a.ID, " "+strings.ToLower(code.Code)+" ")
	c.must(err)
	for range 3 {
		c.must(c.s.FocusLost(ctx, c.ada, sit.ID))
	}
	want(t, "losing another's focus", c.s.FocusLost(ctx, c.ben, sit.ID), school.NotFound)
	sit, err = c.s.Sitting(ctx, c.ada, sit.ID)
	c.must(err)
	if sit.Mode != school.InTheRoom || sit.FocusLost != 3 {
		t.Errorf("sitting: %+v", sit)
	}
	for _, minutes := range []int{0, 121, -5} {
		_, err := c.s.RoomCode(ctx, c.advisor, c.assignment.ID, minutes)
		want(t, fmt.Sprint(minutes, " minutes"), err, school.Invalid)
	}
}

func TestAnswersAreFinal(t *testing.T) {
	c := newClass(t)
	a := c.passed()
	sit, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	c.must(err)
	first, second := sit.Items[0].ID, sit.Items[1].ID
	answer := func(id school.ItemID, value string) error {
		_, err := c.s.Answer(ctx, c.ada, sit.ID, id, school.Answer{Fields: map[string]string{"value": value}})
		return err
	}
	want(t, "an item that was not served", answer(first, "right"), school.Conflict)
	_, err = c.s.Serve(ctx, c.ada, sit.ID)
	c.must(err)
	want(t, "an empty answer", answer(first, " "), school.Invalid)
	want(t, "an item out of turn", answer(second, "right"), school.Conflict)
	_, err = c.s.Answer(ctx, c.ben, sit.ID, first, school.Answer{DontKnow: true})
	want(t, "in another's name", err, school.NotFound)
	_, err = c.s.Answer(ctx, c.advisor, sit.ID, first, school.Answer{DontKnow: true})
	want(t, "as the advisor", err, school.Forbidden)

	// Many windows answer at once: one answer stands.
	var wg sync.WaitGroup
	won := make(chan string, 8)
	for i := range 8 {
		wg.Go(func() {
			if err := answer(first, fmt.Sprint("answer ", i)); err == nil {
				won <- fmt.Sprint("answer ", i)
			} else if school.KindOf(err) != school.Conflict {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Fatalf("%d answers were taken", len(won))
	}
	sit, err = c.s.Sitting(ctx, c.ada, sit.ID)
	c.must(err)
	if sit.Items[0].Answer["value"] != <-won {
		t.Errorf("stored: %v", sit.Items[0].Answer)
	}
	want(t, "answering again", answer(first, "right"), school.Conflict)
}

// TestDontKnow is a miss, and the truth is told all the same.
func TestDontKnow(t *testing.T) {
	c := newClass(t)
	a := c.passed()
	sit := c.sit(c.ada, a.ID, "drrr")
	it := sit.Items[0]
	if !it.DontKnow || it.Correct || it.Marked.IsZero() || it.Says != "it is right" {
		t.Errorf("\"I don't know\": %+v", it)
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
