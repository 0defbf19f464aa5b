package store

import (
	"context"
	"errors"
	"time"

	"coronium/app/school"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Access is what package access keeps: password hashes, one-time links and sessions. Its writes are
// single statements on the writer's pool, its reads go to the readers.
type Access struct{ s *Store }

// Access gives the part of the store that package access uses.
func (s *Store) Access() *Access { return &Access{s} }

type credentialRow struct {
	Person  int64 `gorm:"primaryKey;autoIncrement:false"`
	Hash    string
	Changed int64
}

func (credentialRow) TableName() string { return "credentials" }

type linkRow struct {
	Token   string `gorm:"primaryKey"`
	Person  int64
	Expires int64
	Used    bool
}

func (linkRow) TableName() string { return "sign_in_links" }

type sessionRow struct {
	Token   string `gorm:"primaryKey"`
	Data    []byte
	Expires int64
}

func (sessionRow) TableName() string { return "sessions" }

func (a *Access) read(ctx context.Context) (*gorm.DB, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	return a.s.reader.WithContext(ctx), cancel
}

func (a *Access) write(ctx context.Context) (*gorm.DB, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	return a.s.writer.WithContext(ctx), cancel
}

// PersonByLogin returns a person with the hash of the password, empty if none was set. Errors:
// NotFound.
func (a *Access) PersonByLogin(ctx context.Context, login string) (school.Person, string, error) {
	db, cancel := a.read(ctx)
	defer cancel()
	r, err := one[struct {
		Who  personRow `gorm:"embedded"`
		Hash *string
	}](db.Table("people").Select("people.*, credentials.hash").Joins("LEFT JOIN credentials ON credentials.person = people.id").Where("people.login = ?", login), "person")
	if err != nil {
		return school.Person{}, "", translate(err)
	}
	p, err := r.Who.domain()
	if r.Hash == nil {
		return p, "", err
	}
	return p, *r.Hash, err
}

// PersonByID returns a person. Errors: NotFound.
func (a *Access) PersonByID(ctx context.Context, id school.PersonID) (school.Person, error) {
	db, cancel := a.read(ctx)
	defer cancel()
	r, err := one[personRow](db.Where("id = ?", id), "person")
	if err != nil {
		return school.Person{}, translate(err)
	}
	return r.domain()
}

// AnyPeople reports whether there is anybody at all.
func (a *Access) AnyPeople(ctx context.Context) (bool, error) {
	db, cancel := a.read(ctx)
	defer cancel()
	_, err := one[personRow](db, "person")
	if school.KindOf(err) == school.NotFound && err != nil {
		return false, nil
	}
	return err == nil, translate(err)
}

// DemoPeople lists the people of the demo, at most 50.
func (a *Access) DemoPeople(ctx context.Context) ([]school.Person, error) {
	db, cancel := a.read(ctx)
	defer cancel()
	people, err := list(db.Where("demo = 1").Order("id").Limit(50), personRow.domain)
	return people, translate(err)
}

// SetPasswordHash replaces the hash of a person's password.
func (a *Access) SetPasswordHash(ctx context.Context, id school.PersonID, hash string, at time.Time) error {
	db, cancel := a.write(ctx)
	defer cancel()
	return translate(db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&credentialRow{Person: int64(id), Hash: hash, Changed: micros(at)}).Error)
}

// PutLink keeps the hash of a one-time link.
func (a *Access) PutLink(ctx context.Context, tokenHash string, id school.PersonID, expires time.Time) error {
	db, cancel := a.write(ctx)
	defer cancel()
	return translate(db.Create(&linkRow{Token: tokenHash, Person: int64(id), Expires: micros(expires)}).Error)
}

// TakeLink uses a link up: of several callers at once, one gets the person. Errors: NotFound when it
// is unknown, used or expired.
func (a *Access) TakeLink(ctx context.Context, tokenHash string, now time.Time) (school.PersonID, error) {
	db, cancel := a.write(ctx)
	defer cancel()
	var id int64
	err := db.Transaction(func(tx *gorm.DB) error {
		r, err := one[linkRow](tx.Where("token = ? AND used = 0 AND expires > ?", tokenHash, micros(now)), "link")
		if err != nil {
			return err
		}
		id = r.Person
		return tx.Model(&linkRow{}).Where("token = ?", tokenHash).Update("used", true).Error
	})
	return school.PersonID(id), translate(err)
}

// FindSession returns the data of a session that has not expired.
func (a *Access) FindSession(ctx context.Context, token string, now time.Time) ([]byte, bool, error) {
	db, cancel := a.read(ctx)
	defer cancel()
	r, err := one[sessionRow](db.Where("token = ? AND expires > ?", token, micros(now)), "session")
	if err != nil {
		if school.KindOf(err) == school.NotFound {
			return nil, false, nil
		}
		return nil, false, translate(err)
	}
	return r.Data, true, nil
}

// PutSession keeps a session.
func (a *Access) PutSession(ctx context.Context, token string, data []byte, expires time.Time) error {
	db, cancel := a.write(ctx)
	defer cancel()
	return translate(db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&sessionRow{Token: token, Data: data, Expires: micros(expires)}).Error)
}

// DeleteSession ends a session; none is nothing to do.
func (a *Access) DeleteSession(ctx context.Context, token string) error {
	db, cancel := a.write(ctx)
	defer cancel()
	return translate(db.Where("token = ?", token).Delete(&sessionRow{}).Error)
}

// SweepSessions forgets what has expired: sessions and links.
func (a *Access) SweepSessions(ctx context.Context, now time.Time) error {
	db, cancel := a.write(ctx)
	defer cancel()
	return translate(errors.Join(
		db.Where("expires <= ?", micros(now)).Delete(&sessionRow{}).Error,
		db.Where("expires <= ?", micros(now)).Delete(&linkRow{}).Error))
}
