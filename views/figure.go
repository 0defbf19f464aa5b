package views

import (
	"slices"

	"coronium/views/plot"

	"github.com/a-h/templ"
)

// drawn gives the SVG of a figure; wide figures stand under the editor, narrow
// ones in a side column.
func drawn(f plot.Figure, size plot.Size) templ.Component { return templ.Raw(plot.SVG(f, size)) }

func contains(all []int, n int) bool { return slices.Contains(all, n) }

// legendSeries leaves out what is drawn once and needs no legend.
func legendSeries(f plot.Figure) []plot.Series {
	var all []plot.Series
	for _, s := range f.Series {
		if s.Name != "" && len(s.X) > 0 {
			all = append(all, s)
		}
	}
	return all
}
