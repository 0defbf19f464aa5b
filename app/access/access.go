package access

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"coronium/app/school"

	"github.com/alexedwards/scs/v2"
)

// Store keeps what access needs. Lookups that find nothing return a NotFound *school.Error.
type Store interface {
	PersonByLogin(ctx context.Context, login string) (school.Person, string, error) // with the password's hash
	PersonByID(ctx context.Context, id school.PersonID) (school.Person, error)
	AnyPeople(ctx context.Context) (bool, error)
	DemoPeople(ctx context.Context) ([]school.Person, error)
	SetPasswordHash(ctx context.Context, id school.PersonID, hash string, at time.Time) error
	PutLink(ctx context.Context, tokenHash string, id school.PersonID, expires time.Time) error
	TakeLink(ctx context.Context, tokenHash string, now time.Time) (school.PersonID, error)
	FindSession(ctx context.Context, token string, now time.Time) ([]byte, bool, error)
	PutSession(ctx context.Context, token string, data []byte, expires time.Time) error
	DeleteSession(ctx context.Context, token string) error
	SweepSessions(ctx context.Context, now time.Time) error
}

// Config is what an Access is made of.
type Config struct {
	Store  Store
	Clock  func() time.Time
	Random io.Reader // for links; crypto/rand.Reader in service
	Demo   bool      // the people of the demo sign in without a password
	Secure bool      // the site is served over HTTPS: cookies are sent over nothing else
	// Failed shows a request that was refused, with an error that is safe to show. Plain text if nil.
	Failed func(http.ResponseWriter, *http.Request, error)
	Log    *slog.Logger
}

// Access is safe for concurrent use.
type Access struct {
	store    Store
	clock    func() time.Time
	random   io.Reader
	demo     bool
	failed   func(http.ResponseWriter, *http.Request, error)
	log      *slog.Logger
	sessions *scs.SessionManager
	forms    *http.CrossOriginProtection
	hashing  chan struct{}
	throttle *throttle
}

// sessionLife is how long a session lasts.
const sessionLife = 14 * 24 * time.Hour

// New makes an Access.
func New(c Config) (*Access, error) {
	if c.Store == nil || c.Clock == nil || c.Random == nil {
		return nil, errors.New("access: Store, Clock and Random must be given")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Failed == nil {
		c.Failed = plainFailure
	}
	a := &Access{store: c.Store, clock: c.Clock, random: c.Random, demo: c.Demo, failed: c.Failed, log: c.Log,
		forms: http.NewCrossOriginProtection(), hashing: make(chan struct{}, maxHashing), throttle: newThrottle()}
	m := scs.New()
	m.Lifetime = sessionLife
	m.HashTokenInStore = true
	m.Store = sessionStore{a}
	m.Cookie.Name = "coronium"
	m.Cookie.Secure = c.Secure
	if c.Secure {
		m.Cookie.Name = "__Host-coronium" // a browser takes it from this host over HTTPS only
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		a.log.Error("session", "cause", err)
		a.failed(w, r, school.As(err))
	}
	a.sessions = m
	a.forms.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.failed(w, r, school.Failure(school.Forbidden, "This form was sent from another site, so it was not accepted.",
			"Open the page here and send it again."))
	}))
	return a, nil
}

// Middleware loads the session, refuses forms from other sites, and finds out who is asking.
func (a *Access) Middleware(next http.Handler) http.Handler {
	return a.sessions.LoadAndSave(a.forms.Handler(a.identify(next)))
}

func plainFailure(w http.ResponseWriter, _ *http.Request, err error) {
	status := map[school.Kind]int{school.Forbidden: http.StatusForbidden, school.Busy: http.StatusServiceUnavailable}[school.KindOf(err)]
	if status == 0 {
		status = http.StatusInternalServerError
	}
	http.Error(w, school.As(err).Error(), status)
}

type contextKey struct{}

// identify puts the person of the session into the request's context. A session whose person is no
// longer there is ended.
func (a *Access) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := school.PersonID(a.sessions.GetInt64(r.Context(), personKey))
		if id == 0 {
			next.ServeHTTP(w, r)
			return
		}
		p, err := a.store.PersonByID(r.Context(), id)
		if err != nil && school.KindOf(err) != school.NotFound {
			a.log.Error("session", "cause", err)
			a.failed(w, r, school.As(err))
			return
		}
		if err != nil || (p.Demo && !a.demo) {
			if err := a.sessions.Destroy(r.Context()); err != nil {
				a.log.Error("session", "cause", err)
			}
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, p)))
	})
}

// Who is asking: the person and true, or false when nobody has signed in.
func Who(ctx context.Context) (school.Person, bool) {
	p, ok := ctx.Value(contextKey{}).(school.Person)
	return p, ok
}

// Actor is who is asking as the school wants to know it; the zero Actor, who may do nothing, when
// nobody has signed in.
func Actor(ctx context.Context) school.Actor {
	p, ok := Who(ctx)
	if !ok {
		return school.Actor{}
	}
	return school.ActorFor(p)
}

const (
	personKey = "person"
	flashKey  = "flash"
)

// Flash keeps a sentence for the next page of this session.
func (a *Access) Flash(ctx context.Context, text string) { a.sessions.Put(ctx, flashKey, text) }

// TakeFlash returns the sentence that was kept, once.
func (a *Access) TakeFlash(ctx context.Context) string { return a.sessions.PopString(ctx, flashKey) }

// Sweep forgets expired sessions and links; call it now and then.
func (a *Access) Sweep(ctx context.Context) error { return a.store.SweepSessions(ctx, a.clock()) }
