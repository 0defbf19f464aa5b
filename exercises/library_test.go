package exercises

import (
	"testing"

	"coronium/content"
)

// shipped loads the content that ships with the product.
func shipped(t testing.TB) *Library {
	t.Helper()
	lib, err := Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func TestShippedContentLoads(t *testing.T) {
	lib := shipped(t)
	e, err := lib.Exercise("lif-interspike-interval")
	if err != nil {
		t.Fatal(err)
	}
	if got := len(e.Implement.Misconceptions); got != 9 {
		t.Errorf("%d misconceptions; the specification lists 9", got)
	}
	for _, m := range e.Implement.Misconceptions {
		if m.Program == "" {
			t.Errorf("misconception %s has no program", m.Name)
		}
	}
	if got := len(e.WrongLines); got != 6 {
		t.Errorf("%d wrong derivations; the specification lists 6", got)
	}
}
