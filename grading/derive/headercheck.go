package derive

import (
	"fmt"
	"regexp"
	"strings"
)

// What a header must not say silently: declarations that contradict each other,
// premises that break dimensions, words that are almost keywords.

func (p *Problem) setName(text string) error {
	if p.Name != "" && text != p.Name {
		return &InputError{Text: text, To: len(text), What: "the problem has a name already: " + p.Name, Mend: "keep one of the two lines"}
	}
	p.Name = text
	return nil
}

func (p *Problem) setComplex(text string) error {
	if text != "" {
		return &InputError{Text: text, To: len(text), What: "the word complex stands alone; it frees i", Mend: "write var " + text + " complex for a complex variable"}
	}
	p.scope.complex = true
	return nil
}

// everyItem reads a list in which no item may be missing.
func everyItem(keyword, list string, read func(string) error) error {
	at := 0
	for _, item := range splitTop(list) {
		if item == "" {
			what := "something is missing beside this comma"
			if strings.TrimSpace(list) == "" {
				what = "nothing stands after " + keyword
			}
			return &InputError{Text: list, At: at, To: min(at+1, len(list)), What: what, Mend: "write for example " + headerExamples[keyword]}
		}
		if err := read(item); err != nil {
			return err
		}
		if k := strings.Index(list[at:], item); k >= 0 {
			at += k + len(item)
		}
	}
	return nil
}

var headerExamples = map[string]string{
	"var": "var tau:ms >0, E_L:mV", "fun": "fun V(t):mV", "assume": "assume V_r < V_th", "let": "let a = R*I", "given": "given tau*V' = -V", "goal": "goal T = tau*log(2)",
	"milestone": "milestone T = tau*log(2) as time weight 3", "problem": "problem lif-fi", "complex": "complex",
}

// declareOnce reads an item of var; a second one for the same name must not say
// another unit, and an interval must not be empty.
func (s *scope) declareOnce(item string) error {
	var before *declaration
	m := varPattern.FindStringSubmatch(item)
	if m != nil {
		if d := s.lookup(m[3]); d != nil && !d.auto {
			c := *d
			before = &c
		}
	}
	if err := s.declareVar(item); err != nil {
		return err
	}
	if m == nil {
		return nil
	}
	d := s.lookup(m[3])
	if d == nil {
		return nil
	}
	if before != nil && before.unitSaid && d.unitSaid && before.dim != d.dim {
		return &InputError{Text: item, To: len(item), What: fmt.Sprintf("%s is declared already, with the unit %s", m[3], before.unit), Mend: "keep one of the two declarations"}
	}
	if d.lo != nil && d.hi != nil {
		if c := d.lo.Cmp(d.hi); c > 0 || c == 0 && (d.loOpen || d.hiOpen) {
			return &InputError{Text: item, To: len(item), What: fmt.Sprintf("no value of %s lies above %s and below %s", m[3], d.lo.RatString(), d.hi.RatString()), Mend: "write the lower end first, as in 0 < p < 1"}
		}
	}
	return nil
}

// declareFunOnce reads an item of fun; its parameters are names, each another one.
func (s *scope) declareFunOnce(item string) error {
	if m := funPattern.FindStringSubmatchIndex(item); m != nil {
		name := item[m[2]:m[3]]
		seen := map[string]bool{}
		at := m[4]
		for _, raw := range strings.Split(item[m[4]:m[5]], ",") {
			p := strings.TrimSpace(raw)
			here := &InputError{Text: item, At: at, To: at + len(raw), Mend: "write for example fun V(t):mV"}
			switch {
			case p == "":
				here.What = "a function needs the name of its variable in the brackets"
			case !plainName.MatchString(p):
				here.What = fmt.Sprintf("%q is not the name of a variable", p)
			case p == name:
				here.What = name + " can't be its own variable"
			case seen[p]:
				here.What = p + " stands twice among the variables"
			}
			if here.What != "" {
				return here
			}
			seen[p] = true
			at += len(raw) + 1
		}
		if d := s.lookup(name); d != nil && len(d.params) > 0 && strings.Join(d.params, ",") != strings.ReplaceAll(item[m[4]:m[5]], " ", "") {
			return &InputError{Text: item, To: m[5], What: fmt.Sprintf("%s is declared already, as a function of %s", name, strings.Join(d.params, ", ")), Mend: "keep one of the two declarations"}
		}
	}
	return s.declareFun(item)
}

// sound checks that a premise or goal is a statement with equal dimensions.
func (s *scope) sound(n *node, text, what, example string) error {
	if !isStatement(n) {
		return &InputError{Text: text, To: len(text), What: what + " is an equation or an inequality", Mend: "write for example " + example}
	}
	_, err := s.dimensionOf(n)
	return dimensionFault(err, text)
}

// dimensionFault gives a break of dimensions a place in the header.
func dimensionFault(err error, text string) error {
	e, is := err.(*DimensionError)
	if !is {
		return nil
	}
	at, to := e.Span.From, e.Span.To
	if to <= at || to > len(text) {
		at, to = 0, len(text)
	}
	return &InputError{Text: text, At: at, To: to, What: e.What, Mend: "compare the units of the declarations with what is written"}
}

func (p *Problem) assumeSound(text string) error {
	n, err := parse(text, p.scope)
	if err == nil && isStatement(n) {
		if name, _, is := isolated(n); is && n.args[0].op == opSym && p.scope.lets[name] != nil {
			return &InputError{Text: text, To: len(text), What: name + " has a value already", Mend: "keep one of the two"}
		}
		if _, err := p.scope.dimensionOf(n); err != nil {
			if fault := dimensionFault(err, text); fault != nil {
				return fault
			}
		}
	}
	return p.scope.assumeText(text)
}

func (p *Problem) defineSound(text string) error {
	if err := p.scope.define(text); err != nil {
		return err
	}
	_, right, _ := strings.Cut(text, "=")
	right = strings.TrimSpace(right)
	n, err := parse(right, p.scope)
	if err != nil {
		return err
	}
	_, err = p.scope.dimensionOf(n)
	return dimensionFault(err, right)
}

var goalWords = regexp.MustCompile(`\s(check|weight|as)(\s.*|)$`)

// leftover finds an ending of a goal that looks like one and can't be read.
func leftover(whole, rest string) error {
	m := goalWords.FindStringSubmatchIndex(rest)
	if m == nil {
		return nil
	}
	return &InputError{Text: whole, At: m[2], To: len(rest), What: "this ending of a goal can't be read",
		Mend: map[string]string{"check": "write check sim=lif sweep I=2..8", "weight": "write weight and a number, as weight 3", "as": "write as and one word, as rate"}[rest[m[2]:m[3]]]}
}

// atKeyword gives a fault in an empty header line an example.
func atKeyword(err error, l headerLine) error {
	if e, is := err.(*InputError); is && l.rest == "" && headerExamples[l.keyword] != "" {
		f := *e
		f.What, f.Mend = "nothing stands after "+l.keyword, "write for example "+headerExamples[l.keyword]
		return &f
	}
	return err
}

// almostKeyword finds a header line with a misspelt keyword: its first word is no
// symbol, since an equation would go on with an operator.
func almostKeyword(raw string) *InputError {
	word, rest, _ := strings.Cut(raw, " ")
	rest = strings.TrimSpace(rest)
	if rest == "" || !startsName.MatchString(rest) && !strings.HasPrefix(rest, "\\") {
		return nil
	}
	plain := strings.ToLower(strings.TrimRight(word, ":"))
	meant := synonyms[plain]
	for _, k := range keywords {
		if plain == k || plain == k+"s" || len(k) > 3 && oneEdit(plain, k) {
			meant = k
		}
	}
	if meant == "" || meant == word {
		return nil
	}
	return &InputError{Text: raw, To: len(word), What: fmt.Sprintf("%s is not a word that begins a header line", word), Mend: fmt.Sprintf("write %s, as in %s", meant, headerExamples[meant])}
}

var (
	startsName = regexp.MustCompile(`^[\p{L}_(0-9]`)
	synonyms   = map[string]string{"variable": "var", "variables": "var", "function": "fun", "functions": "fun", "func": "fun", "define": "let", "definition": "let", "where": "let",
		"assumption": "assume", "assumptions": "assume", "assuming": "assume", "suppose": "assume", "premise": "given", "target": "goal", "show": "goal"}
)
