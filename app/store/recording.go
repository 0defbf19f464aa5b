package store

import (
	"coronium/app/school"

	"gorm.io/gorm"
)

type editRecordRow struct {
	Attempt int64  `gorm:"primaryKey;autoIncrement:false"`
	Stage   string `gorm:"primaryKey"`
	Began   int64
	Last    int64
	Starts  string
	Text    string
	Steps   int
	Bytes   int
	Full    bool
}

func (editRecordRow) TableName() string { return "edit_records" }

func (r editRecordRow) domain() (school.EditRecord, error) {
	return school.EditRecord{Attempt: school.AttemptID(r.Attempt), Stage: school.Stage(r.Stage), Began: instant(r.Began), Last: instant(r.Last),
		Starts: r.Starts, Text: r.Text, Steps: r.Steps, Bytes: r.Bytes, Full: r.Full}, nil
}

type editStepsRow struct {
	Attempt int64  `gorm:"primaryKey;autoIncrement:false"`
	Stage   string `gorm:"primaryKey"`
	First   int    `gorm:"primaryKey;autoIncrement:false"`
	Steps   string
}

func (editStepsRow) TableName() string { return "edit_steps" }

// stepJSON is a step as it is stored: short names, since there are thousands.
type stepJSON struct {
	At         int64           `json:"t"`
	Kind       school.EditKind `json:"k"`
	From       int             `json:"f,omitempty"`
	Removed    int             `json:"r,omitempty"`
	Insert     string          `json:"i,omitempty"`
	Submission int64           `json:"s,omitempty"`
}

func (t *txn) SetRecording(c school.CourseID, on bool) error {
	return t.db.Model(&courseRow{}).Where("id = ?", c).Update("records", on).Error
}

func (t *txn) EditRecord(a school.AttemptID, stage school.Stage) (school.EditRecord, error) {
	r, err := one[editRecordRow](t.db.Where("attempt = ? AND stage = ?", a, string(stage)), "record of the writing")
	if err != nil {
		return school.EditRecord{}, err
	}
	return r.domain()
}

func (t *txn) PutEditRecord(r school.EditRecord) error {
	return t.put(&editRecordRow{Attempt: int64(r.Attempt), Stage: string(r.Stage), Began: micros(r.Began), Last: micros(r.Last), Starts: r.Starts, Text: r.Text,
		Steps: r.Steps, Bytes: r.Bytes, Full: r.Full})
}

func (t *txn) AppendSteps(r school.EditRecord, steps []school.Step) (int, error) {
	out := make([]stepJSON, len(steps))
	for i, s := range steps {
		out[i] = stepJSON{micros(s.At), s.Kind, s.From, s.Removed, s.Insert, int64(s.Submission)}
	}
	text, err := encode(out)
	if err != nil {
		return 0, err
	}
	return len(text), t.insert(&editStepsRow{int64(r.Attempt), string(r.Stage), r.Steps, text}, "These steps are stored already.")
}

func (t *txn) StepsOf(a school.AttemptID, stage school.Stage) ([]school.Step, error) {
	var rows []editStepsRow
	if err := t.db.Where("attempt = ? AND stage = ?", a, string(stage)).Order("first").Find(&rows).Error; err != nil {
		return nil, err
	}
	var out []school.Step
	for _, r := range rows {
		steps, err := decode[[]stepJSON](r.Steps)
		if err != nil {
			return nil, err
		}
		for _, s := range steps {
			out = append(out, school.Step{At: instant(s.At), Kind: s.Kind, From: s.From, Removed: s.Removed, Insert: s.Insert, Submission: school.SubmissionID(s.Submission)})
		}
	}
	return out, nil
}

func (t *txn) NextEdited(p school.PersonID, after school.AttemptID) (school.AttemptID, error) {
	r, err := one[editRecordRow](t.db.Where("attempt > ? AND attempt IN (SELECT id FROM attempts WHERE person = ?)", after, p).Order("attempt"), "further record")
	return school.AttemptID(r.Attempt), err
}

func (t *txn) DeleteEdits(a school.AttemptID) (int, error) {
	return t.deleteEdits("attempt = ?", a)
}

func (t *txn) DeleteEditsOf(c school.CourseID, p school.PersonID) (int, error) {
	return t.deleteEdits("attempt IN (SELECT attempts.id FROM attempts JOIN assignments ON assignments.id = attempts.assignment WHERE assignments.course = ? AND attempts.person = ?)", c, p)
}

func (t *txn) DeleteEditsIn(c school.CourseID) (int, error) {
	return t.deleteEdits("attempt IN (SELECT attempts.id FROM attempts JOIN assignments ON assignments.id = attempts.assignment WHERE assignments.course = ?)", c)
}

// deleteEdits deletes the records that a condition names, with the counts of pasted characters. The connection
// overwrites what it deletes (secure_delete): it can't be read back from the file.
func (t *txn) deleteEdits(where string, args ...any) (int, error) {
	var rows []editRecordRow
	if err := t.db.Select("attempt", "steps").Where(where, args...).Find(&rows).Error; err != nil {
		return 0, err
	}
	gone := 0
	for _, r := range rows {
		gone += r.Steps
	}
	for _, row := range []any{&editStepsRow{}, &editRecordRow{}} {
		if err := t.db.Where(where, args...).Delete(row).Error; err != nil {
			return 0, err
		}
	}
	return gone, t.db.Model(&draftRow{}).Where(where, args...).Where("pasted > 0").UpdateColumn("pasted", gorm.Expr("0")).Error
}
