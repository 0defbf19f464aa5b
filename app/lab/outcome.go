package lab

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"coronium/sim"
	"coronium/sim/registry"
)

// Run is one computed run.
type Run struct {
	Settings
	Result  sim.Result
	Seconds float64
	Err     error // *sim.ParameterError, *sim.DivergedError, *TooLarge, *TooLong; nil if it ran
}

// Curve is an output against a parameter. Y is NaN where the output is not defined.
type Curve struct {
	Along   sim.Parameter
	Of      sim.Output
	X, Y    []float64
	Beside  []float64 // the wrong variant's, if one is chosen
	Theory  []float64 // a theory's or the model's own theoretical output, where there is one
	TheoryX []float64
	Named   string // what the theory is
	Err     error
}

// Outcome is what was found of a query so far. Parts that were not asked for, or are not computed yet, are nil.
type Outcome struct {
	Main   *Run
	Wrong  *Run
	Pins   []Run
	Plane  *sim.PhasePlane
	Branch *sim.BifurcationDiagram
	Sweep  *Curve
	// Offer is how long the sweep would take, in seconds, when that is too long to compute it unasked; 0 if it was computed.
	Offer float64
}

// TooLong says that a run was stopped by the limit of time.
type TooLong struct{ Limit time.Duration }

func (e *TooLong) Error() string {
	return fmt.Sprintf("This took longer than the %d seconds that a run in the lab may take, and was stopped. Shorten T, lengthen dt or take fewer trials or cells.", int(e.Limit.Seconds()))
}

// BadInput marks the error as the fault of the request.
func (*TooLong) BadInput() bool { return true }

// Points of a sweep: as many as can be had at once, and at least enough to see a bend.
const (
	sweepPoints = 41
	fewPoints   = 9
	unasked     = 600 * time.Millisecond // a sweep that takes less is drawn without being asked for
	theoryLine  = 121
	stoppedFor  = time.Minute // a run that took too long is not begun again by a page that asks again
)

// values are those that the run gets: a network's worker count is the lab's to decide, its result does not depend on it.
func (s Settings) values() map[string]float64 {
	v := cloned(s.Values)
	if _, has := v["workers"]; has {
		v["workers"] = 1
	}
	return v
}

func (s Settings) request(variant string, traces bool) sim.Settings {
	return sim.Settings{Values: s.values(), Variant: variant, Seed: s.Seed, Traces: traces}
}

// run computes one run of a model.
func (b *Bench) run(ctx context.Context, m sim.Model, s Settings) *Run {
	key := "run " + m.Name + "?" + s.encode(m).Encode()
	if kept, ok := b.kept.get(key); ok {
		return kept.(*Run)
	}
	r := &Run{Settings: s}
	if r.Err = b.limits.Admit(m, s); r.Err == nil {
		began := time.Now()
		r.Result, r.Err = registry.Run(ctx, m.Name, s.request(s.Variant, true))
		r.Seconds = time.Since(began).Seconds()
	}
	if ctx.Err() != nil {
		r.Err = b.stopped(ctx)
	}
	var long *TooLong
	switch {
	case errors.As(r.Err, &long):
		b.kept.put(key, r, 64)
		time.AfterFunc(stoppedFor, func() { b.kept.forget(key) }) // the machine may have been busy: it may be tried again
	case !errors.Is(r.Err, context.Canceled):
		b.kept.put(key, r, r.size())
	}
	return r
}

// stopped says why a context ended.
func (b *Bench) stopped(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &TooLong{b.limits.Run}
	}
	return ctx.Err()
}

func (r *Run) size() int {
	n := 64
	for _, xs := range r.Result.Traces {
		n += len(xs)
	}
	for _, xs := range r.Result.Times {
		n += len(xs)
	}
	return 8 * n
}

// compute finds all that a query asks for, part by part; tell is called with what there is so far.
func (b *Bench) compute(ctx context.Context, q Query, tell func(o Outcome, phase string, done, of int)) {
	var o Outcome
	right := q.Settings
	right.Variant = ""
	tell(o, "computing the run", 0, 0)
	o.Main = b.run(ctx, q.Model, right)
	if q.Variant != "" && ctx.Err() == nil {
		tell(o, "computing the variant", 0, 0)
		o.Wrong = b.run(ctx, q.Model, q.Settings)
	}
	for i, pin := range q.Pins {
		if ctx.Err() != nil {
			break
		}
		tell(o, "computing the pinned runs", i, len(q.Pins))
		o.Pins = append(o.Pins, *b.run(ctx, q.Model, pin))
	}
	if ctx.Err() != nil || o.Main.Err != nil {
		tell(o, "", 0, 0)
		return
	}
	if portraitOf(q.Model, "-plane").PhasePlane != nil {
		tell(o, "drawing the phase plane", 0, 0)
		o.Plane = b.plane(ctx, q)
	}
	if portraitOf(q.Model, "-bifurcation").Bifurcation != nil && ctx.Err() == nil {
		tell(o, "following the branch of fixed points", 0, 0)
		o.Branch = b.branch(ctx, q)
	}
	if q.Along != "" && q.Of != "" && q.Low < q.High && !q.Plain {
		b.sweep(ctx, q, &o, tell)
	}
	tell(o, "", 0, 0)
}

// portraitOf is the model whose picture an entry shows: itself, or the one that an entry called NAME-plane or NAME-bifurcation is about.
func portraitOf(m sim.Model, ending string) sim.Model {
	if m.PhasePlane != nil || m.Bifurcation != nil {
		return m
	}
	if base, is := strings.CutSuffix(m.Name, ending); is {
		if about, err := registry.Lookup(base); err == nil {
			return about
		}
	}
	return m
}

// shared are the values of a query that another entry takes too.
func (q Query) shared(m sim.Model, variant string) sim.Settings {
	values := map[string]float64{}
	for name, v := range q.values() {
		if _, has := m.Parameter(name); has {
			values[name] = v
		}
	}
	return sim.Settings{Values: values, Variant: variant, Seed: 1}
}

func (b *Bench) plane(ctx context.Context, q Query) *sim.PhasePlane {
	m := portraitOf(q.Model, "-plane")
	key := "plane " + q.Model.Name + "?" + Settings{Values: q.Values, Seed: 1}.encode(q.Model).Encode()
	if kept, ok := b.kept.get(key); ok {
		return kept.(*sim.PhasePlane)
	}
	plane, err := registry.PhasePlane(ctx, m.Name, q.shared(m, ""))
	if err != nil {
		return nil // no picture at these values; the run itself is shown
	}
	b.kept.put(key, &plane, 40_000)
	return &plane
}

// branch follows the fixed points and cycles. It does not depend on the swept parameter's own value, nor on what only belongs to the run.
func (b *Bench) branch(ctx context.Context, q Query) *sim.BifurcationDiagram {
	m := portraitOf(q.Model, "-bifurcation")
	from, to := math.NaN(), math.NaN()
	if m.Name != q.Model.Name {
		from, to = q.Values["from"], q.Values["to"]
	}
	s := q.shared(m, "")
	for _, p := range m.Parameters {
		if IsNumeric(p) || p.Name == m.Bifurcation.Parameter {
			delete(s.Values, p.Name)
		}
	}
	complete, err := registry.Complete(m, s.Values)
	if err != nil {
		return nil
	}
	key := fmt.Sprintf("branch %s?%s %v %v", m.Name, Settings{Values: complete, Seed: 1}.encode(m).Encode(), from, to)
	if kept, ok := b.kept.get(key); ok {
		return kept.(*sim.BifurcationDiagram)
	}
	diagram, err := registry.BifurcationDiagram(ctx, m.Name, s, from, to)
	if err != nil {
		return nil
	}
	b.kept.put(key, &diagram, 60_000)
	return &diagram
}

// sweep computes the output against the parameter, unless that takes long and was not asked for.
func (b *Bench) sweep(ctx context.Context, q Query, o *Outcome, tell func(Outcome, string, int, int)) {
	swept := q.Settings
	swept.Values = cloned(q.Values)
	p, _ := q.Model.Parameter(q.Along)
	swept.Values[q.Along] = p.Default
	key := fmt.Sprintf("sweep %s?%s %s %s %v %v %v", q.Model.Name, swept.encode(q.Model).Encode(), q.Along, q.Of, q.Low, q.High, q.Sweep)
	if kept, ok := b.kept.get(key); ok {
		o.Sweep = kept.(*Curve)
		return
	}
	runs := 1.0
	if q.Variant != "" {
		runs = 2
	}
	seconds := o.Main.Seconds
	if began := time.Now(); seconds < unasked.Seconds() { // what a point costs: no traces are kept. Where the run itself was slow, that is known well enough
		_ = b.point(ctx, q, "", q.Values[q.Along])
		seconds = min(time.Since(began).Seconds(), seconds+.001)
	}
	cost := time.Duration(seconds * runs * float64(time.Second))
	points := sweepPoints
	if cost*time.Duration(points) > unasked {
		afford := b.limits.Run * 6 / 10
		if !q.Sweep {
			afford = unasked
		}
		if points = min(points, int(afford/max(cost, 1))); points < fewPoints && !q.Sweep {
			o.Offer = cost.Seconds() * float64(max(fewPoints, min(sweepPoints, int(b.limits.Run*6/10/max(cost, 1)))))
			return
		}
		points = max(points, fewPoints)
	}
	c := &Curve{Along: p}
	for _, out := range q.Model.Outputs {
		if out.Name == q.Of {
			c.Of = out
		}
	}
	c.X = grid(p, q.Low, q.High, points)
	for i, x := range c.X {
		tell(*o, fmt.Sprintf("sweeping %s", q.Along), i, len(c.X))
		right := b.point(ctx, q, "", x)
		c.Y = append(c.Y, scalar(right, q.Of))
		if q.Variant != "" {
			c.Beside = append(c.Beside, scalar(b.point(ctx, q, q.Variant, x), q.Of))
		}
		if theory, ok := right.Scalars[q.Of+"_theory"]; ok && len(c.Theory) == i {
			c.Theory, c.TheoryX, c.Named = append(c.Theory, theory), append(c.TheoryX, x), "theory"
		}
		if ctx.Err() != nil {
			c.Err = b.stopped(ctx)
			break
		}
	}
	c.X = c.X[:len(c.Y)]
	if len(c.Theory) != len(c.X) {
		c.Theory, c.TheoryX = nil, nil
	}
	b.companion(ctx, q, c)
	o.Sweep = c
	if !errors.Is(c.Err, context.Canceled) {
		b.kept.put(key, c, 4000)
	}
	if c.Err != nil {
		time.AfterFunc(stoppedFor, func() { b.kept.forget(key) })
	}
}

func (b *Bench) point(ctx context.Context, q Query, variant string, x float64) sim.Result {
	s := q.Settings
	s.Values = cloned(q.Values)
	s.Values[q.Along] = x
	if b.limits.Admit(q.Model, s) != nil {
		return sim.Result{}
	}
	r, err := registry.Run(ctx, q.Model.Name, s.request(variant, false))
	if err != nil {
		return sim.Result{} // no value here: a gap in the curve
	}
	return r
}

func scalar(r sim.Result, name string) float64 {
	if v, ok := r.Scalars[name]; ok {
		return v
	}
	return math.NaN()
}

// companion draws the theory of a model's rate under its sweep: the entry called NAME-rate, where the registry has one that knows
// the swept parameter and the output.
func (b *Bench) companion(ctx context.Context, q Query, c *Curve) {
	m, err := registry.Lookup(q.Model.Name + "-rate")
	if err != nil || len(c.Theory) > 0 || !hasAny(m, q.Along) {
		return
	}
	values := map[string]float64{}
	for _, p := range m.Parameters {
		values[p.Name] = q.Values[p.Name]
	}
	var xs, ys []float64
	for _, x := range grid(c.Along, q.Low, q.High, theoryLine) {
		values[q.Along] = x
		r, err := registry.Run(ctx, m.Name, sim.Settings{Values: values, Seed: 1})
		if err != nil {
			continue
		}
		v, ok := r.Scalars[q.Of]
		if !ok {
			return
		}
		xs, ys = append(xs, x), append(ys, v)
	}
	c.TheoryX, c.Theory, c.Named = xs, ys, m.Title
}

// grid spreads n values from low to high; whole numbers for a count, without repeats.
func grid(p sim.Parameter, low, high float64, n int) []float64 {
	if p.Integer {
		n = min(n, int(high-low)+1)
	}
	out := make([]float64, 0, n)
	for i := range n {
		x := low
		if n > 1 {
			x += (high - low) * float64(i) / float64(n-1)
		}
		if p.Integer {
			x = math.Round(x)
		}
		out = append(out, math.Max(p.Min, math.Min(p.Max, x)))
	}
	return out
}
