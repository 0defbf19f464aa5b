//go:build !(goexperiment.simd && amd64)

package neuron

// advance is one step; built with GOEXPERIMENT=simd on amd64 it works on eight neurons at once.
func (q adexStep) advance(v, w, current []float64, fired []int32) []int32 {
	return q.scalar(v, w, current, fired)
}
