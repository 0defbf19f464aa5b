package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A change in the content folder is seen: a file that is written, one that comes, one that goes.
func TestContentFolderIsWatched(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.md")
	stamps := map[string]bool{stampOf(dir): true}
	for i, change := range []func() error{
		func() error { return os.WriteFile(file, []byte("x"), 0o644) },
		func() error { return os.Chtimes(file, time.Now(), time.Now().Add(time.Hour)) },
		func() error { return os.WriteFile(filepath.Join(dir, "b.md"), nil, 0o644) },
		func() error { return os.Remove(file) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if s := stampOf(dir); stamps[s] {
			t.Errorf("change %d is not seen", i)
		} else {
			stamps[s] = true
		}
	}
	if first, second := stampOf(dir), stampOf(dir); first != second {
		t.Error("a folder that rests seems to change")
	}
}
