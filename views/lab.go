package views

import (
	"fmt"
	"strings"

	"coronium/views/plot"

	"github.com/a-h/templ"
)

// LabIndex lists everything that can be run.
type LabIndex struct {
	Page
	Count  int
	Search string // what was searched for
	Fields []LabField
}

// LabField is a group of the index.
type LabField struct {
	Key, Title, Says string
	Rows             []LabRow
}

// LabRow is a model or theory in one line.
type LabRow struct {
	Title, Name, URL string
	Says             string   // its first equation or sentence, as words
	Marks            []string // what its page offers beside a run: "phase plane", "Python"
}

// Lab is the page of one model. Its form is sent by GET: a parameter's field has the parameter's name, the others are
// set, was, variant, seed, along, was-along, of, low, high, sweep, pin.
type Lab struct {
	Page
	Name, Title, Field, FieldURL string
	Kind                         string // "model" or "theory"
	Equations                    []TeX
	Doc, Source                  string
	Action, ResetURL             string
	Sets                         []Choice
	SetSays                      string
	Params                       []LabParam // shown at once
	More                         []LabParam // behind "5 more"
	Numerics                     []LabParam // of the computation
	Seed                         *Field     // nil where chance has no part
	Pinned                       []string   // carried along by the form
	SweepField                   string     // carried along by the form; may be empty
	Variants                     []Choice
	VariantSays                  string
	Out                          LabOut
}

// Choice is an option of a select.
type Choice struct {
	Value, Label string
	Chosen       bool
}

// LabParam is a parameter with its number field and its slider.
type LabParam struct {
	Name, Means, Unit     string
	Symbol                TeX
	Value                 string  // as typed
	At                    float64 // where the slider stands
	Low, High, Step       float64 // of the slider
	Min, Max              string  // admissible, for the field's own check
	Range                 string  // "from 0.1 to 100 ms"
	Default               string
	Error                 string
	Whole                 bool
	Changed               bool
	ErrorID, ID, SliderID string
}

// LabOut is what changes when a parameter does.
type LabOut struct {
	Name     string
	Address  string // of this state
	Link     string // with the site's name, to be copied
	Problem  *LabProblem
	Pending  *LabPending
	Held     string // the address that runs it, when nothing was run
	Main     []LabFigure
	Facts    []LabFact
	Side     []LabFigure
	Numbers  *LabNumbers
	Sweep    *LabSweep
	Exports  []LabExport
	Pins     []LabPin
	PinURL   string // pins the present run; empty when there are MaxPins already
	PinFull  bool
	Errors   map[string]string // by field, for a fragment
	Seconds  string
	Portrait bool // the main column shows a phase plane

	SweepFirst bool // there is no other figure: the sweep is the main one

	HasVariants bool
	VariantSays string
	Hides       *LabHides
}

// LabHides is a wrong variant that gives the right result at these values: at which ones it shows, if the registry says.
type LabHides struct{ At, URL string }

// LabProblem is why there is no result.
type LabProblem struct{ Title, What string }

// LabPending is a computation that goes on.
type LabPending struct {
	Says    string // "sweeping I: 7 of 41", "queued: place 2"
	Percent int    // -1 when unknown
	Events  string // address of its events
	Cancel  string // POST
	Back    string // where a browser without scripts goes after cancelling
}

// LabFigure is a figure under a heading of its own.
type LabFigure struct {
	Heading, Aside string
	Figure         plot.Figure
	Size           plot.Size
	Lines          string // address of its points, for zooming
	SVG            string // address of the stand-alone drawing
	Drag           *LabDrag
}

// LabDrag lets the start of a trajectory be moved in the figure: the fields that it fills.
type LabDrag struct {
	X, Y, Start string
	StartValue  string
	AtX, AtY    float64
}

// LabFact is a line of a table of facts.
type LabFact struct {
	Name, Value string
	Mark        string // Holds or Differs before the value's first word
	Strong      string
}

// LabNumbers is the table of scalars: a column for each run shown.
type LabNumbers struct {
	Columns []string
	Rows    []LabNumber
	Caption string
}

// LabNumber is one scalar.
type LabNumber struct {
	Name   string
	Symbol TeX
	Means  string
	Unit   string
	Values []string // one a column; empty where not defined
	Note   string   // theory, error
}

// LabSweep is the curve of any output against any parameter.
type LabSweep struct {
	Along, Of []Choice
	WasAlong  string
	Low, High Field
	Unit      string
	Figure    *LabFigure
	Offer     string // "about 8 s", when it was not computed
	OfferURL  string
	Broken    string // why it ended early
}

// LabExport is a way to take the run along.
type LabExport struct{ Label, URL, Says string }

// LabPin is a run laid over the present one.
type LabPin struct {
	Says, Role         string
	OpenURL, RemoveURL string
}

// step writes a slider's number without noise.
func labNumber(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.10g", v), ".0") }

func moreWords(params []LabParam) string {
	return fmt.Sprintf("%d more", len(params))
}

// labOpen says whether a folded group must be open: a fault in it must be seen.
func labOpen(params []LabParam) bool {
	for _, p := range params {
		if p.Error != "" || p.Changed {
			return true
		}
	}
	return false
}

func labDescribed(p LabParam) string {
	return "r-" + p.ID + " " + p.ErrorID
}

func labFound(v LabIndex) string {
	n := 0
	for _, f := range v.Fields {
		n += len(f.Rows)
	}
	return fmt.Sprintf("%d found for “%s”", n, v.Search)
}

func chosen(all []Choice) string {
	for _, o := range all {
		if o.Chosen {
			return o.Value
		}
	}
	return ""
}

// numericsWords names what is folded away.
func numericsWords(v Lab) string {
	var names []string
	for _, p := range v.Numerics {
		names = append(names, p.Name)
	}
	if v.Seed != nil {
		names = append(names, "seed")
	}
	return strings.Join(names, ", ")
}

// UnitWords writes a unit as people do.
func UnitWords(unit string) string {
	if unit == "1" {
		return ""
	}
	return strings.NewReplacer("MOhm", "MΩ", "kOhm", "kΩ", "Ohm", "Ω", "uF", "µF", "uA", "µA", "uS", "µS", "um", "µm", "^2", "²", "^3", "³", "*", "\u202f", "degC", "°C", "sqrt(s)", "√s").Replace(unit)
}

// outside leaves out the fields whose faults stand in the results themselves.
func outside(fields []string) []string {
	var out []string
	for _, f := range fields {
		if f != "low" && f != "high" {
			out = append(out, f)
		}
	}
	return out
}

const chooseVariant = "Choose one to see the wrong program's run beside the right one."

// invalid marks a field that is at fault; the words beside it are named already.
func invalid(fault string) templ.Attributes {
	if fault == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}

func (f LabFigure) frame() string {
	left, top, right, bottom := plot.Frame(f.Size)
	return fmt.Sprintf("%g %g %g %g", left, top, right, bottom)
}

func (f LabFigure) dataRange() string {
	return fmt.Sprintf("%g %g %g %g", f.Figure.X.Min, f.Figure.X.Max, f.Figure.Y.Min, f.Figure.Y.Max)
}
