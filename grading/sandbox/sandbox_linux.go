package sandbox

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"sync"

	"coronium/grading/sandbox/wall"
)

// A Sandbox runs jobs. It is safe for use by many goroutines.
type Sandbox struct {
	plan    plan
	report  Report
	floor   int64 // bytes of address space that the interpreter itself takes
	log     *slog.Logger
	nursery *nursery
	queue   *queue
	pool    *pool
	count   counters

	noGroups error // why there are no control groups
	closing  sync.Once
}

// Init is the re-exec hook. Call it first thing in main and in TestMain: in a process that was started as the sandbox's own
// launcher it builds the walls, becomes the interpreter and never returns; in any other it does nothing.
func Init() { wall.Init() }

// Open probes the machine, tests the walls by attacking them, and starts workers ahead of need. Its error is an
// *UnavailableError if something is missing.
func Open(ctx context.Context, c Config) (*Sandbox, error) {
	s, report := open(ctx, c)
	if s == nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, unavailable(report)
	}
	return s, nil
}

// Probe says what the machine offers. It opens a sandbox for a moment, since nothing short of that tells the truth.
func Probe(ctx context.Context) Report {
	s, report := open(ctx, Config{Workers: 1})
	if s != nil {
		s.Close()
	}
	return report
}

// Status says what this sandbox runs with.
func (s *Sandbox) Status() Report { return s.report }

// Metrics says what this sandbox does now and has done.
func (s *Sandbox) Metrics() Metrics {
	m := s.count.read()
	s.queue.measure(&m)
	m.Ready = int(s.pool.offered.Load())
	m.Oldest = s.pool.oldest().Seconds()
	return m
}

// Close lets running jobs end, refuses those that wait and those that come, and stops every process.
func (s *Sandbox) Close() error {
	s.queue.close()
	s.closing.Do(func() {
		if s.pool != nil { // nil if its tier turned out not to work
			s.pool.close()
		}
		s.nursery.starter.stop()
	})
	return nil
}

// start sets a sandbox going with a plan. It is not yet known whether the plan works on this machine.
func start(c Config, p plan) *Sandbox {
	s := &Sandbox{plan: p, log: c.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	workers := c.Workers
	if workers <= 0 {
		workers = runtime.NumCPU()
	}
	bound := c.Queue
	if bound <= 0 {
		bound = 1000
	}
	s.queue = newQueue(workers, bound)
	s.nursery = &nursery{plan: p, starter: newStarter(), slots: &slots{used: map[int]bool{}}, cells: 2*workers + 1}
	s.nursery.groups, s.noGroups = ownGroups()
	return s
}

func newPlan(c Config, tier Tier) plan {
	return plan{tier: tier, root: os.Getuid() == 0, base: firstUserOf(os.Getpid()), withoutFilter: c.withoutFilter, bare: c.bare}
}
