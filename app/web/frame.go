package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// Cookies of the frame. Neither says who somebody is.
const (
	themeCookie    = "theme"
	keysCookie     = "keys" // "off" switches single-key shortcuts off
	noticeCookie   = "notice"
	cookieLifetime = 365 * 24 * time.Hour
)

// notices are the sentences that can stand at the head of the next page. The cookie carries the key only,
// so that no text from outside is ever shown.
var notices = map[string]views.Notice{
	"signed-out":   {Kind: views.Holds, Text: "You are signed out."},
	"sealed":       {Kind: views.Holds, Text: "Your predictions are sealed. They can't be changed any more."},
	"handed-in":    {Kind: views.Holds, Text: "Handed in and stored. The receipt is below; it survives anything that happens later."},
	"running":      {Kind: views.Holds, Text: "Your program is in the queue. This page shows how it goes."},
	"recording":    {Kind: views.Holds, Text: "It is recorded from now on. You can see it, and stop it, at any time."},
	"unrecorded":   {Kind: views.Holds, Text: "Nothing is recorded, and what was is deleted. Nothing follows from that."},
	"saved":        {Kind: views.Holds, Text: "Saved."},
	"reset":        {Kind: views.Holds, Text: "The editor holds the starter again. What you handed in is kept."},
	"removed":      {Kind: views.Holds, Text: "The line is gone; the ones after it are numbered and judged anew. Undo brings it back."},
	"undone":       {Kind: views.Holds, Text: "Undone."},
	"redone":       {Kind: views.Holds, Text: "Redone."},
	"stated":       {Kind: views.Holds, Text: "The assumption is stated. Lines that needed it were judged again."},
	"statement":    {Kind: views.Holds, Text: "Your statement is in the dossier. Your advisor reads it before deciding."},
	"practice":     {Kind: views.Unclear, Text: "Your questions for practice are being made. That takes a minute."},
	"fresh-asked":  {Kind: views.Holds, Text: "Your wish is with your advisor, who answers it with a reason."},
	"fresh-given":  {Kind: views.Holds, Text: "The answer is given; the trainee reads it with its reason."},
	"asked":        {Kind: views.Holds, Text: "Your wish is in the dossier, and your advisor sees it."},
	"assigned":     {Kind: views.Holds, Text: "The assignment is set. Trainees see it from its opening on."},
	"entered":      {Kind: views.Holds, Text: "The answers are entered and judged. The trainee sees them, with your name."},
	"mended":       {Kind: views.Holds, Text: "It is put right; both versions are in the log."},
	"agreed":       {Kind: views.Holds, Text: "It is agreed, and holds for every sitting from now on."},
	"room-closed":  {Kind: views.Holds, Text: "The room is closed. Nothing further is shown to anybody in it."},
	"appealed":     {Kind: views.Holds, Text: "Your appeal is with the second person. Fresh questions are being made."},
	"viva-kept":    {Kind: views.Holds, Text: "The record is kept. The trainee reads it next and says whether it is right."},
	"read-back":    {Kind: views.Holds, Text: "Your answer stands beside the record."},
	"decided":      {Kind: views.Holds, Text: "The decision is recorded, with its reason. The trainee reads both."},
	"noted":        {Kind: views.Holds, Text: "The note stands in the margin of the trainee's page."},
	"password":     {Kind: views.Holds, Text: "Your password is changed."},
	"welcome":      {Kind: views.Unclear, Text: "Welcome. The link is used up now: choose a password below, so that you can come back."},
	"hinted":       {Kind: views.Holds, Text: "The hint is open. It is kept in your record."},
	"answered":     {Kind: views.Holds, Text: "Your answer is kept. Here is the next item."},
	"rerun":        {Kind: views.Holds, Text: "The key was computed again; the result stands beside it."},
	"fresh":        {Kind: views.Holds, Text: "A fresh attempt, with other numbers. The old one is kept."},
	"line-differs": {Kind: views.Differs, Text: "This line does not follow yet; it says below where it is false."},
	"line-holds":   {Kind: views.Holds, Text: "The line holds."},
	"line-unclear": {Kind: views.Unclear, Text: "The checker can't vouch for this line as it stands; it says below why."},
}

// frame is the head of every page.
func (s *Server) frame(c echo.Context, title string) views.Page {
	page := views.Page{Title: title, Here: c.Request().URL.RequestURI(), Theme: themeOf(c), NoShortcuts: cookie(c, keysCookie) == "off"}
	if notice, ok := notices[cookie(c, noticeCookie)]; ok {
		page.Notice = &notice
	}
	if cookie(c, noticeCookie) != "" {
		s.setCookie(c, noticeCookie, "", -time.Second)
	}
	if c.Request().Method != http.MethodGet {
		page.Here = views.HomeURL // the address of a form is no page to come back to
	}
	if person, ok := s.person(c); ok {
		page.Viewer = s.viewer(c.Request().Context(), person)
	}
	return page
}

// viewer is the person who looks, with the pages that are theirs.
func (s *Server) viewer(ctx context.Context, person school.Person) *views.Viewer {
	viewer := &views.Viewer{Name: person.Name, Role: string(school.Trainee)}
	memberships, err := s.school.MyCourses(ctx, school.ActorFor(person))
	if err != nil {
		return viewer // the page itself will say what is wrong
	}
	teaching := teachingIn(memberships)
	if teaching == nil {
		viewer.Links = []views.Link{{Key: "today", Label: "Today", URL: todayURL}}
		for _, m := range memberships {
			viewer.Links = append(viewer.Links, views.Link{Key: "modules", Label: "Modules", URL: modulesURL(m.Course.ID)})
			break // one entry: the page lists the modules of every course
		}
		viewer.Links = append(viewer.Links, labLink)
		return viewer
	}
	viewer.Role = string(teaching.Role)
	id := teaching.Course.ID
	viewer.Links = []views.Link{
		{Key: "course", Label: "Course", URL: courseURL(id)},
		{Key: "reviews", Label: "Reviews", URL: reviewsURL(id)},
		{Key: "audit", Label: "Audit", URL: auditURL(id)},
		{Key: "content", Label: "Content", URL: contentsURL(id)},
		labLink,
	}
	return viewer
}

// labLink leads everybody who is signed in to the lab.
var labLink = views.Link{Key: "lab", Label: "Lab", URL: labURL}

// teachingIn is the first membership in which somebody advises or assists, or nil.
func teachingIn(memberships []school.Membership) *school.Membership {
	for i, m := range memberships {
		if m.Role == school.Advisor || m.Role == school.Assistant {
			return &memberships[i]
		}
	}
	return nil
}

// show renders a page whole before a byte of it is sent, so that a fault on the way gives an error page
// and never half of one.
func (s *Server) show(c echo.Context, status int, page templ.Component) error {
	var out bytes.Buffer
	if err := page.Render(c.Request().Context(), &out); err != nil {
		return err
	}
	body, h := out.Bytes(), c.Response().Header()
	h.Add("Vary", "Accept-Encoding")
	if len(body) > compressFrom && acceptsGzip(c.Request().Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = compressed(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	return c.HTMLBlob(status, body)
}

// compressFrom is the size below which a page fits into a packet or two as it is.
const compressFrom = 1400

// compressed is the body as gzip. Level 5 takes a millisecond for a page and saves three quarters of it.
func compressed(body []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, 5) // fails for wrong levels only
	_, _ = w.Write(body)                 // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// acceptsGzip reads an Accept-Encoding header: "gzip" counts unless its weight is zero.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q="), 64)
		return weight == "" || err != nil || q > 0
	}
	return false
}

// said leaves a sentence for the next page and goes there.
func (s *Server) said(c echo.Context, notice, to string) error {
	s.setCookie(c, noticeCookie, notice, time.Minute)
	return seeOther(c, to)
}

func cookie(c echo.Context, name string) string {
	found, err := c.Cookie(name)
	if err != nil {
		return ""
	}
	return found.Value
}

func (s *Server) setCookie(c echo.Context, name, value string, lifetime time.Duration) {
	c.SetCookie(&http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(lifetime.Seconds()),
		HttpOnly: true, Secure: isSecure(c.Request()), SameSite: http.SameSiteLaxMode})
}

// isSecure says whether the person reached us over TLS, here or at a proxy in front.
func isSecure(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// themeOf is the chosen colour scheme; the empty string follows the system.
func themeOf(c echo.Context) string {
	switch theme := cookie(c, themeCookie); theme {
	case "light", "dark":
		return theme
	}
	return ""
}

// zone is the time zone of a course. One that this machine does not know is shown as UTC, named so.
func zone(course school.Course) *time.Location {
	location, err := time.LoadLocation(course.Zone)
	if err != nil {
		return time.UTC
	}
	return location
}
