package school

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Grades is the grade of one trainee in one assignment: to oneself and to those who help to teach.
// Every stage counts by itself, over all attempts: beginning again loses nothing. Errors: NotFound.
func (s *School) Grades(ctx context.Context, by Actor, id AssignmentID, person PersonID) (GradeSheet, error) {
	var g GradeSheet
	err := s.read(ctx, func(tx Tx) error {
		a, role, err := s.visitAssignment(tx, by, id)
		if err != nil {
			return err
		}
		if role == Trainee && person != by.ID {
			return notFound("grade")
		}
		attempts, err := tx.AttemptsOf(id, person)
		if err != nil {
			return err
		}
		g, err = s.gradeSheet(tx, a, person, attempts)
		return err
	})
	return g, err
}

// gradeSheet reads what one trainee's grade is made of.
func (s *School) gradeSheet(tx Tx, a Assignment, person PersonID, attempts []Attempt) (GradeSheet, error) {
	ex, err := s.library.Exercise(a.Exercise)
	if err != nil {
		return GradeSheet{}, err
	}
	in := gradeInput{exercise: ex, assignment: a}
	if in.overrides, err = tx.Overrides(a.ID, person); err != nil {
		return GradeSheet{}, err
	}
	var ids []AttemptID
	for _, at := range attempts {
		ids = append(ids, at.ID)
	}
	handIns, err := tx.HandInsOf(ids)
	if err != nil {
		return GradeSheet{}, err
	}
	hints, err := tx.HintsOf(ids)
	if err != nil {
		return GradeSheet{}, err
	}
	standings, err := tx.Standings(ids)
	if err != nil {
		return GradeSheet{}, err
	}
	for _, id := range ids {
		in.add(id, handIns[id], hints[id], standings[id])
	}
	return in.sheet(person), nil
}

// add takes what one attempt gives; attempts come oldest first.
func (in *gradeInput) add(id AttemptID, handIns []Submission, opened map[Stage]map[int]time.Time, kept Standing) {
	if in.hints == nil {
		in.hints = map[AttemptID]map[Stage]float64{}
	}
	in.handIns = append(in.handIns, handIns...)
	in.hints[id] = hintCosts(in.exercise, in.assignment, opened)
	now, before := share(Verdict{Score: kept.Score, Max: kept.Max}), share(Verdict{Score: in.explain, Max: in.explainMax})
	if kept.Max > 0 && (in.explainMax == 0 || in.assignment.Counts == CountsLatest || now > before) {
		in.explain, in.explainMax = kept.Score, kept.Max
	}
}

// hintCosts adds up what the opened hints of each stage cost: a part of the mark, 0 to 1.
func hintCosts(ex Exercise, a Assignment, opened map[Stage]map[int]time.Time) map[Stage]float64 {
	out := map[Stage]float64{}
	for stage, rungs := range opened {
		for n := range rungs {
			if ladder := ex.Hints[stage]; n <= len(ladder) {
				out[stage] += a.Policies[stage].costOf(ladder[n-1])
			} else if n >= stepBase {
				out[stage] += a.Policies[stage].costOf(Hint{})
			}
		}
		out[stage] = min(max(out[stage], 0), 1)
	}
	return out
}

// gradeInput is what a grade is made of. Flags are not in it.
type gradeInput struct {
	exercise            Exercise
	assignment          Assignment
	handIns             []Submission                    // of all attempts, oldest first
	hints               map[AttemptID]map[Stage]float64 // what the opened ones cost
	explain, explainMax float64
	overrides           map[Stage]Override
}

// sheet grades one trainee.
func (in gradeInput) sheet(person PersonID) GradeSheet {
	g := GradeSheet{Assignment: in.assignment.ID, Person: person, Stages: grade(in)}
	g.Total, g.SoFar = totals(g.Stages)
	return g
}

// grade gives the points of every stage: its weight times what the hand-in that counts is worth.
func grade(in gradeInput) []StageGrade {
	counts := counting(in.handIns, in.assignment, in.hints)
	var out []StageGrade
	for _, info := range in.exercise.Stages {
		g := StageGrade{Stage: info.Stage, Weight: in.assignment.Policies[info.Stage].Weight}
		if info.Stage == Explain {
			g.Score, g.Max = in.explain, in.explainMax
		}
		if sub, ok := counts[info.Stage]; ok {
			g.Submission, g.Late, g.Score, g.Max = sub.ID, sub.Late, sub.Verdict.Score, sub.Verdict.Max
			g.HintCost = in.hints[sub.Attempt][info.Stage]
		}
		earned := Submission{Late: g.Late, Verdict: Verdict{Score: g.Score, Max: g.Max}}
		g.Points = float64(g.Weight) * worth(earned, in.assignment, g.HintCost)
		g.Why = whyPoints(g, in.assignment)
		if o, ok := in.overrides[info.Stage]; ok {
			g.Points, g.Override, g.Why = o.Points, &o, "set by an advisor: "+o.Reason
		}
		out = append(out, g)
	}
	return out
}

func whyPoints(g StageGrade, a Assignment) string {
	if g.Max <= 0 {
		return "nothing that counts yet"
	}
	parts := []string{fmt.Sprintf("%.4g of %.4g, weight %d", g.Score, g.Max, g.Weight)}
	if g.Late > 0 {
		parts = append(parts, fmt.Sprintf("%d days late at %d %% a day", lateDays(g.Late), a.LatePerDay))
	}
	if g.HintCost > 0 {
		parts = append(parts, fmt.Sprintf("hints take %.0f %%", 100*g.HintCost))
	}
	which := "the best hand-in counts"
	if a.Counts == CountsLatest {
		which = "the latest hand-in counts"
	}
	if g.Submission != 0 {
		parts = append(parts, which)
	}
	return strings.Join(parts, "; ")
}

// totals adds the stages up: over all weights, and over those of the stages that have something.
func totals(stages []StageGrade) (total, soFar float64) {
	var points, all, begun float64
	for _, g := range stages {
		points += g.Points
		all += float64(g.Weight)
		if g.Max > 0 || g.Override != nil {
			begun += float64(g.Weight)
		}
	}
	if all > 0 {
		total = 100 * points / all
	}
	if begun > 0 {
		soFar = 100 * points / begun
	}
	return total, soFar
}

// GradeBook lists all trainees of a course (at most 200) with a sheet for every assignment. Errors:
// NotFound; Forbidden.
func (s *School) GradeBook(ctx context.Context, by Actor, course CourseID) ([]GradeRow, error) {
	var rows []GradeRow
	err := s.read(ctx, func(tx Tx) error {
		c, err := assist(tx, by, course)
		if err != nil {
			return err
		}
		r, err := s.readCohort(tx, c)
		if err != nil {
			return err
		}
		for _, p := range r.trainees {
			row := GradeRow{Trainee: p}
			for _, a := range r.assignments {
				row.Sheets = append(row.Sheets, r.sheet(p, a))
			}
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

// seat is one trainee in one assignment.
type seat struct {
	person     PersonID
	assignment AssignmentID
}

// traineesOf lists at most 200 trainees of a course.
func traineesOf(tx Tx, course CourseID) ([]Person, error) {
	rows, err := tx.Roster(course, 0, 400)
	var out []Person
	for _, r := range rows {
		if r.Enrolment.Role == Trainee && len(out) < 200 {
			out = append(out, r.Person)
		}
	}
	return out, err
}

// Override replaces the points of a stage, with a reason. Errors: NotFound; Forbidden; Invalid.
func (s *School) Override(ctx context.Context, by Actor, id AssignmentID, person PersonID, stage Stage, points float64, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := lengthFault("reason", reason, 1, 2000); err != nil {
		return err
	}
	return s.write(ctx, func(tx Tx) error {
		a, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		if _, err := teach(tx, by, a.Course); err != nil {
			return err
		}
		if _, err := tx.Enrolment(a.Course, person); err != nil {
			return err
		}
		p, ok := a.Policies[stage]
		if !ok {
			return notFound("stage in this exercise")
		}
		if !(points >= 0 && points <= float64(p.Weight)) {
			return FieldFault("points", fmt.Sprintf("must be between 0 and %d, the weight of the stage", p.Weight))
		}
		if err := tx.PutOverride(id, person, stage, Override{Points: points, Reason: reason, By: by.ID, At: s.now()}); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "grade.overridden", Course: a.Course, Person: person, Subject: subject("assignment", id),
			Details: map[string]string{"stage": string(stage), "points": fmt.Sprintf("%.4g", points), "reason": reason}})
	})
}
