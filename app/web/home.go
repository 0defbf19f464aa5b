package web

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// home is the start page: what Coronium is, for those who are not signed in.
func (s *Server) home(c echo.Context) error {
	if person, ok := s.person(c); ok {
		return s.firstPage(c, person)
	}
	demo, err := s.demoPeople(c)
	if err != nil {
		return err
	}
	v := views.Home{Page: s.frame(c, "A notebook for theorists"), Demo: demo}
	s.mentionMaking(&v.Page)
	return s.show(c, http.StatusOK, views.HomePage(v))
}

// mentionMaking says on public pages that the demo is still being made.
func (s *Server) mentionMaking(page *views.Page) {
	if words := s.making(); words != "" && page.Notice == nil {
		page.Notice = &views.Notice{Kind: views.Unclear, Text: plain(words)}
		page.RefreshSeconds = 10
	}
}

// firstPage leads to where somebody's day begins.
func (s *Server) firstPage(c echo.Context, person school.Person) error {
	memberships, err := s.school.MyCourses(c.Request().Context(), school.ActorFor(person))
	if err != nil {
		return err
	}
	if teaching := teachingIn(memberships); teaching != nil {
		return seeOther(c, courseURL(teaching.Course.ID))
	}
	return seeOther(c, todayURL)
}

// demoPeople are the "sign in as" buttons; there are none outside demo mode.
func (s *Server) demoPeople(c echo.Context) ([]views.DemoPerson, error) {
	people, err := s.access.DemoPeople(c.Request().Context())
	if err != nil {
		return nil, err
	}
	var out []views.DemoPerson
	for _, p := range people {
		role, err := s.roleOf(c, p)
		if err != nil {
			return nil, err
		}
		out = append(out, views.DemoPerson{ID: fmt.Sprint(p.ID), Name: p.Name, Role: role, Says: s.persona(p)})
	}
	slices.SortStableFunc(out, func(a, b views.DemoPerson) int { return rank(a.Role) - rank(b.Role) })
	return out, nil
}

// rank puts those who teach first.
func rank(role string) int {
	if role == string(school.Trainee) {
		return 1
	}
	return 0
}

func (s *Server) roleOf(c echo.Context, p school.Person) (string, error) {
	memberships, err := s.school.MyCourses(c.Request().Context(), school.ActorFor(p))
	if err != nil {
		return "", err
	}
	for _, m := range memberships {
		return string(m.Role), nil
	}
	return string(school.Trainee), nil
}

// help explains keys and how work is judged.
func (s *Server) help(c echo.Context) error {
	return s.show(c, http.StatusOK, views.HelpPage(views.Help{Page: s.frame(c, "Help")}))
}

func (s *Server) signInPage(c echo.Context) error {
	if person, ok := s.person(c); ok {
		return s.firstPage(c, person)
	}
	return s.showSignIn(c, http.StatusOK, localPath(c.QueryParam("back")), "", "")
}

func (s *Server) showSignIn(c echo.Context, status int, back, login, fault string) error {
	demo, err := s.demoPeople(c)
	if err != nil {
		return err
	}
	v := views.SignIn{Page: s.frame(c, "Sign in"), Email: views.Field{Name: "email", Value: login}, Error: fault, Back: back, Demo: demo}
	s.mentionMaking(&v.Page)
	return s.show(c, status, views.SignInPage(v))
}

// signIn checks a password. What is wrong is never said more exactly than "one of the two".
func (s *Server) signIn(c echo.Context) error {
	login, back := field(c, "email"), localPath(field(c, "back"))
	if fault := badText(login + field(c, "password")); fault != "" {
		return s.showSignIn(c, http.StatusUnprocessableEntity, back, "", fault)
	}
	_, err := s.access.SignIn(c.Request().Context(), login, c.Request().PostFormValue("password"), c.RealIP())
	switch kind := school.KindOf(err); {
	case err == nil:
		return seeOther(c, back)
	case kind == school.Invalid, kind == school.Busy:
		e := explain(err)
		return s.showSignIn(c, e.status, back, login, e.what+" "+e.mend)
	}
	return err
}

func (s *Server) signOut(c echo.Context) error {
	if err := s.access.SignOut(c.Request().Context()); err != nil {
		return err
	}
	return s.said(c, "signed-out", views.HomeURL)
}

// signInAs becomes one of the demo's people. Outside demo mode access refuses.
func (s *Server) signInAs(c echo.Context) error {
	id, err := postedID[school.PersonID](c, "person")
	if err != nil {
		return err
	}
	if _, err := s.access.SignInDemo(c.Request().Context(), id); err != nil {
		return err
	}
	return seeOther(c, views.HomeURL)
}

// welcome takes a one-time link, as it is printed at the first start or made by an administrator.
func (s *Server) welcome(c echo.Context) error {
	if _, err := s.access.SignInLink(c.Request().Context(), c.QueryParam("link")); err != nil {
		return err
	}
	return s.said(c, "welcome", views.AccountURL)
}

// setTheme keeps the choice of light or dark, and goes back.
func (s *Server) setTheme(c echo.Context) error {
	theme := field(c, "theme")
	if theme != "light" && theme != "dark" {
		theme = ""
	}
	s.setCookie(c, themeCookie, theme, cookieLifetime)
	return seeOther(c, localPath(field(c, "back")))
}
