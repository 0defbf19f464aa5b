//go:build goexperiment.simd && amd64

package network

import (
	"math/bits"
	"simd/archsimd"
)

// advance is one step of the current-based network, four neurons at once where the processor has AVX2 and FMA; the same operations in the
// same order as scalar, so that both give the same numbers. Held neurons keep V by a merge instead of a branch.
func (q propagator) advance(s *cubaState, step float64) {
	if !archsimd.X86.AVX2() || !archsimd.X86.FMA() {
		q.scalar(s, step)
		return
	}
	n := len(s.V) &^ 3
	all := archsimd.BroadcastFloat64x4
	em, ee, ei, ae, ai, c, vt, now := all(q.em), all(q.ee), all(q.ei), all(q.ae), all(q.ai), all(q.c), all(q.vt), all(step)
	s.fired = s.fired[:0]
	for i := 0; i < n; i += 4 {
		e, g := archsimd.LoadFloat64x4Slice(s.Ge[i:i+4]), archsimd.LoadFloat64x4Slice(s.Gi[i:i+4])
		before, free := archsimd.LoadFloat64x4Slice(s.V[i:i+4]), archsimd.LoadFloat64x4Slice(s.Free[i:i+4])
		e.Mul(ee).StoreSlice(s.Ge[i : i+4])
		g.Mul(ei).StoreSlice(s.Gi[i : i+4])
		x := before.Mul(em).Add(e.Mul(ae).Add(g.Mul(ai).Add(c)))
		held := free.Greater(now)
		x = before.Merge(x, held)
		x.StoreSlice(s.V[i : i+4])
		for m := x.Greater(vt).ToBits() &^ held.ToBits(); m != 0; m &= m - 1 {
			s.fired = append(s.fired, int32(i+bits.TrailingZeros8(m)))
		}
	}
	if n < len(s.V) { // the rest, by the scalar twin
		rest := &cubaState{s.V[n:], s.Ge[n:], s.Gi[n:], s.Free[n:], make([]int32, 0, 4)}
		q.scalar(rest, step)
		for _, i := range rest.fired {
			s.fired = append(s.fired, i+int32(n))
		}
	}
}
