package school

import (
	"context"
	"encoding/json"
)

// Practice is the mode of sittings that count nowhere: each key is shown and explained as soon as its question is
// answered. Assignments are never set in it.
const Practice Mode = "practice"

// practiceRound is the round of practice: the rule looks at later ones only.
const practiceRound = 0

// Bounds of practice for one attempt.
const (
	practiceItems    = 3 // of one sitting
	practiceSittings = 3
)

// PracticeState is where a trainee stands with practice.
type PracticeState struct {
	May      bool // a sitting can be begun now, or its questions can be made
	Making   bool // questions are being made
	Open     SittingID
	Sittings []Sitting
	Left     int // sittings that can be begun still
}

// Practise begins a sitting of practice with questions from the trainee's own program, none of which is asked in
// the sittings that count. It returns an empty sitting while the questions are being made. Errors: NotFound; Forbidden for all
// but the trainee; Conflict when there is nothing to practise on, or a sitting is open.
func (s *School) Practise(ctx context.Context, by Actor, id AttemptID) (Sitting, error) {
	if err := s.settleLapsed(ctx, id); err != nil {
		return Sitting{}, err
	}
	var sit Sitting
	err := s.write(ctx, func(tx Tx) error {
		st, err := own(tx, by, id)
		if err != nil {
			return err
		}
		u, err := s.understanding(tx, by, st)
		if err != nil {
			return err
		}
		switch p := u.Practice; {
		case p.Open != 0:
			sit, err = tx.Sitting(p.Open)
			return err
		case p.Making:
			return nil
		case u.Next != nil && u.Next.Open != 0:
			return conflict("A sitting is open.", "Finish it first; practice waits.")
		case !p.May:
			return conflict("There is nothing to practise on.", "Questions are made from a program that has passed; three sittings of practice can be had of it.")
		}
		pool, err := tx.Pool(id, practiceRound)
		if isNotFound(err) {
			if err := tx.InsertPool(&Pool{Attempt: id, Submission: u.Submission, Round: practiceRound}); err != nil {
				return err
			}
			return tx.Enqueue(Job{Kind: JobChecks, Attempt: id, Round: practiceRound})
		}
		if err != nil {
			return err
		}
		sit, err = s.drawPractice(tx, st, u, pool)
		return err
	})
	return forTrainee(sit), err
}

func (s *School) drawPractice(tx Tx, st standing, u Understanding, pool Pool) (Sitting, error) {
	undrawn, err := tx.Undrawn(pool.ID)
	if err != nil {
		return Sitting{}, err
	}
	used := map[string]int{}
	for _, earlier := range u.Practice.Sittings {
		for _, it := range earlier.Items {
			used[it.Family]++
		}
	}
	ids := choose(undrawn, used, practiceItems, s.now())
	if len(ids) == 0 {
		return Sitting{}, conflict("No question for practice is left, or none is ready to be asked yet.", "Those about a changed line come a day after handing in.")
	}
	sit := Sitting{Attempt: st.attempt.ID, Submission: u.Submission, Person: st.attempt.Person, Round: practiceRound, Number: len(u.Practice.Sittings) + 1,
		Mode: Practice, Opened: s.now()}
	if err := tx.InsertSitting(&sit, ids); err != nil {
		return Sitting{}, err
	}
	return tx.Sitting(sit.ID)
}

// practiceState says where practice stands; u is filled but for it.
func (s *School) practiceState(tx Tx, st standing, u Understanding, practice []Sitting) (PracticeState, error) {
	p := PracticeState{Sittings: practice, Left: max(0, practiceSittings-len(practice))}
	for _, sit := range practice {
		if sit.Closed.IsZero() {
			p.Open = sit.ID
		}
	}
	pool, err := tx.Pool(st.attempt.ID, practiceRound)
	if err != nil && !isNotFound(err) {
		return p, err
	}
	p.Making = err == nil && !pool.Made
	none := err == nil && pool.Made && pool.Items == 0
	open := u.Status != StatusNone && u.Status != StatusMaking && u.Status != StatusUnmade
	p.May = open && !p.Making && !none && p.Open == 0 && p.Left > 0 && !st.course.Archived
	return p, nil
}

// apart divides sittings into those that count and those of practice.
func apart(all []Sitting) (counted, practice []Sitting) {
	for _, sit := range all {
		if sit.Round == practiceRound {
			practice = append(practice, sit)
		} else {
			counted = append(counted, sit)
		}
	}
	return counted, practice
}

// counted are the sittings of an attempt that count.
func counted(tx Tx, id AttemptID) ([]Sitting, error) {
	all, err := tx.SittingsOf(id)
	out, _ := apart(all)
	return out, err
}

// endPractice closes practice when a sitting that counts begins.
func (s *School) endPractice(tx Tx, st standing, p PracticeState) error {
	for _, sit := range p.Sittings {
		if sit.Closed.IsZero() {
			if err := s.close(tx, st, sit, s.now()); err != nil {
				return err
			}
		}
	}
	return nil
}

// reserved are the questions of later rounds that nobody was asked yet: practice leaves them alone.
func reserved(tx Tx, id AttemptID) ([]json.RawMessage, error) {
	var out []json.RawMessage
	for round := practiceRound + 1; round <= maxRounds; round++ {
		pool, err := tx.Pool(id, round)
		if isNotFound(err) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		left, err := tx.Undrawn(pool.ID)
		if err != nil {
			return nil, err
		}
		for _, it := range left {
			out = append(out, it.Shown)
		}
	}
	return out, nil
}
