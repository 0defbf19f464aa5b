package school

import (
	"context"
	"sync"
	"time"
)

// Progress is one piece of news about a submission in the queue.
type Progress struct {
	Submission SubmissionID    `json:"submission"`
	State      SubmissionState `json:"state"`
	Place      int             `json:"place,omitempty"` // in the queue, 1 is next
	Phase      string          `json:"phase,omitempty"` // "running your program", …
	Done       float64         `json:"done"`            // 0 to 1
}

// Over reports whether no more news will come.
func (p Progress) Over() bool { return p.State == Graded || p.State == Failed }

// maxWatchers bounds how many pages may be listening at once.
const maxWatchers = 4000

// glance is how often a watcher looks at the store itself: news can come from a worker in another
// process, which this board does not hear.
const glance = 2 * time.Second

// board tells watchers in this process what happens to submissions. News is a hint, the store is
// the truth: a watcher that misses some reads the store and is right again.
type board struct {
	mu       sync.Mutex
	watchers map[chan Progress]SubmissionID
}

func newBoard() *board { return &board{watchers: map[chan Progress]SubmissionID{}} }

// subscribe returns a channel of news of one submission; false if too many are listening.
func (b *board) subscribe(id SubmissionID) (chan Progress, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.watchers) >= maxWatchers {
		return nil, false
	}
	ch := make(chan Progress, 8)
	b.watchers[ch] = id
	return ch, true
}

func (b *board) unsubscribe(ch chan Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.watchers, ch)
}

// publish never waits: the oldest news gives way if a watcher is slow. Whoever watches another
// submission is nudged with news that has no state, since its place may have changed.
func (b *board) publish(p Progress, queueMoved bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch, id := range b.watchers {
		switch {
		case id == p.Submission:
			offer(ch, p)
		case queueMoved:
			offer(ch, Progress{})
		}
	}
}

// offer puts news into a channel, throwing out the oldest if it is full.
func offer(ch chan Progress, p Progress) {
	for {
		select {
		case ch <- p:
			return
		default:
		}
		select {
		case <-ch:
		default:
		}
	}
}

// Watch tells how grading goes: at once what is known, then every change. The channel closes after
// the last one or when ctx ends. Errors: NotFound; Busy when too many are watching.
func (s *School) Watch(ctx context.Context, by Actor, id SubmissionID) (<-chan Progress, error) {
	if _, err := s.Submission(ctx, by, id); err != nil {
		return nil, err
	}
	news, ok := s.board.subscribe(id)
	if !ok {
		return nil, Failure(Busy, "Too many pages are watching the queue.", "This page will look again by itself; or reload it in a minute.")
	}
	out := make(chan Progress)
	go func() {
		defer close(out)
		defer s.board.unsubscribe(news)
		s.follow(ctx, id, news, out)
	}()
	return out, nil
}

// follow forwards news to one watcher until the last one.
func (s *School) follow(ctx context.Context, id SubmissionID, news <-chan Progress, out chan<- Progress) {
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	var last Progress
	p, err := s.progressOf(ctx, id)
	for {
		if err != nil {
			return
		}
		if p != last {
			select {
			case out <- p:
			case <-ctx.Done():
				return
			}
			last = p
		}
		if p.Over() {
			return
		}
		select {
		case <-ctx.Done():
			return
		case n := <-news:
			if n.State == Running {
				p = n
				continue
			}
		case <-ticker.C:
		}
		p, err = s.progressOf(ctx, id)
		if p.State == Running && last.State == Running {
			p = last // the store knows no phases
		}
	}
}

// progressOf reads from the store how far a submission has come.
func (s *School) progressOf(ctx context.Context, id SubmissionID) (Progress, error) {
	p := Progress{Submission: id}
	err := s.read(ctx, func(tx Tx) error {
		sub, err := tx.Submission(id)
		if err != nil {
			return err
		}
		p.State = sub.State
		switch sub.State {
		case Queued:
			p.Place, err = tx.PlaceInQueue(id)
		case Graded, Failed:
			p.Done = 1
		}
		return err
	})
	return p, err
}
