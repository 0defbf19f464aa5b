package understand

import (
	"encoding/json"
	"time"
)

// Parameter is one number that a program's behaviour depends on: an argument of its function, or (when Make
// finds it in the text) a constant such as `tau = 10.0`.
type Parameter struct {
	Name string `json:"name"`
	Unit string `json:"unit,omitempty"`
	// Means is the words for it, "membrane time constant"; may be empty.
	Means string  `json:"means,omitempty"`
	Value float64 `json:"value"`
	// Low and High bound what may be asked; both zero: a range is made from Value.
	Low  float64 `json:"low,omitempty"`
	High float64 `json:"high,omitempty"`
	// Step is the grid on which fresh values are drawn, so that they can be written and worked with by hand.
	Step    float64 `json:"step,omitempty"`
	Integer bool    `json:"integer,omitempty"`
	// Setting marks a number of the method, not of the model: dt, T, a seed.
	Setting bool `json:"setting,omitempty"`
	// Array is the argument itself where it is an array (row-major, with Shape); it is passed as it is and never varied.
	Array []float64 `json:"array,omitempty"`
	Shape []int     `json:"shape,omitempty"`
}

// Kinds of Output.
const (
	KindTrace  = "trace"  // samples in time or along a grid
	KindTimes  = "times"  // increasing event times
	KindScalar = "scalar" // one number
)

// Output is one returned value of the program, in the order in which it is returned.
type Output struct {
	Name  string `json:"name"`
	Unit  string `json:"unit,omitempty"`
	Means string `json:"means,omitempty"`
	Kind  string `json:"kind,omitempty"` // trace, times, scalar; empty: inferred from a run
}

// ModificationTest is one hidden test of a modification: the function is called with Arguments (others at their
// Subject values) and what it returns is compared with what the reference modification returns.
type ModificationTest struct {
	Name      string             `json:"name"`
	Arguments map[string]float64 `json:"arguments,omitempty"`
	// Output names the returned value that is compared; empty: all of them.
	Output string `json:"output,omitempty"`
	// As: "values" (elementwise), "count" (number of elements), "intervals" (mean, first and last difference), "first", "last".
	As     string  `json:"as,omitempty"`
	Within float64 `json:"within,omitempty"` // absolute tolerance in the output's unit; 0: 1e-6 relative
	// Expect is the truth where it comes from the reference core; empty: it comes from running Reference.
	Expect []float64 `json:"expect,omitempty"`
}

// Modification is a small extension that a trainee adds to their own program (C9).
type Modification struct {
	ID        string             `json:"id"`
	Ask       string             `json:"ask"` // Markdown; says the new arguments, units and conventions
	Minutes   int                `json:"minutes,omitempty"`
	Function  string             `json:"function,omitempty"`   // empty: the Subject's function
	Parameter []Parameter        `json:"parameters,omitempty"` // arguments that the modification adds
	Outputs   []Output           `json:"outputs,omitempty"`    // what it returns; empty: as before
	Tests     []ModificationTest `json:"tests"`
	Reference string             `json:"reference"` // a program that has the modification
}

// Subject is the work that items are made from.
type Subject struct {
	Source     string      `json:"source"`
	Function   string      `json:"function"`
	Starter    string      `json:"starter,omitempty"`
	Parameters []Parameter `json:"parameters"`
	Outputs    []Output    `json:"outputs"`
	// Declared are the parameters under the names that the exercise has for them, Renamed what the program calls them where it
	// has other names (empty: it has the same).
	Declared      []Parameter       `json:"declared,omitempty"`
	Renamed       map[string]string `json:"renamed,omitempty"`
	Modifications []Modification    `json:"modifications,omitempty"`
	Submitted     time.Time         `json:"submitted"`
	// Equation is the model in the plain text of the derivation checker, for display only.
	Equation string `json:"equation,omitempty"`
	// Derivation is the trainee's own derivation, if one was handed in; Formulas are results that the exercise states.
	Derivation *Derivation  `json:"derivation,omitempty"`
	Formulas   []ClosedForm `json:"formulas,omitempty"`
	// Features are what the exercise's model can and can never show; Oracle is a task of it that leaves choices open.
	Features []Feature `json:"features,omitempty"`
	Oracle   *Oracle   `json:"oracle,omitempty"`
	// Settled are the outputs as Make found them, part by part; kept with an item so that marking sees the same.
	Settled []Output `json:"settled,omitempty"`
	// Show is how the call is written for a person, {name} standing for each argument: "LIF({tau}).run({I})". Empty:
	// Function with its arguments.
	Show string `json:"show,omitempty"`
	// Append is code that stands behind the source: the call of a method as a function. It is never shown or mutated.
	Append string `json:"append,omitempty"`
	// Prepare is code that stands before the source (a starter's library); it is run and never mutated or shown.
	Prepare string `json:"prepare,omitempty"`
}

// Options steer Make. The zero value makes every family that can be made.
type Options struct {
	// Seed is the course secret's contribution; it is mixed with the hash of the submission.
	Seed uint64
	// Families restricts what is made, in this order of preference; empty: all.
	Families []string
	// Count is how many items are wanted (0: 8). Two of a family are made, or up to four where there would be too few.
	Count int
}

// Pool is what Make returns.
type Pool struct {
	Items   []Item    `json:"items"`
	Dropped []Dropped `json:"dropped,omitempty"`
}

// Dropped says why a family gave no (or no further) item.
type Dropped struct {
	Family string `json:"family"`
	Why    string `json:"why"`
}

// Kinds of Response. Every kind is a small form: Mark's Answer has one entry a Field, under Field.Name.
const (
	Number = "number" // one field "value"
	Arrows = "arrows" // one field an observable, options rises, falls, stays
	Line   = "line"   // one field "line": the number of a line of Program
	Inputs = "inputs" // one field an argument
	Code   = "code"   // one field "code": a whole program, Starter is where it begins
	Choice = "choice" // one field a choice, each with its options
	// Formula: one field a formula or a condition, written as in a derivation; a field "line" beside it is a number.
	Formula = "formula"
	// Probing: fields with options are the answer; the others are inputs with which a program may be called meanwhile.
	Probing = "probing"
)

// Field is one entry of an answer.
type Field struct {
	Name    string   `json:"name"`
	Label   string   `json:"label"`
	Unit    string   `json:"unit,omitempty"`
	Options []string `json:"options,omitempty"`
	// Default is what an empty entry means; "" makes the entry required.
	Default string `json:"default,omitempty"`
}

// Response is the form in which an item is answered.
type Response struct {
	Kind    string   `json:"kind"`
	Unit    string   `json:"unit,omitempty"`
	Fields  []Field  `json:"fields"`
	Options []string `json:"options,omitempty"` // kind line: the numbers of the lines that may be chosen
	Starter string   `json:"starter,omitempty"` // kind code
	// Header declares the names that a formula may use (kind formula).
	Header string `json:"header,omitempty"`
	// Precision says in words how exact the answer must be: "within 2 %".
	Precision string `json:"precision,omitempty"`
}

// Route is one way by which the key was found. An item is served only if two routes agree.
type Route struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Axis of a Figure.
type Axis struct {
	Label string  `json:"label"`
	Unit  string  `json:"unit,omitempty"`
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
}

// Series is one line of a panel. Roles: yours, changed, threshold.
type Series struct {
	Name string    `json:"name"`
	Role string    `json:"role"`
	X    []float64 `json:"x"`
	Y    []float64 `json:"y"`
}

// Panel is one pair of axes; the panels of a figure are stacked and share both axes.
type Panel struct {
	Title  string   `json:"title"`
	Series []Series `json:"series"`
}

// Figure belongs to an item's question.
type Figure struct {
	Title       string  `json:"title"`
	Description string  `json:"description"`
	X           Axis    `json:"x"`
	Y           Axis    `json:"y"`
	Panels      []Panel `json:"panels"`
}

// Item is one question made from one submission. It round-trips through JSON and is stored whole; only Title, Ask,
// Program, Figure and Response may be shown before the sitting closes.
type Item struct {
	ID     string `json:"id"`
	Family string `json:"family"`
	// Title is the question in one line, a heading: "One token of your program was changed. Which line?"
	Title string `json:"title"`
	// Ask is Markdown and stands by itself: which input, which quantity, which unit, how precise.
	Ask      string          `json:"ask"`
	Program  string          `json:"program,omitempty"`
	Figure   *Figure         `json:"figure,omitempty"`
	Response Response        `json:"response"`
	Key      json.RawMessage `json:"key"`
	KeySays  string          `json:"key_says"` // the truth and why, one or two sentences, shown after closing
	G        float64         `json:"g"`
	Slip     float64         `json:"slip"`
	Seconds  int             `json:"seconds"`
	Routes   []Route         `json:"routes"`
	// NotBefore is the earliest time at which it may be served; zero: at once.
	NotBefore time.Time `json:"not_before,omitzero"`
	// Working is what marking and RunIt need; never shown before closing.
	Working Working `json:"working"`
}

// Working is the recipe of an item's key: everything needed to find it again with a Runner.
type Working struct {
	Source   string             `json:"source"`             // the submission as it was, with Prepare
	Changed  string             `json:"changed,omitempty"`  // the changed program, for families that change it
	Function string             `json:"function"`           // what is called
	Settings map[string]float64 `json:"settings,omitempty"` // the parameters at which the item stands
	Observe  string             `json:"observe,omitempty"`  // the observable asked for
	More     json.RawMessage    `json:"more,omitempty"`     // per family
	Subject  *Subject           `json:"subject,omitempty"`  // parameters and outputs as Make settled them
}

// Verdict is the result of marking one answer.
type Verdict struct {
	Correct bool `json:"correct"`
	// Says is what the truth is and why, for the time after the sitting has closed.
	Says string `json:"says"`
	// Short is the key in a few words for tables: "8.90 ms", "line 8, / became *".
	Short string `json:"short"`
	// Answer is what was understood of the entry, for tables: "6.9 ms". Unread says why an entry could not be read
	// (such an entry may be given again: it is not a wrong answer).
	Answer string `json:"answer"`
	Unread string `json:"unread,omitempty"`
}
