package school

import (
	"context"
	"strings"
)

// AddPerson makes a person; only site administrators and the system do. Errors: Forbidden; Invalid;
// Conflict if the login is taken.
func (s *School) AddPerson(ctx context.Context, by Actor, n NewPerson) (Person, error) {
	if !by.Admin && !by.system {
		return Person{}, forbidden("Only a site administrator adds people.")
	}
	p := Person{Name: strings.TrimSpace(n.Name), Login: strings.ToLower(strings.TrimSpace(n.Login)),
		Admin: n.Admin, Demo: n.Demo, Created: s.now()}
	if err := firstFault(
		lengthFault("name", p.Name, 1, 100),
		lengthFault("login", p.Login, 1, 200),
	); err != nil {
		return Person{}, err
	}
	if strings.ContainsFunc(p.Login, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return Person{}, FieldFault("login", "must have no spaces in it")
	}
	err := s.write(ctx, func(tx Tx) error {
		if err := tx.InsertPerson(&p); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "person.added", Person: p.ID, Subject: subject("person", p.ID)})
	})
	return p, err
}

// Person returns a person: oneself, someone whom one helps to teach, or, for site administrators,
// anybody. Errors: NotFound.
func (s *School) Person(ctx context.Context, by Actor, id PersonID) (Person, error) {
	var p Person
	err := s.read(ctx, func(tx Tx) (err error) {
		if by.ID != id && !by.Admin && !by.system {
			if ok, err := teaches(tx, by, id); err != nil || !ok {
				return orNotFound(err, "person")
			}
		}
		p, err = tx.Person(id)
		return err
	})
	return p, err
}

// teaches reports whether by helps to teach a course in which id is.
func teaches(tx Tx, by Actor, id PersonID) (bool, error) {
	courses, err := tx.CoursesOf(by.ID)
	if err != nil {
		return false, err
	}
	for _, m := range courses {
		if m.Role == Trainee {
			continue
		}
		_, err := tx.Enrolment(m.Course.ID, id)
		if err == nil {
			return true, nil
		}
		if !isNotFound(err) {
			return false, err
		}
	}
	return false, nil
}

// orNotFound returns err, or that there is no such thing.
func orNotFound(err error, what string) error {
	if err != nil {
		return err
	}
	return notFound(what)
}

// People lists everybody, for site administrators. Errors: Forbidden.
func (s *School) People(ctx context.Context, by Actor, page Page) ([]Person, error) {
	if !by.Admin && !by.system {
		return nil, forbidden("Only a site administrator sees everybody.")
	}
	var people []Person
	err := s.read(ctx, func(tx Tx) (err error) {
		people, err = tx.People(PersonID(page.After), page.Rows())
		return err
	})
	return people, err
}
