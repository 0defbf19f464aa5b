package likeness

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

func read1(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("../understand/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func pair(t *testing.T, a, b string, o Options) Pair {
	t.Helper()
	r, err := Compare([]Program{{"a", a}, {"b", b}}, o)
	if err != nil || len(r.Pairs) != 1 {
		t.Fatal(r, err)
	}
	return r.Pairs[0]
}

func TestNamesNumbersCommentsAndSpacesChangeNothing(t *testing.T) {
	a := read1(t, "lif_arguments.py")
	b := strings.NewReplacer("held", "waiting", "V_th", "theta", "0.1", "0.25", "# ", "# other words ").Replace(a)
	b = strings.ReplaceAll(b, "\n\n", "\n\n\n# a remark\n")
	if p := pair(t, a, b, Options{}); p.Similarity != 1 || p.Longest < 100 || p.Overlap < 100 {
		t.Errorf("%+v", p)
	}
}

func TestDifferentModelsAreUnlike(t *testing.T) {
	if p := pair(t, read1(t, "lif_arguments.py"), read1(t, "fitzhugh.py"), Options{}); p.Similarity > .1 {
		t.Errorf("%+v", p)
	}
}

func TestTheBaseIsNobodysLikeness(t *testing.T) {
	starter := read1(t, "lif_arguments.py")
	a := starter + "\ndef one(x):\n    return x ** 2 + 3 * x - 1\n"
	b := starter + "\ndef two(y):\n    for k in range(y):\n        print(k)\n    return [k for k in range(y) if k % 2]\n"
	if p := pair(t, a, b, Options{}); p.Similarity < .7 {
		t.Errorf("with the starter counted: %+v", p)
	}
	if p := pair(t, a, b, Options{Base: []string{starter}}); p.Similarity > .2 {
		t.Errorf("with the starter subtracted: %+v", p)
	}
}

// The guarantee of winnowing: a common run of at least K+W-1 tokens is found wherever it stands.
func TestAnyLongCommonRunIsFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	random := func(n int) []token {
		list := make([]token, n)
		for i := range list {
			list[i] = token{uint16(rng.IntN(60)), 1}
		}
		return list
	}
	for range 300 {
		common := random(K + W - 1)
		build := func() []token {
			return append(append(random(rng.IntN(80)), common...), random(rng.IntN(80))...)
		}
		found := false
		other := map[uint64]bool{}
		for _, f := range winnow(build()) {
			other[f.hash] = true
		}
		for _, f := range winnow(build()) {
			found = found || other[f.hash]
		}
		if !found {
			t.Fatal("a common run of K+W-1 tokens is not found")
		}
	}
}

func TestRollingHashesAreThoseOfTheirRuns(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	tokens := make([]token, 200)
	for i := range tokens {
		tokens[i].kind = uint16(rng.IntN(300))
	}
	for i, h := range runHashes(tokens) {
		if one := runHashes(tokens[i : i+K]); one[0] != h {
			t.Fatalf("run %d", i)
		}
	}
}

func TestPercentiles(t *testing.T) {
	a, b, c := read1(t, "lif_arguments.py"), read1(t, "fitzhugh.py"), read1(t, "hh.py")
	r, err := Compare([]Program{{"a", a}, {"copy", strings.ReplaceAll(a, "held", "x")}, {"b", b}, {"c", c}}, Options{})
	if err != nil || r.Count != 6 {
		t.Fatal(r.Count, err)
	}
	if p := r.Pairs[0]; p.A != "a" || p.B != "copy" || p.Percentile < 80 || len(p.Regions) == 0 || p.Regions[0].A[0] < 1 {
		t.Errorf("%+v", p)
	}
	if len(r.Notes) == 0 || !strings.Contains(r.Notes[0], "template") {
		t.Error("the reader is not told about templates")
	}
}

func TestShortBrokenAndHugePrograms(t *testing.T) {
	r, err := Compare([]Program{{"empty", ""}, {"short", "x = 1\n"}, {"broken", "def f(:\n  )))\n"}}, Options{})
	if err != nil || r.Count != 3 || len(r.Notes) != 2 {
		t.Errorf("%+v %v", r, err)
	}
	_, err = Compare([]Program{{"huge", strings.Repeat("x = 1\n", MaxSource/6+1)}}, Options{})
	if e, ok := err.(*SizeError); !ok || !e.BadInput() {
		t.Error(err)
	}
	if _, err := Compare([]Program{{"deep", strings.Repeat("(", 100000)}}, Options{}); err != nil {
		t.Error(err)
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("def f(x):\n    return x\n", "y = [1, 2]\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		r, err := Compare([]Program{{"a", a}, {"b", b}}, Options{})
		if err == nil && (r.Pairs[0].Similarity < 0 || r.Pairs[0].Similarity > 1) {
			t.Fatal(r.Pairs[0])
		}
	})
}

// class makes n programs that follow one template with statements added, dropped and reordered.
func class(b testing.TB, n int) []Program {
	rng := rand.New(rand.NewPCG(1, 1))
	lines := strings.Split(read1(b, "lif_arguments.py"), "\n")
	list := make([]Program, n)
	for i := range list {
		var own []string
		for k, l := range lines {
			if k > 20 && rng.IntN(4) == 0 {
				own = append(own, fmt.Sprintf("    extra%d = %d + len([%d] * %d)", k, k, i, rng.IntN(5)))
			}
			own = append(own, l)
		}
		list[i] = Program{fmt.Sprint(i), strings.Join(own, "\n")}
	}
	return list
}

// BenchmarkSimilar compares a thousand submissions, 499 500 pairs.
func BenchmarkSimilar(b *testing.B) {
	programs := class(b, 1000)
	pairs := 0
	for b.Loop() {
		r, err := Compare(programs, Options{})
		if err != nil {
			b.Fatal(err)
		}
		pairs += r.Count
	}
	b.ReportMetric(float64(pairs)/b.Elapsed().Seconds(), "pairs/s")
}
