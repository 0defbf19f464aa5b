package sandbox

import "time"

// A Result says what became of a job. Faults of the trainee's program stand here, not in Run's error.
type Result struct {
	Outcomes []Outcome // one a call, in the order of the calls, whatever happened
	Ended    Ended
	Message  string // a sentence for the trainee if Ended is not Finished; with a hint how to go on

	Exception *Exception // why the module itself could not be executed (Ended is LoadFailed)

	Output    string // what the program printed, at most Limits.Output bytes, control characters escaped
	Truncated bool   // more was printed than Output holds

	CPU, Wall  time.Duration // as the kernel and Go measured them, never as the program says
	PeakMemory int64         // bytes resident at the most, the interpreter's own share included
}

// OK reports whether the module ran to its end and every call gave a value.
func (r Result) OK() bool {
	if r.Ended != Finished {
		return false
	}
	for _, o := range r.Outcomes {
		if !o.Done {
			return false
		}
	}
	return true
}

// An Outcome is what one call gave: values, or an exception, or neither if the job ended before it.
type Outcome struct {
	Done      bool          // the call returned something that can be read
	Values    []*Array      // the value; the members if the function returned a tuple
	Names     []string      // the keys, in step with Values, if the function returned a dictionary
	Tuple     bool          // the function returned a tuple
	None      bool          // the function returned None (Done, without values)
	Text      string        // the function returned a string (Done, without values)
	Exception *Exception    // the call raised, or returned something that is not a number or array
	CPU       time.Duration // of this call, as the program's own process counted it: a hint, not a measurement
}

// Ended says why a job came to its end.
type Ended string

const (
	Finished    Ended = "finished"     // every call was made, whether it returned or raised
	LoadFailed  Ended = "load-failed"  // the module has a syntax error or raised while it was executed
	CPULimit    Ended = "cpu-limit"    // killed by the kernel after Limits.CPU
	WallLimit   Ended = "wall-limit"   // killed after Limits.Wall
	MemoryLimit Ended = "memory-limit" // Limits.Memory was reached and the program did not go on
	OutputLimit Ended = "output-limit" // printed without end
	Killed      Ended = "killed"       // died of a signal, such as a crash in native code
	Exited      Ended = "exited"       // left on its own before all calls were answered
	Protocol    Ended = "protocol"     // wrote something that is not an answer into the answer channel
	Cancelled   Ended = "cancelled"    // the caller's context ended first
)

// An Exception is a Python exception, seen from the trainee's program: lines and frames of the program only.
type Exception struct {
	Type    string  // such as "ZeroDivisionError"
	Message string  // at most 2000 bytes, control characters escaped
	Line    int     // 1-based line of the submission, 0 if none is known
	Column  int     // 1-based column in characters, 0 if none is known
	Text    string  // that line of the submission
	Frames  []Frame // outermost first, the submission's own only
	Hint    string  // a sentence that says how to mend it, where one is known
	Refused string  // "file", "network", "thread", "process", "system", "import" if the sandbox refused something; else empty
}

// A Frame is one level of the call stack within the submission.
type Frame struct {
	Line     int
	Function string
}
