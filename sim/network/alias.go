package network

import "math"

// Alias draws Poisson counts of one fixed mean from 32 random bits, by Walker's method: a column of a table of 256 counts is chosen,
// and one of its two entries. For means up to 60 the mass above 255 is below 1e-60; the 24 bits of the choice make an error of
// 2^-24 in each probability.
type Alias struct {
	threshold [256]uint32
	other     [256]uint8
}

// NewAlias builds the table for a mean (at most 60).
func NewAlias(mean float64) *Alias {
	var a Alias
	p := make([]float64, 256)
	total, q := 0.0, math.Exp(-mean)
	for k := range p {
		p[k] = q
		total += q
		q *= mean / float64(k+1)
	}
	var small, large []int
	for k := range p {
		if p[k] *= 256 / total; p[k] < 1 {
			small = append(small, k)
		} else {
			large = append(large, k)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		l, g := small[len(small)-1], large[len(large)-1]
		small, large = small[:len(small)-1], large[:len(large)-1]
		a.threshold[l], a.other[l] = uint32(p[l]*(1<<24)), uint8(g)
		if p[g] += p[l] - 1; p[g] < 1 {
			small = append(small, g)
		} else {
			large = append(large, g)
		}
	}
	for _, k := range append(small, large...) {
		a.threshold[k], a.other[k] = 1<<24, uint8(k)
	}
	return &a
}

// Draw returns a count for 32 random bits.
func (a *Alias) Draw(u uint32) uint8 {
	k := uint8(u)
	count := a.other[k]
	if u>>8 < a.threshold[k] {
		count = k // a conditional move: as a branch it would be guessed wrongly every few draws
	}
	return count
}
