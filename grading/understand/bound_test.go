package understand

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFunctionsOfAProgram(t *testing.T) {
	for name, c := range map[string]struct {
		text, function string
		want           []string
	}{
		"plain":             {"def f(a, b=1, *, c: int = 2):\n    return a\n", "f", []string{"a", "b", "c"}},
		"brackets in it":    {"def f(a: tuple[int, int], b=(1, 2), # ), here\n      c=dict(x=3)):\n    return a\n", "f", []string{"a", "b", "c"}},
		"decorated":         {"@cache\ndef f(a):\n    return a\n", "f", []string{"a"}},
		"starred":           {"def f(*a, **k):\n    return a\n", "f", []string{"*", "*"}},
		"after a slash":     {"def f(a, /, b):\n    return a\n", "f", []string{"a", "b"}},
		"lambda":            {"f = lambda a, b: a + b\n", "f", []string{"a", "b"}},
		"another name":      {"def g(a):\n    return a\nf = g\n", "f", []string{"a"}},
		"made by a call":    {"f = Model().run\n", "f", []string{"*"}},
		"an object":         {"class M:\n    def __call__(self, a):\n        return a\nf = M()\n", "f", []string{"*"}},
		"under a condition": {"try:\n    import numpy\n    def f(a):\n        return a\nexcept ImportError:\n    pass\n", "f", []string{"a"}},
		"other alphabet":    {"def f(τ, größe):\n    return τ\n", "f", []string{"τ", "größe"}},
		"imported":          {"from math import exp as f\n", "f", []string{"*"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, is := Functions(c.text)[c.function]; !is || !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v (all: %v)", got, c.want, Functions(c.text))
			}
		})
	}
	for _, text := range []string{"f = 3\n", "def f(:\n", "", "x.f = lambda a: a\n"} {
		if got := Functions(text); len(got) > 0 {
			t.Errorf("%q has %v", text, got)
		}
	}
}

// A function that can't be called by names is called in order, and its items show the call as its author would write it.
func TestItemsFromFunctionsOfOtherKinds(t *testing.T) {
	body := strings.Split(load(t, "lif_arguments.py"), "\n")
	at := slices.IndexFunc(body, func(l string) bool { return strings.HasPrefix(l, "def ") })
	def := body[at]
	name := strings.TrimPrefix(def[:strings.Index(def, "(")], "def ")
	src, err := parse(strings.Join(body, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	var parameters []Parameter
	for _, p := range src.signature(src.definitions("function_definition")[name]) {
		v, _, ok := src.defaultNumber(p.value)
		if !ok {
			v = guessFor(p.name).value
		}
		parameters = append(parameters, Parameter{Name: p.name, Value: v, Setting: guessFor(p.name).setting})
	}
	for kind, text := range map[string]string{
		"starred": strings.Join(body, "\n") + "\ndef model(*given):\n    return " + name + "(*given)\n",
		"alias":   strings.Join(body, "\n") + "\nmodel = " + name + "\n",
		"object":  strings.Join(body, "\n") + "\nclass Model:\n    def __call__(self, *given):\n        return " + name + "(*given)\n\nmodel = Model()\n",
		"slash":   strings.Join(body, "\n") + "\ndef model(" + parameters[0].Name + ", /, *given):\n    return " + name + "(" + parameters[0].Name + ", *given)\n",
	} {
		t.Run(kind, func(t *testing.T) {
			pool, err := Make(context.Background(), Subject{Source: text, Function: "model", Parameters: slices.Clone(parameters), Submitted: time.Unix(0, 0)}, box,
				Options{Seed: 2, Count: 3, Families: []string{"C1", "C3", "C10"}})
			if err != nil || len(pool.Items) < 3 {
				t.Fatalf("%d items, %v; %v", len(pool.Items), pool.Dropped, err)
			}
			for _, item := range pool.Items {
				if item.Family != "C10" && !strings.Contains(item.Ask, "model(") || strings.Contains(item.Ask, entryName) {
					t.Errorf("the call is shown otherwise: %s", item.Ask)
				}
				if r, err := RunIt(context.Background(), item, box); err != nil || !r.Agrees {
					t.Errorf("%s: %v %s", item.ID, err, r.Says)
				}
			}
		})
	}
}
