package derive

import (
	"math/big"
	"sort"
	"strings"
)

// declaration is what is known of a name: its unit, what it depends on, and
// where its values lie.
type declaration struct {
	name     string
	unit     string
	dim      Dimension
	unitSaid bool
	params   []string // of a function: fun V(t)
	integer  bool
	complex  bool
	nonzero  bool
	lo, hi   *big.Rat // nil: unbounded
	loOpen   bool     // strict bound
	hiOpen   bool
	auto     bool // not declared by anyone, taken to be a real number
}

func (d *declaration) positive() bool {
	return d.lo != nil && d.lo.Sign() >= 0 && (d.loOpen || d.lo.Sign() > 0)
}
func (d *declaration) nonnegative() bool { return d.lo != nil && d.lo.Sign() >= 0 }

// bound narrows the interval of a declaration by "name rel x".
func (d *declaration) bound(rel string, x *big.Rat) {
	switch rel {
	case ">", ">=":
		if d.lo == nil || x.Cmp(d.lo) > 0 || x.Cmp(d.lo) == 0 && rel == ">" {
			d.lo, d.loOpen = x, rel == ">"
		}
	case "<", "<=":
		if d.hi == nil || x.Cmp(d.hi) < 0 || x.Cmp(d.hi) == 0 && rel == "<" {
			d.hi, d.hiOpen = x, rel == "<"
		}
	case "!=":
		if x.Sign() == 0 {
			d.nonzero = true
		}
	}
}

// scope is the set of declared names with lets and assumptions.
type scope struct {
	decls    map[string]*declaration
	order    []string
	lets     map[string]*node // raw definitions, already parsed
	letOrder []string
	assume   []*node // relations (and/or trees)
	complex  bool
	auto     bool // undeclared names are real variables (pairs)
	explicit bool // someone declared names; near misses are then errors
}

func newScope() *scope {
	return &scope{decls: map[string]*declaration{}, lets: map[string]*node{}}
}

func (s *scope) lookup(name string) *declaration { return s.decls[name] }
func (s *scope) knows(name string) bool          { return s.decls[name] != nil }

func (s *scope) declare(name string) *declaration {
	if d := s.decls[name]; d != nil {
		d.auto = false
		return d
	}
	d := &declaration{name: name, dim: Dimensionless}
	s.decls[name] = d
	s.order = append(s.order, name)
	return d
}

func (s *scope) declareReal(name string) {
	if s.decls[name] == nil {
		s.declare(name).auto = true
	}
}

// names are the declared names, not those taken up on the way.
func (s *scope) names() []string {
	var out []string
	for _, n := range s.order {
		if !s.decls[n].auto {
			out = append(out, n)
		}
	}
	return out
}

// independent is the variable by which ' differentiates name: the parameter
// of its function, else t.
func (s *scope) independent(name string) string {
	if d := s.decls[name]; d != nil && len(d.params) > 0 {
		return d.params[0]
	}
	return "t"
}

// units are the declared units, for naming dimensions in messages.
func (s *scope) units() []namedUnit {
	var out []namedUnit
	seen := map[Dimension]bool{}
	for _, n := range s.order {
		d := s.decls[n]
		if d.unit != "" && d.dim != Dimensionless && !seen[d.dim] {
			seen[d.dim] = true
			out = append(out, namedUnit{d.unit, d.dim})
		}
	}
	return out
}

// split writes an undeclared name as a product of declared ones ("RI" as
// R*I), longest names first; "" if it does not split.
func (s *scope) split(name string) string {
	names := s.names()
	sort.Slice(names, func(i, j int) bool { return len(names[i]) > len(names[j]) })
	var parts []string
	var try func(rest string) bool
	try = func(rest string) bool {
		if rest == "" {
			return true
		}
		for _, n := range names {
			if strings.HasPrefix(rest, n) {
				parts = append(parts, n)
				if try(rest[len(n):]) {
					return true
				}
				parts = parts[:len(parts)-1]
			}
		}
		return false
	}
	if len(name) > 40 || !try(name) || len(parts) < 2 {
		return ""
	}
	return strings.Join(parts, "*")
}

// nearest finds a declared name that differs by case, an underscore, or one
// letter; "" if none does.
func nearest(name string, names []string) string {
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", "")) }
	for _, n := range names {
		if plain(n) == plain(name) {
			return n
		}
	}
	if len(name) < 3 {
		return ""
	}
	for _, n := range names {
		if len(n) >= 3 && oneEdit(name, n) {
			return n
		}
	}
	return ""
}

// oneEdit reports whether one letter was added, dropped, or changed, or two
// neighbours were exchanged.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return false
	}
	return a[i+1:] == b[i+1:] || i+2 <= len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
