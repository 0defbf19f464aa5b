// Package demo makes a course at work: an advisor and ten trainees who stand in different places, from
// "not begun" to "finished", with one line on which several are stuck, a misconception, a flag that waits
// for a decision and one that its trainee has not seen yet.
//
// Nothing in it is painted. What the trainees did goes through the school like anybody's work: predictions
// are sealed, lines judged, programs run in the sandbox and graded, check items made from those programs,
// answers marked, the rule applied. Only the clock is the demo's own, so that sittings fall on different
// days of the past fortnight. The people are there at once; their work is done in the background, which
// takes a minute, and a start that was interrupted goes on where it stopped, since every step first looks
// whether it has been taken.
//
// cast.go says who they are and what they did, act.go how it is done, answers.go how items are answered
// well and badly, inline.go lets the school's jobs be worked in the demo's own time.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"coronium/app/school"
	"coronium/exercises"
)

const (
	courseTitle = "Theoretical neuroscience, demo"
	courseZone  = "Europe/Berlin"
	exerciseID  = "lif-interspike-interval"
	advisor     = "okafor"
	ago         = 12 * 24 * time.Hour // how long before the first start the course began
)

// Config is what a Maker is made of.
type Config struct {
	Store   school.Store
	Library *exercises.Library
	// School makes a school over a store and a clock, with the engines of the site.
	School func(school.Store, func() time.Time) (*school.School, error)
	Clock  func() time.Time
	Log    *slog.Logger
}

// Maker makes the demo course. Its methods may be called from any goroutine, Found and Fill once each.
type Maker struct {
	config  Config
	school  *school.School // for what is founded; each person works in a school with a clock of their own
	library *exercises.Library
	clock   *clock
	log     *slog.Logger

	course     school.Course
	assignment school.Assignment
	people     map[string]school.Person // by login
	began      time.Time                // when the course began, in the demo's time
	latest     time.Time                // nothing happens later than the first start

	mu   sync.Mutex
	done int
	over bool
}

// New makes a Maker.
func New(c Config) (*Maker, error) {
	m := &Maker{config: c, library: c.Library, clock: &clock{now: c.Clock()}, log: c.Log, people: map[string]school.Person{}}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	m.latest = c.Clock()
	var err error
	m.school, err = c.School(&inline{Store: c.Store}, m.clock.read)
	return m, err
}

// Found makes the course, its people and what is set, or finds them. It is quick: the site can be entered
// as soon as it returns.
func (m *Maker) Found(ctx context.Context) error {
	m.clock.set(m.latest.Add(-ago))
	if err := m.findOrAdd(ctx); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	m.began = m.course.Created
	m.latest = m.began.Add(ago)
	assignments, err := m.school.Assignments(ctx, school.System(), m.course.ID)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if len(assignments) > 0 {
		m.assignment = assignments[0]
		return nil
	}
	zone, err := time.LoadLocation(courseZone)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	due := m.latest.In(zone).AddDate(0, 0, 3)
	wall := func(t time.Time, clock string) string { return t.In(zone).Format("2006-01-02") + "T" + clock }
	m.assignment, err = m.school.Assign(ctx, school.ActorFor(m.people[advisor]), school.NewAssignment{
		Course: m.course.ID, Exercise: exerciseID, Opens: wall(m.began.Add(-24*time.Hour), "08:00"), Due: wall(due, "18:00"), Grace: 30 * time.Minute,
		Late: school.LateCounts, LatePerDay: 10, Counts: school.CountsBest, Mode: school.Timed, Policies: policies,
	})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// policies keep the struggles that this exercise is for, and say why.
var policies = map[school.Stage]school.Policy{
	school.Predict:   {Help: school.ByHand, Why: "A guess is yours or it is none.", Weight: 10},
	school.Derive:    {Help: school.ByHand, Why: "Where the climb begins and where it ends is the whole exercise.", Weight: 30},
	school.Implement: {Help: school.ByHand, Why: "You will be asked about this program.", Weight: 30},
	school.Explain:   {Help: school.ByHand, Weight: 20},
	school.Critique:  {Help: school.Open, Why: "Finding the fault is what counts, with whatever help.", Weight: 10},
}

// findOrAdd finds the demo's people and course, and adds who is missing.
func (m *Maker) findOrAdd(ctx context.Context) error {
	if err := m.findPeople(ctx); err != nil {
		return err
	}
	for _, c := range cast {
		if _, there := m.people[c.login]; there {
			continue
		}
		p, err := m.school.AddPerson(ctx, school.System(), school.NewPerson{Name: c.name, Login: c.login, Demo: true})
		if err != nil {
			return err
		}
		m.people[c.login] = p
	}
	memberships, err := m.school.MyCourses(ctx, school.ActorFor(m.people[advisor]))
	if err != nil {
		return err
	}
	for _, membership := range memberships {
		if membership.Course.Title == courseTitle {
			m.course = membership.Course
		}
	}
	if m.course.ID == 0 {
		if m.course, err = m.school.CreateCourse(ctx, school.System(), school.NewCourse{Title: courseTitle, Zone: courseZone}); err != nil {
			return err
		}
		if err := m.school.SetRecording(ctx, school.System(), m.course.ID, true); err != nil {
			return err
		}
		m.course.Records = true
	}
	for _, c := range cast {
		role := school.Trainee
		if c.login == advisor {
			role = school.Advisor
		}
		if _, err := m.school.Enrol(ctx, school.System(), m.course.ID, m.people[c.login].ID, role); err != nil {
			return err
		}
	}
	return nil
}

// findPeople finds those of the cast who are there already.
func (m *Maker) findPeople(ctx context.Context) error {
	page := school.Page{Limit: 200}
	for {
		people, err := m.school.People(ctx, school.System(), page)
		if err != nil || len(people) == 0 {
			return err
		}
		for _, p := range people {
			if p.Demo {
				m.people[p.Login] = p
			}
			page.After = int64(p.ID)
		}
	}
}

// together is how many people work at the same time.
const together = 2

// Fill lets everybody do their work. It returns when all is done or the context ends; one who fails is logged
// and does not keep the others from theirs.
func (m *Maker) Fill(ctx context.Context) error {
	var waiting sync.WaitGroup
	var failed error // guarded by mu
	places := make(chan struct{}, together)
	for _, c := range cast {
		places <- struct{}{}
		waiting.Go(func() {
			defer func() { <-places }()
			err := m.perform(ctx, c)
			m.mu.Lock()
			defer m.mu.Unlock()
			m.done++
			if err != nil {
				failed = errors.Join(failed, fmt.Errorf("demo: %s: %w", c.name, err))
			}
		})
	}
	waiting.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	m.Finish()
	return failed
}

// perform lets one of the cast play; those who have nothing to do have done it.
func (m *Maker) perform(ctx context.Context, c character) error {
	if c.plays == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	err := m.play(ctx, c)
	if err != nil && ctx.Err() == nil {
		m.log.Error("demo", "person", c.login, "cause", err)
	}
	return err
}

// Finish says that nothing more is made; for a start at which the demo is there already.
func (m *Maker) Finish() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.over = true
}

// Making says that the demo is still being made, and nothing once it is.
func (m *Maker) Making() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.over {
		return ""
	}
	return fmt.Sprintf("The demo course is being filled: %d of %d people have done their work. It goes through the real graders, which takes a minute; you can walk in meanwhile.", m.done, len(cast))
}

// Says is where one of the demo's people stands, in a few words.
func Says(p school.Person) string {
	for _, c := range cast {
		if c.login == p.Login {
			return c.says
		}
	}
	return ""
}
