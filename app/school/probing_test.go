package school_test

import (
	"testing"

	"coronium/app/school"
)

// The program of the question that is asked now may be called by its trainee, as long as the sitting is open; no other, and
// by nobody else.
func TestProbe(t *testing.T) {
	c := newClass(t)
	a := c.passed()
	sit, err := c.s.OpenSitting(ctx, c.ada, a.ID, "")
	c.must(err)
	_, _, err = c.s.Probe(ctx, c.ada, sit.ID, sit.Items[0].ID, map[string]string{"x": "3"})
	want(t, "a call before the question was shown", err, school.Conflict)
	it, err := c.s.Serve(ctx, c.ada, sit.ID)
	c.must(err)
	says, unread, err := c.s.Probe(ctx, c.ada, sit.ID, it.ID, map[string]string{"x": "3"})
	if err != nil || says != "answered 3" || unread != "" {
		t.Errorf("a call: %q, %q, %v", says, unread, err)
	}
	_, _, err = c.s.Probe(ctx, c.ada, sit.ID, sit.Items[1].ID, nil)
	want(t, "a call of the next question's program", err, school.Conflict)
	_, _, err = c.s.Probe(ctx, c.ben, sit.ID, it.ID, nil)
	want(t, "a call by somebody else", err, school.NotFound)
	for range sit.Items {
		it, err := c.s.Serve(ctx, c.ada, sit.ID)
		c.must(err)
		_, err = c.s.Answer(ctx, c.ada, sit.ID, it.ID, school.Answer{DontKnow: true})
		c.must(err)
	}
	_, _, err = c.s.Probe(ctx, c.ada, sit.ID, it.ID, nil)
	want(t, "a call after the sitting has closed", err, school.Gone)
}
