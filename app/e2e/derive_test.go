//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

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

// TestUndoByKeyboard takes lines back and brings them again with nothing but keys: Ctrl+Z belongs to the text that is being
// typed as long as there is any, then to the derivation; nothing that was typed is lost, and what a hint cost is not refunded.
// A paste into a derivation by hand is counted, and a line that holds only sometimes says when.
func TestUndoByKeyboard(t *testing.T) {
	r := serve(t, false, newClock(begin))
	room := r.teach(t, school.Timed, "Mira Sato")
	advisor := school.ActorFor(room.advisor)
	_, err := r.School.ChangeAssignment(t.Context(), advisor, room.assignment.ID, school.NewAssignment{Course: room.course.ID, Exercise: exercise,
		Opens: "2026-11-20T08:00", Due: "2026-12-18T18:00", Late: school.LateCounts, LatePerDay: 10, Counts: school.CountsBest, Mode: school.Timed,
		Policies: map[school.Stage]school.Policy{school.Derive: {Help: school.ByHand, Weight: 30, HintCost: 10}}})
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, r.url)
	b.signIn("trainee0@example.org")
	s := &story{running: r, browser: b, room: room}
	s.attempt, s.variant = s.begun()
	s.seal()
	s.open(s.stage("derive"))
	if text := s.text("#derivation"); !strings.Contains(text, "what you paste is recorded") {
		t.Errorf("the page does not say that pastes are recorded:\n%s", text)
	}
	lines := bodyOf(s.variant.Exercise.Worked)
	for i, line := range lines[:3] {
		s.writes(line)
		s.stands(i+1, "")
	}

	// An empty box: the keys belong to the derivation.
	s.control("z", "")
	s.undone("Undone: line 3 added.", 2)
	s.control("Z", "")
	s.undone("Redone: line 3 added.", 3)
	s.control("z", "")
	s.undone("Undone: line 3 added.", 2)
	s.control("y", "")
	s.undone("Redone: line 3 added.", 3)

	// Text in the box: the keys belong to it, until it is gone.
	s.types("V = E_L")
	for range 12 {
		s.control("z", "undo")
		if s.value("#line-text") == "" {
			break
		}
	}
	s.holds(3)
	s.control("Z", "redo")
	if s.value("#line-text") == "" {
		t.Error("what the browser's undo took from the box does not come back by Ctrl+Shift+Z")
	}
	s.holds(3)
	for range 12 {
		if s.value("#line-text") == "" {
			break
		}
		s.control("z", "undo")
	}
	s.control("z", "undo")
	s.undone("Undone: line 3 added.", 2)
	s.control("Z", "redo")
	s.undone("Redone: line 3 added.", 3)

	// A line is removed and had back by button while another one is being typed.
	s.types("T = tau*log(")
	s.reach("form[action$='/lines/2/remove'] button")
	s.key("Enter")
	s.undone("The line is gone", 2)
	s.reach("[data-history=undo]")
	s.looks("removed")
	s.key("Enter")
	s.undone("Undone: line 2 removed.", 3)
	if got := s.value("#line-text"); got != "T = tau*log(" {
		t.Errorf("the box holds %q after a line was removed and had back", got)
	}
	if !s.focusIn("[data-history]") {
		t.Error("the focus does not stay with undo and redo")
	}
	s.mark()
	s.open(s.stage("derive")) // after a reload it is all there
	if got := s.value("#line-text"); got != "T = tau*log(" || !s.has("[data-history=redo]") {
		t.Errorf("after a reload the box holds %q", got)
	}

	// A new line in front of one that stands; the next line waits meanwhile.
	s.reach("a[href*='before=2']")
	s.key("Enter")
	s.until("the box is for a new line", "document.querySelector('[name=insert]')")
	s.looks("insert")
	s.reach("#line-text")
	s.types("-tau*V' = (V-E_L)-R*I ; equiv 1")
	s.key("Enter")
	s.undone("The line holds.", 4)
	if got := s.value("#line-text"); got != "T = tau*log(" {
		t.Errorf("the line that waited is %q", got)
	}

	// A paste is counted; a hint costs, whatever is undone afterwards.
	s.reach("#line-text")
	s.control("a", "selectAll")
	s.control("x", "cut")
	s.control("v", "paste")
	if got := s.value("[name=pasted]"); got != fmt.Sprint(len("T = tau*log(")) {
		t.Errorf("pasted characters: %s", got)
	}
	s.control("a", "selectAll")
	s.key("Backspace")
	s.reach("#hints summary")
	if !s.has("#hints[open]") {
		s.key("Enter")
	}
	s.reach(".ladder button")
	if text := s.text(".ladder"); !strings.Contains(text, "costs 10 %") {
		t.Errorf("the ladder does not say what a hint costs:\n%s", text)
	}
	s.key("Enter")
	s.until("the hint is open", "document.body.innerText.includes('Hints, 1 opened')")
	s.reach("[data-history=undo]")
	s.key("Enter")
	s.undone("Undone: line 2 inserted.", 3)
	if hint := s.workspace().Hints[school.Derive][0]; !hint.Opened || hint.Cost != 0.1 || !strings.Contains(s.text("#hints, .why"), "Hints, 1 opened") {
		t.Errorf("after an undo the hint is %+v", hint)
	}

	// A line that holds only sometimes says when; stated, the condition settles it.
	s.writes("sqrt(E_L^2) = E_L ; identity")
	s.until("the line holds under a condition", "document.querySelector('.lines > .maybe .why')")
	if text := s.text(".lines > .maybe"); !strings.Contains(text, "E_L >") {
		t.Errorf("the condition is not shown: %s", text)
	}
	s.looks("conditional")
	s.reach("form[action$='/assume'] button[name=assumption]")
	s.key("Enter")
	s.until("the condition is stated", "!document.querySelector('.lines > .maybe')")
	s.reach("[data-history=undo]")
	s.key("Enter")
	s.until("the assumption is taken back", "document.querySelector('.lines > .maybe') && document.querySelector('.notices').textContent.includes('stated')")
}

// control presses a key with Ctrl; the command is what the browser's own editing does on it.
func (s *story) control(key, command string) {
	s.t.Helper()
	option := func(p *input.DispatchKeyEventParams) {
		p.Modifiers |= int64(chromedp.ModifierCtrl)
		if command != "" && (p.Type == input.DispatchKeyEventTypeKeyDown || p.Type == input.DispatchKeyEventTypeRawKeyDown) {
			p.Commands = []string{command}
		}
	}
	s.do(chromedp.KeyEvent(key, option))
}

// undone waits for the live region to say something, and for the number of lines.
func (s *story) undone(says string, lines int) {
	s.t.Helper()
	s.until(says, "document.querySelector('.notices[role=status]').textContent.includes("+quoted(says)+") && !document.querySelector('form[aria-busy=true]')")
	s.holds(lines)
}

func (s *story) holds(lines int) {
	s.t.Helper()
	if got := evaluate[int](s.browser, "document.querySelectorAll('.lines > li').length"); got != lines {
		s.t.Fatalf("%d lines, not %d", got, lines)
	}
}

func (s *story) value(selector string) string {
	s.t.Helper()
	return evaluate[string](s.browser, "document.querySelector("+quoted(selector)+").value")
}

func (s *story) focusIn(selector string) bool {
	s.t.Helper()
	return evaluate[bool](s.browser, "document.activeElement.matches("+quoted(selector)+")")
}
