package views

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"coronium/views/tex"

	"github.com/a-h/templ"
)

// prose sets Markdown; its headings begin at h{top}.
func prose(source Markdown, top int) templ.Component {
	return templ.Raw(tex.Prose(string(source), top))
}

// inline sets a sentence of Markdown inside a line of text.
func inline(source Markdown) templ.Component { return templ.Raw(tex.Inline(string(source))) }

// formula sets TeX inside a line of text, with fractions at full height.
func formula(source TeX) templ.Component { return templ.Raw(tex.MathML(string(source), false)) }

// bigFormula is formula for a derivation line, where fractions stand at full
// height though the line is no display.
func bigFormula(source TeX) templ.Component {
	return templ.Raw(tex.MathML(`\displaystyle `+string(source), false))
}

// verdictClass names the colour that goes with a verdict's mark and word.
func verdictClass(verdict string) string {
	switch verdict {
	case Holds, Differs, Unclear:
		return verdict
	}
	return "soft"
}

// ringState says a skill's state for those who do not see the ring.
func ringState(state string) string {
	switch state {
	case "begun", "shaky", "sound":
		return state
	}
	return "unseen"
}

// stageVerdict is what stands before a stage's name in a row: only finished and
// wrong stages carry a mark.
func stageVerdict(state string) string {
	switch state {
	case "done", "sealed":
		return Holds
	case "wrong":
		return Differs
	}
	return ""
}

// capital begins a sentence.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// numberWord writes small numbers as words, as a headline does.
func numberWord(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}

// plural writes "one flag", "two flags".
func plural(n int, one, many string) string {
	if n == 1 {
		return numberWord(n) + " " + one
	}
	return numberWord(n) + " " + many
}

// id makes a fragment name from words.
func id(words ...string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, strings.Join(words, "-"))
}

// describedBy points an input at its error, when there is one.
func describedBy(errorText, errorID string) templ.Attributes {
	if errorText == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": errorID}
}

func orString(own, usual string) string {
	if own != "" {
		return own
	}
	return usual
}

// composeTitle says which line is being written.
func composeTitle(c Compose) string {
	if c.Again {
		return "Line " + c.N + ", again."
	}
	if c.Insert {
		return "A new line in front of line " + c.N + "."
	}
	return "Line " + c.N + "."
}

// before, runeAt and after split a typed line at the place of its fault.
func before(s string, at int) string { r := []rune(s); return string(r[:min(at, len(r))]) }

func runeAt(s string, at int) string {
	r := []rune(s)
	if at >= len(r) {
		return "\u2009⌄\u2009" // the fault is that the line ends here
	}
	return string(r[at])
}

func after(s string, at int) string {
	r := []rune(s)
	if at+1 >= len(r) {
		return ""
	}
	return string(r[at+1:])
}

// plainName is a field's name as a person says it: "input.t_ref" is t_ref. It
// stands beside a label of nothing but mathematics, which screen readers may
// leave out of a field's name.
func plainName(name string) string { return name[strings.LastIndex(name, ".")+1:] }

// labelled says "Derive: 4 of 6 lines hold", or the name alone.
func labelled(name, says string) string { return joined(": ", name, says) }

// joined joins what is not empty.
func joined(with string, parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, with)
}

func lateWords(d DueRow) string {
	if d.Late {
		return d.When.Relative + ", late"
	}
	return d.When.Relative
}

// brief leaves out what is too long for a word in a row; the stage's own page
// says it in full.
func brief(says string) string {
	if utf8.RuneCountInString(says) > 36 {
		return ""
	}
	return says
}

// saidHowSure begins the line of a sealed choice.
func saidHowSure(a Ask) string {
	if a.Confidence.Value == "" {
		return "You said:"
	}
	return "You said, " + a.Confidence.Value + "\u00a0% sure:"
}
