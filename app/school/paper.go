package school

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Sheet is a sitting on paper, as those who teach see it: with its questions and their keys.
type Sheet struct {
	Sitting       Sitting
	Trainee       Person
	Course        Course
	Assignment    Assignment
	Accommodation Accommodation
	Minutes       int // for all of it, with the trainee's own factor
}

// Papers are sittings on paper. Only those who teach see a sheet before it has closed, and every look at one is audited.
type Papers interface {
	// PrepareSheet draws the next sitting of a trainee on paper, or returns the sheet that is out already.
	PrepareSheet(ctx context.Context, by Actor, id AttemptID) (Sitting, error)
	// Sheet is one sheet that is out; keys says that its keys are looked at.
	Sheet(ctx context.Context, by Actor, id SittingID, keys bool) (Sheet, error)
	// Sheets are all sheets of an assignment that are out.
	Sheets(ctx context.Context, by Actor, id AssignmentID, keys bool) ([]Sheet, error)
	// EnterSheet enters what stands on a sheet; sat is the day, "2026-11-24" in the course's zone.
	EnterSheet(ctx context.Context, by Actor, id SittingID, answers map[ItemID]Answer, sat string) error
	// CorrectSheet puts right an answer that was entered wrongly.
	CorrectSheet(ctx context.Context, by Actor, id SittingID, item ItemID, a Answer, reason string) error
}

// onPaper refuses to show or take on a screen what is on paper.
func onPaper() error {
	return conflict("This sitting is on paper.", "Your advisor hands you the sheet; when its answers are entered, all keys are on this page.")
}

// onPaper are the items that can be answered with a pencil.
func (s *School) onPaper(items []PooledItem) []PooledItem {
	var out []PooledItem
	for _, it := range items {
		if s.checker.OnPaper(it.Full) {
			out = append(out, it)
		}
	}
	return out
}

// printable reports whether an advisor may hold a trainee's next sitting on paper: where the policy says so, in the room
// beside the others, and wherever that was agreed with the trainee.
func (s *School) printable(tx Tx, st standing, mode Mode) (bool, error) {
	if mode == OnPaper || mode == InTheRoom {
		return true, nil
	}
	a, err := accommodation(tx, st)
	return a.Format != OnScreen, err
}

// accommodation is what was agreed with the trainee of an attempt.
func accommodation(tx Tx, st standing) (Accommodation, error) {
	e, err := tx.Enrolment(st.course.ID, st.attempt.Person)
	if err != nil && !isNotFound(err) {
		return Accommodation{}, err
	}
	return Accommodation{TimeFactor: max(e.TimeFactor, 1), Format: e.Format}, nil
}

// openForTeaching is an attempt for those who teach its trainee, but not for the trainee.
func openForTeaching(tx Tx, by Actor, id AttemptID) (standing, error) {
	st, err := open(tx, by, id)
	if err != nil {
		return st, err
	}
	if st.mine || st.role == Trainee {
		return st, forbidden("A sheet is printed and entered by those who teach.")
	}
	if st.course.Archived {
		return st, conflict("The course is archived; no sitting is held any more.", "")
	}
	return st, nil
}

// PrepareSheet draws the next sitting of a trainee on paper. Its questions count as asked from now on, since a sheet may be
// read as soon as it is printed; until it is entered it can be printed again. Errors: NotFound; Forbidden for the trainee;
// Conflict when no sitting can begin now.
func (s *School) PrepareSheet(ctx context.Context, by Actor, id AttemptID) (Sitting, error) {
	if err := s.settleLapsed(ctx, id); err != nil {
		return Sitting{}, err
	}
	var sit Sitting
	err := s.write(ctx, func(tx Tx) error {
		st, err := openForTeaching(tx, by, id)
		if err != nil {
			return err
		}
		u, err := s.understanding(tx, by, st)
		if err != nil {
			return err
		}
		switch next := u.Next; {
		case next == nil:
			return conflict("There is no sitting to print a sheet for.", "The page of the attempt says where its checks stand.")
		case next.Open != 0 && next.Mode == OnPaper:
			sit, err = tx.Sitting(next.Open)
			return err
		case next.Open != 0:
			return conflict("The trainee has begun this sitting on the screen.", "It ends there.")
		case !next.Ready:
			return conflict("The next sitting opens "+next.NotBefore.Format("Monday 2 January, 15:04 MST")+".", "A sheet is printed on the day on which it is sat.")
		case !next.Printable:
			return conflict("This sitting is held on the screen.", "Set the checks to be sat on paper or in the room, or agree on paper with the trainee.")
		}
		sit, err = s.drawSheet(tx, by, st, u)
		return err
	})
	return forTrainee(sit), err
}

// drawSheet makes a sitting on paper of the items that a pencil can answer.
func (s *School) drawSheet(tx Tx, by Actor, st standing, u Understanding) (Sitting, error) {
	u.Next.Mode = OnPaper
	sit, err := s.draw(tx, by, st, u)
	if err != nil {
		return sit, err
	}
	for i := range sit.Items {
		sit.Items[i].Served = sit.Opened
		if err := tx.ServeItem(sit.Items[i].ID, sit.Opened, time.Time{}); err != nil {
			return sit, err
		}
	}
	return sit, nil
}

// Sheet is one sheet that is out. Looking at it is audited, at its keys too. Errors: NotFound, also for the trainee;
// Conflict when it was entered.
func (s *School) Sheet(ctx context.Context, by Actor, id SittingID, keys bool) (Sheet, error) {
	var sheet Sheet
	err := s.write(ctx, func(tx Tx) (err error) {
		if sheet, err = s.sheet(tx, by, id); err != nil {
			return err
		}
		return s.sawSheet(tx, by, sheet, keys)
	})
	return sheet, err
}

func (s *School) sheet(tx Tx, by Actor, id SittingID) (Sheet, error) {
	sit, err := tx.Sitting(id)
	if err != nil {
		return Sheet{}, err
	}
	st, err := openForTeaching(tx, by, sit.Attempt)
	switch {
	case err != nil && (KindOf(err) == NotFound || KindOf(err) == Forbidden):
		return Sheet{}, notFound("sheet")
	case err != nil:
		return Sheet{}, err
	case sit.Mode != OnPaper:
		return Sheet{}, notFound("sheet")
	case !sit.Closed.IsZero():
		return Sheet{}, conflict("The answers of this sheet have been entered.", "They stand with their keys on the page of the sitting.")
	}
	return sheetOf(tx, st, sit)
}

func sheetOf(tx Tx, st standing, sit Sitting) (Sheet, error) {
	sheet := Sheet{Sitting: sit, Course: st.course, Assignment: st.assignment}
	var err error
	if sheet.Trainee, err = tx.Person(sit.Person); err != nil {
		return sheet, err
	}
	if sheet.Accommodation, err = accommodation(tx, st); err != nil {
		return sheet, err
	}
	total := 0
	for _, it := range sit.Items {
		total += it.Seconds
	}
	sheet.Minutes = (int(float64(total)*sheet.Accommodation.TimeFactor) + 59) / 60
	return sheet, nil
}

// sawSheet writes into the log that somebody has looked at a sheet.
func (s *School) sawSheet(tx Tx, by Actor, sheet Sheet, keys bool) error {
	action := "sheet.printed"
	if keys {
		action = "sheet.keys"
	}
	return s.record(tx, by, sheetEntry(sheet, action, map[string]string{}))
}

// sheetEntry is an entry about a sheet; it names the trainee, as the name of whoever acts stands beside every entry.
func sheetEntry(sheet Sheet, action string, details map[string]string) AuditEntry {
	details["attempt"], details["number"], details["trainee"] = subject("attempt", sheet.Sitting.Attempt), fmt.Sprint(sheet.Sitting.Number), sheet.Trainee.Name
	return AuditEntry{Action: action, Course: sheet.Course.ID, Person: sheet.Sitting.Person, Subject: subject("sitting", sheet.Sitting.ID), Details: details}
}

// Sheets are all sheets of an assignment that are out, by trainee. Errors: NotFound; Forbidden.
func (s *School) Sheets(ctx context.Context, by Actor, id AssignmentID, keys bool) ([]Sheet, error) {
	var out []Sheet
	err := s.write(ctx, func(tx Tx) error {
		a, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		if _, err := assist(tx, by, a.Course); err != nil {
			return err
		}
		attempts, err := tx.AttemptsIn(a.Course)
		if err != nil {
			return err
		}
		for _, attempt := range attempts {
			if attempt.Assignment != id {
				continue
			}
			sittings, err := counted(tx, attempt.ID)
			if err != nil {
				return err
			}
			for _, sit := range sittings {
				if sit.Mode != OnPaper || !sit.Closed.IsZero() {
					continue
				}
				sheet, err := s.sheet(tx, by, sit.ID)
				if err != nil {
					return err
				}
				if err := s.sawSheet(tx, by, sheet, keys); err != nil {
					return err
				}
				out = append(out, sheet)
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Sheet) int { return strings.Compare(a.Trainee.Name, b.Trainee.Name) })
	return out, err
}

// EnterSheet enters what stands on a sheet: one answer for every question, a blank as "I don't know". The sitting closes as
// of the day on which it was sat, and both names are in the log. Errors: NotFound; Invalid when a question has no entry or
// the day can't be; Conflict when it was entered before.
func (s *School) EnterSheet(ctx context.Context, by Actor, id SittingID, answers map[ItemID]Answer, sat string) error {
	err := s.write(ctx, func(tx Tx) error {
		sheet, err := s.sheet(tx, by, id)
		if err != nil {
			return err
		}
		at, err := s.satAt(sheet, sat)
		if err != nil {
			return err
		}
		if err := s.checkEntries(sheet, answers); err != nil {
			return err
		}
		var words []string
		for _, it := range sheet.Sitting.Items {
			a := answers[it.ID]
			it.Answered, it.Answer, it.DontKnow = at, a.Fields, a.DontKnow
			if _, err := tx.AnswerItem(it.ID, it); err != nil {
				return err
			}
			words = append(words, answerDigest(a))
		}
		if err := tx.EnterSitting(id, by.ID, s.now()); err != nil {
			return err
		}
		details := map[string]string{"sat": at.In(sheet.Course.Location()).Format("2 January 2006"), "answers": digest(strings.Join(words, "\x00"))}
		if err := s.record(tx, by, sheetEntry(sheet, "sheet.entered", details)); err != nil {
			return err
		}
		st, err := open(tx, System(), sheet.Sitting.Attempt)
		if err != nil {
			return err
		}
		if err := s.close(tx, st, sheet.Sitting, at); err != nil {
			return err
		}
		return tx.Enqueue(Job{Kind: JobMark, Sitting: id, After: markLater})
	})
	if err != nil {
		return err
	}
	mctx, cancel := context.WithTimeout(ctx, s.limits.Marking)
	defer cancel()
	if err := s.Settle(mctx, id, nil); err != nil {
		s.log.Warn("marking is left to the queue", "sitting", id, "cause", err)
	}
	return nil
}

// satAt is the instant as of which a sheet was answered: now if it was today, else noon of the day that was named.
func (s *School) satAt(sheet Sheet, sat string) (time.Time, error) {
	now, loc := s.now(), sheet.Course.Location()
	day, err := time.ParseInLocation("2006-01-02", strings.TrimSpace(sat), loc)
	switch first := sheet.Sitting.Opened.In(loc).Format("2006-01-02"); {
	case err != nil:
		return now, FieldFault("sat", "must be a day, as in 2026-11-24")
	case day.Format("2006-01-02") > now.In(loc).Format("2006-01-02"):
		return now, FieldFault("sat", "is in the future")
	case day.Format("2006-01-02") < first:
		return now, FieldFault("sat", "is before the sheet was printed, on "+first)
	case day.Format("2006-01-02") == now.In(loc).Format("2006-01-02"):
		return now, nil
	}
	at := day.Add(12 * time.Hour).UTC()
	if at.Before(sheet.Sitting.Opened) {
		at = sheet.Sitting.Opened
	}
	return at, nil
}

// checkEntries wants every question of a sheet answered or marked as left blank.
func (s *School) checkEntries(sheet Sheet, answers map[ItemID]Answer) error {
	faults := map[string]string{}
	for _, it := range sheet.Sitting.Items {
		a, ok := answers[it.ID]
		if err := s.checkSize("", a.Fields); err != nil {
			faults[EntryField(it.ID)] = "is larger than an answer on paper can be"
		}
		if !ok || !a.DontKnow && !anyValue(a.Fields) {
			faults[EntryField(it.ID)] = "is missing; choose \"left blank\" where nothing stands on the sheet"
		}
	}
	if len(faults) > 0 {
		return &Error{Kind: Invalid, Message: "Not every question has its entry.", Hint: "Mend the marked ones and send it again.", Fields: faults}
	}
	return nil
}

// EntryField names the entry of a question in the faults of a sheet.
func EntryField(id ItemID) string { return fmt.Sprintf("item%d", id) }

func answerDigest(a Answer) string {
	if a.DontKnow {
		return "I don't know"
	}
	var parts []string
	for _, name := range sortedKeys(a.Fields) {
		parts = append(parts, name+"="+a.Fields[name])
	}
	return strings.Join(parts, "\x01")
}

// CorrectSheet puts right an answer that was entered otherwise than it stands on the sheet. It is marked anew and decided
// anew, both versions are logged, and like every later finding it changes nothing against the trainee. Errors: NotFound;
// Forbidden for the trainee; Invalid without a reason or an answer; Conflict when nothing was entered.
func (s *School) CorrectSheet(ctx context.Context, by Actor, id SittingID, item ItemID, a Answer, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := lengthFault("reason", reason, 1, 10_000); err != nil {
		return err
	}
	if err := s.checkSize("", a.Fields); err != nil {
		return err
	}
	if !a.DontKnow && !anyValue(a.Fields) {
		return FieldFault("answer", "is empty; choose \"left blank\" if nothing stands on the sheet")
	}
	var old SittingItem
	err := s.read(ctx, func(tx Tx) (err error) {
		old, _, _, err = s.entered(tx, by, id, item)
		return err
	})
	if err != nil {
		return err
	}
	mctx, cancel := context.WithTimeout(ctx, s.limits.Marking)
	defer cancel()
	marked := old
	marked.Answer, marked.DontKnow = a.Fields, a.DontKnow
	if err := s.mark(mctx, &marked); err != nil {
		return s.shown(err)
	}
	return s.write(ctx, func(tx Tx) error {
		before, st, sheet, err := s.entered(tx, by, id, item)
		if err != nil {
			return err
		}
		if err := tx.CorrectItem(item, marked); err != nil {
			return err
		}
		details := map[string]string{"item": fmt.Sprint(before.N), "reason": reason, "before": enteredWords(before), "after": enteredWords(marked)}
		if err := s.record(tx, by, sheetEntry(sheet, "sheet.corrected", details)); err != nil {
			return err
		}
		flagging, err := s.flagging(tx, st.course.ID)
		if err != nil {
			return err
		}
		return s.decideAgain(tx, st.attempt, st, flagging, "An answer on which this rested was entered otherwise than it stands on the sheet. With the right one there is no flag.")
	})
}

// entered finds a marked answer of a sheet that was entered, for those who teach.
func (s *School) entered(tx Tx, by Actor, id SittingID, item ItemID) (SittingItem, standing, Sheet, error) {
	sit, err := tx.Sitting(id)
	if err != nil {
		return SittingItem{}, standing{}, Sheet{}, err
	}
	st, err := openForTeaching(tx, by, sit.Attempt)
	if err != nil {
		return SittingItem{}, st, Sheet{}, maskSitting(err)
	}
	if veiled, err := s.veiled(tx, sit.Attempt); err != nil || veiled {
		return SittingItem{}, st, Sheet{}, firstError(err, notFound("sitting"))
	}
	i := slices.IndexFunc(sit.Items, func(it SittingItem) bool { return it.ID == item })
	switch {
	case sit.Mode != OnPaper:
		return SittingItem{}, st, Sheet{}, conflict("Only what was entered from paper can be put right.", "")
	case i < 0:
		return SittingItem{}, st, Sheet{}, notFound("item")
	case sit.Closed.IsZero() || sit.Items[i].Marked.IsZero() || sit.Items[i].Void:
		return SittingItem{}, st, Sheet{}, conflict("This question has no mark that could be put right.", "")
	}
	sheet, err := sheetOf(tx, st, sit)
	return sit.Items[i], st, sheet, err
}

// enteredWords is an answer and its mark in the log.
func enteredWords(it SittingItem) string {
	words := "left blank"
	if !it.DontKnow {
		var parts []string
		for _, name := range sortedKeys(it.Answer) {
			parts = append(parts, name+" "+it.Answer[name])
		}
		words = strings.Join(parts, ", ")
	}
	if r := []rune(words); len(r) > 200 {
		words = string(r[:200]) + "…"
	}
	if it.Correct {
		return words + ", right"
	}
	return words + ", missed"
}
