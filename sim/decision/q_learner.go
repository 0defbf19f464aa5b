package decision

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// QLearner chooses between two arms by softmax on learnt values: P(1) = 1/(1 + exp(-beta (Q1 - Q0))) from the values before the
// outcome; only the chosen one moves, Q[c] += alpha (r - Q[c]); both start at 0.
//
// Source: Watkins 1989; Daw 2011 for fitting.
type QLearner struct {
	Alpha, Beta float64
	Variant     string
}

var qVariants = []sim.Variant{
	{Name: "update-first", Says: "The choice has seen its own reward: it fits better than the truth."},
	{Name: "temperature", Says: "beta divides."},
	{Name: "sign", Says: "The worse arm is preferred."},
	{Name: "q0-half", Says: "Values start at 1/2."},
	{Name: "both-updated", Says: "Both arms get the reward."},
	{Name: "forgetting", Says: "The unchosen value fades."},
	{Name: "counterfactual", Says: "The unchosen arm gets 1 - r."},
	{Name: "no-error", Says: "Rewards are added without their prediction."},
	{Name: "hardmax", Says: "The better arm is taken with .99."},
}

// Simulate plays for given uniform numbers: choice 1 iff uc < P(1), reward iff ur < probability of the chosen arm.
func (q QLearner) Simulate(prob [2]float64, n int, uc, ur func() float64) (choice []int, reward []float64) {
	var v [2]float64
	for range n {
		c := 0
		if uc() < 1/(1+math.Exp(-q.Beta*(v[1]-v[0]))) {
			c = 1
		}
		r := 0.0
		if ur() < prob[c] {
			r = 1
		}
		v[c] += q.Alpha * (r - v[c])
		choice, reward = append(choice, c), append(reward, r)
	}
	return choice, reward
}

// LogLikelihood returns the log-likelihood (nats) of a session; finite for any beta.
func (q QLearner) LogLikelihood(choice []int, reward []float64) float64 {
	var v [2]float64
	if q.Variant == "q0-half" {
		v = [2]float64{0.5, 0.5}
	}
	sum := 0.0
	for k, c := range choice {
		if q.Variant == "update-first" {
			v = q.learn(v, c, reward[k])
		}
		d := q.Beta * (v[c] - v[1-c])
		switch q.Variant {
		case "temperature":
			d = (v[c] - v[1-c]) / q.Beta
		case "sign":
			d = -d
		}
		if q.Variant == "hardmax" {
			switch {
			case d > 0:
				sum += math.Log(0.99)
			case d < 0:
				sum += math.Log(0.01)
			default:
				sum += math.Log(0.5)
			}
		} else {
			sum -= softplus(-d)
		}
		if q.Variant != "update-first" {
			v = q.learn(v, c, reward[k])
		}
	}
	return sum
}

// softplus is log(1 + e^x) without overflow.
func softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

func (q QLearner) learn(v [2]float64, c int, r float64) [2]float64 {
	other := 1 - c
	switch q.Variant {
	case "both-updated":
		v[other] += q.Alpha * (r - v[other])
	case "forgetting":
		v[other] *= 1 - q.Alpha
	case "counterfactual":
		v[other] += q.Alpha * (1 - r - v[other])
	}
	if q.Variant == "no-error" {
		v[c] += q.Alpha * r
	} else {
		v[c] += q.Alpha * (r - v[c])
	}
	return v
}

// Fit returns the pair with the largest likelihood for alpha in (.001, .999) and beta in (.05, 50): a grid of 15 x 15 in (alpha, log
// beta), zoomed in eight times by a factor of 3.
func (q QLearner) Fit(ctx context.Context, choice []int, reward []float64) (alpha, beta, loglik float64, err error) {
	loA, hiA, loB, hiB := 0.001, 0.999, math.Log(0.05), math.Log(50)
	loglik = math.Inf(-1)
	const m = 15
	for range 9 {
		stepA, stepB := (hiA-loA)/(m-1), (hiB-loB)/(m-1)
		a0, b0 := loA, loB
		for i := range m {
			if err := ctx.Err(); err != nil {
				return 0, 0, 0, err
			}
			for j := range m {
				a, b := a0+float64(i)*stepA, math.Exp(b0+float64(j)*stepB)
				if l := (QLearner{a, b, q.Variant}).LogLikelihood(choice, reward); l > loglik {
					alpha, beta, loglik = a, b, l
				}
			}
		}
		loA, hiA = math.Max(0.001, alpha-2*stepA), math.Min(0.999, alpha+2*stepA)
		loB, hiB = math.Max(math.Log(0.05), math.Log(beta)-2*stepB), math.Min(math.Log(50), math.Log(beta)+2*stepB)
	}
	return alpha, beta, loglik, nil
}

func qLearnerModel() sim.Model {
	return sim.Model{
		Name: "q-learner", Title: "Q-learner with softmax choice", Kind: sim.KindModel,
		Doc: `P(1) = 1/(1 + exp(-beta (Q1 - Q0))), Q[c] += alpha (r - Q[c]) for the chosen arm only, Q = 0 at first. A session of n trials is simulated with alpha_true, beta_true; loglik is the log-likelihood of that session at (alpha, beta), and the fit maximises it. ` +
			`For small alpha only the product alpha beta is identifiable; doubling the rewards halves the fitted beta.`,
		Source: "Watkins 1989 (thesis, Cambridge); Daw 2011 in Decision Making, Affect, and Learning; Wilson & Collins 2019, eLife 8:e49547",
		Parameters: []sim.Parameter{
			sim.Par("alpha", "1", "learning rate at which loglik is taken", 0.3, 0.001, 0.999), sim.Par("beta", "1", "inverse temperature at which loglik is taken", 4, 0.05, 50),
			sim.Par("alpha_true", "1", "learning rate of the simulated learner", 0.3, 0.001, 0.999), sim.Par("beta_true", "1", "inverse temperature of the simulated learner", 4, 0.05, 50),
			sim.Par("p0", "1", "reward probability of arm 0", 0.3, 0, 1), sim.Par("p1", "1", "reward probability of arm 1", 0.7, 0, 1), sim.Whole("n", "trials", 300, 1, 20000),
		},
		Outputs: []sim.Output{
			sim.Scalar("loglik", "1", "log-likelihood, at (alpha, beta), nats"), sim.Scalar("chance", "1", "log-likelihood of a coin, -n log 2"),
			sim.Scalar("alpha_fit", "1", "fitted learning rate"), sim.Scalar("beta_fit", "1", "fitted inverse temperature"), sim.Scalar("loglik_fit", "1", "largest log-likelihood"),
			sim.Scalar("share_1", "1", "share of choices of arm 1"), sim.Scalar("rewards", "1", "number of rewards"),
			sim.Trace("t", "1", "trial"), sim.Trace("choice", "1", "arm chosen"), sim.Trace("reward", "1", "reward"),
		},
		Variants: qVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			n := int(p["n"])
			a, b := random.Stream(s.Seed, 0), random.Stream(s.Seed, 1)
			choice, reward := QLearner{Alpha: p["alpha_true"], Beta: p["beta_true"]}.Simulate([2]float64{p["p0"], p["p1"]}, n, a.Float64, b.Float64)
			q := QLearner{p["alpha"], p["beta"], s.Variant}
			fa, fb, fl, err := q.Fit(ctx, choice, reward)
			if err != nil {
				return sim.Result{}, err
			}
			out := sim.Result{Scalars: map[string]float64{"loglik": q.LogLikelihood(choice, reward), "chance": -float64(n) * math.Ln2,
				"alpha_fit": fa, "beta_fit": fb, "loglik_fit": fl, "share_1": 0, "rewards": 0}}
			c := make([]float64, n)
			for k := range c {
				c[k] = float64(choice[k])
				out.Scalars["share_1"] += c[k] / float64(n)
				out.Scalars["rewards"] += reward[k]
			}
			if s.Traces {
				out.Traces = map[string][]float64{"t": index(n), "choice": c, "reward": reward}
			}
			return out, nil
		},
	}
}
