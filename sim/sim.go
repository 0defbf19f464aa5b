// Package sim is the vocabulary of the reference simulation core: what a model is, which parameters
// it takes, what it returns, and how it says that it was asked for something inadmissible.
//
// The models themselves stand in the folders below: neuron (point neurons), synapse, plasticity,
// cable, rate, network, decision, glm, inference, spike, and theory (closed forms and quadratures
// that the simulations are checked against). solve holds the integrators, random the portable
// generator. registry puts them into one list, fills in defaults and checks ranges; `coronium sim`,
// the lab pages and grading all go through it.
//
// Conventions are declared once, in conventions.md beside this file, and tested where they bite:
// units of the field (mV, ms, nA, MOhm, uS, pF), integrate - test - stamp - reset inside a step,
// refractoriness as a count of whole steps, sigma defined by Var V = sigma^2/2. Nothing here knows
// of exercises, grading or the web.
package sim

import "context"

// Kind says what sort of thing an output is.
type Kind string

// The kinds of output.
const (
	KindScalar Kind = "scalar" // one number, in Result.Scalars
	KindTrace  Kind = "trace"  // a value a time step, in Result.Traces beside the trace "t"
	KindTimes  Kind = "times"  // spike or event times in ms, in Result.Times
	KindCurve  Kind = "curve"  // ordinates against a trace named in Means, in Result.Traces
)

// The two kinds of registered entries.
const (
	KindModel  = "model"  // something that is simulated
	KindTheory = "theory" // something that is computed from a formula
)

// Parameter is one number that a model takes. Min and Max are admissible values themselves.
type Parameter struct {
	Name, Unit, Means string
	Default, Min, Max float64
	Integer           bool // a count or a switch; a value that is not whole is refused
}

// Output is one thing that a model returns, named as in Result.
type Output struct {
	Name, Unit, Means string
	Kind              Kind
}

// Variant is a wrong version of a model, kept for teaching: a misconception as a program that runs.
// Says is one sentence on what that program does. At the defaults it gives another result than the
// right model, or at the values of Where, which are then needed to see it: a start that is ignored
// hides while the start is in the middle.
type Variant struct {
	Name, Says string
	Where      map[string]float64
}

// Model is an entry of the registry.
type Model struct {
	Name   string // as on the command line: "lif"
	Title  string // as a heading: "Leaky integrate-and-fire neuron"
	Doc    string // equation, convention, and where other simulators differ; plain text
	Source string // where equation and default values come from
	Kind   string // KindModel or KindTheory

	Parameters []Parameter
	Outputs    []Output
	Variants   []Variant
	Presets    []Preset // named parameter sets

	// Run computes. It may assume that s.Values holds every parameter, finite and inside its range,
	// as registry.Run sees to it; relations between parameters are its own to check.
	Run func(ctx context.Context, s Settings) (Result, error)

	// What the model looks like from above; nil where there is no such picture. Call them by registry.PhasePlane and
	// registry.BifurcationDiagram, which fill in defaults and check ranges as registry.Run does.
	PhasePlane  func(ctx context.Context, s Settings) (PhasePlane, error)
	Bifurcation *Sweep
}

// Settings is a request to a model.
type Settings struct {
	Values  map[string]float64
	Variant string // "" is the right model
	Seed    uint64 // same seed, same result
	Traces  bool   // whether Result.Traces is wanted
	Built   func() // if set, called when a model has drawn its connections and the run itself begins
}

// Begin tells the caller, if it asked, that building is over; models without a building part need not call it.
func (s Settings) Begin() {
	if s.Built != nil {
		s.Built()
	}
}

// Result is what came out. A scalar that is not defined (the interval of a neuron that fired once)
// is absent, never NaN.
type Result struct {
	Scalars map[string]float64
	Traces  map[string][]float64
	Times   map[string][]float64
}

// Parameter returns the declared parameter of that name.
func (m Model) Parameter(name string) (Parameter, bool) {
	for _, p := range m.Parameters {
		if p.Name == name {
			return p, true
		}
	}
	return Parameter{}, false
}

// HasVariant reports whether the model lists that wrong variant.
func (m Model) HasVariant(name string) bool {
	for _, v := range m.Variants {
		if v.Name == name {
			return true
		}
	}
	return false
}
