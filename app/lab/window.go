package lab

import (
	"math"
	"slices"
	"strconv"

	"coronium/sim"
	"coronium/sim/registry"
)

// Numerics are the names by which the registry's entries call what belongs to the computation and not to the model (see
// sim/conventions.md): they stand in a group of their own.
var numerics = map[string]bool{"dt": true, "T": true, "method": true, "exact": true, "grid": true, "bridge": true, "workers": true, "start": true,
	"trials": true, "draws": true, "networks": true, "iters": true, "tasks": true, "passes": true, "cues": true}

// IsNumeric says whether a parameter belongs to the computation.
func IsNumeric(p sim.Parameter) bool { return numerics[p.Name] }

// Window is the stretch of a parameter that a slider covers: the admissible range where that is a matter of the model, a
// neighbourhood of the default where it is only a bound against nonsense.
type Window struct{ Low, High, Step float64 }

// WindowOf finds the stretch for a parameter that stands at a value; the value always lies in it.
func WindowOf(p sim.Parameter, value float64) Window {
	low, high := p.Min, p.Max
	size := math.Abs(p.Default)
	switch {
	case p.Integer && high-low <= 20:
	case size == 0 && high-low <= 200:
	case size == 0:
		reach := nice((high - low) / 100)
		low, high = math.Max(low, -reach), math.Min(high, reach)
	case p.Unit == "mV" && p.Min < 0: // potentials: a neighbourhood, not a multiple
		low, high = math.Max(low, p.Default-30), math.Min(high, p.Default+30)
	case high-low <= 6*size:
	case p.Default > 0:
		low, high = math.Max(low, 0), math.Min(high, niceUp(2.5*size))
		if p.Min < 0 && p.Max > 0 && p.Unit == "1" {
			low = math.Max(p.Min, -niceUp(size))
		}
	default:
		low, high = math.Max(low, -niceUp(2.5*size)), math.Min(high, niceUp(size))
	}
	if p.Min > low {
		low = p.Min
	}
	low, high = math.Min(math.Max(tidy(low), p.Min), value), math.Max(math.Min(tidy(high), p.Max), value)
	step := nice((high - low) / 200)
	if p.Integer {
		step = math.Max(1, math.Round(step))
	}
	return Window{low, high, step}
}

// tidy takes the noise of the last digits away: 0.15, not 0.15000000000000002.
func tidy(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 12, 64), 64)
	if err != nil {
		return x
	}
	return y
}

// nice is the largest of 1, 2, 5 times a power of ten that is at most x.
func nice(x float64) float64 {
	if !(x > 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{5, 2} {
		if m*power <= x*(1+1e-9) {
			return m * power
		}
	}
	return power
}

// niceUp is the smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is at least x.
func niceUp(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8} {
		if m*power >= x*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// drives are what most models are driven by, in order of preference: what a sweep goes along unless another parameter is chosen.
var drives = []string{"I", "mu", "P", "eta", "drive", "I0", "r", "A", "rate", "g", "lam", "u"}

// outcomes are what most models are asked for, in order of preference.
var outcomes = []string{"rate", "nu", "rate_simulated", "rate_E", "velocity", "peak", "R_in", "variance", "m"}

// Sweepable lists the parameters that a sweep can go along.
func Sweepable(m sim.Model) []sim.Parameter {
	var out []sim.Parameter
	for _, p := range m.Parameters {
		if p.Name != "workers" && p.Max > p.Min {
			out = append(out, p)
		}
	}
	return out
}

// Scalars lists the outputs that are numbers.
func Scalars(m sim.Model) []sim.Output {
	var out []sim.Output
	for _, o := range m.Outputs {
		if o.Kind == sim.KindScalar {
			out = append(out, o)
		}
	}
	return out
}

// DefaultAlong is the parameter that a sweep goes along unless another is chosen: the registry's own choice, else the drive, or the first of
// the model's own.
func DefaultAlong(m sim.Model) string {
	if _, along, ok := registry.Curve(m.Name); ok {
		return along
	}
	all := Sweepable(m)
	for _, name := range drives {
		if slices.ContainsFunc(all, func(p sim.Parameter) bool { return p.Name == name && !p.Integer }) {
			return name
		}
	}
	for _, p := range all {
		if !IsNumeric(p) && !p.Integer {
			return p.Name
		}
	}
	if len(all) > 0 {
		return all[0].Name
	}
	return ""
}

// DefaultOf is the output that a sweep shows unless another is chosen.
func DefaultOf(m sim.Model) string {
	if of, _, ok := registry.Curve(m.Name); ok {
		return of
	}
	all := Scalars(m)
	for _, name := range outcomes {
		if slices.ContainsFunc(all, func(o sim.Output) bool { return o.Name == name }) {
			return name
		}
	}
	if len(all) > 0 {
		return all[0].Name
	}
	return ""
}
