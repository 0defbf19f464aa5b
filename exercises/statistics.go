package exercises

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"coronium/grading/compare"
)

// Tests over seeds, for programs that draw their own random numbers. A function with an argument named seed gets another
// whole number in each call; random arrays are drawn anew. What the calls gave is then judged together: a mean or a
// variance by its interval, a chance by its trials, independent values by their distribution. All such statements of an
// exercise share one probability, compare.FalseFail, with which a right program may fail.

// A Statistic is one statement about the outputs over all seeds. One of mean, variance, chance and sample is set.
type Statistic struct {
	Mean     Expr   `yaml:"mean,omitempty" doc:"A number measured on each call; its mean over the seeds is judged by its interval."`
	Variance Expr   `yaml:"variance,omitempty" doc:"A nearly normal number measured on each call; its variance over the seeds is judged by the chi-square interval."`
	Chance   Expr   `yaml:"chance,omitempty" doc:"A condition on each call, or an array of independent ones; how often it holds is judged by the exact binomial interval."`
	Sample   Expr   `yaml:"sample,omitempty" doc:"Independent values, pooled over the seeds; their distribution is judged."`
	Equals   Expr   `yaml:"equals,omitempty" doc:"What a mean, variance or chance should be; else that of the reference named in against."`
	Within   Amount `yaml:"within,omitempty" doc:"A difference that right programs may have for good, such as the error of a step; chance comes on top."`
	Relative Expr   `yaml:"relative,omitempty" doc:"The same as a part of the expected value."`
	SD       Expr   `yaml:"sd,omitempty" doc:"Of mean: the standard deviation of one measurement, where theory knows it; else it is estimated."`
	Resolves Amount `yaml:"resolves,omitempty" doc:"Of mean without sd: the interval's half-width may be this at the most; lint checks that the seeds suffice for it."`
	Follows  *Law   `yaml:"follows,omitempty" doc:"The distribution that a sample should have; else that of the reference named in against."`
	Values   int    `yaml:"values,omitempty" doc:"Of sample: how many values are needed at least, 100 if not given."`
	Means    string `yaml:"means,omitempty" doc:"What is measured, in words."`
	Unit     string `yaml:"unit,omitempty" doc:"Its unit."`
	Says     string `yaml:"says,omitempty" doc:"What to ask oneself when it fails."`
	Place    Place  `yaml:"-"`
}

// A Law is a distribution.
type Law struct {
	Exponential Expr   `yaml:"exponential,omitempty" doc:"Its mean."`
	Gamma       []Expr `yaml:"gamma,omitempty" doc:"[shape, scale]"`
	Normal      []Expr `yaml:"normal,omitempty" doc:"[mean, standard deviation]"`
	Uniform     []Expr `yaml:"uniform,omitempty" doc:"[low, high]"`
	From        Expr   `yaml:"from,omitempty" doc:"Of exponential and gamma: where it begins, 0 if not given."`
	CDF         Expr   `yaml:"cdf,omitempty" doc:"Any continuous distribution: the probability of at most x, an expression in x."`
	Poisson     Expr   `yaml:"poisson,omitempty" doc:"Its mean; the sample consists of whole numbers."`
	Binomial    []Expr `yaml:"binomial,omitempty" doc:"[trials, chance]; the sample consists of whole numbers."`
	PMF         Expr   `yaml:"pmf,omitempty" doc:"Any distribution on 0, 1, 2, …: the probability of k, an expression in k."`
	Place       Place  `yaml:"-"`
}

const (
	leastSeeds  = 8
	mostSeeds   = 200
	leastValues = 100
)

// overSeeds plans one call a seed.
func (p *plan) overSeeds(n int, add func() error) error {
	defer func(before int) { p.replicate = before }(p.replicate)
	if p.brief {
		n = 1
	}
	for p.replicate = 1; p.replicate <= n; p.replicate++ {
		if err := add(); err != nil {
			return err
		}
	}
	return nil
}

// statements counts the statistical statements of a stage: they share FalseFail.
func (im *Implement) statements() int {
	n := 0
	for _, t := range append(append([]TestSpec{}, im.Visible...), im.Hidden...) {
		cases := 1
		for _, a := range t.Each {
			cases *= max(1, len(a.Value.List))
		}
		n += cases * len(t.Statistics)
	}
	return n
}

// seeds checks what a test says about seeds.
func (c *checker) seeds(t TestSpec) {
	switch {
	case t.Seeds == 0 && len(t.Statistics) > 0:
		c.fault(t.Place, "test %q: statistics need seeds, the number of calls that are judged together (at least %d)", t.Name, leastSeeds)
	case t.Seeds != 0 && (t.Seeds < leastSeeds || t.Seeds > mostSeeds):
		c.fault(t.Place, "test %q: seeds should be %d to %d", t.Name, leastSeeds, mostSeeds)
	case t.Seeds > 0 && (len(t.Runs) > 0 || t.OrderIn != "" || len(t.Statistics) == 0 && len(t.Expect) == 0):
		c.fault(t.Place, "test %q: seeds go with statistics or expect, not with runs, order-in or a comparison", t.Name)
	}
	for _, s := range t.Statistics {
		c.statistic(t, s)
	}
}

func (c *checker) statistic(t TestSpec, s Statistic) {
	ways := 0
	for _, x := range []Expr{s.Mean, s.Variance, s.Chance, s.Sample} {
		if x.Given() {
			ways++
		}
	}
	switch {
	case ways != 1:
		c.fault(s.Place, "test %q: a statistic has one of mean, variance, chance and sample", t.Name)
	case s.Sample.Given() && s.Follows == nil && t.Against == "":
		c.fault(s.Place, "test %q: say what the sample follows, or name a reference with against", t.Name)
	case !s.Sample.Given() && s.Follows != nil:
		c.fault(s.Place, "test %q: follows goes with sample", t.Name)
	case !s.Sample.Given() && !s.Equals.Given() && t.Against == "":
		c.fault(s.Place, "test %q: say what it equals, or name a reference with against", t.Name)
	case !s.Sample.Given() && !s.Mean.Given() && !s.Equals.Given():
		c.fault(s.Place, "test %q: a variance or a chance needs equals", t.Name)
	case s.Mean.Given() && !s.SD.Given() && !s.Resolves.Given():
		c.fault(s.Place, "test %q: a mean needs sd (known scatter) or resolves (the widest interval that still tells), else a program that scatters wildly would pass", t.Name)
	}
	if s.Follows == nil {
		return
	}
	laws := 0
	for _, given := range []bool{s.Follows.Exponential.Given(), len(s.Follows.Gamma) > 0, len(s.Follows.Normal) > 0, len(s.Follows.Uniform) > 0,
		s.Follows.CDF.Given(), s.Follows.Poisson.Given(), len(s.Follows.Binomial) > 0, s.Follows.PMF.Given()} {
		if given {
			laws++
		}
	}
	if laws != 1 {
		c.fault(s.Follows.Place, "test %q: follows names one distribution: exponential, gamma, normal, uniform, cdf, poisson, binomial or pmf", t.Name)
	}
	for _, pair := range [][]Expr{s.Follows.Gamma, s.Follows.Normal, s.Follows.Uniform, s.Follows.Binomial} {
		if len(pair) != 0 && len(pair) != 2 {
			c.fault(s.Follows.Place, "test %q: this distribution has two numbers", t.Name)
		}
	}
}

// overSeeds judges a test over seeds: every expectation on every seed, then the statistics.
func (j *judge) overSeeds(t *TestSpec, c testCase) (compare.Finding, error) {
	f := compare.Finding{Verdict: compare.Holds, Sample: -1}
	for k, u := range c.uses {
		if len(t.Expect) == 0 {
			break
		}
		one, err := j.expectations(t, testCase{uses: []use{u}, names: []string{""}})
		if err != nil {
			return f, err
		}
		if one.Verdict != compare.Holds {
			one.Says = fmt.Sprintf("on seed %d of %d%s, %s", k+1, len(c.uses), seedText(u), one.Says)
			return one, nil
		}
		f = one
	}
	alpha := compare.FalseFail / float64(max(1, j.plan.v.Exercise.Implement.statements()))
	var all []string
	for i := range t.Statistics {
		s := &t.Statistics[i]
		one, err := j.statistic(t, s, c, alpha)
		if err != nil {
			return f, err
		}
		if one.Verdict != compare.Holds {
			if k := one.Sample; strings.HasPrefix(one.Where, "seed ") && k >= 0 && k < len(c.uses) {
				one.Says = fmt.Sprintf("%s (farthest on seed %d%s)", one.Says, k+1, seedText(c.uses[k]))
			}
			if s.Says != "" {
				one.Says = sentence(one.Says) + " " + j.plan.v.Text(s.Says)
			}
			return one, nil
		}
		f = one
		all = append(all, one.Says)
	}
	if len(all) > 0 {
		f.Says = strings.Join(all, "; ")
	}
	return f, nil
}

// seedText names the number that a call got as its seed, so that a trainee can repeat it.
func seedText(u use) string {
	if v, ok := u.scope(seedParameter); ok && v.IsNumber() && containsText(u.fn.Parameters, seedParameter) {
		return fmt.Sprintf(" (seed = %.0f)", v.Data[0])
	}
	return ""
}

// statistic judges one statement.
func (j *judge) statistic(t *TestSpec, s *Statistic, c testCase, alpha float64) (compare.Finding, error) {
	what := firstText(s.Means, s.Mean.Text, s.Variance.Text, s.Chance.Text, s.Sample.Text)
	unit := firstText(s.Unit, s.Within.Unit, s.Resolves.Unit)
	outer := c.uses[0].scope
	tol, err := tolerance(s.Within, s.Relative, outer)
	if err != nil {
		return compare.Finding{}, err
	}
	want := math.NaN()
	if s.Equals.Given() {
		if want, err = numberIn(s.Equals, outer); err != nil {
			return compare.Finding{}, err
		}
	}
	switch {
	case s.Sample.Given():
		return j.sampleStatistic(t, s, c, alpha, what, unit)
	case s.Chance.Given():
		happened, trials, bad, err := j.trials(s.Chance, c)
		if err != nil || bad.Verdict != "" {
			return bad, err
		}
		return compare.EquivalentChance(happened, trials, want, tol, alpha, what), nil
	}
	x := s.Mean
	if s.Variance.Given() {
		x = s.Variance
	}
	got, bad, err := j.eachSeed(x, c)
	if err != nil || bad.Verdict != "" {
		return bad, err
	}
	if s.Variance.Given() {
		f := compare.EquivalentVariance(got, want, tol, alpha, what, unit)
		j.draw(seedFigure(what, unit, got, math.NaN(), 0, f))
		return f, nil
	}
	var spread compare.Spread
	if s.SD.Given() {
		if spread.SD, err = numberIn(s.SD, outer); err != nil {
			return compare.Finding{}, err
		}
	}
	if s.Resolves.Given() {
		if spread.Resolves, err = numberIn(s.Resolves.Expr, outer); err != nil {
			return compare.Finding{}, err
		}
	}
	var f compare.Finding
	if s.Equals.Given() {
		f = compare.EquivalentMean(got, want, tol, spread, alpha, what, unit)
	} else {
		ref, err := j.referenceSeeds(t, s.Mean, c)
		if err != nil {
			return compare.Finding{}, err
		}
		want = compare.Mean(ref)
		f = compare.EquivalentMeans(got, ref, tol, spread, alpha, what, unit)
	}
	j.draw(seedFigure(what, unit, got, want, tol.Absolute+tol.Relative*math.Abs(want), f))
	return f, nil
}

// eachSeed measures a number on every call.
func (j *judge) eachSeed(x Expr, c testCase) (got []float64, bad compare.Finding, err error) {
	for k, u := range c.uses {
		v, err := numberIn(x, scopeWith(u.scope, "", j.got[u.call].values))
		if err != nil {
			bad = cannotMeasure(err)
			bad.Says = fmt.Sprintf("on seed %d%s %s", k+1, seedText(u), bad.Says)
			return nil, bad, nil
		}
		got = append(got, v)
	}
	return got, bad, nil
}

// referenceSeeds measures the same on the reference.
func (j *judge) referenceSeeds(t *TestSpec, x Expr, c testCase) (all []float64, err error) {
	for _, u := range c.uses {
		ref, err := j.references.values(j.ctx, t.Against, t.Set, u)
		if err != nil {
			return nil, err
		}
		v, err := valueIn(x, scopeWith(u.scope, "", ref))
		if err != nil {
			return nil, fmt.Errorf("on the reference: %w", err)
		}
		all = append(all, v.Data...)
	}
	return all, nil
}

// trials counts how often a condition holds.
func (j *judge) trials(x Expr, c testCase) (happened, trials int, bad compare.Finding, err error) {
	for _, u := range c.uses {
		v, err := valueIn(x, scopeWith(u.scope, "", j.got[u.call].values))
		if err != nil {
			return 0, 0, cannotMeasure(err), nil
		}
		for _, b := range v.Data {
			trials++
			if b != 0 && !math.IsNaN(b) {
				happened++
			}
		}
	}
	return happened, trials, bad, nil
}

func (j *judge) sampleStatistic(t *TestSpec, s *Statistic, c testCase, alpha float64, what, unit string) (compare.Finding, error) {
	var sample []float64
	for _, u := range c.uses {
		v, err := valueIn(s.Sample, scopeWith(u.scope, "", j.got[u.call].values))
		if err != nil {
			return cannotMeasure(err), nil
		}
		sample = append(sample, v.Data...)
	}
	least := s.Values
	if least == 0 {
		least = leastValues
	}
	if s.Follows == nil {
		ref, err := j.referenceSeeds(t, s.Sample, c)
		if err != nil {
			return compare.Finding{}, err
		}
		f := compare.FollowsSample(sample, ref, least, alpha, what, unit)
		j.draw(sampleFigure(what, unit, sample, steps(ref), "reference", RoleReference, f))
		return f, nil
	}
	law, err := s.Follows.in(c.uses[0].scope)
	if err != nil {
		return compare.Finding{}, err
	}
	if law.mass != nil {
		cells, stray := law.cells(sample)
		if stray != "" {
			return compare.Finding{Verdict: compare.Differs, Sample: -1, Says: fmt.Sprintf("%s is %s; whole numbers from 0 on are expected", what, stray)}, nil
		}
		f := compare.FollowsCells(cells, least, alpha, what, law.name)
		j.draw(cellFigure(what, cells, f))
		return f, nil
	}
	f := compare.FollowsCurve(sample, law.cdf, least, alpha, what, unit, law.name)
	j.draw(sampleFigure(what, unit, sample, law.cdf, law.name, RoleTheory, f))
	return f, nil
}

// A law in numbers: one of cdf and mass is set.
type lawIn struct {
	name string
	cdf  func(x float64) float64
	mass func(k int) float64
}

func (l *Law) in(s scope) (lawIn, error) {
	numbers := func(all ...Expr) ([]float64, error) {
		var out []float64
		for _, x := range all {
			v, err := numberIn(x, s)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	}
	from := 0.0
	if l.From.Given() {
		x, err := numberIn(l.From, s)
		if err != nil {
			return lawIn{}, err
		}
		from = x
	}
	at := map[string]Value{}
	inner := over(at, s)
	expression := func(x Expr, name string) func(float64) float64 {
		return func(v float64) float64 {
			at[name] = Number(v)
			p, err := numberIn(x, inner)
			if err != nil {
				return math.NaN()
			}
			return p
		}
	}
	switch {
	case l.CDF.Given():
		return lawIn{name: "the expected distribution", cdf: expression(l.CDF, "x")}, nil
	case l.PMF.Given():
		p := expression(l.PMF, "k")
		return lawIn{name: "the expected distribution", mass: func(k int) float64 { return p(float64(k)) }}, nil
	case l.Exponential.Given():
		p, err := numbers(l.Exponential)
		return lawIn{name: "an exponential distribution", cdf: func(x float64) float64 { return -math.Expm1(-math.Max(0, x-from) / p[0]) }}, err
	case l.Poisson.Given():
		p, err := numbers(l.Poisson)
		return lawIn{name: "a Poisson distribution", mass: func(k int) float64 { return distuv.Poisson{Lambda: p[0]}.Prob(float64(k)) }}, err
	case len(l.Gamma) > 0:
		p, err := numbers(l.Gamma...)
		return lawIn{name: "a gamma distribution", cdf: func(x float64) float64 { return distuv.Gamma{Alpha: p[0], Beta: 1 / p[1]}.CDF(math.Max(0, x-from)) }}, err
	case len(l.Normal) > 0:
		p, err := numbers(l.Normal...)
		return lawIn{name: "a normal distribution", cdf: func(x float64) float64 { return distuv.Normal{Mu: p[0], Sigma: p[1]}.CDF(x) }}, err
	case len(l.Uniform) > 0:
		p, err := numbers(l.Uniform...)
		return lawIn{name: "a uniform distribution", cdf: func(x float64) float64 { return math.Max(0, math.Min(1, (x-p[0])/(p[1]-p[0]))) }}, err
	}
	p, err := numbers(l.Binomial...)
	return lawIn{name: "a binomial distribution", mass: func(k int) float64 { return distuv.Binomial{N: p[0], P: p[1]}.Prob(float64(k)) }}, err
}

// cells puts whole numbers into cells of at least five expected values each, the last one open; which cells there are
// depends on the number of values alone. stray is a value that is no whole number from 0 on.
func (l lawIn) cells(sample []float64) (cells []compare.Cell, stray string) {
	count := map[int]int{}
	for _, x := range sample {
		if x != math.Trunc(x) || x < 0 || x > 1e6 {
			return nil, compare.Format(x, 5, "")
		}
		count[int(x)]++
	}
	n, left, open := float64(len(sample)), 1.0, compare.Cell{}
	seen, first := 0, 0
	for k := 0; k < 100000 && left*n >= 5; k++ {
		p := math.Max(0, l.mass(k))
		open.P += p
		left -= p
		open.Count += count[k]
		if open.P*n >= 5 {
			open.Name = cellName(first, k)
			seen += open.Count
			cells, open, first = append(cells, open), compare.Cell{}, k+1
		}
	}
	rest := compare.Cell{Name: fmt.Sprintf("%d or more", first), P: math.Max(0, open.P+left), Count: len(sample) - seen}
	if rest.P < 1e-12 {
		rest.P = 0
	}
	return append(cells, rest), ""
}

func cellName(first, last int) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d to %d", first, last)
}

// ruleOverSeeds says how a test over seeds is judged.
func (t *TestSpec) ruleOverSeeds(expectations []string) string {
	var parts []string
	for _, x := range expectations {
		parts = append(parts, x+", on every seed")
	}
	for _, s := range t.Statistics {
		parts = append(parts, s.rule(t))
	}
	rule := fmt.Sprintf("%d calls, each with its own seed: %s", t.Seeds, strings.Join(parts, "; "))
	if len(t.Statistics) > 0 {
		rule += fmt.Sprintf(". A right program fails all statistical statements of this exercise together with probability %g at the most", compare.FalseFail)
	}
	return rule
}

func (s *Statistic) rule(t *TestSpec) string {
	band := ""
	if s.Within.Given() {
		band = " ± " + s.Within.Text + " " + s.Within.Unit
	}
	if s.Relative.Given() {
		band += " ± the part " + s.Relative.Text
	}
	target := firstText(s.Equals.Text, "the mean of the reference "+t.Against)
	switch {
	case s.Mean.Given() && s.SD.Given():
		return fmt.Sprintf("the interval of the mean of %s (normal, standard deviation of one call %s) must reach %s%s", s.Mean.Text, s.SD.Text, target, band)
	case s.Mean.Given():
		return fmt.Sprintf("the interval of the mean of %s (Student's t) must reach %s%s and be no wider than ± %s %s", s.Mean.Text, target, band, s.Resolves.Text, s.Resolves.Unit)
	case s.Variance.Given():
		return fmt.Sprintf("the chi-square interval of the variance of %s must reach %s%s", s.Variance.Text, target, band)
	case s.Chance.Given():
		return fmt.Sprintf("the exact binomial interval of how often %s must reach %s%s", s.Chance.Text, target, band)
	case s.Follows == nil:
		return fmt.Sprintf("the distribution functions of %s and of the reference %s part by no more than the Dvoretzky–Kiefer–Wolfowitz bound", s.Sample.Text, t.Against)
	case s.Follows.Poisson.Given() || len(s.Follows.Binomial) > 0 || s.Follows.PMF.Given():
		return fmt.Sprintf("the counts of %s, in cells, have a likelihood-ratio statistic G below its bound for every sample size", s.Sample.Text)
	}
	return fmt.Sprintf("the distribution function of %s parts from the expected one by no more than sqrt(ln(2/alpha)/2n) (Kolmogorov–Smirnov distance, Massart's bound)", s.Sample.Text)
}

// maxDrawn bounds the figures of statistical tests in a report.
const maxDrawn = 6

func (j *judge) draw(f Figure) {
	if len(j.drawn) < maxDrawn {
		f.ID = fmt.Sprintf("statistic-%d", len(j.drawn)+1)
		j.drawn = append(j.drawn, f)
	}
}

// keepFigures drops what a test drew if it may not be shown, and puts the test's name before the others.
func (j *judge) keepFigures(from int, drop bool, test string) {
	if drop {
		j.drawn = j.drawn[:from]
		return
	}
	for i := from; i < len(j.drawn); i++ {
		j.drawn[i].Title = sentence(test)
	}
}

// seedFigure shows a measurement seed by seed, with the band that its mean must reach.
func seedFigure(what, unit string, got []float64, want, band float64, f compare.Finding) Figure {
	fig := Figure{Description: sentence(f.Says), X: Axis{Label: "seed"}, Y: Axis{Label: what, Unit: unit}}
	n := float64(len(got))
	yours := Series{Name: "yours", Role: RoleYours, Points: true, Y: got}
	for i := range got {
		yours.X = append(yours.X, float64(i+1))
	}
	fig.Series = append(fig.Series, yours, Series{Name: "mean of yours", Role: RoleYours, X: []float64{1, n}, Y: []float64{compare.Mean(got), compare.Mean(got)}})
	if !math.IsNaN(want) {
		fig.Series = append(fig.Series, Series{Name: "expected", Role: RoleReference, X: []float64{1, n}, Y: []float64{want - band, want - band}})
		if band > 0 {
			fig.Series = append(fig.Series, Series{Name: "expected, upper end", Role: RoleReference, X: []float64{1, n}, Y: []float64{want + band, want + band}})
		}
	}
	return fig
}

// sampleFigure lays the distribution function of a sample over the expected one.
func sampleFigure(what, unit string, sample []float64, cdf func(float64) float64, name, role string, f compare.Finding) Figure {
	fig := Figure{Description: sentence(f.Says), X: Axis{Label: what, Unit: unit}, Y: Axis{Label: "part that is smaller", Max: 1}}
	x := append([]float64(nil), sample...)
	sort.Float64s(x)
	yours, theirs := Series{Name: "yours", Role: RoleYours}, Series{Name: name, Role: role}
	for i := 0; i < len(x); i += max(1, len(x)/300) {
		yours.X, yours.Y = append(yours.X, x[i]), append(yours.Y, float64(i+1)/float64(len(x)))
	}
	if n := len(x); n > 0 && !math.IsNaN(x[0]) && !math.IsInf(x[0]-x[n-1], 0) {
		for i := range 201 {
			v := x[0] + (x[n-1]-x[0])*float64(i)/200
			theirs.X, theirs.Y = append(theirs.X, v), append(theirs.Y, cdf(v))
		}
	}
	fig.Series = []Series{yours, theirs}
	return fig
}

// steps is the distribution function of a sample.
func steps(sample []float64) func(float64) float64 {
	x := append([]float64(nil), sample...)
	sort.Float64s(x)
	return func(v float64) float64 {
		return float64(sort.Search(len(x), func(i int) bool { return x[i] > v })) / float64(max(1, len(x)))
	}
}

// cellFigure shows counts over what is expected in each cell.
func cellFigure(what string, cells []compare.Cell, f compare.Finding) Figure {
	fig := Figure{Description: sentence(f.Says), X: Axis{Label: "cell of " + what}, Y: Axis{Label: "values"}}
	n := 0
	for _, c := range cells {
		n += c.Count
	}
	yours, theirs := Series{Name: "yours", Role: RoleYours, Points: true}, Series{Name: "expected", Role: RoleTheory}
	for i, c := range cells {
		yours.X, yours.Y = append(yours.X, float64(i)), append(yours.Y, float64(c.Count))
		theirs.X, theirs.Y = append(theirs.X, float64(i)), append(theirs.Y, c.P*float64(n))
	}
	fig.Series = []Series{yours, theirs}
	return fig
}
