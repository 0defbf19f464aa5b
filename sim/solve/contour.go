package solve

import "math"

// Contour returns the lines on which g is zero inside a window, by marching squares on n by n cells: each line a list of (x, y), in
// order along it, closed lines ending where they began. A corner at which g is not a number takes its cells out. The points
// lie on the cells' edges and are exact; between them the line is straight.
func Contour(g func(x, y float64) float64, xlo, xhi, ylo, yhi float64, n int) [][][2]float64 {
	c := contour{g: g, n: n, x: func(i int) float64 { return xlo + (xhi-xlo)*float64(i)/float64(n) },
		y: func(j int) float64 { return ylo + (yhi-ylo)*float64(j)/float64(n) }, links: map[edge][]edge{}, at: map[edge][2]float64{}}
	c.v = make([]float64, (n+1)*(n+1))
	for j := 0; j <= n; j++ {
		for i := 0; i <= n; i++ {
			v := g(c.x(i), c.y(j))
			if v == 0 {
				v = math.SmallestNonzeroFloat64 // a corner on the line: count it above
			}
			c.v[j*(n+1)+i] = v
		}
	}
	for j := range n {
		for i := range n {
			c.cell(i, j)
		}
	}
	return c.lines()
}

// edge is an edge of the grid, from corner (i, j) to the right or upwards.
type edge struct {
	i, j int
	up   bool
}

type contour struct {
	g     func(x, y float64) float64
	n     int
	x, y  func(int) float64
	v     []float64
	links map[edge][]edge
	order []edge
	at    map[edge][2]float64
}

func (c *contour) corner(i, j int) float64 { return c.v[j*(c.n+1)+i] }

// cell joins the edges of one cell that the line crosses; of four crossings the pairs are those that keep the centre's sign together.
func (c *contour) cell(i, j int) {
	a, b, d, e := c.corner(i, j), c.corner(i+1, j), c.corner(i+1, j+1), c.corner(i, j+1) // anticlockwise from the lower left
	if math.IsNaN(a + b + d + e) {
		return
	}
	bottom, right, top, left := edge{i, j, false}, edge{i + 1, j, true}, edge{i, j + 1, false}, edge{i, j, true}
	var crossed []edge
	for _, k := range []struct {
		e    edge
		p, q float64
	}{{bottom, a, b}, {right, b, d}, {top, d, e}, {left, e, a}} {
		if (k.p < 0) != (k.q < 0) {
			crossed = append(crossed, k.e)
		}
	}
	switch len(crossed) {
	case 2:
		c.join(crossed[0], crossed[1])
	case 4:
		centre := c.g((c.x(i)+c.x(i+1))/2, (c.y(j)+c.y(j+1))/2)
		if (centre < 0) == (a < 0) {
			c.join(bottom, right)
			c.join(top, left)
		} else {
			c.join(bottom, left)
			c.join(top, right)
		}
	}
}

func (c *contour) join(p, q edge) {
	for _, e := range []edge{p, q} {
		if _, known := c.at[e]; !known {
			c.at[e] = c.crossing(e)
			c.order = append(c.order, e)
		}
	}
	c.links[p], c.links[q] = append(c.links[p], q), append(c.links[q], p)
}

// crossing locates the zero on an edge to the last digits.
func (c *contour) crossing(e edge) [2]float64 {
	i2, j2 := e.i+1, e.j
	if e.up {
		i2, j2 = e.i, e.j+1
	}
	x0, y0, x1, y1 := c.x(e.i), c.y(e.j), c.x(i2), c.y(j2)
	s, ok := Root(func(s float64) float64 { return c.g(x0+s*(x1-x0), y0+s*(y1-y0)) }, 0, 1)
	if !ok { // a corner that lies on the line
		s = 0
		if math.Abs(c.corner(i2, j2)) < math.Abs(c.corner(e.i, e.j)) {
			s = 1
		}
	}
	return [2]float64{x0 + s*(x1-x0), y0 + s*(y1-y0)}
}

// lines walks the links: first from the open ends, then round what is left.
func (c *contour) lines() [][][2]float64 {
	var out [][][2]float64
	used := map[edge]bool{}
	walk := func(e edge) {
		line := [][2]float64{c.at[e]}
		used[e] = true
		first := e
		for {
			next, found := edge{}, false
			for _, l := range c.links[e] {
				if !used[l] {
					next, found = l, true
					break
				}
			}
			if !found {
				for _, l := range c.links[e] {
					if l == first && len(line) > 2 {
						line = append(line, c.at[first])
					}
				}
				break
			}
			used[next] = true
			line = append(line, c.at[next])
			e = next
		}
		out = append(out, line)
	}
	for _, open := range []bool{true, false} {
		for _, e := range c.order {
			if !used[e] && (len(c.links[e]) == 1 || !open) {
				walk(e)
			}
		}
	}
	return out
}
