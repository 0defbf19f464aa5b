package school

import (
	"context"
	"fmt"
	"io"
	"time"
)

// roomLetters leaves out what is easily misread on a projector.
const roomLetters = "ABCDEFGHJKLMNPQRTUVWXY346789"

// RoomCode makes a code that opens sittings in the room for the given minutes, and ends the one
// before. Errors: Forbidden; NotFound; Invalid outside 1 to 120 minutes.
func (s *School) RoomCode(ctx context.Context, by Actor, id AssignmentID, minutes int) (RoomCode, error) {
	if minutes < 1 || minutes > 120 {
		return RoomCode{}, FieldFault("minutes", "must be between 1 and 120")
	}
	raw := make([]byte, 6)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return RoomCode{}, Fault(fmt.Errorf("room code: %w", err))
	}
	for i, b := range raw {
		raw[i] = roomLetters[int(b)%len(roomLetters)]
	}
	code := RoomCode{Assignment: id, Code: string(raw), Until: s.now().Add(time.Duration(minutes) * time.Minute)}
	err := s.write(ctx, func(tx Tx) error {
		a, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		if _, err := assist(tx, by, a.Course); err != nil {
			return err
		}
		if err := tx.PutRoomCode(code); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "room.opened", Course: a.Course, Subject: subject("assignment", id),
			Details: map[string]string{"until": code.Until.Format(time.RFC3339)}})
	})
	return code, err
}

// CloseRoom ends the code: no sitting begins with it any more, and no further item is shown in those that are open. An
// item that is being answered keeps its time. Errors: Forbidden; NotFound, also when no room was opened.
func (s *School) CloseRoom(ctx context.Context, by Actor, id AssignmentID) error {
	return s.write(ctx, func(tx Tx) error {
		a, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		if _, err := assist(tx, by, a.Course); err != nil {
			return err
		}
		code, err := tx.RoomCode(id)
		if err != nil {
			return err
		}
		if now := s.now(); code.Until.After(now) {
			code.Until = now
		}
		if err := tx.PutRoomCode(code); err != nil {
			return err
		}
		return s.record(tx, by, AuditEntry{Action: "room.closed", Course: a.Course, Subject: subject("assignment", id)})
	})
}

// roomOpen reports whether an advisor's code holds now.
func (s *School) roomOpen(tx Tx, id AssignmentID) (bool, error) {
	code, err := tx.RoomCode(id)
	if isNotFound(err) {
		return false, nil
	}
	return err == nil && s.now().Before(code.Until), err
}

// Room is what an advisor sees while sittings are held: the code, and who sits.
type Room struct {
	Course     Course
	Assignment Assignment
	Code       RoomCode // the newest; empty before there was one
	Open       bool
	Seats      []Seat
}

// Seat is a trainee who may sit, sits, or has sat in the last half day.
type Seat struct {
	Trainee   Person
	Ready     bool // a sitting could begin now
	Sitting   int  // its number; 0 if none was opened
	Item, Of  int  // the item that is being answered
	Closed    bool
	FocusLost int
	Attempt   AttemptID
	Printable bool      // a sheet can be printed now
	Sheet     SittingID // the sitting is on paper; 0 if it is not
	Prepared  time.Time // of the sheet
}

// seatMemory is how long a sitting that has closed stays on the page of the room.
const seatMemory = 12 * time.Hour

// Room shows the room of an assignment to those who teach. Errors: Forbidden; NotFound.
func (s *School) Room(ctx context.Context, by Actor, id AssignmentID) (Room, error) {
	var r Room
	err := s.read(ctx, func(tx Tx) error {
		a, err := tx.Assignment(id)
		if err != nil {
			return err
		}
		r.Assignment = a
		if r.Course, err = assist(tx, by, a.Course); err != nil {
			return err
		}
		if r.Code, err = tx.RoomCode(id); err != nil && !isNotFound(err) {
			return err
		}
		if r.Open, err = s.roomOpen(tx, id); err != nil {
			return err
		}
		r.Seats, err = s.seats(tx, r)
		return err
	})
	return r, err
}

func (s *School) seats(tx Tx, r Room) ([]Seat, error) {
	attempts, err := tx.AttemptsIn(r.Course.ID)
	if err != nil {
		return nil, err
	}
	newest := map[PersonID]Attempt{}
	var order []PersonID
	for _, a := range attempts {
		if a.Assignment != r.Assignment.ID {
			continue
		}
		if _, ok := newest[a.Person]; !ok {
			order = append(order, a.Person)
		}
		newest[a.Person] = a
	}
	var out []Seat
	for _, id := range order {
		seat, ok, err := s.seat(tx, r, newest[id])
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, seat)
		}
	}
	return out, nil
}

// seat is what one attempt has to do with the room now; ok is false for nothing.
func (s *School) seat(tx Tx, r Room, a Attempt) (seat Seat, ok bool, err error) {
	u, err := s.understanding(tx, System(), standing{attempt: a, assignment: r.Assignment, course: r.Course, role: Advisor})
	if err != nil {
		return seat, false, err
	}
	if seat.Trainee, err = tx.Person(a.Person); err != nil {
		return seat, false, err
	}
	seat.Attempt = a.ID
	ready := u.Next != nil && u.Next.Ready && u.Next.Open == 0
	seat.Ready = ready && (u.Next.NeedsCode || u.Next.Printable)
	seat.Printable = ready && u.Next.Printable
	if n := len(u.Sittings); n > 0 && (u.Sittings[n-1].Mode == InTheRoom || u.Sittings[n-1].Mode == OnPaper) {
		last := u.Sittings[n-1]
		if last.Closed.IsZero() || s.now().Sub(last.Closed) < seatMemory {
			if last.Mode == OnPaper {
				seat.Sheet, seat.Prepared = last.ID, last.Opened
			}
			seat.Sitting, seat.Of, seat.FocusLost, seat.Closed = last.Number, len(last.Items), last.FocusLost, !last.Closed.IsZero()
			if seat.Item = current(last) + 1; seat.Item == 0 {
				seat.Item = seat.Of
			}
			return seat, true, nil
		}
	}
	return seat, seat.Ready, nil
}
