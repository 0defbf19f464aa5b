package web

import (
	"fmt"
	"math"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
	"coronium/views/plot"
)

// flag shows one flag: to its trainee as "my flag", to those who review it as the dossier. Both see the
// same evidence.
func (s *Server) flag(c echo.Context) error {
	id, err := identifier[school.FlagID](c, "flag")
	if err != nil {
		return err
	}
	dossier, err := s.school.Dossier(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	return s.showFlag(c, http.StatusOK, dossier, flagForm{})
}

// flagForm is what a refused form of the page brings back.
type flagForm struct {
	statement, statementError string
	reason, reasonError       string
	decision, decisionError   string
	appeal, appealError       string
	appealTo, appealToError   string
}

func (s *Server) showFlag(c echo.Context, status int, d school.Dossier, form flagForm) error {
	if d.Trainee.ID == s.actor(c).ID {
		return s.show(c, status, views.MyFlagPage(s.myFlagView(c, d, form)))
	}
	v, err := s.dossierView(c, d, form)
	if err != nil {
		return err
	}
	return s.show(c, status, views.DossierPage(v))
}

func (s *Server) myFlagView(c echo.Context, d school.Dossier, form flagForm) views.MyFlag {
	in, now := zone(d.Course), s.now()
	v := views.MyFlag{Page: s.frame(c, "Your flag"), Exercise: d.Assignment.Title, State: string(d.Flag.State), Says: plain(d.Claim),
		Evidence: s.evidence(d, in, now), Statement: d.Flag.Statement, StatementAt: views.At(d.Flag.StatedAt, now, in),
		Audit: auditRows(d.Audit, now, in), BackURL: stageURL(d.Flag.Attempt, school.Explain), AuditExportURL: myLogURL, Decision: decisionMade(d, now, in)}
	if !d.Flag.Settled() {
		v.AnswerBy = views.At(d.Flag.StatementDue, now, in)
	}
	if d.MayState {
		v.StatementAction = flagURL(d.Flag.ID) + "/statement"
	}
	v.AskAction, v.Asked = flagURL(d.Flag.ID)+"/ask", asked(d)
	if d.Fresh.MayAsk {
		v.MayAsk = append(v.MayAsk, "fresh")
	}
	if d.MayAskViva {
		v.MayAsk = append(v.MayAsk, "viva")
	}
	if d.Flag.State == school.FlagConfirmed && !d.Flag.Final {
		v.AppealAction = flagURL(d.Flag.ID) + "/appeal"
		v.Appeal, v.AppealToError = views.Field{Value: form.appeal, Error: form.appealError}, form.appealToError
		for _, p := range d.AppealTo {
			chosen := fmt.Sprint(p.ID) == form.appealTo || len(d.AppealTo) == 1
			v.AppealTo = append(v.AppealTo, views.Option{Value: fmt.Sprint(p.ID), Says: plain(p.Name), Checked: chosen})
		}
	}
	v.Appealed = appealView(d, now, in)
	v.Viva, v.MayReadBack = vivaRecord(d.Viva, d.Flag.ID, now, in), d.MayReadBack
	if d.Viva != nil || d.Flag.State == school.Viva {
		v.VivaURL = vivaURL(d.Flag.ID)
	}
	if form.statementError != "" {
		v.Statement, v.StatementError = form.statement, form.statementError
	}
	return v
}

// stateWords stores the trainee's answer to a flag.
func (s *Server) stateWords(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.FlagID](c, "flag")
	if err != nil {
		return err
	}
	words := field(c, "statement")
	if fault := badText(words); fault != "" {
		err = school.FieldFault("words", fault)
	} else {
		_, err = s.school.State(ctx, by, id, words, false)
	}
	if faults, what, ok := fieldFaults(err); ok {
		d, err := s.school.Dossier(ctx, by, id)
		if err != nil {
			return err
		}
		return s.showFlag(c, http.StatusUnprocessableEntity, d, flagForm{statement: words, statementError: firstFault(faults, what)})
	}
	if err != nil {
		return err
	}
	return s.said(c, "statement", flagURL(id))
}

// askFor stores the wish for a conversation, or for a fresh sitting. Neither is a statement, which can be made besides.
func (s *Server) askFor(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.FlagID](c, "flag")
	if err != nil {
		return err
	}
	switch field(c, "ask") {
	case "viva":
		_, err = s.school.AskViva(ctx, by, id)
	case "fresh":
		var d school.Dossier
		if d, err = s.school.Dossier(ctx, by, id); err == nil {
			_, err = s.school.AskFresh(ctx, by, d.Flag.Attempt, "")
		}
	default:
		err = school.FieldFault("ask", "Choose a viva or a fresh sitting.")
	}
	if err != nil {
		return err
	}
	return s.said(c, "asked", flagURL(id))
}

// appeal asks for the second person whom the trainee names.
func (s *Server) appeal(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.FlagID](c, "flag")
	if err != nil {
		return err
	}
	form := flagForm{appeal: field(c, "statement"), appealTo: field(c, "to")}
	to, notChosen := strconv.ParseInt(form.appealTo, 10, 64)
	switch fault := badText(form.appeal); {
	case fault != "":
		form.appealError = fault
	case strings.TrimSpace(form.appeal) == "":
		form.appealError = "Say what the second person should know; a sentence is enough."
	case notChosen != nil:
		form.appealToError = "Choose who decides the appeal."
	default:
		_, err = s.school.Appeal(ctx, by, id, form.appeal, school.PersonID(to))
		faults, what, invalid := fieldFaults(err)
		if err == nil {
			return s.said(c, "appealed", flagURL(id))
		}
		if !invalid {
			return err
		}
		form.appealToError = firstFault(faults, what)
	}
	d, err := s.school.Dossier(ctx, by, id)
	if err != nil {
		return err
	}
	return s.showFlag(c, http.StatusUnprocessableEntity, d, form)
}

// appealView is an appeal as both sides read it, or nil.
func appealView(d school.Dossier, now time.Time, in *time.Location) *views.Appeal {
	if d.Flag.AppealTo == 0 {
		return nil
	}
	a := &views.Appeal{To: d.Second.Name, Words: d.Flag.Appeal, When: views.At(d.Flag.AppealedAt, now, in)}
	if d.Flag.State == school.Appealed {
		a.Says = "Fresh questions are made from the same program. They are answered in the room, on the page of the exercise; " +
			"the code comes from the second person, who decides when they are answered or when ten working days have passed."
	}
	return a
}

// evidence is what a flag rests on.
func (s *Server) evidence(d school.Dossier, in *time.Location, now time.Time) views.Evidence {
	e := views.Evidence{E: d.Decision.E, OneIn: oneIn(d.Decision.E), Says: evidenceSays(d), Unknown: plain(d.NotKnown), RuleURL: views.KeysURL + "#rule",
		Path: plot.EPath{E: d.Decision.Path, FlagAt: flagAt}}
	passed, asked := map[string]bool{}, map[string]bool{}
	n := 0
	for _, sitting := range d.Sittings {
		for _, it := range sitting.Items {
			if it.Answered.IsZero() {
				continue
			}
			n++
			asked[it.Family] = true
			passed[it.Family] = passed[it.Family] || it.Correct
			e.Path.Right = append(e.Path.Right, it.Correct)
			e.Path.Days = append(e.Path.Days, sitting.Opened.In(in).Format("2 Jan"))
			e.Items = append(e.Items, s.evidenceItem(n, sitting, it, in))
		}
	}
	e.Families = familyChips(asked, passed)
	if len(e.Path.Right) != len(e.Path.E) { // marked later, or an earlier round: no path can be drawn honestly
		shorter := min(len(e.Path.Right), len(e.Path.E))
		e.Path.E, e.Path.Right, e.Path.Days = e.Path.E[:shorter], e.Path.Right[:shorter], e.Path.Days[:shorter]
	}
	return e
}

// flagAt is the evidence from which on a flag may be raised (understanding checks, decision rule).
const flagAt = 100

// oneIn writes E as the chance that it bounds.
func oneIn(e float64) string {
	if !(e >= 1) {
		return "1"
	}
	if math.IsInf(e, 0) || e > 1e6 {
		return "a million"
	}
	scale := 1.0 // two digits, rounded down, so that "at most 1 in N" stays true
	for e/scale >= 100 {
		scale *= 10
	}
	return fmt.Sprintf("%.0f", math.Floor(e/scale)*scale)
}

// evidenceSays counts what the evidence is made of, and what a flag needs.
func evidenceSays(d school.Dossier) views.Markdown {
	days := fmt.Sprintf("on %s different days", inWords(d.Decision.Days))
	if d.Decision.Days < 2 {
		days = "on one day"
	}
	return plain(fmt.Sprintf("%s %d of %s right, %s, with misses in %s. A flag needs E ≥ %d, 6 items, two days and misses in 3 families.",
		d.Submission.Verdict.Says, d.Decision.Right, count(d.Decision.Items, "item"), days, families(d.Decision.Families), flagAt))
}

func families(n int) string {
	if n == 1 {
		return "one family"
	}
	return inWords(n) + " families"
}

func (s *Server) evidenceItem(n int, sitting school.Sitting, it school.SittingItem, in *time.Location) views.EvidenceItem {
	item := openItem(it)
	return views.EvidenceItem{N: n, Title: views.Markdown(item.Title), Family: familyName(it.Family), Day: day(sitting.Opened, in),
		Answer: answerWords(item, it), Correct: it.Correct, Key: views.Markdown(keyWords(item, it)), Time: clockTime(it.Answered.Sub(it.Served)),
		RunAction: fmt.Sprintf("%s/items/%d/run", sittingURL(sitting.ID), it.ID), URL: fmt.Sprintf("%s#%s", sittingURL(sitting.ID), itemAnchor(it.ID))}
}

// familyChips lists what was asked by family, in the order of their numbers.
func familyChips(asked, passed map[string]bool) []views.Family {
	codes := make([]string, 0, len(asked))
	for code := range asked {
		codes = append(codes, code)
	}
	sort.Slice(codes, func(i, j int) bool {
		return len(codes[i]) < len(codes[j]) || len(codes[i]) == len(codes[j]) && codes[i] < codes[j]
	})
	var out []views.Family
	for _, code := range codes {
		result := "wrong"
		if passed[code] {
			result = "right"
		}
		name := familyWords[code]
		if name == "" {
			name = code
		}
		out = append(out, views.Family{Name: name, Result: result})
	}
	return out
}

// decisionMade is the advisor's decision, or nil while there is none.
func decisionMade(d school.Dossier, now time.Time, in *time.Location) *views.DecisionMade {
	if d.Flag.DecidedAt.IsZero() {
		return nil
	}
	by := "An advisor"
	for _, entry := range d.Audit {
		if entry.Actor == d.Flag.DecidedBy && entry.Name != "" {
			by = entry.Name
		}
	}
	return &views.DecisionMade{By: by, What: rulingWords[d.Flag.State].says, Reason: d.Flag.Reason, When: views.At(d.Flag.DecidedAt, now, in)}
}

// firstFault is the message of the only form field of a small form.
func firstFault(faults map[string]string, what string) string {
	for _, fault := range faults {
		return fault
	}
	return what
}
