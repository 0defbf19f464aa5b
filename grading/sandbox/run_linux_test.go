package sandbox

import (
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// patient are limits for programs that mean well, on a machine that does much else.
var patient = Limits{CPU: 30 * time.Second, Wall: 120 * time.Second}

// common is one sandbox for the tests that need nothing special; closed by TestMain.
var common = sync.OnceValues(func() (*Sandbox, error) {
	s, err := Open(context.Background(), Config{Workers: 2})
	opened.Store(s)
	return s, err
})

var opened atomic.Pointer[Sandbox]

func box(t *testing.T) *Sandbox {
	t.Helper()
	s, err := common()
	if err != nil {
		var missing *UnavailableError
		if errors.As(err, &missing) {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	return s
}

func run(t *testing.T, j Job) Result {
	t.Helper()
	return runIn(t, box(t), j)
}

func runIn(t *testing.T, s *Sandbox, j Job) Result {
	t.Helper()
	if j.Limits == (Limits{}) {
		j.Limits = patient
	}
	r, err := s.Run(context.Background(), j)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// unwatched gives a job to a process without watching over it, so that only the kernel can end it. before is called in time.
func unwatched(t *testing.T, s *Sandbox, j Job, before func()) (answers, usage) {
	t.Helper()
	c, err := s.pool.take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if j, err = j.checked(s.floor); err != nil {
		t.Fatal(err)
	}
	if err := c.restrict(j.Limits); err != nil {
		t.Fatal(err)
	}
	packed, err := encodeJob(j)
	if err != nil {
		t.Fatal(err)
	}
	before()
	c.job.SetDeadline(time.Now().Add(100 * time.Second))
	a := converse(c.job, packed, len(j.Calls))
	e := c.awaitExit()
	c.close()
	return a, usage{cpu: e.cpu - c.spent, status: e.status}
}

// TestFaults is what trainees read: each common fault, with its sentence, line, column and hint.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name, source, call string
		typ, message       string // of the exception
		line, column       int
		hint               string
		refused            string
	}{
		{"division", "def f(x):\n    y = 1\n    return y / x\n", "f(0)", "ZeroDivisionError", "division by zero", 3, 12, "", ""},
		{"name", "def f():\n    return tua\n", "f()", "NameError", "name 'tua' is not defined", 2, 12, "", ""},
		{"column after wide letters", "def f():\n    π = 'é'; return π + 1\n", "f()", "TypeError", "can only concatenate str", 2, 21, "", ""},
		{"in a helper", "import numpy as np\ndef g(x):\n    return np.linalg.inv(x)\ndef f():\n    return g(np.zeros((2, 2)))\n", "f()", "LinAlgError", "Singular matrix", 3, 12, "", ""},
		{"recursion", "def f():\n    return f()\n", "f()", "RecursionError", "maximum recursion depth", 2, 12, "calls itself", ""},
		{"exit", "import sys\ndef f():\n    sys.exit(3)\n", "f()", "SystemExit", "3", 3, 5, "called exit", ""},
		{"keyboard", "def f():\n    return input('x')\n", "f()", "RuntimeError", "input(): lost sys.stdin", 2, 12, "There is no keyboard here", ""},
		{"plotting", "def f():\n    import matplotlib.pyplot as plt\n", "f()", "ModuleNotFoundError", "No module named 'matplotlib'", 2, 5, "Plotting is not needed", "import"},
		{"plotting, another way", "import importlib\ndef f():\n    importlib.import_module('matplotlib.pyplot')\n", "f()", "ModuleNotFoundError", "No module named 'matplotlib'", 3, 5, "Plotting is not needed", "import"},
		{"a stranger", "def f():\n    import sympy\n", "f()", "ModuleNotFoundError", "No module named 'sympy'", 2, 5, "Available are NumPy", "import"},
		{"unknown module", "def f():\n    import brian2\n", "f()", "ModuleNotFoundError", "No module named 'brian2'", 2, 5, "Available are NumPy", "import"},

		{"file", "def f():\n    return open('data.txt').read()\n", "f()", "PermissionError", "files cannot be opened, listed or changed here: 'data.txt'", 2, 12, "Programs here have no files", "file"},
		{"writing", "import numpy as np\ndef f():\n    np.savetxt('out.txt', [1])\n", "f()", "PermissionError", "files cannot be opened", 3, 5, "Programs here have no files", "file"},
		{"network", "import socket\ndef f():\n    socket.create_connection(('localhost', 80))\n", "f()", "PermissionError", "the network cannot be reached", 3, 5, "Programs here have no network", "network"},
		{"thread", "import threading\ndef f():\n    threading.Thread(target=print).start()\n", "f()", "RuntimeError", "thread", 3, 5, "single thread", "thread"},
		{"process", "import os\ndef f():\n    os.system('ls')\n", "f()", "PermissionError", "other programs cannot be started", 3, 5, "one process", "process"},
		{"pool", "import multiprocessing\ndef f():\n    multiprocessing.Process(target=print).start()\n", "f()", "PermissionError", "not permitted", 3, 5, "They compute, print, and return", "system"},

		{"empty", "", "f()", "NameError", "the file is empty; it should define the function f", 0, 0, "Begin with a line such as", ""},
		{"only a comment", "# later\n", "f()", "NameError", "the file defines no function called f", 0, 0, "It defines no function at all", ""},
		{"misspelt", "def simulte(): pass\n", "simulate()", "NameError", "no function called simulate", 0, 0, "It defines simulte: is that the one?", ""},
		{"others", "def a(): pass\ndef b(): pass\n", "simulate()", "NameError", "no function called simulate", 0, 0, "It defines a, b.", ""},
		{"not a function", "f = 3.0\n", "f()", "NameError", "f is not a function but of type float", 0, 0, "Another value", ""},
		{"too many arguments", "x = 1\ndef f(a, b=2): pass\n", "f(1, 2, 3)", "TypeError", "takes from 1 to 2 positional arguments but 3 were given", 2, 0, "It is called as f(1, 2, 3), and your function takes (a, b=2).", ""},
		{"another name", "def f(a): pass\n", "f(tau=1.0)", "TypeError", "unexpected keyword argument 'tau'", 1, 0, "It is called as f(tau=1.0), and your function takes (a).", ""},

		{"None", "\ndef f(): pass\n", "f()", "TypeError", "the value that f returned is None", 2, 0, "end it with return", ""},
		{"None among others", "def f(): return 1.0, None\n", "f()", "TypeError", "the second value that f returned is None", 1, 0, "Return numbers", ""},
		{"text", "def f(): return 'x'\n", "f()", "TypeError", "is a text", 1, 0, "Return numbers", ""},
		{"set", "def f(): return {1, 2}\n", "f()", "TypeError", "is of type set", 1, 0, "Return numbers", ""},
		{"ragged", "def f(): return [[1], [2, 3]]\n", "f()", "TypeError", "rows differ in length", 1, 0, "Return numbers", ""},
		{"objects", "import numpy as np\ndef f(): return np.array([1, None])\n", "f()", "TypeError", "objects that are not numbers", 2, 0, "", ""},
		{"five axes", "import numpy as np\ndef f(): return np.zeros((1,) * 5)\n", "f()", "TypeError", "has 5 axes; at most 4", 2, 0, "", ""},
		{"a huge number", "def f(): return 10 ** 30\n", "f()", "TypeError", "holds a whole number that takes more than 64 bits; a float would do", 1, 0, "Return numbers", ""},
		{"a large number without a sign", "def f(): return 2 ** 63\n", "f()", "TypeError", "more than 64 bits", 1, 0, "Return numbers", ""},
		{"too many values", "import numpy as np\ndef f(): return np.zeros(5000000)\n", "f()", "TypeError", "has 5000000 values; at most 4000000", 2, 0, "", ""},
		{"a dictionary of texts", "def f(): return {'a': 'b'}\n", "f()", "TypeError", "the value under 'a' that f returned is of type str", 1, 0, "", ""},
	} {
		call, err := ParseCall(c.call)
		if err != nil {
			t.Fatal(err)
		}
		r := run(t, Job{Source: c.source, Calls: []Call{call}})
		e := r.Outcomes[0].Exception
		if r.Ended != Finished || r.Outcomes[0].Done || e == nil {
			t.Errorf("%s: %+v", c.name, r)
			continue
		}
		if e.Type != c.typ || !strings.Contains(e.Message, c.message) || e.Line != c.line || !strings.Contains(e.Hint, c.hint) || (e.Hint == "") != (c.hint == "") && c.hint != "" || e.Refused != c.refused {
			t.Errorf("%s: %+v", c.name, e)
		}
		if c.column != 0 && e.Column != 0 && e.Column != c.column { // Python before 3.11 knows no columns
			t.Errorf("%s: column %d, not %d", c.name, e.Column, c.column)
		}
		if e.Line > 0 && e.Text != strings.TrimRight(strings.Split(c.source, "\n")[e.Line-1], " ") {
			t.Errorf("%s: line %d is shown as %q", c.name, e.Line, e.Text)
		}
	}
}

// TestLoad: a module that cannot be read or executed.
func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name, source, typ, message, says string
		line                             int
	}{
		{"a bracket", "def f():\n    return (\n", "SyntaxError", "never closed", "Python cannot read the file: SyntaxError", 2},
		{"a colon", "def f()\n    return 1\n", "SyntaxError", "expected ':'", "Python cannot read the file", 1},
		{"indentation", "def f():\nreturn 1\n", "IndentationError", "expected an indented block", "Python cannot read the file", 2},
		{"an exception", "x = 1\ny = [][x]\n", "IndexError", "list index out of range", "The file stopped before it was read to its end: IndexError: list index out of range (line 2).", 2},
		{"an import", "import pandas\n", "ModuleNotFoundError", "pandas", "The file stopped", 1},
		{"a file", "x = open('in.csv')\n", "PermissionError", "in.csv", "The file stopped", 1},
	} {
		r := run(t, Job{Source: c.source, Calls: []Call{{Function: "f"}}})
		e := r.Exception
		if r.Ended != LoadFailed || e == nil || e.Type != c.typ || !strings.Contains(e.Message, c.message) || e.Line != c.line || !strings.Contains(r.Message, c.says) {
			t.Errorf("%s: %s %q %+v", c.name, r.Ended, r.Message, e)
		}
	}
}

// TestValues: what goes in and what comes out, to the bit.
func TestValues(t *testing.T) {
	source := `
import numpy as np
def echo(x): return x
def kinds(): return 1.5, 2, True, 1j, np.float32(0.5), np.arange(3), [1.0, 2], np.eye(2, dtype=bool), []
def names(): return {"t": [0.0, 1.0], "n": 3}
def described(x): return [type(x).__name__ == "ndarray", x.dtype == "f8", x.shape == (2, 3), x.flags.writeable]
def drawn(): return np.random.random(), __import__("random").random()
def many(): return tuple(range(100))
class Pair(__import__("collections").namedtuple("Pair", "V spikes")):
    def __iter__(self): raise RuntimeError("a class of the program is not asked")
def named(): return Pair(np.zeros(3), np.ones(2))
def listed(): return [np.zeros(3), [1.0, 2.0]]
def matrix(): return [np.zeros(3), np.ones(3)]
def typed(a, b, c, d, e): return [type(a) is float, type(b) is int, type(c) is bool, d is None, type(e) is list]
`
	bits := []float64{0, math.Copysign(0, -1), 0.1, math.Inf(1), math.Inf(-1), math.MaxFloat64, 5e-324, math.Float64frombits(0x7ff8000000000123)}
	j := Job{Source: source, Seed: 7, Calls: []Call{
		{Function: "echo", Positional: []Value{FromFloats(bits)}},
		{Function: "kinds"},
		{Function: "names"},
		{Function: "described", Positional: []Value{FromFloats(make([]float64, 6), 2, 3)}},
		{Function: "drawn"},
		{Function: "typed", Keywords: map[string]Value{"a": 1.0, "b": 1, "c": true, "d": nil, "e": []Value{1.0}}},
		{Function: "many"},
		{Function: "named"}, {Function: "listed"}, {Function: "matrix"},
	}}
	r := run(t, j)
	if !r.OK() {
		t.Fatalf("%+v", r)
	}
	for i, v := range r.Outcomes[0].Values[0].Floats() {
		if math.Float64bits(v) != math.Float64bits(bits[i]) {
			t.Errorf("%x came back as %x", math.Float64bits(bits[i]), math.Float64bits(v))
		}
	}
	var kinds, pythons []string
	for _, v := range r.Outcomes[1].Values {
		kinds, pythons = append(kinds, v.Type), append(pythons, v.Python)
	}
	if got := strings.Join(kinds, " "); got != "f8 i8 b1 c16 f8 i8 f8 b1 f8" || !r.Outcomes[1].Tuple {
		t.Errorf("types %s", got)
	}
	if got := strings.Join(pythons, " "); got != "float int bool complex float32 ndarray list ndarray list" {
		t.Errorf("Python's types %s", got)
	}
	if o := r.Outcomes[2]; strings.Join(o.Names, " ") != "t n" || o.Values[0].Size() != 2 || o.Values[1].Ints()[0] != 3 {
		t.Errorf("a dictionary: %+v", o)
	}
	if o := r.Outcomes[6]; o.Tuple || len(o.Values) != 1 || o.Values[0].Size() != 100 {
		t.Errorf("a hundred numbers in a tuple are %d values", len(o.Values))
	}
	for i, values := range map[int]int{7: 2, 8: 2, 9: 1} { // [V, spikes] means V, spikes; rows of one length are a matrix
		if o := r.Outcomes[i]; !o.Done || len(o.Values) != values || o.Tuple != (values == 2) {
			t.Errorf("call %d returns %d values, a tuple: %v; %+v", i, len(o.Values), o.Tuple, o.Exception)
		}
	}
	for _, i := range []int{3, 5} {
		for k, v := range r.Outcomes[i].Values[0].Ints() {
			if v != 1 {
				t.Errorf("call %d: %d is not so", i, k)
			}
		}
	}
	// numpy.random.seed(7) and random.seed(7), as any Python gives them.
	if a, b := r.Outcomes[4].Values[0].Floats()[0], r.Outcomes[4].Values[1].Floats()[0]; a != 0.07630828937395717 || b != 0.32383276483316237 {
		t.Errorf("drawn with seed 7: %v %v", a, b)
	}
	if r.CPU <= 0 || r.PeakMemory < 10<<20 || r.Wall <= 0 {
		t.Errorf("usage %v %v %d", r.CPU, r.Wall, r.PeakMemory)
	}
}

// TestPartial: what was answered before a limit is kept, and the limit is counted.
func TestPartial(t *testing.T) {
	before := box(t).Metrics()
	r := run(t, Job{Source: "def f(n):\n    print('call', n)\n    while n == 2: pass\n    return n\n", Limits: Limits{CPU: 500 * time.Millisecond, Wall: 100 * time.Second},
		Calls: []Call{{Function: "f", Positional: []Value{0}}, {Function: "f", Positional: []Value{1}}, {Function: "f", Positional: []Value{2}}, {Function: "f", Positional: []Value{3}}}})
	if r.Ended != CPULimit || !r.Outcomes[0].Done || !r.Outcomes[1].Done || r.Outcomes[2].Done || r.Outcomes[3].Done || r.Outcomes[2].Exception != nil {
		t.Errorf("%+v", r)
	}
	if r.Output != "call 0\ncall 1\ncall 2\n" {
		t.Errorf("output %q", r.Output)
	}
	if r.CPU < 490*time.Millisecond || r.OK() {
		t.Errorf("stopped after %v", r.CPU)
	}
	after := box(t).Metrics()
	if after.Ended[CPULimit] != before.Ended[CPULimit]+1 || after.Jobs != before.Jobs+1 || after.Wall.Sum < before.Wall.Sum+0.49 ||
		after.Wait.Count != before.Wait.Count+1 || after.Wall.AtMost[len(after.Wall.AtMost)-1] > after.Wall.Count || after.Oldest <= 0 {
		t.Errorf("counted: %+v", after)
	}
}

// TestOutput: much is printed, the first part is kept, and the answer is not disturbed.
func TestOutput(t *testing.T) {
	limits := patient
	limits.Output = 1000
	r := run(t, Job{Source: "def f():\n    for i in range(100000): print('0123456789')\n    return 1.0\n", Calls: []Call{{Function: "f"}}, Limits: limits})
	if !r.OK() || len(r.Output) != 1000 || !r.Truncated {
		t.Errorf("%s, %d bytes, truncated %v", r.Ended, len(r.Output), r.Truncated)
	}
	r = run(t, Job{Source: "print('all of it', end='')\n"})
	if r.Output != "all of it" || r.Truncated {
		t.Errorf("%q", r.Output)
	}
}

// TestKernelLimit: the kernel's own limit of computing time holds when nobody watches. It counts whole seconds.
func TestKernelLimit(t *testing.T) {
	limits := Limits{CPU: time.Second, Wall: 100 * time.Second, Memory: DefaultLimits.Memory}
	a, u := unwatched(t, box(t), Job{Source: "while True: pass\n", Limits: limits}, func() {})
	if a.done || u.ended(limits) != CPULimit {
		t.Errorf("done %v, %v after %v: %s", a.done, u.status, u.cpu, u.ended(limits))
	}
}

// TestLimitsRefused: what cannot be run is refused before it is.
func TestLimitsRefused(t *testing.T) {
	s := box(t)
	for says, j := range map[string]Job{
		"at most 1048576 (1 MB)":        {Source: strings.Repeat("#", MaxSource+1)},
		"not a text in UTF-8":           {Source: "\xff"},
		"NUL character in line 3":       {Source: "\n\n\x00"},
		"at most 4096 can be made":      {Calls: make([]Call, MaxCalls+1)},
		"A CPU limit of 1h0m0s":         {Limits: Limits{CPU: time.Hour}},
		"A time limit of -1s":           {Limits: Limits{Wall: -time.Second}},
		"A memory limit of 1 MB":        {Limits: Limits{Memory: 1 << 20}},
		"An output limit of":            {Limits: Limits{Output: 1 << 30}},
		"There is no priority 7":        {Priority: 7},
		"cannot be passed to a program": {Calls: []Call{{Function: "f", Positional: []Value{struct{}{}}}}},
		"at most 32 MB can be passed":   {Calls: []Call{{Function: "f", Positional: []Value{FromFloats(make([]float64, 5<<20))}}}},
	} {
		_, err := s.Run(context.Background(), j)
		var bad *JobError
		if !errors.As(err, &bad) || !bad.BadInput() || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
	if r := run(t, Job{Source: strings.Repeat("# a comment of a large but honest program\n", 25000)[:MaxSource-1] + "\n"}); r.Ended != Finished {
		t.Errorf("a source of 1 MB: %s %s", r.Ended, r.Message)
	}
}

// TestCancel: a caller who goes away takes the program along.
func TestCancel(t *testing.T) {
	s := box(t)
	ctx, cancel := context.WithCancel(context.Background())
	started := time.AfterFunc(50*time.Millisecond, cancel)
	defer started.Stop()
	r, err := s.Run(ctx, Job{Source: "while True: pass", Limits: patient})
	if err == nil && r.Ended != Cancelled {
		t.Errorf("%v", r.Ended)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestDeadZygotes: jobs whose zygote is killed under them are run elsewhere, and nobody notices.
func TestDeadZygotes(t *testing.T) {
	s, err := Open(context.Background(), Config{Workers: 2})
	if err != nil {
		t.Skip(err)
	}
	defer s.Close()
	results := make(chan Result, 1)
	for range 3 {
		before := s.Metrics().Lost
		go func() {
			r, err := s.Run(context.Background(), Job{Source: "import time\ndef f():\n    time.sleep(0.4)\n    return 42.0\n", Calls: []Call{{Function: "f"}}, Limits: patient})
			if err != nil {
				t.Error(err)
			}
			results <- r
		}()
		for s.Metrics().Running == 0 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(100 * time.Millisecond) // into the program's sleep, if the machine is fast enough; the result is the same if not
		for _, k := range s.pool.zygotes {
			k.mu.Lock()
			if k.zygote != nil {
				_ = k.zygote.cmd.Process.Kill()
			}
			k.mu.Unlock()
		}
		if r := <-results; !r.OK() || r.Outcomes[0].Values[0].Floats()[0] != 42 {
			t.Fatalf("%+v", r)
		}
		t.Logf("lost %d", s.Metrics().Lost-before)
	}
}

// TestWornZygotes: a zygote is replaced after so many forks without a job noticing.
func TestWornZygotes(t *testing.T) {
	s, err := Open(context.Background(), Config{Workers: 1})
	if err != nil {
		t.Skip(err)
	}
	defer s.Close()
	k := s.pool.zygotes[0]
	old, err := k.current(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	old.mu.Lock()
	old.forked = zygoteForks
	old.mu.Unlock()
	for {
		r, err := s.Run(context.Background(), Job{Source: "def f(): return 1.0", Calls: []Call{{Function: "f"}}, Limits: patient})
		if err != nil || !r.OK() {
			t.Fatalf("%v %+v", err, r)
		}
		now, err := k.current(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if now != old {
			break
		}
	}
	<-old.dead // its last child has ended, and so has it
}

// TestClose leaves nothing behind.
func TestClose(t *testing.T) {
	cmd := exec.Command("/proc/self/exe", "-test.run=^TestCloseInside$", "-test.v")
	cmd.Env = append(os.Environ(), "SANDBOX_CLOSE_INSIDE=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// TestCloseInside runs in a process of its own, so that it can count.
func TestCloseInside(t *testing.T) {
	if os.Getenv("SANDBOX_CLOSE_INSIDE") == "" {
		t.Skip("run by TestClose")
	}
	time.Sleep(time.Millisecond) // lets the runtime open what it opens
	before := descriptors()
	for range 2 {
		s, err := Open(context.Background(), Config{Workers: 2})
		if err != nil {
			t.Skip(err)
		}
		if _, err := s.Run(context.Background(), Job{Source: "print(1)", Limits: patient}); err != nil {
			t.Fatal(err)
		}
		s.Close()
		s.Close() // twice is once
		if _, err := s.Run(context.Background(), Job{}); !errors.Is(err, errClosed) {
			t.Errorf("a closed sandbox says %v", err)
		}
		if n := descendants(); n != 0 {
			t.Errorf("%d processes are left", n)
		}
	}
	if after := descriptors(); after > before+2 { // the runtime's own poller
		t.Errorf("%d descriptors, %d before", after, before)
	}
}

// TestMissing: without NumPy there is one line that says what to install, and it is marked as a missing dependency.
func TestMissing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/python3", []byte("#!/bin/sh\necho '{\"version\":\"3.12.1\",\"ok\":true}'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), Config{Python: dir + "/python3"})
	var missing *UnavailableError
	if !errors.As(err, &missing) || !missing.MissingDependency() || strings.Contains(err.Error(), "\n") ||
		!strings.Contains(err.Error(), "NumPy") || !strings.Contains(err.Error(), "To mend it: ") {
		t.Errorf("%v", err)
	}
	if missing != nil && (missing.Report.Tier != TierRefuse || missing.Report.Ready()) {
		t.Errorf("%+v", missing.Report)
	}
}

// closeCommon closes the common sandbox, if a test has opened it.
func closeCommon() {
	if s := opened.Load(); s != nil {
		s.Close()
	}
}
