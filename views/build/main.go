// Command build bundles the front end: it runs `npm ci --ignore-scripts` in
// this folder, bundles src/app.js and ../static/coronium.css by esbuild's Go
// API, and writes ../static/dist with content-hashed names, gzip copies and a
// manifest. The output is committed, so only who changes the front end needs
// Node. The same sources give the same bytes.
//
//	go run ./views/build [-npm=false]
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	npm := flag.Bool("npm", true, "install the locked packages first")
	flag.Parse()
	if err := build(*npm); err != nil {
		fmt.Fprintln(os.Stderr, "views/build:", err)
		os.Exit(1)
	}
}

// Folders, from the root of the repository.
const (
	here   = "views/build"
	static = "views/static"
	dist   = "views/static/dist"
)

func build(npm bool) error {
	if _, err := os.Stat(filepath.Join(here, "package-lock.json")); err != nil {
		return errors.New("run this from the root of the repository: go run ./views/build")
	}
	if npm {
		if err := install(); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	names := map[string]string{}
	if err := bundle(names); err != nil {
		return err
	}
	if err := copies(names); err != nil {
		return err
	}
	if err := compress(); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(names, "", "  ") // keys come out sorted
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(raw, '\n'), 0o644)
}

func install() error {
	if _, err := exec.LookPath("npm"); err != nil {
		return errors.New("npm is not installed; it is needed only to change the front end (the bundle is committed)")
	}
	command := exec.Command("npm", "ci", "--ignore-scripts")
	command.Dir = here
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	return command.Run()
}

// bundle runs esbuild. What it names goes into the manifest under its plain name.
func bundle(names map[string]string) error {
	modules, err := filepath.Abs(filepath.Join(here, "node_modules"))
	if err != nil {
		return err
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{here + "/src/app.js", static + "/coronium.css"},
		Outdir:            dist,
		EntryNames:        "[name]-[hash]",
		ChunkNames:        "[name]-[hash]",
		AssetNames:        "[name]-[hash]",
		PublicPath:        "/static",
		NodePaths:         []string{modules},
		Bundle:            true,
		Splitting:         true,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		Engines:           []api.Engine{{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "120"}, {Name: api.EngineSafari, Version: "17.5"}},
		MinifySyntax:      true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		LegalComments:     api.LegalCommentsLinked,
		Loader:            map[string]api.Loader{".woff2": api.LoaderFile},
		Metafile:          true,
		Write:             true,
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return errors.New("esbuild found faults")
	}
	for _, f := range result.OutputFiles {
		out := filepath.Base(f.Path)
		ext := filepath.Ext(out)
		if cut := strings.LastIndex(out, "-"); cut > 0 && !strings.HasSuffix(out, ".txt") {
			names[out[:cut]+ext] = out
		}
	}
	return nil
}

// copies brings over what is not bundled: the icon (hashed), MathLive's own
// fonts (their names are fixed in its code, so the folder carries the version)
// and axe-core, which only tests read and which is not embedded in the server.
func copies(names map[string]string) error {
	icon, err := os.ReadFile(static + "/icon.svg")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(icon)
	names["icon.svg"] = "icon-" + hex.EncodeToString(sum[:4]) + ".svg"
	if err := os.WriteFile(filepath.Join(dist, names["icon.svg"]), icon, 0o644); err != nil {
		return err
	}
	fonts, err := filepath.Glob(here + "/node_modules/mathlive/fonts/*.woff2")
	if err != nil || len(fonts) == 0 {
		return fmt.Errorf("mathlive has no fonts: %v", err)
	}
	for _, font := range fonts {
		if err := copyFile(font, filepath.Join(dist, "mathlive-fonts", filepath.Base(font))); err != nil {
			return err
		}
	}
	if err := copyFile(here+"/node_modules/axe-core/LICENSE", static+"/axe/LICENSE"); err != nil {
		return err
	}
	if err := copyFile(here+"/node_modules/axe-core/axe.min.js", static+"/axe/axe.min.js"); err != nil {
		return err
	}
	return licences()
}

// licences puts the licence of every bundled package and font into one file
// that is served beside them.
func licences() error {
	found, err := filepath.Glob(here + "/node_modules/*/LICENSE*")
	if err != nil {
		return err
	}
	scoped, err := filepath.Glob(here + "/node_modules/@*/*/LICENSE*")
	if err != nil {
		return err
	}
	fonts, err := filepath.Glob(static + "/fonts/*.txt")
	if err != nil {
		return err
	}
	var all bytes.Buffer
	for _, file := range append(append(found, scoped...), fonts...) {
		name := strings.TrimPrefix(filepath.Dir(file), here+"/node_modules/")
		if name == "axe-core" {
			continue // only tests use it; its licence lies beside it
		}
		if name == static+"/fonts" {
			name = "TeX Gyre Pagella and TeX Gyre Pagella Math: " + filepath.Base(file)
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		fmt.Fprintf(&all, "%s\n%s\n\n%s\n\n\n", name, strings.Repeat("=", len(name)), bytes.TrimSpace(raw))
	}
	return os.WriteFile(filepath.Join(dist, "licences.txt"), all.Bytes(), 0o644)
}

func copyFile(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o644)
}

// compress writes a gzip copy beside each text file, without a time in it.
func compress() error {
	files, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, f := range files {
		switch filepath.Ext(f.Name()) {
		case ".js", ".css", ".svg":
		default:
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dist, f.Name()))
		if err != nil {
			return err
		}
		var packed bytes.Buffer
		w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(raw); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dist, f.Name()+".gz"), packed.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
