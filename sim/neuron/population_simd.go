//go:build goexperiment.simd && amd64

package neuron

import (
	"math"
	"math/bits"
	"simd/archsimd"
)

// advance is one step of four neurons at once where the processor has AVX2 and FMA: the operations of scalar in its order.
func (q adexStep) advance(v, w, current []float64, spiked func(i int)) {
	if !archsimd.X86.AVX2() || !archsimd.X86.FMA() {
		q.scalar(v, w, current, spiked)
		return
	}
	all := archsimd.BroadcastFloat64x4
	c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 := all(1), all(1), all(0.5), all(1.0/6), all(1.0/24), all(1.0/120), all(1.0/720), all(1.0/5040), all(1.0/40320), all(1.0/362880)
	log2e, lnHi, lnLo, m := all(math.Log2E), all(ln2Hi), all(ln2Lo), all(magic)
	kc, kw, el, vt, id, gl, gd, a, cut := all(q.kc), all(q.kw), all(q.el), all(q.vt), all(q.id), all(q.gl), all(q.gd), all(q.a), all(q.cut)
	n := len(v) &^ 3
	for i := 0; i < n; i += 4 {
		x, y := archsimd.LoadFloat64x4Slice(v[i:i+4]), archsimd.LoadFloat64x4Slice(w[i:i+4])
		z := x.Sub(vt).Mul(id)
		t := z.Mul(log2e).Add(m)
		k := t.Sub(m)
		r := z.Add(k.Mul(lnHi)).Add(k.Mul(lnLo))
		r2 := r.Mul(r)
		r4 := r2.Mul(r2)
		high := c4.Add(r.Mul(c5)).Add(c6.Add(r.Mul(c7)).Mul(r2)).Add(c8.Add(r.Mul(c9)).Mul(r4))
		p := c0.Add(r.Mul(c1)).Add(c2.Add(r.Mul(c3)).Mul(r2)).Add(r4.Mul(high))
		e := p.Mul(t.AsInt64x4().ShiftAllLeft(52).AsFloat64x4())
		slope := el.Sub(x).Mul(gl).Add(e.Mul(gd).Add(archsimd.LoadFloat64x4Slice(current[i : i+4]).Sub(y)))
		nx := x.Add(slope.Mul(kc))
		y.Add(kw.Mul(x.Sub(el).Mul(a).Sub(y))).StoreSlice(w[i : i+4])
		nx.StoreSlice(v[i : i+4])
		for fired := nx.GreaterEqual(cut).ToBits(); fired != 0; fired &= fired - 1 {
			spiked(i + bits.TrailingZeros8(fired))
		}
	}
	q.scalar(v[n:], w[n:], current[n:], func(i int) { spiked(n + i) })
}
