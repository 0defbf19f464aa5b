package exercises

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"coronium/sim/registry"
)

// Pictures on the pages of modules. A picture is made by the registered models when the page is shown, never pasted in, so
// that it can't differ from what the exercises are judged by. In module.md it is a fenced block with the word picture:
//
//	```picture
//	title: The onset is abrupt
//	says: The rate leaves zero with infinite slope at 0.4 nA.
//	x: [I, 0, 1.5 nA]
//	y: [rate, 0, 100 Hz]
//	lines:
//	  - {name: without noise, sim: lif-rate, sweep: I, output: rate}
//	```

// A Picture is one figure of a module's page.
type Picture struct {
	Title string        `yaml:"title" doc:"The claim, as a sentence."`
	Says  string        `yaml:"says" doc:"The finding in words, for whoever does not see the picture."`
	X     Range         `yaml:"x" doc:"[name, low, high unit]"`
	Y     Range         `yaml:"y" doc:"[name, low, high unit]"`
	Lines []PictureLine `yaml:"lines" doc:"What is drawn."`
	Place Place         `yaml:"-"`

	once  sync.Once `yaml:"-"`
	drawn Figure    `yaml:"-"`
	fault error     `yaml:"-"`
}

// drawTime bounds the runs of a picture.
const drawTime = 20 * time.Second

// Figure is the picture, drawn once as long as the content stays.
func (p *Picture) Figure(ctx context.Context) (Figure, error) {
	p.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drawTime) // whoever asks first may leave
		defer cancel()
		p.drawn, p.fault = p.draw(ctx)
	})
	return p.drawn, p.fault
}

// A PictureLine is one line: a model's output against a parameter (sweep) or against one of its traces (across, t if not
// given), or an expression in the horizontal variable.
type PictureLine struct {
	Name   string  `yaml:"name" doc:"What the legend calls it."`
	Role   string  `yaml:"role,omitempty" doc:"How it is drawn: theory, reference (dotted), simulation (marks), path, nullcline, other-nullcline, stable, unstable, cycle, spikes; if not given, the first colours in turn."`
	Sim    string  `yaml:"sim,omitempty" doc:"A registered model."`
	Set    []Named `yaml:"set,omitempty" doc:"Parameters that differ from the model's own."`
	Sweep  string  `yaml:"sweep,omitempty" doc:"The parameter along the horizontal axis."`
	Points int     `yaml:"points,omitempty" doc:"Of a sweep: how many runs, 60 if not given."`
	Output string  `yaml:"output,omitempty" doc:"The scalar (of a sweep), the trace, or the times."`
	Across string  `yaml:"across,omitempty" doc:"The trace along the horizontal axis, t if not given."`
	Of     Expr    `yaml:"of,omitempty" doc:"An expression in the horizontal variable."`
	Place  Place   `yaml:"-"`
}

// pictureRoles are the ways of drawing, and what the plots call them.
var pictureRoles = map[string]string{"theory": RoleTheory, "reference": RoleReference, "simulation": RoleSimulation, "path": "path",
	"nullcline": "null-x", "other-nullcline": "null-y", "stable": "stable", "unstable": "unstable", "cycle": "cycle", "spikes": "spikes"}

const (
	maxPictures    = 12 // of a module
	maxPictureRuns = 400
)

// A Passage is a stretch of a module's page: prose, or a picture.
type Passage struct {
	Text    string
	Picture *Picture
}

// passages parts a page at its pictures. from is the line of the file on which the text begins.
func passages(file, text string, from int) (all []Passage, faults ContentErrors) {
	var prose, block []string
	begun := 0
	flush := func() {
		if t := strings.TrimSpace(strings.Join(prose, "\n")); t != "" {
			all = append(all, Passage{Text: t})
		}
		prose = nil
	}
	pictures := 0
	for k, line := range strings.Split(text, "\n") {
		bare := strings.TrimSpace(line)
		switch {
		case begun == 0 && bare == "```picture":
			flush()
			begun, block = from+k, nil
		case begun > 0 && bare == "```":
			p := &Picture{}
			bad := decodeYAML(file, []byte(strings.Repeat("\n", begun)+strings.Join(block, "\n")+"\n"), p)
			if len(bad) == 0 {
				bad = p.check()
			}
			if pictures++; pictures > maxPictures {
				bad = append(bad, &ContentError{Place{file, begun}, fmt.Sprintf("a page has at most %d pictures", maxPictures)})
			}
			faults = append(faults, bad...)
			all, begun = append(all, Passage{Picture: p}), 0
		case begun > 0:
			block = append(block, line)
		default:
			prose = append(prose, line)
		}
	}
	if begun > 0 {
		faults = append(faults, &ContentError{Place{file, begun}, "the picture is not closed: end it with ``` on a line of its own"})
	}
	flush()
	return all, faults
}

// check finds what does not exist.
func (p *Picture) check() (faults ContentErrors) {
	fault := func(at Place, format string, args ...any) {
		faults = append(faults, &ContentError{at, fmt.Sprintf(format, args...)})
	}
	if len(p.Lines) == 0 || len(p.Lines) > 8 {
		fault(p.Place, "a picture has one to eight lines")
	}
	for _, l := range p.Lines {
		if _, known := pictureRoles[l.Role]; !known && l.Role != "" {
			fault(l.Place, "there is no role %q%s", l.Role, suggestion(l.Role, keysOfRoles()))
		}
		if (l.Sim != "") == l.Of.Given() {
			fault(l.Place, "line %q is made by a model (sim) or by an expression (of)", l.Name)
			continue
		}
		if l.Points < 0 || l.Points > maxPictureRuns {
			fault(l.Place, "line %q: points should be at most %d", l.Name, maxPictureRuns)
		}
		if l.Sim == "" {
			continue
		}
		m, err := registry.Lookup(l.Sim)
		if err != nil {
			fault(l.Place, "%v", err)
			continue
		}
		names := []string{}
		for _, q := range m.Parameters {
			names = append(names, q.Name)
		}
		for _, n := range append(append([]Named{}, l.Set...), Named{Name: l.Sweep}) {
			if n.Name != "" && !containsText(names, n.Name) {
				fault(l.Place, "the model %s has no parameter %s%s", l.Sim, n.Name, suggestion(n.Name, names))
			}
		}
		outputs := []string{}
		for _, o := range m.Outputs {
			outputs = append(outputs, o.Name)
		}
		for _, o := range []string{l.Output, l.Across} {
			if o != "" && !containsText(outputs, o) {
				fault(l.Place, "the model %s has no output %s%s", l.Sim, o, suggestion(o, outputs))
			}
		}
	}
	return faults
}

func keysOfRoles() []string {
	var all []string
	for role := range pictureRoles {
		all = append(all, role)
	}
	return all
}

// draw runs the models of a picture.
func (p *Picture) draw(ctx context.Context) (Figure, error) {
	bare := &Variant{Values: map[string]float64{}}
	f := Figure{ID: fmt.Sprintf("picture-%d", p.Place.Line), Title: p.Title, Description: p.Says}
	for _, end := range []struct {
		r  Range
		to *Axis
	}{{p.X, &f.X}, {p.Y, &f.Y}} {
		low, high, err := end.r.ends(bare)
		if err != nil {
			return f, &ContentError{p.Place, err.Error()}
		}
		*end.to = Axis{Label: end.r.Name, Unit: end.r.Unit, Min: low, Max: high}
	}
	for i, l := range p.Lines {
		xs, ys, err := l.draw(ctx, p.X.Name, f.X)
		if err != nil {
			return f, &ContentError{l.Place, fmt.Sprintf("line %q: %v", l.Name, err)}
		}
		f.Series = append(f.Series, Series{Name: l.Name, Role: firstText(pictureRoles[l.Role], fmt.Sprintf("line%d", i%5+1)), X: xs, Y: ys})
	}
	return f, nil
}

// shows draws the picture and checks that every line can be seen.
func (p *Picture) shows(ctx context.Context) error {
	f, err := p.Figure(ctx)
	var bad *ContentError
	if errors.As(err, &bad) {
		return errors.New(bad.Says)
	}
	if err != nil {
		return err
	}
	for _, s := range f.Series {
		seen := 0
		for i := range s.X {
			if s.X[i] >= f.X.Min && s.X[i] <= f.X.Max && (s.Role == "spikes" || s.Y[i] >= f.Y.Min && s.Y[i] <= f.Y.Max) {
				seen++
			}
		}
		if seen == 0 || s.Role != "spikes" && 2*seen < len(s.X) {
			return fmt.Errorf("of the line %q %d points of %d lie on the axes", s.Name, seen, len(s.X))
		}
	}
	return nil
}

func (l PictureLine) draw(ctx context.Context, variable string, x Axis) (xs, ys []float64, err error) {
	if l.Sim != "" && l.Sweep == "" {
		return l.trace(ctx, x)
	}
	n := l.Points
	if n == 0 {
		n = 60
	}
	if l.Sim == "" {
		n = max(n, 200)
	}
	for i := range n {
		at := x.Min + (x.Max-x.Min)*float64(i)/float64(max(1, n-1))
		var y float64
		if l.Sim == "" {
			y, err = numberIn(l.Of, scopeOf(map[string]float64{variable: at}))
		} else {
			set := append([]Named{{Name: l.Sweep, Value: Expr{Text: strconv.FormatFloat(at, 'g', -1, 64)}}}, l.Set...)
			r, e := runModel(ctx, l.Sim, set, scopeOf(nil), false)
			y, err = r.Scalars[l.Output], e // absent means silent: no rate
		}
		if err != nil {
			return nil, nil, err
		}
		if !math.IsNaN(y) && !math.IsInf(y, 0) {
			xs, ys = append(xs, at), append(ys, y)
		}
	}
	return xs, ys, nil
}

// trace is one run: a trace against another, or times.
func (l PictureLine) trace(ctx context.Context, x Axis) (xs, ys []float64, err error) {
	r, err := runModel(ctx, l.Sim, l.Set, scopeOf(nil), true)
	if err != nil {
		return nil, nil, err
	}
	if times, is := r.Times[l.Output]; is {
		return times, make([]float64, len(times)), nil
	}
	across := firstText(l.Across, "t")
	a, b := r.Traces[across], r.Traces[l.Output]
	if len(a) == 0 || len(a) != len(b) {
		return nil, nil, fmt.Errorf("the model %s gives no %s against %s", l.Sim, l.Output, across)
	}
	if across != "t" {
		xs, ys = a, b
		for len(xs) > 4000 { // a path keeps its shape with every second point
			xs, ys = everySecond(xs), everySecond(ys)
		}
		return xs, ys, nil
	}
	from, until := 0, len(a)
	for until > 1 && a[until-1] > x.Max {
		until--
	}
	for from < until-1 && a[from] < x.Min {
		from++
	}
	xs, ys = thin(a[from:until], b[from:until])
	return xs, ys, nil
}

func everySecond(x []float64) (out []float64) {
	for i := 0; i < len(x); i += 2 {
		out = append(out, x[i])
	}
	return out
}
