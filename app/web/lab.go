package web

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/lab"
	"coronium/sim"
	"coronium/sim/registry"
	"coronium/views"
)

// The lab: one page a model, made from the registry. A page is a GET: its address holds the whole state. What takes longer than a moment
// goes on as a job, which the page watches and which ends when nobody watches it.

const (
	labURL      = "/lab"
	labPatience = 900 * time.Millisecond // then a page shows what there is and watches the rest
	exportWait  = 22 * time.Second       // a file must come whole
	shownParams = 8
)

func labModelURL(name string) string { return labURL + "/" + name }
func labEventsURL(job string) string { return "/events/lab/" + job }
func labCancelURL(job string) string { return labURL + "/jobs/" + job + "/cancel" }
func labOwner(id int64) string       { return strconv.FormatInt(id, 10) }
func exportURL(q lab.Query, f string) string {
	return lab.WithFields(labModelURL(q.Model.Name)+"/"+f, q.Encode())
}

// labIndex lists everything that can be run, or what a search finds.
func (s *Server) labIndex(c echo.Context) error {
	search := strings.TrimSpace(c.QueryParam("q"))
	if len(search) > 100 {
		search = search[:100]
	}
	v := views.LabIndex{Page: s.frame(c, "Lab"), Count: len(registry.All()), Search: search}
	v.Page.Nav = "lab"
	for _, f := range registry.Fields() {
		group := views.LabField{Key: f.Key, Title: f.Title, Says: f.Says}
		for _, name := range f.Names {
			m, err := registry.Lookup(name)
			if err != nil || !labMatches(m, f, search) {
				continue
			}
			group.Rows = append(group.Rows, views.LabRow{Title: m.Title, Name: m.Name, URL: labModelURL(m.Name), Says: firstWords(m.Doc), Marks: labMarks(m)})
		}
		if len(group.Rows) > 0 {
			v.Fields = append(v.Fields, group)
		}
	}
	return s.show(c, http.StatusOK, views.LabIndexPage(v))
}

// labMatches finds every word of a search somewhere in an entry.
func labMatches(m sim.Model, f registry.Field, search string) bool {
	text := strings.ToLower(strings.Join([]string{m.Name, m.Title, m.Doc, m.Source, f.Title}, " "))
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// firstWords is the beginning of a description, cut at a clause.
func firstWords(doc string) string {
	for _, end := range []string{"; ", ". ", ": "} {
		if i := strings.Index(doc, end); i > 20 && i < 110 {
			return doc[:i]
		}
	}
	if len(doc) <= 96 {
		return doc
	}
	if i := strings.LastIndexByte(doc[:96], ' '); i > 0 {
		return strings.TrimRight(doc[:i], ",;:") + " …"
	}
	return doc[:96]
}

// labMarks says what a page offers beside a run.
func labMarks(m sim.Model) []string {
	var marks []string
	if m.Kind == sim.KindTheory {
		marks = append(marks, "theory")
	}
	if m.PhasePlane != nil {
		marks = append(marks, "phase plane")
	}
	if m.Bifurcation != nil {
		marks = append(marks, "bifurcation")
	}
	if n := len(m.Variants); n > 0 {
		marks = append(marks, fmt.Sprintf("%d mistakes", n))
	}
	return marks
}

// labModel finds the model of the address; an unknown name is no page, with the nearest one named.
func labModel(c echo.Context) (sim.Model, error) {
	m, err := registry.Lookup(c.Param("model"))
	var unknown *sim.NameError
	if errors.As(err, &unknown) {
		mend := "The lab's first page lists everything that can be run."
		if unknown.Nearest != "" {
			mend = fmt.Sprintf("Did you mean %q? Its page is %s.", unknown.Nearest, labModelURL(unknown.Nearest))
		}
		return m, &failure{http.StatusNotFound, "There is no model of this name in the lab.", mend}
	}
	return m, err
}

// labPage is the page of one model in the state that its address says. A script asks for what changes alone.
func (s *Server) labPage(c echo.Context) error {
	m, err := labModel(c)
	if err != nil {
		return err
	}
	q := lab.Read(m, c.QueryParams())
	fragment := isFragment(c)
	if len(q.Faults) > 0 {
		return s.labRefused(c, q, fragment, nil)
	}
	if !fragment && c.QueryParams().Has(lab.FieldWas) && !q.Hold {
		return seeOther(c, q.Address()) // a form sends every field: the address keeps what differs
	}
	out, status := s.labOut(c, q)
	if status == http.StatusUnprocessableEntity {
		return s.labRefused(c, q, fragment, &out)
	}
	if fragment {
		return s.show(c, status, views.LabFragment(out, labFieldNames(m)))
	}
	v := s.labView(c, q)
	v.Out = out
	if out.Pending != nil {
		v.Page.RefreshSeconds = 2
	}
	return s.show(c, status, views.LabPage(v))
}

// labRefused answers what can't be run: the form comes back as it was typed, with each fault beside its field.
func (s *Server) labRefused(c echo.Context, q lab.Query, fragment bool, out *views.LabOut) error {
	if out == nil {
		out = &views.LabOut{Address: q.Address(), Errors: q.Faults, Problem: &views.LabProblem{Title: "Not run.", What: labFaults(q.Faults)}}
	}
	if fragment {
		h := c.Response().Header()
		h.Set("HX-Retarget", "#lab-state")
		h.Set("HX-Reswap", "innerHTML")
		return s.show(c, http.StatusUnprocessableEntity, views.LabStatePart(*out, labFieldNames(q.Model)))
	}
	for field, says := range out.Errors {
		q.Faults[field] = says
	}
	v := s.labView(c, q)
	v.Out = *out
	v.Out.Sweep = labSweepForm(q)
	return s.show(c, http.StatusUnprocessableEntity, views.LabPage(v))
}

func labFaults(faults map[string]string) string {
	var names []string
	for name := range faults {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) == 1 {
		return names[0] + ": " + faults[names[0]]
	}
	return "Mend the fields " + strings.Join(names, ", ") + "; each says what is wrong. Everything that you typed is kept."
}

// labFieldNames are the fields that can carry a fault.
func labFieldNames(m sim.Model) []string {
	names := []string{lab.FieldLow, lab.FieldHigh}
	if registry.UsesChance(m) {
		names = append(names, lab.FieldSeed)
	}
	for _, p := range m.Parameters {
		if p.Name != "workers" {
			names = append(names, p.Name)
		}
	}
	return names
}

// labView is everything but the results.
func (s *Server) labView(c echo.Context, q lab.Query) views.Lab {
	m, field := q.Model, registry.FieldOf(q.Model.Name)
	v := views.Lab{Page: s.frame(c, m.Title+" · Lab"), Name: m.Name, Title: m.Title, Field: field.Title, FieldURL: labURL + "#f-" + field.Key, Kind: m.Kind,
		Doc: m.Doc, Source: m.Source, Action: labModelURL(m.Name), ResetURL: labModelURL(m.Name), SweepField: q.Encode().Get(lab.FieldSweep)}
	v.Page.Nav = "lab"
	for _, e := range registry.Equations(m.Name) {
		v.Equations = append(v.Equations, views.TeX(e))
	}
	v.Sets = []views.Choice{{Value: "", Label: "Defaults", Chosen: q.Set == ""}}
	for _, p := range m.Presets {
		v.Sets = append(v.Sets, views.Choice{Value: p.Name, Label: p.Name, Chosen: q.Set == p.Name})
		if q.Set == p.Name {
			v.SetSays = p.Says
		}
	}
	v.Variants = []views.Choice{{Value: "", Label: "none: the right model", Chosen: q.Variant == ""}}
	for _, w := range m.Variants {
		v.Variants = append(v.Variants, views.Choice{Value: w.Name, Label: variantLabel(w), Chosen: q.Variant == w.Name})
		if q.Variant == w.Name {
			v.VariantSays = w.Says
		}
	}
	if registry.UsesChance(m) {
		v.Seed = &views.Field{Name: lab.FieldSeed, Value: q.Typed[lab.FieldSeed], Error: q.Faults[lab.FieldSeed]}
	}
	for _, pin := range q.Pins {
		v.Pinned = append(v.Pinned, lab.PinField(m, pin))
	}
	labParams(&v, q)
	return v
}

// variantLabel names a mistake in words: its key with spaces.
func variantLabel(w sim.Variant) string { return strings.ReplaceAll(w.Name, "-", " ") }

// labParams sorts the parameters into what is shown at once, what is folded away, and what belongs to the computation. The swept one,
// which is the model's drive, comes first.
func labParams(v *views.Lab, q lab.Query) {
	base, _ := lab.Base(q.Model, q.Set)
	drive := lab.DefaultAlong(q.Model)
	all := slices.Clone(q.Model.Parameters)
	slices.SortStableFunc(all, func(a, b sim.Parameter) int {
		return boolRank(b.Name == drive) - boolRank(a.Name == drive)
	})
	for _, p := range all {
		if p.Name == "workers" {
			continue // the lab decides; the result does not depend on it
		}
		w := lab.WindowOf(p, q.Values[p.Name])
		row := views.LabParam{Name: p.Name, Means: p.Means, Unit: p.Unit, Symbol: labSymbol(p.Name), Value: q.Typed[p.Name], At: q.Values[p.Name],
			Low: w.Low, High: w.High, Step: w.Step, Min: sim.Format(p.Min), Max: sim.Format(p.Max), Range: sim.Between(p.Min, p.Max, views.UnitWords(p.Unit)),
			Default: sim.Format(base[p.Name]), Error: q.Faults[p.Name], Whole: p.Integer, Changed: q.Values[p.Name] != base[p.Name],
			ID: "p-" + labID(p.Name), SliderID: "s-" + labID(p.Name), ErrorID: "e-" + p.Name}
		switch {
		case lab.IsNumeric(p):
			v.Numerics = append(v.Numerics, row)
		case len(v.Params) < shownParams:
			v.Params = append(v.Params, row)
		default:
			v.More = append(v.More, row)
		}
	}
	if len(v.More) == 1 { // a fold for one is longer than the one
		v.Params, v.More = append(v.Params, v.More...), nil
	}
}

func boolRank(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// labID keeps names apart that differ by case alone: some browsers' tools do not.
func labID(name string) string { return name }

// labOut computes, within a moment or as a job, and shows what there is.
func (s *Server) labOut(c echo.Context, q lab.Query) (views.LabOut, int) {
	out := views.LabOut{Name: q.Model.Name, Address: q.Address(), Link: "http://" + c.Request().Host + q.Address(), Errors: map[string]string{}, HasVariants: len(q.Model.Variants) > 0}
	for _, w := range q.Model.Variants {
		if w.Name == q.Variant {
			out.VariantSays = w.Says
		}
	}
	if isSecure(c.Request()) {
		out.Link = "https" + strings.TrimPrefix(out.Link, "http")
	}
	if q.Hold {
		out.Held = q.Address()
		out.Sweep = labSweepForm(q)
		return out, http.StatusOK
	}
	job, err := s.lab.Submit(labOwner(int64(s.actor(c).ID)), q)
	var busy *lab.BusyError
	if errors.As(err, &busy) {
		out.Problem = &views.LabProblem{Title: "Not run yet.", What: busy.Says}
		out.Held, out.Sweep = "", labSweepForm(q)
		return out, http.StatusTooManyRequests
	}
	p := job.Wait(c.Request().Context(), labPatience)
	status := s.labShow(&out, q, p.Outcome)
	if p.State == lab.Running || p.State == lab.Waiting {
		pending := labPending(job, p)
		pending.Back = lab.WithFields(labModelURL(q.Model.Name), withHold(q))
		out.Pending = &pending
	}
	return out, status
}

func withHold(q lab.Query) map[string][]string {
	fields := q.Encode()
	fields.Set(lab.FieldHold, "1")
	return fields
}

// labShow turns what was found into figures and numbers, or into the reason why there are none.
func (s *Server) labShow(out *views.LabOut, q lab.Query, o lab.Outcome) int {
	status := http.StatusOK
	if o.Main != nil && o.Main.Err != nil {
		status = labProblem(out, q, o.Main.Err)
		out.Sweep = labSweepForm(q)
		return status
	}
	if o.Main == nil {
		return status
	}
	if o.Wrong != nil && o.Wrong.Err != nil {
		out.Problem = &views.LabProblem{Title: "The variant could not be run.", What: o.Wrong.Err.Error()}
	}
	labFigures(out, q, o)
	out.Hides = labHides(q, o)
	out.Numbers = labNumbers(q, o)
	out.Sweep = labSweepView(q, o, out.SweepFirst)
	for i := range out.Main {
		out.Main[i].SVG = figureURL(q, out.Main[i].Figure.ID, "svg")
	}
	for i := range out.Side {
		out.Side[i].SVG = figureURL(q, out.Side[i].Figure.ID, "svg")
	}
	labCompare(out, q)
	out.Exports = labExports(q)
	out.Seconds = fmt.Sprintf("computed in %s", secondsWords(o.Main.Seconds))
	return status
}

func secondsWords(s float64) string {
	if s < .9995 {
		return fmt.Sprintf("%.0f ms", max(1, s*1000))
	}
	return fmt.Sprintf("%.1f s", s)
}

// labHides says of a wrong variant that gives what the right model gives at which values it shows; nil when it shows.
func labHides(q lab.Query, o lab.Outcome) *views.LabHides {
	if o.Wrong == nil || o.Wrong.Err != nil || !reflect.DeepEqual(o.Wrong.Result, o.Main.Result) {
		return nil
	}
	hides := &views.LabHides{}
	for _, w := range q.Model.Variants {
		if w.Name != q.Variant || len(w.Where) == 0 {
			continue
		}
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(w.Where)) {
			parts = append(parts, name+" = "+sim.Format(w.Where[name]))
		}
		hides.At = strings.Join(parts, ", ")
		hides.URL = q.With(func(r *lab.Query) { maps.Copy(r.Values, w.Where) }).Address()
	}
	return hides
}

// labProblem puts a failed run's reason where it belongs: beside a field if it names one.
func labProblem(out *views.LabOut, q lab.Query, err error) int {
	var bad *sim.ParameterError
	var large *lab.TooLarge
	var long *lab.TooLong
	var diverged *sim.DivergedError
	switch {
	case errors.As(err, &bad):
		says := fmt.Sprintf("%s is not admissible; it must be %s.", sim.Format(bad.Value), bad.Range)
		out.Errors = map[string]string{bad.Parameter: says}
		out.Problem = &views.LabProblem{Title: "Not run.", What: bad.Parameter + ": " + says}
	case errors.As(err, &large):
		out.Errors = map[string]string{large.Parameter: large.What + " " + large.Mend}
		out.Problem = &views.LabProblem{Title: "Too large for the lab.", What: large.Error()}
	case errors.As(err, &long):
		out.Problem = &views.LabProblem{Title: "Stopped.", What: long.Error()}
	case errors.As(err, &diverged):
		out.Problem = &views.LabProblem{Title: "The run left the finite numbers.", What: diverged.Error() + "."}
	default:
		out.Problem = &views.LabProblem{Title: "Not run.", What: "The run was cancelled."}
		return http.StatusOK
	}
	return http.StatusUnprocessableEntity
}

// labCompare lists the pinned runs and offers to pin this one.
func labCompare(out *views.LabOut, q lab.Query) {
	for i, pin := range q.Pins {
		alone := lab.Query{Model: q.Model, Settings: pin, Along: q.Along, Of: q.Of}
		out.Pins = append(out.Pins, views.LabPin{Says: pin.Changes(q.Model), Role: fmt.Sprintf("pin%d", i+1), OpenURL: alone.Address(),
			RemoveURL: q.With(func(r *lab.Query) { r.Pins = slices.Delete(r.Pins, i, i+1) }).Address()})
	}
	if len(q.Pins) < lab.MaxPins {
		out.PinURL = q.With(func(r *lab.Query) { r.Pins = append(r.Pins, q.Settings) }).Address()
	} else {
		out.PinFull = true
	}
}
