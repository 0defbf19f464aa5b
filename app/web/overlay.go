package web

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/grading/derive"
	"coronium/sim"
	"coronium/sim/registry"
	"coronium/views"
	"coronium/views/plot"
)

// A derived formula meets the simulation on one plot: circles are simulated, the curve is the trainee's own
// line, and a line still being written is drawn too, as soon as its units agree. The simulation answers
// before anybody judges.

// sweeps keeps simulated sweeps: they depend on the variant only, and a page is loaded many times.
type sweeps struct {
	mu   sync.Mutex
	kept map[string]sweep
}

type sweep struct {
	x, y   []float64
	xAxis  plot.Axis
	yAxis  plot.Axis
	factor float64 // from the unit of the derived symbol to that of the model's output
	of     string  // the symbol on the left of the derived formula
	symbol string  // the swept parameter as the derivation names it

	premises []string // assumptions; a formula claims nothing where they do not hold
}

// maxSweeps bounds what is kept; beyond it everything is computed anew, which takes some milliseconds.
const maxSweeps = 256

// overlay draws the plot. draft is a line being written, or empty. The words say what of theirs is drawn.
func (s *Server) overlay(ctx context.Context, w school.Workspace, draft string) (*plot.Figure, views.Markdown, error) {
	variant, err := s.variant(w)
	if err != nil {
		return nil, "", err
	}
	if variant.Exercise.Derive == nil || variant.Exercise.Derive.Overlay == nil || len(variant.Exercise.Derive.Overlay.Sweep) == 0 {
		return nil, "", nil
	}
	run, err := s.sweepOf(ctx, variant)
	if err != nil {
		return nil, "", err
	}
	title := variant.Text(variant.Exercise.Derive.Overlay.Title)
	if title == "" {
		title = "Your formula over the simulation"
	}
	f := &plot.Figure{ID: "meets", Title: title, X: run.xAxis, Y: run.yAxis}
	if band, ok := sealedCurve(w, variant, run); ok {
		f.Series = append(f.Series, band)
	}
	f.Series = append(f.Series, plot.Series{Name: "simulation", Role: "simulation", X: run.x, Y: run.y})
	run.premises = append(append([]string{}, variant.Exercise.Derive.Assume...), stated(w.Lines)...)
	before := len(f.Series)
	says := run.drawTheirs(f, variant, formulaLines(w.Lines), draft)
	if len(f.Series) == before {
		f.Title = "The simulation waits for your formula" // the author's title speaks of a formula on it
	}
	f.Description = says
	return f, plain(says), nil
}

// sweepOf simulates the sweep of an exercise's overlay in the numbers of a variant.
func (s *Server) sweepOf(ctx context.Context, variant *exercises.Variant) (sweep, error) {
	key := fmt.Sprintf("%s/%s/%d", variant.Exercise.ID, variant.Exercise.Version, variant.Seed)
	s.sweeps.mu.Lock()
	found, ok := s.sweeps.kept[key]
	s.sweeps.mu.Unlock()
	if ok {
		return found, nil
	}
	run, err := simulateSweep(ctx, variant)
	if err != nil {
		return run, err
	}
	s.sweeps.mu.Lock()
	defer s.sweeps.mu.Unlock()
	if s.sweeps.kept == nil || len(s.sweeps.kept) >= maxSweeps {
		s.sweeps.kept = map[string]sweep{}
	}
	s.sweeps.kept[key] = run
	return run, nil
}

func simulateSweep(ctx context.Context, variant *exercises.Variant) (sweep, error) {
	o := variant.Exercise.Derive.Overlay
	along := o.Sweep[0]
	if len(along.Range) != 3 {
		return sweep{}, fmt.Errorf("%s: the overlay's sweep needs low, high and a number of points", variant.Exercise.ID)
	}
	var ends [3]float64
	var err error
	for i := range ends {
		if ends[i], err = variant.Number(along.Range[i].Text, nil); err != nil {
			return sweep{}, err
		}
	}
	run := sweep{of: o.Of, symbol: along.Symbol, factor: 1}
	if run.symbol == "" {
		run.symbol = along.Name
	}
	if run.of == "" {
		last := variant.Exercise.Derive.Milestones[len(variant.Exercise.Derive.Milestones)-1].Goal
		left, _, _ := strings.Cut(last, "=")
		run.of = strings.TrimSpace(left)
	}
	points := int(min(max(ends[2], 2), 60))
	for i := range points {
		x := ends[0] + (ends[1]-ends[0])*float64(i)/float64(points-1)
		y, err := simulated(ctx, variant, along.Name, x)
		if err != nil {
			return run, err
		}
		run.x, run.y = append(run.x, x), append(run.y, y)
	}
	return run, run.label(variant, ends)
}

// label names the axes and finds the factor between the derivation's unit and the model's.
func (run *sweep) label(variant *exercises.Variant, ends [3]float64) error {
	o := variant.Exercise.Derive.Overlay
	run.xAxis = plot.Axis{Label: axisLabel(run.symbol), Min: ends[0], Max: ends[1]}
	if q, ok := variant.Exercise.Quantity(run.symbol); ok {
		run.xAxis.Unit = exercises.PrintedUnit(q.Unit)
	}
	run.yAxis = plot.Axis{Label: axisLabel(run.of)}
	model, err := registry.Lookup(o.Sim)
	if err != nil {
		return err
	}
	unit := ""
	for _, output := range model.Outputs {
		if output.Name == o.Output {
			unit = output.Unit
		}
	}
	run.yAxis.Unit = exercises.PrintedUnit(unit)
	top := 0.0
	for _, y := range run.y {
		top = math.Max(top, y)
	}
	if top > 0 {
		run.yAxis.Max = 1.25 * top
	}
	from := declaredUnit(variant.Exercise, run.of)
	if factor, err := derive.Convert(from, unit); err == nil {
		run.factor = factor
	}
	return nil
}

// declaredUnit is the unit of a symbol of the derivation.
func declaredUnit(exercise *exercises.Exercise, name string) string {
	for _, declaration := range exercise.Derive.Symbols {
		head, unit, _ := strings.Cut(declaration, ":")
		head, _, _ = strings.Cut(head, "(")
		if strings.TrimSpace(head) == name {
			return strings.TrimSpace(strings.FieldsFunc(unit+" ", func(r rune) bool { return strings.ContainsRune("<>!= ", r) })[0])
		}
	}
	if q, ok := exercise.Quantity(name); ok {
		return q.Unit
	}
	return ""
}

// simulated is one point of the sweep; a silent neuron has no rate, which is drawn as none.
func simulated(ctx context.Context, variant *exercises.Variant, along string, x float64) (float64, error) {
	o := variant.Exercise.Derive.Overlay
	model, err := registry.Lookup(o.Sim)
	if err != nil {
		return 0, err
	}
	values := map[string]float64{}
	for _, p := range model.Parameters {
		if v, ok := variant.Values[p.Name]; ok {
			values[p.Name] = v
		}
	}
	values[along] = x
	for _, set := range o.Set {
		if values[set.Name], err = variant.Number(set.Value.Text, map[string]float64{along: x}); err != nil {
			return 0, err
		}
	}
	result, err := registry.Run(ctx, o.Sim, sim.Settings{Values: values})
	return result.Scalars[o.Output], err
}

// sealedCurve is the curve that was predicted on the same axes, if one was.
func sealedCurve(w school.Workspace, variant *exercises.Variant, run sweep) (plot.Series, bool) {
	for _, q := range variant.Exercise.Predict {
		if q.Entry.Curve == nil || q.Entry.Curve.X.Name != run.symbol || exercises.PrintedUnit(q.Entry.Curve.Y.Unit) != run.yAxis.Unit {
			continue
		}
		for _, p := range w.Predictions {
			if p.Key != q.ID {
				continue
			}
			series := plot.Series{Name: "your prediction", Role: "prediction"}
			for pair := range strings.SplitSeq(p.Value, ";") {
				words := strings.Fields(pair)
				if len(words) != 2 {
					continue
				}
				x, err1 := strconv.ParseFloat(words[0], 64)
				y, err2 := strconv.ParseFloat(words[1], 64)
				if err1 == nil && err2 == nil {
					series.X, series.Y = append(series.X, x), append(series.Y, y)
				}
			}
			return series, len(series.X) > 1
		}
	}
	return plot.Series{}, false
}

// formulaLine is a line of the form "name = expression".
type formulaLine struct{ number, name, expression string }

func formulaLines(lines []school.Line) []formulaLine {
	var out []formulaLine
	for _, l := range numbered1(lines) {
		if f, ok := asFormula(l.line.Text); ok && l.line.Verdict != derive.Invalid {
			f.number = l.number
			out = append(out, f)
		}
	}
	return out
}

// asFormula reads "f = 1/(t_ref+T) ; rule" as f with its expression. A chain, a relation or a left side that
// is more than a name is no formula.
func asFormula(text string) (formulaLine, bool) {
	text, _, _ = strings.Cut(text, "#")
	text, _, _ = strings.Cut(text, ";")
	name, expression, ok := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if !ok || !isName(name) || strings.ContainsAny(expression, "=<>~'") {
		return formulaLine{}, false
	}
	return formulaLine{name: name, expression: strings.TrimSpace(expression)}, true
}

func isName(text string) bool {
	for i, r := range text {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return text != ""
}

// drawTheirs adds the last line that gives the symbol, and the draft if it does. Names that other lines give
// (T in f = 1/(t_ref+T)) are taken from there.
func (run sweep) drawTheirs(f *plot.Figure, variant *exercises.Variant, lines []formulaLine, draft string) string {
	says := "Circles are simulated."
	if i := lastOf(lines, run.of); i >= 0 {
		if y, ok := run.curve(variant, lines[:i+1], lines[i].expression); ok {
			f.Series = append(f.Series, plot.Series{Name: "line " + lines[i].number, Role: "theory", X: run.x, Y: y})
			says += fmt.Sprintf(" The curve is your line %s: %s", lines[i].number, run.apart(y))
		}
	}
	if d, ok := asFormula(draft); ok {
		if i := lastOf(lines, run.of); d.name != run.of && i >= 0 { // a draft of T moves the line that uses it
			lines, d = append(append([]formulaLine{}, lines...), d), lines[i]
		}
		if d.name == run.of {
			if y, ok := run.curve(variant, lines, d.expression); ok {
				f.Series = append(f.Series, plot.Series{Name: "with your draft", Role: "draft", X: run.x, Y: y})
				says += " Dashed: your draft, before it is judged: " + run.apart(y)
			}
		}
	}
	if len(f.Series) == 1 {
		says += fmt.Sprintf(" A line of the form %s = … is drawn over them as soon as it can be computed.", run.of)
	}
	return says
}

func lastOf(lines []formulaLine, name string) int {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i].name == name {
			return i
		}
	}
	return -1
}

// curve evaluates an expression along the sweep; false if it has no value anywhere.
func (run sweep) curve(variant *exercises.Variant, lines []formulaLine, expression string) ([]float64, bool) {
	some := false
	y := make([]float64, len(run.x))
	for i, x := range run.x {
		with := map[string]float64{run.symbol: x}
		for _, l := range lines {
			if _, given := variant.Values[l.name]; l.name == run.symbol || given && !symbolOf(variant.Exercise, l.name) {
				continue // a line about what is given defines nothing new
			}
			if v, ok := valueOf(variant, l.expression, with); ok {
				with[l.name] = v
			}
		}
		v, ok := valueOf(variant, expression, with)
		if !ok || !allHold(variant, run.premises, with) {
			v = math.NaN()
		}
		y[i] = v * run.factor
		some = some || !math.IsNaN(v) && !math.IsInf(v, 0)
	}
	return y, some
}

// valueOf evaluates an expression of the derivation. A name that the derivation declares has a value only if a
// line has given it one, whatever a quantity of the same name may be.
func valueOf(variant *exercises.Variant, expression string, with map[string]float64) (float64, bool) {
	for _, name := range nameInText.FindAllString(expression, -1) {
		if _, known := with[name]; !known && symbolOf(variant.Exercise, name) {
			return 0, false
		}
	}
	v, err := variant.Number(expression, with)
	return v, err == nil
}

// allHold says whether the premises hold at one point; what can't be computed there is no objection.
func allHold(variant *exercises.Variant, premises []string, with map[string]float64) bool {
	for _, premise := range premises {
		for part := range strings.SplitSeq(premise, ",") {
			if !chainHolds(variant, part, with) {
				return false
			}
		}
	}
	return true
}

var relation = regexp.MustCompile(`[<>]=?`)

// chainHolds reads a chain of inequalities such as "V_r < V_th < E_L+R*I".
func chainHolds(variant *exercises.Variant, chain string, with map[string]float64) bool {
	sides, signs := relation.Split(chain, -1), relation.FindAllString(chain, -1)
	for i, sign := range signs {
		left, ok1 := valueOf(variant, strings.TrimSpace(sides[i]), with)
		right, ok2 := valueOf(variant, strings.TrimSpace(sides[i+1]), with)
		if !ok1 || !ok2 {
			continue
		}
		if sign[0] == '<' && left > right || sign[0] == '>' && left < right || len(sign) == 1 && left == right {
			return false
		}
	}
	return true
}

// apart says where a curve and the simulation part most.
func (run sweep) apart(y []float64) string {
	worst, at := 0.0, -1
	for i := range y {
		if math.IsNaN(y[i]) || math.IsInf(y[i], 0) {
			continue
		}
		scale := math.Max(math.Abs(y[i]), math.Abs(run.y[i]))
		if d := math.Abs(y[i] - run.y[i]); scale > 0 && d/scale > worst {
			worst, at = d/scale, i
		}
	}
	if at < 0 || worst < .02 {
		return "it meets the simulation wherever it has a value."
	}
	return fmt.Sprintf("it parts most at %s = %s %s, where it gives %s and the simulation %s %s.", run.symbol, number(run.x[at]), run.xAxis.Unit,
		number(y[at]), number(run.y[at]), run.yAxis.Unit)
}
