//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// patience is how long a step of a test may take; grading a program takes a second or two.
const patience = 40 * time.Second

// browser is one tab with a profile of its own: whoever is signed in here is signed in nowhere else.
type browser struct {
	t       *testing.T
	ctx     context.Context
	site    string
	scripts bool // whether pages may run JavaScript
}

// chromium finds the browser; without one these tests can't be run, and say so.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium is installed; on Debian: apt-get install chromium")
	return ""
}

// newBrowser starts a browser at a site.
func newBrowser(t *testing.T, site string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("hide-scrollbars", true), chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stopTab := chromedp.NewContext(ctx)
	t.Cleanup(stopTab)
	b := &browser{t: t, ctx: ctx, site: site, scripts: true}
	// The first run starts the browser, which lives as long as the context of that run.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("starting the browser: %v", err)
	}
	b.do(chromedp.EmulateViewport(1280, 900))
	return b
}

// do runs actions with a limit of time.
func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v\n%s", err, b.state())
	}
}

// state describes the page for a failing test.
func (b *browser) state() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + [...document.querySelectorAll(".notices, .bad-input, h1, main button")].map(e => e.innerText.trim()).join(" | ").slice(0, 1500) + "\n" + document.body.innerText.replace(/\s+/g, " ").slice(-1500)`))
	if err != nil {
		return "the page can't be read: " + err.Error()
	}
	return text
}

// open goes to a path of the site.
func (b *browser) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site + path))
}

// evaluate runs an expression in the page.
func evaluate[T any](b *browser, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v\n%s", expression, err, b.state())
	}
	return value
}

// quoted is text as a JavaScript string.
func quoted(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// has says whether something on the page matches a selector.
func (b *browser) has(selector string) bool {
	b.t.Helper()
	return evaluate[bool](b, "!!document.querySelector("+quoted(selector)+")")
}

// text is what a person reads under a selector; an empty text if there is nothing.
func (b *browser) text(selector string) string {
	b.t.Helper()
	return evaluate[string](b, "(document.querySelector("+quoted(selector)+")?.innerText ?? '').trim()")
}

// path is where the browser is.
func (b *browser) path() string {
	b.t.Helper()
	return evaluate[string](b, "location.pathname")
}

// query is where the browser is, with what the address asks for.
func (b *browser) query() string {
	b.t.Helper()
	return evaluate[string](b, "location.pathname + location.search")
}

// until waits for a condition in the page.
func (b *browser) until(what, condition string) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+condition+")"))
		cancel()
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("waited in vain until %s (%v)\n%s", what, err, b.state())
		}
		time.Sleep(60 * time.Millisecond)
	}
}

// shows waits until the page says something.
func (b *browser) shows(words string) {
	b.t.Helper()
	b.until("the page says "+words, "document.body.innerText.includes("+quoted(words)+")")
}

// click clicks what matches a selector and waits for the page that follows.
func (b *browser) click(selector string) {
	b.t.Helper()
	b.until(selector+" is there", "document.querySelector("+quoted(selector)+")")
	b.mark()
	b.do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
	b.arrived()
}

// mark makes this page known, so that arrived can tell when another one has come.
func (b *browser) mark() {
	b.t.Helper()
	evaluate[bool](b, "(window.left = true)")
}

// arrived waits for another page, loaded whole.
func (b *browser) arrived() {
	b.t.Helper()
	b.until("another page has loaded", "!window.left && document.readyState === 'complete'")
}

// press clicks something that leads to no other page.
func (b *browser) press(selector string) {
	b.t.Helper()
	b.until(selector+" is there", "document.querySelector("+quoted(selector)+")")
	b.do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// program puts a text into the editor: by a paste where the editor is alive, into the plain field where not.
func (b *browser) program(selector, text string) {
	b.t.Helper()
	if !b.scripts {
		b.fill(selector, text)
		return
	}
	box := "document.querySelector(" + quoted(selector) + ").closest('[data-editor]')"
	b.until("the editor is alive", box+".querySelector('div')?.shadowRoot?.querySelector('.cm-content')")
	evaluate[bool](b, `(() => {
		const content = `+box+`.querySelector('div').shadowRoot.querySelector('.cm-content');
		content.focus();
		return true;
	})()`)
	b.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	evaluate[bool](b, `(() => {
		const content = `+box+`.querySelector('div').shadowRoot.querySelector('.cm-content');
		const data = new DataTransfer();
		data.setData('text/plain', `+quoted(text)+`);
		content.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true, composed: true}));
		return true;
	})()`)
	b.until("the editor holds the program", "document.querySelector("+quoted(selector)+").value.trim() === "+quoted(text)+".trim()")
}

// signIn signs somebody in with a password.
func (b *browser) signIn(login string) {
	b.t.Helper()
	b.do(clearCookies)
	b.open("/sign-in")
	b.fill("#email", login)
	b.fill("#password", password)
	b.click("form[action='/sign-in'] .go")
}

// fill sets a field as typing would: value and events.
func (b *browser) fill(selector, value string) {
	b.t.Helper()
	found := evaluate[bool](b, `(() => {
		const field = document.querySelector(`+quoted(selector)+`);
		if (!field) return false;
		field.value = `+quoted(value)+`;
		field.dispatchEvent(new Event('input', {bubbles: true}));
		field.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})()`)
	if !found {
		b.t.Fatalf("there is no field %s\n%s", selector, b.state())
	}
}

// choose checks a radio button or a box.
func (b *browser) choose(selector string) {
	b.t.Helper()
	if !evaluate[bool](b, `(() => { const box = document.querySelector(`+quoted(selector)+`); if (!box) return false; box.checked = true; box.dispatchEvent(new Event('change', {bubbles: true})); return true; })()`) {
		b.t.Fatalf("there is no choice %s\n%s", selector, b.state())
	}
}

// narrow sets the width of the window.
func (b *browser) narrow(width int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 900))
}

// scheme sets whether the system prefers light or dark.
func (b *browser) scheme(name string) {
	b.t.Helper()
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		feature := "prefers-color-scheme"
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: name}}})
		return chromedp.Void{}, err
	})
}

// withoutScripts switches JavaScript off, as some people do and some networks force.
func (b *browser) withoutScripts() {
	b.t.Helper()
	b.scripts = false
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return chromedp.Void{}, err
	})
}

// clearCookies forgets who is signed in.
func clearCookies(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{})
	return chromedp.Void{}, err
}

// shoot keeps a picture of the whole page, if CORONIUM_SHOTS names a folder for them.
func (b *browser) shoot(name string) {
	b.t.Helper()
	folder := os.Getenv("CORONIUM_SHOTS")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatalf("picture %s: %v", name, err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, strings.ReplaceAll(name, "/", "-")+".png"), picture, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
