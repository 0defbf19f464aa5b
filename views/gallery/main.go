// Command gallery serves every page in its states with fixtures, under the
// content security policy of the product, for whoever works on the look:
//
//	go run ./views/gallery -addr 127.0.0.1:8090
//	go run ./views/gallery -look DIR [-only derive] [-widths 1280,390]
//	go run ./views/gallery -look DIR -site http://127.0.0.1:8080 -as "Mira Sato" -paths /today
//
// The second form takes a picture of each page, light and dark, and prints what
// axe-core and a check for sideways scroll find.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"coronium/views"
	"coronium/views/gallery/pages"
	"coronium/views/static"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8090", "address to listen on")
	dir := flag.String("look", "", "take pictures into this folder instead of serving")
	only := flag.String("only", "", "only pages whose name contains this")
	widths := flag.String("widths", "1280,390,320", "widths in pixels")
	schemes := flag.String("schemes", "light,dark", "colour schemes")
	site := flag.String("site", "", "with -look: a running demo to walk through in place of the fixtures")
	person := flag.String("as", "", "with -site: name of the person to sign in as")
	paths := flag.String("paths", "/", "with -site: addresses, parted by commas")
	flag.Parse()
	if *dir != "" && *site != "" {
		if err := walk(*dir, *site, *person, strings.Split(*paths, ","), numbers(*widths), strings.Split(*schemes, ",")); err != nil {
			fmt.Fprintln(os.Stderr, "gallery:", err)
			os.Exit(1)
		}
		return
	}
	if *dir != "" {
		if err := look(*dir, *only, numbers(*widths), strings.Split(*schemes, ",")); err != nil {
			fmt.Fprintln(os.Stderr, "gallery:", err)
			os.Exit(1)
		}
		return
	}
	server := &http.Server{Addr: *addr, Handler: handler(), ReadHeaderTimeout: 5 * time.Second}
	fmt.Fprintf(os.Stderr, "gallery on http://%s\n", *addr)
	if err := server.ListenAndServe(); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func numbers(list string) []int64 {
	var all []int64
	for _, s := range strings.Split(list, ",") {
		if n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	all := pages.All()
	for _, p := range all {
		mux.HandleFunc("GET /"+p.Name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", views.Policy)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if err := p.Component.Render(r.Context(), w); err != nil {
				fmt.Fprintln(os.Stderr, p.Name, err)
			}
		})
	}
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) { // a run that stays pending, so that it can be looked at
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for _, p := range all {
			fmt.Fprintf(w, `<p><a href="/%s">%s</a></p>`, p.Name, p.Name)
		}
	})
	return mux
}
