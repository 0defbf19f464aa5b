package exercises

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"coronium/grading/compare"
	"coronium/sim"
	"coronium/sim/registry"
)

// Level is the coverage that an interval is asked for: the truth should fall inside 80 % of one's intervals.
const Level = .80

// Fields of a prediction's answer: for a number ID.low and ID.high; for a choice ID and ID.confidence (percent); for a
// curve ID, points as "x y" separated by semicolons or new lines, or as JSON pairs.
func (p Prediction) Fields() []string {
	switch {
	case p.Entry.Interval != "":
		return []string{p.ID + ".low", p.ID + ".high"}
	case p.Entry.Curve != nil:
		return []string{p.ID}
	}
	return []string{p.ID, p.ID + ".confidence"}
}

// predict scores every prediction by a proper rule: what pays is to say what one believes, as sharply as one believes it.
func (g Grader) predict(ctx context.Context, v *Variant, work Work, r *Report) error {
	for _, p := range v.Exercise.Predict {
		t := Test{Name: p.ID, Weight: 1}
		var figure *Figure
		var err error
		switch {
		case p.Entry.Interval != "":
			err = g.judgeInterval(ctx, v, p, work.Fields, &t)
		case p.Entry.Curve != nil:
			figure, err = g.judgeCurve(ctx, v, p, work.Fields, &t)
		default:
			judgeChoice(p, work.Fields, &t)
		}
		if err != nil {
			return err
		}
		if t.Verdict == Explain {
			r.ungradable(0, "%s", t.Message)
		}
		if figure != nil {
			r.Figures = append(r.Figures, *figure)
		}
		if p.Says != "" {
			t.Message += " " + v.Text(p.Says)
		}
		r.Tests = append(r.Tests, t)
	}
	r.Passed = !r.Ungradable
	if r.Ungradable {
		return nil
	}
	inside := 0
	for _, t := range r.Tests {
		if t.Passed {
			inside++
		}
	}
	r.Says = fmt.Sprintf("Your predictions are sealed; %d of %d met the outcome. The score is for stating how sure you are, not for being right.", inside, len(r.Tests))
	return nil
}

// unread marks an answer that can't be read; nothing is scored then.
func unread(t *Test, format string, args ...any) {
	t.Verdict, t.Message = Explain, fmt.Sprintf(format, args...)
}

// field reads a number with or without its unit.
func field(fields map[string]string, name, unit string) (float64, error) {
	text := strings.TrimSpace(fields[name])
	if text == "" {
		return 0, fmt.Errorf("it is empty")
	}
	for _, spelled := range []string{unit, printedUnit(unit)} {
		if spelled != "1" { // the unit of a pure number is also a digit
			text = strings.TrimSpace(strings.TrimSuffix(text, spelled))
		}
	}
	text = strings.ReplaceAll(text, "−", "-")
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		hint := ""
		if strings.Contains(text, ",") {
			hint = "; write a decimal point, not a comma"
		}
		return 0, fmt.Errorf("%q is not a number%s", text, hint)
	}
	return x, nil
}

// judgeInterval gives the interval score of Gneiting & Raftery (2007, JASA 102:359): width plus 2/alpha times the
// distance by which the truth falls outside. It is proper for the central 80 % interval. Points fall linearly from full
// at score zero to none at twice the scale (the size of the truth, unless the exercise says), so the rule stays proper
// wherever there is anything to gain.
func (g Grader) judgeInterval(ctx context.Context, v *Variant, p Prediction, fields map[string]string, t *Test) error {
	truth, err := g.truthNumber(ctx, v, p.Truth)
	if err != nil {
		return &ContentError{p.Truth.Place, fmt.Sprintf("prediction %s: %v", p.ID, err)}
	}
	unit := p.Entry.Interval
	low, lowErr := field(fields, p.ID+".low", unit)
	high, highErr := field(fields, p.ID+".high", unit)
	for name, err := range map[string]error{"low": lowErr, "high": highErr} {
		if err != nil {
			unread(t, "Prediction %s: the %s end of the interval can't be read: %v.", p.ID, name, err)
			return nil
		}
	}
	if low > high {
		unread(t, "Prediction %s: the low end %g lies above the high end %g; exchange them.", p.ID, low, high)
		return nil
	}
	scale := math.Abs(truth)
	if p.Scale.Given() {
		if scale, err = number(p.Scale, v.Values); err != nil {
			return &ContentError{p.Place, fmt.Sprintf("prediction %s: scale: %v", p.ID, err)}
		}
	}
	score := IntervalScore(low, high, truth)
	t.Score = math.Max(0, 1-score/(2*math.Max(scale, 1e-12)))
	t.Number, t.Unit = truth, unit
	t.Passed = low <= truth && truth <= high
	t.Verdict = verdictOf(t.Passed)
	t.Rule = fmt.Sprintf("interval score: width + %g × the distance by which the outcome falls outside; full points at 0, none at %s", 2/(1-Level), compare.Format(2*scale, 3, printedUnit(unit)))
	place := "inside"
	if !t.Passed {
		place = "outside"
	}
	t.Message = fmt.Sprintf("You said %s to %s; the outcome is %s, %s your interval.", compare.Format(low, 4, ""), compare.Format(high, 4, printedUnit(unit)), compare.Format(truth, 4, printedUnit(unit)), place)
	return nil
}

// IntervalScore is the score of a central interval at Level; 0 is perfect, larger is worse.
func IntervalScore(low, high, truth float64) float64 {
	alpha := 1 - Level
	return high - low + 2/alpha*(math.Max(0, low-truth)+math.Max(0, truth-high))
}

func verdictOf(ok bool) string {
	if ok {
		return Holds
	}
	return Differs
}

// judgeChoice scores a choice with a confidence by Brier's rule: the rest of the belief is spread over the other choices.
// A belief spread evenly over all choices earns nothing, since it says nothing.
func judgeChoice(p Prediction, fields map[string]string, t *Test) {
	chosen := strings.TrimSpace(fields[p.ID])
	if !containsText(p.Entry.Choice, chosen) {
		unread(t, "Prediction %s: choose one of: %s.", p.ID, strings.Join(p.Entry.Choice, "; "))
		return
	}
	confidence, err := percent(fields[p.ID+".confidence"])
	if err != nil {
		unread(t, "Prediction %s: the confidence can't be read: %v.", p.ID, err)
		return
	}
	t.Passed = chosen == p.Truth.Choice
	t.Verdict = verdictOf(t.Passed)
	t.Score, t.Number, t.Unit = brierSkill(confidence, t.Passed, len(p.Entry.Choice)), 100*confidence, "%"
	t.Rule = "Brier score of your confidence, against a belief spread evenly over the choices"
	t.Message = fmt.Sprintf("You said %q with %.0f %%; the outcome is %q.", chosen, 100*confidence, p.Truth.Choice)
}

// percent reads a confidence: 80, 80 % or 0.8; it is clipped to [.02, .98], since certainty can't be scored.
func percent(text string) (float64, error) {
	x, err := field(map[string]string{"": text}, "", "%")
	if err != nil {
		return 0, err
	}
	if x > 1 || strings.Contains(text, "%") {
		x /= 100
	}
	if x < 0 || x > 1 {
		return 0, fmt.Errorf("%q lies outside 0 to 100 %%", text)
	}
	return math.Max(.02, math.Min(.98, x)), nil
}

// brierSkill is 1 - Brier/Brier of the uniform belief, not below zero.
func brierSkill(confidence float64, right bool, choices int) float64 {
	n := math.Max(2, float64(choices))
	other := (1 - confidence) / (n - 1)
	brier := 0.0
	if right {
		brier = (1-confidence)*(1-confidence) + (n-1)*other*other
	} else {
		brier = confidence*confidence + (1-other)*(1-other) + (n-2)*other*other
	}
	uniform := (1-1/n)*(1-1/n) + (n-1)/(n*n)
	return math.Max(0, 1-brier/uniform)
}

// truthNumber evaluates a truth that is one number.
func (g Grader) truthNumber(ctx context.Context, v *Variant, t Truth) (float64, error) {
	switch {
	case t.Expression.Given():
		return number(t.Expression, v.Values)
	case t.Run != nil:
		return g.measureSolution(ctx, v, *t.Run, t.Of)
	case t.Sim != "":
		result, err := runModel(ctx, t.Sim, t.Set, v.scope(), false)
		if err != nil {
			return 0, err
		}
		x, ok := result.Scalars[t.Output]
		if !ok {
			return 0, fmt.Errorf("the model %s gives no %s here", t.Sim, t.Output)
		}
		return x, nil
	}
	return 0, fmt.Errorf("there is no number to compare with")
}

// runModel runs a registered model; its parameters take the values that the scope has under their names, then those of
// set. Parameters that neither knows keep the model's defaults.
func runModel(ctx context.Context, model string, set []Named, s scope, traces bool) (sim.Result, error) {
	m, err := registry.Lookup(model)
	if err != nil {
		return sim.Result{}, err
	}
	values := map[string]float64{}
	for _, p := range m.Parameters {
		if v, ok := s(p.Name); ok && v.IsNumber() {
			values[p.Name] = v.Data[0]
		}
	}
	for _, n := range set {
		x, err := numberIn(n.Value, s)
		if err != nil {
			return sim.Result{}, fmt.Errorf("set %s: %w", n.Name, err)
		}
		values[n.Name] = x
	}
	settings := sim.Settings{Values: values, Traces: traces}
	if v, ok := s(seedParameter); ok && v.IsNumber() && v.Data[0] >= 0 {
		settings.Seed = uint64(v.Data[0]) // a stochastic model draws anew for each seed of a test
	}
	return registry.Run(ctx, model, settings)
}

// truthCurve is the true curve on the horizontal axis.
func (g Grader) truthCurve(ctx context.Context, v *Variant, p Prediction) (xs, ys []float64, err error) {
	low, high, err := p.Entry.Curve.X.ends(v)
	if err != nil {
		return nil, nil, err
	}
	const points = 121
	if p.Truth.Sim != "" && outputKind(p.Truth.Sim, p.Truth.Output) == sim.KindTrace {
		return traceCurve(ctx, v, p.Truth, low, high, points)
	}
	for i := range points {
		x := low + (high-low)*float64(i)/(points-1)
		inner := over(map[string]Value{p.Entry.Curve.X.Name: Number(x)}, v.scope())
		var y float64
		if p.Truth.Sim != "" {
			set := append([]Named{{Name: p.Truth.Sweep, Value: Expr{Text: strconv.FormatFloat(x, 'g', -1, 64)}}}, p.Truth.Set...)
			result, err := runModel(ctx, p.Truth.Sim, set, v.scope(), false)
			if err != nil {
				return nil, nil, err
			}
			y = result.Scalars[p.Truth.Output] // absent means silent: no rate
		} else if y, err = numberIn(p.Truth.Expression, inner); err != nil {
			return nil, nil, err
		}
		xs, ys = append(xs, x), append(ys, y)
	}
	return xs, ys, nil
}

// traceCurve is a trace of a model against its time.
func traceCurve(ctx context.Context, v *Variant, truth Truth, low, high float64, points int) (xs, ys []float64, err error) {
	result, err := runModel(ctx, truth.Sim, truth.Set, v.scope(), true)
	if err != nil {
		return nil, nil, err
	}
	t, trace := result.Traces["t"], result.Traces[truth.Output]
	if len(t) == 0 || len(t) != len(trace) {
		return nil, nil, fmt.Errorf("the model %s gives no %s against t", truth.Sim, truth.Output)
	}
	for i := range points {
		x := low + (high-low)*float64(i)/float64(points-1)
		xs, ys = append(xs, x), append(ys, interpolateAt(x, t, trace))
	}
	return xs, ys, nil
}

func (r Range) ends(v *Variant) (low, high float64, err error) {
	if low, err = number(r.Low, v.Values); err != nil {
		return 0, 0, err
	}
	if high, err = number(r.High, v.Values); err != nil {
		return 0, 0, err
	}
	if !(low < high) {
		return 0, 0, fmt.Errorf("the axis %s runs from %g to %g, which is empty", r.Name, low, high)
	}
	return low, high, nil
}

// Ends are the ends of an axis in a variant.
func (r Range) Ends(v *Variant) (low, high float64, err error) { return r.ends(v) }
