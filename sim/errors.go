package sim

import (
	"fmt"
	"strconv"
	"strings"
)

// ParameterError says that a parameter has a value that the model can't take. Its text is safe to
// show to a person.
type ParameterError struct {
	Parameter string  // its name
	Value     float64 // what was asked for
	Range     string  // what is admissible, as words: "from 0.001 to 1000 ms", "below V_th = -50 mV"
	Model     string  // the model's name
}

func (e *ParameterError) Error() string {
	return fmt.Sprintf("%s: %s = %s is not admissible; it must be %s", e.Model, e.Parameter, Format(e.Value), e.Range)
}

// BadInput marks the error as the fault of the request.
func (*ParameterError) BadInput() bool { return true }

// NameError says that a name (of a model, a parameter, a variant) is not known, and what is.
type NameError struct {
	What    string // "model", "parameter of lif", "variant of lif"
	Name    string
	Nearest string   // the known name most like it; "" when none is near
	Known   []string // all of them
}

func (e *NameError) Error() string {
	if e.Nearest != "" {
		return fmt.Sprintf("there is no %s called %q; did you mean %q?", e.What, e.Name, e.Nearest)
	}
	known := e.Known
	more := ""
	if len(known) > 12 {
		known, more = known[:12], ", …"
	}
	if len(known) == 0 {
		return fmt.Sprintf("there is no %s called %q: there is none at all", e.What, e.Name)
	}
	return fmt.Sprintf("there is no %s called %q; there are %s%s", e.What, e.Name, strings.Join(known, ", "), more)
}

// BadInput marks the error as the fault of the request.
func (*NameError) BadInput() bool { return true }

// DivergedError says that a run left the finite numbers: the step is too long for the scheme, or
// the equations themselves blow up at these values.
type DivergedError struct {
	Model, Quantity string
	At              float64 // time in ms (or the model's own independent variable) at which it was seen
	Mend            string  // what to change
}

func (e *DivergedError) Error() string {
	s := fmt.Sprintf("%s: %s is no longer a finite number at %s", e.Model, e.Quantity, Format(e.At))
	if e.Mend != "" {
		s += "; " + e.Mend
	}
	return s
}

// BadInput marks the error as the fault of the request: other values would have given a result.
func (*DivergedError) BadInput() bool { return true }

// Format writes a number as short as it can be read back.
func Format(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// Between words the range of a parameter for a ParameterError.
func Between(min, max float64, unit string) string {
	s := "from " + Format(min) + " to " + Format(max)
	if unit != "" && unit != "1" {
		s += " " + unit
	}
	return s
}
