package exercises

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"coronium/grading/understand"
)

// formulaFamilies ask for formulas, conditions, features and choices; those who guess them are simulated here, the others in
// package understand.
var formulaFamilies = []string{"C8", "C13", "C14", "C15", "C17", "C19"}

// A blind answerer sees what is shown and understands nothing.
type blind struct {
	name   string
	answer func(item understand.Item, r *rand.Rand) map[string]string
}

var blinds = []blind{{"random", blindRandom}, {"middle", blindMiddle}, {"skimmer", blindSkimmer}}

var shownNumber = regexp.MustCompile(`-?[0-9]+(?:\.[0-9]+)?`)

// blindRandom draws: options, lines, a value of the argument's range, the right side of some line that stands there, some
// product of powers of the names in the question.
func blindRandom(item understand.Item, r *rand.Rand) map[string]string {
	a := map[string]string{}
	for _, f := range item.Response.Fields {
		switch {
		case len(f.Options) > 0:
			a[f.Name] = f.Options[r.IntN(len(f.Options))]
		case item.Response.Kind == understand.Line:
			a[f.Name] = item.Response.Options[r.IntN(len(item.Response.Options))]
		case f.Name == "line":
			a[f.Name] = strconv.Itoa(1 + r.IntN(1+strings.Count(item.Program, "\n")))
		case f.Name == "condition":
			low, high := shownRange(item)
			x := low + (high-low)*r.Float64()
			if low > 0 && r.IntN(2) == 0 {
				x = low * math.Pow(high/low, r.Float64())
			}
			a[f.Name] = fmt.Sprintf("%s %s %g", conditionName(item), []string{"<", ">"}[r.IntN(2)], x)
		case item.Family == "C15":
			names := namesIn(item)
			text := "1"
			for range 1 + r.IntN(3) {
				text += []string{"*", "/"}[r.IntN(2)] + names[r.IntN(len(names))]
			}
			a[f.Name] = text
		default:
			a[f.Name] = rightOf(item, r.IntN(1+strings.Count(item.Program, "\n")))
		}
	}
	if item.Family == "C17" { // two of them, as the question says
		pairUp(item, a, r.Perm(len(item.Response.Fields)))
	}
	return a
}

// blindMiddle takes the middle of everything.
func blindMiddle(item understand.Item, r *rand.Rand) map[string]string {
	a := blindRandom(item, r)
	lines := 1 + strings.Count(item.Program, "\n")
	for _, f := range item.Response.Fields {
		switch {
		case len(f.Options) > 0 && item.Family != "C17":
			a[f.Name] = f.Options[len(f.Options)/2]
		case item.Response.Kind == understand.Line:
			a[f.Name] = item.Response.Options[len(item.Response.Options)/2]
		case f.Name == "line":
			a[f.Name] = strconv.Itoa((lines + 1) / 2)
		case f.Name == "condition":
			low, high := shownRange(item)
			a[f.Name] = fmt.Sprintf("%s < %g", conditionName(item), (low+high)/2)
		}
	}
	if item.Response.Kind == understand.Formula && a["line"] != "" {
		a["right"] = rightOf(item, (lines-1)/2)
	}
	return a
}

// blindSkimmer reads the surface: the longest line or statement, the right side as it stands in the line it names, the formula
// as it is given, a product or quotient of numbers in the call.
func blindSkimmer(item understand.Item, r *rand.Rand) map[string]string {
	a := blindRandom(item, r)
	lines := strings.Split(item.Program, "\n")
	longest := 0
	for i, l := range lines {
		if len(l) > len(lines[longest]) {
			longest = i
		}
	}
	switch {
	case item.Response.Kind == understand.Line:
		a["line"] = strconv.Itoa(longest + 1)
	case item.Family == "C13":
		a["line"], a["right"] = strconv.Itoa(longest+1), rightOf(item, longest)
	case item.Family == "C14":
		a["right"] = rightOf(item, len(lines)-2)
	case item.Family == "C8":
		list := shownNumber.FindAllString(item.Ask, -1)
		x, _ := strconv.ParseFloat(list[r.IntN(len(list))], 64)
		y, _ := strconv.ParseFloat(list[r.IntN(len(list))], 64)
		v := []float64{x, x * y, x / (y + 1e-9), x - y, x + y}[r.IntN(5)]
		a["condition"] = fmt.Sprintf("%s %s %g", conditionName(item), []string{"<", ">"}[r.IntN(2)], v)
	case item.Family == "C15":
		if m := regexp.MustCompile("`\\w+ = ([^`]+)`").FindStringSubmatch(item.Ask); m != nil {
			a["right"] = m[1]
		}
	case item.Family == "C17": // the longest two
		order := make([]int, len(item.Response.Fields))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(x, y int) int {
			return len(item.Response.Fields[y].Label) - len(item.Response.Fields[x].Label)
		})
		pairUp(item, a, order)
	}
	return a
}

// pairUp calls the first two of an order never shown and the others possible.
func pairUp(item understand.Item, a map[string]string, order []int) {
	for n, i := range order {
		f := item.Response.Fields[i]
		a[f.Name] = understand.CanShow
		if n < 2 {
			a[f.Name] = understand.NeverSeen
		}
	}
}

// rightOf is the right side of a shown line.
func rightOf(item understand.Item, n int) string {
	lines := strings.Split(item.Program, "\n")
	formula, _, _ := strings.Cut(lines[min(max(n, 0), len(lines)-1)], " ; ")
	_, right, _ := strings.Cut(formula, "=")
	return strings.TrimSpace(right)
}

var shownBetween = regexp.MustCompile(`between (-?[0-9.e+-]+)[^0-9-]* and (-?[0-9.e+-]+)`)

func shownRange(item understand.Item) (low, high float64) {
	m := shownBetween.FindStringSubmatch(item.Ask)
	if m == nil {
		return 0, 1
	}
	low, _ = strconv.ParseFloat(m[1], 64)
	high, _ = strconv.ParseFloat(m[2], 64)
	return low, high
}

func conditionName(item understand.Item) string {
	m := regexp.MustCompile("on `(\\w+)`").FindStringSubmatch(item.Title)
	return m[1]
}

// namesIn are the names of the formula in a question.
func namesIn(item understand.Item) []string {
	m := regexp.MustCompile("`\\w+ = ([^`]+)`").FindStringSubmatch(item.Ask)
	var names []string
	for _, n := range regexp.MustCompile(`[A-Za-z]\w*`).FindAllString(m[1], -1) {
		if !slices.Contains([]string{"exp", "log", "sqrt", "tanh", "cosh", "sinh", "pi"}, n) && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// Guess rates of the families that ask for formulas, conditions, features and choices, by answerers that understand nothing,
// with 95 % bounds over the programs. In the suite a few exercises; with CORONIUM_SURVEY all items of a survey (make checks).
func TestFormulasAreNotGuessed(t *testing.T) {
	g, ctx := grader(t), context.Background()
	byFamily, tries := map[string][]understand.Item{}, 25
	if dir := os.Getenv("CORONIUM_SURVEY"); dir != "" {
		tries = 200
		for _, s := range readSurvey(t, dir) {
			for _, item := range s.Items {
				byFamily[item.Family] = append(byFamily[item.Family], item)
			}
		}
	} else {
		byFamily = formulaItems(t, g)
	}
	for _, id := range formulaFamilies {
		items := byFamily[id]
		if len(items) == 0 {
			t.Errorf("no item of %s was made", id)
			continue
		}
		used := 0.0
		for _, item := range items {
			used += item.G / float64(len(items))
		}
		for _, who := range blinds {
			r := rand.New(rand.NewPCG(5, uint64(len(who.name))))
			byProgram := map[string][]float64{} // answers to one item, and items of one program, depend on each other
			for _, item := range items {
				right := 0
				for range tries {
					v, err := g.Examiner().Mark(ctx, item, who.answer(item, r))
					if err != nil {
						t.Fatal(err)
					}
					if v.Correct {
						right++
					}
				}
				byProgram[item.Working.Source] = append(byProgram[item.Working.Source], float64(right)/float64(tries))
			}
			rate, low, high := overPrograms(byProgram, tries*len(items))
			verdict := ""
			if high > used {
				verdict = " (not shown to lie below)"
			}
			t.Logf("%-4s %-8s %2d items of %2d programs: %.4f, 95 %% between %.4f and %.4f (mean g %.3f)%s", id, who.name, len(items), len(byProgram), rate, low, high, used, verdict)
			if low > used {
				t.Errorf("%s is guessed by the %s answerer at %.3f; it is used with g %.3f", id, who.name, rate, used)
			}
		}
	}
}

// overPrograms are the mean of rates over programs and its one-sided 95 % bounds (normal, widened by what the tries leave open).
func overPrograms(byProgram map[string][]float64, tries int) (rate, low, high float64) {
	var means []float64
	for _, rates := range byProgram {
		m := 0.0
		for _, x := range rates {
			m += x / float64(len(rates))
		}
		means = append(means, m)
	}
	slices.Sort(means)
	n, spread := float64(len(means)), 0.0
	for _, m := range means {
		rate += m / n
	}
	for _, m := range means {
		spread += (m - rate) * (m - rate)
	}
	half := 1.645 * math.Sqrt(spread/math.Max(n-1, 1)/n) * (1 + 1.5/math.Max(n-1, 1)) // Student's t, about
	return rate, max(rate-half-1/float64(tries), 0), rate + half + 3/float64(tries)
}

// formulaItems are items of three exercises.
func formulaItems(t *testing.T, g Grader) map[string][]understand.Item {
	ctx := context.Background()
	byFamily := map[string][]understand.Item{}
	for _, p := range checkedPrograms(t) {
		if p.name != "solution" || !slices.Contains([]string{"lif-interspike-interval", "synapse-kinetics", "cable-steady-state"}, p.exercise.ID) {
			continue
		}
		families := formulaFamilies[1:]
		if p.exercise.ID == "lif-interspike-interval" {
			families = formulaFamilies // conditions need many runs
		}
		v := variant(t, p.exercise, 21)
		subject := v.Subject(p.text, time.Time{})
		var err error
		if subject.Derivation, err = v.Derivation(ctx, p.exercise.Worked); err != nil {
			t.Fatal(err)
		}
		pool, err := g.Examiner().Make(ctx, subject, understand.Options{Seed: 21, Count: 12, Families: families})
		if err != nil {
			t.Fatalf("%s: %v", p.exercise.ID, err)
		}
		for _, item := range pool.Items {
			byFamily[item.Family] = append(byFamily[item.Family], item)
		}
	}
	return byFamily
}
