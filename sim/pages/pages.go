// Package pages makes arrays that are read from end to end in every step lie in few memory pages.
//
// A matrix of 1000 by 1000 fills two thousand pages of 4 KB, more than a processor keeps addresses of: each step of a network then waits for
// address look-ups about as long as for the numbers. Linux backs memory by pages of 2 MB when it is asked to. Where it can't be asked, the array is an
// ordinary one: nothing but time depends on it.
package pages

// least is the size in bytes from which asking is worth while: two large pages.
const least = 4 << 20

// Floats returns a zeroed array of n numbers.
func Floats(n int) []float64 {
	x := make([]float64, n)
	advise(bytesOf(x))
	return x
}
