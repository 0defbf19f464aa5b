package sandbox

import (
	"errors"
	"syscall"
	"time"
)

// An output is what a program has printed.
type output struct {
	text []byte // the first part, which is kept
	all  int64  // bytes in all
}

// runaway is how much may be printed in all. What is beyond the kept part is read and forgotten, so that a program that
// prints much does not block; one that prints this much will not stop by itself.
const runaway = 16 << 20

// usage is what a job used, as measured from outside.
type usage struct {
	cpu, wall time.Duration
	delayed   time.Duration // of the elapsed time, in line for a processor
	peak      int64         // bytes resident at the most
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
	r.Message = message(r, j, u)
	return r
}

// outOfMemoryStatus is the exit status of a process that had not even the memory to report an exception (harness.py).
const outOfMemoryStatus = 77

// ended reads the cause from how the process ended by itself.
func (u usage) ended(l Limits) Ended {
	status := u.status
	switch {
	case status.Signaled() && status.Signal() == syscall.SIGKILL && u.cpu >= l.CPU/2 && u.peak < l.Memory/2:
		return CPULimit // the kernel's limit was faster than our watch; it counts by ticks, not exactly
	case status.Signaled() && status.Signal() == syscall.SIGKILL:
		return MemoryLimit // nobody else kills: the kernel ran short, or the control group did
	case status.Signaled():
		return Killed
	case status.ExitStatus() == outOfMemoryStatus:
		return MemoryLimit
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
