package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// walk signs in at a running demo as somebody and looks at the paths: the same
// check as look, on real pages.
func walk(dir, site, person string, paths []string, widths []int64, schemes []string) error {
	ctx, end, err := browser()
	if err != nil {
		return err
	}
	defer end()
	if person != "" {
		script := fmt.Sprintf(`(() => { for (const f of document.querySelectorAll("form[action='/demo']")) if (f.textContent.includes(%q) || f.parentElement.textContent.includes(%q)) { f.querySelector("button").click(); return true } return false })()`, person, person)
		if err := chromedp.Do(ctx, chromedp.Navigate(site)); err != nil {
			return err
		}
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
		if err != nil || !ok {
			return fmt.Errorf("nobody called %q may be signed in as (%v)", person, err)
		}
		if err := chromedp.Do(ctx, chromedp.WaitReady("details.who")); err != nil {
			return err
		}
	}
	for _, path := range paths {
		for _, scheme := range schemes {
			for _, width := range widths {
				name := strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-", "#", "-").Replace(path), "-")
				problems, err := visit(ctx, site+path, filepath.Join(dir, fmt.Sprintf("site-%s-%s-%d.png", name, scheme, width)), width, scheme)
				if err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				for _, problem := range problems {
					fmt.Printf("%s %s %d: %s\n", path, scheme, width, problem)
				}
			}
		}
	}
	links, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`[...document.links].map((a) => a.pathname + a.search).filter((v, i, all) => all.indexOf(v) === i)`))
	if err == nil {
		fmt.Println("links of the last page:", strings.Join(links, " "))
	}
	return err
}

// browser starts one that lives until end.
func browser() (context.Context, func(), error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("disable-background-networking", true))
	base, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(base)
	end := func() { cancel(); stop() }
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		end()
		return nil, nil, err
	}
	return ctx, end, nil
}
