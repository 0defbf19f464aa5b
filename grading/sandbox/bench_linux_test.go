package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkFloors measures what the sandbox costs, each as a ratio to a floor that is measured in the same run, by turns
// with it, so that a noisy machine disturbs both alike. It prints a table:
//
//	go test -run '^$' -bench Floors -benchtime 1x ./grading/sandbox
//
// The floors: the same program in a plain python3; the bare fork of a process that has imported NumPy; the program's own
// inner loop, timed by itself.
func BenchmarkFloors(b *testing.B) {
	s, err := Open(context.Background(), Config{Workers: 2})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	m := measuring{b: b, s: s, python: s.plan.interpreter.Program}
	plain, inner := m.plain(60)
	hot, waiting, trivial := m.hot(300)
	bareFork := m.bareFork(300)
	cold := m.cold(40)
	jobs, pythons := m.throughput(2, 6*time.Second)
	rows := []struct {
		what, floor      string
		measured, bottom float64
		unit             string
		reach            float64 // at most; at least if negative
	}{
		{"NumPy and a LIF of 10 000 steps, hot", "plain python3", hot, plain, "ms", 0.07},
		{"trivial job", "fork of a process with NumPy", trivial, bareFork, "ms", 2},
		{"the LIF in a process that waits", "the loop itself", waiting, inner, "ms", 3},
		{"the LIF, cold", "plain python3", cold, plain, "ms", 1.1},
		{"throughput of the LIF on two workers", "plain python3", jobs, pythons, "/s", -14},
		{"private memory of a waiting process", "4 MB", m.privateMemory(), 4, "MB", 1},
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%-40s %10s   %-30s %10s %8s   %s\n", "what", "measured", "floor", "", "ratio", "to reach")
	for i, r := range rows {
		bound := fmt.Sprintf("<= %gx", r.reach)
		if r.reach < 0 {
			bound = fmt.Sprintf(">= %gx", -r.reach)
		}
		fmt.Fprintf(&table, "%-40s %7.2f %-2s   %-30s %7.2f %-2s %7.3fx   %s\n", r.what, r.measured, r.unit, r.floor, r.bottom, r.unit, r.measured/r.bottom, bound)
		b.ReportMetric(r.measured/r.bottom, "ratio"+strconv.Itoa(i+1))
	}
	b.Log(table.String())
}

const lifSource = `
import numpy as np
def simulate(I, tau, dt, n):
    v = 0.0
    out = np.empty(n)
    for i in range(n):
        v += dt * (-v + I) / tau
        if v > 1.0:
            v = 0.0
        out[i] = v
    return out
`

func lifJob() Job {
	return Job{Source: lifSource, Calls: []Call{{Function: "simulate", Positional: []Value{1.5, 20.0, 0.1, 10000}}}, Limits: Limits{CPU: 30 * time.Second, Wall: 120 * time.Second}}
}

type measuring struct {
	b      *testing.B
	s      *Sandbox
	python string
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

func (m measuring) command(program string) *exec.Cmd {
	cmd := exec.Command(m.python, "-s", "-B", "-c", program)
	cmd.Env = []string{"LC_ALL=C", "PYTHONUTF8=1", "OPENBLAS_NUM_THREADS=1"}
	return cmd
}

// plain runs the LIF in a plain python3: the whole of it, and its inner loop as it times itself.
func (m measuring) plain(n int) (whole, inner float64) {
	var wholes, inners []float64
	for range n {
		begun := time.Now()
		out, err := m.command(lifSource + "\nimport time\nt = time.perf_counter()\nsimulate(1.5, 20.0, 0.1, 10000)\nprint(time.perf_counter() - t)\n").Output()
		if err != nil {
			m.b.Fatal(err)
		}
		wholes = append(wholes, ms(time.Since(begun)))
		own, err := strconv.ParseFloat(string(bytes.TrimSpace(out)), 64)
		if err != nil {
			m.b.Fatal(err)
		}
		inners = append(inners, own*1e3)
	}
	return median(wholes), median(inners)
}

func (m measuring) run(j Job) Result {
	r, err := m.s.Run(context.Background(), j)
	if err != nil || !r.OK() {
		m.b.Fatalf("%v %+v", err, r)
	}
	return r
}

// hot runs jobs one after the other: from the call of Run to its return, and the part from the sending of the job to the
// answer.
func (m measuring) hot(n int) (whole, waiting, trivial float64) {
	var wholes, waits, trivials []float64
	nothing := Job{Source: "def f():\n    return 1.0\n", Calls: []Call{{Function: "f"}}}
	for range n {
		begun := time.Now()
		r := m.run(lifJob())
		wholes, waits = append(wholes, ms(time.Since(begun))), append(waits, ms(r.Wall))
		begun = time.Now()
		m.run(nothing)
		trivials = append(trivials, ms(time.Since(begun)))
	}
	return median(wholes), median(waits), median(trivials)
}

// bareFork lets a process that has imported NumPy fork and wait for children that do nothing.
func (m measuring) bareFork(n int) float64 {
	out, err := m.command(fmt.Sprintf(`
import numpy, os, time
x = []
for i in range(%d):
    t = time.perf_counter()
    p = os.fork()
    if p == 0: os._exit(0)
    os.waitpid(p, 0)
    x.append(time.perf_counter() - t)
print(sorted(x)[len(x) // 2])`, n)).Output()
	if err != nil {
		m.b.Fatal(err)
	}
	s, err := strconv.ParseFloat(string(bytes.TrimSpace(out)), 64)
	if err != nil {
		m.b.Fatal(err)
	}
	return s * 1e3
}

// cold starts an interpreter behind the walls for each job.
func (m measuring) cold(n int) float64 {
	var x []float64
	once := &oneShot{m.s.nursery}
	j, err := lifJob().checked(m.s.floor)
	if err != nil {
		m.b.Fatal(err)
	}
	packed, err := encodeJob(j)
	if err != nil {
		m.b.Fatal(err)
	}
	for range n {
		begun := time.Now()
		c, err := once.cell(context.Background())
		if err != nil {
			m.b.Fatal(err)
		}
		if r, lost := m.s.live(context.Background(), c, j, packed); lost || !r.OK() {
			m.b.Fatalf("%+v", r)
		}
		x = append(x, ms(time.Since(begun)))
	}
	return median(x)
}

// throughput gives jobs and plain interpreters a second, with so many at a time; by turns, a second each.
func (m measuring) throughput(workers int, each time.Duration) (jobs, pythons float64) {
	many := func(do func()) float64 {
		var n atomic.Int64
		var wait sync.WaitGroup
		begun := time.Now()
		for range workers {
			wait.Go(func() {
				for time.Since(begun) < each/6 {
					do()
					n.Add(1)
				}
			})
		}
		wait.Wait()
		return float64(n.Load()) / time.Since(begun).Seconds()
	}
	var a, b []float64
	for range 6 {
		a = append(a, many(func() { m.run(lifJob()) }))
		b = append(b, many(func() {
			if err := m.command(lifSource + "\nsimulate(1.5, 20.0, 0.1, 10000)\n").Run(); err != nil {
				m.b.Error(err)
			}
		}))
	}
	return median(a), median(b)
}

// privateMemory is what a process that waits for its job has to itself, in MB.
func (m measuring) privateMemory() float64 {
	var x []float64
	for range 5 {
		c, err := m.s.pool.take(context.Background())
		if err != nil {
			m.b.Fatal(err)
		}
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", c.pid))
		if err != nil {
			m.b.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			var kb float64
			if _, err := fmt.Sscanf(line, "Private_Dirty: %f kB", &kb); err == nil {
				x = append(x, kb/1024)
			}
		}
		c.discard()
	}
	return median(x)
}
