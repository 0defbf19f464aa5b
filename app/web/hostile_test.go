package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coronium/app/school"
)

// payload would be noticed if a page took it for markup, mathematics or Markdown.
const payload = `<img src=x onerror=alert(1)>"'><script>alert(2)</script> $\href{javascript:alert(3)}{x}$ [y](javascript:alert(4)) {{7*7}}`

// unharmed fails the test if the payload has become anything but text.
func unharmed(t *testing.T, a answer) {
	t.Helper()
	a.lacks("main img", "main script", "[onerror]", "a[href^=javascript]")
}

func TestForeignFormsAreRefused(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	r := c.request(http.MethodPost, "/account", strings.NewReader("theme=dark"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	a := c.do(r)
	if a.status != http.StatusForbidden {
		t.Fatalf("a form from another site answers %d", a.status)
	}
	a.has("h1")
	if a.header.Get("Content-Security-Policy") == "" {
		t.Error("the refusal carries no security headers")
	}
}

func TestOthersWorkDoesNotExist(t *testing.T) {
	in, _ := newCourse(t)
	owner, thief := in.enrol("Owner", school.Trainee), in.enrol("Thief", school.Trainee)
	attempt, variant := owner.begin(in)
	owner.accepted(attempt+"/predict", predictions(variant))
	owner.accepted(attempt+"/implement", url.Values{"do": {"run"}, "source": {"x = 1"}})
	for _, path := range []string{"", "/predict", "/derive", "/implement", "/explain", "/critique", "/review", "/replay", "/sitting"} {
		if a := thief.get(attempt + path); a.status != http.StatusNotFound {
			t.Errorf("GET %s answers a stranger to it %d", attempt+path, a.status)
		}
	}
	for _, path := range []string{"/predict", "/derive", "/derive/draft", "/derive/preview", "/derive/hints", "/derive/assume", "/derive/hand-in", "/derive/lines/1/remove",
		"/implement", "/implement/draft", "/implement/reset", "/critique?piece=1", "/sitting", "/practice", "/fresh", "/fresh/answer", "/recording", "/notes"} {
		fields := predictions(variant)
		fields.Set("source", "x = 2")
		fields.Set("note", "mine now")
		fields.Set("assumption", "R > 0")
		if a := thief.post(attempt+path, fields); a.status != http.StatusNotFound {
			t.Errorf("POST %s answers a stranger to it %d", attempt+path, a.status)
		}
	}
	subs, err := in.site.School.Submissions(t.Context(), school.ActorFor(owner.person), attemptID(t, in, owner), school.Page{})
	if err != nil {
		t.Fatal(err)
	}
	for _, sub := range subs {
		if a := thief.get(fmt.Sprintf("/events/submissions/%d", sub.ID)); a.status != http.StatusNotFound {
			t.Errorf("events of somebody else's submission answer %d", a.status)
		}
		own, _ := thief.begin(in)
		if a := thief.get(fmt.Sprintf("%s/implement?submission=%d", own, sub.ID)); a.status == http.StatusOK && strings.Contains(a.body, sub.Receipt) {
			t.Error("somebody else's submission is shown on one's own page")
		}
	}
}

func attemptID(t *testing.T, in *course, c *client) school.AttemptID {
	t.Helper()
	attempt, err := in.site.School.Begin(t.Context(), school.ActorFor(c.person), in.assignment.ID)
	if err != nil {
		t.Fatal(err)
	}
	return attempt.ID
}

func TestNothingTypedBecomesMarkup(t *testing.T) {
	in, advisor := newCourse(t)
	c := in.enrol(`<img src=x onerror=alert(0)>"'$\frac12$[y](javascript:alert(5))`, school.Trainee)
	attempt, variant := c.begin(in)
	c.accepted(attempt+"/predict", predictions(variant))
	unharmed(t, c.page("/today"))
	unharmed(t, c.page("/account"))
	c.post(attempt+"/derive", url.Values{"do": {"check"}, "text": {payload}, "rule": {payload}, "n": {"1"}})
	unharmed(t, c.page(attempt+"/derive"))
	unharmed(t, c.post(attempt+"/derive", url.Values{"do": {"preview"}, "text": {payload}, "rule": {payload}}))
	unharmed(t, c.post(attempt+"/derive/preview", url.Values{"text": {payload}}))
	unharmed(t, c.post(attempt+"/derive/assume", url.Values{"assumption": {"1 < " + payload}}))
	c.accepted(attempt+"/implement", url.Values{"do": {"hand-in"}, "source": {"print('''" + payload + "''')\nraise ValueError('''" + payload + "''')\n"}})
	unharmed(t, c.eventually(attempt+"/implement", "Feedback"))
	piece := variant.Exercise.Critique[0].ID
	unharmed(t, c.post(attempt+"/critique?piece=1", url.Values{piece + ".verdict": {payload}, piece + ".confidence": {payload}, piece + ".line": {payload}}))
	unharmed(t, c.get("/no/such/"+url.PathEscape(payload)))
	unharmed(t, c.get("/sign-in?back="+url.QueryEscape(payload)))
	unharmed(t, advisor.page(fmt.Sprintf("/courses/%d", in.course.ID)))
	unharmed(t, advisor.page(attempt+"/review"))
	unharmed(t, advisor.page(fmt.Sprintf("/courses/%d/audit?q=%s", in.course.ID, url.QueryEscape(payload))))
}

func TestBadTextGetsASentence(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	attempt, variant := c.begin(in)
	c.accepted(attempt+"/predict", predictions(variant))
	for name, test := range map[string]struct {
		source string
		status int
		says   string
	}{
		"empty":                  {"  \n", http.StatusUnprocessableEntity, "empty"},
		"NUL":                    {"x = 1\ny\x00 = 2\n", http.StatusUnprocessableEntity, "NUL byte in line 2"},
		"not UTF-8":              {"x = '\xff\xfe'", http.StatusUnprocessableEntity, "UTF-8"},
		"a megabyte":             {strings.Repeat("# a comment of a line\n", 50000), http.StatusUnprocessableEntity, "KB is the most"},
		"too large for any page": {strings.Repeat("x", 5<<20), http.StatusRequestEntityTooLarge, "larger than 4 MB"},
	} {
		a := c.post(attempt+"/implement", url.Values{"do": {"hand-in"}, "source": {test.source}})
		if a.status != test.status {
			t.Errorf("%s: answers %d, not %d", name, a.status, test.status)
		}
		a.says(test.says)
	}
	kept := c.post(attempt+"/implement", url.Values{"do": {"hand-in"}, "source": {strings.Repeat("# a comment of a line\n", 20000)}})
	if got := kept.value("#source"); len(got) != 22*20000 {
		t.Errorf("the refused program comes back with %d bytes", len(got))
	}
}

func TestOnlyFormsAreTaken(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	for kind, status := range map[string]int{"application/json": http.StatusUnsupportedMediaType, "text/plain": http.StatusUnsupportedMediaType,
		"": http.StatusUnsupportedMediaType, "multipart/form-data": http.StatusBadRequest} {
		r := c.request(http.MethodPost, "/account", strings.NewReader(`{"theme":"dark"}`))
		r.Header.Set("Content-Type", kind)
		if a := c.do(r); a.status != status {
			t.Errorf("%q answers %d, not %d", kind, a.status, status)
		}
	}
}

func TestTheLogNamesNobody(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("Unmistakable Name", school.Trainee)
	attempt, _ := c.begin(in)
	c.page(attempt + "/predict?secret=parameter")
	log := in.site.log.String()
	if !strings.Contains(log, "route=/attempts/:attempt/predict") {
		t.Fatal("the request is not logged")
	}
	for _, private := range []string{"Unmistakable", c.person.Login, attempt + "/predict", "secret", "127.0.0.1"} {
		if strings.Contains(log, private) {
			t.Errorf("the log of requests holds %q", private)
		}
	}
}
