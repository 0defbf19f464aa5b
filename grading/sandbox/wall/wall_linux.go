package wall

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"syscall"

	"coronium/grading/sandbox/seccomp"

	"golang.org/x/sys/unix"
)

// namespaces are the seven that a launcher is born into.
const namespaces = unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWIPC |
	unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP

// ChildNamespaces are those that a zygote makes afresh for each job. The user namespace stays: its only inhabitant is the
// zygote's unprivileged user, and the child has no capability in it.
const ChildNamespaces = unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS

// ZygoteCapabilities are what a zygote keeps, valid in its own user namespace only: to make namespaces (CAP_SYS_ADMIN), and
// to empty the bounding set of a child (CAP_SETPCAP).
var ZygoteCapabilities = []int{unix.CAP_SYS_ADMIN, unix.CAP_SETPCAP}

// attributes asks the kernel for the namespaces and for an unprivileged identity: user 0 inside is a user without rights
// outside. As root that is one that nobody uses (the sandbox's slots start at 60000: limits on numbers of processes do not
// bind user 0, and two sandboxes must not meet); for an ordinary user it can only be themself.
func attributes(s Spec) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{
		Setsid:    true,            // no controlling terminal
		Pdeathsig: syscall.SIGKILL, // ends with the thread that started it; the caller keeps that thread
	}
	if !s.Namespaces {
		return a
	}
	uid, gid := os.Getuid(), os.Getgid()
	asRoot := uid == 0
	if asRoot {
		uid, gid = s.UID, s.GID
	}
	a.Cloneflags = namespaces
	a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
	a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: gid, Size: 1}}
	a.GidMappingsEnableSetgroups = false
	a.Credential = &syscall.Credential{NoSetGroups: !asRoot} // an ordinary user may not drop groups; no file shows, so they open none
	return a
}

// Init is the launcher's main. In any other process it returns at once.
func Init() {
	if len(os.Args) < 2 || os.Args[0] != processName {
		return
	}
	// Landlock and seccomp bind the calling thread, and exec turns the calling thread into the whole process.
	runtime.LockOSThread()
	var s Spec
	if err := json.Unmarshal([]byte(os.Args[1]), &s); err != nil {
		fail("read its instructions", err)
	}
	for _, step := range []struct {
		what string
		do   func(Spec) error
	}{
		{"close descriptors", closeDescriptors},
		{"build the private root", privateRoot},
		{"set resource limits", resourceLimits},
		{"become an unprivileged user", becomeUser},
		{"forbid new privileges", noNewPrivileges},
		{"set up Landlock", landlock},
		{"drop capabilities", dropCapabilities},
		{"install the system call filter", firstFilter},
	} {
		if err := step.do(s); err != nil {
			fail(step.what, err)
		}
	}
	// argv[0] is the whole path: Python finds its library by it, having no PATH to search.
	err := unix.Exec(s.Program, append([]string{s.Program}, s.Arguments...), s.Env)
	fail("start "+s.Program, err)
}

// fail ends the launcher. Its standard error is read by the process that started it, which puts the sentence in its report.
func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "the sandbox could not %s: %v\n", what, err)
	os.Exit(FailureStatus)
}

// closeDescriptors marks everything from 4 on to be closed by exec. A Go program opens its files so, but one that it was
// itself started with may be left open.
func closeDescriptors(Spec) error {
	return unix.CloseRange(4, ^uint(0), unix.CLOSE_RANGE_CLOEXEC)
}

// resourceLimits are those that hold for a zygote and its children alike; a child lowers more of them (harness.py).
func resourceLimits(s Spec) error {
	for _, l := range []struct {
		resource int
		value    uint64
	}{
		{unix.RLIMIT_CORE, 0},     // a crash leaves no file
		{unix.RLIMIT_FSIZE, 0},    // nor does anything else
		{unix.RLIMIT_NOFILE, 512}, // a zygote holds one a child
		{unix.RLIMIT_MEMLOCK, 0},
		{unix.RLIMIT_MSGQUEUE, 0},
		{unix.RLIMIT_STACK, 8 << 20},
		{unix.RLIMIT_NICE, 0},
		{unix.RLIMIT_RTPRIO, 0},
	} {
		// Lowering is always allowed; a limit that is lower already stays.
		var old unix.Rlimit
		if err := unix.Prlimit(0, l.resource, nil, &old); err != nil {
			return err
		}
		v := min(l.value, old.Max)
		if err := unix.Prlimit(0, l.resource, &unix.Rlimit{Cur: v, Max: v}, nil); err != nil {
			return err
		}
	}
	return nil
}

// becomeUser is for the tier without user namespaces: a launcher that was started as root empties its bounding set while it
// still may, and leaves root for good.
func becomeUser(s Spec) error {
	if s.Namespaces || os.Getuid() != 0 {
		return nil
	}
	if s.UID == 0 || s.GID == 0 {
		return fmt.Errorf("no user was named to run as instead of root")
	}
	if err := emptyBoundingSet(nil); err != nil {
		return err
	}
	if err := unix.Setgroups(nil); err != nil {
		return err
	}
	if err := unix.Setresgid(s.GID, s.GID, s.GID); err != nil {
		return err
	}
	return unix.Setresuid(s.UID, s.UID, s.UID)
}

// noNewPrivileges makes set-uid bits and file capabilities powerless for ever, which is also what lets an unprivileged
// process install filters. Not being dumpable hides the process from others of its user: no ptrace, no /proc/PID/fd. Exec
// undoes that one, so the interpreter's first act is to repeat it (harness.py).
func noNewPrivileges(Spec) error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

// dropCapabilities leaves none, or the zygote's two.
func dropCapabilities(s Spec) error {
	var keep []int
	if s.Namespaces && s.Forking {
		keep = ZygoteCapabilities
	}
	// The bounding set first: that itself takes a capability, which an ordinary user without namespaces does not have and does
	// not need, having none to bound.
	if s.Namespaces {
		if err := emptyBoundingSet(keep); err != nil {
			return err
		}
	}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var sets [2]unix.CapUserData
	for _, c := range keep {
		sets[c/32].Effective |= 1 << (c % 32)
		sets[c/32].Permitted |= 1 << (c % 32)
	}
	return unix.Capset(&header, &sets[0])
}

// emptyBoundingSet removes every capability that the kernel knows, but for those named.
func emptyBoundingSet(keep []int) error {
	kept := map[int]bool{}
	for _, c := range keep {
		kept[c] = true
	}
	for c := 0; c < 64; c++ {
		if kept[c] {
			continue
		}
		err := unix.Prctl(unix.PR_CAPBSET_DROP, uintptr(c), 0, 0, 0)
		if err == unix.EINVAL {
			return nil // one past the last that this kernel has
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// firstFilter installs the launcher's filter. Its last act as itself is exec, which the filter leaves open.
func firstFilter(s Spec) error {
	program, err := seccomp.Launcher(seccomp.Arch(runtime.GOARCH), s.Forking)
	if err != nil {
		return err
	}
	return seccomp.Install(program)
}
