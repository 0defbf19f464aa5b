package views

import (
	"html"
	"strings"
	"unicode"

	"github.com/a-h/templ"
)

// pythonKeywords are set in membrane blue, as in the editor.
var pythonKeywords = map[string]bool{
	"and": true, "as": true, "assert": true, "break": true, "class": true, "continue": true, "def": true, "del": true,
	"elif": true, "else": true, "except": true, "finally": true, "for": true, "from": true, "global": true, "if": true,
	"import": true, "in": true, "is": true, "lambda": true, "nonlocal": true, "not": true, "or": true, "pass": true,
	"raise": true, "return": true, "try": true, "while": true, "with": true, "yield": true,
	"True": true, "False": true, "None": true,
}

// codeLine is one line of a program, coloured.
type codeLine struct {
	N     int
	Blank bool
	HTML  string
}

func (l codeLine) component() templ.Component { return templ.Raw(l.HTML) }

// python splits a program into coloured lines. It only has to look right: a
// program that is no Python is still shown whole, every character escaped.
func python(source string) []codeLine {
	source = strings.ReplaceAll(strings.TrimRight(source, "\n"), "\r\n", "\n")
	var lines []codeLine
	open := "" // the quotes of a string that spans lines
	for i, text := range strings.Split(source, "\n") {
		l := lexer{text: []rune(text), open: open}
		l.run()
		open = l.open
		lines = append(lines, codeLine{N: i + 1, Blank: strings.TrimSpace(text) == "", HTML: l.out.String()})
	}
	return lines
}

// lexer colours one line.
type lexer struct {
	text []rune
	at   int
	open string
	def  bool // the next name is a definition's
	out  strings.Builder
}

func (l *lexer) run() {
	if l.open != "" {
		l.quoted(0)
	}
	for l.at < len(l.text) {
		r := l.text[l.at]
		switch {
		case r == '#':
			l.emit("c", len(l.text))
		case r == '"' || r == '\'':
			l.startQuote()
		case unicode.IsDigit(r) || r == '.' && l.at+1 < len(l.text) && unicode.IsDigit(l.text[l.at+1]):
			l.number()
		case unicode.IsLetter(r) || r == '_':
			l.name()
		default:
			l.emit("", l.at+1)
		}
	}
}

// emit writes the runes up to end in a class.
func (l *lexer) emit(class string, end int) {
	text := html.EscapeString(string(l.text[l.at:end]))
	if class == "" {
		l.out.WriteString(text)
	} else {
		l.out.WriteString(`<span class="` + class + `">` + text + `</span>`)
	}
	l.at = end
}

func (l *lexer) startQuote() {
	quote := string(l.text[l.at])
	if l.at+2 < len(l.text) && string(l.text[l.at:l.at+3]) == strings.Repeat(quote, 3) {
		l.open = strings.Repeat(quote, 3)
		l.quoted(3)
		return
	}
	l.open = quote
	l.quoted(1)
	if len(l.open) == 1 { // a plain string ends with its line
		l.open = ""
	}
}

// quoted writes a string, skip runes of which are its opening quotes.
func (l *lexer) quoted(skip int) {
	quote := []rune(l.open)
	for i := l.at + skip; i < len(l.text); i++ {
		if l.text[i] == '\\' {
			i++
			continue
		}
		if i+len(quote) <= len(l.text) && string(l.text[i:i+len(quote)]) == l.open {
			l.emit("s1", i+len(quote))
			l.open = ""
			return
		}
	}
	l.emit("s1", len(l.text))
}

func (l *lexer) number() {
	end := l.at + 1
	for end < len(l.text) {
		r := l.text[end]
		exponent := (r == '+' || r == '-') && (l.text[end-1] == 'e' || l.text[end-1] == 'E')
		if !unicode.IsDigit(r) && r != '.' && r != '_' && !unicode.IsLetter(r) && !exponent {
			break
		}
		end++
	}
	l.emit("n", end)
}

func (l *lexer) name() {
	end := l.at + 1
	for end < len(l.text) && (unicode.IsLetter(l.text[end]) || unicode.IsDigit(l.text[end]) || l.text[end] == '_') {
		end++
	}
	word := string(l.text[l.at:end])
	switch {
	case pythonKeywords[word]:
		l.def = word == "def" || word == "class"
		l.emit("k", end)
	case l.def:
		l.def = false
		l.emit("f", end)
	default:
		l.emit("", end)
	}
}
