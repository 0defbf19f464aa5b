//go:build linux

package seccomp

import "golang.org/x/sys/unix"

// Program is the second filter, which a trainee's code lives under.
func Program(a Arch) ([]byte, error) {
	return assemble(a, programRules(), unix.SECCOMP_RET_ERRNO|uint32(unix.EPERM))
}

// Launcher is the first filter. A zygote keeps fork and the making of namespaces, which it needs for every job; a process
// that will run a single job itself (not forking) gives them up, and sockets with them.
func Launcher(a Arch, forking bool) ([]byte, error) {
	rules := denied(never, unix.EPERM)
	if !forking {
		rules = append(rules, denied([]string{"unshare", "setns", "socket", "socketpair"}, unix.EPERM)...)
	}
	return assemble(a, rules, unix.SECCOMP_RET_ALLOW)
}

// never is what nothing inside the sandbox has any business with, from the first filter on.
var never = []string{
	// looking into other processes and into the kernel
	"bpf", "perf_event_open", "userfaultfd", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd",
	"lookup_dcookie", "syslog",
	// the kernel's key rings are shared by all processes of a user
	"keyctl", "add_key", "request_key",
	// io_uring makes system calls that no filter sees
	"io_uring_setup", "io_uring_enter", "io_uring_register",
	// the file tree is finished when the filter is installed
	"mount", "umount2", "pivot_root", "chroot", "fsopen", "fsmount", "fspick", "open_tree", "move_mount", "fsconfig", "mount_setattr",
	"open_by_handle_at", "name_to_handle_at", "quotactl", "acct", "swapon", "swapoff", "uselib", "nfsservctl",
	// the machine itself
	"kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "settimeofday", "clock_settime", "adjtimex",
	"clock_adjtime", "personality", "ioperm", "iopl", "modify_ldt", "vhangup", "sethostname", "setdomainname",
	// memory and messages that would outlive a process or pass between two
	"memfd_create", "memfd_secret", "shmget", "shmat", "msgget", "semget", "mq_open", "vmsplice",
}

func denied(names []string, errno unix.Errno) []rule {
	var rules []rule
	for _, n := range names {
		rules = append(rules, rule{name: n, deny: true, errno: errno})
	}
	return rules
}

// Bits and commands that the argument checks speak of. They are the same on both architectures.
const (
	openForWriting = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC | unix.O_APPEND | 0o20000000 // the last is __O_TMPFILE

	clocks = 16 // MAX_CLOCKS in linux/time.h

	ioctlTCGETS   = 0x5401 // "is it a terminal?", asked by Python of every file that it opens
	ioctlFIONCLEX = 0x5450
	ioctlFIOCLEX  = 0x5451
)

// programRules is the whole of what a trainee's code may ask of the kernel.
func programRules() []rule {
	// Newer forms that the C library tries first: "no such call" makes it fall back to the form that the rules can judge.
	rules := denied([]string{"clone3", "statx", "openat2", "io_uring_setup"}, unix.ENOSYS)

	rules = append(rules,
		// Files: to read only. Where to is the business of Landlock and of the private root.
		rule{name: "openat", checks: []check{without(2, openForWriting)}, errno: unix.EROFS},
		rule{name: "open", checks: []check{without(1, openForWriting)}, errno: unix.EROFS},
		rule{name: "ioctl", checks: []check{oneOf(1, ioctlTCGETS, ioctlFIOCLEX, ioctlFIONCLEX)}, errno: unix.ENOTTY},
		rule{name: "fcntl", checks: []check{oneOf(1, unix.F_GETFD, unix.F_SETFD, unix.F_GETFL, unix.F_DUPFD, unix.F_DUPFD_CLOEXEC)}, errno: unix.EPERM},

		// One's own limits can be read, not set: the process must be 0, the new limit a null pointer.
		rule{name: "prlimit64", checks: []check{null(0), null(2)}, errno: unix.EPERM},
		// Likewise the processors. "No such call" is the answer that the C library can do without.
		rule{name: "sched_getaffinity", checks: []check{null(0)}, errno: unix.ENOSYS},

		// Clocks: the system's few and one's own. Numbers that are negative as ints are made of a process's pid; they tell how much
		// another process has computed, and whether it exists.
		rule{name: "clock_gettime", checks: []check{below(0, clocks)}, errno: unix.EINVAL},
		rule{name: "clock_getres", checks: []check{below(0, clocks)}, errno: unix.EINVAL},
		rule{name: "clock_nanosleep", checks: []check{below(0, clocks)}, errno: unix.EINVAL},

		// Memory: what can be written can never be executed. Nothing can be made executable afterwards, and a new executable
		// mapping must be of a file (all files are read-only), not writable and not anonymous. Huge pages come from a pool that all
		// processes share and that the address space limit does not see in time.
		rule{name: "mprotect", checks: []check{without(2, unix.PROT_EXEC)}, errno: unix.EACCES},
		rule{name: "mmap", errno: unix.EACCES, checks: []check{
			without(3, unix.MAP_HUGETLB),
			whenSet(2, unix.PROT_EXEC, without(2, unix.PROT_WRITE), without(3, unix.MAP_ANONYMOUS)),
		}},
		// Advice that only concerns the process's own pages. Merging pages with other processes' (MADV_MERGEABLE) would let a job
		// find out by timing what another one holds.
		rule{name: "madvise", errno: unix.EINVAL, checks: []check{oneOf(2, unix.MADV_NORMAL, unix.MADV_RANDOM, unix.MADV_SEQUENTIAL,
			unix.MADV_WILLNEED, unix.MADV_DONTNEED, unix.MADV_FREE, unix.MADV_HUGEPAGE, unix.MADV_NOHUGEPAGE)}},
	)
	for _, n := range harmless {
		rules = append(rules, rule{name: n})
	}
	return rules
}

// harmless calls touch the calling process alone, or read what is open or readable anyway. The order is that of use: the
// filter is searched from the top.
var harmless = []string{
	"read", "write", "readv", "writev", "close", "fstat", "newfstatat", "stat", "lstat", "lseek", "pread64", "getdents64",
	"munmap", "brk", "mremap", "futex", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
	"gettimeofday", "time", "nanosleep", "times", "getrusage",
	"getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "uname", "getrandom", "sched_yield",
	"readlink", "readlinkat", "getcwd", "access", "faccessat", "faccessat2", "dup", "poll", "ppoll", "select", "pselect6", "getrlimit",
	"exit", "exit_group", "restart_syscall",
}

// Known numbers of an architecture, by name: for tests that attack the filters.
func Numbers(a Arch) map[string]int {
	column, _, _ := a.column()
	byName := map[string]int{}
	for name, both := range numbers {
		byName[name] = both[column]
	}
	return byName
}

// Judged gives the numbers that the second filter has a rule for; it refuses every other one.
func Judged(a Arch) []int {
	var list []int
	for _, r := range programRules() {
		if nr, exists := a.number(r.name); exists {
			list = append(list, int(nr))
		}
	}
	return list
}
