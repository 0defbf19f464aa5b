package sandbox

import (
	"fmt"
	"strings"
)

// A Tier says how many walls stand around a job.
type Tier string

const (
	TierA      Tier = "A"      // namespaces, Landlock, seccomp, resource limits
	TierB      Tier = "B"      // no user namespaces: Landlock, seccomp, resource limits
	TierC      Tier = "C"      // no Landlock: namespaces with a private root, seccomp, resource limits
	TierRefuse Tier = "refuse" // not enough: nothing is run
)

// A Report says what this machine offers and what the sandbox makes of it. `coronium doctor` prints it.
type Report struct {
	Tier        Tier        `json:"tier"`
	Reason      string      `json:"reason"` // one sentence: why this tier and not a better one
	Mechanisms  []Mechanism `json:"mechanisms"`
	Interpreter Interpreter `json:"interpreter"`
	Missing     []Missing   `json:"missing"` // in order of weight; empty when all is well
}

// Ready reports whether jobs can be run.
func (r Report) Ready() bool {
	return r.Tier != TierRefuse && r.Tier != "" && r.Interpreter.Path != "" && r.Interpreter.NumPy != ""
}

// A Mechanism is one wall, or one part of a wall.
type Mechanism struct {
	Name      string `json:"name"`
	Available bool   `json:"available"`
	Detail    string `json:"detail"` // a version, or why it is not available
	Mandatory bool   `json:"mandatory"`
}

// An Interpreter is the Python that runs the jobs. Path is empty if none was found.
type Interpreter struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	NumPy   string `json:"numpy"`
	SciPy   string `json:"scipy"` // empty: not installed, which is no fault
}

// Missing names one thing that is not there and the command or change that mends it.
type Missing struct {
	What     string `json:"what"`
	Mend     string `json:"mend"`
	Optional bool   `json:"optional"`
}

// An UnavailableError says that no job can be run on this machine, and what to change.
type UnavailableError struct {
	Report Report
	Says   string // one line
}

func (e *UnavailableError) Error() string           { return e.Says }
func (e *UnavailableError) MissingDependency() bool { return true }

// A BusyError is Run's answer when the queue is full: the job was not taken and can be sent again.
type BusyError struct {
	Queued int
	Says   string
}

func (e *BusyError) Error() string { return e.Says }

// unavailable makes the error of Open from a report: one line that says what is missing and how to mend it.
func unavailable(r Report) error {
	e := &UnavailableError{Report: r, Says: "programs cannot be run here. " + r.Reason}
	for _, m := range r.Missing {
		if !m.Optional {
			e.Says += fmt.Sprintf(" Missing: %s. To mend it: %s", strings.TrimSuffix(m.What, "."), m.Mend)
			break
		}
	}
	return e
}
