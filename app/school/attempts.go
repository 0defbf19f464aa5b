package school

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
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
		if err := s.recordEdits(tx, st, d.Stage, d.Text, d.Edits, nil); err != nil {
			return err
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
