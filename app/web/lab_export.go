package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"coronium/app/lab"
	"coronium/views"
	"coronium/views/plot"
	"coronium/views/static"
)

// labExports are the ways to take a run along.
func labExports(q lab.Query) []views.LabExport {
	python := "the same numbers from NumPy alone"
	if !lab.Native(q) {
		python = "runs coronium and loads the result"
	}
	return []views.LabExport{
		{Label: "CSV", URL: exportURL(q, "run.csv"), Says: "traces and numbers, with parameters and units at its head"},
		{Label: "JSON", URL: exportURL(q, "run.json"), Says: "as the command line prints it"},
		{Label: "Python", URL: exportURL(q, "run.py"), Says: python},
	}
}

// labRun computes the run that an export is of: the variant's, if one is chosen.
func (s *Server) labRun(c echo.Context) (lab.Query, lab.Outcome, error) {
	m, err := labModel(c)
	if err != nil {
		return lab.Query{}, lab.Outcome{}, err
	}
	q := lab.Read(m, c.QueryParams())
	if len(q.Faults) > 0 {
		return q, lab.Outcome{}, &failure{http.StatusUnprocessableEntity, labFaults(q.Faults), "Mend it on the page, then export again."}
	}
	job, err := s.lab.Submit(labOwner(int64(s.actor(c).ID)), q)
	if err != nil {
		return q, lab.Outcome{}, &failure{http.StatusTooManyRequests, err.Error(), "Nothing was lost: the address holds the whole state."}
	}
	p := job.Wait(c.Request().Context(), exportWait)
	o := p.Outcome
	if o.Main == nil || p.State != lab.Done {
		job.Cancel()
		return q, o, &failure{http.StatusServiceUnavailable, "The run was not ready in time.", "Open its page, let it finish, and export again."}
	}
	if o.Main.Err != nil {
		return q, o, &failure{http.StatusUnprocessableEntity, o.Main.Err.Error(), "Mend it on the page, then export again."}
	}
	return q, o, nil
}

// exported is the run that an export is of.
func exported(o lab.Outcome) *lab.Run {
	if o.Wrong != nil && o.Wrong.Err == nil {
		return o.Wrong
	}
	return o.Main
}

func attach(c echo.Context, name, kind string, body []byte) error {
	h := c.Response().Header()
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	return c.Blob(http.StatusOK, kind, body)
}

func (s *Server) labCSV(c echo.Context) error {
	q, o, err := s.labRun(c)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := lab.WriteCSV(&out, q.Model, *exported(o), q.Address()); err != nil {
		return err
	}
	return attach(c, q.Model.Name+".csv", "text/csv; charset=utf-8", out.Bytes())
}

func (s *Server) labJSON(c echo.Context) error {
	q, o, err := s.labRun(c)
	if err != nil {
		return err
	}
	run := exported(o)
	raw, err := json.Marshal(lab.Document(q.Model.Name, run.Settings, run.Result, run.Seconds))
	if err != nil {
		return err
	}
	return attach(c, q.Model.Name+".json", "application/json", append(raw, '\n'))
}

// labPython needs no run: the program computes it.
func (s *Server) labPython(c echo.Context) error {
	m, err := labModel(c)
	if err != nil {
		return err
	}
	q := lab.Read(m, c.QueryParams())
	if len(q.Faults) > 0 {
		return &failure{http.StatusUnprocessableEntity, labFaults(q.Faults), "Mend it on the page, then export again."}
	}
	text, err := lab.Script(q)
	if err != nil {
		return err
	}
	return attach(c, q.Model.Name+".py", "text/x-python; charset=utf-8", []byte(text))
}

// faces are what a drawing carries along, so that it looks the same where these fonts are not installed.
func faces() []plot.Face {
	return []plot.Face{
		{Family: "IBM Plex Sans", Style: "normal", WOFF2: static.Bytes("ibm-plex-sans-latin-400-normal.woff2")},
		{Family: "TeX Gyre Pagella", Style: "italic", WOFF2: static.Bytes("texgyrepagella-italic.woff2")},
	}
}

// labFigureFile gives a figure alone: as a drawing that stands without the page, or its points for zooming.
func (s *Server) labFigureFile(kind string) echo.HandlerFunc {
	return func(c echo.Context) error {
		q, o, err := s.labRun(c)
		if err != nil {
			return err
		}
		var out views.LabOut
		s.labShow(&out, q, o)
		figures := append(append([]views.LabFigure{}, out.Main...), out.Side...)
		if out.Sweep != nil && out.Sweep.Figure != nil {
			figures = append(figures, *out.Sweep.Figure)
		}
		for _, f := range figures {
			if f.Figure.ID != c.QueryParam(lab.FieldFigure) {
				continue
			}
			if kind == "json" {
				return c.Blob(http.StatusOK, "application/json", []byte(plot.JSON(f.Figure)))
			}
			f.Figure.Description += " " + q.Model.Title + ": " + q.Settings.Changes(q.Model) + "."
			return attach(c, q.Model.Name+"-"+f.Figure.ID+".svg", "image/svg+xml", []byte(plot.StandAlone(f.Figure, f.Size, faces()...)))
		}
		return &failure{http.StatusNotFound, "This run has no such figure.", "Open the run's page; each of its figures has a link of its own."}
	}
}
