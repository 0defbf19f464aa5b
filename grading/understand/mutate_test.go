package understand

import (
	"os"
	"strings"
	"testing"
)

// Every mutant is valid Python that differs from the program in the one token it says.
func TestMutantsChangeOneToken(t *testing.T) {
	list, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range list {
		if !strings.HasSuffix(f.Name(), ".py") {
			continue
		}
		text := load(t, f.Name())
		mutants, err := Mutants(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mutants {
			n++
			if text[m.Start:m.End] != m.Old || m.Old == m.New {
				t.Errorf("%s: %+v does not name its token", f.Name(), m)
			}
			if line, ok := changedToken(text, m.Apply(text)); !ok || line != m.Line {
				t.Errorf("%s: %s in line %d is found in line %d, %t", f.Name(), m.Says(), m.Line, line, ok)
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d mutants of all programs", n)
	}
}

func TestWhatIsNeverChanged(t *testing.T) {
	text := `"""Text 1 + 1."""
import numpy as np
from math import exp as e
def f(x: float = 1.5, *, k=2):
    """More 3 - 2."""
    # 4 * 5
    print("here", x + 1)
    y = "a + b"
    return g(x, k=k) - 1
if __name__ == "__main__":
    f(3 + 4)
`
	mutants, err := Mutants(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutants {
		if m.Line != 4 && m.Line != 9 {
			t.Errorf("line %d was changed: %+v", m.Line, m)
		}
		if m.Line == 9 && m.Column == 17 {
			t.Errorf("the name of a keyword was changed: %+v", m)
		}
	}
	if len(mutants) == 0 {
		t.Error("nothing can be changed")
	}
}

func TestConstantsAreKnobs(t *testing.T) {
	s, err := parse(load(t, "lif19.py"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"tau": 10, "R": 10, "v_rest": -65, "v_reset": -65, "v_th": -50, "t_ref": 2}
	for _, k := range s.constants(s.definitions("function_definition")["lif"]) {
		v, ok := want[k.Name]
		if !ok || v != k.Value {
			t.Errorf("%s = %g is taken for a constant", k.Name, k.Value)
		}
		delete(want, k.Name)
	}
	for name := range want {
		t.Errorf("%s is not found", name) // start values such as `wait = 0` change later and are none
	}
}

func TestApplyEdits(t *testing.T) {
	if got := applyEdits("abcdef", Edit{4, 5, "X"}, Edit{0, 1, "YY"}, Edit{4, 6, "lost"}); got != "YYbcdXf" {
		t.Errorf("%q", got)
	}
}

func FuzzMutants(f *testing.F) {
	f.Add("def f(x):\n    return x + 1\n")
	f.Add("x = -1.5\nclass A:\n  y: int = 0\n")
	f.Fuzz(func(t *testing.T, text string) {
		mutants, err := Mutants(text)
		if err != nil {
			return
		}
		for _, m := range mutants {
			m.Apply(text)
		}
		if s, err := parse(text); err == nil {
			s.entries("")
			s.constants(nil)
			s.codeLines()
		}
	})
}
