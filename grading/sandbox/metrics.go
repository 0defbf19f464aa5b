package sandbox

import (
	"encoding/json"
	"sync/atomic"
	"time"
)

// Metrics is a picture of what a sandbox does and has done. String makes it an expvar.Var.
type Metrics struct {
	Queued  int             `json:"queued"`  // jobs that wait now
	Running int             `json:"running"` // jobs that run now
	Ready   int             `json:"ready"`   // processes that wait for a job, locked in and attested
	Jobs    int64           `json:"jobs"`    // that have ended
	Shed    int64           `json:"shed"`    // that were refused because the queue was full
	Lost    int64           `json:"lost"`    // cells that died before their job was done, which was given to another
	Failed  int64           `json:"failed"`  // cells and interpreters that could not be made ready
	Zygotes int64           `json:"zygotes"` // interpreters started so far
	Oldest  float64         `json:"oldest"`  // age in seconds of the oldest interpreter that makes cells
	Ended   map[Ended]int64 `json:"ended"`   // jobs by how they ended
	Wait    Latency         `json:"wait"`    // in the queue
	Wall    Latency         `json:"wall"`    // from the sending of the job to its last answer
}

// A Latency is a distribution of durations: how many were at most so many seconds long.
type Latency struct {
	Count  int64     `json:"count"`
	Sum    float64   `json:"sum"` // seconds
	Bounds []float64 `json:"bounds"`
	AtMost []int64   `json:"at_most"` // in step with bounds
}

// String is the JSON of the metrics.
func (m Metrics) String() string {
	b, _ := json.Marshal(m) // numbers and names: it always can be
	return string(b)
}

// latencyBounds are in seconds, a little more than three to a decade.
var latencyBounds = [...]float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60}

type histogram struct {
	count, nanos atomic.Int64
	buckets      [len(latencyBounds)]atomic.Int64
}

func (h *histogram) add(d time.Duration) {
	h.count.Add(1)
	h.nanos.Add(int64(d))
	for i, bound := range latencyBounds {
		if d.Seconds() <= bound {
			h.buckets[i].Add(1)
			return
		}
	}
}

func (h *histogram) read() Latency {
	l := Latency{Count: h.count.Load(), Sum: time.Duration(h.nanos.Load()).Seconds(), Bounds: latencyBounds[:]}
	sum := int64(0)
	for i := range h.buckets {
		sum += h.buckets[i].Load()
		l.AtMost = append(l.AtMost, sum)
	}
	return l
}

// counters are what Metrics is read from.
type counters struct {
	lost, failed, zygotes atomic.Int64
	wait, wall            histogram
	endings               [10]atomic.Int64
}

var allEndings = [...]Ended{Finished, LoadFailed, CPULimit, WallLimit, MemoryLimit, OutputLimit, Killed, Exited, Protocol, Cancelled}

func (c *counters) waited(d time.Duration) { c.wait.add(d) }

func (c *counters) ended(r Result) {
	c.wall.add(r.Wall)
	for i, e := range allEndings {
		if e == r.Ended {
			c.endings[i].Add(1)
		}
	}
}

func (c *counters) read() Metrics {
	m := Metrics{Lost: c.lost.Load(), Failed: c.failed.Load(), Zygotes: c.zygotes.Load(), Ended: map[Ended]int64{}, Wait: c.wait.read(), Wall: c.wall.read()}
	for i, e := range allEndings {
		n := c.endings[i].Load()
		m.Ended[e] = n
		m.Jobs += n
	}
	return m
}
