package school

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Served is one marked answer to a kind of item by one person, as the review of items reads it.
type Served struct {
	Kind   string // family and question, without the numbers that are drawn for each program
	Person PersonID
	Observation
}

// KindRecord is how people did on one kind of item.
type KindRecord struct {
	Kind    string
	Cleared int  // people who are cleared by their other answers
	Missed  int  // of these, who missed it
	Out     bool // more than a fifth of those otherwise cleared missed it: it counts no longer
}

// ItemStat is one kind of item in one exercise: how hard it is, how well it tells people apart, how long it takes.
type ItemStat struct {
	Exercise       string // title
	Family, Kind   string
	Asked, Right   int
	Cleared        int     // people who are cleared without it
	RightOfCleared float64 // share of these who got it right; 1 when there are none
	// Discrimination is the correlation, over people, between getting this kind right and the share of the other answers
	// that are right; 0 when it can't be had.
	Discrimination float64
	Median         time.Duration // from shown to answered
	Guess          float64       // the guess rate that the rule uses
	Out            bool
}

// reviewed are the answers about one exercise in a course, in the order in which they were given.
type reviewed struct {
	assignment Assignment
	attempts   []Attempt
	sittings   map[AttemptID][]Sitting
	served     []Served
	items      map[string][]SittingItem // by kind
}

// maxReviewed bounds the attempts whose answers are reviewed at once.
const maxReviewed = 600

// answers collects the marked answers of an assignment. Answers that were voided before are not among them.
func (s *School) answers(tx Tx, a Assignment, c Course) (reviewed, error) {
	r := reviewed{assignment: a, sittings: map[AttemptID][]Sitting{}, items: map[string][]SittingItem{}}
	all, err := tx.AttemptsIn(c.ID)
	if err != nil {
		return r, err
	}
	type given struct {
		at time.Time
		Served
	}
	var order []given
	for _, attempt := range all {
		if attempt.Assignment != a.ID || len(r.attempts) >= maxReviewed {
			continue
		}
		sittings, err := counted(tx, attempt.ID)
		if err != nil {
			return r, err
		}
		if len(sittings) == 0 {
			continue
		}
		r.attempts = append(r.attempts, attempt)
		r.sittings[attempt.ID] = sittings
		for _, sit := range sittings {
			for _, it := range sit.Items {
				if it.Marked.IsZero() || it.Answered.IsZero() || sit.Closed.IsZero() {
					continue
				}
				kind := s.kindOf(it)
				r.items[kind] = append(r.items[kind], it)
				if it.Void {
					continue
				}
				order = append(order, given{it.Answered, Served{Kind: kind, Person: attempt.Person,
					Observation: Observation{Family: it.Family, G: it.G, Slip: it.Slip, Correct: it.Correct, Sitting: sit.Number, Day: c.Day(it.Answered)}}})
			}
		}
	}
	slices.SortStableFunc(order, func(x, y given) int { return x.at.Compare(y.at) })
	for _, g := range order {
		r.served = append(r.served, g.Served)
	}
	return r, nil
}

// kindOf names what an item asks: the family, and the question without its numbers.
func (s *School) kindOf(it SittingItem) string {
	if kind := s.checker.Kind(it.Full); kind != "" {
		return it.Family + ": " + kind
	}
	return it.Family
}

// quarantine reviews the items of an assignment after a decision. A kind that more than a fifth of those otherwise cleared have
// missed counts for nobody any longer, and every decision that used it is made again; both versions are logged. A
// decision is never changed against anybody.
func (s *School) quarantine(tx Tx, st standing) error {
	r, err := s.answers(tx, st.assignment, st.course)
	if err != nil {
		return err
	}
	flagging, err := s.flagging(tx, st.course.ID)
	if err != nil {
		return err
	}
	touched := map[AttemptID]bool{}
	for _, rec := range s.rule.Review(r.served, flagging) {
		if !rec.Out {
			continue
		}
		voided, err := s.withdraw(tx, st, r, rec)
		if err != nil {
			return err
		}
		for _, id := range voided {
			touched[id] = true
		}
	}
	for _, a := range r.attempts {
		if touched[a.ID] {
			if err := s.decideAgain(tx, a, st, flagging, defective); err != nil {
				return err
			}
		}
	}
	return nil
}

// withdrawn is what people read beside an item that was found to be defective.
const withdrawn = " (More than a fifth of those who otherwise show understanding missed questions of this kind: it counts neither way any more.)"

// withdraw takes a kind of item out of what counts, and says in which attempts it was.
func (s *School) withdraw(tx Tx, st standing, r reviewed, rec KindRecord) ([]AttemptID, error) {
	var touched []AttemptID
	for _, a := range r.attempts {
		found := false
		for _, sit := range r.sittings[a.ID] {
			for _, it := range sit.Items {
				if it.Void || it.Marked.IsZero() || sit.Closed.IsZero() || s.kindOf(it) != rec.Kind {
					continue
				}
				if err := tx.WithdrawItem(it.ID, it.Says+withdrawn); err != nil {
					return nil, err
				}
				found = true
			}
		}
		if found {
			touched = append(touched, a.ID)
		}
	}
	if len(touched) == 0 {
		return nil, nil
	}
	return touched, s.record(tx, System(), AuditEntry{Action: "item.quarantined", Course: st.course.ID, Subject: subject("assignment", st.assignment.ID),
		Details: map[string]string{"kind": rec.Kind, "missed": fmt.Sprintf("%d of %d", rec.Missed, rec.Cleared), "attempts": fmt.Sprint(len(touched))}})
}

// better orders statuses by what they say in somebody's favour.
var better = map[Status]int{StatusFlagged: 0, StatusInconclusive: 1, StatusOpen: 1, StatusClaimed: 2, StatusCleared: 3}

// defective is why a flag ends that rested on an item which was withdrawn.
const defective = "A question on which this rested was found to be defective. Without it there is no flag."

// decideAgain makes a decision anew, without what was withdrawn or with what was put right; because ends a flag that no
// longer stands.
func (s *School) decideAgain(tx Tx, a Attempt, st standing, flagging int, because string) error {
	kept, err := tx.Standing(a.ID)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	sittings, err := counted(tx, a.ID)
	if err != nil {
		return err
	}
	obs, unmarked, closed, open := observe(sittings, kept.Round, st.course)
	if unmarked || open != nil || closed == 0 || kept.Status == StatusMaking {
		return nil // it is decided in its turn, without the item
	}
	its := st
	its.attempt = a
	before := kept
	d := s.rule.Decide(obs, flagging)
	status, err := s.status(tx, its, kept, sittings, d, closed)
	if err != nil {
		return err
	}
	kept.Decision, kept.Changed = d, s.now()
	if better[status] > better[kept.Status] {
		kept.Status = status
	}
	if kept.Round == 1 {
		if score, most := explainScore(d); most > 0 && score*before.Max >= before.Score*most {
			kept.Score, kept.Max = score, most
		}
	}
	if err := tx.PutStanding(kept); err != nil {
		return err
	}
	if err := s.record(tx, System(), AuditEntry{Action: "understanding.recomputed", Course: st.course.ID, Person: a.Person, Subject: subject("attempt", a.ID),
		Details: map[string]string{"before": recomputed(before), "after": recomputed(kept), "round": fmt.Sprint(kept.Round)}}); err != nil {
		return err
	}
	if kept.Status == StatusCleared || kept.Status == StatusClaimed {
		if err := s.forgetEdits(tx, st.course.ID, a.Person, a.ID); err != nil {
			return err
		}
	}
	if before.Status == StatusFlagged && kept.Status != StatusFlagged {
		return s.dropFlag(tx, a, because)
	}
	return nil
}

func recomputed(k Standing) string {
	return fmt.Sprintf("%s, %d of %d right, E = %.6g", k.Status, k.Decision.Right, k.Decision.Items, k.Decision.E)
}

// dropFlag ends a flag that no longer stands.
func (s *School) dropFlag(tx Tx, a Attempt, because string) error {
	f, err := tx.FlagOfAttempt(a.ID)
	if isNotFound(err) || err == nil && f.State == FlagCleared {
		return nil
	}
	if err != nil {
		return err
	}
	f.State, f.DecidedAt, f.DecidedBy, f.Final = FlagCleared, s.now(), 0, true
	f.Reason = because
	return s.updateFlag(tx, System(), f, "flag.cleared", map[string]string{"reason": f.Reason})
}

// ItemStatistics says how the items of a course's assignments do. Errors: NotFound; Forbidden for trainees.
func (s *School) ItemStatistics(ctx context.Context, by Actor, course CourseID) ([]ItemStat, error) {
	var out []ItemStat
	err := s.read(ctx, func(tx Tx) error {
		c, err := assist(tx, by, course)
		if err != nil {
			return err
		}
		flagging, err := s.flagging(tx, course)
		if err != nil {
			return err
		}
		set, err := tx.Assignments(course)
		if err != nil {
			return err
		}
		for _, a := range set {
			r, err := s.answers(tx, a, c)
			if err != nil {
				return err
			}
			out = append(out, r.stats(s.rule.Review(r.served, flagging))...)
		}
		return nil
	})
	return out, err
}
