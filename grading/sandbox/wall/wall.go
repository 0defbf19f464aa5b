// Package wall builds the walls around an interpreter, and becomes it.
//
// The program re-executes itself (Command) under the name that Init looks for. The kernel gives that new process its own
// user, pid, mount, network, ipc, uts and cgroup namespaces at birth, because only a process with a single thread may enter
// a user namespace and a Go program never has just one. Within them Init builds, in this order and each step assuming
// those before it: the private root, resource limits, no_new_privs, Landlock, the capabilities that are left, the first
// system call filter; then it executes the interpreter. Every step either succeeds or ends the process: there is no way
// through Init that leaves a wall out, other than the tier that was asked for by name.
package wall

import (
	"encoding/json"
	"os"
	"os/exec"
)

// processName is argv[0] of the re-executed program. Init acts on nothing else.
const processName = "coronium-sandbox"

// FailureStatus is the exit status of a launcher that could not build a wall.
const FailureStatus = 125

// self names the running program whatever became of its file since: moved, replaced by a newer one, or out of reach for the
// user that the launcher becomes.
const self = "/proc/self/exe"

// A Spec says what to build and what to become. It travels to the launcher as JSON in argv[1] and holds no secret.
type Spec struct {
	Namespaces bool // user, pid, mount, net, ipc, uts, cgroup; and a private root
	Landlock   bool
	Forking    bool // the interpreter will fork a child a job (a zygote), so it keeps what that takes

	Paths []string          // the visible tree: read-only, nothing else exists
	Links map[string]string // symbolic links to make in the private root

	UID, GID int // without namespaces: whom to become first if started as root; 0: stay

	Program   string // the interpreter
	Arguments []string
	Env       []string
}

// Command prepares the launcher. extra become descriptors 3, 4, …; out, if any, becomes 1 and 2.
func Command(s Spec, out *os.File, extra ...*os.File) (*exec.Cmd, error) {
	spec, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	cmd := &exec.Cmd{Path: self, Args: []string{processName, string(spec)}, Env: []string{}, Dir: "/", ExtraFiles: extra}
	if out != nil {
		cmd.Stdout, cmd.Stderr = out, out
	}
	cmd.SysProcAttr = attributes(s)
	return cmd, nil
}
