//go:build !(goexperiment.simd && amd64)

package neuron

// advance is one step; built with GOEXPERIMENT=simd on amd64 it works on four neurons at once.
func (q adexStep) advance(v, w, current []float64, spiked func(i int)) {
	q.scalar(v, w, current, spiked)
}
