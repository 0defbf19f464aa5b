package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

func TestPublicPages(t *testing.T) {
	s := open(t)
	c := stranger(t, s)
	home := c.page("/")
	home.has("h1", "a[href=/sign-in]")
	home.lacks("form[action=/demo]") // only a demo lets people walk in
	c.page("/sign-in").has("form[action=/sign-in] #email", "form[action=/sign-in] #password")
	c.page("/help").has("#keys", "#judged", "#flag")
	if a := c.get("/today"); a.status != http.StatusSeeOther || a.to != "/sign-in?back=%2Ftoday" {
		t.Errorf("a stranger's /today answers %d, %s", a.status, a.to)
	}
	if a := c.post("/demo", url.Values{"person": {"1"}}); a.status != http.StatusForbidden {
		t.Errorf("walking in outside a demo answers %d", a.status)
	}
	if a := c.get("/healthz"); a.body != "ok\n" {
		t.Errorf("/healthz answers %q", a.body)
	}
}

func TestSignInRefusesAndKeepsTheName(t *testing.T) {
	c := stranger(t, open(t))
	a := c.post("/sign-in", url.Values{"email": {"nobody@example.org"}, "password": {"wrong"}, "back": {"//evil.example/"}})
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("a wrong password answers %d", a.status)
	}
	a.has("#sign-in-error")
	if a.value("#email") != "nobody@example.org" || a.value("[name=back]") != "/" {
		t.Errorf("the form came back with %q, %q", a.value("#email"), a.value("[name=back]"))
	}
}

func TestHeaders(t *testing.T) {
	c := stranger(t, open(t))
	h := c.page("/").header
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
		if h.Get(name) != want {
			t.Errorf("%s: %q, not %q", name, h.Get(name), want)
		}
	}
	policy := h.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("the content security policy is %q", policy)
	}
	sheet := ""
	for _, n := range c.page("/").all("link[rel=stylesheet]") {
		for _, a := range n.Attr {
			if a.Key == "href" {
				sheet = a.Val
			}
		}
	}
	if got := c.get(sheet).header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("%s is kept as %q", sheet, got)
	}
}

func TestErrorPagesHelp(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	for path, status := range map[string]int{"/no/such/page": 404, "/attempts/999999/derive": 404, "/flags/x": 404, "/sittings/0": 404, fmt.Sprintf("/courses/%d/reviews", in.course.ID): 403} {
		a := c.get(path)
		if a.status != status {
			t.Errorf("%s answers %d, not %d", path, a.status, status)
		}
		a.has("h1", "main a[href=/]")
	}
	if a := c.do(c.request(http.MethodDelete, "/today", nil)); a.status != http.StatusNotFound {
		t.Errorf("DELETE answers %d", a.status)
	}
}

func TestTodayAndModule(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("Mira Sato", school.Trainee)
	today := c.page("/today")
	today.has(fmt.Sprintf(".due a.btn.go[href=/assignments/%d]", in.assignment.ID))
	today.says("Mira Sato", "Begin")
	to := c.get(fmt.Sprintf("/courses/%d/modules", in.course.ID)).to
	module := c.page(to)
	module.has("main h1", fmt.Sprintf("a[href=/assignments/%d]", in.assignment.ID))
	module.says("Integrate and fire")
}

func TestPredictionsAreSealedOnce(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	attempt, variant := c.begin(in)
	for _, stage := range []string{"derive", "implement", "critique"} {
		c.page(attempt + "/" + stage).says("Seal your predictions first.")
	}
	fields := predictions(variant)
	c.page(attempt + "/predict").lacks("a[data-explore]") // the lab answers what is asked here
	fields.Set("rheobase.low", "")
	refused := c.post(attempt+"/predict", fields)
	if refused.status != http.StatusUnprocessableEntity || refused.value("[name=rheobase.high]") != "500" || refused.value("[name=fi-curve.point3]") != "30" {
		t.Fatalf("%d, or something typed was lost", refused.status)
	}
	refused.has("#f-rheobase-low[aria-invalid]")
	fields.Set("rheobase.low", "two")
	refused = c.post(attempt+"/predict", fields)
	if refused.status != http.StatusUnprocessableEntity {
		t.Fatalf("words for a number answer %d", refused.status)
	}
	refused.says("not a number")
	fields.Set("rheobase.low", "0.2")
	c.accepted(attempt+"/predict", fields)
	sealed := c.page(attempt + "/predict")
	sealed.lacks("button[value=seal]")
	sealed.says("Sealed", "0.2 to 500 nA", "Now you may play")
	sealed.has("a[data-explore]")
	fields.Set("rheobase.low", "0.3")
	if a := c.post(attempt+"/predict", fields); a.status != http.StatusConflict {
		t.Errorf("sealing again answers %d", a.status)
	}
	c.page(attempt + "/predict").says("0.2 to 500 nA")
}

func TestDerivationLineByLine(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	attempt, variant := c.begin(in)
	c.accepted(attempt+"/predict", predictions(variant))
	at := attempt + "/derive"

	looked := c.post(at, url.Values{"do": {"preview"}, "text": {"tau*V' = -(V-E_L)+R*I"}, "rule": {"given"}, "n": {"1"}})
	looked.has("#line-preview math", "#line-preview .dims")
	if looked.status != http.StatusOK || looked.value("#line-text") != "tau*V' = -(V-E_L)+R*I" {
		t.Errorf("looking answers %d with %q", looked.status, looked.value("#line-text"))
	}
	looked.lacks(".lines")

	c.accepted(at, url.Values{"do": {"check"}, "text": {"tau*V' = -(V-E_L)+R*I"}, "rule": {"given"}, "n": {"1"}})
	to := c.accepted(at, url.Values{"do": {"check"}, "text": {"V' = (E_L-R*I-V)/tau"}, "rule": {"equiv 1"}, "n": {"2"}})
	if !strings.Contains(to, "line=2") {
		t.Errorf("a wrong line leads to %s, not back into it", to)
	}
	wrong := c.page(strings.TrimSuffix(to, "#line-2"))
	wrong.has("#line-2.bad .why", ".ladder button")
	wrong.says("does not follow", "Where it is false")
	if wrong.value("#line-text") != "V' = (E_L-R*I-V)/tau" || wrong.value("[name=n]") != "2" {
		t.Error("the wrong line is not in the box to be mended")
	}
	c.accepted(at+"/hints", url.Values{"line": {"2"}, "hint": {"1"}})
	c.page(at).says("Hints, 1 opened")
	c.accepted(at, url.Values{"do": {"check"}, "text": {"V' = (E_L+R*I-V)/tau"}, "rule": {"equiv 1"}, "n": {"2"}})
	mended := c.page(at)
	mended.lacks(".bad")
	mended.says("Derive 2 of 2")

	if a := c.post(at+"/assume", url.Values{"assumption": {"V = 3"}}); a.status != http.StatusUnprocessableEntity || a.value("[name=assumption]") != "V = 3" {
		t.Errorf("an equation as an assumption answers %d", a.status)
	}
	c.accepted(at+"/assume", url.Values{"assumption": {"R*I > 0"}})
	stated := c.page(at)
	stated.says("stated", "Derive 2 of 2")
	stated.has("form[action=" + at + "/assume/remove]")
	c.accepted(at, url.Values{"do": {"check"}, "text": {"V = 1"}, "rule": {"equiv 2"}, "n": {"3"}})
	c.page(at).has("#line-3")
	c.accepted(at+"/lines/3/remove", nil)
	c.page(at).lacks("#line-3")
	c.accepted(at+"/hand-in", nil)
	c.page(at).says("Receipt", "milestones are reached")
}

func TestProgramRunsAndIsHandedIn(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	attempt, variant := c.begin(in)
	c.accepted(attempt+"/predict", predictions(variant))
	at := attempt + "/implement"
	first := c.page(at)
	first.has("#source", "button[value=run]", "button[value=hand-in]")
	first.says("hidden", "14 more")
	for _, hidden := range variant.Exercise.Implement.Hidden {
		if strings.Contains(first.body, hidden.Name) {
			t.Errorf("the page names the hidden test %q before anything is handed in", hidden.Name)
		}
	}
	saved := c.post(at+"/draft", url.Values{"source": {"x = 1\n"}})
	if saved.status != http.StatusOK || !strings.Contains(saved.body, "saved") {
		t.Errorf("a draft answers %d, %q", saved.status, saved.body)
	}
	if got := c.page(at).value("#source"); got != "x = 1\n" {
		t.Errorf("the draft comes back as %q", got)
	}
	c.accepted(at, url.Values{"do": {"hand-in"}, "source": {variant.Exercise.Solution}})
	graded := c.eventually(at, "hidden tests hold")
	graded.has("#report figure svg", "#report .receipt code")
	graded.says("14 of 14 hidden tests hold.", "Your best hand-in counts")
}

// eventually gets a page until it says something: grading takes a moment.
func (c *client) eventually(path, words string) answer {
	c.t.Helper()
	for range 600 {
		if a := c.page(path); strings.Contains(a.words(), words) {
			return a
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.t.Fatalf("%s never says %q:\n%s", path, words, c.page(path).words())
	return answer{}
}

func TestAdvisorSeesTheCourse(t *testing.T) {
	in, advisor := newCourse(t)
	c := in.enrol("Amina Diallo", school.Trainee)
	attempt, variant := c.begin(in)
	c.accepted(attempt+"/predict", predictions(variant))
	course := fmt.Sprintf("/courses/%d", in.course.ID)
	page := advisor.page(course)
	page.says("Amina Diallo", "Due dates")
	page.has("a[href^=" + attempt + "/review]")
	review := advisor.page(attempt + "/review")
	review.says("Amina Diallo", "0.1 to 500 nA")
	review.has("form[action=" + attempt + "/notes] #note")
	advisor.accepted(attempt+"/notes", url.Values{"note": {"Where does the *climb* begin? <script>alert(1)</script>"}, "stage": {"derive"}})
	margin := c.page(attempt + "/derive")
	margin.says("Where does the climb begin?")
	margin.lacks(".margin script")
	log := advisor.page(course + "/audit?q=diallo")
	log.says("The log is whole.", "began attempt 1")
	export := advisor.get(course + "/audit.jsonl")
	if !strings.Contains(export.body, `"Action":"attempt.begun"`) {
		t.Error("the exported log lacks the attempt")
	}
	other := in.enrol("Somebody Else", school.Trainee)
	if own := other.get(course + "/audit.jsonl"); strings.Contains(own.body, "attempt.begun") {
		t.Error("a trainee's export of the log holds what others did")
	}
	for _, path := range []string{course + "/audit", course + "/reviews", attempt + "/notes"} {
		if a := c.get(path); a.status == http.StatusOK {
			t.Errorf("a trainee may open %s", path)
		}
	}
}

func TestAccountKeepsSettings(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	c.page("/account").says("choose a password")
	c.accepted("/account", url.Values{"theme": {"dark"}})
	page := c.page("/account")
	page.has("html[data-theme=dark]", "body[data-shortcuts=off]")
	if a := c.post("/account/password", url.Values{"new": {"short"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a short password answers %d", a.status)
	}
	c.accepted("/account/password", url.Values{"new": {"four quiet membranes"}})
	if a := c.post("/account/password", url.Values{"old": {"wrong"}, "new": {"five quiet membranes"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong old password answers %d", a.status)
	}
}
