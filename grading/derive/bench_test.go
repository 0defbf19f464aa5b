package derive

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"sort"
	"strings"
	"testing"
	"time"
)

// collection is all pairs of testdata with what is right.
func collection(b *testing.B) (pairs []Pair, want []string) {
	for _, f := range []struct{ file, verdict string }{{"testdata/pairs/true.txt", Equal}, {"testdata/pairs/wrong.txt", Different}} {
		for _, p := range readPairs(b, f.file) {
			pairs, want = append(pairs, p), append(want, f.verdict)
		}
	}
	return pairs, want
}

func percentile(times []time.Duration, p float64) float64 {
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	return float64(times[int(p*float64(len(times)-1))].Microseconds())
}

// BenchmarkPairs reports accuracy and times over the collection.
func BenchmarkPairs(b *testing.B) {
	pairs, want := collection(b)
	var times []time.Duration
	right, falseAccepts := 0, 0
	for b.Loop() {
		times, right, falseAccepts = nil, 0, 0
		for i, p := range pairs {
			start := time.Now()
			v, _ := Equivalent(context.Background(), p, Options{})
			times = append(times, time.Since(start))
			if v.Verdict == want[i] {
				right++
			}
			if v.Verdict == Equal && want[i] == Different {
				falseAccepts++
			}
		}
	}
	b.ReportMetric(float64(right)/float64(len(pairs))*100, "%right")
	b.ReportMetric(float64(falseAccepts), "false-accepts")
	b.ReportMetric(percentile(times, 0.5), "us-median")
	b.ReportMetric(percentile(times, 0.95), "us-p95")
}

// peerLimit is what SymPy gets for a pair and a method.
const peerLimit = 20 * time.Second

// findSymPy gives an interpreter that has SymPy.
func findSymPy() (string, bool) {
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import sympy").Run() == nil {
			return python, true
		}
	}
	return "", false
}

// peerAnswer is what testdata/peer_sympy.py says of a pair.
type peerAnswer struct {
	ID      int     `json:"id"`
	How     string  `json:"how"`
	Read    bool    `json:"read"`
	Right   bool    `json:"right"`
	Said    *bool   `json:"said"`
	Late    bool    `json:"late"`
	Seconds float64 `json:"seconds"`
}

// row is one line of the table.
type row struct {
	right, accepted, late int // accepted: wrong pairs taken for equal
	times                 []time.Duration
}

// BenchmarkSymPy puts the checker beside SymPy's simplify(a-b) == 0 and .equals
// on the pairs that SymPy can be asked about, in one run and in the same
// order; it is skipped where python3-sympy is missing.
func BenchmarkSymPy(b *testing.B) {
	python, ok := findSymPy()
	if !ok {
		b.Skip("python3-sympy is not installed: nothing to compare with (Debian and Ubuntu: apt install python3-sympy)")
	}
	pairs, want := collection(b)
	answers := askSymPy(b, python, pairs, want)
	rows := map[string]*row{}
	for b.Loop() {
		rows = map[string]*row{"coronium": {}, "simplify": {}, "equals": {}}
		asked := map[int]bool{}
		for _, a := range answers {
			if !a.Read {
				continue
			}
			r := rows[a.How]
			r.times = append(r.times, time.Duration(a.Seconds*1e9))
			r.count(a.Right, a.Said != nil && *a.Said && want[a.ID] == Different, a.Late)
			asked[a.ID] = true
		}
		for i, p := range pairs {
			if !asked[i] {
				continue
			}
			start := time.Now()
			v, _ := Equivalent(context.Background(), p, Options{})
			rows["coronium"].times = append(rows["coronium"].times, time.Since(start))
			rows["coronium"].count(v.Verdict == want[i], v.Verdict == Equal && want[i] == Different, false)
		}
	}
	b.Log(table(rows))
	b.ReportMetric(percentile(rows["simplify"].times, 0.5)/percentile(rows["coronium"].times, 0.5), "x-median")
	b.ReportMetric(percentile(rows["simplify"].times, 0.95)/percentile(rows["coronium"].times, 0.95), "x-p95")
}

func (r *row) count(right, accepted, late bool) {
	for n, is := range map[*int]bool{&r.right: right, &r.accepted: accepted, &r.late: late} {
		if is {
			*n++
		}
	}
}

// askSymPy runs the peer once over the whole collection.
func askSymPy(b *testing.B, python string, pairs []Pair, want []string) []peerAnswer {
	var input bytes.Buffer
	for i, p := range pairs {
		line, err := json.Marshal(map[string]any{"id": i, "a": p.A, "b": p.B, "vars": p.Vars, "assume": p.Assume, "want": want[i]})
		if err != nil {
			b.Fatal(err)
		}
		input.Write(append(line, '\n'))
	}
	cmd := exec.Command(python, "testdata/peer_sympy.py", fmt.Sprint(peerLimit.Seconds()))
	cmd.Stdin = &input
	out, err := cmd.Output()
	if err != nil {
		b.Fatal(err)
	}
	var answers []peerAnswer
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		var a peerAnswer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			b.Fatal(line, err)
		}
		answers = append(answers, a)
	}
	return answers
}

// table is accuracy and time side by side.
func table(rows map[string]*row) string {
	var t strings.Builder
	fmt.Fprintf(&t, "\n%-18s %12s %14s %10s %12s %12s %10s %8s\n", "", "right", "false accepts", "over 20 s", "median ms", "p95 ms", "x median", "x p95")
	ours := rows["coronium"]
	for _, name := range []string{"coronium", "simplify", "equals"} {
		r := rows[name]
		median, p95 := percentile(r.times, 0.5), percentile(r.times, 0.95)
		fmt.Fprintf(&t, "%-18s %6d / %3d %14d %10d %12.3f %12.3f %10.0f %8.0f\n", map[string]string{"coronium": "coronium", "simplify": "sympy simplify", "equals": "sympy .equals"}[name],
			r.right, len(r.times), r.accepted, r.late, median/1e3, p95/1e3, median/percentile(ours.times, 0.5), p95/percentile(ours.times, 0.95))
	}
	return t.String()
}

// BenchmarkDerivation is one whole worked derivation.
func BenchmarkDerivation(b *testing.B) {
	worked := ""
	for _, l := range readLines(b, "testdata/twelve/01-lif-fi.txt") {
		if !strings.HasPrefix(l, "wrong ") {
			worked += l + "\n"
		}
	}
	for b.Loop() {
		r, err := Check(context.Background(), worked, Options{})
		if err != nil || r.Verdict != Holds {
			b.Fatal(r.Verdict, err)
		}
	}
}
