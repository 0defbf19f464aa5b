package lab

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"coronium/sim"
	"coronium/sim/registry"
)

// long is a query that takes half a minute of computing when nobody stops it.
func long(t *testing.T, seed string) Query {
	t.Helper()
	return Read(model(t, "hmm"), url.Values{"n": {"50000"}, "iters": {"200"}, FieldSeed: {seed}})
}

func ended(t *testing.T, j *Job) Progress {
	t.Helper()
	select {
	case <-j.Ended():
	case <-time.After(time.Minute):
		t.Fatal("the job does not end")
	}
	return j.Progress()
}

func TestQueueCancelAndLimits(t *testing.T) {
	l := DefaultLimits
	l.Workers, l.Person, l.Queue = 1, 3, 3
	b := NewBench(l)
	submit := func(owner, seed string) *Job {
		t.Helper()
		j, err := b.Submit(owner, long(t, seed))
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	first, second, third := submit("a", "1"), submit("a", "2"), submit("b", "3")
	if p := third.Progress(); p.State != Waiting || p.Place != 2 {
		t.Errorf("the third is %s at place %d", p.State, p.Place)
	}
	if again := submit("b", "3"); again != third {
		t.Error("asking again for the same begins another job")
	}
	if _, ok := b.Find("b", first.Name); ok {
		t.Error("somebody else finds the job")
	}
	second.Cancel() // while it waits
	if p := ended(t, second); p.State != Cancelled {
		t.Errorf("a waiting job that is cancelled is %s", p.State)
	}
	if p := third.Progress(); p.Place != 1 {
		t.Errorf("the third moved to place %d", p.Place)
	}
	if p := first.Progress(); p.State != Running {
		t.Errorf("the first is %s", p.State)
	}
	first.Cancel()
	if p := ended(t, first); p.State != Cancelled {
		t.Errorf("a running job that is cancelled is %s", p.State)
	}
	var busy *BusyError
	fourth, fifth := submit("b", "4"), submit("b", "5") // the third runs by now
	if _, err := b.Submit("b", long(t, "6")); !errors.As(err, &busy) || !strings.Contains(busy.Says, "3 runs going") {
		t.Errorf("a fourth run of one person: %v", err)
	}
	sixth := submit("c", "7")
	if _, err := b.Submit("d", long(t, "8")); !errors.As(err, &busy) || !strings.Contains(busy.Says, "full") {
		t.Errorf("a full queue: %v", err)
	}
	for _, j := range []*Job{sixth, fifth, fourth, third} {
		j.Cancel()
		ended(t, j)
	}
}

// A run ends when the page that watches it goes away, and not before.
func TestNobodyWatches(t *testing.T) {
	b := NewBench(DefaultLimits)
	j, err := b.Submit("a", long(t, "1"))
	if err != nil {
		t.Fatal(err)
	}
	leave, other := j.Watch(), j.Watch()
	leave()
	if j.over() {
		t.Error("the job ended though somebody watches it")
	}
	other()
	if p := ended(t, j); p.State != Cancelled {
		t.Errorf("nobody watches, and the job is %s", p.State)
	}
	waits, err := b.Submit("a", long(t, "2"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, away := context.WithCancel(context.Background())
	away()
	waits.Wait(ctx, time.Hour)
	if p := ended(t, waits); p.State != Cancelled {
		t.Errorf("whoever waited went away, and the job is %s", p.State)
	}
}

// The limit of time is an answer, with what to change; it is not asked for again at once.
func TestTooLong(t *testing.T) {
	l := DefaultLimits
	l.Run = 30 * time.Millisecond
	b := NewBench(l)
	j, err := b.Submit("a", long(t, "1"))
	if err != nil {
		t.Fatal(err)
	}
	p := ended(t, j)
	var limit *TooLong
	if p.State != Done || p.Outcome.Main == nil || !errors.As(p.Outcome.Main.Err, &limit) {
		t.Fatalf("%s, %+v", p.State, p.Outcome.Main)
	}
	if again := b.run(context.Background(), model(t, "hmm"), long(t, "1").Settings); again != p.Outcome.Main {
		t.Error("a run that was stopped is begun anew at once")
	}
}

// Everybody's share of computing time is bounded, and the share comes back.
func TestSpent(t *testing.T) {
	b := NewBench(DefaultLimits)
	q := Read(model(t, "lif"), url.Values{})
	b.spent["a"] = spending{seconds: 1000, at: time.Now()}
	var busy *BusyError
	if _, err := b.Submit("a", q); !errors.As(err, &busy) {
		t.Errorf("somebody who used 1000 s: %v", err)
	}
	b.spent["a"] = spending{seconds: 1000, at: time.Now().Add(-time.Hour)}
	if _, err := b.Submit("a", q); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func outcome(t *testing.T, q Query) Outcome {
	t.Helper()
	j, err := NewBench(DefaultLimits).Submit("a", q)
	if err != nil {
		t.Fatal(err)
	}
	return ended(t, j).Outcome
}

// A query's parts: run, variant, pins, portrait, branch and sweep with its theory.
func TestOutcome(t *testing.T) {
	lif := model(t, "lif")
	q := Read(lif, url.Values{"variant": {"reset-to-rest"}, "pin": {"I=0.8"}, "low": {"0.2"}, "high": {"1"}, "T": {"200"}, "sweep": {"1"}})
	o := outcome(t, q)
	if o.Main.Err != nil || o.Wrong == nil || len(o.Pins) != 1 || o.Pins[0].Values["I"] != 0.8 {
		t.Fatalf("%+v", o)
	}
	if o.Wrong.Result.Scalars["after_spike"] != -70 || o.Main.Result.Scalars["after_spike"] != -60 {
		t.Errorf("after a spike: right %v, wrong %v", o.Main.Result.Scalars["after_spike"], o.Wrong.Result.Scalars["after_spike"])
	}
	c := o.Sweep
	if c == nil || c.X[0] != 0.2 || c.X[len(c.X)-1] != 1 || len(c.Beside) != len(c.X) || len(c.Theory) == 0 {
		t.Fatalf("sweep %+v", c)
	}
	// lif-rate at 1 nA: 1000/(3 + 20 log(40/30)) = 114.2 Hz.
	if last := c.Theory[len(c.Theory)-1]; last < 114.1 || last > 114.3 {
		t.Errorf("theory at 1 nA: %v", last)
	}
	fhn := outcome(t, Read(model(t, "fitzhugh-nagumo"), url.Values{"T": {"100"}}))
	if fhn.Plane == nil || len(fhn.Plane.FixedPoints) != 1 || len(fhn.Plane.Arrows) == 0 || fhn.Branch == nil || len(fhn.Branch.Points) != 2 {
		t.Errorf("portrait of fitzhugh-nagumo: %+v", fhn.Plane)
	}
	plane := outcome(t, Read(model(t, "morris-lecar-plane"), url.Values{}))
	if plane.Plane == nil || len(plane.Plane.Nullclines) != 2 {
		t.Error("morris-lecar-plane shows no plane")
	}
	branch := outcome(t, Read(model(t, "fitzhugh-nagumo-bifurcation"), url.Values{"from": {"0"}, "to": {"1"}}))
	if branch.Branch == nil || len(branch.Branch.Points) != 1 {
		t.Error("fitzhugh-nagumo-bifurcation between 0 and 1 has one Hopf point")
	}
}

// What is kept stays below its bound, and the oldest goes first.
func TestKept(t *testing.T) {
	k := newKept(100)
	for _, name := range []string{"a", "b", "c", "d"} {
		k.put(name, name, 25)
	}
	if _, ok := k.get("a"); !ok {
		t.Fatal("four quarters do not fit")
	}
	k.put("e", "e", 20)
	if _, ok := k.get("b"); ok || k.size > 100 {
		t.Errorf("the one used longest ago is still there; size %d", k.size)
	}
	if _, ok := k.get("a"); !ok {
		t.Error("the one used last is gone")
	}
	k.put("giant", "giant", 60)
	if _, ok := k.get("giant"); ok {
		t.Error("one entry may take more than a quarter")
	}
	k.forget("a")
	if _, ok := k.get("a"); ok {
		t.Error("what was forgotten is there")
	}
}

// A document is what the command line prints, with the arrays.
func TestDocument(t *testing.T) {
	m := model(t, "renewal")
	q := Read(m, url.Values{"T": {"1000"}})
	r, err := registry.Run(context.Background(), m.Name, sim.Settings{Values: q.Values, Seed: 1, Traces: true})
	if err != nil {
		t.Fatal(err)
	}
	doc := Document(m.Name, q.Settings, r, .5)
	for _, key := range []string{"model", "params", "seed", "seconds", "result", "traces", "spikes"} {
		if _, ok := doc[key]; !ok {
			t.Errorf("the document lacks %s", key)
		}
	}
	var out strings.Builder
	if err := WriteCSV(&out, m, Run{Settings: q.Settings, Result: r}, q.Address()); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{"# parameter rate = 20 Hz (", "# seed: 1\n", "# address: /lab/renewal?T=1000\n", "\nspikes (ms)\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%.600s", want, text)
		}
	}
}
