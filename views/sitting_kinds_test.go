package views_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"coronium/views"

	"golang.org/x/net/html"
)

func sittingPage(t *testing.T, v views.Sitting) (*html.Node, string) {
	t.Helper()
	var out bytes.Buffer
	if err := views.SittingPage(v).Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	node, err := html.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	return node, text
}

func inputsNamed(n *html.Node, name string) []*html.Node {
	return find(n, func(e *html.Node) bool { return e.Data == "input" && attribute(e, "name") == name })
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// A formula has a wide field with letters on a phone's keyboard, a line's number one with digits; a prime in a derivation begins no
// string of Python.
func TestFormulaQuestion(t *testing.T) {
	node, text := sittingPage(t, views.Sitting{Title: "Which line?", Ask: "Ask", Program: "tau*V' = -V ; given\nV = exp(-t/tau) ; ode 1", Derivation: true, Caption: "Your derivation.",
		Response: views.Response{Kind: "formula", Fields: []views.ResponseField{{Name: "line", Label: "Number"}, {Name: "right", Label: "Right side", Value: "a<b"}}}})
	line, right := inputsNamed(node, "line"), inputsNamed(node, "right")
	if len(line) != 1 || len(right) != 1 || attribute(line[0], "inputmode") != "numeric" || attribute(right[0], "inputmode") != "text" || attribute(right[0], "value") != "a<b" {
		t.Errorf("fields: %d, %d in %s", len(line), len(right), text)
	}
	if !strings.Contains(text, "V&#39; = -V<span class=\"c\">   ; given") {
		t.Error("the derivation is not shown as one")
	}
	if label := find(node, func(e *html.Node) bool { return e.Data == "label" && attribute(e, "for") == attribute(right[0], "id") }); len(label) != 1 {
		t.Error("the field has no label")
	}
}

// A program that may be called has inputs, a button of its own, what came back, and the choices; what came back travels with the form.
func TestProbingQuestion(t *testing.T) {
	node, text := sittingPage(t, views.Sitting{Title: "What did it decide?", Ask: "Ask", Probes: []string{"I = 1 → 3 spikes"},
		Response: views.Response{Kind: "probing", Fields: []views.ResponseField{{Name: "choice1", Label: "Spikes are dated", Options: []string{"early", "late"}}, {Name: "I", Label: "I", Unit: "nA", Value: "1"}}}})
	if n := inputsNamed(node, "choice1"); len(n) != 2 || attribute(n[0], "type") != "radio" {
		t.Errorf("choices: %s", text)
	}
	if n := inputsNamed(node, "I"); len(n) != 1 || attribute(n[0], "value") != "1" {
		t.Errorf("inputs: %s", text)
	}
	if n := inputsNamed(node, "probed"); len(n) != 1 || attribute(n[0], "value") != "I = 1 → 3 spikes" || attribute(n[0], "type") != "hidden" {
		t.Errorf("calls: %s", text)
	}
	if n := find(node, func(e *html.Node) bool { return e.Data == "button" && attribute(e, "value") == "probe" }); len(n) != 1 {
		t.Errorf("%d buttons that call", len(n))
	}
}
