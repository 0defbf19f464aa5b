package demo

import (
	"context"
	"sync"
	"time"

	"coronium/app/school"
)

// inline is a store that hands jobs to the demo instead of the queue: the demo works them at once and in its
// own time, where the queue's workers would give every verdict today's date.
type inline struct {
	school.Store
	mu   sync.Mutex
	jobs []school.Job
}

// Write runs fn; the jobs that it asks for are kept once it has committed.
func (s *inline) Write(ctx context.Context, fn func(school.Tx) error) error {
	var asked []school.Job
	err := s.Store.Write(ctx, func(tx school.Tx) error {
		asked = nil
		return fn(inlineTx{tx, &asked})
	})
	if err == nil {
		s.mu.Lock()
		s.jobs = append(s.jobs, asked...)
		s.mu.Unlock()
	}
	return err
}

// take gives the jobs that were asked for since the last time.
func (s *inline) take() []school.Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	jobs := s.jobs
	s.jobs = nil
	return jobs
}

type inlineTx struct {
	school.Tx
	asked *[]school.Job
}

func (tx inlineTx) Enqueue(j school.Job) error {
	*tx.asked = append(*tx.asked, j)
	return nil
}

// clock is a clock that stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
