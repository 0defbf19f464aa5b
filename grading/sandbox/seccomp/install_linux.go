package seccomp

import (
	"errors"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Install puts a filter on the calling thread. The thread must have no_new_privs set; there is no way back.
func Install(program []byte) error {
	if len(program) == 0 {
		return errors.New("an empty filter")
	}
	// struct sock_fprog: the number of instructions, and where they are.
	arguments := struct {
		length uint16
		_      [6]byte
		code   unsafe.Pointer
	}{length: uint16(len(program) / 8), code: unsafe.Pointer(&program[0])}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&arguments)))
	runtime.KeepAlive(program)
	if errno != 0 {
		return errno
	}
	return nil
}

// Available reports whether the kernel takes filters that answer with an error number.
func Available() bool {
	action := uint32(unix.SECCOMP_RET_ERRNO)
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, uintptr(unsafe.Pointer(&action)))
	return errno == 0
}
