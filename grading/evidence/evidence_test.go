package evidence

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

// golden is testdata/golden.json: the operating characteristics by plain enumeration of all answer paths, made by an
// independent program (evidence.py) from the statement of the rule.
func golden(t *testing.T) (g Tables) {
	t.Helper()
	text, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Menus    map[string][]float64 `json:"menus"`
		Outcomes []Row                `json:"outcomes"`
		MeanE8   []MeanRow            `json:"mean_E8"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return Tables{Menus: file.Menus, Outcomes: file.Outcomes, MeanE8: file.MeanE8}
}

func TestTablesReproduceTheGoldenNumbers(t *testing.T) {
	want, got := golden(t), Default.Tabulate()
	if len(want.Outcomes) != 42 || len(got.Outcomes) != len(want.Outcomes) {
		t.Fatalf("%d rows against %d golden ones", len(got.Outcomes), len(want.Outcomes))
	}
	for i, w := range want.Outcomes {
		g := got.Outcomes[i]
		if g.Menu != w.Menu || g.Person != w.Person {
			t.Fatalf("row %d is %s %s, golden %s %s", i, g.Menu, g.Person, w.Menu, w.Person)
		}
		for _, c := range [][2]float64{{g.Flag, w.Flag}, {g.Clear, w.Clear}, {g.Inconclusive, w.Inconclusive}, {g.Items, w.Items}} {
			if math.Abs(c[0]-c[1]) > 1e-9 { // golden numbers are rounded to 10 decimals
				t.Errorf("%s, %s: %v, golden %v", w.Menu, w.Person, g.Outcome, w.Outcome)
				break
			}
		}
	}
	for i, w := range want.MeanE8 {
		if math.Abs(got.MeanE8[i].Value-w.Value) > 1e-6 {
			t.Errorf("mean E8 at %g: %g, golden %g", w.Success, got.MeanE8[i].Value, w.Value)
		}
	}
	if d := math.Abs(got.MeanE8[0].Value - 1); d > 1e-12 {
		t.Errorf("mean E8 at success .80 is off 1 by %g", d)
	}
}

// The numbers of the published page that are not in golden.json: "at most 4 of 8 right" and defective keys.
func TestNumbersForComparison(t *testing.T) {
	got := Default.Tabulate()
	for i, want := range []float64{.0022, .021, .056, .114} {
		if math.Abs(got.Naive[i].Value-want) > .0005 {
			t.Errorf("at most 4 of 8 at success %g: %g, stated %g", got.Naive[i].Success, got.Naive[i].Value, want)
		}
	}
	for i, want := range []float64{.0012, .0091} { // stated from simulation, so they carry its error
		if v := got.Defective[i].Value; math.Abs(v-want) > .15*want {
			t.Errorf("defective keys: %g, stated %g", v, want)
		}
	}
}

// Person and day effects (logit standard deviations .5 and 1) around slip .08: stated .003 from simulation.
func TestPersonAndDayEffects(t *testing.T) {
	rng := rand.New(rand.NewPCG(20261124, 1))
	open := Menu(Menus()[0].Guess)
	sum, n := 0.0, 4000
	for range n {
		person := math.Log(.92/.08) + .5*rng.NormFloat64()
		p := make([]float64, len(open))
		day := [2]float64{rng.NormFloat64(), rng.NormFloat64()}
		for i := range p {
			p[i] = 1 / (1 + math.Exp(-person-day[i/4]))
		}
		sum += Default.Characteristics(open, p).Flag // exact given the effects, so that few draws do
	}
	if rate := sum / float64(n); rate < .0015 || rate > .005 {
		t.Errorf("false flags with person and day effects: %.4f, stated .003", rate)
	}
}

// P(sup E >= 100 over 80 items) at slip .20 is stated as .0041 by simulation; Ville's bound is .01.
func TestSupremumOverEightyItems(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	menu, hits, n := Menus()[0].Guess, 0, 60000
	rule := Default
	rule.MaxItems, rule.ClearRatio = 80, math.Inf(1)
	for range n {
		tr := rule.begin()
		for i := range 80 {
			tr.observe(Observation{Family: "one", G: menu[i%8], Correct: rng.Float64() < .8})
			if tr.e() >= 100 {
				hits++
				break
			}
		}
	}
	if rate := float64(hits) / float64(n); rate < .0030 || rate > .0052 { // 4 standard errors around .0041
		t.Errorf("P(sup E >= 100) = %.4f, stated .0041", rate)
	}
}

func TestFactorsAverageAtMostOneUnderTheNull(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		o := Observation{G: 1.1*rng.Float64() - .05, Slip: .35 * rng.Float64()}
		s := Default.slip(o)
		p := 1 - s*rng.Float64()
		for m := range Default.Delta {
			o.Correct = true
			right := Default.Factor(o, m)
			o.Correct = false
			wrong := Default.Factor(o, m)
			if mean := p*right + (1-p)*wrong; mean > 1+1e-12 || right < 0 || wrong < 0 {
				t.Fatalf("g %g, s %g, p %g, alternative %d: mean factor %g", o.G, s, p, m, mean)
			}
		}
	}
}

// adversary chooses the next item and the success probability (at least 1-s) from the past, and when to stop.
type adversary struct {
	name string
	next func(past []Observation, e float64, rng *rand.Rand) (g, slip, p float64)
	stop func(past []Observation, e float64) bool
}

var adversaries = []adversary{
	{"greedy: most damaging g after a miss, stops at any gain",
		func(past []Observation, e float64, _ *rand.Rand) (float64, float64, float64) {
			if n := len(past); n > 0 && !past[n-1].Correct {
				return .01, 0, .8
			}
			return .10, 0, .8
		},
		func(_ []Observation, e float64) bool { return e > 1.5 }},
	{"streaks: the person knows all until behind, then slips as often as allowed",
		func(_ []Observation, e float64, _ *rand.Rand) (float64, float64, float64) {
			if e < .5 {
				return .05, 0, .8
			}
			return .02, .3, .7
		},
		func(past []Observation, e float64) bool { return e >= 100 }},
	{"wrong guess rates and random order",
		func(_ []Observation, _ float64, rng *rand.Rand) (float64, float64, float64) {
			return rng.Float64(), 0, .8 + .2*rng.Float64()*rng.Float64()
		},
		func(past []Observation, e float64) bool { return len(past) > 3 && e > 4 }},
	{"dependent answers: a miss makes the next as hard as the null allows",
		func(past []Observation, _ float64, _ *rand.Rand) (float64, float64, float64) {
			if n := len(past); n > 0 && past[n-1].Correct {
				return .05, .2, 1
			}
			return .05, .3, .7
		},
		func([]Observation, float64) bool { return false }},
}

// Under the null the mean of E at any stopping time is at most 1 and P(sup E >= 100) at most .01, whatever the
// adversary does. Monte Carlo with fixed seeds; 4 standard errors are allowed.
func TestAdversariesCannotBeatTheBound(t *testing.T) {
	const n, length = 20000, 24
	rule := Default
	rule.MaxItems, rule.ClearRatio = length, math.Inf(1)
	for k, a := range adversaries {
		t.Run(a.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(99, uint64(k)))
			sum, squares, hits := 0.0, 0.0, 0
			for range n {
				tr, past, reached := rule.begin(), []Observation{}, false
				for len(past) < length {
					g, slip, p := a.next(past, tr.e(), rng)
					o := Observation{Family: "C1", G: g, Slip: slip, Correct: rng.Float64() < p}
					tr.observe(o)
					past = append(past, o)
					reached = reached || tr.e() >= 100
					if a.stop(past, tr.e()) {
						break
					}
				}
				if reached {
					hits++
				}
				sum += tr.e()
				squares += tr.e() * tr.e()
			}
			mean := sum / n
			se := math.Sqrt((squares/n - mean*mean) / n)
			if mean > 1+4*se {
				t.Errorf("mean of E is %.3f +- %.3f", mean, se)
			}
			if rate := float64(hits) / n; rate > .01+4*math.Sqrt(.01/n) {
				t.Errorf("P(sup E >= 100) = %.4f", rate)
			}
		})
	}
}

// The means and bounds above have the power to see a broken rule: one whose null allows fewer slips than people make lifts
// the mean of E clearly above 1, and so does one whose weights are worth more than 1; a rule whose alternatives are worse than guessing is
// refused before it is used.
func TestABrokenRuleIsSeen(t *testing.T) {
	strict, rich, double := Default, Default, Default
	strict.S, strict.MaxS = .10, .10
	rich.Weight = []float64{.6, .4, .3}
	double.Delta = []float64{-.6, -.5, -.4} // alternatives that are worse than guessing
	for name, rule := range map[string]Rule{"null too strict": strict, "weights above one": rich} {
		mean := 0.0
		for paths := range 1 << 8 { // all answer paths of eight items at success .80, the edge of the true null
			tr, p := rule.begin(), 1.0
			for i := range 8 {
				right := paths>>i&1 == 1
				tr.observe(Observation{Family: "C1", G: .05, Correct: right})
				if right {
					p *= .8
				} else {
					p *= .2
				}
			}
			mean += p * tr.e()
		}
		if mean < 1.05 {
			t.Errorf("%s: the mean of E is %.3f, and nobody would see it", name, mean)
		}
	}
	if double.Check() == nil {
		t.Error("alternatives below guessing pass the check of the rule")
	}
	if err := rich.Check(); err == nil {
		t.Error("weights that add up to 1.3 pass the check of the rule")
	}
}

// The exact counterpart on a small scale: an adversary who picks, by dynamic programming, the next g and the stopping
// time that maximise the mean of one alternative's product can't lift it above 1.
func TestBestStrategyOfAnAdversaryIsWorthOne(t *testing.T) {
	menu := []float64{.01, .05, .10, .25, .6, .95}
	var value func(product float64, left, m int) float64
	value = func(product float64, left, m int) float64 {
		best := product // stop now
		if left == 0 {
			return best
		}
		for _, g := range menu {
			for _, p := range []float64{.8, .9, 1} {
				right := value(product*Default.Factor(Observation{G: g, Correct: true}, m), left-1, m)
				wrong := value(product*Default.Factor(Observation{G: g}, m), left-1, m)
				best = math.Max(best, p*right+(1-p)*wrong)
			}
		}
		return best
	}
	for m := range Default.Delta {
		if v := value(1, 4, m); v > 1+1e-12 {
			t.Errorf("alternative %d is worth %g to an adversary", m, v)
		}
	}
}

func TestThePriorTouchesThePosteriorAlone(t *testing.T) {
	record := answers("x.xx|xx")
	a, b := Default, Default
	b.Prior = .2
	da, db := a.Decide(record), b.Decide(record)
	if da.Posterior == db.Posterior {
		t.Error("the prior does not enter the posterior")
	}
	if da.E != db.E || da.Status != db.Status || da.LikelihoodRatio != db.LikelihoodRatio {
		t.Error("the prior touches more than the posterior")
	}
}
