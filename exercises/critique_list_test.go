package exercises

import "testing"

func TestListInput(t *testing.T) {
	c := Critique{ID: "c", Inputs: []string{"spikes", "U"}, Shows: []Argument{
		{Name: "spikes", Value: Input{List: []Input{{Expr: Expr{Text: "0"}}}}}, {Name: "U", Value: Input{Expr: Expr{Text: ".2"}}}}}
	if !c.TakesList("spikes") || c.TakesList("U") || c.TakesList("tD") {
		t.Error("spikes alone is a list")
	}
	for _, test := range []struct {
		text  string
		want  []string // nil: refused
		empty bool
	}{
		{text: "0, 10", want: []string{"0", "10"}},
		{text: "[0; 10.5 −3]", want: []string{"0", "10.5", "-3"}},
		{text: "7 ms", want: []string{"7"}},
		{text: "[]", want: []string{}},
		{text: "a, 2"},
		{text: "1, inf"},
	} {
		got, err := listField(test.text, "ms")
		if test.want == nil {
			if err == nil {
				t.Errorf("%q is read as %v", test.text, got)
			}
			continue
		}
		if err != nil || len(got.List) != len(test.want) {
			t.Errorf("%q: %v, %v", test.text, got.List, err)
			continue
		}
		for i, w := range test.want {
			if got.List[i].Expr.Text != w {
				t.Errorf("%q: number %d is %s, want %s", test.text, i, got.List[i].Expr.Text, w)
			}
		}
	}
	// Without a value for tests, an empty field keeps the exercise's own.
	v := &Variant{Exercise: &Exercise{}}
	args, fault := c.inputsOf(v, map[string]string{"c.input.spikes": "3, 4"})
	if fault != "" || len(args) != 1 || len(args[0].Value.List) != 2 {
		t.Errorf("inputs are %v: %s", args, fault)
	}
	if _, fault := c.inputsOf(v, map[string]string{"c.input.spikes": "3, x"}); fault == "" {
		t.Error("a word is taken for a number")
	}
}
