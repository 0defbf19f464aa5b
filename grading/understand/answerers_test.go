package understand

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// An answerer answers an item without understanding the program. It sees what is shown (title, question, program,
// response) and, for mode, the keys of all other items of the family; never this item's key.
type answerer struct {
	name   string
	answer func(item Item, others []Item, d *dice) map[string]string
}

var answerers = []answerer{{"random", answerRandom}, {"mode", answerMode}, {"middle", answerMiddle}, {"code-skimmer", answerSkimmer}}

var numbersIn = regexp.MustCompile(`-?[0-9]+(?:\.[0-9]+)?`)

// onScreen lists the numbers of the question.
func onScreen(text string) []float64 {
	var list []float64
	for _, t := range numbersIn.FindAllString(text, -1) {
		if v, err := strconv.ParseFloat(t, 64); err == nil {
			list = append(list, v)
		}
	}
	return list
}

// answerRandom draws uniformly from the response's options; numbers from between the sizes of the numbers on the screen,
// on a logarithmic scale; inputs among ordinary ones.
func answerRandom(item Item, _ []Item, d *dice) map[string]string {
	a := map[string]string{}
	for _, f := range item.Response.Fields {
		switch {
		case len(f.Options) > 0:
			a[f.Name] = pick(d, f.Options)
		case item.Response.Kind == Line:
			a[f.Name] = pick(d, item.Response.Options)
		case item.Family == "C12":
			a[f.Name] = pick(d, []string{"mV", "ms", "nA", "MOhm", "1/ms", "mV/ms", "Hz", "mV*ms", "nA*ms", "mV^2", "pA", "1"})
		case item.Response.Kind == Number:
			low, high := math.Inf(1), 0.0
			negative := false
			for _, v := range onScreen(item.Ask) {
				if v != 0 {
					low, high = math.Min(low, math.Abs(v)), math.Max(high, math.Abs(v))
				}
				negative = negative || v < 0
			}
			v := math.Exp(d.between(math.Log(low), math.Log(math.Max(high, 2*low))))
			if strings.Contains(item.Response.Precision, "whole") {
				v = math.Round(d.between(3, 80))
			}
			if negative && d.float() < .5 {
				v = -v
			}
			a[f.Name] = trimFloat(v)
		case item.Family == "C10":
			a[f.Name] = pick(d, []string{"+", "-", "*", "/", ">", "1", "0", "dt", "n", "k"})
		case item.Response.Kind == Inputs && f.Default != "" && d.float() < .4:
			v, _ := strconv.ParseFloat(f.Default, 64)
			a[f.Name] = trimFloat(round2(v * d.between(.5, 1.8)))
			if v == math.Trunc(v) && !strings.Contains(f.Default, ".") && math.Abs(v) < 10 {
				a[f.Name] = f.Default
			}
		case item.Response.Kind == Code:
			a[f.Name] = item.Response.Starter
		}
	}
	return a
}

// answerMode gives the commonest key of the family's other items, where that is an answer to this one.
func answerMode(item Item, others []Item, d *dice) map[string]string {
	a := answerRandom(item, others, d)
	for _, f := range item.Response.Fields {
		count := map[string]int{}
		for _, o := range others {
			switch item.Response.Kind {
			case Arrows:
				var k arrowsKey
				if json.Unmarshal(o.Key, &k) == nil {
					count[k.Arrows[f.Name]]++
				}
			case Choice:
				var k choiceKey
				if json.Unmarshal(o.Key, &k) == nil && slices.Contains(f.Options, k.Choices[f.Name]) {
					count[k.Choices[f.Name]]++
				}
			case Number:
				var k numberKey
				var u unitKey
				if item.Family == "C12" && json.Unmarshal(o.Key, &u) == nil {
					count[u.Unit]++
				} else if json.Unmarshal(o.Key, &k) == nil {
					count[digits(k.Value, 2)]++
				}
			case Line: // the same share of the way down
				var k lineKey
				if json.Unmarshal(o.Key, &k) == nil && len(o.Response.Options) > 0 {
					at := slices.Index(o.Response.Options, fmt.Sprint(k.Lines[0])) * len(item.Response.Options) / len(o.Response.Options)
					count[item.Response.Options[min(max(at, 0), len(item.Response.Options)-1)]]++
				}
			}
		}
		best, n := "", 0
		for _, key := range sortedKeys(count) {
			if count[key] > n && key != "" {
				best, n = key, count[key]
			}
		}
		if best != "" {
			a[f.Name] = best
		}
	}
	return a
}

func sortedKeys(m map[string]int) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// answerMiddle takes the middle of everything: the middle option, the middle line, the median number on the screen.
func answerMiddle(item Item, others []Item, d *dice) map[string]string {
	a := answerRandom(item, others, d)
	for _, f := range item.Response.Fields {
		switch {
		case item.Response.Kind == Arrows:
			a[f.Name] = Stays
		case len(f.Options) > 0:
			a[f.Name] = f.Options[len(f.Options)/2]
		case item.Response.Kind == Line:
			a[f.Name] = item.Response.Options[len(item.Response.Options)/2]
		case item.Response.Kind == Number && item.Family != "C12":
			list := onScreen(item.Ask)
			slices.Sort(list)
			if len(list) > 0 {
				a[f.Name] = trimFloat(list[len(list)/2] * (1 + .2*d.between(-1, 1)))
			}
		case item.Response.Kind == Inputs && item.Family == "C7":
			a[f.Name] = f.Default
		}
	}
	return a
}

// answerSkimmer reads the program's surface: the line with the most operators, the longest term, a product or quotient of
// two numbers on the screen, everything rises, extreme inputs, the commonest operator.
func answerSkimmer(item Item, others []Item, d *dice) map[string]string {
	a := answerRandom(item, others, d)
	lines := strings.Split(item.Program, "\n")
	busy := func(l int) int {
		return strings.Count(lines[l], "*") + strings.Count(lines[l], "/") + strings.Count(lines[l], "+") + strings.Count(lines[l], "-") + strings.Count(lines[l], ">")
	}
	extreme := pick(d, item.Response.Fields).Name
	for i, f := range item.Response.Fields {
		switch {
		case item.Response.Kind == Arrows:
			a[f.Name] = pick(d, []string{Rises, Rises, Falls})
		case item.Family == "C16":
			a[f.Name] = slices.MaxFunc(f.Options, func(x, y string) int { return len(x) - len(y) })
		case item.Family == "C4":
			if strings.Contains(f.Label, "halved") && strings.Contains(f.Label, "doubled") && d.float() < .5 {
				a[f.Name] = Unchanged
			} else {
				a[f.Name] = Changed
			}
		case item.Response.Kind == Line:
			best := 0
			for _, o := range item.Response.Options {
				if l, _ := strconv.Atoi(o); l >= 1 && l <= len(lines) && busy(l-1) > busy(max(best-1, 0)) {
					best = l
				}
			}
			a[f.Name] = fmt.Sprint(best)
		case item.Response.Kind == Number && item.Family != "C12":
			list := slices.DeleteFunc(onScreen(item.Ask), func(v float64) bool { return v == 0 })
			x, y := pick(d, list), pick(d, list)
			v := pick(d, []float64{x, x * y, x / y, x + y, x - y})
			if strings.Contains(item.Response.Precision, "whole") {
				v = math.Round(math.Abs(v))
			}
			a[f.Name] = trimFloat(v)
		case item.Family == "C10":
			a[f.Name] = pick(d, []string{"-", "*", "/", "+", pick(d, identifier2.FindAllString(item.Program, -1))})
			_ = i
		case item.Family == "C7":
			v, _ := strconv.ParseFloat(f.Default, 64)
			a[f.Name] = ""
			if f.Name == extreme {
				a[f.Name] = trimFloat(pick(d, []float64{0, v * 100, v / 100, -v}))
			}
		}
	}
	return a
}

var identifier2 = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// needsRuns reports whether marking an answer runs programs, so that few tries are made.
func needsRuns(item Item) bool {
	return item.Response.Kind == Inputs || item.Response.Kind == Code
}

// moreSeeds adds items of the quick programs from other courses, for families whose items are cheap to make.
func moreItems(t *testing.T) []Item {
	var list []Item
	all, err := pools()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		list = append(list, p.Items...)
	}
	for _, file := range []string{"lif_arguments.py", "rate_vectorised.py", "ou_noise.py", "depression.py", "nernst.py"} {
		for seed := uint64(20); seed < 23; seed++ {
			p, err := Make(context.Background(), Subject{Source: load(t, file)}, box, Options{Seed: seed, Count: 20, Families: []string{"C1", "C2", "C3"}})
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, p.Items...)
		}
	}
	return list
}

// Guess rates measured by answerers that understand nothing, per family, with one-sided 95 % bounds over the programs: a
// family fails if an answerer's rate lies above the g with which it is used, beyond chance. Fixed seeds.
func TestGuessRates(t *testing.T) {
	judgeGuesses(t, moreItems(t), 60, func(i Item) string { return i.Working.Source })
}

// The same on the items of a survey of all programs (make checks), a thousand answers to each, so that the upper bounds tell too.
func TestGuessRatesOfASurvey(t *testing.T) {
	dir := os.Getenv("CORONIUM_SURVEY")
	if dir == "" {
		t.Skip("there is no survey: make checks")
	}
	var files []string
	for _, d := range filepath.SplitList(dir) {
		list, err := filepath.Glob(filepath.Join(d, "*.json"))
		if err != nil || len(list) == 0 {
			t.Fatalf("no survey in %s (%v)", d, err)
		}
		files = append(files, list...)
	}
	var items []Item
	exercise := map[string]string{}
	for _, f := range files {
		var found struct {
			Program string
			Items   []Item
		}
		raw, err := os.ReadFile(f)
		if err == nil {
			err = json.Unmarshal(raw, &found)
		}
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		for _, i := range found.Items {
			exercise[i.Working.Source], _, _ = strings.Cut(found.Program, "/")
			if (!needsRuns(i) || i.Family == "C7") && i.Response.Kind != Formula && i.Response.Kind != Probing && i.Family != "C17" {
				items = append(items, i)
			}
		}
	}
	judgeGuesses(t, items, 1000, func(i Item) string { return exercise[i.Working.Source] })
}

// judgeGuesses lets every answerer answer every item; kin tells which items are of one task, whose keys the mode answerer must not
// know, since that would be a friend's word and no guess.
func judgeGuesses(t *testing.T, all []Item, answers int, kin func(Item) string) {
	byFamily := map[string][]Item{}
	for _, i := range all {
		byFamily[i.Family] = append(byFamily[i.Family], i)
	}
	total := map[string]float64{}
	for _, id := range slices.Sorted(maps.Keys(byFamily)) {
		items := byFamily[id]
		used := 0.0
		for _, i := range items {
			used += i.G / float64(len(items))
		}
		for _, who := range answerers {
			byProgram := map[string][]float64{}
			tries := 0
			for _, item := range items {
				others := slices.DeleteFunc(slices.Clone(items), func(o Item) bool { return kin(o) == kin(item) })
				n := answers
				if who.name == "mode" || who.name == "middle" { // nearly the same answer every time
					n = min(n, 60)
				}
				if needsRuns(item) {
					n = min(n, 40)
				}
				d := newDice(item.ID, 5, who.name)
				right, read := 0, 0
				if item.Response.Kind == Choice && len(item.Response.Fields) > 1 {
					for range n {
						other := reshuffled(item, d)
						r, _ := markAll(t, other, []map[string]string{who.answer(other, others, d)})
						right, read = right+r, read+1
					}
				} else {
					list := make([]map[string]string, n)
					for i := range list {
						list[i] = who.answer(item, others, d)
					}
					if right, read = markAll(t, item, list); read == 0 {
						continue
					}
				}
				byProgram[item.Working.Source] = append(byProgram[item.Working.Source], float64(right)/float64(read))
				tries += read
			}
			mean, low, high := boundsOver(byProgram, tries)
			verdict := ""
			if high > used {
				verdict = " (not shown to lie below)"
			}
			t.Logf("%-4s %-12s %3d items of %2d programs: %.4f, 95 %% between %.4f and %.4f (mean g %.3f)%s", id, who.name, len(items), len(byProgram), mean, low, high, used, verdict)
			if low > used {
				t.Errorf("%s is guessed by the %s answerer at %.3f, at least %.3f; it is used with g %.3f", id, who.name, mean, low, used)
			}
			total[id] += mean / float64(len(answerers))
		}
	}
	for id, rate := range total {
		if rate > MaxG {
			t.Errorf("the answerers together guess %s at %.3f", id, rate)
		}
	}
}

// reshuffled is an item with its rows in another order, as another seed would have put them.
func reshuffled(item Item, d *dice) Item {
	var k choiceKey
	if json.Unmarshal(item.Key, &k) != nil {
		return item
	}
	fields := slices.Clone(item.Response.Fields)
	other := choiceKey{Choices: map[string]string{}}
	for i, from := range shuffle(d, upTo(len(fields))) {
		f := item.Response.Fields[from]
		_, label, _ := strings.Cut(f.Label, ". ")
		fields[i].Label, fields[i].Options = fmt.Sprintf("%d. %s", i+1, label), f.Options
		other.Choices[fields[i].Name] = k.Choices[f.Name]
	}
	item.Response.Fields, item.Key = fields, rawKey(other)
	return item
}

// markAll marks answers to one item and says how many are right, of how many that can be read. Many refutations are run at once.
func markAll(t *testing.T, item Item, answers []map[string]string) (right, read int) {
	ctx := context.Background()
	if item.Family != "C7" {
		for _, a := range answers {
			v, err := Mark(ctx, item, a, box)
			if err != nil {
				t.Fatal(err)
			}
			read++
			if v.Correct {
				right++
			}
		}
		return right, read
	}
	b, err := Examiner{Runner: box}.itemBench(ctx, item)
	if err != nil {
		t.Fatal(err)
	}
	b.cost = max(b.base.cpu, 10*time.Millisecond)
	var at []settings
	for _, a := range answers {
		s := settings{}
		for _, f := range item.Response.Fields {
			if e, err := readNumber(a[f.Name], f.Unit, false); err == nil && b.knob(f.Name) != nil && (!b.knob(f.Name).Integer || e.value == math.Trunc(e.value)) {
				s[f.Name] = e.value
			}
		}
		at = append(at, s)
	}
	own, err := b.run(program{}, at, 1)
	if err != nil {
		t.Fatal(err)
	}
	changed := make([]reply, len(at))
	j := job{text: wrap(b.subject, item.Working.Changed)}
	for i, s := range at {
		j.calls, j.index = append(j.calls, b.call(program{}, s)), append(j.index, i)
	}
	if err := b.work([]job{j}, 1, changed); err != nil {
		t.Fatal(err)
	}
	for i := range at {
		if own[i].finite() {
			read++
			if differs(own[i], changed[i]) {
				right++
			}
		}
	}
	return right, read
}

// boundsOver are the mean of rates over programs and its one-sided 95 % bounds: answers to one item depend on each other, and so do
// the items of one program, so that only programs count as independent (Student's t over their means; both bounds are widened by
// what the number of tries leaves open, so that no success is not taken for impossibility).
func boundsOver(byProgram map[string][]float64, tries int) (mean, low, high float64) {
	var means []float64
	for _, key := range slices.Sorted(maps.Keys(byProgram)) {
		means = append(means, sum(byProgram[key])/float64(len(byProgram[key])))
	}
	n := float64(len(means))
	mean = sum(means) / n
	spread := 0.0
	for _, r := range means {
		spread += (r - mean) * (r - mean)
	}
	half := student95(len(means)-1) * math.Sqrt(spread/math.Max(n-1, 1)/n)
	return mean, math.Max(0, mean-half-1/float64(tries)), mean + half + 3/float64(tries)
}

// student95 is the one-sided 95 % quantile of Student's t (Cornish-Fisher around the normal one; within 1 % from 4 degrees of
// freedom on, larger than the truth below).
func student95(freedom int) float64 {
	if freedom < 1 {
		return 6.314
	}
	z, f := 1.6449, float64(freedom)
	g1, g2 := (z*z*z+z)/4, (5*math.Pow(z, 5)+16*z*z*z+3*z)/96
	if freedom < 4 {
		return []float64{6.314, 2.920, 2.353}[freedom-1]
	}
	return z + g1/f + g2/(f*f)
}
