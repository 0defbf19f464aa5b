package store

import "coronium/app/school"

type flagRow struct {
	ID           int64 `gorm:"primaryKey"`
	Course       int64
	Assignment   int64
	Attempt      int64
	Submission   int64
	Person       int64
	State        string
	Raised       int64
	Told         int64
	Seen         int64
	StatementDue int64
	Statement    string
	Stated       int64
	WantsViva    bool
	DecidedBy    int64
	Decided      int64
	Reason       string
	Appeal       string
	AppealTo     int64
	Appealed     int64
	Final        bool
	Round        int
}

func (flagRow) TableName() string { return "flags" }

func flagOf(f school.Flag) flagRow {
	return flagRow{
		ID: int64(f.ID), Course: int64(f.Course), Assignment: int64(f.Assignment), Attempt: int64(f.Attempt),
		Submission: int64(f.Submission), Person: int64(f.Person), State: string(f.State), Raised: micros(f.Raised),
		Told: micros(f.Told), Seen: micros(f.Seen), StatementDue: micros(f.StatementDue), Statement: f.Statement,
		Stated: micros(f.StatedAt), WantsViva: f.WantsViva, DecidedBy: int64(f.DecidedBy), Decided: micros(f.DecidedAt),
		Reason: f.Reason, Appeal: f.Appeal, AppealTo: int64(f.AppealTo), Appealed: micros(f.AppealedAt), Final: f.Final, Round: f.Round,
	}
}

func (r flagRow) domain() (school.Flag, error) {
	return school.Flag{
		ID: school.FlagID(r.ID), Course: school.CourseID(r.Course), Assignment: school.AssignmentID(r.Assignment),
		Attempt: school.AttemptID(r.Attempt), Submission: school.SubmissionID(r.Submission), Person: school.PersonID(r.Person),
		State: school.FlagState(r.State), Raised: instant(r.Raised), Told: instant(r.Told), Seen: instant(r.Seen),
		StatementDue: instant(r.StatementDue), Statement: r.Statement, StatedAt: instant(r.Stated), WantsViva: r.WantsViva,
		DecidedBy: school.PersonID(r.DecidedBy), DecidedAt: instant(r.Decided), Reason: r.Reason, Appeal: r.Appeal,
		AppealTo: school.PersonID(r.AppealTo), AppealedAt: instant(r.Appealed), Final: r.Final, Round: r.Round,
	}, nil
}

func (t *txn) InsertFlag(f *school.Flag) error {
	r := flagOf(*f)
	if err := t.insert(&r, "There is such a flag."); err != nil {
		return err
	}
	f.ID = school.FlagID(r.ID)
	return nil
}

func (t *txn) UpdateFlag(f school.Flag) error {
	r := flagOf(f)
	return t.db.Save(&r).Error
}

func (t *txn) Flag(id school.FlagID) (school.Flag, error) {
	r, err := one[flagRow](t.db.Where("id = ?", id), "dossier")
	if err != nil {
		return school.Flag{}, err
	}
	return r.domain()
}

func (t *txn) FlagOfAttempt(a school.AttemptID) (school.Flag, error) {
	r, err := one[flagRow](t.db.Where("attempt = ?", a), "flag")
	if err != nil {
		return school.Flag{}, err
	}
	return r.domain()
}

func (t *txn) FlagsIn(c school.CourseID, after school.FlagID, limit int) ([]school.Flag, error) {
	return list(t.db.Where("course = ? AND id > ?", c, after).Order("id").Limit(limit), flagRow.domain)
}

func (t *txn) FlagsOf(p school.PersonID) ([]school.Flag, error) {
	return list(t.db.Where("person = ?", p).Order("id DESC").Limit(100), flagRow.domain)
}
