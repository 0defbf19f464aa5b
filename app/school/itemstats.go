package school

import (
	"math"
	"slices"
	"strings"
	"time"
)

// stats describes every kind of item of an exercise, by family and kind.
func (r reviewed) stats(records []KindRecord) []ItemStat {
	found := map[string]KindRecord{}
	for _, rec := range records {
		found[rec.Kind] = rec
	}
	var out []ItemStat
	for kind, items := range r.items {
		stat := ItemStat{Exercise: r.assignment.Title, Family: items[0].Family, Kind: kind, Guess: items[0].G, RightOfCleared: 1}
		var took []time.Duration
		for _, it := range items {
			stat.Asked++
			if it.Correct {
				stat.Right++
			}
			stat.Out = stat.Out || it.Void
			took = append(took, it.Answered.Sub(it.Served))
		}
		slices.Sort(took)
		stat.Median = took[len(took)/2]
		if rec, ok := found[kind]; ok && rec.Cleared > 0 {
			stat.Cleared, stat.RightOfCleared = rec.Cleared, 1-float64(rec.Missed)/float64(rec.Cleared)
			stat.Out = stat.Out || rec.Out
		}
		stat.Discrimination = r.discrimination(kind)
		out = append(out, stat)
	}
	slices.SortFunc(out, func(a, b ItemStat) int {
		if a.Family != b.Family {
			if len(a.Family) != len(b.Family) {
				return len(a.Family) - len(b.Family) // C5 before C16
			}
			return strings.Compare(a.Family, b.Family)
		}
		return strings.Compare(a.Kind, b.Kind)
	})
	return out
}

// discrimination correlates, over answers to one kind, being right with the share of the same person's other answers that
// are right (the corrected item–total correlation of test theory).
func (r reviewed) discrimination(kind string) float64 {
	type tally struct{ right, all float64 }
	others := map[PersonID]tally{}
	for _, v := range r.served {
		if v.Kind == kind {
			continue
		}
		t := others[v.Person]
		t.all++
		if v.Correct {
			t.right++
		}
		others[v.Person] = t
	}
	var x, y []float64
	for _, v := range r.served {
		t := others[v.Person]
		if v.Kind != kind || t.all == 0 {
			continue
		}
		right := 0.0
		if v.Correct {
			right = 1
		}
		x, y = append(x, right), append(y, t.right/t.all)
	}
	return correlation(x, y)
}

// correlation is Pearson's, 0 where one side does not vary.
func correlation(x, y []float64) float64 {
	n := float64(len(x))
	if n < 3 {
		return 0
	}
	var mx, my float64
	for i := range x {
		mx += x[i] / n
		my += y[i] / n
	}
	var xy, xx, yy float64
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}
