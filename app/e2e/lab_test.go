//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"coronium/app/school"
	"coronium/sim/registry"
)

// brief are settings at which the slow models are quick: pages are looked at here, not results.
var brief = map[string]string{"brunel": "N=200&T=300", "coba": "N=200&T=300", "cuba": "N=200&T=300", "balanced": "N=100&K=10&T=300", "axon": "n=60&T=1", "population-code": "N=10&trials=5",
	"random-rate": "N=20&networks=1&T=20", "ring": "N=16&trials=3&T=50", "q-learner": "n=50", "wilson-cowan": "T=200", "connor-stevens": "T=50", "morris-lecar": "T=300", "low-rank": "N=50&T=100",
	"hmm": "n=100&iters=3", "stdp": "T=2000", "two-state-channels": "T=300", "channels-langevin": "T=300"}

// lab opens a page of the lab and waits for its run.
func (b *browser) lab(address string) {
	b.t.Helper()
	b.open("/lab/" + address)
	b.settle()
}

func (b *browser) settle() {
	b.t.Helper()
	b.until("the run is over", "document.querySelector('#lab-out') && !document.querySelector('.lab-pending') && document.querySelector('#lab-out').getAttribute('aria-busy') !== 'true'")
}

func (b *browser) complain(what string) {
	b.t.Helper()
	for _, c := range b.inspect() {
		b.t.Errorf("%s: %s (%s): %s\n  %s", what, c.ID, c.Impact, c.Help, strings.Join(c.Where, "\n  "))
	}
	if over := evaluate[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		b.t.Errorf("%s scrolls sideways by %d px: %s", what, over, b.widest())
	}
}

// labVisitor is somebody who is signed in and looks at the lab.
func labVisitor(t *testing.T) *browser {
	t.Helper()
	r := serve(t, false, newClock(begin))
	room := r.teach(t, school.Anywhere, "Mira Sato")
	b := newBrowser(t, r.url)
	b.signIn(room.trainees[0].Login)
	return b
}

// TestEveryLabPage has axe-core look at the lab page of every model, and at some of them in the dark and in narrow windows.
func TestEveryLabPage(t *testing.T) {
	b := labVisitor(t)
	b.scheme("light")
	b.narrow(1280)
	b.open("/lab")
	b.complain("the lab's index")
	for _, m := range registry.All() {
		address := m.Name + "?sweep=0" // the sweeps of a few are looked at below
		if brief[m.Name] != "" {
			address += "&" + brief[m.Name]
		}
		b.lab(address)
		b.complain("/lab/" + address)
	}
	for _, address := range []string{"adex?set=regular+bursting", "fitzhugh-nagumo", "brunel?" + brief["brunel"], "siegert", "lif?variant=reset-to-rest&pin=I%3D0.8"} {
		b.narrow(1280)
		b.lab(address)
		for _, look := range []struct {
			width  int64
			scheme string
		}{{1280, "dark"}, {390, "dark"}, {320, "light"}} {
			b.scheme(look.scheme)
			b.narrow(look.width)
			time.Sleep(settled)
			b.complain(fmt.Sprintf("/lab/%s at %d px, %s", address, look.width, look.scheme))
		}
		b.scheme("light")
	}
}

// TestLabByKeyboard moves sliders and fields by keys alone: the figures, the numbers and the address follow; a wrong value is said beside
// its field and leaves the figures; a mistake is laid over the right run; a long run is cancelled.
func TestLabByKeyboard(t *testing.T) {
	b := labVisitor(t)
	b.lab("lif")
	press := func(keys ...string) {
		t.Helper()
		for _, key := range keys {
			b.do(chromedp.KeyEvent(key))
		}
	}
	focus := func(selector string) {
		t.Helper()
		if !evaluate[bool](b, "(document.querySelector("+quoted(selector)+").focus(), document.activeElement === document.querySelector("+quoted(selector)+"))") {
			t.Fatalf("%s can't be focused", selector)
		}
	}
	focus("#p-I")
	press("\t") // the slider is the next stop
	if at := evaluate[string](b, "document.activeElement.id"); at != "s-I" {
		t.Fatalf("the stop after the field is %s", at)
	}
	press("\u0303", "\u0303", "\u0303") // arrow right
	b.until("the field follows the slider", "document.querySelector('#p-I').value !== '0.6'")
	value := evaluate[string](b, "document.querySelector('#p-I').value")
	b.until("the address follows", "location.search === '?I="+value+"'")
	b.until("the sweep says where it stands", "document.querySelector('#lab-out').textContent.includes('now "+value+"')")
	if at := evaluate[string](b, "document.activeElement.id"); at != "s-I" {
		t.Errorf("the focus went to %s", at)
	}
	b.settle()
	focus("#p-tau")
	press("\u0304") // arrow up: a step of the slider
	b.until("an arrow key moves the field", "document.querySelector('#p-tau').value !== '20' && location.search.includes('tau=')")
	b.settle()

	b.fill("#p-R", "fifty")
	b.until("the fault stands beside the field", "document.querySelector('#e-R').textContent.includes('not a number') && document.querySelector('#p-R').getAttribute('aria-invalid') === 'true'")
	if !b.has("#lab-out figure svg") || !b.has("#lab-out.stale") {
		t.Error("a wrong value takes the figures away")
	}
	b.fill("#p-R", "60")
	b.until("the fault is gone", "document.querySelector('#e-R').textContent === '' && !document.querySelector('#p-R').hasAttribute('aria-invalid') && location.search.includes('R=60')")

	b.fill("#lab-variant", "reset-to-rest")
	b.until("the mistake is drawn", "document.querySelector('path.wrong-run') && location.search.includes('variant=reset-to-rest')")
	if says := b.text("#lab-variant-says"); !strings.Contains(says, "V goes to E_L") {
		t.Errorf("the page says of the mistake: %q", says)
	}

	b.open("/lab/hmm?n=50000&iters=200")
	b.until("the run goes on", "document.querySelector('.lab-pending progress')")
	b.until("it says for how long", "/for [2-9] s/.test(document.querySelector('[data-lab-says]').textContent)")
	focus("[data-lab-cancel] button")
	press("\r")
	b.shows("Cancelled.")
}
