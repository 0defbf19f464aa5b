package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
	"coronium/views/plot"
)

// items is how a course's check items do.
func (s *Server) items(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	membership, err := s.school.Course(ctx, by, id)
	if err != nil {
		return err
	}
	stats, err := s.school.ItemStatistics(ctx, by, id)
	if err != nil {
		return err
	}
	v := views.Items{Page: s.frame(c, "Questions"), Course: membership.Course.Title, Strip: itemStrip(stats), BackURL: courseURL(id)}
	v.Page.Nav = "course"
	for _, st := range stats {
		if n := len(v.Exercises); n == 0 || v.Exercises[n-1].Exercise != st.Exercise {
			v.Exercises = append(v.Exercises, views.ItemsOf{Exercise: st.Exercise})
		}
		of := &v.Exercises[len(v.Exercises)-1]
		of.Rows = append(of.Rows, itemRow(st))
	}
	return s.show(c, http.StatusOK, views.ItemsPage(v))
}

func itemRow(st school.ItemStat) views.ItemRow {
	asks := strings.TrimPrefix(strings.TrimPrefix(st.Kind, st.Family), ": ")
	row := views.ItemRow{Family: familyName(st.Family), Asks: unticked(asks), Asked: st.Asked, Right: share(st.Right, st.Asked),
		Discrimination: tellsApart(st), Time: clockTime(st.Median), Guess: fmt.Sprintf("%.2f", st.Guess), Out: st.Out}
	if st.Cleared > 0 {
		row.RightOfCleared = fmt.Sprintf("%.0f %% of %d", 100*st.RightOfCleared, st.Cleared)
	}
	return row
}

func share(part, all int) string {
	if all == 0 {
		return "none"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(part)/float64(all))
}

// itemStrip draws the kinds that somebody who is cleared without them has answered.
func itemStrip(stats []school.ItemStat) plot.ItemStrip {
	var out plot.ItemStrip
	at := map[string]int{}
	for _, st := range stats {
		if st.Cleared == 0 {
			continue
		}
		i, ok := at[st.Family]
		if !ok {
			i = len(out.Families)
			at[st.Family] = i
			out.Families = append(out.Families, plot.StripFamily{Name: st.Family})
		}
		out.Families[i].Items = append(out.Families[i].Items, plot.StripItem{Name: unticked(st.Kind), Percent: 100 * st.RightOfCleared, Quarantined: st.Out})
	}
	return out
}

// tellsApart is the discrimination of a kind, or a dash where too few have answered it for one.
func tellsApart(st school.ItemStat) string {
	if st.Asked < 3 {
		return "–"
	}
	return fmt.Sprintf("%+.2f", st.Discrimination)
}
