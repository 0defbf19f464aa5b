// Command gallery serves every page in its states with fixtures, under the
// content security policy of the product, for whoever works on the look:
//
//	go run ./views/gallery -addr 127.0.0.1:8090
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"

	"coronium/views"
	"coronium/views/gallery/pages"
	"coronium/views/static"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8090", "address to listen on")
	flag.Parse()
	server := &http.Server{Addr: *addr, Handler: handler(), ReadHeaderTimeout: 5 * time.Second}
	fmt.Fprintf(os.Stderr, "gallery on http://%s\n", *addr)
	if err := server.ListenAndServe(); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
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
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for _, p := range all {
			fmt.Fprintf(w, `<p><a href="/%s">%s</a></p>`, p.Name, p.Name)
		}
	})
	return mux
}
