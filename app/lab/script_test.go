package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coronium/sim"
	"coronium/sim/registry"
)

// cases are the addresses at which a native program is compared with the core: short runs, since Python steps slowly.
var cases = map[string][]string{
	"adex":               {"T=150", "set=adapting&T=150", "set=regular+bursting&T=150&t_ref=1"},
	"alpha-psp":          {"", "ts=10", "I=-0.2&tau=30"},
	"connor-stevens":     {"T=60&dt=0.02", "T=40&dt=0.02&method=1&I=14"},
	"double-exponential": {"T=60", "tr=6&T=60", "r=13&T=200"},
	"eif":                {"T=200", "I=0.5&t_ref=2&T=100", "I=0.1&T=100"},
	"eif-rate":           {"", "I=0.181", "I=0.1"},
	"fitzhugh-nagumo":    {"T=200", "start=1&I=0.33&T=200&method=1", "start=0&T=150&b=1.4&method=2"},
	"ghk":                {"", "P_Na=20&T_C=6.3&V_c=0", "P_Cl=0"},
	"hebb":               {"", "n=1", "bound=1&n=500", "m1=1&eta=0.005"},
	"hh-clamp":           {"T=10", "V=-40&T_C=18.5&T=5", "V_hold=-55&V=20&T=5"},
	"lif-conductance":    {"T=200", "gI=8&EI=-80&T=200", "I=100", "gE=3&tref=0&T=100"},
	"oja":                {"n=300", "m1=0.5&eta=0.1&n=50"},
	"passive-cable":      {"", "killed=1&n=7", "n=1&L=20000"},
	"perceptron-cover":   {"", "N=20&P=40", "N=30&P=20", "N=500&P=1000"},
	"rescorla-wagner":    {"", "n1=0&n3=20", "alpha=1&r=-2&n2=3"},
	"step-membrane":      {"T=300&dt=0.5", "explanation=1&T=200&dt=0.5", "explanation=2&dt=1", "explanation=3&I=-0.2&T=200&dt=0.5", "explanation=4&T=100", "I=0&T=50"},
	"hh":                 {"T=40", "T=30&method=1&T_C=10&I=20", "T=20&method=2&I=0"},
	"izhikevich":         {"", "set=chattering", "set=fast+spiking&dt=0.5"},
	"lif":                {"", "I=0.3", "method=1&I=1.2&t_ref=0", "method=2&grid=1&V_r=-65", "E_L=-45"},
	"lif-rate":           {"", "I=0.4", "t_ref=0&I=2"},
	"lif-white-noise":    {"T=500&N=10", "T=500&N=7&exact=1&bridge=1&seed=5", "T=400&N=1"},
	"morris-lecar":       {"T=400", "set=SNIC+set+(class+1)&T=400", "start=2&T=200&method=1"},
	"nmda":               {"", "Mg=0", "Mg=3&V=10"},
	"ou":                 {"N=20&T=200", "exact=1&N=3&seed=9&T=100"},
	"passive":            {"", "I=-0.1&A=0.01"},
	"qif":                {"T=200", "method=1&T=150", "I=0.2&T=100"},
	"qif-rate":           {"", "I=0.5"},
	"siegert":            {"", "mu=40&sigma=1", "mu=-50&sigma=12", "mu=10&sigma=0.7"},
	"theta":              {"", "method=1&T=200&I=3"},
	"tsodyks-markram":    {"", "set=depressing&r=5", "n=1"},
}

// pythonWithNumPy finds an interpreter that has NumPy: the one in the PATH, or the system's.
func pythonWithNumPy() (string, error) {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if path, err := exec.LookPath(name); err == nil && exec.Command(path, "-c", "import numpy").Run() == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no python3 with NumPy; on Debian: apt-get install python3-numpy")
}

// Every native program gives the numbers of the core to rounding: scalars, ends of traces, spike times.
func TestNativeProgramsAgreeWithTheCore(t *testing.T) {
	python, err := pythonWithNumPy()
	if err != nil {
		t.Skip(err)
	}
	files, err := fs.Glob(native, "native/[a-z]*.py")
	if err != nil || len(files) < 15 {
		t.Fatalf("only %d native programs: %v", len(files), err)
	}
	dir := t.TempDir()
	var names []string
	var script strings.Builder
	script.WriteString("import sys, io, json, runpy\nout = {}\nfor name in sys.argv[1:]:\n    sys.argv, kept, sys.stdout = [name], sys.stdout, io.StringIO()\n" +
		"    try:\n        got = runpy.run_path(name)\n    finally:\n        text, sys.stdout = sys.stdout.getvalue(), kept\n" +
		"    out[name] = {'printed': json.loads(text), 'traces': {k: [len(v), float(v[0]), float(v[len(v)//2]), float(v[-1])] for k, v in got['traces'].items()}, 'times': {k: [float(x) for x in v] for k, v in got['times'].items()}}\n" +
		"print(json.dumps(out))\n")
	queries := map[string]Query{}
	for _, file := range files {
		model := strings.TrimSuffix(strings.TrimPrefix(file, "native/"), ".py")
		m, err := registry.Lookup(model)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if len(cases[model]) == 0 {
			t.Errorf("%s is compared nowhere", file)
		}
		for i, address := range cases[model] {
			fields, err := url.ParseQuery(address)
			if err != nil {
				t.Fatal(err)
			}
			q := Read(m, fields)
			if len(q.Faults) > 0 || !Native(q) {
				t.Fatalf("%s?%s: %v", model, address, q.Faults)
			}
			text, err := Script(q)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(dir, model+"-"+string(rune('a'+i))+".py")
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			names, queries[name] = append(names, name), q
		}
	}
	runner := filepath.Join(dir, "all.py")
	if err := os.WriteFile(runner, []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), python, append([]string{"-W", "error", runner}, names...)...)
	var faults bytes.Buffer
	command.Stderr = &faults
	raw, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, faults.String())
	}
	var got map[string]struct {
		Printed map[string]float64
		Traces  map[string][4]float64
		Times   map[string][]float64
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	for name, q := range queries {
		compareRun(t, q, got[name].Printed, got[name].Traces, got[name].Times)
	}
}

func compareRun(t *testing.T, q Query, printed map[string]float64, traces map[string][4]float64, times map[string][]float64) {
	t.Helper()
	want, err := registry.Run(context.Background(), q.Model.Name, sim.Settings{Values: q.Values, Seed: q.Seed, Traces: true})
	if err != nil {
		t.Fatalf("%s: %v", q.Address(), err)
	}
	near := func(what string, a, b float64) {
		t.Helper()
		if !(math.Abs(a-b) <= 1e-7+1e-7*math.Abs(b)) {
			t.Errorf("%s: %s is %.12g in Python, %.12g in the core", q.Address(), what, a, b)
		}
	}
	for name, v := range want.Scalars {
		if strings.HasSuffix(name, "_error") {
			continue // an estimate of this core's own quadrature
		}
		got, ok := printed[name]
		if !ok {
			t.Errorf("%s: Python does not print %s", q.Address(), name)
			continue
		}
		near(name, got, v)
	}
	for name := range printed {
		if _, ok := want.Scalars[name]; !ok {
			t.Errorf("%s: Python prints %s, which the core does not", q.Address(), name)
		}
	}
	for name, xs := range want.Traces {
		got := traces[name]
		near("length of "+name, got[0], float64(len(xs)))
		near(name+" at the start", got[1], xs[0])
		near(name+" in the middle", got[2], xs[len(xs)/2])
		near(name+" at the end", got[3], xs[len(xs)-1])
	}
	for name, train := range want.Times {
		if len(times[name]) != len(train) {
			t.Errorf("%s: %d %s in Python, %d in the core", q.Address(), len(times[name]), name, len(train))
			continue
		}
		for i := range train {
			near(name, times[name][i], train[i])
		}
	}
}

// A program that does not stand alone says so in its first lines, and asks for exactly this run.
func TestScriptsOfOtherModels(t *testing.T) {
	for _, m := range registry.All() {
		q := Read(m, url.Values{})
		text, err := Script(q)
		if err != nil {
			t.Fatal(err)
		}
		head := strings.Join(strings.Split(text, "\n")[:4], "\n")
		if Native(q) == strings.Contains(head, "does NOT compute the model itself") {
			t.Errorf("%s: native %v, and its head says\n%s", m.Name, Native(q), head)
		}
		for _, p := range m.Parameters {
			if !strings.Contains(text, p.Name) {
				t.Errorf("the script of %s does not set %s", m.Name, p.Name)
			}
		}
	}
	lif, _ := registry.Lookup("lif")
	wrong := Read(lif, url.Values{"variant": {"reset-to-rest"}})
	if text, _ := Script(wrong); Native(wrong) || !strings.Contains(text, `"--variant", "reset-to-rest"`) {
		t.Error("the script of a wrong variant must run that variant")
	}
	if Native(Read(lif, url.Values{"exact": {"1"}})) {
		t.Error("the native program of lif does not know exact")
	}
}
