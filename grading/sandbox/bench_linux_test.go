package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// BenchmarkFloors measures what the sandbox costs, as ratios to floors that are measured in the same run, pair by pair, so
// that a machine that does much else disturbs both alike. It prints a table:
//
//	go test -run '^$' -bench Floors -benchtime 1x ./grading/sandbox
//
// The floors are: the same program in a plain python3; the bare fork of a process that has imported NumPy; the program's own
// inner loop; and that loop in a plain Python that waits at a pipe. The last is there because of hand-overs: on a busy
// machine a process that is woken stands in line for a processor, and a loop that is timed from inside never does. It is also
// done with two loops, which is about what a whole job computes. The floor shares this process's session, the sandbox has one
// of its own: where the kernel makes a session a scheduling group (sched_autogroup_enabled), a busy machine lets the sandbox
// stand in line for longer, so that only a quiet machine shows that row's own worth.
//
// Each row is told as elapsed time, which people feel and the machine's other work stretches, or as computing time, which
// it hardly changes. Values are medians; a ratio is the median of the pairs' ratios. Before each hot job there is a pause, as
// between people's: a scheduler does not let a process that has just used much go first.
func BenchmarkFloors(b *testing.B) {
	s, err := Open(context.Background(), Config{Workers: 2})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	m := measuring{b: b, s: s, python: s.plan.interpreter.Program}
	waiter := m.waiter()
	defer waiter.end()
	var hot, trivial, trivialCPU, waiting, twice, loop, cold, coldCPU pairs
	for range 25 {
		plain := m.plain()
		for range 3 {
			m.pause()
			one := waiter.loops(1)
			m.pause()
			two := waiter.loops(2)
			job := m.timed(lifJob())
			hot.add(job.whole, plain.whole)
			waiting.add(job.sent, one)
			twice.add(job.sent, two)
			loop.add(job.cpu, plain.loop)
		}
		fork := m.bareFork(9)
		for range 3 {
			job := m.timed(Job{Source: "def f():\n    return 1.0\n", Calls: []Call{{Function: "f"}}})
			trivial.add(job.whole, fork.whole)
			trivialCPU.add(job.cpu, fork.cpu)
		}
		job, plain := m.cold(), m.plain()
		cold.add(job.whole, plain.whole)
		coldCPU.add(job.cpu, plain.cpu)
	}
	through, throughCPU := m.throughput(2, 8)
	memory := m.privateMemory()
	rows := []struct {
		what, time, floor string
		pairs
		unit  string
		reach float64 // at most; at least if negative
	}{
		{"NumPy and a LIF of 10 000 steps, hot", "elapsed", "plain python3", hot, "ms", 0.07},
		{"trivial job", "elapsed", "fork of a process with NumPy", trivial, "ms", 2},
		{"  in its process", "computing", "fork of a process with NumPy", trivialCPU, "ms", 2},
		{"the LIF in a process that waits", "elapsed", "the loop in a Python at a pipe", waiting, "ms", 3},
		{"  the same", "elapsed", "two loops in a Python at a pipe", twice, "ms", 3},
		{"  in its process", "computing", "the loop itself", loop, "ms", 3},
		{"the LIF, cold", "elapsed", "plain python3", cold, "ms", 1.1},
		{"  in its process", "computing", "plain python3", coldCPU, "ms", 1.1},
		{"the LIF on two workers", "elapsed", "plain python3, two at a time", through, "/s", -14},
		{"  all that is computed for it", "computing", "plain python3", throughCPU, "/s", -14},
		{"private memory of a waiting process", "", "4 MB", memory, "MB", 1},
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%-38s %-10s %12s   %-30s %12s %8s   %s\n", "what", "time", "measured", "floor", "", "ratio", "to reach")
	for i, r := range rows {
		bound, held := fmt.Sprintf("<= %g", r.reach), r.ratio() <= r.reach
		if r.reach < 0 {
			bound, held = fmt.Sprintf(">= %g", -r.reach), r.ratio() >= -r.reach
		}
		if !held {
			bound += "  missed"
		}
		fmt.Fprintf(&table, "%-38s %-10s %9.2f %-2s   %-30s %9.2f %-2s %8.3f   %s\n", r.what, r.time, median(r.measured), r.unit, r.floor, median(r.floors), r.unit, r.ratio(), bound)
		b.ReportMetric(r.ratio(), "ratio"+strconv.Itoa(i+1))
	}
	fmt.Print(table.String()) // b.Log cuts it
}

// pairs are measurements, each with its floor of the same moment.
type pairs struct{ measured, floors []float64 }

func (p *pairs) add(measured, floor float64) {
	p.measured, p.floors = append(p.measured, measured), append(p.floors, floor)
}

func (p pairs) ratio() float64 {
	var x []float64
	for i, m := range p.measured {
		x = append(x, m/p.floors[i])
	}
	return median(x)
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
	sorted := slices.Sorted(slices.Values(x))
	return sorted[len(sorted)/2]
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

// A cost is what something took, in milliseconds. Not everything is known of everything.
type cost struct {
	whole float64 // elapsed
	sent  float64 // elapsed from the sending of a job to its answer
	cpu   float64 // computing time of the process
	loop  float64 // and of its loop
}

func (m measuring) command(program string) *exec.Cmd {
	cmd := exec.Command(m.python, "-s", "-B", "-c", program)
	cmd.Env = []string{"LC_ALL=C", "PYTHONUTF8=1", "OPENBLAS_NUM_THREADS=1"}
	return cmd
}

// plain runs the LIF in a plain python3.
func (m measuring) plain() cost {
	cmd := m.command(lifSource + "\nimport time\nt = time.process_time()\nfor i in range(4): simulate(1.5, 20.0, 0.1, 10000)\nt = (time.process_time() - t) / 4\nprint(t)\n")
	begun := time.Now()
	out, err := cmd.Output()
	c := cost{whole: ms(time.Since(begun))}
	if err != nil {
		m.b.Fatal(err)
	}
	c.loop = 1e3 * m.numbers(out)[0]
	// The loop was run four times, so that the clock can tell its time; a run of the program has it once.
	c.cpu = ms(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()) - 3*c.loop
	c.whole -= 3 * c.loop
	return c
}

func (m measuring) numbers(out []byte) (x []float64) {
	for _, f := range strings.Fields(string(out)) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			m.b.Fatal(err)
		}
		x = append(x, v)
	}
	return x
}

// timed runs a job when its process waits already.
func (m measuring) timed(j Job) cost {
	m.pause()
	begun := time.Now()
	r, err := m.s.Run(context.Background(), j)
	c := cost{whole: ms(time.Since(begun)), sent: ms(r.Wall), cpu: ms(r.CPU)}
	if err != nil || !r.OK() {
		m.b.Fatalf("%v %+v", err, r)
	}
	return c
}

// pause lets things come to rest.
func (m measuring) pause() {
	for m.s.Metrics().Ready < m.s.pool.fillers {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(20 * time.Millisecond)
}

// computed is the computing time so far, in seconds, of this process, of the zygotes, and of their children that have ended.
func (m measuring) computed() float64 {
	var own unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &own); err != nil {
		m.b.Fatal(err)
	}
	all := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	for _, k := range m.s.pool.zygotes {
		z, err := k.current(context.Background())
		if err != nil {
			m.b.Fatal(err)
		}
		all += z.computed()
	}
	return all.Seconds()
}

// computed reads the times of a zygote and of the children that it has seen end, which the kernel tells in ticks.
func (z *zygote) computed() time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", z.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	const ticks = 100 // a second, on every architecture of Linux
	var all time.Duration
	for _, f := range fields[11:15] { // utime, stime, cutime, cstime
		n, _ := strconv.ParseInt(f, 10, 64)
		all += time.Duration(n) * time.Second / ticks
	}
	return all
}

// bareFork lets a process that has imported NumPy fork and wait for children that do nothing.
func (m measuring) bareFork(n int) cost {
	out, err := m.command(fmt.Sprintf(`
import numpy, os, time
x, cpu = [], []
for i in range(%d):
    t, c = time.perf_counter(), time.process_time()
    p = os.fork()
    if p == 0: os._exit(0)
    _, _, used = os.wait4(p, 0)
    x.append(time.perf_counter() - t)
    cpu.append(time.process_time() - c + used.ru_utime + used.ru_stime)
print(sorted(x)[len(x) // 2], sorted(cpu)[len(x) // 2])`, n)).Output()
	if err != nil {
		m.b.Fatal(err)
	}
	x := m.numbers(out)
	return cost{whole: 1e3 * x[0], cpu: 1e3 * x[1]}
}

// A waiter is a plain Python with NumPy that waits at a pipe, does the loop when it is told to, and says so: what a process
// that waits can do at best, hand-overs included.
type waiter struct {
	m    measuring
	cmd  *exec.Cmd
	to   io.WriteCloser
	from io.Reader
}

func (m measuring) waiter() waiter {
	w := waiter{m: m, cmd: m.command(lifSource + `
import os
simulate(1.5, 20.0, 0.1, 100)
while n := os.read(0, 1):
    for i in range(n[0]): simulate(1.5, 20.0, 0.1, 10000)
    os.write(1, b"x")
`)}
	var err error
	if w.to, err = w.cmd.StdinPipe(); err != nil {
		m.b.Fatal(err)
	}
	if w.from, err = w.cmd.StdoutPipe(); err != nil {
		m.b.Fatal(err)
	}
	if err := w.cmd.Start(); err != nil {
		m.b.Fatal(err)
	}
	return w
}

// loops is the time in milliseconds from telling it to do so many to its answer.
func (w waiter) loops(n byte) float64 {
	begun := time.Now()
	_, err := w.to.Write([]byte{n})
	if err == nil {
		_, err = w.from.Read(make([]byte, 1))
	}
	if err != nil {
		w.m.b.Fatal(err)
	}
	return ms(time.Since(begun))
}

func (w waiter) end() {
	w.to.Close()
	_ = w.cmd.Wait()
}

// cold starts an interpreter behind the walls for the job.
func (m measuring) cold() cost {
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
	spent := c.spent
	r, lost := m.s.live(context.Background(), m.s.pool, c, j, packed)
	if lost || !r.OK() {
		m.b.Fatalf("%+v", r)
	}
	return cost{whole: ms(time.Since(begun)), cpu: ms(spent + r.CPU)}
}

// throughput gives jobs and plain interpreters a second, with so many at a time, by turns, a second each; and the same a
// second of computing, whoever did it: processes from their fork on, zygotes, this process.
func (m measuring) throughput(workers, turns int) (elapsed, computing pairs) {
	rate := func(do func()) (n, seconds float64) {
		var done atomic.Int64
		var wait sync.WaitGroup
		begun := time.Now()
		for range workers {
			wait.Go(func() {
				for time.Since(begun) < time.Second {
					do()
					done.Add(1)
				}
			})
		}
		wait.Wait()
		return float64(done.Load()), time.Since(begun).Seconds()
	}
	for range turns {
		m.pause()
		before := m.computed()
		jobs, seconds := rate(func() {
			if r, err := m.s.Run(context.Background(), lifJob()); err != nil || !r.OK() {
				m.b.Errorf("%v %+v", err, r)
			}
		})
		m.pause()
		used := m.computed() - before
		var plainUsed atomic.Int64
		plains, plainSeconds := rate(func() {
			cmd := m.command(lifSource + "\nsimulate(1.5, 20.0, 0.1, 10000)\n")
			if err := cmd.Run(); err != nil {
				m.b.Error(err)
				return
			}
			plainUsed.Add(int64(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()))
		})
		elapsed.add(jobs/seconds, plains/plainSeconds)
		computing.add(jobs/used, plains/time.Duration(plainUsed.Load()).Seconds())
	}
	return elapsed, computing
}

// privateMemory is what a process that waits for its job has to itself, in MB.
func (m measuring) privateMemory() (p pairs) {
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
				p.add(kb/1024, 4)
			}
		}
		c.discard()
	}
	return p
}
