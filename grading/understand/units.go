package understand

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// unit is a unit of measurement: a factor to the SI and the exponents of metre, kilogram, second, ampere, kelvin, mole.
type unit struct {
	factor float64
	dim    [6]int
}

var symbols = map[string]unit{
	"m": {1, [6]int{1}}, "g": {1e-3, [6]int{0, 1}}, "s": {1, [6]int{0, 0, 1}}, "A": {1, [6]int{0, 0, 0, 1}}, "K": {1, [6]int{0, 0, 0, 0, 1}},
	"mol": {1, [6]int{0, 0, 0, 0, 0, 1}}, "min": {60, [6]int{0, 0, 1}}, "h": {3600, [6]int{0, 0, 1}},
	"V": {1, [6]int{2, 1, -3, -1}}, "Ohm": {1, [6]int{2, 1, -3, -2}}, "S": {1, [6]int{-2, -1, 3, 2}}, "F": {1, [6]int{-2, -1, 4, 2}},
	"C": {1, [6]int{0, 0, 1, 1}}, "Hz": {1, [6]int{0, 0, -1}}, "J": {1, [6]int{2, 1, -2}}, "N": {1, [6]int{1, 1, -2}}, "W": {1, [6]int{2, 1, -3}},
	"M": {1e3, [6]int{-3, 0, 0, 0, 0, 1}}, "L": {1e-3, [6]int{3}}, "%": {.01, [6]int{}}, "1": {1, [6]int{}},
}

var prefixes = map[string]float64{"f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3, "c": 1e-2, "k": 1e3, "M": 1e6, "G": 1e9}

var unitSpelling = strings.NewReplacer("µ", "u", "μ", "u", "Ω", "Ohm", "Ω", "Ohm", "ohm", "Ohm", "OHM", "Ohm", "Ohms", "Ohm", "·", "*", "⋅", "*", "×", "*", "²", "^2", "³", "^3", "⁻¹", "^-1", "⁻²", "^-2",
	"MOhms", "MOhm", "msec", "ms", "seconds", "s", "second", "s", "sec", "s", "millivolts", "mV", "millivolt", "mV", "milliseconds", "ms", "millisecond", "ms", "hertz", "Hz", "spikes/s", "Hz", "**", "^", " per ", "/")

// parseUnit reads a product of units with prefixes and powers: "mV", "MOhm", "uA/cm^2", "1/ms", "ms^-1", "nA*MOhm".
func parseUnit(text string) (unit, bool) {
	text = strings.TrimSpace(unitSpelling.Replace(text))
	u := unit{factor: 1}
	if text == "" {
		return u, false
	}
	sign, factors := 1, 0
	for len(text) > 0 {
		end := strings.IndexFunc(text, func(r rune) bool { return r == '*' || r == '/' || r == ' ' || r == '(' || r == ')' })
		word := text
		sep := byte(0)
		if end >= 0 {
			word, sep, text = text[:end], text[end], text[end+1:]
		} else {
			text = ""
		}
		if word != "" {
			f, ok := parseFactor(word)
			if !ok {
				return unit{}, false
			}
			u = u.times(f, sign)
			factors++
		}
		switch sep {
		case '/':
			sign = -1
		case '*':
			sign = 1
		case '(', ')': // brackets would need a stack: mV/(ms*nA) is written mV/ms/nA here
			if sep == '(' && strings.Contains(text, "*") {
				return unit{}, false
			}
		}
	}
	return u, factors > 0
}

var powered = regexp.MustCompile(`^(%|1|[A-Za-z]+)(?:\^?([+-]?[0-9]))?$`)

func parseFactor(word string) (unit, bool) {
	m := powered.FindStringSubmatch(word)
	if m == nil {
		return unit{}, false
	}
	power := 1
	if m[2] != "" {
		power, _ = strconv.Atoi(m[2])
	}
	base, ok := symbols[m[1]]
	if !ok {
		for p, f := range prefixes {
			if s, known := symbols[strings.TrimPrefix(m[1], p)]; known && strings.HasPrefix(m[1], p) && len(m[1]) > len(p) {
				base, ok = unit{f * s.factor, s.dim}, true
				break
			}
		}
	}
	if !ok {
		return unit{}, false
	}
	return unit{factor: 1}.times(base, power), true
}

// times multiplies by the power n of v.
func (u unit) times(v unit, n int) unit {
	u.factor *= math.Pow(v.factor, float64(n))
	for i := range u.dim {
		u.dim[i] += n * v.dim[i]
	}
	return u
}

// unitWord finds the units that stand in a remark such as "membrane time constant (ms)" or "[mV]" or "ms".
var unitWord = regexp.MustCompile(`(?:^|[\s(\[,;=:])((?:[fpnuµμmkMG]?(?:V|A|Ohm|ohm|Ω|F|S|Hz|s|M)|[unmcµμ]m|mol|K|C)(?:\s?[/*·]\s?(?:[fpnuµμmck]?(?:m|s|V|A))(?:\^?-?[0-9]|²)?)*|1/m?s)(?:$|[\s)\],;.])`)

// unitIn returns the unit in a remark; "" if there is none or more than one.
func unitIn(remark string) string {
	found := map[string]bool{}
	last := ""
	for _, m := range unitWord.FindAllStringSubmatch(remark, 8) {
		word := strings.TrimSpace(m[1])
		if _, ok := parseUnit(word); ok && !isWord(word, remark) {
			found[word] = true
			last = word
		}
	}
	if len(found) != 1 {
		return ""
	}
	return last
}

// isWord guards against capital letters that are names, not units: "A" or "C" alone outside brackets.
func isWord(word, remark string) bool {
	return len(word) == 1 && unicode.IsUpper(rune(word[0])) && !strings.Contains(remark, "("+word+")") && !strings.Contains(remark, "["+word+"]") && !strings.Contains(remark, " in "+word)
}

// unitOf looks for the unit of a name: in the comment of its row, else in the documentation of the function or module
// where a line begins with the name or speaks of it.
func (s *source) unitOf(name string, row int, target *node) string {
	if row >= 0 {
		if u := unitIn(s.comment(row)); u != "" {
			return u
		}
	}
	docs := []string{}
	if target != nil {
		docs = append(docs, s.docstring(target))
		if class := target.within("class_definition"); class != nil {
			docs = append(docs, s.docstring(class))
		}
	}
	docs = append(docs, s.docstring(s.root))
	word := regexp.MustCompile(`(?:^|[^A-Za-z0-9_])` + regexp.QuoteMeta(name) + `(?:$|[^A-Za-z0-9_])`)
	for _, doc := range docs {
		for _, clause := range strings.FieldsFunc(doc, func(r rune) bool { return r == '\n' || r == ';' }) {
			for _, part := range clauses(clause) {
				if word.MatchString(part) {
					if u := unitIn(part); u != "" {
						return u
					}
				}
			}
			if word.MatchString(clause) && !strings.Contains(clause, ",") {
				return unitIn(clause)
			}
		}
	}
	return ""
}

// clauses cuts "tau (ms), R (MOhm) and I (nA)" at its commas, after trying the whole.
func clauses(line string) []string {
	parts := strings.Split(strings.ReplaceAll(line, " and ", ", "), ", ")
	for i := len(parts) - 2; i >= 0; i-- { // "tau, t_ref in ms": the unit at the end is that of all
		if unitIn(parts[i]) == "" && !strings.Contains(strings.TrimSpace(parts[i]), " ") {
			parts[i] += ", " + parts[i+1]
		}
	}
	return parts
}
