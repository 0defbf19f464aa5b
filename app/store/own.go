package store

import (
	"context"

	"coronium/app/school"
)

type ownRow struct {
	ID        string `gorm:"primaryKey"`
	Course    int64
	Owner     int64
	Files     []byte
	Published []byte
	Updated   int64
}

func (ownRow) TableName() string { return "own_exercises" }

func (r ownRow) domain() (school.OwnExercise, error) {
	return school.OwnExercise{ID: r.ID, Course: school.CourseID(r.Course), Owner: school.PersonID(r.Owner), Files: r.Files, Published: r.Published, Updated: instant(r.Updated)}, nil
}

func (t *txn) InsertOwn(o school.OwnExercise) error {
	return t.insert(&ownRow{o.ID, int64(o.Course), int64(o.Owner), o.Files, o.Published, micros(o.Updated)}, "There is an exercise of that name already.")
}

func (t *txn) UpdateOwn(o school.OwnExercise) error {
	return t.db.Model(&ownRow{}).Where("id = ?", o.ID).Updates(map[string]any{"files": o.Files, "published": o.Published, "updated": micros(o.Updated)}).Error
}

func (t *txn) Own(id string) (school.OwnExercise, error) {
	r, err := one[ownRow](t.db.Where("id = ?", id), "exercise of your own")
	if err != nil {
		return school.OwnExercise{}, err
	}
	return r.domain()
}

func (t *txn) OwnOf(c school.CourseID) ([]school.OwnExercise, error) {
	return list(t.db.Where("course = ?", c).Order("id").Limit(school.MaxOwn), ownRow.domain)
}

func (t *txn) OwnElsewhere(c school.CourseID) (ids []string, err error) {
	err = t.db.Model(&ownRow{}).Where("course <> ?", c).
		Where("owner NOT IN (SELECT person FROM enrolments WHERE course = ? AND role = ?)", c, school.Advisor).
		Where("id NOT IN (SELECT exercise FROM assignments WHERE course = ?)", c).Order("id").Pluck("id", &ids).Error
	return ids, err
}

// Published lists what advisors wrote, in the last state that loads.
func (s *Store) Published(ctx context.Context) (all []school.OwnExercise, err error) {
	err = s.run(ctx, s.reader, readTimeout, func(tx school.Tx) error {
		all, err = list(tx.(*txn).db.Where("length(published) > 0").Order("id").Limit(5000), ownRow.domain)
		return err
	})
	return all, err
}
