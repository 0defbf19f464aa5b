package pages

import (
	"testing"
	"unsafe"
)

// Arrays of any size, below and above the one from which advice is asked, are zeroed and can be written to the end; the long ones begin where a large page does.
func TestZeroed(t *testing.T) {
	for _, n := range []int{0, 1, 511, 512, least/8 - 1, least / 8, least/8 + 777, 3 * least / 8} {
		x := Zeroed[float64](n)
		if len(x) != n || cap(x) < n {
			t.Fatalf("%d numbers, want %d", len(x), n)
		}
		if 8*n >= least && uintptr(unsafe.Pointer(&x[0]))%large != 0 {
			t.Errorf("%d numbers begin at %#x", n, uintptr(unsafe.Pointer(&x[0])))
		}
		for i := range x {
			if x[i] != 0 {
				t.Fatalf("entry %d of %d is %g", i, n, x[i])
			}
			x[i] = 1
		}
	}
}

// Prefetching is advice: arrays of any length can be named, and stay as they are.
func TestPrefetch(t *testing.T) {
	for _, n := range []int{0, 1, 31, 32, 33, 5000} {
		x := make([]uint16, n)
		for i := range x {
			x[i] = uint16(i)
		}
		Prefetch(x)
		for i := range x {
			if x[i] != uint16(i) {
				t.Fatalf("entry %d of %d is %d", i, n, x[i])
			}
		}
	}
}
