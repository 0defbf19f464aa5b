package compare

import (
	"math"
	"os"
	"strconv"
	"testing"

	"coronium/sim/random"
)

// Quantiles: Student's t at 1-5e-5 for 7 and 19 degrees of freedom and the normal one, from scipy.stats 1.10 (t.ppf, norm.ppf).
func TestHalfWidth(t *testing.T) {
	for _, c := range []struct {
		n     int
		known bool
		want  float64
	}{{8, false, 7.884584}, {20, false, 4.897462}, {8, true, 3.890592}} {
		if got := HalfWidth(c.n, 1e-4, c.known) * math.Sqrt(float64(c.n)); math.Abs(got-c.want) > 2e-6 {
			t.Errorf("n %d, known %v: %.7f, want %.7f", c.n, c.known, got, c.want)
		}
	}
}

// Every right program whose counts are binomial is inside its interval with the promised probability: summed exactly.
func TestChanceIsExact(t *testing.T) {
	for _, alpha := range []float64{.05, 1e-4} {
		for _, p := range []float64{.02, .3, .5, .93} {
			const n = 60
			fails := 0.0
			for k := range n + 1 {
				if f := EquivalentChance(k, n, p, Tolerance{}, alpha, "it"); !f.OK() {
					fails += binomial(n, k, p)
				}
			}
			if fails > alpha {
				t.Errorf("p %g at %g: fails with probability %g", p, alpha, fails)
			}
		}
	}
}

func binomial(n, k int, p float64) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}

// The bound for cells, by summing over every outcome of three cells and 40 values.
func TestCellsBoundIsConservative(t *testing.T) {
	p := []float64{.2, .3, .5}
	const n = 40
	for _, alpha := range []float64{.05, 1e-3, 1e-4} {
		fails, strongest := 0.0, 0.0
		for a := range n + 1 {
			for b := range n + 1 - a {
				cells := []Cell{{"a", p[0], a}, {"b", p[1], b}, {"c", p[2], n - a - b}}
				mass := binomial(n, a, p[0]) * binomial(n-a, b, p[1]/(p[1]+p[2]))
				if f := FollowsCells(cells, 1, alpha, "x", "the law"); !f.OK() {
					fails += mass
				} else if f.Number > strongest {
					strongest = f.Number
				}
			}
		}
		if fails > alpha || fails == 0 {
			t.Errorf("alpha %g: a right program fails with probability %g", alpha, fails)
		}
		if bound := CellsBound(3, alpha); strongest > bound {
			t.Errorf("alpha %g: G of %g holds above the bound %g", alpha, strongest, bound)
		}
	}
}

// One value: its distance to the truth is max(u, 1-u), so the bound e is passed with probability 2(1-e), which must be
// at most what is promised; and the distance of a known sample by hand.
func TestKSBound(t *testing.T) {
	for _, alpha := range []float64{.5, .3, .27} {
		if e := KSBound(1, alpha); e < 1 && 2*(1-e) > alpha {
			t.Errorf("alpha %g: one value fails with probability %g", alpha, 2*(1-e))
		}
	}
	if got := KSBound(1600, 1e-4) * 40; math.Abs(got-2.2252) > 1e-4 { // sqrt(ln(2e4)/2)
		t.Errorf("bound %g", got)
	}
	d, at := KSDistance([]float64{.1, .2, .9}, func(x float64) float64 { return x })
	if math.Abs(d-(2./3-.2)) > 1e-15 || at != .2 {
		t.Errorf("distance %g at %g", d, at)
	}
}

func TestStatisticalVerdicts(t *testing.T) {
	r := random.New(5)
	normal := func(n int, mean, sd float64) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = mean + sd*r.Normal()
		}
		return x
	}
	exponential := make([]float64, 2000)
	for i := range exponential {
		exponential[i] = r.Exp() * 20
	}
	grid := make([]float64, 2000)
	for i := range grid {
		grid[i] = math.Floor(exponential[i]/8) * 8
	}
	cdf := func(x float64) float64 { return 1 - math.Exp(-x/20) }
	cases := []struct {
		name string
		got  Finding
		want string
	}{
		{"right mean", EquivalentMean(normal(12, 50, 2), 50, Tolerance{}, Spread{}, 1e-4, "the rate", "Hz"), Holds},
		{"wrong mean", EquivalentMean(normal(12, 60, 2), 50, Tolerance{}, Spread{}, 1e-4, "the rate", "Hz"), Differs},
		{"honest bias", EquivalentMean(normal(12, 53, .5), 50, Tolerance{Absolute: 3}, Spread{}, 1e-4, "the rate", "Hz"), Holds},
		{"too wide", EquivalentMean(normal(12, 60, 40), 50, Tolerance{}, Spread{Resolves: 5}, 1e-4, "the rate", "Hz"), Explain},
		{"known spread", EquivalentMean(normal(8, 53, 2), 50, Tolerance{}, Spread{SD: 2}, 1e-4, "the rate", "Hz"), Differs},
		{"not measured", EquivalentMean([]float64{1, math.NaN(), 1}, 1, Tolerance{}, Spread{}, 1e-4, "the rate", "Hz"), Differs},
		{"no scatter at all", EquivalentMean([]float64{2, 2, 2, 2}, 1, Tolerance{}, Spread{}, 1e-4, "the rate", "Hz"), Differs},
		{"against a sample", EquivalentMeans(normal(10, 50, 2), normal(10, 50, 2), Tolerance{}, Spread{}, 1e-4, "the rate", "Hz"), Holds},
		{"against another", EquivalentMeans(normal(10, 50, 2), normal(10, 70, 2), Tolerance{}, Spread{}, 1e-4, "the rate", "Hz"), Differs},
		{"variance", EquivalentVariance(normal(40, 3, 2), 4, Tolerance{}, 1e-4, "the count", ""), Holds},
		{"half the variance", EquivalentVariance(normal(200, 3, math.Sqrt2), 4, Tolerance{}, 1e-4, "the count", ""), Differs},
		{"exponential", FollowsCurve(exponential, cdf, 100, 1e-4, "the intervals", "ms", "exponential"), Holds},
		{"on a grid", FollowsCurve(grid, cdf, 100, 1e-4, "the intervals", "ms", "exponential"), Differs},
		{"too few", FollowsCurve(exponential[:20], cdf, 100, 1e-4, "the intervals", "ms", "exponential"), Differs},
		{"two samples", FollowsSample(exponential[:1000], exponential[1000:], 100, 1e-4, "the intervals", "ms"), Holds},
		{"two other samples", FollowsSample(exponential[:1000], normal(1000, 20, 20), 100, 1e-4, "the intervals", "ms"), Differs},
		{"an impossible value", FollowsCells([]Cell{{"0", .5, 9}, {"1", .5, 11}, {"2", 0, 1}}, 1, 1e-4, "the number", "the law"), Differs},
	}
	for _, c := range cases {
		if c.got.Verdict != c.want || c.got.Says == "" {
			t.Errorf("%s: %s, want %s: %s", c.name, c.got.Verdict, c.want, c.got.Says)
		}
	}
}

// TooWide by simulation: 8 seeds of unit scatter, an interval at 1e-4 that may be 12 wide.
func TestTooWide(t *testing.T) {
	r := random.New(9)
	const n, rounds = 8, 20000
	resolves := 1.3 * HalfWidth(n, 1e-4, false)
	wide := 0
	for range rounds {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.Normal()
		}
		if EquivalentMean(x, 0, Tolerance{}, Spread{Resolves: resolves}, 1e-4, "x", "").Verdict == Explain {
			wide++
		}
	}
	p := TooWide(n, 1, resolves, 1e-4) // .1037
	if se := math.Sqrt(p * (1 - p) / rounds); math.Abs(float64(wide)/rounds-p) > 4*se || p < .05 || p > .2 {
		t.Errorf("%g of right programs are too wide, %g predicted", float64(wide)/rounds, p)
	}
}

// The false-fail probability of every test by simulation of right programs. CORONIUM_STATISTICS=N runs N rounds (a million
// is an hour); without it a few thousand at a level at which they count.
func TestFalseFailBySimulation(t *testing.T) {
	rounds, alpha := 4000, .02
	if n, err := strconv.Atoi(os.Getenv("CORONIUM_STATISTICS")); err == nil && n > 0 {
		rounds, alpha = n, 1e-3
	}
	r := random.New(1)
	normal := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.Normal()
		}
		return x
	}
	uniform := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.Float64()
		}
		return x
	}
	identity := func(x float64) float64 { return x }
	tests := map[string]func() Finding{
		"mean, spread estimated":  func() Finding { return EquivalentMean(normal(8), 0, Tolerance{}, Spread{}, alpha, "x", "") },
		"mean, spread known":      func() Finding { return EquivalentMean(normal(8), 0, Tolerance{}, Spread{SD: 1}, alpha, "x", "") },
		"mean at the band's edge": func() Finding { return EquivalentMean(normal(8), 1, Tolerance{Absolute: 1}, Spread{}, alpha, "x", "") },
		"two means":               func() Finding { return EquivalentMeans(normal(8), normal(12), Tolerance{}, Spread{}, alpha, "x", "") },
		"variance":                func() Finding { return EquivalentVariance(normal(10), 1, Tolerance{}, alpha, "x", "") },
		"distribution":            func() Finding { return FollowsCurve(uniform(40), identity, 1, alpha, "x", "", "uniform") },
		"two distributions":       func() Finding { return FollowsSample(uniform(40), uniform(60), 1, alpha, "x", "") },
		"counts in cells":         func() Finding { return poissonCells(r, 60, alpha) },
	}
	exact := map[string]bool{"mean, spread estimated": true, "mean, spread known": true, "variance": true}
	for name, draw := range tests {
		fails := 0
		for range rounds {
			if !draw().OK() {
				fails++
			}
		}
		part, se := float64(fails)/float64(rounds), math.Sqrt(alpha/float64(rounds))
		if part > alpha+4.5*se {
			t.Errorf("%s: right programs fail with probability %g, promised %g", name, part, alpha)
		}
		if exact[name] && part < alpha-4.5*se {
			t.Errorf("%s: right programs fail with probability %g; the test says %g and has lost strength", name, part, alpha)
		}
		t.Logf("%s: %d of %d fail, promised %g", name, fails, rounds, alpha)
	}
}

// poissonCells draws counts with mean 2 and puts them into 0, 1, 2, 3, 4 and more.
func poissonCells(r *random.Source, n int, alpha float64) Finding {
	cells := []Cell{}
	p, rest := math.Exp(-2), 1.0
	for k := range 5 {
		if k == 4 {
			p = rest
		}
		cells = append(cells, Cell{strconv.Itoa(k), p, 0})
		rest -= p
		p *= 2 / float64(k+1)
	}
	for range n {
		cells[min(4, r.Poisson(2))].Count++
	}
	return FollowsCells(cells, 1, alpha, "x", "Poisson")
}
