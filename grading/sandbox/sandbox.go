package sandbox

import (
	"errors"
	"log/slog"
)

// Config says how a sandbox is set up. The zero value is a good choice everywhere.
type Config struct {
	Python  string       // the interpreter; empty: the first python3 that imports NumPy
	Workers int          // jobs at one time; 0: one a processor
	Queue   int          // jobs that may wait; 0: 1000. A job beyond them is refused with a BusyError
	Log     *slog.Logger // nil: nothing is logged

	// For this package's own tests.
	only          Tier // use this tier or none
	noZygote      bool // use the one-shot way
	withoutFilter bool // leave the second filter out, to see what it holds
	bare          bool // leave the courteous refusals out, to meet the walls
	noSelfTest    bool
	groups        any // *groups: these control groups, not those that this process lives in
}

// errClosed is the answer to jobs that come to a closed sandbox.
var errClosed = errors.New("the sandbox is closed")
