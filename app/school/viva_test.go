package school_test

import (
	"slices"
	"strings"
	"testing"

	"coronium/app/school"
)

// TestVivaSheet: three missed families, one that was right, one open question; the trainee reads the same sheet.
func TestVivaSheet(t *testing.T) {
	c := newClass(t)
	_, u := c.flagged()
	_, err := c.s.VivaSheet(ctx, c.advisor, u.Flag)
	want(t, "a sheet before the trainee was told", err, school.NotFound)
	_, err = c.s.State(ctx, c.ada, u.Flag, "words", true)
	c.must(err)
	_, err = c.s.VivaSheet(ctx, c.ada, u.Flag)
	want(t, "the trainee's sheet before a viva is set", err, school.Conflict)
	_, err = c.s.RecordViva(ctx, c.advisor, u.Flag, nil, "")
	want(t, "a record before a viva is set", err, school.Conflict)
	_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.Viva, Reason: "let us talk"})
	c.must(err)
	for _, by := range []school.Actor{c.ada, c.advisor, c.assistant} {
		sheet, err := c.s.VivaSheet(ctx, by, u.Flag)
		c.must(err)
		var kinds []string
		families := map[string]bool{}
		for i, q := range sheet.Questions {
			kinds = append(kinds, string(q.Kind))
			if q.N != i+1 {
				t.Errorf("question %d has number %d", i+1, q.N)
			}
			if q.Kind == school.VivaMissed {
				families[q.Item.Family] = true
				if q.Item.Correct || q.Item.Full == nil {
					t.Errorf("a missed item: %+v", q.Item)
				}
			}
		}
		missed := strings.Count(strings.Join(kinds, " "), "missed")
		if missed != 3 || len(families) != 3 || kinds[len(kinds)-1] != "open" || sheet.Questions[len(kinds)-1].Ask == "" {
			t.Errorf("%s reads %v in families %v", c.people[by.ID], kinds, families)
		}
		if sheet.MayRecord != (by.ID != c.ada.ID) {
			t.Errorf("%s may write the record: %v", c.people[by.ID], sheet.MayRecord)
		}
	}
	_, err = c.s.VivaSheet(ctx, c.ben, u.Flag)
	want(t, "another trainee", err, school.NotFound)
	if n := count(c.actions(c.ada.ID), "viva.sheet"); n != 3 {
		t.Errorf("%d looks at the sheet are in the log, want 3", n)
	}
}

// TestVivaRecord: what was said is written by one person, read back to the other, and then stands.
func TestVivaRecord(t *testing.T) {
	c := newClass(t)
	_, u := c.flagged()
	_, err := c.s.State(ctx, c.ada, u.Flag, "words", true)
	c.must(err)
	_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.Viva, Reason: "let us talk"})
	c.must(err)
	sheet, err := c.s.VivaSheet(ctx, c.advisor, u.Flag)
	c.must(err)
	answers := make([]string, len(sheet.Questions))
	_, err = c.s.ReadBack(ctx, c.ada, u.Flag, true, "")
	want(t, "reading back nothing", err, school.Conflict)
	_, err = c.s.RecordViva(ctx, c.advisor, u.Flag, answers, "")
	want(t, "an empty record", err, school.Invalid)
	_, err = c.s.RecordViva(ctx, c.advisor, u.Flag, answers[1:], "")
	want(t, "an answer too few", err, school.Invalid)
	answers[0], answers[2] = "The leak pulls it back, so it never gets there.", "I don't know."
	_, err = c.s.RecordViva(ctx, c.ada, u.Flag, answers, "")
	want(t, "the trainee writes the record", err, school.Forbidden)
	_, err = c.s.RecordViva(ctx, c.advisor, u.Flag, slices.Clone(answers), "first")
	c.must(err)
	_, err = c.s.RecordViva(ctx, c.advisor, u.Flag, answers, "Twenty minutes; calm.") // mended before it is read back
	c.must(err)
	d, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	if d.Viva == nil || d.Viva.Answers[0] != answers[0] || d.Viva.Notes != "Twenty minutes; calm." || !d.MayReadBack || len(d.Viva.Asked) != len(answers) {
		t.Fatalf("the trainee reads %+v (may answer %v)", d.Viva, d.MayReadBack)
	}
	_, err = c.s.ReadBack(ctx, c.advisor, u.Flag, true, "")
	want(t, "the advisor answers for the trainee", err, school.Forbidden)
	_, err = c.s.ReadBack(ctx, c.ada, u.Flag, false, " ")
	want(t, "a dispute without words", err, school.Invalid)
	_, err = c.s.ReadBack(ctx, c.ada, u.Flag, false, "I said it gets there, only later.")
	c.must(err)
	_, err = c.s.ReadBack(ctx, c.ada, u.Flag, true, "")
	want(t, "answering twice", err, school.Conflict)
	_, err = c.s.RecordViva(ctx, c.advisor, u.Flag, answers, "changed my mind")
	want(t, "changing a record that was read back", err, school.Conflict)
	d, err = c.s.Dossier(ctx, c.advisor, u.Flag)
	c.must(err)
	if v := d.Viva; v == nil || v.Agreed || v.Remark == "" || v.ReadBack.IsZero() || v.Name == "" || d.MayHoldViva {
		t.Errorf("the advisor reads %+v", d.Viva)
	}
	actions := c.actions(c.ada.ID)
	if count(actions, "viva.recorded") != 2 || count(actions, "viva.read-back") != 1 {
		t.Errorf("in the log: %v", actions)
	}
}
