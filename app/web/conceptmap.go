package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

func mapURL(id school.CourseID) string { return courseURL(id) + "/map" }

// conceptMap draws the curriculum from what each exercise requires.
func (s *Server) conceptMap(c echo.Context) error {
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	membership, err := s.school.Course(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	set, err := s.setExercises(c, membership)
	if err != nil {
		return err
	}
	closed, err := s.school.Closed(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	v := s.mapView(membership, set, closed)
	v.Page = s.frame(c, "Concept map")
	v.Page.Nav = "modules"
	return s.show(c, http.StatusOK, views.ConceptMapPage(v))
}

// The layout: a row a module, as wide as the page and no more; longer rows go on below.
const (
	mapMargin = 8
	mapGap    = 24
	mapAcross = 6
	mapHead   = 24 // the module's name
	mapBelow  = 34 // room for the lines to the next row
)

// mapView lays the map out, without the exercises that are closed to the course.
func (s *Server) mapView(membership school.Membership, set map[string]setExercise, closed map[string]bool) views.ConceptMap {
	v := views.ConceptMap{Course: membership.Course.Title, Width: 2*mapMargin + mapAcross*(views.MapBoxWidth+mapGap) - mapGap}
	at := map[string]*views.MapNode{}
	titles := map[string]string{}
	y := mapMargin
	needs := [][2]string{}
	for _, m := range s.content.Modules() {
		shown := slices.DeleteFunc(slices.Clone(m.Exercises), func(id string) bool { return closed[id] })
		if len(shown) == 0 {
			continue
		}
		row := views.MapModule{Name: fmt.Sprintf("%d %s", moduleNumber(m.ID), m.Title), URL: moduleURL(membership.Course.ID, m.ID), Y: y + 14, Nodes: make([]views.MapNode, 0, len(shown))}
		for _, id := range shown {
			x, err := s.content.Exercise(id)
			if err != nil {
				continue
			}
			i := len(row.Nodes)
			node := views.MapNode{Title: x.Title, Lines: wrapped(x.Title, 25, 3), URL: row.URL, State: set[id].state,
				X: mapMargin + i%mapAcross*(views.MapBoxWidth+mapGap), Y: y + mapHead + i/mapAcross*(views.MapBoxHeight+mapGap)}
			row.Nodes = append(row.Nodes, node)
			at[id], titles[id] = &row.Nodes[i], x.Title
			for _, r := range x.Requires {
				needs = append(needs, [2]string{r, id})
			}
		}
		rows := (len(row.Nodes) + mapAcross - 1) / mapAcross
		y += mapHead + rows*(views.MapBoxHeight+mapGap) - mapGap + mapBelow
		v.Modules = append(v.Modules, row)
	}
	v.Height = y
	for _, n := range needs {
		from, to := at[n[0]], at[n[1]]
		if from == nil || to == nil {
			continue
		}
		to.Requires = append(to.Requires, titles[n[0]])
		v.Edges = append(v.Edges, views.MapEdge{Path: mapCurve(*from, *to)})
	}
	return v
}

// mapCurve leads from the lower edge of a box to the upper edge of another, or sideways within a row.
func mapCurve(from, to views.MapNode) string {
	if from.Y == to.Y {
		if to.X > from.X {
			x0, x1, y := from.X+views.MapBoxWidth, to.X, from.Y+views.MapBoxHeight/2
			if x1-x0 <= mapGap {
				return fmt.Sprintf("M%d %dH%d", x0, y, x1)
			}
			return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x0-20, from.Y+views.MapBoxHeight, x0, y+views.MapBoxHeight, x1, y+views.MapBoxHeight, x1+20, to.Y+views.MapBoxHeight)
		}
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", from.X+20, from.Y, from.X, from.Y-20, to.X+views.MapBoxWidth, to.Y-20, to.X+views.MapBoxWidth-20, to.Y)
	}
	x0, y0, x1, y1 := from.X+views.MapBoxWidth/2, from.Y+views.MapBoxHeight, to.X+views.MapBoxWidth/2, to.Y
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x0, y0, x0, y0+30, x1, y1-30, x1, y1)
}

// wrapped cuts a title into lines; what does not fit ends in an ellipsis.
func wrapped(title string, width, most int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(title) {
		if line != "" && len([]rune(line+" "+word)) > width {
			lines, line = append(lines, line), word
			continue
		}
		line = strings.TrimSpace(line + " " + word)
	}
	lines = append(lines, line)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] += " …"
	}
	return lines
}
