package school

import "context"

// Foreseen is what the rule does to one kind of person: exact probabilities, by dynamic programming over all answers.
type Foreseen struct {
	Person                    string // "right in 92 % of such items"
	Understands               bool
	Flag, Clear, Inconclusive float64
	Items                     float64 // mean number asked
}

// Foresight is what an advisor sees of the rule before an assignment opens.
type Foresight struct {
	Rows     []Foreseen
	Flagging int     // assignments of the course that can raise a flag, the new one included
	Trainees int     // enrolled
	Bound    float64 // on the chance that somebody who gets 80 % right is ever flagged, in the whole course
	E        float64 // that a flag needs
	// FalseFlags is how many flags to expect in the whole course on people who slip in 8 % of the items.
	FalseFlags float64
}

// alpha bounds the chance of a false flag over all assignments of a course (understanding checks, decision rule).
const alpha = 0.01

// Foresee computes what the rule will do in a course, with extra assignments beside those that are set. Errors: Forbidden;
// NotFound; Invalid for an exercise without understanding checks.
func (s *School) Foresee(ctx context.Context, by Actor, course CourseID, exercise string, extra int) (Foresight, error) {
	var f Foresight
	err := s.read(ctx, func(tx Tx) error {
		if _, err := assist(tx, by, course); err != nil {
			return err
		}
		set, err := tx.Assignments(course)
		if err != nil {
			return err
		}
		for _, a := range set {
			if _, ok := a.Policies[Explain]; ok {
				f.Flagging++
			}
		}
		f.Flagging = max(f.Flagging+extra, 1)
		rows, err := tx.Roster(course, 0, Page{Limit: 200}.Rows())
		for _, r := range rows {
			if r.Enrolment.Role == Trainee {
				f.Trainees++
			}
		}
		return err
	})
	if err != nil {
		return f, err
	}
	if f.Rows, err = s.rule.Foresee(exercise, f.Flagging); err != nil {
		return f, s.shown(err)
	}
	f.Bound, f.E = alpha, float64(f.Flagging)/alpha
	if len(f.Rows) > 0 {
		f.FalseFlags = f.Rows[0].Flag * float64(f.Flagging*f.Trainees)
	}
	return f, nil
}
