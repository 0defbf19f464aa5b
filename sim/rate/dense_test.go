package rate

import (
	"math"
	"testing"

	"coronium/sim/random"
)

// The product with a matrix is that of the textbook, for sizes around fours and eights, and the vector twin gives the same bits as the plain loop.
func TestMultiply(t *testing.T) {
	r := random.New(3)
	for _, size := range [][2]int{{1, 1}, {3, 3}, {4, 8}, {5, 7}, {8, 16}, {7, 23}, {9, 64}, {30, 41}} {
		rows, n := size[0], size[1]
		J, x, y := make([]float64, rows*n), make([]float64, n), make([]float64, rows)
		for i := range J {
			J[i] = r.Normal()
		}
		for i := range x {
			x[i] = r.Normal()
		}
		multiply(y, J, x)
		for i := range y {
			want, plain := 0.0, dotEights(J[i*n:i*n+n&^7], x)
			for j := range x {
				want += J[i*n+j] * x[j]
			}
			for j := n &^ 7; j < n; j++ {
				plain += float64(J[i*n+j] * x[j])
			}
			near(t, "row", y[i], want, 1e-13*float64(n))
			if y[i] != plain {
				t.Errorf("%d by %d, row %d: %v by vectors, %v by the plain loop", rows, n, i, y[i], plain)
			}
		}
	}
}

// tanh against the library's, over small, middling and large arguments, and the vector twin against the plain one, bit for bit; signed zeros, infinities and NaN as usual.
func TestTanh(t *testing.T) {
	r := random.New(4)
	x := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 1e-320, -1e-300, 22, 400, -1e300, .3465735902799726, .5493061443340549}
	for len(x) < 20_001 {
		x = append(x, r.Normal()*math.Pow(10, 4*r.Float64()-3))
	}
	y := make([]float64, len(x))
	tanhAll(y, x)
	for i, v := range x {
		want, plain := math.Tanh(v), tanh(v)
		if !(math.Abs(y[i]-want) <= 1.2e-15*math.Abs(want)) && !(math.IsNaN(want) && math.IsNaN(y[i])) || math.Signbit(y[i]) != math.Signbit(want) && want == want {
			t.Errorf("tanh(%v) = %v, want %v", v, y[i], want)
		}
		if math.Float64bits(y[i]) != math.Float64bits(plain) && v == v {
			t.Errorf("tanh(%v) = %v by vectors, %v by the plain function", v, y[i], plain)
		}
	}
}
