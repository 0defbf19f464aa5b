package precise

import "testing"

func BenchmarkFunctions(b *testing.B) {
	r := NewBig(288)
	d := DoubleDouble{}
	x := r.FromFloat(1.2345)
	y := DD{1.2345, 0}
	b.Run("big/mul", func(b *testing.B) {
		for b.Loop() {
			r.Mul(x, x)
		}
	})
	b.Run("big/quo", func(b *testing.B) {
		for b.Loop() {
			r.Quo(x, x)
		}
	})
	b.Run("big/exp", func(b *testing.B) {
		for b.Loop() {
			Exp(r, x)
		}
	})
	b.Run("big/log", func(b *testing.B) {
		for b.Loop() {
			Log(r, x)
		}
	})
	b.Run("big/sincos", func(b *testing.B) {
		for b.Loop() {
			SinCos(r, x)
		}
	})
	b.Run("big/atan", func(b *testing.B) {
		for b.Loop() {
			Atan(r, x)
		}
	})
	b.Run("big/erf", func(b *testing.B) {
		for b.Loop() {
			Erf(r, x)
		}
	})
	b.Run("big/gamma", func(b *testing.B) {
		for b.Loop() {
			Gamma(r, x)
		}
	})
	b.Run("dd/mul", func(b *testing.B) {
		for b.Loop() {
			d.Mul(y, y)
		}
	})
	b.Run("dd/exp", func(b *testing.B) {
		for b.Loop() {
			Exp(d, y)
		}
	})
	b.Run("dd/log", func(b *testing.B) {
		for b.Loop() {
			Log(d, y)
		}
	})
	b.Run("dd/sincos", func(b *testing.B) {
		for b.Loop() {
			SinCos(d, y)
		}
	})
	b.Run("dd/erf", func(b *testing.B) {
		for b.Loop() {
			Erf(d, y)
		}
	})
	b.Run("dd/gamma", func(b *testing.B) {
		for b.Loop() {
			Gamma(d, y)
		}
	})
}
