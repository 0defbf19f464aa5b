package exercises

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
)

// What content new makes loads, and passes lint as it stands.
func TestTemplateIsSound(t *testing.T) {
	g := grader(t)
	files, err := Template("my-exercise", "99-own")
	if err != nil {
		t.Fatal(err)
	}
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	report, err := Lint(context.Background(), m, LintOptions{Variants: 5, Mutated: 1, Sandbox: g.Sandbox})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Faults {
		t.Error(f)
	}
	for _, e := range report.Exercises {
		for _, f := range e.Faults {
			t.Error(f)
		}
	}
	if len(report.Exercises) != 1 || !report.OK {
		t.Errorf("%d exercises, ok %v", len(report.Exercises), report.OK)
	}
}

func TestTemplateNames(t *testing.T) {
	for _, c := range [][2]string{{"My Exercise", "99-own"}, {"x", "own"}, {"../x", "99-own"}, {"x", "../99-own"}} {
		if _, err := Template(c[0], c[1]); err == nil || !strings.Contains(err.Error(), "can't be") {
			t.Errorf("%v: %v", c, err)
		}
	}
}
