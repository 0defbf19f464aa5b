package access_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"coronium/app/access"
	"coronium/app/school"
	"coronium/app/store"
)

// house is a site of one page that says who is there.
type house struct {
	t      *testing.T
	a      *access.Access
	store  *store.Store
	server *httptest.Server
	mu     sync.Mutex
	now    time.Time
	people map[string]school.Person
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) wait(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// counter is a reproducible stream of bytes that never repeats.
type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

const secret = "correct horse battery staple"

func newHouse(t *testing.T, demo bool) *house {
	t.Helper()
	st, err := store.Open(context.Background(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	h := &house{t: t, store: st, now: time.Now(), people: map[string]school.Person{}}
	h.a, err = access.New(access.Config{Store: st.Access(), Clock: h.clock, Random: &counter{}, Demo: demo})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if p, ok := access.Who(r.Context()); ok {
			fmt.Fprintf(w, "you are %s", p.Name)
			return
		}
		fmt.Fprint(w, "who are you?")
	})
	answer := func(w http.ResponseWriter, _ school.Person, err error) {
		if err != nil {
			w.WriteHeader(http.StatusTeapot)
			fmt.Fprintf(w, "%s: %s", school.KindOf(err), err)
		}
	}
	mux.HandleFunc("POST /in", func(w http.ResponseWriter, r *http.Request) {
		p, err := h.a.SignIn(r.Context(), r.FormValue("login"), r.FormValue("password"), r.FormValue("from"))
		answer(w, p, err)
	})
	mux.HandleFunc("POST /demo", func(w http.ResponseWriter, r *http.Request) {
		p, err := h.a.SignInDemo(r.Context(), h.people[r.FormValue("as")].ID)
		answer(w, p, err)
	})
	mux.HandleFunc("POST /link", func(w http.ResponseWriter, r *http.Request) {
		p, err := h.a.SignInLink(r.Context(), r.FormValue("token"))
		answer(w, p, err)
	})
	mux.HandleFunc("POST /out", func(w http.ResponseWriter, r *http.Request) { answer(w, school.Person{}, h.a.SignOut(r.Context())) })
	mux.HandleFunc("POST /flash", func(w http.ResponseWriter, r *http.Request) { h.a.Flash(r.Context(), "stored") })
	mux.HandleFunc("GET /flash", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, h.a.TakeFlash(r.Context())) })
	h.server = httptest.NewServer(h.a.Middleware(mux))
	t.Cleanup(h.server.Close)
	for _, n := range []school.NewPerson{{Name: "Ada", Login: "ada"}, {Name: "Ben", Login: "ben"}, {Name: "Demo", Login: "demo", Demo: true}, {Name: "Root", Login: "root", Admin: true}} {
		p := school.Person{Name: n.Name, Login: n.Login, Demo: n.Demo, Admin: n.Admin}
		if err := st.Write(context.Background(), func(tx school.Tx) error { return tx.InsertPerson(&p) }); err != nil {
			t.Fatal(err)
		}
		h.people[n.Login] = p
	}
	if err := h.a.SetPassword(context.Background(), school.System(), h.people["ada"].ID, secret); err != nil {
		t.Fatal(err)
	}
	return h
}

// browser keeps cookies as a browser does.
type browser struct {
	h      *house
	client *http.Client
	site   string // Sec-Fetch-Site
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &browser{h: h, client: &http.Client{Jar: jar}, site: "same-origin"}
}

func (b *browser) do(method, path string, form url.Values) (int, string) {
	b.h.t.Helper()
	r, err := http.NewRequest(method, b.h.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", b.site)
	res, err := b.client.Do(r)
	if err != nil {
		b.h.t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode, readAll(b.h.t, res)
}

func readAll(t *testing.T, res *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func (b *browser) who() string {
	b.h.t.Helper()
	_, text := b.do("GET", "/", nil)
	return text
}

func (b *browser) signIn(login, password, from string) (int, string) {
	b.h.t.Helper()
	return b.do("POST", "/in", url.Values{"login": {login}, "password": {password}, "from": {from}})
}

func (b *browser) token() string {
	b.h.t.Helper()
	u, _ := url.Parse(b.h.server.URL)
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == "coronium" {
			return c.Value
		}
	}
	return ""
}
