package exercises

import "testing"

// A number may be typed with its unit, as it is declared or as it is printed; a pure number loses no digit to its unit "1".
func TestFieldWithUnit(t *testing.T) {
	for _, c := range []struct {
		text, unit string
		want       float64
	}{{"0.31", "1", .31}, {"21", "1", 21}, {"1", "1", 1}, {"600 um", "um", 600}, {"600 µm", "um", 600}, {"1.5 MΩ", "MOhm", 1.5}, {"−3 mV", "mV", -3}, {"40", "%", 40}} {
		got, err := field(map[string]string{"x": c.text}, "x", c.unit)
		if err != nil || got != c.want {
			t.Errorf("%q in %s is read as %g (%v), want %g", c.text, c.unit, got, err, c.want)
		}
	}
}
