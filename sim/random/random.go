// Package random is the one source of chance in the core: xoshiro256++ seeded by splitmix64.
//
// It is written out here, and in Python (xoshiro.py) for whoever needs the same numbers there,
// because data shared between the two languages must come from one generator. A linear congruential
// generator would not do: its streams from neighbouring seeds are shifted copies of each other.
// Seeds come in as arguments; nothing here reads a clock or keeps global state. Same seed, same
// numbers, on every platform: products that feed a sum are rounded first, so that no compiler may
// fuse them.
//
// Sources: Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators" (ACM TOMS 47:36);
// Steele, Lea & Flood 2014 (splitmix). Marsaglia & Bray 1964 (polar method).
package random

import (
	"math"
	"math/bits"
)

// Source is a generator; the zero value is not usable, New makes one.
type Source struct {
	s0, s1, s2, s3 uint64
	spare          float64
	hasSpare       bool
}

// New returns a generator whose state is four outputs of splitmix64 started at seed.
func New(seed uint64) *Source {
	s := Make(seed)
	return &s
}

// Make is New by value, for a generator that lives inside another struct.
func Make(seed uint64) Source {
	return Source{s0: split(&seed), s1: split(&seed), s2: split(&seed), s3: split(&seed)}
}

// Stream returns generator number k of a family: its seed is splitmix64 applied to both numbers, so
// that neurons, trials or workers can each own one whatever the number of workers.
func Stream(seed, k uint64) Source {
	a := split(&seed)
	k ^= 0xd1b54a32d192ed03
	b := split(&k)
	return Make(a ^ bits.RotateLeft64(b, 32))
}

// split advances a splitmix64 state and returns its output.
func split(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Uint64 returns 64 random bits (xoshiro256++).
func (r *Source) Uint64() uint64 {
	out := bits.RotateLeft64(r.s0+r.s3, 23) + r.s0
	t := r.s1 << 17
	r.s2 ^= r.s0
	r.s3 ^= r.s1
	r.s1 ^= r.s2
	r.s0 ^= r.s3
	r.s2 ^= t
	r.s3 = bits.RotateLeft64(r.s3, 45)
	return out
}

// Float64 returns a number uniform on [0, 1) with 53 random bits.
func (r *Source) Float64() float64 { return float64(r.Uint64()>>11) * (1.0 / (1 << 53)) }

// Intn returns a whole number uniform on 0 … n-1; n must be positive. The bias of the multiply
// method is below n/2^64.
func (r *Source) Intn(n int) int {
	hi, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(hi)
}

// Exp returns an exponential variate of mean 1.
func (r *Source) Exp() float64 { return -math.Log(1 - r.Float64()) }

// Normal returns a standard normal variate (polar method, two at a time).
func (r *Source) Normal() float64 {
	if r.hasSpare {
		r.hasSpare = false
		return r.spare
	}
	for {
		u := 2*r.Float64() - 1
		v := 2*r.Float64() - 1
		s := float64(u*u) + float64(v*v)
		if s >= 1 || s == 0 {
			continue
		}
		f := math.Sqrt(-2 * math.Log(s) / s)
		r.spare, r.hasSpare = v*f, true
		return u * f
	}
}

// Poisson returns a Poisson count of the given mean: by inversion below 30, by Hörmann's transformed
// rejection (PTRS, 1993) above.
func (r *Source) Poisson(mean float64) int {
	if !(mean > 0) {
		return 0
	}
	if mean < 30 {
		p := math.Exp(-mean)
		u := r.Float64()
		k := 0
		for u > p && k < 1000 {
			u -= p
			k++
			p *= mean / float64(k)
		}
		return k
	}
	b := 0.931 + 2.53*math.Sqrt(mean)
	a := -0.059 + 0.02483*b
	invAlpha := 1.1239 + 1.1328/(b-3.4)
	vr := 0.9277 - 3.6224/(b-2)
	lnMean := math.Log(mean)
	for {
		u := r.Float64() - 0.5
		v := r.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + mean + 0.43)
		if us >= 0.07 && v <= vr {
			return int(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		lg, _ := math.Lgamma(k + 1)
		if math.Log(v)+math.Log(invAlpha)-math.Log(a/(us*us)+b) <= k*lnMean-mean-lg {
			return int(k)
		}
	}
}

// Gamma returns a gamma variate of that shape and scale 1 (Marsaglia & Tsang 2000).
func (r *Source) Gamma(shape float64) float64 {
	if shape < 1 {
		return r.Gamma(shape+1) * math.Pow(1-r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.Normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// Shuffle puts a permutation uniform over all of them into order.
func (r *Source) Shuffle(order []int) {
	for i := len(order) - 1; i > 0; i-- {
		j := r.Intn(i + 1)
		order[i], order[j] = order[j], order[i]
	}
}
