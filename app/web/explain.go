package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// explainPage is stage 4: where understanding of this attempt stands, and the sittings.
func (s *Server) explainPage(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	v, open, err := s.exerciseView(c, w, school.Explain)
	if err != nil {
		return err
	}
	if open {
		v.Explain = s.explainPanel(w)
	}
	return s.show(c, http.StatusOK, views.ExercisePage(v))
}

// panelStatus is the state of understanding in the words of the page.
func panelStatus(u school.Understanding) string {
	switch u.Status {
	case school.StatusNone, school.StatusMaking, school.StatusUnmade:
		return "not-ready"
	case school.StatusOpen:
		switch {
		case u.Next == nil:
			return "waiting"
		case u.Next.Open != 0:
			return "in-sitting"
		case u.Next.Ready:
			return "ready"
		}
		return "waiting"
	}
	return string(u.Status)
}

func (s *Server) explainPanel(w school.Workspace) *views.ExplainPanel {
	u, in := w.Understanding, zone(w.Course)
	p := &views.ExplainPanel{Status: panelStatus(u), Says: plain(u.Says), Mode: modeWords[w.Assignment.Mode], ModeSays: modeSays[w.Assignment.Mode]}
	if w.Mine {
		p.Next = s.nextSitting(w, s.now())
	}
	p.Fresh = s.freshView(u, w, "")
	if w.Mine {
		p.Practice = practiceView(w, u.Practice, in)
	}
	if u.Flag != 0 {
		p.FlagURL = flagURL(u.Flag)
	}
	asked, passed := map[string]bool{}, map[string]bool{}
	for _, sitting := range u.Sittings {
		row := views.SittingRow{N: sitting.Number, Round: sitting.Round, Day: day(sitting.Opened, in), URL: sittingURL(sitting.ID), State: "open",
			Says: fmt.Sprintf("%d of %d answered", sitting.Done(), len(sitting.Items))}
		if !sitting.Closed.IsZero() {
			row.State, row.Says = "closed", rightOf(sitting)
			for _, it := range sitting.Items {
				if !it.Answered.IsZero() {
					asked[it.Family] = true
					passed[it.Family] = passed[it.Family] || it.Correct
				}
			}
		}
		p.Sittings = append(p.Sittings, row)
	}
	p.Families = familyChips(asked, passed)
	return p
}

// rightOf says "3 of 4 right", counting the items that were answered.
func rightOf(sitting school.Sitting) string {
	right := 0
	for _, it := range sitting.Items {
		if it.Correct {
			right++
		}
	}
	return fmt.Sprintf("%d of %d right", right, len(sitting.Items))
}
