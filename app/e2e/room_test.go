//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"coronium/app/demo"
	"coronium/app/school"
	"coronium/grading/understand"
)

// TestRoom holds sittings in the room on two days, for two trainees at once: one who uses nothing but the keyboard, one who
// leaves the window and whose connection is lost in the middle. Whoever is not in the room can't begin.
func TestRoom(t *testing.T) {
	r := serve(t, false, newClock(begin))
	room := r.teach(t, school.InTheRoom, "Mira Sato", "Jonas Weber")
	var sitters []*story
	for i := range room.trainees {
		s := &story{running: r, browser: newBrowser(t, r.url), room: room, who: i}
		s.attempt, s.variant = s.begun()
		s.passWithBank()
		s.signIn(fmt.Sprintf("trainee%d@example.org", i))
		sitters = append(sitters, s)
	}
	mira, jonas := sitters[0], sitters[1]
	r.clock.pass(25 * time.Hour)
	mira.open(mira.stage("explain"))
	mira.fill("#code", "AAAAAA")
	mira.click("form[action$='/sitting'] .go")
	mira.shows("is not the one that your advisor shows now")

	advisor := newBrowser(t, r.url)
	advisor.signIn("reyes@example.org")
	path := fmt.Sprintf("/assignments/%d/room", room.assignment.ID)
	for day := 1; day <= 2; day++ {
		advisor.open(path)
		advisor.shows("ready; has not begun")
		advisor.fill("[name=minutes]", "60")
		advisor.click("form[action$='/room'] .go")
		code := advisor.text(".room .code")
		mira.code, jonas.code = code, code
		mira.sitByKeyboard(func(n int) bool { return day == 2 || n%2 == 0 }) // the first day settles nothing
		mira.shows("right.")
		if day == 1 {
			jonas.interrupted()
			advisor.open(path)
			advisor.shows("left 1 time")
		} else {
			jonas.sit(demo.Guess)
		}
		if day == 1 {
			advisor.glance("room", path)
			mira.open(mira.stage("explain"))
			mira.shows("Sitting 2 opens")
			r.clock.pass(25 * time.Hour)
		}
	}
	jonas.open(fmt.Sprintf("/sittings/%d", jonas.workspace().Understanding.Sittings[0].ID))
	jonas.shows("The window was left 1 time")
	if w := jonas.workspace(); w.Understanding.Decision.Items < 6 || w.Understanding.Decision.Days != 2 {
		t.Errorf("Jonas has answered %d items on %d days", w.Understanding.Decision.Items, w.Understanding.Decision.Days)
	}
	if w := mira.workspace(); w.Understanding.Status != school.StatusCleared || w.Understanding.Sittings[0].FocusLost != 0 {
		t.Errorf("Mira ends as %s, her window left %d times", w.Understanding.Status, w.Understanding.Sittings[0].FocusLost)
	}
	jonas.glance("sitting-closed-in-room", jonas.path())
	advisor.open(path)
	advisor.click("form[action$='/close'] button")
	advisor.shows("The room is closed")
}

// interrupted sits with the window left once and the connection lost in the middle: what was entered is kept, through a lost
// connection and through a page that is loaded again, and the time is the server's.
func (s *story) interrupted() {
	s.t.Helper()
	s.open(s.stage("explain"))
	s.fill("#code", s.code)
	s.click("form[action$='/sitting'] .go")
	evaluate[bool](s.browser, `(Object.defineProperty(document, "hidden", {value: true, configurable: true}), document.dispatchEvent(new Event("visibilitychange")), delete document.hidden, true)`)
	s.eventually("the server knows that the window was left", func() bool { return s.sitting().FocusLost == 1 })
	sitting, item := s.sitting(), s.item()
	deadline := sitting.Items[0].Deadline
	if deadline.IsZero() {
		s.t.Fatal("an item in the room has no limit")
	}
	s.enter(item, demo.Guess(item))
	s.running.clock.pass(20 * time.Second)
	s.open(s.path())
	if used := evaluate[float64](s.browser, "document.querySelector('progress[data-clock]').value"); used < 20 {
		s.t.Errorf("after 20 s and another load of the page %g s are used", used)
	}
	entered := func() string {
		return evaluate[string](s.browser, `JSON.stringify([...new FormData(document.querySelector("form[data-sitting]"))])`)
	}
	before := entered()
	if strings.Count(before, "[") < 3 {
		s.t.Errorf("what was entered is gone after another load of the page: %s", before)
	}
	s.offline(true)
	s.press("form[data-sitting] button[value=answer]")
	s.shows("No connection. Your answer is kept here")
	if got := entered(); got != before {
		s.t.Errorf("without a connection the form holds %s, not %s", got, before)
	}
	if now := s.sitting(); now.Done() != 0 || !now.Items[0].Deadline.Equal(deadline) {
		s.t.Errorf("while the connection was lost %d items were answered, the time ends at %s, not %s", now.Done(), now.Items[0].Deadline, deadline)
	}
	s.mark()
	s.offline(false)
	s.arrived()
	if now := s.sitting(); now.Done() != 1 || now.Items[0].TimedOut || now.Items[0].DontKnow || len(now.Items[0].Answer) == 0 {
		s.t.Errorf("with the connection back the first item is %+v", now.Items[0])
	}
	s.finish(demo.Guess)
}

// sitting is the newest sitting, as the server keeps it.
func (s *story) sitting() school.Sitting {
	s.t.Helper()
	all := s.workspace().Understanding.Sittings
	if len(all) == 0 {
		s.t.Fatal("there is no sitting")
	}
	return all[len(all)-1]
}

// networkConditions are the parameters of the command that every Chromium of the last years knows.
type networkConditions struct {
	Offline            bool    `json:"offline"`
	Latency            float64 `json:"latency"`
	DownloadThroughput float64 `json:"downloadThroughput"`
	UploadThroughput   float64 `json:"uploadThroughput"`
}

var conditions = cdp.Command[networkConditions, cdp.Empty]{Method: "Network.emulateNetworkConditions"}

// offline cuts the browser off, or lets it back.
func (b *browser) offline(cut bool) {
	b.t.Helper()
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, conditions, networkConditions{Offline: cut, DownloadThroughput: -1, UploadThroughput: -1})
		return chromedp.Void{}, err
	})
}

// finish answers what is left of an open sitting.
func (s *story) finish(answer func(understand.Item) map[string]string) {
	s.t.Helper()
	for range 8 {
		if !s.has("form[data-sitting]") {
			return
		}
		item := s.item()
		s.enter(item, answer(item))
		s.click("form[data-sitting] button[value=answer]")
	}
}

// sitByKeyboard opens a sitting and answers all of it with Tab, arrows, Space, letters and Enter.
// The n-th answer, from 0, is right where well says so.
func (s *story) sitByKeyboard(well func(n int) bool) {
	s.t.Helper()
	s.open(s.stage("explain"))
	s.reach("#code")
	s.types(s.code)
	s.mark()
	s.key("Enter")
	s.arrived()
	for n := range 8 {
		if !s.has("form[data-sitting]") {
			return
		}
		item := s.item()
		answer := demo.Guess(item)
		if well(n) {
			answer = s.right(item)
		}
		s.keyIn(item, answer)
		s.reach("form[data-sitting] button[value=answer]")
		s.mark()
		s.key("Enter")
		s.arrived()
		if s.has("form[data-sitting] .bad-input") {
			s.t.Fatalf("the answer to %s can't be read: %s", item.Title, s.text("form[data-sitting] .bad-input"))
		}
	}
}

// keyIn gives an answer by keys alone.
func (s *story) keyIn(item understand.Item, answer map[string]string) {
	s.t.Helper()
	for _, f := range item.Response.Fields {
		value, field := answer[f.Name], fmt.Sprintf("form[data-sitting] [name=%q]", f.Name)
		switch {
		case item.Response.Kind == understand.Code:
			s.program("#answer-code", value) // the editor: Tab leaves it, and it takes a paste
		case s.has(field + "[type=radio]"):
			s.reach(field)
			s.pick(field, value)
		case value == "":
		default:
			s.reach(field)
			s.types(value)
		}
	}
}

// focused says whether what matches a selector has the focus; one radio button of a group is as good as another.
func focused(selector string) string {
	return `(() => { const a = document.activeElement, w = document.querySelector(` + quoted(selector) + `); return !!a && !!w && (a === w || a.type === "radio" && a.name === w.name && a.form === w.form); })()`
}

// reach presses Tab until something has the focus, as long as a person would.
func (b *browser) reach(selector string) {
	b.t.Helper()
	for range 120 {
		if evaluate[bool](b, focused(selector)) {
			return
		}
		b.key("Tab")
	}
	b.t.Fatalf("no number of Tabs leads to %s; the focus is on %s", selector, evaluate[string](b, "document.activeElement?.outerHTML.slice(0, 200) ?? ''"))
}

// pick moves through a group of radio buttons with arrow keys until one is chosen.
func (b *browser) pick(group, value string) {
	b.t.Helper()
	chosen := "document.querySelector(" + quoted(group+":checked") + ")?.value === " + quoted(value)
	b.key(" ")
	for range 200 {
		if evaluate[bool](b, chosen) {
			return
		}
		b.key("ArrowDown")
	}
	b.t.Fatalf("no number of arrow keys chooses %s in %s", value, group)
}

// keys that a person presses, by their names in a browser.
var keyNames = map[string]string{"Tab": "\t", "Enter": "\r", "ArrowDown": "\u0301", "ArrowRight": "\u0303", "End": "\u0305", "Home": "\u0306", "Backspace": "\b"}

func (b *browser) key(name string) {
	b.t.Helper()
	if code, ok := keyNames[name]; ok {
		name = code
	}
	b.do(chromedp.KeyEvent(name))
}

func (b *browser) types(text string) {
	b.t.Helper()
	for _, r := range text {
		b.do(chromedp.KeyEvent(string(r)))
	}
}

// TestTimeRunsOut lets the time of an item run out twice: while the page is open, which sends what stands there; and while
// nobody looks, which counts as not answered. An accommodation makes the time longer.
func TestTimeRunsOut(t *testing.T) {
	r := serve(t, false, newClock(begin))
	room := r.teach(t, school.Timed, "Samuel Osei")
	if _, err := r.School.Accommodate(t.Context(), school.ActorFor(room.advisor), room.course.ID, room.trainees[0].ID, school.Accommodation{TimeFactor: 1.5}); err != nil {
		t.Fatal(err)
	}
	s := &story{running: r, browser: newBrowser(t, r.url), room: room}
	s.attempt, s.variant = s.begun()
	s.passWithBank()
	s.signIn("trainee0@example.org")
	r.clock.pass(25 * time.Hour)
	s.open(s.stage("explain"))
	s.click("form[action$='/sitting'] .go")
	s.glance("sitting-timed", s.path())
	first := s.sitting().Items[0]
	if got, want := first.Deadline.Sub(first.Served), time.Duration(1.5*float64(first.Seconds))*time.Second; (got - want).Abs() > time.Second {
		t.Errorf("with an accommodation of 1.5 the time is %s, not %s", got, want)
	}
	item := s.item()
	s.enter(item, s.right(item))
	s.mark()
	s.running.clock.pass(s.leftOf(first) - 3*time.Second)
	s.open(s.path()) // what was entered is still there
	s.mark()
	s.until("the page has sent what stood there", "!window.left && document.readyState === 'complete'")
	if got := s.sitting().Items[0]; got.TimedOut || len(got.Answer) == 0 || got.Answered.IsZero() {
		t.Errorf("when the time was over the page sent %+v", got)
	}

	second := s.sitting().Items[1]
	s.running.clock.pass(s.leftOf(second) + 10*time.Second)
	item = s.item()
	s.enter(item, s.right(item))
	s.click("form[data-sitting] button[value=answer]")
	got := s.sitting().Items[1]
	if !got.TimedOut || got.Correct || len(got.Answer) != 0 {
		t.Errorf("an answer after the time is %+v", got)
	}
	s.finish(s.right)
	s.open(fmt.Sprintf("/sittings/%d", s.sitting().ID))
	s.shows("time ran out")
}

// leftOf is the time that an item has still.
func (s *story) leftOf(it school.SittingItem) time.Duration {
	return it.Deadline.Sub(s.running.clock.now())
}
