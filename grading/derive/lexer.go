package derive

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on what is read. A line beyond them is refused with a position.
const (
	maxLineBytes = 10 << 10
	maxNodes     = 2000
	maxDepth     = 100
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokNumber
	tokName
	tokOp // one of + - * / ^ ( ) [ ] , = < <= > >= != ~ '
)

type token struct {
	kind     tokenKind
	text     string
	num      *big.Rat
	from, to int
	spaced   bool // white space stands before it
}

// greek letters are read as their names; look-alikes of other scripts are not.
var greek = map[rune]string{
	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "epsilon", 'ζ': "zeta", 'η': "eta", 'θ': "theta",
	'ι': "iota", 'κ': "kappa", 'λ': "lambda", 'μ': "mu", 'ν': "nu", 'ξ': "xi", 'π': "pi", 'ρ': "rho", 'σ': "sigma",
	'τ': "tau", 'υ': "upsilon", 'φ': "phi", 'ϕ': "phi", 'χ': "chi", 'ψ': "psi", 'ω': "omega", 'ϵ': "epsilon", 'ϑ': "theta",
	'Γ': "Gamma", 'Δ': "Delta", 'Θ': "Theta", 'Λ': "Lambda", 'Ξ': "Xi", 'Π': "Pi", 'Σ': "Sigma", 'Φ': "Phi", 'Ψ': "Psi", 'Ω': "Omega",
}

// typographic characters and the plain form that is meant.
var typographic = map[rune]string{
	'²': "^2", '³': "^3", '¹': "^1", '⁰': "^0", '⁴': "^4", '⁵': "^5", '⁶': "^6", '⁷': "^7", '⁸': "^8", '⁹': "^9", 'ⁿ': "^n", '⁻': "^-",
	'×': "*", '·': "*", '⋅': "*", '∙': "*", '•': "*", '∗': "*", '÷': "/", '∕': "/", '⁄': "/", '−': "-", '–': "-", '—': "-", '‐': "-", '‑': "-",
	'≤': "<=", '≥': ">=", '≠': "!=", '≈': "~", '∼': "~", '√': "sqrt(…)", '∞': "inf", '∫': "int(f, x, a, b)", '∑': "sum(f, k, a, b)", '∂': "d(f, x)",
	'’': "'", '‘': "'", '′': "'", '″': "''", '“': "nothing", '”': "nothing", '½': "1/2", '¼': "1/4", '¾': "3/4", '⅓': "1/3", '⅔': "2/3",
	'µ': "mu (the Greek letter or its name)", '（': "(", '）': ")", '，': ",", '＝': "=", '＋': "+", '。': ".", '∧': "and", '∨': "or", '⇒': "a new line", '→': "->", '±': "two cases joined by or",
}

type lexer struct {
	text string
	at   int
}

func (l *lexer) fail(from, to int, what, mend string) error {
	return &InputError{At: from, To: to, Text: l.text, What: what, Mend: mend}
}

// tokens splits a whole expression. Everything that is not plain syntax is
// refused here, with the plain form.
func tokens(text string) ([]token, error) {
	l := lexer{text: text}
	if len(text) > maxLineBytes {
		return nil, l.fail(maxLineBytes, maxLineBytes, fmt.Sprintf("the line is longer than %d bytes", maxLineBytes), "split it with let")
	}
	var list []token
	for {
		from := l.at
		l.space()
		t, err := l.next()
		if err != nil {
			return nil, err
		}
		t.spaced = t.from > from
		list = append(list, t)
		if t.kind == tokEnd {
			return list, nil
		}
	}
}

func (l *lexer) space() {
	for l.at < len(l.text) {
		switch l.text[l.at] {
		case ' ', '\t', '\r', '\n':
			l.at++
		default:
			if strings.HasPrefix(l.text[l.at:], "\u00a0") { // no-break space
				l.at += 2
				continue
			}
			return
		}
	}
}

func (l *lexer) next() (token, error) {
	if l.at >= len(l.text) {
		return token{kind: tokEnd, from: l.at, to: l.at}, nil
	}
	c := l.text[l.at]
	switch {
	case isDigit(c) || c == '.' && l.at+1 < len(l.text) && isDigit(l.text[l.at+1]):
		return l.number()
	case isLetter(c) || c == '_' || c >= utf8.RuneSelf:
		return l.name()
	}
	return l.operator()
}

func (l *lexer) operator() (token, error) {
	from := l.at
	two := l.text[from:min(from+2, len(l.text))]
	switch two {
	case "**":
		return token{}, l.fail(from, from+2, "** is not used for powers", "write ^")
	case "==":
		return token{}, l.fail(from, from+2, "== is not used", "write =")
	case "<=", ">=", "!=":
		l.at += 2
		return token{kind: tokOp, text: two, from: from, to: l.at}, nil
	case "=<", "=>":
		return token{}, l.fail(from, from+2, two+" is not a relation", "write <= or >=")
	case "<>":
		return token{}, l.fail(from, from+2, "<> is not a relation", "write !=")
	case "->":
		return token{}, l.fail(from, from+2, "an arrow belongs to the rule, not to the line", "write lim(e, x, a) in the line")
	case "&&":
		return token{}, l.fail(from, from+2, "&& is not used", "write and")
	case "||":
		return token{}, l.fail(from, from+2, "|| is not used", "write or")
	}
	c := l.text[from]
	if strings.IndexByte("+-*/^()[],=<>~'", c) >= 0 {
		l.at++
		return token{kind: tokOp, text: string(c), from: from, to: l.at}, nil
	}
	what, mend := fmt.Sprintf("the character %q has no meaning here", c), "remove it"
	switch c {
	case '!':
		what, mend = "factorials are written with gamma", "write gamma(n+1) for n!"
	case '%':
		what, mend = "per cent is not read", "write a number such as 0.05"
	case '\\':
		what, mend = "this looks like TeX", "write plain text: (a)/(b), sqrt(x), tau*x"
	case '$':
		what, mend = "no dollar signs are needed", "write the formula itself"
	case '{', '}':
		what, mend = "braces are not used", "write round brackets ( )"
	case '"', '`':
		what, mend = "quotes are not read", "remove them; a derivative is written V'"
	case '|':
		what, mend = "bars are not read", "write abs(x)"
	case ';':
		what, mend = "a semicolon begins the rule of a line", "remove it here"
	case ':':
		what, mend = "a colon stands only in declarations and rules", "remove it here"
	case '.':
		what, mend = "a lone full stop", "write 0.5 or remove it"
	case '@', '#', '&', '?':
	}
	return token{}, l.fail(from, from+1, what, mend)
}

func (l *lexer) number() (token, error) {
	from := l.at
	digits := func() {
		for l.at < len(l.text) && isDigit(l.text[l.at]) {
			l.at++
		}
	}
	digits()
	if l.at < len(l.text) && l.text[l.at] == '.' {
		l.at++
		digits()
		if l.at < len(l.text) && l.text[l.at] == '.' {
			return token{}, l.fail(from, l.at+1, "a number has one decimal point", "write for example 0.1")
		}
	}
	mantissa := l.at
	if l.at < len(l.text) && (l.text[l.at] == 'e' || l.text[l.at] == 'E') {
		l.at++
		if l.at < len(l.text) && (l.text[l.at] == '+' || l.text[l.at] == '-') {
			l.at++
		}
		if start := l.at; start < len(l.text) && isDigit(l.text[start]) {
			digits()
			if n, err := strconv.Atoi(l.text[start:l.at]); err != nil || n > 400 {
				return token{}, l.fail(from, l.at, "the exponent of this number is too large", "at most 400 decimal places are read")
			}
		} else {
			l.at = mantissa // "2e" is 2 times e, as "2x" is 2 times x
		}
	}
	if l.at-from > 1000 {
		return token{}, l.fail(from, l.at, "this number has more than 1000 digits", "")
	}
	x, ok := new(big.Rat).SetString(strings.TrimSuffix(l.text[from:l.at], "."))
	if !ok {
		return token{}, l.fail(from, l.at, "this is not a number", "write for example 0.1 or 1e-3")
	}
	return token{kind: tokNumber, text: l.text[from:l.at], num: x, from: from, to: l.at}, nil
}

// name reads letters, digits and underscores; Greek letters become their names.
func (l *lexer) name() (token, error) {
	from := l.at
	var b strings.Builder
	for l.at < len(l.text) {
		c := l.text[l.at]
		if isLetter(c) || isDigit(c) || c == '_' {
			b.WriteByte(c)
			l.at++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, size := utf8.DecodeRuneInString(l.text[l.at:])
		if r == '\u00a0' {
			break
		}
		name, ok := greek[r]
		if !ok {
			return token{}, l.strange(r, size)
		}
		b.WriteString(name)
		l.at += size
	}
	return token{kind: tokName, text: b.String(), from: from, to: l.at}, nil
}

// lookAlikes of Latin letters, from the scripts from which they are pasted.
var lookAlikes = map[rune]string{
	'а': "a", 'е': "e", 'о': "o", 'р': "p", 'с': "c", 'х': "x", 'у': "y", 'і': "i", 'ј': "j", 'ѕ': "s", 'В': "B", 'Е': "E", 'К': "K", 'М': "M",
	'Н': "H", 'О': "O", 'Р': "P", 'С': "C", 'Т': "T", 'Х': "X", 'А': "A", 'У': "Y", 'ο': "o", 'Α': "A", 'Β': "B", 'Ε': "E", 'Ζ': "Z", 'Η': "H", 'Ι': "I",
	'Κ': "K", 'Μ': "M", 'Ν': "N", 'Ο': "O", 'Ρ': "P", 'Τ': "T", 'Υ': "Y", 'Χ': "X", 'ı': "i", 'ℓ': "l", 'ℎ': "h", 'ℯ': "e", 'ﬁ': "fi", 'ⅈ': "i",
}

func (l *lexer) strange(r rune, size int) error {
	from, to := l.at, l.at+size
	if r == utf8.RuneError && size <= 1 {
		return l.fail(from, from, "the text is not valid UTF-8 here", "type the character again")
	}
	if plain, ok := typographic[r]; ok {
		return l.fail(from, to, fmt.Sprintf("%q is a typographic character", r), "write "+plain)
	}
	if plain, ok := lookAlikes[r]; ok {
		return l.fail(from, to, fmt.Sprintf("%q (U+%04X) only looks like the letter %s", r, r, plain), "type "+plain)
	}
	switch {
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Mn, r):
		return l.fail(from, from, fmt.Sprintf("an invisible character (U+%04X) stands here", r), "delete it")
	case r >= '０' && r <= '９':
		return l.fail(from, to, "a full-width digit", fmt.Sprintf("type %d", r-'０'))
	case r >= 'Ａ' && r <= 'ｚ':
		return l.fail(from, to, "a full-width letter", fmt.Sprintf("type %c", r-'Ａ'+'A'))
	case r >= 0x1D400 && r <= 0x1D7FF:
		return l.fail(from, to, "a letter from the mathematical alphabets", "type the plain letter")
	case unicode.IsLetter(r):
		return l.fail(from, to, fmt.Sprintf("the letter %q (U+%04X) is not read", r, r), "use Latin letters, digits, _ and Greek")
	}
	return l.fail(from, to, fmt.Sprintf("the character %q (U+%04X) is not read", r, r), "write it in plain text")
}
