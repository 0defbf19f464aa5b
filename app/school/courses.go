package school

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// CreateCourse makes a course; its maker becomes its advisor. Errors: Forbidden; Invalid.
func (s *School) CreateCourse(ctx context.Context, by Actor, n NewCourse) (Course, error) {
	if !by.Admin && !by.system {
		return Course{}, forbidden("Only a site administrator makes courses.")
	}
	c := Course{Title: strings.TrimSpace(n.Title), Zone: n.Zone, Created: s.now(), Secret: make([]byte, 32)}
	if err := lengthFault("title", c.Title, 1, 200); err != nil {
		return Course{}, err
	}
	if _, err := zone(c.Zone); err != nil {
		return Course{}, err
	}
	if _, err := io.ReadFull(s.random, c.Secret); err != nil {
		return Course{}, Fault(fmt.Errorf("course secret: %w", err))
	}
	err := s.write(ctx, func(tx Tx) error {
		if err := tx.InsertCourse(&c); err != nil {
			return err
		}
		if !by.system {
			if err := tx.PutEnrolment(Enrolment{Course: c.ID, Person: by.ID, Role: Advisor, TimeFactor: 1, Created: c.Created}); err != nil {
				return err
			}
		}
		return s.record(tx, by, AuditEntry{Action: "course.created", Course: c.ID, Subject: subject("course", c.ID)})
	})
	return c, err
}

// Course returns a course with the asker's role in it. Errors: NotFound, also for those who are
// not in it.
func (s *School) Course(ctx context.Context, by Actor, id CourseID) (Membership, error) {
	var m Membership
	err := s.read(ctx, func(tx Tx) (err error) {
		m.Course, m.Role, err = visit(tx, by, id)
		return err
	})
	return m, err
}

// MyCourses lists the courses in which the asker is.
func (s *School) MyCourses(ctx context.Context, by Actor) ([]Membership, error) {
	var out []Membership
	err := s.read(ctx, func(tx Tx) (err error) {
		out, err = tx.CoursesOf(by.ID)
		return err
	})
	return out, err
}

// Enrol puts a person into a course, or changes the role. Errors: Forbidden; NotFound; Invalid.
func (s *School) Enrol(ctx context.Context, by Actor, course CourseID, person PersonID, role Role) (Enrolment, error) {
	if role != Trainee && role != Advisor && role != Assistant {
		return Enrolment{}, FieldFault("role", "must be trainee, advisor or assistant")
	}
	var e Enrolment
	err := s.write(ctx, func(tx Tx) error {
		if _, err := teach(tx, by, course); err != nil {
			return err
		}
		if _, err := tx.Person(person); err != nil {
			return err
		}
		var err error
		e, err = tx.Enrolment(course, person)
		if isNotFound(err) {
			e, err = Enrolment{Course: course, Person: person, TimeFactor: 1, Created: s.now()}, nil
		}
		if err != nil {
			return err
		}
		if e.Role == role { // nothing changes, and the log says nothing
			return nil
		}
		e.Role = role
		if err := tx.PutEnrolment(e); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "course.enrolled", Course: course, Person: person,
			Subject: subject("course", course), Details: map[string]string{"role": string(role)}})
	})
	return e, err
}

// formatWords name the formats in the log.
var formatWords = map[Format]string{OnScreen: "on the screen", PaperSheet: "on paper", LargePrint: "on paper, in large print"}

// Accommodate sets by how much a person's time limits are longer, and in which format the person sits. Errors: Forbidden;
// NotFound; Invalid for a factor outside 1 to 4 or an unknown format.
func (s *School) Accommodate(ctx context.Context, by Actor, course CourseID, person PersonID, a Accommodation) (Enrolment, error) {
	if !(a.TimeFactor >= 1 && a.TimeFactor <= 4) {
		return Enrolment{}, FieldFault("factor", "must be between 1 and 4")
	}
	if a.Format != OnScreen && a.Format != PaperSheet && a.Format != LargePrint {
		return Enrolment{}, FieldFault("format", "must be on the screen, on paper or in large print")
	}
	var e Enrolment
	err := s.write(ctx, func(tx Tx) (err error) {
		if _, err = teach(tx, by, course); err != nil {
			return err
		}
		if e, err = tx.Enrolment(course, person); err != nil {
			return err
		}
		e.TimeFactor, e.Format = a.TimeFactor, a.Format
		if err = tx.PutEnrolment(e); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "course.accommodated", Course: course, Person: person,
			Subject: subject("course", course), Details: map[string]string{"factor": fmt.Sprint(a.TimeFactor), "format": formatWords[a.Format]}})
	})
	return e, err
}

// Roster lists the people of a course, for those who help to teach it. Errors: NotFound; Forbidden.
func (s *School) Roster(ctx context.Context, by Actor, course CourseID, page Page) ([]RosterRow, error) {
	var rows []RosterRow
	err := s.read(ctx, func(tx Tx) (err error) {
		if _, err = assist(tx, by, course); err != nil {
			return err
		}
		rows, err = tx.Roster(course, PersonID(page.After), page.Rows())
		return err
	})
	return rows, err
}
