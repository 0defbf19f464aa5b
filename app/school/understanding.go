package school

import (
	"encoding/json"
	"time"
)

// Status is where understanding of one attempt stands.
type Status string

// The statuses. Flagged is provisional until an advisor has decided.
const (
	StatusNone         Status = "none"         // nothing passed yet, so nothing to ask about
	StatusMaking       Status = "making"       // items are being made from the work
	StatusOpen         Status = "open"         // a sitting is open, ready, or comes on another day
	StatusClaimed      Status = "claimed"      // cleared, but from anywhere: claimed, not shown
	StatusCleared      Status = "cleared"      // shown
	StatusInconclusive Status = "inconclusive" // leads to a talk; is not a flag
	StatusFlagged      Status = "flagged"      // passes, understanding not shown
	StatusUnmade       Status = "unmade"       // no sound items could be made; nothing follows from it
)

// Understanding is what is known of a trainee's understanding of one attempt.
type Understanding struct {
	Attempt    AttemptID
	Submission SubmissionID // the work that the items were made from
	Status     Status
	Says       string // one sentence for the trainee
	Round      int    // 1, or more after a teach-back
	Sittings   []Sitting
	Next       *NextSitting // nil if none is to come
	Decision   Decision
	Score, Max float64 // of the explain stage, from answers alone
	Flag       FlagID  // 0 if there is none, or none that the asker may know of
	Fresh      FreshState
	Practice   PracticeState // the trainee's own
}

// NextSitting says when the next sitting can begin.
type NextSitting struct {
	Number    int
	NotBefore time.Time // in the course's zone
	Ready     bool
	Open      SittingID // one that was begun and can be resumed; 0 otherwise
	Mode      Mode
	NeedsCode bool // in the room: opens with the code that the advisor shows
	Printable bool // an advisor may hold it on paper
	Items     int
	Minutes   int
}

// Sitting is one set of items, answered in order.
type Sitting struct {
	ID         SittingID
	Attempt    AttemptID
	Submission SubmissionID
	Person     PersonID
	Round      int // 0 for practice
	Number     int // 1 or 2
	Mode       Mode
	Opened     time.Time
	Closed     time.Time // zero while open
	Items      []SittingItem
	FocusLost  int // times the window lost focus; context only

	// Of sittings on paper: who printed the sheet, and who entered what stood on it, when.
	PreparedBy, EnteredBy PersonID
	Entered               time.Time
}

// Done is the number of items answered.
func (s Sitting) Done() int {
	n := 0
	for _, it := range s.Items {
		if !it.Answered.IsZero() {
			n++
		}
	}
	return n
}

// SittingItem is an item as it stands in a sitting. Truth, Says and Full are empty until the sitting
// has closed.
type SittingItem struct {
	ID       ItemID
	Sitting  SittingID
	N        int // place in the sitting, from 1
	Family   string
	G, Slip  float64
	Seconds  int
	Served   time.Time // zero until shown
	Deadline time.Time // zero unless the mode is timed
	Answered time.Time
	Answer   map[string]string
	DontKnow bool
	TimedOut bool
	Marked   time.Time
	Correct  bool
	Void     bool            // could not be marked; counts neither way
	Says     string          // what the truth is and why
	Shown    json.RawMessage // understand.Item without its key
	Full     json.RawMessage // understand.Item with its key
}

// Answer is what a trainee gives to an item.
type Answer struct {
	Fields   map[string]string
	DontKnow bool
}

// Decision is what the rule says of the answers so far.
type Decision struct {
	E, LikelihoodRatio, Posterior float64
	Path                          []float64 // E after each item
	Status                        string    // open, cleared, inconclusive, flagged
	Right, Items, Misses          int
	Families, Days                int
	Says                          string
	NextSitting                   bool
}

// RoomCode opens sittings in the room while it holds.
type RoomCode struct {
	Assignment AssignmentID
	Code       string
	Until      time.Time
}

// Rerun is what came out when a key was computed again.
type Rerun struct {
	Agrees bool
	Says   string
	Report json.RawMessage
}
