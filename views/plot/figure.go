package plot

// Axis is a labelled axis. Min == Max means: find the range from the data.
type Axis struct {
	Label string // "current"; a one-letter symbol is set in italics
	Unit  string // "nA"
	Min   float64
	Max   float64
	Log   bool
	Bare  bool // no grid and no numbers: what stands there has no measure
}

// Series is one line, set of points or set of times.
type Series struct {
	Name string
	// Role: yours, reference, residual, theory, simulation, prediction, draft,
	// threshold, other, spikes; in the lab also run, wrong, pin1 … pin3, line1 … line5,
	// null-x, null-y, path, stable, unstable, cycle, cycle-unstable, raster, bars.
	Role string
	X, Y []float64
	// Low, High draw an error bar per point; may be nil.
	Low, High []float64
}

// Mark is a place on the axes with words: a divergence, a rheobase.
type Mark struct {
	X, Y  float64
	Label string
	Role  string // as in Series; "divergence" for the first place where two part
	// Vertical draws a line over the whole height at X; Horizontal one at Y.
	Vertical, Horizontal bool
}

// Figure is a plot on axes, with a residual below when a series has that role.
type Figure struct {
	ID          string
	Title       string // the claim, as a sentence
	Description string // the finding in words
	Caption     string // shown under the plot after the title; may be empty
	X, Y        Axis
	Series      []Series
	Marks       []Mark
	Arrows      []Arrow // a field under everything else; may be nil
	// Residual asks for the residual of the series "yours" against "reference"
	// in a strip below (computed here when no series has role "residual").
	Residual bool
}

// EPath is the evidence after each item, on a logarithmic axis.
type EPath struct {
	E      []float64 // after each item; E before the first is 1
	Right  []bool
	Days   []string // day of each item; a change of day is drawn
	FlagAt float64  // 100
}

// Calibration is how often someone was right against how sure they were.
type Calibration struct {
	Bins []CalibrationBin
	N    int
}

// CalibrationBin is one group of predictions. Low and High bound Right.
type CalibrationBin struct {
	Sure, Right, Low, High float64 // percent
	N                      int
}

// ItemStrip is check items by family: the share right among those otherwise cleared.
type ItemStrip struct {
	Families []StripFamily
	KeptFrom float64 // percent; items below are quarantined
}

// StripFamily is one row of discs.
type StripFamily struct {
	Name  string
	Items []StripItem
}

// StripItem is one check item.
type StripItem struct {
	Name        string
	Percent     float64
	Quarantined bool
}
