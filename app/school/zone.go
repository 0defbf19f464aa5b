package school

import (
	"fmt"
	"sync"
	"time"
)

// zones keeps what was loaded: the time package reads a zone's file every time.
var zones sync.Map // name to *time.Location; bounded by the number of zones that there are

// zone loads a time zone by its IANA name.
func zone(name string) (*time.Location, error) {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	if name == "" || name == "Local" {
		return nil, FieldFault("zone", "is missing: give an IANA name such as Europe/Vienna")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, FieldFault("zone", fmt.Sprintf("%q is no IANA time zone; one is Europe/Vienna", name))
	}
	zones.Store(name, loc)
	return loc, nil
}

// Location is the course's time zone. A course is never stored with one that can't be loaded, so
// UTC stands in only if the zone has vanished since.
func (c Course) Location() *time.Location {
	loc, err := zone(c.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Day is the civil date of an instant in the course's zone, "2026-11-24".
func (c Course) Day(t time.Time) string { return t.In(c.Location()).Format(time.DateOnly) }

// localLayout is how a form sends a wall-clock time.
const localLayout = "2006-01-02T15:04"

// ParseLocal reads a wall-clock time in a zone. A time that the clocks skip in spring is refused;
// of one that comes twice in autumn the first is meant, as it is the earlier deadline that people
// would rather not miss.
func ParseLocal(zoneName, text string) (time.Time, error) {
	loc, err := zone(zoneName)
	if err != nil {
		return time.Time{}, err
	}
	if text == "" {
		return time.Time{}, Failure(Invalid, "is missing", "")
	}
	t, err := time.ParseInLocation(localLayout, text, loc)
	if err != nil {
		return time.Time{}, Failure(Invalid, fmt.Sprintf("%q is no date and time; write it like 2026-11-27T18:00", text), "")
	}
	if t.Format(localLayout) != text {
		return time.Time{}, Failure(Invalid, "the clocks skip this time in "+zoneName, "")
	}
	// On the hour that comes twice ParseInLocation may pick either: take the earlier.
	if earlier := t.Add(-time.Hour); earlier.Format(localLayout) == text {
		t = earlier
	}
	return t, nil
}

// dayAfter is the first instant of the civil day after t in a zone.
func dayAfter(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, loc)
}

// workingDays is the last minute of the n-th working day (Monday to Friday) after t's own day.
func workingDays(t time.Time, n int, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	for n > 0 {
		d++
		switch time.Date(y, m, d, 12, 0, 0, 0, loc).Weekday() {
		case time.Saturday, time.Sunday:
		default:
			n--
		}
	}
	return time.Date(y, m, d, 23, 59, 0, 0, loc)
}

// deadline is the due date that holds for one trainee.
func deadline(a Assignment, c Course, x *Extension, now time.Time) Deadline {
	due := a.Due
	d := Deadline{}
	if x != nil && x.Due.After(due) {
		due, d.Extended = x.Due, true
	}
	d.Due = due.In(c.Location())
	d.In = due.Sub(now)
	d.Past = now.After(due.Add(a.Grace))
	return d
}

// deadlineFor looks up the extension too.
func (s *School) deadlineFor(tx Tx, c Course, a Assignment, person PersonID) (Deadline, error) {
	x, err := tx.Extension(a.ID, person)
	if isNotFound(err) {
		return deadline(a, c, nil, s.now()), nil
	}
	if err != nil {
		return Deadline{}, err
	}
	return deadline(a, c, &x, s.now()), nil
}
