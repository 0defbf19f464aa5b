package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/access"
	"coronium/app/school"
	"coronium/views"
	"coronium/views/static"
)

// person is who is signed in.
func (s *Server) person(c echo.Context) (school.Person, bool) {
	return access.Who(c.Request().Context())
}

// actor is who is asking. Behind signedIn there always is somebody; nobody may do nothing.
func (s *Server) actor(c echo.Context) school.Actor {
	return access.Actor(c.Request().Context())
}

// signedIn sends whoever is not signed in to the sign-in page, and back afterwards.
func (s *Server) signedIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if _, ok := s.person(c); ok {
			return next(c)
		}
		if isFragment(c) || isStream(c.Request()) {
			return errSignedOut
		}
		to := views.SignInURL
		if c.Request().Method == http.MethodGet {
			to += "?back=" + url.QueryEscape(c.Request().URL.RequestURI())
		}
		return seeOther(c, to)
	}
}

// isOpen says whether an address answers everybody alike, so that no session need be looked up for it.
func isOpen(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, static.Prefix) || r.URL.Path == healthURL
}
