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
	var plain, inner, hot, waiting, computing, trivial, bareFork, cold []float64
	for range 40 { // by turns: whatever else the machine does disturbs all alike
		whole, own := m.plain()
		plain, inner = append(plain, whole), append(inner, own)
		cold = append(cold, m.cold())
		bareFork = append(bareFork, m.bareFork(9))
		for range 5 {
			all, sent, used := m.timed(lifJob())
			hot, waiting, computing = append(hot, all), append(waiting, sent), append(computing, used)
			all, _, _ = m.timed(Job{Source: "def f():\n    return 1.0\n", Calls: []Call{{Function: "f"}}})
			trivial = append(trivial, all)
		}
	}
	jobs, pythons := m.throughput(2, 8)
	rows := []struct {
		what, floor      string
		measured, bottom float64
		unit             string
		reach            float64 // at most; at least if negative
	}{
		{"NumPy and a LIF of 10 000 steps, hot", "plain python3", quiet(hot), quiet(plain), "ms", 0.07},
		{"trivial job", "fork of a process with NumPy", quiet(trivial), quiet(bareFork), "ms", 2},
		{"the LIF in a process that waits", "the loop itself", quiet(waiting), quiet(inner), "ms", 3},
		{"the same, as computing time", "the loop itself", quiet(computing), quiet(inner), "ms", 3},
		{"the LIF, cold", "plain python3", quiet(cold), quiet(plain), "ms", 1.1},
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

// quiet is the lower quartile of durations. A machine that does much else at the same time stretches most of them; those of
// its quiet moments are the thing's own. It is used for what is measured and for the floor alike.
func quiet(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/4]
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

func (m measuring) command(program string) *exec.Cmd {
	cmd := exec.Command(m.python, "-s", "-B", "-c", program)
	cmd.Env = []string{"LC_ALL=C", "PYTHONUTF8=1", "OPENBLAS_NUM_THREADS=1"}
	return cmd
}

// plain runs the LIF in a plain python3: the whole of it, and its inner loop as it times itself.
func (m measuring) plain() (whole, inner float64) {
	begun := time.Now()
	out, err := m.command(lifSource + "\nimport time\nt = time.perf_counter()\nsimulate(1.5, 20.0, 0.1, 10000)\nprint(time.perf_counter() - t)\n").Output()
	whole = ms(time.Since(begun))
	if err != nil {
		m.b.Fatal(err)
	}
	return whole, 1e3 * m.number(out)
}

func (m measuring) number(out []byte) float64 {
	x, err := strconv.ParseFloat(string(bytes.TrimSpace(out)), 64)
	if err != nil {
		m.b.Fatal(err)
	}
	return x
}

// timed runs a job when its process waits already: from the call of Run to its return, and the part from the sending of
// the job to the answer; and the computing time of the process for it, which other work on the machine hardly changes.
func (m measuring) timed(j Job) (whole, sent, used float64) {
	for m.s.Metrics().Ready < m.s.pool.fillers {
		time.Sleep(100 * time.Microsecond)
	}
	begun := time.Now()
	r, err := m.s.Run(context.Background(), j)
	whole = ms(time.Since(begun))
	if err != nil || !r.OK() {
		m.b.Fatalf("%v %+v", err, r)
	}
	return whole, ms(r.Wall), ms(r.CPU)
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
	return 1e3 * m.number(out)
}

// cold starts an interpreter behind the walls for the job.
func (m measuring) cold() float64 {
	j, err := lifJob().checked(m.s.floor)
	if err != nil {
		m.b.Fatal(err)
	}
	packed, err := encodeJob(j)
	if err != nil {
		m.b.Fatal(err)
	}
	begun := time.Now()
	c, err := (&oneShot{m.s.nursery}).cell(context.Background())
	if err != nil {
		m.b.Fatal(err)
	}
	if r, lost := m.s.live(context.Background(), c, j, packed); lost || !r.OK() {
		m.b.Fatalf("%+v", r)
	}
	return ms(time.Since(begun))
}

// throughput gives jobs and plain interpreters a second, with so many at a time; by turns, a second each.
func (m measuring) throughput(workers, turns int) (jobs, pythons float64) {
	rate := func(do func()) float64 {
		var n atomic.Int64
		var wait sync.WaitGroup
		begun := time.Now()
		for range workers {
			wait.Go(func() {
				for time.Since(begun) < time.Second {
					do()
					n.Add(1)
				}
			})
		}
		wait.Wait()
		return float64(n.Load()) / time.Since(begun).Seconds()
	}
	var a, b []float64
	for range turns {
		a = append(a, rate(func() {
			if r, err := m.s.Run(context.Background(), lifJob()); err != nil || !r.OK() {
				m.b.Errorf("%v %+v", err, r)
			}
		}))
		b = append(b, rate(func() {
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
