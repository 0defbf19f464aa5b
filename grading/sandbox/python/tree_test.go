package python

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestTree makes a little file system with the links that distributions have, and asks what must be shown of it.
func TestTree(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := func(p string) string { return filepath.Join(dir, p) }
	for _, p := range []string{"usr/lib/arch", "usr/lib/python3.11/lib-dynload", "usr/lib64", "usr/bin", "home/person/secret"} {
		if err := os.MkdirAll(at(p), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []string{"usr/bin/python3.11", "usr/lib/arch/ld.so"} {
		if err := os.WriteFile(at(p), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"lib": "usr/lib", "lib64": "usr/lib64", "usr/lib64/ld.so": at("lib/arch/ld.so"), "usr/bin/python3": "python3.11", "loop": "loop"} {
		if err := os.Symlink(target, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	in := Interpreter{Needs: []string{at("usr/bin/python3"), at("lib64/ld.so"), at("lib/python3.11"), at("usr/lib/python3.11/lib-dynload"), at("nowhere"), at("loop")}}
	tree := in.Tree()
	if want := []string{at("usr/bin/python3.11"), at("usr/lib/arch/ld.so"), at("usr/lib/python3.11")}; !reflect.DeepEqual(tree.Paths, want) {
		t.Errorf("paths %v, not %v", tree.Paths, want)
	}
	links := map[string]string{at("usr/bin/python3"): "python3.11", at("lib"): "usr/lib", at("lib64"): "usr/lib64", at("usr/lib64/ld.so"): at("lib/arch/ld.so"), at("loop"): "loop"}
	if !reflect.DeepEqual(tree.Links, links) {
		t.Errorf("links %v, not %v", tree.Links, links)
	}
	if got := tree.closed(); got != "" && strings.HasPrefix(got, dir) {
		t.Errorf("%s is closed", got)
	}
	if err := os.Chmod(at("usr/lib"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := tree.closed(); got == "" || strings.HasPrefix(got, at("usr/lib/python3.11")) {
		t.Errorf("a directory that only its owner may enter is not seen: %q", got)
	}
	for p, want := range map[string]bool{"usr/lib/python3.11/os.py": true, "usr/lib/python3.11": true, "usr/lib/python3.110": false, "home/person/secret": false, "usr/lib": false, "usr/bin/coronium": false} {
		if tree.Covers(at(p)) != want {
			t.Errorf("%s: covered %v", p, !want)
		}
	}
}
