package python

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Tree is the part of the file system that the interpreter sees: real files and directories, none inside another, and
// the symbolic links by which they are reached.
type Tree struct {
	Paths []string          // sorted; each exists, is absolute and free of links
	Links map[string]string // where a link stands -> what it says
}

// Tree resolves the needs of an interpreter.
func (in Interpreter) Tree() Tree {
	t := Tree{Links: map[string]string{}}
	for _, p := range in.Needs {
		if real := t.walk(p, 0); real != "" {
			t.Paths = append(t.Paths, real)
		}
	}
	slices.Sort(t.Paths)
	t.Paths = outermost(slices.Compact(t.Paths))
	for at := range t.Links {
		if t.covers(at) {
			delete(t.Links, at) // it comes along with its directory
		}
	}
	return t
}

// Covers reports whether a path is visible within the tree.
func (t Tree) Covers(path string) bool { return t.covers(path) }

func (t Tree) covers(path string) bool {
	for _, p := range t.Paths {
		if path == p || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	return false
}

// walk follows a path component by component, notes every link on the way and gives where it ends; empty if nowhere.
func (t *Tree) walk(path string, depth int) string {
	if depth > 40 { // the kernel's own bound on links
		return ""
	}
	at := "/"
	parts := strings.Split(strings.Trim(filepath.Clean(path), "/"), "/")
	for i, part := range parts {
		next := filepath.Join(at, part)
		info, err := os.Lstat(next)
		if err != nil {
			return ""
		}
		if info.Mode()&os.ModeSymlink == 0 {
			at = next
			continue
		}
		target, err := os.Readlink(next)
		if err != nil {
			return ""
		}
		t.Links[next] = target
		if !filepath.IsAbs(target) {
			target = filepath.Join(at, target)
		}
		return t.walk(filepath.Join(append([]string{target}, parts[i+1:]...)...), depth+1)
	}
	return at
}

// outermost drops, from a sorted list, every path that lies inside another.
func outermost(sorted []string) []string {
	var kept []string
	for _, p := range sorted {
		inside := slices.ContainsFunc(kept, func(k string) bool { return strings.HasPrefix(p, k+"/") })
		if !inside {
			kept = append(kept, p)
		}
	}
	return kept
}

// closed gives the first directory on the way to the tree that others than its owner may not enter; empty if there is none.
func (t Tree) closed() string {
	for _, p := range t.Paths {
		for at := p; at != "/"; at = filepath.Dir(at) {
			info, err := os.Stat(at)
			if err != nil {
				return at
			}
			if info.IsDir() && info.Mode()&0o001 == 0 {
				return at
			}
		}
	}
	return ""
}
