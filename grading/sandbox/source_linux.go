package sandbox

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"coronium/grading/sandbox/python"
	"coronium/grading/sandbox/seccomp"
	"coronium/grading/sandbox/wall"

	"golang.org/x/sys/unix"
)

// A source makes cells. There are two: zygotes, which fork them, and the one-shot way, which starts an interpreter for each.
type source interface {
	cell(ctx context.Context) (*cell, error)
}

// A plan is how processes are started on this machine: by which interpreter, behind which walls.
type plan struct {
	tier        Tier
	interpreter python.Interpreter
	tree        python.Tree
	root        bool // we are root, so every launcher gets a user of its own
	base        int  // the first of those users

	// For tests that prove that the walls are what holds, never set otherwise.
	withoutFilter bool // leave the second filter out
	bare          bool // leave the courteous refusals out
}

func (p plan) namespaces() bool { return p.tier == TierA || p.tier == TierC }
func (p plan) landlock() bool   { return p.tier == TierA || p.tier == TierB }

// users is the range of user numbers that launchers become when we are root: beyond those of people, below "nobody".
const firstUser, users = 60000, 4000

// harnessConfig is what harness.py reads from its first argument.
type harnessConfig struct {
	Mode       string   `json:"mode"`
	Path       []string `json:"path"`
	Readable   []string `json:"readable"`
	Preload    []string `json:"preload"`
	Filter     string   `json:"filter"`
	Caps       []int    `json:"caps"`
	Namespaces int      `json:"namespaces"`
	CPU        int64    `json:"cpu"`
	Memory     int64    `json:"memory"`
	Processes  int      `json:"processes"`
	Courtesy   bool     `json:"courtesy"`
	Seccomp    int      `json:"seccomp"` // numbers of system calls that Python has no names for
	Capset     int      `json:"capset"`
	CloseRange int      `json:"close_range"`
}

// spec describes a launcher: mode is "zygote" or "once", slot numbers its user.
func (p plan) spec(mode string, slot int) (wall.Spec, error) {
	h := harnessConfig{
		Mode: mode, Path: p.interpreter.Modules, Readable: p.tree.Paths, Preload: []string{}, Caps: []int{},
		CPU: int64(MaxLimits.CPU/time.Second) + 60, Memory: MaxLimits.Memory, Courtesy: !p.bare,
		Seccomp: unix.SYS_SECCOMP, Capset: unix.SYS_CAPSET, CloseRange: unix.SYS_CLOSE_RANGE,
	}
	if p.withoutFilter {
		h.Processes = 16
	} else {
		filter, err := seccomp.Program(seccomp.Arch(runtime.GOARCH))
		if err != nil {
			return wall.Spec{}, err
		}
		h.Filter = hex.EncodeToString(filter)
	}
	if mode == "zygote" && p.namespaces() {
		h.Namespaces, h.Caps = wall.ChildNamespaces, wall.ZygoteCapabilities
	}
	if mode == "zygote" && p.interpreter.SciPy != "" {
		h.Preload = []string{"scipy", "scipy.integrate", "scipy.optimize", "scipy.linalg"}
	}
	config, err := json.Marshal(h)
	if err != nil {
		return wall.Spec{}, err
	}
	user := p.base + slot
	return wall.Spec{
		Namespaces: p.namespaces(), Landlock: p.landlock(), Forking: mode == "zygote",
		Paths: p.tree.Paths, Links: p.tree.Links, UID: user, GID: user,
		Program: p.interpreter.Program,
		// -s -S: no site packages but those of the path that we give; -B: write nothing. Not -I, which would make Python ignore the
		// fixed hash seed: the same program must give the same order of a set every time.
		Arguments: []string{"-s", "-S", "-B", "-c", python.Harness, string(config)},
		Env: []string{"LC_ALL=C", "PYTHONUTF8=1", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1",
			// One thread: there can be no other.
			"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "MKL_NUM_THREADS=1",
			"LD_LIBRARY_PATH=" + strings.Join(p.interpreter.Loader, ":")},
	}, nil
}

// ownUser is the user that a launcher in a slot becomes, if it becomes one outside a user namespace.
func (p plan) ownUser(slot int) int {
	if p.root && !p.namespaces() {
		return p.base + slot
	}
	return 0
}

// attestation is what must be seen of a cell. parent is the zygote's pid, or ours.
func (p plan) attestation(parent int, forked bool) attestation {
	a := attestation{parent: parent, filters: 2, namespaces: 1, bounding: p.namespaces() || p.root}
	if p.withoutFilter {
		a.filters = 1
	}
	if p.namespaces() {
		a.namespaces++
		if forked {
			a.namespaces++
		}
	}
	return a
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

// oneShot starts an interpreter for each cell: the same walls as a zygote's child, without the warm start.
type oneShot struct{ *nursery }

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

// startPatience bounds how long an interpreter may take to import NumPy on a loaded machine.
const startPatience = 60 * time.Second

func (o *oneShot) cell(ctx context.Context) (*cell, error) {
	c, theirs, err := channels()
	if err != nil {
		return nil, err
	}
	defer theirs[0].Close()
	defer theirs[1].Close()
	b, err := o.start("once", 4, theirs[1], theirs[0])
	if err != nil {
		c.close()
		return nil, err
	}
	cmd := b.cmd
	ended := make(chan exit, 1)
	c.exit, c.user, c.group = ended, b.user, b.group
	go func() {
		_ = cmd.Wait() // its error is the exit status, which is read below
		o.end(b)
		ended <- exitOf(cmd.ProcessState)
	}()
	// Only the process may hold its ends, or its death would not show as the end of what it writes.
	theirs[0].Close()
	theirs[1].Close()
	err = c.awaitReady(ctx, startPatience)
	if err == nil && c.pid != cmd.Process.Pid {
		err = fmt.Errorf("process %d answered for process %d", c.pid, cmd.Process.Pid)
	}
	if err == nil {
		err = c.attest(o.plan.attestation(os.Getpid(), false))
	}
	if err != nil {
		_ = cmd.Process.Kill()
		err = explain(err, c.out)
		c.discard()
		return nil, err
	}
	return c, nil
}

// exitOf reads what wait4 told Go.
func exitOf(state *os.ProcessState) exit {
	if state == nil {
		return exit{lost: true}
	}
	e := exit{cpu: state.UserTime() + state.SystemTime()}
	e.status, _ = state.Sys().(syscall.WaitStatus)
	if used, ok := state.SysUsage().(*syscall.Rusage); ok {
		e.peak = used.Maxrss << 10 // Linux counts in kilobytes
	}
	return e
}

// explain adds what a launcher that failed wrote about it.
func explain(err error, out *os.File) error {
	out.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	buffer := make([]byte, 2048)
	n, _ := out.Read(buffer)
	if text := cleanLine(strings.TrimSpace(string(buffer[:n])), 500); text != "" {
		return fmt.Errorf("%w: %s", err, text)
	}
	return err
}

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
