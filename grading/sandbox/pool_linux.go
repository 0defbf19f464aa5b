package sandbox

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// A pool keeps cells ready ahead of need. Each of its fillers makes a cell, offers it, and makes the next when it was taken;
// so as many wait as there are fillers, and a job finds one that is locked in and attested already.
//
// Cells come from zygotes, each kept by a goroutine of its own, which starts a successor when one dies or is worn out. If no
// zygote can be started on this machine, they come from the one-shot way.
type pool struct {
	sandbox *Sandbox
	mode    string // how its interpreters are started
	ready   chan *cell
	ctx     context.Context
	cancel  context.CancelFunc
	wait    sync.WaitGroup

	once    *oneShot
	zygotes []*keeper
	fillers int
	offered atomic.Int64 // cells that wait for a job now
}

// openPool starts keepers and fillers. Cells are made the one-shot way if one is given, else by zygotes, of which first may
// run already.
func openPool(s *Sandbox, once *oneShot, mode string, first *zygote) *pool {
	p := &pool{sandbox: s, mode: mode, ready: make(chan *cell), once: once}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	if once == nil {
		// One zygote forks for four workers with ease; a second covers for one that died.
		for range min(s.queue.workers, 1+(s.queue.workers+3)/4) {
			p.zygotes = append(p.zygotes, &keeper{pool: p, worn: make(chan struct{}, 1), changed: make(chan struct{})})
		}
	}
	for i, k := range p.zygotes {
		begin := first
		if i > 0 {
			begin = nil
		}
		p.wait.Go(func() { k.keep(begin) })
	}
	p.fillers = s.queue.workers + 1 // one more than can be in use, for while the next are made
	for i := range p.fillers {
		p.wait.Go(func() { p.fill(i) })
	}
	return p
}

// oldest is the age of the oldest zygote that makes cells; zero without one.
func (p *pool) oldest() time.Duration {
	var oldest time.Duration
	for _, k := range p.zygotes {
		if born := k.born.Load(); born != 0 {
			oldest = max(oldest, time.Since(time.Unix(0, born)))
		}
	}
	return oldest
}

// take gives a cell that is alive.
func (p *pool) take(ctx context.Context) (*cell, error) {
	for {
		select {
		case c := <-p.ready:
			if c.alive() {
				return c, nil
			}
			c.discard()
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-p.ctx.Done():
			return nil, errClosed
		}
	}
}

// fill makes cells until the pool closes.
func (p *pool) fill(i int) {
	wait := 20 * time.Millisecond
	for p.ctx.Err() == nil {
		c, err := p.make(i)
		if err != nil {
			if p.ctx.Err() == nil {
				p.sandbox.count.failed.Add(1)
				p.sandbox.log.Warn("sandbox: a process could not be made ready", "error", err)
			}
			select { // a passing shortage of memory or processes must not become a busy loop
			case <-time.After(wait):
			case <-p.ctx.Done():
			}
			wait = min(2*wait, 2*time.Second)
			continue
		}
		wait = 20 * time.Millisecond
		p.offered.Add(1)
		select {
		case p.ready <- c:
			p.offered.Add(-1)
		case <-c.lost:
			p.offered.Add(-1)
			c.discard()
		case <-c.stale:
			p.offered.Add(-1)
			c.discard()
		case <-p.ctx.Done():
			p.offered.Add(-1)
			c.discard()
		}
	}
}

func (p *pool) make(i int) (*cell, error) {
	if p.once != nil {
		return p.once.cell(p.ctx)
	}
	k := p.zygotes[i%len(p.zygotes)]
	z, err := k.current(p.ctx)
	if err != nil {
		return nil, err
	}
	c, err := z.cell(p.ctx)
	if z.worn() {
		select {
		case k.worn <- struct{}{}:
		default:
		}
	}
	return c, err
}

// bury ends a cell without making its job wait for that.
func (p *pool) bury(c *cell) {
	c.kill()
	p.wait.Go(c.discard)
}

// close ends every process of the pool.
func (p *pool) close() {
	p.cancel()
	p.wait.Wait()
}

// A keeper sees to it that there is a zygote.
type keeper struct {
	pool *pool
	worn chan struct{}
	born atomic.Int64 // unix nanoseconds of the current one's start, for metrics

	mu      sync.Mutex
	zygote  *zygote
	changed chan struct{} // closed and replaced when zygote changes
}

// current waits for a living zygote.
func (k *keeper) current(ctx context.Context) (*zygote, error) {
	for {
		k.mu.Lock()
		z, changed := k.zygote, k.changed
		k.mu.Unlock()
		if z != nil {
			return z, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (k *keeper) set(z *zygote) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.zygote = z
	close(k.changed)
	k.changed = make(chan struct{})
	if z != nil {
		k.born.Store(z.born.UnixNano())
	}
}

// keep starts zygotes, one after the other. A worn one is replaced before it goes, and goes when its last child has.
func (k *keeper) keep(next *zygote) {
	p := k.pool
	var current *zygote
	for p.ctx.Err() == nil {
		if next == nil {
			if next = k.start(); next == nil {
				break // the pool closes
			}
		}
		p.sandbox.count.zygotes.Add(1)
		k.set(next)
		if current != nil {
			worn := current
			p.wait.Go(func() { p.retire(worn) })
		}
		current, next = next, nil
		select {
		case <-k.worn:
		case <-current.dead:
			p.sandbox.log.Warn("sandbox: an interpreter ended and is replaced")
			k.set(nil)
			current = nil
		case <-p.ctx.Done():
		}
	}
	if next != nil { // the pool closed before it was put to use
		next.stop()
		<-next.dead
	}
	if current != nil {
		current.stop()
		<-current.dead
	}
}

// start tries until it has a zygote; nil if the pool closes.
func (k *keeper) start() *zygote {
	p := k.pool
	wait := 50 * time.Millisecond
	for p.ctx.Err() == nil {
		z, err := startZygote(p.ctx, p.sandbox.nursery, p.mode)
		if err == nil {
			return z
		}
		if p.ctx.Err() != nil || errors.Is(err, errClosed) {
			return nil
		}
		p.sandbox.count.failed.Add(1)
		p.sandbox.log.Error("sandbox: no interpreter could be started", "error", err)
		select {
		case <-time.After(wait):
		case <-p.ctx.Done():
		}
		wait = min(2*wait, 5*time.Second)
	}
	return nil
}

// retire lets a zygote's children come to their ends, then stops it.
func (p *pool) retire(z *zygote) {
	close(z.retired)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for z.running() > 0 && p.ctx.Err() == nil {
		select {
		case <-tick.C:
		case <-z.dead:
		case <-p.ctx.Done():
		}
	}
	z.stop()
	<-z.dead
}
