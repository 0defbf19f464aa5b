package plasticity

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// ThreeFactor is a stochastic binary unit that learns from reward (Williams's REINFORCE with a baseline). A trial
// shows pattern x of stimulus s; p = 1/(1 + exp(-w·x)); the action y is 1 if the given uniform number is below p; the
// reward R arrives; then, in this order,
//
//	w <- w + eta (R - b[s]) (y - p) x    with b before this trial,    b[s] <- b[s] + (R - b[s])/tb.
//
// The mean change does not depend on b at all; its variance is smallest at b = (1-p) R1 + p R0, not at the mean reward.
//
// Sources: Williams 1992; Frémaux & Gerstner 2016; Greensmith, Bartlett & Baxter 2004 for the baseline.
type ThreeFactor struct {
	Eta, Tb float64
	Variant string
	shared  float64 // one baseline for all stimuli, for the variant that has it
}

var threeFactorVariants = []sim.Variant{
	{Name: "hebb-y", Says: "y stands for y - p: a silent cell learns nothing and a bias pushes the rest."},
	{Name: "no-baseline", Says: "What was expected is never subtracted."},
	{Name: "global-baseline", Says: "One baseline serves all stimuli."},
	{Name: "baseline-after", Says: "The baseline has already seen the reward."},
	{Name: "sign", Says: "The rule descends the reward."},
	{Name: "extra-p1p", Says: "Another factor p (1-p) is put in by hand."},
	{Name: "deterministic", Says: "The likelier action is always taken: nothing is explored."},
	{Name: "delta-target", Says: "The right answer is used instead of the action taken."},
	{Name: "no-x", Says: "All inputs learn, not only the active ones."},
}

// Trial runs one trial in place. reward gives R for an action; target is used by the variant that cheats. It returns the
// action and its reward.
func (r *ThreeFactor) Trial(w, x []float64, baseline *float64, u float64, reward func(action float64) float64, target float64) (action, got float64) {
	p := 1 / (1 + math.Exp(-dot(w, x)))
	if u < p {
		action = 1
	}
	if r.Variant == "deterministic" {
		action = math.Round(math.Min(1, math.Floor(p+0.5)))
	}
	got = reward(action)
	if r.Variant == "baseline-after" {
		*baseline += (got - *baseline) / r.Tb
	}
	b, post := *baseline, action-p
	switch r.Variant {
	case "global-baseline":
		b = r.shared
	case "no-baseline":
		b = 0
	case "hebb-y":
		post = action
	case "extra-p1p":
		post *= p * (1 - p)
	case "sign":
		post = -post
	case "delta-target":
		post = target - p
	}
	for i := range w {
		in := x[i]
		if r.Variant == "no-x" {
			in = 1
		}
		w[i] += r.Eta * (got - b) * post * in
	}
	if r.Variant != "baseline-after" {
		*baseline += (got - *baseline) / r.Tb
	}
	r.shared += (got - r.shared) / r.Tb
	return action, got
}

// MeanUpdate returns mean and variance of (R - b)(y - p) x for each input, summed over both actions.
func MeanUpdate(w, x []float64, R1, R0, b float64) (mean, variance []float64) {
	p := 1 / (1 + math.Exp(-dot(w, x)))
	mean, variance = make([]float64, len(x)), make([]float64, len(x))
	for i, v := range x {
		up, down := (R1-b)*(1-p)*v, (R0-b)*(-p)*v
		mean[i] = p*up + (1-p)*down
		variance[i] = p * (1 - p) * (up - down) * (up - down)
	}
	return mean, variance
}

func threeFactorModel() sim.Model {
	return sim.Model{
		Name: "three-factor", Title: "Reward-modulated three-factor rule", Kind: sim.KindModel,
		Doc: `K patterns of 8 signs with targets 0 1 0 1 …; a stochastic binary unit acts and is rewarded r1 if right, r0 if wrong: w <- w + eta (R - b[s])(y - p) x with the baseline before the trial, then b[s] <- b[s] + (R - b[s])/tb. ` +
			`trials trials with stimuli at random. The scalars p1, mean_step, sd_step show one update of a single input with w·x = u and a baseline b: the mean does not depend on b.`,
		Source: "Williams 1992, Mach. Learn. 8:229; Frémaux & Gerstner 2016, Front. Neural Circuits 9:85",
		Parameters: []sim.Parameter{
			sim.Par("eta", "1", "learning rate", 0.2, 0.001, 5), sim.Par("tb", "1", "memory of the baseline, trials", 20, 1, 1000),
			sim.Par("r1", "1", "reward if right", 1.5, -10, 10), sim.Par("r0", "1", "reward if wrong", 0.5, -10, 10),
			sim.Whole("K", "patterns", 6, 1, 8), sim.Whole("trials", "trials", 2000, 10, 200000),
			sim.Par("u", "1", "w·x for the single update", 0, -20, 20), sim.Par("b", "1", "baseline for the single update", 1, -10, 10),
		},
		Outputs: []sim.Output{
			sim.Scalar("correct_first", "1", "share of right actions in the first tenth"), sim.Scalar("correct_last", "1", "share of right actions in the last tenth"),
			sim.Scalar("mean_reward", "1", "mean reward of all trials"), sim.Scalar("length", "1", "|w| at the end"),
			sim.Scalar("p1", "1", "probability of action 1 at w·x = u"), sim.Scalar("mean_step", "1", "mean of (R - b)(y - p) at w·x = u, action 1 paying r1"),
			sim.Scalar("sd_step", "1", "standard deviation of (R - b)(y - p)"), sim.Scalar("best_b", "1", "baseline with the least variance, (1-p) r1 + p r0"),
			sim.Trace("t", "1", "trial, end of a block of a fiftieth of the run"), sim.Trace("correct", "1", "share of right actions in the block"),
		},
		Variants: threeFactorVariants,
		Run:      runThreeFactor,
	}
}

func runThreeFactor(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	K, n := int(p["K"]), int(p["trials"])
	source := random.New(s.Seed)
	x, baseline, w := make([][]float64, K), make([]float64, K), make([]float64, 8)
	for k := range x {
		x[k] = make([]float64, 8)
		for i := range x[k] {
			x[k][i] = 1
			if source.Float64() < 0.5 {
				x[k][i] = -1
			}
		}
	}
	rule := ThreeFactor{Eta: p["eta"], Tb: p["tb"], Variant: s.Variant}
	tenth, block := max(1, n/10), max(1, n/50)
	var first, last, total, inBlock, size float64
	var at, share []float64
	for k := 0; k < n; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return sim.Result{}, err
		}
		which := source.Intn(K)
		target := float64(which % 2)
		y, got := rule.Trial(w, x[which], &baseline[which], source.Float64(), func(a float64) float64 {
			if a == target {
				return p["r1"]
			}
			return p["r0"]
		}, target)
		total += got
		if y == target {
			inBlock++
			if k < tenth {
				first++
			}
			if k >= n-tenth {
				last++
			}
		}
		if (k+1)%block == 0 {
			at, share = append(at, float64(k+1)), append(share, inBlock/float64(block))
			inBlock = 0
		}
		if size = math.Sqrt(dot(w, w)); !(size < 1e100) {
			return sim.Result{}, &sim.DivergedError{Model: "three-factor", Quantity: "w", At: float64(k), Mend: "lower eta"}
		}
	}
	mean, variance := MeanUpdate([]float64{p["u"]}, []float64{1}, p["r1"], p["r0"], p["b"])
	p1 := 1 / (1 + math.Exp(-p["u"]))
	out := sim.Result{Scalars: map[string]float64{"correct_first": first / float64(tenth), "correct_last": last / float64(tenth), "mean_reward": total / float64(n),
		"length": size, "p1": p1, "mean_step": mean[0], "sd_step": math.Sqrt(variance[0]), "best_b": (1-p1)*p["r1"] + p1*p["r0"]}}
	if s.Traces {
		out.Traces = map[string][]float64{"t": at, "correct": share}
	}
	return out, nil
}
