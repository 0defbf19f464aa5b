package exercises

import (
	"math"
	"strings"
	"testing"
)

// Whatever a program returned, every function of the formula language comes to an end: with a value or with an error. A sample
// with NaN once kept the Kolmogorov-Smirnov distance going round for ever.
func TestFunctionsEndOnAnyArrays(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	hostile := []Value{
		Number(1), Number(0), Number(-3), Number(nan), Number(inf), Number(1e300),
		Vector(nil), Vector([]float64{nan}), Vector([]float64{nan, nan, 1}), Vector([]float64{inf, -inf, nan, 0}), Vector([]float64{1, 1, 1, 1}),
		Vector([]float64{3, 2, 1}), Vector([]float64{1e300, -1e300, 5e-324}), {Shape: []int{2, 2}, Data: []float64{1, nan, 2, inf}}, {Shape: []int{0, 3}},
	}
	for _, name := range functionNames() {
		f := functions[name]
		t.Run(name, func(t *testing.T) {
			var call func(args []Value)
			call = func(args []Value) {
				if len(args) >= f.least {
					if _, err := f.apply(args); err != nil && strings.TrimSpace(err.Error()) == "" {
						t.Errorf("%s%v: an error without words", name, args)
					}
				}
				if len(args) == min(f.most, 3) {
					return
				}
				for _, v := range hostile {
					call(append(args[:len(args):len(args)], v))
				}
			}
			call(nil)
		})
	}
	if v, err := functions["ks"].apply([]Value{Vector([]float64{.5, nan, .25})}); err != nil || !math.IsNaN(v.Data[0]) {
		t.Errorf("ks of a sample with NaN: %v, %v; want NaN", v, err)
	}
}
