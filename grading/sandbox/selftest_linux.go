package sandbox

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"time"
)

// selfTestProgram attacks the walls. Each function returns True if it was held. It goes to the kernel by ctypes where it
// can, past every courtesy of the harness.
//
//go:embed selftest.py
var selfTestProgram string

// selfTestAttacks are its functions.
var selfTestAttacks = []string{"read_file", "write_file", "list_root", "environment", "make_socket", "fork_process", "start_thread", "execute",
	"signal_others", "trace_others", "raise_limits", "executable_memory", "mount_something"}

// selfTest attacks the sandbox's own walls before the first job. Its error names what was not held.
func (s *Sandbox) selfTest(ctx context.Context) (held, all int, err error) {
	j := Job{Source: selfTestProgram, Limits: Limits{CPU: 10 * time.Second, Wall: 60 * time.Second}}
	for _, f := range selfTestAttacks {
		j.Calls = append(j.Calls, Call{Function: f})
	}
	all = len(j.Calls) + 2
	r, err := s.Run(ctx, j)
	if err != nil {
		return 0, all, err
	}
	if r.Ended != Finished {
		return 0, all, fmt.Errorf("the attacks did not run: %s %s", r.Message, strings.TrimSpace(r.Output))
	}
	var broken []string
	for i, o := range r.Outcomes {
		if o.Done && len(o.Values) == 1 && o.Values[0].Type == "b1" && o.Values[0].Data[0] == 1 {
			held++
		} else {
			broken = append(broken, selfTestAttacks[i])
		}
	}
	for _, limit := range []struct {
		name, source string
		limits       Limits
		ends         Ended
	}{
		{"endless_loop", "while True: pass", Limits{CPU: 20 * time.Millisecond, Wall: 60 * time.Second}, CPULimit},
		{"memory_bomb", "x = []\nwhile True: x.append(bytearray(1 << 24))", Limits{CPU: 10 * time.Second, Wall: 60 * time.Second, Memory: s.floor + 64<<20}, MemoryLimit},
	} {
		r, err := s.Run(ctx, Job{Source: limit.source, Limits: limit.limits})
		if err != nil {
			return held, all, err
		}
		if r.Ended == limit.ends {
			held++
		} else {
			broken = append(broken, limit.name)
		}
	}
	if len(broken) > 0 {
		return held, all, errors.New("not held: " + strings.Join(broken, ", "))
	}
	return held, all, nil
}
