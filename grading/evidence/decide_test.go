package evidence

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
)

// answers reads a record: . right, x missed, | next sitting on the next day; the families are all different and
// g is that of the open menu.
func answers(s string) []Observation {
	var obs []Observation
	sitting := 1
	g := Menus()[0].Guess
	for _, c := range s {
		if c == '|' {
			sitting++
			continue
		}
		n := len(obs)
		obs = append(obs, Observation{Family: fmt.Sprint("F", n), G: g[n%8], Correct: c == '.', Sitting: sitting, Day: fmt.Sprintf("2026-11-%02d", 18+sitting)})
	}
	return obs
}

func TestDecide(t *testing.T) {
	same := func(obs []Observation, edit func(*Observation)) []Observation {
		for i := range obs {
			edit(&obs[i])
		}
		return obs
	}
	for _, c := range []struct {
		name string
		obs  []Observation
		want Status
		next bool
	}{
		{"nothing yet", nil, Open, false},
		{"four right clear", answers("...."), Cleared, false},
		{"three right are too few", answers("..."), Open, false},
		{"one miss in four still clears", answers(".x.."), Cleared, false},
		{"four misses on one day: another day", answers("xxxx"), Open, true},
		{"six misses on two days flag", answers("xxxx|xx"), Flagged, false},
		{"six misses on one day do not", answers("xxxxxx"), Open, true},
		{"eight misses on one day are inconclusive", answers("xxxxxxxx"), Inconclusive, false},
		{"two sittings on the same day do not flag", same(answers("xxxx|xxxx"), func(o *Observation) { o.Day = "2026-11-24" }), Inconclusive, false},
		{"one sitting past midnight does not flag", same(answers("xxxx|xxxx"), func(o *Observation) { o.Sitting = 1 }), Inconclusive, false},
		{"unknown days do not flag", same(answers("xxxx|xxxx"), func(o *Observation) { o.Day = "" }), Inconclusive, false},
		{"misses in two families do not flag", same(answers("xxxx|xxxx"), func(o *Observation) { o.Family = o.Family[:1] + string('0'+o.Family[1]%2) }), Inconclusive, false},
		{"half right is inconclusive", answers("x.x.|x.xx"), Inconclusive, false},
		{"practice counts for nothing", same(answers("xxxx|xxxx"), func(o *Observation) { o.Practice = true }), Open, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Default.Decide(c.obs)
			if d.Status != c.want || d.NextSitting != c.next {
				t.Errorf("%s (next sitting %t), want %s (%t); E %g, ratio %g: %s", d.Status, d.NextSitting, c.want, c.next, d.E, d.LikelihoodRatio, d.Says)
			}
			if d.Says == "" || len(d.Path) != d.Items || d.Right+d.Misses != d.Items {
				t.Errorf("inconsistent decision %+v", d)
			}
		})
	}
}

// The path of the dossier in the design: 1 of 6 right in the order number x, equation to code right, arrows x, state x,
// changed line x, extension x: E about 150 and a flag at the sixth item.
func TestDossierPath(t *testing.T) {
	g := []float64{.05, .05, .04, .05, .08, .01}
	obs := answers("x.xx|xx")
	for i := range obs {
		obs[i].G = g[i]
	}
	obs[5].Slip = .30 // writing an extension in ten minutes is a hard item
	d := Default.Decide(obs)
	want := []float64{4.1, .8, 3.3, 13, 52, 150}
	for i, w := range want {
		if math.Abs(d.Path[i]-w) > .25*w {
			t.Errorf("E after item %d is %.3g, the dossier shows %g", i+1, d.Path[i], w)
		}
	}
	if d.Status != Flagged {
		t.Errorf("%s: %s", d.Status, d.Says)
	}
}

func TestFirstOfFlagAndClearEndsTheCheck(t *testing.T) {
	d := Default.Decide(answers("....|xxxxxxxx"))
	if d.Status != Cleared || d.Items != 4 || d.Uncounted != 8 {
		t.Errorf("answers after clearing count: %+v", d)
	}
}

func TestAlphaIsDividedByTheAssignments(t *testing.T) {
	obs := answers("x.xx|xx.")
	one, twenty := Default.Decide(obs), Default.ForAssignments(20).Decide(obs)
	if one.Status != Flagged || twenty.Status != Open {
		t.Errorf("one assignment %s, twenty %s (E %g)", one.Status, twenty.Status, twenty.E)
	}
	if twenty.Threshold != 2000 {
		t.Errorf("threshold of 20 assignments is %g", twenty.Threshold)
	}
}

func TestHarderItemsWeighLess(t *testing.T) {
	easy, hard := answers("xx"), answers("xx")
	for i := range hard {
		hard[i].Slip = .30
	}
	if Default.Decide(hard).E >= Default.Decide(easy).E {
		t.Error("a miss on an item with s = .30 weighs as much as one with s = .20")
	}
	for i := range easy {
		easy[i].Slip = .05 // below the rule's s: raised, never sharper than the null
	}
	if Default.Decide(easy).E != Default.Decide(answers("xx")).E {
		t.Error("an s below the rule's sharpens the evidence")
	}
}

func TestWordsForE(t *testing.T) {
	d := Default.Decide(answers("xxxx|xx"))
	says := Default.InWords(d)
	if !strings.Contains(says, "gets 80 % of such items right") || !strings.Contains(says, "at most 1 in ") {
		t.Errorf("words: %s", says)
	}
	for n, want := range map[float64]string{153: "150", 4.29: "4.2", 1999: "1900", 10: "10"} {
		if got := oneIn(n); got != want {
			t.Errorf("one in %g reads %s, want %s", n, got, want)
		}
	}
}

func TestDecisionIsOneJSONObject(t *testing.T) {
	text, err := json.Marshal(Default.Decide(nil))
	if err != nil || strings.Contains(string(text), "null") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestRuleCheck(t *testing.T) {
	if err := Default.Check(); err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(*Rule){
		"s":       func(r *Rule) { r.S = 0 },
		"alpha":   func(r *Rule) { r.Alpha = 2 },
		"weights": func(r *Rule) { r.Weight = []float64{.5, .3, .3} },
		"count":   func(r *Rule) { r.Delta = r.Delta[:1] },
		"clear":   func(r *Rule) { r.ClearRatio = 1 },
		"prior":   func(r *Rule) { r.Prior = math.NaN() },
	} {
		r := Default
		edit(&r)
		if err := r.Check(); err == nil {
			t.Errorf("a rule with a bad %s passes", name)
		}
	}
}

// FuzzDecide: no record makes the rule panic, and a flag always meets its stated conditions.
func FuzzDecide(f *testing.F) {
	f.Add([]byte("xxxx|xx"), .05, .2)
	f.Fuzz(func(t *testing.T, record []byte, g, slip float64) {
		var obs []Observation
		for i, b := range record {
			obs = append(obs, Observation{Family: string(rune('A' + b%5)), G: g, Slip: slip, Correct: b&8 != 0, Sitting: int(b >> 6), Day: string(rune('a' + b>>5)), Practice: b == 0})
			if i > 40 {
				break
			}
		}
		d := Default.Decide(obs)
		if d.Status == Flagged && (d.E < 100 || d.Items < 6 || d.Families < 3 || d.Days < 2 || d.Sittings < 2) {
			t.Fatalf("flag without its conditions: %+v", d)
		}
		if d.Status == Cleared && (d.Items < 4 || d.LikelihoodRatio < 9) {
			t.Fatalf("clear without its conditions: %+v", d)
		}
		if d.Items > Default.MaxItems {
			t.Fatalf("%d items counted", d.Items)
		}
	})
}
