package school_test

import (
	"testing"
	"time"

	"coronium/app/school"
)

// TestRoomCloses: between two items the sitting ends with the room; an item that is being answered keeps its time.
func TestRoomCloses(t *testing.T) {
	c := newClass(t)
	c.assignment = c.assign(school.NewAssignment{Mode: school.InTheRoom})
	a := c.passed()
	want(t, "closing a room that was never opened", c.s.CloseRoom(ctx, c.advisor, c.assignment.ID), school.NotFound)
	room, err := c.s.Room(ctx, c.assistant, c.assignment.ID)
	c.must(err)
	if room.Open || len(room.Seats) != 1 || !room.Seats[0].Ready || room.Seats[0].Sitting != 0 {
		t.Errorf("before: %+v", room)
	}
	code, err := c.s.RoomCode(ctx, c.advisor, c.assignment.ID, 30)
	c.must(err)
	sit, err := c.s.OpenSitting(ctx, c.ada, a.ID, code.Code)
	c.must(err)
	item, err := c.s.Serve(ctx, c.ada, sit.ID)
	c.must(err)
	c.must(c.s.FocusLost(ctx, c.ada, sit.ID))
	room, err = c.s.Room(ctx, c.advisor, c.assignment.ID)
	c.must(err)
	if s := room.Seats[0]; !room.Open || room.Code.Code != code.Code || s.Sitting != 1 || s.Item != 1 || s.Of != 4 || s.FocusLost != 1 || s.Closed || s.Ready {
		t.Errorf("while Ada sits: %+v", room)
	}
	for _, by := range []school.Actor{c.ada, c.ben} {
		_, err = c.s.Room(ctx, by, c.assignment.ID)
		want(t, c.people[by.ID]+" looks at the room", err, school.Forbidden)
		want(t, c.people[by.ID]+" closes the room", c.s.CloseRoom(ctx, by, c.assignment.ID), school.Forbidden)
	}
	c.must(c.s.CloseRoom(ctx, c.assistant, c.assignment.ID))
	again, err := c.s.Serve(ctx, c.ada, sit.ID)
	c.must(err)
	if again.ID != item.ID {
		t.Errorf("the item under way is gone: %+v", again)
	}
	_, err = c.s.Answer(ctx, c.ada, sit.ID, item.ID, school.Answer{Fields: map[string]string{"value": "right"}})
	c.must(err)
	_, err = c.s.Serve(ctx, c.ada, sit.ID)
	want(t, "the next item", err, school.Gone)
	c.drain()
	sit, err = c.s.Sitting(ctx, c.ada, sit.ID)
	c.must(err)
	if sit.Closed.IsZero() || len(sit.Items) != 1 || !sit.Items[0].Correct || sit.Items[0].TimedOut {
		t.Errorf("the sitting after the room: %+v", sit)
	}
	if u := c.understanding(c.ada, a.ID); u.Decision.Items != 1 || u.Status != school.StatusOpen || u.Next == nil || u.Next.Number != 2 {
		t.Errorf("after the room: %+v, next %+v", u, u.Next)
	}
	c.clock.Add(time.Minute)
	_, err = c.s.OpenSitting(ctx, c.ben, a.ID, code.Code)
	want(t, "another's attempt", err, school.NotFound)
}

func TestForesee(t *testing.T) {
	c := newClass(t)
	f, err := c.s.Foresee(ctx, c.advisor, c.course.ID, "lif", 1)
	c.must(err)
	set, err := c.s.Assignments(ctx, c.advisor, c.course.ID)
	c.must(err)
	if f.Flagging != len(set)+1 || f.Trainees < 2 || f.E != 100*float64(f.Flagging) || f.Bound != .01 || len(f.Rows) == 0 || f.FalseFlags <= 0 {
		t.Errorf("foreseen: %+v", f)
	}
	_, err = c.s.Foresee(ctx, c.ada, c.course.ID, "lif", 1)
	want(t, "a trainee", err, school.Forbidden)
}
