package sandbox

import (
	"context"
	"fmt"
	"time"
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
	CPU    time.Duration // processor time; enforced by the kernel in whole seconds, rounded up
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
