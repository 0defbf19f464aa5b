package exercises

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

// The same seed gives the same variant for ever: these numbers were drawn when the exercise was written, and a change of
// the generator, of the streams or of the order of quantities must not move them.
func TestVariantsAreForEver(t *testing.T) {
	e := lif(t)
	for seed, want := range map[uint64]map[string]float64{
		0:       {"tau": 27, "R": 40, "V_r": -62, "t_ref": 4.5, "x": 1.4},
		1:       {"tau": 20, "R": 38, "V_r": -64, "t_ref": 3.5, "x": 1.3},
		12345:   {"tau": 17, "R": 43, "V_r": -62, "t_ref": 4, "x": 1.7},
		1 << 63: {"tau": 24, "R": 44, "V_r": -56, "t_ref": 4, "x": 1.35},
	} {
		got := variant(t, e, seed).Values
		for name, x := range want {
			if got[name] != x {
				t.Errorf("seed %d: %s = %g, want %g", seed, name, got[name], x)
			}
		}
	}
}

// Draws lie on their grid, differ in magnitude from every other quantity, and keep the conditions.
func TestVariantsAreDistinct(t *testing.T) {
	e := lif(t)
	seen := map[string]bool{}
	for seed := range uint64(400) {
		v := variant(t, e, seed)
		if again := variant(t, e, seed); !reflect.DeepEqual(v.Values, again.Values) {
			t.Fatalf("seed %d gives two variants", seed)
		}
		for _, a := range e.Quantities {
			x, drawn := v.Values[a.Name]
			if a.Draw == nil || !drawn {
				continue
			}
			for _, b := range e.Quantities {
				if y, has := v.Values[b.Name]; has && a.Name != b.Name && math.Abs(math.Abs(x)-math.Abs(y)) < 1e-9 {
					t.Errorf("seed %d: %s = %g and %s = %g", seed, a.Name, x, b.Name, y)
				}
			}
		}
		if tau := v.Values["tau"]; tau < 12 || tau > 28 || tau != math.Round(tau) {
			t.Errorf("seed %d: tau %g", seed, tau)
		}
		seen[strings.Join(strings.Fields(v.Prompt()), " ")] = true
	}
	if len(seen) < 390 {
		t.Errorf("400 seeds give %d different prompts", len(seen))
	}
}

func TestUnsatisfiableConditions(t *testing.T) {
	m := copyOfContent(t)
	m[lifYAML].Data = []byte(strings.Replace(string(m[lifYAML].Data), "- not tie(t_ref/dt)", "- tau > 100", 1))
	lib, err := Load(m)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := lib.Exercise("lif-interspike-interval")
	if _, err := e.Variant(1); err == nil || !strings.Contains(err.Error(), "tau > 100") {
		t.Errorf("%v", err)
	}
}

func TestPrompt(t *testing.T) {
	v := variant(t, lif(t), 1)
	text := v.Prompt()
	if strings.Contains(text, "{{") || !strings.Contains(text, "20 ms") || !strings.Contains(text, "38 MΩ") || !strings.Contains(text, "−64 mV") {
		t.Errorf("the prompt does not carry the variant's numbers:\n%s", text)
	}
	for in, want := range map[string]string{
		"{{tau}}": "20 ms", "{{tau | bare}}": "20", "{{tau/R}}": "0.5263", "{{(V_th-E_L)/R nA | 2}}": "0.53 nA", "{{nothing}}": "{{nothing}}", "a {{tau": "a {{tau", "{{x}}": "1.3",
	} {
		if got := v.Text(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// The version changes with any file of the exercise and with nothing else.
func TestVersion(t *testing.T) {
	load := func(change string) string {
		m := copyOfContent(t)
		if change != "" {
			m[change].Data = append(m[change].Data, '\n')
		}
		lib, err := Load(m)
		if err != nil {
			t.Fatal(err)
		}
		e, _ := lib.Exercise("lif-interspike-interval")
		return e.Version
	}
	first := load("")
	if load("") != first || load("02-integrate-and-fire/module.md") != first {
		t.Error("the version changes though the exercise does not")
	}
	for _, file := range []string{lifYAML, lifFolder + "prompt.md", lifFolder + "misconceptions/no-tau.py"} {
		if load(file) == first {
			t.Errorf("a change of %s does not change the version", file)
		}
	}
}
