package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"coronium/views/gallery/pages"
	"coronium/views/static/axe"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// look takes a picture of every page and lets axe-core and a width check look
// at it: light and dark, in each width. Only pages whose name contains only are
// visited. It says what was found, and where.
func look(dir, only string, widths []int64, schemes []string) error {
	server := httptest.NewServer(handler())
	defer server.Close()
	ctx, end, err := browser()
	if err != nil {
		return err
	}
	defer end()
	found := 0
	for _, p := range pages.All() {
		if !strings.Contains(p.Name, only) {
			continue
		}
		for _, scheme := range schemes {
			for _, width := range widths {
				problems, err := visit(ctx, server.URL+"/"+p.Name, filepath.Join(dir, fmt.Sprintf("%s-%s-%d.png", p.Name, scheme, width)), width, scheme)
				if err != nil {
					return fmt.Errorf("%s: %w", p.Name, err)
				}
				for _, problem := range problems {
					found++
					fmt.Printf("%s %s %d: %s\n", p.Name, scheme, width, problem)
				}
			}
		}
	}
	fmt.Printf("%d problems\n", found)
	return nil
}

// visit opens one page in one size and scheme.
func visit(parent context.Context, url, file string, width int64, scheme string) ([]string, error) {
	ctx, cancel := context.WithTimeout(parent, 40*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx,
		chromedp.EmulateViewport(width, 900),
		prepare(scheme),
		chromedp.Navigate(url),
		chromedp.WaitReady("main"),
	); err != nil {
		return nil, err
	}
	problems, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](axe.Source+check, chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, err
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return nil, err
	}
	return problems, os.WriteFile(file, picture, 0o644)
}

// prepare sets the scheme, and keeps what the content security policy refuses.
func prepare(scheme string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		if _, err = cdp.Call(ctx, t, emulation.SetEmulatedMedia, media); err != nil {
			return none, err
		}
		script := page.AddScriptToEvaluateOnNewDocumentParams{Source: `window.refused = [];
			document.addEventListener("securitypolicyviolation", (e) => refused.push("refused by the policy: " + e.violatedDirective + " " + e.blockedURI + " " + (e.sourceFile ?? "") + ":" + e.lineNumber));
			window.addEventListener("error", (e) => refused.push("script error: " + e.message));`}
		_, err = cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, script)
		return none, err
	}
}

// check waits for fonts and lazy parts, then asks axe-core for everything up to
// WCAG 2.2 AA and looks for sideways scroll.
const check = `
;(async () => {
  await document.fonts.ready;
  await new Promise((r) => setTimeout(r, 350));
  const found = [...(window.refused ?? [])];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) {
    const culprits = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".scrollx, .listing, svg"));
    found.push("scrolls sideways by " + wide + " px: " + culprits.slice(0, 3).map((e) => e.tagName + "." + e.getAttribute("class")).join(", "));
  }
  const result = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
  for (const v of result.violations) for (const n of v.nodes.slice(0, 3)) found.push(v.id + ": " + n.target.join(" ") + " " + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? v.help));
  return found;
})()`
