package access

import (
	"context"
	"time"
)

// sessionStore is what scs wants of a store. scs calls the methods with a context where they exist;
// those without one are only there because its interface asks for them.
type sessionStore struct{ a *Access }

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.a.store.FindSession(ctx, token, s.a.clock())
}

// CommitCtx translates the expiry from the wall clock, which scs reads by itself, to the clock of the
// site, by which a session is found again.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.a.store.PutSession(ctx, token, data, s.a.clock().Add(time.Until(expiry)))
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.a.store.DeleteSession(ctx, token)
}

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
