package exercises

import (
	"context"
	"fmt"
	"math"
	"sort"

	"coronium/grading/compare"
)

// What is said of a program that fails and is like no known wrong one: each reason once, and the nearest facts.

// tellOnce marks the tests that fail for a reason that an earlier test tells already.
func (r *Report) tellOnce() {
	teller := map[string]string{}
	for i := range r.Tests {
		t := &r.Tests[i]
		if t.Passed || t.cause == "" {
			continue
		}
		if first, told := teller[t.cause]; told {
			t.Like, t.Message = first, fmt.Sprintf("It can't be judged, for the same reason as “%s”.", first)
			continue
		}
		teller[t.cause] = t.Name
	}
}

// told counts the tests that fail for the reason that a test tells, itself included.
func (r *Report) told(name string) int {
	n := 0
	for _, t := range r.Tests {
		if t.Like == name || t.Name == name && t.Like == "" {
			n++
		}
	}
	return n
}

// mostFacts bounds what is shown; three that differ are as many as one looks into.
const mostFacts = 3

// facts measures the exercise's observables on a failing program: those farthest from the reference with both values, and
// what is right in one line; and where the drawn trace leaves the reference.
func (g Grader) facts(ctx context.Context, b *bench, got []outputs, work Work, r *Report) error {
	if parting := r.parting(); parting != "" {
		r.Facts = append(r.Facts, Fact{Says: parting})
	}
	if len(b.observed) == 0 || !anyDone(got) {
		return nil
	}
	right, _, err := g.wrongPrints(ctx, b.plan, b.observed, work)
	if err != nil {
		return err
	}
	mine := measure(b.observed, got)
	type far struct {
		says     string
		distance float64
	}
	var differ []far
	var holds []string
	for i, o := range b.observed {
		if !o.answered(got) {
			continue // why there is no answer is told once already
		}
		one := []compare.Candidate{{Values: [][]float64{right[i]}}}
		distance := compare.Distances([][]float64{mine[i]}, []compare.Tolerance{o.tol}, one)[0].Distance
		if distance > 1 {
			differ = append(differ, far{o.inWords(mine[i], right[i]), distance})
		} else if what := firstText(o.Means, o.Of.Text); !containsText(holds, what) {
			holds = append(holds, what)
		}
	}
	sort.SliceStable(differ, func(i, j int) bool { return differ[i].distance > differ[j].distance })
	for _, d := range differ[:min(len(differ), mostFacts)] {
		r.Facts = append(r.Facts, Fact{Says: d.says})
	}
	if len(holds) > 0 {
		r.Facts = append(r.Facts, Fact{Says: sentence("as in the reference: " + joined(holds)), Holds: true})
	}
	return nil
}

// answered reports whether one of an observable's calls came back.
func (o observed) answered(got []outputs) bool {
	for _, u := range o.uses {
		if got[u.call].done {
			return true
		}
	}
	return false
}

func anyDone(got []outputs) bool {
	for _, o := range got {
		if o.done {
			return true
		}
	}
	return false
}

func joined(all []string) string {
	text := ""
	for i, s := range all {
		switch {
		case i == 0:
			text = s
		case i == len(all)-1:
			text += " and " + s
		default:
			text += ", " + s
		}
	}
	return text
}

// visible is the part of a trace's range by which two lines are seen to part in a figure.
const visible = .02

// parting says where the drawn trace first leaves the reference so far that one sees it.
func (r *Report) parting() string {
	for _, f := range r.Figures {
		if f.ID != "overlay" || len(f.Series) < 2 {
			continue
		}
		mine, ref := f.Series[0], f.Series[1]
		low, high := math.Inf(1), math.Inf(-1)
		for _, y := range ref.Y {
			low, high = math.Min(low, y), math.Max(high, y)
		}
		for k := range min(len(mine.X), len(ref.X)) {
			want := interpolateAt(mine.X[k], ref.X, ref.Y)
			if math.Abs(mine.Y[k]-want) > visible*(high-low) && !nearby(mine.X[k], mine.Y[k], ref, visible*(high-low)) {
				return fmt.Sprintf("In the figure your %s leaves the reference at %s = %s: %s for %s.", f.Y.Label, f.X.Label, withUnit(mine.X[k], f.X.Unit),
					compare.Format(mine.Y[k], 5, ""), compare.Format(want, 5, printedUnit(f.Y.Unit)))
			}
		}
	}
	return ""
}

// beside is the part of a figure's width by which a jump may be early or late: schemes that are all right reset a step apart.
const beside = .005

// nearby reports whether a line passes a point within a little of its place, so that nobody sees the two part.
func nearby(x, y float64, line Series, tolerance float64) bool {
	if len(line.X) < 2 {
		return false
	}
	reach := beside * (line.X[len(line.X)-1] - line.X[0])
	for i := 1; i < len(line.X); i++ {
		if line.X[i] < x-reach || line.X[i-1] > x+reach {
			continue
		}
		if low, high := math.Min(line.Y[i-1], line.Y[i]), math.Max(line.Y[i-1], line.Y[i]); y > low-tolerance && y < high+tolerance {
			return true
		}
	}
	return false
}
