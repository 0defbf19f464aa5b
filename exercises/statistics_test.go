package exercises

import (
	"context"
	"math"
	"strings"
	"testing"
	"testing/fstest"
)

// stochasticYAML is an exercise whose program draws its own numbers: spikes of a Poisson process with a dead time.
const stochasticYAML = `title: A Poisson process with a dead time
level: 2
minutes: 30
skills: [point-process]
quantities:
  nu: {unit: Hz, means: rate after the dead time, positive: true, draw: {uniform: [40, 80], step: 1}}
  d:  {unit: ms, means: dead time, draw: {uniform: [2, 6], step: .5}}
implement:
  function: spikes(nu, d, T, seed)
  returns: [{name: times, kind: times, unit: ms}]
  let: {rate: 1/(1000/nu+d)}
  args: {T: 20000}
  visible:
    - name: the rate
      seeds: 12
      statistics: {mean: count(times)/T*1000, equals: 1000*rate, resolves: 4 Hz, means: the rate}
      says: Does the dead time add to every interval?
  hidden:
    - name: the intervals
      seeds: 12
      expect: {of: min(diff(times)), at-least: d ms, means: the shortest interval}
      statistics:
        - {sample: diff(times), follows: {exponential: 1000/nu, from: d}, means: the intervals, unit: ms}
        - {sample: diff(times), means: the intervals}
        - {chance: diff(times) < d + 693.1471805599453/nu, equals: .5, means: an interval is shorter than the median}
        - {mean: cv(diff(times)), resolves: .2}
      against: solution
    - name: the counts
      args: {T: 1000, d: 0}
      seeds: 60
      statistics:
        - {sample: count(times), follows: {poisson: nu}, values: 60, means: the number of spikes}
        - {variance: count(times), equals: nu, means: the number of spikes}
        - {mean: count(times), equals: nu, sd: sqrt(nu), means: the number of spikes}
  observables:
    shortest: {seeds: 8, of: min(diff(times))/d, within: .05, means: the shortest interval over d}
    rate: {seeds: 8, of: count(times)/T/rate, within: .04, means: the rate over the expected one}
    shape: {seeds: 8, of: "ks(1-exp(-(diff(times)-d)*nu/1000))", within: .04, means: the distance from the exponential distribution}
  misconceptions:
    no-dead-time: {says: Your intervals begin at 0., ask: What comes before each wait?, see: shortest}
    clamped: {says: Your short intervals are stretched to d., ask: What comes before each wait?, see: shape}
    half: {says: Your dead time is d/2., ask: What comes before each wait?, see: shortest}
grading: {implement: 10}
`

// dead is a program with its interval and its way of counting; each wrong one differs in one line.
func dead(interval, first string) string {
	return `
import numpy as np

def spikes(nu, d, T, seed):
    rng = np.random.default_rng(seed)
    out, t = [], 0.0
    ` + first + `
    while True:
        wait = rng.exponential(1000/nu)
        t = t + ` + interval + `
        if t >= T:
            return np.array(out)
        out.append(t)
`
}

func stochastic(t testing.TB) *Exercise {
	t.Helper()
	dir := "07-spike-trains/dead-time/"
	files := fstest.MapFS{"07-spike-trains/module.md": {Data: []byte("# Spike trains\n\ntext")}}
	for name, text := range map[string]string{"exercise.yaml": stochasticYAML, "prompt.md": "text", "starter.py": "def spikes(nu, d, T, seed):\n    return []\n",
		"solution.py": dead("d + wait", "pass"), "misconceptions/no-dead-time.py": dead("wait", "pass"),
		"misconceptions/clamped.py": dead("max(d, wait)", "pass"), "misconceptions/half.py": dead("d/2 + wait", "pass")} {
		files[dir+name] = &fstest.MapFile{Data: []byte(text)}
	}
	lib, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return lib.exercises["dead-time"]
}

func TestStatistics(t *testing.T) {
	g, e := grader(t), stochastic(t)
	cases := []struct{ name, source, test, verdict, says, misconception string }{
		{name: "another order of draws", source: strings.Replace(dead("d + wait", "rng.random(7)"), "rng.exponential(1000/nu)", "-1000/nu*np.log(1-rng.random())", 1)},
		{"no dead time", dead("wait", "rng.random(3)"), "the rate", Differs, "± ", "no-dead-time"},
		{"clamped", dead("max(d, wait)", "rng.random(3)"), "the rate", Differs, "is expected", "clamped"},
		{"half", dead("d/2 + wait", "rng.random(3)"), "the intervals", Differs, "the shortest interval", "half"},
		{"a grid", strings.Replace(dead("d + wait", "pass"), "wait = rng.exponential(1000/nu)", "wait = np.floor(rng.exponential(1000/nu)/8)*8 + 4", 1), "the intervals", Differs, "leaves an exponential distribution", ""},
		{"a fixed number", "import numpy as np\ndef spikes(nu, d, T, seed):\n    if d > 0:\n        return good(nu, d, T, seed)\n    return np.sort(np.random.default_rng(seed).uniform(0, T, int(nu*T/1000)))\n" + strings.Replace(dead("d + wait", "pass"), "def spikes", "def good", 1), "the counts", Differs, "do not follow a Poisson", ""},
		{"wild", "import numpy as np\n" + strings.Replace(dead("d + wait", "pass"), "return np.array(out)", "return np.array(out)[::1+seed%3]", 1), "the rate", Explain, "scatters too much", ""},
		{"a seed of its own", strings.Replace(dead("d + wait", "pass"), "default_rng(seed)", "default_rng()", 1), "the same call gives the same answer", Differs, "second time", ""},
	}
	for _, c := range cases {
		r := graded(t, g, variant(t, e, 3), c.source)
		if c.test == "" {
			if !r.Passed {
				t.Errorf("%s: %s", c.name, r.Says)
			}
			continue
		}
		found := false
		for _, test := range r.Tests {
			if test.Name == c.test {
				found = true
				if test.Verdict != c.verdict || !strings.Contains(test.Message, c.says) {
					t.Errorf("%s: the test %q says %s: %s", c.name, test.Name, test.Verdict, test.Message)
				}
			}
		}
		if !found || r.Passed || r.Misconception != c.misconception {
			t.Errorf("%s: passed %v, misconception %q: %s", c.name, r.Passed, r.Misconception, r.Says)
		}
	}
}

// The solution holds on variants of all sizes, its verdicts say their rule with the probability, and figures are drawn.
func TestStatisticsHoldForTheSolution(t *testing.T) {
	g, e := grader(t), stochastic(t)
	for seed := range uint64(6) {
		r := graded(t, g, variant(t, e, seed), e.Solution)
		if !r.Passed {
			t.Errorf("seed %d: %s", seed, r.Says)
		}
		if seed > 0 {
			continue
		}
		for _, test := range r.Tests {
			if test.Name == "the rate" && (!strings.Contains(test.Rule, "0.0001") || !strings.Contains(test.Message, "over 12 seeds") || test.Unit != "Hz") {
				t.Errorf("rule %q, message %q, unit %q", test.Rule, test.Message, test.Unit)
			}
		}
		if len(r.Figures) != 1 || len(r.Figures[0].Series[0].X) != 12 { // hidden tests that hold are not drawn
			t.Errorf("%d figures", len(r.Figures))
		}
	}
	if n := e.Implement.statements(); n != 8 {
		t.Errorf("%d statistical statements", n)
	}
}

// Each call of a test over seeds has another seed and other random arrays; a call outside has one of its own for ever.
func TestSeedsDiffer(t *testing.T) {
	e := stochastic(t)
	v := variant(t, e, 5)
	b, err := v.layOut(false)
	if err != nil {
		t.Fatal(err)
	}
	seeds := map[float64]bool{}
	for _, u := range b.tests[0].cases[0].uses {
		x, _ := u.scope(seedParameter)
		seeds[x.Data[0]] = true
	}
	if len(seeds) != 12 {
		t.Errorf("%d seeds for 12 calls", len(seeds))
	}
	p := newPlan(v)
	recipe := &Recipe{Normal: []Expr{{Text: "0"}, {Text: "1"}}, Shape: []Expr{{Text: "3"}}}
	first, _ := p.makeArray("xi", recipe, v.scope())
	p.replicate = 2
	second, _ := p.makeArray("xi", recipe, v.scope())
	if first.Data[0] == second.Data[0] {
		t.Error("two seeds draw the same random array")
	}
}

// Lint says when the seeds do not suffice for what is to be resolved.
func TestLintFindsTooFewSeeds(t *testing.T) {
	g, e := grader(t), stochastic(t)
	e.Implement.Visible[0].Statistics[0].Resolves.Text = "2"
	l := &linter{ctx: context.Background(), e: e, g: g, opts: LintOptions{Sandbox: g.Sandbox}, out: &LintedContent{}, seen: map[string]bool{}}
	var variants []*Variant
	for seed := range uint64(4) {
		variants = append(variants, variant(t, e, seed))
	}
	l.scatter(variants)
	if len(l.out.Faults) != 1 || !strings.Contains(l.out.Faults[0].Says, "take more seeds") {
		t.Errorf("faults: %v", l.out.Faults)
	}
}

func TestStatisticsThatCannotBe(t *testing.T) {
	for _, c := range []struct{ from, to, says string }{
		{"seeds: 12\n      statistics: {mean", "statistics: {mean", "statistics need seeds"},
		{"seeds: 12", "seeds: 4", "seeds should be 8 to 200"},
		{"resolves: 4 Hz, ", "", "a mean needs sd"},
		{"follows: {poisson: nu}, ", "", "say what the sample follows"},
		{"follows: {poisson: nu}", "follows: {poisson: nu, pmf: 1}", "names one distribution"},
		{"variance: count(times), ", "variance: count(times), mean: 1, ", "one of mean, variance, chance and sample"},
		{"equals: .5, ", "", "needs equals"},
	} {
		files := fstest.MapFS{"07-x/module.md": {Data: []byte("# X\n\ntext")}, "07-x/e/exercise.yaml": {Data: []byte(strings.Replace(stochasticYAML, c.from, c.to, 1))}, "07-x/e/prompt.md": {Data: []byte("x")},
			"07-x/e/starter.py": {Data: []byte("x")}, "07-x/e/solution.py": {Data: []byte("x")}}
		for _, m := range []string{"no-dead-time", "clamped", "half"} {
			files["07-x/e/misconceptions/"+m+".py"] = &fstest.MapFile{Data: []byte("x")}
		}
		_, err := Load(files)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q for %q: %v, want %q", c.to, c.from, err, c.says)
		}
	}
}

// Cells hold at least five expected values each and all of the probability.
func TestCells(t *testing.T) {
	l := &Law{Poisson: Expr{Text: "2"}}
	in, err := l.in(scopeOf(nil))
	if err != nil {
		t.Fatal(err)
	}
	sample := make([]float64, 100)
	for i := range sample {
		sample[i] = float64(i % 7)
	}
	cells, _ := in.cells(sample)
	total, n := 0.0, 0
	for _, c := range cells {
		total += c.P
		n += c.Count
	}
	if math.Abs(total-1) > 1e-12 || n != 100 || len(cells) != 6 {
		t.Errorf("%d cells, probability %g, %d values: %v", len(cells), total, n, cells)
	}
	if _, stray := in.cells([]float64{1, 2.5}); stray != "2.5" {
		t.Errorf("stray %q", stray)
	}
}
