//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"coronium/app/demo"
	"coronium/app/school"
)

// TestFlag hands in a program of the bank, answers by guessing on two days, and follows what comes of it: a
// flag that its trainee sees before anybody else, and answers; a viva with its record; a decision; and an appeal
// to a second advisor, in whose room fresh questions end it.
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
	s.click("button[name=ask][value=viva]")
	s.shows("A viva was asked for.")
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
	advisor.glance("dossier-context", flag+"?context=open")
	advisor.click("a[href='" + flag + "/likeness']")
	advisor.shows("Nearest neighbours")
	advisor.click("table a[href*='beside=']")
	advisor.shows("Side by side")
	advisor.glance("likeness", advisor.query())
	advisor.open(flag)
	advisor.choose("[name=decision][value=viva]")
	advisor.click("form[action$='/decision'] .go")
	advisor.shows("Give a reason")
	if !advisor.has("[name=decision][value=viva]:checked") {
		t.Error("the refused decision has lost its choice")
	}
	advisor.fill("#reason", "Let us talk about the hold and the reset.")
	advisor.click("form[action$='/decision'] .go")
	advisor.shows("The decision is recorded")
	s.viva(advisor, flag)
	advisor.open(flag)
	advisor.choose("[name=decision][value=confirmed]")
	advisor.fill("#reason", "The hold could not be explained.")
	advisor.click("form[action$='/decision'] .go")
	s.appeal(flag)

	advisor.open(course + "/audit")
	advisor.shows("made a statement")
	advisor.shows("wrote down what was said in the viva")
	advisor.shows("appealed to another person")
	advisor.shows("The log is whole.")
	s.open("/today")
	if s.has("aside a[href^='/flags/']") {
		t.Error("a flag that was cleared is still announced")
	}
	s.ownLog()
}

// viva is the conversation: the sheet, the record, and the trainee's answer to it.
func (s *story) viva(advisor *browser, flag string) {
	s.t.Helper()
	advisor.open(flag)
	advisor.click("a[href='" + flag + "/viva']")
	advisor.shows("missed in the checks")
	advisor.shows("open: why")
	advisor.glance("viva", flag+"/viva")
	advisor.click("form[action$='/viva'] .go")
	advisor.shows("write down what was said")
	advisor.fill("#answer1", "It is held <i>there</i>, I think.")
	advisor.fill("#notes", "Twenty minutes.")
	advisor.click("form[action$='/viva'] .go")
	advisor.shows("The record is kept")
	s.open(flag)
	s.shows("It is held <i>there</i>, I think.")
	s.click("a[href='" + flag + "/viva#rb']")
	s.click("button[name=agreed][value=no]")
	s.shows("say what in the record is not what you said")
	s.fill("#remark", "I said: for the refractory period.")
	s.click("button[name=agreed][value=no]")
	s.shows("Your answer stands beside the record")
	s.shows("the trainee disputes the record")
}

// appeal takes the flag to the second advisor, in whose room fresh questions are answered; shown there, the flag ends.
func (s *story) appeal(flag string) {
	s.t.Helper()
	s.open(flag)
	s.shows("The hold could not be explained.")
	s.glance("flag-confirmed", flag)
	s.click("form[action$='/appeal'] button")
	s.shows("Say what the second person should know")
	s.fill("#appeal-words", "I can show it now.")
	s.click("form[action$='/appeal'] button")
	s.shows("Your appeal is with the second person")
	s.shows("Appeal to Dr Tom Okafor")
	s.eventually("fresh items are made", func() bool { return s.workspace().Understanding.Status == school.StatusOpen })

	second := newBrowser(s.t, s.running.url)
	second.signIn("okafor@example.org")
	second.open(flag)
	second.shows("I can show it now.")
	second.glance("dossier-appealed", flag)
	if second.has("[name=decision][value=confirmed]") {
		s.t.Error("the appeal can be confirmed before the fresh questions were answered")
	}
	for range 2 {
		if s.workspace().Understanding.Next == nil {
			break
		}
		second.open(fmt.Sprintf("/assignments/%d/room", s.room.assignment.ID))
		second.shows("ready; has not begun")
		second.click("form[action$='/room'] .go")
		second.shows("The room is open until")
		s.code = second.text(".room .code")
		s.sit(s.right)
		s.running.clock.pass(25 * time.Hour)
	}
	if w := s.workspace(); w.Understanding.Status != school.StatusCleared {
		s.t.Fatalf("fresh questions answered rightly end as %s (%d of %d)", w.Understanding.Status, w.Understanding.Decision.Right, w.Understanding.Decision.Items)
	}
	s.open(flag)
	s.shows("Shown in a fresh sitting on appeal.")
}

// ownLog is the trainee's part of the log, verified on the command line's own terms.
func (s *story) ownLog() {
	s.t.Helper()
	s.open("/account")
	text := evaluate[string](s.browser, "fetch('/account/log.jsonl').then(r => r.text())")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, line := range lines {
		var e school.AuditEntry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			s.t.Fatalf("%v in %.200s", err, line)
		}
		if e.Person != s.room.trainees[s.who].ID || e.Hash != e.Sum() {
			s.t.Errorf("entry %d is about %d and seals %v", e.Seq, e.Person, e.Hash == e.Sum())
		}
	}
	if !strings.Contains(text, "viva.read-back") || !strings.Contains(text, "dossier.viewed") {
		s.t.Errorf("the trainee's log has %d entries and not all of them", len(lines))
	}
}

// passWithBank does the stages before the sittings through the school, as quickly as that allows.
func (s *story) passWithBank() {
	s.t.Helper()
	s.seal()
	ctx, by := s.t.Context(), school.ActorFor(s.room.trainees[s.who])
	work := school.Work{Stage: school.Implement, Kind: school.HandIn, Text: s.variant.Exercise.Bank[0].Text}
	if _, err := s.School.Submit(ctx, by, s.attempt.ID, work); err != nil {
		s.t.Fatal(err)
	}
	s.eventually("items are made", func() bool { return s.workspace().Understanding.Status == school.StatusOpen })
}

// seal seals predictions through the school.
func (s *story) seal() {
	s.t.Helper()
	ctx, by := s.t.Context(), school.ActorFor(s.room.trainees[s.who])
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
}
