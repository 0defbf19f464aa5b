package derive

import (
	"fmt"
	"strings"
)

// latexWrappers hold a name or a word.
var latexWrappers = map[string]bool{`\mathrm`: true, `\mathit`: true, `\operatorname`: true, `\text`: true, `\mathbf`: true, `\mathsf`: true, `\textrm`: true}

// command reads what begins with a backslash.
func (r *latexReader) command(t texToken) (pieces, error) {
	if text, ok := latexValues[t.text]; ok {
		if t.text == `\pi` && r.names[`\pi`] != "" {
			text = r.names[`\pi`]
		}
		return pieces{{text, t.from, t.to, pieceValue}}, nil
	}
	switch t.text {
	case `\frac`, `\dfrac`, `\tfrac`, `\cfrac`:
		return r.fraction(t)
	case `\sqrt`:
		return r.root(t)
	case `\dot`, `\ddot`:
		return r.dotted(t)
	case `\int`:
		return r.integral(t)
	case `\sum`:
		return r.sum(t)
	case `\lim`:
		return r.limit(t)
	case `\begin`:
		return r.environment(t)
	case `\placeholder`:
		if _, _, err := r.raw(t); err != nil {
			return nil, err
		}
		return nil, r.fail(t, "a part of the formula is still empty", "fill it in, or delete it")
	case `\lbrace`:
		return r.bracketed(t, `\rbrace`, "(", ")")
	case `\differentialD`:
		return pieces{{"d", t.from, t.to, pieceValue}}, nil
	case `\pm`, `\mp`:
		return nil, r.fail(t, "± stands for two lines at once", "write both with or: x = a or x = b")
	case `\partial`:
		if r.depth < 3 { // not within a fraction
			return nil, r.fail(t, "a partial derivative is written as a fraction or as d(f, x)", `write \frac{\partial f}{\partial x}`)
		}
		return pieces{{"partial", t.from, t.to, pieceValue}}, nil
	}
	if latexWrappers[t.text] {
		word, end, err := r.raw(t)
		if err != nil {
			return nil, err
		}
		return r.word(texToken{word, t.from, end.to})
	}
	return r.word(texToken{strings.TrimPrefix(t.text, `\`), t.from, t.to})
}

// word is a function, a declared name, or a Greek letter.
func (r *latexReader) word(t texToken) (pieces, error) {
	name := strings.ReplaceAll(t.text, " ", "")
	switch {
	case name == "":
		return nil, nil
	case name == "or" || name == "and":
		return pieces{{" " + name + " ", t.from, t.to, pieceSign}}, nil
	}
	if _, known := r.names[squeezeTeX(r.source[t.from:t.to])]; known || r.scope.lookup(name) != nil {
		return r.name(t, name)
	}
	if plain, ok := offered[name]; ok {
		name = plain
	}
	if _, ok := builtins[canonicalName(name)]; ok {
		return r.function(t, name)
	}
	if plain, ok := strings.CutPrefix(name, "var"); ok && plain != "" {
		name = plain
	}
	if !isName(name) {
		return nil, r.fail(t, fmt.Sprintf("%s is not read here", r.source[t.from:t.to]), "write it in plain text")
	}
	return r.name(texToken{name, t.from, t.to}, name)
}

func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isLetter(s[i]) && (i == 0 || !isDigit(s[i]) && s[i] != '_') {
			return false
		}
	}
	return s != ""
}

// function reads \sin x, \sin(x), \sin^2 x, \sin^{-1} x, \log_{10} x.
func (r *latexReader) function(t texToken, name string) (pieces, error) {
	var exponent pieces
	base := ""
	for latexSpace[r.peek().text] {
		r.i++
	}
	for r.peek().text == "^" || r.peek().text == "_" {
		script := r.next()
		if script.text == "_" {
			var err error
			if base, _, err = r.raw(script); err != nil {
				return nil, err
			}
			continue
		}
		inner, err := r.argument(script)
		if err != nil {
			return nil, err
		}
		exponent = enclose(inner, script)
	}
	if inverse := "a" + name; exponent.text() == "(-1)" && builtins[inverse].args == 1 {
		name, exponent = inverse, nil
	}
	inner, err := r.functionArgument(t)
	if err != nil {
		return nil, err
	}
	out := call1(name, inner, t)
	switch {
	case name == "log" && base != "" && base != "e":
		out = append(out, piece{"/log(" + base + ")", t.from, t.to, pieceValue})
		out = enclose(out, t)
	case base != "":
		return nil, r.fail(t, name+" has no index here", "write it in plain text")
	}
	if exponent != nil {
		out = append(out, piece{"^", t.from, t.to, piecePower})
		out = append(out, exponent...)
	}
	return out, nil
}

// functionArgument is a bracket, or the product that follows up to the next sign
// or function: \sin 2x + 1 is sin(2x) + 1.
func (r *latexReader) functionArgument(of texToken) (pieces, error) {
	for latexSpace[r.peek().text] {
		r.i++
	}
	switch t := r.peek(); t.text {
	case "(", "[", `\lparen`, `\lbrack`, "{":
		r.i++
		until := map[string]string{"(": ")", "[": "]", `\lparen`: ")", `\lbrack`: "]", "{": "}"}[t.text]
		inner, err := r.sequence(until)
		if err == nil && len(inner) == 0 {
			return nil, r.fail(t, of.text+" needs an argument", "fill the brackets")
		}
		return inner, err
	case "":
		return nil, r.fail(of, r.source[of.from:of.to]+" needs an argument", "write what stands under it")
	}
	var out pieces
	for r.i < len(r.toks) {
		t := r.peek()
		if latexSpace[t.text] {
			r.i++
			continue
		}
		_, sign := latexSigns[t.text]
		if sign && !(len(out) == 0 && t.text == "-") || closers[t.text] || t.text == "|" || t.text == "&" || t.text == `\\` || t.text == `\end` || len(out) > 0 && (t.text == "(" || r.isFunction(t)) {
			break
		}
		item, err := r.item()
		if err != nil {
			return nil, err
		}
		out = appendItem(out, item)
	}
	if len(out) == 0 {
		return nil, r.fail(of, r.source[of.from:of.to]+" needs an argument", "write what stands under it")
	}
	return out, nil
}

func (r *latexReader) isFunction(t texToken) bool {
	_, ok := builtins[canonicalName(strings.TrimPrefix(t.text, `\`))]
	return ok && t.text[0] == '\\'
}

// fraction is a quotient, or a derivative: \frac{dV}{dt}, \frac{\partial f}{\partial x}, \frac{d^2V}{dt^2}.
func (r *latexReader) fraction(t texToken) (pieces, error) {
	start := r.i
	over, err := r.argument(t)
	if err != nil {
		return nil, err
	}
	under, err := r.argument(t)
	if err != nil {
		return nil, err
	}
	if d := r.derivative(over, under, t); d != nil {
		return d, nil
	}
	if strings.Contains(r.source[t.from:r.peek().from], `\partial`) {
		return nil, r.fail(texToken{"", t.from, r.toks[min(max(r.i-1, start), len(r.toks)-1)].to}, "this derivative can't be read", "write d(f, x)")
	}
	out := pieces{{"(", t.from, t.from, pieceValue}}
	out = append(out, enclose(over, t)...)
	out = append(out, piece{"/", t.from, t.to, pieceSign})
	out = append(out, enclose(under, t)...)
	return append(out, piece{")", t.to, t.to, pieceValue}), nil
}

// derivative recognises d*V over d*t, also d^(2)*V over d*t^(2).
func (r *latexReader) derivative(over, under pieces, t texToken) pieces {
	d := func(p pieces) (rest pieces, order string, ok bool) {
		if len(p) < 1 || p[0].text != "d" && p[0].text != "partial" || r.scope.lookup("d") != nil {
			return nil, "", false
		}
		rest = p[1:]
		if len(rest) > 1 && rest[0].text == "^" {
			order, rest = strings.Trim(rest[1].text, "()"), rest[2:]
		}
		if len(rest) > 0 && rest[0].text == "*" {
			rest = rest[1:]
		}
		return rest, order, true
	}
	f, order, ok := d(over)
	x, _, ok2 := d(under)
	if !ok || !ok2 || len(x) == 0 || !isName(x[0].text) {
		return nil
	}
	if len(f) == 0 { // \frac{d}{dx} f: the value that follows
		next, err := r.item()
		if err != nil {
			return nil
		}
		f = next
	}
	out := pieces{{"d(", t.from, t.to, pieceValue}}
	out = append(out, f...)
	tail := "," + x[0].text
	if order != "" {
		tail += "," + order
	}
	return append(out, piece{tail + ")", t.from, t.to, pieceValue})
}

func (r *latexReader) root(t texToken) (pieces, error) {
	var index pieces
	if r.peek().text == "[" {
		r.i++
		var err error
		if index, err = r.sequence("]"); err != nil {
			return nil, err
		}
	}
	inner, err := r.argument(t)
	if err != nil {
		return nil, err
	}
	if len(index) == 0 || index.text() == "2" {
		return call1("sqrt", inner, t), nil
	}
	out := pieces{{"((", t.from, t.to, pieceValue}}
	out = append(out, inner...)
	out = append(out, piece{")^(1/", t.from, t.to, pieceSign})
	out = append(out, enclose(index, t)...)
	return append(out, piece{"))", t.from, t.to, pieceValue}), nil
}

// dotted is \dot V as V'.
func (r *latexReader) dotted(t texToken) (pieces, error) {
	inner, err := r.argument(t)
	if err != nil {
		return nil, err
	}
	if len(inner) != 1 || !isName(inner[0].text) {
		return nil, r.fail(t, "a dot stands over one name", `write \frac{d}{dt} of longer terms`)
	}
	if r.peek().text == "_" { // \dot V_{m}: the index belongs to the name
		under := r.next()
		index, end, err := r.raw(under)
		if err != nil {
			return nil, err
		}
		name := inner[0].text + "_" + strings.Map(indexLetter, index)
		inner = pieces{{name, inner[0].from, end.to, pieceValue}}
	}
	primes := "'"
	if t.text == `\ddot` {
		primes = "''"
	}
	return pieces{{inner[0].text + primes, t.from, inner[0].to, pieceValue}}, nil
}

// limits reads _{…}^{…} in either order.
func (r *latexReader) limits() (under, over pieces, err error) {
	for {
		for latexSpace[r.peek().text] {
			r.i++
		}
		t := r.peek()
		switch t.text {
		case "_":
			r.i++
			under, err = r.argument(t)
		case "^":
			r.i++
			over, err = r.argument(t)
		default:
			return under, over, nil
		}
		if err != nil {
			return nil, nil, err
		}
	}
}

// integral reads \int_a^b f dx: the integrand ends at the d of its variable.
func (r *latexReader) integral(t texToken) (pieces, error) {
	lo, hi, err := r.limits()
	if err != nil {
		return nil, err
	}
	var body pieces
	for r.i < len(r.toks) {
		u := r.peek()
		if latexSpace[u.text] {
			r.i++
			continue
		}
		if x, ok := r.differential(); ok {
			if len(body) == 0 {
				body = pieces{{"1", u.from, u.to, pieceValue}}
			}
			out := append(pieces{{"int(", t.from, t.to, pieceValue}}, body...)
			out = append(out, piece{"," + x.text, x.from, x.to, pieceSign})
			if lo != nil || hi != nil {
				out = append(out, piece{",", t.from, t.to, pieceSign})
				out = append(out, lo...)
				out = append(out, piece{",", t.from, t.to, pieceSign})
				out = append(out, hi...)
			}
			return append(out, piece{")", t.from, x.to, pieceValue}), nil
		}
		if closers[u.text] {
			break
		}
		item, err := r.item()
		if err != nil {
			return nil, err
		}
		body = appendItem(body, item)
	}
	return nil, r.fail(t, "the integral does not say over what", `end it with \,dx`)
}

// differential reads dx, \mathrm{d}x or \differentialD x at the place.
func (r *latexReader) differential() (texToken, bool) {
	at := r.i
	t := r.next()
	ok := t.text == "d" || t.text == `\differentialD`
	if latexWrappers[t.text] {
		word, _, err := r.raw(t)
		ok = err == nil && word == "d"
	}
	if ok {
		for latexSpace[r.peek().text] {
			r.i++
		}
		x := r.next()
		if x.text != "" && (isLetter(x.text[0]) || x.text[0] == '\\' && isName(x.text[1:])) {
			if name, err := r.name(x, strings.TrimPrefix(x.text, `\`)); err == nil && len(name) == 1 {
				return texToken{name[0].text, x.from, name[0].to}, true
			}
		}
	}
	r.i = at
	return texToken{}, false
}

// sum reads \sum_{k=1}^{n} and the product that follows.
func (r *latexReader) sum(t texToken) (pieces, error) {
	under, over, err := r.limits()
	if err != nil {
		return nil, err
	}
	if len(under) < 3 || under[1].text != "=" || !isName(under[0].text) || len(over) == 0 {
		return nil, r.fail(t, "the sum does not say from where to where", `write \sum_{k=1}^{n}`)
	}
	return r.operator(t, "sum(", under[0].text, under[2:], over)
}

// limit reads \lim_{x\to a} and the product that follows.
func (r *latexReader) limit(t texToken) (pieces, error) {
	if r.peek().text != "_" {
		return nil, r.fail(t, "the limit does not say where to", `write \lim_{x\to 0}`)
	}
	r.i++
	if r.next().text != "{" {
		return nil, r.fail(t, "the limit does not say where to", `write \lim_{x\to 0}`)
	}
	first := r.next()
	name, err := r.name(first, strings.TrimPrefix(first.text, `\`))
	if err != nil || len(name) != 1 || !isName(name[0].text) {
		return nil, r.fail(first, "the limit does not say of which name", `write \lim_{x\to 0}`)
	}
	if arrow := r.next(); arrow.text != `\to` && arrow.text != `\rightarrow` && arrow.text != "→" {
		return nil, r.fail(arrow, "an arrow is missing", `write \lim_{x\to 0}`)
	}
	side := ""
	if n := r.i; n+2 < len(r.toks) { // 0^+, 0^{-}
		for j := n; j < len(r.toks) && r.toks[j].text != "}"; j++ {
			if r.toks[j].text == "^" && j+1 < len(r.toks) {
				k := j + 1
				if r.toks[k].text == "{" {
					k++
				}
				if s := r.toks[min(k, len(r.toks)-1)].text; s == "+" || s == "-" {
					side = s
					end := k + 1
					if r.toks[j+1].text == "{" {
						end++
					}
					for x := j; x < min(end, len(r.toks)); x++ {
						r.toks[x].text = `\,` // read
					}
				}
				break
			}
		}
	}
	at, err := r.sequence("}")
	if err != nil {
		return nil, err
	}
	if side != "" {
		at = append(at, piece{side, t.from, t.to, pieceValue})
	}
	return r.operator(t, "lim(", name[0].text, at, nil)
}

// operator takes everything up to the next sum sign as its body.
func (r *latexReader) operator(t texToken, head, name string, lo, hi pieces) (pieces, error) {
	var body pieces
	for r.i < len(r.toks) {
		u := r.peek()
		if latexSpace[u.text] {
			r.i++
			continue
		}
		if closers[u.text] || len(body) > 0 && (u.text == "+" || u.text == "-" || latexSigns[u.text] != "" && strings.ContainsAny(latexSigns[u.text], "=<>,~ ")) || u.text == "&" || u.text == `\\` {
			break
		}
		item, err := r.item()
		if err != nil {
			return nil, err
		}
		body = appendItem(body, item)
	}
	if len(body) == 0 {
		return nil, r.fail(t, "nothing stands under "+t.text, "complete the formula")
	}
	out := append(pieces{{head, t.from, t.to, pieceValue}}, body...)
	out = append(out, piece{"," + name + ",", t.from, t.to, pieceSign})
	out = append(out, lo...)
	if hi != nil {
		out = append(out, piece{",", t.from, t.to, pieceSign})
		out = append(out, hi...)
	}
	return append(out, piece{")", t.from, t.to, pieceValue}), nil
}

// environment reads a matrix.
func (r *latexReader) environment(t texToken) (pieces, error) {
	kind, _, err := r.raw(t)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(kind, "matrix") && kind != "array" {
		return nil, r.fail(t, fmt.Sprintf("the environment %s is not read", kind), "matrices only")
	}
	out := pieces{{"[[", t.from, t.to, pieceValue}}
	for {
		cell, err := r.sequence("")
		if err != nil {
			return nil, err
		}
		if len(cell) == 0 && r.peek().text != `\end` {
			return nil, r.fail(r.peek(), "an entry of the matrix is empty", "fill it in")
		}
		out = append(out, cell...)
		switch u := r.next(); u.text {
		case "&":
			out = append(out, piece{",", u.from, u.to, pieceSign})
		case `\\`:
			if r.peek().text != `\end` {
				out = append(out, piece{"],[", u.from, u.to, pieceSign})
			}
		case `\end`:
			if _, _, err := r.raw(u); err != nil {
				return nil, err
			}
			return append(out, piece{"]]", u.from, u.to, pieceValue}), nil
		default:
			return nil, r.fail(u, "the matrix is not closed", `end it with \end{`+kind+`}`)
		}
	}
}
