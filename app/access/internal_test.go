package access

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coronium/app/school"
)

// TestTwoHashesAtATime counts how many are computed at once; memory is what it guards.
func TestTwoHashesAtATime(t *testing.T) {
	a := &Access{hashing: make(chan struct{}, maxHashing)}
	var now, most atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			done, err := a.turn(context.Background())
			if err != nil {
				t.Error(err)
				return
			}
			defer done()
			n := now.Add(1)
			for {
				m := most.Load()
				if n <= m || most.CompareAndSwap(m, n) {
					break
				}
			}
			time.Sleep(time.Millisecond)
			now.Add(-1)
		})
	}
	wg.Wait()
	if most.Load() != 2 {
		t.Errorf("%d hashes at a time, want 2", most.Load())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range maxHashing {
		a.hashing <- struct{}{}
	}
	if _, err := a.turn(ctx); school.KindOf(err) != school.Busy {
		t.Errorf("with no place free: %v", err)
	}
}

// TestThrottleMemory: what is remembered stays bounded, whatever names are sent.
func TestThrottleMemory(t *testing.T) {
	th := newThrottle()
	now := time.Unix(0, 0)
	for i := range 3 * mostThrottled {
		th.failed(now, fmt.Sprint("login ", i))
	}
	if len(th.seen) > mostThrottled+1 {
		t.Errorf("%d names are remembered", len(th.seen))
	}
}

func TestThrottleForgets(t *testing.T) {
	th := newThrottle()
	now := time.Unix(0, 0)
	for range 30 {
		th.failed(now, "x")
	}
	if w := th.wait(now, "x"); w != longestWait {
		t.Errorf("after thirty failures: %v, want %v", w, longestWait)
	}
	if w := th.wait(now.Add(longestWait), "x"); w > 0 {
		t.Errorf("after the pause: %v", w)
	}
	now = now.Add(forgetAfter + time.Second)
	th.failed(now, "x")
	if w := th.wait(now, "x"); w > 0 {
		t.Errorf("an hour later one failure costs %v", w)
	}
}
