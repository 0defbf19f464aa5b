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
	"coronium/app/store"
	"coronium/exercises"
	"coronium/grading/understand"
)

// TestLoop walks a trainee through all five stages, as pages with JavaScript offer them.
func TestLoop(t *testing.T) { walk(t, true) }

// TestLoopWithoutScripts walks through the same with JavaScript switched off.
func TestLoopWithoutScripts(t *testing.T) { walk(t, false) }

// walk does the whole exercise as somebody who understands it, with one slip in the derivation on the way.
func walk(t *testing.T, scripts bool) {
	r := serve(t, false, newClock(begin))
	room := r.teach(t, school.Timed, "Mira Sato")
	b := newBrowser(t, r.url)
	if !scripts {
		b.withoutScripts()
	}
	b.signIn("trainee0@example.org")
	if got := b.path(); got != "/today" {
		t.Fatalf("a trainee's day begins at %s", got)
	}
	b.click(".due .btn.go")
	s := &story{running: r, browser: b, room: room}
	s.attempt, s.variant = s.begun()
	s.predict()
	s.derive()
	s.implement()
	s.explain()
	s.critique()
	b.open("/today")
	if marks := b.text(".due .stages, .mods"); strings.Contains(marks, "Continue") {
		t.Errorf("something is still to be done:\n%s", marks)
	}
	w := s.workspace()
	for _, st := range w.Stages {
		if st.State != school.Passed && st.State != school.Sealed {
			t.Errorf("%s ends as %s: %s", st.Stage, st.State, st.Says)
		}
	}
	if w.Understanding.Status != school.StatusCleared {
		t.Errorf("understanding ends as %s: %s", w.Understanding.Status, w.Understanding.Says)
	}
}

// story is a trainee at work in a browser.
type story struct {
	*running
	*browser
	room    classroom
	who     int // which of its trainees
	attempt school.Attempt
	variant *exercises.Variant
	code    string // of the room; empty where sittings need none
}

// begun finds the attempt that the page has begun.
func (s *story) begun() (school.Attempt, *exercises.Variant) {
	s.t.Helper()
	attempt, err := s.School.Begin(s.t.Context(), school.ActorFor(s.room.trainees[s.who]), s.room.assignment.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	x, err := s.Content.Exercise(exercise)
	if err != nil {
		s.t.Fatal(err)
	}
	variant, err := x.Variant(attempt.Seed)
	if err != nil {
		s.t.Fatal(err)
	}
	return attempt, variant
}

func (s *story) workspace() school.Workspace {
	s.t.Helper()
	w, err := s.School.Workspace(s.t.Context(), school.ActorFor(s.room.trainees[s.who]), s.attempt.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return w
}

func (s *story) stage(name string) string { return fmt.Sprintf("/attempts/%d/%s", s.attempt.ID, name) }

// named selects a form field by its name.
func named(name string) string { return fmt.Sprintf("[name=%q]", name) }

// predict leaves one thing out at first: the page comes back with all that was typed.
func (s *story) predict() {
	s.t.Helper()
	s.open(s.stage("derive"))
	s.shows("Predict first")
	s.open(s.stage("predict"))
	for _, q := range s.variant.Exercise.Predict {
		if q.Entry.Curve != nil {
			for i := range 11 {
				s.fill(named(fmt.Sprintf("%s.point%d", q.ID, i)), fmt.Sprint(max(0, (i-2)*40)))
			}
			continue
		}
		truth, err := s.variant.Number(q.Truth.Expression.Text, nil)
		if err != nil {
			s.t.Fatal(err)
		}
		s.fill(named(q.ID+".low"), fmt.Sprintf("%.4g", truth*.9))
		s.fill(named(q.ID+".high"), fmt.Sprintf("%.4g", truth*1.2))
	}
	first := s.variant.Exercise.Predict[0].ID
	low := evaluate[string](s.browser, "document.querySelector("+quoted(named(first+".low"))+").value")
	s.fill(named(first+".high"), "")
	s.click("button[value=seal]")
	s.shows("Not sealed yet")
	if kept := evaluate[string](s.browser, "document.querySelector("+quoted(named(first+".low"))+").value"); kept != low {
		s.t.Errorf("the refused form has lost an entry: %q for %q", kept, low)
	}
	s.fill(named(first+".high"), low+"1")
	s.click("button[value=seal]")
	s.shows("Sealed")
	if s.has("button[value=seal]") {
		s.t.Error("sealed predictions can still be changed")
	}
	s.until("the outcome stands beside the prediction", "document.body.innerText.includes('the outcome is')")
}

// derive writes the worked derivation with its seventh line wrong at first.
func (s *story) derive() {
	s.t.Helper()
	s.open(s.stage("derive"))
	lines := bodyOf(s.variant.Exercise.Worked)
	for i, line := range lines {
		if i == 6 {
			s.line("T = tau*log((E_L+R*I-V_th)/(E_L+R*I-V_r))", "solve 6 for T", i+1)
			s.shows("does not follow")
			s.shows("Where it is false")
			s.hint()
		}
		text, rule, _ := strings.Cut(line, ";")
		s.line(strings.TrimSpace(text), strings.TrimSpace(rule), i+1)
		s.until(fmt.Sprintf("line %d does not stand as wrong", i+1), "!document.querySelector('.lines > .bad')")
	}
	if s.scripts {
		s.previewed()
	}
	s.fill("[name=assumption]", "R*I > 0")
	s.sendSoft(".addline button", "document.querySelectorAll('.assume > li').length >= 2")
	s.shows("The curve is your line 9: it meets the simulation")
	s.sendSoft("button[data-hand-in]", "document.body.innerText.includes('Receipt')")
	s.until("the derivation is judged", "document.body.innerText.includes('milestones are reached')")
}

// line writes one line and has it judged.
func (s *story) line(text, rule string, n int) {
	s.t.Helper()
	s.fill("#line-text", text)
	s.fill("#line-rule", rule)
	s.sendSoft("[data-compose] .go", fmt.Sprintf("document.querySelectorAll('.lines > li').length >= %d", n))
	s.shows("holds") // the notice of this line or of one before; the caller looks at the line itself
}

// sendSoft sends a form that a script may send in the background; without scripts it is an ordinary page.
func (s *story) sendSoft(button, then string) {
	s.t.Helper()
	if !s.scripts {
		s.click(button)
		s.until("the page has changed", then)
		return
	}
	evaluate[bool](s.browser, "(document.querySelector('main').dataset.old = 'yes', document.querySelector('main').firstElementChild.dataset.old = 'yes', true)")
	s.press(button)
	s.until("the part has been replaced", "!document.querySelector('main').firstElementChild.dataset.old && !document.querySelector('form[aria-busy=true]')")
	s.until("the page has changed", then)
}

// hint opens the first rung of the ladder.
func (s *story) hint() {
	s.t.Helper()
	s.sendSoft(".ladder button", "document.body.innerText.includes('1 opened')")
}

// previewed makes sure that a line is shown back while it is typed.
func (s *story) previewed() {
	s.t.Helper()
	s.fill("#line-text", "T = 2*tau")
	s.until("the line is shown back", "document.querySelector('#line-preview math')")
	s.until("its units are compared", "document.querySelector('#line-preview .agree')")
	s.fill("#line-text", "")
}

// bodyOf are the lines of a derivation file, without numbers.
func bodyOf(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "(") {
			continue
		}
		_, line, _ = strings.Cut(line, ")")
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines
}

// implement runs the starter, hands in a program with a syntax error, then the solution.
func (s *story) implement() {
	s.t.Helper()
	s.open(s.stage("implement"))
	s.program("#source", "def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):\n    return (\n")
	s.sendProgram("hand-in")
	s.until("the syntax error is shown", "document.querySelector('.fault')")
	s.program("#source", s.variant.Exercise.Solution)
	s.sendProgram("run")
	s.until("the run is judged", "document.querySelector('#report .checks')")
	if text := s.text("#report"); strings.Contains(text, "hidden tests hold") || strings.Contains(text, "refractory time nothing is held") {
		s.t.Errorf("a run tells of hidden tests:\n%s", text)
	}
	s.sendProgram("hand-in")
	s.shows("14 of 14 hidden tests hold.")
	if !s.has("#report figure svg") {
		s.t.Error("no figure lays the program over the reference")
	}
}

// sendProgram runs or hands in, and waits for the verdict.
func (s *story) sendProgram(do string) {
	s.t.Helper()
	before := s.submissions()
	button := fmt.Sprintf("[data-program] button[value=%s]", do)
	if s.scripts {
		s.press(button)
	} else {
		s.click(button)
	}
	s.eventually("the program is judged", func() bool {
		subs := s.submissions()
		return len(subs) > len(before) && subs[0].State == school.Graded
	})
	// The page learns of it by itself: by events where scripts run, by refreshing where not.
	s.until("the page shows the verdict", "!document.querySelector('#run-strip .strip') && document.querySelector('#feedback')")
}

func (s *story) submissions() []school.Submission {
	s.t.Helper()
	subs, err := s.School.Submissions(s.t.Context(), school.ActorFor(s.room.trainees[s.who]), s.attempt.ID, school.Page{Limit: 200})
	if err != nil {
		s.t.Fatal(err)
	}
	return subs
}

// eventually waits for something on the server.
func (s *story) eventually(what string, so func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(2 * patience); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain until %s\n%s", what, s.state())
		}
	}
}

// explain sits a day later, when every item may be asked, and answers from understanding.
func (s *story) explain() {
	s.t.Helper()
	s.eventually("items are made", func() bool { return s.workspace().Understanding.Status == school.StatusOpen })
	s.running.clock.pass(25 * time.Hour)
	s.sit(s.right)
	s.shows("Four of four right.")
	if n := evaluate[int](s.browser, "document.querySelectorAll('form[action$=\"/run\"] button').length"); n != 4 {
		s.t.Fatalf("%d items can be run again, not 4", n)
	}
	s.click("form[action$='/run'] button")
	s.until("the key was found again", "document.body.innerText.includes('Run again')")
}

// right answers an item from understanding.
func (s *story) right(item understand.Item) map[string]string {
	s.t.Helper()
	answer, err := demo.RightAnswer(item, s.variant.Exercise)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer
}

// sit opens the next sitting, with the code of the room if there is one, and answers its items.
func (s *story) sit(answer func(understand.Item) map[string]string) {
	s.t.Helper()
	s.open(s.stage("explain"))
	if s.code != "" {
		s.fill("#code", s.code)
	}
	s.click("form[action$='/sitting'] .go")
	for range 8 {
		if !s.has("form[data-sitting]") {
			break
		}
		item := s.item()
		if item.Response.Kind == understand.Number {
			s.fill("form[data-sitting] [name=value]", "about seven")
			s.click("button[value=answer]")
			s.shows("not a number")
		}
		s.enter(item, answer(item))
		s.click("button[value=answer]")
	}
	s.eventually("all answers are marked", func() bool {
		for _, sitting := range s.workspace().Understanding.Sittings {
			for _, it := range sitting.Items {
				if it.Marked.IsZero() {
					return false
				}
			}
		}
		return true
	})
	s.open(s.path())
}

// item reads the item that the page asks, with its key, from the store beside the server.
func (s *story) item() understand.Item {
	s.t.Helper()
	var item understand.Item
	beside, err := store.Open(s.t.Context(), s.data, store.Options{Beside: true})
	if err != nil {
		s.t.Fatal(err)
	}
	defer beside.Close()
	id := evaluate[string](s.browser, "document.querySelector('form[data-sitting] [name=item]').value")
	err = beside.Read(s.t.Context(), func(tx school.Tx) error {
		sittings, err := tx.SittingsOf(s.attempt.ID)
		if err != nil {
			return err
		}
		for _, sitting := range sittings {
			for _, it := range sitting.Items {
				if fmt.Sprint(it.ID) == id {
					return json.Unmarshal(it.Full, &item)
				}
			}
		}
		return fmt.Errorf("no sitting has the item %s", id)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if page := evaluate[string](s.browser, "document.documentElement.outerHTML"); item.KeySays != "" && strings.Contains(page, item.KeySays) {
		s.t.Errorf("the page of an open item gives its key away: %s", item.KeySays)
	}
	return item
}

// enter fills the form of an item.
func (s *story) enter(item understand.Item, answer map[string]string) {
	s.t.Helper()
	for _, f := range item.Response.Fields {
		value := answer[f.Name]
		switch item.Response.Kind {
		case understand.Code:
			s.program("#answer-code", value)
		case understand.Number, understand.Inputs, understand.Formula:
			s.fill("form[data-sitting] "+named(f.Name), value)
		default:
			if item.Response.Kind == understand.Probing && value == "" {
				continue // an input for a call, not an answer
			}
			s.choose(fmt.Sprintf("form[data-sitting] [name=%q][value=%q]", f.Name, value))
		}
	}
}

// critique judges every piece rightly.
func (s *story) critique() {
	s.t.Helper()
	s.open(s.stage("critique"))
	for _, c := range s.variant.Exercise.Critique {
		s.choose(fmt.Sprintf("[name=%q][value=%q]", c.ID+".verdict", c.Truth))
		s.fill(named(c.ID+".confidence"), "85")
		if line, _, _ := strings.Cut(c.Line, ","); line != "" {
			s.choose(fmt.Sprintf("[name=%q][value=%q]", c.ID+".line", line))
		}
		for _, shows := range c.Shows {
			s.fill(named(c.ID+".input."+shows.Name), shows.Value.Expr.Text)
		}
		if c.Entry != nil {
			truth, err := s.variant.Number(c.Answer.Expression.Text, nil)
			if err != nil {
				s.t.Fatal(err)
			}
			s.fill(named(c.ID+".low"), fmt.Sprintf("%.3g", .8*truth))
			s.fill(named(c.ID+".high"), fmt.Sprintf("%.3g", 1.2*truth))
		}
		s.click("button[value=judge]")
	}
	s.until("the truth is shown", "document.querySelector('#reveal')")
	if s.has("button[value=judge]") {
		s.t.Error("a judgement that was given can be given again")
	}
}
