package school

import "time"

// Mastery is where a skill stands.
type Mastery string

// The four states of a skill.
const (
	Unseen     Mastery = "unseen"
	SkillBegun Mastery = "begun"
	SkillShaky Mastery = "shaky"
	SkillSound Mastery = "sound"
)

// SkillState is a trainee's standing in one skill with its last evidence.
type SkillState struct {
	Skill    string
	Mastery  Mastery
	Evidence string // "13 of 14 tests hold in The f–I curve"
	At       time.Time
	Items    int     // pieces of checked work behind it
	Level    float64 // 0 to 100 from checked work; NaN if none
}

// ModuleState is a module of the curriculum with where a trainee stands in it.
type ModuleState struct {
	Module Module
	Skills []SkillState
	Done   int // exercises passed in all their stages
	Set    []AssignmentID
}

// Today is a person's first page.
type Today struct {
	Now         time.Time
	Memberships []Membership
	Due         []DueRow // soonest first; at most 50
	Sittings    []SittingRow
	Flags       []Flag // the asker's own, unsettled
	Notes       []Note // newest first; at most 10
	Modules     []ModuleState
}

// DueRow is one assignment on the first page.
type DueRow struct {
	Course     Course
	Assignment Assignment
	Attempt    AttemptID // 0 if not begun
	Deadline   Deadline
	Stages     []StageState
	Next       Stage // what to go on with; empty when all is done
}

// SittingRow is a sitting that is ready or comes.
type SittingRow struct {
	Course     Course
	Assignment Assignment
	Attempt    AttemptID
	Next       NextSitting
}

// Cohort is an advisor's view of a course: trainees by the stages of each assignment.
type Cohort struct {
	Course      Course
	Assignments []Assignment
	Rows        []CohortRow
	Skills      []string
	Stuck       []StuckLine
	Flags       []FlagRow // reviewable and unsettled
	Talks       []Talk    // inconclusive: a talk, not a flag
	HandedIn    map[AssignmentID]int
	Extensions  map[AssignmentID]int
}

// CohortRow is one trainee.
type CohortRow struct {
	Trainee Person
	Cells   []CohortCell // one per assignment, in the order of Cohort.Assignments
	Skills  []SkillState // in the order of Cohort.Skills
}

// CohortCell is one trainee's standing in one assignment.
type CohortCell struct {
	Attempt       AttemptID // 0 if not begun
	Stages        []StageState
	Understanding Status // what the asker may know
	Grade         float64
}

// Talk is an inconclusive outcome that asks for a conversation.
type Talk struct {
	Trainee  Person
	Exercise string
	Attempt  AttemptID
}

// StuckLine is a place in an exercise at which several trainees stand.
type StuckLine struct {
	Assignment AssignmentID
	Exercise   string
	Stage      Stage
	Line       int    // of the derivation or the program; 0 for the program as a whole
	Text       string // of the line that most of them wrote
	TeX        string
	Slips      []Slip // most frequent first
	People     []Person
	Attempts   []AttemptID
	Median     time.Duration // spent at this line so far
}

// Slip is a named mistake and how many made it.
type Slip struct {
	Name  string
	Says  string
	Count int
}

// GradeSheet is what one trainee's stages add to.
type GradeSheet struct {
	Assignment AssignmentID
	Person     PersonID
	Stages     []StageGrade
	Total      float64 // per cent of the weights; stages not handed in count as nothing
	SoFar      float64 // per cent of the weights of the stages handed in
}

// StageGrade is the grade of one stage.
type StageGrade struct {
	Stage      Stage
	Weight     int
	Score, Max float64
	Points     float64      // weight × score/max × late factor − hints
	Submission SubmissionID // that counts; 0 if none
	Late       time.Duration
	HintCost   float64
	Override   *Override
	Why        string // how the points came about, one sentence
}

// Override replaces the points of a stage.
type Override struct {
	Points float64
	Reason string
	By     PersonID
	At     time.Time
}

// GradeRow is one trainee of the grade book.
type GradeRow struct {
	Trainee Person
	Sheets  []GradeSheet // one per assignment, in the order of the course's assignments
}
