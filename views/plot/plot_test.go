package plot

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

// wellFormed fails on markup that is no XML, has no title and description, or
// carries a number that is none, a style or a script.
func wellFormed(t *testing.T, name, svg string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	decoder.Entity = xml.HTMLEntity
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v in %s", name, err, svg)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local == "script" || start.Name.Local == "style" {
			t.Errorf("%s has a %s", name, start.Name.Local)
		}
		for _, a := range start.Attr {
			if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
				t.Errorf("%s: %s=%q", name, a.Name.Local, a.Value)
			}
		}
	}
	if !strings.Contains(svg, "<title") || !strings.Contains(svg, "<desc") {
		t.Errorf("%s has no title or description", name)
	}
}

func line(role string, n int, f func(float64) float64) Series {
	s := Series{Name: role, Role: role}
	for i := range n {
		s.X, s.Y = append(s.X, float64(i)), append(s.Y, f(float64(i)))
	}
	return s
}

func TestEveryFigureIsWellFormed(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, f := range map[string]Figure{
		"empty":          {Title: "Nothing"},
		"one point":      {Title: "One", Series: []Series{{Role: "yours", X: []float64{1}, Y: []float64{2}}}},
		"constant":       {Title: "Flat", Series: []Series{line("yours", 10, func(float64) float64 { return -65 })}},
		"not numbers":    {Title: "NaN", Series: []Series{{Role: "yours", X: []float64{0, 1, nan, 3}, Y: []float64{nan, inf, 2, -inf}}}},
		"all nan":        {Title: "NaN", Series: []Series{{Role: "yours", X: []float64{nan}, Y: []float64{nan}}}},
		"huge":           {Title: "Huge", Series: []Series{{Role: "yours", X: []float64{0, 1}, Y: []float64{-1e300, 1e300}}}},
		"tiny":           {Title: "Tiny", Series: []Series{{Role: "yours", X: []float64{0, 1e-9}, Y: []float64{0, 1e-12}}}},
		"log":            {Title: "Log", Y: Axis{Log: true}, Series: []Series{{Role: "yours", X: []float64{1, 2, 3}, Y: []float64{0, -1, 100}}}},
		"ragged":         {Title: "Ragged", Series: []Series{{Role: "yours", X: []float64{0, 1, 2}, Y: []float64{1}}}},
		"escaped":        {Title: `<b>"&`, Description: "a < b", X: Axis{Label: "<x>"}, Series: []Series{line("yours", 3, math.Sqrt)}, Marks: []Mark{{X: 1, Y: 1, Label: "<i>"}}},
		"every role":     {Title: "Roles", Residual: true, Series: []Series{line("yours", 900, math.Sin), line("reference", 900, math.Cos), line("theory", 9, math.Sin), line("draft", 9, math.Sin), line("simulation", 9, math.Sin), line("prediction", 9, math.Sin), line("threshold", 9, math.Sin), line("spikes", 9, math.Sin), line("other", 9, math.Sin)}},
		"range reversed": {Title: "Reversed", X: Axis{Min: 5, Max: 1}, Series: []Series{line("yours", 9, math.Sin)}},
	} {
		wellFormed(t, name, SVG(f, Wide))
		Tables(f)
		if Zoomable(f) && !strings.HasPrefix(JSON(f), `{"x"`) {
			t.Errorf("%s: %s", name, JSON(f))
		}
	}
	wellFormed(t, "epath", EPathSVG(EPath{E: []float64{4, .001, 1e9}, Right: []bool{true}, Days: []string{"1", "2", "2"}}, ""))
	wellFormed(t, "epath empty", EPathSVG(EPath{}, ""))
	wellFormed(t, "calibration", CalibrationSVG(Calibration{N: 1, Bins: []CalibrationBin{{Sure: 10, Right: 50, High: 90}}}, ""))
	wellFormed(t, "strip", StripSVG(ItemStrip{Families: []StripFamily{{Name: "C1", Items: []StripItem{{Percent: 20, Quarantined: true}}}}}, ""))
	wellFormed(t, "strip empty", StripSVG(ItemStrip{}, ""))
	wellFormed(t, "curve", CurveSVG(Axis{Label: "I"}, Axis{Label: "f"}, []float64{0, 1}, []float64{0, 5}, []bool{true, false}, "c"))
}

func TestRolesKeepTheirLooks(t *testing.T) {
	f := Figure{Title: "T", Series: []Series{line("yours", 5, math.Sin), line("reference", 5, math.Cos), line("simulation", 5, math.Sin)}}
	svg := SVG(f, Wide)
	for _, want := range []string{`<path class="yours"`, `<path class="ref"`, `<circle class="simpt"`} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestResidualIsYoursMinusReferenceAtYourPoints(t *testing.T) {
	yours := Series{Role: "yours", X: []float64{0, .5, 1, 3}, Y: []float64{1, 3, 5, 9}}
	reference := Series{Role: "reference", X: []float64{0, 1}, Y: []float64{0, 2}} // y = 2x
	r := residualOf(yours, reference)
	want := []float64{1, 2, 3} // 1-0, 3-1, 5-2; x = 3 lies outside the reference
	if len(r.Y) != len(want) {
		t.Fatalf("got %v", r.Y)
	}
	for i := range want {
		if r.Y[i] != want[i] {
			t.Errorf("at %g: %g, want %g", r.X[i], r.Y[i], want[i])
		}
	}
	if !strings.Contains(SVG(Figure{Title: "T", Residual: true, Series: []Series{yours, reference}}, Wide), `class="resid"`) {
		t.Error("the residual is not drawn")
	}
	if strings.Contains(SVG(Figure{Title: "T", Series: []Series{yours, reference}}, Wide), `class="resid"`) {
		t.Error("a residual is drawn that nobody asked for")
	}
}

func TestThinKeepsEverySpike(t *testing.T) {
	xs, ys := make([]float64, 100_000), make([]float64, 100_000)
	for i := range xs {
		xs[i] = float64(i)
	}
	ys[12_345], ys[77_777] = 40, -90
	tx, ty := thin(xs, ys, 500)
	if len(tx) > 1000 {
		t.Errorf("%d points are left", len(tx))
	}
	low, high := bounds(ty, false)
	if low != -90 || high != 40 {
		t.Errorf("extremes are %g and %g", low, high)
	}
	for i := 1; i < len(tx); i++ {
		if tx[i] <= tx[i-1] {
			t.Fatalf("time runs backwards at %d", i)
		}
	}
}

func TestTicksAreRoundAndInside(t *testing.T) {
	for _, c := range []struct{ min, max float64 }{{0, 1}, {-70, -50}, {0, 333.3}, {.0001, .0007}, {-1e6, 1e6}, {3, 3.0001}} {
		s := scale{min: c.min, max: c.max, from: 0, to: 100}
		ticks := s.ticks(6)
		if len(ticks) < 2 || len(ticks) > 8 {
			t.Errorf("[%g, %g]: %d ticks", c.min, c.max, len(ticks))
		}
		for _, v := range ticks {
			if !s.holds(v) {
				t.Errorf("[%g, %g]: tick %g lies outside", c.min, c.max, v)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", -65: "−65", .4: "0.4", 8.9031: "8.903", 12345: "12\u202f345", 1e-7: "1·10⁻⁷", 2.5e8: "2.5·10⁸", 333.333: "333.3", -.05: "−0.05"} {
		if got := Number(v); got != want {
			t.Errorf("%g: %q, want %q", v, got, want)
		}
	}
	if Number(math.NaN()) != "not a number" || Number(math.Inf(-1)) != "−∞" {
		t.Error("what is no number must be said in words")
	}
}

func TestTablesShareAnAbscissa(t *testing.T) {
	f := Figure{X: Axis{Label: "I", Unit: "nA"}, Y: Axis{Label: "rate", Unit: "Hz"}, Series: []Series{line("theory", 100, math.Sqrt), line("simulation", 100, math.Sqrt), line("prediction", 3, math.Sqrt)}}
	tables := Tables(f)
	if len(tables) != 2 || len(tables[0].Head) != 3 || len(tables[1].Rows) != 3 {
		t.Fatalf("got %d tables", len(tables))
	}
	if len(tables[0].Rows) > tableRows || !strings.Contains(tables[0].Caption, "every 3") {
		t.Errorf("%d rows, %q", len(tables[0].Rows), tables[0].Caption)
	}
	if tables[0].Head[0] != "I, nA" || tables[0].Rows[1][1] != Number(math.Sqrt(3)) {
		t.Errorf("got %v", tables[0].Rows[1])
	}
}

func TestEvidenceMarks(t *testing.T) {
	svg := EPathSVG(EPath{E: []float64{4.1, .8, 150}, Right: []bool{false, true, false}, Days: []string{"19 Nov", "19 Nov", "23 Nov"}, FlagAt: 100}, "e")
	if strings.Count(svg, `class="miss"`) != 2 || strings.Count(svg, `class="okpt"`) != 1 {
		t.Error("two crosses and one disc are wanted")
	}
	for _, want := range []string{"flag at 100", "19 Nov", "23 Nov", ">150<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q", want)
		}
	}
}

func FuzzSVG(f *testing.F) {
	f.Add(0.0, 1.0, -1.0, 1.0, false)
	f.Add(1e308, -1e308, math.Inf(1), math.NaN(), true)
	f.Fuzz(func(t *testing.T, a, b, c, d float64, log bool) {
		wellFormed(t, "fuzz", SVG(Figure{Title: "F", X: Axis{Min: a, Max: b, Log: log}, Y: Axis{Log: log}, Residual: true, Series: []Series{
			{Role: "yours", X: []float64{a, b, c}, Y: []float64{b, c, d}}, {Role: "reference", X: []float64{a, c}, Y: []float64{d, b}, Low: []float64{a}, High: []float64{c}},
		}, Marks: []Mark{{X: a, Vertical: true, Label: "m"}, {Y: d, Horizontal: true, Label: "n"}}}, Narrow))
	})
}
