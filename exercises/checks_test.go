package exercises

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"coronium/grading/understand"
)

// checkedProgram is one program from which understanding checks should be made.
type checkedProgram struct {
	exercise *Exercise
	name     string
	text     string
}

// checkedModules are the modules whose programs are held to a full pool of checks.
const checkedModules = 7

// checkedPrograms lists every solution, bank program and program by another hand of the first modules.
func checkedPrograms(t testing.TB) []checkedProgram {
	var all []checkedProgram
	for _, m := range shipped(t).Modules()[:checkedModules] {
		for _, id := range m.Exercises {
			e, err := shipped(t).Exercise(id)
			if err != nil {
				t.Fatal(err)
			}
			if e.Implement == nil {
				continue
			}
			all = append(all, checkedProgram{e, "solution", e.Solution})
			for _, p := range e.Bank {
				all = append(all, checkedProgram{e, "bank/" + filepath.Base(p.File), p.Text})
			}
			files, err := filepath.Glob(filepath.Join("testdata/styles", id, "*.py"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, checkedProgram{e, "styles/" + filepath.Base(file), string(text)})
			}
		}
	}
	return all
}

// Eight sound items in four families.
const (
	wantItems    = 8
	wantFamilies = 4
)

// fullPool reports whether a pool is as large as a check of two sittings needs, and how many items and families it has.
func fullPool(pool understand.Pool) (items, families int, ok bool) {
	seen := map[string]bool{}
	for _, item := range pool.Items {
		if item.G <= understand.MaxG && len(item.Routes) >= 2 {
			items++
			seen[item.Family] = true
		}
	}
	return items, len(seen), items >= wantItems && len(seen) >= wantFamilies
}

// checksOf makes the items of a program: for its exercise, or (bare) as a program of which nothing is known.
func checksOf(ctx context.Context, g Grader, p checkedProgram, bare bool, seed uint64, count int) (understand.Pool, error) {
	options := understand.Options{Seed: seed, Count: count}
	if bare {
		_, pool, err := g.Examiner().MakeBare(ctx, p.text, "", options)
		return pool, err
	}
	v, err := p.exercise.Variant(seed)
	if err != nil {
		return understand.Pool{}, err
	}
	options.Families = p.exercise.CheckFamilies()
	subject := v.Subject(p.text, time.Time{})
	if subject.Derivation, err = v.Derivation(ctx, p.exercise.Worked); err != nil {
		return understand.Pool{}, err
	}
	return g.Examiner().Make(ctx, subject, options)
}

// A program gives eight sound items in four families, with its exercise and without. Two programs stand for all here; every
// program is in the survey (make checks).
func TestEnoughChecksFromAProgram(t *testing.T) {
	g := grader(t)
	for _, p := range checkedPrograms(t) {
		if p.name != "solution" || (p.exercise.ID != "cable-steady-state" && p.exercise.ID != "lif-interspike-interval") {
			continue
		}
		bare := p.exercise.ID == "lif-interspike-interval"
		pool, err := checksOf(context.Background(), g, p, bare, 1, wantItems)
		if items, families, ok := fullPool(pool); !ok {
			t.Errorf("%s (bare %t): %d sound items in %d families (%v); dropped %v", p.exercise.ID, bare, items, families, err, pool.Dropped)
		}
	}
}

// nearMisses are wrong answers beside the right one: just outside a tolerance, one arrow or choice turned, the line beside,
// the program as it stands, the inputs left at their usual values.
func nearMisses(item understand.Item, right map[string]string) []map[string]string {
	change := func(name, value string) map[string]string {
		a := map[string]string{}
		for k, v := range right {
			a[k] = v
		}
		a[name] = value
		return a
	}
	var all []map[string]string
	switch item.Response.Kind {
	case understand.Number:
		var key struct {
			Value, Tolerance float64
			Unit             string
		}
		if json.Unmarshal(item.Key, &key) != nil {
			return nil
		}
		if key.Tolerance == 0 { // a unit
			return append(all, change("unit", key.Unit+"*ms"), change("unit", "1"))
		}
		for _, f := range []float64{1.05, -1.05, 3, -3} {
			all = append(all, change("value", strconv.FormatFloat(key.Value+f*key.Tolerance, 'g', -1, 64)))
		}
	case understand.Arrows:
		for _, f := range item.Response.Fields {
			for _, o := range f.Options {
				if o != right[f.Name] {
					all = append(all, change(f.Name, o))
				}
			}
		}
	case understand.Line:
		at := slices.Index(item.Response.Options, right["line"])
		for _, beside := range []int{at - 1, at + 1} {
			if beside >= 0 && beside < len(item.Response.Options) {
				all = append(all, change("line", item.Response.Options[beside]))
			}
		}
	case understand.Code:
		all = append(all, change("code", item.Response.Starter))
	case understand.Formula:
		for name, text := range right {
			switch {
			case name == "line":
				all = append(all, change(name, text+"0"))
			case name == "condition": // the other way, a tenth beside it, always
				turned := strings.NewReplacer("<", ">", ">", "<").Replace(text)
				parts := strings.Fields(text)
				edge, _ := strconv.ParseFloat(parts[len(parts)-1], 64)
				all = append(all, change(name, turned), change(name, fmt.Sprintf("%s %s %g", parts[0], parts[1], 1.1*edge)), change(name, fmt.Sprintf("%s %s %g", parts[0], parts[1], .9*edge)))
			default:
				all = append(all, change(name, "2*("+text+")"), change(name, "-("+text+")"), change(name, "("+text+")/2"))
			}
		}
	case understand.Inputs:
		if item.Family == "C7" {
			return append(all, map[string]string{item.Response.Fields[0].Name: item.Response.Fields[0].Default})
		}
	}
	return all
}

// Both routes of every item agree (the key comes out again when it is run), the key is marked right, near misses are marked
// wrong. Here for one program; the survey does it for all.
func TestKeysOfItemsHold(t *testing.T) {
	g, ctx, made := grader(t), context.Background(), 0
	for _, p := range checkedPrograms(t) {
		if p.exercise.ID != "nernst-ghk" {
			continue
		}
		pool, err := checksOf(ctx, g, p, false, 11, 16)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range pool.Items {
			made++
			_, wrong := holdsUp(ctx, g, item)
			for _, w := range wrong {
				t.Errorf("%s: %s", p.name, w)
			}
		}
	}
	if made < 20 {
		t.Errorf("%d items made", made)
	}
}

// holdsUp stores an item, runs it again, and marks its key and what is near it; it returns how many near misses were refused,
// and what does not hold.
func holdsUp(ctx context.Context, g Grader, item understand.Item) (refused int, wrong []string) {
	fail := func(format string, a ...any) { wrong = append(wrong, item.ID+": "+fmt.Sprintf(format, a...)) }
	var stored understand.Item
	raw, err := json.Marshal(item)
	if err == nil {
		err = json.Unmarshal(raw, &stored)
	}
	if err != nil {
		fail("%v", err)
		return 0, wrong
	}
	ran, err := g.Examiner().RunIt(ctx, stored)
	if err != nil || !ran.Agrees {
		fail("the second route finds %q (%v): %s", ran.Found, err, item.KeySays)
	}
	right, err := understand.RightAnswer(stored)
	if err != nil {
		fail("%v", err)
		return 0, wrong
	}
	if v, err := g.Examiner().Mark(ctx, stored, right); err != nil || !v.Correct || v.Unread != "" {
		fail("its own key %v is marked %+v (%v)", right, v, err)
	}
	for _, near := range nearMisses(stored, right) {
		v, err := g.Examiner().Mark(ctx, stored, near)
		if err != nil || v.Correct {
			fail("the near miss %v of %v is marked right (%v)", near, right, err)
			continue
		}
		refused++
	}
	return refused, wrong
}

// A program is recognised by the functions that it defines.
func TestTheExerciseOfAProgramIsFound(t *testing.T) {
	library, missed := shipped(t), 0
	programs := checkedPrograms(t)
	for _, p := range programs {
		switch e := library.Fitting(p.text); {
		case e == nil:
			missed++
			t.Logf("%s/%s is not recognised", p.exercise.ID, p.name)
		case e.ID != p.exercise.ID:
			t.Errorf("%s/%s is taken for a program of %s", p.exercise.ID, p.name, e.ID)
		}
	}
	if missed > 0 {
		t.Errorf("%d of %d programs are not recognised", missed, len(programs))
	}
	for _, other := range []string{"", "def f(x):\n    return x\n", "def simulate(x):\n    return x\n", "def simulate(*a):\n    return a\n", "def simulate(x:\n", "simulate = 3\n"} {
		if e := library.Fitting(other); e != nil {
			t.Errorf("%q is taken for a program of %s", other, e.ID)
		}
	}
}
