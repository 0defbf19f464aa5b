package school_test

import (
	"slices"
	"testing"

	"coronium/app/school"
)

// TestAppealToFreshEyes: who held the viva hears no appeal while somebody else can; where nobody else is left, it is at least
// not the one who confirmed.
func TestAppealToFreshEyes(t *testing.T) {
	c := newClass(t)
	_, u := c.flagged()
	_, err := c.s.Dossier(ctx, c.ada, u.Flag)
	c.must(err)
	_, err = c.s.State(ctx, c.ada, u.Flag, "I sat on a train.", true)
	c.must(err)
	_, err = c.s.Decide(ctx, c.second, u.Flag, school.Ruling{Outcome: school.Viva, Reason: "let us talk"})
	c.must(err)
	_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: school.FlagConfirmed, Reason: "not shown"})
	c.must(err)
	to := func() (ids []school.PersonID) {
		d, err := c.s.Dossier(ctx, c.ada, u.Flag)
		c.must(err)
		for _, p := range d.AppealTo {
			ids = append(ids, p.ID)
		}
		return ids
	}
	if got := to(); !slices.Equal(got, []school.PersonID{c.admin.ID}) {
		t.Errorf("an appeal may go to %v, not to the administrator alone", got)
	}
	for name, id := range map[string]school.PersonID{"the one who set the viva": c.second.ID, "the one who confirmed": c.advisor.ID} {
		_, err = c.s.Appeal(ctx, c.ada, u.Flag, "again", id)
		want(t, "an appeal to "+name, err, school.Invalid)
	}
	_, err = c.s.Enrol(ctx, c.admin, c.course.ID, c.admin.ID, school.Assistant)
	c.must(err)
	if got := to(); !slices.Equal(got, []school.PersonID{c.second.ID}) {
		t.Errorf("with nobody else left an appeal may go to %v", got)
	}
	_, err = c.s.Appeal(ctx, c.ada, u.Flag, "again", c.second.ID)
	c.must(err)
}
