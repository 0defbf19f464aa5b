package views

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
)

// title is the question's first sentence, unless it has a title of its own.
func (v Sitting) title() Markdown {
	if v.Title != "" {
		return Markdown(v.Title)
	}
	title, _ := firstSentence(v.Ask)
	return title
}

// rest is the question without what the title has said.
func (v Sitting) rest() Markdown {
	if v.Title != "" {
		return v.Ask
	}
	_, rest := firstSentence(v.Ask)
	return rest
}

// firstSentence splits after the first full stop or question mark that is
// followed by space and stands outside mathematics and code. A first sentence
// longer than a heading bears stays where it is.
func firstSentence(ask Markdown) (first, rest Markdown) {
	text := strings.TrimSpace(string(ask))
	inMath, inCode := false, false
	for i, r := range text {
		switch {
		case r == '$':
			inMath = !inMath
		case r == '`':
			inCode = !inCode
		case r == '\n' && !inMath && !inCode:
			return heading(text, i)
		case (r == '.' || r == '?') && !inMath && !inCode && (i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n'):
			return heading(text, i+1)
		}
	}
	return heading(text, len(text))
}

func heading(text string, end int) (first, rest Markdown) {
	if end > 140 || strings.HasPrefix(text, "$$") || strings.HasPrefix(text, "```") {
		return "A question about your program", Markdown(text)
	}
	return Markdown(strings.TrimSpace(text[:end])), Markdown(strings.TrimSpace(text[end:]))
}

// timeLeft is time as words: no seconds, which only make people hurry.
func timeLeft(seconds int) string {
	switch {
	case seconds <= 0:
		return "no time"
	case seconds < 45:
		return "half a minute"
	case seconds < 90:
		return "a minute"
	}
	return fmt.Sprintf("%d minutes", int(math.Round(float64(seconds)/60)))
}

// pip is the class of one of the small bars: done, current or to come.
func pip(i, current int) string {
	switch {
	case i < current:
		return "done"
	case i == current:
		return "cur"
	}
	return ""
}

// sittingSolo says that the question has no program beside it.
func sittingSolo(v Sitting) bool {
	return v.Program == "" && v.Response.Kind != "code"
}

// answerBelowProgram says that the answer is made in the program itself. All
// others stand under the question, with the program beside it to look at.
func answerBelowProgram(v Sitting) bool {
	return v.Response.Kind == "line" || v.Response.Kind == "code"
}

func lineField(r Response) Field {
	if len(r.Fields) == 0 {
		return Field{Name: "line"}
	}
	return Field{Name: r.Fields[0].Name, Value: r.Fields[0].Value}
}

func responseName(r Response) string { return orString(lineField(r).Name, "code") }

func codeValue(r Response) string { return orString(lineField(r).Value, r.Starter) }

func responseInputs(r Response) []InputField {
	var all []InputField
	for _, f := range r.Fields {
		all = append(all, InputField{Name: f.Name, Label: f.Label, Unit: orString(f.Unit, r.Unit), Value: f.Value})
	}
	return all
}

// arrowOptions are those of the item, else the usual three.
func arrowOptions(f ResponseField) []string {
	if len(f.Options) > 0 {
		return f.Options
	}
	return []string{"up", "same", "down"}
}

// arrowKind finds the sign that goes with an option's word.
func arrowKind(option string) string {
	switch o := strings.ToLower(option); {
	case strings.HasPrefix(o, "up"), strings.HasPrefix(o, "rise"), strings.HasPrefix(o, "more"), strings.HasPrefix(o, "increase"):
		return "up"
	case strings.HasPrefix(o, "down"), strings.HasPrefix(o, "fall"), strings.HasPrefix(o, "less"), strings.HasPrefix(o, "decrease"):
		return "down"
	case strings.HasPrefix(o, "same"), strings.HasPrefix(o, "stay"), strings.HasPrefix(o, "unchanged"), strings.HasPrefix(o, "equal"):
		return "same"
	}
	return ""
}

// numberKeys is the keyboard that a phone shows: a unit has letters.
func numberKeys(f ResponseField) string {
	if f.Name == "unit" {
		return "text"
	}
	return "decimal"
}

// formulaKeys is the keyboard for a formula, or for the number of a line beside it.
func formulaKeys(f ResponseField) string {
	if f.Name == "line" {
		return "numeric"
	}
	return "text"
}

// linesOf colours a program, or sets the rules of a derivation apart from its formulas.
func linesOf(text string, derivation bool) []codeLine {
	if !derivation {
		return python(text)
	}
	var lines []codeLine
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		formula, rule, ruled := strings.Cut(line, " ; ")
		shown := html.EscapeString(formula)
		if ruled {
			shown += `<span class="c">` + html.EscapeString("   ; "+rule) + `</span>`
		}
		lines = append(lines, codeLine{N: i + 1, Blank: strings.TrimSpace(line) == "", HTML: shown})
	}
	return lines
}

// left says how often the window was left so far.
func (v Sitting) left() string {
	if v.FocusLost == 0 {
		return ""
	}
	return ", " + count(v.FocusLost, "time") + " so far"
}

// probeInputs are the inputs of a program that may be called.
func probeInputs(r Response) []InputField {
	r.Fields = slices.DeleteFunc(slices.Clone(r.Fields), func(f ResponseField) bool { return len(f.Options) > 0 })
	return responseInputs(r)
}

// probeChoices are what is to be found out.
func probeChoices(r Response) Response {
	r.Fields = slices.DeleteFunc(slices.Clone(r.Fields), func(f ResponseField) bool { return len(f.Options) == 0 })
	return r
}
