package school

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// A sheet has three missed families, one that was right, and one open question.
const (
	vivaMissed = 3
	vivaRight  = 1
)

// VivaSheet is the sheet for a conversation about a flag. It is the same for the trainee and for those who teach, and
// every look at it is audited. Errors: NotFound; Conflict when no conversation was asked for.
func (s *School) VivaSheet(ctx context.Context, by Actor, id FlagID) (VivaSheet, error) {
	var sheet VivaSheet
	err := s.write(ctx, func(tx Tx) error {
		f, st, err := s.visitFlag(tx, by, id)
		if err != nil {
			return err
		}
		if st.mine && f.State != Viva {
			if _, err := tx.Viva(id); err != nil {
				return conflict("No viva has been set.", "You may ask for one on the page of the flag.")
			}
		}
		if sheet, err = s.vivaSheet(tx, by, f, st); err != nil {
			return err
		}
		return s.record(tx, by, flagEntry(f, "viva.sheet", nil))
	})
	return sheet, err
}

func (s *School) vivaSheet(tx Tx, by Actor, f Flag, st standing) (VivaSheet, error) {
	sheet := VivaSheet{Flag: f, Course: st.course, Assignment: st.assignment, MayRecord: mayHoldViva(f, st)}
	var err error
	if sheet.Trainee, err = tx.Person(f.Person); err != nil {
		return sheet, err
	}
	if sheet.Submission, err = tx.Submission(f.Submission); err != nil {
		return sheet, err
	}
	sittings, err := counted(tx, f.Attempt)
	if err != nil {
		return sheet, err
	}
	sheet.Questions = vivaQuestions(sittings)
	sheet.Viva, err = vivaOf(tx, f.ID)
	if sheet.Viva != nil && !sheet.Viva.ReadBack.IsZero() {
		sheet.MayRecord = false
	}
	return sheet, err
}

// vivaQuestions chooses, from what was answered in closed sittings: the newest miss of each of three families, then
// further misses if there are fewer families, one item that was right, and one open question about the first miss.
func vivaQuestions(sittings []Sitting) []VivaQuestion {
	var misses, rights []VivaQuestion
	for i := len(sittings) - 1; i >= 0; i-- {
		if sittings[i].Closed.IsZero() {
			continue
		}
		for _, it := range sittings[i].Items {
			switch q := (VivaQuestion{Kind: VivaMissed, Sitting: sittings[i].Number, Item: it}); {
			case it.Answered.IsZero() || it.Marked.IsZero() || it.Void:
			case it.Correct:
				q.Kind = VivaRight
				rights = append(rights, q)
			default:
				misses = append(misses, q)
			}
		}
	}
	out := distinctFamilies(misses, vivaMissed)
	out = append(out, distinctFamilies(rights, vivaRight)...)
	out = append(out, VivaQuestion{Kind: VivaOpen, Ask: openQuestion(len(out) > 0)})
	for i := range out {
		out[i].N = i + 1
	}
	return out
}

// distinctFamilies takes up to n questions, those of families not taken yet first.
func distinctFamilies(from []VivaQuestion, n int) []VivaQuestion {
	var first, more []VivaQuestion
	seen := map[string]bool{}
	for _, q := range from {
		if seen[q.Item.Family] {
			more = append(more, q)
			continue
		}
		seen[q.Item.Family] = true
		first = append(first, q)
	}
	all := append(first, more...)
	return all[:min(n, len(all))]
}

// openQuestion is the one that only words can answer.
func openQuestion(afterItems bool) string {
	if !afterItems {
		return "Explain, without running anything, which line of the program carries which term of the equation, and what would change if one of them were left out."
	}
	return "Take question 1. Explain, without running anything, *why* the answer is what it is: which term of the model is at work, which line of your program carries it, and what you would see if it were left out."
}

// mayHoldViva allows whoever teaches to write the record while a viva is set.
func mayHoldViva(f Flag, st standing) bool {
	return !st.mine && st.role != Trainee && f.State == Viva
}

// vivaOf is the record of a flag's viva, nil if there is none.
func vivaOf(tx Tx, id FlagID) (*VivaRecord, error) {
	v, err := tx.Viva(id)
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p, err := tx.Person(v.By)
	v.Name = p.Name
	return &v, err
}

// addViva puts the record, and what the asker may do about it, into a dossier.
func (s *School) addViva(tx Tx, by Actor, st standing, d *Dossier) error {
	v, err := vivaOf(tx, d.Flag.ID)
	if err != nil {
		return err
	}
	open := v == nil || v.ReadBack.IsZero()
	d.Viva = v
	d.MayHoldViva = mayHoldViva(d.Flag, st) && open
	d.MayReadBack = st.mine && v != nil && open
	return nil
}

// RecordViva stores what was said, one answer for each question of the sheet. Until it has been read back it may be
// written again. Errors: NotFound; Forbidden for the trainee; Invalid; Conflict when no viva is set, or when the record has
// been read back.
func (s *School) RecordViva(ctx context.Context, by Actor, id FlagID, answers []string, notes string) (VivaRecord, error) {
	var v VivaRecord
	_, err := s.actOnFlag(ctx, by, id, func(tx Tx, f Flag, st standing) (Flag, error) {
		sheet, err := s.vivaSheet(tx, by, f, st)
		switch {
		case err != nil:
			return f, err
		case st.mine:
			return f, forbidden("The record is written by the person who holds the viva; you read it and say whether it is right.")
		case sheet.Viva != nil && !sheet.Viva.ReadBack.IsZero():
			return f, conflict("The record has been read back and stands.", "")
		case !sheet.MayRecord:
			return f, conflict("No viva is set.", "Decide to hold one first, with a reason that the trainee reads.")
		}
		if v, err = newViva(sheet, answers, notes); err != nil {
			return f, err
		}
		v.By, v.Held = by.ID, s.now()
		if err := tx.PutViva(v); err != nil {
			return f, err
		}
		return f, s.record(tx, by, flagEntry(f, "viva.recorded", map[string]string{"words": digest(strings.Join(v.Answers, "\x00") + "\x00" + v.Notes)}))
	})
	return v, err
}

func newViva(sheet VivaSheet, answers []string, notes string) (VivaRecord, error) {
	v := VivaRecord{Flag: sheet.Flag.ID, Round: sheet.Flag.Round, Notes: strings.TrimSpace(notes)}
	if len(answers) != len(sheet.Questions) {
		return v, FieldFault("answers", fmt.Sprintf("must be %d, one for each question", len(sheet.Questions)))
	}
	said := false
	for i, q := range sheet.Questions {
		answer := strings.TrimSpace(answers[i])
		if err := lengthFault(fmt.Sprintf("answer%d", q.N), answer, 0, 10_000); err != nil {
			return v, err
		}
		said = said || answer != ""
		asked := q.Ask
		if q.Kind != VivaOpen {
			asked = fmt.Sprintf("%s, sitting %d, item %d", q.Item.Family, q.Sitting, q.Item.N)
		}
		v.Asked, v.Answers = append(v.Asked, asked), append(v.Answers, answer)
	}
	if !said {
		return v, FieldFault("answer1", "is empty, and so are the others; write down what was said, word by word")
	}
	return v, lengthFault("notes", v.Notes, 0, 10_000)
}

// ReadBack is the trainee's word on the record: it is what I said, or it is not, and what I add. Errors: NotFound;
// Forbidden for all but the trainee; Invalid when a record is disputed without a word; Conflict when there is
// nothing to read, or it was done.
func (s *School) ReadBack(ctx context.Context, by Actor, id FlagID, agreed bool, remark string) (VivaRecord, error) {
	remark = strings.TrimSpace(remark)
	if err := lengthFault("remark", remark, 0, 10_000); err != nil {
		return VivaRecord{}, err
	}
	if !agreed && remark == "" {
		return VivaRecord{}, FieldFault("remark", "is empty; say what in the record is not what you said")
	}
	var out VivaRecord
	_, err := s.actOnFlag(ctx, by, id, func(tx Tx, f Flag, st standing) (Flag, error) {
		v, err := vivaOf(tx, id)
		switch {
		case err != nil:
			return f, err
		case !st.mine:
			return f, forbidden("Only the trainee can say whether the record is right.")
		case v == nil:
			return f, conflict("There is no record to read yet.", "")
		case !v.ReadBack.IsZero():
			return f, conflict("You have answered this already; your answer stands beside the record.", "")
		}
		v.ReadBack, v.Agreed, v.Remark = s.now(), agreed, remark
		out = *v
		if err := tx.PutViva(*v); err != nil {
			return f, err
		}
		return f, s.record(tx, by, flagEntry(f, "viva.read-back", map[string]string{"agreed": fmt.Sprint(agreed), "remark": digest(remark)}))
	})
	return out, err
}

// digest is how the log names words that stand elsewhere: a record that was changed behind its back no longer has it.
func digest(words string) string {
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:])
}
