package store

import (
	"coronium/app/school"

	"gorm.io/gorm/clause"
)

type courseRow struct {
	ID       int64 `gorm:"primaryKey"`
	Title    string
	Zone     string
	Archived bool
	Secret   []byte
	Created  int64
	Records  bool
}

func (courseRow) TableName() string { return "courses" }

func (r courseRow) domain() (school.Course, error) {
	return school.Course{ID: school.CourseID(r.ID), Title: r.Title, Zone: r.Zone, Archived: r.Archived, Secret: r.Secret,
		Created: instant(r.Created), Records: r.Records}, nil
}

type enrolmentRow struct {
	Course     int64 `gorm:"primaryKey"`
	Person     int64 `gorm:"primaryKey"`
	Role       string
	TimeFactor float64
	Created    int64
	Recording  string
	Format     string
}

func (enrolmentRow) TableName() string { return "enrolments" }

func (r enrolmentRow) domain() (school.Enrolment, error) {
	return school.Enrolment{Course: school.CourseID(r.Course), Person: school.PersonID(r.Person), Role: school.Role(r.Role),
		TimeFactor: r.TimeFactor, Format: school.Format(r.Format), Created: instant(r.Created), Recording: school.Consent(r.Recording)}, nil
}

func (t *txn) InsertCourse(c *school.Course) error {
	r := courseRow{Title: c.Title, Zone: c.Zone, Archived: c.Archived, Secret: c.Secret, Created: micros(c.Created), Records: c.Records}
	if err := t.insert(&r, "There is such a course."); err != nil {
		return err
	}
	c.ID = school.CourseID(r.ID)
	return nil
}

func (t *txn) Course(id school.CourseID) (school.Course, error) {
	r, err := one[courseRow](t.db.Where("id = ?", id), "course")
	if err != nil {
		return school.Course{}, err
	}
	return r.domain()
}

type membershipRow struct {
	Of   courseRow `gorm:"embedded"`
	Role string
}

func (t *txn) CoursesOf(id school.PersonID) ([]school.Membership, error) {
	q := t.db.Table("courses").Select("courses.*, enrolments.role").Joins("JOIN enrolments ON enrolments.course = courses.id").
		Where("enrolments.person = ?", id).Order("courses.id DESC").Limit(100)
	return list(q, func(r membershipRow) (school.Membership, error) {
		c, err := r.Of.domain()
		return school.Membership{Course: c, Role: school.Role(r.Role)}, err
	})
}

func (t *txn) PutEnrolment(e school.Enrolment) error {
	return t.put(&enrolmentRow{Course: int64(e.Course), Person: int64(e.Person), Role: string(e.Role), TimeFactor: e.TimeFactor,
		Format: string(e.Format), Created: micros(e.Created), Recording: string(e.Recording)})
}

func (t *txn) Enrolment(c school.CourseID, p school.PersonID) (school.Enrolment, error) {
	r, err := one[enrolmentRow](t.db.Where("course = ? AND person = ?", c, p), "person in this course")
	if err != nil {
		return school.Enrolment{}, err
	}
	return r.domain()
}

type rosterRow struct {
	Who        personRow `gorm:"embedded"`
	Course     int64
	Role       string
	TimeFactor float64
	Enrolled   int64
	Recording  string
	Format     string
}

func (t *txn) Roster(course school.CourseID, after school.PersonID, limit int) ([]school.RosterRow, error) {
	q := t.db.Table("people").Select("people.*, enrolments.course, enrolments.role, enrolments.time_factor, enrolments.created AS enrolled, enrolments.recording, enrolments.format").
		Joins("JOIN enrolments ON enrolments.person = people.id").
		Where("enrolments.course = ? AND people.id > ?", course, after).Order("people.id").Limit(limit)
	return list(q, func(r rosterRow) (school.RosterRow, error) {
		p, err := r.Who.domain()
		return school.RosterRow{Person: p, Enrolment: school.Enrolment{Course: course, Person: p.ID, Role: school.Role(r.Role),
			TimeFactor: r.TimeFactor, Format: school.Format(r.Format), Created: instant(r.Enrolled), Recording: school.Consent(r.Recording)}}, err
	})
}

// put inserts a row or replaces the one with its key.
func (t *txn) put(row any) error {
	return t.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(row).Error
}
