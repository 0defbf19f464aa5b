package school

import "time"

// Stage is one of the five acts of the modeller's loop.
type Stage string

// The stages in their order.
const (
	Predict   Stage = "predict"
	Derive    Stage = "derive"
	Implement Stage = "implement"
	Explain   Stage = "explain"
	Critique  Stage = "critique"
)

// Stages lists the stages in the order in which an exercise walks them.
var Stages = []Stage{Predict, Derive, Implement, Explain, Critique}

// Help is the policy of a stage: how much help from machines it allows.
type Help string

// The policies.
const (
	ByHand   Help = "by-hand"  // no AI; pastes are recorded; checks required
	Assisted Help = "assisted" // AI allowed and declared; checks weigh more
	Open     Help = "open"     // AI welcome; critique and explain carry the grade
)

// Policy is what an advisor sets for one stage.
type Policy struct {
	Help   Help
	Why    string // "why this struggle": shown to the trainee beside the policy
	Weight int    // share of the grade, in points; the shares need not add to 100

	// HintCost is what each opened hint takes of the stage's marks, in per cent; 0 leaves it to the exercise's author.
	HintCost int
}

// costOf is what opening a rung takes of the stage's marks, 0 to 1.
func (p Policy) costOf(h Hint) float64 {
	if p.HintCost > 0 {
		return float64(p.HintCost) / 100
	}
	return h.Cost
}

// Mode is where and how understanding checks are sat.
type Mode string

// The modes. All but the first can clear for credit; a clear from anywhere reads "claimed".
const (
	Anywhere  Mode = "anywhere"
	Timed     Mode = "timed"
	InTheRoom Mode = "in-the-room"
	OnPaper   Mode = "on-paper" // unplugged: in the room, on a printed sheet
)

// Late says what happens to work handed in after the due date and its grace.
type Late string

// The late policies.
const (
	LatePractice Late = "practice" // accepted and judged, not counted
	LateCounts   Late = "counts"   // counted with LatePerDay off for each begun day
)

// Counts says which hand-in of a stage makes the grade.
type Counts string

// Which hand-in counts.
const (
	CountsBest   Counts = "best"
	CountsLatest Counts = "latest"
)

// Assignment sets an exercise to a course.
type Assignment struct {
	ID         AssignmentID
	Course     CourseID
	Exercise   string // content identifier
	Title      string // of the exercise, when it was set
	Opens, Due time.Time
	Grace      time.Duration // handed in this long after Due still counts as on time
	Late       Late
	LatePerDay int // per cent
	Counts     Counts
	Attempts   int // how many fresh variants a trainee may begin; 0 means 20
	Policies   map[Stage]Policy
	Mode       Mode
	CheckItems int // items at most over all sittings of a round: 8 unless set
	Created    time.Time
}

// NewAssignment is what an assignment is made or changed from. Opens and Due are wall-clock
// times in the course's zone, "2006-01-02T15:04", as a form sends them.
type NewAssignment struct {
	Course     CourseID
	Exercise   string
	Opens, Due string
	Grace      time.Duration
	Late       Late
	LatePerDay int
	Counts     Counts
	Attempts   int
	Policies   map[Stage]Policy // stages left out take by-hand and the exercise's own weight
	Mode       Mode
}

// Extension is a later due date for one trainee.
type Extension struct {
	Assignment AssignmentID
	Person     PersonID
	Due        time.Time
	Reason     string
	By         PersonID
	Created    time.Time
}

// Deadline is the due date that holds for one trainee.
type Deadline struct {
	Due      time.Time // in the course's zone
	Extended bool
	Past     bool          // the grace is over too
	In       time.Duration // until Due; negative when past
}
