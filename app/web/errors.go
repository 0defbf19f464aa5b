package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// statuses is the one place where the school's kinds of failure become HTTP's.
var statuses = map[school.Kind]int{
	school.NotFound:  http.StatusNotFound,
	school.Forbidden: http.StatusForbidden,
	school.Invalid:   http.StatusUnprocessableEntity,
	school.Conflict:  http.StatusConflict,
	school.Gone:      http.StatusGone,
	school.Busy:      http.StatusServiceUnavailable,
	school.Internal:  http.StatusInternalServerError,
}

// failure is a failure of the request itself, before any service was asked.
type failure struct {
	status     int
	what, mend string
}

func (f *failure) Error() string { return f.what }

// Failures of requests.
var (
	errNoPage = &failure{http.StatusNotFound, "There is no page at this address.",
		"The link may be mistyped or old; start again from your first page."}
	errTooLarge = &failure{http.StatusRequestEntityTooLarge, "What was sent is larger than 4 MB.",
		"Hand in the program alone, without data in it."}
	errUnreadable = &failure{http.StatusBadRequest, "The form could not be read.",
		"Go back, reload the page and send it again; what you typed is still there."}
	errFormType = &failure{http.StatusUnsupportedMediaType, "Pages here are sent as ordinary forms.",
		"Use the page's own form, or the command line for work that is kept in files."}
	errSignedOut = &failure{http.StatusUnauthorized, "You are not signed in any more.",
		"Sign in in another tab, then go on here: what you typed is still there."}
	errStreams = &failure{http.StatusTooManyRequests, "Too many pages of yours are waiting for news at once.",
		"Close a few tabs; each page also refreshes by itself."}
	errPanic = &failure{http.StatusInternalServerError, "Something went wrong on our side.",
		"Nothing that was acknowledged is lost. Try again; if it stays, tell the site's administrator the reference below."}
	errTooSlow = &failure{http.StatusServiceUnavailable, "This took longer than a page may take.",
		"The server may be busy. Try again in a minute; nothing that was acknowledged is lost."}
)

// explained is what a person is told of an error: never the text of one that isn't ours.
type explained struct {
	status     int
	what, mend string
}

// explain maps any error to its page.
func explain(err error) explained {
	var own *failure
	var known *school.Error
	var routed *echo.HTTPError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &own):
		return explained{own.status, own.what, own.mend}
	case errors.As(err, &large):
		return explained{errTooLarge.status, errTooLarge.what, errTooLarge.mend}
	case errors.As(err, &known):
		return explained{statuses[known.Kind], known.Error(), known.Hint}
	case errors.As(err, &routed) && routed.Code == http.StatusNotFound:
		return explained{errNoPage.status, errNoPage.what, errNoPage.mend}
	case errors.As(err, &routed) && routed.Code == http.StatusMethodNotAllowed:
		return explained{routed.Code, "This address can't be used in that way.", "Open it from the page that links to it."}
	case errors.Is(err, context.DeadlineExceeded):
		return explained{errTooSlow.status, errTooSlow.what, errTooSlow.mend}
	}
	return explained{errPanic.status, errPanic.what, errPanic.mend}
}

// fail is echo's error handler: it writes the page of an error, once.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed || errors.Is(c.Request().Context().Err(), context.Canceled) {
		return // the answer has begun, or nobody waits for it any more
	}
	e := explain(err)
	if e.status >= http.StatusInternalServerError {
		s.log.LogAttrs(c.Request().Context(), slog.LevelError, "failed",
			slog.String("route", c.Path()), slog.String("id", requestID(c)), slog.String("cause", causes(err)))
	}
	if e.status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", strconv.Itoa(5))
	}
	if isFragment(c) || isStream(c.Request()) {
		_ = c.String(e.status, e.what+" "+e.mend)
		return
	}
	page := views.ErrorPage{Page: s.frame(c, http.StatusText(e.status)), Status: e.status, What: plain(e.what), Mend: plain(e.mend), Links: s.waysOn(c)}
	if e.status >= http.StatusInternalServerError {
		page.Reference = requestID(c)
	}
	if err := s.show(c, e.status, views.ErrorPageView(page)); err != nil {
		_ = c.String(e.status, e.what+" "+e.mend) // the page itself failed: words alone still help
	}
}

// waysOn are the links of an error page.
func (s *Server) waysOn(c echo.Context) []views.Link {
	if _, signedIn := s.person(c); !signedIn {
		return []views.Link{{Label: "Start page", URL: views.HomeURL}, {Label: "Sign in", URL: views.SignInURL}}
	}
	return []views.Link{{Label: "Your first page", URL: views.HomeURL}, {Label: "Help", URL: views.KeysURL}}
}

// causes writes an error and everything that it wraps, for the log.
func causes(err error) string {
	text := err.Error()
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		text += ": " + inner.Error()
	}
	return text
}

// fieldFaults are the faults of an Invalid error by form field; ok is false for every other error.
func fieldFaults(err error) (faults map[string]string, what string, ok bool) {
	var known *school.Error
	if !errors.As(err, &known) || known.Kind != school.Invalid {
		return nil, "", false
	}
	what = known.Message
	if known.Hint != "" {
		what += " " + known.Hint
	}
	return known.Fields, what, true
}
