package school

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind says what sort of failure an error is; one table in the web maps kinds to status codes.
type Kind string

// The kinds of failure.
const (
	NotFound  Kind = "not found" // there is no such thing, or it is not to be known that there is
	Forbidden Kind = "forbidden" // it exists and the asker may know it, but not do this
	Invalid   Kind = "invalid"   // the input is at fault; Fields says which
	Conflict  Kind = "conflict"  // the state of things does not allow it now
	Gone      Kind = "gone"      // it was possible once and never will be again
	Busy      Kind = "busy"      // try again in a moment
	Internal  Kind = "internal"  // our fault; the cause is for the log only
)

// Error is a failure whose Message and Hint may be shown to anyone. The cause never is.
type Error struct {
	Kind    Kind
	Message string            // what went wrong, one sentence
	Hint    string            // how to mend it, one sentence, may be empty
	Fields  map[string]string // for Invalid: form field to what is wrong with it
	cause   error
}

// Error gives the message, and the faults of the fields in a stable order.
func (e *Error) Error() string {
	parts := []string{e.Message}
	for _, field := range slices.Sorted(maps.Keys(e.Fields)) {
		parts = append(parts, field+": "+e.Fields[field])
	}
	return strings.Join(parts, "; ")
}

// Unwrap gives the cause, for the log.
func (e *Error) Unwrap() error { return e.cause }

// BadInput reports whether the person's input is at fault.
func (e *Error) BadInput() bool { return e.Kind == Invalid }

// KindOf returns the kind of an error; an error that is none of ours is Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// As returns err as an *Error that is safe to show; a foreign error becomes an Internal one
// with a neutral message and keeps the original as its cause.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Fault(err)
}

// Fault wraps a failure of ours, whose text must not be shown.
func Fault(cause error) *Error {
	return &Error{Kind: Internal, Message: "Something went wrong on our side.",
		Hint: "Nothing that was acknowledged is lost. Try again; if it stays, tell the site's administrator.", cause: cause}
}

// Failure makes an error of a kind with a message and a hint.
func Failure(kind Kind, message, hint string) *Error {
	return &Error{Kind: kind, Message: message, Hint: hint}
}

// FieldFault makes an Invalid error about one field.
func FieldFault(field, message string) *Error {
	return &Error{Kind: Invalid, Message: "Some of this can't be used as it stands.",
		Hint: "Mend the marked fields and send it again.", Fields: map[string]string{field: message}}
}

func notFound(what string) *Error {
	return Failure(NotFound, fmt.Sprintf("There is no such %s.", what), "It may have been removed, or the link may be mistyped.")
}

func forbidden(message string) *Error {
	return Failure(Forbidden, message, "If you think you should be able to, ask your advisor.")
}

func conflict(message, hint string) *Error { return Failure(Conflict, message, hint) }
