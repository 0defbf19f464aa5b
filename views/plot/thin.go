package plot

// thin keeps at most 2n points of a long trace: in each of n stretches the
// lowest and the highest, so that no spike is lost, as pixels could not show
// more anyway.
func thin(xs, ys []float64, n int) ([]float64, []float64) {
	count := min(len(xs), len(ys))
	xs, ys = xs[:count], ys[:count]
	if count <= 2*n {
		return xs, ys
	}
	outX, outY := make([]float64, 0, 2*n), make([]float64, 0, 2*n)
	for k := range n {
		from, to := k*count/n, (k+1)*count/n
		low, high := from, from
		for i := from; i < to; i++ {
			if ys[i] < ys[low] || !finite(ys[low]) {
				low = i
			}
			if ys[i] > ys[high] || !finite(ys[high]) {
				high = i
			}
		}
		first, second := min(low, high), max(low, high)
		outX, outY = append(outX, xs[first]), append(outY, ys[first])
		if second != first {
			outX, outY = append(outX, xs[second]), append(outY, ys[second])
		}
	}
	return outX, outY
}

// rises says whether the abscissae never fall; a gap (not a number) counts as a fall.
func rises(xs []float64) bool {
	for i := 1; i < len(xs); i++ {
		if !(xs[i] >= xs[i-1]) {
			return false
		}
	}
	return true
}

// interpolate gives the value of a curve at x, or false outside of it. xs must rise.
func interpolate(xs, ys []float64, x float64) (float64, bool) {
	n := min(len(xs), len(ys))
	if n == 0 || x < xs[0] || x > xs[n-1] {
		return 0, false
	}
	low, high := 0, n-1
	for high-low > 1 {
		if mid := (low + high) / 2; xs[mid] <= x {
			low = mid
		} else {
			high = mid
		}
	}
	if xs[low] == x || high == low {
		return ys[low], true
	}
	if xs[high] == x {
		return ys[high], true
	}
	part := (x - xs[low]) / (xs[high] - xs[low])
	return ys[low] + part*(ys[high]-ys[low]), true
}

// residualOf is yours minus the reference, at your own abscissae.
func residualOf(yours, reference Series) Series {
	r := Series{Name: "yours − reference", Role: "residual"}
	for i := range min(len(yours.X), len(yours.Y)) {
		if v, ok := interpolate(reference.X, reference.Y, yours.X[i]); ok {
			r.X, r.Y = append(r.X, yours.X[i]), append(r.Y, yours.Y[i]-v)
		}
	}
	return r
}
