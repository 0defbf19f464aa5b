package derive

import (
	"fmt"
	"regexp"
	"strings"
)

// line is one step of a derivation as it was written.
type line struct {
	label string // "5", "3a"
	text  string // without number and rule
	rule  string
	wrong string // the author's mark
	at    int    // line of the file
	goes  bool   // begins with "=": continues the chain
}

// derivation is a file: header and lines.
type derivation struct {
	problem *Problem
	lines   []line
}

var linePattern = regexp.MustCompile(`^\(\s*([0-9]+[a-z]?)\s*\)\s*(.*)$`)

// parseFile splits a derivation into header and lines. The statements of the
// lines are parsed later, one by one, so that a fault in one does not hide the
// others.
func parseFile(text string) (*derivation, error) {
	if len(text) > maxFileBytes {
		return nil, &InputError{What: fmt.Sprintf("the derivation is longer than %d kB", maxFileBytes>>10), Mend: "split it", Text: text[:0]}
	}
	var header []headerLine
	var d derivation
	number := 0
	for i, raw := range strings.Split(text, "\n") {
		raw, wrong := cutRemark(raw)
		if raw == "" {
			continue
		}
		if k, rest, ok := splitKeyword(raw); ok {
			header = append(header, headerLine{k, rest, i + 1})
			continue
		}
		if e := almostKeyword(raw); e != nil {
			e.Line = i + 1
			return nil, e
		}
		l, err := splitLine(raw, i+1)
		if err != nil {
			return nil, err
		}
		l.wrong = wrong
		number = d.label(&l, number)
		d.lines = append(d.lines, l)
		if len(d.lines) > 500 {
			return nil, &InputError{Line: i + 1, Text: raw, What: "a derivation has at most 500 lines", Mend: "split it"}
		}
	}
	p, err := readHeader(header)
	if err != nil {
		return nil, err
	}
	d.problem = p
	return &d, nil
}

// cutRemark removes "# …" and returns the message of "# wrong: …".
func cutRemark(raw string) (text, wrong string) {
	text, remark, _ := strings.Cut(raw, "#")
	if after, ok := strings.CutPrefix(strings.TrimSpace(remark), "wrong:"); ok {
		wrong = strings.TrimSpace(after)
		if wrong == "" {
			wrong = "wrong"
		}
	}
	return strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")), wrong
}

// splitLine separates number, statement and rule.
func splitLine(raw string, at int) (line, error) {
	l := line{at: at}
	if m := linePattern.FindStringSubmatch(raw); m != nil {
		l.label, raw = m[1], m[2]
	}
	raw = strings.ReplaceAll(raw, `\;`, `\ `) // a space of LaTeX, not the end of the statement
	statement, rule, _ := strings.Cut(raw, ";")
	l.text, l.rule = strings.TrimSpace(statement), strings.TrimSpace(rule)
	if after, ok := strings.CutPrefix(l.text, "="); ok && !strings.HasPrefix(after, "=") {
		l.goes, l.text = true, strings.TrimSpace(after)
	}
	if l.text == "" {
		return l, &InputError{Line: at, Text: raw, What: "this line has no statement", Mend: "write an equation before the semicolon"}
	}
	return l, nil
}

// label numbers a line that has no number: the next integer, or 3a, 3b for a
// continuation.
func (d *derivation) label(l *line, number int) int {
	if l.label != "" {
		fmt.Sscanf(l.label, "%d", &number)
		return number
	}
	if !l.goes || number == 0 {
		number++
		l.label = fmt.Sprint(number)
		return number
	}
	suffix := byte('a')
	for i := len(d.lines) - 1; i >= 0 && d.lines[i].goes; i-- {
		suffix++
	}
	if suffix > 'z' {
		suffix = 'z'
	}
	l.label = fmt.Sprintf("%d%c", number, suffix)
	return number
}

var primed = regexp.MustCompile(`([\p{L}_][\p{L}0-9_]*)'`)

// withTimeFunctions is the problem in which plain variables whose derivative
// V' occurs in the lines are functions of time, as if declared fun V(t).
func (p *Problem) withTimeFunctions(lines []line) *Problem {
	names := map[string]bool{}
	for _, l := range lines {
		for _, m := range primed.FindAllStringSubmatch(l.text+" "+l.rule, -1) {
			d := p.scope.lookup(m[1])
			if d != nil && len(d.params) == 0 && p.scope.lets[m[1]] == nil && m[1] != "t" {
				names[m[1]] = true
			}
		}
	}
	if len(names) == 0 {
		return p
	}
	sc := *p.scope
	sc.decls = map[string]*declaration{}
	for k, v := range p.scope.decls {
		if names[k] {
			c := *v
			c.params = []string{"t"}
			v = &c
		}
		sc.decls[k] = v
	}
	q := *p
	q.scope = &sc
	return &q
}
