package school

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
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
		e.Role = role
		if err := tx.PutEnrolment(e); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "course.enrolled", Course: course, Person: person,
			Subject: subject("course", course), Details: map[string]string{"role": string(role)}})
	})
	return e, err
}

// Accommodate sets the factor by which a person's time limits are longer. Errors: Forbidden;
// NotFound; Invalid outside 1 to 4.
func (s *School) Accommodate(ctx context.Context, by Actor, course CourseID, person PersonID, factor float64) (Enrolment, error) {
	if !(factor >= 1 && factor <= 4) {
		return Enrolment{}, FieldFault("factor", "must be between 1 and 4")
	}
	var e Enrolment
	err := s.write(ctx, func(tx Tx) (err error) {
		if _, err = teach(tx, by, course); err != nil {
			return err
		}
		if e, err = tx.Enrolment(course, person); err != nil {
			return err
		}
		e.TimeFactor = factor
		if err = tx.PutEnrolment(e); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "course.accommodated", Course: course, Person: person,
			Subject: subject("course", course), Details: map[string]string{"factor": fmt.Sprint(factor)}})
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

// Assign sets an exercise to a course. Errors: Forbidden; NotFound; Invalid with the fields at fault.
func (s *School) Assign(ctx context.Context, by Actor, n NewAssignment) (Assignment, error) {
	var a Assignment
	err := s.write(ctx, func(tx Tx) error {
		c, err := teach(tx, by, n.Course)
		if err != nil {
			return err
		}
		if a, err = s.assignment(c, n); err != nil {
			return err
		}
		a.Created = s.now()
		if err := tx.InsertAssignment(&a); err != nil {
			return err
		}
		return s.recordAssignment(tx, by, "assignment.set", a)
	})
	return a, err
}

// ChangeAssignment changes what was set; the exercise stays once anybody has begun. Errors: as Assign.
func (s *School) ChangeAssignment(ctx context.Context, by Actor, id AssignmentID, n NewAssignment) (Assignment, error) {
	var a Assignment
	err := s.write(ctx, func(tx Tx) error {
		old, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		c, err := teach(tx, by, old.Course)
		if err != nil {
			return err
		}
		n.Course = old.Course
		if a, err = s.assignment(c, n); err != nil {
			return err
		}
		if a.Exercise != old.Exercise {
			return FieldFault("exercise", "can't be changed; set the other exercise as an assignment of its own")
		}
		a.ID, a.Created, a.CheckItems = old.ID, old.Created, old.CheckItems
		if err := tx.UpdateAssignment(a); err != nil {
			return err
		}
		return s.recordAssignment(tx, by, "assignment.changed", a)
	})
	return a, err
}

func (s *School) recordAssignment(tx Tx, by Actor, action string, a Assignment) error {
	details := map[string]string{"exercise": a.Exercise, "opens": a.Opens.UTC().Format(time.RFC3339), "due": a.Due.UTC().Format(time.RFC3339), "mode": string(a.Mode)}
	for stage, p := range a.Policies {
		details[string(stage)] = fmt.Sprintf("%s %d", p.Help, p.Weight)
	}
	return s.record(tx, by, AuditEntry{Action: action, Course: a.Course, Subject: subject("assignment", a.ID), Details: details})
}

// Assignment returns what was set. Trainees see it from its opening on. Errors: NotFound.
func (s *School) Assignment(ctx context.Context, by Actor, id AssignmentID) (Assignment, error) {
	var a Assignment
	err := s.read(ctx, func(tx Tx) (err error) {
		a, _, err = s.visitAssignment(tx, by, id)
		return err
	})
	return a, err
}

// visitAssignment returns an assignment to those of its course; to trainees only once it is open.
func (s *School) visitAssignment(tx Tx, by Actor, id AssignmentID) (Assignment, Role, error) {
	a, err := tx.Assignment(id)
	if err != nil {
		return Assignment{}, "", err
	}
	_, role, err := visit(tx, by, a.Course)
	if isNotFound(err) || (err == nil && role == Trainee && s.now().Before(a.Opens)) {
		return Assignment{}, "", notFound("assignment")
	}
	return a, role, err
}

// Assignments lists what was set to a course, by due date; to trainees only what is open.
// Errors: NotFound.
func (s *School) Assignments(ctx context.Context, by Actor, course CourseID) ([]Assignment, error) {
	var out []Assignment
	err := s.read(ctx, func(tx Tx) error {
		_, role, err := visit(tx, by, course)
		if err != nil {
			return err
		}
		out, err = tx.Assignments(course)
		if role == Trainee {
			now := s.now()
			out = slices.DeleteFunc(out, func(a Assignment) bool { return now.Before(a.Opens) })
		}
		return err
	})
	return out, err
}

// assignment makes an assignment of what a form says, naming every field that is at fault.
func (s *School) assignment(c Course, n NewAssignment) (Assignment, error) {
	faults := map[string]string{}
	a := Assignment{Course: c.ID, Exercise: n.Exercise, Grace: n.Grace, Late: n.Late, LatePerDay: n.LatePerDay,
		Counts: n.Counts, Attempts: n.Attempts, Mode: n.Mode, CheckItems: 8, Policies: map[Stage]Policy{}}
	ex, err := s.library.Exercise(n.Exercise)
	if err != nil {
		faults["exercise"] = "there is no exercise of that name"
	}
	a.Title = ex.Title
	a.Opens = localField(faults, "opens", c.Zone, n.Opens)
	a.Due = localField(faults, "due", c.Zone, n.Due)
	if len(faults) == 0 && !a.Due.After(a.Opens) {
		faults["due"] = "must be after it opens"
	}
	if a.Late == "" {
		a.Late = LatePractice
	}
	if a.Counts == "" {
		a.Counts = CountsBest
	}
	if a.Mode == "" {
		a.Mode = Timed
	}
	checkChoice(faults, "late", a.Late, LatePractice, LateCounts)
	checkChoice(faults, "counts", a.Counts, CountsBest, CountsLatest)
	checkChoice(faults, "mode", a.Mode, Anywhere, Timed, InTheRoom)
	checkRange(faults, "late per day", a.LatePerDay, 0, 100)
	checkRange(faults, "attempts", a.Attempts, 0, MaxAttempts)
	checkRange(faults, "grace", int(a.Grace/time.Minute), 0, 24*60)
	for stage := range n.Policies {
		if !ex.Has(stage) && err == nil {
			faults[string(stage)] = "the exercise has no such stage"
		}
	}
	for _, info := range ex.Stages {
		a.Policies[info.Stage] = policyOf(faults, info, n.Policies)
	}
	if len(faults) > 0 {
		return Assignment{}, &Error{Kind: Invalid, Message: "The assignment can't be set like this.", Hint: "Mend the marked fields and send it again.", Fields: faults}
	}
	return a, nil
}

// policyOf is what was asked for one stage, or by hand with the author's own weight.
func policyOf(faults map[string]string, info StageInfo, asked map[Stage]Policy) Policy {
	p, ok := asked[info.Stage]
	if !ok {
		return Policy{Help: ByHand, Weight: info.Weight}
	}
	field := string(info.Stage)
	if p.Help == "" {
		p.Help = ByHand
	}
	checkChoice(faults, field, p.Help, ByHand, Assisted, Open)
	checkRange(faults, field, p.Weight, 0, 1000)
	if utf8.RuneCountInString(p.Why) > 1000 {
		faults[field] = "the reason is longer than 1000 characters"
	}
	return p
}

// Extend gives one trainee a later due date. Errors: Forbidden; NotFound; Invalid.
func (s *School) Extend(ctx context.Context, by Actor, id AssignmentID, person PersonID, due, reason string) (Extension, error) {
	var x Extension
	err := s.write(ctx, func(tx Tx) error {
		a, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		c, err := teach(tx, by, a.Course)
		if err != nil {
			return err
		}
		if _, err := tx.Enrolment(c.ID, person); err != nil {
			return err
		}
		faults := map[string]string{}
		x = Extension{Assignment: id, Person: person, Due: localField(faults, "due", c.Zone, due),
			Reason: strings.TrimSpace(reason), By: by.ID, Created: s.now()}
		if len(faults) == 0 && !x.Due.After(a.Due) {
			faults["due"] = "must be later than the due date of everybody"
		}
		if utf8.RuneCountInString(x.Reason) > 1000 {
			faults["reason"] = "is longer than 1000 characters"
		}
		if len(faults) > 0 {
			return &Error{Kind: Invalid, Message: "The extension can't be given like this.", Hint: "Mend the marked fields.", Fields: faults}
		}
		if err := tx.PutExtension(x); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "assignment.extended", Course: c.ID, Person: person, Subject: subject("assignment", id),
			Details: map[string]string{"due": x.Due.UTC().Format(time.RFC3339), "reason": x.Reason}})
	})
	return x, err
}

// roomLetters leaves out what is easily misread on a projector.
const roomLetters = "ABCDEFGHJKLMNPQRTUVWXY346789"

// RoomCode makes a code that opens sittings in the room for the given minutes, and ends the one
// before. Errors: Forbidden; NotFound; Invalid outside 1 to 120 minutes.
func (s *School) RoomCode(ctx context.Context, by Actor, id AssignmentID, minutes int) (RoomCode, error) {
	if minutes < 1 || minutes > 120 {
		return RoomCode{}, FieldFault("minutes", "must be between 1 and 120")
	}
	raw := make([]byte, 6)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return RoomCode{}, Fault(fmt.Errorf("room code: %w", err))
	}
	for i, b := range raw {
		raw[i] = roomLetters[int(b)%len(roomLetters)]
	}
	code := RoomCode{Assignment: id, Code: string(raw), Until: s.now().Add(time.Duration(minutes) * time.Minute)}
	err := s.write(ctx, func(tx Tx) error {
		a, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		if _, err := assist(tx, by, a.Course); err != nil {
			return err
		}
		if err := tx.PutRoomCode(code); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "room.opened", Course: a.Course, Subject: subject("assignment", id),
			Details: map[string]string{"until": code.Until.Format(time.RFC3339)}})
	})
	return code, err
}

// firstFault returns the first error that there is.
func firstFault(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func lengthFault(field, text string, least, most int) error {
	n := utf8.RuneCountInString(text)
	switch {
	case !utf8.ValidString(text):
		return FieldFault(field, "has bytes in it that are no text (UTF-8)")
	case n < least:
		return FieldFault(field, "is missing")
	case n > most:
		return FieldFault(field, fmt.Sprintf("is longer than %d characters", most))
	}
	return nil
}

func checkRange(faults map[string]string, field string, n, least, most int) {
	if n < least || n > most {
		faults[field] = fmt.Sprintf("must be between %d and %d", least, most)
	}
}

func checkChoice[T ~string](faults map[string]string, field string, got T, choices ...T) {
	if !slices.Contains(choices, got) {
		var names []string
		for _, c := range choices {
			names = append(names, string(c))
		}
		faults[field] = "must be one of " + strings.Join(names, ", ")
	}
}

func localField(faults map[string]string, field, zone, text string) time.Time {
	t, err := ParseLocal(zone, text)
	if err != nil {
		faults[field] = As(err).Message
	}
	return t
}

// sortedKeys gives the keys of a map in order, where order reaches a page or a hash.
func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
