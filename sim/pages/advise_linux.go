package pages

import (
	"syscall"
	"unsafe"
)

const hugePages = 14 // MADV_HUGEPAGE of <sys/mman.h>

// advise asks for large pages for the whole ones among the pages of b. The answer doesn't matter: it is advice.
func advise(b []byte) {
	page := syscall.Getpagesize()
	skip := -int(uintptr(unsafe.Pointer(&b[0]))) & (page - 1)
	if whole := (len(b) - skip) &^ (page - 1); whole > 0 {
		_ = syscall.Madvise(b[skip:skip+whole], hugePages)
	}
}
