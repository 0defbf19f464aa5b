package sandbox

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// This file is the whole life of a job:
//
//	Run       checks it, waits for its turn, takes a cell that was locked in and attested ahead of need
//	live      lowers the cell's limits to the job's, sends the job, reads the answers, learns from the kernel what was
//	          used, and ends the process
//	verdict   makes a Result of answers, cause of death and usage
//
// A cell is never used twice. A job is given to another cell only if its own was lost through no fault of the job.

// lives is how many cells a job may cost before the sandbox gives up on it. Cells are lost only with their zygote.
const lives = 4

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
	for range lives {
		c, err := s.pool.take(ctx)
		if err != nil {
			return Result{}, err
		}
		result, lost := s.live(ctx, c, j, packed)
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
	cell  *cell
	cause atomic.Pointer[Ended]
}

func (w *watch) end(cause Ended) {
	w.cause.CompareAndSwap(nil, &cause)
	w.cell.kill()
}

// live gives a job to a cell and stays with it until the end. lost means that the cell was gone, with its parent, before
// the job was answered: nothing of it may be used, and it can be run again.
func (s *Sandbox) live(ctx context.Context, c *cell, j Job, packed []byte) (result Result, lost bool) {
	begun := time.Now()
	if err := c.restrict(j.Limits); err != nil {
		s.log.Warn("sandbox: a cell could not be restricted", "error", err)
		s.pool.bury(c)
		return Result{}, true
	}
	w := &watch{cell: c}
	stop := context.AfterFunc(ctx, func() { w.end(Cancelled) })
	defer stop()
	watchCPU := w.watchCPU(j.Limits.CPU)
	defer watchCPU.Stop()
	printed := listen(c.out, j.Limits.Output, func() { w.end(OutputLimit) })

	c.job.SetDeadline(begun.Add(j.Limits.Wall))
	a := converse(c.job, packed, len(j.Calls))
	u := usage{wall: time.Since(begun)}
	if a.done {
		// The process waits for its end now, and what it has used can be read. Its burial need not be waited for.
		if err := c.measure(&u); err == nil {
			said := printed.sweep()
			s.pool.bury(c)
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
		s.pool.bury(c)
		return Result{}, true
	}
	u.cpu, u.peak, u.status = max(0, e.cpu-c.spent), e.peak, e.status
	said := printed.end()
	s.pool.bury(c)
	return verdict(j, a, w.cause.Load(), u, said), false
}

// watchCPU looks at the process's clock when it may first have used up its time, and then whenever it may next have. The
// kernel's own limit stands behind it, in whole seconds, should this process be too busy to look.
func (w *watch) watchCPU(limit time.Duration) *time.Timer {
	var timer atomic.Pointer[time.Timer]
	look := func() {
		used, err := w.cell.cpu()
		if err != nil {
			return // it has ended
		}
		if left := limit - (used - w.cell.spent); left > 0 {
			timer.Load().Reset(max(left, time.Millisecond))
			return
		}
		w.end(CPULimit)
	}
	t := time.AfterFunc(time.Hour, look)
	timer.Store(t)
	t.Reset(limit)
	return t
}

// answers is what came over the wire.
type answers struct {
	outcomes []Outcome
	reports  []*exceptionHeader // in step with outcomes; nil where a call gave a value
	load     *exceptionHeader   // the module itself failed
	answered int
	done     bool
	fault    error // why the conversation ended before DONE
}

// converse sends the job and reads the answers until DONE or a fault.
func converse(conn io.ReadWriter, packed []byte, calls int) answers {
	a := answers{outcomes: make([]Outcome, calls), reports: make([]*exceptionHeader, calls)}
	if _, err := conn.Write(packed); err != nil {
		a.fault = err
		return a
	}
	budget := maxAnswers
	for {
		f, err := readFrame(conn, &budget)
		if err == nil {
			err = a.take(f, calls)
		}
		if err != nil || a.done {
			a.fault = err
			return a
		}
	}
}

// take adds one frame.
func (a *answers) take(f frame, calls int) error {
	switch f.kind {
	case frameResult:
		if a.answered >= calls || a.load != nil {
			return violation("an answer too many")
		}
		o, err := decodeResult(f, a.answered)
		if err != nil {
			return err
		}
		a.outcomes[a.answered] = o
		a.answered++
		return nil
	case frameException:
		if a.load != nil {
			return violation("an answer too many")
		}
		h, err := decodeException(f, a.answered)
		if err != nil {
			return err
		}
		if h.Call == -1 {
			a.load = &h
			return nil
		}
		if a.answered >= calls {
			return violation("an answer too many")
		}
		a.reports[a.answered] = &h
		a.answered++
		return nil
	case frameDone:
		if a.answered != calls && a.load == nil {
			return violation("the end after %d of %d answers", a.answered, calls)
		}
		a.done = true
		return nil
	}
	return violation("a frame of type %d", f.kind)
}

// usage is what a job used, as measured from outside.
type usage struct {
	cpu, wall time.Duration
	peak      int64 // bytes resident at the most
	status    syscall.WaitStatus
}

// verdict says how a job ended. Causes of our own come first: after a kill the rest only shows that it was killed.
func verdict(j Job, a answers, cause *Ended, u usage, printed output) Result {
	r := Result{Outcomes: a.outcomes, CPU: u.cpu, Wall: u.wall, PeakMemory: u.peak, Ended: Finished}
	r.Output = clean(string(printed.text), int(4*j.Limits.Output))
	r.Truncated = printed.all > int64(len(printed.text))
	lines := sourceLines(j.Source)
	for i, h := range a.reports {
		if h != nil {
			r.Outcomes[i] = h.outcome(j, j.Calls[i], lines)
		}
	}
	switch {
	case a.done && a.load != nil:
		r.Ended, r.Exception = LoadFailed, a.load.exception(j, lines)
	case a.done:
	case cause != nil:
		r.Ended = *cause
	case errors.Is(a.fault, errProtocol):
		r.Ended = Protocol
	default:
		r.Ended = u.ended(j.Limits)
	}
	if r.Ended == Finished || r.Ended == LoadFailed {
		if e := r.outOfMemory(); e != nil {
			r.Ended = MemoryLimit
		}
	}
	r.Message = message(r, j, u.status)
	return r
}

// ended reads the cause from how the process ended by itself.
func (u usage) ended(l Limits) Ended {
	status := u.status
	switch {
	case status.Signaled() && status.Signal() == syscall.SIGKILL && u.cpu >= l.CPU-l.CPU/50:
		return CPULimit // the kernel's limit was faster than our watch
	case status.Signaled() && status.Signal() == syscall.SIGKILL:
		return MemoryLimit // nobody else kills: the kernel ran short, or the control group did
	case status.Signaled():
		return Killed
	}
	return Exited
}

// outOfMemory finds a MemoryError that ended the module or a call.
func (r Result) outOfMemory() *Exception {
	all := []*Exception{r.Exception}
	for _, o := range r.Outcomes {
		all = append(all, o.Exception)
	}
	for _, e := range all {
		if e != nil && (e.Type == "MemoryError" || e.Type == "_ArrayMemoryError") {
			return e
		}
	}
	return nil
}
