package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"coronium/app/school"

	"github.com/alexedwards/argon2id"
)

const (
	maxHashing  = 2 // a hash takes 64 MiB while it is computed
	leastLength = 10
	mostLength  = 200
	linkLife    = 24 * time.Hour
)

// hashParams are those of RFC 9106's second recommendation with one lane, so that the cost does not
// depend on the machine that made the hash.
var hashParams = &argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobody is a hash that no password has: comparing with it makes an unknown name take as long as a
// known one. Its parameters are those of hashParams.
var nobody = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// SignIn begins a session for whoever knows the password. addr is the address that the request came
// from. Errors: Invalid when name and password don't fit together, without saying which; Busy after
// too many failures or while others are being checked.
func (a *Access) SignIn(ctx context.Context, login, password, addr string) (school.Person, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	now := a.clock()
	keys := []string{"login " + login, "addr " + addr}
	if wait := a.throttle.wait(now, keys...); wait > 0 {
		return school.Person{}, school.Failure(school.Busy, "Too many attempts to sign in failed.",
			fmt.Sprintf("Try again in %s.", inWords(wait)))
	}
	p, hash, err := a.store.PersonByLogin(ctx, login)
	if err != nil && school.KindOf(err) != school.NotFound {
		return school.Person{}, err
	}
	known := err == nil && hash != ""
	if !known {
		hash = nobody
	}
	match, err := a.compare(ctx, password, hash)
	if err != nil {
		return school.Person{}, err
	}
	if !match || !known {
		a.throttle.failed(now, keys...)
		return school.Person{}, &school.Error{Kind: school.Invalid, Message: "That name and that password don't belong together.",
			Hint: "Check both; capitals matter in the password only. An administrator can send you a new sign-in link."}
	}
	a.throttle.worked(keys[0])
	return p, a.begin(ctx, p)
}

// SignInDemo begins a session for a person of the demo, in demo mode only. Errors: Forbidden; NotFound.
func (a *Access) SignInDemo(ctx context.Context, id school.PersonID) (school.Person, error) {
	if !a.demo {
		return school.Person{}, school.Failure(school.Forbidden, "This site is not a demo.", "Sign in with your name and password.")
	}
	p, err := a.store.PersonByID(ctx, id)
	if err != nil {
		return school.Person{}, err
	}
	if !p.Demo {
		return school.Person{}, school.Failure(school.Forbidden, "Only people of the demo sign in without a password.",
			"Sign in with your name and password.")
	}
	return p, a.begin(ctx, p)
}

// DemoPeople lists whom one can sign in as; nobody outside demo mode.
func (a *Access) DemoPeople(ctx context.Context) ([]school.Person, error) {
	if !a.demo {
		return nil, nil
	}
	return a.store.DemoPeople(ctx)
}

// SignInLink begins a session with a one-time link. Errors: Gone when it was used, has expired or
// never was.
func (a *Access) SignInLink(ctx context.Context, token string) (school.Person, error) {
	id, err := a.store.TakeLink(ctx, hashOf(token), a.clock())
	if err != nil {
		if school.KindOf(err) == school.NotFound {
			return school.Person{}, school.Failure(school.Gone, "This sign-in link has been used or has expired.",
				"Ask an administrator for a new one.")
		}
		return school.Person{}, err
	}
	p, err := a.store.PersonByID(ctx, id)
	if err != nil {
		return school.Person{}, err
	}
	return p, a.begin(ctx, p)
}

// begin puts a person into the session under a new token, so that a token planted before is worth
// nothing.
func (a *Access) begin(ctx context.Context, p school.Person) error {
	if err := a.sessions.RenewToken(ctx); err != nil {
		return school.Fault(err)
	}
	a.sessions.Put(ctx, personKey, int64(p.ID))
	return nil
}

// SignOut ends the session.
func (a *Access) SignOut(ctx context.Context) error {
	if err := a.sessions.Destroy(ctx); err != nil {
		return school.Fault(err)
	}
	return nil
}

// SetPassword sets a person's password: one's own, or anybody's for a site administrator. Errors:
// Forbidden; Invalid.
func (a *Access) SetPassword(ctx context.Context, by school.Actor, id school.PersonID, password string) error {
	if by.ID != id && !by.Admin && !by.IsSystem() {
		return school.Failure(school.Forbidden, "A password is set by its owner.", "An administrator can make a new sign-in link.")
	}
	switch n := utf8.RuneCountInString(password); {
	case n < leastLength:
		return school.FieldFault("password", fmt.Sprintf("must have at least %d characters; a few words are easier to remember than symbols", leastLength))
	case n > mostLength:
		return school.FieldFault("password", fmt.Sprintf("must have at most %d characters", mostLength))
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.store.SetPasswordHash(ctx, id, hash, a.clock())
}

// NewLink makes a token that signs a person in once within a day.
func (a *Access) NewLink(ctx context.Context, id school.PersonID) (string, error) {
	raw := make([]byte, 24)
	if _, err := io.ReadFull(a.random, raw); err != nil {
		return "", school.Fault(fmt.Errorf("sign-in link: %w", err))
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	return token, a.store.PutLink(ctx, hashOf(token), id, a.clock().Add(linkLife))
}

// FirstStart makes an administrator and a link for the first sign-in if there is nobody yet; an empty
// token if there is.
func (a *Access) FirstStart(ctx context.Context, add func(context.Context, school.Actor, school.NewPerson) (school.Person, error)) (string, error) {
	any, err := a.store.AnyPeople(ctx)
	if err != nil || any {
		return "", err
	}
	p, err := add(ctx, school.System(), school.NewPerson{Name: "Administrator", Login: "admin", Admin: true})
	if err != nil {
		return "", err
	}
	return a.NewLink(ctx, p.ID)
}

// hashOf is what the store keeps instead of a token. A token has 192 random bits, so that a plain
// hash is enough.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// turn waits for one of the places at which hashes are computed.
func (a *Access) turn(ctx context.Context) (func(), error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	select {
	case a.hashing <- struct{}{}:
		return func() { <-a.hashing }, nil
	case <-ctx.Done():
		return nil, school.Failure(school.Busy, "Many people are signing in at this moment.", "Try again in a few seconds.")
	}
}

func (a *Access) hash(ctx context.Context, password string) (string, error) {
	done, err := a.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	hash, err := argon2id.CreateHash(password, hashParams)
	if err != nil {
		return "", school.Fault(fmt.Errorf("password hash: %w", err))
	}
	return hash, nil
}

func (a *Access) compare(ctx context.Context, password, hash string) (bool, error) {
	if utf8.RuneCountInString(password) > mostLength {
		return false, nil
	}
	done, err := a.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, school.Fault(fmt.Errorf("password hash: %w", err))
	}
	return match, nil
}

// inWords rounds a wait up to what people say.
func inWords(d time.Duration) string {
	if d > 90*time.Second {
		return fmt.Sprintf("%d minutes", int((d+time.Minute-1)/time.Minute))
	}
	return fmt.Sprintf("%d seconds", max(1, int((d+time.Second-1)/time.Second)))
}
