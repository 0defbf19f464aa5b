package sandbox

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// A queue decides whose turn it is. Live work goes before regrades; within each, owners take turns, whoever sent more waits
// for their own; one of several workers is always kept free of regrades. When the queue is full, the owner who holds the
// most of it gives up their newest place to anyone who holds less, so nobody can shut others out.
type queue struct {
	workers int
	bound   int // how many may wait

	mu      sync.Mutex
	running [priorities]int
	waiting [priorities]line
	length  int
	closed  bool
	shed    int64 // how many were refused or displaced
	served  int   // how many have had their turn and left
	emptied chan struct{}
}

const priorities = 2

// A line is the owners of one priority in the order of their turns, each with their jobs in order.
type line []*owner

type owner struct {
	name    string
	tickets []*ticket
}

// A ticket is one job's place.
type ticket struct {
	owner    string
	priority Priority
	turn     chan error // gets nil when it is this job's turn, or why it will not be
	place    chan int   // holds the newest place, if the job wants to know
}

func newQueue(workers, bound int) *queue {
	return &queue{workers: workers, bound: bound, emptied: make(chan struct{})}
}

// enter waits for the job's turn. leave must be called when the job has ended.
func (q *queue) enter(ctx context.Context, j Job) (leave func(), err error) {
	t := &ticket{owner: j.Owner, priority: j.Priority, turn: make(chan error, 1)}
	if j.Waiting != nil {
		t.place = make(chan int, 1)
	}
	if err := q.join(t); err != nil {
		return nil, err
	}
	for {
		select {
		case err := <-t.turn:
			if err != nil {
				return nil, err
			}
			return func() { q.leave(t.priority) }, nil
		case place := <-t.place:
			j.Waiting(place)
		case <-ctx.Done():
			if q.withdraw(t) {
				return nil, ctx.Err()
			}
			// Its turn came at the same moment.
			if err := <-t.turn; err == nil {
				q.leave(t.priority)
			}
			return nil, ctx.Err()
		}
	}
}

// join puts a ticket into its line, or refuses it.
func (q *queue) join(t *ticket) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return errClosed
	}
	if q.length >= q.bound && !q.mayRun(t.priority) && !q.displace(t) {
		q.shed++
		return q.busy()
	}
	l := &q.waiting[t.priority]
	o := l.find(t.owner)
	if o == nil {
		o = &owner{name: t.owner}
		*l = append(*l, o)
	}
	o.tickets = append(o.tickets, t)
	q.length++
	q.advance()
	return nil
}

func (q *queue) busy() error {
	return &BusyError{Queued: q.length, Says: fmt.Sprintf("%d programs are waiting to run, more than can be taken on. Your work is safe; send it again in a minute.", q.length)}
}

func (l line) find(name string) *owner {
	for _, o := range l {
		if o.name == name {
			return o
		}
	}
	return nil
}

// displace makes room for a ticket: the newest of the owner with the most loses its place, if that owner has at least two
// more than the newcomer's owner (or the newcomer is live and the other a regrade).
func (q *queue) displace(t *ticket) bool {
	for p := priorities - 1; p >= int(t.priority); p-- {
		var most *owner
		for _, o := range q.waiting[p] {
			if most == nil || len(o.tickets) > len(most.tickets) {
				most = o
			}
		}
		if most == nil {
			continue
		}
		mine := 0
		if o := q.waiting[t.priority].find(t.owner); o != nil {
			mine = len(o.tickets)
		}
		if p == int(t.priority) && len(most.tickets) < mine+2 {
			return false
		}
		last := most.tickets[len(most.tickets)-1]
		q.remove(last)
		q.shed++
		last.turn <- q.busy()
		return true
	}
	return false
}

// remove takes a ticket out of its line; false if it is not there any more.
func (q *queue) remove(t *ticket) bool {
	l := &q.waiting[t.priority]
	o := l.find(t.owner)
	if o == nil {
		return false
	}
	i := slices.Index(o.tickets, t)
	if i < 0 {
		return false
	}
	o.tickets = slices.Delete(o.tickets, i, i+1)
	if len(o.tickets) == 0 {
		*l = slices.DeleteFunc(*l, func(x *owner) bool { return x == o })
	}
	q.length--
	return true
}

func (q *queue) withdraw(t *ticket) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.remove(t) {
		return false
	}
	q.tell()
	return true
}

func (q *queue) leave(p Priority) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.running[p]--
	q.served++
	q.advance()
	if q.closed && q.running[Live]+q.running[Regrade] == 0 {
		close(q.emptied)
	}
}

// mayRun reports whether a job of a priority could begin now.
func (q *queue) mayRun(p Priority) bool {
	total := q.running[Live] + q.running[Regrade]
	if total >= q.workers {
		return false
	}
	return p == Live || q.workers == 1 || q.running[Regrade] < q.workers-1
}

// advance lets begin what can, and tells the others their places.
func (q *queue) advance() {
	for p := Live; p < priorities; p++ {
		for len(q.waiting[p]) > 0 && q.mayRun(p) {
			l := q.waiting[p]
			o := l[0]
			t := o.tickets[0]
			o.tickets = o.tickets[1:]
			q.waiting[p] = l[1:]
			if len(o.tickets) > 0 {
				q.waiting[p] = append(q.waiting[p], o) // to the end: the others' turn
			}
			q.length--
			q.running[p]++
			t.turn <- nil
		}
	}
	q.tell()
}

// tell sends every waiting job that wants to know its place; the newest replaces one that was not read.
func (q *queue) tell() {
	place := 0
	for p := range q.waiting {
		for round, left := 0, true; left; round++ { // owners take turns
			left = false
			for _, o := range q.waiting[p] {
				if round >= len(o.tickets) {
					continue
				}
				left = true
				place++
				if c := o.tickets[round].place; c != nil {
					select {
					case <-c:
					default:
					}
					c <- place
				}
			}
		}
	}
}

// close refuses all who wait and all who come, and waits for those who run.
func (q *queue) close() {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		for p := range q.waiting {
			for _, o := range q.waiting[p] {
				for _, t := range o.tickets {
					t.turn <- errClosed
				}
			}
			q.waiting[p] = nil
		}
		q.length = 0
		if q.running[Live]+q.running[Regrade] == 0 {
			close(q.emptied)
		}
	}
	q.mu.Unlock()
	<-q.emptied
}

// measure fills in the queue's part of the metrics.
func (q *queue) measure(m *Metrics) {
	q.mu.Lock()
	defer q.mu.Unlock()
	m.Queued, m.Shed = q.length, q.shed
	m.Running = q.running[Live] + q.running[Regrade]
}
