package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/grading/derive"
	"coronium/views"
)

// derivePage is stage 2: the numbered lines, the box for the next one, theory against simulation.
func (s *Server) derivePage(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	return s.showDerive(c, http.StatusOK, w, opened(w, c.QueryParam("line"), c.QueryParam("before")))
}

func (s *Server) showDerive(c echo.Context, status int, w school.Workspace, box composing) error {
	v, open, err := s.exerciseView(c, w, school.Derive)
	if err != nil {
		return err
	}
	if open {
		tellTravel(&v.Page, w)
		if v.Derive, err = s.derivePanel(c, w, box); err != nil {
			return err
		}
		if sub := w.Latest[school.Derive]; sub.State == school.Queued || sub.State == school.Running {
			v.Page.RefreshSeconds = 2
		}
	}
	return s.showExercise(c, status, v)
}

func (s *Server) derivePanel(c echo.Context, w school.Workspace, box composing) (*views.DerivePanel, error) {
	variant, err := s.variant(w)
	if err != nil {
		return nil, err
	}
	in, now := zone(w.Course), s.now()
	base := stageURL(w.Attempt.ID, school.Derive)
	p := &views.DerivePanel{RulesHelp: rules}
	lines := numbered1(w.Lines)
	carried := carriers(lines)
	hinted := false
	for i, l := range lines {
		view := lineView(l, carried)
		view.Why = why(l)
		if view.Why != nil && !hinted && !l.line.Holds() {
			view.Why.Hints, hinted = ladder(w, base, l.number), true
		}
		if w.Mine {
			view.EditURL = fmt.Sprintf("%s?line=%d#line-text", base, i+1)
			view.InsertURL = fmt.Sprintf("%s?before=%d#line-text", base, i+1)
			view.RemoveAction = fmt.Sprintf("%s/lines/%d/remove", base, i+1)
		}
		p.Lines = append(p.Lines, view)
	}
	if !hinted {
		p.Hints = ladder(w, base, "")
	}
	p.Assumptions = assumptions(variant.Exercise, w.Lines, base, w.Mine)
	if w.Mine {
		p.Compose = compose(variant.Exercise, lines, box, base)
		p.Compose.Undo, p.Compose.Redo = steps(w, base)
		p.Compose.Revision = fmt.Sprint(w.History.Revision)
		p.Compose.NoPaste = policyOf(w, school.Derive).Help == school.ByHand
		p.AssumeAction, p.AssumeText, p.AssumeError = base+"/assume", box.assume, box.assumeBad
		if len(lines) > 0 {
			p.HandInAction = base + "/hand-in"
		}
	}
	if p.Meets, p.MeetsSays, err = s.overlay(c.Request().Context(), w, box.text); err != nil {
		return nil, err
	}
	sub := w.Latest[school.Derive]
	p.Receipt = receiptOf(sub, now, in)
	if sub.State == school.Graded {
		p.Score = &views.Score{Marks: marks(sub.Verdict.Score, sub.Verdict.Max), Passed: sub.Verdict.Passed, Says: plain(sub.Verdict.Says)}
	}
	p.Goals, err = goals(variant, lines, sub)
	if p.Hints != nil && !slices.ContainsFunc(p.Goals, func(g views.Goal) bool { return !g.Reached }) {
		p.Hints = nil // no step is left
	}
	return p, err
}

// ladder is the stage's ladder of hints, beside the first line that needs one.
func ladder(w school.Workspace, base, line string) *views.HintLadder {
	hints := w.Hints[school.Derive]
	if len(hints) == 0 {
		return nil
	}
	out := &views.HintLadder{Line: line, Note: "Each hint that you open is kept in your record."}
	if w.Mine {
		out.Action = base + "/hints"
	}
	authors := 0
	for _, hint := range hints {
		if hint.Step == 0 {
			authors++
		}
	}
	for _, hint := range hints {
		title := hintKind(hint.N, authors)
		if hint.Step > 0 {
			title = stepKind(hint.Step)
		}
		if hint.Cost > 0 {
			title += fmt.Sprintf(" (costs %s %% of this stage's marks)", number(100*hint.Cost))
		}
		says := views.Markdown(hint.Text)
		if hint.Step > 0 && hint.Opened {
			says = "Next step: " + says
		}
		out.Rungs = append(out.Rungs, views.Hint{Title: title, Says: says, Open: hint.Opened})
	}
	return out
}

// hintKind says what kind of help a rung gives; the texts are questions of the exercise's author, from the
// first thought to the one that decides.
func hintKind(n, of int) string {
	switch {
	case n == 1:
		return "A question to start from"
	case n == of:
		return "The question that decides"
	case n == 2:
		return "A question about the step to take"
	}
	return "A question about what the step gives"
}

// stepKind says what the checker's own hints on the next step give away, rung by rung.
func stepKind(rung int) string {
	return [...]string{"The rule of the next step", "The term that it acts on", "The next line with a hole", "The next line itself"}[max(1, min(4, rung))-1]
}

// assumptions lists what is given, what was stated, and what the checker found to be needed.
func assumptions(exercise *exercises.Exercise, lines []school.Line, base string, mine bool) []views.Assumption {
	var out []views.Assumption
	known := map[string]bool{}
	for _, text := range exercise.Derive.Assume {
		known[squeeze(text)] = true
		out = append(out, views.Assumption{Formula: formula(exercise, text), State: "given", Text: text})
	}
	for _, text := range stated(lines) {
		known[squeeze(text)] = true
		a := views.Assumption{Formula: formula(exercise, text), State: "stated", Text: text}
		if mine {
			a.RemoveAction = base + "/assume/remove"
		}
		out = append(out, a)
	}
	for _, l := range numbered1(lines) {
		text := l.report.Condition
		if l.line.Verdict != derive.Conditional || text == "" || known[squeeze(text)] {
			continue
		}
		known[squeeze(text)] = true
		out = append(out, views.Assumption{Formula: formula(exercise, text), State: "found", Text: text, Says: views.Markdown("Line " + l.number + " holds only then.")})
	}
	return out
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), "") }

// compose is the box for the next line, or for one that is written again.
func compose(exercise *exercises.Exercise, lines []numberedLine, box composing, base string) *views.Compose {
	out := &views.Compose{Action: base, PreviewAction: base + "/preview", DraftAction: base + "/draft", N: fmt.Sprint(len(lines) + 1),
		Text: box.text, Rule: box.rule, Preview: box.preview, Rules: ruleOptions(exercise, lines)}
	if box.n >= 1 && box.n <= len(lines) {
		out.N, out.Again, out.Insert, out.LeaveAction = fmt.Sprint(box.n), !box.insert, box.insert, base+"/leave"
	}
	out.AsideText, out.AsideRule = box.asideText, box.asideRule
	for _, q := range exercise.Quantities {
		if !symbolOf(exercise, q.Name) {
			out.Symbols = append(out.Symbols, views.Quantity{Symbol: symbolIn(exercise, q.Name), Plain: q.Name, Means: q.Means, Unit: q.Unit})
		}
	}
	for _, declaration := range exercise.Derive.Symbols {
		name := nameInText.FindString(declaration)
		out.Symbols = append(out.Symbols, views.Quantity{Symbol: symbolIn(exercise, name), Plain: name, Means: "of this derivation", Unit: declaredUnit(exercise, name)})
	}
	for _, abbreviation := range exercise.Derive.Let {
		name, meaning, _ := strings.Cut(abbreviation, "=")
		name = strings.TrimSpace(name)
		out.Symbols = append(out.Symbols, views.Quantity{Symbol: symbolIn(exercise, name), Plain: name, Means: "short for " + strings.TrimSpace(meaning)})
	}
	return out
}

// rules are what a line may claim, for the folded table.
var rules = []views.RuleHelp{
	{Rule: "given", Means: "The line is a premise of the problem.", Example: "given"},
	{Rule: "equiv", Means: "It says the same as line 1; one may be had from the other and back.", Example: "equiv 1"},
	{Rule: "implies", Means: "It follows from line 1, not necessarily the other way round.", Example: "implies 1"},
	{Rule: "sub", Means: "Line 3 with something put in; several at once are simultaneous.", Example: "sub 3: t=T, V=V_th"},
	{Rule: "solve", Means: "Line 4 solved for a symbol.", Example: "solve 4 for T"},
	{Rule: "ode", Means: "The solution of the differential equation of line 2 with this initial condition.", Example: "ode 2 with V(0)=V_r"},
	{Rule: "diff", Means: "Both sides of line 3 differentiated.", Example: "diff 3 wrt t"},
	{Rule: "int", Means: "Both sides of line 3 integrated between these ends.", Example: "int 3 from 0 to T wrt t"},
	{Rule: "lim", Means: "What line 9 tends to.", Example: "lim 9: I -> inf"},
	{Rule: "expand", Means: "Line 3 expanded up to an order.", Example: "expand 3: x about 0 to 2"},
	{Rule: "closure", Means: "A modelling move: recorded, its dimensions checked, yours to defend.", Example: "closure"},
	{Rule: "identity", Means: "The line is true by itself.", Example: "identity"},
}

// ruleOptions offers rules for the newest line.
func ruleOptions(exercise *exercises.Exercise, lines []numberedLine) []views.Option {
	if len(lines) == 0 {
		return []views.Option{{Value: "given", Says: "a premise of the problem"}}
	}
	k := lines[len(lines)-1].number
	return []views.Option{
		{Value: "equiv " + k, Says: "says the same as the line above"},
		{Value: "implies " + k, Says: "follows from the line above"},
		{Value: "sub " + k + ": ", Says: "the line above with something put in"},
		{Value: "solve " + k + " for ", Says: "the line above, solved"},
		{Value: "ode " + k + " with ", Says: "the solution of the equation above"},
		{Value: "diff " + k + " wrt ", Says: "the line above, differentiated"},
		{Value: "lim " + k, Says: "a limit of the line above"},
		{Value: "closure", Says: "a modelling move, recorded"},
		{Value: "given", Says: "a premise of the problem"},
	}
}

// goals are the milestones: by the hand-in if there is one, else by the lines as they stand.
func goals(variant *exercises.Variant, lines []numberedLine, sub school.Submission) ([]views.Goal, error) {
	reached := map[string]bool{}
	for _, l := range lines {
		if l.line.Holds() && l.report.Goal != "" {
			reached[l.report.Goal] = true
		}
	}
	report, err := reportOf(sub)
	if err != nil {
		return nil, err
	}
	for _, test := range report.Tests {
		reached[test.Name] = reached[test.Name] || test.Passed
	}
	var out []views.Goal
	for _, m := range variant.Exercise.Derive.Milestones {
		name := views.Markdown(variant.Text(m.Says))
		if name == "" {
			name = plain(capital(strings.ReplaceAll(m.Name, "-", " ")))
		}
		goal := views.Goal{Name: name, Reached: reached[m.Name] || reached[m.Goal], Marks: number(m.Points)}
		if m.Bonus {
			goal.Marks = "bonus"
		}
		out = append(out, goal)
	}
	return out, nil
}
