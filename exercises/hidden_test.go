package exercises

import "testing"

// A hidden quantity has its value for tests and outcomes, and stands neither in the table of numbers nor in a report.
func TestHiddenQuantities(t *testing.T) {
	e, err := shipped(t).Exercise("cable-steady-state")
	if err != nil {
		t.Fatal(err)
	}
	v := variant(t, e, 3)
	if v.Values["lam"] <= 0 {
		t.Errorf("lam is %g", v.Values["lam"])
	}
	shown := map[string]bool{}
	for _, s := range v.Statements() {
		shown[s.Name] = true
	}
	if !shown["d"] || shown["lam"] {
		t.Errorf("shown are %v; d is meant for everybody, the length constant is what a prediction asks", shown)
	}
}
