package access

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coronium/app/school"

	"github.com/alexedwards/argon2id"
)

// What the product uses, kept before the tests put something cheaper in its place: what they are
// about does not depend on the cost, and a hundred real hashes take a minute.
var productionParams, productionNobody = *hashParams, nobody

func init() {
	hashParams.Memory, hashParams.Iterations = 64, 1
	nobody = strings.Replace(nobody, "m=65536,t=3", "m=64,t=1", 1)
}

// TestCost: RFC 9106, section 4, second recommended option (64 MiB, three passes), with one lane; a
// name that nobody has costs the same as one that somebody has.
func TestCost(t *testing.T) {
	if p := productionParams; p.Memory != 64*1024 || p.Iterations != 3 || p.Parallelism != 1 || p.SaltLength != 16 || p.KeyLength != 32 {
		t.Errorf("parameters %+v", p)
	}
	params, salt, key, err := argon2id.DecodeHash(productionNobody)
	if err != nil || *params != productionParams || len(salt) != 16 || len(key) != 32 {
		t.Errorf("an unknown name is compared with %+v (%v)", params, err)
	}
	hash, err := argon2id.CreateHash("correct horse", &productionParams)
	if err != nil {
		t.Fatal(err)
	}
	if match, err := argon2id.ComparePasswordAndHash("correct horse", hash); err != nil || !match {
		t.Errorf("a real hash does not match its password: %v", err)
	}
}

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
