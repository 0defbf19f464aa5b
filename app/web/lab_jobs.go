package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/lab"
	"coronium/views"
)

// labBeat is how often a page that watches a run hears of it.
const labBeat = 250 * time.Millisecond

// labPending is the strip of a job that goes on.
func labPending(job *lab.Job, p lab.Progress) views.LabPending {
	v := views.LabPending{Percent: -1, Events: labEventsURL(job.Name), Cancel: labCancelURL(job.Name)}
	switch {
	case p.State == lab.Waiting:
		v.Says = fmt.Sprintf("Queued: place %d.", p.Place)
	case p.Of > 0:
		v.Says = fmt.Sprintf("%s: %d of %d.", capitalised(p.Phase), p.Done, p.Of)
		v.Percent = 100 * p.Done / p.Of
	default:
		phase := p.Phase
		if phase == "" {
			phase = "computing"
		}
		v.Says = fmt.Sprintf("%s for %.0f s; stopped at %.0f s.", capitalised(phase), p.Elapsed.Seconds(), p.Limit.Seconds())
	}
	return v
}

// labJob finds a job of the person who asks.
func (s *Server) labJob(c echo.Context) (*lab.Job, error) {
	job, ok := s.lab.Find(labOwner(int64(s.actor(c).ID)), c.Param("job"))
	if !ok {
		return nil, errNoPage
	}
	return job, nil
}

// labEvents tells a page how its run goes: "status" with the strip whenever it changed, "done" at the end. When the page goes away the
// run is cancelled.
func (s *Server) labEvents(c echo.Context) error {
	job, err := s.labJob(c)
	if err != nil {
		return err
	}
	leaveStream, ok := s.streams.enter(s.actor(c).ID)
	if !ok {
		return errStreams
	}
	defer leaveStream()
	leave := job.Watch()
	defer leave()
	ctx, cancel := context.WithTimeout(c.Request().Context(), streamTime)
	defer cancel()
	h := c.Response().Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	c.Response().WriteHeader(http.StatusOK)
	out := &eventWriter{to: c.Response(), control: http.NewResponseController(c.Response())}
	s.labRelay(ctx, out, job)
	return nil
}

func (s *Server) labRelay(ctx context.Context, out *eventWriter, job *lab.Job) {
	beat := time.NewTicker(labBeat)
	defer beat.Stop()
	if out.comment("connected") != nil {
		return
	}
	last := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.streams.ended:
			return
		case <-job.Ended():
			_ = out.event("done", string(job.Progress().State))
			return
		case <-beat.C:
			pending := labPending(job, job.Progress())
			pending.Back = lab.WithFields(labModelURL(job.Query().Model.Name), withHold(job.Query()))
			var strip bytes.Buffer
			if views.LabPendingPart(pending).Render(ctx, &strip) != nil {
				return
			}
			if strip.String() == last {
				continue
			}
			last = strip.String()
			if out.event("status", last) != nil {
				return
			}
		}
	}
}

// labCancel ends a run at the person's wish. Without scripts the page comes back with everything as it was, and runs nothing.
func (s *Server) labCancel(c echo.Context) error {
	job, err := s.labJob(c)
	if err != nil {
		return err
	}
	job.Cancel()
	if isFragment(c) {
		return c.NoContent(http.StatusNoContent)
	}
	return seeOther(c, lab.WithFields(labModelURL(job.Query().Model.Name), withHold(job.Query())))
}
