// Package site puts the parts together: one store, one sandbox, one content library, the school on
// top of them, the queue that works for it, and the pages in front.
//
// Everything that differs between a server, the browser tests and the making of the demo is in
// Config: the clock, the data folder, the content, the number of workers. Open makes the parts in
// the order in which they depend on each other and undoes what it has made if one of them fails, so
// that a folder that can't be used or a missing interpreter is one clear error and leaves nothing
// behind. Close stops them in the other order; jobs that run are given time, and those that do not
// end are taken up at the next start.
package site

import (
	"context"
	"crypto/rand"
	"errors"
	"expvar"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"coronium/app/access"
	"coronium/app/demo"
	"coronium/app/engine"
	"coronium/app/jobs"
	"coronium/app/school"
	"coronium/app/store"
	"coronium/app/web"
	"coronium/exercises"
	"coronium/grading/sandbox"
)

// Config says how a site is set up. Data and Content must be given.
type Config struct {
	Data    string           // folder of the database
	Content fs.FS            // modules and exercises
	Workers int              // pieces of work that are judged at the same time; 2 if zero
	Demo    bool             // make the demo course and let everybody in it sign in without a password
	HTTPS   bool             // people reach the site over HTTPS
	Clock   func() time.Time // time.Now if nil
	Log     *slog.Logger     // nothing is logged if nil
}

// Site is a running site. Its handler may be used until Close.
type Site struct {
	School  *school.School
	Access  *access.Access
	Content *exercises.Library
	Sandbox *sandbox.Sandbox

	store  *store.Store
	engine *engine.Engine
	queue  *jobs.Queue
	pages  *web.Server
	maker  *demo.Maker   // nil outside demo mode
	filled chan struct{} // closed when the demo is filled
	config Config
	undo   []func() error // what Close does, last first
}

// measured is the sandbox whose metrics are published: that of the site which was opened last, of which a server has but one.
var measured atomic.Pointer[sandbox.Sandbox]

func init() {
	expvar.Publish("sandbox", expvar.Func(func() any {
		if s := measured.Load(); s != nil {
			return s.Metrics()
		}
		return nil
	}))
}

// stopPatience is how long jobs that run may take to finish when the site closes.
const stopPatience = 8 * time.Second

// sweepEvery is how often expired sessions are forgotten.
const sweepEvery = time.Hour

// Open makes a site and starts its workers.
func Open(ctx context.Context, c Config) (site *Site, err error) {
	if c.Content == nil || c.Data == "" {
		return nil, errors.New("site: Data and Content must be given")
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Site{config: c}
	defer func() {
		if err != nil {
			_ = s.Close() // the first error is the one to show
		}
	}()
	if s.Content, err = exercises.Load(c.Content); err != nil {
		return nil, err
	}
	if s.store, err = store.Open(ctx, c.Data, store.Options{Log: c.Log}); err != nil {
		return nil, err
	}
	s.undo = append(s.undo, s.store.Close)
	if err = s.keepContent(ctx); err != nil {
		return nil, err
	}
	// A server that can't judge would take work in and never answer: without a sandbox there is no site.
	if s.Sandbox, err = sandbox.Open(ctx, sandbox.Config{Workers: c.Workers, Log: c.Log}); err != nil {
		return nil, err
	}
	s.undo = append(s.undo, s.Sandbox.Close)
	measured.Store(s.Sandbox)
	s.engine = engine.New(s.Content, s.Sandbox)
	if err = s.openSchool(); err != nil {
		return nil, err
	}
	if err = s.openPages(); err != nil {
		return nil, err
	}
	return s, s.start(ctx)
}

// openSchool makes the school and the queue that works for it; each needs the other.
func (s *Site) openSchool() (err error) {
	if s.School, err = s.newSchool(s.store, s.config.Clock); err != nil {
		return err
	}
	s.queue, err = jobs.New(jobs.Config{DB: s.store.SQL(), Work: s.School, Workers: s.config.Workers, Log: s.config.Log})
	if err != nil {
		return err
	}
	s.store.SetQueue(s.queue.Enqueue)
	return nil
}

// newSchool is a school over a store and a clock; the demo's is one of its own, whose clock is moved.
func (s *Site) newSchool(over school.Store, clock func() time.Time) (*school.School, error) {
	return school.New(school.Config{Store: over, Library: s.engine, Grader: s.engine, Deriver: s.engine, Checker: s.engine, Rule: s.engine, Likener: s.engine,
		Clock: clock, Random: rand.Reader, Log: s.config.Log})
}

// openPages makes sign-in and the pages; sign-in shows what it refuses as a page.
func (s *Site) openPages() (err error) {
	c := s.config
	s.Access, err = access.New(access.Config{Store: s.store.Access(), Clock: c.Clock, Random: rand.Reader, Demo: c.Demo, Secure: c.HTTPS, Log: c.Log,
		Failed: func(w http.ResponseWriter, r *http.Request, err error) { s.pages.Refuse(w, r, err) }})
	if err != nil {
		return err
	}
	pages := web.Config{School: s.School, Content: s.Content, Access: s.Access, Deriver: s.engine, Clock: c.Clock, Log: c.Log, Workbench: web.Workbench{Publish: s.publish, Prove: s.prove}}
	if c.Demo {
		s.maker, err = demo.New(demo.Config{Store: s.store, Library: s.Content, School: s.newSchool, Clock: c.Clock, Log: c.Log})
		if err != nil {
			return err
		}
		pages.Persona, pages.Making = demo.Says, s.maker.Making
	}
	s.pages, err = web.New(pages)
	return err
}

// start begins to work.
func (s *Site) start(ctx context.Context) error {
	if err := s.queue.Start(ctx); err != nil {
		return err
	}
	s.undo = append(s.undo, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
		defer cancel()
		return s.queue.Stop(ctx)
	})
	sweeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.sweep(sweeping)
	}()
	s.undo = append(s.undo, func() error { stop(); <-done; return nil })
	if s.maker == nil {
		return nil
	}
	return s.makeDemo(ctx)
}

// demoMarker is the file that says that the demo was made whole; what people do in it afterwards stays.
const demoMarker = "demo-made"

// makeDemo makes the demo course at once and fills it in the background.
func (s *Site) makeDemo(ctx context.Context) error {
	if err := s.maker.Found(ctx); err != nil {
		return err
	}
	marker := filepath.Join(s.config.Data, demoMarker)
	if _, err := os.Stat(marker); err == nil {
		s.maker.Finish()
		return nil
	}
	filling, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := s.maker.Fill(filling); err != nil {
			if filling.Err() == nil {
				s.config.Log.Error("the demo course is incomplete; the next start goes on with it", "cause", err)
			}
			return
		}
		if err := os.WriteFile(marker, []byte("The demo course is complete. Remove this file to have missing parts made again.\n"), 0o600); err != nil {
			s.config.Log.Warn("the demo will be looked through again at the next start", "cause", err)
		}
	}()
	s.filled = done
	s.undo = append(s.undo, func() error { stop(); <-done; return nil })
	return nil
}

// WaitForDemo waits until the demo course is filled.
func (s *Site) WaitForDemo(ctx context.Context) error {
	if s.filled == nil {
		return nil
	}
	select {
	case <-s.filled:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sweep forgets expired sessions now and then.
func (s *Site) sweep(ctx context.Context) {
	every := time.NewTicker(sweepEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			if err := s.Access.Sweep(ctx); err != nil {
				s.config.Log.Warn("expired sessions could not be forgotten", "cause", err)
			}
		}
	}
}

// Handler answers the site's requests.
func (s *Site) Handler() *web.Server { return s.pages }

// FirstStart makes an administrator if there is nobody yet, and returns the address of a link that signs in
// once; an empty one if there is somebody.
func (s *Site) FirstStart(ctx context.Context) (string, error) {
	token, err := s.Access.FirstStart(ctx, s.School.AddPerson)
	if err != nil || token == "" {
		return "", err
	}
	return web.WelcomeURL(token), nil
}

// Close stops everything, what was made last first.
func (s *Site) Close() error {
	var errs []error
	for i := len(s.undo) - 1; i >= 0; i-- {
		errs = append(errs, s.undo[i]())
	}
	s.undo = nil
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing: %w", err)
	}
	return nil
}

// Persona is one of the demo's people with where they stand.
type Persona struct{ Name, Says string }

// DemoPeople are whom one can walk in as.
func (s *Site) DemoPeople(ctx context.Context) ([]Persona, error) {
	people, err := s.Access.DemoPeople(ctx)
	var out []Persona
	for _, p := range people {
		out = append(out, Persona{Name: p.Name, Says: demo.Says(p)})
	}
	return out, err
}
