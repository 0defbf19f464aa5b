package school_test

import (
	"testing"
	"time"

	"coronium/app/school"
)

func TestFlowSmoke(t *testing.T) {
	c := newClass(t)
	a, u := c.flagged()
	_ = a
	if u.Decision.Items != 6 {
		t.Errorf("items %d", u.Decision.Items)
	}
	today, err := c.s.Today(ctx, c.ada)
	if err != nil || len(today.Due) != 1 || len(today.Flags) != 1 {
		t.Errorf("%+v %v", today, err)
	}
	co, err := c.s.Cohort(ctx, c.advisor, c.course.ID)
	if err != nil || len(co.Rows) != 2 {
		t.Errorf("%+v %v", co, err)
	}
	_, err = c.s.Workspace(ctx, c.ada, a.ID)
	c.must(err)
	_, err = c.s.GradeBook(ctx, c.advisor, c.course.ID)
	c.must(err)
	_ = time.Now
	_ = school.Run
}
