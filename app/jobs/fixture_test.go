package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"coronium/app/jobs"
	"coronium/app/school"
	"coronium/app/store"
)

// bench judges slowly or badly, as a test asks.
type bench struct {
	mu      sync.Mutex
	graded  map[string]int // how often each text was judged
	made    int
	running int
	most    int // that ran at the same time
	grade   func(ctx context.Context, p school.Piece) error
	make    func(ctx context.Context) error
	items   int
	mark    func() error
	waiting int // submissions that may wait at once; 15 if zero
}

func (b *bench) Exercise(id string) (school.Exercise, error) {
	return school.Exercise{ID: id, Title: "The leaky neuron", Version: "v1", Stages: []school.StageInfo{{Stage: school.Implement, Weight: 30}, {Stage: school.Explain, Weight: 20}}}, nil
}

func (b *bench) At(id, _ string) (school.Exercise, error) { return b.Exercise(id) }

func (b *bench) Kind(json.RawMessage) string                     { return "" }
func (b *bench) Review([]school.Served, int) []school.KindRecord { return nil }
func (b *bench) Alike(string, string, []school.Classmate) (school.Likeness, error) {
	return school.Likeness{}, nil
}
func (b *bench) Foresee(string, int) ([]school.Foreseen, error) { return nil, nil }

func (b *bench) Modules() []school.Module { return nil }

func (b *bench) Ready(context.Context, school.Piece) error { return nil }

func (b *bench) Grade(ctx context.Context, p school.Piece, phase school.Phase) (school.Verdict, error) {
	b.mu.Lock()
	if b.graded == nil {
		b.graded = map[string]int{}
	}
	b.graded[p.Text]++
	b.running++
	b.most = max(b.most, b.running)
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		b.running--
		b.mu.Unlock()
	}()
	phase("running your program", .5)
	if b.grade != nil {
		if err := b.grade(ctx, p); err != nil {
			return school.Verdict{}, err
		}
	}
	return school.Verdict{Score: 1, Max: 1, Passed: true, Says: "judged: " + p.Text}, nil
}

func (b *bench) Judge(context.Context, string, string, uint64, []string, int) (school.LineVerdict, error) {
	return school.LineVerdict{}, errors.New("not asked for here")
}

func (b *bench) Make(ctx context.Context, _ school.Piece, _ uint64, count int) ([]school.CheckItem, error) {
	b.mu.Lock()
	b.made++
	b.mu.Unlock()
	if b.make != nil {
		if err := b.make(ctx); err != nil {
			return nil, err
		}
	}
	items := make([]school.CheckItem, b.items)
	for i := range items {
		items[i] = school.CheckItem{Family: fmt.Sprint("C", i), G: .05, Slip: .2, Seconds: 60, Shown: json.RawMessage(`{}`), Full: json.RawMessage(`{}`)}
	}
	return items, nil
}

func (b *bench) Mark(context.Context, json.RawMessage, map[string]string) (bool, string, error) {
	if b.mark != nil {
		if err := b.mark(); err != nil {
			return false, "", err
		}
	}
	return true, "yes", nil
}

func (b *bench) Rerun(context.Context, json.RawMessage) (school.Rerun, error) {
	return school.Rerun{}, errors.New("not asked for here")
}

func (b *bench) OnPaper(json.RawMessage) bool { return true }

func (b *bench) Probe(context.Context, json.RawMessage, map[string]string) (string, string, error) {
	return "", "", errors.New("not asked for here")
}

func (b *bench) Decide([]school.Observation, int) school.Decision {
	return school.Decision{Status: "open"}
}

func (b *bench) times(text string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.graded[text]
}

// site is a store, a school and a queue over one folder.
type site struct {
	store   *store.Store
	school  *school.School
	queue   *jobs.Queue
	bench   *bench
	admin   school.Actor
	course  school.Course
	trainee school.Actor
	attempt school.Attempt
}

type seedless struct{}

func (seedless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// openSite opens a folder; the queue is not started.
func openSite(ctx context.Context, dir string, b *bench, workers int) (*site, error) {
	st, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		return nil, err
	}
	waiting := 15
	if b.waiting > 0 {
		waiting = b.waiting
	}
	s, err := school.New(school.Config{Store: st, Library: b, Grader: b, Deriver: b, Checker: b, Rule: b, Likener: b, Clock: time.Now, Random: seedless{},
		Limits: school.Limits{Text: 1 << 20, Fields: 10, Field: 100, Waiting: waiting, Own: 12, Lines: 10, LineSize: 100, Marking: time.Second}})
	if err != nil {
		return nil, err
	}
	q, err := jobs.New(jobs.Config{DB: st.SQL(), Work: s, Workers: workers})
	if err != nil {
		return nil, err
	}
	st.SetQueue(q.Enqueue)
	return &site{store: st, school: s, queue: q, bench: b}, nil
}

// settle makes a course with one trainee who has begun.
func (s *site) settle(ctx context.Context) error {
	admin, err := s.school.AddPerson(ctx, school.System(), school.NewPerson{Name: "Admin", Login: "admin", Admin: true})
	if err != nil {
		return err
	}
	trainee, err := s.school.AddPerson(ctx, school.System(), school.NewPerson{Name: "Trainee", Login: "trainee"})
	if err != nil {
		return err
	}
	by := school.ActorFor(admin)
	course, err := s.school.CreateCourse(ctx, by, school.NewCourse{Title: "Theory", Zone: "UTC"})
	if err != nil {
		return err
	}
	if _, err := s.school.Enrol(ctx, by, course.ID, trainee.ID, school.Trainee); err != nil {
		return err
	}
	a, err := s.school.Assign(ctx, by, school.NewAssignment{Course: course.ID, Exercise: "lif", Opens: "2020-01-01T00:00", Due: "2099-01-01T00:00", Mode: school.Timed})
	if err != nil {
		return err
	}
	s.trainee, s.admin, s.course = school.ActorFor(trainee), by, course
	s.attempt, err = s.school.Begin(ctx, s.trainee, a.ID)
	return err
}

// newSite is a site for one test with a queue that has not been started.
func newSite(t *testing.T, b *bench, workers int) *site {
	t.Helper()
	s, err := openSite(context.Background(), t.TempDir(), b, workers)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() })
	if err := s.settle(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) start(t *testing.T) {
	t.Helper()
	if err := s.queue.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.queue.Stop(ctx); err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
}

func (s *site) submit(t *testing.T, text string) school.SubmissionID {
	t.Helper()
	r, err := s.school.Submit(context.Background(), s.trainee, s.attempt.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return r.Submission
}

// patience bounds how long a test waits for what must happen; nothing depends on how soon it does.
const patience = 60 * time.Second

// outcome waits until a submission is graded or failed.
func (s *site) outcome(t *testing.T, id school.SubmissionID) school.Submission {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	news, err := s.school.Watch(ctx, s.trainee, id)
	if err != nil {
		t.Fatal(err)
	}
	for range news {
	}
	sub, err := s.school.Submission(context.Background(), s.trainee, id)
	if err != nil {
		t.Fatal(err)
	}
	if sub.State != school.Graded && sub.State != school.Failed {
		t.Fatalf("submission %d is still %s", id, sub.State)
	}
	return sub
}

// until waits for a condition.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// jobStates counts River's jobs by state.
func (s *site) jobStates(t *testing.T) map[string]int {
	t.Helper()
	rows, err := s.store.SQL().Query("SELECT state, count(*) FROM river_job GROUP BY state")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			t.Fatal(err)
		}
		out[state] = n
	}
	return out
}
