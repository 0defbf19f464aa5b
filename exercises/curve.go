package exercises

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strings"

	"coronium/grading/compare"
)

// A drawn curve is scored on what it claims, not on how steadily it was drawn: where it leaves zero, how it bends, where
// it ends. Each feature gives a number; its score falls linearly from 1 to 0 over a tolerance that is part of the axes.

// maxPoints bounds a drawn curve.
const maxPoints = 2000

// parseCurve reads "x y; x y" or JSON [[x, y], …], sorts by x and keeps the last of equal x.
func parseCurve(text string) (xs, ys []float64, err error) {
	text = strings.TrimSpace(text)
	var pairs [][]float64
	if strings.HasPrefix(text, "[") {
		if err := json.Unmarshal([]byte(text), &pairs); err != nil {
			return nil, nil, fmt.Errorf("the points can't be read; write them as x y; x y; x y")
		}
	} else {
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
			words := strings.FieldsFunc(part, func(r rune) bool { return r == ' ' || r == '\t' || r == ':' || r == '\r' })
			if len(words) == 0 {
				continue
			}
			if len(words) != 2 {
				return nil, nil, fmt.Errorf("%q is not a point; write x y, and ; between points", strings.TrimSpace(part))
			}
			x, err1 := field(map[string]string{"": words[0]}, "", "")
			y, err2 := field(map[string]string{"": words[1]}, "", "")
			if err1 != nil || err2 != nil {
				return nil, nil, fmt.Errorf("%q is not a point of two numbers", strings.TrimSpace(part))
			}
			pairs = append(pairs, []float64{x, y})
		}
	}
	if len(pairs) > maxPoints {
		return nil, nil, fmt.Errorf("%d points; at most %d are read", len(pairs), maxPoints)
	}
	sort.SliceStable(pairs, func(i, j int) bool { return len(pairs[i]) == 2 && len(pairs[j]) == 2 && pairs[i][0] < pairs[j][0] })
	for _, p := range pairs {
		if len(p) != 2 || compare.Finite(p) >= 0 {
			return nil, nil, fmt.Errorf("a point needs two numbers")
		}
		if n := len(xs); n > 0 && xs[n-1] == p[0] {
			ys[n-1] = p[1]
			continue
		}
		xs, ys = append(xs, p[0]), append(ys, p[1])
	}
	if len(xs) < 3 {
		return nil, nil, fmt.Errorf("a curve needs at least three points at different places")
	}
	return xs, ys, nil
}

// A feature measures a curve that is sampled on a common grid; span is the height of the axes. It also says how far two
// values may lie apart until nothing is left of the score, in units of the value, and on which axis the value lies.
type curveFeature struct {
	says      string
	onX       bool    // a place on the horizontal axis
	slope     bool    // a slope, as the height that it would reach across the figure
	tolerance float64 // part of the axis' length
	measure   func(xs, ys []float64, height float64) float64
}

var curveFeatures = map[string]curveFeature{
	"start": {says: "where it starts", tolerance: .25, measure: func(_, ys []float64, _ float64) float64 { return ys[0] }},
	"end":   {says: "where it ends", tolerance: .25, measure: func(_, ys []float64, _ float64) float64 { return ys[len(ys)-1] }},
	"ceiling": {says: "the height that it approaches", tolerance: .25, measure: func(_, ys []float64, _ float64) float64 {
		return compare.Mean(ys[len(ys)*9/10:])
	}},
	"foot":   {says: "where it leaves its start", onX: true, tolerance: .2, measure: foot},
	"bend":   {says: "how it bends: its mean height above the straight line from foot to end", tolerance: .2, measure: bend},
	"peak":   {says: "where its peak is, if it has one", onX: true, tolerance: .25, measure: func(xs, ys []float64, h float64) float64 { return turning(xs, ys, h, 1) }},
	"trough": {says: "where its trough is, if it has one", onX: true, tolerance: .25, measure: func(xs, ys []float64, h float64) float64 { return turning(xs, ys, h, -1) }},
	"slope": {says: "its initial slope", slope: true, tolerance: .5, measure: func(xs, ys []float64, h float64) float64 {
		k := max(1, len(ys)/12)
		return (ys[k] - ys[0]) / (xs[k] - xs[0]) * (xs[len(xs)-1] - xs[0])
	}},
	"time-constant": {says: "where it has gone 63 % of its way", onX: true, tolerance: .2, measure: func(xs, ys []float64, _ float64) float64 {
		goal := ys[0] + (1-math.Exp(-1))*(ys[len(ys)-1]-ys[0])
		for i := 1; i < len(ys); i++ {
			if (ys[i-1]-goal)*(ys[i]-goal) <= 0 && ys[i] != ys[i-1] {
				return xs[i-1] + (goal-ys[i-1])/(ys[i]-ys[i-1])*(xs[i]-xs[i-1])
			}
		}
		return xs[len(xs)-1]
	}},
	"alternation": {says: "whether it goes up and down: how often it turns, three times or more counting as three", tolerance: 0, measure: func(_, ys []float64, h float64) float64 {
		turns, last, direction := 0.0, ys[0], 0.0
		for _, y := range ys[1:] {
			if math.Abs(y-last) > .03*h {
				if d := math.Copysign(1, y-last); d != direction {
					if direction != 0 {
						turns++
					}
					direction = d
				}
				last = y
			} else if (y-last)*direction > 0 {
				last = y
			}
		}
		return math.Min(3, turns)
	}},
	"distance": {says: "its mean distance from the outcome", tolerance: .3, measure: nil},
}

func featureNames() []string {
	var all []string
	for name := range curveFeatures {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}

// foot is the last place before the curve has moved by 4 % of the height for good.
func foot(xs, ys []float64, height float64) float64 {
	for i := range ys {
		if math.Abs(ys[i]-ys[0]) > .04*height {
			return xs[max(0, i-1)]
		}
	}
	return xs[len(xs)-1]
}

func bend(xs, ys []float64, height float64) float64 {
	from := foot(xs, ys, height)
	sum, n := 0.0, 0
	last := len(xs) - 1
	start := interpolateAt(from, xs, ys)
	for i, x := range xs {
		if x < from || xs[last] == from {
			continue
		}
		line := start + (ys[last]-start)*(x-from)/(xs[last]-from)
		sum += ys[i] - line
		n++
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// turning is the place of an inner extremum that stands out from both ends by 3 % of the height; NaN if there is none.
func turning(xs, ys []float64, height, sign float64) float64 {
	k := extreme(ys, sign)
	out := math.Min(sign*(ys[k]-ys[0]), sign*(ys[k]-ys[len(ys)-1]))
	if out < .03*height {
		return math.NaN()
	}
	return xs[k]
}

// judgeCurve scores a drawn curve and gives the figure: prediction over outcome.
func (g Grader) judgeCurve(ctx context.Context, v *Variant, p Prediction, fields map[string]string, t *Test) (*Figure, error) {
	xs, truth, err := g.truthCurve(ctx, v, p)
	if err != nil {
		return nil, &ContentError{p.Truth.Place, fmt.Sprintf("prediction %s: %v", p.ID, err)}
	}
	low, high, err := p.Entry.Curve.Y.ends(v)
	if err != nil {
		return nil, &ContentError{p.Place, fmt.Sprintf("prediction %s: %v", p.ID, err)}
	}
	px, py, err := parseCurve(fields[p.ID])
	if err != nil {
		unread(t, "Prediction %s: %v.", p.ID, err)
		return nil, nil
	}
	drawn := make([]float64, len(xs))
	for i, x := range xs {
		drawn[i] = interpolateAt(x, px, py)
	}
	scoreCurve(p, xs, drawn, truth, high-low, t)
	f := &Figure{
		ID: "predict-" + p.ID, Title: "Your prediction over the outcome", Description: t.Message,
		X: Axis{firstText(p.Entry.Curve.XSays, p.Entry.Curve.X.Name), p.Entry.Curve.X.Unit, xs[0], xs[len(xs)-1]},
		Y: Axis{p.Entry.Curve.Y.Name, p.Entry.Curve.Y.Unit, low, high},
		Series: []Series{
			{Name: "your prediction", Role: RolePrediction, X: px, Y: py},
			{Name: "outcome", Role: RoleReference, X: xs, Y: truth},
		},
	}
	return f, nil
}

func scoreCurve(p Prediction, xs, drawn, truth []float64, height float64, t *Test) {
	features := p.Features
	if len(features) == 0 {
		features = []string{"start", "end", "distance"}
	}
	width := xs[len(xs)-1] - xs[0]
	var parts []string
	total := 0.0
	for _, name := range features {
		f := curveFeatures[name]
		score, says := 0.0, ""
		if f.measure == nil {
			d := 0.0
			for i := range drawn {
				d += math.Abs(drawn[i]-truth[i]) / float64(len(drawn))
			}
			score = math.Max(0, 1-d/(f.tolerance*height))
			says = fmt.Sprintf("mean distance %s", compare.Format(d, 3, printedUnit(p.Entry.Curve.Y.Unit)))
		} else {
			got, want := f.measure(xs, drawn, height), f.measure(xs, truth, height)
			axis, unit := height, p.Entry.Curve.Y.Unit
			if f.onX {
				axis, unit = width, p.Entry.Curve.X.Unit
			}
			score = featureScore(got, want, f.tolerance*axis)
			says = fmt.Sprintf("%s %s (outcome %s)", name, f.present(got, axis, width, unit, p.Entry.Curve.X.Unit), f.present(want, axis, width, unit, p.Entry.Curve.X.Unit))
		}
		total += score
		parts = append(parts, says)
	}
	t.Score = total / float64(len(features))
	t.Number = t.Score
	t.Passed = t.Score >= .6
	t.Verdict = verdictOf(t.Passed)
	t.Message = "Your curve: " + strings.Join(parts, "; ") + "."
	t.Rule = "each feature of the curve scores from 1 (where the outcome has it) to 0: " + strings.Join(features, ", ")
}

// present writes a feature's value. What is invisible on the axes is zero; a slope is in units of the axes, not of the figure.
func (f curveFeature) present(x, axis, width float64, unit, across string) string {
	switch {
	case math.IsNaN(x):
		return "absent"
	case math.Abs(x) < 1e-4*math.Abs(axis):
		x = 0
	}
	if f.slope {
		x /= width
		if across != "" {
			unit = firstText(unit, "1") + "/" + across
		}
	}
	return compare.Format(x, 3, printedUnit(unit))
}

func featureScore(got, want, tolerance float64) float64 {
	switch {
	case math.IsNaN(got) && math.IsNaN(want):
		return 1
	case math.IsNaN(got) || math.IsNaN(want):
		return 0
	case tolerance == 0:
		return truth(got == want)
	}
	return math.Max(0, 1-math.Abs(got-want)/tolerance)
}
