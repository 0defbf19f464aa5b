package views

// AssignChoose is the list of exercises that can be set.
type AssignChoose struct {
	Page    Page
	Course  string
	Modules []AssignModule
	BackURL string
}

// AssignModule is a module with its exercises.
type AssignModule struct {
	Title     string
	Exercises []AssignExercise
}

// AssignExercise is one exercise to choose.
type AssignExercise struct {
	Title   string
	URL     string
	Minutes int
	Level   int
	Stages  string // "predict, derive, implement, explain, critique"
	Set     bool   // it is set in this course already
}

// Assign is the form of an assignment: dates, and which struggles are kept, stage by stage. It posts opens, due, grace,
// late, late-per-day, counts, attempts, mode, and for each stage help-STAGE, weight-STAGE and why-STAGE.
type Assign struct {
	Page      Page
	Course    string
	Exercise  string
	Action    string
	New       bool
	Zone      string // name of the zone in which the times are
	Opens     Field
	Due       Field
	Grace     Field
	Late      []Option
	LatePer   Field
	Counts    []Option
	Attempts  Field
	Modes     []Option
	Stages    []AssignStage
	Error     string
	Foresight *Foresight // nil where no flag can be raised
	RoomURL   string
	BackURL   string
}

// AssignStage is a row of the policy matrix.
type AssignStage struct {
	Stage    string // "derive"
	Name     string // "Derive"
	Help     []Option
	Weight   Field
	Why      Field
	HintCost Field  // per cent of the points that an opened hint takes; empty where the stage has no hints
	Hint     string // what one might say
	Error    string
}

// Foresight is what the decision rule will do, computed before anything is asked.
type Foresight struct {
	Flagging   int
	Trainees   int
	E          string
	Bound      string // "1 %"
	FalseFlags string
	Rows       []ForesightRow
	Anywhere   bool // clears will read "claimed"
}

// ForesightRow is one kind of person.
type ForesightRow struct {
	Person                           string
	Understands                      bool
	Flag, Clear, Inconclusive, Items string
}

// Room is the advisor's page while sittings are held in the room.
type Room struct {
	Page       Page
	Course     string
	Exercise   string
	Code       string
	Open       bool
	Until      When
	OpenAction string // POST field minutes
	Minutes    Field
	EndAction  string // POST
	Seats      []Seat
	BackURL    string
	// Paper: the checks of this assignment are sat on paper; no code is shown.
	Paper     bool
	SheetsURL string // the sheets that are out; empty if none is
	PrintAll  string // POST: a sheet for everybody who is ready; empty if nobody is
	PeopleURL string
}

// Seat is one trainee in the room.
type Seat struct {
	Trainee string
	State   string // "answers item 2 of 4"
	Focus   string // "left the window twice"; may be empty
	Verdict string // holds when the sitting has closed

	PrintAction string // POST: print a sheet for this one
	SheetURL    string
	EntryURL    string
	OnPaper     bool
}

// seatColumn heads the last column of the room.
func seatColumn(v Room) string {
	if v.Paper {
		return "Sheet"
	}
	return "Window"
}
