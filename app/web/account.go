package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// account is a person's own settings.
func (s *Server) account(c echo.Context) error { return s.showAccount(c, http.StatusOK, "") }

func (s *Server) showAccount(c echo.Context, status int, passwordFault string) error {
	person, _ := s.person(c)
	memberships, err := s.school.MyCourses(c.Request().Context(), school.ActorFor(person))
	if err != nil {
		return err
	}
	v := views.Account{Page: s.frame(c, "Account"), Name: person.Name, Email: person.Login, Role: string(school.Trainee), Zone: "UTC",
		Shortcuts: cookie(c, keysCookie) != "off", SettingsAction: views.AccountURL, PasswordError: passwordFault, LogURL: myLogURL, LogTextURL: myLogTextURL}
	if !person.Demo {
		v.PasswordAction = "/account/password"
	}
	for _, m := range memberships {
		if m.Course.Records && m.Role == school.Trainee {
			v.WritingURL = myEditsURL
		}
	}
	for _, m := range memberships {
		v.Role, v.Zone = string(m.Role), m.Course.Zone
		break
	}
	return s.show(c, status, views.AccountPage(v))
}

// saveSettings keeps what belongs to this browser: the theme and single-key shortcuts.
func (s *Server) saveSettings(c echo.Context) error {
	keys := "off"
	if field(c, "shortcuts") == "on" {
		keys = "on"
	}
	s.setCookie(c, keysCookie, keys, cookieLifetime)
	if theme := field(c, "theme"); theme == "light" || theme == "dark" || theme == "" {
		s.setCookie(c, themeCookie, theme, cookieLifetime)
	}
	return s.said(c, "saved", views.AccountURL)
}

// changePassword asks for the old one, since an open browser is not its owner; who came by a one-time link has none yet.
func (s *Server) changePassword(c echo.Context) error {
	person, _ := s.person(c)
	r := c.Request()
	err := s.access.ChangePassword(r.Context(), person, r.PostFormValue("old"), r.PostFormValue("new"), c.RealIP())
	if faults, what, ok := fieldFaults(err); ok {
		return s.showAccount(c, http.StatusUnprocessableEntity, sentence("The new password", faults, what))
	}
	if school.KindOf(err) == school.Busy && err != nil {
		e := explain(err)
		return s.showAccount(c, e.status, e.what+" "+e.mend)
	}
	if err != nil {
		return err
	}
	return s.said(c, "password", views.AccountURL)
}
