package web

import (
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/views"
)

// A critique stage has several pieces, each judged on a page of its own and final once judged. The answers
// wait as a draft until the last one is given; then all are handed in together, and only then is the truth
// shown: a verdict on the first would tell something about the second.

// judgedMark is the field of the draft that says when a piece was judged.
const judgedMark = ".judged"

// critiquePage is stage 5.
func (s *Server) critiquePage(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	return s.showCritique(c, http.StatusOK, w, 0, nil, nil, "")
}

// showCritique draws piece n (from 1; 0 takes the address or the first that is not judged).
func (s *Server) showCritique(c echo.Context, status int, w school.Workspace, n int, entered, faults map[string]string, fault string) error {
	v, open, err := s.exerciseView(c, w, school.Critique)
	if err != nil {
		return err
	}
	if !open {
		return s.showExercise(c, status, v)
	}
	variant, err := s.variant(w)
	if err != nil {
		return err
	}
	answers := critiqueAnswers(w)
	if n == 0 {
		n, _ = strconv.Atoi(c.QueryParam("piece"))
	}
	if n < 1 || n > len(variant.Exercise.Critique) {
		n = firstUnjudged(variant, answers)
	}
	if v.Critique, err = s.critiquePanel(w, variant, n, answers, entered, faults); err != nil {
		return err
	}
	v.Critique.Error = fault
	if sub := w.Latest[school.Critique]; sub.State == school.Queued || sub.State == school.Running {
		v.Page.RefreshSeconds = 2
	}
	return s.showExercise(c, status, v)
}

// critiqueAnswers are the judgements given so far: of the hand-in, else of the draft.
func critiqueAnswers(w school.Workspace) map[string]string {
	if sub := w.Latest[school.Critique]; sub.ID != 0 {
		out := maps.Clone(sub.Fields)
		if out == nil {
			out = map[string]string{}
		}
		for name := range sub.Fields {
			if id, ok := strings.CutSuffix(name, ".verdict"); ok {
				out[id+judgedMark] = sub.Received.Format(time.RFC3339)
			}
		}
		return out
	}
	return w.Drafts[school.Critique].Fields
}

func firstUnjudged(variant *exercises.Variant, answers map[string]string) int {
	for i, piece := range variant.Exercise.Critique {
		if answers[piece.ID+judgedMark] == "" {
			return i + 1
		}
	}
	return 1
}

func (s *Server) critiquePanel(w school.Workspace, variant *exercises.Variant, n int, answers, entered, faults map[string]string) (*views.CritiquePanel, error) {
	piece, in, now := variant.Exercise.Critique[n-1], zone(w.Course), s.now()
	base := stageURL(w.Attempt.ID, school.Critique)
	p := &views.CritiquePanel{Action: fmt.Sprintf("%s?piece=%d", base, n), N: n, Of: len(variant.Exercise.Critique), Title: critiqueTitles[piece.Format],
		Brief: views.Markdown(variant.Text(piece.Ask)), Program: piece.Source}
	sealed := answers[piece.ID+judgedMark]
	p.Sealed = sealed != ""
	if at, err := time.Parse(time.RFC3339, sealed); err == nil {
		p.SealedAt = views.At(at, now, in)
	}
	value := func(name string) string {
		if p.Sealed || entered == nil {
			return answers[name]
		}
		return entered[name]
	}
	entry := func(name string) views.Field {
		return views.Field{Name: name, Value: value(name), Error: faults[name]}
	}
	p.Verdict, p.Line, p.Probability = entry(piece.ID+".verdict"), entry(piece.ID+".line"), entry(piece.ID+".confidence")
	for _, verdict := range piece.Verdicts() {
		p.Verdicts = append(p.Verdicts, views.Option{Value: verdict, Says: plain(capital(verdict)), Checked: value(piece.ID+".verdict") == verdict})
	}
	p.Inputs, p.InputsSays = critiqueInputs(variant, piece, entry)
	if piece.Entry != nil && piece.Entry.Interval != "" {
		p.InputsTitle = "Your number"
	}
	if n < p.Of {
		p.Next = &views.Link{Label: "The next one", URL: fmt.Sprintf("%s?piece=%d", base, n+1)}
	}
	if sub := w.Latest[school.Critique]; sub.State == school.Graded {
		reveal, err := revealPiece(sub, piece)
		p.Reveal = reveal
		return p, err
	}
	return p, nil
}

// critiqueTitles are the headings by format.
var critiqueTitles = map[string]string{"ai-solution": "An AI-written program", "claim": "A claim", "word-models": "Models in words"}

// critiqueInputs are the fields of the input that shows the flaw, or of the number that is asked for.
func critiqueInputs(variant *exercises.Variant, piece exercises.Critique, entry func(string) views.Field) ([]views.InputField, views.Markdown) {
	var out []views.InputField
	add := func(name string, label views.Markdown, unit string) {
		f := entry(name)
		out = append(out, views.InputField{Name: f.Name, Label: label, Unit: unit, Value: f.Value, Error: f.Error})
	}
	for _, name := range piece.Inputs {
		q, _ := variant.Exercise.Quantity(name)
		label := "$" + views.Markdown(symbolIn(variant.Exercise, name)) + "$"
		if piece.TakesList(name) {
			label = "`" + views.Markdown(name) + "`, as 10, 20, 40"
		}
		add(piece.ID+".input."+name, label, exercises.PrintedUnit(q.Unit))
	}
	says := views.Markdown("If it is wrong, give an input on which it and a right program differ. A field left empty keeps the exercise's value.")
	if piece.Entry != nil && piece.Entry.Interval != "" {
		add(piece.ID+".low", "From", exercises.PrintedUnit(piece.Entry.Interval))
		add(piece.ID+".high", "to", exercises.PrintedUnit(piece.Entry.Interval))
		says = "The number that is asked for, as an interval that holds it eight times in ten."
	}
	return out, says
}

// judgeCritique takes one judgement, which is final, and hands all in with the last one.
func (s *Server) judgeCritique(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	variant, err := s.variant(w)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.QueryParam("piece"))
	if err != nil || n < 1 || n > len(variant.Exercise.Critique) {
		return errNoPage
	}
	piece, entered := variant.Exercise.Critique[n-1], fields(c)
	base := stageURL(w.Attempt.ID, school.Critique)
	answers := maps.Clone(critiqueAnswers(w))
	if answers == nil {
		answers = map[string]string{}
	}
	if answers[piece.ID+judgedMark] != "" || w.Latest[school.Critique].ID != 0 {
		return school.Failure(school.Conflict, "This piece has been judged already.", "A judgement is final; what you said first stands.")
	}
	if fault := badFields(entered); fault != "" {
		return s.showCritique(c, http.StatusUnprocessableEntity, w, n, entered, nil, fault)
	}
	if faults := critiqueFaults(piece, entered); len(faults) > 0 {
		return s.showCritique(c, http.StatusUnprocessableEntity, w, n, entered, faults, "Not judged yet: something is missing or can't be read below.")
	}
	for _, name := range piece.Fields() {
		answers[name] = strings.TrimSpace(entered[name])
	}
	answers[piece.ID+judgedMark] = s.now().UTC().Format(time.RFC3339)
	if next := firstUnjudged(variant, answers); answers[variant.Exercise.Critique[next-1].ID+judgedMark] == "" {
		if _, err := s.school.SaveDraft(c.Request().Context(), s.actor(c), w.Attempt.ID, school.DraftSave{Stage: school.Critique, Fields: answers, Revision: -1}); err != nil {
			return err
		}
		return seeOther(c, fmt.Sprintf("%s?piece=%d", base, next))
	}
	return s.handInCritique(c, w, n, entered, answers)
}

// handInCritique hands all judgements in together.
func (s *Server) handInCritique(c echo.Context, w school.Workspace, n int, entered, answers map[string]string) error {
	work := school.Work{Stage: school.Critique, Kind: school.HandIn, Fields: map[string]string{}}
	for name, value := range answers {
		if !strings.HasSuffix(name, judgedMark) {
			work.Fields[name] = value
		}
	}
	receipt, err := s.school.Submit(c.Request().Context(), s.actor(c), w.Attempt.ID, work)
	if faults, what, ok := fieldFaults(err); ok {
		return s.showCritique(c, http.StatusUnprocessableEntity, w, n, entered, faults, faultWords(faults, what))
	}
	if err != nil {
		return err
	}
	s.await(c, receipt.Submission)
	return s.said(c, "handed-in", fmt.Sprintf("%s?piece=%d", stageURL(w.Attempt.ID, school.Critique), n))
}

// critiqueFaults finds what can't be judged before anything is final.
func critiqueFaults(piece exercises.Critique, entered map[string]string) map[string]string {
	faults := map[string]string{}
	known := false
	for _, verdict := range piece.Verdicts() {
		known = known || entered[piece.ID+".verdict"] == verdict
	}
	if !known {
		faults[piece.ID+".verdict"] = "Choose a verdict."
	}
	if fault := percentFault(entered[piece.ID+".confidence"]); fault != "" {
		faults[piece.ID+".confidence"] = fault
	}
	for _, name := range piece.Inputs {
		text := strings.TrimSpace(entered[piece.ID+".input."+name])
		switch {
		case text == "":
		case piece.TakesList(name):
			if fault := exercises.ListFault(text); fault != "" {
				faults[piece.ID+".input."+name] = fault
			}
		case !isNumber(text):
			faults[piece.ID+".input."+name] = numberFault(text)
		}
	}
	if piece.Entry != nil && piece.Entry.Interval != "" {
		for _, end := range []string{".low", ".high"} {
			if text := strings.TrimSpace(entered[piece.ID+end]); !isNumber(text) {
				faults[piece.ID+end] = numberFault(text)
			}
		}
	}
	return faults
}

func isNumber(text string) bool {
	_, err := strconv.ParseFloat(strings.ReplaceAll(text, "−", "-"), 64)
	return err == nil
}

func numberFault(text string) string {
	if strings.TrimSpace(text) == "" {
		return "Give a number."
	}
	if strings.Contains(text, ",") {
		return "Write a decimal point, not a comma."
	}
	return "This is not a number."
}

func percentFault(text string) string {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		return numberFault(text)
	case x < 0 || x > 100:
		return "Give a number of per cent, from 2 to 98."
	}
	return ""
}

// revealPiece is what is true of one piece, with what the judgement was worth.
func revealPiece(sub school.Submission, piece exercises.Critique) (*views.Reveal, error) {
	report, err := reportOf(sub)
	if err != nil {
		return nil, err
	}
	out := &views.Reveal{Verdict: views.Unclear, Lines: faultLines(piece.Line)}
	got, of := 0.0, 0.0
	for _, test := range report.Tests {
		rest, ok := strings.CutPrefix(test.Name, piece.ID+": ")
		if !ok {
			continue
		}
		got, of = got+test.Score*test.Weight, of+test.Weight
		if rest == "the verdict" {
			out.Verdict, out.Says = test.Verdict, views.Markdown(test.Message)
			continue
		}
		shown := feedback(test)
		shown.Title, shown.Line = capital(rest), 0
		out.Feedback = append(out.Feedback, shown)
	}
	if of > 0 {
		out.Score = &views.Score{Marks: marks(got, of), Passed: out.Verdict == views.Holds}
	}
	return out, nil
}

// critiqueReveal sums all pieces up for an advisor.
func (s *Server) critiqueReveal(sub school.Submission) (*views.Reveal, error) {
	report, err := reportOf(sub)
	if err != nil {
		return nil, err
	}
	out := &views.Reveal{Verdict: submissionVerdict(sub), Says: plain(report.Says), Score: &views.Score{Marks: marks(report.Score, report.Max), Passed: report.Passed}}
	for _, test := range report.Tests {
		out.Feedback = append(out.Feedback, feedback(test))
	}
	return out, nil
}

// faultLines reads "12-14, 20" as the lines that it names.
func faultLines(text string) []int {
	var out []int
	for part := range strings.SplitSeq(text, ",") {
		low, high, ranged := strings.Cut(strings.TrimSpace(part), "-")
		from, err := strconv.Atoi(strings.TrimSpace(low))
		if err != nil {
			continue
		}
		to := from
		if ranged {
			if to, err = strconv.Atoi(strings.TrimSpace(high)); err != nil {
				continue
			}
		}
		for n := from; n <= to && len(out) < 100; n++ {
			out = append(out, n)
		}
	}
	return out
}
