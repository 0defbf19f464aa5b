package store

import "coronium/app/school"

type personRow struct {
	ID      int64 `gorm:"primaryKey"`
	Name    string
	Login   string
	Admin   bool
	Demo    bool
	Created int64
}

func (personRow) TableName() string { return "people" }

func (r personRow) domain() (school.Person, error) {
	return school.Person{ID: school.PersonID(r.ID), Name: r.Name, Login: r.Login, Admin: r.Admin, Demo: r.Demo, Created: instant(r.Created)}, nil
}

func (t *txn) InsertPerson(p *school.Person) error {
	r := personRow{Name: p.Name, Login: p.Login, Admin: p.Admin, Demo: p.Demo, Created: micros(p.Created)}
	if err := t.insert(&r, "Somebody else signs in with that name."); err != nil {
		return err
	}
	p.ID = school.PersonID(r.ID)
	return nil
}

func (t *txn) Person(id school.PersonID) (school.Person, error) {
	r, err := one[personRow](t.db.Where("id = ?", id), "person")
	if err != nil {
		return school.Person{}, err
	}
	return r.domain()
}

func (t *txn) PersonByLogin(login string) (school.Person, error) {
	r, err := one[personRow](t.db.Where("login = ?", login), "person")
	if err != nil {
		return school.Person{}, err
	}
	return r.domain()
}

func (t *txn) People(after school.PersonID, limit int) ([]school.Person, error) {
	return list(t.db.Where("id > ?", after).Order("id").Limit(limit), personRow.domain)
}
