package compare

import "math"

// A Candidate is a model that an output may have come from: its value of every observable, in the order of the
// tolerances. An observable may have several numbers (a path).
type Candidate struct {
	Name   string
	Values [][]float64
}

// A Likeness is how far an output is from a candidate: over all observables the largest difference in units of the
// tolerance, and which observable that is.
type Likeness struct {
	Name     string
	Distance float64
	Worst    int // index of the observable
}

// Same is the distance up to which an output counts as the candidate's own: within the tolerance that right programs
// of another scheme are given, doubled since both may lie at its edge.
const Same = 2

// Distances gives the likeness of an output to every candidate, in their order.
func Distances(got [][]float64, tolerances []Tolerance, candidates []Candidate) []Likeness {
	all := make([]Likeness, len(candidates))
	for i, c := range candidates {
		l := Likeness{Name: c.Name}
		for j := range tolerances {
			if d := distance(got[j], c.Values[j], tolerances[j]); d > l.Distance || j == 0 {
				l.Distance, l.Worst = d, j
			}
		}
		all[i] = l
	}
	return all
}

// Far is the distance of values that can't be compared: one is missing, not a number, or of another length.
const Far = 1e9

// distance is the largest |difference|/tolerance of two observables. A tolerance of zero asks for equality.
func distance(got, want []float64, tol Tolerance) float64 {
	if len(got) != len(want) {
		return Far
	}
	worst := 0.0
	for i := range got {
		a, b := got[i], want[i]
		if a == b || math.IsNaN(a) && math.IsNaN(b) {
			continue
		}
		d := math.Abs(a-b) / math.Max(tol.at(b), 1e-300)
		if math.IsNaN(d) || d > Far {
			d = Far
		}
		worst = math.Max(worst, d)
	}
	return worst
}

// Recognise names the wrong model that an output comes from: the nearest candidate, if the output is its own (within
// Same) and is not also the right model's, and no other candidate is as near. It is nil if none is.
func Recognise(got, right [][]float64, tolerances []Tolerance, wrong []Candidate) *Likeness {
	truth := Distances(got, tolerances, []Candidate{{"", right}})[0]
	var best *Likeness
	second := math.Inf(1)
	for _, l := range Distances(got, tolerances, wrong) {
		if best == nil || l.Distance < best.Distance {
			if best != nil {
				second = best.Distance
			}
			best = &Likeness{l.Name, l.Distance, l.Worst}
		} else if l.Distance < second {
			second = l.Distance
		}
	}
	if best == nil || best.Distance > Same || truth.Distance <= best.Distance || truth.Distance <= 1 || second == best.Distance {
		return nil
	}
	return best
}
