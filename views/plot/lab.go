package plot

import (
	"fmt"
	"math"
	"strings"
)

// Arrow is the direction of a field at a point, in data units; only its direction on the drawing and its relative speed show.
type Arrow struct{ X, Y, DX, DY float64 }

// Sizes of the lab's figures: Plane is nearly square, Broad stands in the middle column, Side in the right one.
var (
	Plane = Size{490, 440}
	Broad = Size{490, 250}
	Side  = Size{400, 230}
)

// labStyles are the looks of the lab's roles. A run is solid membrane blue, a wrong variant dashed vermilion, pinned runs are ink with a
// dash of their own; lines of one run that share a pair of axes differ by dash as well as by colour.
var labStyles = map[string]style{
	"run": {class: "run"}, "wrong": {class: "wrong-run"}, "pin1": {class: "pin1"}, "pin2": {class: "pin2"}, "pin3": {class: "pin3"},
	"line1": {class: "run"}, "line2": {class: "line2"}, "line3": {class: "line3"}, "line4": {class: "line4"}, "line5": {class: "line5"},
	"null-x": {class: "run"}, "null-y": {class: "line2"}, "path": {class: "trajectory"}, "zero": {class: "zero"},
	"stable": {class: "branch"}, "unstable": {class: "branch loose"}, "cycle": {class: "yours"}, "cycle-unstable": {class: "yours dot"},
	"raster": {class: "raster"}, "bars": {class: "bars"},
}

// raster draws a short stroke for each event: one path, however many there are.
func (c *canvas) raster(s Series, f frame) {
	var d strings.Builder
	h := math.Max(.8, math.Min(4, .7*(f.bottom-f.top)/math.Max(1, f.y.max-f.y.min)))
	for i := range min(len(s.X), len(s.Y)) {
		if f.x.holds(s.X[i]) && f.y.holds(s.Y[i]) {
			fmt.Fprintf(&d, "M%s %sv%s", px(f.x.at(s.X[i])), px(f.y.at(s.Y[i])-h/2), px(h))
		}
	}
	if d.Len() > 0 {
		c.f(`<path class="raster" d="%s"/>`, d.String())
	}
}

// bars draws a histogram from the centres and heights of its bins.
func (c *canvas) bars(s Series, f frame) {
	n := min(len(s.X), len(s.Y))
	if n == 0 {
		return
	}
	width := (f.right - f.left) / 20
	if n > 1 {
		width = math.Abs(f.x.at(s.X[1]) - f.x.at(s.X[0]))
	}
	zero := f.y.at(math.Max(f.y.min, math.Min(f.y.max, 0)))
	var d strings.Builder
	for i := range n {
		if finite(s.X[i]) && finite(s.Y[i]) {
			fmt.Fprintf(&d, "M%s %sV%sh%sV%sz", px(f.x.at(s.X[i])-width/2), px(zero), px(f.y.at(s.Y[i])), px(width), px(zero))
		}
	}
	c.f(`<path class="bars" d="%s"/>`, d.String())
}

// arrows draws a field: all arrows in one path, each with a small head, longer where the field is faster (by the logarithm of its
// speed, since speeds of slow and fast variables differ by orders of magnitude).
func (c *canvas) arrows(all []Arrow, f frame) {
	if len(all) == 0 {
		return
	}
	least, most := math.Inf(1), 0.0
	speed := func(a Arrow) (dx, dy, v float64) {
		dx, dy = (f.x.at(a.X+a.DX)-f.x.at(a.X))/(f.right-f.left), (f.y.at(a.Y+a.DY)-f.y.at(a.Y))/(f.bottom-f.top)
		return dx, dy, math.Hypot(dx, dy)
	}
	for _, a := range all {
		if _, _, v := speed(a); finite(v) && v > 0 {
			least, most = math.Min(least, v), math.Max(most, v)
		}
	}
	var d strings.Builder
	for _, a := range all {
		dx, dy, v := speed(a)
		if !finite(v) || v == 0 || !f.x.holds(a.X) || !f.y.holds(a.Y) {
			continue
		}
		length := 8.0
		if most > least {
			length = 5 + 9*math.Log(v/least)/math.Log(most/least)
		}
		angle := math.Atan2(dy*(f.bottom-f.top), dx*(f.right-f.left))
		ux, uy := math.Cos(angle), math.Sin(angle)
		x, y := f.x.at(a.X)-ux*length/2, f.y.at(a.Y)-uy*length/2
		tipX, tipY := x+ux*length, y+uy*length
		fmt.Fprintf(&d, "M%s %sL%s %s", px(x), px(y), px(tipX), px(tipY))
		for _, turn := range []float64{2.62, -2.62} {
			fmt.Fprintf(&d, "M%s %sl%s %s", px(tipX), px(tipY), px(3*math.Cos(angle+turn)), px(3*math.Sin(angle+turn)))
		}
	}
	c.f(`<path class="field" d="%s"/>`, d.String())
}

// point draws a marked place: full for a stable fixed point, open for an unstable one or a bifurcation, a ring for a start.
func (c *canvas) point(role string, x, y float64) bool {
	switch role {
	case "stable-point":
		c.circle("fixpt", x, y, 4.6)
	case "unstable-point":
		c.circle("fixpt open", x, y, 4.6)
	case "start":
		c.circle("startpt", x, y, 5.5)
	default:
		return false
	}
	return true
}

// Frame is where the axes of a figure without a residual stand in its drawing.
func Frame(size Size) (left, top, right, bottom float64) {
	return leftMargin, topMargin, size.W - rightMargin, size.H - bottomMargin
}
