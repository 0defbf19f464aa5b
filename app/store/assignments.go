package store

import (
	"time"

	"coronium/app/school"
)

type assignmentRow struct {
	ID         int64 `gorm:"primaryKey"`
	Course     int64
	Exercise   string
	Title      string
	Opens      int64
	Due        int64
	Grace      int64 // seconds
	Late       string
	LatePerDay int
	Counts     string
	Attempts   int
	Policies   string
	Mode       string
	CheckItems int
	Created    int64
}

func (assignmentRow) TableName() string { return "assignments" }

func assignmentOf(a school.Assignment) (assignmentRow, error) {
	policies, err := encode(a.Policies)
	return assignmentRow{ID: int64(a.ID), Course: int64(a.Course), Exercise: a.Exercise, Title: a.Title, Opens: micros(a.Opens), Due: micros(a.Due),
		Grace: int64(a.Grace / time.Second), Late: string(a.Late), LatePerDay: a.LatePerDay, Counts: string(a.Counts), Attempts: a.Attempts,
		Policies: policies, Mode: string(a.Mode), CheckItems: a.CheckItems, Created: micros(a.Created)}, err
}

func (r assignmentRow) domain() (school.Assignment, error) {
	policies, err := decode[map[school.Stage]school.Policy](r.Policies)
	return school.Assignment{ID: school.AssignmentID(r.ID), Course: school.CourseID(r.Course), Exercise: r.Exercise, Title: r.Title,
		Opens: instant(r.Opens), Due: instant(r.Due), Grace: time.Duration(r.Grace) * time.Second, Late: school.Late(r.Late),
		LatePerDay: r.LatePerDay,
		Counts:     school.Counts(r.Counts), Attempts: r.Attempts, Policies: policies, Mode: school.Mode(r.Mode), CheckItems: r.CheckItems,
		Created: instant(r.Created)}, err
}

func (t *txn) InsertAssignment(a *school.Assignment) error {
	r, err := assignmentOf(*a)
	if err != nil {
		return err
	}
	if err := t.insert(&r, "There is such an assignment."); err != nil {
		return err
	}
	a.ID = school.AssignmentID(r.ID)
	return nil
}

func (t *txn) UpdateAssignment(a school.Assignment) error {
	r, err := assignmentOf(a)
	if err != nil {
		return err
	}
	return t.db.Save(&r).Error
}

func (t *txn) Assignment(id school.AssignmentID) (school.Assignment, error) {
	r, err := one[assignmentRow](t.db.Where("id = ?", id), "assignment")
	if err != nil {
		return school.Assignment{}, err
	}
	return r.domain()
}

func (t *txn) Assignments(c school.CourseID) ([]school.Assignment, error) {
	return list(t.db.Where("course = ?", c).Order("due, id").Limit(200), assignmentRow.domain)
}

type extensionRow struct {
	Assignment int64 `gorm:"primaryKey"`
	Person     int64 `gorm:"primaryKey"`
	Due        int64
	Reason     string
	GivenBy    int64
	Created    int64
}

func (extensionRow) TableName() string { return "extensions" }

func (r extensionRow) domain() (school.Extension, error) {
	return school.Extension{Assignment: school.AssignmentID(r.Assignment), Person: school.PersonID(r.Person), Due: instant(r.Due),
		Reason: r.Reason, By: school.PersonID(r.GivenBy), Created: instant(r.Created)}, nil
}

func (t *txn) PutExtension(x school.Extension) error {
	return t.put(&extensionRow{Assignment: int64(x.Assignment), Person: int64(x.Person), Due: micros(x.Due), Reason: x.Reason,
		GivenBy: int64(x.By), Created: micros(x.Created)})
}

func (t *txn) Extension(a school.AssignmentID, p school.PersonID) (school.Extension, error) {
	r, err := one[extensionRow](t.db.Where("assignment = ? AND person = ?", a, p), "extension")
	if err != nil {
		return school.Extension{}, err
	}
	return r.domain()
}

func (t *txn) Extensions(c school.CourseID) ([]school.Extension, error) {
	q := t.db.Select("extensions.*").Joins("JOIN assignments ON assignments.id = extensions.assignment").
		Where("assignments.course = ?", c).Order("extensions.assignment, extensions.person").Limit(5000)
	return list(q, extensionRow.domain)
}

type roomCodeRow struct {
	Assignment int64 `gorm:"primaryKey"`
	Code       string
	Until      int64
}

func (roomCodeRow) TableName() string { return "room_codes" }

func (t *txn) PutRoomCode(c school.RoomCode) error {
	return t.put(&roomCodeRow{Assignment: int64(c.Assignment), Code: c.Code, Until: micros(c.Until)})
}

func (t *txn) RoomCode(a school.AssignmentID) (school.RoomCode, error) {
	r, err := one[roomCodeRow](t.db.Where("assignment = ?", a), "room code")
	return school.RoomCode{Assignment: a, Code: r.Code, Until: instant(r.Until)}, err
}

type overrideRow struct {
	Assignment int64  `gorm:"primaryKey"`
	Person     int64  `gorm:"primaryKey"`
	Stage      string `gorm:"primaryKey"`
	Points     float64
	Reason     string
	GivenBy    int64
	Given      int64
}

func (overrideRow) TableName() string { return "overrides" }

func (t *txn) PutOverride(a school.AssignmentID, p school.PersonID, stage school.Stage, o school.Override) error {
	return t.put(&overrideRow{Assignment: int64(a), Person: int64(p), Stage: string(stage), Points: o.Points, Reason: o.Reason,
		GivenBy: int64(o.By), Given: micros(o.At)})
}

func (r overrideRow) domain() school.Override {
	return school.Override{Points: r.Points, Reason: r.Reason, By: school.PersonID(r.GivenBy), At: instant(r.Given)}
}

func (t *txn) Overrides(a school.AssignmentID, p school.PersonID) (map[school.Stage]school.Override, error) {
	var rows []overrideRow
	err := t.db.Where("assignment = ? AND person = ?", a, p).Find(&rows).Error
	out := map[school.Stage]school.Override{}
	for _, r := range rows {
		out[school.Stage(r.Stage)] = r.domain()
	}
	return out, err
}

func (t *txn) OverridesIn(c school.CourseID) (map[school.AssignmentID]map[school.PersonID]map[school.Stage]school.Override, error) {
	var rows []overrideRow
	err := t.db.Where("assignment IN (SELECT id FROM assignments WHERE course = ?)", c).Limit(20_000).Find(&rows).Error
	out := map[school.AssignmentID]map[school.PersonID]map[school.Stage]school.Override{}
	for _, r := range rows {
		a, p := school.AssignmentID(r.Assignment), school.PersonID(r.Person)
		if out[a] == nil {
			out[a] = map[school.PersonID]map[school.Stage]school.Override{}
		}
		if out[a][p] == nil {
			out[a][p] = map[school.Stage]school.Override{}
		}
		out[a][p][school.Stage(r.Stage)] = r.domain()
	}
	return out, err
}
