package sandbox

import (
	"context"
	"log/slog"
)

// Config says how a sandbox is set up. The zero value is a good choice everywhere.
type Config struct {
	Python  string       // the interpreter; empty: the first python3 that imports NumPy
	Workers int          // jobs at one time; 0: one a processor
	Queue   int          // jobs that may wait; 0: 1000. A job beyond them is refused with a BusyError
	Log     *slog.Logger // nil: nothing is logged
}

// A Sandbox runs jobs. It is safe for use by many goroutines.
type Sandbox struct{}

// Init is the re-exec hook. Call it first thing in main and in TestMain: in a process that was started as the
// sandbox's own launcher it builds the walls, becomes the interpreter and never returns; in any other it does nothing.
func Init() {}

// Open probes the machine, tests the walls by attacking them, and starts workers ahead of need. Its error is an
// *UnavailableError if something is missing.
func Open(ctx context.Context, c Config) (*Sandbox, error) {
	return nil, &UnavailableError{Says: "the sandbox is not built yet"}
}

// Run runs one job and waits for its end. The error is for faults of ours and for refusals (*JobError, *BusyError,
// *UnavailableError, the context's error while the job was still waiting); what the program did wrong is in the Result.
func (s *Sandbox) Run(ctx context.Context, j Job) (Result, error) {
	return Result{}, &UnavailableError{Says: "the sandbox is not built yet"}
}

// Close lets running jobs end, refuses new ones and stops every process.
func (s *Sandbox) Close() error { return nil }

// Status says what this sandbox runs with.
func (s *Sandbox) Status() Report { return Report{} }

// Probe says what the machine offers without starting anything that stays.
func Probe(ctx context.Context) Report { return Report{Tier: TierRefuse} }
