package understand

import (
	"slices"
	"strconv"
	"strings"
)

// alteration is a line of a derivation with one slip of the pen in it. Of is the group of symbols in which it lies, and To
// what became of it, so that later lines can be made to carry it.
type alteration struct {
	text   string
	of, to string
	says   string // "+ became -"
}

// alterations lists the slips that somebody may make on the right side of an equation: a sign, a factor, a power, a
// function, a symbol that stands for another of the same unit, a quotient turned over.
func alterations(header, line string) []alteration {
	_, right, ok := sides(line)
	if !ok {
		return nil
	}
	at := strings.LastIndex(line, right)
	list := tokensOf(right)
	units := declared(header)
	var all []alteration
	add := func(from, to int, by, says string) {
		lo, hi := group(right, list, from, to)
		changed := right[:from] + by + right[to:]
		all = append(all, alteration{text: line[:at] + changed + line[at+len(right):], of: right[lo:hi], to: changed[lo : hi+len(by)-(to-from)], says: says})
	}
	for i, t := range list {
		end := t.start + len(t.text)
		for _, by := range slips(list, i, units) {
			add(t.start, end, by, t.text+" became "+by)
		}
		if t.text == "/" && i > 0 && i+1 < len(list) && list[i-1].text == ")" && list[i+1].text == "(" { // a quotient of brackets
			open, shut := matching(list, i-1, -1), matching(list, i+1, 1)
			if open >= 0 && shut >= 0 {
				a, b := right[list[open].start:list[i-1].start+1], right[list[i+1].start:list[shut].start+1]
				add(list[open].start, list[shut].start+1, b+"/"+a, "the quotient was turned over")
			}
		}
	}
	return all
}

// mistaken are functions that are taken for each other.
var mistaken = map[string]string{"sinh": "cosh", "cosh": "sinh", "sin": "cos", "cos": "sin", "tanh": "tan", "erf": "erfc", "erfc": "erf"}

// slips proposes other texts for one token.
func slips(list []token, i int, units map[string]string) []string {
	t := list[i]
	before := token{}
	if i > 0 {
		before = list[i-1]
	}
	switch {
	case t.text == "+":
		return []string{"-"}
	case t.text == "-" && (i == 0 || before.text == "(" || before.text == ","): // a leading minus is dropped
		return []string{""}
	case t.text == "-":
		return []string{"+"}
	case t.text == "*":
		return []string{"/"}
	case t.kind == 'd':
		v, err := strconv.Atoi(t.text)
		if err != nil || v < 2 {
			return nil // nobody writes 2 for 1
		}
		return []string{strconv.Itoa(v + 1)}
	case t.kind == 'n' && mistaken[t.text] != "":
		return []string{mistaken[t.text]}
	case t.kind == 'n':
		var others []string
		unit, ok := units[t.text]
		if !ok {
			return nil
		}
		for name, u := range units {
			if name != t.text && u == unit {
				others = append(others, name)
			}
		}
		slices.Sort(others)
		var inUse []string // a symbol that stands in the line is likelier than one that does not
		for _, o := range others {
			if slices.ContainsFunc(list, func(x token) bool { return x.text == o }) {
				inUse = append(inUse, o)
			}
		}
		if len(inUse) == 0 && len(others) > 0 {
			inUse = others[:1]
		}
		return inUse[:min(len(inUse), 2)]
	}
	return nil
}

// matching finds the bracket that belongs to the one at i, looking in a direction; -1 if there is none.
func matching(list []token, i, step int) int {
	depth := 0
	for ; i >= 0 && i < len(list); i += step {
		switch list[i].text {
		case "(":
			depth++
		case ")":
			depth--
		}
		if depth == 0 {
			return i
		}
	}
	return -1
}

// group is the smallest bracket around a part of a formula, with a function's name before it; the whole formula if there is
// none.
func group(text string, list []token, from, to int) (lo, hi int) {
	var open []int
	lo, hi = 0, len(text)
	for i, t := range list {
		switch t.text {
		case "(":
			open = append(open, i)
		case ")":
			if len(open) == 0 {
				return 0, len(text)
			}
			begin := open[len(open)-1]
			open = open[:len(open)-1]
			if start := list[begin].start; start < from && t.start >= to && t.start+1-start < hi-lo {
				if begin > 0 && list[begin-1].kind == 'n' {
					start = list[begin-1].start
				}
				lo, hi = start, t.start+1
			}
		}
	}
	return lo, hi
}

// carry puts an alteration of line k into the lines behind it wherever the same group stands there too.
func (a alteration) carry(lines []Statement, k int) []Statement {
	out := slices.Clone(lines)
	out[k].Text = a.text
	if len(squeezed(a.of)) < 5 {
		return out
	}
	for i := k + 1; i < len(out); i++ {
		if out[i].Premise {
			continue
		}
		out[i].Text = strings.ReplaceAll(out[i].Text, a.of, a.to)
		out[i].Rule = strings.ReplaceAll(out[i].Rule, a.of, a.to)
	}
	return out
}

// wholes are the lines as they are typed.
func wholes(lines []Statement) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.whole()
	}
	return out
}
