package derive

import (
	"fmt"
	"strings"
)

// The value of a formula keyboard (MathLive) is LaTeX. It is put into the plain
// syntax piece by piece, each piece with the place it came from, and then read by
// the one parser there is: the same tree, the same messages, the same bounds. Names
// win over everything: V_{\mathrm{th}}, \tau and \dot V are what the scope calls
// them. What stands side by side without a sign is a product.

// FromLaTeX writes a formula in the plain syntax. The error points into the LaTeX.
func (p *Problem) FromLaTeX(source string) (string, error) {
	plain, err := fromLaTeX(source, p.scope)
	return plain.text(), err
}

// parseLaTeX reads a formula to a tree; places, those of errors too, are in the LaTeX.
func parseLaTeX(source string, sc *scope) (*node, error) {
	plain, err := fromLaTeX(source, sc)
	if err != nil {
		return nil, err
	}
	n, err := parse(plain.text(), sc)
	if e, ok := err.(*InputError); ok {
		moved := *e
		moved.At, moved.To = plain.origin(e.At), plain.end(e.To)
		moved.Text = source
		return nil, &moved
	}
	if err != nil {
		return nil, err
	}
	return plain.placed(n), nil
}

// readLine reads the statement of a line, which a formula keyboard may have written: what has a backslash is LaTeX.
func readLine(text string, sc *scope) (*node, error) {
	if strings.Contains(text, `\`) {
		return parseLaTeX(text, sc)
	}
	return parse(text, sc)
}

// piece is plain text with the place of the LaTeX that it stands for.
type piece struct {
	text     string
	from, to int
	kind     pieceKind
}

type pieceKind uint8

const (
	pieceValue    pieceKind = iota // may stand beside another value: a product
	pieceSign                      // an operator
	pieceFunction                  // takes the value that follows
	piecePower                     // ^…, _… or a prime: belongs to the value before it
)

type pieces []piece

func (p pieces) text() string {
	var b strings.Builder
	for _, x := range p {
		b.WriteString(x.text)
	}
	return b.String()
}

// origin is where in the LaTeX a byte of the plain text comes from.
func (p pieces) origin(at int) int {
	for _, x := range p {
		if at < len(x.text) {
			return x.from
		}
		at -= len(x.text)
	}
	if len(p) == 0 {
		return 0
	}
	return p[len(p)-1].to
}

// end is the same for the end of a part.
func (p pieces) end(at int) int {
	for _, x := range p {
		if at <= len(x.text) {
			return x.to
		}
		at -= len(x.text)
	}
	return p.origin(at)
}

// placed moves a tree's places to the LaTeX.
func (p pieces) placed(n *node) *node {
	m := *n
	if n.to > n.from {
		m.from, m.to = p.origin(n.from), p.end(n.to)
	}
	m.args = make([]*node, len(n.args))
	for i, a := range n.args {
		m.args[i] = p.placed(a)
	}
	return &m
}

// texToken is a command, a number, a letter, or a sign.
type texToken struct {
	text     string // with its backslash
	from, to int
}

// latexReader turns tokens into pieces.
type latexReader struct {
	source string
	toks   []texToken
	i      int
	scope  *scope
	names  map[string]string // TeX without braces and spaces: the declared name
	depth  int
}

const (
	maxLaTeX      = 10_000
	maxLaTeXDepth = 100 // brackets, groups and what stands in them count alike
)

func fromLaTeX(source string, sc *scope) (pieces, error) {
	if len(source) > maxLaTeX {
		return nil, &InputError{Text: source[:60], What: fmt.Sprintf("the formula has more than %d characters", maxLaTeX), Mend: "split it into several lines"}
	}
	r := &latexReader{source: source, scope: sc, names: map[string]string{}}
	for _, name := range sc.order {
		r.names[squeezeTeX(texName(name))] = name
	}
	r.tokens()
	out, err := r.sequence("")
	if err == nil && r.i < len(r.toks) {
		return nil, r.fail(r.toks[r.i], "this was never opened", "remove it, or open it before")
	}
	return out, err
}

// squeezeTeX drops what does not tell names apart.
func squeezeTeX(s string) string {
	for _, drop := range []string{`\mathrm`, `\mathit`, `\operatorname`, `\text`, "{", "}", " "} {
		s = strings.ReplaceAll(s, drop, "")
	}
	return s
}

func (r *latexReader) tokens() {
	s := r.source
	for i := 0; i < len(s); {
		j := i + 1
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i = j
			continue
		case c == '\\':
			for j < len(s) && isLetter(s[j]) {
				j++
			}
			if j == i+1 && j < len(s) {
				j++
			}
		case isDigit(c) || c == '.' && j < len(s) && isDigit(s[j]):
			for j < len(s) && (isDigit(s[j]) || s[j] == '.') {
				j++
			}
		case c >= 0x80:
			for j < len(s) && s[j]&0xc0 == 0x80 {
				j++
			}
		}
		r.toks = append(r.toks, texToken{s[i:j], i, j})
		i = j
	}
}

func (r *latexReader) fail(t texToken, what, mend string) error {
	return &InputError{Text: r.source, At: t.from, To: t.to, What: what, Mend: mend}
}

func (r *latexReader) peek() texToken {
	if r.i < len(r.toks) {
		return r.toks[r.i]
	}
	return texToken{from: len(r.source), to: len(r.source)}
}

func (r *latexReader) next() texToken {
	t := r.peek()
	r.i++
	return t
}

// latexSpace is skipped wherever it stands.
var latexSpace = map[string]bool{`\,`: true, `\;`: true, `\:`: true, `\!`: true, `\ `: true, `\quad`: true, `\qquad`: true, `~`: true, `\displaystyle`: true,
	`\textstyle`: true, `\limits`: true, `\nolimits`: true, `\bigl`: true, `\bigr`: true, `\Bigl`: true, `\Bigr`: true, `\big`: true, `\Big`: true, `\mleft`: true, `\mright`: true, `\left`: true, `\right`: true}

// latexSigns are written as they are here.
var latexSigns = map[string]string{`\cdot`: "*", `\times`: "*", `\ast`: "*", `\le`: "<=", `\leq`: "<=", `\leqslant`: "<=", `\ge`: ">=", `\geq`: ">=", `\geqslant`: ">=",
	`\lt`: "<", `\gt`: ">", `\ne`: "!=", `\neq`: "!=", `\sim`: "~", `\approx`: "~", `\div`: "/", `\lor`: " or ", `\vee`: " or ", `\land`: " and ", `\wedge`: " and ",
	"=": "=", "<": "<", ">": ">", "+": "+", "-": "-", "−": "-", "*": "*", "/": "/", ",": ",", "≤": "<=", "≥": ">=", "·": "*", "×": "*", "~": "~"}

// latexValues are constants.
var latexValues = map[string]string{`\infty`: "inf", `\pi`: "pi", `\exponentialE`: "e", `\imaginaryI`: "i", "∞": "inf", "π": "pi"}

// sequence reads up to a closing token and puts stars between values.
func (r *latexReader) sequence(until string) (pieces, error) {
	if r.depth++; r.depth > maxLaTeXDepth {
		return nil, r.fail(r.peek(), "the formula is nested too deeply", "split it with let")
	}
	defer func() { r.depth-- }()
	var out pieces
	for r.i < len(r.toks) {
		t := r.peek()
		if until != "" && t.text == until {
			r.i++
			return out, nil
		}
		if closers[t.text] && until == "" || t.text == "&" || t.text == `\\` || t.text == `\end` {
			return out, nil
		}
		if latexSpace[t.text] {
			r.i++
			continue
		}
		item, err := r.item()
		if err != nil {
			return nil, err
		}
		out = appendItem(out, item)
	}
	if until != "" {
		return nil, r.fail(r.peek(), fmt.Sprintf("a %s is missing", until), "close what was opened")
	}
	return out, nil
}

var closers = map[string]bool{")": true, "]": true, "}": true, `\rbrace`: true, `\rvert`: true}

// appendItem puts an item after what is there, with a star between two values.
func appendItem(out, item pieces) pieces {
	if len(item) == 0 {
		return out
	}
	n := len(out)
	if n > 0 && out[n-1].kind == pieceFunction && item[0].text == "'" {
		item[0].kind = pieceFunction // S'(x)
		return append(out, item...)
	}
	applied := n > 0 && out[n-1].kind == pieceFunction && strings.HasPrefix(item[0].text, "(")
	if n > 0 && item[0].kind != pieceSign && item[0].kind != piecePower && out[n-1].kind != pieceSign && !applied {
		out = append(out, piece{"*", item[0].from, item[0].from, pieceSign})
	}
	return append(out, item...)
}

// value joins pieces to one that behaves as a value, in brackets where needed.
func enclose(p pieces, t texToken) pieces {
	if len(p) == 1 && p[0].kind == pieceValue {
		return p
	}
	out := pieces{{"(", t.from, t.from, pieceSign}}
	out = append(out, p...)
	return append(out, piece{")", t.from, t.to, pieceValue})
}

// item reads one value, sign, function or power.
func (r *latexReader) item() (pieces, error) {
	if r.depth++; r.depth > maxLaTeXDepth {
		return nil, r.fail(r.peek(), "the formula is nested too deeply", "split it with let")
	}
	defer func() { r.depth-- }()
	t := r.next()
	if t.text == "" {
		return nil, r.fail(t, "the formula ends too early", "complete it")
	}
	if text, ok := latexSigns[t.text]; ok {
		return pieces{{text, t.from, t.to, pieceSign}}, nil
	}
	switch t.text {
	case "{":
		inner, err := r.sequence("}")
		return r.scripted(inner, t, err)
	case "(", `\lparen`:
		return r.bracketed(t, ")", "(", ")")
	case "[", `\lbrack`:
		return r.bracketed(t, "]", "(", ")")
	case "|", `\lvert`, `\vert`, `\mid`:
		return r.absolute(t)
	case "^":
		return r.power(t)
	case "'", `\prime`:
		return pieces{{"'", t.from, t.to, piecePower}}, nil
	case "_":
		return nil, r.fail(t, "an index stands here without a name before it", "write V_{th}")
	}
	switch {
	case isDigit(t.text[0]) || t.text[0] == '.':
		return pieces{{t.text, t.from, t.to, pieceValue}}, nil
	case isLetter(t.text[0]):
		return r.name(t, t.text)
	case t.text[0] == '\\':
		return r.command(t)
	}
	return nil, r.fail(t, fmt.Sprintf("%q is not read here", t.text), "leave it out, or write it in plain text")
}

// scripted makes a group a value.
func (r *latexReader) scripted(inner pieces, t texToken, err error) (pieces, error) {
	if err != nil || len(inner) == 0 {
		return nil, err
	}
	return enclose(inner, t), nil
}

func (r *latexReader) bracketed(t texToken, until, open, shut string) (pieces, error) {
	inner, err := r.sequence(until)
	if err != nil {
		return nil, err
	}
	if len(inner) == 0 {
		return nil, r.fail(t, "nothing stands between these brackets", "fill or remove them")
	}
	end := r.toks[r.i-1]
	out := pieces{{open, t.from, t.to, pieceSign}}
	out[0].kind = pieceValue // a product with what stands before it
	out = append(out, inner...)
	return append(out, piece{shut, end.from, end.to, pieceValue}), nil
}

// absolute reads |x|.
func (r *latexReader) absolute(t texToken) (pieces, error) {
	until := "|"
	if t.text == `\lvert` {
		until = `\rvert`
	}
	if t.text == `\vert` || t.text == `\mid` {
		until = t.text
	}
	inner, err := r.sequence(until)
	if err != nil {
		return nil, err
	}
	return call1("abs", inner, t), nil
}

// call1 writes f(inner).
func call1(f string, inner pieces, t texToken) pieces {
	out := pieces{{f + "(", t.from, t.to, pieceValue}}
	out = append(out, inner...)
	return append(out, piece{")", t.from, t.to, pieceValue})
}

// argument reads a group in braces, or one token.
func (r *latexReader) argument(of texToken) (pieces, error) {
	for latexSpace[r.peek().text] {
		r.i++
	}
	if r.i >= len(r.toks) {
		return nil, r.fail(of, "something is missing after "+of.text, "complete the formula")
	}
	if t := r.peek(); t.text == "{" {
		r.i++
		inner, err := r.sequence("}")
		if err == nil && len(inner) == 0 {
			return nil, r.fail(texToken{"{}", t.from, t.to + 1}, "this part is empty", "fill it in")
		}
		return inner, err
	}
	return r.item()
}

func (r *latexReader) power(t texToken) (pieces, error) {
	for latexSpace[r.peek().text] {
		r.i++
	}
	if u := r.peek(); u.text == "{" && r.i+1 < len(r.toks) && (r.toks[r.i+1].text == `\prime` || r.toks[r.i+1].text == "'") {
		r.i++
		out := pieces{}
		for r.peek().text == `\prime` || r.peek().text == "'" {
			p := r.next()
			out = append(out, piece{"'", p.from, p.to, piecePower})
		}
		if r.next().text != "}" {
			return nil, r.fail(u, "primes and a power are mixed here", "write V' and its power apart")
		}
		return out, nil
	}
	if r.peek().text == `\prime` || r.peek().text == "'" {
		p := r.next()
		return pieces{{"'", p.from, p.to, piecePower}}, nil
	}
	inner, err := r.argument(t)
	if err != nil {
		return nil, err
	}
	out := pieces{{"^", t.from, t.to, piecePower}}
	return append(out, enclose(inner, t)...), nil
}

// raw is the text of an argument without commands that only shape it.
func (r *latexReader) raw(of texToken) (string, texToken, error) {
	if r.i >= len(r.toks) {
		return "", of, r.fail(of, "something is missing after "+of.text, "complete the formula")
	}
	first := r.next()
	if first.text != "{" {
		return strings.TrimPrefix(first.text, `\`), first, nil
	}
	var b strings.Builder
	depth := 1
	for r.i < len(r.toks) {
		t := r.next()
		switch t.text {
		case "{":
			depth++
			continue
		case "}":
			if depth--; depth == 0 {
				return b.String(), texToken{b.String(), first.from, t.to}, nil
			}
			continue
		case `\mathrm`, `\mathit`, `\text`, `\operatorname`, `\mathbf`, `\,`, `\ `:
			continue
		}
		b.WriteString(strings.TrimPrefix(t.text, `\`))
	}
	return "", first, r.fail(first, "a } is missing", "close what was opened")
}

// name reads an index that belongs to a symbol, and takes the declared name
// whose TeX this is.
func (r *latexReader) name(t texToken, plain string) (pieces, error) {
	to := t.to
	tex := squeezeTeX(r.source[t.from:t.to])
	for latexSpace[r.peek().text] && r.peek().text != `\left` && r.peek().text != `\right` {
		r.i++
	}
	if r.peek().text == "_" {
		under := r.next()
		index, end, err := r.raw(under)
		if err != nil {
			return nil, err
		}
		to = end.to
		tex = squeezeTeX(r.source[t.from:to])
		plain += "_" + strings.Map(indexLetter, index)
	}
	if declared, ok := r.names[tex]; ok {
		plain = declared
	} else if strings.Contains(plain, "_") && r.scope.lookup(strings.Replace(plain, "_", "", 1)) != nil {
		plain = strings.Replace(plain, "_", "", 1) // w_{1} is declared w1
	}
	out := pieces{{plain, t.from, to, pieceValue}}
	if d := r.scope.lookup(plain); d != nil && len(d.params) > 0 {
		r.applied(&out)
	}
	return out, nil
}

func indexLetter(c rune) rune {
	switch {
	case c == ',' || c == ' ':
		return '_'
	case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		return c
	}
	return -1
}

// applied marks a declared function before a bracket: S(x) is no product.
func (r *latexReader) applied(out *pieces) {
	for latexSpace[r.peek().text] {
		r.i++
	}
	t := r.peek()
	if t.text == "(" || t.text == `\lparen` || t.text == "'" || t.text == "^" && strings.Contains(r.source[t.from:min(t.from+12, len(r.source))], `\prime`) {
		(*out)[len(*out)-1].kind = pieceFunction
	}
}
