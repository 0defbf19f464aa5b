package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/grading/understand"
	"coronium/views"
)

// sittingStart is the page before a sitting: what it is, how long, where.
func (s *Server) sittingStart(c echo.Context) error {
	return s.showStart(c, http.StatusOK, "")
}

func (s *Server) showStart(c echo.Context, status int, codeError string) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	back := stageURL(w.Attempt.ID, school.Explain)
	next := w.Understanding.Next
	if next == nil || !w.Mine {
		return seeOther(c, back)
	}
	if next.Open != 0 && next.Mode != school.OnPaper {
		return seeOther(c, sittingURL(next.Open))
	}
	v := views.SittingStart{Page: s.frame(c, fmt.Sprintf("Sitting %d", next.Number)), N: next.Number, Exercise: w.Assignment.Title, Items: next.Items,
		Minutes: next.Minutes, Mode: modeWords[next.Mode], Action: attemptURL(w.Attempt.ID) + "/sitting", NeedsCode: next.NeedsCode,
		CodeError: codeError, BackURL: back}
	if next.Mode == school.OnPaper && next.Ready {
		v.Paper = string(w.Understanding.Says)
	}
	if !next.Ready {
		v.Opens = views.At(next.NotBefore, s.now(), zone(w.Course))
	}
	return s.show(c, status, views.SittingStartPage(v))
}

// openSitting begins a sitting, or goes on with the open one.
func (s *Server) openSitting(c echo.Context) error {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	sitting, err := s.school.OpenSitting(c.Request().Context(), s.actor(c), id, strings.TrimSpace(field(c, "code")))
	if faults, what, ok := fieldFaults(err); ok {
		return s.showStart(c, http.StatusUnprocessableEntity, firstFault(faults, what))
	}
	if err != nil {
		return err
	}
	return seeOther(c, sittingURL(sitting.ID))
}

// sitting shows the item that waits for an answer, or every key once the sitting has closed.
func (s *Server) sitting(c echo.Context) error {
	id, err := identifier[school.SittingID](c, "sitting")
	if err != nil {
		return err
	}
	return s.showSitting(c, http.StatusOK, id, nil, "")
}

// showSitting serves an item; entered and fault are what a refused answer brings back.
func (s *Server) showSitting(c echo.Context, status int, id school.SittingID, entered map[string]string, fault string) error {
	ctx, by := c.Request().Context(), s.actor(c)
	sitting, err := s.school.Sitting(ctx, by, id)
	if err != nil {
		return err
	}
	if done, ok := practised(c, sitting); ok {
		return s.showPractised(c, sitting, done)
	}
	if !sitting.Closed.IsZero() {
		return s.showClosed(c, http.StatusOK, sitting, 0, nil)
	}
	if sitting.Mode == school.OnPaper { // nothing of it is shown on a screen
		return seeOther(c, attemptURL(sitting.Attempt)+"/sitting")
	}
	keepNothing(c)
	it, err := s.school.Serve(ctx, by, id)
	if school.KindOf(err) == school.Gone { // the last time ran out while nobody looked
		if sitting, err = s.school.Sitting(ctx, by, id); err == nil && !sitting.Closed.IsZero() {
			return s.showClosed(c, http.StatusOK, sitting, 0, nil)
		}
	}
	if err != nil {
		return err
	}
	w, err := s.school.Workspace(ctx, by, sitting.Attempt)
	if err != nil {
		return err
	}
	item := openItem(it)
	v := views.Sitting{Page: s.frame(c, fmt.Sprintf("Sitting %d", sitting.Number)), N: sitting.Number, Round: sitting.Round, Exercise: w.Assignment.Title,
		Item: it.N + answeredBefore(w.Understanding, sitting), AtMost: w.Assignment.CheckItems, Action: sittingURL(id), ItemID: fmt.Sprint(it.ID),
		Title: item.Title, Ask: views.Markdown(item.Ask), Figure: itemFigure("question", item.Figure), Program: item.Program,
		Response: responseView(item, entered), Probes: probes(c), Error: fault, RoomCode: sitting.Mode == school.InTheRoom, FocusLost: sitting.FocusLost}
	if item.Program != "" {
		v.Caption, v.Derivation = programCaption(it.Family)
	}
	if sitting.Mode == school.Practice {
		v.Practice, v.Item, v.AtMost = true, it.N, len(sitting.Items)
	}
	if !it.Deadline.IsZero() {
		v.LimitSeconds = int(it.Deadline.Sub(it.Served).Seconds())
		v.UsedSeconds = max(0, int(s.now().Sub(it.Served).Seconds()))
	}
	return s.show(c, status, views.SittingPage(v))
}

// keepNothing has no copy of a page stay in the browser: of a question nobody who sits down at the machine afterwards
// finds one, and the way back leads to the question that is asked now.
func keepNothing(c echo.Context) { c.Response().Header().Set("Cache-Control", "no-store") }

// programCaption says what the text beside a question is, and whether it is a derivation.
func programCaption(family string) (caption string, derivation bool) {
	switch family {
	case "C5", "C7":
		return "Your program, with the change in it.", false
	case "C13":
		return "Your derivation, with one step altered.", true
	case "C14":
		return "Your derivation, as far as the missing line.", true
	}
	return "Your program, as you handed it in.", false
}

// answeredBefore counts the items of earlier sittings of the same round.
func answeredBefore(u school.Understanding, now school.Sitting) int {
	n := 0
	for _, other := range u.Sittings {
		if other.Round == now.Round && other.Number < now.Number {
			n += other.Done()
		}
	}
	return n
}

// answerItem takes an answer, which is final. An answer to an item that has one already changes nothing.
func (s *Server) answerItem(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.SittingID](c, "sitting")
	if err != nil {
		return err
	}
	item, err := postedID[school.ItemID](c, "item")
	if err != nil {
		return err
	}
	entered := fields(c, "item")
	if field(c, "do") == "probe" {
		return s.probe(c, id, item, entered)
	}
	answer := school.Answer{Fields: entered, DontKnow: field(c, "do") == "dont-know"}
	if fault := badFields(entered); fault != "" && !answer.DontKnow {
		return s.showSitting(c, http.StatusUnprocessableEntity, id, entered, fault)
	}
	if !answer.DontKnow {
		fault, err := s.unreadable(c, id, item, entered)
		if err != nil {
			return err
		}
		if fault != "" {
			return s.showSitting(c, http.StatusUnprocessableEntity, id, entered, fault)
		}
	}
	after, err := s.school.Answer(ctx, by, id, item, answer)
	if faults, what, ok := fieldFaults(err); ok {
		return s.showSitting(c, http.StatusUnprocessableEntity, id, entered, faultWords(faults, what))
	}
	if kind := school.KindOf(err); err != nil && kind != school.Conflict && kind != school.Gone {
		return err
	}
	if after.Mode == school.Practice { // explained at once
		return seeOther(c, fmt.Sprintf("%s?answered=%d", sittingURL(id), item))
	}
	return seeOther(c, sittingURL(id))
}

// mostProbes bounds how many calls are shown again under a question.
const mostProbes = 20

// probe calls the program that a question is about, and shows the answer under those that came before. They travel with the
// form: what a trainee has seen is theirs, and nothing of the key is in it.
func (s *Server) probe(c echo.Context, id school.SittingID, item school.ItemID, entered map[string]string) error {
	says, unread, err := s.school.Probe(c.Request().Context(), s.actor(c), id, item, entered)
	if kind := school.KindOf(err); err != nil && (kind == school.Conflict || kind == school.Gone) {
		return seeOther(c, sittingURL(id))
	}
	if err != nil {
		return err
	}
	if unread != "" {
		return s.showSitting(c, http.StatusUnprocessableEntity, id, entered, unread)
	}
	c.Set(newProbe, says)
	return s.showSitting(c, http.StatusOK, id, entered, "")
}

// newProbe is where a request keeps the call that it has just made.
const newProbe = "probe"

// probes are the calls to show under a question: those that the form carries, and the one just made.
func probes(c echo.Context) []string {
	var list []string
	if values, err := c.FormParams(); err == nil {
		list = slices.Clone(values["probed"])
	}
	if says, ok := c.Get(newProbe).(string); ok && says != "" {
		list = append(list, says)
	}
	if len(list) > mostProbes {
		list = list[len(list)-mostProbes:]
	}
	for i, line := range list {
		if r := []rune(line); len(r) > 300 {
			list[i] = string(r[:300])
		}
	}
	return list
}

// unreadable says why an answer can't be read as the item wants it: a slip of the keyboard is no wrong answer, and
// what was answered is final. Nothing of the key enters here.
func (s *Server) unreadable(c echo.Context, id school.SittingID, item school.ItemID, entered map[string]string) (string, error) {
	sitting, err := s.school.Sitting(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return "", err
	}
	for _, it := range sitting.Items {
		if it.ID == item && it.Answered.IsZero() && len(it.Shown) > 0 {
			return unreadableAnswer(openItem(it), entered), nil
		}
	}
	return "", nil // the school says what is wrong with an item that is not the one asked
}

// faultWords joins the faults of a small form into one message.
func faultWords(faults map[string]string, what string) string {
	if len(faults) == 0 {
		return what
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		parts = append(parts, faults[name])
	}
	return strings.Join(parts, " ")
}

// focusLost notes that the window was left in a sitting in the room; context only.
func (s *Server) focusLost(c echo.Context) error {
	id, err := identifier[school.SittingID](c, "sitting")
	if err != nil {
		return err
	}
	if err := s.school.FocusLost(c.Request().Context(), s.actor(c), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// runItem computes the key of a closed item again and shows the outcome beside it, on the page that asked:
// the sitting's, or the dossier's.
func (s *Server) runItem(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.SittingID](c, "sitting")
	if err != nil {
		return err
	}
	item, err := identifier[school.ItemID](c, "item")
	if err != nil {
		return err
	}
	ran, err := s.school.Rerun(ctx, by, id, item)
	if err != nil {
		return err
	}
	sitting, err := s.school.Sitting(ctx, by, id)
	if err != nil {
		return err
	}
	now := s.now()
	w, err := s.school.Workspace(ctx, by, sitting.Attempt)
	if err != nil {
		return err
	}
	var report understand.Rerun
	_ = json.Unmarshal(ran.Report, &report) // without it the sentence alone is shown
	result := &views.RunResult{When: views.At(now, now, zone(w.Course)), Value: unticked(report.Found), Says: views.Markdown(ran.Says), Agree: ran.Agrees}
	return s.showClosed(c, http.StatusOK, sitting, item, result)
}

// showClosed shows a sitting with its keys; ran stands beside the item that was run again.
func (s *Server) showClosed(c echo.Context, status int, sitting school.Sitting, again school.ItemID, ran *views.RunResult) error {
	return s.showClosedWith(c, status, sitting, again, ran, mendForm{})
}

// showClosedWith is showClosed with a form that was refused.
func (s *Server) showClosedWith(c echo.Context, status int, sitting school.Sitting, again school.ItemID, ran *views.RunResult, form mendForm) error {
	w, err := s.school.Workspace(c.Request().Context(), s.actor(c), sitting.Attempt)
	if err != nil {
		return err
	}
	in, now := zone(w.Course), s.now()
	v := views.SittingClosed{Page: s.frame(c, fmt.Sprintf("Sitting %d", sitting.Number)), N: sitting.Number, Round: sitting.Round, Exercise: w.Assignment.Title,
		ClosedAt: views.At(sitting.Closed, now, in), Headline: closedHeadline(sitting), Outcome: plain(w.Understanding.Says),
		Status: panelStatus(w.Understanding), BackURL: stageURL(sitting.Attempt, school.Explain)}
	if sitting.Mode == school.Practice {
		v.Practice, v.Outcome = true, "Practice counts nowhere, and nobody else sees it. The questions that count are others."
	}
	if sitting.Mode == school.InTheRoom {
		v.Left = "In the room. The window was left " + count(sitting.FocusLost, "time") + " while the sitting was open; it is context and counts nowhere."
	}
	if v.Paper, err = s.paperNote(c, sitting, w); err != nil {
		return err
	}
	if w.Mine {
		v.Next = s.nextSitting(w, now)
	} else {
		v.BackURL = reviewURL(sitting.Attempt)
	}
	if w.Understanding.Flag != 0 {
		v.FlagURL = flagURL(w.Understanding.Flag)
	}
	for _, it := range sitting.Items {
		closed := closedItem(sitting, it)
		if sitting.Mode == school.OnPaper {
			closed.Time = ""
			if !w.Mine {
				closed.Mending = mendingView(sitting, it, form)
			}
		}
		if it.ID == again {
			closed.Ran = ran
		}
		v.Items = append(v.Items, closed)
	}
	return s.show(c, status, views.SittingClosedPage(v))
}

func closedHeadline(sitting school.Sitting) string {
	right := 0
	for _, it := range sitting.Items {
		if it.Correct {
			right++
		}
	}
	return capital(inWords(right)) + " of " + inWords(len(sitting.Items)) + " right."
}

func closedItem(sitting school.Sitting, it school.SittingItem) views.ClosedItem {
	item := openItem(it)
	out := views.ClosedItem{N: it.N, ID: itemAnchor(it.ID), Family: familyName(it.Family), Title: unticked(item.Title), Ask: views.Markdown(item.Ask),
		Figure: itemFigure(itemAnchor(it.ID)+"-figure", item.Figure), Program: item.Program, Derivation: it.Family == "C13" || it.Family == "C14", Answer: answerWords(item, it), Correct: it.Correct,
		Skipped: it.DontKnow, KeySays: views.Markdown(item.KeySays), Time: clockTime(it.Answered.Sub(it.Served)),
		RunAction: fmt.Sprintf("%s/items/%d/run", sittingURL(sitting.ID), it.ID)}
	if it.Says != "" {
		out.KeySays = views.Markdown(it.Says)
	}
	if len(item.Routes) > 0 {
		out.Key = keyWords(item, it)
	}
	for _, route := range item.Routes {
		out.Routes = append(out.Routes, views.RouteValue{Name: string(plain(capital(unticked(route.Name)))), Value: string(plain(unticked(route.Value)))})
	}
	if it.Answered.IsZero() {
		out.Time, out.Answer = "", "not asked"
	}
	return out
}

// nextSitting is what comes after, or nil.
func (s *Server) nextSitting(w school.Workspace, now time.Time) *views.NextSitting {
	next := w.Understanding.Next
	if next == nil {
		return nil
	}
	out := &views.NextSitting{N: next.Number, Round: w.Understanding.Round, Items: next.Items, Minutes: next.Minutes, Action: attemptURL(w.Attempt.ID) + "/sitting",
		Label: fmt.Sprintf("Begin %s %d", sittingWord(w.Understanding.Round), next.Number), NeedsCode: next.NeedsCode}
	if next.Open != 0 {
		out.Label, out.NeedsCode = fmt.Sprintf("Go on with %s %d", sittingWord(w.Understanding.Round), next.Number), false
	}
	if next.Mode == school.OnPaper {
		out.Action = "" // the page says that it is on paper
	}
	if !next.Ready && next.Open == 0 {
		out.Opens = views.At(next.NotBefore, now, zone(w.Course))
	}
	return out
}

// sittingWord names sittings of later rounds as what they are.
func sittingWord(round int) string {
	if round > 1 {
		return "fresh sitting"
	}
	return "sitting"
}
