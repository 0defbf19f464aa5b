package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"coronium/app/demo"
	"coronium/app/school"
	"coronium/exercises"
	"coronium/grading/understand"
)

// pass moves the clock of the site.
func (s *testSite) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

// sitter is a trainee whose program has passed, in a course whose checks are sat in one mode.
type sitter struct {
	*client
	in      *course
	advisor *client
	attempt string // its address
	id      school.AttemptID
	variant *exercises.Variant
}

func newSitter(t *testing.T, mode school.Mode) *sitter {
	t.Helper()
	in, advisor := newCourse(t)
	day := in.site.now()
	var err error
	in.assignment, err = in.site.School.Assign(t.Context(), school.ActorFor(advisor.person), school.NewAssignment{Course: in.course.ID, Exercise: exercise,
		Opens: day.AddDate(0, 0, -1).Format("2006-01-02T15:04"), Due: day.AddDate(0, 1, 0).Format("2006-01-02T15:04"), Mode: mode})
	if err != nil {
		t.Fatal(err)
	}
	s := &sitter{client: in.enrol("Mira Sato", school.Trainee), in: in, advisor: advisor}
	s.attempt, s.variant = s.begin(in)
	s.id = attemptID(t, in, s.client)
	s.accepted(s.attempt+"/predict", predictions(s.variant))
	s.accepted(s.attempt+"/implement", url.Values{"do": {"hand-in"}, "source": {s.variant.Exercise.Bank[0].Text}})
	for range 600 {
		if u := s.understanding(); u.Status != school.StatusNone && u.Status != school.StatusMaking {
			return s
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("no questions are made")
	return nil
}

func (s *sitter) understanding() school.Understanding {
	s.t.Helper()
	u, err := s.in.site.School.Understanding(s.t.Context(), school.ActorFor(s.person), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

func (s *sitter) sitting(id school.SittingID) school.Sitting {
	s.t.Helper()
	sit, err := s.in.site.School.Sitting(s.t.Context(), school.ActorFor(s.person), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return sit
}

// code opens the room and reads the code from the advisor's page.
func (s *sitter) code() string {
	s.t.Helper()
	at := fmt.Sprintf("/assignments/%d/room", s.in.assignment.ID)
	s.advisor.accepted(at, url.Values{"minutes": {"60"}})
	return strings.TrimSpace(textOf(s.advisor.page(at).all(".room .code")[0]))
}

// again is the same person in another browser.
func (s *sitter) again() *client {
	s.t.Helper()
	other := stranger(s.t, s.in.site)
	other.person = s.person
	token, err := s.in.site.Access.NewLink(s.t.Context(), s.person.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	other.get("/welcome?link=" + token)
	return other
}

// entered is an answer as a form sends it.
func entered(id school.ItemID, fields map[string]string) url.Values {
	out := url.Values{"item": {fmt.Sprint(id)}, "do": {"answer"}}
	for name, value := range fields {
		out.Set(name, value)
	}
	return out
}

func itemOf(t *testing.T, raw json.RawMessage) understand.Item {
	t.Helper()
	var item understand.Item
	if err := json.Unmarshal(raw, &item); err != nil {
		t.Fatal(err)
	}
	return item
}

// TestHostileSitting is one person's way from a passed program to a flag, with everything that people try on the way: at
// the door, during a sitting in the room, on paper, and around the flag.
func TestHostileSitting(t *testing.T) {
	s := newSitter(t, school.InTheRoom)
	thief, assistant := s.in.enrol("Thief", school.Trainee), s.in.enrol("Assistant", school.Assistant)
	elsewhere, foreign := newCourse(t)
	foreignTrainee := elsewhere.enrol("Elsewhere", school.Trainee)

	// At the door: no code, a wrong one, that of another assignment, that of yesterday.
	start := s.attempt + "/sitting"
	other := fmt.Sprintf("/assignments/%d/room", elsewhere.assignment.ID)
	foreign.accepted(other, url.Values{"minutes": {"60"}})
	strange := strings.TrimSpace(textOf(foreign.page(other).all(".room .code")[0]))
	yesterday := s.code()
	s.in.site.pass(24 * time.Hour)
	for _, code := range []string{"", "AAAAAA", strange, yesterday, strings.Repeat("A", 1<<20)} {
		if a := s.post(start, url.Values{"code": {code}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("the code %.8q answers %d", code, a.status)
		}
	}
	code := s.code()
	for _, who := range []*client{thief, foreign, foreignTrainee} {
		if a := who.post(start, url.Values{"code": {code}}); a.status != http.StatusNotFound {
			t.Errorf("%s opens another's sitting: %d", who.person.Name, a.status)
		}
	}

	// Begun in two browsers at once, it is one sitting.
	second, places := s.again(), make([]string, 2)
	var both sync.WaitGroup
	for i, c := range []*client{s.client, second} {
		both.Go(func() { places[i] = c.post(start, url.Values{"code": {code}}).to })
	}
	both.Wait()
	if places[0] != places[1] || !strings.HasPrefix(places[0], "/sittings/") {
		t.Fatalf("two browsers begin %q", places)
	}
	at := places[0]
	id := s.understanding().Sittings[0].ID
	pages := map[school.ItemID]string{} // as they were before anything closed
	serve := func() (school.SittingItem, understand.Item) {
		t.Helper()
		page := s.page(at)
		if got := page.header.Get("Cache-Control"); !strings.Contains(got, "no-store") {
			t.Errorf("a question may be kept by the browser: Cache-Control %q", got)
		}
		for _, it := range s.sitting(id).Items {
			if it.Answered.IsZero() {
				pages[it.ID] += page.body + second.page(at).body
				return it, itemOf(t, it.Shown)
			}
		}
		t.Fatal("nothing is asked")
		return school.SittingItem{}, understand.Item{}
	}
	first, item := serve()
	ids := []school.ItemID{}
	for _, it := range s.sitting(id).Items {
		ids = append(ids, it.ID)
	}

	// Who is not the trainee gets nothing and can do nothing; who teaches sees it when it has closed.
	for _, who := range []*client{thief, foreign, foreignTrainee, assistant, s.advisor} {
		for _, path := range []string{at, at + "/sheet", at + "/entry"} {
			if a := who.get(path); a.status != http.StatusNotFound {
				t.Errorf("GET %s answers %s %d", path, who.person.Name, a.status)
			}
		}
		for path, fields := range map[string]url.Values{at: entered(first.ID, demo.Guess(item)), at + "/focus": {}, at + "/entry": {"sat": {"2026-11-24"}},
			at + "/mend": {"item": {fmt.Sprint(first.ID)}, "reason": {"x"}}, fmt.Sprintf("%s/items/%d/run", at, first.ID): {}} {
			if a := who.post(path, fields); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
				t.Errorf("POST %s answers %s %d", path, who.person.Name, a.status)
			}
		}
	}
	if now := s.sitting(id); now.Done() != 0 || now.FocusLost != 0 {
		t.Fatalf("strangers have changed the sitting: %+v", now)
	}

	// No key before it closes, no skipping ahead, no guessing of numbers, no megabytes.
	if a := s.post(fmt.Sprintf("%s/items/%d/run", at, first.ID), nil); a.status != http.StatusConflict {
		t.Errorf("a key is run before the sitting closes: %d", a.status)
	}
	for _, guess := range []school.ItemID{ids[1], ids[3], ids[3] + 1, 1 << 40} {
		s.post(at, entered(guess, map[string]string{"value": "1"}))
	}
	big := map[string]string{}
	for _, f := range item.Response.Fields {
		big[f.Name] = strings.Repeat("9", 1<<20)
	}
	if a := s.post(at, entered(first.ID, big)); a.status != http.StatusUnprocessableEntity {
		t.Errorf("an answer of a megabyte answers %d", a.status)
	}
	for _, bad := range []url.Values{{"item": {"-1"}}, {"item": {"x"}}, {}} {
		if a := s.post(at, bad); a.status < 400 || a.status >= 500 {
			t.Errorf("a form without its question answers %d", a.status)
		}
	}
	if now := s.sitting(id); now.Done() != 0 {
		t.Fatalf("%d answers were taken that are none", now.Done())
	}

	// Two tabs, an old form sent again, the back button: the first answer stands.
	s.accepted(at, entered(first.ID, demo.Guess(item)))
	kept := s.sitting(id).Items[0]
	second.accepted(at, url.Values{"item": {fmt.Sprint(first.ID)}, "do": {"dont-know"}})
	s.accepted(at, entered(first.ID, demo.Guess(item)))
	if now := s.sitting(id); now.Done() != 1 || now.Items[0].DontKnow || !now.Items[0].Answered.Equal(kept.Answered) {
		t.Errorf("an answer was changed afterwards: %+v", now.Items[0])
	}

	// The clock that counts is the server's: an answer after the time is none, and setting it back gives nothing.
	late, lateItem := serve()
	s.in.site.pass(-10 * time.Minute)
	if page := s.page(at); !strings.Contains(page.body, `value="0"`) {
		t.Error("with the clock set back the time used is not none")
	}
	s.in.site.pass(10*time.Minute + late.Deadline.Sub(late.Served) + 20*time.Second)
	s.accepted(at, entered(late.ID, demo.Guess(lateItem)))
	if got := s.sitting(id).Items[1]; !got.TimedOut || len(got.Answer) != 0 {
		t.Errorf("an answer after the time: %+v", got)
	}
	for range 2 {
		it, item := serve()
		s.accepted(at, entered(it.ID, demo.Guess(item)))
	}
	closed := s.sitting(id)
	if closed.Closed.IsZero() {
		t.Fatal("four answers do not close the sitting")
	}
	for _, it := range closed.Items {
		full := itemOf(t, it.Full)
		for _, secret := range append([]string{full.KeySays, string(full.Key)}, routeNames(full)...) {
			if len(secret) > 12 && strings.Contains(pages[it.ID], secret) {
				t.Errorf("the page of question %d, %s, held %q before the sitting closed", it.N, it.Family, secret)
			}
		}
	}
	s.page(at).says("Run it", "The key")
	s.post(at, url.Values{"item": {fmt.Sprint(late.ID)}, "do": {"answer"}, "value": {"1"}})
	if now := s.sitting(id); len(now.Items[1].Answer) != 0 || !now.Closed.Equal(closed.Closed) {
		t.Errorf("an answer to a sitting that has closed was taken: %+v", now.Items[1])
	}
	if a := s.post(start, url.Values{"code": {code}}); a.status != http.StatusConflict {
		t.Errorf("a second sitting on the same day answers %d", a.status)
	}

	s.onPaper(thief, assistant, foreign)
	s.hostileFlag(thief, assistant, foreign)
}

func routeNames(item understand.Item) []string {
	var out []string
	for _, r := range item.Routes {
		out = append(out, r.Name)
	}
	return out
}

// onPaper holds the second sitting on paper, one day later.
func (s *sitter) onPaper(thief, assistant, foreign *client) {
	t := s.t
	s.in.site.pass(24 * time.Hour)
	for _, who := range []*client{s.client, thief, foreign} {
		if a := who.post(s.attempt+"/sheet", nil); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
			t.Errorf("%s prints a sheet: %d", who.person.Name, a.status)
		}
	}
	people := fmt.Sprintf("/courses/%d/people", s.in.course.ID)
	s.advisor.page(people).says("nothing was agreed")
	for _, factor := range []string{"", "x", "0.5", "9", "NaN"} {
		if a := s.advisor.post(fmt.Sprintf("%s/%d", people, s.person.ID), url.Values{"factor": {factor}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%q times the time answers %d", factor, a.status)
		}
	}
	if a := s.post(fmt.Sprintf("%s/%d", people, s.person.ID), url.Values{"factor": {"4"}}); a.status != http.StatusForbidden {
		t.Errorf("a trainee agrees with oneself: %d", a.status)
	}
	s.advisor.accepted(fmt.Sprintf("%s/%d", people, s.person.ID), url.Values{"factor": {"1,5"}, "format": {"large-print"}})
	s.advisor.page(people).says("1.5 times the time, on paper, in large print")
	room := fmt.Sprintf("/assignments/%d/room", s.in.assignment.ID)
	s.advisor.page(room).says("on paper instead")
	sheet := s.advisor.accepted(s.attempt+"/sheet", nil)
	at := strings.TrimSuffix(sheet, "/sheet")
	printed := s.advisor.page(sheet)
	printed.has(".sheet.large", ".pencil .working", ".handed dt")
	printed.says("Mira Sato", "longer time that was agreed", "left blank counts as")
	s.advisor.page(sheet + "?print=usual").lacks(".sheet.large")
	id := s.understanding().Sittings[1].ID
	raw, err := s.in.site.School.Sheet(t.Context(), school.ActorFor(s.advisor.person), id, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range raw.Sitting.Items {
		full := itemOf(t, it.Full)
		if full.Response.Kind == understand.Code || full.Response.Kind == understand.Probing {
			t.Errorf("a question of kind %s is on paper", full.Response.Kind)
		}
		for _, secret := range append([]string{full.KeySays}, routeNames(full)...) {
			if len(secret) > 12 && strings.Contains(printed.body, secret) {
				t.Errorf("the sheet holds the key of question %d: %q", it.N, secret)
			}
		}
	}
	for _, who := range []*client{s.client, thief, foreign} {
		for _, path := range []string{sheet, sheet + "?show=keys", at + "/entry", fmt.Sprintf("/assignments/%d/sheets", s.in.assignment.ID), fmt.Sprintf("/assignments/%d/sheets?show=keys", s.in.assignment.ID)} {
			if a := who.get(path); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
				t.Errorf("GET %s answers %s %d", path, who.person.Name, a.status)
			}
		}
	}
	if a := s.get(at); a.to != s.attempt+"/sitting" {
		t.Errorf("the trainee's page of a sheet leads to %q", a.to)
	}
	s.page(s.attempt+"/sitting").says("is on paper", "your sheet is printed")
	assistant.page(sheet + "?show=keys").says("Keys of one sheet")
	assistant.page(room).says("the sheet is out since", "enter the answers")

	// What is entered must be there, readable, and of a day that can be.
	entry := assistant.page(at + "/entry")
	entry.has("#sat", "input[type=checkbox]")
	good := url.Values{"sat": {raw.Sitting.Opened.In(s.in.course.Location()).Format("2006-01-02")}}
	for _, it := range raw.Sitting.Items {
		item := itemOf(t, it.Shown)
		for name, value := range demo.Guess(item) {
			good.Set(fmt.Sprintf("item%d.%s", it.ID, name), value)
		}
	}
	empty := url.Values{"sat": good["sat"]}
	for _, bad := range []url.Values{empty, with(good, "sat", "2026-01-01"), with(good, "sat", "soon")} {
		if a := assistant.post(at+"/entry", bad); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%.60v answers %d", bad, a.status)
		}
	}
	assistant.accepted(at+"/entry", good)
	if a := s.advisor.post(at+"/entry", good); a.status != http.StatusConflict {
		t.Errorf("a sheet that was entered answers %d", a.status)
	}
	s.page(at).says("On paper, ", "was printed by Dr Ada Reyes", "entered by Assistant", "If an answer below is not what you wrote")
	s.page(at).lacks("form[action=" + at + "/mend]")
}

func with(fields url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, v := range fields {
		out[k] = v
	}
	out.Set(name, value)
	return out
}

// hostileFlag is the flag that two sittings of guesses end in, against everybody who is not to touch it.
func (s *sitter) hostileFlag(thief, assistant, foreign *client) {
	t := s.t
	u := s.understanding()
	if u.Status != school.StatusFlagged || u.Flag == 0 {
		t.Fatalf("two sittings of guesses end as %s, E = %g, %d families", u.Status, u.Decision.E, u.Decision.Families)
	}
	flag := fmt.Sprintf("/flags/%d", u.Flag)
	decision := url.Values{"decision": {"cleared"}, "reason": {"x"}}
	posts := map[string]url.Values{"/decision": decision, "/statement": {"statement": {"mine"}}, "/ask": {"ask": {"viva"}}, "/appeal": {"statement": {"x"}, "to": {"1"}},
		"/viva": {"answer1": {"x"}}, "/viva/read-back": {"agreed": {"yes"}}}
	everybody := []*client{thief, foreign, assistant, s.advisor} // the last two may not know yet
	for _, who := range everybody {
		for _, path := range []string{"", "/likeness", "/viva"} {
			if a := who.get(flag + path); a.status != http.StatusNotFound {
				t.Errorf("GET %s answers %s %d before the trainee was told", flag+path, who.person.Name, a.status)
			}
		}
		for path, fields := range posts {
			if a := who.post(flag+path, fields); a.status != http.StatusNotFound && a.status != http.StatusUnprocessableEntity || a.status == http.StatusUnprocessableEntity && who != s.advisor && who != assistant {
				t.Errorf("POST %s answers %s %d before the trainee was told", flag+path, who.person.Name, a.status)
			}
		}
	}
	s.page(flag).says("has no effect on your")
	for path, status := range map[string]int{"/decision": http.StatusForbidden, "/viva": http.StatusConflict, "/viva/read-back": http.StatusConflict, "/appeal": http.StatusConflict} {
		if a := s.post(flag+path, posts[path]); a.status != status && a.status != http.StatusForbidden && a.status != http.StatusUnprocessableEntity {
			t.Errorf("POST %s answers the trainee %d, not %d", path, a.status, status)
		}
	}
	for _, path := range []string{flag + "/likeness", fmt.Sprintf("/courses/%d/reviews", s.in.course.ID), fmt.Sprintf("/courses/%d/items", s.in.course.ID), fmt.Sprintf("/courses/%d/people", s.in.course.ID),
		fmt.Sprintf("/assignments/%d/room", s.in.assignment.ID), fmt.Sprintf("/assignments/%d/settings", s.in.assignment.ID), fmt.Sprintf("/courses/%d/audit", s.in.course.ID)} {
		if a := s.get(path); a.status != http.StatusForbidden {
			t.Errorf("GET %s answers the trainee %d", path, a.status)
		}
	}
	for _, who := range []*client{thief, foreign} {
		if a := who.get(flag); a.status != http.StatusNotFound {
			t.Errorf("GET %s answers %s %d", flag, who.person.Name, a.status)
		}
	}
	if a := assistant.post(flag+"/decision", decision); a.status != http.StatusForbidden && a.status != http.StatusUnprocessableEntity {
		t.Errorf("an assistant decides: %d", a.status)
	}
	f, err := s.in.site.School.Dossier(t.Context(), school.ActorFor(s.person), u.Flag)
	if err != nil || f.Flag.State != school.Provisional {
		t.Errorf("after all that the flag is %s, %v", f.Flag.State, err)
	}
	// The trainee's own log holds every entry, in words and as the sealed lines.
	text, lines := s.get("/account/log.txt").body, s.get("/account/log.jsonl").body
	if strings.Count(text, "\n") != strings.Count(lines, "\n") || strings.Contains(text, "{") {
		t.Errorf("the readable log has %d lines, the sealed one %d:\n%s", strings.Count(text, "\n"), strings.Count(lines, "\n"), text)
	}
	for _, words := range []string{"Assistant: entered what Mira Sato wrote", "Dr Ada Reyes: agreed on 1.5 times the time", "System: told the trainee first", "Mira Sato: opened sitting 1, in-the-room"} {
		if !strings.Contains(text, words) {
			t.Errorf("the readable log does not say %q:\n%s", words, text)
		}
	}
	s.advisor.page(fmt.Sprintf("/courses/%d/audit", s.in.course.ID)).says("entered what Mira Sato wrote on the sheet of sitting 2", "agreed on 1.5 times the time, on paper, in large print")
}
