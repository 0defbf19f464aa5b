package inference

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// HMM is a hidden Markov chain with Poisson counts: Stay[i] is the chance of keeping state i of two, Mean the expected counts.
//
// Forward-backward with scaling (Rabiner 1989) gives the probability of each state given all counts and the log-likelihood; Viterbi the
// single most likely path; one step of Learn is Baum-Welch's EM, which never lowers the likelihood.
type HMM struct {
	Stay, Mean [2]float64
	Start      [2]float64 // distribution in the first bin; the stationary one when zero
}

// Posterior returns P(state 1 | all counts) in each bin, the log-likelihood (with log n!), and the expected transitions.
func (m HMM) Posterior(counts []float64) (state1 []float64, loglik float64, moves [2][2]float64) {
	n := len(counts)
	if n == 0 {
		return nil, 0, moves
	}
	emit := func(k, s int) float64 {
		lg, _ := math.Lgamma(counts[k] + 1)
		return math.Exp(counts[k]*math.Log(m.Mean[s]) - m.Mean[s] - lg)
	}
	T := [2][2]float64{{m.Stay[0], 1 - m.Stay[0]}, {1 - m.Stay[1], m.Stay[1]}}
	f, b, scale := make([][2]float64, n), make([][2]float64, n), make([]float64, n)
	now := m.start()
	for k := range counts {
		if k > 0 {
			now = [2]float64{f[k-1][0]*T[0][0] + f[k-1][1]*T[1][0], f[k-1][0]*T[0][1] + f[k-1][1]*T[1][1]}
		}
		for s := range 2 {
			f[k][s] = now[s] * emit(k, s)
		}
		scale[k] = math.Max(f[k][0]+f[k][1], 1e-300)
		f[k][0] /= scale[k]
		f[k][1] /= scale[k]
		loglik += math.Log(scale[k])
	}
	b[n-1] = [2]float64{1, 1}
	for k := n - 2; k >= 0; k-- {
		for i := range 2 {
			for j := range 2 {
				w := T[i][j] * emit(k+1, j) * b[k+1][j] / scale[k+1]
				b[k][i] += w
				moves[i][j] += f[k][i] * w
			}
		}
	}
	state1 = make([]float64, n)
	for k := range state1 {
		z := f[k][0]*b[k][0] + f[k][1]*b[k][1]
		if z > 0 {
			state1[k] = f[k][1] * b[k][1] / z
		}
	}
	return state1, loglik, moves
}

// start is the distribution in the first bin.
func (m HMM) start() [2]float64 {
	if m.Start[0]+m.Start[1] > 0 {
		return m.Start
	}
	leave0, leave1 := 1-m.Stay[0], 1-m.Stay[1]
	if leave0+leave1 <= 0 {
		return [2]float64{0.5, 0.5}
	}
	return [2]float64{leave1 / (leave0 + leave1), leave0 / (leave0 + leave1)}
}

// Viterbi returns the most likely path of states.
func (m HMM) Viterbi(counts []float64) []int {
	n := len(counts)
	if n == 0 {
		return nil
	}
	T := [2][2]float64{{math.Log(m.Stay[0]), math.Log1p(-m.Stay[0])}, {math.Log1p(-m.Stay[1]), math.Log(m.Stay[1])}}
	from := make([][2]int, n)
	p := m.start()
	best := [2]float64{math.Log(p[0]), math.Log(p[1])}
	for k, c := range counts {
		var next [2]float64
		for j := range 2 {
			next[j] = best[j]
			if k > 0 {
				a, b := best[0]+T[0][j], best[1]+T[1][j]
				next[j] = math.Max(a, b)
				if b > a {
					from[k][j] = 1
				}
			}
			next[j] += c*math.Log(m.Mean[j]) - m.Mean[j]
		}
		best = next
	}
	path := make([]int, n)
	if best[1] > best[0] {
		path[n-1] = 1
	}
	for k := n - 1; k > 0; k-- {
		path[k-1] = from[k][path[k]]
	}
	return path
}

// Learn returns the model after one step of Baum-Welch, and the log-likelihood of the model before it.
func (m HMM) Learn(counts []float64) (HMM, float64) {
	state1, loglik, moves := m.Posterior(counts)
	var weight, sum [2]float64
	for k, c := range counts {
		weight[0] += 1 - state1[k]
		weight[1] += state1[k]
		sum[0] += (1 - state1[k]) * c
		sum[1] += state1[k] * c
	}
	m.Start = [2]float64{1 - state1[0], state1[0]}
	for i := range 2 {
		if out := moves[i][0] + moves[i][1]; out > 0 {
			m.Stay[i] = math.Min(1-1e-9, math.Max(1e-9, moves[i][i]/out))
		}
		if weight[i] > 0 {
			m.Mean[i] = math.Max(1e-6, sum[i]/weight[i])
		}
	}
	return m, loglik
}

func hmmModel() sim.Model {
	return sim.Model{
		Name: "hmm", Title: "Hidden Markov model of two firing states", Kind: sim.KindModel,
		Doc:    `A chain of two states (down, up) that stays with probability stay_0, stay_1 a bin; counts are Poisson with mean r_0, r_1. The states are inferred by forward-backward and by Viterbi with the true parameters; iters steps of Baum-Welch then learn the parameters from a wrong start, and never lower the likelihood.`,
		Source: "Rabiner 1989, Proc. IEEE 77:257; Seidemann, Meilijson, Abeles, Bergman & Vaadia 1996, J. Neurosci. 16:752",
		Parameters: []sim.Parameter{
			sim.Par("stay_0", "1", "chance of staying down", 0.95, 0.01, 0.999), sim.Par("stay_1", "1", "chance of staying up", 0.9, 0.01, 0.999),
			sim.Par("r_0", "1", "expected count when down", 0.5, 0.01, 100), sim.Par("r_1", "1", "expected count when up", 3, 0.01, 100),
			sim.Whole("n", "bins", 2000, 10, 50000), sim.Whole("iters", "steps of Baum-Welch", 30, 0, 200),
		},
		Outputs: []sim.Output{
			sim.Scalar("correct", "1", "share of bins in which the more probable state is right"), sim.Scalar("correct_viterbi", "1", "share of bins in which the most likely path is right"),
			sim.Scalar("loglik", "1", "log-likelihood with the true parameters, nats"), sim.Scalar("loglik_learnt", "1", "log-likelihood with the learnt parameters"),
			sim.Scalar("r_0_learnt", "1", "learnt count of the lower state"), sim.Scalar("r_1_learnt", "1", "learnt count of the higher state"), sim.Scalar("stay_0_learnt", "1", "learnt chance of staying down"), sim.Scalar("stay_1_learnt", "1", "learnt chance of staying up"),
			sim.Trace("t", "1", "bin"), sim.Trace("state", "1", "true state"), sim.Trace("counts", "1", "counts"), sim.Trace("posterior", "1", "probability of the up state"),
		},
		Variants: []sim.Variant{
			{Name: "independent-bins", Says: "Each bin is judged by its own count: the chain's memory is left out."},
			{Name: "stay-for-leave", Says: "The inference takes the chance of staying for that of leaving."},
			{Name: "means-swapped", Says: "The inference takes the down state for the busy one."},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			m := HMM{Stay: [2]float64{p["stay_0"], p["stay_1"]}, Mean: [2]float64{p["r_0"], p["r_1"]}}
			n := int(p["n"])
			r := random.New(s.Seed)
			state, counts := make([]float64, n), make([]float64, n)
			now := 0
			if r.Float64() < m.start()[1] {
				now = 1
			}
			for k := range counts {
				if k > 0 && r.Float64() >= m.Stay[now] {
					now = 1 - now
				}
				state[k], counts[k] = float64(now), float64(r.Poisson(m.Mean[now]))
			}
			taken := m // the model that the inference believes in
			switch s.Variant {
			case "independent-bins":
				taken.Start, taken.Stay = m.start(), m.start() // the next state is drawn anew, whatever the last
			case "stay-for-leave":
				taken.Stay = [2]float64{1 - m.Stay[0], 1 - m.Stay[1]}
			case "means-swapped":
				taken.Mean = [2]float64{m.Mean[1], m.Mean[0]}
			}
			post, loglik, _ := taken.Posterior(counts)
			path := taken.Viterbi(counts)
			out := sim.Result{Scalars: map[string]float64{"loglik": loglik, "correct": 0, "correct_viterbi": 0}}
			mean := 0.0
			for k := range counts {
				mean += counts[k] / float64(n)
				if post[k] > 0.5 == (state[k] == 1) {
					out.Scalars["correct"] += 1 / float64(n)
				}
				if float64(path[k]) == state[k] {
					out.Scalars["correct_viterbi"] += 1 / float64(n)
				}
			}
			learnt := HMM{Stay: [2]float64{0.8, 0.8}, Mean: [2]float64{0.5*mean + 0.01, 1.5*mean + 0.02}}
			for range int(p["iters"]) {
				if err := ctx.Err(); err != nil {
					return sim.Result{}, err
				}
				learnt, _ = learnt.Learn(counts)
			}
			_, after, _ := learnt.Posterior(counts)
			low, high := 0, 1
			if learnt.Mean[0] > learnt.Mean[1] {
				low, high = 1, 0
			}
			out.Scalars["loglik_learnt"] = after
			out.Scalars["r_0_learnt"], out.Scalars["r_1_learnt"] = learnt.Mean[low], learnt.Mean[high]
			out.Scalars["stay_0_learnt"], out.Scalars["stay_1_learnt"] = learnt.Stay[low], learnt.Stay[high]
			if s.Traces {
				out.Traces = map[string][]float64{"t": index(n), "state": state, "counts": counts, "posterior": post}
			}
			return out, nil
		},
	}
}
