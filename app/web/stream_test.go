package web

import (
	"testing"

	"coronium/app/school"
)

func TestStreamsAreBounded(t *testing.T) {
	s := newStreams()
	var leave []func()
	for range maxStreamsPerPerson {
		out, ok := s.enter(1)
		if !ok {
			t.Fatal("a place that should be free is refused")
		}
		leave = append(leave, out)
	}
	if _, ok := s.enter(1); ok {
		t.Error("one person has more places than there are")
	}
	if _, ok := s.enter(2); !ok {
		t.Error("one person's streams keep another out")
	}
	leave[0]()
	leave[0]() // leaving twice gives one place back
	if _, ok := s.enter(1); !ok {
		t.Error("a place that was given back is refused")
	}
	if _, ok := s.enter(1); ok {
		t.Error("leaving twice gave two places back")
	}
	for person := school.PersonID(10); s.total < maxStreams; person++ {
		for range maxStreamsPerPerson {
			s.enter(person)
		}
	}
	if _, ok := s.enter(9999); ok {
		t.Error("there are more streams than the bound")
	}
}

func TestLocalPath(t *testing.T) {
	for given, want := range map[string]string{"/today": "/today", "/a?b=c#d": "/a?b=c#d", "//evil.example": "/", "https://evil.example": "/",
		`/\evil.example`: "/", "": "/", "today": "/", "/a\r\nSet-Cookie: x": "/"} {
		if got := localPath(given); got != want {
			t.Errorf("localPath(%q) = %q, not %q", given, got, want)
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{"gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "": false, "identity": false, "gzip; q=0.0": false} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestPlaceWords(t *testing.T) {
	for place, want := range map[int]string{1: "next in the queue", 2: "second in the queue", 7: "number 7 in the queue"} {
		if got := placeWords(place); got != want {
			t.Errorf("%d: %q", place, got)
		}
	}
}
