package plot

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var annotation = regexp.MustCompile(`<text class="ann[^"]*" x="([-0-9.]+)" y="([-0-9.]+)" text-anchor="(\w+)">([^<]*)`)

// placed are the words beside marks with the boxes that they cover.
func placed(t *testing.T, svg string) map[string]box {
	t.Helper()
	out := map[string]box{}
	for _, m := range annotation.FindAllStringSubmatch(svg, -1) {
		x, err1 := strconv.ParseFloat(m[1], 64)
		y, err2 := strconv.ParseFloat(m[2], 64)
		if err1 != nil || err2 != nil {
			t.Fatal(m)
		}
		out[m[4]] = words{x, y, m[3], widthOf(m[4])}.box()
	}
	return out
}

// Words beside a mark cover no curve, no other words and not the ordinate's name, wherever the curves leave the mark.
func TestWordsKeepClear(t *testing.T) {
	for name, slopes := range map[string][]float64{"rising": {20}, "falling": {-20}, "crossing": {20, -20}, "level": {0}, "shallow": {3, -3}} {
		f := Figure{Title: name, X: Axis{Label: "current", Unit: "nA", Max: 10}, Y: Axis{Label: "period of the stable cycle", Unit: "ms", Max: 200},
			Marks: []Mark{{X: 5, Y: 100, Role: "unstable-point", Label: "Hopf 154.5"}, {X: .4, Vertical: true, Label: "now 0.4", Role: "prediction"}, {X: .9, Vertical: true, Label: "reset"}}}
		for _, s := range slopes {
			f.Series = append(f.Series, Series{Name: "s", Role: "cycle", X: []float64{0, 5, 10}, Y: []float64{100 - 5*s, 100, 100 + 5*s}})
		}
		svg := SVG(f, Wide)
		all := placed(t, svg)
		if len(all) != 3 {
			t.Fatalf("%s: %d of 3 words are written", name, len(all))
		}
		fr := frame{left: leftMargin, top: topMargin, right: Wide.W - rightMargin, bottom: Wide.H - bottomMargin}
		fr.x, fr.y = tight(f.X, fr.left, fr.right, nil), newScale(f.Y, fr.bottom, fr.top, nil)
		for _, p := range takenBy(f.Series, nil, fr).lines {
			if n := p.length(all["Hopf 154.5"]); n > 0 {
				t.Errorf("%s: %.1f of a curve run through the words", name, n)
			}
		}
		title := words{8, topMargin - 12, "start", widthOf("period of the stable cycle, ms")}.box()
		for a, boxA := range all {
			if boxA.meets(title) {
				t.Errorf("%s: %q covers the ordinate's name", name, a)
			}
			for b, boxB := range all {
				if a != b && boxA.meets(boxB) {
					t.Errorf("%s: %q and %q cover each other", name, a, b)
				}
			}
			if boxA.left < 0 || boxA.right > Wide.W || boxA.top < 0 || boxA.bottom > Wide.H {
				t.Errorf("%s: %q leaves the drawing: %+v", name, a, boxA)
			}
		}
	}
}

// A segment's length inside a box, against points along it.
func TestSegmentInBox(t *testing.T) {
	b := box{0, 0, 10, 4}
	for _, s := range []segment{{-5, 2, 15, 2}, {5, -3, 5, 9}, {-4, -2, 12, 6}, {20, 0, 30, 4}, {1, 1, 2, 3}, {0, 5, 10, 5}} {
		const n = 20000
		inside := 0
		for i := range n {
			u := (float64(i) + .5) / n
			x, y := s.x1+u*(s.x2-s.x1), s.y1+u*(s.y2-s.y1)
			if x > 0 && x < 10 && y > 0 && y < 4 {
				inside++
			}
		}
		want := math.Hypot(s.x2-s.x1, s.y2-s.y1) * float64(inside) / n
		if got := s.length(b); math.Abs(got-want) > .01 {
			t.Errorf("%+v: %.4f, want %.4f", s, got, want)
		}
	}
}

// What has no measure has no numbers at its ordinate, and a digit in a name is no symbol.
func TestBareAxisAndDigits(t *testing.T) {
	f := Figure{Title: "T", X: Axis{Label: "t", Max: 5}, Y: Axis{Bare: true, Max: 2}, Series: []Series{{Role: "raster", X: []float64{1, 2}, Y: []float64{1, 1}}}}
	if svg := SVG(f, Wide); strings.Contains(svg, `text-anchor="end">1`) || !strings.Contains(svg, `class="raster"`) {
		t.Error("a bare ordinate has numbers, or its events are gone")
	}
	if got := axisName(Axis{Label: "response to pattern 0"}); strings.Contains(got, "it") {
		t.Errorf("a digit is set as a symbol: %s", got)
	}
}
