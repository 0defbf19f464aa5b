package web

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// course is an advisor's first page: trainees by stages, who is stuck, flags, what is due.
func (s *Server) course(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	membership, err := s.school.Course(ctx, by, id)
	if err != nil {
		return err
	}
	if membership.Role == school.Trainee {
		return seeOther(c, todayURL)
	}
	cohort, err := s.school.Cohort(ctx, by, id)
	if err != nil {
		return err
	}
	in, now := zone(cohort.Course), s.now()
	v := views.Course{Page: s.frame(c, cohort.Course.Title), Name: cohort.Course.Title, Now: views.Clock(now, in), Trainees: len(cohort.Rows),
		Heat: heatTable(cohort), FlagsURL: reviewsURL(id), ItemsURL: itemsURL(id), PeopleURL: peopleURL(id), AuditURL: auditURL(id), Talks: talkWords(cohort.Talks)}
	v.Page.Nav = "course"
	if membership.Role == school.Advisor {
		v.AssignURL, v.RecordingURL, v.RecordingSays = assignURL(id), recordingURL(id), "not recorded"
		if membership.Course.Records {
			v.RecordingSays = "recorded, of those who agreed"
		}
	}
	if len(cohort.Rows) == 0 {
		v.Empty = "Nobody is enrolled yet. Add people with `coronium user add`, or start the server with `--demo` to look round a course at work."
	}
	for _, stuck := range cohort.Stuck {
		v.Stuck = append(v.Stuck, stuckRow(stuck))
	}
	for _, row := range cohort.Flags {
		v.Flags = append(v.Flags, flagRow(row, now, in))
	}
	for _, as := range cohort.Assignments {
		due := views.CourseDue{Exercise: as.Title, Due: views.At(as.Due, now, in), HandedIn: cohort.HandedIn[as.ID],
			Of: len(cohort.Rows), Extensions: cohort.Extensions[as.ID], Policy: policyWords(as), RoomURL: roomURL(as.ID)}
		if membership.Role == school.Advisor {
			due.URL = settingsURL(as.ID)
		}
		v.Due = append(v.Due, due)
	}
	return s.show(c, http.StatusOK, views.CoursePage(v))
}

// heatTable is the matrix of trainees and stages, exercise by exercise.
func heatTable(cohort school.Cohort) views.HeatTable {
	table := views.HeatTable{Title: "Trainees and stages", Note: "per cent of the marks of a stage · grey italic: not handed in yet · underlined: under 50"}
	for i, as := range cohort.Assignments {
		for _, stage := range stagesOf(cohort, i) {
			table.Columns = append(table.Columns, views.HeatColumn{Name: stageNames[stage], Group: as.Title})
		}
	}
	for _, row := range cohort.Rows {
		out := views.HeatRow{Name: row.Trainee.Name}
		for i, cell := range row.Cells {
			if cell.Attempt != 0 && out.URL == "" {
				out.URL = reviewURL(cell.Attempt)
			}
			for _, stage := range stagesOf(cohort, i) {
				out.Cells = append(out.Cells, heatCell(cell, stage))
			}
		}
		table.Rows = append(table.Rows, out)
	}
	return table
}

// stagesOf are the stages of an assignment's exercise, taken from whoever's cell names them.
func stagesOf(cohort school.Cohort, assignment int) []school.Stage {
	for _, row := range cohort.Rows {
		if assignment < len(row.Cells) && len(row.Cells[assignment].Stages) > 0 {
			var out []school.Stage
			for _, st := range row.Cells[assignment].Stages {
				out = append(out, st.Stage)
			}
			return out
		}
	}
	return school.Stages
}

// understandingLabels are the cells of the explain stage: a word, never a number.
var understandingLabels = map[school.Status]struct{ label, verdict string }{
	school.StatusMaking:       {"making items", views.Unclear},
	school.StatusOpen:         {"in sittings", views.Unclear},
	school.StatusClaimed:      {"claimed", views.Holds},
	school.StatusCleared:      {"cleared", views.Holds},
	school.StatusInconclusive: {"a talk", views.Unclear},
	school.StatusFlagged:      {"flag", views.Differs},
	school.StatusUnmade:       {"no items", views.Unclear},
}

func heatCell(cell school.CohortCell, stage school.Stage) views.HeatCell {
	out := views.HeatCell{}
	if cell.Attempt == 0 {
		return out
	}
	out.URL = reviewURL(cell.Attempt) + "#" + string(stage)
	if stage == school.Explain {
		words := understandingLabels[cell.Understanding]
		out.Label, out.Verdict = words.label, words.verdict
		return out
	}
	for _, st := range cell.Stages {
		if st.Stage != stage || st.State == school.ToDo {
			continue
		}
		out.Detail = st.Says
		if st.Max > 0 && (st.State == school.Passed || st.State == school.Differs || st.State == school.Sealed) {
			out.Has, out.Percent = true, int(math.Round(100*st.Score/st.Max))
			out.Low = out.Percent < 50
			return out
		}
		out.Label, out.Verdict = "begun", views.Unclear
		if st.State == school.Waiting {
			out.Label = "waiting"
		}
	}
	return out
}

// stuckRow is one place in an exercise at which people stand.
func stuckRow(stuck school.StuckLine) views.StuckRow {
	row := views.StuckRow{Count: len(stuck.People), URLSay: "look"}
	where := plain(stuck.Exercise)
	switch {
	case stuck.Stage == school.Derive:
		where += views.Markdown(fmt.Sprintf(", line %d", stuck.Line))
		if stuck.TeX != "" {
			where += views.Markdown(": $" + stuck.TeX + "$")
		}
	case stuck.Line > 0:
		where += views.Markdown(fmt.Sprintf(", line %d of the code", stuck.Line))
	default:
		where += ", the program"
	}
	row.Where = where
	var says []string
	for _, slip := range stuck.Slips {
		words := slip.Says
		if words == "" {
			words = slip.Name
		}
		says = append(says, fmt.Sprintf("%s (%d)", strings.TrimSuffix(capital(words), "."), slip.Count))
	}
	if stuck.Median > 0 {
		says = append(says, "median "+span(stuck.Median))
	}
	row.Says = plain(strings.Join(says, ". ") + ".")
	if len(says) == 0 {
		row.Says = ""
	}
	for _, p := range stuck.People {
		row.Who = append(row.Who, p.Name)
	}
	if len(stuck.Attempts) > 0 {
		row.URL = reviewURL(stuck.Attempts[0]) + "#" + string(stuck.Stage)
	}
	return row
}

func flagRow(row school.FlagRow, now time.Time, in *time.Location) views.FlagRow {
	return views.FlagRow{Trainee: row.Trainee.Name, Exercise: row.Exercise, State: flagStates[row.Flag.State],
		DecideBy: views.At(row.DecideBy, now, in), URL: flagURL(row.Flag.ID)}
}

// talkRows are those whose sittings settled nothing, the ones who ask for a fresh sitting first.
func talkRows(talks []school.Talk, asked []school.FreshAsked, now time.Time, in *time.Location) []views.TalkRow {
	var first, rest []views.TalkRow
	for _, talk := range talks {
		row := views.TalkRow{Trainee: talk.Trainee.Name, Exercise: talk.Exercise, Says: "nothing is asked for", URL: reviewURL(talk.Attempt) + "#at-und"}
		i := slices.IndexFunc(asked, func(a school.FreshAsked) bool { return a.Attempt == talk.Attempt })
		if i < 0 {
			rest = append(rest, row)
			continue
		}
		row.Says, row.Since = "asks for a fresh sitting", views.At(asked[i].Asked, now, in)
		first = append(first, row)
	}
	return append(first, rest...)
}

// talkWords says who an advisor should talk with although nothing was flagged.
func talkWords(talks []school.Talk) views.Markdown {
	if len(talks) == 0 {
		return ""
	}
	var names []string
	for _, talk := range talks {
		names = append(names, talk.Trainee.Name)
	}
	verb := "is"
	if len(talks) > 1 {
		verb = "are"
	}
	return views.Markdown(capital(inWords(len(talks)))+" "+verb+" inconclusive (") + plain(strings.Join(names, ", ")) + "): a talk, not a flag."
}

// policyWords sums an assignment's policies up: "by hand" or "by hand; critique open".
func policyWords(as school.Assignment) string {
	counts := map[school.Help]int{}
	for _, p := range as.Policies {
		counts[p.Help]++
	}
	most := school.ByHand
	for _, help := range []school.Help{school.ByHand, school.Assisted, school.Open} {
		if counts[help] > counts[most] {
			most = help
		}
	}
	words := helpWords[most]
	for _, stage := range school.Stages {
		if p, ok := as.Policies[stage]; ok && p.Help != most {
			words += "; " + strings.ToLower(stageNames[stage]) + " " + helpWords[p.Help]
		}
	}
	return words + " · checks " + modeWords[as.Mode]
}

// reviews lists a course's flags.
func (s *Server) reviews(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	membership, err := s.school.Course(ctx, by, id)
	if err != nil {
		return err
	}
	rows, err := s.school.FlagList(ctx, by, id, school.Page{Limit: 200})
	if err != nil {
		return err
	}
	cohort, err := s.school.Cohort(ctx, by, id)
	if err != nil {
		return err
	}
	asked, err := s.school.FreshRequests(ctx, by, id)
	if err != nil {
		return err
	}
	in, now := zone(membership.Course), s.now()
	v := views.Reviews{Page: s.frame(c, "Reviews"), Course: membership.Course.Title, Talks: talkRows(cohort.Talks, asked, now, in)}
	v.Page.Nav = "reviews"
	for _, row := range rows {
		if row.Flag.Settled() {
			v.Closed = append(v.Closed, flagRow(row, now, in))
		} else {
			v.Open = append(v.Open, flagRow(row, now, in))
		}
	}
	return s.show(c, http.StatusOK, views.ReviewsPage(v))
}
