package exercises

import (
	"time"

	"coronium/grading/derive"
)

// Work is what a trainee hands in for one stage.
type Work struct {
	Text   string            // the program, or the lines of the derivation
	Fields map[string]string // the answers of predict and critique; see Prediction.Fields and Critique.Fields
	// VisibleOnly runs the tests that the trainee can read and no others, without a mark: a run, not a hand-in.
	VisibleOnly bool
	Owner       string // whose work it is, for fair queueing in the sandbox
	Regrade     bool   // ranked below live work
	Waiting     func(place int)
}

// A Report is the verdict on one stage. It is stored and printed as JSON.
type Report struct {
	Exercise      string         `json:"exercise"`
	Stage         string         `json:"stage"`
	Version       string         `json:"version"`
	Seed          uint64         `json:"seed"`
	Variant       map[string]any `json:"variant"` // {"seed": …, "values": {name: number}}
	Score         float64        `json:"score"`
	Max           float64        `json:"max"`
	Passed        bool           `json:"passed"`
	Tests         []Test         `json:"tests"`
	Misconception string         `json:"misconception"` // its name, or empty
	Diagnosis     *Diagnosis     `json:"diagnosis,omitempty"`
	Facts         []Fact         `json:"facts,omitempty"` // where there is no diagnosis: the nearest facts
	Says          string         `json:"says"`            // the state of things in one or two sentences
	Figures       []Figure       `json:"figures,omitempty"`
	Output        string         `json:"output,omitempty"` // what the program printed
	Usage         Usage          `json:"usage"`
	Derivation    *derive.Report `json:"derivation,omitempty"`
	Fault         string         `json:"fault,omitempty"` // why it could not be judged to the end: a sentence, with how to mend it
	FaultLine     int            `json:"fault_line,omitempty"`
	// Ungradable says that nothing was judged (a syntax error, no such function, an empty text): it costs no attempt.
	Ungradable bool `json:"ungradable,omitempty"`
	VisibleRun bool `json:"visible_run,omitempty"` // only the visible tests were run
	// Taken says which cells of a notebook were judged and what was left out.
	Taken []string `json:"taken,omitempty"`
}

// Verdicts of a test: the three words in which feedback is given.
const (
	Holds   = "holds"
	Differs = "differs"
	Explain = "explain" // it could not be told; Message says why
)

// A Test is the verdict on one thing that was looked at.
type Test struct {
	Name    string  `json:"name"`
	Hidden  bool    `json:"hidden"`
	Passed  bool    `json:"passed"`
	Verdict string  `json:"verdict"`
	Message string  `json:"message"`        // what differs (number), where, what to ask oneself
	Rule    string  `json:"rule,omitempty"` // how it is judged
	Line    int     `json:"line,omitempty"` // of the submission, if one is known
	Number  float64 `json:"number"`         // what was measured
	Unit    string  `json:"unit,omitempty"`
	Score   float64 `json:"score"` // 0..1
	Weight  float64 `json:"weight"`
	// Like names an earlier test that fails for the same reason and tells it; a page shows that one alone.
	Like  string `json:"like,omitempty"`
	cause string // of a fault that keeps it from being judged
}

// A Fact is one thing that the exercise measures on a program, yours beside the reference: what is right and what is not,
// where no wrong program is recognised.
type Fact struct {
	Says  string `json:"says"`
	Holds bool   `json:"holds"`
}

// A Diagnosis names the misconception that a program behaves like.
type Diagnosis struct {
	Name  string `json:"name"`
	Says  string `json:"says"`           // what the program does
	Ask   string `json:"ask,omitempty"`  // a question to ask oneself
	Where string `json:"where"`          // time, sample, values
	Line  int    `json:"line,omitempty"` // of the submission, if the program shows the tell-tale expression
}

// Usage is what the run cost.
type Usage struct {
	CPU    time.Duration `json:"cpu"`
	Wall   time.Duration `json:"wall"`
	Memory int64         `json:"memory"` // bytes resident at the most
	Ended  string        `json:"ended,omitempty"`
}

// Roles of a series in a figure.
const (
	RoleYours      = "yours"
	RoleReference  = "reference"
	RoleResidual   = "residual"
	RoleTheory     = "theory"
	RoleSimulation = "simulation"
	RolePrediction = "prediction"
)

// A Figure is a plot as data; app/web draws it.
type Figure struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"` // one claim, as a sentence
	Description string   `json:"description"`
	X           Axis     `json:"x"`
	Y           Axis     `json:"y"`
	Series      []Series `json:"series"`
	Residual    bool     `json:"residual,omitempty"` // drawn small, below the figure before it
}

// An Axis names what it shows; Min and Max are equal when the data decide.
type Axis struct {
	Label string  `json:"label"`
	Unit  string  `json:"unit"`
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
}

// A Series is one line or point cloud of a figure.
type Series struct {
	Name   string    `json:"name"`
	Role   string    `json:"role"`
	Points bool      `json:"points,omitempty"` // marks, not a line
	X      []float64 `json:"x"`
	Y      []float64 `json:"y"`
}
