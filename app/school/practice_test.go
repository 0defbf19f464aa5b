package school_test

import (
	"testing"
	"time"

	"coronium/app/school"
)

// Practice is explained answer by answer and counts nowhere: not in the evidence, the marks, the log, or what anybody else sees.
func TestPracticeCountsNowhere(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	_, err := c.s.Practise(ctx, c.ada, a.ID)
	want(t, "before a program has passed", err, school.Conflict)
	c.handIn(c.ada, a.ID, school.Implement, "pass")
	c.clock.Add(25 * time.Hour)
	before := c.status(a.ID, school.StatusOpen)
	for who, kind := range map[school.Actor]school.Kind{c.ben: school.NotFound, c.stranger: school.NotFound, c.advisor: school.Forbidden} {
		_, err := c.s.Practise(ctx, who, a.ID)
		want(t, c.people[who.ID]+" practises", err, kind)
	}
	sit, err := c.s.Practise(ctx, c.ada, a.ID)
	if err != nil || sit.ID != 0 || !c.status(a.ID, school.StatusOpen).Practice.Making {
		t.Fatalf("while the questions are made: %+v, %v", sit, err)
	}
	c.drain()
	entries := len(c.actions(c.ada.ID))
	asked := map[string]bool{}
	for n := 1; n <= 3; n++ {
		sit, err = c.s.Practise(ctx, c.ada, a.ID)
		c.must(err)
		again, err := c.s.Practise(ctx, c.ada, a.ID)
		if err != nil || again.ID != sit.ID {
			t.Errorf("practising again opens another sitting: %d, %v", again.ID, err)
		}
		if sit.Mode != school.Practice || len(sit.Items) != 3 || sit.Number != n {
			t.Fatalf("practice %d: %+v", n, sit)
		}
		for i := range sit.Items {
			item, err := c.s.Serve(ctx, c.ada, sit.ID)
			c.must(err)
			if !item.Deadline.IsZero() || item.Full != nil {
				t.Errorf("the open question has a limit or its key: %+v", item)
			}
			c.clock.Add(time.Hour)
			if sit, err = c.s.Answer(ctx, c.ada, sit.ID, item.ID, school.Answer{Fields: map[string]string{"value": "wrong"}}); err != nil {
				t.Fatal(err)
			}
			if done := sit.Items[i]; done.Marked.IsZero() || done.Says == "" || done.Full == nil {
				t.Errorf("an answered question of practice is not explained: %+v", done)
			}
			if i+1 < len(sit.Items) && sit.Items[i+1].Full != nil {
				t.Error("the key of a question to come is shown")
			}
			if _, err := c.s.Rerun(ctx, c.ada, sit.ID, item.ID); err != nil {
				t.Errorf("the key can't be run: %v", err)
			}
			if asked[string(item.Shown)] {
				t.Errorf("%s is asked twice", item.Shown)
			}
			asked[string(item.Shown)] = true
		}
		if _, err := c.s.Sitting(ctx, c.advisor, sit.ID); school.KindOf(err) != school.NotFound {
			t.Errorf("an advisor looks at practice: %v", err)
		}
	}
	_, err = c.s.Practise(ctx, c.ada, a.ID)
	want(t, "a fourth practice", err, school.Conflict)
	if n := len(c.actions(c.ada.ID)); n != entries {
		t.Errorf("practice has written %d entries to the log", n-entries)
	}
	after := c.status(a.ID, school.StatusOpen)
	if after.Decision.Items != 0 || after.Score != before.Score || len(after.Sittings) != 0 || after.Next == nil || !after.Next.Ready || after.Next.Number != 1 {
		t.Errorf("after practice: %+v", after)
	}
	u, err := c.s.Understanding(ctx, c.advisor, a.ID)
	if err != nil || len(u.Practice.Sittings) != 0 || len(u.Sittings) != 0 {
		t.Errorf("an advisor sees practice: %+v, %v", u, err)
	}
	counts := c.sit(c.ada, a.ID, "rrrr")
	for _, it := range counts.Items {
		if asked[string(it.Shown)] {
			t.Errorf("%s was practised and counts", it.Shown)
		}
	}
	c.status(a.ID, school.StatusCleared)
	stats, err := c.s.ItemStatistics(ctx, c.advisor, c.course.ID)
	c.must(err)
	total := 0
	for _, s := range stats {
		total += s.Asked
	}
	if total != 4 {
		t.Errorf("%d answers are in the statistics, not the four that count", total)
	}
}

// While a sitting that counts is open there is no practice, and one that begins ends it.
func TestPracticeGivesWay(t *testing.T) {
	c := newClass(t)
	a := c.begin(c.ada)
	c.handIn(c.ada, a.ID, school.Implement, "pass")
	c.clock.Add(25 * time.Hour)
	_, err := c.s.Practise(ctx, c.ada, a.ID)
	c.must(err)
	c.drain()
	practice, err := c.s.Practise(ctx, c.ada, a.ID)
	c.must(err)
	item, err := c.s.Serve(ctx, c.ada, practice.ID)
	c.must(err)
	if _, err := c.s.OpenSitting(ctx, c.ada, a.ID, ""); err != nil {
		t.Fatal(err)
	}
	_, err = c.s.Answer(ctx, c.ada, practice.ID, item.ID, school.Answer{DontKnow: true})
	want(t, "answering practice beside a sitting", err, school.Gone)
	_, err = c.s.Practise(ctx, c.ada, a.ID)
	want(t, "practising beside a sitting", err, school.Conflict)
}
