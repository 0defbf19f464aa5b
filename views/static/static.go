// Package static holds what a browser fetches once and keeps: the stylesheet,
// the fonts and the bundled scripts. views/build writes the folder dist, whose
// file names carry a hash of their content; the folder is embedded, so a binary
// needs nothing beside it and users need no Node.
package static

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// Prefix is where Handler expects to be mounted.
const Prefix = "/static/"

//go:embed dist
var files embed.FS

// manifest maps plain names ("coronium.css") to hashed ones ("coronium-1a2b3c4d.css").
var manifest = sync.OnceValues(func() (map[string]string, error) {
	raw, err := files.ReadFile("dist/manifest.json")
	if err != nil {
		return nil, fmt.Errorf("views/static: %w; run `go run ./views/build`", err)
	}
	names := map[string]string{}
	if err := json.Unmarshal(raw, &names); err != nil {
		return nil, fmt.Errorf("views/static: dist/manifest.json: %w", err)
	}
	return names, nil
})

// URL gives the address of a file by its plain name. An unknown name keeps its
// plain form, which then answers 404: a page must not fail over a missing picture.
func URL(name string) string {
	names, err := manifest()
	if err == nil {
		if hashed, ok := names[name]; ok {
			return Prefix + hashed
		}
	}
	return Prefix + name
}

// Bytes gives a file by its plain name, for what must carry it along; nil for an unknown name.
func Bytes(name string) []byte {
	names, err := manifest()
	if err != nil {
		return nil
	}
	raw, err := files.ReadFile("dist/" + names[name])
	if err != nil {
		return nil
	}
	return raw
}

// Handler serves Prefix.
func Handler() http.Handler {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // the folder is embedded: only a wrong name here could do this
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
			return
		}
		name := path.Clean(strings.TrimPrefix(r.URL.Path, Prefix))
		raw, err := fs.ReadFile(dist, name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Content-Type", contentType(name))
		header.Set("Cache-Control", cacheFor(name))
		header.Set("X-Content-Type-Options", "nosniff")
		header.Add("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			if packed, err := fs.ReadFile(dist, name+".gz"); err == nil {
				raw = packed
				header.Set("Content-Encoding", "gzip")
			}
		}
		header.Set("Content-Length", fmt.Sprint(len(raw)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(raw)
		}
	})
}

// hashed holds the names that carry a hash of their content.
var hashed = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	names, err := manifest()
	if err != nil {
		return all // Handler then serves what there is, only not for long
	}
	for _, name := range names {
		all[name] = true
	}
	return all
})

// cacheFor says how long a file may be kept: a hashed name never changes its
// content, the few plain ones (licences, the formula keyboard's fonts) might.
func cacheFor(name string) string {
	if hashed()[name] {
		return "public, max-age=31536000, immutable"
	}
	return "public, max-age=86400"
}

// contentType does not ask the machine's own MIME table for what we ship, since
// that table differs between machines.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".json":
		return "application/json"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}
