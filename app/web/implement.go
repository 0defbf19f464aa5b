package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/views"
)

// implementPage is stage 3: the program, the queue, the verdict.
func (s *Server) implementPage(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	return s.showImplement(c, http.StatusOK, w, nil, "")
}

// showImplement draws the stage; entered and fault are what a refused program brings back.
func (s *Server) showImplement(c echo.Context, status int, w school.Workspace, entered *string, fault string) error {
	v, open, err := s.exerciseView(c, w, school.Implement)
	if err != nil {
		return err
	}
	if open {
		if v.Implement, err = s.implementPanel(c, w); err != nil {
			return err
		}
		if entered != nil {
			v.Implement.Source = *entered
		}
		if fault != "" {
			v.Page.Notice = &views.Notice{Kind: views.Differs, Text: plain(fault)}
		}
		if v.Implement.Run.Pending() {
			v.Page.RefreshSeconds = 3
		}
	}
	return s.showExercise(c, status, v)
}

func (s *Server) implementPanel(c echo.Context, w school.Workspace) (*views.ImplementPanel, error) {
	variant, err := s.variant(w)
	if err != nil {
		return nil, err
	}
	task, in, now := variant.Exercise.Implement, zone(w.Course), s.now()
	base := stageURL(w.Attempt.ID, school.Implement)
	p := &views.ImplementPanel{Action: base, DraftAction: base + "/draft", ResetAction: base + "/reset", Language: "python",
		Filename: moduleFile(task), Signature: signature(task), Source: sourceOf(w, variant), Seed: fmt.Sprint(w.Attempt.Seed),
		Limits: limits(task.Limits), NoPaste: policyOf(w, school.Implement).Help == school.ByHand, ReadOnly: !w.Mine, Hidden: len(task.Hidden)}
	p.Recording = recordingAsk(w)
	p.NotebookURL, p.NotebookAction = base+"/starter.ipynb", base+"/notebook"
	if draft, ok := w.Drafts[school.Implement]; ok {
		p.Saved = "saved " + draft.Saved.In(in).Format("15:04")
	}
	for _, test := range task.Visible {
		p.Tests = append(p.Tests, variant.Text(test.Name))
	}
	shown, err := s.shownSubmission(c, w, school.Implement)
	if err != nil {
		return nil, err
	}
	if shown.ID != 0 {
		p.Run = runStatus(shown, w.Mine)
		p.Receipt = receiptOf(shown, now, in)
		if shown.State == school.Graded {
			if p.Report, err = reportView(shown, now, in); err != nil {
				return nil, err
			}
			p.Used = used(shown, task.Limits)
		}
	}
	p.Counts, p.Declared = countsWords(w, school.Implement), w.Latest[school.Implement].Declared
	p.Attempts, err = s.history(c, w, school.Implement)
	return p, err
}

// shownSubmission is the run or hand-in that the address asks for, else the newest.
func (s *Server) shownSubmission(c echo.Context, w school.Workspace, stage school.Stage) (school.Submission, error) {
	id, err := strconv.ParseInt(c.QueryParam("submission"), 10, 64)
	if err != nil || c.Request().Method != http.MethodGet {
		return w.Latest[stage], nil
	}
	sub, err := s.school.Submission(c.Request().Context(), s.actor(c), school.SubmissionID(id))
	if err != nil {
		return sub, err
	}
	if sub.Attempt != w.Attempt.ID || sub.Stage != stage {
		return sub, errNoPage
	}
	return sub, nil
}

// sourceOf is what stands in the editor: the draft, else the newest submission, else the starter.
func sourceOf(w school.Workspace, variant *exercises.Variant) string {
	draft, drafted := w.Drafts[school.Implement]
	sub, submitted := w.Latest[school.Implement]
	switch {
	case drafted && (!submitted || !draft.Saved.Before(sub.Received)):
		return draft.Text
	case submitted:
		return sub.Text
	}
	return variant.Exercise.Starter
}

// signature is what the program must offer.
func signature(task *exercises.Implement) string {
	var out []string
	for _, f := range task.Functions {
		var returns []string
		for _, r := range f.Returns {
			returns = append(returns, r.Name)
		}
		out = append(out, f.Call+" → "+strings.Join(returns, ", "))
	}
	return strings.Join(out, "; ")
}

// moduleFile names the editor's file after the first function.
func moduleFile(task *exercises.Implement) string {
	if len(task.Functions) > 0 {
		return task.Functions[0].Name + ".py"
	}
	return "model.py"
}

// limits writes what a run may take: "5 s, 256 MB".
func limits(spec exercises.LimitSpec) string {
	var parts []string
	if spec.CPU != "" {
		parts = append(parts, cpuWords(spec.CPU))
	}
	if spec.Memory != "" {
		parts = append(parts, spec.Memory)
	}
	return strings.Join(parts, ", ")
}

func cpuWords(text string) string {
	d, err := time.ParseDuration(text)
	if err != nil {
		return text
	}
	return number(d.Seconds()) + " s"
}

// used writes what a run took: "0.42 s of 5 s · 38 MB of 256 MB".
func used(sub school.Submission, spec exercises.LimitSpec) string {
	var report exercises.Report
	if json.Unmarshal(sub.Verdict.Report, &report) != nil || report.Usage.CPU == 0 {
		return ""
	}
	words := fmt.Sprintf("%.2f s", report.Usage.CPU.Seconds())
	if spec.CPU != "" {
		words += " of " + cpuWords(spec.CPU)
	}
	if report.Usage.Memory > 0 {
		words += fmt.Sprintf(" · %d MB", report.Usage.Memory>>20)
		if spec.Memory != "" {
			words += " of " + spec.Memory
		}
	}
	return words
}

func policyOf(w school.Workspace, stage school.Stage) school.Policy {
	for _, st := range w.Stages {
		if st.Stage == stage {
			return st.Policy
		}
	}
	return school.Policy{}
}

// countsWords says which hand-in makes the grade.
func countsWords(w school.Workspace, stage school.Stage) views.Markdown {
	sub, ok := w.Counting[stage]
	if !ok {
		return "Nothing is handed in yet. A run costs nothing and never counts."
	}
	which := "best"
	if w.Assignment.Counts == school.CountsLatest {
		which = "latest"
	}
	return views.Markdown(fmt.Sprintf("Your %s hand-in counts: number %d, %s marks.", which, sub.Number, marks(sub.Verdict.Score, sub.Verdict.Max)))
}

// submitProgram runs the program or hands it in.
func (s *Server) submitProgram(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	source := field(c, "source")
	work := school.Work{Stage: school.Implement, Kind: school.Run, Text: source, Declared: field(c, "declared"), Edits: editsSent(c)}
	notice := "running"
	if field(c, "do") == "hand-in" {
		work.Kind, notice = school.HandIn, "handed-in"
	}
	if exercises.IsNotebook(source) { // pasted as it is
		work.Text, err = s.programOf(c, source)
	}
	if fault := badText(work.Text); fault != "" {
		err = school.FieldFault("source", fault)
	} else if err == nil {
		_, err = s.school.Submit(ctx, by, id, work)
	}
	if err == nil {
		// No fragment: a browser without scripts does not refresh a page whose address has one.
		return s.said(c, notice, stageURL(id, school.Implement))
	}
	fault := err.Error()
	status := statuses[school.KindOf(err)]
	if faults, what, ok := fieldFaults(err); ok {
		fault = sentence("Your program", faults, what)
	} else if status != http.StatusConflict && status != http.StatusServiceUnavailable {
		return err
	}
	w, failed := s.workspace(c)
	if failed != nil {
		return failed
	}
	return s.showImplement(c, status, w, &source, fault)
}

// sentence makes the faults of fields, which begin with a verb or stand alone, into one message.
func sentence(subject string, faults map[string]string, what string) string {
	words := faultWords(faults, what)
	if words != "" && strings.ToLower(words[:1]) == words[:1] {
		words = subject + " " + words
	}
	if !strings.HasSuffix(words, ".") {
		words += "."
	}
	return words
}

// resetProgram puts the starter back into the editor.
func (s *Server) resetProgram(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	variant, err := s.variant(w)
	if err != nil {
		return err
	}
	draft := school.DraftSave{Stage: school.Implement, Text: variant.Exercise.Starter, Revision: -1}
	if _, err := s.school.SaveDraft(c.Request().Context(), s.actor(c), w.Attempt.ID, draft); err != nil {
		return err
	}
	return s.said(c, "reset", stageURL(w.Attempt.ID, school.Implement))
}

// retry queues a submission again that we failed to judge.
func (s *Server) retry(c echo.Context) error {
	id, err := identifier[school.SubmissionID](c, "submission")
	if err != nil {
		return err
	}
	sub, err := s.school.Submission(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	if _, err := s.school.Retry(c.Request().Context(), s.actor(c), id); err != nil {
		return err
	}
	return s.said(c, "running", stageURL(sub.Attempt, sub.Stage))
}

// history lists the runs and hand-ins of a stage, newest first.
func (s *Server) history(c echo.Context, w school.Workspace, stage school.Stage) ([]views.AttemptRow, error) {
	subs, err := s.school.Submissions(c.Request().Context(), s.actor(c), w.Attempt.ID, school.Page{Limit: 50})
	if err != nil {
		return nil, err
	}
	in, now := zone(w.Course), s.now()
	var out []views.AttemptRow
	for _, sub := range subs {
		if sub.Stage != stage {
			continue
		}
		row := views.AttemptRow{When: views.At(sub.Received, now, in), Kind: string(sub.Kind), Says: submissionSays(sub), Verdict: submissionVerdict(sub),
			URL: fmt.Sprintf("%s?submission=%d#report", stageURL(w.Attempt.ID, stage), sub.ID), Counts: w.Counting[stage].ID == sub.ID && sub.ID != 0}
		out = append(out, row)
	}
	return out, nil
}

// submissionSays is a submission in one line of a list.
func submissionSays(sub school.Submission) string {
	switch {
	case sub.State == school.Failed:
		return sub.Fault
	case sub.State != school.Graded:
		return "in the queue"
	case sub.Verdict.Fault != "":
		return sub.Verdict.Fault
	}
	return sub.Verdict.Says
}

func submissionVerdict(sub school.Submission) string {
	switch {
	case sub.State != school.Graded, sub.Verdict.Ungradable:
		return views.Unclear
	case sub.Verdict.Passed:
		return views.Holds
	}
	return views.Differs
}
