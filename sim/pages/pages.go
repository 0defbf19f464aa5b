// Package pages makes arrays that are read from end to end in every step lie in few memory pages.
//
// A matrix of 1000 by 1000 fills two thousand pages of 4 KB, more than a processor keeps addresses of: each step of a network then waits for
// address look-ups about as long as for the numbers. Linux backs memory by pages of 2 MB when it is asked to. Where it can't be asked, the array is an
// ordinary one: nothing but time depends on it.
package pages

// large is the size of a large page in bytes, least that from which asking is worth while.
const (
	large = 2 << 20
	least = 2 * large
)

// Floats returns a zeroed array of n numbers. A long one begins where a large page does, so that none of it is left in small ones.
func Floats(n int) []float64 {
	if 8*n < least {
		return make([]float64, n)
	}
	x := make([]float64, n+large/8)
	skip := (-int(address(x)) & (large - 1)) / 8
	x = x[skip : skip+n : skip+n]
	advise(bytesOf(x))
	return x
}
