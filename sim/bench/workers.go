package main

import (
	"fmt"
	"slices"

	"coronium/sim/network"
)

// twoWorkers prints how far a second worker shortens a run of Brunel's network: the critical path, which needs no idle machine. Stretch by stretch each
// worker's part is computed alone and its CPU time taken; a stretch lasts as long as its slowest worker. The wall time of idle cores is this plus what
// the barriers cost (two a stretch of 1.5 ms of the model, some microseconds each).
func twoWorkers(runs int) {
	one, two := sample{}, sample{}
	for range runs {
		for _, side := range []struct {
			workers int
			into    *sample
		}{{1, &one}, {2, &two}} {
			net, err := network.ModelA.Build(ctx, 1, side.workers)
			must(err)
			path, err := net.CriticalPath(ctx, 10000, cpu)
			must(err)
			side.into.seconds = append(side.into.seconds, path)
		}
	}
	var pairs []float64
	for i := range one.seconds {
		pairs = append(pairs, two.seconds[i]/one.seconds[i])
	}
	fmt.Printf("two workers  critical path %s of %s CPU s: %.2f (%.2f-%.2f), goal at most 0.6\n", two, one, two.median()/one.median(), slices.Min(pairs), slices.Max(pairs))
}
