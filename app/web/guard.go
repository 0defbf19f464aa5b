package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/views"
)

// maxBody bounds a request. A program of one megabyte, percent-encoded by a form, may take three: it must
// get as far as the page that says it is too long.
const maxBody = 4 << 20

// requestTime bounds what one page may take; event streams are exempt.
const requestTime = 25 * time.Second

// secure sets the headers that every answer carries. Pages are never kept by shared caches: they show one
// person's work.
func secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", views.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "private, no-cache")
		return next(c)
	}
}

// bounded limits the size of what is sent and the time that the answer may take.
func bounded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > maxBody {
			return errTooLarge
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
		if isStream(r) {
			return next(c)
		}
		ctx, cancel := context.WithTimeout(r.Context(), requestTime)
		defer cancel()
		c.SetRequest(r.WithContext(ctx))
		return next(c)
	}
}

// isStream says whether the request asks for events, which last as long as the page is open.
func isStream(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/events/")
}

const requestIDKey = "request id"

// numbered gives every request an identifier, which is in the log, in a header and on every error page, so
// that a person can name what went wrong.
func numbered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var id [6]byte
		_, _ = rand.Read(id[:]) // crypto/rand never fails
		text := hex.EncodeToString(id[:])
		c.Set(requestIDKey, text)
		c.Response().Header().Set("X-Request-Id", text)
		return next(c)
	}
}

func requestID(c echo.Context) string {
	id, _ := c.Get(requestIDKey).(string)
	return id
}

// logged writes one line a request. It names the route, never the path, the query, the address or the
// person: a log is read by people who have no business with who did what.
func logged(log *slog.Logger, now func() time.Time) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			start := now()
			err := next(c)
			if err != nil {
				c.Error(err) // writes the page, so that the status below is the real one
			}
			route := c.Path()
			if route == "" {
				route = "(none)"
			}
			level := slog.LevelInfo
			if c.Response().Status >= http.StatusInternalServerError {
				level = slog.LevelError
			} else if strings.HasPrefix(route, "/static/") || route == "/healthz" {
				level = slog.LevelDebug
			}
			log.LogAttrs(c.Request().Context(), level, "request",
				slog.String("method", c.Request().Method), slog.String("route", route),
				slog.Int("status", c.Response().Status), slog.Int64("bytes", c.Response().Size),
				slog.Duration("took", now().Sub(start)), slog.String("id", requestID(c)))
			return nil
		}
	}
}

// recovered turns a panic into the page for internal faults. The stack goes to the log, with the number
// that the page shows.
func recovered(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) (err error) {
			defer func() {
				cause := recover()
				if cause == nil {
					return
				}
				if fault, ok := cause.(error); ok && errors.Is(fault, http.ErrAbortHandler) {
					panic(cause) // net/http's own way to end a connection
				}
				log.Error("panic", "route", c.Path(), "id", requestID(c), "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
				err = errPanic
			}()
			return next(c)
		}
	}
}
