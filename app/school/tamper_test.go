package school_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

// lively is a class in which nearly everything has happened that is logged: work, hints, notes, sittings on a screen and on
// paper, a flag with statement, viva, decision and appeal, agreements, a room, the writing of programs.
func lively(t *testing.T) *class {
	c := newClass(t)
	c.must(c.s.SetRecording(ctx, c.advisor, c.course.ID, true))
	c.must(c.s.AnswerRecording(ctx, c.ada, c.course.ID, true))
	c.must(c.s.AnswerRecording(ctx, c.ben, c.course.ID, false))
	a, u := c.flagged()
	_, err := c.s.OpenHint(ctx, c.ada, a.ID, school.Derive)
	c.must(err)
	c.must(c.s.WriteNote(ctx, c.advisor, []school.AttemptID{a.ID}, school.Derive, 1, "look <here> & \"there\", é 漢"))
	_, err = c.s.Accommodate(ctx, c.advisor, c.course.ID, c.ben.ID, school.Accommodation{TimeFactor: 1.5, Format: school.PaperSheet})
	c.must(err)
	_, err = c.s.Extend(ctx, c.advisor, c.assignment.ID, c.ben.ID, "2026-12-01T18:00", "ill")
	c.must(err)
	_, err = c.s.RoomCode(ctx, c.advisor, c.assignment.ID, 10)
	c.must(err)
	c.must(c.s.CloseRoom(ctx, c.advisor, c.assignment.ID))
	_, err = c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	_, err = c.s.State(ctx, c.ada, u.Flag, "I sat on a train.", true)
	c.must(err)
	_, err = c.s.FlagContext(ctx, c.advisor, u.Flag)
	c.must(err)
	_, _, err = c.s.FlagLikeness(ctx, c.advisor, u.Flag)
	c.must(err)
	decide := func(outcome school.FlagState) {
		_, err := c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: outcome, Reason: "because <of> it & \"more\""})
		c.must(err)
	}
	decide(school.Viva)
	sheet, err := c.s.VivaSheet(ctx, c.advisor, u.Flag)
	c.must(err)
	_, err = c.s.RecordViva(ctx, c.advisor, u.Flag, make([]string, len(sheet.Questions)), "")
	want(t, "a viva without a word", err, school.Invalid)
	said := slices.Repeat([]string{"said"}, len(sheet.Questions))
	_, err = c.s.RecordViva(ctx, c.advisor, u.Flag, said, "")
	c.must(err)
	_, err = c.s.ReadBack(ctx, c.ada, u.Flag, true, "")
	c.must(err)
	decide(school.FlagConfirmed)
	_, err = c.s.Appeal(ctx, c.ada, u.Flag, "again", c.second.ID)
	c.must(err)
	c.drain()
	b := c.begin(c.ben)
	c.handIn(c.ben, b.ID, school.Implement, "pass")
	paper := c.sheet(b.ID)
	_, err = c.s.Sheet(ctx, c.advisor, paper.Sitting.ID, true)
	c.must(err)
	c.must(c.s.EnterSheet(ctx, c.assistant, paper.Sitting.ID, written(paper, "wrwr"), c.clock.Now().Format("2006-01-02")))
	c.must(c.s.CorrectSheet(ctx, c.advisor, paper.Sitting.ID, paper.Sitting.Items[0].ID, school.Answer{Fields: map[string]string{"value": "right"}}, "misread"))
	return c
}

// rows is the log as it stands in the database.
func (c *class) rows() (seqs []int64, actions map[string]int64) {
	c.t.Helper()
	actions = map[string]int64{}
	rows, err := c.store.SQL().Query("SELECT seq, action FROM audit ORDER BY seq")
	c.must(err)
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var action string
		c.must(rows.Scan(&seq, &action))
		seqs = append(seqs, seq)
		actions[action] = seq
	}
	return seqs, actions
}

// TestTampering changes one byte of each column in an entry of every kind there is, and takes entries away, puts them in and
// exchanges them, as somebody can who holds the database file. Each time the entry is named; undone, the log is whole again.
func TestTampering(t *testing.T) {
	c := lively(t)
	seqs, actions := c.rows()
	if len(actions) < 30 {
		t.Errorf("only %d kinds of entries: %v", len(actions), actions)
	}
	run := func(statement string) {
		t.Helper()
		if _, err := c.store.SQL().Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	run("DROP TRIGGER audit_no_update")
	run("DROP TRIGGER audit_no_delete")
	run("CREATE TABLE kept AS SELECT * FROM audit")
	run("CREATE TABLE kept_head AS SELECT * FROM audit_head")
	found := func(what string, seq int64) {
		t.Helper()
		check, err := c.s.VerifyAudit(ctx, c.admin)
		c.must(err)
		if check.Sound || check.Bad != seq || check.Why == "" {
			t.Errorf("%s: %+v, want entry %d", what, check, seq)
		}
	}
	restore := func() {
		t.Helper()
		run("DELETE FROM audit")
		run("INSERT INTO audit SELECT * FROM kept")
		run("DELETE FROM audit_head")
		run("INSERT INTO audit_head SELECT * FROM kept_head")
	}
	for action, seq := range actions {
		for _, column := range []string{"at", "actor", "course", "person"} {
			run(fmt.Sprintf("UPDATE audit SET %s = %[1]s + 1 WHERE seq = %d", column, seq))
			found(action+", "+column, seq)
			run(fmt.Sprintf("UPDATE audit SET %s = %[1]s - 1 WHERE seq = %d", column, seq))
		}
		for _, column := range []string{"action", "subject", "details", "prev", "hash"} {
			var text string
			c.must(c.store.SQL().QueryRow(fmt.Sprintf("SELECT %s FROM audit WHERE seq = %d", column, seq)).Scan(&text))
			for at := range text {
				if at%7 != int(seq)%7 && len(text) > 20 { // a seventh of the places of a long text
					continue
				}
				changed := []byte(text)
				changed[at] ^= 1
				_, err := c.store.SQL().Exec(fmt.Sprintf("UPDATE audit SET %s = ? WHERE seq = %d", column, seq), string(changed))
				c.must(err)
				found(fmt.Sprintf("%s, %s at %d: %q", action, column, at, changed), seq)
			}
			_, err := c.store.SQL().Exec(fmt.Sprintf("UPDATE audit SET %s = ? WHERE seq = %d", column, seq), text)
			c.must(err)
		}
	}
	if check, err := c.s.VerifyAudit(ctx, c.admin); err != nil || !check.Sound || check.Entries != int64(len(seqs)) {
		t.Fatalf("with everything put back: %+v, %v", check, err)
	}
	last, middle := seqs[len(seqs)-1], seqs[len(seqs)/2]
	for _, test := range []struct {
		what, statement string
		seq             int64
	}{
		{"a space in the details that means nothing", fmt.Sprintf("UPDATE audit SET details = replace(details, '\":\"', '\": \"') WHERE seq = %d", actions["flag.viva"]), actions["flag.viva"]},
		{"an escape written in capitals", fmt.Sprintf(`UPDATE audit SET details = replace(details, '\u003c', '\u003C') WHERE seq = %d`, actions["flag.viva"]), actions["flag.viva"]},
		{"the first removed", "DELETE FROM audit WHERE seq = 1", 2},
		{"one in the middle removed", fmt.Sprintf("DELETE FROM audit WHERE seq = %d", middle), middle + 1},
		{"the last removed", fmt.Sprintf("DELETE FROM audit WHERE seq = %d", last), last},
		{"the second half removed", fmt.Sprintf("DELETE FROM audit WHERE seq >= %d", middle), middle},
		{"all removed", "DELETE FROM audit", 1},
		{"two exchanged", fmt.Sprintf("UPDATE audit SET seq = CASE seq WHEN %d THEN -1 ELSE seq END; UPDATE audit SET seq = %[1]d WHERE seq = %d; UPDATE audit SET seq = %[2]d WHERE seq = -1", middle, middle+1), middle},
		{"one put in before the first", "INSERT INTO audit SELECT 0, at, actor, action, course, person, subject, details, prev, hash FROM kept WHERE seq = 1", 0},
		{"one put in after the last", fmt.Sprintf("INSERT INTO audit SELECT %d, at, actor, action, course, person, subject, details, prev, hash FROM kept WHERE seq = %d", last+1, last), last + 1},
		{"the numbers moved by one", "UPDATE audit SET seq = -seq; UPDATE audit SET seq = 1 - seq", 2},
		{"the note beside the log changed", "UPDATE audit_head SET hash = substr(hash, 2) || 'x'", last},
		{"the note beside the log removed", "DELETE FROM audit_head", last},
	} {
		for statement := range strings.SplitSeq(test.statement, "; ") {
			run(statement)
		}
		found(test.what, test.seq)
		restore()
	}
	// A forger who writes the rest of the log anew, each hash right, is found by the note beside it.
	run(fmt.Sprintf("DELETE FROM audit WHERE seq = %d", last))
	forged := c.entry(last - 1)
	forged.Seq, forged.Prev, forged.Action = last, forged.Hash, "flag.cleared"
	forged.Hash = forged.Sum()
	run(fmt.Sprintf("INSERT INTO audit SELECT %d, at, actor, 'flag.cleared', course, person, subject, details, '%s', '%s' FROM kept WHERE seq = %d", last, forged.Prev, forged.Hash, last-1))
	found("the last entry written anew", last)
}

// entry reads one entry as it is.
func (c *class) entry(seq int64) (e school.AuditEntry) {
	c.t.Helper()
	c.must(c.store.Read(ctx, func(tx school.Tx) error {
		list, err := tx.Audit(school.AuditFilter{Page: school.Page{After: seq - 1, Limit: 1}})
		if err == nil {
			e = list[0]
		}
		return err
	}))
	return e
}

// TestTheLogNamesBoth: whoever acts and whom it is about, without either being part of the hash.
func TestTheLogNamesBoth(t *testing.T) {
	c := newClass(t)
	c.clock.Add(time.Minute)
	_, err := c.s.Accommodate(ctx, c.advisor, c.course.ID, c.ada.ID, school.Accommodation{TimeFactor: 1.5})
	c.must(err)
	entries, err := c.s.AuditTrail(ctx, c.advisor, school.AuditFilter{Course: c.course.ID, Page: school.Page{Limit: 200}})
	c.must(err)
	e := entries[len(entries)-1]
	if e.Action != "course.accommodated" || e.Name != "advisor" || e.Whom != "ada" || e.Hash != e.Sum() {
		t.Errorf("%+v", e)
	}
	n := len(entries)
	_, err = c.s.Enrol(ctx, c.advisor, c.course.ID, c.ada.ID, school.Trainee)
	c.must(err)
	if entries, err = c.s.AuditTrail(ctx, c.advisor, school.AuditFilter{Course: c.course.ID, Page: school.Page{Limit: 200}}); err != nil || len(entries) != n {
		t.Errorf("enrolling somebody in the role that they have writes %d entries, %v", len(entries)-n, err)
	}
}
