package understand

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/bits"
)

// dice draws numbers for one family of one submission. The generator is splitmix64 written out here, so that the same
// submission and secret give the same items on every machine and with every version of Go.
type dice struct{ state uint64 }

// newDice seeds from the submission's hash, the course secret and the family, so that neither knowing the program nor
// knowing the secret is enough to foresee the items, and no family's items depend on which others are made.
func newDice(source string, secret uint64, family string) *dice {
	h := sha256.New()
	h.Write([]byte(source))
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], secret)
	h.Write(b[:])
	h.Write([]byte(family))
	return &dice{binary.LittleEndian.Uint64(h.Sum(nil))}
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// float is uniform on [0, 1).
func (d *dice) float() float64 { return float64(d.next()>>11) / (1 << 53) }

// below is uniform on 0 … n-1 (n > 0).
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	return int(hi)
}

// between is uniform on [low, high).
func (d *dice) between(low, high float64) float64 { return low + (high-low)*d.float() }

// shuffle puts a list into random order.
func shuffle[T any](d *dice, list []T) []T {
	for i := len(list) - 1; i > 0; i-- {
		j := d.below(i + 1)
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// pick draws one of a list that is not empty.
func pick[T any](d *dice, list []T) T { return list[d.below(len(list))] }

// round2 rounds to two significant digits, so that a number can be written and worked with by hand.
func round2(v float64) float64 { return roundDigits(v, 2) }

func roundDigits(v float64, n int) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return v
	}
	e := math.Floor(math.Log10(math.Abs(v))) - float64(n-1)
	if e < 0 { // dividing by an exact power of ten is exact where multiplying by .01 is not
		p := math.Pow(10, -e)
		return math.Round(v*p) / p
	}
	p := math.Pow(10, e)
	return math.Round(v/p) * p
}
