package derive

import (
	"regexp"
	"strconv"
	"strings"
)

var citedNumber = regexp.MustCompile(`[0-9]+`)

// Recite numbers the citations of a line's rule anew: "T = … ; solve 4 for T" cites line 5 after a line was put in front
// of line 4. What is no rule that can be read stays as it is.
func Recite(text string, number func(int) int) string {
	statement, because, ok := strings.Cut(strings.ReplaceAll(text, `\;`, "\x00\x00"), ";")
	if !ok {
		return text
	}
	name := rulePattern.FindStringSubmatchIndex(strings.TrimLeft(because, " \t"))
	if name == nil {
		return text
	}
	start := len(because) - len(strings.TrimLeft(because, " \t")) + name[4]
	if _, err := parseRule(because); err != nil {
		return text
	}
	var out strings.Builder
	out.WriteString(statement + ";" + because[:start])
	rest := because[start:]
	for {
		at := refPattern.FindStringIndex(rest)
		if at == nil {
			break
		}
		ref := rest[:at[1]]
		out.WriteString(citedNumber.ReplaceAllStringFunc(ref, func(digits string) string {
			k, err := strconv.Atoi(digits)
			if err != nil { // a number with more digits than any derivation has lines
				return digits
			}
			return strconv.Itoa(number(k))
		}))
		rest = rest[at[1]:]
		if strings.HasSuffix(strings.TrimSpace(ref), ":") {
			break
		}
		trimmed := strings.TrimLeft(rest, " \t")
		out.WriteString(rest[:len(rest)-len(trimmed)])
		rest = trimmed
	}
	out.WriteString(rest)
	return strings.ReplaceAll(out.String(), "\x00\x00", `\;`)
}
