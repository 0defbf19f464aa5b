package site

import (
	"context"
	"time"

	"coronium/app/web"
	"coronium/exercises"
)

// keepContent keeps a snapshot of every exercise that is served, once for each version, so that an attempt keeps the
// version it began with when the content is changed later.
func (s *Site) keepContent(ctx context.Context) error {
	s.Content.KeepVersions(func(id, version string) ([]byte, error) {
		return s.store.Content(context.WithoutCancel(ctx), id, version)
	})
	if err := s.addOwn(ctx); err != nil {
		return err
	}
	return s.keepVersions(ctx)
}

// ownModuleTitle heads the module in which exercises stand that advisors wrote in the browser.
const ownModuleTitle = "Exercises of our own"

// addOwn puts what advisors wrote beside the content that is served. What no longer loads is logged and left out.
func (s *Site) addOwn(ctx context.Context) error {
	all, err := s.store.Published(ctx)
	if err != nil {
		return err
	}
	for _, own := range all {
		e, err := exercises.FromSnapshot(own.ID, web.OwnModule, own.Published)
		if err == nil {
			if faults := s.Content.Add(e, ownModuleTitle); len(faults) > 0 {
				err = faults
			}
		}
		if err != nil {
			s.config.Log.Warn("an exercise of an advisor's own is not served", "exercise", own.ID, "cause", err)
		}
	}
	return nil
}

// publish serves an exercise that an advisor wrote, and keeps its version.
func (s *Site) publish(ctx context.Context, e *exercises.Exercise) error {
	if faults := s.Content.Add(e, ownModuleTitle); len(faults) > 0 {
		return faults
	}
	return s.store.KeepContent(ctx, e.ID, e.Version, s.now(), e.Zip)
}

// prove runs the programs of an exercise on two variants, as far as a page can wait.
func (s *Site) prove(ctx context.Context, e *exercises.Exercise) exercises.LintedContent {
	ctx, cancel := context.WithTimeout(ctx, proveTime)
	defer cancel()
	return exercises.Prove(ctx, e, exercises.LintOptions{Variants: 2, NoMutants: true, NoItems: true, Sandbox: s.Sandbox})
}

const proveTime = 20 * time.Second

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
	if err := s.addOwn(ctx); err != nil {
		return err
	}
	return s.keepVersions(ctx)
}
