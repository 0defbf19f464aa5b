package sandbox

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A zygote is an interpreter that has imported NumPy and forks a child for each request. It never sees a job: only numbers
// and descriptors go to it, so it stays the same from the first child to the last.
type zygote struct {
	plan plan
	birth
	control *os.File // datagrams: a number and two descriptors to it, reports of ends from it
	born    time.Time
	dead    chan struct{} // closed when it has ended
	retired chan struct{} // closed when its cells should not be offered any more

	mu       sync.Mutex
	last     uint32
	children map[uint32]chan exit // by the number of the request
	forked   int
}

// startZygote starts one and waits until it has imported everything.
func startZygote(ctx context.Context, n *nursery, mode string) (*zygote, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	_ = unix.SetNonblock(pair[0], true) // ours: for deadlines
	ours, theirs := os.NewFile(uintptr(pair[0]), "zygote"), os.NewFile(uintptr(pair[1]), "zygote (theirs)")
	defer theirs.Close()
	complaint, complaintEnd, err := os.Pipe()
	if err != nil {
		ours.Close()
		return nil, err
	}
	defer complaintEnd.Close()
	b, err := n.start(mode, 2*n.cells+16, complaintEnd, theirs)
	if err != nil {
		ours.Close()
		complaint.Close()
		return nil, err
	}
	theirs.Close()
	complaintEnd.Close()
	z := &zygote{plan: n.plan, birth: b, control: ours, born: time.Now(), dead: make(chan struct{}), retired: make(chan struct{}), children: map[uint32]chan exit{}}
	ended := make(chan struct{})
	go func() {
		_ = b.cmd.Wait()
		n.end(b)
		close(ended)
	}()
	if err := z.awaitImport(ctx); err != nil {
		_ = b.cmd.Process.Kill()
		err = explain(err, complaint)
		complaint.Close()
		<-ended
		ours.Close()
		return nil, err
	}
	go func() { // it has nothing to say any more, but must not block on it
		_, _ = io.Copy(io.Discard, complaint)
		complaint.Close()
	}()
	go z.listen(ended)
	return z, nil
}

func (z *zygote) awaitImport(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { z.control.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	z.control.SetReadDeadline(time.Now().Add(startPatience))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	hello := make([]byte, 64)
	n, err := z.control.Read(hello)
	if err == nil && n != 4 {
		err = errors.New("it ended")
	}
	if err != nil {
		return fmt.Errorf("the interpreter did not start: %w", err)
	}
	return z.control.SetReadDeadline(time.Time{})
}

// listen hands on the reports of ends until the zygote's own.
func (z *zygote) listen(ended <-chan struct{}) {
	report := make([]byte, 64)
	for {
		n, err := z.control.Read(report)
		if err != nil || n == 0 {
			break
		}
		if n != 24 {
			continue
		}
		e := exit{
			status: syscall.WaitStatus(binary.LittleEndian.Uint32(report[4:])),
			cpu:    seconds(math.Float64frombits(binary.LittleEndian.Uint64(report[8:]))),
			peak:   int64(binary.LittleEndian.Uint64(report[16:])) << 10,
		}
		z.mu.Lock()
		number := binary.LittleEndian.Uint32(report)
		if waiting := z.children[number]; waiting != nil {
			waiting <- e
			delete(z.children, number)
		}
		z.mu.Unlock()
	}
	z.stop()
	<-ended
	z.mu.Lock()
	defer z.mu.Unlock()
	for _, waiting := range z.children {
		waiting <- exit{lost: true}
	}
	z.children = nil // no more requests
	close(z.dead)
}

// cell asks for a child.
func (z *zygote) cell(ctx context.Context) (*cell, error) {
	c, theirs, err := channels()
	if err != nil {
		return nil, err
	}
	defer theirs[0].Close()
	defer theirs[1].Close()
	if c.exit, err = z.request(theirs); err != nil {
		c.close()
		return nil, err
	}
	c.lost, c.stale, c.user, c.group = z.dead, z.retired, z.user, z.group
	theirs[0].Close()
	theirs[1].Close()
	err = c.awaitReady(ctx, startPatience)
	if err == nil {
		err = c.attest(z.plan.attestation(z.cmd.Process.Pid, true))
	}
	if err != nil {
		err = explain(err, c.out)
		if c.pidfd < 0 {
			z.stop() // there is a child somewhere that cannot be named: it goes with its parent
		}
		c.discard()
		return nil, err
	}
	return c, nil
}

var errZygoteDied = errors.New("the process that starts others has ended")

// request sends a number and the child's ends of the channels.
func (z *zygote) request(theirs [2]*os.File) (<-chan exit, error) {
	z.mu.Lock()
	if z.children == nil {
		z.mu.Unlock()
		return nil, errZygoteDied
	}
	z.last++
	z.forked++
	number, ended := z.last, make(chan exit, 1)
	z.children[number] = ended
	z.mu.Unlock()

	raw, err := z.control.SyscallConn()
	if err != nil {
		return nil, err
	}
	message := binary.LittleEndian.AppendUint32(nil, number)
	rights := unix.UnixRights(int(theirs[0].Fd()), int(theirs[1].Fd()))
	var failure error
	z.control.SetWriteDeadline(time.Now().Add(exitPatience))
	err = raw.Write(func(fd uintptr) bool {
		failure = unix.Sendmsg(int(fd), message, rights, nil, unix.MSG_NOSIGNAL)
		return failure != unix.EAGAIN && failure != unix.EINTR
	})
	if err = errors.Join(err, failure); err != nil {
		z.mu.Lock()
		delete(z.children, number)
		z.mu.Unlock()
		return nil, fmt.Errorf("%w (%v)", errZygoteDied, err)
	}
	return ended, nil
}

// running is how many of its children have not ended.
func (z *zygote) running() int {
	z.mu.Lock()
	defer z.mu.Unlock()
	return len(z.children)
}

// worn reports whether it is time for a fresh one: after many forks, or when its memory has grown.
func (z *zygote) worn() bool {
	z.mu.Lock()
	forked := z.forked
	z.mu.Unlock()
	return forked >= zygoteForks || forked%64 == 0 && z.memory() > zygoteMemory
}

const (
	zygoteForks  = 1000
	zygoteMemory = 400 << 20 // bytes resident; it begins at about 40 MB, with SciPy at 100
)

// memory is what it has resident, in bytes; 0 if it cannot be told.
func (z *zygote) memory() int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", z.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	var size, resident int64
	if _, err := fmt.Sscan(strings.TrimSpace(string(data)), &size, &resident); err != nil {
		return 0
	}
	return resident * int64(os.Getpagesize())
}

// stop ends the zygote, and the kernel ends its children with it.
func (z *zygote) stop() {
	_ = z.cmd.Process.Kill() // gone already is as good
	z.control.Close()
}
