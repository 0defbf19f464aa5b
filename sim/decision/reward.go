package decision

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

var rwVariants = []sim.Variant{
	{Name: "separate", Says: "Each cue has its own error: nothing is blocked."},
	{Name: "absent-too", Says: "Absent cues learn, too."},
	{Name: "forget", Says: "Absent cues decay.", Where: map[string]float64{"n3": 30}},
	{Name: "no-error", Says: "Rewards are added without subtracting what was predicted."},
	{Name: "mean-prediction", Says: "Predictions of the cues are averaged, not added."},
}

// RescorlaWagner runs trials with cues x (0 or 1) and rewards r: error = r - w·x, w += alpha error x for the cues present. It returns
// the weights before the first and after each trial.
//
// Source: Rescorla & Wagner 1972.
func RescorlaWagner(x [][]float64, r, w0 []float64, alpha float64, variant string) [][]float64 {
	w := append([]float64(nil), w0...)
	out := [][]float64{append([]float64(nil), w...)}
	for k, cues := range x {
		sum, present := 0.0, 0.0
		for i, c := range cues {
			sum += w[i] * c
			present += c
		}
		e := r[k] - sum
		switch variant {
		case "no-error":
			e = r[k]
		case "mean-prediction":
			e = r[k] - sum/math.Max(1, present)
		}
		for i, c := range cues {
			own := e
			if variant == "separate" {
				own = r[k] - w[i]
			}
			if variant == "absent-too" {
				c = 1
			}
			if variant == "forget" && c == 0 {
				w[i] *= 1 - alpha
			}
			w[i] += alpha * own * c
		}
		out = append(out, append([]float64(nil), w...))
	}
	return out
}

func rescorlaWagnerModel() sim.Model {
	return sim.Model{
		Name: "rescorla-wagner", Title: "Rescorla-Wagner conditioning: blocking", Kind: sim.KindModel,
		Doc:    `One shared error: w += alpha (r - w·x) x. n1 trials of cue A with reward, then n2 trials of A and B together (and n3 of A alone): B learns almost nothing (blocking), since A already predicts the reward. control is B's weight after n2 trials of AB without pretraining.`,
		Source: "Rescorla & Wagner 1972 in Classical Conditioning II; Kamin 1969 for blocking; Dayan & Abbott §9.2",
		Parameters: []sim.Parameter{
			sim.Par("alpha", "1", "learning rate", 0.1, 0, 1), sim.Par("r", "1", "reward", 1, -10, 10),
			sim.Whole("n1", "trials of A", 60, 0, 5000), sim.Whole("n2", "trials of AB", 60, 0, 5000), sim.Whole("n3", "further trials of A alone", 0, 0, 5000),
		},
		Outputs: []sim.Output{
			sim.Scalar("A", "1", "weight of A at the end"), sim.Scalar("B", "1", "weight of B at the end"), sim.Scalar("control", "1", "weight of B without pretraining"),
			sim.Scalar("A_first", "1", "weight of A after the first phase"),
			sim.Trace("t", "1", "trial"), sim.Trace("wA", "1", "weight of A"), sim.Trace("wB", "1", "weight of B"),
		},
		Variants: rwVariants,
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			design := func(n1 int) (x [][]float64, r []float64) {
				both := n1 + int(p["n2"])
				for k := 0; k < both+int(p["n3"]); k++ {
					x, r = append(x, []float64{1, 0}), append(r, p["r"])
					if k >= n1 && k < both {
						x[k][1] = 1
					}
				}
				return x, r
			}
			n1 := int(p["n1"])
			x, r := design(n1)
			w := RescorlaWagner(x, r, []float64{0, 0}, p["alpha"], s.Variant)
			xc, rc := design(0)
			control := RescorlaWagner(xc, rc, []float64{0, 0}, p["alpha"], s.Variant)
			end := w[len(w)-1]
			out := sim.Result{Scalars: map[string]float64{"A": end[0], "B": end[1], "A_first": w[n1][0], "control": control[len(control)-1][1]}}
			if s.Traces {
				a, b := make([]float64, len(w)), make([]float64, len(w))
				for k := range w {
					a[k], b[k] = w[k][0], w[k][1]
				}
				out.Traces = map[string][]float64{"t": index(len(w)), "wA": a, "wB": b}
			}
			return out, nil
		},
	}
}

var tdVariants = []sim.Variant{
	{Name: "no-gamma", Says: "The future is not discounted."},
	{Name: "gamma-on-old", Says: "The past prediction is discounted instead of the next."},
	{Name: "reward-only", Says: "The error never looks ahead: nothing walks."},
	{Name: "sign", Says: "Past and future are compared the wrong way round."},
	{Name: "rectified", Says: "Negative errors are cut off.", Where: map[string]float64{"omit": 1}},
	{Name: "updates-next", Says: "The error teaches the bin it is heard in, not the one that predicted."},
	{Name: "pre-cue-learns", Says: "Bins before the cue learn: the burst walks on."},
	{Name: "backward-sweep", Says: "A trial is swept backwards: the news passes in one trial."},
}

// TD is temporal-difference learning over the bins of a trial:
//
//	D[t] = r[t] + gamma V[t] - V[t-1],   V[t-1] += alpha D[t] for t - 1 >= cue.
//
// D[t] is the error *heard in* bin t; bins before the cue stay 0 since the cue comes unannounced. With one reward k bins after the
// bin, trial n has D = gamma^k binom(n, k) alpha^k (1 - alpha)^(n-k) there: a hump that walks to the cue at speed alpha bins a trial.
//
// Sources: Sutton 1988; Montague, Dayan & Sejnowski 1996; Schultz, Dayan & Montague 1997.
type TD struct {
	Gamma, Alpha float64
	Cue          int
	Lambda       float64 // accumulating traces, cleared each trial; 0 is the rule above
	Variant      string
}

// Trial runs one trial over the rewards r, updates v in place and returns the errors.
func (d TD) Trial(v, r []float64) []float64 {
	T := len(r)
	errors, trace := make([]float64, T), make([]float64, T)
	for i := 0; i < T; i++ {
		t := i
		if d.Variant == "backward-sweep" {
			t = T - 1 - i
		}
		past := 0.0
		if t > 0 {
			past = v[t-1]
		}
		e := r[t] + d.Gamma*v[t] - past
		switch d.Variant {
		case "no-gamma":
			e = r[t] + v[t] - past
		case "gamma-on-old":
			e = r[t] + v[t] - d.Gamma*past
		case "reward-only":
			e = r[t] - past
		case "sign":
			e = r[t] + d.Gamma*past - v[t]
		case "rectified":
			e = math.Max(e, 0)
		}
		errors[t] = e
		switch {
		case d.Variant == "updates-next":
			if t >= d.Cue {
				v[t] += d.Alpha * e
			}
		case d.Variant == "pre-cue-learns":
			if t >= 1 {
				v[t-1] += d.Alpha * e
			}
		case d.Lambda > 0:
			if t-1 >= d.Cue {
				trace[t-1]++
			}
			for j := range v {
				v[j] += d.Alpha * e * trace[j]
				trace[j] *= d.Gamma * d.Lambda
			}
		case t-1 >= d.Cue:
			v[t-1] += d.Alpha * e
		}
	}
	return errors
}

func tdModel() sim.Model {
	return sim.Model{
		Name: "td", Title: "Temporal-difference learning of a delayed reward", Kind: sim.KindModel,
		Doc: `D[t] = r[t] + gamma V[t] - V[t-1] (the error heard in bin t), V[t-1] += alpha D[t] for bins from the cue on; reward 1, lag bins after the cue. In trial n the error k bins before the reward is gamma^k binom(n, k) alpha^k (1-alpha)^(n-k). ` +
			`delta is the map of errors in trial n; walk holds the bin of the largest error in each trial.`,
		Source: "Sutton 1988, Mach. Learn. 3:9; Schultz, Dayan & Montague 1997, Science 275:1593; Dayan & Abbott §9.2",
		Parameters: []sim.Parameter{
			sim.Par("gamma", "1", "discount per bin", 0.95, 0, 1), sim.Par("alpha", "1", "learning rate", 0.2, 0, 1), sim.Par("lambda", "1", "eligibility; 0 none", 0, 0, 1),
			sim.Whole("lag", "bins from cue to reward", 10, 1, 100), sim.Whole("cue", "bin of the cue", 5, 0, 50), sim.Whole("n", "trial to show, 0 is the first", 45, 0, 5000),
			sim.Par("p", "1", "probability of reward in a trial", 1, 0, 1), sim.Whole("omit", "1: omit the reward in trial n", 0, 0, 1),
		},
		Outputs: []sim.Output{
			sim.Scalar("at_cue", "1", "error at the cue in trial n"), sim.Scalar("at_reward", "1", "error at the reward in trial n"), sim.Scalar("limit", "1", "final error at the cue, gamma^lag"),
			sim.Scalar("largest", "1", "largest error of trial n"), sim.Scalar("where", "1", "bin of the largest error, counted from the cue"),
			sim.Scalar("half_trial", "1", "first trial in which the error at the cue is half of its limit; absent if not reached by trial n"),
			sim.Trace("t", "1", "bin"), sim.Trace("delta", "1", "error in trial n"), sim.Trace("V", "1", "values before trial n"),
			sim.Curve("trials", "1", "trial, of walk"), sim.Curve("walk", "1", "bin of the largest error, counted from the cue"), sim.Curve("cue_error", "1", "error at the cue against trials"),
		},
		Variants: tdVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			cue, lag, n := int(p["cue"]), int(p["lag"]), int(p["n"])
			d := TD{Gamma: p["gamma"], Alpha: p["alpha"], Cue: cue, Lambda: p["lambda"], Variant: s.Variant}
			T := cue + lag + 5
			v, r := make([]float64, T), make([]float64, T)
			source := random.New(s.Seed)
			out := sim.Result{Scalars: map[string]float64{"limit": math.Pow(d.Gamma, float64(lag))}}
			var before, errors, walk, atCue []float64
			for k := 0; k <= n; k++ {
				if err := sim.Cancelled(ctx, k); err != nil {
					return sim.Result{}, err
				}
				before = append(before[:0], v...)
				r[cue+lag] = 0
				if source.Float64() < p["p"] && !(p["omit"] == 1 && k == n) {
					r[cue+lag] = 1
				}
				errors = d.Trial(v, r)
				best := 0
				for t := range errors {
					if !(math.Abs(errors[t]) < 1e100) {
						return sim.Result{}, &sim.DivergedError{Model: "td", Quantity: "V", At: float64(k), Mend: "lower alpha"}
					}
					if errors[t] > errors[best] {
						best = t
					}
				}
				walk, atCue = append(walk, float64(best-cue)), append(atCue, errors[cue])
				if _, done := out.Scalars["half_trial"]; !done && errors[cue] >= out.Scalars["limit"]/2 && out.Scalars["limit"] > 0 {
					out.Scalars["half_trial"] = float64(k)
				}
				out.Scalars["largest"], out.Scalars["where"] = errors[best], float64(best-cue)
			}
			out.Scalars["at_cue"], out.Scalars["at_reward"] = errors[cue], errors[cue+lag]
			if s.Traces {
				out.Traces = map[string][]float64{"t": index(T), "delta": errors, "V": append([]float64(nil), before...), "trials": index(n + 1), "walk": walk, "cue_error": atCue}
			}
			return out, nil
		},
	}
}
