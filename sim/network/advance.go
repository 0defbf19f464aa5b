//go:build !(goexperiment.simd && amd64)

package network

// advance is one step of the current-based network. Built with GOEXPERIMENT=simd on amd64 it works on four neurons at once.
func (q propagator) advance(s *cubaState, step float64) { q.scalar(s, step) }
