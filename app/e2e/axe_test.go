//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
	"coronium/views/static/axe"
)

// complaint is what axe-core has to say against a page.
type complaint struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Where  []string `json:"where"`
}

// inspect runs axe-core on the page as it stands, with the rules of WCAG 2.2 A and AA and its best practices.
func (b *browser) inspect() []complaint {
	b.t.Helper()
	if !evaluate[bool](b, "!!window.axe") {
		evaluate[bool](b, axe.Source+"\n;!!window.axe")
	}
	return evaluate[[]complaint](b, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({
		id: v.id, impact: v.impact ?? "", help: v.help,
		where: v.nodes.slice(0, 4).map(n => n.target.join(" ") + " :: " + n.html.slice(0, 160) + " :: " + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ""))})))`)
}

// look is a window.
type look struct {
	width  int64
	scheme string
}

// looks are the windows in which every page is looked at: a desk, a phone, a small phone.
var looks = []look{{1280, "light"}, {1280, "dark"}, {390, "dark"}, {390, "light"}, {320, "light"}}

// settled is how long a page takes after a change of width to make boxes that now scroll reachable by key.
const settled = 260 * time.Millisecond

// glances are the two looks that differ most, for pages that a story only passes through.
var glances = []look{{1280, "light"}, {320, "dark"}}

// glance is examine in two windows. The browser is left at a desk, on the page.
func (b *browser) glance(name, path string) {
	b.t.Helper()
	b.lookAt(name, path, glances)
	b.scheme("light")
	b.narrow(1280)
}

// examine looks at a page in every width, light and dark: axe-core finds nothing, nothing scrolls sideways.
func (b *browser) examine(name, path string) {
	b.t.Helper()
	b.lookAt(name, path, looks)
}

func (b *browser) lookAt(name, path string, looks []look) {
	b.t.Helper()
	b.scheme("light")
	b.narrow(1280)
	b.open(path)
	for _, look := range looks {
		b.scheme(look.scheme)
		b.narrow(look.width)
		time.Sleep(settled)
		what := fmt.Sprintf("%s at %d px, %s", name, look.width, look.scheme)
		for _, c := range b.inspect() {
			b.t.Errorf("%s: %s (%s): %s\n  %s", what, c.ID, c.Impact, c.Help, strings.Join(c.Where, "\n  "))
		}
		if over := evaluate[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
			b.t.Errorf("%s scrolls sideways by %d px: %s", what, over, b.widest())
		}
		if look.width != 320 {
			b.shoot(fmt.Sprintf("%s-%d-%s", name, look.width, look.scheme))
		}
	}
}

// widest names what sticks out of the page.
func (b *browser) widest() string {
	b.t.Helper()
	return evaluate[string](b, `(() => {
		const out = [];
		for (const e of document.querySelectorAll("body *")) {
			const r = e.getBoundingClientRect();
			if (r.right > document.documentElement.clientWidth + 1 && !e.closest(".scrollx, pre, .cm-scroller")) out.push(e.tagName + "." + e.className + " " + Math.round(r.right));
		}
		return out.slice(0, 5).join("; ");
	})()`)
}

// signInAs walks in as one of the people who need no password.
func (b *browser) signInAs(p school.Person) {
	b.t.Helper()
	b.do(clearCookies)
	b.open("/")
	b.click(fmt.Sprintf(`form:has(input[name=person][value="%d"]) button`, p.ID))
}

// TestEveryPage looks at every page of the demo course in the states that its people are in.
func TestEveryPage(t *testing.T) {
	r := serve(t, true, newClock(begin))
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
		{"sato", []string{"today", "module", "predict", "derive", "implement", "explain", "critique", "sitting-closed", "account"}},
		{"weber", []string{"today", "explain"}},
		{"diallo", []string{"derive"}},
		{"petrova", []string{"implement", "derive"}},
		{"osei", []string{"today", "flag", "explain"}},
		{"mensah", []string{"explain", "critique"}},
		{"rivera", []string{"predict", "derive"}},
		{"okafor", []string{"course", "reviews", "audit", "dossier", "dossier-context", "review", "review-flagged"}},
	} {
		b.scheme("light")
		b.narrow(1280)
		b.signInAs(people[look.login])
		for _, page := range look.pages {
			b.examine(look.login+"-"+page, r.pathOf(t, people, look.login, page))
		}
	}
}

// pathOf finds the address of a page for one of the demo's people.
func (r *running) pathOf(t *testing.T, people map[string]school.Person, login, page string) string {
	t.Helper()
	by := school.ActorFor(people[login])
	memberships, err := r.School.MyCourses(t.Context(), by)
	if err != nil || len(memberships) == 0 {
		t.Fatal("no course", err)
	}
	course := memberships[0].Course.ID
	attemptOf := func(login string) school.Attempt {
		t.Helper()
		assignments, err := r.School.Assignments(t.Context(), school.System(), course)
		if err != nil || len(assignments) == 0 {
			t.Fatal("nothing is set", err)
		}
		attempt, err := r.School.Begin(t.Context(), school.ActorFor(people[login]), assignments[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return attempt
	}
	flagOf := func(login string) string {
		t.Helper()
		u, err := r.School.Understanding(t.Context(), school.System(), attemptOf(login).ID)
		if err != nil || u.Flag == 0 {
			t.Fatalf("%s has no flag: %s %v", login, u.Status, err)
		}
		return fmt.Sprintf("/flags/%d", u.Flag)
	}
	switch page {
	case "today", "account":
		return "/" + page
	case "module":
		return fmt.Sprintf("/courses/%d/modules/02-integrate-and-fire", course)
	case "course":
		return fmt.Sprintf("/courses/%d", course)
	case "reviews", "audit":
		return fmt.Sprintf("/courses/%d/%s", course, page)
	case "flag":
		return flagOf(login)
	case "dossier":
		return flagOf("haddad")
	case "dossier-context":
		return flagOf("haddad") + "?context=open"
	case "review":
		return fmt.Sprintf("/attempts/%d/review", attemptOf("diallo").ID)
	case "review-flagged":
		return fmt.Sprintf("/attempts/%d/review", attemptOf("haddad").ID)
	case "sitting-closed":
		u, err := r.School.Understanding(t.Context(), by, attemptOf(login).ID)
		if err != nil || len(u.Sittings) == 0 {
			t.Fatal("no sitting", err)
		}
		return fmt.Sprintf("/sittings/%d", u.Sittings[0].ID)
	}
	return fmt.Sprintf("/attempts/%d/%s", attemptOf(login).ID, page)
}
