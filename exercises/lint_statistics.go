package exercises

import (
	"math"

	"coronium/grading/compare"
)

// scatter checks that the seeds of every mean suffice: the scatter of the solution, root mean square over all variants,
// in units of what the author wants resolved, gives the probability that a right program is told "can't be told".
func (l *linter) scatter(variants []*Variant) {
	im := l.e.Implement
	alpha := compare.FalseFail / float64(max(1, im.statements()))
	squares, counts, seeds := map[*Statistic]float64{}, map[*Statistic]float64{}, map[*Statistic]int{}
	for _, v := range variants {
		if im.statements() == 0 || l.ctx.Err() != nil {
			return
		}
		b, err := v.layOut(false)
		if err != nil {
			return
		}
		j := &judge{ctx: l.ctx, plan: b.plan, references: l.g.references(b.plan, Work{Owner: "lint"})}
		if j.got, err = j.references.solution(l.ctx); err != nil {
			l.content(err)
			return
		}
		for _, t := range b.tests {
			for _, c := range t.cases {
				for i := range t.spec.Statistics {
					s := &t.spec.Statistics[i]
					if !s.Mean.Given() || !s.Resolves.Given() {
						continue
					}
					got, bad, err := j.eachSeed(s.Mean, c)
					resolves, e := numberIn(s.Resolves.Expr, c.uses[0].scope)
					if err != nil || e != nil || bad.Verdict != "" {
						continue // told by the test itself
					}
					squares[s] += variance(got) / (resolves * resolves)
					counts[s]++
					seeds[s] = len(got)
				}
			}
		}
	}
	for _, specs := range [][]TestSpec{im.Visible, im.Hidden} {
		for _, t := range specs {
			for i := range t.Statistics {
				s := &t.Statistics[i]
				if counts[s] == 0 {
					continue
				}
				part := math.Sqrt(squares[s] / counts[s])
				if p := compare.TooWide(seeds[s], part, 1, alpha); p > alpha {
					l.fault(s.Place, "test %q: on %d seeds a right program scatters too much to be told with probability %.2g, above its share %.2g; take more seeds or longer runs, or let resolves be at least %s times as wide",
						t.Name, seeds[s], p, alpha, compare.Format(enough(seeds[s], part, alpha), 2, ""))
				}
			}
		}
	}
}

// enough is the factor on resolves with which the seeds would suffice.
func enough(n int, part, alpha float64) float64 {
	factor := 1.0
	for compare.TooWide(n, part, factor, alpha) > alpha && factor < 1e6 {
		factor *= 1.02
	}
	return factor
}
