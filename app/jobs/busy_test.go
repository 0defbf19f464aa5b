package jobs_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"coronium/app/school"
)

// TestBusyDay lets a class work at the same time: drafts, runs, pages and news, an advisor who looks
// on, and a queue that judges. On one file with one writer nothing may fail or be lost.
func TestBusyDay(t *testing.T) {
	const trainees, rounds = 16, 8
	s := newSite(t, &bench{waiting: 500}, 4)
	s.start(t)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var mu sync.Mutex
	took := map[string][]time.Duration{}
	timed := func(what string, do func() error) bool {
		start := time.Now()
		err := do()
		mu.Lock()
		defer mu.Unlock()
		took[what] = append(took[what], time.Since(start))
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		return err == nil
	}
	var work, watch sync.WaitGroup
	for i := range trainees {
		p, err := s.school.AddPerson(ctx, s.admin, school.NewPerson{Name: fmt.Sprint(i), Login: fmt.Sprint("busy", i)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.school.Enrol(ctx, s.admin, s.course.ID, p.ID, school.Trainee); err != nil {
			t.Fatal(err)
		}
		who := school.ActorFor(p)
		work.Go(func() { s.busyTrainee(ctx, who, rounds, timed) })
	}
	over := make(chan struct{})
	watch.Go(func() {
		for {
			select {
			case <-over:
				return
			default:
				timed("cohort", func() error { _, err := s.school.Cohort(ctx, s.admin, s.course.ID); return err })
			}
		}
	})
	work.Wait()
	close(over)
	watch.Wait()
	for what, all := range took {
		slices.Sort(all)
		t.Logf("%-10s %5d times, median %v, slowest %v", what, len(all), all[len(all)/2].Round(time.Millisecond), all[len(all)-1].Round(time.Millisecond))
	}
	until(t, "every job has ended", func() bool { return s.jobStates(t)["completed"] >= trainees*rounds })
	s.bench.mu.Lock()
	defer s.bench.mu.Unlock()
	if len(s.bench.graded) != trainees*rounds {
		t.Errorf("%d different programs were judged, want %d", len(s.bench.graded), trainees*rounds)
	}
	for text, n := range s.bench.graded {
		if n != 1 {
			t.Errorf("%q was judged %d times", text, n)
		}
	}
}

// busyTrainee works through some rounds: draft, run, news until the verdict, page.
func (s *site) busyTrainee(ctx context.Context, who school.Actor, rounds int, timed func(string, func() error) bool) {
	var a school.Attempt
	if !timed("begin", func() (err error) { a, err = s.school.Begin(ctx, who, s.attempt.Assignment); return err }) {
		return
	}
	for n := range rounds {
		text := fmt.Sprintf("%d of %d", n, who.ID)
		timed("draft", func() error {
			_, err := s.school.SaveDraft(ctx, who, a.ID, school.DraftSave{Stage: school.Implement, Text: text, Revision: -1})
			return err
		})
		var r school.Receipt
		if !timed("submit", func() (err error) {
			r, err = s.school.Submit(ctx, who, a.ID, school.Work{Stage: school.Implement, Kind: school.Run, Text: text})
			return err
		}) {
			return
		}
		timed("verdict", func() error {
			news, err := s.school.Watch(ctx, who, r.Submission)
			if err != nil {
				return err
			}
			var last school.Progress
			for last = range news {
			}
			if last.State != school.Graded {
				return fmt.Errorf("the last news is %+v", last)
			}
			return nil
		})
		timed("workspace", func() error { _, err := s.school.Workspace(ctx, who, a.ID); return err })
	}
}
