package school_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"coronium/app/school"
	"coronium/app/store"
	"coronium/grading/evidence"
)

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// randomness is a reproducible stream of bytes.
type randomness struct{ n uint64 }

func (r *randomness) Read(p []byte) (int, error) {
	for i := range p {
		sum := sha256.Sum256(fmt.Append(nil, r.n))
		p[i] = sum[0]
		r.n++
	}
	return len(p), nil
}

// engine stands in for the engines: what it says follows from the text that it is given, so that a
// test can see in a verdict what was judged.
type engine struct {
	mu      sync.Mutex
	graded  []school.Piece
	marked  int
	broken  error // returned by Grade and Mark if set
	items   []school.CheckItem
	seeds   []uint64
	onGrade func()
	onJudge func()
	version string // of the content; v1 if empty
	// unmarkable is an item that Mark fails on
	unmarkable string
	notReady   error
	steps      bool // NextStep finds one
}

func exerciseOf(id string) school.Exercise {
	return school.Exercise{ID: id, Title: "The leaky neuron", Module: "m2", Version: "v1", Level: 1, Minutes: 90, Skills: []string{"threshold", "f-i-curve"},
		Stages:      []school.StageInfo{{Stage: school.Predict, Weight: 10}, {Stage: school.Derive, Weight: 30}, {Stage: school.Implement, Weight: 30}, {Stage: school.Explain, Weight: 20}, {Stage: school.Critique, Weight: 10}},
		Predictions: []string{"rheobase.low", "rheobase.high"}, Derivation: true,
		Hints: map[school.Stage][]school.Hint{school.Derive: {{Text: "isolate"}, {Text: "logarithm", Cost: .25}, {Text: "the line", Cost: .5}}}}
}

func (e *engine) Exercise(id string) (school.Exercise, error) {
	if !strings.HasPrefix(id, "lif") {
		return school.Exercise{}, school.Failure(school.NotFound, "There is no such exercise.", "")
	}
	ex := exerciseOf(id)
	if e.version != "" {
		ex.Version = e.version
	}
	return ex, nil
}

func (e *engine) At(id, version string) (school.Exercise, error) {
	ex, err := e.Exercise(id)
	if err == nil && version != "" {
		ex.Version = version
	}
	return ex, err
}

func (e *engine) Modules() []school.Module {
	return []school.Module{{ID: "m2", Title: "Integrate and fire", Exercises: []string{"lif", "lif-noise"}, Skills: []string{"threshold", "f-i-curve", "noise"}}}
}

// Grade passes what begins with "pass"; "partial N" gets N of 10; "ungradable" can't be judged.
func (e *engine) Grade(ctx context.Context, p school.Piece, phase school.Phase) (school.Verdict, error) {
	e.mu.Lock()
	e.graded = append(e.graded, p)
	broken, hook := e.broken, e.onGrade
	e.mu.Unlock()
	if hook != nil {
		hook()
	}
	phase("running your program", 0.5)
	if broken != nil {
		return school.Verdict{}, broken
	}
	if strings.Contains(p.Text, p.Version+" likes it") {
		p.Text = "pass"
	}
	v := school.Verdict{Max: 10, Says: "judged " + string(p.Stage), Report: json.RawMessage(`{"of":"` + string(p.Stage) + `"}`)}
	var n float64
	switch {
	case p.Stage == school.Predict:
		v.Score, v.Passed = 7, true
	case strings.Contains(p.Text, "pass"):
		v.Score, v.Passed = 10, true
	case strings.HasPrefix(p.Text, "ungradable"):
		v.Ungradable, v.Fault = true, "line 1: this is no Python"
	default:
		if _, err := fmt.Sscanf(p.Text, "partial %g", &n); err == nil {
			v.Score = n
		}
		v.Misconception, v.Says = "reset-to-rest", "After a spike your V goes to E_L."
	}
	return v, nil
}

func (e *engine) Ready(_ context.Context, p school.Piece) error {
	if p.Stage == school.Predict {
		for _, f := range exerciseOf("lif").Predictions {
			if strings.TrimSpace(p.Fields[f]) == "" {
				return school.FieldFault(f, "is empty")
			}
		}
	}
	return e.notReady
}

// Judge lets every line hold that has "ok" in it, and names a slip after "slip:".
func (e *engine) Judge(_ context.Context, _, _ string, _ uint64, lines []string, n int) (school.LineVerdict, error) {
	e.mu.Lock()
	hook := e.onJudge
	e.onJudge = nil
	e.mu.Unlock()
	if hook != nil {
		hook()
	}
	text := lines[n-1]
	if strings.Contains(text, "ok") {
		return school.LineVerdict{Verdict: "proved", TeX: text}, nil
	}
	_, slip, _ := strings.Cut(text, "slip:")
	return school.LineVerdict{Verdict: "different", Slip: slip, Message: "does not follow", TeX: text}, nil
}

var families = []string{"C1", "C3", "C5", "C7", "C9", "C11"}

func (e *engine) Make(_ context.Context, p school.Piece, seed uint64, count int) ([]school.CheckItem, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seeds = append(e.seeds, seed)
	if e.broken != nil {
		return nil, e.broken
	}
	if e.items != nil {
		return e.items, nil
	}
	var out []school.CheckItem
	for i := range count {
		it := school.CheckItem{Family: families[i%len(families)], G: .05, Slip: .2, Seconds: 60,
			Shown: json.RawMessage(fmt.Sprintf(`{"id":%d}`, i)), Full: json.RawMessage(fmt.Sprintf(`{"id":%d,"key":"right"}`, i))}
		if it.Family == "C9" {
			it.Full = json.RawMessage(fmt.Sprintf(`{"id":%d,"key":"right","answer":"code"}`, i))
		}
		if it.Family == "C5" {
			it.NotBefore = p.Submitted.Add(24 * time.Hour)
		}
		out = append(out, it)
	}
	return out, nil
}

func (e *engine) Mark(_ context.Context, full json.RawMessage, answer map[string]string) (bool, string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.marked++
	if e.unmarkable != "" && string(full) == e.unmarkable {
		return false, "", errors.New("this item breaks the engine")
	}
	if e.broken != nil {
		return false, "", e.broken
	}
	return answer["value"] == "right", "it is right", nil
}

func (e *engine) Rerun(_ context.Context, full json.RawMessage) (school.Rerun, error) {
	return school.Rerun{Agrees: true, Says: "the same", Report: full}, nil
}

func (e *engine) Probe(_ context.Context, full json.RawMessage, inputs map[string]string) (string, string, error) {
	return "answered " + inputs["x"], "", nil
}

// OnPaper is true of all families but C9, which asks for a program.
func (e *engine) OnPaper(full json.RawMessage) bool { return !strings.Contains(string(full), `"code"`) }

// Kind is the item's own, so that a test can make some alike.
func (e *engine) Kind(full json.RawMessage) string {
	var it struct{ Kind string }
	_ = json.Unmarshal(full, &it)
	return it.Kind
}

// Review is the product's own.
func (e *engine) Review(served []school.Served, flagging int) []school.KindRecord {
	var in []evidence.Served
	for _, s := range served {
		in = append(in, evidence.Served{Item: s.Kind, Person: fmt.Sprint(s.Person), Observation: evidence.Observation{Family: s.Family, G: s.G, Slip: s.Slip,
			Correct: s.Correct, Sitting: s.Sitting, Day: s.Day}})
	}
	var out []school.KindRecord
	for _, r := range evidence.Default.ForAssignments(flagging).Review(in).Items {
		out = append(out, school.KindRecord{Kind: r.Item, Cleared: r.Cleared, Missed: r.Missed, Out: r.Out})
	}
	return out
}

// Alike says that everything is like everything.
func (e *engine) Alike(exercise, source string, others []school.Classmate) (school.Likeness, error) {
	out := school.Likeness{Compared: len(others)}
	for _, o := range others {
		out.Neighbours = append(out.Neighbours, school.Neighbour{Kind: school.PeerNeighbour, Name: o.Name, Source: o.Source, Similarity: 1, Percentile: 100})
	}
	return out, nil
}

// Foresee stands in for the exact computation, which evidence tests.
func (e *engine) Foresee(exercise string, flagging int) ([]school.Foreseen, error) {
	return []school.Foreseen{{Person: exercise, Understands: true, Flag: .001 / float64(flagging), Clear: .99}}, nil
}

// Decide is the product's own rule, so that the tests of due process go the way that people will.
func (e *engine) Decide(obs []school.Observation, flagging int) school.Decision {
	var in []evidence.Observation
	for _, o := range obs {
		in = append(in, evidence.Observation{Family: o.Family, G: o.G, Slip: o.Slip, Correct: o.Correct, Sitting: o.Sitting, Day: o.Day})
	}
	d := evidence.Default.ForAssignments(flagging).Decide(in)
	return school.Decision{E: d.E, LikelihoodRatio: d.LikelihoodRatio, Posterior: d.Posterior, Path: d.Path, Status: string(d.Status),
		Right: d.Right, Items: d.Items, Misses: d.Misses, Families: d.Families, Days: d.Days, Says: d.Says, NextSitting: d.NextSitting}
}

// class is a course with everybody that a test needs.
type class struct {
	t                                                     testing.TB
	s                                                     *school.School
	store                                                 *store.Store
	clock                                                 *clock
	engine                                                *engine
	course                                                school.Course
	assignment                                            school.Assignment
	admin, advisor, second, assistant, ada, ben, stranger school.Actor
	people                                                map[school.PersonID]string
	mu                                                    sync.Mutex
	jobs                                                  []school.Job
}

// monday is Monday 23 November 2026, 09:00 in Vienna.
var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

var ctx = context.Background()

func newClass(t testing.TB, change ...func(*school.Config)) *class {
	t.Helper()
	st, err := store.Open(ctx, t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	c := &class{t: t, store: st, clock: &clock{now: monday}, engine: &engine{}, people: map[school.PersonID]string{}}
	st.SetQueue(func(_ context.Context, _ *sql.Tx, j school.Job) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.jobs = append(c.jobs, j)
		return nil
	})
	config := school.Config{Store: st, Library: c.engine, Grader: c.engine, Deriver: c.engine, Checker: c.engine, Rule: c.engine, Likener: c.engine,
		Clock: c.clock.Now, Random: &randomness{}}
	for _, f := range change {
		f(&config)
	}
	if c.s, err = school.New(config); err != nil {
		t.Fatal(err)
	}
	c.admin = c.person("admin", school.NewPerson{Admin: true})
	if c.course, err = c.s.CreateCourse(ctx, c.admin, school.NewCourse{Title: "Theory", Zone: "Europe/Vienna"}); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]*school.Actor{"advisor": &c.advisor, "second": &c.second, "assistant": &c.assistant, "ada": &c.ada, "ben": &c.ben, "stranger": &c.stranger} {
		*to = c.person(name, school.NewPerson{})
		role := map[string]school.Role{"advisor": school.Advisor, "second": school.Advisor, "assistant": school.Assistant, "stranger": ""}[name]
		if name == "ada" || name == "ben" {
			role = school.Trainee
		}
		if role != "" {
			if _, err := c.s.Enrol(ctx, c.admin, c.course.ID, to.ID, role); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.assignment = c.assign(school.NewAssignment{Grace: 10 * time.Minute, Mode: school.Timed})
	return c
}

func (c *class) person(name string, n school.NewPerson) school.Actor {
	c.t.Helper()
	n.Name, n.Login = name, name
	p, err := c.s.AddPerson(ctx, school.System(), n)
	if err != nil {
		c.t.Fatal(err)
	}
	c.people[p.ID] = name
	return school.ActorFor(p)
}

// assign sets the exercise, open now and due on Friday at 18:00 unless told otherwise.
func (c *class) assign(n school.NewAssignment) school.Assignment {
	c.t.Helper()
	n.Course = c.course.ID
	if n.Exercise == "" {
		n.Exercise = "lif"
	}
	if n.Opens == "" {
		n.Opens, n.Due = "2026-11-23T08:00", "2026-11-27T18:00"
	}
	a, err := c.s.Assign(ctx, c.advisor, n)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

// begin begins an attempt with sealed predictions.
func (c *class) begin(who school.Actor) school.Attempt {
	c.t.Helper()
	a, err := c.s.Begin(ctx, who, c.assignment.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	c.seal(who, a.ID)
	return a
}

func (c *class) seal(who school.Actor, id school.AttemptID) {
	c.t.Helper()
	if _, err := c.s.SealPredictions(ctx, who, id, map[string]string{"rheobase.low": ".3", "rheobase.high": ".5"}); err != nil {
		c.t.Fatal(err)
	}
}

// handIn hands work in and has it judged.
func (c *class) handIn(who school.Actor, id school.AttemptID, stage school.Stage, text string) school.Submission {
	c.t.Helper()
	r, err := c.s.Submit(ctx, who, id, school.Work{Stage: stage, Kind: school.HandIn, Text: text})
	if err != nil {
		c.t.Fatal(err)
	}
	c.drain()
	sub, err := c.s.Submission(ctx, who, r.Submission)
	if err != nil {
		c.t.Fatal(err)
	}
	return sub
}

// drain works all jobs that wait, in their order, as the queue would.
func (c *class) drain() {
	c.t.Helper()
	for {
		c.mu.Lock()
		if len(c.jobs) == 0 {
			c.mu.Unlock()
			return
		}
		j := c.jobs[0]
		c.jobs = c.jobs[1:]
		c.mu.Unlock()
		if err := c.work(j); err != nil && school.KindOf(err) != school.NotFound {
			c.t.Fatal(err)
		}
	}
}

func (c *class) work(j school.Job) error {
	switch j.Kind {
	case school.JobGrade:
		return c.s.GradeSubmission(ctx, j.Submission, nil)
	case school.JobChecks:
		return c.s.MakeChecks(ctx, j.Attempt, j.Round, nil)
	case school.JobMark:
		return c.s.Settle(ctx, j.Sitting, nil)
	}
	return errors.New("unknown job")
}

// sit opens the next sitting and answers its items, one letter each: r right, w wrong, d don't know.
// It stops when the sitting closes and returns it.
func (c *class) sit(who school.Actor, id school.AttemptID, answers string) school.Sitting {
	c.t.Helper()
	sit, err := c.s.OpenSitting(ctx, who, id, "")
	if err != nil {
		c.t.Fatal(err)
	}
	for _, letter := range answers {
		item, err := c.s.Serve(ctx, who, sit.ID)
		if school.KindOf(err) == school.Gone && err != nil {
			break
		}
		if err != nil {
			c.t.Fatal(err)
		}
		a := school.Answer{Fields: map[string]string{"value": map[rune]string{'r': "right", 'w': "wrong"}[letter]}}
		if letter == 'd' {
			a = school.Answer{DontKnow: true}
		}
		c.clock.Add(20 * time.Second)
		if sit, err = c.s.Answer(ctx, who, sit.ID, item.ID, a); err != nil {
			c.t.Fatal(err)
		}
	}
	return sit
}

// flagged takes Ada to a provisional flag: six misses in two sittings on two days.
func (c *class) flagged() (school.Attempt, school.Understanding) {
	c.t.Helper()
	a := c.begin(c.ada)
	c.handIn(c.ada, a.ID, school.Implement, "pass")
	c.clock.Add(time.Hour)
	c.sit(c.ada, a.ID, "wwww")
	c.clock.Add(25 * time.Hour)
	c.sit(c.ada, a.ID, "wwww")
	u, err := c.s.Understanding(ctx, c.ada, a.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	if u.Status != school.StatusFlagged || u.Flag == 0 {
		c.t.Fatalf("after misses on two days: %+v", u)
	}
	return a, u
}

func want(t testing.TB, what string, err error, kind school.Kind) {
	t.Helper()
	if kind == "" {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		return
	}
	if err == nil {
		t.Errorf("%s: done, want %q", what, kind)
		return
	}
	var e *school.Error
	if !errors.As(err, &e) || e.Kind != kind {
		t.Errorf("%s: %v (%T), want an error of kind %q", what, err, err, kind)
		return
	}
	if e.Message == "" || strings.Contains(strings.ToLower(err.Error()), "sql") {
		t.Errorf("%s: %q is not fit to be shown", what, err)
	}
}

func (c *class) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// actions lists the actions in the log about one person, oldest first.
func (c *class) actions(who school.PersonID) []string {
	c.t.Helper()
	entries, err := c.s.AuditTrail(ctx, school.System(), school.AuditFilter{Person: who, Page: school.Page{Limit: 200}})
	c.must(err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Action)
	}
	return out
}

func count(list []string, name string) int {
	n := 0
	for _, s := range list {
		if s == name {
			n++
		}
	}
	return n
}

// stage finds one stage of a workspace.
func stageOf(states []school.StageState, stage school.Stage) school.StageState {
	i := slices.IndexFunc(states, func(s school.StageState) bool { return s.Stage == stage })
	if i < 0 {
		return school.StageState{}
	}
	return states[i]
}
