package sandbox

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Runner runs one job. *Sandbox is one; tests of other packages may pass their own.
type Runner interface {
	Run(context.Context, Job) (Result, error)
}

// A Job is one program and the calls to make of it. The module is executed once, then every call is
// made in order, in the same process, which is used for nothing else.
type Job struct {
	Source   string // the program, at most MaxSource bytes of UTF-8
	Filename string // how the program is called in messages; empty means "submission.py"
	Calls    []Call // may be empty: then the module is only executed
	Seed     uint64 // seeds numpy.random and random before the module runs
	Limits   Limits // zero fields take DefaultLimits

	Owner    string   // whose work this is: owners take turns when there is a queue
	Priority Priority // Live work goes before Regrade
	// Waiting, if set, is told the job's place in the queue (1 is next) when it must wait and
	// whenever the place changes. It is called from one goroutine at a time and must not block.
	Waiting func(place int)
}

// Bounds of a job that hold whatever its limits say.
const (
	MaxSource = 1 << 20  // bytes of source
	MaxCalls  = 4096     // calls a job
	MaxInput  = 32 << 20 // bytes of arguments a job, all arrays and texts together
)

// Priority orders owners' jobs in the queue.
type Priority int

const (
	Live    Priority = iota // somebody is waiting at a page
	Regrade                 // work in bulk; runs when nothing live waits
)

// A Call is one call of one function of the module.
type Call struct {
	Function   string
	Positional []Value
	Keywords   map[string]Value
}

// A Value is an argument: nil (None), bool, int64, int, float64, string, *Array, or []Value (a list).
type Value any

// Limits bound one job, all its calls together.
type Limits struct {
	CPU    time.Duration // processor time; a limit of the kernel, a quarter higher, stands behind the watch
	Wall   time.Duration // elapsed time from the sending of the job to its last answer
	Memory int64         // bytes of address space, the interpreter's own share included
	Output int64         // bytes of printed output that are kept
}

// DefaultLimits suit an ordinary exercise.
var DefaultLimits = Limits{CPU: 5 * time.Second, Wall: 10 * time.Second, Memory: 512 << 20, Output: 64 << 10}

// MaxLimits are the most that any job may ask for.
var MaxLimits = Limits{CPU: 120 * time.Second, Wall: 300 * time.Second, Memory: 4 << 30, Output: 1 << 20}

// A JobError says what is wrong with a job before any of it was run. It is the caller's fault, not the trainee's
// program's, except for a source that is too large.
type JobError struct{ Says string }

func (e *JobError) Error() string  { return e.Says }
func (e *JobError) BadInput() bool { return true }

func badJob(format string, args ...any) error { return &JobError{fmt.Sprintf(format, args...)} }

// checked fills in what was left to defaults and refuses what cannot be run. floor is the address space that the
// interpreter itself takes.
func (j Job) checked(floor int64) (Job, error) {
	if len(j.Source) > MaxSource {
		return j, badJob("The program is %d bytes long; at most %d (1 MB) can be run. Is there data in it that could be computed?", len(j.Source), MaxSource)
	}
	if !utf8.ValidString(j.Source) {
		return j, badJob("The program is not a text in UTF-8. Save it again with that encoding.")
	}
	if i := strings.IndexByte(j.Source, 0); i >= 0 {
		return j, badJob("The program has a NUL character in line %d; remove it.", 1+strings.Count(j.Source[:i], "\n"))
	}
	if len(j.Calls) > MaxCalls {
		return j, badJob("A job has %d calls; at most %d can be made.", len(j.Calls), MaxCalls)
	}
	if j.Priority != Live && j.Priority != Regrade {
		return j, badJob("There is no priority %d.", j.Priority)
	}
	if j.Filename == "" {
		j.Filename = "submission.py"
	}
	j.Filename = cleanLine(j.Filename, 200)
	var err error
	j.Limits, err = j.Limits.checked(floor)
	return j, err
}

// checked fills in defaults and refuses limits that are out of range.
func (l Limits) checked(floor int64) (Limits, error) {
	if l.CPU == 0 {
		l.CPU = DefaultLimits.CPU
	}
	if l.Wall == 0 {
		l.Wall = DefaultLimits.Wall
	}
	if l.Memory == 0 {
		l.Memory = DefaultLimits.Memory
	}
	if l.Output == 0 {
		l.Output = DefaultLimits.Output
	}
	if l.CPU < time.Millisecond || l.CPU > MaxLimits.CPU {
		return l, badJob("A CPU limit of %v is out of range: from 1 ms to %v.", l.CPU, MaxLimits.CPU)
	}
	if l.Wall < time.Millisecond || l.Wall > MaxLimits.Wall {
		return l, badJob("A time limit of %v is out of range: from 1 ms to %v.", l.Wall, MaxLimits.Wall)
	}
	if l.Memory < floor+16<<20 || l.Memory > MaxLimits.Memory {
		return l, badJob("A memory limit of %d MB is out of range: from %d MB (Python and NumPy alone take %d) to %d MB.",
			l.Memory>>20, (floor>>20)+16, floor>>20, MaxLimits.Memory>>20)
	}
	if l.Output < 1 || l.Output > MaxLimits.Output {
		return l, badJob("An output limit of %d bytes is out of range: from 1 to %d.", l.Output, MaxLimits.Output)
	}
	return l, nil
}
