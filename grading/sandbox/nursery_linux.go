package sandbox

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"

	"coronium/grading/sandbox/wall"
)

// A nursery is what launchers are started with.
type nursery struct {
	plan    plan
	starter *starter
	slots   *slots
	groups  *groups // nil where none are delegated
	cells   int     // how many a zygote may have at one time
}

// A birth is a launcher that was started.
type birth struct {
	cmd   *exec.Cmd
	slot  int
	user  int    // see cell.user
	group *group // may be nil
}

// start starts a launcher in a slot and a control group of its own.
func (n *nursery) start(mode string, processes int, out *os.File, channel *os.File) (b birth, err error) {
	b = birth{slot: n.slots.take()}
	b.user = n.plan.ownUser(b.slot)
	defer func() {
		if err != nil {
			n.end(b)
			err = fmt.Errorf("start a sandboxed process: %w", err)
		}
	}()
	spec, err := n.plan.spec(mode, b.slot)
	if err != nil {
		return b, err
	}
	if b.cmd, err = wall.Command(spec, out, channel); err != nil {
		return b, err
	}
	if b.group, err = n.groups.make(b.slot, processes); err != nil {
		return b, err
	}
	if b.group != nil {
		b.cmd.SysProcAttr.UseCgroupFD, b.cmd.SysProcAttr.CgroupFD = true, int(b.group.fd.Fd())
	}
	return b, n.starter.start(b.cmd)
}

// end gives back what a launcher had, once it is gone.
func (n *nursery) end(b birth) {
	b.group.remove()
	n.slots.give(b.slot)
}

// A starter starts processes from one thread that lives as long as the sandbox. The kernel ends a launcher when the thread
// that made it ends (Pdeathsig), and Go ends threads as it sees fit unless a goroutine holds on to them.
type starter struct {
	requests chan func()
	stopped  chan struct{}
	once     sync.Once
}

func newStarter() *starter {
	s := &starter{requests: make(chan func()), stopped: make(chan struct{})}
	go func() {
		runtime.LockOSThread()
		for {
			select {
			case f := <-s.requests:
				f()
			case <-s.stopped:
				return
			}
		}
	}()
	return s
}

// start starts a command, or says that the sandbox is closed.
func (s *starter) start(cmd *exec.Cmd) error {
	done := make(chan error, 1)
	select {
	case s.requests <- func() { done <- cmd.Start() }:
		return <-done
	case <-s.stopped:
		return errClosed
	}
}

func (s *starter) stop() { s.once.Do(func() { close(s.stopped) }) }

// slots hands out small numbers, each to one launcher at a time. Where launchers have users of their own, no two share one.
type slots struct {
	mu   sync.Mutex
	used map[int]bool
	next int
}

func (s *slots) take() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range users { // round and round, so that a user is not used again at once
		n := s.next % slotsPerProcess
		s.next++
		if !s.used[n] {
			s.used[n] = true
			return n
		}
	}
	return 0
}

func (s *slots) give(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.used, n)
}

// slotsPerProcess is how many launchers one of our processes can have at a time; firstUserOf spreads processes over the range.
const slotsPerProcess = 250

func firstUserOf(pid int) int { return firstUser + pid%(users/slotsPerProcess)*slotsPerProcess }
