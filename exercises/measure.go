package exercises

import (
	"fmt"
	"math"
	"sort"

	"coronium/grading/compare"
)

// The functions of the formula language. Those on numbers work element by element; those on arrays reduce or transform;
// those on traces and event times measure what an experimenter would.

type function struct {
	least, most int
	takes       string
	says        string // for content/AUTHORING.md and the editor
	apply       func(args []Value) (Value, error)
}

var functions map[string]function

func init() {
	functions = map[string]function{}
	for fn, f := range elementwise {
		functions[fn] = function{1, 1, "one argument", "element by element", func(a []Value) (Value, error) { return each(a[0], f), nil }}
	}
	for fn, f := range reductions {
		functions[fn] = function{1, 1, "one array", f.says, func(a []Value) (Value, error) {
			if len(a[0].Data) == 0 {
				return Number(f.empty), nil
			}
			return Number(f.apply(a[0].Data)), nil
		}}
	}
	for fn, f := range others {
		functions[fn] = f
	}
}

func functionNames() []string {
	var all []string
	for fn := range functions {
		all = append(all, fn)
	}
	sort.Strings(all)
	return all
}

var elementwise = map[string]func(float64) float64{
	"exp": math.Exp, "log": math.Log, "ln": math.Log, "log10": math.Log10, "log2": math.Log2, "sqrt": math.Sqrt,
	"abs": math.Abs, "sin": math.Sin, "cos": math.Cos, "tan": math.Tan, "asin": math.Asin, "acos": math.Acos,
	"atan": math.Atan, "sinh": math.Sinh, "cosh": math.Cosh, "tanh": math.Tanh, "erf": math.Erf, "erfc": math.Erfc,
	"gamma": math.Gamma, "floor": math.Floor, "ceil": math.Ceil, "round": math.RoundToEven,
	"sign": func(x float64) float64 {
		if x == 0 {
			return 0
		}
		return math.Copysign(1, x)
	},
	"H":      func(x float64) float64 { return truth(x >= 0) },
	"isnan":  func(x float64) float64 { return truth(math.IsNaN(x)) },
	"finite": func(x float64) float64 { return truth(!math.IsNaN(x) && !math.IsInf(x, 0)) },
	// tie marks numbers that round differently under different rules: halves, up to rounding.
	"tie": func(x float64) float64 { return truth(math.Abs(x-math.Floor(x)-.5) < 1e-6) },
}

type reduction struct {
	says  string
	empty float64 // of an array without elements
	apply func([]float64) float64
}

var reductions = map[string]reduction{
	"size":   {"how many numbers there are", 0, func(x []float64) float64 { return float64(len(x)) }},
	"sum":    {"their sum", 0, sum},
	"mean":   {"their mean", math.NaN(), compare.Mean},
	"sd":     {"their standard deviation (n-1)", math.NaN(), func(x []float64) float64 { return math.Sqrt(variance(x)) }},
	"var":    {"their variance (n-1)", math.NaN(), variance},
	"cv":     {"standard deviation over mean", math.NaN(), func(x []float64) float64 { return math.Sqrt(variance(x)) / compare.Mean(x) }},
	"rms":    {"root of the mean square", math.NaN(), func(x []float64) float64 { return math.Sqrt(compare.Mean(squares(x))) }},
	"norm":   {"root of the sum of squares", 0, func(x []float64) float64 { return math.Sqrt(sum(squares(x))) }},
	"median": {"the middle one", math.NaN(), func(x []float64) float64 { return quantile(x, .5) }},
	"all":    {"1 if none is zero", 1, func(x []float64) float64 { return truth(!contains(x, func(a float64) bool { return a == 0 })) }},
	"any":    {"1 if one is not zero", 0, func(x []float64) float64 { return truth(contains(x, func(a float64) bool { return a != 0 })) }},
	"first":  {"the first", math.NaN(), func(x []float64) float64 { return x[0] }},
	"last":   {"the last", math.NaN(), func(x []float64) float64 { return x[len(x)-1] }},
	"ks": {"the Kolmogorov-Smirnov distance to the uniform distribution on 0 to 1; put the expected distribution function around the values", math.NaN(), func(x []float64) float64 {
		d, _ := compare.KSDistance(x, func(v float64) float64 { return math.Max(0, math.Min(1, v)) })
		return d
	}},
	"argmax": {"the index of the largest", math.NaN(), func(x []float64) float64 { return float64(extreme(x, 1)) }},
	"argmin": {"the index of the smallest", math.NaN(), func(x []float64) float64 { return float64(extreme(x, -1)) }},
}

// others are functions with arguments of their own kinds.
var others = map[string]function{
	"max": {1, 8, "an array, or up to eight numbers", "the largest", func(a []Value) (Value, error) { return fold(a, 1) }},
	"min": {1, 8, "an array, or up to eight numbers", "the smallest", func(a []Value) (Value, error) { return fold(a, -1) }},
	"atan2": {2, 2, "two numbers", "the angle of (x, y), from atan2(y, x)", func(a []Value) (Value, error) {
		if err := needNumbers(a); err != nil {
			return Value{}, err
		}
		return Number(math.Atan2(a[0].Data[0], a[1].Data[0])), nil
	}},
	"mod": {2, 2, "two arguments", "the remainder, of the sign of the divisor", func(a []Value) (Value, error) {
		if !a[1].IsNumber() {
			return Value{}, fmt.Errorf("the divisor must be a number")
		}
		m := a[1].Data[0]
		return each(a[0], func(x float64) float64 { return x - m*math.Floor(x/m) }), nil
	}},
	"if": {3, 3, "a condition and two values", "one of two values", func(a []Value) (Value, error) {
		if !a[0].IsNumber() {
			return Value{}, fmt.Errorf("the condition must be one number")
		}
		if a[0].Data[0] != 0 {
			return a[1], nil
		}
		return a[2], nil
	}},

	"count": {1, 1, "one array", "the length of its first axis", func(a []Value) (Value, error) {
		if len(a[0].Shape) == 0 {
			return Value{}, fmt.Errorf("a number has no length")
		}
		return Number(float64(a[0].Shape[0])), nil
	}},
	"shape":     {1, 1, "one array", "its shape, as an array", shapeOf},
	"flat":      {1, 1, "one array", "the same with one axis", func(a []Value) (Value, error) { return Vector(a[0].Data), nil }},
	"row":       {2, 2, "an array and an index", "one row: x[k]", func(a []Value) (Value, error) { return element(a[0], a[1]) }},
	"col":       {2, 2, "an array of two axes and an index", "one column", column},
	"slice":     {3, 3, "an array, a first and an end index", "the elements from the first up to, not with, the end", sliceOf},
	"diff":      {1, 1, "one array", "differences of neighbours", func(a []Value) (Value, error) { return Vector(compare.Intervals(a[0].Data)), nil }},
	"cumsum":    {1, 1, "one array", "running sums", cumulate},
	"sort":      {1, 1, "one array", "in rising order", func(a []Value) (Value, error) { return Vector(sorted(a[0].Data)), nil }},
	"reverse":   {1, 1, "one array", "in reverse order", reverse},
	"concat":    {2, 8, "two to eight arrays", "one after the other", concat},
	"linspace":  {3, 3, "two ends and a number of points", "equidistant points, both ends included", linspace},
	"range":     {1, 1, "a count", "0, 1, … one less than the count", countUp},
	"quantile":  {2, 2, "an array and a part", "the value below which that part lies", quantileOf},
	"slope":     {2, 2, "two arrays", "least-squares slope of the second on the first", slopeOf},
	"corr":      {2, 2, "two arrays", "their correlation", correlation},
	"interp":    {3, 3, "x and two arrays", "linear interpolation of the third on the second at x", interpolate},
	"axis_mean": {2, 2, "an array and an axis", "means along an axis", func(a []Value) (Value, error) { return alongAxis(a, compare.Mean) }},
	"axis_var":  {2, 2, "an array and an axis", "variances (n-1) along an axis", func(a []Value) (Value, error) { return alongAxis(a, variance) }},
	"autocov":   {2, 2, "an array and a lag in samples", "autocovariance about the mean", autocovariance},

	"after": {3, 4, "a trace, event times, dt and perhaps a number of the event (0)", "the first sample after an event", onEvent(compare.After)},
	"held": {3, 4, "a trace, event times, dt and perhaps a number of the event (0)", "how many samples keep their value after an event", onEvent(func(v, t []float64, dt float64, i int) float64 {
		return compare.Held(v, t, dt, i, 1e-9)
	})},
	"sample":    {2, 2, "times and dt", "the index of the first sample after each", sampleAfter},
	"crossings": {3, 3, "a trace, a level and dt", "upward crossing times, interpolated", crossings},
	"inside":    {3, 3, "times and two ends", "the times from the first up to, not with, the second", inside},
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

func variance(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	m, s := compare.Mean(x), 0.0
	for _, v := range x {
		s += (v - m) * (v - m)
	}
	return s / float64(len(x)-1)
}

func squares(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v * v
	}
	return out
}

func contains(x []float64, f func(float64) bool) bool {
	for _, v := range x {
		if f(v) {
			return true
		}
	}
	return false
}

// extreme is the index of the largest (sign 1) or smallest (-1) value; a value that is not a number wins, so that it shows.
func extreme(x []float64, sign float64) int {
	best := 0
	for i, v := range x {
		if math.IsNaN(v) {
			return i
		}
		if sign*v > sign*x[best] {
			best = i
		}
	}
	return best
}

func sorted(x []float64) []float64 {
	out := append([]float64(nil), x...)
	sort.Float64s(out)
	return out
}

func quantile(x []float64, p float64) float64 {
	if len(x) == 0 || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	s := sorted(x)
	at := p * float64(len(s)-1)
	i := min(int(at), len(s)-2)
	if i < 0 {
		return s[0]
	}
	return s[i] + (at-float64(i))*(s[i+1]-s[i])
}

func quantileOf(a []Value) (Value, error) {
	if err := needNumbers(a[1:]); err != nil {
		return Value{}, err
	}
	return Number(quantile(a[0].Data, a[1].Data[0])), nil
}

func needNumbers(args []Value) error {
	for _, a := range args {
		if !a.IsNumber() {
			return fmt.Errorf("%s stands where a number is needed", a.describe())
		}
	}
	return nil
}

func fold(args []Value, sign float64) (Value, error) {
	x := args[0].Data
	if len(args) > 1 {
		if err := needNumbers(args); err != nil {
			return Value{}, err
		}
		x = nil
		for _, a := range args {
			x = append(x, a.Data[0])
		}
	}
	if len(x) == 0 {
		return Number(math.NaN()), nil
	}
	return Number(x[extreme(x, sign)]), nil
}

func shapeOf(a []Value) (Value, error) {
	var out []float64
	for _, n := range a[0].Shape {
		out = append(out, float64(n))
	}
	return Vector(out), nil
}

func column(a []Value) (Value, error) {
	x := a[0]
	if len(x.Shape) != 2 || !a[1].IsNumber() {
		return Value{}, fmt.Errorf("it needs an array of two axes and a number, not %s", x.describe())
	}
	k := int(a[1].Data[0])
	if k < 0 {
		k += x.Shape[1]
	}
	if k < 0 || k >= x.Shape[1] {
		return Value{}, fmt.Errorf("there is no column %g in %s", a[1].Data[0], x.describe())
	}
	out := make([]float64, x.Shape[0])
	for i := range out {
		out[i] = x.Data[i*x.Shape[1]+k]
	}
	return Vector(out), nil
}

// sliceOf clips its ends to the array, as Python does.
func sliceOf(a []Value) (Value, error) {
	x := a[0]
	if len(x.Shape) == 0 {
		return Value{}, fmt.Errorf("a number has no elements")
	}
	if err := needNumbers(a[1:]); err != nil {
		return Value{}, err
	}
	n := x.Shape[0]
	end := func(v float64) int {
		if math.IsNaN(v) {
			return 0
		}
		if v < 0 {
			v += float64(n)
		}
		return int(math.Max(0, math.Min(float64(n), v)))
	}
	from, to := end(a[1].Data[0]), end(a[2].Data[0])
	to = max(from, to)
	size := len(x.Data) / max(1, n)
	return Value{Shape: append([]int{to - from}, x.Shape[1:]...), Data: x.Data[from*size : to*size]}, nil
}

func cumulate(a []Value) (Value, error) {
	s := 0.0
	return each(a[0], func(v float64) float64 { s += v; return s }), nil
}

func reverse(a []Value) (Value, error) {
	out := append([]float64(nil), a[0].Data...)
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return Vector(out), nil
}

func concat(a []Value) (Value, error) {
	var out []float64
	for _, v := range a {
		out = append(out, v.Data...)
	}
	if len(out) > maxValues {
		return Value{}, fmt.Errorf("more than %d values", maxValues)
	}
	return Vector(out), nil
}

func linspace(a []Value) (Value, error) {
	if err := needNumbers(a); err != nil {
		return Value{}, err
	}
	n := a[2].Data[0]
	if !(n >= 1 && n <= maxValues) {
		return Value{}, fmt.Errorf("%g points; 1 to %d can be made", n, maxValues)
	}
	out := make([]float64, int(n))
	for i := range out {
		out[i] = a[0].Data[0]
		if i > 0 {
			out[i] += (a[1].Data[0] - a[0].Data[0]) * float64(i) / float64(len(out)-1)
		}
	}
	return Vector(out), nil
}

func countUp(a []Value) (Value, error) {
	if !a[0].IsNumber() || !(a[0].Data[0] >= 0 && a[0].Data[0] <= maxValues) {
		return Value{}, fmt.Errorf("the count must be a number from 0 to %d", maxValues)
	}
	n := a[0].Data[0]
	out := make([]float64, int(n))
	for i := range out {
		out[i] = float64(i)
	}
	return Vector(out), nil
}

func slopeOf(a []Value) (Value, error) {
	if len(a[0].Data) != len(a[1].Data) {
		return Value{}, fmt.Errorf("the two arrays differ in length: %d and %d", len(a[0].Data), len(a[1].Data))
	}
	return Number(compare.Slope(a[0].Data, a[1].Data)), nil
}

func correlation(a []Value) (Value, error) {
	x, y := a[0].Data, a[1].Data
	if len(x) != len(y) {
		return Value{}, fmt.Errorf("the two arrays differ in length: %d and %d", len(x), len(y))
	}
	mx, my := compare.Mean(x), compare.Mean(y)
	sxy, sxx, syy := 0.0, 0.0, 0.0
	for i := range x {
		sxy += (x[i] - mx) * (y[i] - my)
		sxx += (x[i] - mx) * (x[i] - mx)
		syy += (y[i] - my) * (y[i] - my)
	}
	return Number(sxy / math.Sqrt(sxx*syy)), nil
}

func interpolate(a []Value) (Value, error) {
	xs, ys := a[1].Data, a[2].Data
	if len(xs) != len(ys) || len(xs) == 0 {
		return Value{}, fmt.Errorf("the two arrays need the same length, at least one")
	}
	return each(a[0], func(x float64) float64 { return interpolateAt(x, xs, ys) }), nil
}

// interpolateAt keeps the end values outside the range; xs must rise.
func interpolateAt(x float64, xs, ys []float64) float64 {
	i := sort.SearchFloat64s(xs, x)
	switch {
	case i == 0:
		return ys[0]
	case i == len(xs):
		return ys[len(ys)-1]
	}
	part := (x - xs[i-1]) / (xs[i] - xs[i-1])
	return ys[i-1] + part*(ys[i]-ys[i-1])
}

func alongAxis(a []Value, reduce func([]float64) float64) (Value, error) {
	x := a[0]
	if len(x.Shape) != 2 || !a[1].IsNumber() || a[1].Data[0] != 0 && a[1].Data[0] != 1 {
		return Value{}, fmt.Errorf("it needs an array of two axes and the axis 0 or 1, not %s", x.describe())
	}
	rows, cols := x.Shape[0], x.Shape[1]
	var out []float64
	if a[1].Data[0] == 1 {
		for i := range rows {
			out = append(out, reduce(x.Data[i*cols:(i+1)*cols]))
		}
		return Vector(out), nil
	}
	for j := range cols {
		c, _ := column([]Value{x, Number(float64(j))})
		out = append(out, reduce(c.Data))
	}
	return Vector(out), nil
}

func autocovariance(a []Value) (Value, error) {
	if err := needNumbers(a[1:]); err != nil {
		return Value{}, err
	}
	x, lag := a[0].Data, int(a[1].Data[0])
	if lag < 0 || lag >= len(x) {
		return Number(math.NaN()), nil
	}
	m, s := compare.Mean(x), 0.0
	for i := 0; i+lag < len(x); i++ {
		s += (x[i] - m) * (x[i+lag] - m)
	}
	return Number(s / float64(len(x)-lag)), nil
}

func onEvent(f func(trace, times []float64, dt float64, i int) float64) func([]Value) (Value, error) {
	return func(a []Value) (Value, error) {
		if err := needNumbers(a[2:]); err != nil {
			return Value{}, err
		}
		i := 0
		if len(a) > 3 {
			i = int(a[3].Data[0])
			if i < 0 {
				i += len(a[1].Data)
			}
		}
		return Number(f(a[0].Data, a[1].Data, a[2].Data[0], i)), nil
	}
}

func sampleAfter(a []Value) (Value, error) {
	if err := needNumbers(a[1:]); err != nil {
		return Value{}, err
	}
	return each(a[0], func(t float64) float64 { return float64(compare.SampleAfter(t, a[1].Data[0], math.MaxInt32)) }), nil
}

func crossings(a []Value) (Value, error) {
	if err := needNumbers(a[1:]); err != nil {
		return Value{}, err
	}
	return Vector(compare.Crossings(a[0].Data, a[1].Data[0], a[2].Data[0])), nil
}

func inside(a []Value) (Value, error) {
	if err := needNumbers(a[1:]); err != nil {
		return Value{}, err
	}
	out := []float64{}
	for _, t := range a[0].Data {
		if t >= a[1].Data[0] && t < a[2].Data[0] {
			out = append(out, t)
		}
	}
	return Vector(out), nil
}
