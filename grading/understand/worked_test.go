package understand

import (
	"context"
	"math"
	"strings"
	"testing"
)

// workedBench is the 19-line LIF of the design with the parameters of its author: tau 10 ms, R 10 MOhm, rest and reset
// -65 mV, threshold -50 mV, t_ref 2 ms, dt .1 ms, at constant I = 3 nA.
func workedBench(t *testing.T) *bench {
	t.Helper()
	b, err := prepare(context.Background(), Subject{Source: load(t, "lif19.py"), Function: "lif",
		Parameters: []Parameter{{Name: "I", Unit: "nA", Value: 3}, {Name: "T", Unit: "ms", Value: 200}, {Name: "dt", Unit: "ms", Value: .1}}}, Examiner{Runner: box})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) measure(t *testing.T, p program, what string, at settings) float64 {
	t.Helper()
	r, err := b.run(p, []settings{at}, 1)
	if err != nil || !r[0].ok() {
		t.Fatal(err, r)
	}
	for i, o := range b.outs {
		if o.Kind != KindTimes {
			continue
		}
		switch x := r[0].values[i].x; what {
		case "interval":
			return meanInterval(x, reply{})
		case "count":
			return float64(len(x))
		case "first":
			return first(x, reply{})
		}
	}
	t.Fatal("the program returns no spike times")
	return 0
}

// The keys that the design states for this program.
func TestWorkedKeys(t *testing.T) {
	b := workedBench(t)
	near := func(name string, got, want, within float64) {
		t.Helper()
		if !(math.Abs(got-want) <= within) {
			t.Errorf("%s: %g, stated %g", name, got, want)
		}
	}
	near("mean interval at 3 nA (ms)", b.measure(t, program{}, "interval", nil), 8.90, .005)
	near("theory 2 + 10 ln 2 (ms)", 2+10*math.Ln2, 8.93, .005)
	near("interval at dt = 5 ms: the refractory period rounds to nothing", b.measure(t, program{}, "interval", settings{"dt": 5}), 5, 1e-9)
	near("interval for a huge current: 1/t_ref, plus the step of the spike", b.measure(t, program{}, "interval", settings{"I": 1e5}), 2.1, 1e-9)

	if up, was := b.measure(t, program{}, "count", settings{"v_reset": -62}), b.measure(t, program{}, "count", nil); up <= was {
		t.Errorf("V_reset raised by 3 mV: %g spikes, were %g; the rate should rise", up, was)
	}
	near("first spike with V_reset raised by 3 mV", b.measure(t, program{}, "first", settings{"v_reset": -62}), b.measure(t, program{}, "first", nil), 0)

	same, err := b.run(program{}, []settings{nil, {"R": 20, "I": 1.5}, {"v_reset": -62}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !same[0].near(same[1], 1e-9) {
		t.Error("R x 2 with I / 2 should give the same spikes")
	}
	n := int(b.measure(t, program{}, "first", nil) / .1)
	for k := range n - 1 {
		if same[0].values[0].x[k] != same[2].values[0].x[k] {
			t.Fatalf("V below threshold changed at sample %d with V_reset", k)
		}
	}

	text := load(t, "lif19.py")
	at := strings.LastIndex(text, "v = v_reset")
	deleted := program{edits: []Edit{{at, at + len("v = v_reset"), "pass"}}}
	near("spikes with `v = v_reset` deleted", b.measure(t, deleted, "count", nil), b.measure(t, program{}, "count", nil), 0)
	if a, c := b.measure(t, deleted, "count", settings{"t_ref": .01}), b.measure(t, program{}, "count", settings{"t_ref": .01}); a == c {
		t.Errorf("with round(t_ref/dt) = 0 the deleted reset should show: %g spikes both ways", a)
	}
}

// About 116 single-token mutants: 9 crash, 15 equivalent, 92 live, says the design of its own engine; ours need not be
// the same mutants, but the order of magnitude and the shares should be.
func TestMutantsOfTheWorkedProgram(t *testing.T) {
	b := workedBench(t)
	all, _, err := b.tryMutants()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, m := range all {
		count[m.class]++
	}
	t.Log(len(all), count)
	if len(all) < 80 || len(all) > 160 || count[Live] < len(all)/2 || count[Equivalent] < 3 || count[Crash] < 3 {
		t.Errorf("%d mutants: %v", len(all), count)
	}
}

// With tau = R = 10 exchanging them would look harmless; on probes with distinct parameters it is not.
func TestProbesHaveDistinctParameters(t *testing.T) {
	b := workedBench(t)
	all, probes, err := b.tryMutants()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range probes {
		seen := map[float64]string{}
		for _, k := range b.model() {
			v := math.Abs(b.valueAt(p, k))
			if seen[v] != "" {
				t.Errorf("%s and %s are both %g", k.Name, seen[v], v)
			}
			seen[v] = k.Name
		}
	}
	for _, m := range all {
		if m.Old == "tau" && m.New == "R" && m.class == Equivalent {
			t.Error("tau exchanged for R looks equivalent")
		}
	}
}
