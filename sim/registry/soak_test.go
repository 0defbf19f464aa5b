package registry

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"coronium/sim"
	"coronium/sim/random"
)

// soakSets are the numbers of the random parameter sets that a model is tried with: few in the ordinary test run,
// as many as CORONIUM_SOAK says otherwise: "10000", or a part of them, "2000:4000".
func soakSets() (from, to int) {
	first, last, part := strings.Cut(os.Getenv("CORONIUM_SOAK"), ":")
	if !part {
		first, last = "0", first
	}
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if err1 != nil || err2 != nil || from < 0 || to <= from {
		return 0, 25
	}
	return from, to
}

// A set may work for so many CPU seconds before its context ends, and so many before the run is called hung. CPU time and not the clock's: a busy
// machine is no fault of a model.
const (
	budget = 20 * time.Second
	hung   = 90 * time.Second
)

// cpuTime is what this process has computed so far.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// workContext ends when the process has computed for longer than a budget.
type workContext struct {
	context.Context
	until time.Duration
}

func (c workContext) Err() error {
	if cpuTime() > c.until {
		return context.DeadlineExceeded
	}
	return c.Context.Err()
}

func worked(d time.Duration) context.Context {
	return workContext{context.Background(), cpuTime() + d}
}

// size names the parameters that set how long a run takes.
var size = map[string]bool{"T": true, "N": true, "K": true, "CE": true, "trials": true, "draws": true, "n": true, "networks": true, "tasks": true, "cues": true, "passes": true, "iters": true,
	"P": true, "S": true, "R": true, "n1": true, "n2": true, "n3": true}

// sized tells whether p is such a parameter here: counts and durations whose default is well above their least.
func sized(p sim.Parameter) bool {
	return size[p.Name] && p.Default > 2*p.Min && p.Min >= 0 && (p.Integer || p.Name == "T")
}

// attempt is one random request, and what has to come of it.
type attempt struct {
	sim.Settings
	refused string // parameter that must be named by the error; "" when a result or any typed error will do
	unknown bool   // an unknown name was given
}

// drawAttempt makes the i-th request of a model: the same one for ever. Seven in ten lie inside the ranges: near the defaults, anywhere, at the ends; the others have
// one value that must be refused, an unknown name, or values at the ends only.
func drawAttempt(m sim.Model, i int) attempt {
	h := fnv.New64a()
	h.Write([]byte(m.Name))
	stream := random.Stream(h.Sum64(), uint64(i))
	r := &stream
	a := attempt{Settings: sim.Settings{Values: map[string]float64{}, Seed: r.Uint64(), Traces: r.Float64() < 0.3}}
	mode := r.Float64()
	for _, p := range m.Parameters {
		if v, ok := draw(p, r, mode > 0.92); ok {
			a.Values[p.Name] = v
		}
	}
	narrow(m, a.Values, r)
	if len(m.Variants) > 0 && r.Float64() < 0.5 {
		a.Variant = m.Variants[r.Intn(len(m.Variants))].Name
	}
	switch {
	case mode < 0.16 && len(m.Parameters) > 0:
		p := m.Parameters[r.Intn(len(m.Parameters))]
		if v := outside(p, r); !(v >= p.Min && v <= p.Max) || p.Integer && v != math.Trunc(v) {
			a.Values[p.Name], a.refused = v, p.Name
		}
	case mode < 0.19:
		a.Values[[]string{"", "tua", "__proto__", "dt ", "Δt", strings.Repeat("x", 500)}[r.Intn(6)]] = r.Float64()
		a.unknown = true
	case mode < 0.20:
		a.Variant, a.unknown = "reset-to-nowhere", true
	}
	return a
}

// draw chooses a value inside the range: mostly the default, else something near it or anywhere (on a logarithmic scale when the range spans
// decades), sometimes an end, the number next to an end, zero or the least number above it. Sizes stay small, on a logarithmic scale, so that
// thousands of runs are affordable; one in a thousand may be as large as the default, another one as large as the range allows.
func draw(p sim.Parameter, r *random.Source, ends bool) (float64, bool) {
	v := 0.0
	switch u := r.Float64(); {
	case sized(p):
		least := math.Max(p.Min, 1e-2)
		most, power := p.Default, 0.5
		if u > 0.998 {
			power = 1
		}
		if u > 0.999 {
			most = p.Max
		}
		v = least * math.Pow(most/least, power*r.Float64())
		if u < 0.03 {
			v = p.Min
		}
	case ends || u > 0.9:
		v = []float64{p.Min, p.Max, 0, math.SmallestNonzeroFloat64, math.Nextafter(p.Min, p.Max), math.Nextafter(p.Max, p.Min), math.Copysign(0, -1)}[r.Intn(7)]
	case u < 0.5:
		return 0, false
	case u < 0.7:
		v = p.Default * (0.5 + r.Float64())
	case p.Min > 0 && p.Max > 100*p.Min:
		v = p.Min * math.Pow(p.Max/p.Min, r.Float64())
	default:
		v = p.Min + (p.Max-p.Min)*r.Float64()
	}
	if p.Integer {
		v = math.Round(v)
	}
	return math.Min(math.Max(v, p.Min), p.Max), true
}

// narrow makes the window of a continuation short, mostly: its length is what a diagram costs.
func narrow(m sim.Model, values map[string]float64, r *random.Source) {
	from, to, ok := window(m)
	if !ok || r.Float64() < 0.05 {
		return
	}
	lo := from.Min + (from.Max-from.Min)*r.Float64()
	values["from"] = lo
	values["to"] = math.Min(to.Max, lo+0.02*(to.Max-to.Min)*r.Float64())
}

func window(m sim.Model) (from, to sim.Parameter, ok bool) {
	from, isFrom := m.Parameter("from")
	to, isTo := m.Parameter("to")
	return from, to, isFrom && isTo
}

// outside is a value that is refused, or should be.
func outside(p sim.Parameter, r *random.Source) float64 {
	all := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, math.MaxFloat64, math.Nextafter(p.Min, math.Inf(-1)), math.Nextafter(p.Max, math.Inf(1)), p.Min - 1, p.Max + 1}
	if p.Integer {
		all = append(all, p.Default+0.5, math.Nextafter(p.Min, p.Max), p.Max-1e-9)
	}
	return all[r.Intn(len(all))]
}

// tally counts what came of the requests to one model.
type tally struct {
	results, parameter, name, diverged, other int
	slowest, total                            time.Duration
}

func (c tally) String() string {
	return fmt.Sprintf("%d results, %d parameter errors, %d name errors, %d diverged, %d other typed errors; %.2f CPU s, the slowest %.2f", c.results, c.parameter, c.name, c.diverged, c.other, c.total.Seconds(), c.slowest.Seconds())
}

// try makes one request and judges what comes: a result without a silent NaN, or a typed error that names what was refused.
func try(t *testing.T, m sim.Model, i int, count *tally) {
	a := drawAttempt(m, i)
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s, set %d, %+v: panic %v\n%s", m.Name, i, a, p, debug.Stack())
		}
	}()
	began := cpuTime()
	ctx := worked(budget)
	out, err := Run(ctx, m.Name, a.Settings)
	if err == nil && i%10 == 0 {
		err = tryPortraits(ctx, m, a.Settings)
	}
	took := cpuTime() - began
	count.slowest, count.total = max(count.slowest, took), count.total+took
	var parameter *sim.ParameterError
	var name *sim.NameError
	var diverged *sim.DivergedError
	var bad interface{ BadInput() bool }
	switch {
	case err == nil:
		count.results++
		if e := finite(m.Name, out); e != nil {
			t.Errorf("%s, set %d, %+v: %v", m.Name, i, a, e)
		}
	case errors.As(err, &parameter):
		count.parameter++
		_, known := m.Parameter(parameter.Parameter)
		known = known || m.Bifurcation != nil && parameter.Parameter == "from" // the window of a diagram
		if parameter.Range == "" || parameter.Model == "" || !known {
			t.Errorf("%s, set %d, %+v: the error does not name parameter and range: %v", m.Name, i, a, err)
		}
	case errors.As(err, &name):
		count.name++
	case errors.As(err, &diverged):
		count.diverged++
	case errors.As(err, &bad) && bad.BadInput():
		count.other++
	default:
		t.Errorf("%s, set %d, %+v: %v", m.Name, i, a, err)
	}
	switch {
	case a.refused != "" && (parameter == nil || parameter.Parameter != a.refused):
		t.Errorf("%s, set %d: %s = %v gives %v", m.Name, i, a.refused, a.Values[a.refused], err)
	case a.unknown && name == nil:
		t.Errorf("%s, set %d: an unknown name gives %v", m.Name, i, err)
	}
}

// tryPortraits draws the pictures a model has at the same values.
func tryPortraits(ctx context.Context, m sim.Model, s sim.Settings) error {
	if m.PhasePlane != nil {
		if _, err := PhasePlane(ctx, m.Name, s); err != nil {
			return err
		}
	}
	if b := m.Bifurcation; b != nil {
		p, _ := m.Parameter(b.Parameter)
		from := s.Values[b.Parameter]
		to := from + 0.02*(b.To-b.From)
		if _, set := s.Values[b.Parameter]; !set || to > p.Max {
			return nil
		}
		if _, err := BifurcationDiagram(ctx, m.Name, s, from, to); err != nil {
			return err
		}
	}
	return nil
}

// Random parameter sets give a result or a typed error: never a panic, a hang or a silent NaN. CORONIUM_SOAK raises the number of sets and prints a line an entry, -run
// 'TestRandomParameters/^NAME$' takes one entry, CORONIUM_SET=MODEL:NUMBER repeats one set.
func TestRandomParameters(t *testing.T) {
	if only, number, ok := strings.Cut(os.Getenv("CORONIUM_SET"), ":"); ok {
		i, _ := strconv.Atoi(number)
		m, err := Lookup(only)
		if err != nil {
			t.Fatal(err)
		}
		var count tally
		t.Logf("%+v", drawAttempt(m, i))
		try(t, m, i, &count)
		t.Log(count)
		return
	}
	var now atomic.Value // what is being tried
	now.Store("")
	defer watch(&now)()
	from, to := soakSets()
	n := to - from
	for _, m := range All() {
		t.Run(m.Name, func(t *testing.T) {
			var count tally
			for i := from; i < to; i++ {
				now.Store(fmt.Sprintf("%s:%d", m.Name, i))
				try(t, m, i, &count)
			}
			t.Log(count)
			if n > 25 {
				typed := count.parameter + count.name + count.diverged + count.other
				fmt.Printf("%-28s from %d %6d sets %6d results %6d typed errors %8.2f CPU s, the slowest %.2f\n", m.Name, from, n, count.results, typed, count.total.Seconds(), count.slowest.Seconds())
			}
			if count.results < n/10 {
				t.Errorf("only %d of %d random sets gave a result", count.results, n)
			}
		})
	}
}

// watch ends the process when one set computes for ever without looking at its context.
func watch(now *atomic.Value) (stop func()) {
	done := make(chan struct{})
	go func() {
		what, since := "", cpuTime()
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			if w := now.Load().(string); w != what {
				what, since = w, cpuTime()
			} else if cpuTime()-since > hung {
				panic("hung: CORONIUM_SET=" + what)
			}
		}
	}()
	return func() { close(done) }
}

// FuzzRun feeds any numbers to any model: a result or a typed error. Sizes are kept small so that a run is quick; everything else is taken as
// it comes.
func FuzzRun(f *testing.F) {
	f.Add(uint8(0), uint64(1), 0.5, 1.0, -3.0, uint8(0))
	f.Add(uint8(30), uint64(2), math.NaN(), 1e300, 0.0, uint8(3))
	all := All()
	f.Fuzz(func(t *testing.T, which uint8, seed uint64, a, b, c float64, variant uint8) {
		m := all[int(which)%len(all)]
		r := random.New(seed)
		s := sim.Settings{Values: map[string]float64{}, Seed: seed, Traces: seed&1 == 0}
		for _, p := range m.Parameters {
			if sized(p) {
				s.Values[p.Name], _ = draw(p, r, false)
				continue
			}
			if u := r.Intn(8); u < 3 {
				s.Values[p.Name] = []float64{a, b, c}[u]
			}
		}
		if len(m.Variants) > 0 && variant > 0 {
			s.Variant = m.Variants[int(variant)%len(m.Variants)].Name
		}
		out, err := Run(worked(budget), m.Name, s)
		var bad interface{ BadInput() bool }
		if err != nil && (!errors.As(err, &bad) || !bad.BadInput()) {
			t.Errorf("%s %+v: %v", m.Name, s, err)
		}
		if err == nil {
			if e := finite(m.Name, out); e != nil {
				t.Error(e)
			}
		}
	})
}
