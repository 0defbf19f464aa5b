package school

import (
	"context"
	"fmt"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// SetRecording lets a course record how programs are written, or ends that. Ending it deletes everything that was
// recorded in the course. Errors: NotFound; Forbidden.
func (s *School) SetRecording(ctx context.Context, by Actor, course CourseID, on bool) error {
	return s.write(ctx, func(tx Tx) error {
		c, err := teach(tx, by, course)
		if err != nil || c.Records == on {
			return err
		}
		if err := tx.SetRecording(course, on); err != nil {
			return err
		}
		details := map[string]string{"on": fmt.Sprint(on)}
		if !on {
			n, err := tx.DeleteEditsIn(course)
			if err != nil {
				return err
			}
			details["deleted"] = fmt.Sprint(n)
		}
		return s.record(tx, by, AuditEntry{Action: "recording.set", Course: course, Subject: subject("course", course), Details: details})
	})
}

// AnswerRecording is a trainee's yes or no, after being told what is recorded, who sees it and when it is deleted. A no deletes
// what there is; it can be changed at any time, and nothing follows from it. Errors: NotFound; Forbidden for all but
// trainees; Conflict in a course that records nothing.
func (s *School) AnswerRecording(ctx context.Context, by Actor, course CourseID, agreed bool) error {
	return s.write(ctx, func(tx Tx) error {
		c, role, err := visit(tx, by, course)
		if err != nil {
			return err
		}
		if role != Trainee || by.system {
			return forbidden("Only trainees of the course are asked.")
		}
		if !c.Records {
			return conflict("This course does not record how programs are written.", "There is nothing to agree to.")
		}
		e, err := tx.Enrolment(course, by.ID)
		if err != nil {
			return err
		}
		details := map[string]string{}
		action := "recording.agreed"
		e.Recording = Agreed
		if !agreed {
			action, e.Recording = "recording.declined", Declined
			n, err := tx.DeleteEditsOf(course, by.ID)
			if err != nil {
				return err
			}
			details["deleted"] = fmt.Sprint(n)
		}
		if err := tx.PutEnrolment(e); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: action, Course: course, Person: by.ID, Subject: subject("course", course), Details: details})
	})
}

// recordingState says whether the program of an attempt is recorded now.
func recordingState(tx Tx, st standing) (RecordingState, error) {
	if !st.course.Records {
		return RecordingNone, nil
	}
	e, err := tx.Enrolment(st.course.ID, st.attempt.Person)
	if isNotFound(err) || (err == nil && e.Role != Trainee) {
		return RecordingNone, nil
	}
	if err != nil {
		return "", err
	}
	kept, err := tx.Standing(st.attempt.ID)
	if err != nil && !isNotFound(err) {
		return "", err
	}
	flag, err := tx.FlagOfAttempt(st.attempt.ID)
	if err != nil && !isNotFound(err) {
		return "", err
	}
	switch {
	case kept.Status == StatusCleared || kept.Status == StatusClaimed || flag.State == FlagCleared:
		return RecordingOver, nil
	case e.Recording == Agreed:
		return RecordingOn, nil
	case e.Recording == Declined:
		return RecordingDeclined, nil
	}
	return RecordingAsk, nil
}

// recordEdits keeps how a program came from what stood in the editor to text. The editor's own account of it is
// taken if it leads exactly there; otherwise one step says what changed. mark, if not nil, is the submission that it was.
func (s *School) recordEdits(tx Tx, st standing, stage Stage, text string, sent []EditSent, mark *Submission) error {
	if stage != Implement || !st.mine {
		return nil
	}
	state, err := recordingState(tx, st)
	if err != nil || state != RecordingOn {
		return err
	}
	r, err := tx.EditRecord(st.attempt.ID, stage)
	if isNotFound(err) {
		r, err = s.beginRecord(tx, st, stage)
	}
	if err != nil || r.Full {
		return err
	}
	now := s.now()
	steps := stepsTo(r, text, sent, now)
	if mark != nil {
		kind := RunMark
		if mark.Kind == HandIn {
			kind = HandInMark
		}
		steps = append(steps, Step{At: now, Kind: kind, Submission: mark.ID})
	}
	if len(steps) == 0 {
		return nil
	}
	if r.Steps+len(steps) > maxSteps || len(text) > maxEditedText {
		r.Full = true
		return tx.PutEditRecord(r)
	}
	bytes, err := tx.AppendSteps(r, steps)
	if err != nil {
		return err
	}
	r.Text, r.Last, r.Steps, r.Bytes = text, now, r.Steps+len(steps), r.Bytes+bytes
	r.Full = r.Bytes > maxEditBytes
	return tx.PutEditRecord(r)
}

// beginRecord begins a record with what stands in the editor: the draft, else what was submitted last, else the starter.
func (s *School) beginRecord(tx Tx, st standing, stage Stage) (EditRecord, error) {
	r := EditRecord{Attempt: st.attempt.ID, Stage: stage, Began: s.now(), Last: s.now()}
	draft, err := tx.Draft(st.attempt.ID, stage)
	if err != nil && !isNotFound(err) {
		return r, err
	}
	newest, err := tx.NewestSubmissions(st.attempt.ID)
	if err != nil {
		return r, err
	}
	sub, submitted := newest[stage]
	switch {
	case draft.Revision > 0 && (!submitted || !draft.Saved.Before(sub.Received)):
		r.Starts = draft.Text
	case submitted:
		r.Starts = sub.Text
	default:
		x, err := s.library.At(st.assignment.Exercise, st.attempt.Version)
		if err != nil {
			return r, err
		}
		r.Starts = x.Starter
	}
	if len(r.Starts) > maxEditedText {
		r.Starts, r.Full = "", true
	}
	r.Text = r.Starts
	return r, tx.PutEditRecord(r)
}

// stepsTo are the steps from where a record stands to a text.
func stepsTo(r EditRecord, text string, sent []EditSent, now time.Time) []Step {
	if steps, ok := applied(r, text, sent, now); ok {
		return steps
	}
	from, removed, insert := difference(r.Text, text)
	if removed == 0 && insert == "" {
		return nil
	}
	return []Step{{At: now, Kind: Changed, From: from, Removed: removed, Insert: insert}}
}

// applied turns the editor's account into steps, if every change fits and all together lead to the text.
func applied(r EditRecord, text string, sent []EditSent, now time.Time) ([]Step, bool) {
	if len(sent) > maxSent {
		return nil, false
	}
	units := utf16.Encode([]rune(r.Text))
	last := r.Last
	var steps []Step
	for _, e := range sent {
		if e.Kind != Typed && e.Kind != Pasted && e.Kind != Undone || e.From < 0 || e.Removed < 0 || e.From > len(units) || e.Removed > len(units)-e.From ||
			len(e.Insert) > maxEditedText || len(units) > maxEditedText {
			return nil, false
		}
		insert := utf16.Encode([]rune(e.Insert))
		units = append(units[:e.From:e.From], append(insert, units[e.From+e.Removed:]...)...)
		at := now.Add(-min(max(e.Ago, 0), 24*time.Hour)).Truncate(time.Microsecond)
		if at.Before(last) {
			at = last
		}
		last = at
		steps = append(steps, Step{At: at, Kind: e.Kind, From: e.From, Removed: e.Removed, Insert: e.Insert})
	}
	return steps, string(utf16.Decode(units)) == text
}

// difference is the one stretch in which two texts differ: where it begins, in UTF-16 code units, how many of them go,
// and what takes their place. It never cuts a character in two.
func difference(before, after string) (from, removed int, insert string) {
	head := 0
	for head < len(before) && head < len(after) {
		r, n := utf8.DecodeRuneInString(before[head:])
		if q, _ := utf8.DecodeRuneInString(after[head:]); q != r {
			break
		}
		head += n
	}
	b, a := before[head:], after[head:]
	for len(b) > 0 && len(a) > 0 {
		r, n := utf8.DecodeLastRuneInString(b)
		if q, _ := utf8.DecodeLastRuneInString(a); q != r {
			break
		}
		b, a = b[:len(b)-n], a[:len(a)-n]
	}
	return unitsIn(before[:head]), unitsIn(b), a
}

func unitsIn(text string) int {
	n := 0
	for _, r := range text {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// forgetEdits deletes the record of an attempt, once understanding has been shown: what it was kept for is over.
func (s *School) forgetEdits(tx Tx, course CourseID, person PersonID, id AttemptID) error {
	n, err := tx.DeleteEdits(id)
	if err != nil || n == 0 {
		return err
	}
	return s.record(tx, System(), AuditEntry{Action: "recording.deleted", Course: course, Person: person, Subject: subject("attempt", id),
		Details: map[string]string{"steps": fmt.Sprint(n)}})
}

// Replay is the record of how the program of an attempt was written: for its trainee, and for those who help to teach,
// whose looking is audited. Errors: NotFound, also when there is no attempt.
func (s *School) Replay(ctx context.Context, by Actor, id AttemptID) (Replay, error) {
	var r Replay
	err := s.write(ctx, func(tx Tx) error {
		st, err := open(tx, by, id)
		if err != nil {
			return err
		}
		if r, err = s.replay(tx, st); err != nil || st.mine || by.system || r.Record.Steps == 0 {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "replay.opened", Course: st.course.ID, Person: st.attempt.Person, Subject: subject("attempt", id)})
	})
	return r, err
}

func (s *School) replay(tx Tx, st standing) (Replay, error) {
	r := Replay{Course: st.course, Assignment: st.assignment, Attempt: st.attempt, Mine: st.mine}
	var err error
	if r.Trainee, err = tx.Person(st.attempt.Person); err != nil {
		return r, err
	}
	if r.State, err = recordingState(tx, st); err != nil {
		return r, err
	}
	r.Record, err = tx.EditRecord(st.attempt.ID, Implement)
	if isNotFound(err) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	r.Steps, err = tx.StepsOf(st.attempt.ID, Implement)
	return r, err
}

// MyReplay is the next record of the asker's own writing, after the one of an attempt; they are exported one by one. Errors: NotFound when there are no more.
func (s *School) MyReplay(ctx context.Context, by Actor, after AttemptID) (Replay, error) {
	var r Replay
	err := s.read(ctx, func(tx Tx) error {
		id, err := tx.NextEdited(by.ID, after)
		if err != nil {
			return err
		}
		st, err := open(tx, by, id)
		if err != nil {
			return err
		}
		r, err = s.replay(tx, st)
		return err
	})
	return r, err
}
