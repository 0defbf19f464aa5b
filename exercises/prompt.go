package exercises

import (
	"fmt"
	"strconv"
	"strings"

	"coronium/grading/compare"
)

// Prompt is prompt.md with the variant's numbers: {{tau}} becomes "20 ms", {{x*R nA}} an expression's value with that
// unit, {{tau | bare}} the number alone, {{tau | 2}} two significant digits. An expression that can't be evaluated is left as it stands; Lint reports it.
func (v *Variant) Prompt() string {
	text, _ := v.render(v.Exercise.Prompt)
	return text
}

// Text puts the variant's numbers into any other prose of the exercise: questions, tasks, feedback, hints.
func (v *Variant) Text(markdown string) string {
	text, _ := v.render(markdown)
	return text
}

func (v *Variant) render(markdown string) (string, error) {
	var out strings.Builder
	var first error
	for {
		before, rest, found := strings.Cut(markdown, "{{")
		out.WriteString(before)
		if !found {
			return out.String(), first
		}
		inside, after, closed := strings.Cut(rest, "}}")
		if !closed {
			out.WriteString("{{" + rest)
			return out.String(), orFirst(first, fmt.Errorf("{{ without }}"))
		}
		text, err := v.placeholder(strings.TrimSpace(inside))
		if err != nil {
			first = orFirst(first, err)
			text = "{{" + inside + "}}"
		}
		out.WriteString(text)
		markdown = after
	}
}

func orFirst(first, err error) error {
	if first != nil {
		return first
	}
	return err
}

func (v *Variant) placeholder(inside string) (string, error) {
	body, style, _ := strings.Cut(inside, "|")
	expression, unit := splitUnit(strings.TrimSpace(body))
	if q, is := v.Exercise.Quantity(expression); is && unit == "" {
		unit = q.Unit
	}
	x, err := numberIn(Expr{Text: expression}, v.scope())
	if err != nil {
		return "", fmt.Errorf("{{%s}}: %v", inside, err)
	}
	digits := 4
	for _, word := range strings.Fields(style) {
		if word == "bare" {
			unit = ""
		} else if n, err := strconv.Atoi(word); err == nil && n > 0 && n < 16 {
			digits = n
		} else {
			return "", fmt.Errorf("{{%s}}: %q is not bare or a number of digits", inside, word)
		}
	}
	return compare.Format(x, digits, printedUnit(unit)), nil
}

// withUnit writes a number with at most four significant digits and its unit as it is printed.
func withUnit(x float64, unit string) string { return compare.Format(x, 4, printedUnit(unit)) }

// printedUnit spells a unit as print does: MΩ, µF, squares raised.
func printedUnit(unit string) string {
	if unit == "1" {
		return "" // a pure number
	}
	return strings.NewReplacer("Ohm", "Ω", "um", "µm", "uF", "µF", "uS", "µS", "uA", "µA", "^2", "²", "*", "·").Replace(unit)
}

// PrintedUnit is a unit as people read it: µm for um, nothing for a pure number.
func PrintedUnit(unit string) string { return printedUnit(unit) }
