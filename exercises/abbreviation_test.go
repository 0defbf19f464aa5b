package exercises

import (
	"context"
	"strings"
	"testing"
)

// An exercise's abbreviations stand in its header, may be used in milestones, and can't be given another meaning.
func TestAbbreviations(t *testing.T) {
	e := &Exercise{ID: "gate", Derive: &Derive{
		Symbols: []string{"V:mV", "k:mV >0", "S:1/mV", "y:1"},
		Let:     []string{"m = (1+tanh(V/k))/2", "q = 1-m"},
		Given:   []string{"S = d(m,V)"},
		Milestones: []Milestone{
			{Name: "slope", Goal: "S = 2*m*(1-m)/k", Points: 1}},
	}}
	if got, want := e.spelledOut("q*m + mq"), "(1-((1+tanh(V/k))/2))*((1+tanh(V/k))/2) + mq"; got != want {
		t.Errorf("spelled out it is %s, want %s", got, want)
	}
	if !strings.Contains(e.Header(), "\nlet q = 1-m\n") {
		t.Errorf("the header is %s", e.Header())
	}
	v := &Variant{Exercise: e, Values: map[string]float64{}}
	for text, want := range map[string]bool{
		"(1) S = d(m,V) ; given\n(2) S = (1-tanh(V/k)^2)/(2*k) ; equiv 1\n(3) S = 2*m*q/k ; equiv 2": true,
		"let m = V/k\n(1) S = d(m,V) ; given\n(2) S = 1/k ; equiv 1":                                 false,
		"(1) S = d((1+tanh(V/k))/2,V) ; given\n(2) S = (1-tanh(V/k))*(1+tanh(V/k))/(2*k) ; equiv 1":  true,
		"(1) S = d(m,V) ; given\n(2) S = 2*m*(1+m)/k ; equiv 1":                                      false,
	} {
		var r Report
		if err := (Grader{}).derive(context.Background(), v, Work{Text: text}, &r); err != nil {
			t.Fatal(err)
		}
		if r.Passed != want {
			t.Errorf("%q: passed %v: %s %s", text, r.Passed, r.Says, r.Fault)
		}
	}
}
