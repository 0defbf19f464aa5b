package sandbox

import (
	"encoding/binary"
	"fmt"
	"math"
)

// An Array is a NumPy array (or a number, which is an array without axes) as it crossed the wire:
// little-endian values in row-major order.
type Array struct {
	Type  string // "f8" float64, "i8" int64, "b1" bool, "c16" complex128
	Shape []int  // empty for a single number; at most MaxAxes axes
	Data  []byte // Size() values, each ItemSize(Type) bytes
	// Python is the type that the program returned: "float", "int", "bool", "complex", "list", "ndarray",
	// or a NumPy scalar's name such as "float64". It is the program's claim and carries no weight.
	Python string
}

// MaxAxes is the largest number of axes of an array that crosses the wire.
const MaxAxes = 4

// ItemSize is the width in bytes of one value of a type, or 0 for a type that does not exist.
func ItemSize(typ string) int {
	switch typ {
	case "f8", "i8":
		return 8
	case "b1":
		return 1
	case "c16":
		return 16
	}
	return 0
}

// FromFloats makes an array of the given shape; without a shape it has one axis.
func FromFloats(x []float64, shape ...int) *Array {
	if len(shape) == 0 {
		shape = []int{len(x)}
	}
	b := make([]byte, 0, 8*len(x))
	for _, v := range x {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return &Array{Type: "f8", Shape: shape, Data: b}
}

// FromInts makes an array of the given shape; without a shape it has one axis.
func FromInts(x []int64, shape ...int) *Array {
	if len(shape) == 0 {
		shape = []int{len(x)}
	}
	b := make([]byte, 0, 8*len(x))
	for _, v := range x {
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	return &Array{Type: "i8", Shape: shape, Data: b}
}

// Size is the number of values: the product of the shape.
func (a *Array) Size() int {
	n := 1
	for _, d := range a.Shape {
		n *= d
	}
	return n
}

// Scalar reports whether the array is a single number without axes.
func (a *Array) Scalar() bool { return len(a.Shape) == 0 }

// Floats gives the values as float64: integers converted, booleans as 0 and 1. It is nil for complex numbers, which have
// no place on a line, and for an array whose parts do not fit together (none comes out of Run).
func (a *Array) Floats() []float64 {
	if a.check() != nil || a.Type == "c16" {
		return nil
	}
	x := make([]float64, a.Size())
	for i := range x {
		switch a.Type {
		case "f8":
			x[i] = math.Float64frombits(binary.LittleEndian.Uint64(a.Data[8*i:]))
		case "i8":
			x[i] = float64(int64(binary.LittleEndian.Uint64(a.Data[8*i:])))
		case "b1":
			x[i] = float64(a.Data[i])
		}
	}
	return x
}

// Ints gives the values of an integer or boolean array; nil for other types.
func (a *Array) Ints() []int64 {
	if a.check() != nil || (a.Type != "i8" && a.Type != "b1") {
		return nil
	}
	x := make([]int64, a.Size())
	for i := range x {
		if a.Type == "b1" {
			x[i] = int64(a.Data[i])
			continue
		}
		x[i] = int64(binary.LittleEndian.Uint64(a.Data[8*i:]))
	}
	return x
}

// Complexes gives the values of any array as complex numbers.
func (a *Array) Complexes() []complex128 {
	if a.check() != nil {
		return nil
	}
	x := make([]complex128, a.Size())
	if a.Type != "c16" {
		for i, v := range a.Floats() {
			x[i] = complex(v, 0)
		}
		return x
	}
	for i := range x {
		x[i] = complex(math.Float64frombits(binary.LittleEndian.Uint64(a.Data[16*i:])),
			math.Float64frombits(binary.LittleEndian.Uint64(a.Data[16*i+8:])))
	}
	return x
}

// check refuses an array whose parts do not fit together, so that the accessors cannot run past its data.
func (a *Array) check() error {
	width := ItemSize(a.Type)
	if width == 0 {
		return fmt.Errorf("there is no array type %q; use f8, i8, b1 or c16", a.Type)
	}
	if len(a.Shape) > MaxAxes {
		return fmt.Errorf("an array of %d axes; at most %d are allowed", len(a.Shape), MaxAxes)
	}
	n, ok := elements(a.Shape, math.MaxInt32)
	if !ok || n*width != len(a.Data) {
		return fmt.Errorf("an array of shape %v and type %s cannot have %d bytes", a.Shape, a.Type, len(a.Data))
	}
	return nil
}

// elements multiplies a shape; not ok if an axis is negative or the product passes the bound.
func elements(shape []int, bound int) (int, bool) {
	n := 1
	for _, d := range shape {
		if d < 0 || d > bound {
			return 0, false
		}
		n *= d // no overflow: both factors are at most MaxInt32
		if n > bound {
			return 0, false
		}
	}
	return n, true
}
