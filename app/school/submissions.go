package school

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// SealPredictions commits all predictions of an attempt, once, and has them scored. Errors:
// NotFound; Forbidden; Invalid with the fields at fault; Conflict when they are sealed already;
// Busy when the queue is full.
func (s *School) SealPredictions(ctx context.Context, by Actor, id AttemptID, fields map[string]string) (Receipt, error) {
	return s.Submit(ctx, by, id, Work{Stage: Predict, Kind: HandIn, Fields: fields})
}

// Submit stores work and queues it for grading in one transaction: when it returns without an
// error, the work is stored and will be judged. Errors: NotFound; Forbidden; Invalid; Conflict
// when the stage is locked; Busy when the queue is full.
func (s *School) Submit(ctx context.Context, by Actor, id AttemptID, w Work) (Receipt, error) {
	if w.Kind != Run && w.Kind != HandIn {
		return Receipt{}, FieldFault("kind", "must be run or hand-in")
	}
	if err := firstFault(s.checkSize(w.Text, w.Fields), lengthFault("declared", w.Declared, 0, 2000)); err != nil {
		return Receipt{}, err
	}
	// What can be judged at all is found out before the write, which should be short.
	piece, err := s.prepare(ctx, by, id, &w)
	if err != nil {
		return Receipt{}, err
	}
	if w.Kind == HandIn {
		if err := s.grader.Ready(ctx, piece); err != nil {
			return Receipt{}, s.shown(err)
		}
	}
	sub := Submission{Attempt: id, Person: by.ID, Stage: w.Stage, Kind: w.Kind, Text: w.Text, Fields: w.Fields,
		Declared: strings.TrimSpace(w.Declared), State: Queued}
	var place int
	err = s.write(ctx, func(tx Tx) (err error) {
		place, err = s.accept(tx, by, &sub, w.Edits)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	s.board.publish(Progress{Submission: sub.ID, State: Queued, Place: place}, false)
	return Receipt{Submission: sub.ID, Hash: sub.Receipt, Received: sub.Received, Late: sub.Late, Place: place}, nil
}

// prepare checks that the stage may be worked on and completes the work from what is stored.
func (s *School) prepare(ctx context.Context, by Actor, id AttemptID, w *Work) (Piece, error) {
	var p Piece
	err := s.read(ctx, func(tx Tx) error {
		st, err := own(tx, by, id)
		if err != nil {
			return err
		}
		if err := s.unlocked(tx, st, w.Stage, w.Kind); err != nil {
			return err
		}
		if w.Stage == Derive && strings.TrimSpace(w.Text) == "" {
			lines, err := tx.Lines(id)
			if err != nil {
				return err
			}
			w.Text = textOf(lines)
		}
		if strings.TrimSpace(w.Text) == "" && len(w.Fields) == 0 {
			return FieldFault("text", "is empty: there is nothing to judge yet")
		}
		p = pieceOf(st, Submission{Stage: w.Stage, Kind: w.Kind, Text: w.Text, Fields: w.Fields, Person: by.ID, Received: s.now()})
		return nil
	})
	return p, err
}

// unlocked says why a stage can't be submitted now, if it can't.
func (s *School) unlocked(tx Tx, st standing, stage Stage, kind SubmissionKind) error {
	ex, err := s.library.At(st.assignment.Exercise, st.attempt.Version)
	if err != nil {
		return err
	}
	if !ex.Has(stage) {
		return notFound("stage in this exercise")
	}
	sealed, err := tx.Predictions(st.attempt.ID)
	if err != nil {
		return err
	}
	switch {
	case stage == Explain:
		return conflict("Explain is answered in a sitting, not handed in.", "Hand in your program; when it passes, the sitting opens.")
	case stage == Predict && kind != HandIn:
		return conflict("A prediction can't be tried.", "Seal it: it is scored for calibration, not for being right alone.")
	case stage == Predict && len(sealed) > 0:
		return conflict("Your predictions are sealed.", "They can't be changed once something may have run; they are shown against the outcome.")
	case stage != Predict && ex.Has(Predict) && len(sealed) == 0:
		return conflict("Seal your predictions first.", "A prediction is worth something only if it was made before anything ran.")
	}
	return nil
}

// accept stores one submission with its receipt, its job and its entry in the log.
func (s *School) accept(tx Tx, by Actor, sub *Submission, edits []EditSent) (place int, err error) {
	st, err := own(tx, by, sub.Attempt)
	if err != nil {
		return 0, err
	}
	// Asked again inside the transaction: another window may have sealed meanwhile.
	if err := s.unlocked(tx, st, sub.Stage, sub.Kind); err != nil {
		return 0, err
	}
	if err := s.room(tx, by.ID); err != nil {
		return 0, err
	}
	n, err := tx.CountSubmissions(sub.Attempt, sub.Stage, sub.Kind)
	if err != nil {
		return 0, err
	}
	d, err := s.deadlineFor(tx, st.course, st.assignment, by.ID)
	if err != nil {
		return 0, err
	}
	sub.Number, sub.Received = n+1, s.now()
	if d.Past {
		sub.Late = sub.Received.Sub(d.Due.Add(st.assignment.Grace))
	}
	sub.Receipt = sub.receipt()
	if err := s.keep(tx, st, sub, edits); err != nil {
		return 0, err
	}
	if sub.Stage == Predict {
		if err := tx.InsertPredictions(predictionsOf(*sub)); err != nil {
			return 0, err
		}
	}
	if err := tx.Enqueue(Job{Kind: JobGrade, Submission: sub.ID}); err != nil {
		return 0, err
	}
	if sub.Kind == HandIn {
		if err := s.record(tx, by, AuditEntry{Action: "submission.received", Course: st.course.ID, Person: by.ID,
			Subject: subject("submission", sub.ID),
			Details: map[string]string{"attempt": subject("attempt", sub.Attempt), "stage": string(sub.Stage),
				"number": fmt.Sprint(sub.Number), "receipt": sub.Receipt}}); err != nil {
			return 0, err
		}
	}
	return tx.PlaceInQueue(sub.ID)
}

// keep stores a submission, and in the record of the writing, if there is one, that it stood there.
func (s *School) keep(tx Tx, st standing, sub *Submission, edits []EditSent) error {
	// What led here is recorded first: a record begins with what stood in the editor before this.
	if err := s.recordEdits(tx, st, sub.Stage, sub.Text, edits, nil); err != nil {
		return err
	}
	if err := tx.InsertSubmission(sub); err != nil {
		return err
	}
	return s.recordEdits(tx, st, sub.Stage, sub.Text, nil, sub)
}

// room refuses more waiting work than can be judged in reasonable time.
func (s *School) room(tx Tx, person PersonID) error {
	all, own, err := tx.CountWaiting(person)
	switch {
	case err != nil:
		return err
	case own >= s.limits.Own:
		return Failure(Busy, fmt.Sprintf("You have %d pieces of work waiting to be judged.", own),
			"Wait for the first of them, then send this again; it is still in your editor.")
	case all >= s.limits.Waiting:
		return Failure(Busy, fmt.Sprintf("The queue is full: %d pieces of work are waiting.", all),
			"Send it again in a minute; it is still in your editor, and the time of a hand-in that was refused for this is yours to tell your advisor.")
	}
	return nil
}

func predictionsOf(sub Submission) []Prediction {
	var out []Prediction
	for _, key := range sortedKeys(sub.Fields) {
		out = append(out, Prediction{Attempt: sub.Attempt, Key: key, Value: sub.Fields[key], Sealed: sub.Received})
	}
	return out
}

// receipt is the SHA-256, in hex, of one JSON object without spaces: attempt, fields, kind, number,
// person, received (UTC, microseconds), stage, text. Whoever kept the text can compute it again.
func (sub Submission) receipt() string {
	fields := sub.Fields
	if fields == nil {
		fields = map[string]string{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(struct {
		Attempt  int64             `json:"attempt"`
		Fields   map[string]string `json:"fields"`
		Kind     string            `json:"kind"`
		Number   int               `json:"number"`
		Person   int64             `json:"person"`
		Received string            `json:"received"`
		Stage    string            `json:"stage"`
		Text     string            `json:"text"`
	}{int64(sub.Attempt), fields, string(sub.Kind), sub.Number, int64(sub.Person),
		sub.Received.UTC().Format("2006-01-02T15:04:05.000000Z"), string(sub.Stage), sub.Text})
	if err != nil {
		panic("a receipt of strings and integers did not encode: " + err.Error())
	}
	sum := sha256.Sum256(bytes.TrimRight(b.Bytes(), "\n"))
	return hex.EncodeToString(sum[:])
}

// pieceOf is a submission as an engine sees it.
func pieceOf(st standing, sub Submission) Piece {
	return Piece{Exercise: st.assignment.Exercise, Version: st.attempt.Version, Seed: st.attempt.Seed, Stage: sub.Stage, Kind: sub.Kind,
		Text: sub.Text, Fields: sub.Fields, Submitted: sub.Received, Owner: subject("person", sub.Person)}
}

// Submission returns one submission to its trainee and to those who help to teach. Errors: NotFound.
func (s *School) Submission(ctx context.Context, by Actor, id SubmissionID) (Submission, error) {
	var sub Submission
	err := s.read(ctx, func(tx Tx) error {
		found, err := tx.Submission(id)
		if err != nil {
			return err
		}
		if _, err := open(tx, by, found.Attempt); err != nil {
			if isNotFound(err) {
				return notFound("submission")
			}
			return err
		}
		sub = found
		return nil
	})
	return sub, err
}

// Submissions lists the submissions of an attempt, newest first; Page.After is the last identifier
// already seen. Errors: NotFound.
func (s *School) Submissions(ctx context.Context, by Actor, id AttemptID, page Page) ([]Submission, error) {
	var out []Submission
	err := s.read(ctx, func(tx Tx) error {
		if _, err := open(tx, by, id); err != nil {
			return err
		}
		var err error
		out, err = tx.Submissions(id, SubmissionID(page.After), page.Rows())
		return err
	})
	return out, err
}

// Retry queues a submission that we failed to grade again. Its time of receipt stays. Errors:
// NotFound; Conflict if it did not fail; Busy.
func (s *School) Retry(ctx context.Context, by Actor, id SubmissionID) (Receipt, error) {
	var r Receipt
	err := s.write(ctx, func(tx Tx) error {
		sub, err := tx.Submission(id)
		if err != nil {
			return err
		}
		if _, err := open(tx, by, sub.Attempt); err != nil {
			return err
		}
		if err := s.room(tx, sub.Person); err != nil {
			return err
		}
		ok, err := tx.MarkQueued(id)
		if err != nil {
			return err
		}
		if !ok {
			return conflict("This work has been judged or is about to be.", "There is nothing to try again.")
		}
		if err := tx.Enqueue(Job{Kind: JobGrade, Submission: id}); err != nil {
			return err
		}
		place, err := tx.PlaceInQueue(id)
		r = Receipt{Submission: id, Hash: sub.Receipt, Received: sub.Received, Late: sub.Late, Place: place}
		return err
	})
	if err == nil {
		s.board.publish(Progress{Submission: id, State: Queued, Place: r.Place}, false)
	}
	return r, err
}

// textOf writes the lines of a derivation as a plain-text derivation, numbered.
func textOf(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "(%d) %s\n", l.N, l.Text)
	}
	return b.String()
}

// lateDays is the number of begun days.
func lateDays(late time.Duration) int {
	if late <= 0 {
		return 0
	}
	return int((late + 24*time.Hour - 1) / (24 * time.Hour))
}
