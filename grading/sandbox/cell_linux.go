package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A cell is a process that has locked itself in, was looked at from outside, and waits for its one job.
type cell struct {
	job   *os.File // our end of its socket; writes and reads have deadlines
	out   *os.File // what it prints
	pid   int
	mu    sync.Mutex    // for pidfd, which a watch may want while the cell is closed
	pidfd int           // the process itself: a signal through it can hit no other that took over the number
	spent time.Duration // CPU time it had used when it was ready
	stood time.Duration // and how long it had stood in line for a processor
	group *group        // its control group, shared with its parent and siblings; nil where there are none
	user  int           // whom it runs as, where that is a user of our own choice outside a user namespace; else 0

	exit  <-chan exit     // gets one value when the process has ended
	lost  <-chan struct{} // closed when its parent died, and it with it; nil, and so never, without one
	stale <-chan struct{} // closed when its parent is being replaced; nil likewise

	ended *exit // what exit gave
}

// An exit is what the kernel told the process's parent about its end.
type exit struct {
	status syscall.WaitStatus
	cpu    time.Duration
	peak   int64 // bytes
	lost   bool  // the parent died before it could tell
}

// channels makes the two ends of what a cell will hold: a socket pair for the job, a pipe for what is printed. theirs go to
// the process as descriptors 3 and 1. Ours do not block, so that Go's deadlines work on them.
func channels() (c *cell, theirs [2]*os.File, err error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, theirs, fmt.Errorf("make a socket pair: %w", err)
	}
	var pipe [2]int
	if err := unix.Pipe2(pipe[:], unix.O_CLOEXEC); err != nil {
		unix.Close(pair[0])
		unix.Close(pair[1])
		return nil, theirs, fmt.Errorf("make a pipe: %w", err)
	}
	// From now on the kernel attaches the sender's pid to what arrives. It must be asked before anything can be sent.
	err = unix.SetsockoptInt(pair[0], unix.SOL_SOCKET, unix.SO_PASSCRED, 1)
	err = errors.Join(err, unix.SetNonblock(pair[0], true), unix.SetNonblock(pipe[0], true))
	// Where there is a /proc (tier B), an open pipe has a name there. Without permissions it cannot be opened again by it.
	err = errors.Join(err, unix.Fchmod(pipe[0], 0))
	c = &cell{job: os.NewFile(uintptr(pair[0]), "job"), out: os.NewFile(uintptr(pipe[0]), "output"), pidfd: -1}
	theirs = [2]*os.File{os.NewFile(uintptr(pair[1]), "job (theirs)"), os.NewFile(uintptr(pipe[1]), "output (theirs)")}
	if err != nil {
		c.close()
		theirs[0].Close()
		theirs[1].Close()
		return nil, theirs, fmt.Errorf("set up the channels: %w", err)
	}
	return c, theirs, nil
}

// kill ends the process at once. It is safe to call twice, from anywhere, and after the process has ended.
func (c *cell) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pidfd >= 0 {
		_ = unix.PidfdSendSignal(c.pidfd, unix.SIGKILL, nil, 0) // the only error is that it is gone already
	}
}

// close lets go of the descriptors; the process must have been killed or never have begun.
func (c *cell) close() {
	c.job.Close()
	c.out.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pidfd >= 0 {
		unix.Close(c.pidfd)
		c.pidfd = -1 // a late kill must not hit whatever gets the number next
	}
}

// discard ends a cell and waits until it is gone.
func (c *cell) discard() {
	c.kill()
	if c.exit != nil {
		c.awaitExit()
	}
	c.close()
}

// awaitExit waits for the report of the process's end. A second call gives the same.
func (c *cell) awaitExit() exit {
	if c.ended == nil {
		select {
		case e := <-c.exit:
			c.ended = &e
		case <-time.After(exitPatience):
			c.ended = &exit{lost: true}
		}
	}
	return *c.ended
}

// measure reads what a living process has used, in the kernel's words.
func (c *cell) measure(u *usage) error {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(c.pid) + "/status")
	if err != nil {
		return err
	}
	used, err := c.cpu()
	if err != nil {
		return err
	}
	if !c.alive() { // then the number may have been somebody else's
		return errors.New("the process has ended")
	}
	_, after, found := strings.Cut(string(data), "VmHWM:")
	if !found {
		return errors.New("the kernel does not tell its memory")
	}
	var kilobytes int64
	if _, err := fmt.Sscan(after, &kilobytes); err != nil {
		return err
	}
	u.cpu, u.peak = max(0, used-c.spent), kilobytes<<10
	return nil
}

// alive reports whether the process has not ended: a pidfd becomes readable when it has.
func (c *cell) alive() bool {
	return !c.endsWithin(0)
}

// exitGrace is how long a process that has closed its channel may take to end.
const exitGrace = 2 * time.Second

// endsWithin waits for the process to end.
func (c *cell) endsWithin(d time.Duration) bool {
	deadline := time.Now().Add(d)
	for {
		left := time.Until(deadline)
		poll := []unix.PollFd{{Fd: int32(c.pidfd), Events: unix.POLLIN}}
		n, err := unix.Poll(poll, max(0, int(left.Milliseconds())))
		if err == unix.EINTR && left > 0 {
			continue
		}
		return err == nil && n == 1
	}
}

// cpu is the processor time that the process has used so far. The clock of another process has a number made of its pid
// (linux/posix-timers.h: inverted, shifted, type 2 for time of scheduling).
func (c *cell) cpu() (time.Duration, error) {
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^c.pid<<3|2), &t); err != nil {
		return 0, err
	}
	return time.Duration(t.Nano()), nil
}

// delayed is how long the process has stood in line for a processor since it waited for its job: ready to compute, and not let.
// The kernel tells it as the second number of schedstat; where it does not, nothing is known of it.
func (c *cell) delayed() time.Duration {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(c.pid) + "/schedstat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(data))
	if len(fields) < 2 {
		return 0
	}
	all, _ := strconv.ParseInt(fields[1], 10, 64)
	return max(0, time.Duration(all)-c.stood)
}

// exitPatience bounds the wait for the report of an end that has certainly come.
const exitPatience = 10 * time.Second

// awaitReady waits until the process says that it is locked in, learns from the kernel who said so, and takes hold of it.
func (c *cell) awaitReady(ctx context.Context, patience time.Duration) error {
	stop := context.AfterFunc(ctx, func() { c.job.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	c.job.SetReadDeadline(time.Now().Add(patience))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	data, pid, err := receiveWithSender(c.job)
	if err != nil {
		return fmt.Errorf("the process did not become ready: %w", err)
	}
	// READY is a whole small frame; a stream may in principle cut it, a socket pair does not cut one write of 11 bytes.
	if len(data) < 5 || data[4] != frameReady {
		return errors.New("the process did not say that it is ready")
	}
	pidfd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return fmt.Errorf("take hold of process %d: %w", pid, err)
	}
	c.pid, c.pidfd = pid, pidfd
	c.spent, err = c.cpu()
	if err != nil {
		return fmt.Errorf("read its clock: %w", err)
	}
	c.stood = c.delayed()
	return nil
}

// receiveWithSender reads once and gives the pid that the kernel attests for the sender, in our own pid namespace.
func receiveWithSender(f *os.File) (data []byte, pid int, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, 0, err
	}
	data, control := make([]byte, 64), make([]byte, unix.CmsgSpace(unix.SizeofUcred))
	var n, controlLength int
	var failure error
	err = raw.Read(func(fd uintptr) bool {
		n, controlLength, _, _, failure = unix.Recvmsg(int(fd), data, control, unix.MSG_CMSG_CLOEXEC)
		return failure != unix.EAGAIN && failure != unix.EINTR
	})
	if err = errors.Join(err, failure); err != nil {
		return nil, 0, err
	}
	if n == 0 {
		return nil, 0, errors.New("it closed its channel")
	}
	messages, err := unix.ParseSocketControlMessage(control[:controlLength])
	if err != nil {
		return nil, 0, err
	}
	for _, m := range messages {
		if sender, err := unix.ParseUnixCredentials(&m); err == nil && sender.Pid > 0 {
			return data[:n], int(sender.Pid), nil
		}
	}
	return nil, 0, errors.New("the kernel did not name the sender")
}

// restrict lowers the process's limits from the ceilings that it was forked with to those of its job. The kernel refuses to
// raise them, and the process itself may not touch them.
func (c *cell) restrict(l Limits) error {
	// The watch in life_linux.go is exact; the kernel's limit stands behind it. It is of whole seconds, and the kernel counts for it
	// by ticks, of which a busy machine has been seen to count a fifth too many: hence the quarter more. Time that was used to
	// become ready does not count.
	cpu := uint64((c.spent + l.CPU + l.CPU/4 + time.Second - 1) / time.Second)
	for _, r := range []struct {
		resource int
		value    uint64
	}{{unix.RLIMIT_CPU, cpu}, {unix.RLIMIT_AS, uint64(l.Memory)}} {
		limit := &unix.Rlimit{Cur: r.value, Max: r.value}
		err := unix.Prlimit(c.pid, r.resource, limit, nil)
		if err == unix.EPERM && c.user != 0 {
			err = asUser(c.user, func() error { return unix.Prlimit(c.pid, r.resource, limit, nil) })
		}
		if err != nil {
			return fmt.Errorf("set limit %d: %w", r.resource, err)
		}
	}
	return nil
}

// asUser does something on a thread whose real user and group are others. Setting the limits of another process takes
// CAP_SYS_RESOURCE, which root in a container often lacks, or the same real user. Credentials belong to threads in Linux,
// so the rest of the program stays who it is; a thread that cannot be turned back is given up: Go ends a thread whose
// goroutine ends while it holds on to it.
func asUser(user int, do func() error) error {
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		const same = ^uintptr(0)
		set := func(call, id uintptr) error {
			if _, _, errno := unix.RawSyscall(call, id, same, same); errno != 0 { // the real one; effective and saved stay
				return errno
			}
			return nil
		}
		err := set(unix.SYS_SETRESGID, uintptr(user))
		if err == nil {
			err = set(unix.SYS_SETRESUID, uintptr(user))
		}
		if err == nil {
			err = do()
		}
		if set(unix.SYS_SETRESUID, 0) == nil && set(unix.SYS_SETRESGID, 0) == nil {
			runtime.UnlockOSThread()
		}
		result <- err
	}()
	return <-result
}
