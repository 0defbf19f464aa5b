package access_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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

func TestSignIn(t *testing.T) {
	h := newHouse(t, false)
	b := h.browser()
	if got := b.who(); got != "who are you?" {
		t.Errorf("before signing in: %q", got)
	}
	for name, try := range map[string][2]string{
		"wrong password":         {"ada", "correct horse battery stapl"},
		"no password":            {"ada", ""},
		"password of nobody":     {"nobody", secret},
		"somebody without one":   {"ben", ""},
		"a very long password":   {"ada", strings.Repeat("x", 1<<20)},
		"password in other case": {"ada", strings.ToUpper(secret)},
	} {
		code, text := b.signIn(try[0], try[1], name)
		if code != http.StatusTeapot || !strings.HasPrefix(text, "invalid: That name and that password") {
			t.Errorf("%s: %d %q", name, code, text)
		}
	}
	if code, text := b.signIn(" ADA ", secret, "here"); code != 200 {
		t.Fatalf("signing in: %d %q", code, text)
	}
	if got := b.who(); got != "you are Ada" {
		t.Errorf("after signing in: %q", got)
	}
	if got := h.browser().who(); got != "who are you?" {
		t.Errorf("another browser: %q", got)
	}
	b.do("POST", "/out", nil)
	if got := b.who(); got != "who are you?" {
		t.Errorf("after signing out: %q", got)
	}
}

// TestSessions: a token from before signing in is worth nothing afterwards, one from before signing
// out neither; the database holds no token; sessions end.
func TestSessions(t *testing.T) {
	h := newHouse(t, false)
	b := h.browser()
	b.do("POST", "/flash", nil)
	planted := b.token()
	b.signIn("ada", secret, "")
	token := b.token()
	if planted == "" || token == planted {
		t.Fatalf("the token stays %q over signing in", token)
	}
	thief := h.browser()
	steal := func(token string) string {
		u, _ := url.Parse(h.server.URL)
		thief.client.Jar.SetCookies(u, []*http.Cookie{{Name: "coronium", Value: token}})
		return thief.who()
	}
	if got := steal(planted); got != "who are you?" {
		t.Errorf("with the token from before: %q", got)
	}
	if got := steal(token); got != "you are Ada" {
		t.Errorf("with the token itself: %q", got)
	}
	var stored string
	if err := h.store.SQL().QueryRow("SELECT group_concat(token) FROM sessions").Scan(&stored); err != nil || strings.Contains(stored, token) {
		t.Errorf("the database holds %q (%v)", stored, err)
	}
	h.wait(15 * 24 * time.Hour)
	if got := b.who(); got != "who are you?" {
		t.Errorf("after two weeks: %q", got)
	}
	if err := h.a.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := h.store.SQL().QueryRow("SELECT count(*) FROM sessions").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d sessions after sweeping (%v)", n, err)
	}
	c := h.browser()
	c.signIn("ada", secret, "")
	token = c.token()
	c.do("POST", "/out", nil)
	if got := steal(token); got != "who are you?" {
		t.Errorf("with a token from before signing out: %q", got)
	}
}

func TestForms(t *testing.T) {
	h := newHouse(t, false)
	b := h.browser()
	b.signIn("ada", secret, "")
	for _, site := range []string{"cross-site", "same-site"} {
		b.site = site
		if code, text := b.do("POST", "/flash", nil); code != http.StatusForbidden || !strings.Contains(text, "another site") {
			t.Errorf("a form from %s: %d %q", site, code, text)
		}
		if code, _ := b.do("GET", "/", nil); code != 200 {
			t.Errorf("a link from %s: %d", site, code)
		}
	}
	b.site = "same-origin"
	if code, _ := b.do("POST", "/flash", nil); code != 200 {
		t.Errorf("a form from here: %d", code)
	}
	if _, text := b.do("GET", "/flash", nil); text != "stored" {
		t.Errorf("kept for the next page: %q", text)
	}
	if _, text := b.do("GET", "/flash", nil); text != "" {
		t.Errorf("and for the one after: %q", text)
	}
}

func TestThrottle(t *testing.T) {
	h := newHouse(t, false)
	b := h.browser()
	for range 5 {
		b.signIn("ada", "wrong password", "attacker")
	}
	if code, text := b.signIn("ada", secret, "attacker"); code != http.StatusTeapot || !strings.HasPrefix(text, "busy") {
		t.Errorf("the sixth try, though right: %d %q", code, text)
	}
	if code, _ := b.signIn("ben", "wrong password", "attacker"); code != http.StatusTeapot {
		t.Errorf("another name from there: %d", code)
	}
	if _, text := b.signIn("ben", "x", "attacker"); !strings.HasPrefix(text, "busy") {
		t.Errorf("another name from the same address: %q", text)
	}
	if _, text := b.signIn("ada", "x", "elsewhere"); !strings.HasPrefix(text, "busy") {
		t.Errorf("the same name from another address: %q", text)
	}
	if _, text := b.signIn("ben", "x", "elsewhere"); !strings.HasPrefix(text, "invalid") {
		t.Errorf("another name from another address: %q", text)
	}
	h.wait(11 * time.Second)
	if code, text := b.signIn("ada", "wrong password", "third"); code != http.StatusTeapot || !strings.HasPrefix(text, "invalid") {
		t.Errorf("after the pause: %d %q", code, text)
	}
	h.wait(11 * time.Second) // the pause has doubled
	if _, text := b.signIn("ada", secret, "fourth"); !strings.HasPrefix(text, "busy") {
		t.Errorf("half way through the second pause: %q", text)
	}
	h.wait(10 * time.Second)
	if code, text := b.signIn("ada", secret, "fourth"); code != 200 {
		t.Errorf("after the second pause: %d %q", code, text)
	}
	for range 4 {
		b.signIn("ada", "wrong password", "fifth")
	}
	if code, text := b.signIn("ada", secret, "sixth"); code != 200 {
		t.Errorf("once signed in, the count of the name begins anew: %d %q", code, text)
	}
}

func TestDemo(t *testing.T) {
	h := newHouse(t, true)
	b := h.browser()
	if code, _ := b.do("POST", "/demo", url.Values{"as": {"demo"}}); code != 200 || b.who() != "you are Demo" {
		t.Errorf("signing in as one of the demo: %d, %q", code, b.who())
	}
	if code, text := h.browser().do("POST", "/demo", url.Values{"as": {"ada"}}); code != http.StatusTeapot || !strings.HasPrefix(text, "forbidden") {
		t.Errorf("signing in as a real person: %d %q", code, text)
	}
	people, err := h.a.DemoPeople(context.Background())
	if err != nil || len(people) != 1 || people[0].Login != "demo" {
		t.Errorf("demo people: %+v %v", people, err)
	}

	// The same store without demo mode: neither the buttons nor an old session work.
	strict, err := access.New(access.Config{Store: h.store.Access(), Clock: h.clock, Random: &counter{}})
	if err != nil {
		t.Fatal(err)
	}
	if people, err := strict.DemoPeople(context.Background()); err != nil || people != nil {
		t.Errorf("without demo mode: %+v %v", people, err)
	}
	if _, err := strict.SignInDemo(context.Background(), h.people["demo"].ID); school.KindOf(err) != school.Forbidden {
		t.Errorf("without demo mode: %v", err)
	}
	server := httptest.NewServer(strict.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, ok := access.Who(r.Context())
		fmt.Fprint(w, ok)
	})))
	defer server.Close()
	r, _ := http.NewRequest("GET", server.URL, nil)
	r.AddCookie(&http.Cookie{Name: "coronium", Value: b.token()})
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := readAll(t, res); got != "false" {
		t.Errorf("a demo's session outside demo mode is signed in: %s", got)
	}
}

func TestLinks(t *testing.T) {
	h := newHouse(t, false)
	token, err := h.a.NewLink(context.Background(), h.people["ben"].ID)
	if err != nil || len(token) != 32 {
		t.Fatalf("token %q %v", token, err)
	}
	// Of many who use it at once, one gets in.
	var wg sync.WaitGroup
	var mu sync.Mutex
	in := 0
	for range 6 {
		wg.Go(func() {
			b := h.browser()
			code, _ := b.do("POST", "/link", url.Values{"token": {token}})
			if code == 200 && b.who() == "you are Ben" {
				mu.Lock()
				in++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if in != 1 {
		t.Errorf("%d got in with a link that works once", in)
	}
	for _, bad := range []string{token, "", "nonsense", strings.Repeat("x", 10_000)} {
		if _, text := h.browser().do("POST", "/link", url.Values{"token": {bad}}); !strings.HasPrefix(text, "gone") {
			t.Errorf("link %.20q: %q", bad, text)
		}
	}
	late, err := h.a.NewLink(context.Background(), h.people["ben"].ID)
	if err != nil {
		t.Fatal(err)
	}
	h.wait(25 * time.Hour)
	if _, text := h.browser().do("POST", "/link", url.Values{"token": {late}}); !strings.HasPrefix(text, "gone") {
		t.Errorf("a link of yesterday: %q", text)
	}
}

func TestFirstStart(t *testing.T) {
	st, err := store.Open(context.Background(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	a, err := access.New(access.Config{Store: st.Access(), Clock: time.Now, Random: &counter{}})
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	add := func(ctx context.Context, by school.Actor, n school.NewPerson) (school.Person, error) {
		made++
		if !by.IsSystem() || !n.Admin {
			t.Errorf("made by %+v: %+v", by, n)
		}
		p := school.Person{Name: n.Name, Login: n.Login, Admin: n.Admin}
		err := st.Write(ctx, func(tx school.Tx) error { return tx.InsertPerson(&p) })
		return p, err
	}
	token, err := a.FirstStart(context.Background(), add)
	if err != nil || token == "" || made != 1 {
		t.Fatalf("first start: %q %v", token, err)
	}
	again, err := a.FirstStart(context.Background(), add)
	if err != nil || again != "" || made != 1 {
		t.Errorf("second start: %q %v, %d made", again, err, made)
	}
}

func TestPasswords(t *testing.T) {
	h := newHouse(t, false)
	ctx := context.Background()
	ada, ben := h.people["ada"], h.people["ben"]
	for name, test := range map[string]struct {
		by       school.Actor
		password string
		kind     school.Kind
	}{
		"another's":          {school.ActorFor(ben), "a long enough one", school.Forbidden},
		"nobody":             {school.Actor{}, "a long enough one", school.Forbidden},
		"too short":          {school.ActorFor(ada), "nine char", school.Invalid},
		"too long":           {school.ActorFor(ada), strings.Repeat("x", 201), school.Invalid},
		"an administrator's": {school.ActorFor(h.people["root"]), "set by an administrator", ""},
		"one's own":          {school.ActorFor(ada), "päßwörter dürfen das", ""},
	} {
		err := h.a.SetPassword(ctx, test.by, ada.ID, test.password)
		if (test.kind == "") != (err == nil) || (err != nil && school.KindOf(err) != test.kind) {
			t.Errorf("%s: %v, want %q", name, err, test.kind)
		}
	}
	if err := h.a.SetPassword(ctx, school.ActorFor(ada), ada.ID, "päßwörter dürfen das"); err != nil {
		t.Fatal(err)
	}
	var hash string
	if err := h.store.SQL().QueryRow("SELECT hash FROM credentials WHERE person = ?", ada.ID).Scan(&hash); err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=") {
		t.Errorf("stored: %q %v", hash, err)
	}
	if code, _ := h.browser().signIn("ada", secret, "x"); code == 200 {
		t.Error("the old password still works")
	}
	if code, _ := h.browser().signIn("ada", "päßwörter dürfen das", "x"); code != 200 {
		t.Error("the new password does not work")
	}
}

// TestSecureCookies: over HTTPS the cookie is bound to the host.
func TestSecureCookies(t *testing.T) {
	h := newHouse(t, false)
	a, err := access.New(access.Config{Store: h.store.Access(), Clock: h.clock, Random: &counter{}, Secure: true})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	a.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.Flash(r.Context(), "x") })).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	cookie := w.Header().Get("Set-Cookie")
	for _, part := range []string{"__Host-coronium=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("%q lacks %s", cookie, part)
		}
	}
}

// TestRefusedByThePage: a site can show refusals in its own way.
func TestRefusedByThePage(t *testing.T) {
	h := newHouse(t, false)
	var got error
	a, err := access.New(access.Config{Store: h.store.Access(), Clock: h.clock, Random: &counter{},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			got = err
			w.WriteHeader(http.StatusForbidden)
		}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	a.Middleware(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), r)
	var e *school.Error
	if !errors.As(got, &e) || e.Kind != school.Forbidden || e.Hint == "" {
		t.Errorf("shown: %v", got)
	}
}

// TestDatabaseGone: a store that fails is told in a neutral sentence.
func TestDatabaseGone(t *testing.T) {
	h := newHouse(t, false)
	b := h.browser()
	b.signIn("ada", secret, "")
	h.store.Close()
	if code, text := b.do("GET", "/", nil); code != http.StatusInternalServerError || strings.Contains(strings.ToLower(text), "sql") {
		t.Errorf("%d %q", code, text)
	}
}
