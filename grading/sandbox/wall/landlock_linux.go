package wall

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// LandlockVersion is the version of Landlock's interface that the kernel speaks; 0 if it is not there or switched off.
func LandlockVersion() int {
	v, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(v)
}

// handled gives what the ruleset takes charge of. All of it is then forbidden but for what a rule allows. Each version of
// the interface knows more; an older kernel refuses bits that it does not know.
func handled(version int) (ruleset unix.LandlockRulesetAttr, size uintptr) {
	ruleset.Handled_access_fs = 1<<13 - 1 // version 1: execute to make-symlink
	size = unsafe.Sizeof(ruleset.Handled_access_fs)
	if version >= 2 {
		ruleset.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if version >= 3 {
		ruleset.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if version >= 4 { // TCP
		ruleset.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
		size = unsafe.Offsetof(ruleset.Scoped)
	}
	if version >= 5 {
		ruleset.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	if version >= 6 { // signals and abstract sockets to processes outside
		ruleset.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL
		size = unsafe.Offsetof(ruleset.Quiet_access_fs)
	}
	return ruleset, size
}

// pathBeneath is struct landlock_path_beneath_attr, which the kernel declares packed: 12 bytes, where Go would make it 16.
type pathBeneath [12]byte

// landlock forbids every access to files but reading and executing within the tree. Descriptors that are open already
// (the job's socket, the pipe) stay usable.
func landlock(s Spec) error {
	if !s.Landlock {
		return nil
	}
	version := LandlockVersion()
	if version < 1 {
		return fmt.Errorf("this kernel has no Landlock")
	}
	ruleset, size := handled(version)
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&ruleset)), size, 0)
	if errno != 0 {
		return errno
	}
	defer unix.Close(int(fd))
	for _, path := range s.Paths {
		if err := allow(int(fd), path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	_, _, errno = unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, fd, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// allow adds a rule: read and execute what lies beneath a path.
func allow(ruleset int, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	access := uint64(unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE)
	if info.IsDir() {
		access |= unix.LANDLOCK_ACCESS_FS_READ_DIR // meaningless, and refused, for a file
	}
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	var rule pathBeneath
	*(*uint64)(unsafe.Pointer(&rule[0])) = access
	*(*int32)(unsafe.Pointer(&rule[8])) = int32(fd)
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(ruleset), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
