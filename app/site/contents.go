package site

import (
	"context"
	"time"

	"coronium/exercises"
)

// keepContent keeps a snapshot of every exercise that is served, once for each version, so that an attempt keeps the
// version it began with when the content is changed later.
func (s *Site) keepContent(ctx context.Context) error {
	s.Content.KeepVersions(func(id, version string) ([]byte, error) {
		return s.store.Content(context.WithoutCancel(ctx), id, version)
	})
	return s.keepVersions(ctx)
}

func (s *Site) keepVersions(ctx context.Context) error {
	for _, e := range s.Content.Exercises() {
		if err := s.store.KeepContent(ctx, e.ID, e.Version, s.now(), e.Zip); err != nil {
			return err
		}
	}
	return nil
}

func (s *Site) now() time.Time { return s.config.Clock() }

// Reload puts other content in the place of what is served: what is wrong with it is returned, and nothing changes then.
func (s *Site) Reload(ctx context.Context) error {
	fresh, err := exercises.Load(s.config.Content)
	if err != nil {
		return err
	}
	if fresh.Version() == s.Content.Version() {
		return nil
	}
	s.Content.Replace(fresh)
	return s.keepVersions(ctx)
}
