package web

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"coronium/app/lab"
	"coronium/sim"
	"coronium/views"
	"coronium/views/plot"
)

// labNumbers is the table of scalars, a column for each run shown. An output that is another's theory or error stands beside it.
func labNumbers(q lab.Query, o lab.Outcome) *views.LabNumbers {
	runs := drawnRuns(q, o)
	n := &views.LabNumbers{Columns: []string{"value"}}
	if len(runs) > 1 {
		n.Columns = nil
		for _, r := range runs {
			n.Columns = append(n.Columns, r.name)
		}
	}
	scalars := lab.Scalars(q.Model)
	known := map[string]sim.Output{}
	for _, s := range scalars {
		known[s.Name] = s
	}
	for _, s := range scalars {
		if base, is := besideOf(s.Name, known); is && len(runs) == 1 {
			if _, there := o.Main.Result.Scalars[base]; there {
				continue
			}
		}
		row := views.LabNumber{Name: s.Name, Symbol: labSymbol(s.Name), Means: s.Means, Unit: s.Unit}
		some := false
		for _, r := range runs {
			v, defined := r.result.Scalars[s.Name]
			text := ""
			if defined {
				text, some = labValue(v), true
			}
			row.Values = append(row.Values, text)
		}
		if !some && len(runs) == 1 && strings.Contains(s.Name, "_2") {
			continue // a second fold that is not there says nothing
		}
		if len(runs) == 1 {
			row.Note = noteOf(s.Name, o.Main.Result, known)
		}
		n.Rows = append(n.Rows, row)
	}
	if len(n.Rows) == 0 {
		return nil
	}
	return n
}

// runTogether are names in which a symbol and its index stand without a line between them: gCa, EL, V1, tref, taum, wee, x0.
var runTogether = regexp.MustCompile(`^(tau|psi|rho|th|[VgGERCPwJeEtTdxXpmnrDLKsNahkA])(th|ref|max|mn|nI|[A-Z][a-z]?|[0-9]+|[EI]{1,2}|[eilmrswcdpbkDT]|[ei]{2})$`)

// shortWords look like a symbol with its index and are none.
var shortWords = map[string]bool{"dt": true, "th": true, "er": true, "se": true, "sd": true, "hh": true, "dl": true, "Dl": true, "Mg": true}

// shortGreek are letters that the registry abbreviates.
var shortGreek = map[string]string{"th": "theta", "lam": "lambda", "eps": "epsilon", "sg": "sigma", "sig": "sigma", "Dl": "Delta", "dl": "delta"}

// ion is a concentration: [Na] with o for outside, i for inside.
var ion = regexp.MustCompile(`^(K|Na|Cl|Ca|Mg)_([oi])$`)

// labSymbol sets a registry's name as TeX: symbols in italics with their index below, words upright.
func labSymbol(name string) views.TeX {
	base, index, _ := strings.Cut(splitName(name), "_")
	switch {
	case name == "dt":
		return `\mathrm{d}t`
	case ion.MatchString(name):
		part := ion.FindStringSubmatch(name)
		return views.TeX(fmt.Sprintf(`[\mathrm{%s}]_\mathrm{%s}`, part[1], part[2]))
	case greek[base], len([]rune(base)) == 1 && index != "":
		return symbol(base + "_" + index)
	case len([]rune(base)) == 1:
		return symbol(base)
	}
	return views.TeX(`\text{` + strings.ReplaceAll(name, "_", " ") + `}`)
}

// splitName puts a line between symbol and index, and writes abbreviated Greek letters out.
func splitName(name string) string {
	if found := runTogether.FindStringSubmatch(name); found != nil && !shortWords[name] {
		name = found[1] + "_" + found[2]
	}
	base, index, has := strings.Cut(name, "_")
	if long, ok := shortGreek[base]; ok {
		base = long
	}
	if has {
		return base + "_" + index
	}
	return base
}

// besideOf says of nu_error and variance_theory to which output they belong.
func besideOf(name string, known map[string]sim.Output) (base string, is bool) {
	for _, end := range []string{"_theory", "_error"} {
		if b, cut := strings.CutSuffix(name, end); cut {
			if _, ok := known[b]; ok {
				return b, true
			}
		}
	}
	return "", false
}

// noteOf says what theory expects of an output, or how wrong it may be.
func noteOf(name string, r sim.Result, known map[string]sim.Output) string {
	var parts []string
	if v, ok := r.Scalars[name+"_theory"]; ok {
		parts = append(parts, "theory "+labValue(v))
	}
	if v, ok := r.Scalars[name+"_error"]; ok {
		words := "error " + labValue(v)
		if known[name+"_error"].Unit == "1" && known[name].Unit != "1" {
			words = "relative " + words
		}
		parts = append(parts, words)
	}
	return strings.Join(parts, ", ")
}

// labValue writes a result with seven significant digits.
func labValue(v float64) string {
	switch {
	case v == math.Trunc(v) && math.Abs(v) < 1e9:
		return strings.Replace(strconv.FormatFloat(v, 'f', 0, 64), "-", "−", 1)
	case math.Abs(v) >= 1e7 || math.Abs(v) < 1e-4:
		return plot.Number(v)
	}
	digits := max(0, 6-int(math.Floor(math.Log10(math.Abs(v)))))
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return strings.Replace(text, "-", "−", 1)
}

// labSweepForm is the sweep's controls alone.
func labSweepForm(q lab.Query) *views.LabSweep {
	if q.Along == "" || q.Of == "" {
		return nil
	}
	p, _ := q.Model.Parameter(q.Along)
	v := &views.LabSweep{WasAlong: q.Along, Unit: p.Unit, Low: views.Field{Value: typedOr(q, lab.FieldLow, q.Low), Error: q.Faults[lab.FieldLow]},
		High: views.Field{Value: typedOr(q, lab.FieldHigh, q.High), Error: q.Faults[lab.FieldHigh]}}
	for _, p := range lab.Sweepable(q.Model) {
		v.Along = append(v.Along, views.Choice{Value: p.Name, Label: p.Name, Chosen: p.Name == q.Along})
	}
	for _, o := range lab.Scalars(q.Model) {
		v.Of = append(v.Of, views.Choice{Value: o.Name, Label: o.Name, Chosen: o.Name == q.Of})
	}
	return v
}

// typedOr keeps a field that is at fault as it was typed.
func typedOr(q lab.Query, field string, v float64) string {
	if q.Faults[field] != "" {
		return q.Typed[field]
	}
	return sim.Format(v)
}

// labSweepView is the sweep with its curve, or with the offer to compute it; first when it is the page's main figure.
func labSweepView(q lab.Query, o lab.Outcome, first bool) *views.LabSweep {
	v := labSweepForm(q)
	if v == nil {
		return nil
	}
	if o.Sweep == nil {
		if o.Offer > 0 || q.Plain {
			v.Offer = "left out of this page"
			if o.Offer > 0 {
				v.Offer = fmt.Sprintf("takes about %.0f s", max(1, o.Offer))
			}
			v.OfferURL = q.With(func(r *lab.Query) { r.Sweep, r.Plain = true, false }).Address()
		}
		return v
	}
	if o.Sweep.Err != nil {
		v.Broken = fmt.Sprintf("Stopped after %d points.", len(o.Sweep.X))
	}
	f := sweepFigure(q, *o.Sweep)
	size := plot.Size{W: 400, H: 270}
	if first {
		size = plot.Size{W: 490, H: 320}
	}
	v.Figure = &views.LabFigure{Heading: "Sweep", Figure: f, Size: size, SVG: figureURL(q, f.ID, "svg")}
	return v
}

// sweepFigure draws the curve: circles where a theory runs through them, a line otherwise.
func sweepFigure(q lab.Query, c lab.Curve) plot.Figure {
	f := plot.Figure{ID: "sweep", X: plot.Axis{Label: axisWords(c.Along.Name, c.Along.Means), Unit: views.UnitWords(c.Along.Unit), Min: q.Low, Max: q.High},
		Y: plot.Axis{Label: axisWords(c.Of.Name, c.Of.Means), Unit: views.UnitWords(c.Of.Unit)}}
	main := plot.Series{Name: "the right model", Role: "run", X: c.X, Y: c.Y}
	if len(c.Theory) > 0 {
		f.Series = append(f.Series, plot.Series{Name: c.Named, Role: "run", X: c.TheoryX, Y: c.Theory})
		main.Name, main.Role = "simulation", "simulation"
	}
	f.Series = append(f.Series, main)
	if len(c.Beside) > 0 {
		f.Series = append(f.Series, plot.Series{Name: "mistake: " + strings.ReplaceAll(q.Variant, "-", " "), Role: "wrong", X: c.X, Y: c.Beside})
	}
	for i, pin := range q.Pins {
		if x := pin.Values[q.Along]; x >= q.Low && x <= q.High {
			f.Marks = append(f.Marks, plot.Mark{X: x, Vertical: true, Role: "threshold", Label: fmt.Sprintf("pin %d", i+1)})
		}
	}
	if now := q.Values[q.Along]; now >= q.Low && now <= q.High {
		f.Marks = append(f.Marks, plot.Mark{X: now, Vertical: true, Role: "prediction", Label: "now " + plot.Number(now)})
	}
	f.Title, f.Description = sweepWords(c)
	return f
}

func sweepWords(c lab.Curve) (title, description string) {
	low, high, defined := math.Inf(1), math.Inf(-1), 0
	at := 0.0
	for i, y := range c.Y {
		if math.IsNaN(y) {
			continue
		}
		defined++
		low = math.Min(low, y)
		if y > high {
			high, at = y, c.X[i]
		}
	}
	what := quantityWords(c.Of.Name, c.Of.Means)
	if defined == 0 {
		return capitalised(what) + " is not defined anywhere here.", "No value of this output exists between the ends of the sweep."
	}
	title = fmt.Sprintf("%s: from %s to %s%s.", capitalised(what), plot.Number(low), plot.Number(high), spaced(c.Of.Unit))
	description = fmt.Sprintf("%s against %s at %d points; it is largest, %s, at %s%s.", c.Of.Name, c.Along.Name, defined, plot.Number(high), plot.Number(at), spaced(c.Along.Unit))
	if defined < len(c.Y) {
		description += fmt.Sprintf(" At %d points it is not defined.", len(c.Y)-defined)
	}
	return title, description
}
