package compare

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// Tests for programs that draw random numbers. A right program is one of many, and each of its runs another sample, so
// every test here is built from the side of the person who is right: alpha bounds the probability that a right program
// is told "differs", whatever the sample size. Where the distribution is known it is used exactly (Student, chi-square,
// binomial); where it is not, a bound that holds for every sample size stands in its place (Dvoretzky-Kiefer-Wolfowitz
// with Massart's constant, Agrawal's bound on the relative entropy of a sample).

// FalseFail is the probability with which a right program may fail, over all statistical statements of an exercise together.
const FalseFail = 1e-4

// A Spread is what is known of the scatter of one measurement over seeds, and how finely its mean must be told.
type Spread struct {
	SD       float64 // known standard deviation of one measurement; 0: it is estimated from the measurements
	Resolves float64 // the interval's half-width must not be larger; 0: any
}

// HalfWidth is the half-width of the two-sided interval for a mean of n normal measurements, in units of their standard
// deviation: z/sqrt(n) where that is known, t/sqrt(n) with n-1 degrees of freedom where it is estimated. The probability
// that the interval misses the mean is alpha, exactly.
func HalfWidth(n int, alpha float64, known bool) float64 {
	if n < 1 || !known && n < 2 {
		return math.Inf(1)
	}
	if known {
		return distuv.UnitNormal.Quantile(1-alpha/2) / math.Sqrt(float64(n))
	}
	return distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Quantile(1-alpha/2) / math.Sqrt(float64(n))
}

// EquivalentMean is the interval test of equivalence for measurements on several seeds. It differs if the interval
// mean ± half-width does not reach the band want ± tol: for a program whose true mean lies in the band that happens with
// probability alpha at the most. It can't be told (explain) if the interval is wider than the spread asks for. It holds
// otherwise, and then the true mean lies within tol + 2*resolves of want with confidence 1-alpha.
func EquivalentMean(got []float64, want float64, tol Tolerance, spread Spread, alpha float64, what, unit string) Finding {
	if f, bad := unmeasured(got, what, unit); bad {
		return f
	}
	n := len(got)
	half := HalfWidth(n, alpha, true) * spread.SD
	if spread.SD == 0 {
		half = HalfWidth(n, alpha, false) * math.Sqrt(sampleVariance(got))
	}
	return reach(got, Mean(got), half, want, tol.at(want), spread, what, unit)
}

// EquivalentMeans compares with measurements on the reference in place of a known value: Welch's interval for the
// difference of two means, with the smaller of the two degrees of freedom, which makes it conservative.
func EquivalentMeans(got, want []float64, tol Tolerance, spread Spread, alpha float64, what, unit string) Finding {
	if f, bad := unmeasured(got, what, unit); bad {
		return f
	}
	n, m := len(got), len(want)
	center := Mean(want)
	variance := sampleVariance(got)/float64(n) + sampleVariance(want)/float64(m)
	if spread.SD > 0 {
		variance = spread.SD * spread.SD * (1/float64(n) + 1/float64(m))
	}
	least := min(n, m)
	half := HalfWidth(least, alpha, spread.SD > 0) * math.Sqrt(float64(least)) * math.Sqrt(variance)
	return reach(got, Mean(got), half, center, tol.at(center), spread, what, unit)
}

// reach gives the verdict of an interval on a band.
func reach(got []float64, mean, half, want, band float64, spread Spread, what, unit string) Finding {
	f := Finding{Verdict: Holds, Number: mean, Unit: unit, Sample: -1}
	said := fmt.Sprintf("%s is %s ± %s over %s", what, Format(mean, 5, ""), Format(half, 2, unit), plural(len(got), "seed"))
	expected := Format(want, 5, unit)
	if band > 0 {
		expected = fmt.Sprintf("%s ± %s", Format(want, 5, ""), Format(band, 2, unit))
	}
	switch {
	case math.IsNaN(half) || math.Abs(mean-want) > band+half:
		f.Verdict, f.Says = Differs, fmt.Sprintf("%s; %s is expected", said, expected)
		f.Sample = farthest(got, want)
		f.Where = fmt.Sprintf("seed %d", f.Sample+1)
	case spread.Resolves > 0 && half > spread.Resolves*(1+1e-9):
		f.Verdict, f.Says = Explain, fmt.Sprintf("%s: it scatters too much from seed to seed to be told; ± %s is asked for", said, Format(spread.Resolves, 2, unit))
		f.Sample = farthest(got, mean)
		f.Where = fmt.Sprintf("seed %d", f.Sample+1)
	default:
		f.Says = fmt.Sprintf("%s, as expected: %s", said, expected)
	}
	return f
}

// TooWide is the probability that a right program, whose measurements have the standard deviation sd, scatters more than
// resolves lets through: the estimate of the variance is sd² chi²/(n-1). An author's number of seeds is enough if it is
// below alpha.
func TooWide(n int, sd, resolves, alpha float64) float64 {
	if n < 2 {
		return 1
	}
	if sd == 0 {
		return 0
	}
	most := resolves / HalfWidth(n, alpha, false) / sd
	return distuv.ChiSquared{K: float64(n - 1)}.Survival(float64(n-1) * most * most)
}

// EquivalentVariance compares the variance of normal measurements over seeds with its expected value, by the chi-square interval.
func EquivalentVariance(got []float64, want float64, tol Tolerance, alpha float64, what, unit string) Finding {
	if f, bad := unmeasured(got, what, unit); bad {
		return f
	}
	n := len(got)
	v := sampleVariance(got)
	chi := distuv.ChiSquared{K: float64(n - 1)}
	low, high := float64(n-1)*v/chi.Quantile(1-alpha/2), float64(n-1)*v/chi.Quantile(alpha/2)
	return between(v, low, high, want, tol.at(want), fmt.Sprintf("the variance of %s over %s", what, plural(n, "seed")), unit)
}

// EquivalentChance compares how often something happened in independent trials with its probability, by the interval of
// Clopper and Pearson (1934), which no probability misses more often than alpha.
func EquivalentChance(happened, trials int, want float64, tol Tolerance, alpha float64, what string) Finding {
	if trials == 0 {
		return Finding{Verdict: Explain, Number: math.NaN(), Sample: -1, Says: "there is no trial in which " + what + " could have happened"}
	}
	k, n := float64(happened), float64(trials)
	low, high := 0.0, 1.0
	if happened > 0 {
		low = distuv.Beta{Alpha: k, Beta: n - k + 1}.Quantile(alpha / 2)
	}
	if happened < trials {
		high = distuv.Beta{Alpha: k + 1, Beta: n - k}.Quantile(1 - alpha/2)
	}
	return between(k/n, low, high, want, tol.at(want), fmt.Sprintf("%s in %d of %d trials: its part", what, happened, trials), "")
}

// between gives the verdict of an interval that is not symmetric.
func between(value, low, high, want, band float64, what, unit string) Finding {
	f := Finding{Verdict: Holds, Number: value, Unit: unit, Sample: -1}
	f.Says = fmt.Sprintf("%s is %s (%s to %s)", what, Format(value, 4, unit), Format(low, 4, ""), Format(high, 4, unit))
	expected := Format(want, 4, unit)
	if band > 0 {
		expected = fmt.Sprintf("%s ± %s", Format(want, 4, ""), Format(band, 2, unit))
	}
	if !(low <= want+band && want-band <= high) {
		f.Verdict = Differs
		f.Says += "; " + expected + " is expected"
		return f
	}
	f.Says += ", as expected: " + expected
	return f
}

// unmeasured is the finding where a measurement has no value on some seed.
func unmeasured(got []float64, what, unit string) (Finding, bool) {
	if k := Finite(got); k >= 0 {
		return Finding{Verdict: Differs, Number: math.NaN(), Unit: unit, Sample: k, Where: fmt.Sprintf("seed %d", k+1),
			Says: fmt.Sprintf("%s is %s on seed %d", what, Format(got[k], 3, ""), k+1)}, true
	}
	return Finding{}, false
}

func sampleVariance(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	m, s := Mean(x), 0.0
	for _, v := range x {
		s += (v - m) * (v - m)
	}
	return s / float64(len(x)-1)
}

func farthest(x []float64, from float64) int {
	at := 0
	for i := range x {
		if math.Abs(x[i]-from) > math.Abs(x[at]-from) {
			at = i
		}
	}
	return at
}

// KSBound is the distance that the distribution function of n independent values exceeds with probability alpha at the
// most: sqrt(ln(2/alpha)/2n), for every n (Massart 1990).
func KSBound(n int, alpha float64) float64 {
	return math.Sqrt(math.Log(2/alpha) / (2 * float64(n)))
}

// KSDistance is the largest distance between the distribution function of a sample and a continuous one, and the value at
// which it is found. A sample with a NaN has no distribution: both are NaN.
func KSDistance(sample []float64, cdf func(float64) float64) (distance, at float64) {
	x := append([]float64(nil), sample...)
	sort.Float64s(x)
	n := float64(len(x))
	at = math.NaN()
	if len(x) > 0 && math.IsNaN(x[0]) { // sorting puts them first
		return math.NaN(), at
	}
	for i := 0; i < len(x); {
		j := i
		for j < len(x) && x[j] == x[i] {
			j++
		}
		p := cdf(x[i])
		for _, d := range []float64{float64(j)/n - p, p - float64(i)/n} {
			if d > distance {
				distance, at = d, x[i]
			}
		}
		i = j
	}
	return distance, at
}

// FollowsCurve says whether independent values follow a continuous distribution. least is the number of values without
// which nothing is said.
func FollowsCurve(sample []float64, cdf func(float64) float64, least int, alpha float64, what, unit, law string) Finding {
	if f, bad := tooFew(sample, least, what, unit); bad {
		return f
	}
	d, at := KSDistance(sample, cdf)
	return distanceFinding(d, at, KSBound(len(sample), alpha), len(sample), what, unit, law)
}

// FollowsSample says whether two samples of independent values come from one distribution. Each distribution function is
// within its own bound of the truth, so their distance is within the sum of the two bounds at half of alpha: a bound for
// every pair of sizes.
func FollowsSample(sample, reference []float64, least int, alpha float64, what, unit string) Finding {
	if f, bad := tooFew(sample, least, what, unit); bad {
		return f
	}
	if len(reference) == 0 {
		return Finding{Verdict: Explain, Number: math.NaN(), Unit: unit, Sample: -1, Says: "the reference gives no values to compare with"}
	}
	ref := append([]float64(nil), reference...)
	sort.Float64s(ref)
	m := float64(len(ref))
	d, at := 0.0, math.NaN()
	x := append([]float64(nil), sample...)
	sort.Float64s(x)
	for _, v := range append(append([]float64(nil), x...), ref...) {
		a := float64(sort.Search(len(x), func(i int) bool { return x[i] > v })) / float64(len(x))
		b := float64(sort.Search(len(ref), func(i int) bool { return ref[i] > v })) / m
		if math.Abs(a-b) > d {
			d, at = math.Abs(a-b), v
		}
	}
	return distanceFinding(d, at, KSBound(len(x), alpha/2)+KSBound(len(ref), alpha/2), len(x), what, unit, "the reference's sample")
}

func distanceFinding(d, at, bound float64, n int, what, unit, law string) Finding {
	f := Finding{Verdict: Holds, Number: d, Sample: -1, Where: "at " + Format(at, 4, unit)}
	f.Says = fmt.Sprintf("the distribution of %s (%d values) is %s from %s at the most, at %s; up to %s is chance", what, n, Format(d, 3, ""), law, Format(at, 4, unit), Format(bound, 3, ""))
	if d > bound {
		f.Verdict = Differs
		f.Says = fmt.Sprintf("the distribution of %s (%d values) leaves %s by %s at %s, where chance reaches %s", what, n, law, Format(d, 3, ""), Format(at, 4, unit), Format(bound, 3, ""))
	}
	return f
}

func tooFew(sample []float64, least int, what, unit string) (Finding, bool) {
	if k := Finite(sample); k >= 0 {
		return Finding{Verdict: Differs, Number: math.NaN(), Unit: unit, Sample: k, Says: fmt.Sprintf("a value of %s is %s", what, Format(sample[k], 3, ""))}, true
	}
	if len(sample) >= max(1, least) {
		return Finding{}, false
	}
	return Finding{Verdict: Differs, Number: float64(len(sample)), Unit: "values", Sample: -1,
		Says: fmt.Sprintf("there are %s of %s over all seeds; at least %d are needed to judge a distribution", plural(len(sample), "value"), what, max(1, least))}, true
}

// CellsBound is the statistic G = 2 sum n_i log(n_i/(n p_i)) that counts of n independent values in k cells exceed with
// probability alpha at the most. G has nearly a chi-square distribution; the bound holds for every n and every p:
// P(G/2n >= e) <= exp(-ne) (e n e/(k-1))^(k-1) for e > (k-1)/n (Agrawal 2020, Finite-sample concentration of the
// multinomial in relative entropy).
func CellsBound(k int, alpha float64) float64 {
	if k < 2 {
		return 0
	}
	d := float64(k - 1)
	log := func(x float64) float64 { return -x + d*(1+math.Log(x/d)) } // of the bound at n e = x; it falls from 0 at x = d
	low, high := d, 2*d+2
	for log(high) > math.Log(alpha) {
		high *= 2
	}
	for range 200 {
		if middle := (low + high) / 2; log(middle) > math.Log(alpha) {
			low = middle
		} else {
			high = middle
		}
	}
	return 2 * high
}

// A Cell is a set of values with its probability and how many values fell into it.
type Cell struct {
	Name  string
	P     float64
	Count int
}

// FollowsCells says whether independent values fall into cells with the stated probabilities: the likelihood-ratio form of
// the chi-square test with a bound in place of its limit. The cell that contributes most is named.
func FollowsCells(cells []Cell, least int, alpha float64, what, law string) Finding {
	n, k := 0, 0
	for _, c := range cells {
		n += c.Count
		if c.P > 0 {
			k++
		}
	}
	if n < max(1, least) {
		f, _ := tooFew(make([]float64, n), least, what, "")
		return f
	}
	g, worst, most := 0.0, 0, -1.0
	for i, c := range cells {
		expected := c.P * float64(n)
		if c.Count > 0 && expected > 0 {
			g += 2 * float64(c.Count) * math.Log(float64(c.Count)/expected)
		}
		if c.Count > 0 && expected <= 0 {
			return Finding{Verdict: Differs, Number: float64(c.Count), Unit: "values", Sample: i, Where: c.Name,
				Says: fmt.Sprintf("%s of %s at %s, which %s never gives", plural(c.Count, "value"), what, c.Name, law)}
		}
		if d := math.Abs(float64(c.Count) - expected); expected > 0 && d/math.Sqrt(expected) > most {
			worst, most = i, d/math.Sqrt(expected)
		}
	}
	bound, c := CellsBound(k, alpha), cells[worst]
	f := Finding{Verdict: Holds, Number: g, Sample: -1, Where: c.Name}
	f.Says = fmt.Sprintf("the counts of %s (%d values) follow %s: G is %s, up to %s is chance", what, n, law, Format(g, 3, ""), Format(bound, 3, ""))
	if g > bound {
		f.Verdict, f.Sample = Differs, worst
		f.Says = fmt.Sprintf("the counts of %s (%d values) do not follow %s: %d at %s, where %s are expected; G is %s, up to %s is chance", what, n, law, c.Count, c.Name, Format(c.P*float64(n), 4, ""), Format(g, 4, ""), Format(bound, 3, ""))
	}
	return f
}
