//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coronium/app/demo"
	"coronium/app/school"
)

// TestFlag hands in a program of the bank, answers by guessing on two days, and follows what comes of it: a
// flag that its trainee sees before anybody else, and answers; an advisor who reads and clears it.
func TestFlag(t *testing.T) {
	r := serve(t, false, newClock(begin))
	room := r.teach(t, school.Timed, "Samuel Osei", "Another Trainee")
	s := &story{running: r, browser: newBrowser(t, r.url), room: room}
	s.attempt, s.variant = s.begun()
	s.passWithBank()
	s.signIn("trainee0@example.org")
	for day := 1; day <= 2; day++ {
		s.running.clock.pass(25 * time.Hour)
		s.sit(demo.Guess)
		if day == 1 {
			s.open(s.stage("explain"))
			s.shows("Sitting 2 opens")
		}
	}
	if w := s.workspace(); w.Understanding.Status != school.StatusFlagged {
		t.Fatalf("two sittings of guesses end as %s, E = %g", w.Understanding.Status, w.Understanding.Decision.E)
	}
	flag := fmt.Sprintf("/flags/%d", s.workspace().Understanding.Flag)

	advisor := newBrowser(t, r.url)
	advisor.signIn("reyes@example.org")
	course := fmt.Sprintf("/courses/%d", room.course.ID)
	for _, path := range []string{course, course + "/reviews", fmt.Sprintf("/attempts/%d/review", s.attempt.ID)} {
		advisor.open(path)
		if advisor.has("a[href^='/flags/']") || strings.Contains(advisor.text("main"), "in your favour") {
			t.Errorf("the advisor sees the flag before the trainee does, on %s", path)
		}
	}
	advisor.open(flag)
	advisor.shows("404")

	s.open("/today")
	s.click("aside a[href^='/flags/']")
	s.shows("no effect on your")
	s.fill("#statement", "I learnt the loop from a book & copied <b>its</b> constants. I would like to sit again.")
	s.click("form[action$='/statement'] button")
	s.shows("Your statement is in the dossier")
	s.shows("copied <b>its</b> constants")

	other := newBrowser(t, r.url)
	other.signIn("trainee1@example.org")
	other.open(flag)
	other.shows("404")

	advisor.open(course)
	advisor.click("a[href='" + flag + "']")
	advisor.shows("copied <b>its</b> constants")
	advisor.shows("at most 1 in")
	advisor.choose("[name=decision][value=cleared]")
	advisor.click("form[action$='/decision'] .go")
	advisor.shows("Give a reason")
	if !advisor.has("[name=decision][value=cleared]:checked") {
		t.Error("the refused decision has lost its choice")
	}
	advisor.fill("#reason", "You explained the hold and the reset to me at the board.")
	advisor.click("form[action$='/decision'] .go")
	advisor.shows("The decision is recorded")
	advisor.open(course + "/audit")
	advisor.shows("made a statement")
	advisor.shows("The log is whole.")

	s.open(flag)
	s.shows("You explained the hold and the reset to me at the board.")
	s.open("/today")
	if s.has("aside a[href^='/flags/']") {
		t.Error("a flag that was cleared is still announced")
	}
}

// passWithBank does the stages before the sittings through the school, as quickly as that allows.
func (s *story) passWithBank() {
	s.t.Helper()
	ctx, by := s.t.Context(), school.ActorFor(s.room.trainees[0])
	fields := map[string]string{}
	for _, q := range s.variant.Exercise.Predict {
		if q.Entry.Curve != nil {
			fields[q.ID] = "0 0; 1 50; 2 100"
			continue
		}
		fields[q.ID+".low"], fields[q.ID+".high"] = "0.1", "500"
	}
	if _, err := s.School.SealPredictions(ctx, by, s.attempt.ID, fields); err != nil {
		s.t.Fatal(err)
	}
	work := school.Work{Stage: school.Implement, Kind: school.HandIn, Text: s.variant.Exercise.Bank[0].Text}
	if _, err := s.School.Submit(ctx, by, s.attempt.ID, work); err != nil {
		s.t.Fatal(err)
	}
	s.eventually("items are made", func() bool { return s.workspace().Understanding.Status == school.StatusOpen })
}
