package web

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"coronium/app/lab"
	"coronium/sim"
	"coronium/views"
	"coronium/views/plot"
)

// Figures of a run, made from what the registry says of the model's outputs: traces against time, spike times as a raster and as
// intervals, curves against their own abscissa, the phase plane and the bifurcation diagram where the model has them.

// Bounds of what is drawn.
const (
	maxTicks    = 400  // spikes marked on a trace
	maxEvents   = 6000 // events in a raster
	maxTogether = 5    // lines that share axes
	maxPanels   = 4    // figures of traces
)

// drawnRun is a run with its look.
type drawnRun struct {
	name, role string
	result     sim.Result
}

// drawnRuns are the runs that are overlaid: the present one, the wrong variant, the pinned ones.
func drawnRuns(q lab.Query, o lab.Outcome) []drawnRun {
	all := []drawnRun{{"this run", "run", o.Main.Result}}
	if o.Wrong != nil && o.Wrong.Err == nil {
		all[0].name = "the right model"
		all = append(all, drawnRun{"mistake: " + strings.ReplaceAll(q.Variant, "-", " "), "wrong", o.Wrong.Result})
	}
	for i, pin := range o.Pins {
		if pin.Err == nil {
			all = append(all, drawnRun{pin.Changes(q.Model), fmt.Sprintf("pin%d", i+1), pin.Result})
		}
	}
	return all
}

// labFigures fills the columns: the portrait in the middle and traces beside it, or traces in the middle.
func labFigures(out *views.LabOut, q lab.Query, o lab.Outcome) {
	runs := drawnRuns(q, o)
	panels := tracePanels(q, runs)
	panels = append(panels, curvePanels(q.Model, runs)...)
	if len(panels) == 0 || len(o.Main.Result.Traces["t"]) == 0 {
		panels = append(panels, trainPanels(q.Model, runs)...)
	}
	if o.Plane != nil {
		out.Portrait = true
		f := planeFigure(q, *o.Plane, runs)
		out.Main = append(out.Main, f)
		out.Facts = planeFacts(*o.Plane)
		for i := range panels {
			panels[i].Size = plot.Side
		}
		out.Side = append(out.Side, panels...)
	} else {
		out.Main = panels
	}
	switch {
	case o.Branch == nil:
	case len(o.Main.Result.Traces["t"]) == 0 && o.Plane == nil: // an entry that is nothing but the diagram
		f := branchFigure(q, *o.Branch)
		f.Size = plot.Broad
		out.Main = append([]views.LabFigure{f}, out.Main...)
	default:
		out.Side = append(out.Side, branchFigure(q, *o.Branch))
	}
	out.SweepFirst = len(out.Main) == 0
	for _, list := range [][]views.LabFigure{out.Main, out.Side} {
		for i := range list {
			if plot.Zoomable(list[i].Figure) {
				list[i].Lines = figureURL(q, list[i].Figure.ID, "json")
			}
		}
	}
}

func figureURL(q lab.Query, figure, kind string) string {
	fields := q.Encode()
	fields.Set(lab.FieldFigure, figure)
	return lab.WithFields(labModelURL(q.Model.Name)+"/figure."+kind, fields)
}

// tracePanels draws the traces. Outputs of one unit share axes while there is one run; runs that are compared get a figure an output.
func tracePanels(q lab.Query, runs []drawnRun) []views.LabFigure {
	m := q.Model
	t, traces := lab.Traces(m, runs[0].result)
	var groups [][]sim.Output
	for _, o := range traces {
		i := slices.IndexFunc(groups, func(g []sim.Output) bool {
			return len(runs) == 1 && g[0].Unit == o.Unit && len(g) < maxTogether && lab.Alike(runs[0].result.Traces[g[0].Name], runs[0].result.Traces[o.Name])
		})
		if i >= 0 {
			groups[i] = append(groups[i], o)
		} else {
			groups = append(groups, []sim.Output{o})
		}
	}
	var out []views.LabFigure
	for _, g := range groups[:min(len(groups), maxPanels)] {
		f := plot.Figure{ID: "trace-" + g[0].Name, X: axisOf(t), Y: axisOf(g[0])}
		if len(g) > 1 {
			f.Y.Label = joinNames(g)
		}
		for _, r := range runs {
			for k, o := range g {
				role, name := r.role, r.name
				if len(runs) == 1 {
					role, name = fmt.Sprintf("line%d", k+1), plainName(o.Name)
				}
				f.Series = append(f.Series, plot.Series{Name: name, Role: role, X: r.result.Traces["t"], Y: r.result.Traces[o.Name]})
			}
		}
		heading := plainNames(g)
		f.Title, f.Description = traceWords(g, runs[0].result)
		if train := mainTrain(m, runs[0].result); len(out) == 0 && len(train) > 0 && len(runs) == 1 {
			if len(train) <= maxTicks {
				f.Series = append(f.Series, plot.Series{Name: "spikes", Role: "spikes", X: train})
			}
			f.Title = trainWords(train, runs[0].result)
		}
		if len(runs) > 1 {
			f.Title = capitalised(g[0].Means) + ": " + runs[0].name + " beside " + listWords(runs[1:])
			if s := apart(runs); s != "" {
				f.Caption = s
			}
		}
		out = append(out, views.LabFigure{Heading: traceHeading(g, heading), Aside: schemeWords(q), Figure: f, Size: plot.Broad})
	}
	if len(out) > 1 {
		for i := range out[1:] {
			out[i+1].Aside = ""
		}
	}
	return out
}

func stretch(xs []float64) (low, high, width float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, x := range xs {
		low, high = math.Min(low, x), math.Max(high, x)
	}
	return low, high, high - low
}

func axisOf(o sim.Output) plot.Axis {
	label := axisWords(o.Name, o.Means)
	if o.Name == "t" && o.Unit == "1" {
		label, _, _ = strings.Cut(o.Means, ",") // trials, not milliseconds
	}
	return plot.Axis{Label: label, Unit: views.UnitWords(o.Unit)}
}

// axisWords names an axis as the field does: by its symbol where the name is one, else by what the quantity means, as far as the first pause. Names
// that only programs use (cycle_input, rate_simulated) stand at no axis.
func axisWords(name, means string) string {
	if label := axisLabel(name); symbolic(label) {
		return label
	}
	return quantityWords(name, means)
}

// quantityWords says what a quantity is, as far as the first pause; its name where that is long.
func quantityWords(name, means string) string {
	means = cutWords(means)
	if i := strings.IndexAny(means, ",;:"); i > 0 {
		means = means[:i]
	}
	if means == "" || len([]rune(means)) > 44 {
		return plainName(name)
	}
	return means
}

// symbolic says whether a label is a letter, with an index or without.
func symbolic(label string) bool {
	base, index, _ := strings.Cut(label, "_")
	return len([]rune(base)) == 1 && !strings.Contains(index, "_") && len(index) <= 6
}

// axisLabel is a name as it stands at an axis: without the endings that only keep outputs apart, Greek letters as such, an index after a line.
func axisLabel(name string) string {
	for _, end := range []string{"_trace", "_axis", "-axis"} {
		name = strings.TrimSuffix(name, end)
	}
	name = splitName(name)
	base, index, has := strings.Cut(name, "_")
	if letter, ok := greekLetters[base]; ok {
		base = letter
	}
	if has {
		return base + "_" + index
	}
	return base
}

var greekLetters = map[string]string{"Delta": "Δ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "kappa": "κ",
	"lambda": "λ", "mu": "μ", "nu": "ν", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "psi": "ψ", "omega": "ω"}

// plainName is axisLabel where no index can be set below the line: w₁, V rest.
func plainName(name string) string {
	base, index, has := strings.Cut(axisLabel(name), "_")
	if !has {
		return base
	}
	below := strings.NewReplacer("0", "₀", "1", "₁", "2", "₂", "3", "₃", "4", "₄", "5", "₅", "6", "₆", "7", "₇", "8", "₈", "9", "₉")
	if _, err := strconv.Atoi(index); err == nil {
		return base + below.Replace(index)
	}
	return base + " " + strings.ReplaceAll(index, "_", " ")
}

func plainNames(g []sim.Output) string {
	names := make([]string, len(g))
	for i, o := range g {
		names[i] = plainName(o.Name)
	}
	return strings.Join(names, ", ")
}

// joinNames names the ordinate of several lines: by their symbols, if all have one.
func joinNames(g []sim.Output) string {
	names := make([]string, len(g))
	for i, o := range g {
		if names[i] = axisLabel(o.Name); !symbolic(names[i]) {
			return plainNames(g)
		}
	}
	return strings.Join(names, ", ")
}

func traceHeading(g []sim.Output, names string) string {
	if len(g) == 1 {
		if words := quantityWords(g[0].Name, g[0].Means); len(words) < 44 && words != plainName(g[0].Name) {
			return capitalised(words)
		}
	}
	return "Traces of " + names
}

func capitalised(s string) string {
	if first, _, _ := strings.Cut(s, " "); s == "" || len(first) == 1 && first != "a" {
		return s // a symbol keeps its case
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// traceWords are a figure's claim and finding when there are no spikes to speak of.
func traceWords(g []sim.Output, r sim.Result) (title, description string) {
	if len(g) == 1 {
		low, high, _ := stretch(r.Traces[g[0].Name])
		return fmt.Sprintf("%s: from %s to %s%s.", capitalised(cutWords(g[0].Means)), plot.Number(low), plot.Number(high), spaced(g[0].Unit)), describeTraces(g, r)
	}
	parts := make([]string, len(g))
	for i, o := range g {
		low, high, _ := stretch(r.Traces[o.Name])
		parts[i] = fmt.Sprintf("%s %s to %s", plainName(o.Name), plot.Number(low), plot.Number(high))
	}
	return "Ranges: " + strings.Join(parts, "; ") + spaced(g[0].Unit) + ".", describeTraces(g, r)
}

func describeTraces(g []sim.Output, r sim.Result) string {
	var b strings.Builder
	for _, o := range g {
		ys := r.Traces[o.Name]
		low, high, _ := stretch(ys)
		fmt.Fprintf(&b, "%s (%s) begins at %s, ends at %s and lies between %s and %s%s. ", plainName(o.Name), o.Means, plot.Number(ys[0]), plot.Number(ys[len(ys)-1]), plot.Number(low), plot.Number(high), spaced(o.Unit))
	}
	return strings.TrimSpace(b.String())
}

func spaced(unit string) string {
	if unit == "1" || unit == "" {
		return ""
	}
	return " " + views.UnitWords(unit)
}

// mainTrain is the train of spikes that belongs to the traces.
func mainTrain(m sim.Model, r sim.Result) []float64 {
	for _, o := range m.Outputs {
		if o.Kind == sim.KindTimes {
			return r.Times[o.Name]
		}
	}
	return nil
}

func trainWords(train []float64, r sim.Result) string {
	t := r.Traces["t"]
	words := fmt.Sprintf("%d spikes", len(train))
	if len(train) == 1 {
		words = "One spike"
	}
	if len(t) > 0 {
		words += fmt.Sprintf(" in %s ms", plot.Number(t[len(t)-1]))
	}
	if f, ok := r.Scalars["rate"]; ok && f > 0 {
		words += fmt.Sprintf(", %s Hz", plot.Number(f))
	}
	return words + "."
}

func listWords(runs []drawnRun) string {
	names := make([]string, len(runs))
	for i, r := range runs {
		names[i] = r.name
	}
	return strings.Join(names, " and ") + "."
}

// apart says how two runs differ in what most people ask for first.
func apart(runs []drawnRun) string {
	a, hasA := runs[0].result.Scalars["rate"]
	b, hasB := runs[1].result.Scalars["rate"]
	if !hasA || !hasB {
		return ""
	}
	return fmt.Sprintf("%s Hz against %s Hz.", plot.Number(a), plot.Number(b))
}

// schemeOption finds "0 Runge-Kutta 4" in the words of a parameter that chooses the scheme.
var schemeOption = regexp.MustCompile(`(\d+) ([^,;(]+)`)

// schemeWords names scheme and step of a run, in the registry's own words.
func schemeWords(q lab.Query) string {
	dt, ok := q.Model.Parameter("dt")
	if !ok {
		return ""
	}
	words := "dt " + sim.Format(q.Values["dt"]) + spaced(dt.Unit)
	method, ok := q.Model.Parameter("method")
	if !ok {
		return words
	}
	for _, found := range schemeOption.FindAllStringSubmatch(method.Means, -1) {
		if found[1] == sim.Format(q.Values["method"]) {
			return strings.TrimSpace(found[2]) + ", " + words
		}
	}
	return words
}

// trainPanels draws spike trains without a trace: the first second or so as a raster, and the distribution of the intervals.
func trainPanels(m sim.Model, runs []drawnRun) []views.LabFigure {
	var out []views.LabFigure
	for _, o := range m.Outputs {
		train := runs[0].result.Times[o.Name]
		if o.Kind != sim.KindTimes || len(train) < 2 {
			continue
		}
		shown := train[:min(len(train), 120)]
		f := plot.Figure{ID: "train-" + o.Name, Title: fmt.Sprintf("The first %d of %d spikes.", len(shown), len(train)), X: plot.Axis{Label: "t", Unit: "ms"}, Y: plot.Axis{Bare: true, Min: 0, Max: 2},
			Description: fmt.Sprintf("Spike times from %s to %s ms.", plot.Number(shown[0]), plot.Number(shown[len(shown)-1]))}
		ones := make([]float64, len(shown))
		for i := range ones {
			ones[i] = 1
		}
		f.Series = []plot.Series{{Name: capitalised(o.Means), Role: "raster", X: shown, Y: ones}}
		out = append(out, views.LabFigure{Heading: capitalised(o.Means), Figure: f, Size: plot.Size{W: 490, H: 120}})
		if len(train) > 30 {
			out = append(out, intervalPanel(o, train))
		}
	}
	return out
}

func intervalPanel(o sim.Output, train []float64) views.LabFigure {
	intervals := make([]float64, len(train)-1)
	sum, squares := 0.0, 0.0
	for i := range intervals {
		intervals[i] = train[i+1] - train[i]
		sum += intervals[i]
		squares += intervals[i] * intervals[i]
	}
	n := float64(len(intervals))
	mean := sum / n
	sd := math.Sqrt(math.Max(0, squares/n-mean*mean))
	sorted := slices.Sorted(slices.Values(intervals))
	top := sorted[int(.995*(n-1))]
	bins := 40
	width := top / float64(bins)
	xs, ys := make([]float64, bins), make([]float64, bins)
	for i := range xs {
		xs[i] = (float64(i) + .5) * width
	}
	for _, x := range intervals {
		if i := int(x / width); i < bins {
			ys[i] += 1 / (n * width)
		}
	}
	f := plot.Figure{ID: "intervals-" + o.Name, Title: fmt.Sprintf("Intervals: mean %s ms, CV %s.", plot.Number(mean), plot.Number(sd/mean)),
		Description: fmt.Sprintf("Density of %d intervals; half of them are shorter than %s ms.", len(intervals), plot.Number(sorted[len(sorted)/2])),
		X:           plot.Axis{Label: "interval", Unit: "ms"}, Y: plot.Axis{Label: "density", Unit: "1/ms"},
		Series: []plot.Series{{Name: "intervals", Role: "bars", X: xs, Y: ys}}}
	return views.LabFigure{Heading: "Intervals", Figure: f, Size: plot.Broad}
}

// curvePanels draws curves against their own abscissae.
func curvePanels(m sim.Model, runs []drawnRun) []views.LabFigure {
	var out []views.LabFigure
	for _, d := range lab.Curves(m, runs[0].result) {
		first := runs[0].result.Traces[d.Ys[0].Name]
		if isPortrait(d) || len(first) < 4 {
			continue // portraits have a figure of their own; three numbers are better read than drawn
		}
		f := plot.Figure{ID: "curve-" + d.Ys[0].Name, X: axisOf(d.X), Y: axisOf(d.Ys[0])}
		if len(d.Ys) > 1 {
			f.Y.Label = joinNames(d.Ys)
		}
		if d.X.Name == "" {
			f.X = plot.Axis{Label: "number"}
		}
		for _, r := range runs {
			for k, o := range d.Ys {
				ys := r.result.Traces[o.Name]
				xs := r.result.Traces[d.X.Name]
				if d.X.Name == "" {
					xs = counting(len(ys))
				}
				if len(xs) != len(ys) {
					continue
				}
				role, name := r.role, r.name
				if len(runs) == 1 {
					role, name = fmt.Sprintf("line%d", k+1), plainName(o.Name)
				}
				if role = shape(o, d, role, runs); role == "raster" && r.role != "run" && len(runs) > 1 {
					continue // two rasters on one would be a cloud
				}
				f.Series = append(f.Series, plot.Series{Name: name, Role: role, X: xs[:min(len(xs), maxEvents)], Y: ys[:min(len(ys), maxEvents)]})
			}
		}
		f.Title, f.Description = curveWords(d, runs[0].result)
		size := plot.Broad
		if isRaster(d) {
			size = plot.Size{W: 490, H: 330}
			f.X, f.Y = plot.Axis{Label: "t", Unit: "ms"}, plot.Axis{Label: "neuron"}
		}
		out = append(out, views.LabFigure{Heading: curveHeading(d), Figure: f, Size: size})
	}
	return out
}

func counting(n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = float64(i + 1)
	}
	return xs
}

// isPortrait says whether a curve belongs to a phase plane or a branch of fixed points.
func isPortrait(d lab.Drawing) bool {
	name := d.Ys[0].Name
	return strings.HasPrefix(name, "null_") || strings.HasPrefix(name, "fixed_") || strings.HasPrefix(name, "arrow_") || name == "stable" ||
		strings.HasSuffix(name, "_input") || name == "determinant" || name == "cycle_low" || d.Ys[0].Means == "fixed point against "+d.X.Name
}

// isRaster knows neurons' numbers against spike times.
func isRaster(d lab.Drawing) bool {
	return strings.HasPrefix(d.Ys[0].Name, "raster")
}

// shape is how a curve is drawn: events as a raster, histograms as bars, a few values a point each.
func shape(o sim.Output, d lab.Drawing, role string, runs []drawnRun) string {
	switch {
	case isRaster(d):
		return "raster"
	case len(runs) == 1 && (strings.Contains(d.X.Means, "bins") || d.X.Name == "bins") && o.Name == d.Ys[0].Name:
		return "bars"
	case len(runs) == 1 && d.X.Name == "":
		return "simulation"
	case len(runs) == 1 && len(d.Ys) > 1 && o.Name == d.Ys[0].Name && len(runs[0].result.Traces[o.Name]) <= 60:
		return "simulation"
	}
	return role
}

func curveHeading(d lab.Drawing) string {
	switch {
	case isRaster(d):
		return "Raster"
	case len(d.Ys) == 1 || !symbolic(axisLabel(d.Ys[0].Name)):
		return capitalised(quantityWords(d.Ys[0].Name, d.Ys[0].Means))
	}
	return capitalised(plainNames(d.Ys))
}

// cutWords leaves out "against x" and what stands in brackets.
func cutWords(means string) string {
	means, _, _ = strings.Cut(means, ", against ")
	means, _, _ = strings.Cut(means, " against ")
	means, _, _ = strings.Cut(means, " (")
	return means
}

func curveWords(d lab.Drawing, r sim.Result) (title, description string) {
	if isRaster(d) {
		_, high, _ := stretch(r.Traces[d.Ys[0].Name])
		n := len(r.Traces[d.Ys[0].Name])
		title = fmt.Sprintf("%d spikes of the first %d neurons.", n, int(high)+1)
		if n > maxEvents {
			title = fmt.Sprintf("The first %d spikes of %d neurons.", maxEvents, int(high)+1)
		}
		return title, "Each stroke is a spike: time to the right, the neuron's number upwards. " + networkWords(r)
	}
	var parts []string
	for _, o := range d.Ys {
		ys := r.Traces[o.Name]
		low, high, _ := stretch(ys)
		parts = append(parts, fmt.Sprintf("%s: from %s to %s%s", cutWords(o.Means), plot.Number(low), plot.Number(high), spaced(o.Unit)))
	}
	title = capitalised(strings.Join(parts, "; ")) + "."
	return title, title + fmt.Sprintf(" %d points.", len(r.Traces[d.Ys[0].Name]))
}

func networkWords(r sim.Result) string {
	var parts []string
	for _, name := range []string{"rate", "cv", "fano"} {
		if v, ok := r.Scalars[name]; ok {
			parts = append(parts, name+" "+plot.Number(v))
		}
	}
	return strings.Join(parts, ", ")
}
