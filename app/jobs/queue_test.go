package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"coronium/app/school"
)

func TestGradesWhatIsSubmitted(t *testing.T) {
	s := newSite(t, &bench{}, 2)
	before := s.submit(t, "before the queue works")
	s.start(t)
	after := s.submit(t, "while it works")
	for id, text := range map[school.SubmissionID]string{before: "before the queue works", after: "while it works"} {
		if sub := s.outcome(t, id); sub.State != school.Graded || sub.Verdict.Says != "judged: "+text {
			t.Errorf("submission %q: %+v", text, sub)
		}
	}
	until(t, "all jobs completed", func() bool { n := s.jobStates(t); return n["completed"] == 3 && len(n) == 1 }) // two grades, one set of checks
}

// TestOneTransaction: where storing the submission fails, there is no job; where the job can't be
// stored, there is no submission.
func TestOneTransaction(t *testing.T) {
	s := newSite(t, &bench{}, 1)
	if _, err := s.store.SQL().Exec("CREATE TRIGGER no_jobs BEFORE INSERT ON river_job BEGIN SELECT RAISE (ABORT, 'no'); END"); err != nil {
		t.Fatal(err)
	}
	_, err := s.school.Submit(context.Background(), s.trainee, s.attempt.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "x"})
	if err == nil {
		t.Fatal("a submission was acknowledged without a job")
	}
	subs, err := s.school.Submissions(context.Background(), s.trainee, s.attempt.ID, school.Page{})
	if err != nil || len(subs) != 0 {
		t.Errorf("stored all the same: %v %v", subs, err)
	}
	if _, err := s.store.SQL().Exec("DROP TRIGGER no_jobs; CREATE TRIGGER no_submissions BEFORE INSERT ON submissions BEGIN SELECT RAISE (ABORT, 'no'); END"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.school.Submit(context.Background(), s.trainee, s.attempt.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "x"}); err == nil {
		t.Fatal("acknowledged what was not stored")
	}
	if n := s.jobStates(t); len(n) != 0 {
		t.Errorf("jobs without a submission: %v", n)
	}
}

func TestProgress(t *testing.T) {
	gate := make(chan struct{})
	s := newSite(t, &bench{grade: func(context.Context, school.Piece) error { <-gate; return nil }}, 1)
	first, second := s.submit(t, "first"), s.submit(t, "second")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	news, err := s.school.Watch(ctx, s.trainee, second)
	if err != nil {
		t.Fatal(err)
	}
	if p := <-news; p.State != school.Queued || p.Place != 2 {
		t.Errorf("at first: %+v, want queued in place 2", p)
	}
	s.start(t)
	gate <- struct{}{} // lets the first through
	if p := <-news; p.State != school.Queued || p.Place != 1 {
		// The worker may take the second at once, without a moment in place 1.
		if p.State != school.Running {
			t.Errorf("then: %+v, want place 1 or running", p)
		}
	}
	gate <- struct{}{}
	var last school.Progress
	phases := []string{}
	for p := range news {
		last = p
		phases = append(phases, p.Phase)
	}
	if last.State != school.Graded || last.Done != 1 {
		t.Errorf("at last: %+v", last)
	}
	_ = first
	if len(phases) == 0 {
		t.Error("no news between the queue and the verdict")
	}
}

func TestWatchAfterwards(t *testing.T) {
	s := newSite(t, &bench{}, 1)
	s.start(t)
	id := s.submit(t, "x")
	s.outcome(t, id)
	news, err := s.school.Watch(context.Background(), s.trainee, id)
	if err != nil {
		t.Fatal(err)
	}
	var all []school.Progress
	for p := range news {
		all = append(all, p)
	}
	if len(all) != 1 || all[0].State != school.Graded {
		t.Errorf("news of what is graded: %+v", all)
	}
}

func TestFull(t *testing.T) {
	s := newSite(t, &bench{}, 1) // never started: everything waits
	for i := range 12 {
		s.submit(t, fmt.Sprint(i))
	}
	_, err := s.school.Submit(context.Background(), s.trainee, s.attempt.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: "one too many"})
	var e *school.Error
	if !errors.As(err, &e) || e.Kind != school.Busy || e.Hint == "" {
		t.Fatalf("the thirteenth: %v, want Busy with a hint", err)
	}
	s.start(t)
	until(t, "the twelve are judged", func() bool { return s.jobStates(t)["completed"] >= 12 })
	s.outcome(t, s.submit(t, "there is room again"))
}

// TestWorkersBound lets every piece of work wait for another one to run beside it: with two workers
// they go through in pairs, with one nothing would, with more there would be more at a time.
func TestWorkersBound(t *testing.T) {
	pair := make(chan struct{})
	b := &bench{grade: func(ctx context.Context, _ school.Piece) error {
		select {
		case pair <- struct{}{}:
		case <-pair:
		case <-ctx.Done():
		}
		return nil
	}}
	s := newSite(t, b, 2)
	var ids []school.SubmissionID
	for i := range 8 {
		ids = append(ids, s.submit(t, fmt.Sprint(i)))
	}
	s.start(t)
	for _, id := range ids {
		s.outcome(t, id)
	}
	if b.most != 2 {
		t.Errorf("%d were judged at the same time, want 2", b.most)
	}
}

func TestTriedAgain(t *testing.T) {
	b := &bench{}
	b.grade = func(_ context.Context, p school.Piece) error {
		if b.times(p.Text) == 1 {
			return errors.New("the sandbox was being restarted")
		}
		return nil
	}
	s := newSite(t, b, 1)
	s.start(t)
	sub := s.outcome(t, s.submit(t, "x"))
	if sub.State != school.Graded || b.times("x") != 2 {
		t.Errorf("after one failure of ours: %s after %d tries", sub.State, b.times("x"))
	}
}

// TestGivenUp lets a job use its tries by making River believe that it has: waiting for the real
// pauses would take half a minute.
func TestGivenUp(t *testing.T) {
	b := &bench{grade: func(context.Context, school.Piece) error { return errors.New("broken") }}
	s := newSite(t, b, 1)
	id := s.submit(t, "x")
	if _, err := s.store.SQL().Exec("UPDATE river_job SET attempt = max_attempts - 1"); err != nil {
		t.Fatal(err)
	}
	s.start(t)
	sub := s.outcome(t, id)
	if sub.State != school.Failed || sub.Fault == "" || b.times("x") != 1 {
		t.Fatalf("in the last try: %+v after %d tries", sub, b.times("x"))
	}
	until(t, "its job has ended", func() bool { return s.jobStates(t)["completed"] == 1 })
	b.mu.Lock()
	b.grade = nil
	b.mu.Unlock()
	r, err := s.school.Retry(context.Background(), s.trainee, id)
	if err != nil || r.Hash != sub.Receipt {
		t.Fatalf("retry: %+v %v", r, err)
	}
	if sub := s.outcome(t, id); sub.State != school.Graded || !sub.Received.Equal(r.Received) {
		t.Errorf("after the retry: %+v", sub)
	}
}

func TestChecksAreMade(t *testing.T) {
	s := newSite(t, &bench{items: 6}, 1)
	s.start(t)
	s.outcome(t, s.submit(t, "pass"))
	until(t, "a sitting is ready", func() bool {
		u, err := s.school.Understanding(context.Background(), s.trainee, s.attempt.ID)
		return err == nil && u.Status == school.StatusOpen && u.Next != nil && u.Next.Ready && u.Next.Items == 4
	})
	s.outcome(t, s.submit(t, "pass again"))
	until(t, "all jobs completed", func() bool { n := s.jobStates(t); return n["completed"] == 3 && len(n) == 1 })
	if s.bench.made != 1 {
		t.Errorf("items were made %d times", s.bench.made)
	}
}

// TestChecksGivenUp: a trainee whose items can't be made is not left waiting.
func TestChecksGivenUp(t *testing.T) {
	s := newSite(t, &bench{make: func(context.Context) error { return errors.New("broken") }}, 1)
	id := s.submit(t, "pass")
	if err := s.school.GradeSubmission(context.Background(), id, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.SQL().Exec("UPDATE river_job SET attempt = max_attempts - 1 WHERE kind = 'checks'"); err != nil {
		t.Fatal(err)
	}
	s.start(t)
	until(t, "nothing follows", func() bool {
		u, err := s.school.Understanding(context.Background(), s.trainee, s.attempt.ID)
		return err == nil && u.Status == school.StatusUnmade
	})
}

// TestMarkedLater: an answer that could not be marked at once is marked by the queue.
func TestMarkedLater(t *testing.T) {
	fail := true
	b := &bench{items: 4}
	b.mark = func() error {
		if fail {
			return errors.New("the sandbox is busy")
		}
		return nil
	}
	s := newSite(t, b, 1)
	ctx := context.Background()
	if err := s.school.GradeSubmission(ctx, s.submit(t, "pass"), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.school.MakeChecks(ctx, s.attempt.ID, 1, nil); err != nil {
		t.Fatal(err)
	}
	sit, err := s.school.OpenSitting(ctx, s.trainee, s.attempt.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		item, err := s.school.Serve(ctx, s.trainee, sit.ID)
		if err != nil {
			t.Fatal(err)
		}
		if sit, err = s.school.Answer(ctx, s.trainee, sit.ID, item.ID, school.Answer{Fields: map[string]string{"value": "1"}}); err != nil {
			t.Fatal(err)
		}
	}
	if sit.Closed.IsZero() || !sit.Items[0].Marked.IsZero() {
		t.Fatalf("all answered, none marked: %+v", sit)
	}
	fail = false
	s.start(t) // takes up what was scheduled for later
	until(t, "the sitting is marked", func() bool {
		sit, err := s.school.Sitting(ctx, s.trainee, sit.ID)
		return err == nil && !slices.ContainsFunc(sit.Items, func(it school.SittingItem) bool { return it.Marked.IsZero() || !it.Correct })
	})
}

// TestMarkingGivenUp: what can't be marked in any try is voided, and the trainee goes on.
func TestMarkingGivenUp(t *testing.T) {
	b := &bench{items: 2, mark: func() error { return errors.New("broken") }}
	s := newSite(t, b, 1)
	ctx := context.Background()
	if err := s.school.GradeSubmission(ctx, s.submit(t, "pass"), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.school.MakeChecks(ctx, s.attempt.ID, 1, nil); err != nil {
		t.Fatal(err)
	}
	sit, err := s.school.OpenSitting(ctx, s.trainee, s.attempt.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		item, err := s.school.Serve(ctx, s.trainee, sit.ID)
		if err != nil {
			t.Fatal(err)
		}
		if sit, err = s.school.Answer(ctx, s.trainee, sit.ID, item.ID, school.Answer{Fields: map[string]string{"value": "1"}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.store.SQL().Exec("UPDATE river_job SET attempt = max_attempts - 1 WHERE kind = 'mark'"); err != nil {
		t.Fatal(err)
	}
	s.start(t)
	until(t, "both items are void and the checks are over", func() bool {
		u, err := s.school.Understanding(ctx, s.trainee, s.attempt.ID)
		return err == nil && u.Status == school.StatusInconclusive && u.Sittings[0].Items[0].Void && u.Sittings[0].Items[1].Void
	})
}

// TestStopWaits: a job that runs when the server stops is finished, one that waits is left for the
// next start.
func TestStopWaits(t *testing.T) {
	entered, gate := make(chan struct{}), make(chan struct{})
	b := &bench{grade: func(context.Context, school.Piece) error { entered <- struct{}{}; <-gate; return nil }}
	s := newSite(t, b, 1)
	first, second := s.submit(t, "first"), s.submit(t, "second")
	if err := s.queue.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	<-entered
	stopped := make(chan error)
	go func() { stopped <- s.queue.Stop(context.Background()) }()
	select {
	case err := <-stopped:
		t.Fatalf("stopped while a job runs: %v", err)
	case gate <- struct{}{}:
	}
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	for id, want := range map[school.SubmissionID]school.SubmissionState{first: school.Graded, second: school.Queued} {
		if sub, err := s.school.Submission(context.Background(), s.trainee, id); err != nil || sub.State != want {
			t.Errorf("submission %d: %s, want %s (%v)", id, sub.State, want, err)
		}
	}
}

// TestStopInterrupts: a job that does not end is told to stop, and loses no try by it.
func TestStopInterrupts(t *testing.T) {
	dir := t.TempDir()
	entered := make(chan struct{})
	b := &bench{grade: func(ctx context.Context, _ school.Piece) error {
		entered <- struct{}{}
		<-ctx.Done()
		return errors.New("the sandbox was told to stop")
	}}
	s, err := openSite(context.Background(), dir, b, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.settle(context.Background()); err != nil {
		t.Fatal(err)
	}
	id := s.submit(t, "endless")
	if err := s.queue.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	<-entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.queue.Stop(ctx); err != nil {
		t.Fatalf("stopping at once: %v", err)
	}
	var attempt int
	var state string
	if err := s.store.SQL().QueryRow("SELECT attempt, state FROM river_job").Scan(&attempt, &state); err != nil || attempt != 0 || state == "running" {
		t.Errorf("the interrupted job is in try %d and %s (%v)", attempt, state, err)
	}
	trainee := s.trainee
	s.store.Close()

	again, err := openSite(context.Background(), dir, &bench{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.store.Close() })
	again.trainee = trainee
	again.start(t)
	if sub := again.outcome(t, id); sub.State != school.Graded {
		t.Errorf("after the next start: %+v", sub)
	}
}

// TestPoison: work that kills the process in every try is given up in the end.
func TestPoison(t *testing.T) {
	s := newSite(t, &bench{}, 1)
	id := s.submit(t, "poison")
	if _, err := s.store.SQL().Exec("UPDATE river_job SET state = 'running', attempt = max_attempts, attempted_at = created_at"); err != nil {
		t.Fatal(err)
	}
	s.start(t)
	if sub := s.outcome(t, id); sub.State != school.Failed || s.bench.times("poison") != 0 {
		t.Errorf("%s, judged %d times", sub.State, s.bench.times("poison"))
	}
}
