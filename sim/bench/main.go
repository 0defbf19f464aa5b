// Command bench sets the reference core beside Brian2: CPU seconds of the run part (no building, no compiling), on one core, medians of
// several runs, and their ratio.
//
//	go run ./sim/bench                 all benchmarks
//	go run ./sim/bench -only hh,cuba   some of them; "workers" is what a second worker saves
//
// The two networks that have vector steps (GOEXPERIMENT=simd) are run a second time by a second program, which the first builds with that setting: their
// rows end in "simd".
//
// Brian2 runs as C++ standalone, compiled by g++ -O3 -march=native -ffast-math, through peer.py in this folder; it needs `apt-get install
// python3-brian g++`. Where it is missing, the core's own seconds are printed and Brian2's column says so. Nothing is installed here.
//
// Both sides solve the same equations with the same step and as many neurons and record the same; the numbers of spikes stand beside the seconds. Runs
// alternate, one here, one there, so that a busy machine troubles both alike; what counts is CPU time, read just before and after the run part by each
// side itself. The range behind a ratio is that of the single pairs. results.md keeps what it said and what was tried.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"coronium/sim/network"
	"coronium/sim/neuron"
	"coronium/sim/random"
	"coronium/sim/rate"
)

// job is one benchmark: prepare returns the part that is timed, which returns the number of spikes.
type job struct {
	name, says string
	goal, simd float64 // ratio asked for, in plain Go and with the vector steps; 0 where there are none
	prepare    func() func() int
}

var ctx = context.Background()

func brunel(g, eta float64) func() func() int {
	return func() func() int {
		b := network.ModelA
		b.G, b.Eta = g, eta
		net, err := b.Build(ctx, 1, 1)
		must(err)
		return func() int { s, err := net.Run(ctx, 10000); must(err); return len(s) }
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

var jobs = []job{
	{"brunel-5-2", "Brunel, N 12 500, g 5 eta 2, 1 s", 14, 0, brunel(5, 2)},
	{"brunel-6-4", "Brunel, N 12 500, g 6 eta 4, 1 s", 16, 0, brunel(6, 4)},
	{"hh", "one Hodgkin-Huxley neuron, exponential Euler with direct exp, dt .01, 10 s", 5, 0, func() func() int {
		x := neuron.Squid.Start(-65)
		return func() int { return neuron.Squid.ExponentialEuler(x, 10, .01, 1_000_000, 0) }
	}},
	{"fi", "f-I curve of 10 000 LIF neurons, 1 s", 1.2, 0, func() func() int {
		n := 10000
		p := &neuron.LIFPopulation{V: make([]float64, n), Drive: make([]float64, n), Free: make([]int32, n), Count: make([]int32, n), Keep: .990049833749168, Vth: 15, Hold: 20}
		for i := range p.Drive {
			p.Drive[i] = 10 + 30*float64(i)/float64(n-1)
		}
		return func() int {
			for k := range int32(10000) {
				p.Step(k)
			}
			spikes := 0
			for _, c := range p.Count {
				spikes += int(c)
			}
			return spikes
		}
	}},
	{"cuba", "CUBA, 4000 neurons, 1 s", 1, 3.5, func() func() int {
		return func() int { s, err := network.BretteCUBA.Run(ctx, .1, 10000, 1, mark); must(err); return len(s) }
	}},
	{"coba", "COBA, 4000 neurons, 1 s", 2, 0, func() func() int {
		return func() int { s, err := network.BretteCOBA.Run(ctx, .1, 10000, 1, mark); must(err); return len(s) }
	}},
	{"adex", "4000 AdEx neurons, Euler, 1 s", 1, 3.5, func() func() int {
		q := neuron.BretteGerstner
		q.Vcut = q.VT + 5*q.D
		p := &neuron.AdExPopulation{AdEx: q, V: make([]float64, 4000), W: make([]float64, 4000), I: make([]float64, 4000), Watch: -1}
		for i := range p.V {
			p.V[i], p.I[i] = q.EL, 500+1000*float64(i)/3999
		}
		return func() int {
			for k := range 10000 {
				p.Step(k, .1)
			}
			return p.Spikes
		}
	}},
	{"random-rate", "random rate network, N 1000, 100 time constants (against NumPy)", 1, 0, func() func() int {
		r := random.New(1)
		w := rate.NewRandomNetwork(1000, 1.5, r)
		x := make([]float64, 1000)
		for i := range x {
			x[i] = r.Normal()
		}
		return func() int {
			for range 1000 {
				w.Step(x, .1)
			}
			return 0
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

// sample is what the runs of one side gave.
type sample struct {
	seconds []float64
	spikes  []int
}

func (s sample) median() float64 { x := slices.Sorted(slices.Values(s.seconds)); return x[len(x)/2] }

func (s sample) String() string {
	if len(s.seconds) == 0 {
		return "missing"
	}
	return fmt.Sprintf("%.3f (%.3f-%.3f)", s.median(), slices.Min(s.seconds), slices.Max(s.seconds))
}

func (s sample) meanSpikes() string {
	sum := 0
	for _, n := range s.spikes {
		sum += n
	}
	if sum == 0 {
		return "-"
	}
	return fmt.Sprint(sum / len(s.spikes))
}

func main() {
	runs := flag.Int("n", 5, "runs of each benchmark")
	only := flag.String("only", "", "names, separated by commas")
	alone := flag.Bool("alone", false, "without the peer")
	second := flag.Bool("second", false, "as the second program: only the rows of the vector steps, without the heading")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	peers := peers{}
	if !*alone {
		peers = findPeers()
	}
	if *second {
		for _, j := range jobs {
			if simd() && j.simd > 0 && wanted(*only, j.name) {
				row(j, " simd", j.simd, peers, *runs)
			}
		}
		return
	}
	fmt.Printf("%-12s %22s %22s %7s %13s %5s %8s %8s  %s\n", "benchmark", "core, CPU s", "peer, CPU s", "ratio", "of pairs", "goal", "spikes", "peer's", "what")
	vectors := false
	for _, j := range jobs {
		if !wanted(*only, j.name) {
			continue
		}
		vectors = vectors || j.simd > 0
		if simd() && j.simd > 0 { // built with the setting from the start
			row(j, " simd", j.simd, peers, *runs)
			continue
		}
		row(j, "", j.goal, peers, *runs)
	}
	if vectors && !simd() {
		secondProgram(*only, *alone, *runs)
	}
	if peers.missing != "" {
		fmt.Println(peers.missing)
	}
	if wanted(*only, "workers") {
		twoWorkers(*runs)
		wallTime(*runs)
	}
}

// row runs one benchmark on both sides and prints what came.
func row(j job, suffix string, goal float64, peers peers, runs int) {
	own, other := sideBySide(j, peers, runs)
	ratio, pairs := "-", "-"
	if len(other.seconds) > 0 {
		lo, hi := other.seconds[0]/own.seconds[0], 0.0
		for i, s := range other.seconds {
			lo, hi = min(lo, s/own.seconds[i]), max(hi, s/own.seconds[i])
		}
		ratio, pairs = fmt.Sprintf("%.2f", other.median()/own.median()), fmt.Sprintf("%.2f-%.2f", lo, hi)
	}
	fmt.Printf("%-12s %22s %22s %7s %13s %5.1f %8s %8s  %s\n", j.name+suffix, own, other, ratio, pairs, goal, own.meanSpikes(), other.meanSpikes(), j.says)
}

func wanted(only, name string) bool {
	return only == "" || strings.Contains(","+only+",", ","+name+",")
}

// sideBySide alternates runs of one benchmark here and there.
func sideBySide(j job, peers peers, runs int) (own, other sample) {
	p, err := peers.start(j.name)
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: the peer failed on %s: %v\n", j.name, err)
	}
	defer p.stop()
	for range runs {
		run := j.prepare()
		runtime.GC()
		mark()
		n := run()
		own.seconds, own.spikes = append(own.seconds, cpu()-began), append(own.spikes, n)
		if p == nil {
			continue
		}
		s, n, err := p.once()
		if err != nil {
			fmt.Fprintf(os.Stderr, "bench: the peer failed on %s: %v\n", j.name, err)
			return own, sample{}
		}
		other.seconds, other.spikes = append(other.seconds, s), append(other.spikes, n)
	}
	return own, other
}
