package exercises

import (
	"testing"

	"coronium/content"
	"coronium/sim/registry"
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

// The models behind an exercise carry the variant's numbers, and only those that the model can take and that differ from its own.
func TestExplore(t *testing.T) {
	linked := 0
	for _, e := range shipped(t).Exercises() {
		v, err := e.Variant(3)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range v.Explore() {
			linked++
			if _, err := registry.Complete(x.Model, x.Values); err != nil {
				t.Errorf("%s: %v", e.ID, err)
			}
			for name, value := range x.Values {
				if got, ok := v.Values[name]; !ok || got != value {
					t.Errorf("%s: %s = %v, the variant has %v", e.ID, name, value, got)
				}
			}
		}
	}
	if linked < 10 {
		t.Errorf("only %d models behind all exercises", linked)
	}
}

func TestShippedContentLoads(t *testing.T) {
	lib := shipped(t)
	e, err := lib.Exercise("lif-interspike-interval")
	if err != nil {
		t.Fatal(err)
	}
	if got := len(e.Implement.Misconceptions); got != 11 {
		t.Errorf("%d misconceptions; nine of the specification and two ways of dating a spike are wanted", got)
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
