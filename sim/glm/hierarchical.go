package glm

import (
	"context"
	"math"

	"coronium/sim"
	"gonum.org/v1/gonum/mat"
)

// Population is a normal distribution of weights over subjects with a diagonal covariance, fitted with EM and Laplace's
// approximation: E-step, each subject's mode m_j and covariance V_j under the prior; M-step, mu = mean m_j, then tau2 = mean of
// (m_j - mu)^2 + diag V_j with the new mu. Leaving V out makes tau2 collapse: shrunken estimates scatter too little.
type Population struct {
	Mu, Tau2 []float64
	Modes    [][]float64
	Cov      []*mat.SymDense
}

// Pooled fits all subjects as if they were one; cov is the inverse of the negative Hessian.
func Pooled(subjects []Data) (w []float64, cov *mat.SymDense, err error) {
	var all Data
	for _, s := range subjects {
		all.X, all.N, all.D = append(all.X, s.X...), append(all.N, s.N...), append(all.D, s.D...)
	}
	p := len(all.X[0])
	return all.Fit(Prior{make([]float64, p), make([]float64, p)}, make([]float64, p))
}

// FitPopulation runs exactly iters iterations from the pooled estimate and tau2 = 1.
func FitPopulation(ctx context.Context, subjects []Data, iters int) (Population, error) {
	mu, _, err := Pooled(subjects)
	if err != nil {
		return Population{}, err
	}
	p := len(mu)
	pop := Population{Mu: mu, Tau2: make([]float64, p), Modes: make([][]float64, len(subjects)), Cov: make([]*mat.SymDense, len(subjects))}
	for j := range pop.Tau2 {
		pop.Tau2[j] = 1
	}
	for range iters {
		if err := ctx.Err(); err != nil {
			return pop, err
		}
		prior := pop.prior()
		for i, s := range subjects {
			if pop.Modes[i], pop.Cov[i], err = s.Fit(prior, pop.Mu); err != nil {
				return pop, err
			}
		}
		next, spread := make([]float64, p), make([]float64, p)
		for _, m := range pop.Modes {
			for j := range next {
				next[j] += m[j] / float64(len(subjects))
			}
		}
		for i, m := range pop.Modes {
			for j := range spread {
				e := m[j] - next[j]
				spread[j] += (e*e + pop.Cov[i].At(j, j)) / float64(len(subjects))
			}
		}
		pop.Mu, pop.Tau2 = next, spread
	}
	return pop, nil
}

func (p Population) prior() Prior {
	q := Prior{Mu: p.Mu, Precision: make([]float64, len(p.Mu))}
	for j, t := range p.Tau2 {
		q.Precision[j] = 1 / t
	}
	return q
}

// StandardErrors returns those of the population means: H_j the negative Hessian of subject j's likelihood at its mode, the square
// roots of the diagonal of [sum_j H_j (1 + T H_j)^-1]^-1.
func (p Population) StandardErrors(subjects []Data) []float64 {
	n := len(p.Mu)
	sum := mat.NewDense(n, n, nil)
	for i, s := range subjects {
		_, h := s.Derivatives(p.Modes[i])
		inner := mat.NewDense(n, n, nil)
		for a := range n {
			for b := range n {
				inner.Set(a, b, p.Tau2[a]*h.At(a, b))
			}
			inner.Set(a, a, inner.At(a, a)+1)
		}
		var inverse, term mat.Dense
		if inverse.Inverse(inner) != nil {
			continue
		}
		term.Mul(h, &inverse)
		sum.Add(sum, &term)
	}
	var cov mat.Dense
	out := make([]float64, n)
	if cov.Inverse(sum) != nil {
		return out
	}
	for j := range out {
		out[j] = math.Sqrt(cov.At(j, j))
	}
	return out
}

// twoCondition makes subjects of rows n0, D0, n1, D1 (spikes and seconds without and with a cue).
func twoCondition(rows [][4]float64) []Data {
	out := make([]Data, len(rows))
	for i, r := range rows {
		out[i] = Data{X: [][]float64{{1, 0}, {1, 1}}, N: []float64{r[0], r[2]}, D: []float64{r[1], r[3]}}
	}
	return out
}

// TableA and TableB are the data sets of the exercise hierarchical-glm: spikes and seconds of mice without and with a cue.
var (
	TableA = twoCondition([][4]float64{{14, 12, 3, 4}, {21, 14, 9, 5}, {9, 10, 3, 4}, {41, 15, 27, 10}, {38, 10, 41, 12}, {4, 8, 18, 8},
		{96, 14, 222, 24}, {60, 8, 144, 26}, {135, 10, 462, 28}, {150, 8, 414, 27}, {112, 16, 85, 10}, {52, 8, 84, 16}})
	TableB = twoCondition([][4]float64{{130, 4, 17, .5}, {150, 5, 36, .8}, {60, 3, 29, 1.2}, {70, 5, 60, 3}, {45, 5, 52, 5}, {40, 6, 84, 8}, {22, 5, 74, 10}, {13, 4, 58, 14}, {10, 4, 40, 15}, {7, 3, 56, 15}})
)

func hierarchicalModel() sim.Model {
	return sim.Model{
		Name: "hierarchical-glm", Title: "Hierarchical Poisson GLM: shrinkage", Kind: sim.KindTheory,
		Doc: `An animal's own estimate y with standard error s is drawn towards the population: estimate = y - B (y - mu), B = s^2/(s^2 + tau^2). ` +
			`table 1 or 2 also fits the mice of the exercise's table A or B: counts with and without a cue, log rate b and log gain w per mouse, population by EM with Laplace's approximation (iters iterations).`,
		Source: "Efron & Morris 1975, J. Am. Stat. Assoc. 70:311; Gelman & Hill 2007, Data Analysis Using Regression and Multilevel/Hierarchical Models, ch. 12",
		Parameters: []sim.Parameter{
			sim.Par("y", "1", "own estimate", 1.2, -10, 10), sim.Par("s", "1", "standard error of the own estimate", 0.28, 0.001, 10), sim.Par("mu", "1", "population mean", 0.2, -10, 10), sim.Par("tau", "1", "population standard deviation", 0.2, 0.001, 10),
			sim.Whole("table", "0 none, 1 table A, 2 table B", 1, 0, 2), sim.Whole("iters", "iterations of EM", 60, 1, 2000),
		},
		Outputs: []sim.Output{
			sim.Scalar("B", "1", "weight of the population"), sim.Scalar("estimate", "1", "shrunken estimate"),
			sim.Scalar("mu_b", "1", "mean log rate (table)"), sim.Scalar("mu_w", "1", "mean log gain (table)"), sim.Scalar("mu_w_se", "1", "standard error of the mean log gain"),
			sim.Scalar("tau2_b", "1", "variance of log rates"), sim.Scalar("tau2_w", "1", "variance of log gains"), sim.Scalar("pooled_w", "1", "log gain of the pooled fit"), sim.Scalar("pooled_se", "1", "standard error of the pooled log gain"),
		},
		Variants: []sim.Variant{
			{Name: "shrinks-to-zero", Says: "Estimates are drawn towards 0, not towards mu."},
			{Name: "tau-for-tau2", Says: "The standard deviation stands for the variance."},
			{Name: "unpooled", Says: "Nothing is shrunk."},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			v, mu := p["tau"]*p["tau"], p["mu"]
			switch s.Variant {
			case "shrinks-to-zero":
				mu = 0
			case "tau-for-tau2":
				v = p["tau"]
			case "unpooled":
				v = math.MaxFloat64
			}
			B := p["s"] * p["s"] / (p["s"]*p["s"] + v)
			out := map[string]float64{"B": B, "estimate": p["y"] - B*(p["y"]-mu)}
			if p["table"] == 0 {
				return sim.Result{Scalars: out}, nil
			}
			mice := TableA
			if p["table"] == 2 {
				mice = TableB
			}
			w, cov, err := Pooled(mice)
			if err != nil {
				return sim.Result{}, err
			}
			pop, err := FitPopulation(ctx, mice, int(p["iters"]))
			if err != nil {
				return sim.Result{}, err
			}
			out["pooled_w"], out["pooled_se"] = w[1], math.Sqrt(cov.At(1, 1))
			out["mu_b"], out["mu_w"], out["tau2_b"], out["tau2_w"] = pop.Mu[0], pop.Mu[1], pop.Tau2[0], pop.Tau2[1]
			out["mu_w_se"] = pop.StandardErrors(mice)[1]
			return sim.Result{Scalars: out}, nil
		},
	}
}
