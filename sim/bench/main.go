// Command bench sets the reference core beside Brian2: CPU seconds of the run part (no building, no compiling), on one core, medians of
// several runs, and their ratio.
//
//	go run ./sim/bench                 all benchmarks
//	go run ./sim/bench -only hh,cuba   some of them
//	GOEXPERIMENT=simd go run ./sim/bench   with the vector steps
//
// Brian2 runs as C++ standalone, compiled by g++, through brian2.py in this folder; it needs `apt-get install python3-brian g++`. Where
// it is missing, the core's own seconds are printed and Brian2's column says so. Nothing is installed here.
// Both sides solve the same equations with the same step; CPU time of Brian2's run part is its own run time scaled by the share of the wall
// that the process had the processor.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"syscall"

	"coronium/sim/network"
	"coronium/sim/neuron"
	"coronium/sim/random"
	"coronium/sim/rate"
)

// job is one benchmark: prepare returns the part that is timed.
type job struct {
	name, says string
	goal       float64 // ratio asked for
	prepare    func() func()
}

var ctx = context.Background()

func brunel(g, eta float64) func() func() {
	return func() func() {
		b := network.ModelA
		b.G, b.Eta = g, eta
		net, err := b.Build(ctx, 1, 1)
		must(err)
		return func() { _, err := net.Run(ctx, 10000); must(err) }
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

var jobs = []job{
	{"brunel-5-2", "Brunel, N 12 500, g 5 eta 2, 1 s", 14, brunel(5, 2)},
	{"brunel-6-4", "Brunel, N 12 500, g 6 eta 4, 1 s", 16, brunel(6, 4)},
	{"hh", "one Hodgkin-Huxley neuron, exponential Euler, dt .01, 10 s", 5, func() func() {
		x := neuron.Squid.Start(-65)
		return func() { neuron.Squid.ExponentialEuler(x, 10, .01, 1_000_000, 0) }
	}},
	{"fi", "f-I curve of 10 000 LIF neurons, 1 s", 1.2, func() func() {
		n := 10000
		p := &neuron.LIFPopulation{V: make([]float64, n), Drive: make([]float64, n), Free: make([]int32, n), Count: make([]int32, n), Keep: .990049833749168, Vth: 15, Hold: 20}
		for i := range p.Drive {
			p.Drive[i] = 10 + 30*float64(i)/float64(n-1)
		}
		return func() {
			for k := range int32(10000) {
				p.Step(k)
			}
		}
	}},
	{"cuba", "CUBA, 4000 neurons, 1 s", 1, func() func() {
		return func() { _, err := network.BretteCUBA.Run(ctx, .1, 10000, 1, mark); must(err) }
	}},
	{"coba", "COBA, 4000 neurons, 1 s", 2, func() func() {
		return func() { _, err := network.BretteCOBA.Run(ctx, .1, 10000, 1, mark); must(err) }
	}},
	{"adex", "4000 AdEx neurons, 1 s", 1, func() func() {
		q := neuron.BretteGerstner
		q.Vcut = q.VT + 5*q.D
		p := &neuron.AdExPopulation{AdEx: q, V: make([]float64, 4000), W: make([]float64, 4000), I: make([]float64, 4000), Watch: -1}
		for i := range p.V {
			p.V[i], p.I[i] = q.EL, 500+1000*float64(i)/3999
		}
		return func() {
			for k := range 10000 {
				p.Step(k, .1)
			}
		}
	}},
	{"random-rate", "random rate network, N 1000, 100 time constants (against NumPy)", 1, func() func() {
		r := random.New(1)
		w := rate.NewRandomNetwork(1000, 1.5, r)
		x := make([]float64, 1000)
		for i := range x {
			x[i] = r.Normal()
		}
		return func() {
			for range 1000 {
				w.Step(x, .1)
			}
		}
	}},
}

// began is the CPU time at which the timed part of a benchmark began; mark sets it later, for those that build on their way.
var began float64

func mark() { began = cpu() }

// cpu returns the CPU seconds of this process.
func cpu() float64 {
	var u syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)*1e-6
}

func median(x []float64) float64 {
	sort.Float64s(x)
	return x[len(x)/2]
}

func main() {
	runs := flag.Int("n", 5, "runs of each benchmark")
	only := flag.String("only", "", "names, separated by commas")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	peer := newPeer()
	fmt.Printf("%-12s %12s %12s %8s %6s  %s\n", "benchmark", "core, CPU s", "peer, CPU s", "ratio", "goal", "what")
	for _, j := range jobs {
		if *only != "" && !strings.Contains(","+*only+",", ","+j.name+",") {
			continue
		}
		var own []float64
		for range *runs {
			run := j.prepare()
			runtime.GC()
			mark()
			run()
			own = append(own, cpu()-began)
		}
		mine := median(own)
		other, ratio := "missing", "-"
		if s, ok := peer.seconds(j.name, *runs); ok {
			other, ratio = fmt.Sprintf("%.3f", s), fmt.Sprintf("%.2f", s/mine)
		}
		fmt.Printf("%-12s %12.3f %12s %8s %6.1f  %s\n", j.name, mine, other, ratio, j.goal, j.says)
	}
	if peer.missing != "" {
		fmt.Println(peer.missing)
	}
}

// peer runs brian2.py.
type peer struct {
	script  string
	python  string
	missing string
}

func newPeer() *peer {
	p := &peer{script: filepath.Join("sim", "bench", "brian2.py")}
	if _, err := os.Stat(p.script); err != nil {
		p.missing = "brian2.py was not found: run this from the repository's root (go run ./sim/bench)."
		return p
	}
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import brian2").Run() == nil {
			p.python = python
			return p
		}
	}
	p.missing = "Brian2 is not installed, so there is nothing to compare with: apt-get install python3-brian g++, then run this again."
	return p
}

// seconds returns the median CPU seconds of Brian2's run part; ok is false when it is missing or failed.
func (p *peer) seconds(name string, runs int) (float64, bool) {
	if p.python == "" {
		return 0, false
	}
	out, err := exec.Command(p.python, p.script, name, fmt.Sprint(runs)).Output()
	var s []float64
	if err != nil || json.Unmarshal(out, &s) != nil || len(s) == 0 {
		fmt.Fprintf(os.Stderr, "bench: Brian2 failed on %s: %v\n", name, err)
		return 0, false
	}
	return median(s), true
}
