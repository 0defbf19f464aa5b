package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"coronium/sim/network"
)

// twoWorkers prints how far a second worker shortens a run of Brunel's network: the critical path, which needs no idle machine. Stretch by stretch each
// worker's part is computed alone and its CPU time taken; a stretch lasts as long as its slowest worker. The wall time of idle cores is this plus what
// the barriers cost (two a stretch of 1.5 ms of the model, some microseconds each).
func twoWorkers(runs int) {
	one, two := inTurns(runs, func(net *network.BrunelNet) float64 {
		path, err := net.CriticalPath(ctx, 10000, cpu)
		must(err)
		return path
	})
	ratio, pairs := shortened(one, two)
	fmt.Printf("two workers  critical path %s of %s CPU s: %.2f (%s), goal at most 0.6\n", two, one, ratio, pairs)
}

// quiet is the share of the cores' time that other programs and other guests of the machine may take before the wall time says nothing.
const quiet = 0.05

// wallTime prints the same by the clock, and how idle the cores were.
func wallTime(runs int) {
	if runtime.NumCPU() < 2 {
		fmt.Println("two workers  wall time: this machine has one core")
		return
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	before, known := busy()
	began, own := time.Now(), cpu()
	one, two := inTurns(runs, func(net *network.BrunelNet) float64 {
		runtime.GC()
		at := time.Now()
		_, err := net.Run(ctx, 10000)
		must(err)
		return time.Since(at).Seconds()
	})
	after, _ := busy()
	others := (after - before - (cpu() - own)) / (time.Since(began).Seconds() * float64(runtime.NumCPU()))
	idle := fmt.Sprintf("other work took %.0f %% of the cores", 100*max(0, others))
	switch {
	case !known:
		idle = "how busy the cores were is not known here"
	case others > quiet:
		idle += ": they were not idle, and this says little"
	}
	ratio, pairs := shortened(one, two)
	fmt.Printf("two workers  wall time %s of %s s: %.2f (%s), goal at most 0.6; %s\n", two, one, ratio, pairs, idle)
}

// inTurns measures Brunel's network with one worker and with two.
func inTurns(runs int, seconds func(*network.BrunelNet) float64) (one, two sample) {
	for range runs {
		for workers, into := range []*sample{&one, &two} {
			net, err := network.ModelA.Build(ctx, 1, workers+1)
			must(err)
			into.seconds = append(into.seconds, seconds(net))
		}
	}
	return one, two
}

// shortened returns the ratio of the medians and the range of that of the pairs.
func shortened(one, two sample) (float64, string) {
	var pairs []float64
	for i := range one.seconds {
		pairs = append(pairs, two.seconds[i]/one.seconds[i])
	}
	return two.median() / one.median(), fmt.Sprintf("%.2f-%.2f", slices.Min(pairs), slices.Max(pairs))
}

// busy returns the seconds for which the cores have worked, for anybody, since the machine started; Linux counts them in hundredths.
func busy() (float64, bool) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, false
	}
	line, _, _ := strings.Cut(string(text), "\n")
	fields := strings.Fields(line) // cpu user nice system idle iowait irq softirq steal guest guest_nice
	if len(fields) < 9 || fields[0] != "cpu" {
		return 0, false
	}
	ticks := 0.0
	for i, f := range fields[1:9] {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return 0, false
		}
		if i != 3 && i != 4 {
			ticks += v
		}
	}
	return ticks / 100, true
}
