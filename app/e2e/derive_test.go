//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"coronium/app/school"
)

// TestDeriveByKeyboard writes a derivation with nothing but keys: a line is shown back and its units compared while it is typed,
// Enter judges it, a slip is underlined in the formula, hints open at their cost until the next line itself is there, a wrong
// line is mended, a conditional one gets its assumption, and the formula meets the simulation.
func TestDeriveByKeyboard(t *testing.T) {
	r := serve(t, false, newClock(begin))
	room := r.teach(t, school.Timed, "Mira Sato")
	b := newBrowser(t, r.url)
	b.signIn("trainee0@example.org")
	s := &story{running: r, browser: b, room: room}
	s.attempt, s.variant = s.begun()
	s.seal()
	s.open(s.stage("derive"))
	s.looks("empty")

	s.reach("#line-text")
	s.types("tau*V' = -(V-E_L)+R*I")
	s.until("the line is shown back", "document.querySelector('#line-preview math')")
	s.until("its units are compared", "document.querySelector('#line-preview .agree')")
	s.looks("typed")
	s.key("Enter")
	s.stands(1, "")
	s.types("V = I")
	s.until("units that clash are named", "document.querySelector('#line-preview .clash, #line-preview .bad-input')")
	s.looks("clash")
	for range len("V = I") {
		s.key("Backspace")
	}

	lines := bodyOf(s.variant.Exercise.Worked)
	for i, line := range lines[1:6] {
		s.writes(line)
		s.stands(i+2, "")
	}
	s.writes("T = tau*log((E_L+R*I-V_th)/(E_L+R*I-V_r)) ; solve 6 for T")
	s.stands(7, "bad")
	s.until("the part at fault is marked in the formula", "document.querySelector('.lines > .bad .fault')")
	if !s.has(".lines > .bad .why table") {
		t.Error("no numbers show where the line is false")
	}
	s.looks("wrong")
	for n := 1; n <= len(s.workspaceHints()); n++ {
		before := len(s.workspace().Hints[school.Derive])
		s.reach(".ladder button")
		s.key("Enter")
		s.until(fmt.Sprintf("hint %d is open", n), fmt.Sprintf("document.body.innerText.includes('Hints, %d opened')", n))
		if n > 20 || before == 0 {
			t.Fatal("the ladder has no end")
		}
		if !s.has(".ladder button") {
			break
		}
	}
	if text := s.text(".ladder"); !strings.Contains(text, "Next step: ") {
		t.Errorf("the checker's own hints do not follow the author's:\n%s", text)
	}
	s.looks("hints")

	s.reach("#line-text") // the wrong line stands in the box again
	evaluate[bool](s.browser, "(document.activeElement.select(), true)")
	s.writes(lines[6])
	s.stands(7, "")
	for i, line := range lines[7:] {
		s.writes(line)
		s.stands(i+8, "")
	}
	s.until("the formula meets the simulation", "document.querySelector('#meet')?.closest('section').querySelector('svg')")
	s.looks("whole")
	if got := s.text("ul.goals"); strings.Count(got, "reached") < len(s.variant.Exercise.Derive.Milestones)-1 {
		t.Errorf("milestones: %s", got)
	}
}

// workspaceHints are the hints that the page offers at present.
func (s *story) workspaceHints() []school.Hint {
	return append(s.workspace().Hints[school.Derive], make([]school.Hint, 8)...)
}

// writes types a line with its rule into the box and has it judged.
func (s *story) writes(line string) {
	s.t.Helper()
	s.reach("#line-text")
	s.types(line)
	s.key("Enter")
}

// stands waits for line n and its kind: "bad", or "" for one that does not stand as wrong.
func (s *story) stands(n int, kind string) {
	s.t.Helper()
	s.until(fmt.Sprintf("line %d is judged", n), fmt.Sprintf("document.querySelectorAll('.lines > li').length >= %d && !document.querySelector('form[aria-busy=true]')", n))
	want := "!document.querySelector('.lines > .bad')"
	if kind == "bad" {
		want = "document.querySelector('.lines > .bad')"
	}
	s.until(fmt.Sprintf("line %d stands %q", n, kind), want)
}

// looks keeps pictures of the page, wide and narrow, light and dark.
func (s *story) looks(name string) {
	s.t.Helper()
	for _, width := range []int64{1280, 390} {
		for _, scheme := range []string{"light", "dark"} {
			s.narrow(width)
			s.scheme(scheme)
			s.shoot(fmt.Sprintf("derive-%s-%d-%s", name, width, scheme))
		}
	}
	s.narrow(1280)
	s.scheme("light")
}
