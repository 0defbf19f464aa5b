package exercises

import "testing"

// The starter and templates are what everybody was given; the bank is not.
func TestGiven(t *testing.T) {
	e := &Exercise{Starter: "starter", files: map[string][]byte{"templates/lecture.py": []byte("lecture"), "templates/notes.txt": []byte("no program"), "bank/other.py": []byte("bank")}}
	if got := e.Given(); len(got) != 2 || got[0] != "starter" || got[1] != "lecture" {
		t.Errorf("given: %q", got)
	}
	if got := (&Exercise{}).Given(); len(got) != 0 {
		t.Errorf("nothing given: %q", got)
	}
}
