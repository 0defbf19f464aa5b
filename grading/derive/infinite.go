package derive

import (
	"fmt"
	"math"
	"math/big"
)

// growth is what a limit's body does on one side of its point.
type growth struct {
	value    float64 // the last value
	sign     int     // of a value that grows beyond bounds, else 0
	settles  bool
	computed bool
}

// approaching evaluates a limit's body nearer and nearer to its point.
func (st *setting) approaching(n *node, p *point, side int) growth {
	t, err := compile(st.scope, n)
	if err != nil || t.quad {
		return growth{}
	}
	k := realNumber[*big.Float]{big512}
	in, ok := inputs[*big.Float](k, t, p)
	if !ok {
		return growth{}
	}
	for _, steps := range limitSteps {
		var v [3]float64
		good := true
		for i, h := range steps {
			m := &machine[*big.Float]{k: k, budget: st.budget, digits: 28, models: p.models, scope: st.scope, step: h, from: side}
			x, f := m.value(t, in)
			if good = good && f == noFailure; !good {
				break
			}
			v[i] = k.float(x)
		}
		if !good {
			continue
		}
		g := growth{value: v[2], computed: true}
		d1, d2 := math.Abs(v[1]-v[0]), math.Abs(v[2]-v[1])
		g.settles = d2 <= 1e-9*math.Abs(v[2]) || d2 < 0.7*d1
		if math.IsInf(v[2], 0) && v[1]*v[2] > 0 && math.Abs(v[1]) > 1.2*math.Abs(v[0]) {
			g.sign = 1
			if v[2] < 0 {
				g.sign = -1
			}
			return g
		}
		if v[0]*v[1] > 0 && v[1]*v[2] > 0 && math.Abs(v[1]) > 1.2*math.Abs(v[0]) && math.Abs(v[2]) > 1.2*math.Abs(v[1]) && !g.settles {
			g.sign = 1
			if v[2] < 0 {
				g.sign = -1
			}
		}
		return g
	}
	return growth{}
}

// limitsExist refuses a two-sided limit whose sides differ: it has no value
// anywhere.
func (st *setting) limitsExist(n *node) error {
	var found error
	walk(n, func(m *node) bool {
		if m.op != opLim || m.name != "" || infinite(m.args[2]) || found != nil {
			return found == nil
		}
		s, err := st.sampler(m)
		if err != nil {
			return false
		}
		for i := range 3 {
			p := s.draw([]sampling{special, positives, anySign}[i])
			if p == nil {
				return false
			}
			right, left := st.approaching(m, p, 1), st.approaching(m, p, -1)
			if !right.computed || !left.computed {
				return false
			}
			apart := math.Abs(right.value-left.value) > 1e-4*(math.Abs(right.value)+math.Abs(left.value)) && right.settles && left.settles && right.value*right.value+left.value*left.value > 1e-12
			if !apart && right.sign == left.sign {
				return false
			}
			found = &InputError{Text: m.String(), To: len(m.String()), What: fmt.Sprintf("this limit does not exist: from the left it goes to %s, from the right to %s", left, right), Mend: "take it from one side: lim(f, x, a+) or lim(f, x, a-)"}
		}
		return false
	})
	return found
}

func (g growth) String() string {
	switch {
	case g.sign > 0:
		return "inf"
	case g.sign < 0:
		return "-inf"
	}
	return short(g.value)
}

// compareInfinite compares with inf or -inf: a limit may be infinite.
func (st *setting) compareInfinite(a, b *node) (outcome, error) {
	if infinite(a) && infinite(b) {
		return outcome{verdict: Different, why: "the infinities have opposite signs"}, nil
	}
	want, n := a, b
	if infinite(b) {
		want, n = b, a
	}
	sign := 1
	if want.op == opNeg {
		sign = -1
	}
	t, err := compile(st.scope, n)
	if err != nil {
		return outcome{}, err
	}
	if !t.limits {
		return outcome{verdict: Different, why: "one side is infinite, the other a number"}, nil
	}
	if err := st.limitsExist(n); err != nil {
		return outcome{}, err
	}
	s, err := st.sampler(n)
	if err != nil {
		return outcome{}, err
	}
	good := 0
	for i := range 12 {
		p := s.draw(schedule[i%len(schedule)])
		if p == nil {
			continue
		}
		g := st.approaching(n, p, 1)
		switch {
		case g.computed && g.sign == sign:
			good++
		case g.computed && (g.settles || g.sign == -sign):
			return outcome{verdict: Different, at: p, left: g.value, right: g.value, why: "the limit is " + g.String()}, nil
		}
		if len(s.names) == 0 {
			break
		}
	}
	if good >= minimumPoints || good > 0 && len(s.names) == 0 {
		return outcome{verdict: Supported}, nil
	}
	return outcome{verdict: Unknown, why: "the limit could not be evaluated near its point"}, nil
}
