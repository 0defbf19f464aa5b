package school

import (
	"context"
	"time"
)

// RegradeID names a regrade.
type RegradeID int64

// MaxRegraded bounds the hand-ins of one regrade.
const MaxRegraded = 5000

// Regrade judges the hand-ins of an assignment again after the exercise was mended. It is a preview until it is applied.
type Regrade struct {
	ID         RegradeID
	Assignment AssignmentID
	Version    string // of the content by which it is judged
	AskedBy    PersonID
	Reason     string
	Asked      time.Time
	Applied    time.Time // zero for a preview
	Dropped    time.Time
}

// Regraded is one hand-in of a regrade.
type Regraded struct {
	Regrade    RegradeID
	Submission SubmissionID
	Version    string    // by which it was judged before
	Judged     time.Time // zero: not yet
	Fault      string    // ours: it could not be judged; its verdict stays
	Verdict    Verdict
}

// Change is a hand-in with its verdict before and after.
type Change struct {
	Trainee    Person
	Submission Submission
	Before     Verdict
	After      Verdict
	Version    string // before
	Pending    bool
	Fault      string
	Counts     bool   // it makes the trainee's grade, before or after
	Seed       uint64 // of the attempt's numbers
}

// Differs reports whether anything that somebody sees of the mark changes.
func (c Change) Differs() bool {
	return !c.Pending && c.Fault == "" && (c.Before.Score != c.After.Score || c.Before.Max != c.After.Max || c.Before.Passed != c.After.Passed ||
		c.Before.Ungradable != c.After.Ungradable || c.Before.Misconception != c.After.Misconception)
}

// RegradeView is a regrade with all its changes.
type RegradeView struct {
	Regrade    Regrade
	Course     Course
	Assignment Assignment
	Changes    []Change // of all hand-ins: those that change first, then by trainee
	Judged     int
	// Present is the version of the content now; a preview of another one is stale.
	Present string
}

// Ready reports whether all hand-ins are judged.
func (v RegradeView) Ready() bool { return v.Judged == len(v.Changes) }

// Regrading is judging again after a content fix.
type Regrading interface {
	// AskRegrade begins a preview: every judged hand-in of the assignment whose attempt has another version of the content
	// is judged again by the present one, below all live work. Errors: Forbidden; Conflict where there is nothing to judge
	// or a preview is open.
	AskRegrade(ctx context.Context, by Actor, id AssignmentID, reason string) (Regrade, error)
	// Regrades lists the regrades of an assignment, newest first, and how many hand-ins have another version of the content.
	Regrades(ctx context.Context, by Actor, id AssignmentID) (all []Regrade, stale int, err error)
	Regrade(ctx context.Context, by Actor, id RegradeID) (RegradeView, error)
	// ApplyRegrade puts the new verdicts in the place of the old ones. What was received when stays; the old verdicts are kept.
	ApplyRegrade(ctx context.Context, by Actor, id RegradeID) error
	DropRegrade(ctx context.Context, by Actor, id RegradeID) error
}
