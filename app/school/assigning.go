package school

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Assign sets an exercise to a course. Errors: Forbidden; NotFound; Invalid with the fields at fault.
func (s *School) Assign(ctx context.Context, by Actor, n NewAssignment) (Assignment, error) {
	var a Assignment
	err := s.write(ctx, func(tx Tx) error {
		c, err := teach(tx, by, n.Course)
		if err != nil {
			return err
		}
		closed, err := closedTo(tx, c.ID)
		if err != nil {
			return err
		}
		if closed[n.Exercise] { // as if there were none of that name
			n.Exercise = ""
		}
		if a, err = s.assignment(c, n); err != nil {
			return err
		}
		a.Created = s.now()
		if err := tx.InsertAssignment(&a); err != nil {
			return err
		}
		return s.recordAssignment(tx, by, "assignment.set", a)
	})
	return a, err
}

// ChangeAssignment changes what was set; the exercise stays once anybody has begun. Errors: as Assign.
func (s *School) ChangeAssignment(ctx context.Context, by Actor, id AssignmentID, n NewAssignment) (Assignment, error) {
	var a Assignment
	err := s.write(ctx, func(tx Tx) error {
		old, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		c, err := teach(tx, by, old.Course)
		if err != nil {
			return err
		}
		n.Course = old.Course
		if a, err = s.assignment(c, n); err != nil {
			return err
		}
		if a.Exercise != old.Exercise {
			return FieldFault("exercise", "can't be changed; set the other exercise as an assignment of its own")
		}
		a.ID, a.Created, a.CheckItems = old.ID, old.Created, old.CheckItems
		if err := tx.UpdateAssignment(a); err != nil {
			return err
		}
		return s.recordAssignment(tx, by, "assignment.changed", a)
	})
	return a, err
}

func (s *School) recordAssignment(tx Tx, by Actor, action string, a Assignment) error {
	details := map[string]string{"exercise": a.Exercise, "opens": a.Opens.UTC().Format(time.RFC3339),
		"due": a.Due.UTC().Format(time.RFC3339), "mode": string(a.Mode)}
	for stage, p := range a.Policies {
		details[string(stage)] = fmt.Sprintf("%s %d", p.Help, p.Weight)
	}
	return s.record(tx, by, AuditEntry{Action: action, Course: a.Course, Subject: subject("assignment", a.ID), Details: details})
}

// Assignment returns what was set. Trainees see it from its opening on. Errors: NotFound.
func (s *School) Assignment(ctx context.Context, by Actor, id AssignmentID) (Assignment, error) {
	var a Assignment
	err := s.read(ctx, func(tx Tx) (err error) {
		a, _, err = s.visitAssignment(tx, by, id)
		return err
	})
	return a, err
}

// visitAssignment returns an assignment to those of its course; to trainees only once it is open.
func (s *School) visitAssignment(tx Tx, by Actor, id AssignmentID) (Assignment, Role, error) {
	a, err := tx.Assignment(id)
	if err != nil {
		return Assignment{}, "", err
	}
	_, role, err := visit(tx, by, a.Course)
	if isNotFound(err) || (err == nil && role == Trainee && s.now().Before(a.Opens)) {
		return Assignment{}, "", notFound("assignment")
	}
	return a, role, err
}

// Assignments lists what was set to a course, by due date; to trainees only what is open.
// Errors: NotFound.
func (s *School) Assignments(ctx context.Context, by Actor, course CourseID) ([]Assignment, error) {
	var out []Assignment
	err := s.read(ctx, func(tx Tx) error {
		_, role, err := visit(tx, by, course)
		if err != nil {
			return err
		}
		out, err = tx.Assignments(course)
		if role == Trainee {
			now := s.now()
			out = slices.DeleteFunc(out, func(a Assignment) bool { return now.Before(a.Opens) })
		}
		return err
	})
	return out, err
}

// assignment makes an assignment of what a form says, naming every field that is at fault.
func (s *School) assignment(c Course, n NewAssignment) (Assignment, error) {
	faults := map[string]string{}
	a := Assignment{Course: c.ID, Exercise: n.Exercise, Grace: n.Grace, Late: n.Late, LatePerDay: n.LatePerDay,
		Counts: n.Counts, Attempts: n.Attempts, Mode: n.Mode, CheckItems: 8, Policies: map[Stage]Policy{}}
	ex, err := s.library.Exercise(n.Exercise)
	if err != nil {
		faults["exercise"] = "there is no exercise of that name"
	}
	a.Title = ex.Title
	a.Opens = localField(faults, "opens", c.Zone, n.Opens)
	a.Due = localField(faults, "due", c.Zone, n.Due)
	if len(faults) == 0 && !a.Due.After(a.Opens) {
		faults["due"] = "must be after it opens"
	}
	if a.Late == "" {
		a.Late = LatePractice
	}
	if a.Counts == "" {
		a.Counts = CountsBest
	}
	if a.Mode == "" {
		a.Mode = Timed
	}
	checkChoice(faults, "late", a.Late, LatePractice, LateCounts)
	checkChoice(faults, "counts", a.Counts, CountsBest, CountsLatest)
	checkChoice(faults, "mode", a.Mode, Anywhere, Timed, InTheRoom, OnPaper)
	checkRange(faults, "late per day", a.LatePerDay, 0, 100)
	checkRange(faults, "attempts", a.Attempts, 0, MaxAttempts)
	checkRange(faults, "grace", int(a.Grace/time.Minute), 0, 24*60)
	for stage := range n.Policies {
		if !ex.Has(stage) && err == nil {
			faults[string(stage)] = "the exercise has no such stage"
		}
	}
	for _, info := range ex.Stages {
		a.Policies[info.Stage] = policyOf(faults, info, n.Policies)
	}
	if len(faults) > 0 {
		return Assignment{}, &Error{Kind: Invalid, Message: "The assignment can't be set like this.",
			Hint: "Mend the marked fields and send it again.", Fields: faults}
	}
	return a, nil
}

// policyOf is what was asked for one stage, or by hand with the author's own weight.
func policyOf(faults map[string]string, info StageInfo, asked map[Stage]Policy) Policy {
	p, ok := asked[info.Stage]
	if !ok {
		return Policy{Help: ByHand, Weight: info.Weight}
	}
	field := string(info.Stage)
	if p.Help == "" {
		p.Help = ByHand
	}
	checkChoice(faults, field, p.Help, ByHand, Assisted, Open)
	checkRange(faults, field, p.Weight, 0, 1000)
	checkRange(faults, field, p.HintCost, 0, 50)
	if utf8.RuneCountInString(p.Why) > 1000 {
		faults[field] = "the reason is longer than 1000 characters"
	}
	return p
}

// Extend gives one trainee a later due date. Errors: Forbidden; NotFound; Invalid.
func (s *School) Extend(ctx context.Context, by Actor, id AssignmentID, person PersonID, due, reason string) (Extension, error) {
	var x Extension
	err := s.write(ctx, func(tx Tx) error {
		a, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		c, err := teach(tx, by, a.Course)
		if err != nil {
			return err
		}
		if _, err := tx.Enrolment(c.ID, person); err != nil {
			return err
		}
		faults := map[string]string{}
		x = Extension{Assignment: id, Person: person, Due: localField(faults, "due", c.Zone, due),
			Reason: strings.TrimSpace(reason), By: by.ID, Created: s.now()}
		if len(faults) == 0 && !x.Due.After(a.Due) {
			faults["due"] = "must be later than the due date of everybody"
		}
		if utf8.RuneCountInString(x.Reason) > 1000 {
			faults["reason"] = "is longer than 1000 characters"
		}
		if len(faults) > 0 {
			return &Error{Kind: Invalid, Message: "The extension can't be given like this.", Hint: "Mend the marked fields.", Fields: faults}
		}
		if err := tx.PutExtension(x); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "assignment.extended", Course: c.ID, Person: person, Subject: subject("assignment", id),
			Details: map[string]string{"due": x.Due.UTC().Format(time.RFC3339), "reason": x.Reason}})
	})
	return x, err
}
