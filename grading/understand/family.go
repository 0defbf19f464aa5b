package understand

// family is what is fixed about a check type: its plain name, the guess probability that its response format implies,
// the miss probability that the decision rule allows on it, and the time that it takes.
type family struct {
	id      string
	name    string // one or two plain words for tables
	g       float64
	slip    float64
	seconds int
}

// families in the order in which they are made when nothing else is asked for.
var families = []family{
	{"C1", "number", .05, .20, 180},
	{"C3", "arrows", .04, .20, 120},
	{"C7", "refute", .05, .25, 240},
	{"C11", "numerics", .08, .20, 180},
	{"C5", "changed line", .08, .20, 180},
	{"C9", "extension", .01, .30, 600},
	{"C2", "state", .05, .20, 240},
	{"C4", "rescaling", .03, .25, 240},
	{"C16", "equation to code", .05, .20, 120},
	{"C10", "blanks", .02, .20, 240},
	{"C6", "matching", .04, .20, 180},
	{"C8", "harmless when", .05, .25, 240},
	{"C18", "inseparable pair", .10, .25, 180},
	{"C12", "units", .10, .20, 90},
	{"C13", "first wrong line", .08, .20, 240},
	{"C14", "missing step", .03, .25, 240},
	{"C15", "limit", .02, .25, 180},
	{"C17", "never shown", .03, .25, 180},
	{"C19", "hidden choice", .05, .25, 300},
}

// Guess is the guess probability of a family, 0 for a name that is none.
func Guess(id string) float64 {
	for _, f := range families {
		if f.id == id {
			return f.g
		}
	}
	return 0
}

// familySeconds is the time of a family for a program of usual length.
func familySeconds(id string) int {
	for _, f := range families {
		if f.id == id {
			return f.seconds
		}
	}
	return 0
}

// FamilyName is the plain name of a family, "changed line" for C5; an unknown name is returned as it is.
func FamilyName(id string) string {
	for _, f := range families {
		if f.id == id {
			return f.name
		}
	}
	return id
}
