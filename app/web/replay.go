package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// replay shows how a program was written, from ?step= on; without one, as it was handed in.
func (s *Server) replay(c echo.Context) error {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	r, err := s.school.Replay(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	in, now := zone(r.Course), s.now()
	v := views.Replay{Page: s.frame(c, "How it was written"), Kick: r.Trainee.Name + " · " + r.Assignment.Title, BackURL: reviewURL(id), BackSays: "Back to the work",
		Action: replayURL(id), Full: r.Record.Full}
	if r.Mine {
		v.BackURL, v.BackSays, v.ExportURL = stageURL(id, school.Implement), "Back to the exercise", myEditsURL
		if r.State == school.RecordingOn {
			v.AnswerAction = attemptURL(id) + "/recording"
		}
	} else {
		v.Page.Nav = "course"
	}
	if len(r.Steps) == 0 {
		v.Headline, v.Empty = "Nothing is recorded", noReplay(r)
		return s.show(c, http.StatusOK, views.ReplayPage(v))
	}
	final := handedIn(r)
	m := r.Map(final)
	v.Headline, v.Says = pasteHeadline(m), replaySays(r, in)
	v.Steps, v.At = len(r.Steps), final
	if n, err := strconv.Atoi(c.QueryParam("step")); err == nil {
		v.At = min(max(n, 0), v.Steps)
	}
	v.Program, v.Events = programLines(r.At(v.At)), replayEvents(r, m, now, in)
	labels := stepLabels(r, in)
	v.Label = labels[v.At]
	v.Strip = replayStrip(r, v.At)
	if v.Data, err = replayData(r, labels); err != nil {
		return err
	}
	return s.show(c, http.StatusOK, views.ReplayPage(v))
}

// noReplay says why there is nothing to show.
func noReplay(r school.Replay) views.Markdown {
	switch r.State {
	case school.RecordingNone:
		return "This course does not record how programs are written."
	case school.RecordingAsk:
		return "The trainee has been asked and has not answered yet. Nothing is recorded before a yes."
	case school.RecordingDeclined:
		return "The trainee said no. Nothing is recorded, and nothing follows from that."
	case school.RecordingOver:
		return "Understanding has been shown. What was recorded is deleted: it had served its purpose."
	}
	return "Nothing was written yet since recording began."
}

// handedIn is the step of the newest hand-in, or the last step.
func handedIn(r school.Replay) int {
	for i := len(r.Steps) - 1; i >= 0; i-- {
		if r.Steps[i].Kind == school.HandInMark {
			return i + 1
		}
	}
	return len(r.Steps)
}

// pasteHeadline says the state of things.
func pasteHeadline(m school.PasteMap) string {
	pastes := 0
	for _, p := range m.Pastes {
		if !p.Own && p.Kept > 0 {
			pastes++
		}
	}
	if pastes == 0 && len(m.Pastes) == 0 {
		return "No part of it came by paste"
	}
	if pastes == 0 {
		return "No paste is left in it"
	}
	words := inWords(pastes) + " pastes"
	if pastes == 1 {
		words = "one paste"
	}
	if m.Share > .995 {
		return "All of it came in " + words
	}
	return fmt.Sprintf("%.0f %% of it came in %s", 100*m.Share, words)
}

func replaySays(r school.Replay, in *time.Location) views.Markdown {
	sayings := []string{fmt.Sprintf("Recorded from %s to %s, in %s.", r.Record.Began.In(in).Format("Mon 2 Jan, 15:04"), r.Record.Last.In(in).Format("Mon 2 Jan, 15:04 MST"), count(len(r.Steps), "step"))}
	for _, st := range r.Steps {
		if st.Kind == school.Changed {
			sayings = append(sayings, "Where it was not seen how the text changed (another window, a notebook, a page without scripts) one step stands for all of it.")
			break
		}
	}
	sayings = append(sayings, "A paste is no fault: people paste their own notes, and people type off a screen. What the text shows is for a conversation; it enters no mark and no flag.")
	return plain(strings.Join(sayings, " "))
}

// programLines is a program with its origins, line by line.
func programLines(t *school.Trace) []views.ReplayLine {
	units := utf16.Encode([]rune(t.Text()))
	lines := []views.ReplayLine{{N: 1}}
	put := func(text, from string) {
		line := &lines[len(lines)-1]
		if text == "" {
			return
		}
		line.Parts = append(line.Parts, views.ReplayPart{Text: text, From: from})
		line.Pasted = line.Pasted || from == string(school.FromPaste) && strings.TrimSpace(text) != ""
	}
	at := 0
	for _, stretch := range t.Stretches() {
		text := string(utf16.Decode(units[at : at+stretch.Units]))
		at += stretch.Units
		for i, part := range strings.Split(text, "\n") {
			if i > 0 {
				lines = append(lines, views.ReplayLine{N: len(lines) + 1})
			}
			put(part, string(stretch.From))
		}
	}
	return lines
}

// stepLabels say what every step did, and when; the first is what stood there at the beginning.
func stepLabels(r school.Replay, in *time.Location) []string {
	out := []string{"What stood there at the beginning · " + r.Record.Began.In(in).Format("Mon 2 Jan, 15:04:05")}
	for i, st := range r.Steps {
		out = append(out, fmt.Sprintf("Step %d of %d · %s · %s", i+1, len(r.Steps), st.At.In(in).Format("Mon 2 Jan, 15:04:05"), stepWords(st)))
	}
	return out
}

func stepWords(st school.Step) string {
	chars := count(len([]rune(st.Insert)), "character")
	switch {
	case st.Kind == school.RunMark:
		return "run"
	case st.Kind == school.HandInMark:
		return "handed in"
	case st.Kind == school.Pasted && st.Insert != "":
		return "pasted " + chars
	case st.Kind == school.Undone:
		return "undone or done again"
	case st.Kind == school.Changed:
		return "changed, not seen how"
	case st.Insert == "":
		return "deleted " + count(st.Removed, "character")
	}
	return "typed " + chars
}

// replayEvents are what a reader looks for first: pastes with what is left of them, runs, hand-ins, unseen changes.
func replayEvents(r school.Replay, m school.PasteMap, now time.Time, in *time.Location) []views.ReplayEvent {
	left := map[int]school.PasteEvent{}
	for _, p := range m.Pastes {
		left[p.Step] = p
	}
	var out []views.ReplayEvent
	for i, st := range r.Steps {
		e := views.ReplayEvent{Step: i + 1, When: views.At(st.At, now, in), URL: fmt.Sprintf("%s?step=%d#rp", replayURL(r.Attempt.ID), i+1)}
		switch {
		case st.Kind == school.RunMark:
			e.Kind, e.What = "run", "Run"
		case st.Kind == school.HandInMark:
			e.Kind, e.What = "hand-in", "Handed in"
		case st.Kind == school.Changed:
			e.Kind, e.What = "changed", "Changed, not seen how: "+count(len([]rune(st.Insert)), "character")
		case st.Kind == school.Pasted && st.Insert != "":
			p, known := left[i+1]
			e.Kind, e.What = "paste", fmt.Sprintf("Pasted %s, %s", count(len([]rune(st.Insert)), "character"), count(1+strings.Count(strings.TrimRight(st.Insert, "\n"), "\n"), "line"))
			switch {
			case !known:
			case p.Own:
				e.Kind, e.What, e.Left = "own", "Moved "+count(p.Chars, "character")+" of the program's own text", "counted as what it was"
			case p.Kept == 0:
				e.Left = "nothing of it"
			case p.First == p.Last:
				e.Left = fmt.Sprintf("%s in line %d", count(p.Kept, "character"), p.First)
			default:
				e.Left = fmt.Sprintf("%s in lines %d to %d", count(p.Kept, "character"), p.First, p.Last)
			}
		default:
			continue
		}
		out = append(out, e)
		if len(out) == maxReplayEvents {
			break
		}
	}
	return out
}

// writingRows are what the panel "not used in the flag" says of how the program was written.
func writingRows(around school.Context, id school.AttemptID) []views.ContextRow {
	var rows []views.ContextRow
	switch {
	case around.Recording == school.RecordingOver:
		rows = append(rows, views.ContextRow{Name: "How it was written", Says: "Deleted: understanding has been shown, or the flag was cleared."})
	case around.Steps == 0:
		says := map[school.RecordingState]views.Markdown{school.RecordingNone: "Not recorded: the course has not opted in.",
			school.RecordingDeclined: "Not recorded: the trainee said no, and nothing follows from that."}[around.Recording]
		rows = append(rows, views.ContextRow{Name: "How it was written", Says: cmp.Or(says, "Nothing is recorded.")})
	case around.Writing == nil:
		rows = append(rows, views.ContextRow{Name: "How it was written", Says: views.Markdown(fmt.Sprintf("Recorded only after this hand-in: [replay](%s).", replayURL(id)))})
	default:
		rows = append(rows, views.ContextRow{Name: "How it was written", Says: views.Markdown(fmt.Sprintf("%s. [Replay, and which lines came by paste](%s); looking is recorded.", pasteHeadline(*around.Writing), replayURL(id)))})
	}
	if around.Ordered != "" {
		rows = append(rows, views.ContextRow{Name: "Order of the questions", Says: plain("Questions about the text of the program came first, since " + around.Ordered + ". Which answers count, and how, was not touched.")})
	}
	return rows
}

// maxReplayEvents bounds the list of a page.
const maxReplayEvents = 400

// replayStrip draws the length of the program over its steps.
func replayStrip(r school.Replay, at int) views.ReplayStrip {
	n := len(r.Steps)
	lengths, longest := make([]int, n+1), 1
	lengths[0] = len(utf16.Encode([]rune(r.Record.Starts)))
	x := func(step int) float64 { return 1000 * float64(step) / float64(max(n, 1)) }
	strip := views.ReplayStrip{Cursor: x(at)}
	pastes := 0
	for i, st := range r.Steps {
		lengths[i+1] = lengths[i] - st.Removed + len(utf16.Encode([]rune(st.Insert)))
		switch {
		case st.Kind == school.Pasted && st.Insert != "":
			strip.Pastes = append(strip.Pastes, x(i+1))
			pastes++
		case st.Kind == school.HandInMark:
			strip.HandIns = append(strip.HandIns, x(i+1))
		}
	}
	for _, l := range lengths {
		longest = max(longest, l)
	}
	every := 1 + n/800 // no more points than pixels
	var points []string
	for i, l := range lengths {
		if i > 0 && every == 1 { // what changes, changes at its step
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(i), 62-58*float64(lengths[i-1])/float64(longest)))
		}
		if i%every == 0 || i == n {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(i), 62-58*float64(l)/float64(longest)))
		}
	}
	strip.Points = strings.Join(points, " ")
	strip.Says = fmt.Sprintf("Length of the program over %s: it ends with %s. %s, %s.", count(n, "step"), count(lengths[n], "character"), capital(count(pastes, "paste")), count(len(strip.HandIns), "hand-in"))
	return strip
}

// replayData is what the script plays: the beginning, and each step as [label, seconds since the one before, place,
// removed, inserted, origin of what was inserted].
func replayData(r school.Replay, labels []string) (string, error) {
	t, last := r.Begin(), r.Record.Began
	steps := make([][6]any, 0, len(r.Steps))
	for i, st := range r.Steps {
		t.Step(st)
		var from any = string(school.FromKeys)
		switch runs := t.Inserted(); {
		case len(runs) == 1:
			from = string(runs[0].From)
		case len(runs) > 1:
			var mixed [][2]any
			for _, run := range runs {
				mixed = append(mixed, [2]any{run.Units, string(run.From)})
			}
			from = mixed
		}
		steps = append(steps, [6]any{labels[i+1], int(st.At.Sub(last).Seconds()), st.From, st.Removed, st.Insert, from})
		last = st.At
	}
	out, err := json.Marshal(map[string]any{"starts": r.Record.Starts, "first": labels[0], "steps": steps}) // "<" is escaped
	return string(out), err
}
