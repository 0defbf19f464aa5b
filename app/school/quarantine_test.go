package school_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

// many enrols n trainees beside those that there are.
func (c *class) many(n int) []school.Actor {
	c.t.Helper()
	var out []school.Actor
	for i := range n {
		p, err := c.s.AddPerson(ctx, school.System(), school.NewPerson{Name: fmt.Sprint("t", i), Login: fmt.Sprint("t", i)})
		c.must(err)
		_, err = c.s.Enrol(ctx, c.advisor, c.course.ID, p.ID, school.Trainee)
		c.must(err)
		out = append(out, school.ActorFor(p))
	}
	return out
}

// TestQuarantine: a kind of item that people who otherwise show understanding keep missing counts for nobody, whoever was
// decided upon with it is decided upon again, and both decisions are logged. The first trainee knows little; the
// others know all but what the defective kind asks.
func TestQuarantine(t *testing.T) {
	c := newClass(t)
	// Every pool begins with one item of the defective kind.
	for i, family := range []string{"C2", "C1", "C3", "C7", "C9", "C11", "C12", "C16"} {
		kind := "fine"
		if i == 0 {
			kind = "defective"
		}
		full := json.RawMessage(fmt.Sprintf(`{"id":%d,"key":"right","kind":%q}`, i, kind))
		c.engine.items = append(c.engine.items, school.CheckItem{Family: family, G: .05, Slip: .2, Seconds: 60, Shown: full, Full: full})
	}
	sit := func(who school.Actor, a school.AttemptID, answers string) {
		t.Helper()
		c.sit(who, a, answers)
		c.drain()
	}
	unlucky := c.many(7)
	weak := c.passed()
	sit(c.ada, weak.ID, "wwrr")
	before := c.understanding(c.ada, weak.ID)
	if before.Decision.Items != 4 || before.Decision.Right != 2 {
		t.Fatalf("before: %+v", before.Decision)
	}
	attempts := map[school.PersonID]school.AttemptID{}
	for _, who := range unlucky {
		a := c.begin(who)
		c.handIn(who, a.ID, school.Implement, "pass")
		attempts[who.ID] = a.ID
		sit(who, a.ID, "wrrr")
	}
	c.clock.Add(24 * time.Hour)
	for _, who := range unlucky {
		if c.understanding(who, attempts[who.ID]).Next != nil {
			sit(who, attempts[who.ID], "rrrr")
		}
	}
	after := c.understanding(c.ada, weak.ID)
	if after.Decision.Items != 3 || after.Decision.Right != 2 || after.Decision.E >= before.Decision.E {
		t.Errorf("after the quarantine: %+v, before %+v", after.Decision, before.Decision)
	}
	if it := after.Sittings[0].Items[0]; !it.Void || !strings.Contains(it.Says, "counts neither way") {
		t.Errorf("the defective item reads %+v", it)
	}
	for _, who := range unlucky {
		if u := c.understanding(who, attempts[who.ID]); u.Status != school.StatusCleared {
			t.Errorf("%d, who knew all else, stands at %s: %+v", who.ID, u.Status, u.Decision)
		}
	}
	entries, err := c.s.AuditTrail(ctx, c.admin, school.AuditFilter{Course: c.course.ID, Page: school.Page{Limit: 200}})
	c.must(err)
	for len(entries) > 0 && len(entries)%200 == 0 {
		more, err := c.s.AuditTrail(ctx, c.admin, school.AuditFilter{Course: c.course.ID, Page: school.Page{After: entries[len(entries)-1].Seq, Limit: 200}})
		c.must(err)
		entries = append(entries, more...)
	}
	quarantined, again := 0, 0
	for _, e := range entries {
		switch e.Action {
		case "item.quarantined":
			quarantined++
			if e.Details["kind"] != "C2: defective" {
				t.Errorf("withdrawn: %v", e.Details)
			}
		case "understanding.recomputed":
			again++
			if e.Details["before"] == "" || e.Details["after"] == "" || e.Details["before"] == e.Details["after"] {
				t.Errorf("both versions: %v", e.Details)
			}
		}
	}
	if quarantined == 0 || again == 0 {
		t.Errorf("in the log: %d withdrawn, %d decided again", quarantined, again)
	}
	stats, err := c.s.ItemStatistics(ctx, c.assistant, c.course.ID)
	c.must(err)
	if len(stats) == 0 || stats[1].Family != "C2" || !stats[1].Out || stats[1].Right != 0 || stats[1].Asked != 8 {
		t.Errorf("statistics: %+v", stats)
	}
	if stats[0].Family != "C1" || stats[0].Out || stats[0].Right != 7 || stats[0].Median != 20*time.Second {
		t.Errorf("statistics of C1: %+v", stats[0])
	}
	_, err = c.s.ItemStatistics(ctx, c.ada, c.course.ID)
	want(t, "a trainee", err, school.Forbidden)
}
