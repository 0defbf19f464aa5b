package rate

import "math"

// The two inner loops of a fully connected rate network: the product of its matrix with the rates, and tanh. Both have a vector twin (dense_amd64.s) with the
// same operations in the same order, each rounded once and none fused, so that a network gives the same numbers on every processor.

// multiply writes J x into y: J has len(y) rows of len(x), one after another. A row is summed in eight parts, column j in part j mod 8; columns beyond the last whole
// eight are added at the end.
func multiply(y, J, x []float64) {
	n, whole := len(x), len(x)&^7
	i := 0
	if whole > 0 {
		i = multiplyFours(y, J, x, whole)
	}
	for ; i < len(y); i++ {
		y[i] = dotEights(J[i*n:i*n+whole], x)
	}
	if whole == n {
		return
	}
	for i := range y {
		for j, w := range J[i*n+whole : (i+1)*n] {
			y[i] += float64(w * x[whole+j])
		}
	}
}

// dotEights is the product of a row, whose length is a multiple of eight, with the beginning of x.
func dotEights(row, x []float64) float64 {
	var s0, s1, s2, s3, s4, s5, s6, s7 float64
	for ; len(row) >= 8 && len(x) >= 8; row, x = row[8:], x[8:] {
		s0 += float64(row[0] * x[0])
		s1 += float64(row[1] * x[1])
		s2 += float64(row[2] * x[2])
		s3 += float64(row[3] * x[3])
		s4 += float64(row[4] * x[4])
		s5 += float64(row[5] * x[5])
		s6 += float64(row[6] * x[6])
		s7 += float64(row[7] * x[7])
	}
	return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7))
}

// tanhAll writes tanh of x into y, to 1e-15 of its value.
func tanhAll(y, x []float64) {
	for i := tanhFours(y, x); i < len(x); i++ {
		y[i] = tanh(x[i])
	}
}

// Constants of tanh: where it is 1 to the last digit; ln 2 in two parts, the first with so few digits that its multiples are exact; and a number so large that adding it
// rounds to a whole one, whose bits it then ends with.
const (
	enough  = 44
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
	magic   = 3 << 51
)

// tanh is e/(e + 2) with e = exp(2|x|) - 1, which keeps its digits for small x: 2|x| = k ln 2 + r, exp(r) - 1 by its Taylor series to r^12, no branches.
func tanh(x float64) float64 {
	y := min(2*math.Abs(x), enough)
	t := float64(y*(1/math.Ln2)) + magic
	k := t - magic
	r := (y - float64(k*ln2High)) - float64(k*ln2Low)
	r2 := r * r
	r4 := r2 * r2
	low := (1./2 + float64(r*(1./6))) + float64(r2*(1./24+float64(r*(1./120))))
	high := (1./720 + float64(r*(1./5040))) + float64(r2*(1./40320+float64(r*(1./362880))))
	top := (1./3628800 + float64(r*(1./39916800))) + float64(r2*(1./479001600))
	p := r + float64(r2*(low+float64(r4*(high+float64(r4*top)))))
	power := math.Float64frombits(math.Float64bits(t)<<52 + 0x3ff0000000000000)
	e := float64(power*p) + (power - 1)
	return math.Copysign(e/(e+2), x)
}
