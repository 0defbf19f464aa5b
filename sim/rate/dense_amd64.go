package rate

// vectors tells whether the processor and the system keep vectors of four (AVX2).
var vectors = hasAVX2()

// multiplyFours does the first whole columns of as many whole fours of rows as there are, and returns the number of rows done.
func multiplyFours(y, J, x []float64, whole int) int {
	if !vectors {
		return 0
	}
	n, rows := len(x), len(y)&^3
	for i := 0; i < rows; i += 4 {
		fourRows(&J[i*n], n, &x[0], whole, (*[4]float64)(y[i:]))
	}
	return rows
}

// tanhFours does as many whole fours as there are, and returns the number done.
func tanhFours(y, x []float64) int {
	n := len(x) &^ 3
	if !vectors || n == 0 {
		return 0
	}
	y = y[:n]
	fourTanh(&y[0], &x[0], n)
	return n
}

// hasAVX2 asks the processor.
func hasAVX2() bool

// fourRows writes the products of four rows, stride apart, with x into y; n is a multiple of eight and above zero.
//
//go:noescape
func fourRows(a *float64, stride int, x *float64, n int, y *[4]float64)

// fourTanh writes tanh of n numbers of x into y; n is a multiple of four and above zero.
//
//go:noescape
func fourTanh(y, x *float64, n int)
