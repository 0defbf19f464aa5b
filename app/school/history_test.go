package school_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

func textsOf(lines []school.Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Text)
	}
	return strings.Join(out, " | ")
}

// TestUndo adds, changes, inserts and removes lines, and takes everything back and makes it again.
func TestUndo(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	c.drain()
	states := []string{""}
	step := func(lines []school.Line, err error) {
		t.Helper()
		c.must(err)
		states = append(states, textsOf(lines))
	}
	step(c.s.PutLine(ctx, c.ada, a.ID, 1, "ok one"))
	step(c.s.PutLine(ctx, c.ada, a.ID, 2, "wrong two"))
	c.clock.Add(time.Minute)
	step(c.s.PutLine(ctx, c.ada, a.ID, 2, "ok two ; from 1"))
	step(c.s.InsertLine(ctx, c.ada, a.ID, 1, "ok zero"))
	step(c.s.PutLines(ctx, c.ada, a.ID, "assume x > 0\nok zero\nok one\nok two ; from 2\n"))
	step(c.s.RemoveLine(ctx, c.ada, a.ID, 2))
	wanted := []string{"", "ok one", "ok one | wrong two", "ok one | ok two ; from 1", "ok zero | ok one | ok two ; from 2",
		"assume x > 0 | ok zero | ok one | ok two ; from 2", "assume x > 0 | ok one | ok two ; from 1"}
	for i, state := range states {
		if state != wanted[i] {
			t.Fatalf("state %d: %q, want %q", i, state, wanted[i])
		}
	}
	c.clock.Add(time.Hour)
	for i := len(states) - 2; i >= 0; i-- {
		lines, err := c.s.UndoLines(ctx, c.ada, a.ID, -1)
		c.must(err)
		if textsOf(lines) != states[i] {
			t.Errorf("undone to state %d: %q, want %q", i, textsOf(lines), states[i])
		}
		for n, l := range lines {
			if l.N != n+1 || !l.Judged.Before(c.clock.Now().Add(-time.Minute)) {
				t.Errorf("state %d, line %d counts as new: %+v", i, n+1, l)
			}
		}
	}
	_, err := c.s.UndoLines(ctx, c.ada, a.ID, -1)
	want(t, "nothing to undo", err, school.Gone)
	for i := 1; i < len(states); i++ {
		lines, err := c.s.RedoLines(ctx, c.ada, a.ID, -1)
		c.must(err)
		if textsOf(lines) != states[i] {
			t.Errorf("redone to state %d: %q, want %q", i, textsOf(lines), states[i])
		}
		if i == 3 && lines[1].Tries != 2 {
			t.Errorf("undo and redo changed the count of tries: %+v", lines[1])
		}
	}
	_, err = c.s.RedoLines(ctx, c.ada, a.ID, -1)
	want(t, "nothing to redo", err, school.Gone)
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	if w.History.Undo() == nil || w.History.Undo().Kind != school.LineRemoved || w.History.Redo() != nil {
		t.Errorf("history: %+v", w.History)
	}
	_, err = c.s.UndoLines(ctx, c.ada, a.ID, w.History.Revision-1)
	want(t, "a page that is out of date", err, school.Conflict)
	_, err = c.s.UndoLines(ctx, c.ben, a.ID, -1)
	want(t, "another trainee", err, school.NotFound)
}

// TestUndoLosesNothing writes something new after an undo: what had been undone comes back by undoing on.
func TestUndoLosesNothing(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	random := rand.New(rand.NewPCG(4, 1))
	seen := map[string]bool{}
	var lines []school.Line
	var err error
	for i := range 60 {
		switch k := random.IntN(10); {
		case k < 3:
			lines, err = c.s.UndoLines(ctx, c.ada, a.ID, -1)
		case k < 4:
			lines, err = c.s.RedoLines(ctx, c.ada, a.ID, -1)
		case k < 6 && len(lines) > 0:
			lines, err = c.s.RemoveLine(ctx, c.ada, a.ID, 1+random.IntN(len(lines)))
		case k < 7 && len(lines) > 0:
			lines, err = c.s.InsertLine(ctx, c.ada, a.ID, 1+random.IntN(len(lines)), fmt.Sprint("ok inserted ", i))
		default:
			lines, err = c.s.PutLine(ctx, c.ada, a.ID, 1+random.IntN(len(lines)+1), fmt.Sprint("ok ", i))
		}
		if school.KindOf(err) != school.Gone {
			c.must(err)
			seen[textsOf(lines)] = true
		}
	}
	for range 400 {
		if lines, err = c.s.UndoLines(ctx, c.ada, a.ID, -1); err != nil {
			break
		}
		delete(seen, textsOf(lines))
	}
	want(t, "the beginning", err, school.Gone)
	for {
		if lines, err = c.s.RedoLines(ctx, c.ada, a.ID, -1); err != nil {
			break
		}
		delete(seen, textsOf(lines))
	}
	if len(seen) > 0 {
		t.Errorf("%d states of the derivation can't be had back: %v", len(seen), seen)
	}
}

// TestUndoRefundsNothing opens a hint that costs, and undoes the line that was written after it.
func TestUndoRefundsNothing(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	for range 2 {
		_, err := c.s.OpenHint(ctx, c.ada, a.ID, school.Derive)
		c.must(err)
	}
	_, err := c.s.PutLine(ctx, c.ada, a.ID, 1, "ok one")
	c.must(err)
	_, err = c.s.UndoLines(ctx, c.ada, a.ID, -1)
	c.must(err)
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	hints := w.Hints[school.Derive]
	if len(w.Lines) != 0 || !hints[0].Opened || !hints[1].Opened || hints[1].Cost != .25 {
		t.Errorf("after undoing: %d lines, hints %+v", len(w.Lines), hints)
	}
}

// TestHistoryIsBounded writes more than is kept: the newest changes stay.
func TestHistoryIsBounded(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	long := strings.Repeat("x", 4000)
	for i := range 100 {
		_, err := c.s.PutLine(ctx, c.ada, a.ID, 1, fmt.Sprint("ok ", i, " ", long))
		c.must(err)
	}
	w, err := c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	size := 0
	for _, change := range w.History.Changes {
		for _, l := range append(change.Before, change.After...) {
			size += len(l.Text)
		}
	}
	if n := len(w.History.Changes); n < 20 || size > 256<<10 {
		t.Errorf("%d changes of %d bytes are kept", n, size)
	}
	lines, err := c.s.UndoLines(ctx, c.ada, a.ID, -1)
	c.must(err)
	if !strings.HasPrefix(lines[0].Text, "ok 98 ") {
		t.Errorf("undone to %.20q", lines[0].Text)
	}
}

// Recite reads "ok two ; from 1".
func (e *engine) Recite(text string, number func(int) int) string {
	var n int
	head, from, ok := strings.Cut(text, "; from ")
	if _, err := fmt.Sscanf(from, "%d", &n); !ok || err != nil {
		return text
	}
	return fmt.Sprintf("%s; from %d", head, number(n))
}
