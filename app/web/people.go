package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

var formatChoices = []struct {
	format school.Format
	says   views.Markdown
}{
	{school.OnScreen, "as the others"},
	{school.PaperSheet, "on paper"},
	{school.LargePrint, "on paper, in large print"},
}

// people lists what was agreed with the trainees of a course.
func (s *Server) people(c echo.Context) error {
	return s.showPeople(c, http.StatusOK, 0, views.Field{}, "")
}

// showPeople lists them; with who, what was typed for one person comes back with what is wrong with it.
func (s *Server) showPeople(c echo.Context, status int, who school.PersonID, typed views.Field, format string) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	membership, err := s.school.Course(ctx, by, id)
	if err != nil {
		return err
	}
	v := views.People{Page: s.frame(c, "Agreements"), Course: membership.Course.Title, BackURL: courseURL(id)}
	v.Page.Nav = "course"
	page := school.Page{Limit: 200}
	for {
		rows, err := s.school.Roster(ctx, by, id, page)
		if err != nil {
			return err
		}
		for _, row := range rows {
			page.After = int64(row.Person.ID)
			if row.Enrolment.Role != school.Trainee {
				continue
			}
			out := personRow(row)
			if membership.Role == school.Advisor && !membership.Course.Archived {
				out.Action = fmt.Sprintf("%s/%d", peopleURL(id), row.Person.ID)
			}
			if row.Person.ID == who {
				out.Factor = typed
				for i := range out.Formats {
					out.Formats[i].Checked = out.Formats[i].Value == format
				}
			}
			v.People = append(v.People, out)
		}
		if len(rows) < page.Limit {
			return s.show(c, status, views.PeoplePage(v))
		}
	}
}

func personRow(row school.RosterRow) views.PersonRow {
	e := row.Enrolment
	out := views.PersonRow{ID: fmt.Sprint(row.Person.ID), Name: row.Person.Name, Factor: views.Field{Value: number(max(e.TimeFactor, 1))}, Format: string(e.Format)}
	var says []string
	if e.TimeFactor > 1 {
		says = append(says, number(e.TimeFactor)+" times the time")
	}
	for _, f := range formatChoices {
		out.Formats = append(out.Formats, views.Option{Value: string(f.format), Says: f.says, Checked: f.format == e.Format})
		if f.format == e.Format && f.format != school.OnScreen {
			says = append(says, string(f.says))
		}
	}
	out.Says = strings.Join(says, ", ")
	if out.Says == "" {
		out.Says = "nothing was agreed"
	}
	return out
}

// agree keeps what was agreed with one person.
func (s *Server) agree(c echo.Context) error {
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	person, err := identifier[school.PersonID](c, "person")
	if err != nil {
		return err
	}
	typed, format := views.Field{Value: field(c, "factor")}, field(c, "format")
	factor, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(typed.Value), ",", "."), 64)
	if err != nil {
		typed.Error = "This is not a number; 1.5 is half as much time again."
		return s.showPeople(c, http.StatusUnprocessableEntity, person, typed, format)
	}
	_, err = s.school.Accommodate(c.Request().Context(), s.actor(c), id, person, school.Accommodation{TimeFactor: factor, Format: school.Format(format)})
	if faults, what, ok := fieldFaults(err); ok {
		typed.Error = sentence("This", faults, what)
		return s.showPeople(c, http.StatusUnprocessableEntity, person, typed, format)
	}
	if err != nil {
		return err
	}
	return s.said(c, "agreed", peopleURL(id))
}
