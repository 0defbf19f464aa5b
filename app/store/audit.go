package store

import "coronium/app/school"

type auditRow struct {
	Seq     int64 `gorm:"primaryKey;autoIncrement:false"`
	At      int64
	Actor   int64
	Action  string
	Course  int64
	Person  int64
	Subject string
	Details string
	Prev    string
	Hash    string
}

func (auditRow) TableName() string { return "audit" }

func (r auditRow) domain() (school.AuditEntry, error) {
	details, err := decode[map[string]string](r.Details)
	if again, _ := encode(details); err != nil || again != r.Details {
		// Somebody wrote over it, be it with a space that means nothing. It must still be read, so that verification
		// can name it by its hash.
		details = map[string]string{"unreadable": r.Details}
	}
	return school.AuditEntry{Seq: r.Seq, At: instant(r.At), Actor: school.PersonID(r.Actor), Action: r.Action, Course: school.CourseID(r.Course),
		Person: school.PersonID(r.Person), Subject: r.Subject, Details: details, Prev: r.Prev, Hash: r.Hash}, nil
}

func (t *txn) LastAudit() (school.AuditEntry, error) {
	r, err := one[auditRow](t.db.Order("seq DESC"), "entry in the log")
	if err != nil {
		return school.AuditEntry{}, err
	}
	return r.domain()
}

func (t *txn) AppendAudit(e school.AuditEntry) error {
	details, err := encode(e.Details)
	if err != nil {
		return err
	}
	if err := t.insert(&auditRow{Seq: e.Seq, At: micros(e.At), Actor: int64(e.Actor), Action: e.Action, Course: int64(e.Course), Person: int64(e.Person),
		Subject: e.Subject, Details: details, Prev: e.Prev, Hash: e.Hash}, "That entry is in the log already."); err != nil {
		return err
	}
	return t.put(&headRow{ID: 1, Seq: e.Seq, Hash: e.Hash})
}

// headRow notes the newest entry beside the log.
type headRow struct {
	ID   int64 `gorm:"primaryKey;autoIncrement:false"`
	Seq  int64
	Hash string
}

func (headRow) TableName() string { return "audit_head" }

func (t *txn) AuditHead() (int64, string, error) {
	r, err := one[headRow](t.db.Where("id = 1"), "note of the newest entry")
	return r.Seq, r.Hash, err
}

func (t *txn) Audit(f school.AuditFilter) ([]school.AuditEntry, error) {
	q := t.db.Where("seq > ?", f.Page.After)
	if f.Course != 0 {
		q = q.Where("course = ?", f.Course)
	}
	if f.Person != 0 {
		q = q.Where("person = ?", f.Person)
	}
	if len(f.Subjects) > 0 {
		q = q.Where("subject IN ?", f.Subjects[:min(len(f.Subjects), 100)])
	}
	return list(q.Order("seq").Limit(f.Page.Rows()), auditRow.domain)
}
