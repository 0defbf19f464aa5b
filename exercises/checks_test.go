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

// Every program of the first modules gives eight sound items in four families, with its exercise and without. In the suite
// a few programs stand for all; CORONIUM_CHECKS=exercise or =bare takes all of them and prints a table (make checks).
func TestEnoughChecksFromEveryProgram(t *testing.T) {
	g := grader(t)
	programs, modes := checkedPrograms(t), []string{"exercise", "bare"}
	if mode := os.Getenv("CORONIUM_CHECKS"); mode != "" {
		modes = []string{mode}
	} else {
		programs = slices.DeleteFunc(programs, func(p checkedProgram) bool {
			return p.name != "solution" || (p.exercise.ID != "cable-steady-state" && p.exercise.ID != "lif-interspike-interval")
		})
	}
	if only := os.Getenv("CORONIUM_ONLY"); only != "" {
		programs = slices.DeleteFunc(programs, func(p checkedProgram) bool { return !strings.Contains(p.exercise.ID+"/"+p.name, only) })
	}
	for _, mode := range modes {
		short := 0
		for i, p := range programs {
			if os.Getenv("CORONIUM_CHECKS") == "" && (i == 0) == (mode == "exercise") {
				continue // in the suite the cable with its exercise, the membrane alone
			}
			began := time.Now()
			pool, err := checksOf(context.Background(), g, p, mode == "bare", 1, wantItems)
			items, families, ok := fullPool(pool)
			if !ok {
				short++
			}
			if os.Getenv("CORONIUM_CHECKS") != "" {
				why := ""
				if err != nil {
					why = err.Error()
				}
				for _, d := range pool.Dropped {
					why += fmt.Sprintf(" %s: %s.", d.Family, d.Why)
				}
				if ok {
					why = ""
				}
				fmt.Printf("%-8s %-5t %2d items %2d families %5.1f s  %s/%s %s\n", mode, ok, items, families, time.Since(began).Seconds(), p.exercise.ID, p.name, why)
			} else if !ok {
				t.Errorf("%s/%s (%s): %d sound items in %d families (%v); dropped %v", p.exercise.ID, p.name, mode, items, families, err, pool.Dropped)
			}
		}
		if share := float64(short) / float64(max(len(programs), 1)); share > .05 {
			t.Errorf("%s: %d of %d programs give fewer than %d items in %d families", mode, short, len(programs), wantItems, wantFamilies)
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

// A campaign over programs and seeds: both routes of every item agree (the key comes out again when it is run), the key is
// marked right, near misses are marked wrong. In the suite one program; CORONIUM_CAMPAIGN=N runs until N items are made
// (make checks).
func TestKeysOfManyItems(t *testing.T) {
	g, ctx := grader(t), context.Background()
	wanted, programs := 20, checkedPrograms(t)
	if n, err := strconv.Atoi(os.Getenv("CORONIUM_CAMPAIGN")); err == nil {
		wanted = n
	} else {
		programs = slices.DeleteFunc(programs, func(p checkedProgram) bool { return p.exercise.ID != "nernst-ghk" })
	}
	if only := os.Getenv("CORONIUM_ONLY"); only != "" {
		programs = slices.DeleteFunc(programs, func(p checkedProgram) bool { return !strings.Contains(p.exercise.ID+"/"+p.name, only) })
	}
	first, _ := strconv.ParseUint(os.Getenv("CORONIUM_SEED"), 10, 64)
	made, rejected, families := 0, 0, map[string]int{}
	for seed := first + 11; made < wanted && seed < first+40; seed++ {
		for i, p := range programs {
			if made >= wanted {
				break
			}
			pool, err := checksOf(ctx, g, p, (seed+uint64(i))%3 == 0, seed, 16)
			if err != nil {
				fmt.Printf("%s/%s, seed %d: %v\n", p.exercise.ID, p.name, seed, err)
				continue
			}
			for _, item := range pool.Items {
				made++
				families[item.Family]++
				rejected += holdsUp(t, g, item, fmt.Sprintf("%s/%s, seed %d", p.exercise.ID, p.name, seed))
			}
		}
	}
	t.Logf("%d items made, %d near misses rejected; by family %v", made, rejected, families)
	if made < wanted {
		t.Errorf("%d items made, %d wanted", made, wanted)
	}
}

// holdsUp stores an item, runs it again, and marks its key and what is near it; it returns how many near misses were refused.
func holdsUp(t *testing.T, g Grader, item understand.Item, where string) int {
	ctx := context.Background()
	fail := func(format string, a ...any) {
		says := fmt.Sprintf("%s: %s: ", where, item.ID) + fmt.Sprintf(format, a...)
		if os.Getenv("CORONIUM_CAMPAIGN") != "" {
			fmt.Println(says)
		}
		t.Error(says)
	}
	raw, err := json.Marshal(item)
	if err != nil {
		fail("%v", err)
		return 0
	}
	if dir := os.Getenv("CORONIUM_ITEMS"); dir != "" { // to read what people are asked
		if err := os.WriteFile(filepath.Join(dir, item.ID+".json"), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var stored understand.Item
	if err := json.Unmarshal(raw, &stored); err != nil {
		fail("%v", err)
		return 0
	}
	ran, err := g.Examiner().RunIt(ctx, stored)
	if err != nil || !ran.Agrees {
		fail("the second route finds %q (%v): %s", ran.Found, err, item.KeySays)
	}
	right, err := understand.RightAnswer(stored)
	if err != nil {
		fail("%v", err)
		return 0
	}
	if v, err := g.Examiner().Mark(ctx, stored, right); err != nil || !v.Correct || v.Unread != "" {
		fail("its own key %v is marked %+v (%v)", right, v, err)
	}
	refused := 0
	for _, wrong := range nearMisses(stored, right) {
		v, err := g.Examiner().Mark(ctx, stored, wrong)
		if err != nil || v.Correct {
			fail("the near miss %v of %v is marked right (%v)", wrong, right, err)
			continue
		}
		refused++
	}
	return refused
}

// A program is recognised by the functions that it defines.
func TestTheExerciseOfAProgramIsFound(t *testing.T) {
	missed := 0
	var programs []checkedProgram
	for i, p := range checkedPrograms(t) { // every sixth, and those whose parameters have other names
		if i%6 == 0 || strings.Contains(p.name, "generator") {
			programs = append(programs, p)
		}
	}
	for _, p := range programs {
		switch e := shipped(t).Fitting(p.text); {
		case e == nil:
			missed++
			t.Logf("%s/%s is not recognised", p.exercise.ID, p.name)
		case e.ID != p.exercise.ID:
			t.Errorf("%s/%s is taken for a program of %s", p.exercise.ID, p.name, e.ID)
		}
	}
	if missed*10 > len(programs) {
		t.Errorf("%d of %d programs are not recognised", missed, len(programs))
	}
	for _, other := range []string{"", "def f(x):\n    return x\n", "def simulate(x):\n    return x\n"} {
		if e := shipped(t).Fitting(other); e != nil {
			t.Errorf("%q is taken for a program of %s", other, e.ID)
		}
	}
}
