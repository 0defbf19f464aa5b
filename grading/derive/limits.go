package derive

import (
	"math"
	"math/big"

	"coronium/grading/derive/precise"
)

// A limit is never computed as such: both sides are evaluated at distances
// h1 > h2 > h3 from the point and their difference must die away with h. That
// supports a claim; it does not prove it. Exponentials keep some limits at
// infinity from being evaluated far out; nearer distances are tried then.
var limitSteps = [][]float64{
	{1e-8, 1e-16, 1e-24},
	{1e-3, 1e-5, 1e-7},
	{1. / 50, 1. / 200, 1. / 800},
}

var nestedSteps = [][]float64{
	{1e-2, 1e-3, 1e-4},
	{.1, .02, .004},
}

// supported compares two expressions that hold limits.
func (c *comparison) supported() (outcome, error) {
	for _, n := range []*node{c.a, c.b} {
		if err := c.st.limitsExist(n); err != nil {
			return outcome{}, err
		}
	}
	agreeing, differing, missing := 0, 0, 0
	var at *trial
	for i := 0; i < 24 && agreeing < 8 && differing < 3; i++ {
		p := c.s.draw(schedule[i%len(schedule)])
		if p == nil {
			if i > 4 && agreeing+differing+missing == 0 && !c.st.budget.exhausted {
				return outcome{}, errContradiction
			}
			continue
		}
		tr := c.approach(p)
		switch tr.label {
		case agree:
			agreeing++
		case differ:
			differing++
			if at == nil {
				at = &tr
			}
		default:
			missing++
		}
		c.trials = append(c.trials, tr)
		if c.st.budget.exhausted || len(c.s.names) == 0 && tr.label != unclear {
			break
		}
	}
	switch {
	case differing > 0 && agreeing >= 2:
		if o, ok := c.conditional(); ok {
			return o, nil
		}
		fallthrough
	case differing > 0:
		best := c.nicest(*at)
		return outcome{verdict: Different, at: best.p, left: best.left, right: best.right}, nil
	case agreeing >= minimumPoints || len(c.s.names) == 0 && agreeing > 0:
		return outcome{verdict: Supported}, nil
	case c.st.budget.exhausted:
		return outcome{verdict: Unknown, why: "the limit took too long to evaluate"}, nil
	}
	return outcome{verdict: Unknown, why: "the limit could not be evaluated near its point"}, nil
}

// approach evaluates the difference along the steps, from both sides where
// the limit has no side.
func (c *comparison) approach(p *point) trial {
	first := c.fromSide(p, 1)
	if !twoSided(c.t) || first.label == differ {
		return first
	}
	second := c.fromSide(p, -1)
	switch {
	case first.label == agree && second.label == unclear && !c.exists(p, -1):
		return first
	case first.label == unclear && second.label == agree && c.exists(p, 1):
		return first // it grows beyond bounds there
	}
	return second
}

func twoSided(t *tape) bool {
	for i := range t.code {
		if o := t.code[i].sub; o != nil {
			if t.code[i].code == codeLimit && o.side == "" && o.loInf == 0 || twoSided(o.body) {
				return true
			}
		}
	}
	return false
}

// exists is false when the body is undefined on one side of the point, as
// sqrt(x) on the left of 0: the limit is then taken from the other.
func (c *comparison) exists(p *point, side int) bool {
	k := realNumber[*big.Float]{big256}
	_, _, why := c.sides(k, p, 1e-8, side, 28)
	return why != undefined
}

func (c *comparison) fromSide(p *point, side int) trial {
	tr := trial{p: p, label: unclear}
	if c.t.quad {
		for _, steps := range nestedSteps {
			if l, ok := alongSteps[precise.DD](c, realNumber[precise.DD]{precise.DoubleDouble{}}, &tr, steps, side, 13); ok {
				tr.label = l
				return tr
			}
		}
		return tr
	}
	for _, steps := range limitSteps {
		if l, ok := alongSteps[*big.Float](c, realNumber[*big.Float]{big512}, &tr, steps, side, 40); ok {
			tr.label = l
			return tr
		}
	}
	return tr
}

// alongSteps decides from the differences at three distances.
func alongSteps[F any](c *comparison, k numeric[F], tr *trial, steps []float64, side, digits int) (label, bool) {
	var d, s [3]float64
	for i, h := range steps {
		a, b, why := sidesAt(c, k, tr.p, h, side, digits)
		if why != fine {
			return unclear, false
		}
		d[i], s[i] = k.size(k.sub(a, b)), math.Max(k.size(a), k.size(b))
		tr.left, tr.right = k.float(a), k.float(b)
		if math.IsInf(d[i], 0) || math.IsInf(s[i], 0) {
			return unclear, false
		}
	}
	floor := 1e-100 // rounding at 576 bits, magnified by 1/h
	if digits < 20 {
		floor = 1e-10
	}
	if d[2] <= floor*s[2] {
		return agree, true
	}
	ratio := steps[1] / steps[2]
	least := math.Pow(ratio, 0.4) // a square root of the distance passes
	if ratio < 1e4 {
		least = math.Pow(ratio, 0.7) // over few decades only a clear power does
	}
	scale := math.Max(s[2], 1e-6*s[0])
	switch {
	case d[2] < d[1] && d[1] < d[0] && d[1]/d[2] > least && d[2] < 0.02*scale:
		return agree, true
	case d[2] < d[1] && d[1] < d[0] && d[1]/d[2] > least && s[2] < s[1] && s[1] < s[0]:
		return agree, true // both sides go to zero
	case d[2] < d[1] && d[1]/d[2] > 1.15:
		return unclear, true // a slow decay, as of 1/log: no verdict
	}
	return differ, true
}

func (c *comparison) sides(k numeric[*big.Float], p *point, h float64, side, digits int) (a, b *big.Float, why status) {
	return sidesAt(c, k, p, h, side, digits)
}

func sidesAt[F any](c *comparison, k numeric[F], p *point, h float64, side, digits int) (a, b F, why status) {
	in, ok := inputs(k, c.t, p)
	if !ok {
		return a, b, unsure
	}
	m := &machine[F]{k: k, budget: c.st.budget, digits: digits, models: p.models, scope: c.st.scope, step: h, from: side}
	regs, f := m.run(c.t, in)
	if f != noFailure {
		return a, b, f.why
	}
	return regs[c.t.outputs[0]], regs[c.t.outputs[1]], fine
}
