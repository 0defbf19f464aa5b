package understand

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// pools makes the items of every program of testdata once for all tests.
var pools = sync.OnceValues(func() (map[string]Pool, error) {
	list, err := os.ReadDir("testdata")
	if err != nil {
		return nil, err
	}
	made := map[string]Pool{}
	for _, f := range list {
		if !strings.HasSuffix(f.Name(), ".py") {
			continue
		}
		text, err := os.ReadFile("testdata/" + f.Name())
		if err != nil {
			return nil, err
		}
		p, err := Make(context.Background(), Subject{Source: string(text), Submitted: time.Date(2026, 11, 18, 21, 7, 0, 0, time.UTC)}, box, Options{Seed: 7, Count: 40})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		made[f.Name()] = p
	}
	return made, nil
})

func everyItem(t *testing.T, f func(t *testing.T, program string, item Item)) {
	t.Helper()
	all, err := pools()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for program, p := range all {
		for _, item := range p.Items {
			n++
			t.Run(program+"/"+item.ID, func(t *testing.T) { f(t, program, item) })
		}
	}
	if n < 20 {
		t.Errorf("only %d items were made from all programs", n)
	}
}

// right is a right answer, read off the key.
func right(t *testing.T, item Item) map[string]string {
	t.Helper()
	read := func(v any) {
		if err := json.Unmarshal(item.Key, v); err != nil {
			t.Fatal(err)
		}
	}
	switch item.Response.Kind {
	case Number:
		if item.Family == "C12" {
			var k unitKey
			read(&k)
			return map[string]string{"unit": k.Unit}
		}
		var k numberKey
		read(&k)
		return map[string]string{"value": trimFloat(k.Value)}
	case Arrows:
		var k arrowsKey
		read(&k)
		return k.Arrows
	case Choice:
		var k choiceKey
		read(&k)
		return k.Choices
	case Line:
		var k lineKey
		read(&k)
		return map[string]string{"line": fmt.Sprint(k.Lines[0])}
	case Inputs:
		if item.Family == "C10" {
			var k blanksKey
			read(&k)
			a := map[string]string{}
			for i, token := range k.Tokens {
				a[fmt.Sprintf("blank%d", i+1)] = token
			}
			return a
		}
		var k inputsKey
		read(&k)
		a := map[string]string{}
		for name, v := range k.Witness {
			a[name] = trimFloat(v)
		}
		return a
	case Code:
		return map[string]string{"code": item.Working.Changed}
	}
	t.Fatalf("unknown kind %q", item.Response.Kind)
	return nil
}

// Every item survives storage, is right with its key, wrong with no answer, states its precision, is hard to guess, and
// its key comes out again when it is run.
func TestEveryItemIsSound(t *testing.T) {
	ctx := context.Background()
	everyItem(t, func(t *testing.T, program string, item Item) {
		text, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		var stored Item
		if err := json.Unmarshal(text, &stored); err != nil {
			t.Fatal(err)
		}
		if again, _ := json.Marshal(stored); string(again) != string(text) {
			t.Error("the item changes in storage")
		}
		if item.G > MaxG || item.G < Guess(item.Family) || item.Slip < .2 || item.Slip > .3 || item.Seconds < 30 {
			t.Errorf("g %g, slip %g, %d s", item.G, item.Slip, item.Seconds)
		}
		if len(item.Routes) < 2 || item.KeySays == "" || item.Title == "" || item.Ask == "" || len(item.Response.Fields) == 0 {
			t.Error("an item lacks a part")
		}
		for _, bad := range []string{"NaN", "%!", "<nil>", "{}", "()"} {
			if strings.Contains(item.Ask+item.KeySays+item.Title, bad) {
				t.Errorf("%q in: %s %s", bad, item.Ask, item.KeySays)
			}
		}
		v, err := Mark(ctx, stored, right(t, stored), box)
		if err != nil || !v.Correct || v.Unread != "" {
			t.Errorf("the key itself is marked %+v, %v", v, err)
		}
		if v.Short == "" || v.Says == "" {
			t.Errorf("verdict without words: %+v", v)
		}
		none, err := Mark(ctx, stored, map[string]string{}, box)
		if err != nil || none.Correct || none.Unread != "" {
			t.Errorf("no answer is marked %+v, %v", none, err)
		}
		r, err := RunIt(ctx, stored, box)
		if err != nil || !r.Agrees {
			t.Errorf("run again: %s, found %s; %v", r.Says, r.Found, err)
		}
	})
}

// What may be shown before the sitting closes never holds the key's changed token or witness: the submission is shown
// unchanged, or changed and without a hint.
func TestChangedLineItemsDoNotTell(t *testing.T) {
	everyItem(t, func(t *testing.T, program string, item Item) {
		if item.Family != "C5" {
			return
		}
		var k lineKey
		if err := json.Unmarshal(item.Key, &k); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(item.Ask+item.Title, fmt.Sprintf("line %d", k.Lines[0])) {
			t.Error("the question names the line")
		}
		if item.NotBefore.Sub(time.Date(2026, 11, 18, 21, 7, 0, 0, time.UTC)) < 24*time.Hour {
			t.Errorf("served at %v, within a day of submitting", item.NotBefore)
		}
		if item.Program == load(t, program) {
			t.Error("the program shown is the unchanged one")
		}
		for _, wrong := range item.Response.Options {
			if wrong == fmt.Sprint(k.Lines[0]) {
				continue
			}
			if v, _ := Mark(context.Background(), item, map[string]string{"line": wrong}, box); v.Correct {
				t.Errorf("line %s is right too", wrong)
			}
		}
	})
}

func TestNumbersCannotBeReadOffTheScreen(t *testing.T) {
	everyItem(t, func(t *testing.T, program string, item Item) {
		if item.Family != "C1" {
			return
		}
		var k numberKey
		if err := json.Unmarshal(item.Key, &k); err != nil {
			t.Fatal(err)
		}
		src, err := parse(item.Program)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range src.root.all("integer", "float") {
			if v, ok := literal(src.of(n)); ok && nearScreen(k.Value, []float64{v}, screenShare) {
				t.Errorf("the key %g is within 15 %% of %g in the program", k.Value, v)
			}
		}
	})
}

func TestSameSeedSameItems(t *testing.T) {
	make := func(file string, seed uint64) string {
		p, err := Make(context.Background(), Subject{Source: load(t, file)}, box, Options{Seed: seed, Count: 4, Families: []string{"C1", "C3"}})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	once, twice := make("lif_arguments.py", 3), make("lif_arguments.py", 3)
	if once != twice {
		t.Error("the same file and seed give different items")
	}
	if once == make("lif_arguments.py", 4) {
		t.Error("another course gets the same items")
	}
}

// Two correct programs for one task, with the same numbers: their items differ, and so do the numbers asked.
func TestTwoCorrectProgramsGetDifferentItems(t *testing.T) {
	a := load(t, "lif_arguments.py")
	asks := map[string]bool{}
	for _, text := range []string{a, strings.ReplaceAll(a, "held", "quiet")} {
		p, err := Make(context.Background(), Subject{Source: text}, box, Options{Seed: 3, Count: 4, Families: []string{"C1", "C3"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range p.Items {
			if asks[i.Ask] {
				t.Errorf("both are asked: %s", i.Ask)
			}
			asks[i.Ask] = true
		}
	}
}

func TestProgramsThatCannotBeUsedAreToldWhy(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"syntax":     {"def f(x):\n    return x +\n", "line 2"},
		"empty":      {"", "no function that returns a value"},
		"script":     {"x = 1.0\nprint(x)\n", "no function that returns a value"},
		"raises":     {"def f(x):\n    return undefined_name\n", "undefined_name"},
		"never ends": {"def f(x):\n    while True:\n        x += 1\n    return x\n", "no call of the program returns numbers"},
		"text":       {"def f(x):\n    return 'hello'\n", "is a text"},
		"huge":       {"x = 1\n" + strings.Repeat("# padding padding padding\n", 4000), "at most"},
		"bad import": {"import no_such_module\ndef f(x):\n    return x\n", "no_such_module"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Make(context.Background(), Subject{Source: c.text}, box, Options{Count: 2})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v, want %q", err, c.want)
			}
			if bad, ok := err.(interface{ BadInput() bool }); !ok || !bad.BadInput() {
				t.Errorf("%T does not say that the program is at fault", err)
			}
		})
	}
}

// What the process looked like (pastes, times, likeness) may only choose the order of families: the items of a family are
// the same whichever comes first.
func TestTheOrderOfFamiliesChangesNoItem(t *testing.T) {
	items := func(families ...string) map[string]string {
		p, err := Make(context.Background(), Subject{Source: load(t, "rate_vectorised.py")}, box, Options{Seed: 5, Count: 6, Families: families})
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		for _, i := range p.Items {
			text, err := json.Marshal(i)
			if err != nil {
				t.Fatal(err)
			}
			m[i.ID] = string(text)
		}
		return m
	}
	a, b := items("C1", "C3", "C10"), items("C10", "C3", "C1")
	if len(a) < 3 || len(a) != len(b) {
		t.Fatalf("%d and %d items", len(a), len(b))
	}
	for id := range a {
		if a[id] != b[id] {
			t.Errorf("%s differs with the order of families", id)
		}
	}
}
