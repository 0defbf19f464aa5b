package inference

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// PlugIn returns the mutual information in bits of a table of counts (rows stimuli, columns responses), with the frequencies in place
// of probabilities. It is biased upwards: by (S-1)(R-1)/(2 N ln 2) bits to first order for independent rows and columns.
func PlugIn(table [][]float64) float64 {
	N, columns := 0.0, map[int]float64{}
	for _, row := range table {
		for j, c := range row {
			N += c
			columns[j] += c
		}
	}
	sum := 0.0
	for _, row := range table {
		r := 0.0
		for _, c := range row {
			r += c
		}
		for j, c := range row {
			if c > 0 {
				sum += c / N * math.Log2(c*N/(r*columns[j]))
			}
		}
	}
	return sum
}

// MillerMadow subtracts from PlugIn [sum_s (R_s - 1) - (R - 1)]/(2 N ln 2), with the numbers of classes met with each stimulus and at
// all. It may be negative, and must stay so: clipping makes a new bias.
func MillerMadow(table [][]float64, variant string) float64 {
	N, met, perRow, stimuli := 0.0, map[int]bool{}, 0.0, 0.0
	columns := 0
	for _, row := range table {
		any := false
		columns = max(columns, len(row))
		for j, c := range row {
			N += c
			if c > 0 {
				met[j] = true
				perRow++
				any = true
			}
		}
		if any {
			perRow--
			stimuli++
		}
	}
	correction := (perRow - float64(len(met)-1)) / (2 * N * math.Ln2)
	switch variant {
	case "adds-bias":
		correction = -correction
	case "all-bins":
		correction = (stimuli*float64(columns-1) - float64(columns-1)) / (2 * N * math.Ln2)
	case "no-two":
		correction *= 2
	case "nats-bias":
		correction *= math.Ln2
	case "response-entropy-only":
		correction = -float64(len(met)-1) / (2 * N * math.Ln2)
	}
	return PlugIn(table) - correction
}

// Shuffled returns the mean plug-in information of pairs (s, r[perm]) over given permutations.
func Shuffled(s, r []int, S, R int, perms [][]int) float64 {
	sum := 0.0
	for _, perm := range perms {
		table := newTable(S, R)
		for i, k := range perm {
			table[s[i]][r[k]]++
		}
		sum += PlugIn(table)
	}
	return sum / float64(len(perms))
}

func newTable(S, R int) [][]float64 {
	t := make([][]float64, S)
	for i := range t {
		t[i] = make([]float64, R)
	}
	return t
}

// Bias returns the first-order bias (S-1)(R-1)/(2 N ln 2) of the plug-in information of independent variables, in bits.
func Bias(S, R, N float64) float64 { return (S - 1) * (R - 1) / (2 * N * math.Ln2) }

func informationModel() sim.Model {
	return sim.Model{
		Name: "mi-independent", Title: "Mutual information of independent dice", Kind: sim.KindModel,
		Doc: `N pairs of a stimulus out of S and a response out of R, independent and uniform: the true information is 0. The plug-in estimate is biased by about (S-1)(R-1)/(2 N ln 2) bits (at R 10, S 8, N 200 .227 bits; its exact mean is .2614). ` +
			`Miller and Madow's correction and the mean over 20 shuffles stand beside it; all are means over draws tables.`,
		Source: "Miller 1955 in Information Theory in Psychology; Treves & Panzeri 1995, Neural Comput. 7:399; Panzeri & Treves 1996, Network 7:87",
		Parameters: []sim.Parameter{
			sim.Whole("S", "stimuli", 8, 2, 50), sim.Whole("R", "response classes", 10, 2, 100), sim.Whole("N", "trials in all", 200, 10, 50000), sim.Whole("draws", "tables", 200, 1, 2000),
		},
		Outputs: []sim.Output{
			sim.Scalar("plug-in", "bit", "mean plug-in information"), sim.Scalar("plug-in_sd", "bit", "standard deviation of the plug-in information from table to table"), sim.Scalar("miller-madow", "bit", "mean corrected information"), sim.Scalar("shuffled", "bit", "mean over shuffles (first 20 tables)"),
			sim.Scalar("bias", "bit", "first-order bias"), sim.Scalar("negative", "1", "share of negative corrected estimates"),
		},
		Variants: []sim.Variant{
			{Name: "adds-bias", Says: "The bias is added instead of subtracted."},
			{Name: "all-bins", Says: "Classes are counted whether or not they were met."},
			{Name: "no-two", Says: "The factor 1/2 of the correction is missing."},
			{Name: "nats-bias", Says: "The correction is in nats."},
			{Name: "response-entropy-only", Says: "Only the response entropy is corrected."},
			{Name: "clipped", Says: "Negative estimates are set to 0, which makes a new bias."},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			S, R, N, draws := int(p["S"]), int(p["R"]), int(p["N"]), int(p["draws"])
			if p["draws"]*(p["N"]+p["S"]*p["R"]*5) > 5e7 {
				return sim.Result{}, &sim.ParameterError{Model: "mi-independent", Parameter: "draws", Value: p["draws"], Range: "fewer for tables of this size"}
			}
			var plain, square, corrected, negative, shuffle float64
			shuffles := 0
			for k := 0; k < draws; k++ {
				if err := ctx.Err(); err != nil {
					return sim.Result{}, err
				}
				r := random.Stream(s.Seed, uint64(k))
				a, b, table := make([]int, N), make([]int, N), newTable(S, R)
				for i := range a {
					a[i], b[i] = r.Intn(S), r.Intn(R)
					table[a[i]][b[i]]++
				}
				i := PlugIn(table)
				m := MillerMadow(table, s.Variant)
				if m < 0 {
					negative++
					if s.Variant == "clipped" {
						m = 0
					}
				}
				plain, square, corrected = plain+i, square+i*i, corrected+m
				if k < 20 && N <= 5000 {
					perms := make([][]int, 20)
					for q := range perms {
						perms[q] = make([]int, N)
						for j := range perms[q] {
							perms[q][j] = j
						}
						r.Shuffle(perms[q])
					}
					shuffle += Shuffled(a, b, S, R, perms)
					shuffles++
				}
			}
			n := float64(draws)
			out := map[string]float64{"plug-in": plain / n, "plug-in_sd": math.Sqrt(math.Max(0, square/n-plain*plain/n/n)), "miller-madow": corrected / n, "bias": Bias(p["S"], p["R"], p["N"]), "negative": negative / n}
			if shuffles > 0 {
				out["shuffled"] = shuffle / float64(shuffles)
			}
			return sim.Result{Scalars: out}, nil
		},
	}
}
