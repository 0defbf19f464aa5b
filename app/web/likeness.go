package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

var neighbourKinds = map[school.NeighbourKind]string{school.PeerNeighbour: "classmate", school.BankNeighbour: "the exercise's bank of AI-style solutions"}

// likeness shows what the work of a flag is like, and with ?beside= a pair side by side.
func (s *Server) likeness(c echo.Context) error {
	id, err := identifier[school.FlagID](c, "flag")
	if err != nil {
		return err
	}
	ctx, by := c.Request().Context(), s.actor(c)
	sub, like, err := s.school.FlagLikeness(ctx, by, id)
	if err != nil {
		return err
	}
	d, err := s.school.Dossier(ctx, by, id)
	if err != nil {
		return err
	}
	v := views.Neighbours{Page: s.frame(c, "Likeness, "+d.Trainee.Name), Trainee: d.Trainee.Name, Exercise: d.Assignment.Title, Compared: like.Compared,
		Notes: like.Notes, BackURL: flagURL(id)}
	v.Page.Nav = "reviews"
	if rest := like.Compared - len(like.Neighbours); rest > 0 && len(like.Neighbours) > 0 && len(like.Neighbours) < 12 {
		v.Notes = append([]string{capital(count(rest, "other program")) + " that were compared share no run of 23 tokens with this one."}, v.Notes...)
	}
	chosen := c.QueryParam("beside")
	for _, n := range like.Neighbours {
		kind := neighbourKinds[n.Kind]
		if n.Cohort != "" {
			kind = n.Cohort
		}
		v.Rows = append(v.Rows, views.NeighbourRow{Name: n.Name, Kind: kind, Similarity: fmt.Sprintf("%.2f", n.Similarity),
			Percentile: fmt.Sprintf("more alike than %.0f %% of them", n.Percentile), URL: likenessURL(id) + "?beside=" + n.Ref, Here: n.Ref == chosen})
		if n.Ref == chosen {
			v.Beside = besideView(d.Trainee.Name, sub, n)
		}
	}
	return s.show(c, http.StatusOK, views.NeighboursPage(v))
}

func besideView(trainee string, sub school.Submission, n school.Neighbour) *views.Beside {
	b := &views.Beside{Says: "same structure, whatever the names", Left: views.BesideProgram{Title: trainee, Source: sub.Text, Hits: map[int]int{}},
		Right: views.BesideProgram{Title: n.Name, Source: n.Source, Hits: map[int]int{}}}
	for i, r := range n.Regions {
		mark(b.Left.Hits, r.Here, i+1)
		mark(b.Right.Hits, r.There, i+1)
		b.Regions = append(b.Regions, views.BesideRegion{N: i + 1, Here: lineRange(r.Here), There: lineRange(r.There)})
	}
	return b
}

// mark notes the run in which a line lies; the longest run comes first and keeps its lines.
func mark(hits map[int]int, lines [2]int, run int) {
	for line := lines[0]; line <= lines[1]; line++ {
		if hits[line] == 0 {
			hits[line] = run
		}
	}
}

func lineRange(lines [2]int) string {
	if lines[0] == lines[1] {
		return fmt.Sprintf("line %d", lines[0])
	}
	return fmt.Sprintf("lines %d to %d", lines[0], lines[1])
}
