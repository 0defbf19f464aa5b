package web

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/access"
	"coronium/app/lab"
	"coronium/app/school"
	"coronium/exercises"
)

// Config is what the pages are made from. School, Content, Access, Deriver and Clock must be given.
type Config struct {
	School  school.Service
	Content *exercises.Library
	Access  *access.Access
	Deriver school.Deriver
	Clock   func() time.Time
	Log     *slog.Logger
	// Persona says in a few words where one of the demo's people stands; nil outside demo mode.
	Persona func(school.Person) string
	// Workbench publishes and proves what advisors write; without it nothing is published.
	Workbench Workbench
	// Making, if given, says in a sentence that the demo is still being made, and nothing once it is.
	Making func() string
}

// Server answers requests.
type Server struct {
	school  school.Service
	content *exercises.Library
	access  *access.Access
	deriver school.Deriver
	now     func() time.Time
	log     *slog.Logger
	persona func(school.Person) string
	making  func() string
	// workbench publishes and proves what advisors write.
	workbench Workbench
	streams   *streams
	sweeps    sweeps
	lab       *lab.Bench
	echo      *echo.Echo
	guarded   http.Handler
}

// New makes the server with all its pages.
func New(c Config) (*Server, error) {
	if c.School == nil || c.Content == nil || c.Access == nil || c.Deriver == nil || c.Clock == nil {
		return nil, errors.New("web: School, Content, Access, Deriver and Clock must be given")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Persona == nil {
		c.Persona = func(school.Person) string { return "" }
	}
	if c.Making == nil {
		c.Making = func() string { return "" }
	}
	s := &Server{school: c.School, content: c.Content, access: c.Access, deriver: c.Deriver, now: c.Clock, log: c.Log, persona: c.Persona, making: c.Making, workbench: c.Workbench,
		streams: newStreams(), lab: lab.NewBench(lab.DefaultLimits), echo: echo.New()}
	e := s.echo
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.fail
	e.Pre(numbered, secure)
	e.Use(bounded, logged(c.Log, c.Clock), recovered(c.Log), readForm)
	s.routes()
	e.GET(metricsURL, s.metrics, s.signedIn)
	s.guarded = c.Access.Middleware(e)
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if isOpen(r) {
		s.echo.ServeHTTP(w, r)
		return
	}
	s.guarded.ServeHTTP(w, r)
}

// Refuse shows the page of a request that was refused before it came to any page: a form from another site,
// a session that can't be read.
func (s *Server) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	refuse := numbered(secure(func(c echo.Context) error { return err }))
	c := s.echo.NewContext(r, w)
	if err := logged(s.log, s.now)(refuse)(c); err != nil {
		s.fail(err, c)
	}
}

// EndStreams closes every event stream, so that a server that ends need not wait for them.
func (s *Server) EndStreams() { s.streams.end() }
