//go:build goexperiment.simd && amd64

package network

import (
	"math/bits"
	"simd/archsimd"
)

// advance is one step of the current-based network, eight neurons at once where the processor has AVX-512; the same operations in the
// same order as scalar, so that both give the same numbers. Held neurons keep V by a merge instead of a branch.
func (q propagator) advance(s *cubaState, step float64) {
	if !archsimd.X86.AVX512() {
		q.scalar(s, step)
		return
	}
	n := len(s.V) &^ 7
	all := archsimd.BroadcastFloat64x8
	em, ee, ei, ae, ai, c, vt, now := all(q.em), all(q.ee), all(q.ei), all(q.ae), all(q.ai), all(q.c), all(q.vt), all(step)
	s.fired = s.fired[:0]
	for i := 0; i < n; i += 8 {
		e, g := archsimd.LoadFloat64x8Slice(s.Ge[i:i+8]), archsimd.LoadFloat64x8Slice(s.Gi[i:i+8])
		before, free := archsimd.LoadFloat64x8Slice(s.V[i:i+8]), archsimd.LoadFloat64x8Slice(s.Free[i:i+8])
		e.Mul(ee).StoreSlice(s.Ge[i : i+8])
		g.Mul(ei).StoreSlice(s.Gi[i : i+8])
		x := before.MulAdd(em, e.MulAdd(ae, g.MulAdd(ai, c)))
		held := free.Greater(now)
		x = before.Merge(x, held)
		x.StoreSlice(s.V[i : i+8])
		for m := x.Greater(vt).ToBits(); m != 0; m &= m - 1 {
			s.fired = append(s.fired, int32(i+bits.TrailingZeros8(m)))
		}
	}
	if n < len(s.V) { // the rest, by the scalar twin
		rest := &cubaState{s.V[n:], s.Ge[n:], s.Gi[n:], s.Free[n:], make([]int32, 0, 8)}
		q.scalar(rest, step)
		for _, i := range rest.fired {
			s.fired = append(s.fired, i+int32(n))
		}
	}
}
