package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"coronium/app/school"
)

// A version of the content is kept once, and comes back as it was.
func TestContentIsKept(t *testing.T) {
	s, err := Open(context.Background(), t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	asked := 0
	snapshot := func() ([]byte, error) { asked++; return []byte{0, 1, 255}, nil }
	for range 2 {
		if err := s.KeepContent(t.Context(), "lif", "v1", time.Unix(1, 0), snapshot); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Content(t.Context(), "lif", "v1")
	if err != nil || string(got) != "\x00\x01\xff" || asked != 1 {
		t.Errorf("%v, %v; the snapshot was asked for %d times", got, err, asked)
	}
	if _, err := s.Content(t.Context(), "lif", "v2"); school.KindOf(err) != school.NotFound {
		t.Errorf("a version that was not kept: %v", err)
	}
	if err := s.KeepContent(t.Context(), "lif", "v3", time.Unix(1, 0), func() ([]byte, error) { return nil, errors.New("unreadable") }); err == nil {
		t.Error("a snapshot that failed was kept")
	}
}
