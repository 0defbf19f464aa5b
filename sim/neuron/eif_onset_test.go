package neuron

import (
	"math"
	"testing"
)

// The simulated onset meets (V_T - E_L - D)/R from above, closer with a longer window: the excess is that of the passage
// time of the quadratic neuron, 2 D (pi tau/T)^2/R, to a fifth.
func TestOnsetOfTheEIF(t *testing.T) {
	for _, q := range []set{{"D": 2, "T": 1000}, {"D": 2, "T": 500}, {"D": 1, "R": 50, "T": 1000}} {
		r := values(t, eifOnsetModel(), "", q).Scalars
		R := 100.0
		if x, given := q["R"]; given {
			R = x
		}
		excess := 2 * q["D"] * math.Pow(math.Pi*20/q["T"], 2) / R
		near(t, "the excess over rheobase", (r["onset"]-r["rheobase"])/excess, 1, .2)
	}
}
