package school

import (
	"context"
	"fmt"
	"time"
)

// OwnExercise is an exercise that an advisor wrote in the browser.
type OwnExercise struct {
	ID        string
	Course    CourseID
	Owner     PersonID
	Files     []byte // a zip of the folder, as it was saved last
	Published []byte // the last state that loads; empty if none did
	Updated   time.Time
}

// MaxOwn bounds the exercises of one course's own.
const MaxOwn = 100

// OwnStore keeps them.
type OwnStore interface {
	InsertOwn(OwnExercise) error // Conflict if the name is taken
	UpdateOwn(OwnExercise) error
	Own(id string) (OwnExercise, error)
	OwnOf(CourseID) ([]OwnExercise, error) // by name, at most MaxOwn
	// OwnElsewhere are the names of those that are closed to a course: it is not theirs, their author is not among its
	// advisors, and they are not set in it.
	OwnElsewhere(CourseID) ([]string, error)
}

// Authoring is writing exercises. Only advisors of the course to which an exercise belongs see and change its files.
type Authoring interface {
	// Closed are the exercises of other courses' own that a course can't set and does not see. What an advisor wrote is
	// open to the course in which it was begun, to the author's other courses, and to those in which it is set.
	Closed(ctx context.Context, by Actor, course CourseID) (map[string]bool, error)
	OwnExercises(ctx context.Context, by Actor, course CourseID) ([]OwnExercise, error)
	OwnExercise(ctx context.Context, by Actor, course CourseID, id string) (OwnExercise, error)
	// BeginOwn makes one. Errors: Forbidden; Conflict if the name is taken or the course has MaxOwn.
	BeginOwn(ctx context.Context, by Actor, course CourseID, id string, files, published []byte) error
	// SaveOwn replaces its files; published may be nil, and the last state that loads stays.
	SaveOwn(ctx context.Context, by Actor, course CourseID, id string, files, published []byte) error
}

// OwnExercises lists the exercises of a course's own. Errors: NotFound; Forbidden.
func (s *School) OwnExercises(ctx context.Context, by Actor, course CourseID) (all []OwnExercise, err error) {
	err = s.read(ctx, func(tx Tx) error {
		if _, err := teach(tx, by, course); err != nil {
			return err
		}
		all, err = tx.OwnOf(course)
		return err
	})
	return all, err
}

// Closed names the exercises that are closed to a course. Errors: NotFound.
func (s *School) Closed(ctx context.Context, by Actor, course CourseID) (closed map[string]bool, err error) {
	err = s.read(ctx, func(tx Tx) error {
		if _, _, err := visit(tx, by, course); err != nil {
			return err
		}
		closed, err = closedTo(tx, course)
		return err
	})
	return closed, err
}

func closedTo(tx Tx, course CourseID) (map[string]bool, error) {
	ids, err := tx.OwnElsewhere(course)
	closed := make(map[string]bool, len(ids))
	for _, id := range ids {
		closed[id] = true
	}
	return closed, err
}

// OwnExercise returns one. Errors: NotFound; Forbidden.
func (s *School) OwnExercise(ctx context.Context, by Actor, course CourseID, id string) (o OwnExercise, err error) {
	err = s.read(ctx, func(tx Tx) error {
		o, err = ownIn(tx, by, course, id)
		return err
	})
	return o, err
}

// ownIn returns an exercise of a course's own to its advisors; of another course it does not exist.
func ownIn(tx Tx, by Actor, course CourseID, id string) (OwnExercise, error) {
	if _, err := teach(tx, by, course); err != nil {
		return OwnExercise{}, err
	}
	o, err := tx.Own(id)
	if err == nil && o.Course != course {
		return OwnExercise{}, notFound("exercise of your own")
	}
	return o, err
}

// BeginOwn makes an exercise. Errors: NotFound; Forbidden; Conflict.
func (s *School) BeginOwn(ctx context.Context, by Actor, course CourseID, id string, files, published []byte) error {
	return s.write(ctx, func(tx Tx) error {
		if _, err := teach(tx, by, course); err != nil {
			return err
		}
		all, err := tx.OwnOf(course)
		if err != nil {
			return err
		}
		if len(all) >= MaxOwn {
			return conflict(fmt.Sprintf("The course has %d exercises of its own; more are not kept.", MaxOwn), "Carry some away as zips.")
		}
		if err := tx.InsertOwn(OwnExercise{ID: id, Course: course, Owner: by.ID, Files: files, Published: orEmpty(published), Updated: s.now()}); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "exercise.begun", Course: course, Subject: "exercise:" + id})
	})
}

// SaveOwn replaces the files of an exercise. Errors: NotFound; Forbidden.
func (s *School) SaveOwn(ctx context.Context, by Actor, course CourseID, id string, files, published []byte) error {
	return s.write(ctx, func(tx Tx) error {
		o, err := ownIn(tx, by, course, id)
		if err != nil {
			return err
		}
		o.Files, o.Updated = files, s.now()
		if published != nil {
			o.Published = published
			if err := s.record(tx, by, AuditEntry{Action: "exercise.published", Course: course, Subject: "exercise:" + id}); err != nil {
				return err
			}
		}
		return tx.UpdateOwn(o)
	})
}

func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
