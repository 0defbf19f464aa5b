package sandbox

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A visit is a job in a queue under test.
type visit struct {
	name  string
	leave func()
	err   error
}

// arrive sends a job and returns when it has its place or its turn.
func arrive(t *testing.T, q *queue, turns chan<- visit, name string, p Priority, places *placeBook) {
	t.Helper()
	before := q.total()
	owner, _, _ := strings.Cut(name, "/")
	j := Job{Owner: owner, Priority: p}
	if places != nil {
		j.Waiting = func(place int) { places.note(name, place) }
	}
	go func() {
		leave, err := q.enter(context.Background(), j)
		turns <- visit{name, leave, err}
	}()
	for q.total() == before {
		runtime.Gosched()
	}
}

// total counts all that have ever come in.
func (q *queue) total() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.length + q.running[Live] + q.running[Regrade] + int(q.shed)*1000 + q.served
}

type placeBook struct {
	mu     sync.Mutex
	places map[string]int
}

func (b *placeBook) note(name string, place int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.places[name] = place
}

// order lets one job after the other end and gives the order of their turns.
func order(turns <-chan visit, n int) []string {
	var names []string
	for range n {
		v := <-turns
		names = append(names, v.name)
		if v.err == nil {
			v.leave()
		}
	}
	return names
}

// TestTurns: owners take turns, whoever sent more; live work goes first.
func TestTurns(t *testing.T) {
	q := newQueue(1, 100)
	turns := make(chan visit, 100)
	arrive(t, q, turns, "first/1", Live, nil)
	first := <-turns
	for i := range 3 {
		arrive(t, q, turns, fmt.Sprintf("bulk/%d", i), Regrade, nil)
	}
	for i := range 4 {
		arrive(t, q, turns, fmt.Sprintf("greedy/%d", i), Live, nil)
	}
	arrive(t, q, turns, "modest/0", Live, nil)
	arrive(t, q, turns, "modest/1", Live, nil)
	first.leave()
	want := []string{"greedy/0", "modest/0", "greedy/1", "modest/1", "greedy/2", "greedy/3", "bulk/0", "bulk/1", "bulk/2"}
	if got := order(turns, len(want)); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestRegradesLeaveRoom: one worker of several is kept for live work.
func TestRegradesLeaveRoom(t *testing.T) {
	q := newQueue(2, 100)
	turns := make(chan visit, 100)
	arrive(t, q, turns, "bulk/0", Regrade, nil)
	one := <-turns
	arrive(t, q, turns, "bulk/1", Regrade, nil)
	if q.length != 1 {
		t.Fatal("a second regrade took the last worker")
	}
	arrive(t, q, turns, "live/0", Live, nil)
	two := <-turns
	if two.name != "live/0" {
		t.Fatalf("%s runs", two.name)
	}
	one.leave()
	if three := <-turns; three.name != "bulk/1" {
		t.Fatalf("%s runs", three.name)
	}
}

// TestPlaces: everybody is told their place, and again when it changes.
func TestPlaces(t *testing.T) {
	q := newQueue(1, 100)
	turns := make(chan visit, 100)
	book := &placeBook{places: map[string]int{}}
	arrive(t, q, turns, "x/0", Live, nil)
	running := <-turns
	for _, name := range []string{"a/0", "a/1", "a/2", "b/0"} {
		arrive(t, q, turns, name, Live, book)
	}
	until(t, book, map[string]int{"a/0": 1, "b/0": 2, "a/1": 3, "a/2": 4})
	running.leave()
	running = <-turns // a/0; the turn passes to b
	until(t, book, map[string]int{"b/0": 1, "a/1": 2, "a/2": 3})
	running.leave()
}

// until waits until the places are told. Only the test's own deadline bounds it.
func until(t *testing.T, book *placeBook, want map[string]int) {
	t.Helper()
	for {
		book.mu.Lock()
		agree := true
		for name, place := range want {
			agree = agree && book.places[name] == place
		}
		book.mu.Unlock()
		if agree {
			return
		}
		runtime.Gosched()
	}
}

// TestFullQueue: the greediest owner makes room, and who is refused is told so.
func TestFullQueue(t *testing.T) {
	q := newQueue(1, 4)
	turns := make(chan visit, 100)
	arrive(t, q, turns, "x/0", Live, nil)
	running := <-turns
	for i := range 4 {
		arrive(t, q, turns, fmt.Sprintf("greedy/%d", i), Live, nil)
	}
	arrive(t, q, turns, "greedy/4", Live, nil) // nobody has more than greedy
	if v := <-turns; v.name != "greedy/4" || !isBusy(v.err) {
		t.Fatalf("%+v", v)
	}
	arrive(t, q, turns, "modest/0", Live, nil) // takes the newest place of greedy
	if v := <-turns; v.name != "greedy/3" || !isBusy(v.err) {
		t.Fatalf("%+v", v)
	}
	arrive(t, q, turns, "bulk/0", Regrade, nil) // displaces nobody that is live
	if v := <-turns; v.name != "bulk/0" || !isBusy(v.err) {
		t.Fatalf("%+v", v)
	}
	running.leave()
	if got := order(turns, 4); !slices.Equal(got, []string{"greedy/0", "modest/0", "greedy/1", "greedy/2"}) {
		t.Errorf("%v", got)
	}
	var m Metrics
	q.measure(&m)
	if m.Shed != 3 || m.Queued != 0 || m.Running != 0 {
		t.Errorf("%+v", m)
	}
}

func isBusy(err error) bool {
	var busy *BusyError
	return errors.As(err, &busy)
}

// TestGivingUp: a job whose caller goes away leaves the queue, whether it waits or its turn just came.
func TestGivingUp(t *testing.T) {
	q := newQueue(1, 10)
	leave, err := q.enter(context.Background(), Job{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan error, 1)
	before := q.total()
	go func() {
		_, err := q.enter(ctx, Job{Owner: "gone"})
		gone <- err
	}()
	for q.total() == before {
		runtime.Gosched()
	}
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	leave()
	if leave, err = q.enter(context.Background(), Job{}); err != nil {
		t.Fatal(err)
	}
	leave()
}

// TestClosing: those who wait and those who come are refused, those who run are waited for.
func TestClosing(t *testing.T) {
	q := newQueue(1, 10)
	turns := make(chan visit, 10)
	arrive(t, q, turns, "runs/0", Live, nil)
	running := <-turns
	arrive(t, q, turns, "waits/0", Live, nil)
	closed := make(chan struct{})
	go func() { q.close(); close(closed) }()
	if v := <-turns; v.err != errClosed {
		t.Errorf("%+v", v)
	}
	select {
	case <-closed:
		t.Error("closed while a job runs")
	default:
	}
	running.leave()
	<-closed
	if _, err := q.enter(context.Background(), Job{}); err != errClosed {
		t.Errorf("%v", err)
	}
}
