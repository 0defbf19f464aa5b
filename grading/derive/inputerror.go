package derive

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error gives one line: where, what, how to mend it.
func (e *InputError) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d, ", e.Line)
	}
	if e.Whole {
		return b.String() + e.says()
	}
	fmt.Fprintf(&b, "position %d", e.Position())
	if part := e.part(); part != "" {
		fmt.Fprintf(&b, " (at %q)", part)
	}
	return b.String() + ": " + e.says()
}

func (e *InputError) says() string {
	if e.Mend != "" {
		return e.What + "; " + e.Mend
	}
	return e.What
}

// Position is the 1-based character (not byte) at which the fault begins.
func (e *InputError) Position() int {
	at := min(max(e.At, 0), len(e.Text))
	return utf8.RuneCountInString(e.Text[:at]) + 1
}

// part is the offending piece of text, shortened to what fits in a sentence.
func (e *InputError) part() string {
	from, to := min(max(e.At, 0), len(e.Text)), min(max(e.To, 0), len(e.Text))
	if to <= from {
		return ""
	}
	s := e.Text[from:to]
	if len(s) > 24 {
		s = strings.ToValidUTF8(s[:24], "") + "…"
	}
	return s
}

// BadInput marks the error as one of the person's input (exit status 2).
func (e *InputError) BadInput() bool { return true }
