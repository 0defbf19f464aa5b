package school_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

// unplugged is a class whose checks are sat on paper, with a program of Ada's that has passed.
func unplugged(t *testing.T) (*class, school.Attempt) {
	c := newClass(t)
	c.assignment = c.assign(school.NewAssignment{Mode: school.OnPaper})
	return c, c.passed()
}

// sheet prepares Ada's sheet.
func (c *class) sheet(id school.AttemptID) school.Sheet {
	c.t.Helper()
	sit, err := c.s.PrepareSheet(ctx, c.advisor, id)
	c.must(err)
	sheet, err := c.s.Sheet(ctx, c.advisor, sit.ID, false)
	c.must(err)
	return sheet
}

// written are answers to a sheet, one letter a question: r right, w wrong, - left blank.
func written(sheet school.Sheet, letters string) map[school.ItemID]school.Answer {
	out := map[school.ItemID]school.Answer{}
	for i, it := range sheet.Sitting.Items {
		switch letters[i] {
		case 'r':
			out[it.ID] = school.Answer{Fields: map[string]string{"value": "right"}}
		case 'w':
			out[it.ID] = school.Answer{Fields: map[string]string{"value": "wrong"}}
		default:
			out[it.ID] = school.Answer{DontKnow: true}
		}
	}
	return out
}

func TestOnPaper(t *testing.T) {
	c, a := unplugged(t)
	u := c.understanding(c.ada, a.ID)
	if u.Next == nil || u.Next.Mode != school.OnPaper || !u.Next.Ready || u.Next.NeedsCode || u.Next.Items != 4 || !strings.Contains(u.Says, "on paper") {
		t.Fatalf("before: %q, next %+v", u.Says, u.Next)
	}
	_, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	want(t, "opening it on a screen", err, school.Conflict)
	_, err = c.s.PrepareSheet(ctx, c.ada, a.ID)
	want(t, "a trainee prints the own sheet", err, school.Forbidden)
	_, err = c.s.PrepareSheet(ctx, c.ben, a.ID)
	want(t, "another trainee prints it", err, school.NotFound)

	sheet := c.sheet(a.ID)
	again, err := c.s.PrepareSheet(ctx, c.assistant, a.ID)
	c.must(err)
	if again.ID != sheet.Sitting.ID || sheet.Sitting.Mode != school.OnPaper || sheet.Sitting.PreparedBy != c.advisor.ID || sheet.Minutes != 4 {
		t.Errorf("the sheet: %+v; again %d", sheet, again.ID)
	}
	for _, it := range sheet.Sitting.Items {
		if it.Family == "C9" || it.Full == nil || it.Shown == nil {
			t.Errorf("on the sheet stands %+v", it)
		}
	}
	if len(sheet.Sitting.Items) != 4 {
		t.Fatalf("%d questions on the sheet", len(sheet.Sitting.Items))
	}

	// The trainee sees nothing of it on a screen, and can answer nothing there.
	id, first := sheet.Sitting.ID, sheet.Sitting.Items[0].ID
	sit, err := c.s.Sitting(ctx, c.ada, id)
	c.must(err)
	for _, it := range sit.Items {
		if it.Shown != nil || it.Full != nil || it.Says != "" {
			t.Errorf("an item of paper can be read on a screen: %+v", it)
		}
	}
	_, err = c.s.Serve(ctx, c.ada, id)
	want(t, "having it shown", err, school.Conflict)
	_, err = c.s.Answer(ctx, c.ada, id, first, school.Answer{DontKnow: true})
	want(t, "answering it on a screen", err, school.Conflict)
	_, _, err = c.s.Probe(ctx, c.ada, id, first, nil)
	want(t, "calling its program", err, school.Conflict)
	_, err = c.s.Rerun(ctx, c.ada, id, first)
	want(t, "running its key", err, school.Conflict)
	for _, keys := range []bool{false, true} {
		_, err = c.s.Sheet(ctx, c.ada, id, keys)
		want(t, "the trainee looks at the sheet", err, school.NotFound)
		_, err = c.s.Sheets(ctx, c.ada, c.assignment.ID, keys)
		want(t, "the trainee looks at all sheets", err, school.Forbidden)
	}
	_, err = c.s.Sheet(ctx, c.stranger, id, true)
	want(t, "a stranger looks at the keys", err, school.NotFound)
	want(t, "the trainee enters it", c.s.EnterSheet(ctx, c.ada, id, written(sheet, "rrrr"), "2026-11-23"), school.NotFound)
	if u := c.understanding(c.ada, a.ID); !strings.Contains(u.Says, "your sheet is printed") {
		t.Errorf("while the sheet is out: %q", u.Says)
	}

	// It waits as long as it takes: a sheet that lies on a desk for three days has not lapsed.
	c.clock.Add(72 * time.Hour)
	room, err := c.s.Room(ctx, c.advisor, c.assignment.ID)
	c.must(err)
	if len(room.Seats) != 1 || room.Seats[0].Sheet != id || room.Seats[0].Closed {
		t.Errorf("the room: %+v", room.Seats)
	}
	keys, err := c.s.Sheets(ctx, c.assistant, c.assignment.ID, true)
	c.must(err)
	if len(keys) != 1 || keys[0].Sitting.Items[0].Full == nil {
		t.Errorf("keys: %+v", keys)
	}

	missing := written(sheet, "rw-r")
	delete(missing, first)
	want(t, "a question without an entry", c.s.EnterSheet(ctx, c.assistant, id, missing, "2026-11-24"), school.Invalid)
	for _, day := range []string{"", "24.11.2026", "2026-11-22", "2026-11-27"} {
		want(t, "sat on "+day, c.s.EnterSheet(ctx, c.assistant, id, written(sheet, "rw-r"), day), school.Invalid)
	}
	c.must(c.s.EnterSheet(ctx, c.assistant, id, written(sheet, "rw-r"), "2026-11-24"))
	want(t, "entering it twice", c.s.EnterSheet(ctx, c.advisor, id, written(sheet, "wwww"), "2026-11-24"), school.Conflict)
	sit, err = c.s.Sitting(ctx, c.ada, id)
	c.must(err)
	var marks []bool
	for _, it := range sit.Items {
		marks = append(marks, it.Correct)
		if it.Full == nil || it.TimedOut {
			t.Errorf("after entering: %+v", it)
		}
	}
	if !slices.Equal(marks, []bool{true, false, false, true}) || !sit.Items[2].DontKnow || sit.EnteredBy != c.assistant.ID || sit.Entered.IsZero() {
		t.Errorf("entered: %v, %+v", marks, sit)
	}
	u = c.understanding(c.ada, a.ID)
	if u.Decision.Items != 4 || u.Next == nil || u.Next.Number != 2 || !u.Next.Ready || u.Next.Mode != school.OnPaper {
		t.Errorf("sat two days ago, the second one: %+v, next %+v", u.Decision, u.Next)
	}
	if day := sit.Closed.In(c.course.Location()).Format("2006-01-02"); day != "2026-11-24" {
		t.Errorf("the sitting was held on %s", day)
	}

	entries, err := c.s.AuditTrail(ctx, school.System(), school.AuditFilter{Subjects: []string{fmt.Sprintf("sitting:%d", id)}, Page: school.Page{Limit: 200}})
	c.must(err)
	var actions []string
	for _, e := range entries {
		actions = append(actions, e.Action)
		if e.Action == "sheet.entered" && (e.Name != "assistant" || e.Details["trainee"] != "ada" || e.Person != c.ada.ID || e.Details["sat"] != "24 November 2026") {
			t.Errorf("the log of the entry: %+v", e)
		}
	}
	if !slices.Equal(actions, []string{"sheet.prepared", "sheet.printed", "sheet.keys", "sheet.entered", "sitting.closed"}) {
		t.Errorf("in the log: %v", actions)
	}
}

// TestPaperCorrected: what was entered otherwise than it stands can be put right; it helps, and never harms.
func TestPaperCorrected(t *testing.T) {
	c, a := unplugged(t)
	sheet := c.sheet(a.ID)
	id := sheet.Sitting.ID
	right := school.Answer{Fields: map[string]string{"value": "right"}}
	want(t, "before it is entered", c.s.CorrectSheet(ctx, c.advisor, id, sheet.Sitting.Items[0].ID, right, "x"), school.Conflict)
	c.must(c.s.EnterSheet(ctx, c.advisor, id, written(sheet, "wwrr"), "2026-11-23"))
	if u := c.understanding(c.ada, a.ID); u.Status != school.StatusOpen || u.Decision.Misses != 2 {
		t.Fatalf("as entered: %+v", u)
	}
	item := sheet.Sitting.Items[0].ID
	want(t, "by the trainee", c.s.CorrectSheet(ctx, c.ada, id, item, right, "x"), school.Forbidden)
	want(t, "without a reason", c.s.CorrectSheet(ctx, c.advisor, id, item, right, " "), school.Invalid)
	want(t, "without an answer", c.s.CorrectSheet(ctx, c.advisor, id, item, school.Answer{}, "x"), school.Invalid)
	c.must(c.s.CorrectSheet(ctx, c.advisor, id, item, right, "I misread a 1 for a 7."))
	if u := c.understanding(c.ada, a.ID); u.Status != school.StatusCleared || u.Decision.Right != 3 {
		t.Errorf("put right: %+v", u)
	}
	c.must(c.s.CorrectSheet(ctx, c.advisor, id, item, school.Answer{DontKnow: true}, "No, nothing stands there."))
	u := c.understanding(c.ada, a.ID)
	if u.Status != school.StatusCleared {
		t.Errorf("a correction took a clear away: %+v", u)
	}
	entries, err := c.s.AuditTrail(ctx, c.ada, school.AuditFilter{Course: c.course.ID, Page: school.Page{Limit: 200}})
	c.must(err)
	var seen []string
	for _, e := range entries {
		switch e.Action {
		case "sheet.corrected":
			seen = append(seen, e.Details["before"]+" > "+e.Details["after"])
		case "understanding.recomputed":
			seen = append(seen, e.Details["before"][:4]+" > "+e.Details["after"][:4])
		}
	}
	if want := []string{"value wrong, missed > value right, right", "open > clea", "value right, right > left blank, missed", "clea > clea"}; !slices.Equal(seen, want) {
		t.Errorf("the trainee's log says %q", seen)
	}
}

// TestPaperAsAgreed: an accommodation makes a sheet possible where the others sit at a screen, and its time longer.
func TestPaperAsAgreed(t *testing.T) {
	c := newClass(t) // timed
	a := c.passed()
	_, err := c.s.PrepareSheet(ctx, c.advisor, a.ID)
	want(t, "a sheet in a timed sitting", err, school.Conflict)
	_, err = c.s.Accommodate(ctx, c.advisor, c.course.ID, c.ada.ID, school.Accommodation{TimeFactor: 1.5, Format: "braille"})
	want(t, "an unknown format", err, school.Invalid)
	_, err = c.s.Accommodate(ctx, c.advisor, c.course.ID, c.ada.ID, school.Accommodation{TimeFactor: 1.5, Format: school.LargePrint})
	c.must(err)
	sheet := c.sheet(a.ID)
	if sheet.Minutes != 6 || sheet.Accommodation.Format != school.LargePrint {
		t.Errorf("%+v", sheet)
	}
	_, err = c.s.OpenSitting(ctx, c.ada, a.ID, "")
	want(t, "the screen beside the sheet", err, school.Conflict)

	b := c.begin(c.ben)
	c.handIn(c.ben, b.ID, school.Implement, "pass")
	_, err = c.s.OpenSitting(ctx, c.ben, b.ID, "")
	c.must(err)
	_, err = c.s.Accommodate(ctx, c.advisor, c.course.ID, c.ben.ID, school.Accommodation{TimeFactor: 1, Format: school.PaperSheet})
	c.must(err)
	_, err = c.s.PrepareSheet(ctx, c.advisor, b.ID)
	want(t, "a sheet beside an open sitting", err, school.Conflict)
}

// TestPaperFlag: two sheets on two days decide as two sittings on a screen do.
func TestPaperFlag(t *testing.T) {
	c, a := unplugged(t)
	for day, date := range []string{"2026-11-23", "2026-11-24"} {
		sheet := c.sheet(a.ID)
		c.must(c.s.EnterSheet(ctx, c.advisor, sheet.Sitting.ID, written(sheet, "wwww"), date))
		if day == 0 {
			_, err := c.s.PrepareSheet(ctx, c.advisor, a.ID)
			want(t, "a second sheet on the same day", err, school.Conflict)
		}
		c.clock.Add(24 * time.Hour)
	}
	u := c.understanding(c.ada, a.ID)
	if u.Status != school.StatusFlagged || u.Decision.Days != 2 {
		t.Fatalf("%+v", u)
	}
	if got := c.understanding(c.advisor, a.ID); got.Flag != 0 || got.Status != school.StatusOpen {
		t.Errorf("the advisor, who entered it, learns of the flag before the trainee: %+v", got)
	}
	_, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	// One of the answers was misread: with what stands on the sheet there is no flag.
	sit := u.Sittings[0]
	for _, it := range sit.Items[:3] {
		c.must(c.s.CorrectSheet(ctx, c.advisor, sit.ID, it.ID, school.Answer{Fields: map[string]string{"value": "right"}}, "The sheets were mixed up."))
	}
	d, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	if d.Flag.State != school.FlagCleared || !strings.Contains(d.Flag.Reason, "entered otherwise") {
		t.Errorf("after the correction: %+v", d.Flag)
	}
}
