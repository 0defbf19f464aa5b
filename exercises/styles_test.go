package exercises

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Programs by other hands, testdata/styles/EXERCISE/STYLE.py: other schemes, containers, loops and names than the solution's.
// All of them must pass, on several variants.
func TestProgramsInOtherStyles(t *testing.T) {
	g := grader(t)
	folders, err := os.ReadDir("testdata/styles")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			e, err := shipped(t).Exercise(folder.Name())
			if err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(filepath.Join("testdata/styles", folder.Name(), "*.py"))
			if err != nil || len(files) < 3 {
				t.Fatalf("%d programs in other styles (%v); three are asked for", len(files), err)
			}
			for _, file := range files {
				source, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, seed := range []uint64{1, 7, 12} {
					if r := graded(t, g, variant(t, e, seed), string(source)); !r.Passed || r.Score != r.Max {
						t.Errorf("%s, seed %d: %s %s", strings.TrimSuffix(filepath.Base(file), ".py"), seed, r.Says, r.Fault)
					}
				}
			}
		})
	}
}
