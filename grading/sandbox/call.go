package sandbox

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// String writes the call as Python would read it; long lists and texts are cut, arrays told by their shape.
func (c Call) String() string {
	var args []string
	for _, v := range c.Positional {
		args = append(args, spellValue(v))
	}
	for _, name := range slices.Sorted(maps.Keys(c.Keywords)) {
		args = append(args, name+"="+spellValue(c.Keywords[name]))
	}
	return c.Function + "(" + strings.Join(args, ", ") + ")"
}

func spellValue(v Value) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case float64:
		return strings.Replace(string(appendFloat(nil, v)), "Infinity", "inf", 1)
	case string:
		return strconv.Quote(cutText(v, 40))
	case *Array:
		return fmt.Sprintf("array%v", v.Shape)
	case []Value:
		var parts []string
		for i, x := range v {
			if i == 6 {
				parts = append(parts, "…")
				break
			}
			parts = append(parts, spellValue(x))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// ParseCall reads a call such as "f(1.0, [1, 2], dt=0.1, method='euler')". Its arguments are literals: numbers, with a sign
// if need be, texts, lists, tuples (which arrive as lists), True, False and None. Nothing is evaluated. The error is a
// *JobError that says where the reading stopped.
func ParseCall(text string) (Call, error) {
	p := &callParser{text: text}
	c, err := p.call()
	if err != nil {
		return Call{}, err
	}
	return c, nil
}

// A callParser reads from a position on.
type callParser struct {
	text string
	at   int
}

func (p *callParser) fail(format string, args ...any) error {
	return badJob("The call %q cannot be read at character %d: %s. Write it like f(1.0, dt=0.1), with numbers, texts, lists, True, False and None as arguments.",
		cutText(p.text, 200), utf8.RuneCountInString(p.text[:min(p.at, len(p.text))])+1, cutText(fmt.Sprintf(format, args...), 300))
}

func (p *callParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// peek gives the next byte that is no space; 0 at the end.
func (p *callParser) peek() byte {
	p.space()
	if p.at >= len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *callParser) accept(b byte) bool {
	if p.peek() != b {
		return false
	}
	p.at++
	return true
}

// name reads an identifier; empty if there is none.
func (p *callParser) name() string {
	p.space()
	start := p.at
	for p.at < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.at:])
		if r != '_' && !unicode.IsLetter(r) && (p.at == start || !unicode.IsDigit(r)) {
			break
		}
		p.at += size
	}
	return p.text[start:p.at]
}

func (p *callParser) call() (Call, error) {
	if len(p.text) > 1<<20 {
		return Call{}, badJob("The call is longer than 1 MB.")
	}
	c := Call{Function: p.name(), Keywords: map[string]Value{}}
	if c.Function == "" {
		return c, p.fail("a function's name is missing")
	}
	if !p.accept('(') {
		return c, p.fail("an opening bracket is missing")
	}
	for p.peek() != ')' {
		if err := p.argument(&c); err != nil {
			return c, err
		}
		if !p.accept(',') {
			break
		}
	}
	if !p.accept(')') {
		return c, p.fail("a comma or the closing bracket is missing")
	}
	if p.peek() != 0 {
		return c, p.fail("something follows the closing bracket")
	}
	return c, nil
}

func (p *callParser) argument(c *Call) error {
	start := p.at
	if name := p.name(); name != "" && p.accept('=') {
		if _, twice := c.Keywords[name]; twice {
			return p.fail("the argument %s is given twice", name)
		}
		v, err := p.value(0)
		c.Keywords[name] = v
		return err
	}
	p.at = start
	if len(c.Keywords) > 0 {
		return p.fail("an argument without a name follows one with a name")
	}
	v, err := p.value(0)
	c.Positional = append(c.Positional, v)
	return err
}

func (p *callParser) value(depth int) (Value, error) {
	if depth > 16 {
		return nil, p.fail("lists are nested more than 16 deep")
	}
	switch b := p.peek(); {
	case b == '[':
		return p.list(depth, ']')
	case b == '(':
		return p.list(depth, ')')
	case b == '\'' || b == '"':
		return p.quoted(b)
	case b == '-' || b == '+' || b == '.' || '0' <= b && b <= '9':
		return p.number()
	}
	start := p.at
	switch name := p.name(); name {
	case "True":
		return true, nil
	case "False":
		return false, nil
	case "None":
		return nil, nil
	case "":
		return nil, p.fail("a value is missing")
	case "inf":
		return math.Inf(1), nil
	case "nan":
		return math.NaN(), nil
	default:
		p.at = start
		return nil, p.fail("%s is not a literal value", name)
	}
}

func (p *callParser) list(depth int, end byte) (Value, error) {
	p.at++
	list := []Value{}
	for p.peek() != end {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if !p.accept(',') {
			break
		}
	}
	if !p.accept(end) {
		return nil, p.fail("a comma or %q is missing in a list", end)
	}
	return list, nil
}

func (p *callParser) number() (Value, error) {
	start := p.at
	sign := p.text[p.at] == '-' || p.text[p.at] == '+'
	if sign {
		p.at++
		if strings.HasPrefix(p.text[p.at:], "inf") {
			p.at += 3
			if p.text[start] == '-' {
				return math.Inf(-1), nil
			}
			return math.Inf(1), nil
		}
	}
	for p.at < len(p.text) {
		b := p.text[p.at]
		exponentSign := (b == '-' || b == '+') && (p.text[p.at-1] == 'e' || p.text[p.at-1] == 'E') && !strings.HasPrefix(strings.TrimLeft(p.text[start:], "+-"), "0x")
		if strings.IndexByte("0123456789.eExXabcdfABCDF_", b) < 0 && !exponentSign {
			break
		}
		p.at++
	}
	word := p.text[start:p.at]
	if i, err := strconv.ParseInt(strings.TrimPrefix(word, "+"), 0, 64); err == nil {
		return i, nil
	}
	plain := strings.ReplaceAll(word, "_", "")
	if f, err := strconv.ParseFloat(plain, 64); err == nil && !strings.ContainsAny(word, "xX") && strings.ContainsAny(word, ".eE") {
		return f, nil
	}
	p.at = start
	return nil, p.fail("%q is not a number that can be passed (whole numbers have at most 64 bits)", cutText(word, 40))
}

// quoted reads a text with the escapes that are of use in one.
func (p *callParser) quoted(quote byte) (Value, error) {
	p.at++
	var b strings.Builder
	for p.at < len(p.text) {
		c := p.text[p.at]
		p.at++
		switch {
		case c == quote:
			return b.String(), nil
		case c == '\n':
			return nil, p.fail("a text runs over the end of its line")
		case c != '\\':
			b.WriteByte(c)
		case p.at < len(p.text):
			plain, known := map[byte]byte{'n': '\n', 't': '\t', '\\': '\\', '\'': '\'', '"': '"'}[p.text[p.at]]
			if !known {
				return nil, p.fail("the escape \\%c is not known", p.text[p.at])
			}
			b.WriteByte(plain)
			p.at++
		}
	}
	return nil, p.fail("the closing quotation mark of a text is missing")
}
