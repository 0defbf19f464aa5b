package lab

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"
)

// Bench computes queries: a few at once, in the order in which they came, each as long as somebody waits for it.
type Bench struct {
	limits Limits
	kept   *kept

	mu      sync.Mutex
	jobs    map[string]*Job // live ones by name, finished ones for a while
	waiting []*Job
	running int
	number  int
	spent   map[string]spending
}

// spending is how long a person has computed lately.
type spending struct {
	seconds float64
	at      time.Time
}

// State of a job.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Cancelled State = "cancelled"
)

// grace is how long a job goes on when nobody watches it: a page that refreshes itself needs a moment to come back.
const (
	grace    = 8 * time.Second
	farewell = 1500 * time.Millisecond // after a watching page has gone
	lingers  = time.Minute             // a finished job can be asked about
)

// BusyError says that too much waits already; its text is for the person.
type BusyError struct{ Says string }

func (e *BusyError) Error() string { return e.Says }

// NewBench makes a bench with its limits.
func NewBench(l Limits) *Bench {
	return &Bench{limits: l, kept: newKept(l.Kept), jobs: map[string]*Job{}, spent: map[string]spending{}}
}

// Job is one query being computed for one person.
type Job struct {
	Name    string
	Owner   string
	bench   *Bench
	query   Query
	address string
	stop    context.CancelFunc
	ctx     context.Context
	ended   chan struct{}

	mu       sync.Mutex
	state    State
	outcome  Outcome
	phase    string
	done, of int
	began    time.Time
	watchers int
	forget   *time.Timer
}

// Progress is where a job stands.
type Progress struct {
	State    State
	Place    int // in the queue, from 1, while waiting
	Phase    string
	Done, Of int
	Elapsed  time.Duration
	Limit    time.Duration
	Outcome  Outcome // what there is so far
}

// Submit begins a query for somebody, or says why not (*BusyError). The job is cancelled unless somebody waits for it, watches it, or asks
// about it again within a few seconds.
func (b *Bench) Submit(owner string, q Query) (*Job, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	mine, address := 0, q.Address()
	for _, j := range b.jobs {
		if j.Owner != owner || j.over() {
			continue
		}
		if j.address == address { // the page asks again while it waits
			j.keep(grace)
			return j, nil
		}
		mine++
	}
	switch {
	case mine >= b.limits.Person:
		return nil, &BusyError{fmt.Sprintf("You have %d runs going. Cancel one, or wait until it is done, and reload this page.", mine)}
	case len(b.waiting) >= b.limits.Queue:
		return nil, &BusyError{"The lab is full at the moment. Try again in a minute, or run `coronium sim` on a machine of your own."}
	case b.recently(owner) > b.limits.Spent.Seconds():
		return nil, &BusyError{"Your runs have used much of this server lately. Try again in a few minutes with a shorter run, or run `coronium sim` on a machine of your own."}
	}
	b.number++
	j := &Job{Name: strconv.Itoa(b.number) + "-" + strconv.FormatInt(time.Now().UnixNano()%1e9, 36), Owner: owner, bench: b, query: q, address: address, state: Waiting, ended: make(chan struct{})}
	j.ctx, j.stop = context.WithCancel(context.Background())
	b.jobs[j.Name] = j
	b.waiting = append(b.waiting, j)
	j.keep(grace)
	b.startNext()
	return j, nil
}

// recently is the computing time of a person, of which old parts are forgotten. The caller holds the lock.
func (b *Bench) recently(owner string) float64 {
	s := b.spent[owner]
	return s.seconds * math.Exp(-time.Since(s.at).Seconds()/b.limits.Forget.Seconds())
}

// Find returns a person's job by name.
func (b *Bench) Find(owner, name string) (*Job, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	j, ok := b.jobs[name]
	if !ok || j.Owner != owner {
		return nil, false
	}
	return j, true
}

// startNext starts what can run. The caller holds the lock.
func (b *Bench) startNext() {
	for b.running < b.limits.Workers && len(b.waiting) > 0 {
		j := b.waiting[0]
		b.waiting = b.waiting[1:]
		b.running++
		j.mu.Lock()
		j.state, j.began = Running, time.Now()
		j.mu.Unlock()
		go b.work(j)
	}
}

func (b *Bench) work(j *Job) {
	ctx, cancel := context.WithTimeout(j.ctx, b.limits.Run)
	defer cancel()
	defer func() {
		cause := recover() // a fault in a model must not end the server; the run is reported as failed
		b.finish(j, cause)
	}()
	b.compute(ctx, j.query, j.tell)
}

func (b *Bench) finish(j *Job, cause any) {
	j.mu.Lock()
	state := Done
	if errors.Is(j.ctx.Err(), context.Canceled) {
		state = Cancelled
	}
	if cause != nil {
		j.outcome.Main = &Run{Settings: j.query.Settings, Err: fmt.Errorf("the run failed: %v", cause)}
	}
	j.state, j.phase = state, ""
	took := time.Since(j.began).Seconds()
	j.mu.Unlock()
	close(j.ended)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running--
	b.spent[j.Owner] = spending{b.recently(j.Owner) + took, time.Now()}
	if len(b.spent) > 10_000 {
		b.spent = map[string]spending{}
	}
	b.forgetLater(j)
	b.startNext()
}

// forgetLater takes a finished job off the list after a while.
func (b *Bench) forgetLater(j *Job) {
	time.AfterFunc(lingers, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.jobs, j.Name)
	})
}

// tell takes in what was found so far.
func (j *Job) tell(o Outcome, phase string, done, of int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.outcome, j.phase, j.done, j.of = o, phase, done, of
}

func (j *Job) over() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.state == Done || j.state == Cancelled
}

// Progress says where the job stands.
func (j *Job) Progress() Progress {
	place := 0
	j.bench.mu.Lock()
	for i, w := range j.bench.waiting {
		if w == j {
			place = i + 1
		}
	}
	j.bench.mu.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	p := Progress{State: j.state, Place: place, Phase: j.phase, Done: j.done, Of: j.of, Limit: j.bench.limits.Run, Outcome: j.outcome}
	if j.state == Running {
		p.Elapsed = time.Since(j.began)
	}
	return p
}

// Cancel stops the job; what was found so far stays.
func (j *Job) Cancel() {
	j.bench.mu.Lock()
	for i, w := range j.bench.waiting {
		if w == j {
			j.bench.waiting = append(j.bench.waiting[:i], j.bench.waiting[i+1:]...)
			j.mu.Lock()
			j.state = Cancelled
			j.mu.Unlock()
			close(j.ended)
			j.bench.forgetLater(j)
			break
		}
	}
	j.bench.mu.Unlock()
	j.stop()
}

// keep lets the job live for at least so long without a watcher.
func (j *Job) keep(d time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.forget != nil {
		j.forget.Stop()
	}
	j.forget = time.AfterFunc(d, func() {
		j.mu.Lock()
		alone := j.watchers == 0
		j.mu.Unlock()
		if alone {
			j.Cancel()
		}
	})
}

// Watch keeps the job alive until the returned function is called: then it is cancelled, unless somebody else watches.
func (j *Job) Watch() (leave func()) {
	j.mu.Lock()
	j.watchers++
	j.mu.Unlock()
	return sync.OnceFunc(func() {
		j.mu.Lock()
		j.watchers--
		j.mu.Unlock()
		j.keep(farewell)
	})
}

// Wait waits for the end of the job, at most so long. When the one who waits goes away, the job is cancelled, unless somebody
// else watches.
func (j *Job) Wait(ctx context.Context, patience time.Duration) Progress {
	leave := j.Watch()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-j.ended:
	case <-timer.C:
	case <-ctx.Done():
		leave()
		j.keep(0)
		return j.Progress()
	}
	leave()
	if !j.over() {
		j.keep(grace)
	}
	return j.Progress()
}

// Ended is closed when the job is over.
func (j *Job) Ended() <-chan struct{} { return j.ended }

// Query is what the job computes.
func (j *Job) Query() Query { return j.query }

// kept holds results, the latest used first, up to a size.
type kept struct {
	mu    sync.Mutex
	limit int
	size  int
	order *list.List
	by    map[string]*list.Element
}

type keptItem struct {
	key  string
	what any
	size int
}

func newKept(limit int) *kept {
	return &kept{limit: limit, order: list.New(), by: map[string]*list.Element{}}
}

func (k *kept) get(key string) (any, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.by[key]
	if !ok {
		return nil, false
	}
	k.order.MoveToFront(e)
	return e.Value.(keptItem).what, true
}

func (k *kept) forget(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.by[key]; ok {
		k.drop(e)
	}
}

func (k *kept) put(key string, what any, size int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if old, ok := k.by[key]; ok {
		k.drop(old)
	}
	if size > k.limit/4 {
		return // one giant would push out everything else
	}
	k.by[key] = k.order.PushFront(keptItem{key, what, size})
	k.size += size
	for k.size > k.limit {
		k.drop(k.order.Back())
	}
}

func (k *kept) drop(e *list.Element) {
	item := e.Value.(keptItem)
	k.order.Remove(e)
	delete(k.by, item.key)
	k.size -= item.size
}
