package understand

import (
	"context"
	"strings"
	"testing"
)

func number(v, tol float64, unit string) Item {
	return Item{ID: "C1-test", Family: "C1", Response: Response{Kind: Number, Unit: unit, Fields: []Field{{Name: "value"}}}, Key: rawKey(numberKey{Value: v, Tolerance: tol, Unit: unit})}
}

// Entries are read tolerantly and judged exactly, by the stated tolerance.
func TestMarkNumber(t *testing.T) {
	item := number(8.90, .178, "ms")
	for text, want := range map[string]bool{
		"8.9": true, "8,9": true, "8.9 ms": true, "0.0089 s": true, "8900 us": true, "9.078": true, "8.722": true, "9.0781": false, "8.7219": false, "8.9e3": false, "-8.9": false,
	} {
		v, err := Mark(context.Background(), item, map[string]string{"value": text}, nil)
		if err != nil || v.Correct != want || v.Unread != "" {
			t.Errorf("%s: %+v, %v", text, v, err)
		}
	}
	for text, want := range map[string]string{"about nine": "not a number", "8.9 mV": "asked for in ms", "8.9 ?": "can't be read"} {
		v, err := Mark(context.Background(), item, map[string]string{"value": text}, nil)
		if err != nil || v.Correct || !strings.Contains(v.Unread, want) || Unreadable(item, map[string]string{"value": text}) != v.Unread {
			t.Errorf("%s: %+v, %v", text, v, err)
		}
	}
}

func TestMarkChoicesAndLines(t *testing.T) {
	arrows := Item{Response: Response{Kind: Arrows, Fields: []Field{{Name: "arrow1", Options: []string{Rises, Falls, Stays}}, {Name: "arrow2", Options: []string{Rises, Falls, Stays}}}},
		Key: rawKey(arrowsKey{map[string]string{"arrow1": Rises, "arrow2": Stays}})}
	line := Item{Response: Response{Kind: Line, Fields: []Field{{Name: "line"}}}, Key: rawKey(lineKey{[]int{8}, "/ became *"})}
	unit := Item{Family: "C12", Response: Response{Kind: Number, Fields: []Field{{Name: "unit"}}}, Key: rawKey(unitKey{"mV/ms"})}
	for _, c := range []struct {
		item    Item
		answer  map[string]string
		correct bool
		unread  bool
	}{
		{arrows, map[string]string{"arrow1": "rises", "arrow2": "stays the same"}, true, false},
		{arrows, map[string]string{"arrow1": "up", "arrow2": "="}, true, false},
		{arrows, map[string]string{"arrow1": "rises", "arrow2": "falls"}, false, false},
		{arrows, map[string]string{"arrow1": "rises", "arrow2": ""}, false, true},
		{line, map[string]string{"line": "8"}, true, false},
		{line, map[string]string{"line": " Line 8."}, true, false},
		{line, map[string]string{"line": "9"}, false, false},
		{line, map[string]string{"line": "the loop"}, false, true},
		{unit, map[string]string{"unit": "mV/ms"}, true, false},
		{unit, map[string]string{"unit": "V/s"}, true, false},
		{unit, map[string]string{"unit": "mV ms^-1"}, true, false},
		{unit, map[string]string{"unit": "mV/s"}, false, false},
		{unit, map[string]string{"unit": "quite fast"}, false, true},
	} {
		v, err := Mark(context.Background(), c.item, c.answer, nil)
		if err != nil || v.Correct != c.correct || (v.Unread != "") != c.unread {
			t.Errorf("%v: %+v, %v", c.answer, v, err)
		}
	}
}

// A modification: the reference passes, the submission as it stands does not, a program with a fault fails with a sentence.
func TestMarkCode(t *testing.T) {
	before := "def f(x, k=2.0):\n    return k * x\n"
	after := "def f(x, k=2.0, offset=0.0):\n    return k * x + offset\n"
	m := Modification{ID: "offset", Ask: "Add an offset.", Minutes: 8, Parameter: []Parameter{{Name: "offset", Unit: "mV", Value: 1.5}}, Reference: after,
		Tests: []ModificationTest{{Name: "with an offset", Arguments: map[string]float64{"x": 3}}, {Name: "without", Arguments: map[string]float64{"offset": 0, "x": 4}, Within: .01}}}
	subject := Subject{Source: before, Function: "f", Parameters: []Parameter{{Name: "x", Value: 2}, {Name: "k", Value: 2}}, Modifications: []Modification{m}}
	p, err := Make(context.Background(), subject, box, Options{Families: []string{"C9"}})
	if err != nil || len(p.Items) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	item := p.Items[0]
	if !strings.Contains(item.Ask, "`offset` (mV)") || !strings.Contains(item.Ask, "8 minutes") {
		t.Error(item.Ask)
	}
	for code, want := range map[string]string{after: "2 of 2", before: "0 of 2", "def f(x, k=2.0, offset=0.0):\n    return k * x\n": "1 of 2", "def f(x:\n": "0 of 2", "": ""} {
		v, err := Mark(context.Background(), item, map[string]string{"code": code}, box)
		if err != nil || v.Correct != (want == "2 of 2") || !strings.Contains(v.Answer, want) {
			t.Errorf("%q: %+v, %v", code, v, err)
		}
	}

	subject.Modifications[0].Reference = before
	p, err = Make(context.Background(), subject, box, Options{Families: []string{"C9"}})
	if err != nil || len(p.Items) != 0 || len(p.Dropped) != 1 {
		t.Errorf("a reference that can't take the test's arguments makes %+v, %v", p, err)
	}
}
