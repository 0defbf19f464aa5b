package school_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

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
