package derive

import "testing"

func TestRecite(t *testing.T) {
	shift := func(k int) int {
		switch {
		case k == 3:
			return 0
		case k > 3:
			return k - 1
		}
		return k
	}
	for text, want := range map[string]string{
		"V' = -V/tau":                          "V' = -V/tau",
		"V' = -V/tau ; equiv 4":                "V' = -V/tau ; equiv 3",
		"x = 5*4 ; sub 3, 5: t=4, V=V_4":       "x = 5*4 ; sub 0, 4: t=4, V=V_4",
		"x = 4;solve 12 for T":                 "x = 4;solve 11 for T",
		"y = 4 ; int 5 from 0 to 4 wrt t":      "y = 4 ; int 4 from 0 to 4 wrt t",
		"y = 4 ; expand 6: x about 0 to 4":     "y = 4 ; expand 5: x about 0 to 4",
		"D = a*d-b*c ; det 9, 10, 11, 12":      "D = a*d-b*c ; det 8, 9, 10, 11",
		"z = 1 ; linearise 1, 5 about (V, w4)": "z = 1 ; linearise 1, 4 about (V, w4)",
		"z = 1 ; implies (4) and (5)":          "z = 1 ; implies (3) and (4)",
		"z = 1 ; nonsense 4":                   "z = 1 ; nonsense 4",
		"z = 1 ; given":                        "z = 1 ; given",
		"z = 1 ;":                              "z = 1 ;",
		`\tau\;V' = -V ; equiv 4`:              `\tau\;V' = -V ; equiv 3`,
		"z = 1 ; equiv 99999999999999999999":   "z = 1 ; equiv 99999999999999999999",
	} {
		if got := Recite(text, shift); got != want {
			t.Errorf("%q is cited anew as %q, want %q", text, got, want)
		}
	}
}
