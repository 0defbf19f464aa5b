package pages

import "testing"

// Arrays of any size, below and above the one from which advice is asked, are zeroed and can be written to the end; the long ones begin where a large page does.
func TestFloats(t *testing.T) {
	for _, n := range []int{0, 1, 511, 512, least/8 - 1, least / 8, least/8 + 777, 3 * least / 8} {
		x := Floats(n)
		if len(x) != n || cap(x) < n {
			t.Fatalf("%d numbers, want %d", len(x), n)
		}
		if 8*n >= least && address(x)%large != 0 {
			t.Errorf("%d numbers begin at %#x", n, address(x))
		}
		for i := range x {
			if x[i] != 0 {
				t.Fatalf("entry %d of %d is %g", i, n, x[i])
			}
			x[i] = 1
		}
	}
}
