package store

import (
	"context"
	"time"

	"coronium/app/school"
)

type regradeRow struct {
	ID         int64 `gorm:"primaryKey"`
	Assignment int64
	Version    string
	AskedBy    int64
	Reason     string
	Asked      int64
	Applied    int64
	Dropped    int64
}

func (regradeRow) TableName() string { return "regrades" }

func (r regradeRow) domain() (school.Regrade, error) {
	return school.Regrade{ID: school.RegradeID(r.ID), Assignment: school.AssignmentID(r.Assignment), Version: r.Version, AskedBy: school.PersonID(r.AskedBy),
		Reason: r.Reason, Asked: instant(r.Asked), Applied: instant(r.Applied), Dropped: instant(r.Dropped)}, nil
}

type regradedRow struct {
	Regrade       int64 `gorm:"primaryKey;autoIncrement:false"`
	Submission    int64 `gorm:"primaryKey;autoIncrement:false"`
	Version       string
	Judged        int64
	Applied       int64
	Fault         string
	Score         float64
	Max           float64
	Passed        bool
	Ungradable    bool
	Says          string
	Misconception string
	WorkFault     string
	Report        string
}

func (regradedRow) TableName() string { return "regraded" }

func (r regradedRow) verdict() school.Verdict {
	return school.Verdict{Score: r.Score, Max: r.Max, Passed: r.Passed, Ungradable: r.Ungradable, Says: r.Says, Misconception: r.Misconception,
		Fault: r.WorkFault, Report: raw(r.Report)}
}

func (r regradedRow) domain() (school.Regraded, error) {
	return school.Regraded{Regrade: school.RegradeID(r.Regrade), Submission: school.SubmissionID(r.Submission), Version: r.Version, Judged: instant(r.Judged),
		Fault: r.Fault, Verdict: r.verdict()}, nil
}

func (t *txn) InsertRegrade(g *school.Regrade, of []school.Regraded) error {
	r := regradeRow{Assignment: int64(g.Assignment), Version: g.Version, AskedBy: int64(g.AskedBy), Reason: g.Reason, Asked: micros(g.Asked)}
	if err := t.insert(&r, "That regrade exists already."); err != nil {
		return err
	}
	g.ID = school.RegradeID(r.ID)
	for _, one := range of {
		if err := t.insert(&regradedRow{Regrade: r.ID, Submission: int64(one.Submission), Version: one.Version}, "That submission is in the regrade already."); err != nil {
			return err
		}
	}
	return nil
}

func (t *txn) Regrade(id school.RegradeID) (school.Regrade, error) {
	r, err := one[regradeRow](t.db.Where("id = ?", id), "regrade")
	if err != nil {
		return school.Regrade{}, err
	}
	return r.domain()
}

func (t *txn) RegradesOf(a school.AssignmentID) ([]school.Regrade, error) {
	return list(t.db.Where("assignment = ?", a).Order("id DESC").Limit(50), regradeRow.domain)
}

func (t *txn) Regraded(id school.RegradeID) ([]school.Regraded, error) {
	return list(t.db.Where("regrade = ?", id).Order("submission").Limit(school.MaxRegraded), regradedRow.domain)
}

func (t *txn) MarkRegraded(id school.RegradeID, sub school.SubmissionID, v school.Verdict, fault string, at time.Time) (bool, error) {
	return changed(t.db.Model(&regradedRow{}).Where("regrade = ? AND submission = ? AND judged = 0", id, sub), map[string]any{"judged": micros(at), "fault": fault,
		"score": v.Score, "max": v.Max, "passed": v.Passed, "ungradable": v.Ungradable, "says": v.Says, "misconception": v.Misconception, "work_fault": v.Fault, "report": string(v.Report)})
}

func (t *txn) ApplyRegrade(id school.RegradeID, version string, at time.Time) (bool, error) {
	first, err := changed(t.db.Model(&regradeRow{}).Where("id = ? AND applied = 0 AND dropped = 0", id), map[string]any{"applied": micros(at)})
	if err != nil || !first {
		return first, err
	}
	err = t.db.Model(&regradedRow{}).Where("regrade = ? AND judged > 0 AND fault = ''", id).Updates(map[string]any{"applied": micros(at)}).Error
	if err != nil {
		return false, err
	}
	// The attempts go on with the content by which they were judged.
	return true, t.db.Exec(`UPDATE attempts SET version = ? WHERE id IN (SELECT s.attempt FROM submissions s JOIN regraded g ON g.submission = s.id
		WHERE g.regrade = ? AND g.applied > 0)`, version, id).Error
}

func (t *txn) DropRegrade(id school.RegradeID, at time.Time) (bool, error) {
	return changed(t.db.Model(&regradeRow{}).Where("id = ? AND applied = 0 AND dropped = 0", id), map[string]any{"dropped": micros(at)})
}

// regradedVerdicts puts the verdict that was applied last in the place of the first one. Times of receipt and of the first
// verdict stay.
func (t *txn) regradedVerdicts(all []school.Submission, whole bool) error {
	at := map[int64]int{}
	var ids []int64
	for i, s := range all {
		if s.State == school.Graded && s.Kind == school.HandIn {
			at[int64(s.ID)] = i
			ids = append(ids, int64(s.ID))
		}
	}
	const most = 500
	for len(ids) > 0 {
		n := min(len(ids), most)
		q := t.db.Where("submission IN ? AND applied > 0", ids[:n]).Order("regrade")
		if !whole {
			q = q.Omit("report")
		}
		var rows []regradedRow
		if err := q.Find(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			s := &all[at[r.Submission]]
			s.Verdict, s.Regraded = r.verdict(), instant(r.Applied)
		}
		ids = ids[n:]
	}
	return nil
}

type contentRow struct {
	Exercise string `gorm:"primaryKey"`
	Version  string `gorm:"primaryKey"`
	Snapshot []byte
	Kept     int64
}

func (contentRow) TableName() string { return "content_versions" }

// KeepContent keeps the snapshot of a version of an exercise, once.
func (s *Store) KeepContent(ctx context.Context, exercise, version string, at time.Time, snapshot func() ([]byte, error)) error {
	return s.run(ctx, s.writer, writeTimeout, func(tx school.Tx) error {
		t := tx.(*txn)
		var n int64
		if err := t.db.Model(&contentRow{}).Where("exercise = ? AND version = ?", exercise, version).Count(&n).Error; err != nil || n > 0 {
			return err
		}
		data, err := snapshot()
		if err != nil {
			return err
		}
		return t.insert(&contentRow{Exercise: exercise, Version: version, Snapshot: data, Kept: micros(at)}, "That version is kept already.")
	})
}

// Content is the snapshot of a version that was kept; NotFound if it was not.
func (s *Store) Content(ctx context.Context, exercise, version string) (data []byte, err error) {
	err = s.run(ctx, s.reader, readTimeout, func(tx school.Tx) error {
		r, err := one[contentRow](tx.(*txn).db.Where("exercise = ? AND version = ?", exercise, version), "version of the exercise")
		data = r.Snapshot
		return err
	})
	return data, err
}

func (t *txn) VerdictBefore(id school.RegradeID, sub school.SubmissionID) (school.Verdict, error) {
	var rows []regradedRow
	if err := t.db.Where("submission = ? AND applied > 0 AND regrade < ?", sub, id).Order("regrade DESC").Limit(1).Find(&rows).Error; err != nil {
		return school.Verdict{}, err
	}
	if len(rows) > 0 {
		return rows[0].verdict(), nil
	}
	r, err := one[submissionRow](t.db.Where("id = ?", sub), "submission")
	if err != nil {
		return school.Verdict{}, err
	}
	s, err := r.domain()
	return s.Verdict, err
}
