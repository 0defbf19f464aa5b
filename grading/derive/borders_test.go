package derive

import (
	"context"
	"os"
	"strings"
	"testing"
)

// TestBorders: pairs at the borders of what is equal. No pair that differs may be
// accepted, whatever else is said of it.
func TestBorders(t *testing.T) {
	data, err := os.ReadFile("testdata/pairs/borders.txt")
	if err != nil {
		t.Fatal(err)
	}
	pairs, wrong := 0, 0
	for _, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		want, rest, _ := strings.Cut(line, " | ")
		p := pairOf(rest)
		v, err := Equivalent(context.Background(), p, Options{})
		pairs++
		if want != Equal && want != "open equal" {
			if wrong++; v.Verdict == Equal {
				t.Errorf("%s: accepted, want %s", rest, want)
				continue
			}
		}
		switch want {
		case "open", "open equal":
			if want == "open equal" && v.Verdict == Different {
				t.Errorf("%s: different, but it is equal", rest)
			}
		case "refused":
			if v.Verdict != Conditional && v.Verdict != Different {
				t.Errorf("%s: %s %s, want conditional or different", rest, v.Verdict, v.Reason)
			}
		case Invalid:
			if err == nil {
				t.Errorf("%s: %s, want an error", rest, v.Verdict)
			}
		default:
			if v.Verdict != want {
				t.Errorf("%s: %s (%s %s), want %s", rest, v.Verdict, v.Reason, v.Condition, want)
			}
		}
	}
	if pairs < 600 || wrong < 300 {
		t.Errorf("%d pairs, %d of them wrong", pairs, wrong)
	}
}

// pairOf reads "a | b | declarations | assumptions".
func pairOf(line string) Pair {
	parts := strings.Split(line, " | ")
	p := Pair{A: strings.TrimSpace(parts[0]), B: strings.TrimSpace(parts[1])}
	if len(parts) > 2 && strings.TrimSpace(parts[2]) != "" {
		p.Vars = strings.Split(strings.TrimSpace(parts[2]), ";")
	}
	if len(parts) > 3 && strings.TrimSpace(parts[3]) != "" {
		p.Assume = strings.Split(strings.TrimSpace(parts[3]), ";")
	}
	return p
}
