package derive

import (
	"context"
	"syscall"
	"time"
)

// budget limits the CPU time of one line. Work is counted in operations; at
// every few hundred the clock of the thread and the context are read. Once
// exhausted it stays so, and every algorithm gives up with verdict unknown.
type budget struct {
	ctx       context.Context
	limit     time.Duration
	start     time.Duration
	wall      time.Time
	count     int
	exhausted bool
	cancelled bool
}

func newBudget(ctx context.Context, limit time.Duration) *budget {
	if limit <= 0 {
		limit = DefaultCPU
	}
	return &budget{ctx: ctx, limit: limit, start: threadCPU(), wall: time.Now()}
}

// spend counts operations and reports whether the budget is exhausted.
func (b *budget) spend(n int) bool {
	if b.exhausted {
		return true
	}
	if b.count += n; b.count >= 400 {
		b.count = 0
		if b.ctx.Err() != nil {
			b.exhausted, b.cancelled = true, true
		} else if b.used() > b.limit*9/10 {
			b.exhausted = true
		}
	}
	return b.exhausted
}

// used is the CPU time so far; if the thread's clock can't be read, wall time.
func (b *budget) used() time.Duration {
	if now := threadCPU(); now > 0 && b.start > 0 {
		return now - b.start
	}
	return time.Since(b.wall)
}

// threadCPU is the CPU time of the current thread (the caller keeps its
// goroutine on it), 0 if unknown.
func threadCPU() time.Duration {
	var u syscall.Rusage
	const thread = 1 // RUSAGE_THREAD
	if err := syscall.Getrusage(thread, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// within gives an algorithm at most a share of what is left.
func (b *budget) within(share float64) *budget {
	left := b.limit - b.used()
	return &budget{ctx: b.ctx, limit: time.Duration(float64(left) * share), start: threadCPU(), wall: time.Now(), exhausted: b.exhausted}
}
