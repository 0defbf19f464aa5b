package exercises

import (
	"regexp"
	"strings"
)

// What is read of a cell's Python without a parser: which lines are IPython's, where statements at the left margin begin
// and end, and which names they define and use. Strings and brackets are followed, so that a line inside one is no statement.

type ipython struct {
	line int
	text string
}

// scanner follows strings, brackets and continuation lines.
type scanner struct {
	quote string // "", or the quotes that close the open string
	depth int
	joins bool // the last line ended with a backslash
}

// inside reports whether the next line belongs to what has begun.
func (s *scanner) inside() bool { return s.quote != "" || s.depth > 0 || s.joins }

// line reads one line and returns its code without strings and comments.
func (s *scanner) line(text string) string {
	var code strings.Builder
	s.joins = false
	for i := 0; i < len(text); {
		if s.quote != "" {
			switch {
			case text[i] == '\\':
				i += 2
			case strings.HasPrefix(text[i:], s.quote):
				i += len(s.quote)
				s.quote = ""
			default:
				i++
			}
			continue
		}
		c := text[i]
		switch {
		case c == '#':
			return code.String()
		case strings.HasPrefix(text[i:], `"""`), strings.HasPrefix(text[i:], `'''`):
			s.quote = text[i : i+3]
			i += 3
			code.WriteByte(' ')
			continue
		case c == '"' || c == '\'':
			s.quote = text[i : i+1]
			code.WriteByte(' ')
		case strings.IndexByte("([{", c) >= 0:
			s.depth++
			code.WriteByte(c)
		case strings.IndexByte(")]}", c) >= 0:
			s.depth = max(0, s.depth-1)
			code.WriteByte(c)
		case c == '\\' && strings.TrimSpace(text[i+1:]) == "":
			s.joins = true
			return code.String()
		default:
			code.WriteByte(c)
		}
		i++
	}
	if len(s.quote) == 1 {
		s.quote = "" // a string of one line ends with it, whatever Python thinks
	}
	return code.String()
}

var (
	shellValue = regexp.MustCompile(`^\s*[A-Za-z_][\w, ]*=\s*[!%]\s*\w`)
	helpLine   = regexp.MustCompile(`^\s*[\w.]+\?\??\s*$|^\s*\?\??[\w.]+\s*$`)
)

// withoutMagics puts comments in the place of IPython's own lines, so that lines keep their numbers.
func withoutMagics(text string) (lines []string, out []ipython) {
	var s scanner
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		trimmed := strings.TrimSpace(line)
		if !s.inside() && (strings.HasPrefix(trimmed, "%") || strings.HasPrefix(trimmed, "!") || helpLine.MatchString(line)) {
			indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
			out = append(out, ipython{i + 1, line})
			if indent != "" {
				line = indent + "pass  # left out: " + trimmed // it may be all that a block holds
			} else {
				line = "# left out: " + trimmed
			}
		}
		s.line(line)
		lines = append(lines, line)
	}
	return lines, out
}

var (
	continues   = regexp.MustCompile(`^(else|elif|except|finally)\b`)
	definitions = regexp.MustCompile(`^(?:async\s+)?(?:def|class)\s+(\w+)`)
	assigns     = regexp.MustCompile(`^([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*(?::[^=]*)?(?:[-+*/|&^%]|\*\*|//|@)?=[^=]`)
	imports     = regexp.MustCompile(`^import\s+(.*)`)
	fromImports = regexp.MustCompile(`^from\s+\S+\s+import\s+(.*)`)
	blocks      = regexp.MustCompile(`^(if|else|elif|try|except|finally|with|for|while)\b`)
	loops       = regexp.MustCompile(`\bfor\s+([^:]*?)\s+in\b`)
	parameters  = regexp.MustCompile(`(?:\bdef\s+\w+\s*\(|\blambda\b)([^:]*)`)
	globals     = regexp.MustCompile(`^(?:global|nonlocal)\s+(.*)`)
	identifiers = regexp.MustCompile(`[A-Za-z_]\w*`)
)

// statements cuts lines into pieces that begin at the left margin. Comments and blank lines belong to what follows.
func statements(lines []string) (all []*piece) {
	var s scanner
	var open *piece
	decorated := false
	end := func() {
		if open != nil {
			open.text = strings.TrimRight(open.text, "\n \t")
			if strings.TrimSpace(open.text) != "" {
				all = append(all, open)
			}
		}
		open = nil
	}
	for i, line := range lines {
		inside := s.inside()
		code := s.line(line)
		margin := !inside && code != "" && strings.TrimSpace(code) != "" && line[0] != ' ' && line[0] != '\t' || !inside && s.quote != "" && line != "" && line[0] != ' ' && line[0] != '\t'
		if open == nil || margin && !decorated && !continues.MatchString(code) {
			end()
			open = &piece{line: i + 1, uses: map[string]bool{}}
		}
		if margin {
			decorated = strings.HasPrefix(code, "@")
		}
		if open.text != "" || line != "" {
			open.text += line + "\n"
		} else {
			open.line++
		}
		open.codes = append(open.codes, code)
		if margin || !inside && blocks.MatchString(open.codes[0]) {
			open.head(strings.TrimSpace(code), line)
		}
	}
	end()
	return all
}

// head notes what the first line of a statement says.
func (p *piece) head(code, line string) {
	if shellValue.MatchString(line) {
		p.refused = strings.TrimSpace(line)
	}
	p.defines = append(p.defines, code)
}

// names turns the heads into the names that a statement defines, and finds those that it uses from outside.
func (p *piece) names() {
	local := p.locals()
	for _, code := range p.codes {
		for _, name := range identifiers.FindAllString(code, -1) {
			if !local[name] {
				p.uses[name] = true
			}
		}
	}
	heads := p.defines
	p.defines = nil
	for _, code := range heads {
		if m := definitions.FindStringSubmatch(code); m != nil {
			p.defines = append(p.defines, m[1])
		} else if m := fromImports.FindStringSubmatch(p.flat()); m != nil && strings.HasPrefix(code, "from") {
			p.bring(m[1])
		} else if m := imports.FindStringSubmatch(code); m != nil {
			p.bring(m[1])
		} else if m := assigns.FindStringSubmatch(code + " "); m != nil {
			p.defines = append(p.defines, identifiers.FindAllString(m[1], -1)...)
		}
	}
}

// locals are the names that belong to a definition itself: its parameters and what it assigns. A trial elsewhere in the
// notebook that happens to use the same name for its result is not what the definition needs.
func (p *piece) locals() map[string]bool {
	local := map[string]bool{}
	if !regexp.MustCompile(`^(@|async\b|def\b|class\b)`).MatchString(p.text) {
		return local
	}
	for _, m := range parameters.FindAllStringSubmatch(p.flat(), -1) {
		for _, one := range strings.Split(m[1], ",") {
			if names := identifiers.FindAllString(one, 1); len(names) > 0 {
				local[names[0]] = true
			}
		}
	}
	for _, code := range p.codes {
		code = strings.TrimSpace(code)
		if m := assigns.FindStringSubmatch(code + " "); m != nil {
			for _, name := range identifiers.FindAllString(m[1], -1) {
				local[name] = true
			}
		}
		for _, m := range loops.FindAllStringSubmatch(code, -1) {
			for _, name := range identifiers.FindAllString(m[1], -1) {
				local[name] = true
			}
		}
	}
	for _, code := range p.codes {
		if m := globals.FindStringSubmatch(strings.TrimSpace(code)); m != nil {
			for _, name := range identifiers.FindAllString(m[1], -1) {
				delete(local, name)
			}
		}
	}
	return local
}

// flat is the statement in one line.
func (p *piece) flat() string {
	var s scanner
	var b strings.Builder
	for _, line := range strings.Split(p.text, "\n") {
		b.WriteString(s.line(line) + " ")
	}
	return strings.TrimSpace(b.String())
}

// bring notes the names that an import brings: "numpy as np, os.path" brings np and os.
func (p *piece) bring(list string) {
	for _, one := range strings.Split(strings.Trim(strings.TrimSpace(list), "()"), ",") {
		words := strings.Fields(one)
		if len(words) == 0 {
			continue
		}
		name, _, _ := strings.Cut(words[len(words)-1], ".")
		p.defines = append(p.defines, name)
	}
}
