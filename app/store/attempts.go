package store

import (
	"time"

	"coronium/app/school"

	"gorm.io/gorm"
)

type attemptRow struct {
	ID         int64 `gorm:"primaryKey"`
	Assignment int64
	Person     int64
	Number     int
	Seed       int64
	Version    string
	Begun      int64
}

func (attemptRow) TableName() string { return "attempts" }

func (r attemptRow) domain() (school.Attempt, error) {
	return school.Attempt{ID: school.AttemptID(r.ID), Assignment: school.AssignmentID(r.Assignment), Person: school.PersonID(r.Person),
		Number: r.Number, Seed: uint64(r.Seed), Version: r.Version, Begun: instant(r.Begun)}, nil
}

func (t *txn) InsertAttempt(a *school.Attempt) error {
	r := attemptRow{Assignment: int64(a.Assignment), Person: int64(a.Person), Number: a.Number, Seed: int64(a.Seed),
		Version: a.Version, Begun: micros(a.Begun)}
	if err := t.insert(&r, "That attempt has been begun already."); err != nil {
		return err
	}
	a.ID = school.AttemptID(r.ID)
	return nil
}

func (t *txn) Attempt(id school.AttemptID) (school.Attempt, error) {
	r, err := one[attemptRow](t.db.Where("id = ?", id), "attempt")
	if err != nil {
		return school.Attempt{}, err
	}
	return r.domain()
}

func (t *txn) AttemptsOf(a school.AssignmentID, p school.PersonID) ([]school.Attempt, error) {
	return list(t.db.Where("assignment = ? AND person = ?", a, p).Order("number").Limit(school.MaxAttempts), attemptRow.domain)
}

// newest keeps the newest attempt of each trainee and assignment of a course.
func (t *txn) newest(c school.CourseID) *gorm.DB {
	return t.db.Where("assignment IN (SELECT id FROM assignments WHERE course = ?)", c).
		Where("number = (SELECT max(a.number) FROM attempts a WHERE a.assignment = attempts.assignment AND a.person = attempts.person)")
}

func (t *txn) AttemptsIn(c school.CourseID) ([]school.Attempt, error) {
	return list(t.db.Where("assignment IN (SELECT id FROM assignments WHERE course = ?)", c).Order("id").Limit(20_000), attemptRow.domain)
}

func (t *txn) NewestAttemptsOf(c school.CourseID, p school.PersonID) ([]school.Attempt, error) {
	return list(t.newest(c).Where("person = ?", p).Order("id").Limit(200), attemptRow.domain)
}

type draftRow struct {
	Attempt  int64  `gorm:"primaryKey"`
	Stage    string `gorm:"primaryKey"`
	Text     string
	Fields   string
	Revision int64
	Saved    int64
	Pasted   int
}

func (draftRow) TableName() string { return "drafts" }

func (r draftRow) domain() (school.Draft, error) {
	fields, err := decode[map[string]string](r.Fields)
	return school.Draft{Attempt: school.AttemptID(r.Attempt), Stage: school.Stage(r.Stage), Text: r.Text, Fields: fields,
		Revision: r.Revision, Saved: instant(r.Saved)}, err
}

func (t *txn) PutDraft(d school.Draft, pasted int) error {
	fields, err := encode(d.Fields)
	if err != nil {
		return err
	}
	before, err := t.Pasted(d.Attempt)
	if err != nil {
		return err
	}
	return t.put(&draftRow{Attempt: int64(d.Attempt), Stage: string(d.Stage), Text: d.Text, Fields: fields, Revision: d.Revision,
		Saved:  micros(d.Saved),
		Pasted: before[d.Stage] + pasted})
}

func (t *txn) Draft(a school.AttemptID, stage school.Stage) (school.Draft, error) {
	r, err := one[draftRow](t.db.Where("attempt = ? AND stage = ?", a, string(stage)), "draft")
	if err != nil {
		return school.Draft{}, err
	}
	return r.domain()
}

func (t *txn) Drafts(a school.AttemptID) ([]school.Draft, error) {
	return list(t.db.Where("attempt = ?", a).Order("stage"), draftRow.domain)
}

func (t *txn) Pasted(a school.AttemptID) (map[school.Stage]int, error) {
	var rows []draftRow
	err := t.db.Select("stage, pasted").Where("attempt = ?", a).Find(&rows).Error
	out := map[school.Stage]int{}
	for _, r := range rows {
		out[school.Stage(r.Stage)] = r.Pasted
	}
	return out, err
}

func (t *txn) Touched(ids []school.AttemptID) (map[school.AttemptID][]school.Stage, error) {
	out := map[school.AttemptID][]school.Stage{}
	err := inBatches(ids, func(some []school.AttemptID) error {
		var rows []struct {
			Attempt int64
			Stage   string
		}
		err := t.db.Raw(`SELECT attempt, stage FROM drafts WHERE attempt IN ?
			UNION SELECT attempt, 'derive' FROM derivation_lines WHERE attempt IN ? ORDER BY 1, 2`, some, some).Scan(&rows).Error
		for _, r := range rows {
			out[school.AttemptID(r.Attempt)] = append(out[school.AttemptID(r.Attempt)], school.Stage(r.Stage))
		}
		return err
	})
	return out, err
}

// inBatches keeps a query within the number of parameters that SQLite takes.
func inBatches(ids []school.AttemptID, fn func([]school.AttemptID) error) error {
	const most = 500
	for len(ids) > 0 {
		n := min(len(ids), most)
		if err := fn(ids[:n]); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

type predictionRow struct {
	Attempt int64  `gorm:"primaryKey"`
	Field   string `gorm:"primaryKey"`
	Value   string
	Sealed  int64
}

func (predictionRow) TableName() string { return "predictions" }

func (t *txn) InsertPredictions(all []school.Prediction) error {
	for _, p := range all {
		r := predictionRow{Attempt: int64(p.Attempt), Field: p.Key, Value: p.Value, Sealed: micros(p.Sealed)}
		if err := t.insert(&r, "Your predictions are sealed."); err != nil {
			return err
		}
	}
	return nil
}

func (t *txn) Predictions(a school.AttemptID) ([]school.Prediction, error) {
	return list(t.db.Where("attempt = ?", a).Order("field"), func(r predictionRow) (school.Prediction, error) {
		return school.Prediction{Attempt: a, Key: r.Field, Value: r.Value, Sealed: instant(r.Sealed)}, nil
	})
}

type hintRow struct {
	Attempt int64  `gorm:"primaryKey"`
	Stage   string `gorm:"primaryKey"`
	N       int    `gorm:"primaryKey;autoIncrement:false"`
	Opened  int64
}

func (hintRow) TableName() string { return "hints" }

func (t *txn) InsertHint(a school.AttemptID, stage school.Stage, n int, at time.Time) error {
	return t.insert(&hintRow{Attempt: int64(a), Stage: string(stage), N: n, Opened: micros(at)}, "That hint is open already.")
}

func (t *txn) Hints(a school.AttemptID) (map[school.Stage]map[int]time.Time, error) {
	all, err := t.HintsOf([]school.AttemptID{a})
	if all[a] == nil {
		return map[school.Stage]map[int]time.Time{}, err
	}
	return all[a], err
}

func (t *txn) HintsOf(ids []school.AttemptID) (map[school.AttemptID]map[school.Stage]map[int]time.Time, error) {
	out := map[school.AttemptID]map[school.Stage]map[int]time.Time{}
	err := inBatches(ids, func(some []school.AttemptID) error {
		var rows []hintRow
		err := t.db.Where("attempt IN ?", some).Find(&rows).Error
		for _, r := range rows {
			id, stage := school.AttemptID(r.Attempt), school.Stage(r.Stage)
			if out[id] == nil {
				out[id] = map[school.Stage]map[int]time.Time{}
			}
			if out[id][stage] == nil {
				out[id][stage] = map[int]time.Time{}
			}
			out[id][stage][r.N] = instant(r.Opened)
		}
		return err
	})
	return out, err
}

type noteRow struct {
	ID      int64 `gorm:"primaryKey"`
	Attempt int64
	Stage   string
	Line    int
	Author  int64
	Text    string
	Written int64
}

func (noteRow) TableName() string { return "notes" }

type namedNoteRow struct {
	Note noteRow `gorm:"embedded"`
	Name string
}

func (r namedNoteRow) domain() (school.Note, error) {
	n := r.Note
	return school.Note{ID: school.NoteID(n.ID), Attempt: school.AttemptID(n.Attempt), Stage: school.Stage(n.Stage), Line: n.Line,
		Author: school.PersonID(n.Author), Name: r.Name, Text: n.Text, Written: instant(n.Written)}, nil
}

func (t *txn) InsertNote(n *school.Note) error {
	r := noteRow{Attempt: int64(n.Attempt), Stage: string(n.Stage), Line: n.Line, Author: int64(n.Author), Text: n.Text, Written: micros(n.Written)}
	if err := t.insert(&r, "There is such a note."); err != nil {
		return err
	}
	n.ID = school.NoteID(r.ID)
	return nil
}

// namedNotes joins the authors' names; the system, which has none, writes no notes.
func (t *txn) namedNotes() *gorm.DB {
	return t.db.Table("notes").Select("notes.*, people.name").Joins("JOIN people ON people.id = notes.author")
}

func (t *txn) Notes(a school.AttemptID) ([]school.Note, error) {
	return list(t.namedNotes().Where("notes.attempt = ?", a).Order("notes.id").Limit(200), namedNoteRow.domain)
}

func (t *txn) NotesFor(p school.PersonID, limit int) ([]school.Note, error) {
	q := t.namedNotes().Joins("JOIN attempts ON attempts.id = notes.attempt").Where("attempts.person = ?", p).Order("notes.id DESC").Limit(limit)
	return list(q, namedNoteRow.domain)
}
