package sandbox

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestParseCall(t *testing.T) {
	for text, want := range map[string]Call{
		"f()":              {Function: "f", Keywords: map[string]Value{}},
		" f ( 1 , 2.5 , )": {Function: "f", Positional: []Value{int64(1), 2.5}, Keywords: map[string]Value{}},
		"simulate(1.0, dt=0.1, n=-3, big=1e3, hex=0xff, under=1_000)": {Function: "simulate", Positional: []Value{1.0},
			Keywords: map[string]Value{"dt": 0.1, "n": int64(-3), "big": 1e3, "hex": int64(255), "under": int64(1000)}},
		"f([1, [2.0, True]], (None, 'a\\'b'), \"é\\n\")": {Function: "f", Positional: []Value{[]Value{int64(1), []Value{2.0, true}}, []Value{nil, "a'b"}, "é\n"}, Keywords: map[string]Value{}},
		"τ(-inf, .5, -1.5E-3, 1.)":                       {Function: "τ", Positional: []Value{math.Inf(-1), 0.5, -1.5e-3, 1.0}, Keywords: map[string]Value{}},
		"f(9223372036854775807)":                         {Function: "f", Positional: []Value{int64(math.MaxInt64)}, Keywords: map[string]Value{}},
	} {
		got, err := ParseCall(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %#v, %v", text, got, err)
		}
	}
}

func TestParseCallRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"":                             "a function's name is missing",
		"f":                            "an opening bracket is missing",
		"f(":                           "at character 3: a value is missing",
		"f(1":                          "a comma or the closing bracket is missing",
		"f(1))":                        "something follows",
		"f(1) + g(2)":                  "something follows",
		"f(a=1, 2)":                    "an argument without a name follows",
		"f(a=1, a=2)":                  "a is given twice",
		"f(x)":                         "x is not a literal value",
		"f(__import__('os'))":          "__import__ is not a literal value",
		"f(1 + 1)":                     "a comma or the closing bracket is missing",
		"f('abc":                       "quotation mark",
		"f('\\x41')":                   "the escape \\x is not known",
		"f(1e999)":                     "is not a number that can be passed",
		"f(99999999999999999999)":      "is not a number that can be passed",
		"f(1..2)":                      "is not a number",
		"f([1, 2)":                     "in a list",
		"f(" + strings.Repeat("[", 40): "nested more than 16 deep",
		"os.system('x')":               "an opening bracket is missing",
	} {
		_, err := ParseCall(text)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if bad, ok := err.(interface{ BadInput() bool }); !ok || !bad.BadInput() {
			t.Errorf("%s: %T is not marked as bad input", text, err)
		}
	}
}

func TestCallString(t *testing.T) {
	c := Call{Function: "f", Positional: []Value{1.0, int64(2), nil, true, "x", []Value{1, 2, 3, 4, 5, 6, 7}}, Keywords: map[string]Value{"b": FromFloats([]float64{1}), "a": math.Inf(1)}}
	if got, want := c.String(), `f(1.0, 2, None, True, "x", [1, 2, 3, 4, 5, 6, …], a=inf, b=array[1])`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// FuzzParseCall: reading ends, and what it gives can be sent and read again.
func FuzzParseCall(f *testing.F) {
	for _, s := range []string{"f(1.0, dt=0.1)", "f([1,(2,'a')],x=None)", "f(-0x1p-2)", "f('\\", "f(1e+", "π(.)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCall(text)
		if err != nil {
			if len(err.Error()) > 2000 {
				t.Fatal("an endless message")
			}
			return
		}
		if _, err := encodeJob(Job{Calls: []Call{c}}); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if c.Function == "" || c.String() == "" {
			t.Fatalf("%#v", c)
		}
	})
}
