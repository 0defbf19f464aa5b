package pages

import "unsafe"

// Prefetch asks the processor to bring x into its caches while other work goes on: worth while for a short array that is read once, soon, at a place in
// memory that can't be foreseen.
func Prefetch(x []uint16) {
	if len(x) > 0 {
		prefetch(unsafe.Pointer(&x[0]), 2*len(x))
	}
}

//go:noescape
func prefetch(first unsafe.Pointer, bytes int)
