//go:build e2e

package e2e

import (
	"testing"
	"time"

	"coronium/app/school"
)

func TestSmoke(t *testing.T) {
	r := serve(t, true, newClock(time.Now()))
	t.Log(r.url)
	if err := r.WaitForDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, r.url)
	b.examine("home", "/")
	b.examine("sign-in", "/sign-in")
	b.examine("help", "/help")
	b.examine("not-found", "/there-is-no-such-page")
	people := map[string]school.Person{}
	everybody, err := r.School.People(t.Context(), school.System(), school.Page{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range everybody {
		people[p.Login] = p
	}
	for _, look := range []struct {
		login string
		pages []string
	}{
		{"sato", []string{"today", "module", "predict", "derive", "implement", "explain", "critique", "account"}},
		{"rivera", []string{"predict", "derive"}},
		{"okafor", []string{"course", "reviews", "audit", "review"}},
	} {
		b.scheme("light")
		b.narrow(1280)
		b.signInAs(people[look.login])
		for _, page := range look.pages {
			b.examine(look.login+"-"+page, r.pathOf(t, people, look.login, page))
		}
	}
}
