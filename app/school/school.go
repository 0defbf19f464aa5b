package school

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"strings"
	"time"
	_ "time/tzdata" // zones must not depend on the machine
)

// Limits bound what one person or the whole site may ask for.
type Limits struct {
	Text     int           // bytes of a submission's text
	Fields   int           // number of its form fields
	Field    int           // bytes of one of them
	Waiting  int           // submissions queued or running at once, everybody's
	Own      int           // the same for one person
	Lines    int           // of a derivation
	LineSize int           // bytes of one line
	Marking  time.Duration // for marking one answer while the trainee waits
}

// DefaultLimits serve a course of a few hundred.
var DefaultLimits = Limits{Text: 256 << 10, Fields: 200, Field: 64 << 10, Waiting: 500, Own: 12,
	Lines: 200, LineSize: 4 << 10, Marking: 20 * time.Second}

// MaxAttempts is the number of fresh variants that a trainee may begin where none is set.
const MaxAttempts = 20

// Config is what a School is made of. Limits may be left zero.
type Config struct {
	Store   Store
	Library Library
	Grader  Grader
	Deriver Deriver
	Checker Checker
	Rule    Rule
	Likener Likener
	Clock   func() time.Time
	Random  io.Reader // for course secrets and room codes; crypto/rand.Reader in service
	Limits  Limits
	Log     *slog.Logger
}

// School is the service. Its methods are safe for concurrent use.
type School struct {
	store   Store
	library Library
	grader  Grader
	deriver Deriver
	checker Checker
	rule    Rule
	likener Likener
	clock   func() time.Time
	random  io.Reader
	limits  Limits
	log     *slog.Logger
	board   *board
}

// New makes the service; every part but Limits and Log must be given.
func New(c Config) (*School, error) {
	var missing []string
	for name, absent := range map[string]bool{"Store": c.Store == nil, "Library": c.Library == nil, "Grader": c.Grader == nil,
		"Deriver": c.Deriver == nil, "Checker": c.Checker == nil, "Rule": c.Rule == nil, "Likener": c.Likener == nil, "Clock": c.Clock == nil, "Random": c.Random == nil} {
		if absent {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, errors.New("school: not given: " + strings.Join(missing, ", "))
	}
	if c.Limits == (Limits{}) {
		c.Limits = DefaultLimits
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &School{store: c.Store, library: c.Library, grader: c.Grader, deriver: c.Deriver, checker: c.Checker, rule: c.Rule, likener: c.Likener,
		clock: c.Clock, random: c.Random, limits: c.Limits, log: c.Log, board: newBoard()}, nil
}

// now is the clock in UTC at the resolution that the store keeps, so that what was hashed and what
// is read back are the same instant.
func (s *School) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// seed derives a seed below 2^31 from a course's secret: the same parts give the same seed, and
// nobody without the secret can tell it.
func seed(secret []byte, parts ...uint64) uint64 {
	h := sha256.New()
	h.Write(secret)
	for _, p := range parts {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], p)
		h.Write(b[:])
	}
	return binary.BigEndian.Uint64(h.Sum(nil)) >> 33
}

// read runs fn on a consistent state and makes sure that what comes out is an *Error or nil.
func (s *School) read(ctx context.Context, fn func(Tx) error) error {
	return s.shown(s.store.Read(ctx, fn))
}

// write runs fn in one transaction and makes sure that what comes out is an *Error or nil.
func (s *School) write(ctx context.Context, fn func(Tx) error) error {
	return s.shown(s.store.Write(ctx, fn))
}

// shown turns a foreign error into one that is safe to show, and logs its cause.
func (s *School) shown(err error) error {
	if err == nil {
		return nil
	}
	e := As(err)
	if errors.Is(err, context.Canceled) {
		return e // whoever asked has gone; nothing is wrong
	}
	if e.Kind == Internal && e.cause != nil {
		s.log.Error("school", "cause", e.cause)
	}
	return e
}

// isNotFound reports whether a lookup found nothing.
func isNotFound(err error) bool { return err != nil && KindOf(err) == NotFound }
