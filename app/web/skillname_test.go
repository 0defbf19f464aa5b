package web

import "testing"

func TestSkillName(t *testing.T) {
	for id, want := range map[string]string{
		"f-i-curve":                     "f–I curve",
		"f-i-class-II":                  "f–I class II",
		"threshold-and-reset":           "Threshold and reset",
		"saddle-node-on-circle":         "Saddle-node on circle",
		"fokker-planck":                 "Fokker–Planck",
		"euler-maruyama":                "Euler–Maruyama",
		"euler":                         "Euler",
		"exponential-euler":             "Exponential Euler",
		"steady-state-and-tau":          "Steady state and time constant",
		"point-process-likelihood":      "Point-process likelihood",
		"voltage-dependent-conductance": "Voltage-dependent conductance",
		"cv":                            "CV",
		"ghk-voltage":                   "GHK voltage",
	} {
		if got := skillName(id); got != want {
			t.Errorf("%s reads %q, want %q", id, got, want)
		}
	}
}
