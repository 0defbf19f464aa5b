package derive

import "math/big"

// A negative number has a power when the exponent is whole, so a law of powers that holds for positive bases can fail at single exponents:
// (a^b)^c is 1 at a = -1, b = 2, c = 1/2, and a^(b*c) is -1. Random exponents are never whole and small round ones rarely in the right combination.

// exponents worth combining: whole ones of both kinds, halves that become whole when doubled, and signs.
var roundExponents = []float64{2, 0.5, 1, 3, -1, 1.5, -2, -0.5, 4, 0.25}

// roundBases are of both signs, more often negative.
var roundBases = []float64{-1, -2, -0.5, -3, 2}

// roundPowers tries points with negative bases and round exponents. Points at which the sides agree are not counted: they are
// no domain.
func (c *comparison) roundPowers(count map[label]int) {
	bases, exponents := map[string]bool{}, map[string]bool{}
	for _, root := range []*node{c.a, c.b} {
		walk(root, func(n *node) bool {
			if n.op == opPow && len(free(n.args[1])) > 0 {
				for _, name := range free(n.args[0]) {
					bases[name] = true
				}
				for _, name := range free(n.args[1]) {
					exponents[name] = true
				}
			}
			return true
		})
	}
	if len(bases) == 0 || len(exponents) == 0 || c.t.quad || c.t.nested {
		return
	}
	found := 0
	for range 80 {
		p := c.s.draw(special)
		if p == nil || found == 4 {
			break
		}
		for _, name := range c.s.names {
			if d := c.st.scope.lookup(name); d != nil && d.integer {
				continue
			}
			switch {
			case exponents[name] && (!bases[name] || c.s.rng.IntN(2) == 0):
				p.values[name] = roundExponents[c.s.rng.IntN(len(roundExponents))]
			case bases[name]:
				p.values[name] = roundBases[c.s.rng.IntN(len(roundBases))]
			}
		}
		admitted := true
		for name := range p.values {
			admitted = admitted && c.s.admits(p, name)
		}
		if !admitted {
			continue
		}
		if tr := c.try(p); tr.label == differ || tr.label == onlyLeft || tr.label == onlyRight {
			c.trials = append(c.trials, tr)
			count[tr.label]++
			found++
		}
	}
}

// accidental reports whether a point lets a negative number have a power only because its exponent happens to be whole.
func (c *comparison) accidental(p *point) bool {
	regs, why := registersAt[*big.Float](c, realNumber[*big.Float]{big256}, p, 28)
	if why != fine {
		return false
	}
	for _, code := range c.t.code {
		if code.code == codePow && regs[code.a].Sign() < 0 && !c.st.integersOnly(c.t.nodes[code.b]) {
			return true
		}
	}
	return false
}
