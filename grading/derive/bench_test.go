package derive

import (
	"bytes"
	"context"
	"encoding/json"
	"os/exec"
	"sort"
	"strings"
	"testing"
	"time"
)

// collection is all pairs of testdata with what is right.
func collection(b *testing.B) (pairs []Pair, want []string) {
	for file, verdict := range map[string]string{"testdata/pairs/true.txt": Equal, "testdata/pairs/wrong.txt": Different} {
		for _, p := range readPairs(b, file) {
			pairs, want = append(pairs, p), append(want, verdict)
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

// BenchmarkSymPy runs the pairs that SymPy can read by simplify(a-b)==0 and by
// .equals, in the same units; it is skipped where python3-sympy is missing.
func BenchmarkSymPy(b *testing.B) {
	if err := exec.Command("python3", "-c", "import sympy").Run(); err != nil {
		b.Skip("python3-sympy is not installed")
	}
	pairs, want := collection(b)
	var input bytes.Buffer
	for i, p := range pairs {
		line, err := json.Marshal(map[string]any{"id": i, "a": p.A, "b": p.B, "vars": p.Vars, "want": want[i]})
		if err != nil {
			b.Fatal(err)
		}
		input.Write(append(line, '\n'))
	}
	for b.Loop() {
		cmd := exec.Command("python3", "testdata/peer_sympy.py")
		cmd.Stdin = bytes.NewReader(input.Bytes())
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		b.Log(strings.TrimSpace(string(out)))
	}
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
