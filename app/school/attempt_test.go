package school_test

import (
	"fmt"
	"sync"
	"testing"

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

// TestContentChanges: an attempt keeps the version that it began with, and its page can say so.
func TestContentChanges(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	for _, version := range []string{"v1", "v2"} {
		c.engine.version = version
		w, err := c.s.Workspace(ctx, c.ada, a.ID)
		c.must(err)
		if w.Attempt.Version != "v1" || w.Changed != (version == "v2") {
			t.Errorf("with content %s: attempt of %s, changed %v", version, w.Attempt.Version, w.Changed)
		}
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
