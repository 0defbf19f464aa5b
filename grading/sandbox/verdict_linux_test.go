package sandbox

import (
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestVerdict: how a job ended, from what came over the wire, what we did, and what the kernel says. Wait statuses are as in
// wait(2): the low seven bits are the signal, the next byte the exit status.
func TestVerdict(t *testing.T) {
	limit := WallLimit
	limits := Limits{CPU: time.Second, Wall: 2 * time.Second, Memory: 512 << 20, Output: 100}
	memory := &exceptionHeader{Type: "MemoryError", Line: 1}
	for name, c := range map[string]struct {
		a     answers
		cause *Ended
		cpu   time.Duration
		peak  int64
		exit  syscall.WaitStatus
		want  Ended
	}{
		"answered":                            {a: answers{done: true}, want: Finished},
		"answered as its time ran out":        {a: answers{done: true}, cause: &limit, want: Finished},
		"the module failed":                   {a: answers{done: true, load: &exceptionHeader{Type: "ValueError"}}, want: LoadFailed},
		"the module needed too much memory":   {a: answers{done: true, load: memory}, want: MemoryLimit},
		"a call needed too much memory":       {a: answers{done: true, reports: []*exceptionHeader{memory}, outcomes: make([]Outcome, 1)}, want: MemoryLimit},
		"we stopped it":                       {a: answers{fault: io.EOF}, cause: &limit, exit: 9, want: WallLimit},
		"the kernel stopped it":               {a: answers{fault: io.EOF}, cpu: time.Second, exit: 9, want: CPULimit},
		"the kernel, which counts by ticks":   {a: answers{fault: io.EOF}, cpu: 780 * time.Millisecond, exit: 9, want: CPULimit},
		"it grew as its time ran out":         {a: answers{fault: io.EOF}, cpu: 780 * time.Millisecond, peak: 500 << 20, exit: 9, want: MemoryLimit},
		"the kernel was short of memory":      {a: answers{fault: io.EOF}, cpu: 100 * time.Millisecond, exit: 9, want: MemoryLimit},
		"no memory left to say so":            {a: answers{fault: io.EOF}, exit: 77 << 8, want: MemoryLimit},
		"it crashed":                          {a: answers{fault: io.EOF}, exit: 11, want: Killed},
		"it was killed by its own filter":     {a: answers{fault: io.EOF}, exit: 31, want: Killed},
		"it left":                             {a: answers{fault: io.EOF}, want: Exited},
		"it wrote nonsense":                   {a: answers{fault: violation("nonsense")}, exit: 9, want: Protocol},
		"its channel broke as it was stopped": {a: answers{fault: errors.New("connection reset")}, cause: &limit, exit: 9, want: WallLimit},
	} {
		j := Job{Source: "x", Limits: limits, Calls: make([]Call, len(c.a.outcomes))}
		r := verdict(j, c.a, c.cause, usage{cpu: c.cpu, peak: c.peak, status: c.exit}, output{text: []byte("printed"), all: 9})
		if r.Ended != c.want {
			t.Errorf("%s: %s, not %s", name, r.Ended, c.want)
		}
		if (r.Message == "") != (r.Ended == Finished) {
			t.Errorf("%s: says %q", name, r.Message)
		}
		if busy := strings.Contains(r.Message, "no fault of the program"); busy {
			t.Errorf("%s: the machine is blamed: %s", name, r.Message)
		}
		if r.Output != "printed" || !r.Truncated {
			t.Errorf("%s: output %q, truncated %v", name, r.Output, r.Truncated)
		}
	}
}

// TestBusyMachine: a program that was not let compute is not blamed for it.
func TestBusyMachine(t *testing.T) {
	limit := WallLimit
	j := Job{Source: "x", Limits: Limits{CPU: 5 * time.Second, Wall: 10 * time.Second, Memory: 512 << 20, Output: 100}}
	for _, c := range []struct {
		wall, delayed time.Duration
		says          string
	}{
		{60 * time.Second, 55 * time.Second, "The machine is very busy: in 60 s the program could compute for only 3 s, and was stopped. That is no fault of the program"},
		{15 * time.Second, 5 * time.Second, "The program was stopped after 10 s, the limit here, though it had computed for only 3 s. Does it wait for something"},
	} {
		r := verdict(j, answers{fault: io.EOF}, &limit, usage{cpu: 3 * time.Second, wall: c.wall, delayed: c.delayed}, output{})
		if r.Ended != WallLimit || !strings.HasPrefix(r.Message, c.says) {
			t.Errorf("%s: %s", r.Ended, r.Message)
		}
	}
}
