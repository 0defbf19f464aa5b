package lab

import (
	"context"
	"math/rand/v2"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"coronium/sim"
	"coronium/sim/registry"
)

func model(t *testing.T, name string) sim.Model {
	t.Helper()
	m, err := registry.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A parameter called like one of the lab's own fields could not be set.
func TestNoParameterIsReserved(t *testing.T) {
	for _, m := range registry.All() {
		for _, p := range m.Parameters {
			if slices.Contains(Reserved, p.Name) || strings.HasPrefix(p.Name, FieldWas) {
				t.Errorf("%s has a parameter %s, which is a field of the lab", m.Name, p.Name)
			}
		}
	}
}

// Any state can be written as an address and reads back the same, for every model.
func TestAddressesReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, m := range registry.All() {
		for range 8 {
			q := Read(m, url.Values{})
			change := func(s *Settings) {
				for _, p := range m.Parameters {
					if r.IntN(3) == 0 {
						x := p.Min + r.Float64()*(p.Max-p.Min)
						if p.Integer {
							x = float64(int(x))
						}
						s.Values[p.Name] = max(p.Min, min(p.Max, x))
					}
				}
				if len(m.Variants) > 0 && r.IntN(2) == 0 {
					s.Variant = m.Variants[r.IntN(len(m.Variants))].Name
				}
				if len(m.Presets) > 0 && r.IntN(2) == 0 {
					s.Set = m.Presets[r.IntN(len(m.Presets))].Name
				}
				s.Seed = r.Uint64()
			}
			change(&q.Settings)
			for range r.IntN(MaxPins + 1) {
				pin := q.Settings
				pin.Values = cloned(q.Values)
				change(&pin)
				q.Pins = append(q.Pins, pin)
			}
			_, text, _ := strings.Cut(q.Address(), "?")
			fields, err := url.ParseQuery(text)
			if err != nil {
				t.Fatal(err)
			}
			back := Read(m, fields)
			if len(back.Faults) > 0 || !reflect.DeepEqual(back.Settings, q.Settings) || !reflect.DeepEqual(back.Pins, q.Pins) {
				t.Fatalf("%s reads back with faults %v\n%v\n%v", q.Address(), back.Faults, back.Settings, q.Settings)
			}
			if back.Address() == "" || len(q.Pins) > 0 && len(back.Pins) != len(q.Pins) {
				t.Fatalf("pins of %s are lost", q.Address())
			}
		}
	}
}

// The address of the defaults is the page alone; a form that sends every field says the same.
func TestOnlyWhatDiffersIsInTheAddress(t *testing.T) {
	m := model(t, "adex")
	fields := url.Values{FieldSet: {""}, FieldWas: {""}, FieldVariant: {""}}
	for _, p := range m.Parameters {
		fields.Set(p.Name, sim.Format(p.Default))
	}
	if got := Read(m, fields).Address(); got != "/lab/adex" {
		t.Errorf("the defaults have the address %s", got)
	}
	fields.Set("I", "−5e1") // with a true minus, as the page itself writes numbers
	if got := Read(m, fields).Address(); got != "/lab/adex?I=-50" {
		t.Errorf("one change gives %s", got)
	}
}

// Choosing another set takes its values, whatever the fields still hold; within a set the fields count.
func TestAnotherSetTakesItsValues(t *testing.T) {
	m := model(t, "adex")
	fields := url.Values{FieldSet: {"tonic"}, FieldWas: {""}, "tau_w": {"120"}, "a": {"99"}}
	if q := Read(m, fields); q.Values["tau_w"] != 30 || q.Values["a"] != 2 {
		t.Errorf("tau_w %v, a %v", q.Values["tau_w"], q.Values["a"])
	}
	fields.Set(FieldWas, "tonic")
	if q := Read(m, fields); q.Values["tau_w"] != 120 || q.Values["a"] != 99 || q.Values["I"] != 500 {
		t.Errorf("tau_w %v, a %v, I %v", q.Values["tau_w"], q.Values["a"], q.Values["I"])
	}
}

func TestFaultsStandBesideTheirFields(t *testing.T) {
	m := model(t, "lif")
	q := Read(m, url.Values{"tau": {"-3"}, "R": {"fifty"}, "I": {"0,5"}, "E_L": {""}, "method": {"1.5"}, "seed": {"x"}, "set": {"none"}, "variant": {"none"}, "low": {"2"}, "high": {"1"}, "V_th": {"-48"}})
	for field, says := range map[string]string{"tau": "from 0.01 to 10000 ms", "R": "not a number", "I": "0.5", "E_L": "Write a number", "method": "whole number", "seed": "whole number",
		"set": "no parameter set", "variant": "no variant", "high": "above its beginning"} {
		if !strings.Contains(q.Faults[field], says) {
			t.Errorf("%s: %q does not say %q", field, q.Faults[field], says)
		}
	}
	if len(q.Faults) != 9 || q.Values["V_th"] != -48 || q.Typed["R"] != "fifty" {
		t.Errorf("%d faults, V_th %v, R %q", len(q.Faults), q.Values["V_th"], q.Typed["R"])
	}
}

// A slider's stretch lies inside the admissible range and holds the value, for every parameter of every model.
func TestWindows(t *testing.T) {
	for _, m := range registry.All() {
		for _, p := range m.Parameters {
			for _, v := range []float64{p.Min, p.Default, p.Max} {
				w := WindowOf(p, v)
				if w.Low < p.Min || w.High > p.Max || v < w.Low || v > w.High || !(w.Low < w.High) || !(w.Step > 0) || w.Step > w.High-w.Low {
					t.Errorf("%s %s at %v: %+v in %v … %v", m.Name, p.Name, v, w, p.Min, p.Max)
				}
			}
		}
	}
}

func TestAdmit(t *testing.T) {
	lif, brunel := model(t, "lif"), model(t, "brunel")
	if err := DefaultLimits.Admit(lif, Read(lif, url.Values{}).Settings); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
	for _, c := range []struct {
		m      sim.Model
		fields url.Values
		field  string
		says   string
	}{
		{lif, url.Values{"T": {"1000000"}}, "T", "Take T up to 40000, or dt from 2.5 on"},
		{brunel, url.Values{"N": {"20000"}, "epsilon": {"0.5"}}, "N", "320 million synapses"},
	} {
		err, ok := DefaultLimits.Admit(c.m, Read(c.m, c.fields).Settings).(*TooLarge)
		if !ok || err.Parameter != c.field || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v", c.fields, err)
		}
	}
}

// What is drawn against what follows from the registry's words.
func TestCurves(t *testing.T) {
	pairs := func(name string, lengths map[string]int) string {
		r := sim.Result{Traces: map[string][]float64{}}
		for trace, n := range lengths {
			r.Traces[trace] = make([]float64, n)
		}
		var out []string
		for _, d := range Curves(model(t, name), r) {
			var ys []string
			for _, y := range d.Ys {
				ys = append(ys, y.Name)
			}
			out = append(out, strings.Join(ys, "+")+"/"+d.X.Name)
		}
		return strings.Join(out, " ")
	}
	for _, c := range []struct {
		model string
		n     map[string]int
		want  string
	}{
		{"brunel", map[string]int{"raster_t": 9, "raster_id": 9, "population_t": 5, "population": 5}, "raster_id/raster_t population/population_t"},
		{"ddm", map[string]int{"rt_axis": 4, "rt_density": 4, "path_t": 7, "path": 7}, "rt_density/rt_axis path/path_t"},
		{"lnp", map[string]int{"lag": 5, "sta": 5, "theory": 5, "lag_whitened": 3, "whitened": 3}, "sta+theory/lag whitened/lag_whitened"},
		{"passive-cable", map[string]int{"x": 5, "V_x": 5, "V_exact": 5}, "V_x+V_exact/x"},
		{"glm-recovery", map[string]int{"weights": 8, "se": 8, "truth": 8}, "weights/ se/ truth/"},
	} {
		if got := pairs(c.model, c.n); got != c.want {
			t.Errorf("%s: %s, want %s", c.model, got, c.want)
		}
	}
}

// What a page draws first says something: the output is defined in the window, and it is no level line.
func TestFirstCurves(t *testing.T) {
	for _, m := range registry.All() {
		along, of := DefaultAlong(m), DefaultOf(m)
		p, ok := m.Parameter(along)
		if !ok || !slices.ContainsFunc(Scalars(m), func(o sim.Output) bool { return o.Name == of }) {
			t.Errorf("%s: %s against %s does not exist", m.Name, of, along)
			continue
		}
		if _, _, chosen := registry.Curve(m.Name); !chosen || strings.HasSuffix(m.Name, "-bifurcation") {
			continue // a diagram takes a second each
		}
		w := WindowOf(p, p.Default)
		values := map[float64]bool{}
		for _, x := range grid(p, w.Low, w.High, 5) {
			r, err := registry.Run(context.Background(), m.Name, sim.Settings{Values: map[string]float64{along: x}, Seed: 1})
			if v, there := r.Scalars[of]; err == nil && there {
				values[v] = true
			}
		}
		if len(values) < 3 {
			t.Errorf("%s: %s against %s has %d different values at five places", m.Name, of, along, len(values))
		}
	}
}
