package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// Bounds of the event streams: a course of two hundred with two tabs each fits; one person can't take all.
const (
	maxStreams          = 512
	maxStreamsPerPerson = 8
	heartbeat           = 15 * time.Second // proxies close what is silent
	streamTime          = 15 * time.Minute // then the browser connects again, and is asked who it is again
	streamWrite         = 20 * time.Second // a page that does not read for so long is gone
)

// streams hands out places for open event streams and tells all of them when the server ends.
type streams struct {
	mu        sync.Mutex
	total     int
	perPerson map[school.PersonID]int
	ended     chan struct{}
	end       func()
}

func newStreams() *streams {
	s := &streams{perPerson: map[school.PersonID]int{}, ended: make(chan struct{})}
	s.end = sync.OnceFunc(func() { close(s.ended) })
	return s
}

// enter takes a place for the person, and reports false if there is none; leave gives it back.
func (s *streams) enter(person school.PersonID) (leave func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.total >= maxStreams || s.perPerson[person] >= maxStreamsPerPerson {
		return nil, false
	}
	s.total++
	s.perPerson[person]++
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.total--
		if s.perPerson[person]--; s.perPerson[person] == 0 {
			delete(s.perPerson, person)
		}
	}), true
}

// submissionEvents tells a page how the grading of a submission goes: "status" with the run strip whenever
// something changed, "done" when there is nothing more to wait for.
func (s *Server) submissionEvents(c echo.Context) error {
	id, err := identifier[school.SubmissionID](c, "submission")
	if err != nil {
		return err
	}
	by := s.actor(c)
	leave, ok := s.streams.enter(by.ID)
	if !ok {
		return errStreams
	}
	defer leave()
	ctx, cancel := context.WithTimeout(c.Request().Context(), streamTime)
	defer cancel()
	news, err := s.school.Watch(ctx, by, id)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy that collects would hold the news back
	c.Response().WriteHeader(http.StatusOK)
	out := &eventWriter{to: c.Response(), control: http.NewResponseController(c.Response())}
	s.relay(ctx, out, news)
	return nil
}

// relay writes news until the last of it, until the page is gone, or until the server ends.
func (s *Server) relay(ctx context.Context, out *eventWriter, news <-chan school.Progress) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	if out.comment("connected") != nil {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.streams.ended:
			return // without "done": the page connects again, to the next server
		case <-beat.C:
			if out.comment("still here") != nil {
				return
			}
		case p, more := <-news:
			if !more {
				return
			}
			var strip bytes.Buffer
			if err := views.RunStripPart(progressStatus(p)).Render(ctx, &strip); err != nil {
				return
			}
			if out.event("status", strip.String()) != nil {
				return
			}
			if p.Over() {
				_ = out.event("done", string(p.State))
				return
			}
		}
	}
}

// progressStatus is the run strip of a piece of news.
func progressStatus(p school.Progress) *views.RunStatus {
	status := runStatus(school.Submission{ID: p.Submission, State: p.State, Fault: "We could not judge this; the fault is ours."}, true)
	if p.State == school.Queued && p.Place > 0 {
		status.Says = placeWords(p.Place)
	}
	if p.State == school.Running {
		if p.Phase != "" {
			status.Says = p.Phase
		}
		if p.Done > 0 {
			status.Percent = int(100 * p.Done)
		}
	}
	return status
}

func placeWords(place int) string {
	switch place {
	case 1:
		return "next in the queue"
	case 2:
		return "second in the queue"
	case 3:
		return "third in the queue"
	}
	return fmt.Sprintf("number %d in the queue", place)
}

// eventWriter writes the format of server-sent events, each with a deadline of its own.
type eventWriter struct {
	to      io.Writer
	control *http.ResponseController
}

func (w *eventWriter) event(name, data string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "event: %s\n", name)
	for line := range strings.SplitSeq(data, "\n") {
		fmt.Fprintf(&b, "data: %s\n", line)
	}
	return w.write(b.String() + "\n")
}

func (w *eventWriter) comment(text string) error { return w.write(": " + text + "\n\n") }

func (w *eventWriter) write(text string) error {
	if err := w.control.SetWriteDeadline(time.Now().Add(streamWrite)); err != nil { // a socket's deadline is real time
		return err
	}
	if _, err := io.WriteString(w.to, text); err != nil {
		return err
	}
	return w.control.Flush()
}
