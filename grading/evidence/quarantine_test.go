package evidence

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// course makes answers of people who know all but a defective item, which nobody can answer, and of one who knows nothing.
func course(people int) []Served {
	var list []Served
	for p := range people {
		for i, f := range []string{"C1", "C3", "C5", "C7", "C9"} {
			item := fmt.Sprint("sound ", i)
			right := true
			if f == "C3" {
				item, right = "defective", false
			}
			list = append(list, Served{item, fmt.Sprint("person ", p), Observation{Family: f, G: .05, Correct: right, Sitting: i/4 + 1, Day: fmt.Sprint(i / 4)}})
		}
	}
	return list
}

func TestQuarantineFindsADefectiveItem(t *testing.T) {
	q := Default.Review(course(6))
	for _, i := range q.Items {
		if i.Out != (i.Item == "defective") {
			t.Errorf("%+v", i)
		}
		if i.Item == "defective" && (i.Cleared != 6 || i.Missed != 6) {
			t.Errorf("%+v", i)
		}
	}
}

func TestFewMissesCondemnNoItem(t *testing.T) {
	for _, i := range Default.Review(course(4)).Items {
		if i.Out {
			t.Errorf("%s is out after %d of %d misses", i.Item, i.Missed, i.Cleared)
		}
	}
}

// A flag that rests on a defective item falls with it, and both versions are kept.
func TestDecisionsAreRecomputed(t *testing.T) {
	answers := course(8)
	for i, right := range []bool{false, true, false, false, false, false} { // item 0 is the defective one
		item := fmt.Sprint("other ", i)
		if i == 0 {
			item = "defective"
		}
		answers = append(answers, Served{item, "flagged", Observation{Family: fmt.Sprint("F", i), G: .05, Correct: right, Sitting: i/3 + 1, Day: fmt.Sprint(i / 3)}})
	}
	q := Default.Review(answers)
	found := false
	for _, c := range q.Changed {
		if c.Person == "flagged" {
			found = true
			if c.Before.Status != Flagged || c.After.Status != Open || c.After.Items != c.Before.Items-1 || c.After.E >= c.Before.E {
				t.Errorf("before %s E %g (%d items), after %s E %g (%d items)", c.Before.Status, c.Before.E, c.Before.Items, c.After.Status, c.After.E, c.After.Items)
			}
			if !strings.Contains(c.Says(), "defective") {
				t.Error(c.Says())
			}
		}
	}
	if !found {
		t.Error("the decision of the flagged person did not change")
	}
}

// People who slip as often as the null allows on sound items seldom condemn one: the rate over many courses of 40 people
// is bounded. Fixed seed.
func TestSoundItemsStay(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	out, items := 0, 0
	for range 60 {
		var answers []Served
		for p := range 40 {
			for i := range 8 {
				answers = append(answers, Served{fmt.Sprint(i), fmt.Sprint(p), Observation{Family: fmt.Sprint(i), G: .05, Correct: rng.Float64() < .92, Sitting: i/4 + 1, Day: fmt.Sprint(i / 4)}})
			}
		}
		for _, i := range Default.Review(answers).Items {
			items++
			if i.Out {
				out++
			}
		}
	}
	if out*50 > items {
		t.Errorf("%d of %d sound items were put out", out, items)
	}
}
