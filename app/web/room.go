package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// roomMinutes is what the form of a room begins with.
const roomMinutes = "45"

// room is what an advisor projects and watches while sittings are held in the room.
func (s *Server) room(c echo.Context) error {
	return s.showRoom(c, http.StatusOK, views.Field{Value: roomMinutes})
}

func (s *Server) showRoom(c echo.Context, status int, minutes views.Field) error {
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return err
	}
	r, err := s.school.Room(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	v := views.Room{Page: s.frame(c, "The room"), Course: r.Course.Title, Exercise: r.Assignment.Title, Open: r.Open, Code: r.Code.Code,
		Until: views.At(r.Code.Until, s.now(), zone(r.Course)), OpenAction: roomURL(id), EndAction: roomURL(id) + "/close", Minutes: minutes,
		BackURL: courseURL(r.Course.ID)}
	v.Page.Nav = "course"
	v.Paper, v.PeopleURL = r.Assignment.Mode == school.OnPaper, peopleURL(r.Course.ID)
	for _, seat := range r.Seats {
		v.Seats = append(v.Seats, seatView(seat, zone(r.Course)))
		if seat.Printable && v.Paper {
			v.PrintAll = sheetsURL(id)
		}
		if seat.Sheet != 0 && !seat.Closed {
			v.SheetsURL = sheetsURL(id)
		}
	}
	return s.show(c, status, views.RoomPage(v))
}

func seatView(seat school.Seat, in *time.Location) views.Seat {
	out := views.Seat{Trainee: seat.Trainee.Name, OnPaper: seat.Sheet != 0}
	if seat.Printable {
		out.PrintAction = attemptURL(seat.Attempt) + "/sheet"
	}
	switch {
	case seat.Sheet != 0 && seat.Closed:
		out.State, out.Verdict = fmt.Sprintf("sitting %d has been entered", seat.Sitting), views.Holds
	case seat.Sheet != 0:
		out.State = fmt.Sprintf("sitting %d, the sheet is out since %s", seat.Sitting, day(seat.Prepared, in))
		out.SheetURL, out.EntryURL = sheetURL(seat.Sheet), entryURL(seat.Sheet)
	case seat.Closed:
		out.State, out.Verdict = fmt.Sprintf("sitting %d has closed", seat.Sitting), views.Holds
	case seat.Sitting > 0:
		out.State = fmt.Sprintf("sitting %d, answers item %d of %d", seat.Sitting, seat.Item, seat.Of)
	default:
		out.State = "ready; has not begun"
	}
	if seat.FocusLost > 0 {
		out.Focus = "left " + count(seat.FocusLost, "time")
	}
	return out
}

// openRoom makes a new code.
func (s *Server) openRoom(c echo.Context) error {
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return err
	}
	typed := field(c, "minutes")
	minutes, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil {
		return s.showRoom(c, http.StatusUnprocessableEntity, views.Field{Value: typed, Error: "This is not a whole number of minutes."})
	}
	_, err = s.school.RoomCode(c.Request().Context(), s.actor(c), id, minutes)
	if faults, what, ok := fieldFaults(err); ok {
		return s.showRoom(c, http.StatusUnprocessableEntity, views.Field{Value: typed, Error: sentence("Minutes", faults, what)})
	}
	if err != nil {
		return err
	}
	return seeOther(c, roomURL(id))
}

// closeRoom ends the code.
func (s *Server) closeRoom(c echo.Context) error {
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return err
	}
	if err := s.school.CloseRoom(c.Request().Context(), s.actor(c), id); err != nil {
		return err
	}
	return s.said(c, "room-closed", roomURL(id))
}
