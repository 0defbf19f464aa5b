package understand

import (
	"slices"
	"testing"
)

// Factors between units are no parameters of a model, whatever they are called; time constants of 100 ms are.
func TestUnitConstantsAreNoParameters(t *testing.T) {
	src, err := parse(`
ms = 1e-3
mV = 1.0
MS_PER_S = 1000
to_pA = 1e3
MEGA = 1e6
SECONDS_PER_MINUTE = 60
tau_w = 100.0
C = 1.0
g_L = 10

def f(x, tau=20.0):
    nA = 1e-9
    v = 0.5
    return 1000.0 * x / tau + (x - 37.5) / 4.5
`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, k := range src.constants(src.definitions("function_definition")["f"]) {
		names = append(names, k.Name)
	}
	slices.Sort(names)
	if want := []string{"C", "g_L", "tau_w", "v"}; !slices.Equal(names, want) {
		t.Errorf("constants %v, want %v", names, want)
	}
	for _, k := range src.plainNumbers([]*node{src.definitions("function_definition")["f"]}) {
		if k.Value == 1000 {
			t.Error("1000.0 in a formula is taken for a parameter")
		}
	}
}

// 1000/hazard is in ms if hazard is in Hz, and 1/Hz only to a computer: such expressions are not asked about.
func TestUnitsAcrossAConversionAreUnknown(t *testing.T) {
	known := map[string]unit{}
	for name, text := range map[string]string{"hazard": "Hz", "tau": "ms", "V": "mV", "R": "MOhm"} {
		u, ok := parseUnit(text)
		if !ok {
			t.Fatal(text)
		}
		known[name] = u
	}
	for text, ok := range map[string]bool{"1000 / hazard": false, "1 / hazard": true, "V / tau * 1e-3": false, "2 * V / tau": true, "V / R": true, "60 * tau / V": false, "0.5 * V / tau": true, "V / tau / 10": false} {
		src, err := parse("x = " + text)
		if err != nil {
			t.Fatal(err)
		}
		n := src.root.find(func(x *node) bool { return x.kind == "binary_operator" })
		if _, got := src.unitValue(n, known); got != ok {
			t.Errorf("%s: unit known %t, want %t", text, got, ok)
		}
	}
}
