//go:build linux

package seccomp

import (
	"encoding/binary"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

var arches = []Arch{AMD64, ARM64}

// A call is what the kernel shows to a filter: struct seccomp_data.
type call struct {
	audit uint32
	nr    uint32
	args  [6]uint64
}

func (c call) word(t *testing.T, offset uint32) uint32 {
	switch {
	case offset == offsetNumber:
		return c.nr
	case offset == offsetArch:
		return c.audit
	case offset >= offsetArgs && offset < offsetArgs+48 && offset%4 == 0:
		arg := c.args[(offset-offsetArgs)/8]
		if offset%8 == 4 {
			return uint32(arg >> 32)
		}
		return uint32(arg)
	}
	t.Fatalf("the filter reads offset %d", offset)
	return 0
}

// judge runs a filter as the kernel does, and fails where the kernel would refuse to install it.
func judge(t *testing.T, program []byte, c call) uint32 {
	t.Helper()
	if len(program)%8 != 0 || len(program)/8 > unix.BPF_MAXINSNS {
		t.Fatalf("a program of %d bytes", len(program))
	}
	accumulator := uint32(0)
	for at := 0; at < len(program)/8; at++ {
		i := program[8*at:]
		code, yes, no, k := binary.LittleEndian.Uint16(i), int(i[2]), int(i[3]), binary.LittleEndian.Uint32(i[4:])
		taken := false
		switch code {
		case load:
			accumulator = c.word(t, k)
			continue
		case ret:
			return k
		case jumpEqual:
			taken = accumulator == k
		case jumpAtLeast:
			taken = accumulator >= k
		case jumpSet:
			taken = accumulator&k != 0
		default:
			t.Fatalf("instruction %d has code %#x", at, code)
		}
		if taken {
			at += yes
		} else {
			at += no
		}
	}
	t.Fatal("the program runs past its end")
	return 0
}

func known(a Arch, name string, args ...uint64) call {
	_, audit, _ := a.column()
	c := call{audit: audit}
	nr, ok := a.number(name)
	if !ok {
		c.nr = 999999
	}
	c.nr = nr
	copy(c.args[:], args)
	return c
}

const allowed = unix.SECCOMP_RET_ALLOW

func refused(e unix.Errno) uint32 { return unix.SECCOMP_RET_ERRNO | uint32(e) }

// TestProgram looks at the second filter from both sides, on both architectures, wherever the test runs.
func TestProgram(t *testing.T) {
	const minusOne = ^uint64(0)
	for _, a := range arches {
		program, err := Program(a)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			what string
			call call
			want uint32
		}{
			{"read", known(a, "read", 3), allowed},
			{"open a module", known(a, "openat", minusOne-99, 0, unix.O_RDONLY|unix.O_CLOEXEC), allowed},
			{"open to write", known(a, "openat", minusOne-99, 0, unix.O_WRONLY), refused(unix.EROFS)},
			{"open to read and write", known(a, "openat", minusOne-99, 0, unix.O_RDWR), refused(unix.EROFS)},
			{"create", known(a, "openat", minusOne-99, 0, unix.O_CREAT), refused(unix.EROFS)},
			{"truncate", known(a, "openat", minusOne-99, 0, unix.O_TRUNC), refused(unix.EROFS)},
			{"make a file without a name", known(a, "openat", minusOne-99, 0, 0o20000000), refused(unix.EROFS)},
			{"high bits do not hide flags", known(a, "openat", 0, 0, 1<<32|unix.O_WRONLY), refused(unix.EROFS)},
			{"ask whether it is a terminal", known(a, "ioctl", 1, 0x5401), allowed},
			{"forge input into a terminal", known(a, "ioctl", 1, 0x5412), refused(unix.ENOTTY)},
			{"read a limit", known(a, "prlimit64", 0, 0, 0), allowed},
			{"read another's limit", known(a, "prlimit64", 1, 0, 0), refused(unix.EPERM)},
			{"ask for processors", known(a, "sched_getaffinity", 0), allowed},
			{"ask for another's processors", known(a, "sched_getaffinity", 7), refused(unix.ENOSYS)},
			{"read the clock", known(a, "clock_gettime", unix.CLOCK_MONOTONIC), allowed},
			{"read one's own computing time", known(a, "clock_gettime", unix.CLOCK_PROCESS_CPUTIME_ID), allowed},
			{"read another's computing time", known(a, "clock_gettime", 1<<32-4711<<3|2), refused(unix.EINVAL)},
			{"the same, with a sign", known(a, "clock_gettime", minusOne-8*4711-5), refused(unix.EINVAL)},
			{"sleep until another has computed", known(a, "clock_nanosleep", minusOne-5), refused(unix.EINVAL)},
			{"set a limit", known(a, "prlimit64", 0, 0, 0x7fff00000000), refused(unix.EPERM)},
			{"set a limit, low word zero", known(a, "prlimit64", 0, 0, 1<<32), refused(unix.EPERM)},
			{"make memory executable", known(a, "mprotect", 0, 4096, unix.PROT_READ|unix.PROT_EXEC), refused(unix.EACCES)},
			{"make memory writable", known(a, "mprotect", 0, 4096, unix.PROT_READ|unix.PROT_WRITE), allowed},
			{"map memory", known(a, "mmap", 0, 4096, 3, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS, minusOne), allowed},
			{"map a library", known(a, "mmap", 0, 4096, 5, unix.MAP_PRIVATE, 4), allowed},
			{"map a library writable", known(a, "mmap", 0, 4096, 7, unix.MAP_PRIVATE, 4), refused(unix.EACCES)},
			{"map executable memory", known(a, "mmap", 0, 4096, 5, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS), refused(unix.EACCES)},
			{"map huge pages", known(a, "mmap", 0, 4096, 3, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS|unix.MAP_HUGETLB), refused(unix.EACCES)},
			{"give memory back", known(a, "madvise", 0, 4096, unix.MADV_DONTNEED), allowed},
			{"merge memory", known(a, "madvise", 0, 4096, unix.MADV_MERGEABLE), refused(unix.EINVAL)},
			{"duplicate a descriptor", known(a, "fcntl", 1, unix.F_DUPFD_CLOEXEC), allowed},
			{"own a descriptor", known(a, "fcntl", 1, unix.F_SETOWN), refused(unix.EPERM)},
			{"fork", known(a, "clone", 17), refused(unix.EPERM)},
			{"fork, newer", known(a, "clone3"), refused(unix.ENOSYS)},
			{"socket", known(a, "socket", 1, 1), refused(unix.EPERM)},
			{"exec", known(a, "execve"), refused(unix.EPERM)},
			{"kill", known(a, "kill", 1, 9), refused(unix.EPERM)},
			{"relax the filter", known(a, "seccomp"), refused(unix.EPERM)},
			{"32-bit entry", call{audit: 0x40000003, nr: 1}, unix.SECCOMP_RET_KILL_PROCESS},
			{"32-bit arm", call{audit: 0x40000028, nr: 1}, unix.SECCOMP_RET_KILL_PROCESS},
		} {
			if got := judge(t, program, c.call); got != c.want {
				t.Errorf("%s, %s: %#x, not %#x", a, c.what, got, c.want)
			}
		}
	}
	amd64, err := Program(AMD64)
	if err != nil {
		t.Fatal(err)
	}
	if got := judge(t, amd64, call{audit: unix.AUDIT_ARCH_X86_64, nr: 1 << 30}); got != unix.SECCOMP_RET_KILL_PROCESS {
		t.Errorf("x32: %#x", got)
	}
}

// TestNothingElse goes through all numbers: what no rule names is refused.
func TestNothingElse(t *testing.T) {
	for _, a := range arches {
		program, err := Program(a)
		if err != nil {
			t.Fatal(err)
		}
		judged := map[uint32]bool{}
		for _, nr := range Judged(a) {
			judged[uint32(nr)] = true
		}
		_, audit, _ := a.column()
		for nr := range uint32(600) {
			if !judged[nr] && judge(t, program, call{audit: audit, nr: nr}) != refused(unix.EPERM) {
				t.Errorf("%s: number %d is not refused", a, nr)
			}
		}
		for _, name := range never {
			nr, exists := a.number(name)
			if exists && judge(t, program, call{audit: audit, nr: nr}) == allowed {
				t.Errorf("%s: %s is allowed", a, name)
			}
		}
	}
}

func TestLauncher(t *testing.T) {
	for _, a := range arches {
		for _, forking := range []bool{true, false} {
			program, err := Launcher(a, forking)
			if err != nil {
				t.Fatal(err)
			}
			if judge(t, program, known(a, "execve")) != allowed || judge(t, program, known(a, "clone", 17)) != allowed {
				t.Errorf("%s: the launcher cannot start the interpreter", a)
			}
			if (judge(t, program, known(a, "unshare")) == allowed) != forking {
				t.Errorf("%s: unshare with forking %v", a, forking)
			}
			for _, name := range []string{"mount", "ptrace", "bpf", "io_uring_setup", "keyctl", "memfd_create", "chroot"} {
				if judge(t, program, known(a, name)) == allowed {
					t.Errorf("%s: %s is allowed", a, name)
				}
			}
		}
	}
}

func TestUnknownArch(t *testing.T) {
	if _, err := Program("riscv64"); err == nil || Known("riscv64") {
		t.Error("a filter for an architecture without a table")
	}
}

// TestNumbers compares the table with golang.org/x/sys/unix, whose numbers come from the kernel's headers, for both
// architectures.
func TestNumbers(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/sys").Output()
	if err != nil {
		t.Skipf("the source of golang.org/x/sys is not at hand: %v", err)
	}
	for _, a := range arches {
		theirs := systemNumbers(t, filepath.Join(strings.TrimSpace(string(dir)), "unix", "zsysnum_linux_"+string(a)+".go"))
		column, _, _ := a.column()
		for name, both := range numbers {
			want, exists := theirs["SYS_"+strings.ToUpper(name)]
			if !exists {
				want = -1
			}
			if both[column] != want {
				t.Errorf("%s: %s is %d, not %d", a, name, want, both[column])
			}
		}
	}
}

// systemNumbers reads the constants of a file.
func systemNumbers(t *testing.T, path string) map[string]int {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
			if v, err := strconv.Atoi(literal.Value); err == nil {
				found[spec.Names[0].Name] = v
			}
		}
		return true
	})
	if len(found) < 200 {
		t.Fatalf("%s has only %d numbers", path, len(found))
	}
	return found
}
