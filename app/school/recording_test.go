package school_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"coronium/app/school"
)

// recorded is a class that has opted in, with Ada, who has agreed, at work.
func recorded(t *testing.T) (*class, school.Attempt) {
	t.Helper()
	c := newClass(t)
	c.must(c.s.SetRecording(ctx, c.advisor, c.course.ID, true))
	c.must(c.s.AnswerRecording(ctx, c.ada, c.course.ID, true))
	return c, c.begin(c.ada)
}

func (c *class) write(who school.Actor, id school.AttemptID, text string, edits ...school.EditSent) {
	c.t.Helper()
	_, err := c.s.SaveDraft(ctx, who, id, school.DraftSave{Stage: school.Implement, Text: text, Revision: -1, Edits: edits})
	c.must(err)
}

func (c *class) replay(who school.Actor, id school.AttemptID) school.Replay {
	c.t.Helper()
	r, err := c.s.Replay(ctx, who, id)
	c.must(err)
	return r
}

// Nothing is recorded unless the course has opted in and the trainee, having been told, has agreed.
func TestRecordingIsOptIn(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	state := func() school.RecordingState {
		t.Helper()
		w, err := c.s.Workspace(ctx, c.ada, a.ID)
		c.must(err)
		c.write(c.ada, a.ID, fmt.Sprint("x = ", c.clock.Now()), school.EditSent{Kind: school.Typed, Insert: "x"})
		c.clock.Add(time.Second)
		return w.Recording
	}
	want(t, "agreeing where nothing is recorded", c.s.AnswerRecording(ctx, c.ada, c.course.ID, true), school.Conflict)
	if got := state(); got != school.RecordingNone || len(c.replay(c.ada, a.ID).Steps) != 0 {
		t.Errorf("a course that has not opted in: %q", got)
	}
	for who, kind := range map[school.Actor]school.Kind{c.ada: school.Forbidden, c.assistant: school.Forbidden, c.stranger: school.NotFound} {
		want(t, "opting in", c.s.SetRecording(ctx, who, c.course.ID, true), kind)
	}
	c.must(c.s.SetRecording(ctx, c.advisor, c.course.ID, true))
	if got := state(); got != school.RecordingAsk || len(c.replay(c.ada, a.ID).Steps) != 0 {
		t.Errorf("before the trainee was told: %q", got)
	}
	for who, kind := range map[school.Actor]school.Kind{c.advisor: school.Forbidden, c.assistant: school.Forbidden, c.stranger: school.NotFound} {
		want(t, "agreeing for a trainee", c.s.AnswerRecording(ctx, who, c.course.ID, true), kind)
	}
	c.must(c.s.AnswerRecording(ctx, c.ada, c.course.ID, true))
	if got := state(); got != school.RecordingOn || len(c.replay(c.ada, a.ID).Steps) != 1 {
		t.Errorf("agreed: %q, %d steps", got, len(c.replay(c.ada, a.ID).Steps))
	}
	c.must(c.s.AnswerRecording(ctx, c.ada, c.course.ID, false))
	if got := state(); got != school.RecordingDeclined || len(c.replay(c.ada, a.ID).Steps) != 0 {
		t.Errorf("declined: %q, %d steps", got, len(c.replay(c.ada, a.ID).Steps))
	}
	c.must(c.s.AnswerRecording(ctx, c.ada, c.course.ID, true))
	state()
	c.must(c.s.SetRecording(ctx, c.advisor, c.course.ID, false))
	if got := state(); got != school.RecordingNone || len(c.replay(c.ada, a.ID).Steps) != 0 {
		t.Errorf("a course that has ended it: %q", got)
	}
}

func TestWhoMayReplay(t *testing.T) {
	c, a := recorded(t)
	c.write(c.ada, a.ID, "x", school.EditSent{Kind: school.Typed, Insert: "x"})
	for who, kind := range map[school.Actor]school.Kind{c.ada: "", c.advisor: "", c.assistant: "", c.ben: school.NotFound, c.stranger: school.NotFound} {
		_, err := c.s.Replay(ctx, who, a.ID)
		want(t, c.people[who.ID]+" replays", err, kind)
	}
	if n := count(c.actions(c.ada.ID), "replay.opened"); n != 2 {
		t.Errorf("%d looks of others are in the log, not 2", n)
	}
	if _, err := c.s.MyReplay(ctx, c.advisor, 0); school.KindOf(err) != school.NotFound {
		t.Errorf("somebody else's record is exported as one's own: %v", err)
	}
	mine, err := c.s.MyReplay(ctx, c.ada, 0)
	if err != nil || len(mine.Steps) != 1 {
		t.Errorf("the export has %d steps, %v", len(mine.Steps), err)
	}
	if _, err := c.s.MyReplay(ctx, c.ada, a.ID); school.KindOf(err) != school.NotFound {
		t.Errorf("there is another record: %v", err)
	}
}

// Whatever the editor reports, the record leads through every text that was saved; what it reports truly is kept as
// it was reported. Characters outside the basic plane take two code units in a browser.
func TestReplayLeadsToEveryText(t *testing.T) {
	c, a := recorded(t)
	random := rand.New(rand.NewPCG(7, 11))
	alphabet := []rune("ab\n τµ😀é")
	text := ""
	var states []string
	at := []int{}
	honest := 0
	for range 60 {
		var edits []school.EditSent
		units := utf16.Encode([]rune(text))
		lies := random.IntN(4) == 0
		for range 1 + random.IntN(4) {
			runes := []rune(string(utf16.Decode(units)))
			from := random.IntN(len(runes) + 1)
			removed := random.IntN(len(runes) - from + 1)
			insert := ""
			for range random.IntN(6) {
				insert += string(alphabet[random.IntN(len(alphabet))])
			}
			e := school.EditSent{Ago: time.Duration(random.IntN(5000)) * time.Millisecond, Kind: []school.EditKind{school.Typed, school.Pasted, school.Undone}[random.IntN(3)],
				From: len(utf16.Encode(runes[:from])), Removed: len(utf16.Encode(runes[from : from+removed])), Insert: insert}
			units = slices.Replace(units, e.From, e.From+e.Removed, utf16.Encode([]rune(insert))...)
			edits = append(edits, e)
		}
		before := text
		text = string(utf16.Decode(units))
		if lies { // a window that knew another text, numbers out of range, a kind that is none
			edits[random.IntN(len(edits))] = []school.EditSent{{Kind: school.Typed, From: 1 << 40, Insert: "x"}, {Kind: school.Typed, From: -1}, {Kind: "hand-in"},
				{Kind: school.Pasted, Removed: 1 << 40}, {Kind: school.Typed, Insert: "another"}}[random.IntN(5)]
		} else {
			honest += len(edits)
		}
		if text == before {
			continue
		}
		c.clock.Add(10 * time.Second)
		c.write(c.ada, a.ID, text, edits...)
		states, at = append(states, text), append(at, len(c.replay(c.ada, a.ID).Steps))
	}
	r := c.replay(c.advisor, a.ID)
	for i, want := range states {
		if got := r.At(at[i]).Text(); got != want {
			t.Fatalf("after step %d the replay shows %q, not %q", at[i], got, want)
		}
	}
	if !slices.IsSortedFunc(r.Steps, func(a, b school.Step) int { return a.At.Compare(b.At) }) {
		t.Error("the steps are not in the order of time")
	}
	typed := 0
	for _, s := range r.Steps {
		if s.Kind != school.Changed {
			typed++
		}
	}
	if typed < honest*3/4 {
		t.Errorf("of %d changes that were reported truly only %d are kept", honest, typed)
	}
	trace := r.Begin()
	for i, s := range r.Steps {
		trace.Step(s)
		units := 0
		for _, stretch := range trace.Stretches() {
			units += stretch.Units
		}
		if units != len(utf16.Encode([]rune(trace.Text()))) {
			t.Fatalf("after step %d the origins cover %d code units of %q", i+1, units, trace.Text())
		}
	}
}

// The map of pastes: what was typed, what came by paste and is still there, what was the program's own text moved about.
func TestPasteMap(t *testing.T) {
	c, a := recorded(t)
	c.write(c.ada, a.ID, "def f(x):\n", school.EditSent{Kind: school.Typed, Insert: "def f(x):\n"})
	c.clock.Add(time.Minute)
	body := "    y = x*x\n    return y\n"
	c.write(c.ada, a.ID, "def f(x):\n"+body, school.EditSent{Kind: school.Pasted, From: 10, Insert: body, Ago: 2 * time.Second})
	c.clock.Add(time.Minute)
	// The last line is cut and put back, one line is typed, and half of the pasted first line is replaced by typing.
	cut := "    return y\n"
	c.write(c.ada, a.ID, "def f(x):\n    y = 2\n    z = 1\n"+cut,
		school.EditSent{Kind: school.Typed, From: 22, Removed: len(cut)},
		school.EditSent{Kind: school.Typed, From: 22, Insert: "    z = 1\n"},
		school.EditSent{Kind: school.Pasted, From: 32, Insert: cut},
		school.EditSent{Kind: school.Typed, From: 18, Removed: 3, Insert: "2"})
	sub := c.handIn(c.ada, a.ID, school.Implement, "def f(x):\n    y = 2\n    z = 1\n"+cut)
	r := c.replay(c.advisor, a.ID)
	step := r.Marked(sub.ID)
	if step != len(r.Steps) || r.Steps[step-1].Kind != school.HandInMark {
		t.Fatalf("the hand-in is marked at step %d of %d", step, len(r.Steps))
	}
	m := r.Map(step)
	if m.Text != sub.Text {
		t.Fatalf("the map is of %q", m.Text)
	}
	// Characters that are not blank: line 2 keeps "y=" of the paste, line 4 all of "returny".
	lines := []school.LineOrigin{{Chars: 8}, {Chars: 3, Pasted: 2, Step: 2}, {Chars: 3}, {Chars: 7, Pasted: 7, Step: 2}, {}}
	if !reflect.DeepEqual(m.Lines, lines) {
		t.Errorf("lines %+v", m.Lines)
	}
	if len(m.Pastes) != 2 || m.Pastes[0].Kept != 9 || m.Pastes[0].First != 2 || m.Pastes[0].Last != 4 || m.Pastes[0].Chars != len(body) || m.Pastes[0].Lines != 2 || m.Pastes[0].Own {
		t.Errorf("the paste: %+v", m.Pastes)
	}
	if at := monday.Add(time.Minute - 2*time.Second); !m.Pastes[0].At.Equal(at) {
		t.Errorf("it was pasted at %s, not %s", m.Pastes[0].At, at)
	}
	if !m.Pastes[1].Own || m.Pastes[1].Kept != 0 {
		t.Errorf("the line that was moved: %+v", m.Pastes[1])
	}
	if want := 9.0 / 21; m.Share != want {
		t.Errorf("%g came by paste, not %g", m.Share, want)
	}
}

// A record is bounded: it ends at a bound, and the writing itself goes on.
func TestRecordIsBounded(t *testing.T) {
	c, a := recorded(t)
	line := strings.Repeat("x = 1 # a long comment\n", 400)
	text := line
	for i := range 400 {
		text = fmt.Sprintf("%d\n", i) + line
		c.write(c.ada, a.ID, text)
		c.write(c.ada, a.ID, "")
	}
	r := c.replay(c.ada, a.ID)
	if !r.Record.Full || r.Record.Bytes > 3<<20 {
		t.Errorf("a record of %d bytes in %d steps goes on", r.Record.Bytes, r.Record.Steps)
	}
	c.write(c.ada, a.ID, "end")
	if n := len(c.replay(c.ada, a.ID).Steps); n != r.Record.Steps {
		t.Errorf("%d steps after the end, %d before", n, r.Record.Steps)
	}
	c.write(c.ada, a.ID, strings.Repeat("y", 100<<10))
}

// marker would be found anywhere in the files of a database.
const marker = "tau_unmistakable_name_of_a_constant"

// When understanding has been shown the record is gone: from the tables, and from the bytes of the files.
func TestClearDeletesTheRecord(t *testing.T) {
	for name, clear := range map[string]func(*class, school.Attempt){
		"by the checks": func(c *class, a school.Attempt) {
			c.clock.Add(25 * time.Hour)
			c.sit(c.ada, a.ID, "rrrr")
		},
		"by an advisor": func(c *class, a school.Attempt) {
			c.clock.Add(time.Hour)
			c.sit(c.ada, a.ID, "wwww")
			c.clock.Add(25 * time.Hour)
			c.sit(c.ada, a.ID, "wwww")
			u, err := c.s.Understanding(ctx, c.ada, a.ID)
			c.must(err)
			_, err = c.s.Dossier(ctx, c.ada, u.Flag)
			c.must(err)
			if n := len(c.replay(c.advisor, a.ID).Steps); n == 0 {
				c.t.Error("the record is gone before anything is decided")
			}
			_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.FlagCleared, Reason: "Explained at the board."})
			c.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := recorded(t)
			_, err := c.s.SaveDraft(ctx, c.ada, a.ID, school.DraftSave{Stage: school.Implement, Text: marker, Revision: -1, Pasted: 300,
				Edits: []school.EditSent{{Kind: school.Pasted, Insert: marker}}})
			c.must(err)
			c.handIn(c.ada, a.ID, school.Implement, "pass")
			if len(inFiles(c)) == 0 {
				t.Error("what was written can't be found before the clear; the test looks in the wrong place")
			}
			clear(c, a)
			if r := c.replay(c.ada, a.ID); len(r.Steps) != 0 || r.Record.Starts+r.Record.Text != "" || r.State != school.RecordingOver {
				t.Errorf("after the clear there are %d steps, %q", len(r.Steps), r.State)
			}
			if n := count(c.actions(c.ada.ID), "recording.deleted"); n != 1 {
				t.Errorf("the log tells %d times of the deletion", n)
			}
			c.write(c.ada, a.ID, "something else")
			db := c.store.SQL()
			for _, table := range []string{"edit_records", "edit_steps", "drafts WHERE pasted > 0"} {
				var n int
				c.must(db.QueryRow("SELECT count(*) FROM " + table).Scan(&n))
				if n != 0 {
					t.Errorf("%d rows are left in %s", n, table)
				}
			}
			if found := inFiles(c); len(found) > 0 {
				t.Errorf("what was written can still be read in %v", found)
			}
		})
	}
}

// inFiles names the files of the database in which the marker stands.
func inFiles(c *class) (found []string) {
	c.t.Helper()
	db := c.store.SQL()
	_, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	c.must(err)
	var database string
	c.must(db.QueryRow("SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&database))
	files, err := filepath.Glob(database + "*")
	c.must(err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		c.must(err)
		if bytes.Contains(data, []byte(marker)) {
			found = append(found, filepath.Base(file))
		}
	}
	return found
}

// How a program was written changes which questions come first, and nothing else: the same items are made, and the same answers
// end in the same evidence, the same status and the same marks.
func TestWritingOnlyOrdersTheQuestions(t *testing.T) {
	type outcome struct {
		families []string
		e        float64
		status   school.Status
		score    float64
		items    int
	}
	sit := func(paste bool, answers string) outcome {
		c, a := recorded(t)
		kind := school.Typed
		if paste {
			kind = school.Pasted
		}
		c.write(c.ada, a.ID, "pass", school.EditSent{Kind: kind, Insert: "pass"})
		c.handIn(c.ada, a.ID, school.Implement, "pass")
		var out outcome
		for range 2 {
			c.clock.Add(25 * time.Hour)
			if u, _ := c.s.Understanding(ctx, c.ada, a.ID); u.Next == nil {
				break
			}
			for _, it := range c.sit(c.ada, a.ID, answers).Items {
				out.families = append(out.families, it.Family)
			}
		}
		u, err := c.s.Understanding(ctx, c.ada, a.ID)
		c.must(err)
		out.e, out.status, out.score, out.items = u.Decision.E, u.Status, u.Score, u.Decision.Items
		entries, err := c.s.AuditTrail(ctx, c.ada, school.AuditFilter{Page: school.Page{Limit: 200}})
		c.must(err)
		told := slices.ContainsFunc(entries, func(e school.AuditEntry) bool {
			return e.Action == "checks.made" && strings.Contains(e.Details["because"], "100 %")
		})
		if told != paste {
			t.Errorf("pasted: %v, and the trainee's log says why the order changed: %v", paste, told)
		}
		return out
	}
	for _, answers := range []string{"rrrr", "wwww", "rwwr"} {
		typed, pasted := sit(false, answers), sit(true, answers)
		if slices.Equal(typed.families, pasted.families) || pasted.families[0] != "C5" {
			t.Errorf("%s: the order is %v typed and %v pasted", answers, typed.families, pasted.families)
		}
		typed.families, pasted.families = nil, nil
		if !reflect.DeepEqual(typed, pasted) {
			t.Errorf("%s: typed ends as %+v, pasted as %+v", answers, typed, pasted)
		}
	}
}
