//go:build browser

package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"coronium/views"
	"coronium/views/gallery/pages"

	"github.com/chromedp/chromedp"
)

// scene is the gallery with the few answers that the scripts need, and a
// browser that looks at it. It remembers what was posted.
type scene struct {
	t      *testing.T
	ctx    context.Context
	url    string
	mu     sync.Mutex
	posted map[string][]string // path: bodies
}

func newScene(t *testing.T) *scene {
	s := &scene{t: t, posted: map[string][]string{}}
	gallery := handler()
	mux := http.NewServeMux()
	mux.Handle("GET /", gallery)
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = w.Write([]byte("event: status\ndata: <div class=strip>comparing</div>\n\nevent: done\ndata: x\n\n"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	visits := 0
	mux.HandleFunc("GET /pending", func(w http.ResponseWriter, r *http.Request) {
		visits++
		w.Header().Set("Content-Security-Policy", views.Policy)
		name := "exercise-implement-pending"
		if visits > 1 {
			name = "exercise-implement-handed-in"
		}
		for _, p := range pages.All() {
			if p.Name == name {
				_ = p.Component.Render(r.Context(), w)
			}
		}
	})
	mux.HandleFunc("POST /{path...}", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		s.posted["/"+r.PathValue("path")] = append(s.posted["/"+r.PathValue("path")], r.PostForm.Encode())
		s.mu.Unlock()
		w.Header().Set("Content-Security-Policy", views.Policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch r.PathValue("path") {
		case "preview":
			_ = views.LinePreviewPart(&views.LinePreview{Formula: "x = 1", At: -1, Agree: &views.DimVerdict{OK: true, Says: "units agree: shown back"}}).Render(r.Context(), w)
		case "draft":
			_, _ = w.Write([]byte("saved 12:34"))
		case "line":
			http.Redirect(w, r, "/exercise-derive", http.StatusSeeOther)
		case "run":
			http.Redirect(w, r, "/exercise-implement-handed-in", http.StatusSeeOther)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	ctx, end, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	var cancel context.CancelFunc
	s.ctx, cancel = context.WithTimeout(ctx, 60*time.Second)
	t.Cleanup(cancel)
	s.url = server.URL
	return s
}

func (s *scene) open(path string) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, chromedp.EmulateViewport(1280, 900), prepare("light"), chromedp.Navigate(s.url+path), chromedp.WaitReady("main")); err != nil {
		s.t.Fatal(err)
	}
}

// until waits for an expression to become true.
func (s *scene) until(expression string) {
	s.t.Helper()
	for range 100 {
		ok, err := chromedp.Run(s.ctx, chromedp.Evaluate[bool](`Boolean(`+expression+`)`))
		if err == nil && ok {
			return
		}
		if err := chromedp.Do(s.ctx, chromedp.Sleep(50*time.Millisecond)); err != nil {
			s.t.Fatal(err)
		}
	}
	refused, _ := chromedp.Run(s.ctx, chromedp.Evaluate[[]string](`window.refused`))
	s.t.Fatalf("never true: %s (%v)", expression, refused)
}

func (s *scene) do(script string) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
		_, err = chromedp.Evaluate[any](`(() => {`+script+`; return 0 })()`)(ctx, t)
		return none, err
	}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) quiet() {
	s.t.Helper()
	refused, err := chromedp.Run(s.ctx, chromedp.Evaluate[[]string](`window.refused`))
	if err != nil || len(refused) > 0 {
		s.t.Errorf("the policy or a script complains: %v %v", refused, err)
	}
}

func (s *scene) bodies(path string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.posted[path], "\n")
}

func TestEditorKeepsTheFieldAndRunsByKey(t *testing.T) {
	s := newScene(t)
	s.open("/exercise-implement")
	const inner = `document.querySelector("[data-editor] > div").shadowRoot.querySelector(".cm-content")`
	s.until(`document.querySelector("[data-editor].alive > div")?.shadowRoot.querySelector(".cm-content")`)
	s.do(inner + `.focus(); document.execCommand("insertText", false, "# mine\n")`)
	s.until(`document.querySelector("#source").value.startsWith("# mine")`)
	s.do(inner + `.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true, composed: true, cancelable: true }))`)
	s.until(`document.querySelector("#report").textContent.includes("30 of 30")`)
	if body := s.bodies("/run"); !strings.Contains(body, "do=run") || !strings.Contains(body, "mine") {
		t.Errorf("posted %.200s", body)
	}
	s.until(inner + `.textContent.includes("# mine")`) // the editor was left alone
	s.do(`document.querySelector("[data-goto]").click()`)
	s.until(`document.querySelector("[data-editor] > div").shadowRoot.querySelector(".cm-fault")`)
	s.quiet()
}

func TestLineIsShownBackAndChecked(t *testing.T) {
	s := newScene(t)
	s.open("/exercise-derive")
	s.until(`document.querySelector("[data-compose]").dataset.alive`)
	s.do(`const t = document.querySelector("#line-text"); t.focus(); t.value = "x = 1"; t.dispatchEvent(new Event("input", { bubbles: true }))`)
	s.until(`document.querySelector("#line-preview").textContent.includes("shown back")`)
	s.until(`document.querySelector("[data-saved]").textContent === "saved 12:34"`)
	s.do(`document.querySelector("#line-text").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }))`)
	s.until(`document.querySelector("#line-text").value.startsWith("T = tau") && document.activeElement.id === "line-text"`)
	if body := s.bodies("/line"); !strings.Contains(body, "do=check") || !strings.Contains(body, "text=x+%3D+1") {
		t.Errorf("posted %q", body)
	}
	s.quiet()
}

func TestLineBroughtBackIsShownAtOnce(t *testing.T) {
	s := newScene(t)
	s.open("/exercise-derive-again")
	s.until(`document.querySelector("#line-preview").textContent.includes("shown back")`)
	s.quiet()
}

func TestFormulaKeysWriteTheLine(t *testing.T) {
	s := newScene(t)
	s.open("/exercise-derive")
	s.until(`!document.querySelector("[data-mathfield]").hidden`)
	s.do(`document.querySelector("[data-mathfield]").click()`)
	s.until(`document.querySelector("math-field")?.shadowRoot`)
	s.until(`document.querySelector("math-field").value.includes("\\ln")`) // begun with what stood there
	s.do(`const f = document.querySelector("math-field"); f.value = "f=\\frac{1}{t_{ref}+T}"; f.dispatchEvent(new Event("input", { bubbles: true }))`)
	s.until(`document.querySelector("#line-text").value === "f = 1/(t_ref+T)"`)
	s.until(`[...document.querySelector("math-field").shadowRoot.querySelectorAll("[style]")].every((e) => e.style.length > 0)`)
}

func TestCurveIsDrawnByPointerAndByKey(t *testing.T) {
	s := newScene(t)
	s.open("/exercise-predict")
	s.until(`document.querySelector("[data-curve]").dataset.alive !== undefined`)
	s.do(`
		const svg = document.querySelector("svg[data-frame]"), box = svg.getBoundingClientRect();
		svg.setPointerCapture = () => {};
		const fire = (type, x, y) => svg.dispatchEvent(new PointerEvent(type, { clientX: box.left + x * box.width, clientY: box.top + y * box.height, pointerId: 1, bubbles: true, cancelable: true }));
		fire("pointerdown", .12, .85); fire("pointermove", .97, .12); fire("pointerup", .97, .12)`)
	s.until(`[...document.querySelectorAll("input[data-x]")].every((f) => f.value !== "")`)
	s.until(`(() => { const v = [...document.querySelectorAll("input[data-x]")].map((f) => Number(f.value)); return v.every((y, i) => i === 0 || y > v[i - 1]) })()`)
	s.until(`document.querySelectorAll(".curve-ink circle").length === 9`)
	s.do(`const f = document.querySelector("input[data-x]"); f.value = "100"; f.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true, cancelable: true }))`)
	s.until(`document.querySelector("input[data-x]").value === "108"`) // a fiftieth of 400 Hz
	s.quiet()
}

func TestPendingRunIsFollowedToItsEnd(t *testing.T) {
	s := newScene(t)
	s.open("/pending")
	s.until(`/Receipt\s+R-0412/.test(document.querySelector("#report").textContent)`)
	s.until(`document.querySelector("#run-strip").textContent.trim() === ""`)
	s.quiet()
}

func TestKeysGoToStagesAndAreInertInFields(t *testing.T) {
	s := newScene(t)
	s.open("/exercise-predict")
	press := func(target, key string) {
		s.do(target + `.dispatchEvent(new KeyboardEvent("keydown", { key: "` + key + `", bubbles: true, composed: true, cancelable: true }))`)
	}
	press(`document.querySelector("input[data-x]")`, "g")
	press(`document.querySelector("input[data-x]")`, "d")
	press("document.body", "g")
	press("document.body", "e")
	s.until(`location.pathname === "/exercise-explain"`)
}

func TestThemeTurnsAtOnce(t *testing.T) {
	s := newScene(t)
	s.open("/today")
	s.do(`document.querySelector("details.who").open = true; document.querySelector("[data-themes] button[value=dark]").click()`)
	s.until(`getComputedStyle(document.body).backgroundColor === "rgb(20, 23, 29)"`)
	s.until(`true`)
	if body := s.bodies("/theme"); !strings.Contains(body, "theme=dark") {
		t.Errorf("posted %q", body)
	}
}

func TestLongTraceIsZoomed(t *testing.T) {
	s := newScene(t)
	s.open("/exercise-implement")
	s.until(`document.querySelector(".fig-zoom")`)
	s.do(`document.querySelector(".fig-zoom").click()`)
	s.until(`document.querySelector(".zoom canvas")`)
	s.do(`document.querySelector(".fig-zoom").click()`)
	s.until(`!document.querySelector(".zoom") && document.querySelector("figure svg.plot").getBoundingClientRect().height > 100`)
	s.quiet()
}
