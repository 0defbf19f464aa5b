package registry

// curve is an output against a parameter.
type curve struct{ of, along string }

// curves are the output and the parameter whose curve says most about an entry, for those where the rate against the drive does not: what a page
// draws first. A test holds that each is defined and bends.
var curves = map[string]curve{
	"alpha-psp":                   {"peak_time", "ts"},
	"axon":                        {"velocity", "d"},
	"cable-step":                  {"peak_L", "L"},
	"connor-stevens-bifurcation":  {"fold_1", "g_A"},
	"double-exponential":          {"mean_theory", "td"},
	"eif-onset":                   {"onset", "T"},
	"fitzhugh-nagumo-bifurcation": {"hopf_1", "b"},
	"fitzhugh-nagumo-plane":       {"real", "I"},
	"hebb":                        {"growth", "eta"},
	"hh-bifurcation":              {"hopf_1", "g_K"},
	"hh-clamp":                    {"I_Na_peak", "V"},
	"hierarchical-glm":            {"estimate", "tau"},
	"kalman":                      {"K", "q"},
	"lnp":                         {"sta_after", "tc"},
	"model-recovery":              {"false_bic", "n"},
	"morris-lecar-bifurcation":    {"hopf_1", "V3"},
	"morris-lecar-plane":          {"real", "I"},
	"naka-rushton":                {"profile", "Rmax"},
	"oja":                         {"angle", "n"},
	"oja-mean":                    {"angle", "t"},
	"ou":                          {"variance", "sigma"},
	"passive":                     {"rise", "A"},
	"passive-cable":               {"R_in", "L"},
	"perceptron":                  {"solved", "P"},
	"perceptron-cover":            {"f", "P"},
	"poisson-glm":                 {"loglik", "w"},
	"population-code":             {"bound", "sg"},
	"rall-tree":                   {"R_in", "stretch"},
	"renewal":                     {"fano", "cv"},
	"rescorla-wagner":             {"B", "n1"},
	"three-factor":                {"correct_last", "eta"},
	"wilson-cowan":                {"amplitude", "P"},
	"wilson-cowan-bifurcation":    {"fold_1", "wee"},
	"wilson-cowan-plane":          {"real", "P"},
}

// Curve returns the output and the parameter whose curve says most about an entry; ok is false where the usual ones do: the rate against the drive.
func Curve(name string) (of, along string, ok bool) {
	c, ok := curves[name]
	return c.of, c.along, ok
}
