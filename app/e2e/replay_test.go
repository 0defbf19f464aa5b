//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"coronium/app/school"
)

// TestReplay writes a program under the eyes of the record, and plays it back: the trainee is asked first, what the editor
// reports leads exactly to what was saved, and the scrubber moves by keys, plays and jumps.
func TestReplay(t *testing.T) {
	r := serve(t, false, newClock(begin))
	room := r.teach(t, school.Timed, "Mira Sato")
	if err := r.School.SetRecording(t.Context(), school.ActorFor(room.advisor), room.course.ID, true); err != nil {
		t.Fatal(err)
	}
	s := &story{running: r, browser: newBrowser(t, r.url), room: room}
	s.attempt, s.variant = s.begun()
	s.seal()
	s.signIn("trainee0@example.org")
	s.glance("recording-asked", s.stage("implement"))
	s.shows("Nothing is recorded yet.")
	s.click("button[name=recording][value=yes]")
	s.shows("It is recorded from now on")

	s.program("#source", "def f(x):\n    y = 2*x\n") // by a paste over all that stood there
	s.key("End")
	s.types("z = 'τ😀'  # by hand")
	s.key("Enter")
	s.saved()
	s.types("w = 1")
	for range 5 {
		s.key("Backspace")
	}
	s.types("v = 3")
	s.sendProgram("run")
	replay := s.replayed()
	kinds := map[school.EditKind]int{}
	for _, step := range replay.Steps {
		kinds[step.Kind]++
	}
	if kinds[school.Changed] != 0 || kinds[school.Pasted] != 1 || kinds[school.Typed] < 3 || kinds[school.RunMark] != 1 {
		t.Errorf("the record has %v", kinds)
	}
	if got, want := replay.At(len(replay.Steps)).Text(), s.submissions()[0].Text; got != want {
		t.Errorf("the replay ends with %q, the program that was run is %q", got, want)
	}

	advisor := newBrowser(t, r.url)
	advisor.signIn("reyes@example.org")
	path := fmt.Sprintf("/attempts/%d/replay", s.attempt.ID)
	advisor.glance("replay", path)
	advisor.open(path)
	advisor.until("the replay is alive", "[...document.querySelectorAll('.scrub button')].some(b => b.textContent === 'Play')")
	advisor.reach("#step")
	advisor.key("Home")
	advisor.shows("What stood there at the beginning")
	shown := "[...document.querySelectorAll('[data-shown] .l > span:last-child')].map(e => e.textContent).join('\\n')"
	if got := evaluate[string](advisor, shown); got != replay.At(0).Text() {
		t.Errorf("at the beginning the page shows %q, not %q", got, replay.At(0).Text())
	}
	for n := 1; n <= len(replay.Steps); n++ {
		advisor.key("ArrowRight")
		if got := evaluate[string](advisor, shown); got != replay.At(n).Text() {
			t.Errorf("at step %d the page shows %q, not %q", n, got, replay.At(n).Text())
		}
	}
	if !evaluate[bool](advisor, "[...document.querySelectorAll('[data-shown] mark')].some(m => m.textContent.includes('y = 2*x')) && ![...document.querySelectorAll('[data-shown] mark')].some(m => m.textContent.includes('by hand'))") {
		t.Error("what came by paste is not marked")
	}
	advisor.press("a[data-step='1']")
	advisor.shows("Step 1 of")
	advisor.reach(".scrub button[type=button]")
	advisor.key("Enter") // plays to the end
	advisor.until("it has played to the end", fmt.Sprintf("document.querySelector('#step').value === '%d'", len(replay.Steps)))
	s.open("/account")
	if text := evaluate[string](s.browser, "fetch('/account/log.jsonl').then(r => r.text())"); !strings.Contains(text, "replay.opened") || !strings.Contains(text, "recording.agreed") {
		t.Error("the trainee's log does not tell of the look")
	}
	s.open(path)
	s.click("form[action$='/recording'] button")
	s.shows("what was is deleted")
	if n := len(s.replayed().Steps); n != 0 {
		t.Errorf("%d steps are left", n)
	}
}

// saved waits until the draft on the server is what stands in the editor, with all that was typed.
func (s *story) saved() {
	s.t.Helper()
	text := evaluate[string](s.browser, "document.querySelector('#source').value")
	if !strings.Contains(text, "τ😀'  # by hand") {
		s.t.Fatalf("the editor holds %q", text)
	}
	s.eventually("the draft is saved", func() bool { return s.workspace().Drafts[school.Implement].Text == text })
}

func (s *story) replayed() school.Replay {
	s.t.Helper()
	replay, err := s.School.Replay(s.t.Context(), school.ActorFor(s.room.trainees[s.who]), s.attempt.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return replay
}
