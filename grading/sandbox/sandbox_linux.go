package sandbox

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

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
	pool    *pool                // processes with NumPy
	scipy   atomic.Pointer[pool] // processes with SciPy too; nil until a program asks for it
	opening sync.Mutex           // held while scipy is opened
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
func Probe(ctx context.Context, c Config) Report {
	c.Workers = 1
	s, report := open(ctx, c)
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
	for _, p := range s.pools() {
		m.Ready += int(p.offered.Load())
		m.Oldest = max(m.Oldest, p.oldest().Seconds())
	}
	return m
}

// pools are those that are open.
func (s *Sandbox) pools() []*pool {
	var open []*pool
	for _, p := range []*pool{s.pool, s.scipy.Load()} {
		if p != nil {
			open = append(open, p)
		}
	}
	return open
}

// poolFor gives the pool that a program's process is taken from. SciPy is there ahead of need only for programs that speak
// of it: it doubles the memory that a fork has to share, which would cost every other job a quarter of its time. A
// program that gets at SciPy without naming it imports it by itself.
func (s *Sandbox) poolFor(j Job) *pool {
	if s.plan.interpreter.SciPy == "" || s.pool.once != nil || !strings.Contains(j.Source, "scipy") {
		return s.pool
	}
	s.opening.Lock()
	defer s.opening.Unlock()
	if s.scipy.Load() == nil {
		s.scipy.Store(openPool(s, nil, modeSciPy, nil))
	}
	return s.scipy.Load()
}

// Close lets running jobs end, refuses those that wait and those that come, and stops every process.
func (s *Sandbox) Close() error {
	s.queue.close()
	s.closing.Do(func() {
		for _, p := range s.pools() { // there is none if its tier turned out not to work
			p.close()
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
	if g, given := c.groups.(*groups); given {
		s.nursery.groups = g
	} else {
		s.nursery.groups, s.noGroups = ownGroups()
	}
	return s
}

func newPlan(c Config, tier Tier) plan {
	return plan{tier: tier, root: os.Getuid() == 0, base: firstUserOf(os.Getpid()), withoutFilter: c.withoutFilter, bare: c.bare}
}
