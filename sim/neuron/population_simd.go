//go:build goexperiment.simd && amd64

package neuron

import (
	"math/bits"
	"simd/archsimd"
	"unsafe"
)

// four is four neighbours of an array, as a vector reads them.
func four(p *float64, i int) *[4]float64 {
	return (*[4]float64)(unsafe.Add(unsafe.Pointer(p), 8*i))
}

// advance is one step of eight neurons at once, as two vectors of four, where the processor has AVX2: the operations of scalar in its order. The
// pointers stay inside the arrays: i + 8 <= n <= len of each.
func (q adexStep) advance(v, w, current []float64, fired []int32) []int32 {
	if !archsimd.X86.AVX2() || len(v) < 8 {
		return q.scalar(v, w, current, fired)
	}
	w, current = w[:len(v)], current[:len(v)]
	all := archsimd.BroadcastFloat64x4
	c0, c1, c2, c3, c4, c5, c6, c7 := all(pow0), all(pow1), all(pow2), all(pow3), all(pow4), all(pow5), all(pow6), all(pow7)
	m, scale, shift := all(magic), all(q.scale), all(q.shift)
	keep, cv, kc, keepW, cw, kw, cut := all(q.keep), all(q.cv), all(q.kc), all(q.keepW), all(q.cw), all(q.kw), all(q.cut)
	pv, pw, pc := &v[0], &w[0], &current[0]
	n := len(v) &^ 7
	for i := 0; i < n; i += 8 {
		x, y := archsimd.LoadFloat64x4(four(pv, i)), archsimd.LoadFloat64x4(four(pw, i))
		X, Y := archsimd.LoadFloat64x4(four(pv, i+4)), archsimd.LoadFloat64x4(four(pw, i+4))
		z, Z := x.Mul(scale).Add(shift), X.Mul(scale).Add(shift)
		t, T := z.Add(m), Z.Add(m)
		f, F := z.Sub(t.Sub(m)), Z.Sub(T.Sub(m))
		f2, F2 := f.Mul(f), F.Mul(F)
		low := c0.Add(f.Mul(c1)).Add(f2.Mul(c2.Add(f.Mul(c3))))
		Low := c0.Add(F.Mul(c1)).Add(F2.Mul(c2.Add(F.Mul(c3))))
		high := c4.Add(f.Mul(c5)).Add(f2.Mul(c6.Add(f.Mul(c7))))
		High := c4.Add(F.Mul(c5)).Add(F2.Mul(c6.Add(F.Mul(c7))))
		e := low.Add(f2.Mul(f2).Mul(high)).Mul(t.AsInt64x4().ShiftAllLeft(52).AsFloat64x4())
		E := Low.Add(F2.Mul(F2).Mul(High)).Mul(T.AsInt64x4().ShiftAllLeft(52).AsFloat64x4())
		nx := x.Mul(keep).Add(cv).Add(archsimd.LoadFloat64x4(four(pc, i)).Sub(y).Mul(kc).Add(e))
		NX := X.Mul(keep).Add(cv).Add(archsimd.LoadFloat64x4(four(pc, i+4)).Sub(Y).Mul(kc).Add(E))
		y.Mul(keepW).Add(cw).Add(x.Mul(kw)).Store(four(pw, i))
		Y.Mul(keepW).Add(cw).Add(X.Mul(kw)).Store(four(pw, i+4))
		nx.Store(four(pv, i))
		NX.Store(four(pv, i+4))
		for b := nx.GreaterEqual(cut).ToBits() | NX.GreaterEqual(cut).ToBits()<<4; b != 0; b &= b - 1 {
			fired = append(fired, int32(i+bits.TrailingZeros8(b)))
		}
	}
	at := len(fired)
	fired = q.scalar(v[n:], w[n:], current[n:], fired)
	for k := at; k < len(fired); k++ {
		fired[k] += int32(n)
	}
	return fired
}
