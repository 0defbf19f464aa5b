package plot

// frame is the place of a pair of axes inside a drawing.
type frame struct {
	left, top, right, bottom float64
	x, y                     scale
	bare                     bool // the ordinate has no numbers
}

// axes draws grid, ticks and the two lines. Numbers below are left out when
// another pair of axes shares the abscissa.
func (c *canvas) axes(f frame, numbers bool, rows int) {
	xt, yt := f.x.ticks(7), f.y.ticks(rows)
	if f.bare {
		yt = nil
	}
	for _, v := range xt {
		c.line("grid", f.x.at(v), f.top, f.x.at(v), f.bottom)
	}
	for _, v := range yt {
		c.line("grid", f.left, f.y.at(v), f.right, f.y.at(v))
	}
	c.line("axis", f.left, f.top, f.left, f.bottom)
	c.line("axis", f.left, f.bottom, f.right, f.bottom)
	for _, v := range yt {
		c.text("tick", f.left-7, f.y.at(v)+4, "end", label(f.y, yt, v))
	}
	if !numbers {
		return
	}
	for _, v := range xt {
		c.text("tick", f.x.at(v), f.bottom+15, "middle", label(f.x, xt, v))
	}
}

func label(s scale, ticks []float64, v float64) string {
	if s.log || len(ticks) < 2 {
		return Number(v)
	}
	return tickLabel(v, ticks[1]-ticks[0])
}
