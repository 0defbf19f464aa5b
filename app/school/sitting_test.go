package school_test

import (
	"encoding/json"
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

func TestTimed(t *testing.T) {
	c := newClass(t)
	_, err := c.s.Accommodate(ctx, c.advisor, c.course.ID, c.ada.ID, school.Accommodation{TimeFactor: 1.5})
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
