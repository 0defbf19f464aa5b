package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// today is a trainee's first page; who only teaches is sent to the course.
func (s *Server) today(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	now, err := s.school.Today(ctx, by)
	if err != nil {
		return err
	}
	if teaching := teachingIn(now.Memberships); teaching != nil && len(now.Due) == 0 {
		return seeOther(c, courseURL(teaching.Course.ID))
	}
	v := s.todayView(c, now)
	rows, beliefs, err := s.record(ctx, by, now)
	if err != nil {
		return err
	}
	v.Ledger = rows
	v.Calibration, v.CalibrationSays = calibration(beliefs)
	return s.show(c, http.StatusOK, views.TodayPage(v))
}

func (s *Server) todayView(c echo.Context, now school.Today) views.Today {
	v := views.Today{Page: s.frame(c, "Today")}
	v.Page.Nav = "today"
	in := zone(school.Course{})
	if len(now.Memberships) > 0 {
		v.Course, in = now.Memberships[0].Course.Title, zone(now.Memberships[0].Course)
	}
	v.Now = views.Clock(now.Now, in)
	titles := map[school.AssignmentID]string{}
	for _, row := range now.Due {
		titles[row.Assignment.ID] = row.Assignment.Title
	}
	for _, row := range now.Sittings {
		v.Due = append(v.Due, sittingRow(row, now))
	}
	for _, row := range now.Due {
		v.Due = append(v.Due, dueRow(row, now))
	}
	markPrimary(v.Due)
	for _, flag := range now.Flags {
		v.Flag = flagNotice(flag, titles[flag.Assignment], now)
		break
	}
	for _, m := range now.Modules {
		v.Modules = append(v.Modules, moduleStanding(m, now.Memberships))
	}
	for _, m := range now.Memberships {
		if m.Role == school.Trainee && !m.Course.Archived {
			v.MapURL = mapURL(m.Course.ID) // of the course whose modules stand above it
			break
		}
	}
	for _, note := range now.Notes {
		v.Notes = append(v.Notes, noteView(note))
	}
	return v
}

// dueRow is one assignment among what is to be done.
func dueRow(row school.DueRow, now school.Today) views.DueRow {
	in := zone(row.Course)
	out := views.DueRow{Kind: "exercise", When: views.At(row.Deadline.Due, now.Now, in), Title: row.Assignment.Title,
		URL: assignmentURL(row.Assignment.ID), Stages: stageMarks(row.Stages), Action: "Begin",
		Late: row.Deadline.Past && row.Next != ""}
	if row.Attempt != 0 {
		out.URL, out.Action = attemptURL(row.Attempt), "Look"
		if row.Next != "" {
			out.URL, out.Action = stageURL(row.Attempt, row.Next), "Continue"
		}
	}
	return out
}

// sittingRow is a sitting among what is to be done.
func sittingRow(row school.SittingRow, now school.Today) views.DueRow {
	next := row.Next
	out := views.DueRow{Kind: "sitting", When: views.At(next.NotBefore, now.Now, zone(row.Course)),
		Title: fmt.Sprintf("Sitting %d: %s", next.Number, row.Assignment.Title),
		URL:   stageURL(row.Attempt, school.Explain),
		Says: views.Markdown(fmt.Sprintf("Up to %s made from your own program, about %s, %s.",
			count(next.Items, "item"), count(next.Minutes, "minute"), modeWords[next.Mode])),
		Action: "Look"}
	switch {
	case next.Open != 0:
		out.Action = "Go on"
		out.When = views.When{}
	case next.Ready:
		out.Action = "Begin"
		out.When = views.When{}
	}
	return out
}

// markPrimary chooses the page's one filled button: the first thing that can be gone on with.
func markPrimary(rows []views.DueRow) {
	for i := range rows {
		if rows[i].Action != "Look" {
			rows[i].Primary = true
			return
		}
	}
}

// flagNotice reminds of a flag on every visit, until it is settled.
func flagNotice(flag school.Flag, exercise string, now school.Today) *views.FlagNotice {
	notice := &views.FlagNotice{Exercise: exercise, URL: flagURL(flag.ID)}
	var in = zone(school.Course{})
	for _, m := range now.Memberships {
		if m.Course.ID == flag.Course {
			in = zone(m.Course)
		}
	}
	switch flag.State {
	case school.Provisional:
		notice.Says = "Your work passes its tests; your answers in the sittings did not show that you understand it. You see this first. It has no effect on your grade, and you can answer it."
		notice.AnswerBy = views.At(flag.StatementDue, now.Now, in)
	case school.Stated:
		notice.Says = "Your statement is with your advisor, who decides and gives you the reason."
	case school.Viva:
		notice.Says = "Your advisor would like to talk it over with you."
	case school.FreshSitting:
		notice.Says = "You sit again with fresh items, on another day, in the room."
	case school.TeachBack:
		notice.Says = "Explain the work to your advisor, then sit again with fresh items."
	default:
		notice.Says = "A decision is being looked at again."
	}
	return notice
}

// moduleStanding is a module with how far somebody is in it.
func moduleStanding(m school.ModuleState, memberships []school.Membership) views.ModuleStanding {
	out := views.ModuleStanding{Number: moduleNumber(m.Module.ID), Title: m.Module.Title,
		Says: fmt.Sprintf("%d of %d", m.Done, len(m.Module.Exercises)), Skills: skills(m.Skills)}
	if len(memberships) > 0 {
		out.URL = moduleURL(memberships[0].Course.ID, m.Module.ID)
	}
	return out
}

// moduleNumber reads the number that a module's folder begins with.
func moduleNumber(id string) int {
	n := 0
	for _, r := range id {
		if r < '0' || r > '9' {
			break
		}
		n = n*10 + int(r-'0')
	}
	return n
}

// noteView is an advisor's note in a margin. Its text is the advisor's own Markdown.
func noteView(note school.Note) views.Note {
	from := note.Name
	switch {
	case note.Line > 0 && note.Stage == school.Derive:
		from += fmt.Sprintf(", on line %d of the derivation", note.Line)
	case note.Line > 0:
		from += fmt.Sprintf(", on line %d of the program", note.Line)
	case note.Stage != "":
		from += ", on " + stageNames[note.Stage]
	}
	return views.Note{Text: views.Markdown(note.Text), From: from, AnswerURL: stageURL(note.Attempt, noteStage(note))}
}

func noteStage(note school.Note) school.Stage {
	if note.Stage == "" {
		return school.Predict
	}
	return note.Stage
}
