package school_test

import (
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

// inconclusive takes Ada to two sittings that settle nothing.
func (c *class) inconclusive() school.Attempt {
	c.t.Helper()
	a := c.begin(c.ada)
	c.handIn(c.ada, a.ID, school.Implement, "pass")
	c.clock.Add(time.Hour)
	c.sit(c.ada, a.ID, "wwww")
	c.clock.Add(25 * time.Hour)
	c.sit(c.ada, a.ID, "rrrw")
	c.status(a.ID, school.StatusInconclusive)
	return a
}

func (c *class) status(id school.AttemptID, want school.Status) school.Understanding {
	c.t.Helper()
	u, err := c.s.Understanding(ctx, c.ada, id)
	c.must(err)
	if u.Status != want {
		c.t.Fatalf("understanding is %s, not %s: %s", u.Status, want, u.Says)
	}
	return u
}

// roomCode opens the room and gives its code.
func (c *class) roomCode() string {
	c.t.Helper()
	code, err := c.s.RoomCode(ctx, c.advisor, c.assignment.ID, 60)
	c.must(err)
	return code.Code
}

// sitInRoom is sit with the code of the room.
func (c *class) sitInRoom(id school.AttemptID, answers string) school.Sitting {
	c.t.Helper()
	sit, err := c.s.OpenSitting(ctx, c.ada, id, c.roomCode())
	c.must(err)
	for _, letter := range answers {
		item, err := c.s.Serve(ctx, c.ada, sit.ID)
		if err != nil {
			break
		}
		sit, err = c.s.Answer(ctx, c.ada, sit.ID, item.ID, school.Answer{Fields: map[string]string{"value": map[rune]string{'r': "right", 'w': "wrong"}[letter]}})
		c.must(err)
	}
	return sit
}

// After an inconclusive round a fresh sitting is asked for, granted with a reason, and held on another day with items that
// were not asked before.
func TestFreshSittingAfterInconclusive(t *testing.T) {
	c := newClass(t)
	a := c.inconclusive()
	if u := c.status(a.ID, school.StatusInconclusive); !u.Fresh.MayAsk || u.Fresh.MayGrant {
		t.Errorf("the trainee may %+v", u.Fresh)
	}
	for who, kind := range map[school.Actor]school.Kind{c.ben: school.NotFound, c.stranger: school.NotFound, c.advisor: school.Forbidden} {
		_, err := c.s.AskFresh(ctx, who, a.ID, "x")
		want(t, c.people[who.ID]+" asks", err, kind)
	}
	want(t, "refusing what nobody asked for", c.s.AnswerFresh(ctx, c.advisor, a.ID, false, "no"), school.Conflict)
	_, err := c.s.AskFresh(ctx, c.ada, a.ID, strings.Repeat("x", 10_001))
	want(t, "too many words", err, school.Invalid)
	_, err = c.s.AskFresh(ctx, c.ada, a.ID, "The bus was late.")
	c.must(err)
	_, err = c.s.AskFresh(ctx, c.ada, a.ID, "again")
	want(t, "asking twice", err, school.Conflict)
	open, err := c.s.FreshRequests(ctx, c.assistant, c.course.ID)
	if err != nil || len(open) != 1 || open[0].Words != "The bus was late." || open[0].Trainee.ID != c.ada.ID || open[0].Flag != 0 {
		t.Fatalf("waiting: %+v, %v", open, err)
	}
	_, err = c.s.FreshRequests(ctx, c.ada, c.course.ID)
	want(t, "a trainee lists requests", err, school.Forbidden)
	for who, kind := range map[school.Actor]school.Kind{c.ada: school.Forbidden, c.assistant: school.Forbidden, c.ben: school.NotFound} {
		want(t, c.people[who.ID]+" grants", c.s.AnswerFresh(ctx, who, a.ID, true, "yes"), kind)
	}
	want(t, "granting without a reason", c.s.AnswerFresh(ctx, c.advisor, a.ID, true, " "), school.Invalid)
	c.must(c.s.AnswerFresh(ctx, c.advisor, a.ID, true, "Of course."))
	want(t, "granting twice", c.s.AnswerFresh(ctx, c.advisor, a.ID, true, "again"), school.Conflict)
	c.drain()
	u := c.status(a.ID, school.StatusOpen)
	if u.Round != 2 || u.Next == nil || u.Next.Ready || u.Next.Mode != school.InTheRoom || !u.Next.NotBefore.Equal(time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC)) {
		t.Fatalf("the fresh sitting: round %d, %+v", u.Round, u.Next)
	}
	_, err = c.s.OpenSitting(ctx, c.ada, a.ID, c.roomCode())
	want(t, "on the same day", err, school.Conflict)
	c.clock.Add(24 * time.Hour)
	asked := map[string]bool{}
	for _, sit := range u.Sittings {
		for _, it := range sit.Items {
			asked[string(it.Shown)] = true
		}
	}
	for _, it := range c.sitInRoom(a.ID, "rrrr").Items {
		if asked[string(it.Shown)] {
			t.Errorf("%s was asked before", it.Shown)
		}
	}
	c.status(a.ID, school.StatusCleared)
	for _, action := range []string{"fresh.asked", "fresh.granted"} {
		if count(c.actions(c.ada.ID), action) != 1 {
			t.Errorf("%s is not in the log once", action)
		}
	}
}

// A refusal is an answer with a reason; an offer needs no request; and rounds do not go on for ever.
func TestFreshSittingIsAnswered(t *testing.T) {
	c := newClass(t)
	a := c.inconclusive()
	_, err := c.s.AskFresh(ctx, c.ada, a.ID, "")
	c.must(err)
	c.must(c.s.AnswerFresh(ctx, c.advisor, a.ID, false, "Let us talk first."))
	u := c.status(a.ID, school.StatusInconclusive)
	if r := u.Fresh.Request; r == nil || r.Granted || r.Reason != "Let us talk first." || u.Fresh.MayAsk {
		t.Fatalf("after the refusal: %+v", u.Fresh)
	}
	if open, _ := c.s.FreshRequests(ctx, c.advisor, c.course.ID); len(open) != 0 {
		t.Errorf("it still waits: %+v", open)
	}

	c = newClass(t)
	a = c.inconclusive()
	for round := 2; round <= 4; round++ {
		c.must(c.s.AnswerFresh(ctx, c.advisor, a.ID, true, "I offer you another one."))
		c.drain()
		c.clock.Add(25 * time.Hour)
		c.sitInRoom(a.ID, "wwww")
		c.clock.Add(25 * time.Hour)
		c.sitInRoom(a.ID, "rrrw")
		if u := c.status(a.ID, school.StatusInconclusive); u.Round != round {
			t.Fatalf("round %d, not %d", u.Round, round)
		}
	}
	if u := c.status(a.ID, school.StatusInconclusive); u.Fresh.MayAsk || u.Fresh.Why == "" {
		t.Errorf("after four rounds: %+v", u.Fresh)
	}
	want(t, "a fifth round", c.s.AnswerFresh(ctx, c.advisor, a.ID, true, "and another"), school.Conflict)
}

// With a flag the request is answered in the dossier: granted before the time for a statement is over, or by any other ruling.
func TestFreshSittingOnAFlag(t *testing.T) {
	for _, ruling := range []school.FlagState{school.FreshSitting, school.FlagConfirmed} {
		t.Run(string(ruling), func(t *testing.T) {
			c := newClass(t)
			a, u := c.flagged()
			_, err := c.s.AskFresh(ctx, c.ada, a.ID, "I would like to sit again.")
			c.must(err)
			if open, _ := c.s.FreshRequests(ctx, c.advisor, c.course.ID); len(open) != 0 {
				t.Error("the request tells of a flag that the trainee has not opened")
			}
			want(t, "answering beside the dossier", c.s.AnswerFresh(ctx, c.advisor, a.ID, true, "x"), school.Conflict)
			_, err = c.s.Dossier(ctx, c.ada, u.Flag)
			c.must(err)
			if open, _ := c.s.FreshRequests(ctx, c.advisor, c.course.ID); len(open) != 1 || open[0].Flag != u.Flag {
				t.Errorf("waiting: %+v", open)
			}
			d, err := c.s.Dossier(ctx, c.advisor, u.Flag)
			c.must(err)
			if len(d.MayDecide) != 2 || d.MayDecide[1] != school.FreshSitting || d.Fresh.Request == nil {
				t.Fatalf("before a statement: may %v", d.MayDecide)
			}
			if ruling == school.FlagConfirmed {
				_, err = c.s.State(ctx, c.ada, u.Flag, "words", false)
				c.must(err)
			}
			_, err = c.s.Decide(ctx, c.advisor, u.Flag, school.Ruling{Outcome: ruling, Reason: "my reason"})
			c.must(err)
			if open, _ := c.s.FreshRequests(ctx, c.advisor, c.course.ID); len(open) != 0 {
				t.Errorf("it still waits after the ruling: %+v", open)
			}
			if ruling == school.FlagConfirmed {
				return
			}
			c.drain()
			if u := c.status(a.ID, school.StatusOpen); u.Next == nil || u.Next.Ready {
				t.Fatalf("the fresh sitting is on the same day: %+v", u.Next)
			}
			c.clock.Add(25 * time.Hour)
			c.sitInRoom(a.ID, "rrrr")
			d, err = c.s.Dossier(ctx, c.ada, u.Flag)
			c.must(err)
			if d.Flag.State != school.FlagCleared || d.Flag.Reason != "Shown in a fresh sitting." {
				t.Errorf("the flag ends as %s: %s", d.Flag.State, d.Flag.Reason)
			}
		})
	}
}

// A viva can be asked for before or after the statement, once.
func TestAskingForAViva(t *testing.T) {
	c := newClass(t)
	_, u := c.flagged()
	_, err := c.s.AskViva(ctx, c.advisor, u.Flag)
	want(t, "an advisor asks", err, school.NotFound)
	_, err = c.s.State(ctx, c.ada, u.Flag, "words", false)
	c.must(err)
	f, err := c.s.AskViva(ctx, c.ada, u.Flag)
	if err != nil || !f.WantsViva || f.Statement != "words" || f.State != school.Stated {
		t.Errorf("%+v, %v", f, err)
	}
	_, err = c.s.AskViva(ctx, c.ada, u.Flag)
	want(t, "asking twice", err, school.Conflict)
	_, err = c.s.AskViva(ctx, c.ben, u.Flag)
	want(t, "another trainee asks", err, school.NotFound)
}
