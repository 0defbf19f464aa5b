package web_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"coronium/app/school"
	"coronium/app/site"
	"coronium/content"
	"coronium/exercises"
	"coronium/grading/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Init()
	status := m.Run()
	if theSite.close != nil {
		theSite.close()
	}
	os.Exit(status)
}

// testSite is the whole product behind its pages, shared by all tests of the package: what is expensive to start is
// started once, and every test has a course of its own.
type testSite struct {
	once  sync.Once
	err   error
	close func()
	*site.Site
	server *httptest.Server
	mu     sync.Mutex
	at     time.Time
	log    *logBuffer
}

var theSite testSite

const exercise = "lif-interspike-interval"

// logBuffer keeps what was logged.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (s *testSite) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(time.Millisecond)
	return s.at
}

// open starts the site, or skips the test where trainees' programs can't be run.
func open(t *testing.T) *testSite {
	t.Helper()
	theSite.once.Do(func() {
		data, err := os.MkdirTemp("", "coronium-web-")
		if err != nil {
			theSite.err = err
			return
		}
		theSite.at = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		theSite.log = &logBuffer{}
		log := slog.New(slog.NewTextHandler(theSite.log, nil))
		theSite.Site, theSite.err = site.Open(context.Background(), site.Config{Data: data, Content: content.Files, Workers: 2, Clock: theSite.now, Log: log})
		if theSite.err != nil {
			return
		}
		theSite.server = httptest.NewServer(theSite.Handler())
		theSite.close = func() {
			theSite.Handler().EndStreams()
			theSite.server.Close()
			_ = theSite.Close()
			_ = os.RemoveAll(data)
		}
	})
	if theSite.err != nil {
		t.Skipf("the site can't be opened on this machine: %v", theSite.err)
	}
	return &theSite
}

// course is a course with people and one assignment.
type course struct {
	t          *testing.T
	site       *testSite
	course     school.Course
	assignment school.Assignment
}

var number int

// newCourse makes a course in which the exercise is set.
func newCourse(t *testing.T) (*course, *client) {
	t.Helper()
	s := open(t)
	number++
	c := &course{t: t, site: s}
	var err error
	if c.course, err = s.School.CreateCourse(t.Context(), school.System(), school.NewCourse{Title: fmt.Sprintf("Course %d", number), Zone: "Europe/Berlin"}); err != nil {
		t.Fatal(err)
	}
	advisor := c.enrol("Dr Ada Reyes", school.Advisor)
	c.assignment, err = s.School.Assign(t.Context(), school.ActorFor(advisor.person), school.NewAssignment{Course: c.course.ID, Exercise: exercise,
		Opens: "2026-11-20T08:00", Due: "2026-12-18T18:00", Late: school.LateCounts, LatePerDay: 10, Counts: school.CountsBest, Mode: school.Timed})
	if err != nil {
		t.Fatal(err)
	}
	return c, advisor
}

// enrol adds somebody who is signed in.
func (c *course) enrol(name string, role school.Role) *client {
	c.t.Helper()
	number++
	p, err := c.site.School.AddPerson(c.t.Context(), school.System(), school.NewPerson{Name: name, Login: fmt.Sprintf("p%d@example.org", number)})
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.site.School.Enrol(c.t.Context(), school.System(), c.course.ID, p.ID, role); err != nil {
		c.t.Fatal(err)
	}
	who := stranger(c.t, c.site)
	who.person = p
	token, err := c.site.Access.NewLink(c.t.Context(), p.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	if a := who.get("/welcome?link=" + token); a.status != http.StatusSeeOther {
		c.t.Fatalf("a one-time link answers %d: %s", a.status, a.body)
	}
	return who
}

// client is a browser without scripts that follows no redirect by itself.
type client struct {
	t      *testing.T
	base   string
	http   *http.Client
	person school.Person
}

// answer is what came back.
type answer struct {
	page
	status int
	to     string // where a redirect leads
	header http.Header
	body   string
}

func stranger(t *testing.T, s *testSite) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, base: s.server.URL, http: &http.Client{Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (c *client) do(r *http.Request) answer {
	c.t.Helper()
	got, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{parsePage(c.t, string(body)), got.StatusCode, got.Header.Get("Location"), got.Header, string(body)}
}

func (c *client) request(method, path string, body io.Reader) *http.Request {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func (c *client) get(path string) answer {
	c.t.Helper()
	return c.do(c.request(http.MethodGet, path, nil))
}

// page gets a page that must be there.
func (c *client) page(path string) answer {
	c.t.Helper()
	a := c.get(path)
	if a.status != http.StatusOK {
		c.t.Fatalf("%s answers %d: %s", path, a.status, a.words())
	}
	if words := a.words(); strings.Contains(words, "&#") {
		c.t.Errorf("%s shows an entity as it is written: %s", path, words)
	}
	return a
}

func (c *client) post(path string, fields url.Values) answer {
	c.t.Helper()
	r := c.request(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(r)
}

// accepted posts a form that must be accepted, and returns where it leads.
func (c *client) accepted(path string, fields url.Values) string {
	c.t.Helper()
	a := c.post(path, fields)
	if a.status != http.StatusSeeOther {
		c.t.Fatalf("%s answers %d: %s", path, a.status, a.words())
	}
	return a.to
}

// begin begins the assignment and returns the address of the attempt and its exercise.
func (c *client) begin(in *course) (string, *exercises.Variant) {
	c.t.Helper()
	path := c.get(fmt.Sprintf("/assignments/%d", in.assignment.ID)).to
	attempt, err := in.site.School.Begin(c.t.Context(), school.ActorFor(c.person), in.assignment.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	x, err := in.site.Content.Exercise(exercise)
	if err != nil {
		c.t.Fatal(err)
	}
	variant, err := x.Variant(attempt.Seed)
	if err != nil {
		c.t.Fatal(err)
	}
	return path, variant
}

// predictions fill the form of the first stage.
func predictions(variant *exercises.Variant) url.Values {
	fields := url.Values{"do": {"seal"}}
	for _, q := range variant.Exercise.Predict {
		if q.Entry.Curve != nil {
			for i := range 11 {
				fields.Set(fmt.Sprintf("%s.point%d", q.ID, i), fmt.Sprint(10*i))
			}
			continue
		}
		fields.Set(q.ID+".low", "0.1")
		fields.Set(q.ID+".high", "500")
	}
	return fields
}
