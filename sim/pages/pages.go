// Package pages makes arrays that are read from end to end in every step lie in few memory pages.
//
// A matrix of 1000 by 1000 fills two thousand pages of 4 KB, more than a processor keeps addresses of: each step of a network then waits for
// address look-ups about as long as for the numbers. Linux backs memory by pages of 2 MB when it is asked to. Where it can't be asked, the array is an
// ordinary one: nothing but time depends on it.
package pages

import "unsafe"

// large is the size of a large page in bytes, least that from which asking is worth while.
const (
	large = 2 << 20
	least = 2 * large
)

// Zeroed returns a zeroed array of n numbers. A long one begins where a large page does, so that none of it is left in small ones.
func Zeroed[T float64 | uint16](n int) []T {
	var one T
	size := int(unsafe.Sizeof(one))
	if size*n < least {
		return make([]T, n)
	}
	x := make([]T, n+large/size)
	skip := (-int(uintptr(unsafe.Pointer(&x[0]))) & (large - 1)) / size
	x = x[skip : skip+n : skip+n]
	advise(unsafe.Slice((*byte)(unsafe.Pointer(&x[0])), size*n))
	return x
}
