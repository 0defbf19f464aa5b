package web

import "strings"

// skillName reads the name of a skill in an exercise's file as a person writes it: "f-i-curve" as "f–I curve",
// "saddle-node-on-circle" as "Saddle-node on circle".
func skillName(id string) string {
	id = "-" + id + "-"
	for _, c := range compounds {
		id = strings.ReplaceAll(id, "-"+c.id+"-", "-"+c.written+"-")
	}
	words := strings.Split(strings.Trim(id, "-"), "-")
	for i, word := range words {
		if proper, ok := properNames[word]; ok {
			words[i] = proper
		}
	}
	name := strings.ReplaceAll(strings.Join(words, " "), hyphen, "-")
	if strings.HasPrefix(name, "f–I") {
		return name // a frequency against a current: both letters mean what they are
	}
	return capital(name)
}

// hyphen stands for a hyphen that stays.
const hyphen = "\x00"

// compounds are words that belong together: with a hyphen, with a dash between two people, or as a term of the field.
var compounds = []struct{ id, written string }{
	{"f-i", "f–I"},
	{"fokker-planck", "Fokker–Planck"},
	{"euler-maruyama", "Euler–Maruyama"},
	{"hodgkin-huxley", "Hodgkin–Huxley"},
	{"nernst-ghk", "Nernst and GHK"},
	{"birth-death", "birth–death"},
	{"newton-irls", "Newton's method (IRLS)"},
	{"tau", "time constant"},
	{"saddle-node", "saddle" + hyphen + "node"},
	{"point-process", "point" + hyphen + "process"},
	{"event-driven", "event" + hyphen + "driven"},
	{"voltage-dependent", "voltage" + hyphen + "dependent"},
	{"wilson-cowan", "Wilson–Cowan"},
}

// properNames are words of skills that are not written in lower case.
var properNames = map[string]string{
	"ghk": "GHK", "qif": "QIF", "lif": "LIF", "glm": "GLM", "sta": "STA", "cv": "CV", "bcm": "BCM", "stdp": "STDP",
	"euler": "Euler", "langevin": "Langevin", "gillespie": "Gillespie", "poisson": "Poisson", "hopf": "Hopf", "kalman": "Kalman", "siegert": "Siegert",
	"bayes": "Bayes", "bernoulli": "Bernoulli", "hebb": "Hebb", "hebbian": "Hebbian", "oja": "Oja", "rall": "Rall", "fano": "Fano", "jacobian": "Jacobian",
	"hessian": "Hessian", "fisher": "Fisher",
}
