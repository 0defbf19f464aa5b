package exercises

import (
	"fmt"
	"strconv"
	"strings"

	"coronium/grading/sandbox"
)

// limits reads the limits of a run; what is not given is the sandbox's default.
func (l LimitSpec) limits() (sandbox.Limits, error) {
	out := sandbox.DefaultLimits
	var err error
	if l.CPU != "" {
		if out.CPU, err = parseDuration(l.CPU); err != nil {
			return out, err
		}
		out.Wall = max(out.Wall, 4*out.CPU) // a busy machine is no fault of the program
	}
	if l.Wall != "" {
		if out.Wall, err = parseDuration(l.Wall); err != nil {
			return out, err
		}
	}
	if l.Memory != "" {
		if out.Memory, err = parseBytes(l.Memory); err != nil {
			return out, err
		}
	}
	return out, nil
}

// parseBytes reads "256 MB".
func parseBytes(text string) (int64, error) {
	number, unit := strings.TrimSpace(text), ""
	if i := strings.IndexFunc(number, func(r rune) bool { return r >= 'A' && r <= 'z' }); i > 0 {
		number, unit = strings.TrimSpace(number[:i]), number[i:]
	}
	scale := map[string]int64{"": 1, "B": 1, "kB": 1 << 10, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}[unit]
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil || n <= 0 || scale == 0 {
		return 0, fmt.Errorf("%q is not an amount of memory such as 256 MB", text)
	}
	return n * scale, nil
}

// Limits are the limits of one run of an exercise's program.
func (e *Exercise) Limits() sandbox.Limits {
	if e.Implement == nil {
		return sandbox.DefaultLimits
	}
	l, err := e.Implement.Limits.limits()
	if err != nil {
		return sandbox.DefaultLimits
	}
	return l
}
