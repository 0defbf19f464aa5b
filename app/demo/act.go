package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/grading/evidence"
	"coronium/grading/understand"
)

// act is one person doing their work. Every step looks first whether it was taken in an earlier start.
type act struct {
	ctx      context.Context
	m        *Maker
	school   *school.School // with a clock of this person's own
	store    *inline
	clock    *clock
	person   school.Person
	actor    school.Actor
	exercise *exercises.Exercise
	variant  *exercises.Variant
	attempt  school.Attempt
}

// step is one thing that somebody does.
type step func() error

// play lets one person do all that they did.
func (m *Maker) play(ctx context.Context, c character) error {
	exercise, err := m.library.Exercise(exerciseID)
	if err != nil {
		return err
	}
	person := m.people[c.login]
	a := &act{ctx: ctx, m: m, person: person, actor: school.ActorFor(person), exercise: exercise,
		store: &inline{Store: m.config.Store}, clock: &clock{now: m.began.Add(10 * time.Minute)}}
	if a.school, err = m.config.School(a.store, a.clock.read); err != nil {
		return err
	}
	if a.attempt, err = a.school.Begin(ctx, a.actor, m.assignment.ID); err != nil {
		return err
	}
	if a.variant, err = exercise.Variant(a.attempt.Seed); err != nil {
		return err
	}
	if err := a.told(); err != nil {
		return err
	}
	return c.plays(a)
}

// all takes steps in order, and works after each what it has asked for.
func (a *act) all(steps ...step) error {
	if err := a.recover(); err != nil {
		return err
	}
	for _, s := range steps {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		if err := s(); err != nil {
			return err
		}
		if err := a.work(a.store.take()); err != nil {
			return err
		}
	}
	return nil
}

// at takes a step at a time counted from the beginning of the course, never later than the first start.
func (a *act) at(after time.Duration, s step) step {
	return func() error {
		when := a.m.began.Add(after)
		if limit := a.m.latest.Add(-time.Hour); when.After(limit) {
			when = limit
		}
		a.clock.set(when)
		return s()
	}
}

// work does the jobs that a step has asked for, in the demo's time.
func (a *act) work(jobs []school.Job) error {
	for len(jobs) > 0 {
		job := jobs[0]
		jobs = jobs[1:]
		a.clock.pass(3 * time.Second)
		var err error
		switch job.Kind {
		case school.JobGrade:
			err = a.school.GradeSubmission(a.ctx, job.Submission, nil)
		case school.JobChecks:
			err = a.school.MakeChecks(a.ctx, job.Attempt, job.Round, nil)
		case school.JobMark:
			err = a.school.Settle(a.ctx, job.Sitting, nil)
		}
		if err != nil {
			return err
		}
		jobs = append(jobs, a.store.take()...)
	}
	return nil
}

// recover works what an interrupted start has left: the jobs of the demo are in no queue.
func (a *act) recover() error {
	w, err := a.workspace()
	if err != nil {
		return err
	}
	var jobs []school.Job
	for _, sub := range w.Latest {
		if sub.State == school.Queued || sub.State == school.Running {
			jobs = append(jobs, school.Job{Kind: school.JobGrade, Submission: sub.ID})
		}
	}
	if w.Understanding.Status == school.StatusMaking {
		jobs = append(jobs, school.Job{Kind: school.JobChecks, Attempt: a.attempt.ID, Round: w.Understanding.Round})
	}
	for _, sitting := range w.Understanding.Sittings {
		if !sitting.Closed.IsZero() {
			jobs = append(jobs, school.Job{Kind: school.JobMark, Sitting: sitting.ID})
		}
	}
	a.clock.set(a.m.latest.Add(-time.Hour))
	return a.work(jobs)
}

func (a *act) workspace() (school.Workspace, error) {
	return a.school.Workspace(a.ctx, a.actor, a.attempt.ID)
}

// predict seals predictions that are off by about the given part.
func (a *act) predict(off float64) step {
	return func() error {
		w, err := a.workspace()
		if err != nil || len(w.Predictions) > 0 {
			return err
		}
		fields := map[string]string{}
		for i, q := range a.exercise.Predict {
			if q.Entry.Curve != nil {
				if fields[q.ID], err = a.drawn(q, off); err != nil {
					return err
				}
				continue
			}
			truth, err := a.variant.Number(q.Truth.Expression.Text, nil)
			if err != nil {
				return err
			}
			centre := truth * (1 + off*[]float64{.6, -.5}[i%2])
			fields[q.ID+".low"] = fmt.Sprintf("%.3g", centre*(1-off))
			fields[q.ID+".high"] = fmt.Sprintf("%.3g", centre*(1+off))
		}
		_, err = a.school.SealPredictions(a.ctx, a.actor, a.attempt.ID, fields)
		return err
	}
}

// drawn is a curve as somebody draws it who expects a straight line above a threshold.
func (a *act) drawn(q exercises.Prediction, off float64) (string, error) {
	low, high, err := q.Entry.Curve.X.Ends(a.variant)
	if err != nil {
		return "", err
	}
	_, top, err := q.Entry.Curve.Y.Ends(a.variant)
	if err != nil {
		return "", err
	}
	foot := low + (high-low)*(.2+off*.3)
	var points []string
	for i := range 11 {
		x := low + (high-low)*float64(i)/10
		y := max(0, (x-foot)/(high-foot)) * top * (.35 + off*.5)
		points = append(points, fmt.Sprintf("%g %.4g", x, y))
	}
	return strings.Join(points, "; "), nil
}

// derive writes a derivation: a file of the exercise up to and with its wrong line, or the worked one whole.
// One that holds is handed in; one that doesn't is left as it stands, which is where its author is stuck.
func (a *act) derive(which string) step {
	return func() error {
		w, err := a.workspace()
		if err != nil {
			return err
		}
		lines := a.linesOf(which)
		if len(w.Lines) < len(lines) {
			for i := len(w.Lines); i < len(lines); i++ { // one by one, as they are written
				if _, err := a.school.PutLine(a.ctx, a.actor, a.attempt.ID, i+1, lines[i]); err != nil {
					return err
				}
				a.clock.pass(4 * time.Minute)
			}
		}
		if which != "worked" || w.Latest[school.Derive].ID != 0 {
			return nil
		}
		_, err = a.school.Submit(a.ctx, a.actor, a.attempt.ID, school.Work{Stage: school.Derive, Kind: school.HandIn})
		return err
	}
}

// linesOf are the lines of a derivation, without numbers and remarks; a wrong line is the last one.
func (a *act) linesOf(which string) []string {
	text := a.exercise.Worked
	for _, p := range a.exercise.WrongLines {
		if p.Name == which {
			text = p.Text
		}
	}
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "(") {
			continue
		}
		line, remark, _ := strings.Cut(line, "#")
		_, line, _ = strings.Cut(line, ")")
		lines = append(lines, strings.TrimSpace(line))
		if strings.Contains(remark, "wrong:") {
			break
		}
	}
	if which == "begun" {
		return lines[:min(len(lines), 4)]
	}
	return lines
}

// implement hands a program in: the solution, one of the bank, or one with a misconception.
func (a *act) implement(which string) step {
	return func() error {
		source, err := a.program(which)
		if err != nil {
			return err
		}
		subs, err := a.school.Submissions(a.ctx, a.actor, a.attempt.ID, school.Page{Limit: 200})
		if err != nil {
			return err
		}
		for _, sub := range subs {
			if sub.Stage == school.Implement && sub.Text == source {
				return nil
			}
		}
		if err := a.write(source, strings.HasPrefix(which, "bank")); err != nil {
			return err
		}
		for _, kind := range []school.SubmissionKind{school.Run, school.HandIn} {
			if _, err := a.school.Submit(a.ctx, a.actor, a.attempt.ID, school.Work{Stage: school.Implement, Kind: kind, Text: source}); err != nil {
				return err
			}
			a.clock.pass(7 * time.Minute)
		}
		return nil
	}
}

func (a *act) program(which string) (string, error) {
	kind, name, _ := strings.Cut(which, " ")
	switch kind {
	case "solution":
		return a.exercise.Solution, nil
	case "bank":
		for i, p := range a.exercise.Bank {
			if fmt.Sprint(i) == name {
				return p.Text, nil
			}
		}
	case "misconception":
		for _, m := range a.exercise.Implement.Misconceptions {
			if m.Name == name {
				return m.Program, nil
			}
		}
	}
	return "", fmt.Errorf("the exercise has no program %q", which)
}

// sit answers one sitting.
func (a *act) sit(number int, well style) step {
	return func() error {
		u, err := a.school.Understanding(a.ctx, a.actor, a.attempt.ID)
		if err != nil {
			return err
		}
		var before []evidence.Observation
		for _, s := range u.Sittings {
			if s.Number >= number && !s.Closed.IsZero() {
				return nil
			}
			before = append(before, a.observed(s)...)
		}
		if u.Next == nil || u.Next.Number != number || !u.Next.Ready && u.Next.Open == 0 {
			return nil // decided before, or not to be had yet
		}
		sitting, err := a.school.OpenSitting(a.ctx, a.actor, a.attempt.ID, "")
		if err != nil {
			return err
		}
		for sitting.Closed.IsZero() {
			if sitting, before, err = a.answer(sitting, before, well); err != nil {
				return err
			}
		}
		return nil
	}
}

// observed is what the rule sees of a sitting.
func (a *act) observed(s school.Sitting) []evidence.Observation {
	var out []evidence.Observation
	for _, it := range s.Items {
		if !it.Answered.IsZero() {
			out = append(out, observation(it, s))
		}
	}
	return out
}

func observation(it school.SittingItem, s school.Sitting) evidence.Observation {
	return evidence.Observation{Family: it.Family, G: it.G, Slip: it.Slip, Correct: it.Correct, Sitting: s.Number, Day: s.Opened.Format("2006-01-02")}
}

// answer answers the item that is asked now.
func (a *act) answer(sitting school.Sitting, before []evidence.Observation, style style) (school.Sitting, []evidence.Observation, error) {
	it, err := a.school.Serve(a.ctx, a.actor, sitting.ID)
	if err != nil {
		return sitting, before, err
	}
	item, err := a.m.wholeItem(a.ctx, sitting.ID, it.ID)
	if err != nil {
		return sitting, before, err
	}
	a.clock.pass(time.Duration(30+17*it.N) * time.Second)
	seen := observation(it, sitting)
	seen.Correct = style(before, seen)
	answer := school.Answer{Fields: Guess(item), DontKnow: !seen.Correct && it.N%3 == 0}
	if seen.Correct {
		if answer.Fields, err = RightAnswer(item, a.exercise); err != nil {
			return sitting, before, err
		}
	}
	sitting, err = a.school.Answer(a.ctx, a.actor, sitting.ID, it.ID, answer)
	return sitting, append(before, seen), err
}

// wholeItem reads an item with its key. The school shows keys to nobody while a sitting is open; those who
// make a demo have the store.
func (m *Maker) wholeItem(ctx context.Context, sitting school.SittingID, id school.ItemID) (understand.Item, error) {
	var item understand.Item
	err := m.config.Store.Read(ctx, func(tx school.Tx) error {
		s, err := tx.Sitting(sitting)
		if err != nil {
			return err
		}
		for _, it := range s.Items {
			if it.ID == id {
				return json.Unmarshal(it.Full, &item)
			}
		}
		return fmt.Errorf("sitting %d has no item %d", sitting, id)
	})
	return item, err
}

// critique judges every piece, well or at random, and hands all in.
func (a *act) critique(well bool) step {
	return func() error {
		w, err := a.workspace()
		if err != nil || w.Latest[school.Critique].ID != 0 {
			return err
		}
		fields := map[string]string{}
		for _, c := range a.exercise.Critique {
			fields[c.ID+".verdict"], fields[c.ID+".confidence"] = c.Truth, "80"
			if !well {
				fields[c.ID+".verdict"] = c.Verdicts()[0]
			}
			if line, _, _ := strings.Cut(c.Line, ","); c.Line != "" {
				line, _, _ = strings.Cut(line, "-")
				fields[c.ID+".line"] = strings.TrimSpace(line)
			}
			for _, shows := range c.Shows {
				fields[c.ID+".input."+shows.Name] = shows.Value.Expr.Text
			}
			if c.Entry != nil && c.Entry.Interval != "" {
				truth, err := a.variant.Number(c.Answer.Expression.Text, nil)
				if err != nil {
					return err
				}
				fields[c.ID+".low"], fields[c.ID+".high"] = fmt.Sprintf("%.3g", .7*truth), fmt.Sprintf("%.3g", 1.5*truth)
			}
		}
		_, err = a.school.Submit(a.ctx, a.actor, a.attempt.ID, school.Work{Stage: school.Critique, Kind: school.HandIn, Fields: fields})
		return err
	}
}

// answerFlag lets a trainee look at the flag and answer it.
func (a *act) answerFlag(words string, viva bool) step {
	return func() error {
		u, err := a.school.Understanding(a.ctx, a.actor, a.attempt.ID)
		if err != nil || u.Flag == 0 {
			return err
		}
		d, err := a.school.Dossier(a.ctx, a.actor, u.Flag)
		if err != nil || d.Flag.Statement != "" || d.Flag.State != school.Provisional {
			return err
		}
		a.clock.pass(40 * time.Minute)
		_, err = a.school.State(a.ctx, a.actor, u.Flag, words, viva)
		return err
	}
}

// note is a note in the margin by the advisor.
func (a *act) note(stage, text string, after time.Duration) step {
	return a.at(after, func() error {
		w, err := a.workspace()
		if err != nil || len(w.Notes) > 0 {
			return err
		}
		return a.school.WriteNote(a.ctx, school.ActorFor(a.m.people[advisor]), []school.AttemptID{a.attempt.ID}, school.Stage(stage), 0, text)
	})
}

// extend gives more time.
func (a *act) extend(reason string, after time.Duration) step {
	return a.at(after, func() error {
		w, err := a.workspace()
		if err != nil || w.Deadline.Extended {
			return err
		}
		zone, err := time.LoadLocation(courseZone)
		if err != nil {
			return err
		}
		due := a.m.latest.In(zone).AddDate(0, 0, 7).Format("2006-01-02") + "T18:00"
		_, err = a.school.Extend(a.ctx, school.ActorFor(a.m.people[advisor]), a.m.assignment.ID, a.person.ID, due, reason)
		return err
	})
}

// askFresh asks for a fresh sitting after two that settled nothing.
func (a *act) askFresh(words string) step {
	return func() error {
		u, err := a.school.Understanding(a.ctx, a.actor, a.attempt.ID)
		if err != nil || !u.Fresh.MayAsk {
			return err
		}
		_, err = a.school.AskFresh(a.ctx, a.actor, a.attempt.ID, words)
		return err
	}
}
