package sandbox

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// A source makes cells. There are two: zygotes, which fork them, and the one-shot way, which starts an interpreter for each.
type source interface {
	cell(ctx context.Context) (*cell, error)
}

// oneShot starts an interpreter for each cell: the same walls as a zygote's child, without the warm start.
type oneShot struct{ *nursery }

// startPatience bounds how long an interpreter may take to import NumPy on a loaded machine.
const startPatience = 60 * time.Second

func (o *oneShot) cell(ctx context.Context) (*cell, error) {
	c, theirs, err := channels()
	if err != nil {
		return nil, err
	}
	defer theirs[0].Close()
	defer theirs[1].Close()
	b, err := o.start(modeOnce, 4, theirs[1], theirs[0])
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
