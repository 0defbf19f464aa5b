//go:build e2e

// Package e2e walks through the whole product in a real browser: the server runs in the test's process
// with a clock that the test moves, everything else is as it is in service: the store on disk, the queue,
// the sandbox, the graders. browser_test.go drives Chromium, site_test.go runs the site, and each further
// file is a story: a trainee's five stages, a flag and its end, no JavaScript, every page before axe-core,
// a server that is killed.
package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"coronium/app/school"
	"coronium/app/site"
	"coronium/app/web"
	"coronium/content"
	"coronium/grading/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Init()
	os.Exit(m.Run())
}

// exercise is what the stories are about.
const exercise = "lif-interspike-interval"

// clock stands where a test puts it, and runs on from there, since people and deadlines move.
type clock struct {
	mu   sync.Mutex
	at   time.Time
	real time.Time
}

func newClock(at time.Time) *clock { return &clock{at: at, real: time.Now()} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Add(time.Since(c.real))
}

// pass moves the clock on.
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// running is a site that serves.
type running struct {
	*site.Site
	url   string
	data  string // folder of the database
	clock *clock
}

// begin is a Monday morning; with it, "another day" is never a weekend by accident.
var begin = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// serve runs a site until the test ends.
func serve(t *testing.T, demo bool, now *clock) *running {
	t.Helper()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	data := t.TempDir()
	if made := os.Getenv("CORONIUM_DEMO"); demo && made != "" {
		data = made // a data folder in which the demo was made before: looking at pages again takes a minute less
		now = newClock(time.Now())
	}
	opened, err := site.Open(t.Context(), site.Config{Data: data, Content: content.Files, Workers: 2, Demo: demo, Clock: now.now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := web.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, listener, opened.Handler(), log) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serving: %v", err)
		}
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	return &running{Site: opened, data: data, url: "http://" + listener.Addr().String(), clock: now}
}

// password is everybody's in these tests.
const password = "four quiet membranes"

// classroom is a course with one assignment, an advisor and trainees.
type classroom struct {
	course     school.Course
	assignment school.Assignment
	advisor    school.Person
	second     school.Person // another advisor
	trainees   []school.Person
}

// teach makes a course in which the exercise is set.
func (r *running) teach(t *testing.T, mode school.Mode, names ...string) classroom {
	t.Helper()
	ctx, system := t.Context(), school.System()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var room classroom
	var err error
	room.course, err = r.School.CreateCourse(ctx, system, school.NewCourse{Title: "Theory, autumn", Zone: "Europe/Berlin"})
	must(err)
	add := func(name, login string, role school.Role) school.Person {
		p, err := r.School.AddPerson(ctx, system, school.NewPerson{Name: name, Login: login})
		must(err)
		must(r.Access.SetPassword(ctx, system, p.ID, password))
		_, err = r.School.Enrol(ctx, system, room.course.ID, p.ID, role)
		must(err)
		return p
	}
	room.advisor = add("Dr Ada Reyes", "reyes@example.org", school.Advisor)
	room.second = add("Dr Tom Okafor", "okafor@example.org", school.Advisor)
	for i, name := range names {
		room.trainees = append(room.trainees, add(name, fmt.Sprintf("trainee%d@example.org", i), school.Trainee))
	}
	room.assignment, err = r.School.Assign(ctx, school.ActorFor(room.advisor), school.NewAssignment{Course: room.course.ID, Exercise: exercise,
		Opens: "2026-11-20T08:00", Due: "2026-12-18T18:00", Late: school.LateCounts, LatePerDay: 10, Counts: school.CountsBest, Mode: mode})
	must(err)
	return room
}
