package sandbox

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestSoak runs honest jobs among hostile neighbours while zygotes are killed at random: none may be wrong, none lost, and
// at the end no process, descriptor, goroutine or memory may be left over. In the suite it is short; for 20 000 jobs:
//
//	SANDBOX_SOAK=20000 go test -run '^TestSoak$' -v -timeout 2h ./grading/sandbox
func TestSoak(t *testing.T) {
	jobs := 400
	if n, err := strconv.Atoi(os.Getenv("SANDBOX_SOAK")); err == nil {
		jobs = n
	}
	if testing.Short() {
		jobs = 60
	}
	w := newSurroundings(t)
	s, err := Open(context.Background(), Config{Workers: 3, bare: true, Queue: 100000})
	if err != nil {
		t.Skip(err)
	}
	defer s.Close()
	setting := w.setting + "NAMESPACES = " + map[bool]string{true: "True", false: "False"}[s.plan.namespaces()] + "\n"
	attacks := attackPrograms(t)
	s.poolFor(Job{Source: "scipy"}) // open from the beginning, where there is one
	if problem := w.settle(s, 1<<20); problem != "" {
		t.Fatal(problem)
	}
	open, goroutines, heap := descriptors(), runtime.NumGoroutine(), liveHeap()

	var honest, hostile, wrong, accepted, errors atomic.Int64
	var next atomic.Int64
	stop := make(chan struct{})
	var killers, workers sync.WaitGroup
	killers.Go(func() { killAtRandom(s, rand.New(rand.NewPCG(1, 2)), &next, stop) })
	begun := time.Now()
	for worker := range 6 {
		workers.Go(func() {
			dice := rand.New(rand.NewPCG(7, uint64(worker)))
			for {
				n := next.Add(1)
				if n > int64(jobs) {
					return
				}
				if n%1000 == 0 {
					t.Logf("%d jobs in %v", n, time.Since(begun).Round(time.Second))
				}
				p := attackProgram{honest: true, limits: patient, source: canarySource}
				if dice.IntN(4) == 0 {
					p = attacks[dice.IntN(len(attacks))]
					p.limits.Wall = 2 * time.Second
				}
				j := p.job(setting + p.prelude)
				j.Owner = "owner" + strconv.Itoa(worker)
				r, err := s.Run(context.Background(), j)
				switch verdict := judge(r); {
				case err != nil:
					errors.Add(1)
					t.Errorf("%s: %v", p.name, err)
				case p.source == canarySource:
					honest.Add(1)
					if verdict != "correct" {
						wrong.Add(1)
						t.Errorf("an honest job is called %s: %s %q", verdict, r.Message, r.Output)
					}
				default:
					hostile.Add(1)
					if verdict == "correct" && !p.honest || strings.Contains(r.Output, "ESCAPED") {
						accepted.Add(1)
						t.Errorf("%s: %s, %q", p.name, verdict, r.Output)
					}
				}
			}
		})
	}
	workers.Wait()
	close(stop)
	killers.Wait()
	m := s.Metrics()
	if problem := w.settle(s, open+8); problem != "" { // what the runtime opens for itself
		t.Error(problem)
	}
	if now := liveHeap(); now > heap+(32<<20) {
		t.Errorf("the heap grew from %d to %d MB", heap>>20, now>>20)
	}
	if now := runtime.NumGoroutine(); now > goroutines+10 {
		t.Errorf("%d goroutines, %d before", now, goroutines)
	}
	if now := mounts(t); now != w.mounts {
		t.Errorf("the mounts have changed:\n%s", now)
	}
	t.Logf("%d honest jobs, %d wrong; %d attacks, %d got somewhere; %d errors; %d zygotes started, %d jobs moved to another process; %.0f jobs/s", honest.Load(), wrong.Load(),
		hostile.Load(), accepted.Load(), errors.Load(), m.Zygotes, m.Lost, float64(jobs)/time.Since(begun).Seconds())
}

// killAtRandom kills a zygote now and then, as a machine short of memory might: once in so many jobs, so that a machine with much
// else to do, where a job takes long, does not let it meet several deaths.
func killAtRandom(s *Sandbox, dice *rand.Rand, jobs *atomic.Int64, stop <-chan struct{}) {
	due := int64(0)
	for {
		select {
		case <-stop:
			return
		case <-time.After(20 * time.Millisecond):
		}
		if jobs.Load() < due {
			continue
		}
		due = jobs.Load() + 20 + dice.Int64N(90)
		var keepers []*keeper
		for _, p := range s.pools() {
			keepers = append(keepers, p.zygotes...)
		}
		if len(keepers) == 0 {
			continue
		}
		k := keepers[dice.IntN(len(keepers))]
		k.mu.Lock()
		if k.zygote != nil {
			_ = k.zygote.cmd.Process.Kill()
		}
		k.mu.Unlock()
	}
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestHostileNeighbour: while one owner floods the queue with endless loops, another's jobs are done in their turn.
func TestHostileNeighbour(t *testing.T) {
	s, err := Open(context.Background(), Config{Workers: 2, Queue: 50})
	if err != nil {
		t.Skip(err)
	}
	defer s.Close()
	ctx, cancel := context.WithCancel(context.Background())
	var flood sync.WaitGroup
	for range 60 {
		flood.Go(func() {
			s.Run(ctx, Job{Source: "while True: pass", Owner: "greedy", Limits: Limits{CPU: 100 * time.Millisecond, Wall: 60 * time.Second}})
		})
	}
	for s.Metrics().Queued < 10 {
		time.Sleep(time.Millisecond)
	}
	for i := range 5 {
		var places []int
		r, err := s.Run(context.Background(), Job{Source: fmt.Sprintf("def f(): return %d.5", i), Calls: []Call{{Function: "f"}}, Owner: "modest", Limits: patient, Waiting: func(p int) { places = append(places, p) }})
		if err != nil || !r.OK() || r.Outcomes[0].Values[0].Floats()[0] != float64(i)+0.5 {
			t.Fatalf("%v %+v", err, r)
		}
		for _, p := range places {
			if p > 2 {
				t.Errorf("place %d behind the flood", p)
			}
		}
	}
	cancel()
	flood.Wait()
}
