package exercises

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"coronium/grading/sandbox"
)

// TestInOrder: lists, tuples and arrays are all the same, whatever the trainee's taste.
func TestInOrder(t *testing.T) {
	number := func(x float64) *sandbox.Array { a := sandbox.FromFloats([]float64{x}); a.Shape = nil; return a }
	row := func(x ...float64) *sandbox.Array { return sandbox.FromFloats(x) }
	one := &Function{Name: "f", Returns: []Returned{{Name: "J"}}}
	two := &Function{Name: "f", Returns: []Returned{{Name: "V"}, {Name: "spikes"}}}
	for _, test := range []struct {
		name   string
		fn     *Function
		o      sandbox.Outcome
		shapes string // of what comes out
		fault  string
	}{
		{"a tuple of numbers is a row", one, sandbox.Outcome{Tuple: true, Values: []*sandbox.Array{number(1), number(2), number(3)}}, "[3]", ""},
		{"a tuple of rows is a matrix", one, sandbox.Outcome{Tuple: true, Values: []*sandbox.Array{row(1, 2), row(3, 4)}}, "[2 2]", ""},
		{"a tuple of rows of different length is nothing", one, sandbox.Outcome{Tuple: true, Values: []*sandbox.Array{row(1, 2), row(3)}}, "", "2 values where 1"},
		{"two values where two are asked for", two, sandbox.Outcome{Tuple: true, Values: []*sandbox.Array{row(1, 2), row()}}, "[2] [0]", ""},
		{"an array of two rows for two values", two, sandbox.Outcome{Values: []*sandbox.Array{{Type: "f8", Shape: []int{2, 3}, Data: row(1, 2, 3, 4, 5, 6).Data}}}, "[3] [3]", ""},
		{"one value for two", two, sandbox.Outcome{Values: []*sandbox.Array{row(1, 2, 3)}}, "", "one value"},
		{"three for two", two, sandbox.Outcome{Tuple: true, Values: []*sandbox.Array{row(1), row(2), row(3)}}, "", "3 values where 2"},
	} {
		got, fault := inOrder(test.o, test.fn)
		var shapes []string
		for _, a := range got {
			shapes = append(shapes, fmt.Sprint(a.Shape))
		}
		if strings.Join(shapes, " ") != test.shapes || (test.fault == "") != (fault == "") || !strings.Contains(fault, test.fault) {
			t.Errorf("%s: %v, %q", test.name, shapes, fault)
		}
	}
	matrix, _ := inOrder(sandbox.Outcome{Tuple: true, Values: []*sandbox.Array{row(1, 2), row(3, 4)}}, one)
	if !slices.Equal(matrix[0].Floats(), []float64{1, 2, 3, 4}) {
		t.Errorf("the matrix is %v", matrix[0].Floats())
	}
}
