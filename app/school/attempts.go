package school

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Begin returns the newest attempt of the asker, and begins the first one if there is none.
// Errors: NotFound; Forbidden for those who are not trainees of the course.
func (s *School) Begin(ctx context.Context, by Actor, id AssignmentID) (Attempt, error) {
	return s.begin(ctx, by, id, false)
}

// BeginAgain begins a fresh attempt with other numbers. Errors: as Begin; Conflict when all attempts
// have been used or the one before was left untouched.
func (s *School) BeginAgain(ctx context.Context, by Actor, id AssignmentID) (Attempt, error) {
	return s.begin(ctx, by, id, true)
}

func (s *School) begin(ctx context.Context, by Actor, id AssignmentID, again bool) (Attempt, error) {
	if !again { // the usual case needs no write
		if a, ok, err := s.newestAttempt(ctx, by, id); err != nil || ok {
			return a, err
		}
	}
	var a Attempt
	err := s.write(ctx, func(tx Tx) error {
		as, role, err := s.visitAssignment(tx, by, id)
		if err != nil {
			return err
		}
		if role != Trainee {
			return forbidden("Only trainees of the course begin attempts.")
		}
		c, err := tx.Course(as.Course)
		if err != nil {
			return err
		}
		if c.Archived {
			return conflict("The course is archived.", "Your work stays readable.")
		}
		before, err := tx.AttemptsOf(id, by.ID)
		if err != nil {
			return err
		}
		if !again && len(before) > 0 {
			a = before[len(before)-1]
			return nil
		}
		if err := s.mayBeginAgain(tx, as, before); err != nil {
			return err
		}
		ex, err := s.library.Exercise(as.Exercise)
		if err != nil {
			return err
		}
		n := len(before) + 1
		a = Attempt{Assignment: id, Person: by.ID, Number: n, Version: ex.Version, Begun: s.now(),
			Seed: seed(c.Secret, uint64(by.ID), uint64(id), uint64(n))}
		if err := tx.InsertAttempt(&a); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "attempt.begun", Course: c.ID, Person: by.ID, Subject: subject("attempt", a.ID),
			Details: map[string]string{"exercise": as.Exercise, "number": fmt.Sprint(n), "seed": fmt.Sprint(a.Seed), "version": a.Version}})
	})
	return a, err
}

// mayBeginAgain refuses more attempts than were set, and a fresh one after one that was not used.
func (s *School) mayBeginAgain(tx Tx, as Assignment, before []Attempt) error {
	if len(before) == 0 {
		return nil
	}
	limit := as.Attempts
	if limit == 0 {
		limit = MaxAttempts
	}
	if len(before) >= limit {
		return conflict(fmt.Sprintf("All %d attempts of this assignment have been begun.", limit), "Go on with the newest one, or ask your advisor.")
	}
	handIns, err := tx.HandIns(before[len(before)-1].ID)
	if err != nil {
		return err
	}
	if len(handIns) == 0 {
		return conflict("Nothing was handed in yet with the numbers that you have.", "A fresh set of numbers can be had after the first hand-in.")
	}
	return nil
}

// newestAttempt looks without writing.
func (s *School) newestAttempt(ctx context.Context, by Actor, id AssignmentID) (Attempt, bool, error) {
	var a Attempt
	var found bool
	err := s.read(ctx, func(tx Tx) error {
		_, role, err := s.visitAssignment(tx, by, id)
		if err != nil || role != Trainee {
			return err
		}
		all, err := tx.AttemptsOf(id, by.ID)
		if len(all) > 0 {
			a, found = all[len(all)-1], true
		}
		return err
	})
	return a, found, err
}

// Workspace is all that an exercise page shows of an attempt, for its trainee and for those who help
// to teach the course. Errors: NotFound.
func (s *School) Workspace(ctx context.Context, by Actor, id AttemptID) (Workspace, error) {
	if err := s.settleLapsed(ctx, id); err != nil {
		return Workspace{}, err
	}
	var w Workspace
	err := s.read(ctx, func(tx Tx) error {
		st, err := open(tx, by, id)
		if err != nil {
			return err
		}
		w = Workspace{Course: st.course, Assignment: st.assignment, Attempt: st.attempt, Mine: st.mine}
		if w.Exercise, err = s.library.Exercise(st.assignment.Exercise); err != nil {
			return err
		}
		if w.Trainee, err = tx.Person(st.attempt.Person); err != nil {
			return err
		}
		if w.Attempts, err = tx.AttemptsOf(st.assignment.ID, st.attempt.Person); err != nil {
			return err
		}
		if w.Deadline, err = s.deadlineFor(tx, st.course, st.assignment, st.attempt.Person); err != nil {
			return err
		}
		if err := s.fillWorkspace(tx, &w); err != nil {
			return err
		}
		if w.Understanding, err = s.understanding(tx, by, st); err != nil {
			return err
		}
		w.Stages = stageStates(w.summary())
		return nil
	})
	return w, err
}

// fillWorkspace reads what belongs to the attempt.
func (s *School) fillWorkspace(tx Tx, w *Workspace) error {
	id := w.Attempt.ID
	drafts, err := tx.Drafts(id)
	if err != nil {
		return err
	}
	w.Drafts = map[Stage]Draft{}
	for _, d := range drafts {
		w.Drafts[d.Stage] = d
	}
	if w.Predictions, err = tx.Predictions(id); err != nil {
		return err
	}
	if w.Lines, err = tx.Lines(id); err != nil {
		return err
	}
	opened, err := tx.Hints(id)
	if err != nil {
		return err
	}
	w.Hints = map[Stage][]Hint{}
	for stage, ladder := range w.Exercise.Hints {
		w.Hints[stage] = ladderOf(ladder, opened[stage])
	}
	if w.Latest, err = tx.NewestSubmissions(id); err != nil {
		return err
	}
	handIns, err := tx.HandIns(id)
	if err != nil {
		return err
	}
	w.handIns = handIns
	w.Counting = map[Stage]Submission{}
	for stage, sub := range counting(handIns, w.Assignment, nil) {
		full, err := tx.Submission(sub.ID)
		if err != nil {
			return err
		}
		w.Counting[stage] = full
	}
	w.Notes, err = tx.Notes(id)
	return err
}

// summary is what the states of the stages follow from.
func (w Workspace) summary() attemptSummary {
	return attemptSummary{exercise: w.Exercise, assignment: w.Assignment, drafts: slices.Collect(maps.Keys(w.Drafts)),
		sealed: len(w.Predictions) > 0, lines: w.Lines, handIns: w.handIns, understanding: w.Understanding}
}

// summarise reads what the states of the stages follow from, and no more.
func (s *School) summarise(tx Tx, by Actor, st standing) (attemptSummary, error) {
	a := attemptSummary{assignment: st.assignment}
	var err error
	if a.exercise, err = s.library.Exercise(st.assignment.Exercise); err != nil {
		return a, err
	}
	id := st.attempt.ID
	touched, err := tx.Touched([]AttemptID{id})
	if err != nil {
		return a, err
	}
	a.drafts = touched[id]
	sealed, err := tx.Predictions(id)
	if err != nil {
		return a, err
	}
	a.sealed = len(sealed) > 0
	if a.lines, err = tx.Lines(id); err != nil {
		return a, err
	}
	if a.handIns, err = tx.HandIns(id); err != nil {
		return a, err
	}
	a.understanding, err = s.understanding(tx, by, st)
	return a, err
}

// SaveDraft keeps work as it is typed. Errors: NotFound; Forbidden; Invalid when too long; Conflict
// when a newer draft was saved from elsewhere.
func (s *School) SaveDraft(ctx context.Context, by Actor, id AttemptID, d DraftSave) (Draft, error) {
	if err := s.checkSize(d.Text, d.Fields); err != nil {
		return Draft{}, err
	}
	var out Draft
	err := s.write(ctx, func(tx Tx) error {
		st, err := own(tx, by, id)
		if err != nil {
			return err
		}
		if err := s.hasStage(st.assignment, d.Stage); err != nil {
			return err
		}
		old, err := tx.Draft(id, d.Stage)
		if err != nil && !isNotFound(err) {
			return err
		}
		if d.Revision >= 0 && d.Revision < old.Revision {
			return conflict("A newer draft was saved from another window.", "Reload the page to see it; what you typed here is still on your screen.")
		}
		out = Draft{Attempt: id, Stage: d.Stage, Text: d.Text, Fields: d.Fields, Revision: old.Revision + 1, Saved: s.now()}
		return tx.PutDraft(out, min(max(d.Pasted, 0), s.limits.Text))
	})
	return out, err
}

// hasStage makes sure that an assignment's exercise has a stage.
func (s *School) hasStage(a Assignment, stage Stage) error {
	ex, err := s.library.Exercise(a.Exercise)
	if err != nil {
		return err
	}
	if !ex.Has(stage) {
		return notFound("stage in this exercise")
	}
	return nil
}

// checkSize bounds what one request may bring.
func (s *School) checkSize(text string, fields map[string]string) error {
	if len(text) > s.limits.Text {
		return FieldFault("text", fmt.Sprintf("is %d KB long; %d KB is the most that can be handed in", len(text)>>10, s.limits.Text>>10))
	}
	if !utf8.ValidString(text) {
		return FieldFault("text", "has bytes in it that are no text (UTF-8); save the file as UTF-8 and try again")
	}
	if strings.ContainsRune(text, 0) {
		return FieldFault("text", "has a zero byte in it: it looks like a binary file")
	}
	if len(fields) > s.limits.Fields {
		return FieldFault("fields", fmt.Sprintf("are %d; at most %d can be sent", len(fields), s.limits.Fields))
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		switch value := fields[name]; {
		case len(name) > 200 || !utf8.ValidString(name):
			return FieldFault("fields", "have a name that can't be used")
		case len(value) > s.limits.Field:
			return FieldFault(name, fmt.Sprintf("is longer than %d KB", s.limits.Field>>10))
		case !utf8.ValidString(value):
			return FieldFault(name, "has bytes in it that are no text (UTF-8)")
		}
	}
	return nil
}

// OpenHint opens the next hint of a stage; it stays in the record. Errors: NotFound; Forbidden;
// Gone when all are open.
func (s *School) OpenHint(ctx context.Context, by Actor, id AttemptID, stage Stage) (Hint, error) {
	var h Hint
	err := s.write(ctx, func(tx Tx) error {
		st, err := own(tx, by, id)
		if err != nil {
			return err
		}
		ex, err := s.library.Exercise(st.assignment.Exercise)
		if err != nil {
			return err
		}
		opened, err := tx.Hints(id)
		if err != nil {
			return err
		}
		ladder := ladderOf(ex.Hints[stage], opened[stage])
		next := slices.IndexFunc(ladder, func(h Hint) bool { return !h.Opened })
		if next < 0 {
			return Failure(Gone, "All hints of this stage are open.", "Ask your advisor: a note in the margin reaches you on this page.")
		}
		now := s.now()
		if err := tx.InsertHint(id, stage, next+1, now); err != nil {
			return err
		}
		ladder[next].Opened, ladder[next].At, ladder[next].Text = true, now, ex.Hints[stage][next].Text
		h = ladder[next]
		return s.record(tx, by, AuditEntry{Action: "hint.opened", Course: st.course.ID, Person: by.ID, Subject: subject("attempt", id),
			Details: map[string]string{"stage": string(stage), "hint": fmt.Sprint(next + 1)}})
	})
	return h, err
}

// ladderOf shows a ladder with the texts of those rungs only that were opened.
func ladderOf(ladder []Hint, opened map[int]time.Time) []Hint {
	out := make([]Hint, len(ladder))
	for i, h := range ladder {
		out[i] = Hint{N: i + 1, Cost: h.Cost, Last: i == len(ladder)-1}
		if at, ok := opened[i+1]; ok {
			out[i].Opened, out[i].At, out[i].Text = true, at, h.Text
		}
	}
	return out
}

// WriteNote puts a note into the margin of one or several attempts. Errors: NotFound; Forbidden;
// Invalid.
func (s *School) WriteNote(ctx context.Context, by Actor, attempts []AttemptID, stage Stage, line int, text string) error {
	text = strings.TrimSpace(text)
	if err := lengthFault("text", text, 1, 5000); err != nil {
		return err
	}
	if len(attempts) == 0 || len(attempts) > 200 {
		return FieldFault("attempts", "must be between 1 and 200")
	}
	return s.write(ctx, func(tx Tx) error {
		for _, id := range attempts {
			st, err := open(tx, by, id)
			if err != nil {
				return err
			}
			if st.role == Trainee {
				return forbidden("Notes in the margin are written by those who teach the course.")
			}
			if err := s.hasStage(st.assignment, stage); err != nil {
				return err
			}
			n := Note{Attempt: id, Stage: stage, Line: max(line, 0), Author: by.ID, Text: text, Written: s.now()}
			if err := tx.InsertNote(&n); err != nil {
				return err
			}
			if err := s.record(tx, by, AuditEntry{Action: "note.written", Course: st.course.ID, Person: st.attempt.Person,
				Subject: subject("attempt", id), Details: map[string]string{"stage": string(stage)}}); err != nil {
				return err
			}
		}
		return nil
	})
}
