package sandbox

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"time"
)

// This file is the whole life of a job:
//
//	Run       checks it, waits for its turn, takes a cell that was locked in and attested ahead of need
//	live      lowers the cell's limits to the job's, sends the job, reads the answers, learns from the kernel what was
//	          used, and ends the process
//	verdict   (verdict.go) makes a Result of answers, cause of death and usage
//
// A cell is never used twice. A job is given to another cell only if its own was lost through no fault of the job.

// lives is how many cells a job may cost before the sandbox gives up on it. Cells are lost only with their zygote, so this
// many in a row means that something kills interpreters faster than jobs can be done. A program that computes for seconds while
// interpreters die every second or two, as in TestSoak, has been seen to need nine.
const lives = 24

// Run runs one job and waits for its end. The error is for faults of ours and for refusals (*JobError, *BusyError,
// *UnavailableError, the context's error while the job was still waiting); what the program did wrong is in the Result.
func (s *Sandbox) Run(ctx context.Context, j Job) (Result, error) {
	j, err := j.checked(s.floor)
	if err != nil {
		return Result{}, err
	}
	packed, err := encodeJob(j)
	if err != nil {
		return Result{}, err
	}
	arrived := time.Now()
	leave, err := s.queue.enter(ctx, j)
	if err != nil {
		return Result{}, err
	}
	defer leave()
	s.count.waited(time.Since(arrived))
	p := s.poolFor(j)
	for range lives {
		c, err := p.take(ctx)
		if err != nil {
			return Result{}, err
		}
		result, lost := s.live(ctx, p, c, j, packed)
		if !lost {
			s.count.ended(result)
			return result, nil
		}
		s.count.lost.Add(1)
	}
	return Result{}, errors.New("the sandbox lost the processes that a program was given to, several times in a row")
}

// A watch ends a process for one of our reasons and remembers the first.
type watch struct {
	cell    *cell
	cause   atomic.Pointer[Ended]
	delayed atomic.Int64 // what cell.delayed gave when it was last asked
}

func (w *watch) end(cause Ended) {
	w.cause.CompareAndSwap(nil, &cause)
	w.cell.kill()
}

// live gives a job to a cell and stays with it until the end. lost means that the cell was gone, with its parent, before
// the job was answered: nothing of it may be used, and it can be run again.
func (s *Sandbox) live(ctx context.Context, p *pool, c *cell, j Job, packed []byte) (result Result, lost bool) {
	begun := time.Now()
	if err := c.restrict(j.Limits); err != nil {
		s.log.Warn("sandbox: a cell could not be restricted", "error", err)
		p.bury(c)
		return Result{}, true
	}
	if err := c.group.admit(j.Limits.Memory); err != nil {
		s.log.Warn("sandbox: a control group could not be widened", "error", err) // it stays narrower than need be, which is safe
	}
	defer c.group.admit(-j.Limits.Memory)
	w := &watch{cell: c}
	stop := context.AfterFunc(ctx, func() { w.end(Cancelled) })
	defer stop()
	defer w.limit(j.Limits.CPU, CPULimit, func() (time.Duration, error) {
		used, err := c.cpu()
		return used - c.spent, err
	}).Stop()
	defer w.limit(j.Limits.Wall, WallLimit, func() (time.Duration, error) {
		elapsed, delayed := time.Since(begun), c.delayed()
		w.delayed.Store(int64(delayed))
		if elapsed >= busy*j.Limits.Wall {
			return elapsed, nil
		}
		return elapsed - delayed, nil
	}).Stop()
	printed := listen(c.out, j.Limits.Output, func() { w.end(OutputLimit) })

	c.job.SetDeadline(begun.Add(busy*j.Limits.Wall + exitGrace)) // the watches are earlier
	a := converse(c.job, packed, len(j.Calls))
	u := usage{wall: time.Since(begun), delayed: time.Duration(w.delayed.Load())}
	if a.done {
		// The process waits for its end now, and what it has used can be read. Its burial need not be waited for.
		if err := c.measure(&u); err == nil {
			said := printed.sweep()
			p.bury(c)
			return verdict(j, a, nil, u, said), false
		}
	}
	switch {
	case errors.Is(a.fault, os.ErrDeadlineExceeded):
		w.end(WallLimit)
	case a.fault != nil && !errors.Is(a.fault, errProtocol) && !c.endsWithin(exitGrace):
		w.end(Protocol) // it closed its channel and lives on
	}
	c.kill() // whatever it still does: its part is over
	e := c.awaitExit()
	if e.lost && !a.done {
		p.bury(c)
		return Result{}, true
	}
	u.cpu, u.peak, u.status = max(0, e.cpu-c.spent), e.peak, e.status
	said := printed.end()
	p.bury(c)
	return verdict(j, a, w.cause.Load(), u, said), false
}

// busy is how many times its limit of elapsed time a job may take if the machine lets it wait for a processor. That wait is
// no fault of the program, so it is not counted; but somebody waits for the answer.
const busy = 6

// limit ends the process when it has used what it may. It looks when that may first be so, and then whenever it may next be.
// For computing time the kernel's own limit stands behind it, in whole seconds, should this process be too busy to look.
func (w *watch) limit(most time.Duration, cause Ended, used func() (time.Duration, error)) *time.Timer {
	var timer atomic.Pointer[time.Timer]
	look := func() {
		u, err := used()
		if err != nil {
			return // it has ended
		}
		if left := most - u; left > 0 {
			timer.Load().Reset(max(left, time.Millisecond))
			return
		}
		w.end(cause)
	}
	t := time.AfterFunc(time.Hour, look)
	timer.Store(t)
	t.Reset(most)
	return t
}
