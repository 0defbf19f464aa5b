package web

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// maxEditsField bounds what a page may tell of the changes in its editor; beyond it the text alone is looked at.
const maxEditsField = 512 << 10

// editsSent are the changes that the editor reports with a text. What can't be read is left out: the record then says
// that the text changed, and not how.
func editsSent(c echo.Context) []school.EditSent {
	raw := c.Request().PostFormValue("edits")
	if raw == "" || len(raw) > maxEditsField {
		return nil
	}
	var sent []struct {
		Ago           int64
		Kind          school.EditKind
		From, Removed int
		Insert        string
	}
	if json.Unmarshal([]byte(raw), &sent) != nil {
		return nil
	}
	var out []school.EditSent
	for _, e := range sent {
		ago := time.Duration(min(max(e.Ago, 0), int64(24*time.Hour/time.Millisecond))) * time.Millisecond
		out = append(out, school.EditSent{Ago: ago, Kind: e.Kind, From: e.From, Removed: e.Removed, Insert: e.Insert})
	}
	return out
}

// recordingAsk is what the page of a program says about recording; those who look at another's work read it.
func recordingAsk(w school.Workspace) views.RecordingAsk {
	ask := views.RecordingAsk{State: string(w.Recording)}
	if !w.Mine {
		if w.Recording != school.RecordingOn {
			ask.State = ""
		}
		return ask
	}
	ask.Action = attemptURL(w.Attempt.ID) + "/recording"
	if w.Recording == school.RecordingOn {
		ask.ReplayURL = replayURL(w.Attempt.ID)
	}
	return ask
}

// answerRecording is a trainee's yes or no, given on the page of a program.
func (s *Server) answerRecording(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	if !w.Mine {
		return school.Failure(school.Forbidden, "Only the trainee whose program it is can answer that.", "")
	}
	agreed, notice := field(c, "recording") == "yes", "recording"
	if !agreed {
		notice = "unrecorded"
	}
	if err := s.school.AnswerRecording(c.Request().Context(), s.actor(c), w.Course.ID, agreed); err != nil {
		return err
	}
	return s.said(c, notice, stageURL(w.Attempt.ID, school.Implement))
}

// recording is the page on which a course opts in.
func (s *Server) recording(c echo.Context) error {
	course, err := s.taught(c)
	if err != nil {
		return err
	}
	v := views.Recording{Page: s.frame(c, "Recording"), Course: course.Title, On: course.Records, Action: recordingURL(course.ID), BackURL: courseURL(course.ID)}
	v.Page.Nav = "course"
	page := school.Page{Limit: 200}
	for {
		rows, err := s.school.Roster(c.Request().Context(), s.actor(c), course.ID, page)
		if err != nil {
			return err
		}
		for _, r := range rows {
			page.After = int64(r.Person.ID)
			if r.Enrolment.Role != school.Trainee {
				continue
			}
			v.Trainees++
			switch r.Enrolment.Recording {
			case school.Agreed:
				v.Agreed++
			case school.Declined:
				v.Declined++
			}
		}
		if len(rows) < page.Limit {
			break
		}
	}
	return s.show(c, http.StatusOK, views.RecordingPage(v))
}

// setRecording opts a course in or out.
func (s *Server) setRecording(c echo.Context) error {
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	if err := s.school.SetRecording(c.Request().Context(), s.actor(c), id, field(c, "recording") == "on"); err != nil {
		return err
	}
	return s.said(c, "saved", recordingURL(id))
}

// exportMyEdits writes every record of the asker's own writing, one step a line.
func (s *Server) exportMyEdits(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	h := c.Response().Header()
	h.Set("Content-Type", "application/jsonl; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="my-writing.jsonl"`)
	var after school.AttemptID
	write := json.NewEncoder(c.Response())
	for {
		r, err := s.school.MyReplay(ctx, by, after)
		if err != nil && school.KindOf(err) == school.NotFound {
			if !c.Response().Committed { // there is none: an empty file
				c.Response().WriteHeader(http.StatusOK)
			}
			return nil
		}
		if err != nil {
			return err
		}
		after = r.Attempt.ID
		if err := writeEdits(write, r); err != nil {
			return err
		}
	}
}

// writeEdits writes one record: a line for what stood there at the beginning, then one for each step.
func writeEdits(write *json.Encoder, r school.Replay) error {
	type line struct {
		Attempt    school.AttemptID    `json:"attempt"`
		Exercise   string              `json:"exercise"`
		Step       int                 `json:"step"`
		At         time.Time           `json:"at"`
		Kind       school.EditKind     `json:"kind"`
		From       int                 `json:"from"`
		Removed    int                 `json:"removed"`
		Insert     string              `json:"insert"`
		Submission school.SubmissionID `json:"submission,omitempty"`
	}
	if err := write.Encode(line{Attempt: r.Attempt.ID, Exercise: r.Assignment.Exercise, At: r.Record.Began, Kind: "began", Insert: r.Record.Starts}); err != nil {
		return err
	}
	for i, st := range r.Steps {
		if err := write.Encode(line{r.Attempt.ID, r.Assignment.Exercise, i + 1, st.At, st.Kind, st.From, st.Removed, st.Insert, st.Submission}); err != nil {
			return err
		}
	}
	return nil
}
