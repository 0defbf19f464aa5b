package school

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// stuckRows bounds the list of places at which people stand.
const stuckRows = 20

// Cohort is an advisor's view of a course: at most 200 trainees by the stages of each assignment,
// who is stuck and where, and the flags that may be reviewed. Errors: NotFound; Forbidden.
func (s *School) Cohort(ctx context.Context, by Actor, course CourseID) (Cohort, error) {
	var out Cohort
	err := s.read(ctx, func(tx Tx) error {
		c, err := assist(tx, by, course)
		if err != nil {
			return err
		}
		r, err := s.readCohort(tx, c)
		if err != nil {
			return err
		}
		if out, err = s.cohort(tx, r); err != nil {
			return err
		}
		flags, err := tx.FlagsIn(course, 0, 200)
		if err != nil {
			return err
		}
		flags = slices.DeleteFunc(flags, Flag.Settled)
		out.Flags, err = s.flagRows(tx, c, flags)
		return err
	})
	return out, err
}

// cohortData is what is read of a course at once, so that the page costs a few queries however many
// trainees there are.
type cohortData struct {
	course      Course
	assignments []Assignment
	exercises   map[AssignmentID]Exercise
	trainees    []Person
	attempts    map[seat][]Attempt // oldest first
	newest      map[seat]Attempt
	handIns     map[AttemptID][]Submission
	standings   map[AttemptID]Standing
	touched     map[AttemptID][]Stage
	hints       map[AttemptID]map[Stage]map[int]time.Time
	overrides   map[AssignmentID]map[PersonID]map[Stage]Override
	hidden      map[AttemptID]bool // has a flag that may not be reviewed yet
}

func (s *School) readCohort(tx Tx, c Course) (cohortData, error) {
	r := cohortData{course: c, exercises: map[AssignmentID]Exercise{}, hidden: map[AttemptID]bool{}}
	var err error
	if r.assignments, err = tx.Assignments(c.ID); err != nil {
		return r, err
	}
	for _, a := range r.assignments {
		ex, err := s.library.Exercise(a.Exercise)
		if err != nil && !isNotFound(err) {
			return r, err
		}
		r.exercises[a.ID] = ex
	}
	if r.trainees, err = traineesOf(tx, c.ID); err != nil {
		return r, err
	}
	attempts, err := tx.AttemptsIn(c.ID)
	if err != nil {
		return r, err
	}
	r.attempts, r.newest = map[seat][]Attempt{}, map[seat]Attempt{}
	var ids []AttemptID
	for _, at := range attempts {
		place := seat{at.Person, at.Assignment}
		r.attempts[place] = append(r.attempts[place], at)
		r.newest[place] = at
		ids = append(ids, at.ID)
	}
	if r.handIns, err = tx.HandInsOf(ids); err != nil {
		return r, err
	}
	if r.standings, err = tx.Standings(ids); err != nil {
		return r, err
	}
	if r.touched, err = tx.Touched(ids); err != nil {
		return r, err
	}
	if r.hints, err = tx.HintsOf(ids); err != nil {
		return r, err
	}
	if r.overrides, err = tx.OverridesIn(c.ID); err != nil {
		return r, err
	}
	flags, err := tx.FlagsIn(c.ID, 0, 1000)
	for _, f := range flags {
		r.hidden[f.Attempt] = !f.Reviewable(s.now())
	}
	return r, err
}

func (s *School) cohort(tx Tx, r cohortData) (Cohort, error) {
	out := Cohort{Course: r.course, Assignments: r.assignments, HandedIn: map[AssignmentID]int{}, Extensions: map[AssignmentID]int{}}
	for _, p := range r.trainees {
		row := CohortRow{Trainee: p}
		var records []exerciseRecord
		for _, a := range r.assignments {
			cell := r.cell(p, a)
			row.Cells = append(row.Cells, cell)
			at := r.newest[seat{p.ID, a.ID}]
			records = append(records, exerciseRecord{exercise: r.exercises[a.ID], assignment: a.ID, begun: at.Begun,
				handIns: r.handIns[at.ID], status: cell.Understanding})
			if len(r.handIns[at.ID]) > 0 {
				out.HandedIn[a.ID]++
			}
			if cell.Understanding == StatusInconclusive {
				out.Talks = append(out.Talks, Talk{Trainee: p, Exercise: a.Title, Attempt: at.ID})
			}
		}
		row.Skills = skillStates(records)
		out.Rows = append(out.Rows, row)
	}
	if len(out.Rows) > 0 {
		for _, st := range out.Rows[0].Skills {
			out.Skills = append(out.Skills, st.Skill)
		}
	}
	extensions, err := tx.Extensions(r.course.ID)
	if err != nil {
		return out, err
	}
	for _, x := range extensions {
		out.Extensions[x.Assignment]++
	}
	out.Stuck, err = s.stuck(tx, r)
	return out, err
}

// cell is one trainee's standing in one assignment, as those who teach may know it.
func (r cohortData) cell(p Person, a Assignment) CohortCell {
	at, begun := r.newest[seat{p.ID, a.ID}]
	u := Understanding{Status: StatusNone}
	if kept, ok := r.standings[at.ID]; begun && ok {
		u = Understanding{Attempt: at.ID, Status: kept.Status, Score: kept.Score, Max: kept.Max}
		if r.hidden[at.ID] {
			u = veil(u)
		}
	}
	handIns := r.handIns[at.ID]
	sealed := slices.ContainsFunc(handIns, func(sub Submission) bool { return sub.Stage == Predict })
	cell := CohortCell{Attempt: at.ID, Understanding: u.Status}
	cell.Stages = stageStates(attemptSummary{exercise: r.exercises[a.ID], assignment: a, drafts: r.touched[at.ID], sealed: sealed,
		handIns: handIns, understanding: u})
	if begun {
		cell.Grade = r.sheet(p, a).Total
	}
	return cell
}

// sheet grades one trainee in one assignment from what has been read.
func (r cohortData) sheet(p Person, a Assignment) GradeSheet {
	in := gradeInput{exercise: r.exercises[a.ID], assignment: a, overrides: r.overrides[a.ID][p.ID]}
	for _, at := range r.attempts[seat{p.ID, a.ID}] {
		in.add(at.ID, r.handIns[at.ID], r.hints[at.ID], r.standings[at.ID])
	}
	return in.sheet(p.ID)
}

// stuck groups trainees by the place at which they stand: the first line of a derivation that does
// not hold, or a program whose newest hand-in did not pass.
func (s *School) stuck(tx Tx, r cohortData) ([]StuckLine, error) {
	broken, err := tx.BrokenLines(r.course.ID)
	if err != nil {
		return nil, err
	}
	lineOf := map[AttemptID]Line{}
	for _, l := range broken {
		lineOf[l.Attempt] = l
	}
	type place struct {
		assignment AssignmentID
		stage      Stage
		line       int
	}
	groups := map[place]*stuckGroup{}
	add := func(at place, sp stuckPerson) {
		if groups[at] == nil {
			groups[at] = &stuckGroup{}
		}
		groups[at].people = append(groups[at].people, sp)
	}
	for _, a := range r.assignments {
		for _, p := range r.trainees {
			at, begun := r.newest[seat{p.ID, a.ID}]
			if !begun {
				continue
			}
			shown := best(r.handIns[at.ID])
			if l, ok := lineOf[at.ID]; ok && !shown[Derive].Verdict.Passed {
				add(place{a.ID, Derive, l.N}, stuckPerson{p, at.ID, l.Text, l.TeX, cmp.Or(l.Slip, "other"), l.Message, l.Judged.Sub(l.First)})
			}
			if sp, ok := stuckProgram(p, at, r.handIns[at.ID], shown); ok {
				add(place{a.ID, Implement, 0}, sp)
			}
		}
	}
	var out []StuckLine
	for at, g := range groups {
		line := g.line()
		line.Assignment, line.Exercise, line.Stage, line.Line = at.assignment, r.exercises[at.assignment].Title, at.stage, at.line
		out = append(out, line)
	}
	slices.SortFunc(out, func(a, b StuckLine) int {
		return cmp.Or(cmp.Compare(len(b.People), len(a.People)), cmp.Compare(a.Assignment, b.Assignment),
			cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Line, b.Line))
	})
	return out[:min(len(out), stuckRows)], nil
}

// stuckProgram is a trainee whose newest judged program does not pass and none before it did.
func stuckProgram(p Person, at Attempt, handIns []Submission, shown map[Stage]Submission) (stuckPerson, bool) {
	var first, last *Submission
	for i, sub := range handIns {
		if sub.Stage == Implement && sub.State == Graded && !sub.Verdict.Ungradable {
			last = &handIns[i]
			if first == nil {
				first = last
			}
		}
	}
	if last == nil || shown[Implement].Verdict.Passed {
		return stuckPerson{}, false
	}
	return stuckPerson{person: p, attempt: at.ID, slip: cmp.Or(last.Verdict.Misconception, "other"),
		says:  cmp.Or(last.Verdict.Says, last.Verdict.Fault),
		spent: last.Received.Sub(first.Received)}, true
}

// stuckPerson is one trainee at one place.
type stuckPerson struct {
	person    Person
	attempt   AttemptID
	text, tex string
	slip      string
	says      string
	spent     time.Duration
}

type stuckGroup struct{ people []stuckPerson }

// line sums a group up: who, which slips, and the text that most of them wrote.
func (g *stuckGroup) line() StuckLine {
	var out StuckLine
	texts, slips := map[string]int{}, map[string]*Slip{}
	var spent []time.Duration
	for _, sp := range g.people {
		out.People = append(out.People, sp.person)
		out.Attempts = append(out.Attempts, sp.attempt)
		spent = append(spent, sp.spent)
		texts[sp.text]++
		if n := texts[sp.text]; n > texts[out.Text] || (out.Text == "" && sp.text != "") {
			out.Text, out.TeX = sp.text, sp.tex
		}
		if slips[sp.slip] == nil {
			slips[sp.slip] = &Slip{Name: sp.slip, Says: sp.says}
		}
		slips[sp.slip].Count++
	}
	for _, name := range sortedKeys(slips) {
		out.Slips = append(out.Slips, *slips[name])
	}
	slices.SortStableFunc(out.Slips, func(a, b Slip) int { return cmp.Compare(b.Count, a.Count) })
	slices.Sort(spent)
	out.Median = spent[len(spent)/2]
	return out
}
