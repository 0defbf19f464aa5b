package store

import "coronium/app/school"

type freshRow struct {
	Attempt    int64 `gorm:"primaryKey;autoIncrement:false"`
	Round      int   `gorm:"primaryKey;autoIncrement:false"`
	Asked      int64
	Words      string
	Answered   int64
	AnsweredBy int64
	Granted    bool
	Reason     string
}

func (freshRow) TableName() string { return "fresh_requests" }

func (r freshRow) domain() (school.FreshRequest, error) {
	return school.FreshRequest{Attempt: school.AttemptID(r.Attempt), Round: r.Round, Asked: instant(r.Asked), Words: r.Words, Answered: instant(r.Answered),
		AnsweredBy: school.PersonID(r.AnsweredBy), Granted: r.Granted, Reason: r.Reason}, nil
}

func (t *txn) PutFresh(r school.FreshRequest) error {
	return t.put(&freshRow{int64(r.Attempt), r.Round, micros(r.Asked), r.Words, micros(r.Answered), int64(r.AnsweredBy), r.Granted, r.Reason})
}

func (t *txn) Fresh(a school.AttemptID, round int) (school.FreshRequest, error) {
	r, err := one[freshRow](t.db.Where("attempt = ? AND round = ?", a, round), "request for a fresh sitting")
	if err != nil {
		return school.FreshRequest{}, err
	}
	return r.domain()
}

func (t *txn) FreshIn(c school.CourseID) ([]school.FreshRequest, error) {
	return list(t.db.Where("answered = 0 AND attempt IN (SELECT attempts.id FROM attempts JOIN assignments ON assignments.id = attempts.assignment WHERE assignments.course = ?)", c).
		Order("asked, attempt").Limit(200), freshRow.domain)
}
