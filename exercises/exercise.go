package exercises

import "sync"

// The types of exercise.yaml. The tags name the keys; a doc tag becomes the key's description in the JSON Schema that
// editors use. A field tagged `key` takes the key under which its struct stands in a mapping; mappings keep their order.

// A Library is a loaded content folder. Several may use it at a time while its content is replaced (snapshot.go).
type Library struct {
	mu        sync.RWMutex
	modules   []Module
	exercises map[string]*Exercise
	order     []string
	archive   Archive
	kept      map[string]*Exercise // old versions, by id and version
}

// A Module is a chapter: a page of its own and exercises in order.
type Module struct {
	ID        string    // folder name, "02-integrate-and-fire"
	Number    int       // 2
	Title     string    // first heading of module.md
	Text      string    // the rest of module.md, Markdown
	Passages  []Passage // the same, parted at its pictures
	Exercises []string  // ids, in the order of their requirements
}

// An Exercise is one folder with exercise.yaml in it.
type Exercise struct {
	ID      string `yaml:"-"` // folder name
	Module  string `yaml:"-"` // folder name of its module
	Version string `yaml:"-"` // hash of all its files
	Place   Place  `yaml:"-"`

	Title    string   `yaml:"title" doc:"What the exercise is about, as a heading."`
	Level    int      `yaml:"level" doc:"1 first contact, 2 working knowledge, 3 research practice."`
	Minutes  int      `yaml:"minutes" doc:"Time that a trainee needs for all stages."`
	Order    int      `yaml:"order,omitempty" doc:"Place within the module, where requires leaves it open."`
	Skills   []string `yaml:"skills" doc:"Skills that it builds, in lower case with hyphens."`
	Requires []string `yaml:"requires,omitempty" doc:"Exercises that come before."`
	Reading  []string `yaml:"reading,omitempty" doc:"Sources, with section."`

	Quantities []Quantity          `yaml:"quantities" doc:"Every symbol, declared once for all stages."`
	Where      []Expr              `yaml:"where,omitempty" doc:"Conditions; a draw that breaks one is drawn again."`
	Predict    []Prediction        `yaml:"predict,omitempty" doc:"Predictions, committed before anything runs."`
	Derive     *Derive             `yaml:"derive,omitempty" doc:"The derivation."`
	Implement  *Implement          `yaml:"implement,omitempty" doc:"The program and its tests."`
	Explain    *ExplainStage       `yaml:"explain,omitempty" doc:"Understanding checks from the trainee's own work."`
	Critique   []Critique          `yaml:"critique,omitempty" doc:"Models to accept or reject."`
	Grading    map[string]float64  `yaml:"grading" doc:"Points of each stage."`
	Hints      map[string][]string `yaml:"hints,omitempty" doc:"A ladder of hints for a stage, one question each."`

	Prompt     string    `yaml:"-"` // prompt.md, before the variant's numbers are put in
	Starter    string    `yaml:"-"` // starter.py
	Solution   string    `yaml:"-"` // solution.py
	Bank       []Program `yaml:"-"` // bank/*.py: programs that pass, for likeness
	Worked     string    `yaml:"-"` // derivation/worked.txt
	WrongLines []Program `yaml:"-"` // derivation/wrong-*.txt
	files      map[string][]byte
}

// A Program is a named text of the content folder.
type Program struct {
	Name string // file name without ending
	File string // path within the exercise
	Text string
}

// A Quantity is a symbol with its meaning, unit and value.
type Quantity struct {
	Name     string `yaml:"-" key:"true"`
	Of       string `yaml:"of,omitempty" doc:"What it is a function of, such as t."`
	Unit     string `yaml:"unit,omitempty" doc:"Unit; none means a pure number."`
	Means    string `yaml:"means,omitempty" doc:"Meaning in a few words."`
	Symbol   string `yaml:"symbol,omitempty" doc:"How it is set, in TeX, where its name does not tell: \\tau_r for tr."`
	Positive bool   `yaml:"positive,omitempty" doc:"It is greater than zero, for the derivation."`
	Value    Expr   `yaml:"value,omitempty" doc:"A fixed value or an expression in earlier quantities."`
	Draw     *Draw  `yaml:"draw,omitempty" doc:"How a variant draws it."`
	Hidden   bool   `yaml:"hidden,omitempty" doc:"Its value is not shown among the trainee's numbers: it is computed for tests and outcomes, and would give a prediction away."`
	Place    Place  `yaml:"-"`
}

// A Draw says how a variant draws a number.
type Draw struct {
	Uniform []Expr `yaml:"uniform,omitempty" doc:"Lowest and highest value."`
	Step    Expr   `yaml:"step,omitempty" doc:"Distance of the values on the grid; without it any value can be drawn."`
	Choice  []Expr `yaml:"choice,omitempty" doc:"The values to choose from."`
	Place   Place  `yaml:"-"`
}

// A Prediction is a commitment made before anything runs.
type Prediction struct {
	ID       string   `yaml:"id" doc:"Short name, unique in the exercise."`
	Ask      string   `yaml:"ask" doc:"The question, Markdown."`
	Entry    Entry    `yaml:"entry" doc:"How it is answered."`
	Truth    Truth    `yaml:"truth" doc:"What the answer is compared with."`
	Features []string `yaml:"features,omitempty" doc:"What of a curve is scored: start, end, foot, bend, ceiling, peak, trough, slope, time-constant, alternation, distance."`
	Scale    Expr     `yaml:"scale,omitempty" doc:"A difference that counts as large, for the interval score; else the size of the truth."`
	Says     string   `yaml:"says,omitempty" doc:"Why the truth is what it is, shown afterwards."`
	Place    Place    `yaml:"-"`
}

// An Entry is the form of an answer: one of its fields is set.
type Entry struct {
	Interval string   `yaml:"interval,omitempty" doc:"A number with an 80 % interval, in this unit."`
	Choice   []string `yaml:"choice,omitempty" doc:"One of these, with a confidence."`
	Curve    *Axes    `yaml:"curve,omitempty" doc:"A curve drawn on these axes."`
	Place    Place    `yaml:"-"`
}

// Axes are what a curve is drawn on: [name, low, high unit].
type Axes struct {
	X     Range  `yaml:"x" doc:"[name, low, high unit] of the horizontal axis."`
	Y     Range  `yaml:"y" doc:"[name, low, high unit] of the vertical axis."`
	XSays string `yaml:"x-says,omitempty" doc:"What is written at the horizontal axis, where its name is a variable that nobody knows: log10 K_o."`
	Place Place  `yaml:"-"`
}

// A Truth is what a prediction is compared with: an expression, a choice, a sweep of a model, or a measurement on the
// reference solution.
type Truth struct {
	Expression Expr    `yaml:"expression,omitempty" doc:"A number; or for a curve an expression in the horizontal variable."`
	Choice     string  `yaml:"choice,omitempty" doc:"The right choice."`
	Sim        string  `yaml:"sim,omitempty" doc:"A registered model."`
	Sweep      string  `yaml:"sweep,omitempty" doc:"The parameter of the model along the horizontal axis."`
	Output     string  `yaml:"output,omitempty" doc:"The scalar output of the model, or a trace against t."`
	Set        []Named `yaml:"set,omitempty" doc:"Parameters of the model that differ from the quantities of the same name."`
	Run        *Run    `yaml:"run,omitempty" doc:"A call of the reference solution; of says what is measured."`
	Of         Expr    `yaml:"of,omitempty" doc:"A measurement on the outputs of run."`
	Place      Place   `yaml:"-"`
}

// Derive is the second stage.
type Derive struct {
	Ask        string      `yaml:"ask,omitempty" doc:"The task, Markdown."`
	Given      []string    `yaml:"given,omitempty" doc:"Lines that may be used without proof."`
	Symbols    []string    `yaml:"symbols,omitempty" doc:"Symbols of the derivation alone, as in 'T:ms >0' or 'V(t):mV'; they replace quantities of the same name."`
	Let        []string    `yaml:"let,omitempty" doc:"Abbreviations that lines may use, as 'm = (1+tanh((V-V1)/V2))/2'; they stand for what they are."`
	Assume     []string    `yaml:"assume,omitempty" doc:"Assumptions that are given."`
	Goal       string      `yaml:"goal,omitempty" doc:"The result, if there is one milestone only."`
	Milestones []Milestone `yaml:"milestones,omitempty" doc:"Results on the way, for partial credit in any order that follows."`
	Overlay    *Overlay    `yaml:"overlay,omitempty" doc:"The derived formula over the reference simulation."`
	Place      Place       `yaml:"-"`

	Lines map[string][]Place `yaml:"-"` // where the entries of given, symbols, let and assume stand
}

// A Milestone is a line that earns points wherever it appears and follows.
type Milestone struct {
	Name   string  `yaml:"-" key:"true"`
	Goal   string  `yaml:"goal" scalar:"true" doc:"The equation."`
	Says   string  `yaml:"says,omitempty" doc:"What has been reached, in words."`
	Points float64 `yaml:"points,omitempty" doc:"Weight among the milestones, 1 if not given."`
	Bonus  bool    `yaml:"bonus,omitempty" doc:"Earns nothing when missing."`
	Place  Place   `yaml:"-"`
}

// An Overlay lays the derived formula over a simulation swept along one parameter.
type Overlay struct {
	Of     string  `yaml:"of,omitempty" doc:"The symbol on the left of the derived formula; else the left side of the goal."`
	Sim    string  `yaml:"sim" doc:"A registered model."`
	Set    []Named `yaml:"set,omitempty" doc:"Parameters of the model that differ from the quantities."`
	Sweep  []Sweep `yaml:"sweep" doc:"{symbol: [low, high, points]}."`
	Output string  `yaml:"output" doc:"The output of the model that the formula predicts."`
	Title  string  `yaml:"title,omitempty" doc:"The claim of the figure, as a sentence."`
	Place  Place   `yaml:"-"`
}

// A Sweep is one parameter over a range.
type Sweep struct {
	Name   string `yaml:"-" key:"true"`
	Range  []Expr `yaml:"range" scalar:"true" doc:"[low, high, points]"`
	Symbol string `yaml:"symbol,omitempty" doc:"Its name in the derivation, if another."`
	Place  Place  `yaml:"-"`
}

// Implement is the third stage.
type Implement struct {
	Ask            string          `yaml:"ask,omitempty" doc:"The task in words, Markdown; conventions stand here."`
	Function       string          `yaml:"function,omitempty" doc:"The signature, as simulate(I, dt); for one function."`
	Returns        []Returned      `yaml:"returns,omitempty" doc:"What that function returns, in order."`
	Functions      []Function      `yaml:"functions,omitempty" doc:"Several functions, in place of function and returns."`
	Let            []Named         `yaml:"let,omitempty" doc:"Names computed from the arguments of a call, as n: round(T/dt)."`
	Args           []Argument      `yaml:"args,omitempty" doc:"What an argument is where a test does not say; else the quantity of its name."`
	Reference      *Reference      `yaml:"reference,omitempty" doc:"What outputs are compared with where a test does not say; the solution if not given."`
	Visible        []TestSpec      `yaml:"visible" doc:"Tests that the trainee can read."`
	Hidden         []TestSpec      `yaml:"hidden" doc:"Tests that the trainee cannot read before handing in."`
	Observables    []Observable    `yaml:"observables,omitempty" doc:"What tells wrong programs from right ones and from each other."`
	Misconceptions []Misconception `yaml:"misconceptions,omitempty" doc:"Wrong programs by name; misconceptions/NAME.py is the program."`
	Limits         LimitSpec       `yaml:"limits,omitempty" doc:"Limits of one run of all tests."`
	Stochastic     bool            `yaml:"stochastic,omitempty" doc:"A second call with the same arguments may give another answer."`
	Figure         *FigureSpec     `yaml:"figure,omitempty" doc:"The run that is drawn, yours over reference."`
	Place          Place           `yaml:"-"`
}

// A Function is one function that a trainee writes.
type Function struct {
	Call     string     `yaml:"call" doc:"The signature, as simulate(I, dt)."`
	Returns  []Returned `yaml:"returns" doc:"What it returns, in order."`
	Says     string     `yaml:"says,omitempty" doc:"What it does."`
	Integers []string   `yaml:"integers,omitempty" doc:"Arguments that are whole numbers."`
	Place    Place      `yaml:"-"`

	Name       string   `yaml:"-"`
	Parameters []string `yaml:"-"`
}

// A Returned is one thing that a function returns.
type Returned struct {
	Name   string `yaml:"name" doc:"Its name in tests."`
	Kind   string `yaml:"kind,omitempty" doc:"trace (a value a sample), times (event times), scalar, array, or flags; guessed from shape and name if not given."`
	Shape  []Expr `yaml:"shape,omitempty" doc:"Its shape, in the names of let; none: any length."`
	Unit   string `yaml:"unit,omitempty"`
	Means  string `yaml:"means,omitempty"`
	MayNaN bool   `yaml:"may-be-nan,omitempty" doc:"Values that are not a number are allowed in it."`
	Place  Place  `yaml:"-"`
}

// A Reference is what outputs are compared with: a registered model, or the solution run in the sandbox.
type Reference struct {
	Sim   string  `yaml:"sim,omitempty" scalar:"true" doc:"A registered model, or the word solution."`
	Set   []Named `yaml:"set,omitempty" doc:"Parameters of the model that differ from the arguments of the same name."`
	Names []Named `yaml:"names,omitempty" doc:"Outputs of the function whose name in the model is another, as {V: v}."`
	Place Place   `yaml:"-"`
}

// A Run is one call with its arguments.
type Run struct {
	Name     string     `yaml:"-" key:"true"`
	Function string     `yaml:"function,omitempty" doc:"Which function; the first if not given."`
	Args     []Argument `yaml:"args,omitempty" doc:"Its arguments where they differ from args."`
	Let      []Named    `yaml:"let,omitempty" doc:"Names for expressions."`
	Place    Place      `yaml:"-"`
}

// A TestSpec is a test of an implementation: one call (args) or several (runs), and what is expected of the outputs.
// Exactly one of expect, against and order-in is set.
type TestSpec struct {
	Name     string        `yaml:"name" doc:"What is tested, as a short statement."`
	Function string        `yaml:"function,omitempty" doc:"Which function; the first if not given."`
	Args     []Argument    `yaml:"args,omitempty" doc:"Arguments where they differ from args; a list of scalars makes one call for each."`
	Runs     []Run         `yaml:"runs,omitempty" doc:"Several named calls; outputs are then a.V, b.V."`
	Each     []Argument    `yaml:"each,omitempty" doc:"Arguments that take several values: one call for each combination, every one judged."`
	Let      []Named       `yaml:"let,omitempty" doc:"Names for expressions in arguments and outputs."`
	Expect   []Expectation `yaml:"expect,omitempty" doc:"Statements about the outputs; with seeds each is judged on every seed."`

	Seeds      int         `yaml:"seeds,omitempty" doc:"For programs that draw random numbers: the call is made this often, each time with another seed and other random arrays; 8 to 200."`
	Statistics []Statistic `yaml:"statistics,omitempty" doc:"Statements about the outputs of all seeds together."`

	Against  string  `yaml:"against,omitempty" doc:"A registered model or the word solution."`
	Set      []Named `yaml:"set,omitempty" doc:"Parameters of the model that differ from the arguments."`
	As       string  `yaml:"as,omitempty" doc:"How it is compared: trace, times, intervals, mean-interval, first, count, value, array."`
	Output   string  `yaml:"output,omitempty" doc:"Which output; the first that fits as if not given."`
	From     Expr    `yaml:"from,omitempty" doc:"For a trace: from this time or sample time on."`
	Until    Expr    `yaml:"until,omitempty" doc:"For a trace: up to this time."`
	Within   Amount  `yaml:"within,omitempty" doc:"Largest difference, with unit."`
	Relative Expr    `yaml:"relative,omitempty" doc:"Largest difference as a part of the reference."`
	OrderIn  string  `yaml:"order-in,omitempty" doc:"An argument, such as dt, in which the error converges."`
	At       []Expr  `yaml:"at,omitempty" doc:"Its values, from coarse to fine."`
	Of       Expr    `yaml:"of,omitempty" doc:"What is measured, as first(spikes)."`
	Truth    Expr    `yaml:"truth,omitempty" doc:"Its exact value; else that of the reference."`
	AtLeast  Expr    `yaml:"at-least,omitempty" doc:"The least order; honest schemes scatter, so the ratio a halving is asked to be 0.9 of 2^order."`
	Ratio    []Expr  `yaml:"ratio,omitempty" doc:"In place of at-least: lowest and highest ratio of neighbouring errors."`
	Floor    Amount  `yaml:"floor,omitempty" doc:"An error below this counts as converged."`
	Says     string  `yaml:"says,omitempty" doc:"What to ask oneself when it fails; at most 25 words."`
	Rule     string  `yaml:"rule,omitempty" doc:"How it is judged, if the built-in sentence does not say it well."`
	Weight   float64 `yaml:"weight,omitempty" doc:"Weight among the tests, 1 if not given."`
	Place    Place   `yaml:"-"`
}

// An Expectation is one statement about outputs.
type Expectation struct {
	Of       Expr   `yaml:"of,omitempty" doc:"What is measured: a number or an array."`
	Count    string `yaml:"count,omitempty" doc:"An output whose length is measured."`
	Equals   Expr   `yaml:"equals,omitempty" doc:"What it should be."`
	Within   Amount `yaml:"within,omitempty" doc:"Largest difference, with unit."`
	Relative Expr   `yaml:"relative,omitempty" doc:"Largest difference as a part of the expected value."`
	AtLeast  Amount `yaml:"at-least,omitempty"`
	AtMost   Amount `yaml:"at-most,omitempty"`
	Below    Amount `yaml:"below,omitempty" doc:"Strictly."`
	Above    Amount `yaml:"above,omitempty" doc:"Strictly."`
	Holds    Expr   `yaml:"holds,omitempty" scalar:"true" doc:"A condition, as max(V) < V_th."`
	Unit     string `yaml:"unit,omitempty" doc:"Unit of what is measured."`
	Means    string `yaml:"means,omitempty" doc:"What is measured, in words, as 'the number of samples held'."`
	Says     string `yaml:"says,omitempty" doc:"What to ask oneself when it fails."`
	Place    Place  `yaml:"-"`
}

// An Observable is a number (or array) by which wrong programs are told apart.
type Observable struct {
	Name     string     `yaml:"-" key:"true"`
	Function string     `yaml:"function,omitempty"`
	Args     []Argument `yaml:"args,omitempty"`
	Of       Expr       `yaml:"of" doc:"What is measured."`
	Within   Amount     `yaml:"within,omitempty" doc:"Difference that right programs may show, with unit."`
	Relative Expr       `yaml:"relative,omitempty"`
	Seeds    int        `yaml:"seeds,omitempty" doc:"For programs that draw random numbers: the mean of the measurement over so many seeds."`
	Means    string     `yaml:"means,omitempty" doc:"What it is in words, as 'the first sample after a spike'."`
	Place    Place      `yaml:"-"`
}

// A Misconception is a wrong program with the feedback that it earns.
type Misconception struct {
	Name    string   `yaml:"-" key:"true"`
	Says    string   `yaml:"says" doc:"What the program does, one sentence."`
	Ask     string   `yaml:"ask,omitempty" doc:"A question to ask oneself."`
	See     []string `yaml:"see,omitempty" doc:"Observables by which it is told from the truth."`
	Line    []string `yaml:"line,omitempty" doc:"Regular expressions; the first line of the program that matches one is pointed at."`
	Place   Place    `yaml:"-"`
	Program string   `yaml:"-"` // misconceptions/NAME.py
}

// A LimitSpec bounds a run, as {cpu: 5s, memory: 256 MB}.
type LimitSpec struct {
	CPU    string `yaml:"cpu,omitempty" doc:"Processor time, as 5s."`
	Wall   string `yaml:"wall,omitempty" doc:"Elapsed time, as 10s."`
	Memory string `yaml:"memory,omitempty" doc:"Memory, as 256 MB."`
	Place  Place  `yaml:"-"`
}

// A FigureSpec chooses the run that is drawn.
type FigureSpec struct {
	Function string     `yaml:"function,omitempty"`
	Args     []Argument `yaml:"args,omitempty"`
	Output   string     `yaml:"output" doc:"What is drawn."`
	X        Expr       `yaml:"x,omitempty" doc:"Abscissa, an array; else the sample times k*dt, or the index."`
	Events   string     `yaml:"events,omitempty" doc:"An output of times, drawn as marks."`
	XLabel   string     `yaml:"x-label,omitempty"`
	XUnit    string     `yaml:"x-unit,omitempty"`
	Title    string     `yaml:"title,omitempty" doc:"The claim of the figure, as a sentence."`
	Until    Expr       `yaml:"until,omitempty" doc:"Draw up to here."`
	Place    Place      `yaml:"-"`
}

// ExplainStage says which understanding checks are made.
type ExplainStage struct {
	Checks     CheckSpec      `yaml:"checks" doc:"How many, of which families."`
	Function   string         `yaml:"function,omitempty" doc:"The function that items ask about, by name; or the signature of one that prepare defines. The first if not given."`
	Returns    []Returned     `yaml:"returns,omitempty" doc:"What the function of prepare returns."`
	Prepare    string         `yaml:"prepare,omitempty" doc:"Python that stands before the program, such as a function that calls it with a constant current, where its own arguments are too long to be written into a question. _parts(result, \"V\", \"spikes\") takes a tuple, a dict or an object apart."`
	Parameters []CheckRange   `yaml:"parameters,omitempty" doc:"Ranges in which an argument may be moved; else half to twice its value."`
	Equation   string         `yaml:"equation,omitempty" doc:"The model's equation, for items that map terms to lines."`
	Modify     []Modification `yaml:"modify,omitempty" doc:"Tasks that add one mechanism."`
	Features   []Feature      `yaml:"features,omitempty" doc:"What the model can show and what it never can: at least four with a witness, two with a certificate."`
	Hidden     *Hidden        `yaml:"hidden,omitempty" doc:"A task that can be done in several usual ways, for a program whose choices are found out by calling it."`
	Place      Place          `yaml:"-"`
}

// CheckSpec is the number and the families of items.
type CheckSpec struct {
	Count    int      `yaml:"count" doc:"Items in a sitting's pool."`
	Families []string `yaml:"families" doc:"C1 to C19."`
	Place    Place    `yaml:"-"`
}

// A CheckRange is the range of one argument in understanding checks.
type CheckRange struct {
	Name    string `yaml:"-" key:"true"`
	Low     Expr   `yaml:"low,omitempty"`
	High    Expr   `yaml:"high,omitempty"`
	Step    Expr   `yaml:"step,omitempty"`
	Setting bool   `yaml:"setting,omitempty" doc:"It belongs to the method, such as dt, not to the model."`
	Place   Place  `yaml:"-"`
}

// A Modification is a task that adds one mechanism to the trainee's own program.
type Modification struct {
	ID       string     `yaml:"id" doc:"Short name."`
	Ask      string     `yaml:"ask" doc:"The task, Markdown."`
	Minutes  int        `yaml:"minutes" doc:"8 to 12."`
	Solution string     `yaml:"solution" doc:"File with a reference solution."`
	Function string     `yaml:"function,omitempty" doc:"The signature asked for; else that of the exercise."`
	Returns  []Returned `yaml:"returns,omitempty" doc:"What it returns; else as the exercise's function."`
	Args     []Argument `yaml:"args,omitempty" doc:"Arguments of its tests where they differ."`
	Tests    []TestSpec `yaml:"tests" doc:"Hidden tests."`
	Place    Place      `yaml:"-"`
	Source   string     `yaml:"-"`
}

// Critique is a model or a claim to accept or reject.
type Critique struct {
	ID       string     `yaml:"id" doc:"Short name, unique in the exercise."`
	Format   string     `yaml:"format" doc:"ai-solution, claim or word-models."`
	Ask      string     `yaml:"ask,omitempty" doc:"The task, Markdown."`
	Program  string     `yaml:"program,omitempty" doc:"File with the program to review."`
	Options  []string   `yaml:"options,omitempty" doc:"Verdicts to choose from; by the format if not given."`
	Truth    string     `yaml:"truth" doc:"The right verdict."`
	Line     string     `yaml:"line,omitempty" doc:"The line of the program at fault, or several as 12-14, 20."`
	Function string     `yaml:"function,omitempty"`
	Args     []Argument `yaml:"args,omitempty" doc:"Arguments of the call where they differ from the exercise's."`
	Inputs   []string   `yaml:"inputs,omitempty" doc:"Arguments that the trainee chooses to show the fault; without them no input is asked for."`
	Shows    []Argument `yaml:"shows,omitempty" doc:"An input on which the program is wrong."`
	Of       Expr       `yaml:"of,omitempty" doc:"What is compared between program and solution; all outputs if not given."`
	Within   Amount     `yaml:"within,omitempty" doc:"Difference that shows nothing."`
	Entry    *Entry     `yaml:"entry,omitempty" doc:"A number that is asked for beside the verdict."`
	Answer   Truth      `yaml:"answer,omitempty" doc:"That number."`
	Says     string     `yaml:"says" doc:"What is the case and why, shown afterwards."`
	Weight   float64    `yaml:"weight,omitempty"`
	Place    Place      `yaml:"-"`
	Source   string     `yaml:"-"`
}

// A Named is a name with an expression.
type Named struct {
	Name  string `yaml:"-" key:"true"`
	Value Expr   `yaml:"value" scalar:"true"`
	Place Place  `yaml:"-"`
}
