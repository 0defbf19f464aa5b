package tex

import "testing"

// The hyphen before a number is a minus; in code, formulas, ranges and words it stays.
func TestMinusSigns(t *testing.T) {
	for source, want := range map[string]string{
		"V goes -80, -50 (-.5) mV":           "V goes −80, −50 (−.5) mV",
		"10-30 ms, a two-variable model, -x": "10-30 ms, a two-variable model, -x",
		"`V = -70` and $V_r$ = -60":          "`V = -70` and $V_r$ = −60",
		"$x = -1$ to -2":                     "$x = -1$ to −2",
		"costs \\$ -3":                       "costs \\$ −3",
		"- 5 items":                          "- 5 items",
	} {
		if got := minusSigns(source); got != want {
			t.Errorf("%q became %q, want %q", source, got, want)
		}
	}
}
