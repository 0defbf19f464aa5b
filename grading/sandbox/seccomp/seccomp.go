//go:build linux

// Package seccomp makes the two system call filters of the sandbox.
//
// A filter is a program for the kernel's classic BPF machine. The kernel runs it before every system call of the process
// that installed it, and of everything that the process becomes or forks; a filter can be added to but never removed.
//
// The first filter (Launcher) is a denylist. It stands before the interpreter starts and takes away what neither Python nor
// the launcher's later steps need: mounting, tracing, keys, BPF, io_uring and their like.
//
// The second (Program) is an allowlist. It is installed when everything is imported and stands before the trainee's code
// arrives: read-only files, memory that is never writable and executable, sleeping, reading the clock, leaving. A call that
// it does not know is answered with EPERM, so that ordinary programs get an exception with a line instead of dying.
//
// Both are plain functions from an architecture to bytes, so both architectures are tested on either.
package seccomp

import (
	"encoding/binary"
	"fmt"
	"slices"

	"golang.org/x/sys/unix"
)

// An Arch is a machine whose numbers the tables hold.
type Arch string

const (
	AMD64 Arch = "amd64"
	ARM64 Arch = "arm64"
)

// column is the architecture's place in the table of numbers; audit is how the kernel names it to a filter.
func (a Arch) column() (column int, audit uint32, ok bool) {
	switch a {
	case AMD64:
		return 0, unix.AUDIT_ARCH_X86_64, true
	case ARM64:
		return 1, unix.AUDIT_ARCH_AARCH64, true
	}
	return 0, 0, false
}

// Known reports whether filters can be made for an architecture (as runtime.GOARCH names it).
func Known(goarch string) bool {
	_, _, ok := Arch(goarch).column()
	return ok
}

// number finds a call's number; not ok where the architecture lacks the call.
func (a Arch) number(name string) (uint32, bool) {
	both, known := numbers[name]
	if !known {
		panic("seccomp: no number for " + name) // a spelling mistake in this package; a test builds every filter
	}
	column, _, _ := a.column()
	return uint32(both[column]), both[column] >= 0
}

// A rule says what becomes of one system call.
type rule struct {
	name   string
	checks []check    // all must hold for the call to be allowed
	errno  unix.Errno // what a call that is not allowed is answered
	deny   bool       // never allowed, whatever its arguments
}

// assemble turns rules into a program: foreign architectures are killed, each rule is a block that ends in a verdict,
// and what no rule names gets the last verdict.
func assemble(a Arch, rules []rule, otherwise uint32) ([]byte, error) {
	_, audit, ok := a.column()
	if !ok {
		return nil, fmt.Errorf("there is no system call table for %s", a)
	}
	p := []instruction{
		{load, 0, 0, offsetArch},
		{jumpEqual, 1, 0, audit}, // the 32-bit entries of a 64-bit kernel have other numbers: kill, never translate
		{ret, 0, 0, unix.SECCOMP_RET_KILL_PROCESS},
		{load, 0, 0, offsetNumber},
	}
	if a == AMD64 { // x32 calls share the architecture's name and have bit 30 set
		p = append(p, instruction{jumpAtLeast, 0, 1, 1 << 30}, instruction{ret, 0, 0, unix.SECCOMP_RET_KILL_PROCESS})
	}
	for _, r := range rules {
		nr, exists := a.number(r.name)
		if !exists {
			continue
		}
		body := r.body()
		if len(body) > 255 {
			return nil, fmt.Errorf("the rule for %s is too long", r.name)
		}
		p = append(p, instruction{jumpEqual, 0, uint8(len(body)), nr})
		p = append(p, body...)
	}
	p = append(p, instruction{ret, 0, 0, otherwise})
	if len(p) > unix.BPF_MAXINSNS {
		return nil, fmt.Errorf("a filter of %d instructions; the kernel takes %d", len(p), unix.BPF_MAXINSNS)
	}
	return encode(p), nil
}

// body is the block of a rule that its number has selected. It ends in a verdict on every path.
func (r rule) body() []instruction {
	refuse := instruction{ret, 0, 0, unix.SECCOMP_RET_ERRNO | uint32(r.errno)}
	if r.deny {
		return []instruction{refuse}
	}
	allow := instruction{ret, 0, 0, unix.SECCOMP_RET_ALLOW}
	var code []instruction
	for _, c := range r.checks {
		code = append(code, c...)
	}
	if len(code) == 0 {
		return []instruction{allow}
	}
	refusal := len(code) + 1 // after the code stands "allow", then "refuse"
	for i := range code {
		code[i].yes = resolve(code[i].yes, i, refusal)
		code[i].no = resolve(code[i].no, i, refusal)
	}
	return append(slices.Clip(code), allow, refuse)
}

// resolve turns the symbol toRefusal into the distance from instruction i.
func resolve(jump uint8, i, refusal int) uint8 {
	if jump != toRefusal {
		return jump
	}
	return uint8(refusal - i - 1)
}

func encode(p []instruction) []byte {
	b := make([]byte, 0, 8*len(p))
	for _, i := range p {
		b = binary.LittleEndian.AppendUint16(b, i.code)
		b = append(b, i.yes, i.no)
		b = binary.LittleEndian.AppendUint32(b, i.k)
	}
	return b
}
