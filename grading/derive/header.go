package derive

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// Problem is the header of a derivation: what is declared, assumed, defined,
// given and sought. It is immutable after ParseProblem and may be used by many
// goroutines.
type Problem struct {
	Name        string
	Assumptions []string // as written
	Goals       []Goal
	Givens      []string // premises stated in the header; empty: lines marked given are taken
	scope       *scope
	givens      []*node
}

// Goal is a statement to be reached; Weight is its share of the marks.
type Goal struct {
	Text   string // the statement
	Name   string
	Weight float64
	Sim    string  // model of the sweep, "" for none
	Sweep  string  // parameter that is swept
	From   float64 // in the declared unit
	To     float64
	node   *node
}

// maxFileBytes bounds a whole derivation.
const maxFileBytes = 256 << 10

// ParseProblem reads the header of a derivation; numbered lines in the text
// are not looked at. Errors name the line of the text and the position in it.
func ParseProblem(text string) (*Problem, error) {
	d, err := parseFile(text)
	if err != nil {
		return nil, err
	}
	return d.problem, nil
}

// headerLine is one line of the header with its place in the file.
type headerLine struct {
	keyword, rest string
	line          int
}

var keywords = []string{"problem", "var", "fun", "assume", "let", "goal", "complex", "given", "milestone"}

// splitKeyword recognises a header line.
func splitKeyword(line string) (keyword, rest string, ok bool) {
	word, rest, _ := strings.Cut(line, " ")
	for _, k := range keywords {
		if word == k {
			return k, strings.TrimSpace(rest), true
		}
	}
	return "", "", false
}

// readHeader builds the problem: declarations first, then definitions, then
// assumptions, so that their order in the text does not matter.
func readHeader(lines []headerLine) (*Problem, error) {
	p := &Problem{scope: newScope()}
	p.scope.explicit = true
	steps := []struct {
		keyword string
		read    func(string) error
	}{
		{"problem", p.setName},
		{"complex", p.setComplex},
		{"var", func(s string) error { return everyItem("var", s, p.scope.declareOnce) }},
		{"fun", func(s string) error { return everyItem("fun", s, p.scope.declareFunOnce) }},
		{"let", p.defineSound},
		{"assume", func(s string) error {
			p.Assumptions = append(p.Assumptions, splitTop(s)...)
			return everyItem("assume", s, p.assumeSound)
		}},
		{"given", p.addGiven},
		{"goal", p.addGoal},
		{"milestone", p.addGoal},
	}
	for _, step := range steps {
		for _, l := range lines {
			if l.keyword != step.keyword {
				continue
			}
			if err := step.read(l.rest); err != nil {
				return nil, inLine(atKeyword(err, l), l.line)
			}
		}
	}
	return p, nil
}

// inLine adds the line of the file to an input error.
func inLine(err error, line int) error {
	if e, ok := err.(*InputError); ok && e.Line == 0 {
		f := *e
		f.Line = line
		return &f
	}
	return err
}

func eachItem(list string, read func(string) error) error {
	for _, item := range splitTop(list) {
		if strings.TrimSpace(item) == "" {
			continue
		}
		if err := read(strings.TrimSpace(item)); err != nil {
			return err
		}
	}
	return nil
}

// splitTop splits at the commas that stand outside brackets.
func splitTop(s string) []string {
	var parts []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, strings.TrimSpace(s[from:i]))
				from = i + 1
			}
		}
	}
	return append(parts, strings.TrimSpace(s[from:]))
}

var (
	varPattern  = regexp.MustCompile(`^(?:([-+]?[0-9./]+)\s*(<=|<)\s*)?([\p{L}_][\p{L}0-9_]*)\s*(.*)$`)
	unitPattern = regexp.MustCompile(`^:\s*([^<>!=]*?)\s*((?:integer|complex|real|positive)\b.*|[<>!=].*|)$`)
	boundOp     = regexp.MustCompile(`<=|>=|!=|<|>|=`)
)

// declareVar reads one item of var: "tau:ms >0", "n integer >0",
// "0 < p < 1", "z complex".
func (s *scope) declareVar(item string) error {
	m := varPattern.FindStringSubmatch(item)
	if m == nil {
		return &InputError{Text: item, To: len(item), What: "this is not a declaration", Mend: "write for example var tau:ms >0"}
	}
	if item == "complex" {
		s.complex = true
		return nil
	}
	name, err := s.newName(item, m[3])
	if err != nil {
		return err
	}
	d := s.declare(name)
	rest := strings.TrimSpace(m[4])
	if strings.HasPrefix(rest, ":") {
		u := unitPattern.FindStringSubmatch(rest)
		if u != nil && strings.TrimSpace(u[1]) == "" {
			at := strings.Index(item, ":")
			return &InputError{Text: item, At: at, To: at + 1, What: "a unit is missing after the colon", Mend: "write for example " + name + ":mV, or leave the colon out for a number"}
		}
		if u == nil {
			return &InputError{Text: item, To: len(item), What: "this declaration can't be read", Mend: "write for example var tau:ms >0"}
		}
		if d.dim, err = ParseUnit(u[1]); err != nil {
			e := *err.(*InputError)
			e.What += " (of " + name + ")"
			return &e
		}
		d.unit, d.unitSaid = u[1], true
		rest = u[2]
	}
	for _, word := range []string{"integer", "complex", "real", "positive"} {
		if after, ok := strings.CutPrefix(rest, word); ok {
			rest = strings.TrimSpace(after)
			switch word {
			case "integer":
				d.integer = true
			case "complex":
				d.complex, s.complex = true, true
			case "positive":
				d.bound(">", new(big.Rat))
			}
		}
	}
	if m[1] != "" {
		rest = flip(m[2]) + m[1] + " " + rest
	}
	return s.bounds(d, item, rest)
}

// newName checks that a name may be declared and spells Greek by name.
func (s *scope) newName(item, raw string) (string, error) {
	toks, err := tokens(raw)
	if err != nil || len(toks) != 2 {
		return "", &InputError{Text: item, To: len(raw), What: fmt.Sprintf("%q is not a name", raw), Mend: "names are Latin or Greek letters, digits and _"}
	}
	name := toks[0].text
	if reserved[name] {
		at := strings.Index(item, raw)
		return "", &InputError{Text: item, At: at, To: at + len(raw), What: fmt.Sprintf("%s is a constant or a function and can't be declared", name), Mend: fmt.Sprintf("use another name, such as %s_1", name)}
	}
	return name, nil
}

// bounds reads "> 0", ">= 0 < 5", "!= 0"; what is not a number becomes an
// assumption.
func (s *scope) bounds(d *declaration, item, rest string) error {
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		at := boundOp.FindStringIndex(rest)
		if at == nil || at[0] != 0 || rest[:at[1]] == "=" {
			return &InputError{Text: item, At: len(item) - len(rest), To: len(item), What: "this part of the declaration can't be read", Mend: "write name:unit >0, or name integer >0"}
		}
		rel := rest[:at[1]]
		rest = rest[at[1]:]
		text := rest
		if next := boundOp.FindStringIndex(rest); next != nil {
			text, rest = rest[:next[0]], rest[next[0]:]
		} else {
			rest = ""
		}
		if x, ok := new(big.Rat).SetString(strings.TrimSpace(text)); ok {
			d.bound(rel, x)
			continue
		}
		if err := s.assumeText(d.name + rel + text); err != nil {
			return err
		}
	}
	return nil
}

func flip(rel string) string {
	return map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!=", "~": "~"}[rel]
}

var funPattern = regexp.MustCompile(`^([\p{L}_][\p{L}0-9_]*)\s*\(\s*([^()]*?)\s*\)\s*(.*)$`)

// declareFun reads one item of fun: "V(t):mV", "p(V):1/mV >0", "S(x)".
func (s *scope) declareFun(item string) error {
	m := funPattern.FindStringSubmatch(item)
	if m == nil {
		return &InputError{Text: item, To: len(item), What: "this is not the declaration of a function", Mend: "write for example fun V(t):mV"}
	}
	name, err := s.newName(item, m[1])
	if err != nil {
		return err
	}
	if _, isBuiltin := builtins[name]; (isBuiltin || operators[name]) && !s.knows(name) {
		return &InputError{Text: item, To: len(m[1]), What: fmt.Sprintf("%s is a function already and can't be declared again", name), Mend: "use another name"}
	}
	d := s.declare(name)
	var params []string
	for _, raw := range strings.Split(m[2], ",") {
		p, err := s.newName(item, strings.TrimSpace(raw))
		if err != nil {
			return err
		}
		s.declareReal(p)
		params = append(params, p)
	}
	d.params = params
	if m[3] == "" {
		return nil
	}
	unit, sign := *d, name+" "+m[3]
	if err := s.declareVar(sign); err != nil {
		return err
	}
	d.params = params
	if !strings.HasPrefix(m[3], ":") {
		d.dim, d.unit = unit.dim, unit.unit
	}
	return nil
}

// define reads "x = expr" of a let.
func (s *scope) define(text string) error {
	left, right, ok := strings.Cut(text, "=")
	if !ok || strings.TrimSpace(left) == "" {
		return &InputError{Text: text, To: len(text), What: "a definition needs a name, = and an expression", Mend: "write let x = a/b"}
	}
	name, err := s.newName(text, strings.TrimSpace(left))
	if err != nil {
		return err
	}
	if s.lets[name] != nil {
		return &InputError{Text: text, To: len(left), What: name + " is defined twice", Mend: "use another name"}
	}
	n, err := parse(strings.TrimSpace(right), s)
	if err != nil {
		return err
	}
	if dependsOn(n, name) {
		return &InputError{Text: text, To: len(text), What: name + " is defined by itself", Mend: "write an equation as a line instead"}
	}
	d := s.declare(name)
	if dim, err := s.dimensionOf(n); err == nil && !d.unitSaid {
		if dim.known {
			d.dim = dim.dim
		}
	}
	s.lets[name] = n
	s.letOrder = append(s.letOrder, name)
	return nil
}

// assumeText reads one assumption and remembers bounds it sets on a name.
func (s *scope) assumeText(text string) error {
	n, err := parse(text, s)
	if err != nil {
		return err
	}
	if n.op != opRel && n.op != opAnd && n.op != opOr {
		return &InputError{Text: text, To: len(text), What: "an assumption is an equation or an inequality", Mend: "write for example x > 0"}
	}
	if name, value, ok := isolated(n); ok && n.args[0].op == opSym && s.lets[name] == nil {
		s.lets[name] = value // "assume x = 2" puts 2 for x everywhere
		s.letOrder = append(s.letOrder, name)
		return nil
	}
	s.assume = append(s.assume, n)
	s.noteBounds(n)
	return nil
}

// noteBounds turns "x > 0" and "0 < p < 1" into intervals of the names.
func (s *scope) noteBounds(n *node) {
	if n.op == opAnd {
		for _, a := range n.args {
			s.noteBounds(a)
		}
		return
	}
	if n.op != opRel {
		return
	}
	l, r, rel := n.args[0], n.args[1], n.name
	if r.op == opSym {
		l, r, rel = r, l, flip(rel)
	}
	if x, ok := r.value(); ok && l.op == opSym {
		if d := s.lookup(l.name); d != nil {
			d.bound(rel, x)
		}
	}
}

func (p *Problem) addGiven(text string) error {
	n, err := parse(text, p.scope)
	if err != nil {
		return err
	}
	if err := p.scope.sound(n, text, "what is given", "V = E_L"); err != nil {
		return err
	}
	p.Givens = append(p.Givens, text)
	p.givens = append(p.givens, n)
	return nil
}

var (
	goalName   = regexp.MustCompile(`\s+as\s+([\w-]+)`)
	goalWeight = regexp.MustCompile(`\s+weight\s+([0-9.]+)\s*%?`)
	goalCheck  = regexp.MustCompile(`\s+check\s+sim=([\w-]+)(?:\s+sweep\s+(\w+)=([-+.0-9e]+)\.\.([-+.0-9e]+?))?\s*$`)
)

// addGoal reads "f = … as NAME weight 3 check sim=lif sweep I=2..8".
func (p *Problem) addGoal(text string) error {
	g := Goal{Weight: 1}
	whole := text
	if m := goalCheck.FindStringSubmatchIndex(text); m != nil {
		s := goalCheck.FindStringSubmatch(text)
		g.Sim, g.Sweep = s[1], s[2]
		fmt.Sscan(s[3], &g.From)
		fmt.Sscan(s[4], &g.To)
		if s[2] != "" && !(g.From < g.To) {
			return &InputError{Text: whole, At: m[4], To: len(whole), What: "the sweep does not rise", Mend: "write the lower end first: sweep I=2..8"}
		}
		text = text[:m[0]]
	}
	if m := goalWeight.FindStringSubmatchIndex(text); m != nil {
		fmt.Sscan(text[m[2]:m[3]], &g.Weight)
		text = text[:m[0]] + text[m[1]:]
	}
	if m := goalName.FindStringSubmatchIndex(text); m != nil {
		g.Name = text[m[2]:m[3]]
		text = text[:m[0]] + text[m[1]:]
	}
	if err := leftover(whole, text); err != nil {
		return err
	}
	g.Text = strings.TrimSpace(text)
	// A goal may introduce the name that it is about: "goal f = …".
	if name, _, ok := strings.Cut(g.Text, "="); ok {
		p.declareNew(strings.TrimSpace(name))
	} else if name, _, ok := strings.Cut(g.Text, "~"); ok {
		p.declareNew(strings.TrimSpace(name))
	}
	n, err := parse(g.Text, p.scope)
	if err != nil {
		return err
	}
	if err := p.scope.sound(n, g.Text, "a goal", "T = tau*log(2)"); err != nil {
		return err
	}
	g.node = n
	p.Goals = append(p.Goals, g)
	return nil
}

var plainName = regexp.MustCompile(`^[\p{L}_][\p{L}0-9_]*$`)

// declareNew declares a name that stands alone on a left side; its unit is
// taken from the other side when that is checked.
func (p *Problem) declareNew(name string) {
	if !plainName.MatchString(name) || reserved[name] || p.scope.knows(name) {
		return
	}
	d := p.scope.declare(name)
	d.auto = true
}
