package school_test

import (
	"testing"
	"time"

	"coronium/app/school"
)

// TestFlagLikeness: who teaches sees the neighbours, each trainee's newest program once; the trainee does not; every look
// is in the log; and nothing that decides is asked about it.
func TestFlagLikeness(t *testing.T) {
	c := newClass(t)
	_, u := c.flagged()
	b := c.begin(c.ben)
	c.handIn(c.ben, b.ID, school.Implement, "partial 3")
	c.clock.Add(time.Minute)
	c.handIn(c.ben, b.ID, school.Implement, "pass like ben")
	_, _, err := c.s.FlagLikeness(ctx, c.advisor, u.Flag)
	want(t, "before the trainee was told", err, school.NotFound)
	before, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	_, _, err = c.s.FlagLikeness(ctx, c.ada, u.Flag)
	want(t, "the trainee", err, school.Forbidden)
	_, _, err = c.s.FlagLikeness(ctx, c.ben, u.Flag)
	want(t, "a classmate", err, school.NotFound)
	sub, like, err := c.s.FlagLikeness(ctx, c.assistant, u.Flag)
	c.must(err)
	if sub.Text != "pass" || like.Compared != 1 || like.Neighbours[0].Source != "pass like ben" || like.Neighbours[0].Name != "ben" {
		t.Errorf("%q beside %+v", sub.Text, like)
	}
	if n := count(c.actions(c.ada.ID), "likeness.opened"); n != 1 {
		t.Errorf("%d looks in the log", n)
	}
	after, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	if before.Decision.E != after.Decision.E || before.Flag.State != after.Flag.State {
		t.Error("looking at likeness changed the evidence")
	}
}
