//go:build !amd64

package pages

// Prefetch does nothing on this processor: nothing but time depends on it.
func Prefetch([]uint16) {}
