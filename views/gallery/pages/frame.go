package pages

import (
	"time"

	"coronium/views"
)

var zone = func() *time.Location {
	z, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return time.UTC
	}
	return z
}()

// now is the moment of all fixtures.
var now = time.Date(2026, 11, 24, 9, 12, 0, 0, zone)

func in(d time.Duration) views.When { return views.At(now.Add(d), now, zone) }

const day = 24 * time.Hour

func trainee(title, nav string) views.Page {
	return views.Page{Title: title, Nav: nav, Here: "/today", Viewer: &views.Viewer{Name: "Mira Sato", Role: "trainee", Links: []views.Link{
		{Key: "today", Label: "Today", URL: "/today"}, {Key: "module", Label: "Module", URL: "/module"},
	}}}
}

func advisor(title, nav string) views.Page {
	return views.Page{Title: title, Nav: nav, Here: "/course", Viewer: &views.Viewer{Name: "Dr Amara Okafor", Role: "advisor", Links: []views.Link{
		{Key: "course", Label: "Course", URL: "/course"}, {Key: "reviews", Label: "Flags", URL: "/reviews", Count: 2}, {Key: "audit", Label: "Audit", URL: "/audit"},
	}}}
}
