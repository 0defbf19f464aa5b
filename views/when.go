package views

import (
	"fmt"
	"math"
	"time"
)

// Clock says a moment as the head of a page does: "Tuesday 24 November 2026, 09:12 CET".
func Clock(now time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	return now.In(zone).Format("Monday 2 January 2006, 15:04 MST")
}

// absolute leaves the year out when it is this year's.
func absolute(t, now time.Time) string {
	if t.Year() == now.Year() {
		return t.Format("Mon 2 Jan, 15:04 MST")
	}
	return t.Format("Mon 2 Jan 2006, 15:04 MST")
}

// relative counts days by the calendar of the zone, since "tomorrow" means the
// next date and not the next 24 hours.
func relative(t, now time.Time, zone *time.Location) string {
	ahead := t.Sub(now)
	days := dateNumber(t.In(zone)) - dateNumber(now.In(zone))
	switch {
	case ahead >= 0 && ahead < time.Minute:
		return "now"
	case ahead < 0 && ahead > -time.Minute:
		return "just now"
	case math.Abs(ahead.Hours()) < 1:
		return fromNow(ahead, int(math.Round(math.Abs(ahead.Minutes()))), "minute")
	case days == 0:
		return fromNow(ahead, int(math.Round(math.Abs(ahead.Hours()))), "hour")
	case days == 1:
		return "tomorrow"
	case days == -1:
		return "yesterday"
	}
	if days < 0 {
		return fromNow(ahead, -days, "day")
	}
	return fromNow(ahead, days, "day")
}

// dateNumber numbers calendar days, so that their difference is a number of days.
func dateNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func fromNow(ahead time.Duration, n int, unit string) string {
	if ahead < 0 {
		return fmt.Sprintf("%s ago", count(n, unit))
	}
	return fmt.Sprintf("in %s", count(n, unit))
}

// count says "1 day", "3 days".
func count(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
