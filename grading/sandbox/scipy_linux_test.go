package sandbox

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// SciPy may be there or not; programs must be told which, and both must be tested wherever the tests run.

// ownPython is a Python of our own making: the machine's interpreter with a copy of its NumPy, and nothing else.
type ownPython struct{ path, packages string }

func newPython(t *testing.T) ownPython {
	t.Helper()
	interpreter := box(t).Status().Interpreter.Path
	out, err := exec.Command(interpreter, "-c", "import numpy, os; print(os.path.dirname(numpy.__file__))").Output()
	if err != nil {
		t.Fatal(err)
	}
	numpy := strings.TrimSpace(string(out))
	dir, err := os.MkdirTemp("", "coronium-python-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	p := ownPython{filepath.Join(dir, "python3"), filepath.Join(dir, "packages")}
	err = os.CopyFS(filepath.Join(p.packages, "numpy"), os.DirFS(numpy))
	if libraries := numpy + ".libs"; isDir(libraries) { // where NumPy's wheels keep theirs
		err = errors.Join(err, os.CopyFS(filepath.Join(p.packages, "numpy.libs"), os.DirFS(libraries)))
	}
	err = errors.Join(err, os.Chmod(dir, 0o755),
		os.WriteFile(p.path, []byte("#!/bin/sh\nPYTHONPATH="+p.packages+" exec "+interpreter+" -S \"$@\"\n"), 0o755))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pretend adds something that looks like SciPy and does nothing.
func (p ownPython) pretend(t *testing.T, version string) {
	t.Helper()
	for _, module := range []string{"", "integrate", "optimize", "linalg", "special"} {
		at := filepath.Join(p.packages, "scipy", module)
		if err := errors.Join(os.MkdirAll(at, 0o755), os.WriteFile(filepath.Join(at, "__init__.py"), []byte("__version__ = '"+version+"'\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func TestSciPyOrNot(t *testing.T) {
	p := newPython(t)
	t.Run("without", func(t *testing.T) { testWithoutSciPy(t, p) })
	p.pretend(t, "9.8.7")
	t.Run("with", func(t *testing.T) { testWithSciPy(t, p) })
}

// Without SciPy the doctor says how to get it, and a program that imports it is told so, with the line.
func testWithoutSciPy(t *testing.T, p ownPython) {
	s, err := Open(t.Context(), Config{Python: p.path, Workers: 1, noSelfTest: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	report := s.Status()
	if report.Interpreter.NumPy == "" || report.Interpreter.SciPy != "" {
		t.Fatalf("%+v", report.Interpreter)
	}
	named := false
	for _, m := range report.Missing {
		named = named || m.What == "SciPy" && m.Optional && strings.Contains(m.Mend, "scipy")
	}
	if !named {
		t.Errorf("missing: %+v", report.Missing)
	}
	r := runIn(t, s, Job{Source: "import numpy as np\n\ndef f():\n    from scipy.integrate import solve_ivp\n", Calls: []Call{{Function: "f"}}})
	if e := r.Outcomes[0].Exception; e == nil || e.Line != 4 || e.Type != "ModuleNotFoundError" || e.Hint != "SciPy is not installed on this machine; the exercises can be done with NumPy." {
		t.Errorf("%+v", r)
	}
	r = runIn(t, s, Job{Source: "import scipy.special as sp\n"})
	if r.Ended != LoadFailed || r.Message != "The file stopped before it was read to its end: ModuleNotFoundError: No module named 'scipy' (line 1)." {
		t.Errorf("%s: %q", r.Ended, r.Message)
	}
	if len(s.pools()) != 1 {
		t.Error("processes wait for a SciPy that is not there")
	}
}

// Where there is one, it is named, imported ahead of need, and only for programs that speak of it.
func testWithSciPy(t *testing.T, p ownPython) {
	s, err := Open(t.Context(), Config{Python: p.path, Workers: 1, noSelfTest: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := s.Status().Interpreter.SciPy; got != "9.8.7" {
		t.Fatalf("its version is %q", got)
	}
	source := "import sys\nBEFORE = 'scipy' in sys.modules\ndef before(): return BEFORE\n"
	for _, c := range []struct {
		source string
		there  int64
		pools  int
	}{{strings.ReplaceAll(source, "'scipy'", "'sci' + 'py'"), 0, 1}, {source, 1, 2}} {
		r := runIn(t, s, Job{Source: c.source, Calls: []Call{{Function: "before"}}})
		if !r.OK() || r.Outcomes[0].Values[0].Ints()[0] != c.there || len(s.pools()) != c.pools {
			t.Errorf("%d pools, %+v", len(s.pools()), r)
		}
	}
}

// TestSciPy: the machine's own, if it has one.
func TestSciPy(t *testing.T) {
	if box(t).Status().Interpreter.SciPy == "" {
		t.Skip("SciPy is not installed on this machine; TestSciPyOrNot tells what programs are told then")
	}
	r := run(t, Job{Source: `
import numpy as np
from scipy import special, linalg, integrate, optimize

def rate(x): return special.erf(x)
def matrix(): return linalg.expm(np.zeros((2, 2)))
def decay():
    s = integrate.solve_ivp(lambda t, v: -v / 20.0, (0.0, 20.0), [1.0], rtol=1e-9, atol=1e-12)
    return s.y[0, -1]
def threshold(): return optimize.brentq(lambda v: v * v - 2.0, 0.0, 2.0)
def peaks():
    from scipy.signal import find_peaks
    return find_peaks([0.0, 1.0, 0.0, 2.0, 0.0])[0]
`, Calls: []Call{{Function: "rate", Positional: []Value{0.5}}, {Function: "matrix"}, {Function: "decay"}, {Function: "threshold"}, {Function: "peaks"}}})
	if !r.OK() {
		t.Fatalf("%+v", r)
	}
	// erf(0.5), Abramowitz and Stegun, table 7.1; the decay is to 1/e; the threshold the square root of 2.
	for i, want := range map[int]float64{0: 0.5204998778, 2: math.Exp(-1), 3: math.Sqrt2} {
		if got := r.Outcomes[i].Values[0].Floats()[0]; math.Abs(got-want) > 1e-8 {
			t.Errorf("call %d gives %v, not %v", i, got, want)
		}
	}
	if m := r.Outcomes[1].Values[0].Floats(); m[0] != 1 || m[1] != 0 || m[3] != 1 {
		t.Errorf("the exponential of nothing is %v", m)
	}
	if p := r.Outcomes[4].Values[0].Ints(); len(p) != 2 || p[0] != 1 || p[1] != 3 {
		t.Errorf("peaks %v", p)
	}
	r = run(t, Job{Source: "import scipy.io\ndef f():\n    return scipy.io.loadmat('data.mat')\n", Calls: []Call{{Function: "f"}}})
	if e := r.Outcomes[0].Exception; e == nil || e.Line != 3 || e.Refused != "file" || e.Hint != refusals["file"] {
		t.Errorf("a file: %+v", r.Outcomes[0].Exception)
	}
}
