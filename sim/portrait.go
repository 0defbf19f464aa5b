package sim

import "context"

// Point is a point of a plane.
type Point struct{ X, Y float64 }

// Axis is a quantity along an edge of a picture, and the window of it that is worth seeing. Name is that of the trace or parameter.
type Axis struct {
	Name, Unit, Means string
	Min, Max          float64
}

// Arrow is the field at a point: the state there and its rate of change per ms.
type Arrow struct{ X, Y, DX, DY float64 }

// Nullcline is where one variable stands still: connected lines in the window (a cubic is one line, a folded one may be two).
type Nullcline struct {
	Of    string // name of the variable that stands still
	Lines [][]Point
}

// Eigenvalue of a Jacobian, in 1/ms.
type Eigenvalue struct{ Re, Im float64 }

// FixedPoint is a state that does not change, with its linear stability.
type FixedPoint struct {
	X, Y        float64
	Class       string // stable node, stable focus, saddle, unstable node, unstable focus
	Stable      bool
	Eigenvalues []Eigenvalue // largest real part first
}

// Reset is the jump of an integrate-and-fire plane: when X reaches Cut, X becomes To and Y grows by Jump.
type Reset struct{ Cut, To, Jump float64 }

// PhasePlane is the picture of a model of two variables at one set of values. Of a model of one variable it is the phase line: Y is then
// the rate of change of X (unit per ms), Line is that rate against X, fixed points lie on Y = 0, and there are neither arrows
// nor nullclines.
type PhasePlane struct {
	X, Y        Axis
	Arrows      []Arrow
	Nullclines  []Nullcline // of X, then of Y
	FixedPoints []FixedPoint
	Line        []Point
	Reset       *Reset // nil when the flow is smooth
}

// BranchPoint is a fixed point at one value of the swept parameter.
type BranchPoint struct {
	Input, State float64
	Stable       bool
}

// Bifurcation is where a branch of fixed points changes. Frequency (Hz) is that of a Hopf point at birth, 0 for a fold.
type Bifurcation struct {
	Kind                    string // "Hopf" or "fold"
	Input, State, Frequency float64
}

// Cycle is a periodic solution at one value of the swept parameter: the extremes of the state, and the period in ms.
type Cycle struct {
	Input, Low, High, Period float64
	Stable                   bool
}

// BifurcationDiagram is what a model can do along one parameter. Branch is one line in order of arc length: it turns back at folds.
// Each of Cycles is a line of stable periodic solutions in ascending order of the input; unstable ones are not among them.
type BifurcationDiagram struct {
	Input, State Axis
	Branch       []BranchPoint
	Points       []Bifurcation // in order along the branch
	Cycles       [][]Cycle
}

// Sweep says that a model has a bifurcation diagram: along which parameter, between which values unless told otherwise, and how it is
// computed. The swept parameter's own value in the settings does not matter.
type Sweep struct {
	Parameter string
	From, To  float64
	Run       func(ctx context.Context, s Settings, from, to float64) (BifurcationDiagram, error)
}
