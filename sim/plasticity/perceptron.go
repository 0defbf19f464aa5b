package plasticity

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// Perceptron learns signs: w starts at 0; examples are shown in their order, again and again; it is a mistake if y (w·x) <= 0,
// so that w = 0 is wrong about everything; then w <- w + y x at once. It stops after a pass without a mistake. If a plane with
// distance gamma from all examples exists and none is longer than R, there are at most (R/gamma)^2 mistakes.
//
// Sources: Rosenblatt 1958; Novikoff 1962; Cover 1965.
func Perceptron(x [][]float64, y []float64, passes int, variant string) (w []float64, mistakes, used int, converged bool) {
	if len(x) == 0 {
		return nil, 0, 0, true
	}
	w = make([]float64, len(x[0]))
	add := make([]float64, len(w))
	for used < passes {
		used++
		before := mistakes
		clear(add)
		for k, e := range x {
			h, label := dot(w, e), y[k]
			if variant == "labels-01" {
				label = (y[k] + 1) / 2
			}
			wrong := label*h <= 0
			switch variant {
			case "strict":
				wrong = label*h < 0
			case "hebb-always":
				wrong = true
			}
			if !wrong {
				continue
			}
			mistakes++
			step := label
			switch variant {
			case "no-label":
				step = 1
			case "wrong-sign":
				step = -label
			case "factor-two":
				step = label - sign(h)
				if h == 0 {
					step = label
				}
			}
			into := w
			if variant == "batch" {
				into = add
			}
			for i := range w {
				into[i] += step * e[i]
			}
			if variant == "normalise" {
				if s := math.Sqrt(dot(w, w)); s > 0 {
					for i := range w {
						w[i] /= s
					}
				}
			}
		}
		for i := range w {
			w[i] += add[i]
		}
		if mistakes == before {
			return w, mistakes, used, true
		}
	}
	return w, mistakes, used, false
}

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

var perceptronVariants = []sim.Variant{
	{Name: "strict", Says: "w = 0 counts as right: nothing is ever learnt from it."},
	{Name: "hebb-always", Says: "Right answers change the weights, too."},
	{Name: "no-label", Says: "Every mistake pushes towards yes."},
	{Name: "wrong-sign", Says: "It moves away from the right answer."},
	{Name: "factor-two", Says: "The step is 2 y x: harmless for decisions, not for w."},
	{Name: "normalise", Says: "w is divided by its length: the memory of past mistakes is lost."},
	{Name: "labels-01", Says: "Labels are 0 and 1: half of the examples never teach."},
	{Name: "batch", Says: "The mistakes of a pass are added at its end."},
}

// Cover returns the share of the 2^P labellings of P points in general position in N dimensions that a plane through the
// origin separates, 2^(1-P) sum_{i<N} binom(P-1, i); by logarithms, exact to about 1e-12 at P = 2000.
func Cover(P, N int) float64 {
	if P <= N {
		return 1
	}
	// Sum from the largest term downwards; the tail is symmetric about (P-1)/2.
	upper := N > (P-1)/2
	last := N - 1
	if upper { // 1 - the other tail, which is the shorter sum
		last = P - 1 - N
	}
	lg, _ := math.Lgamma(float64(P))
	a, _ := math.Lgamma(float64(last + 1))
	b, _ := math.Lgamma(float64(P - last))
	term := 1.0
	sum := 0.0
	for i := last; i >= 0; i-- {
		sum += term
		term *= float64(i) / float64(P-i)
		if term < 1e-18*sum {
			break
		}
	}
	f := sum * math.Exp(lg-a-b-float64(P-1)*math.Ln2)
	if upper {
		return 1 - f
	}
	return f
}

func perceptronModel() sim.Model {
	return sim.Model{
		Name: "perceptron", Title: "Perceptron learning", Kind: sim.KindModel,
		Doc:    `P Gaussian examples in N dimensions with fair random labels; w = 0 at first, mistake if y w·x <= 0, then w <- w + y x at once; stops after a pass without a mistake. Not converged within the passes is not inseparable: compare perceptron-cover.`,
		Source: "Rosenblatt 1958, Psychol. Rev. 65:386; Novikoff 1962 for the bound (R/gamma)^2 on the mistakes",
		Parameters: []sim.Parameter{
			sim.Whole("N", "inputs", 10, 1, 500), sim.Whole("P", "examples", 15, 1, 2000), sim.Whole("passes", "largest number of passes", 1000, 1, 5000),
			sim.Whole("tasks", "independent random tasks", 20, 1, 200),
		},
		Outputs: []sim.Output{
			sim.Scalar("solved", "1", "share of the tasks that converged"), sim.Scalar("mistakes", "1", "mean number of mistakes of the solved; absent when none is"),
			sim.Scalar("passes_used", "1", "mean number of passes of the solved"), sim.Scalar("f", "1", "Cover's share of separable labellings"),
			sim.Scalar("bound", "1", "mean of (R/gamma)^2 with the margin of the weights found; the bound for the best plane is lower"),
		},
		Variants: perceptronVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			N, P := int(p["N"]), int(p["P"])
			if work := p["N"] * p["P"] * p["passes"] * p["tasks"]; work > 1e9 {
				return sim.Result{}, &sim.ParameterError{Model: "perceptron", Parameter: "passes", Value: p["passes"],
					Range: "at most " + sim.Format(math.Max(1, math.Floor(1e9/(p["N"]*p["P"]*p["tasks"])))) + " for tasks of this size"}
			}
			var solved, mistakes, used, bound float64
			for task := 0; task < int(p["tasks"]); task++ {
				if err := ctx.Err(); err != nil {
					return sim.Result{}, err
				}
				r := random.Stream(s.Seed, uint64(task))
				x, y := make([][]float64, P), make([]float64, P)
				longest := 0.0
				for k := range x {
					x[k] = make([]float64, N)
					for i := range x[k] {
						x[k][i] = r.Normal()
					}
					y[k] = 1
					if r.Float64() < 0.5 {
						y[k] = -1
					}
					longest = math.Max(longest, dot(x[k], x[k]))
				}
				w, m, u, ok := Perceptron(x, y, int(p["passes"]), s.Variant)
				if !ok {
					continue
				}
				least := math.Inf(1)
				for k := range x {
					least = math.Min(least, y[k]*dot(w, x[k])/math.Sqrt(dot(w, w)))
				}
				solved++
				mistakes += float64(m)
				used += float64(u)
				if least > 0 {
					bound += longest / (least * least)
				}
			}
			out := sim.Result{Scalars: map[string]float64{"solved": solved / p["tasks"], "f": Cover(P, N)}}
			if solved > 0 {
				out.Scalars["mistakes"], out.Scalars["passes_used"], out.Scalars["bound"] = mistakes/solved, used/solved, bound/solved
			}
			return out, nil
		},
	}
}

func coverModel() sim.Model {
	return sim.Model{
		Name: "perceptron-cover", Title: "Cover's count: what a perceptron can learn", Kind: sim.KindTheory,
		Doc:    `f = 2^(1-P) sum_{i<N} binom(P-1, i): the share of all labellings of P points in general position that a plane through the origin separates. 1 for P <= N, exactly 1/2 at P = 2N, a step there for large N: capacity 2 examples an input.`,
		Source: "Cover 1965, IEEE Trans. Electron. Comput. 14:326",
		Parameters: []sim.Parameter{
			sim.Whole("N", "inputs", 20, 1, 5000), sim.Whole("P", "examples", 30, 1, 20000),
		},
		Outputs: []sim.Output{sim.Scalar("f", "1", "share of separable labellings"), sim.Scalar("load", "1", "P/N")},
		Variants: []sim.Variant{
			{Name: "sum-to-N", Says: "The sum has one term too many."},
			{Name: "P-choose", Says: "binom(P, i) stands for binom(P-1, i)."},
			{Name: "no-two", Says: "The factor 2 for the two sides of a plane is missing."},
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			P, N := int(s.Values["P"]), int(s.Values["N"])
			f := Cover(P, N)
			switch s.Variant {
			case "sum-to-N":
				f = Cover(P, N+1)
			case "P-choose":
				f = 2 * Cover(P+1, N)
			case "no-two":
				f /= 2
			}
			return sim.Result{Scalars: map[string]float64{"f": f, "load": s.Values["P"] / s.Values["N"]}}, nil
		},
	}
}
