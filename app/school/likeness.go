package school

import (
	"context"
	"fmt"
)

// Likener says how alike programs are. It is context for a person: nothing here has a threshold, and nothing that decides asks it.
type Likener interface {
	// Alike compares a program with others and with the exercise's own bank, the starter taken away, and describes
	// the neighbours, the nearest first. Percentiles are among all pairs of those that were compared.
	Alike(exercise, source string, others []Classmate) (Likeness, error)
}

// Classmate is a program that was handed in for the same exercise.
type Classmate struct {
	Submission SubmissionID
	Name       string // of its author
	Cohort     string // title of the course, where it is another one
	Source     string
}

// NeighbourKind says where a neighbour comes from.
type NeighbourKind string

// The kinds of neighbours.
const (
	PeerNeighbour NeighbourKind = "peer"
	BankNeighbour NeighbourKind = "bank" // a program of the exercise's bank of AI-style solutions
)

// Neighbour is one program beside the one in question.
type Neighbour struct {
	Ref        string // names it in an address: "submission-17", "bank-plain-loop"
	Kind       NeighbourKind
	Name       string
	Cohort     string
	Source     string
	Similarity float64 // share of both programs' fingerprints that the other has too
	Percentile float64 // of all pairs that were compared, the share that is less alike, in per cent
	Regions    []LikeRegion
}

// LikeRegion is a run that both programs have: first and last line, in the one in question and in its neighbour.
type LikeRegion struct{ Here, There [2]int }

// Likeness is what a program is like.
type Likeness struct {
	Compared   int // programs beside it
	Neighbours []Neighbour
	Notes      []string
}

// maxClassmates bounds one comparison.
const maxClassmates = 600

// FlagLikeness compares the work of a flag with what others handed in for the same exercise, in this course and in the
// asker's other ones, and with the bank. Looking is audited; the trainee, whose classmates' work this shows, can't. Errors: NotFound; Forbidden.
func (s *School) FlagLikeness(ctx context.Context, by Actor, id FlagID) (Submission, Likeness, error) {
	var sub Submission
	var exercise string
	var others []Classmate
	err := s.write(ctx, func(tx Tx) error {
		f, st, err := s.visitFlag(tx, by, id)
		if err != nil {
			return err
		}
		if st.mine || st.role == Trainee {
			return forbidden("Classmates' work is shown to those who teach only.")
		}
		if sub, err = tx.Submission(f.Submission); err != nil {
			return err
		}
		exercise = st.assignment.Exercise
		if others, err = s.classmates(tx, by, f, st); err != nil {
			return err
		}
		return s.record(tx, by, flagEntry(f, "likeness.opened", map[string]string{"compared": fmt.Sprint(len(others))}))
	})
	if err != nil {
		return sub, Likeness{}, err
	}
	likeness, err := s.likener.Alike(exercise, sub.Text, others)
	return sub, likeness, s.shown(err)
}

// classmates collects one program of each other trainee: the newest that was handed in.
func (s *School) classmates(tx Tx, by Actor, f Flag, st standing) ([]Classmate, error) {
	courses := []Course{st.course}
	memberships, err := tx.CoursesOf(by.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range memberships {
		if m.Course.ID != st.course.ID && m.Role == Advisor {
			courses = append(courses, m.Course)
		}
	}
	var out []Classmate
	for _, c := range courses {
		if out, err = cohort(tx, c, st, f.Person, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// cohort adds the programs of one course to a list.
func cohort(tx Tx, c Course, st standing, not PersonID, out []Classmate) ([]Classmate, error) {
	set, err := tx.Assignments(c.ID)
	if err != nil {
		return nil, err
	}
	same := map[AssignmentID]bool{}
	for _, a := range set {
		same[a.ID] = a.Exercise == st.assignment.Exercise
	}
	attempts, err := tx.AttemptsIn(c.ID)
	if err != nil {
		return nil, err
	}
	seen := map[PersonID]bool{not: true}
	for i := len(attempts) - 1; i >= 0 && len(out) < maxClassmates; i-- {
		a := attempts[i]
		if !same[a.Assignment] || seen[a.Person] {
			continue
		}
		newest, err := tx.NewestSubmissions(a.ID)
		if err != nil {
			return nil, err
		}
		sub, ok := newest[Implement]
		if !ok || sub.Kind != HandIn {
			continue
		}
		seen[a.Person] = true
		p, err := tx.Person(a.Person)
		if err != nil {
			return nil, err
		}
		mate := Classmate{Submission: sub.ID, Name: p.Name, Source: sub.Text}
		if c.ID != st.course.ID {
			mate.Cohort = c.Title
		}
		out = append(out, mate)
	}
	return out, nil
}
