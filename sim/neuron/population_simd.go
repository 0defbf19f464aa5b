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
	var c [11]archsimd.Float64x4
	f := 1.0
	for i := range c {
		if i > 0 {
			f *= float64(i)
		}
		c[i] = all(1 / f)
	}
	log2e, lnHi, lnLo, m := all(math.Log2E), all(ln2Hi), all(ln2Lo), all(magic)
	kc, kw, el, vt, id, gl, gd, a, cut := all(q.kc), all(q.kw), all(q.el), all(q.vt), all(q.id), all(q.gl), all(q.gd), all(q.a), all(q.cut)
	n := len(v) &^ 3
	for i := 0; i < n; i += 4 {
		x, y := archsimd.LoadFloat64x4Slice(v[i:i+4]), archsimd.LoadFloat64x4Slice(w[i:i+4])
		z := x.Sub(vt).Mul(id)
		t := z.MulAdd(log2e, m)
		k := t.Sub(m)
		r := k.MulAdd(lnLo, k.MulAdd(lnHi, z))
		p := c[10]
		for j := 9; j >= 0; j-- {
			p = p.MulAdd(r, c[j])
		}
		e := p.Mul(t.AsInt64x4().ShiftAllLeft(52).AsFloat64x4())
		slope := el.Sub(x).MulAdd(gl, e.MulAdd(gd, archsimd.LoadFloat64x4Slice(current[i:i+4]).Sub(y)))
		nx := slope.MulAdd(kc, x)
		y.Add(kw.Mul(x.Sub(el).Mul(a).Sub(y))).StoreSlice(w[i : i+4])
		nx.StoreSlice(v[i : i+4])
		for fired := nx.GreaterEqual(cut).ToBits(); fired != 0; fired &= fired - 1 {
			spiked(i + bits.TrailingZeros8(fired))
		}
	}
	q.scalar(v[n:], w[n:], current[n:], func(i int) { spiked(n + i) })
}
