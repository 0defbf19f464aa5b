package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// rulingWords are an advisor's possible decisions: how the choice reads before, and what it reads after.
var rulingWords = map[school.FlagState]struct {
	choice views.Markdown
	note   views.Markdown
	says   string
}{
	school.FlagCleared:   {"Clear", "The flag ends; understanding counts as shown.", "Cleared"},
	school.TeachBack:     {"Teach back, then sit again", "The trainee explains the work to you; fresh items follow, up to 8.", "Teach back, then sit again"},
	school.FreshSitting:  {"Grant a fresh sitting", "New questions about the same program, on another day, in the room.", "A fresh sitting"},
	school.Viva:          {"Hold a viva", "Three missed families, one that was right, one open \"why\".", "A viva"},
	school.FlagConfirmed: {"Confirm: not shown", "May be appealed to a second person.", "Confirmed: understanding not shown"},
}

// flagStates say how far due process has come, for the line above a dossier's claim.
var flagStates = map[school.FlagState]string{
	school.Provisional:   "provisional, no effect on the grade",
	school.Stated:        "statement received, no effect on the grade",
	school.Viva:          "a viva is to be held",
	school.TeachBack:     "teach back, then a fresh sitting",
	school.FreshSitting:  "a fresh sitting was granted",
	school.FlagCleared:   "cleared",
	school.FlagConfirmed: "confirmed: not shown",
	school.Appealed:      "appealed, with a second person",
}

func (s *Server) dossierView(c echo.Context, d school.Dossier, form flagForm) (views.Dossier, error) {
	in, now := zone(d.Course), s.now()
	page := s.frame(c, "Dossier "+d.Trainee.Name)
	page.Nav = "reviews"
	v := views.Dossier{Page: page, Number: fmt.Sprint(d.Flag.ID), Trainee: d.Trainee.Name, Exercise: d.Assignment.Title,
		Attempt: fmt.Sprintf("submission %d", d.Submission.Number), State: string(d.Flag.State), StateSays: flagStates[d.Flag.State],
		Claim: d.Claim, Evidence: s.evidence(d, in, now), WorkURL: reviewURL(d.Flag.Attempt), WorkSays: d.Submission.Verdict.Says,
		Statement: d.Flag.Statement, StatementAt: views.At(d.Flag.StatedAt, now, in), Accommodations: accommodation(d.Accommodation),
		ContextURL: flagURL(d.Flag.ID) + "?context=open", Decision: decisionMade(d, now, in),
		Audit: auditRows(d.Audit, now, in), AuditExportURL: auditURL(d.Course.ID) + ".jsonl"}
	v.Asked = asked(d)
	if r := d.Fresh.Request; r != nil && r.Words != "" {
		v.Asked = append(v.Asked, "For the fresh sitting: “"+r.Words+"”")
	}
	v.Appealed = appealView(d, now, in)
	v.Viva = vivaRecord(d.Viva, d.Flag.ID, now, in)
	if d.MayHoldViva {
		v.VivaURL = vivaURL(d.Flag.ID)
	}
	if len(d.MayDecide) > 0 {
		v.DecideBy = views.At(d.DecideBy, now, in)
		v.DecisionAction = flagURL(d.Flag.ID) + "/decision"
		v.Reason = views.Field{Name: "reason", Value: form.reason, Error: form.reasonError}
		v.DecisionError = form.decisionError
		for _, ruling := range d.MayDecide {
			words := rulingWords[ruling]
			if ruling == school.FlagConfirmed && d.Flag.State == school.Appealed {
				words.note = "This is final."
			}
			v.Decisions = append(v.Decisions, views.Option{Value: string(ruling), Says: words.choice, Note: words.note, Checked: form.decision == string(ruling)})
		}
	}
	if c.QueryParam("context") == "open" {
		rows, err := s.contextRows(c, d, in, now)
		if err != nil {
			return v, err
		}
		v.ContextOpen, v.Context = true, rows
	}
	return v, nil
}

// asked lists what the trainee has asked for and nobody has answered yet.
func asked(d school.Dossier) (out []string) {
	if r := d.Fresh.Request; r != nil && r.Open() {
		out = append(out, "fresh")
	}
	if d.Flag.WantsViva {
		out = append(out, "viva")
	}
	return out
}

// accommodation says what was agreed with the trainee about time.
func accommodation(factor float64) string {
	if factor == 0 || factor == 1 {
		return "none asked for"
	}
	return fmt.Sprintf("%s × the time for each item", number(factor))
}

// contextRows opens the panel of what surrounded the work. The school records that it was opened.
func (s *Server) contextRows(c echo.Context, d school.Dossier, in *time.Location, now time.Time) ([]views.ContextRow, error) {
	around, err := s.school.FlagContext(c.Request().Context(), s.actor(c), d.Flag.ID)
	if err != nil {
		return nil, err
	}
	var rows []views.ContextRow
	for _, stage := range school.Stages {
		if words := around.Declared[stage]; words != "" {
			rows = append(rows, views.ContextRow{Name: "Declared help, " + strings.ToLower(stageNames[stage]), Says: plain(words)})
		}
	}
	if len(rows) == 0 {
		rows = append(rows, views.ContextRow{Name: "Declared help", Says: "None was declared, and none was asked to be."})
	}
	rows = append(rows, writingRows(around, d.Flag.Attempt)...)
	for _, stage := range slices.Sorted(maps.Keys(around.Pasted)) {
		if around.Pasted[stage] == 0 {
			continue
		}
		rows = append(rows, views.ContextRow{Name: "Pasted, " + strings.ToLower(stageNames[stage]),
			Says: views.Markdown(fmt.Sprintf("%s pasted while the work was written; %s handed in.",
				count(around.Pasted[stage], "character"), count(around.Typed[stage], "character")))})
	}
	rows = append(rows, views.ContextRow{Name: "Runs and hand-ins", Says: views.Markdown(fmt.Sprintf("%s, %s.", count(around.Runs, "run"), count(around.HandIns, "hand-in")))})
	if !around.FirstOpened.IsZero() && !around.HandedIn.IsZero() {
		rows = append(rows, views.ContextRow{Name: "From first look to hand-in", Says: plain(span(around.HandedIn.Sub(around.FirstOpened)) + ", handed in " + views.At(around.HandedIn, now, in).Absolute + ".")})
	}
	rows = append(rows, views.ContextRow{Name: "Likeness", Says: views.Markdown(fmt.Sprintf("[Nearest neighbours and side by side](%s); looking is recorded.", likenessURL(d.Flag.ID)))})
	rows = append(rows, views.ContextRow{Name: "Window left during sittings", Says: views.Markdown(count(around.FocusLost, "time") + ".")})
	return rows, nil
}

// span writes a length of time with the two units that matter.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return count(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return fmt.Sprintf("%s %s", count(int(d.Hours()), "hour"), count(int(d.Minutes())%60, "minute"))
	}
	return count(int(d.Hours()/24), "day")
}

// decide records an advisor's decision with its reason.
func (s *Server) decide(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.FlagID](c, "flag")
	if err != nil {
		return err
	}
	form := flagForm{reason: field(c, "reason"), decision: field(c, "decision")}
	_, known := rulingWords[school.FlagState(form.decision)]
	switch fault := badText(form.reason); {
	case !known:
		form.decisionError = "Choose one of the decisions."
	case fault != "":
		form.reasonError = fault
	case strings.TrimSpace(form.reason) == "":
		form.reasonError = "Give a reason; the trainee reads it."
	default:
		_, err = s.school.Decide(ctx, by, id, school.Ruling{Outcome: school.FlagState(form.decision), Reason: form.reason})
		faults, what, invalid := fieldFaults(err)
		if err == nil {
			return s.said(c, "decided", flagURL(id))
		}
		if !invalid {
			return err
		}
		form.reasonError = firstFault(faults, what)
	}
	d, err := s.school.Dossier(ctx, by, id)
	if err != nil {
		return err
	}
	return s.showFlag(c, http.StatusUnprocessableEntity, d, form)
}
