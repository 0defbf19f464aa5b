package network

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
	"coronium/sim/theory"
)

// Hopfield is a network of N cells of +-1 with weights W = X^T X/N of P stored patterns and zero diagonal. Cells are updated one after
// another: +1 if the field is >= 0 (sign(0) = +1), else -1; each update lowers the energy -1/2 s W s. Sources: Hopfield 1982; Amit,
// Gutfreund & Sompolinsky 1985.
type Hopfield struct {
	N       int
	W       []float64 // row by row
	Variant string
}

var hopfieldVariants = []sim.Variant{
	{Name: "self-coupling", Says: "The diagonal P/N is kept: it makes any state more stable."},
	{Name: "zero-one-patterns", Says: "Patterns are stored as 0 and 1."},
	{Name: "one-pattern-short", Says: "One pattern is not stored."},
	{Name: "synchronous", Says: "All cells are updated at once: two can chase each other for ever.", Where: map[string]float64{"a": 0.3}},
}

// Store returns a network that holds the patterns (rows of +-1).
func Store(patterns [][]float64, variant string) *Hopfield {
	N := len(patterns[0])
	h := &Hopfield{N: N, W: make([]float64, N*N), Variant: variant}
	if variant == "one-pattern-short" {
		patterns = patterns[1:]
	}
	for _, x := range patterns {
		for i := range N {
			a := x[i]
			if variant == "zero-one-patterns" {
				a = (a + 1) / 2
			}
			row := h.W[i*N : (i+1)*N]
			for j := range N {
				b := x[j]
				if variant == "zero-one-patterns" {
					b = (b + 1) / 2
				}
				row[j] += a * b / float64(N)
			}
		}
	}
	if variant != "self-coupling" {
		for i := range N {
			h.W[i*N+i] = 0
		}
	}
	return h
}

// Field returns the input of cell i.
func (h *Hopfield) Field(s []float64, i int) float64 {
	sum := 0.0
	for j, w := range h.W[i*h.N : (i+1)*h.N] {
		sum += w * s[j]
	}
	return sum
}

func (h *Hopfield) sign(field float64) float64 {
	if field >= 0 {
		return 1
	}
	return -1
}

// Sweep updates all cells once in the given order, in place, and returns how many changed.
func (h *Hopfield) Sweep(s []float64, order []int) int {
	changed := 0
	if h.Variant == "synchronous" {
		next := make([]float64, h.N)
		for i := range next {
			next[i] = h.sign(h.Field(s, i))
		}
		for i := range s {
			if s[i] != next[i] {
				changed++
			}
		}
		copy(s, next)
		return changed
	}
	for _, i := range order {
		if v := h.sign(h.Field(s, i)); v != s[i] {
			s[i] = v
			changed++
		}
	}
	return changed
}

// Energy returns -1/2 s W s.
func (h *Hopfield) Energy(s []float64) float64 {
	e := 0.0
	for i := range s {
		e -= s[i] * h.Field(s, i) / 2
	}
	return e
}

func hopfieldModel() sim.Model {
	return sim.Model{
		Name: "hopfield", Title: "Hopfield's associative memory", Kind: sim.KindModel,
		Doc: `N cells of +-1, P = round(a N) random patterns, W = X^T X/N with zero diagonal, cells updated one after another in random order until nothing changes (at most 60 sweeps); sign(0) = +1. m is the overlap of the retrieval state by theory (0 above the load .1379), m_simulated the mean final overlap from noisy versions of the first patterns. ` +
			`unstable is the share of bits of stored patterns that would flip in one step, which knows nothing of the collapse.`,
		Source: "Hopfield 1982, PNAS 79:2554; Amit, Gutfreund & Sompolinsky 1985, Phys. Rev. Lett. 55:1530",
		Parameters: []sim.Parameter{
			sim.Par("a", "1", "load P/N", 0.1, 0.002, 0.5), sim.Whole("N", "cells", 500, 10, 1500), sim.Par("noise", "1", "share of flipped bits in the cue", 0, 0, 0.5), sim.Whole("cues", "patterns that are cued", 5, 1, 50),
		},
		Outputs: []sim.Output{
			sim.Scalar("m", "1", "overlap by theory"), sim.Scalar("m_simulated", "1", "mean overlap of the final states"), sim.Scalar("unstable", "1", "share of unstable bits of stored patterns"), sim.Scalar("unstable_theory", "1", "share of unstable bits by theory, (1 - erf(sqrt(N/(2(P-1)))))/2"),
			sim.Scalar("P", "1", "number of patterns"), sim.Scalar("sweeps", "1", "mean number of sweeps"), sim.Scalar("energy", "1", "mean final energy a cell"), sim.Scalar("settled", "1", "share of cues that came to rest"),
		},
		Variants: hopfieldVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			N := int(p["N"])
			P := max(1, int(math.Round(p["a"]*p["N"])))
			if P < 2 && s.Variant == "one-pattern-short" {
				return sim.Result{}, &sim.ParameterError{Model: "hopfield", Parameter: "a", Value: p["a"], Range: "such that there are two patterns for this variant"}
			}
			r := random.New(s.Seed)
			patterns := make([][]float64, P)
			for k := range patterns {
				patterns[k] = make([]float64, N)
				for i := range patterns[k] {
					patterns[k][i] = float64(2*r.Intn(2) - 1)
				}
			}
			h := Store(patterns, s.Variant)
			if err := ctx.Err(); err != nil {
				return sim.Result{}, err
			}
			cues := min(int(p["cues"]), P)
			var overlap, sweeps, energy, settled, unstable float64
			order := make([]int, N)
			for i := range order {
				order[i] = i
			}
			for k := range cues {
				if err := ctx.Err(); err != nil {
					return sim.Result{}, err
				}
				for i := range N {
					if h.Field(patterns[k], i)*patterns[k][i] < 0 {
						unstable += 1 / float64(N*cues)
					}
				}
				state := append([]float64(nil), patterns[k]...)
				for i := range state {
					if r.Float64() < p["noise"] {
						state[i] = -state[i]
					}
				}
				for range 60 {
					r.Shuffle(order)
					sweeps += 1 / float64(cues)
					if h.Sweep(state, order) == 0 {
						settled += 1 / float64(cues)
						break
					}
				}
				for i := range state {
					overlap += state[i] * patterns[k][i] / float64(N*cues)
				}
				energy += h.Energy(state) / float64(N*cues)
			}
			load := float64(P) / p["N"]
			return sim.Result{Scalars: map[string]float64{"m": theory.HopfieldOverlap(load), "m_simulated": overlap, "unstable": unstable,
				"unstable_theory": theory.HopfieldUnstable(math.Max(float64(P-1), 0.001) / p["N"]), "P": float64(P), "sweeps": sweeps, "energy": energy, "settled": settled}}, nil
		},
	}
}
