package store

import (
	"time"

	"coronium/app/school"

	"gorm.io/gorm"
)

type submissionRow struct {
	ID            int64 `gorm:"primaryKey"`
	Attempt       int64
	Person        int64
	Stage         string
	Kind          string
	Number        int
	Text          string
	Fields        string
	Declared      string
	Received      int64
	Receipt       string
	State         string
	Late          int64 // microseconds
	Fault         string
	Graded        int64
	Score         float64
	Max           float64
	Passed        bool
	Ungradable    bool
	Says          string
	Misconception string
	WorkFault     string
	Report        string
}

func (submissionRow) TableName() string { return "submissions" }

// lightColumns are all but the large ones.
const lightColumns = "id, attempt, person, stage, kind, number, declared, received, receipt, state, late, fault, graded, score, max, passed, ungradable, says, misconception, work_fault"

func (r submissionRow) domain() (school.Submission, error) {
	fields, err := decode[map[string]string](r.Fields)
	return school.Submission{ID: school.SubmissionID(r.ID), Attempt: school.AttemptID(r.Attempt), Person: school.PersonID(r.Person),
		Stage: school.Stage(r.Stage), Kind: school.SubmissionKind(r.Kind), Number: r.Number, Text: r.Text, Fields: fields, Declared: r.Declared,
		Received: instant(r.Received), Receipt: r.Receipt, State: school.SubmissionState(r.State), Late: time.Duration(r.Late) * time.Microsecond,
		Graded: instant(r.Graded), Fault: r.Fault,
		Verdict: school.Verdict{Score: r.Score, Max: r.Max, Passed: r.Passed, Ungradable: r.Ungradable, Says: r.Says,
			Misconception: r.Misconception, Fault: r.WorkFault, Report: raw(r.Report)}}, err
}

func (t *txn) InsertSubmission(s *school.Submission) error {
	fields, err := encode(s.Fields)
	if err != nil {
		return err
	}
	r := submissionRow{Attempt: int64(s.Attempt), Person: int64(s.Person), Stage: string(s.Stage), Kind: string(s.Kind), Number: s.Number,
		Text: s.Text, Fields: fields, Declared: s.Declared, Received: micros(s.Received), Receipt: s.Receipt, State: string(s.State),
		Late: s.Late.Microseconds()}
	if err := t.insert(&r, "That has been handed in already."); err != nil {
		return err
	}
	s.ID = school.SubmissionID(r.ID)
	return nil
}

func (t *txn) Submission(id school.SubmissionID) (school.Submission, error) {
	r, err := one[submissionRow](t.db.Where("id = ?", id), "submission")
	if err != nil {
		return school.Submission{}, err
	}
	s, err := r.domain()
	if err != nil {
		return s, err
	}
	all := []school.Submission{s}
	err = t.regradedVerdicts(all, true)
	return all[0], err
}

func (t *txn) Submissions(a school.AttemptID, before school.SubmissionID, limit int) ([]school.Submission, error) {
	q := t.db.Where("attempt = ?", a)
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	all, err := list(q.Order("id DESC").Limit(limit), submissionRow.domain)
	if err != nil {
		return nil, err
	}
	return all, t.regradedVerdicts(all, true)
}

func (t *txn) NewestSubmissions(a school.AttemptID) (map[school.Stage]school.Submission, error) {
	all, err := list(t.db.Where("id IN (SELECT max(id) FROM submissions WHERE attempt = ? GROUP BY stage)", a), submissionRow.domain)
	out := map[school.Stage]school.Submission{}
	if err == nil {
		err = t.regradedVerdicts(all, true)
	}
	for _, s := range all {
		out[s.Stage] = s
	}
	return out, err
}

func (t *txn) HandIns(a school.AttemptID) ([]school.Submission, error) {
	all, err := t.HandInsOf([]school.AttemptID{a})
	return all[a], err
}

func (t *txn) HandInsOf(ids []school.AttemptID) (map[school.AttemptID][]school.Submission, error) {
	out := map[school.AttemptID][]school.Submission{}
	err := inBatches(ids, func(some []school.AttemptID) error {
		q := t.db.Select(lightColumns).Where("attempt IN ? AND kind = ?", some, string(school.HandIn))
		all, err := list(q.Order("id").Limit(1000*len(some)), submissionRow.domain)
		if err == nil {
			err = t.regradedVerdicts(all, false)
		}
		for _, s := range all {
			if len(out[s.Attempt]) < 1000 {
				out[s.Attempt] = append(out[s.Attempt], s)
			}
		}
		return err
	})
	return out, err
}

func (t *txn) CountSubmissions(a school.AttemptID, stage school.Stage, kind school.SubmissionKind) (int, error) {
	var n int64
	err := t.db.Model(&submissionRow{}).Where("attempt = ? AND stage = ? AND kind = ?", a, string(stage), string(kind)).Count(&n).Error
	return int(n), err
}

const waiting = "state IN ('queued', 'running')"

func (t *txn) CountWaiting(p school.PersonID) (int, int, error) {
	var n struct{ All, Own int }
	err := t.db.Model(&submissionRow{}).Select("count(*) AS `all`, coalesce(sum(person = ?), 0) AS own", p).Where(waiting).Scan(&n).Error
	return n.All, n.Own, err
}

func (t *txn) PlaceInQueue(id school.SubmissionID) (int, error) {
	var n int64
	err := t.db.Model(&submissionRow{}).Where(waiting+" AND id <= ?", id).Count(&n).Error
	return int(n), err
}

// inState is an update that takes hold only in certain states: that is what makes an effect happen
// once, however often a job runs.
func (t *txn) inState(id school.SubmissionID, states ...school.SubmissionState) *gorm.DB {
	return t.db.Model(&submissionRow{}).Where("id = ? AND state IN ?", id, states)
}

func (t *txn) MarkRunning(id school.SubmissionID) (bool, error) {
	return changed(t.inState(id, school.Queued, school.Running), map[string]any{"state": string(school.Running)})
}

func (t *txn) MarkGraded(id school.SubmissionID, v school.Verdict, at time.Time) (bool, error) {
	return changed(t.inState(id, school.Queued, school.Running, school.Failed), map[string]any{"state": string(school.Graded), "graded": micros(at),
		"score": v.Score, "max": v.Max, "passed": v.Passed, "ungradable": v.Ungradable, "says": v.Says, "misconception": v.Misconception,
		"work_fault": v.Fault, "report": string(v.Report), "fault": ""})
}

func (t *txn) MarkFailed(id school.SubmissionID, fault string) (bool, error) {
	return changed(t.inState(id, school.Queued, school.Running), map[string]any{"state": string(school.Failed), "fault": fault})
}

func (t *txn) MarkQueued(id school.SubmissionID) (bool, error) {
	return changed(t.inState(id, school.Failed), map[string]any{"state": string(school.Queued), "fault": ""})
}
