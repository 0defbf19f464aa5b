package access

import (
	"sync"
	"time"
)

const (
	freeFailures  = 5                // that cost no waiting
	firstWait     = 10 * time.Second // doubles with every further failure
	longestWait   = 15 * time.Minute
	forgetAfter   = time.Hour // without a failure
	mostThrottled = 10_000    // names and addresses remembered
)

// throttle counts failed sign-ins by name and by address. It lives in memory: a restart forgets, which
// an attacker can't bring about.
type throttle struct {
	mu   sync.Mutex
	seen map[string]failures
}

type failures struct {
	count int
	last  time.Time
}

func newThrottle() *throttle { return &throttle{seen: map[string]failures{}} }

// wait is how long the slowest of the keys has still to wait.
func (t *throttle) wait(now time.Time, keys ...string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	var longest time.Duration
	for _, k := range keys {
		f, ok := t.seen[k]
		if !ok || f.count < freeFailures || now.Sub(f.last) > forgetAfter {
			continue
		}
		pause := longestWait
		if doublings := f.count - freeFailures; doublings < 10 {
			pause = min(firstWait<<doublings, longestWait)
		}
		longest = max(longest, f.last.Add(pause).Sub(now))
	}
	return longest
}

// failed counts a failure against each key.
func (t *throttle) failed(now time.Time, keys ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.seen) >= mostThrottled {
		t.forget(now)
	}
	for _, k := range keys {
		f := t.seen[k]
		if now.Sub(f.last) > forgetAfter {
			f.count = 0
		}
		t.seen[k] = failures{f.count + 1, now}
	}
}

// worked forgets the failures of a name whose owner has signed in. Those of the address stay: one
// account of one's own must not buy guesses at others.
func (t *throttle) worked(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.seen, key)
}

// forget drops what is old, and everything if all of it is new: memory is bounded whatever is sent.
func (t *throttle) forget(now time.Time) {
	for k, f := range t.seen {
		if now.Sub(f.last) > forgetAfter {
			delete(t.seen, k)
		}
	}
	if len(t.seen) >= mostThrottled {
		clear(t.seen)
	}
}
