//go:build !linux

package wall

import "syscall"

// The walls are the Linux kernel's. Elsewhere there is nothing to start: the sandbox refuses before it comes here.

// ChildNamespaces are none.
const ChildNamespaces = 0

// ZygoteCapabilities are none.
var ZygoteCapabilities []int

func attributes(Spec) *syscall.SysProcAttr { return nil }

// Init does nothing.
func Init() {}

// LandlockVersion is 0: there is none.
func LandlockVersion() int { return 0 }
