package site

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"coronium/content"
	"coronium/exercises"
	"coronium/grading/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Init() // the re-executed launcher never returns from here
	os.Exit(m.Run())
}

// Changed content is served without a restart; broken content is refused and what was served stays.
func TestReload(t *testing.T) {
	const folder = "02-integrate-and-fire/"
	files := fstest.MapFS{}
	err := fs.WalkDir(content.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasPrefix(name, folder+"lif-interspike-interval/") && name != folder+"module.md" {
			return err
		}
		text, err := fs.ReadFile(content.Files, name)
		if name == folder+"lif-interspike-interval/exercise.yaml" {
			before, after, _ := strings.Cut(string(text), "requires:")
			_, after, _ = strings.Cut(after, "\n")
			text = []byte(before + after)
		}
		files[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(context.Background(), Config{Data: t.TempDir(), Content: files, Workers: 1})
	if err != nil {
		t.Skipf("the site can't be opened on this machine: %v", err)
	}
	defer s.Close()
	old, err := s.Content.Exercise("lif-interspike-interval")
	if err != nil {
		t.Fatal(err)
	}
	prompt := files[folder+"lif-interspike-interval/prompt.md"]
	prompt.Data = append(prompt.Data, []byte("\nA mended sentence.\n")...)
	if err := s.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	now, _ := s.Content.Exercise("lif-interspike-interval")
	if !strings.Contains(now.Prompt, "A mended sentence.") {
		t.Error("the change is not served")
	}
	if kept, err := s.Content.At(old.ID, old.Version); err != nil || kept.Version != old.Version {
		t.Errorf("the version before is lost: %v", err)
	}
	yaml := files[folder+"lif-interspike-interval/exercise.yaml"]
	yaml.Data = []byte("title: [")
	if _, is := s.Reload(t.Context()).(exercises.ContentErrors); !is {
		t.Error("broken content is no fault")
	}
	if still, err := s.Content.Exercise(old.ID); err != nil || still.Version != now.Version {
		t.Error("broken content took the place of what was served")
	}
}
