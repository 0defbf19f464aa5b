package understand

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// entered is a number as a person wrote it.
type entered struct {
	value float64
	shown string // as understood, with its unit
}

var numberShape = regexp.MustCompile(`^([+-]?)([0-9]+(?:[ '’_][0-9]{3})*(?:[.,][0-9]*)*|[.,][0-9]+)(?:\s*(?:[eE]|[*x×·]\s*10\s*(?:\^|\*\*))\s*([+-]?[0-9]+))?\s*(.*)$`)

// readNumber reads what a person may write for a number in a unit: 8.754, 8,754, "8.754 ms", "0.008754 s", "−65 mV",
// "8.75e0", "1 200", "≈ 12", "3/4". A prefix other than the unit asked for is converted. whole says that a whole number
// is expected, so that 8,754 are eight thousand. The error says what could not be read.
func readNumber(text, wanted string, whole bool) (entered, error) {
	t := strings.TrimSpace(text)
	t = strings.NewReplacer("−", "-", "–", "-", "\u00a0", " ", "\u202f", " ", "\u2009", " ").Replace(t)
	t = strings.TrimLeft(t, "≈~=≃ ")
	if t == "" {
		return entered{}, fmt.Errorf("nothing was entered")
	}
	if a, b, ok := strings.Cut(t, "/"); ok { // a fraction such as 3/4, but not a unit such as mV/ms
		x, errA := strconv.ParseFloat(strings.TrimSpace(a), 64)
		y, errB := strconv.ParseFloat(strings.TrimSpace(b), 64)
		if errA == nil && errB == nil && y != 0 {
			return entered{x / y, trimFloat(x / y)}, nil
		}
	}
	m := numberShape.FindStringSubmatch(t)
	if m == nil {
		return entered{}, fmt.Errorf("%q is not a number", clip(text))
	}
	v, err := strconv.ParseFloat(m[1]+plainDigits(m[2], whole), 64)
	if err != nil {
		return entered{}, fmt.Errorf("%q is not a number", clip(text))
	}
	if m[3] != "" {
		e, err := strconv.Atoi(m[3])
		if err != nil || e > 300 || e < -300 {
			return entered{}, fmt.Errorf("%q is not a number of this world", clip(text))
		}
		v *= math.Pow(10, float64(e))
	}
	rest := strings.Trim(strings.TrimSpace(m[4]), ".")
	if rest == "" || rest == wanted {
		return entered{v, withUnit(v, wanted)}, nil
	}
	if wanted == "" {
		if regexp.MustCompile(`^[a-z ]+$`).MatchString(rest) { // "22 spikes"
			return entered{v, trimFloat(v)}, nil
		}
		return entered{}, fmt.Errorf("%q: a plain number is asked for, without a unit", clip(text))
	}
	given, okG := parseUnit(rest)
	want, okW := parseUnit(wanted)
	if !okG || !okW {
		return entered{}, fmt.Errorf("the unit %q can't be read; the answer is asked for in %s", clip(rest), wanted)
	}
	if given.dim != want.dim {
		return entered{}, fmt.Errorf("the answer is asked for in %s, and %q measures something else", wanted, clip(rest))
	}
	return entered{v * given.factor / want.factor, strings.TrimSpace(trimFloat(v) + " " + rest)}, nil
}

// plainDigits turns the digits of a person into those of a machine: with both marks the last is the decimal one; a
// single comma is decimal, unless a whole number is expected and three digits follow; spaces and apostrophes group.
func plainDigits(d string, whole bool) string {
	d = strings.NewReplacer(" ", "", "'", "", "’", "", "_", "").Replace(d)
	comma, point := strings.LastIndexByte(d, ','), strings.LastIndexByte(d, '.')
	switch {
	case comma < 0:
		if strings.Count(d, ".") > 1 {
			return strings.ReplaceAll(d, ".", "")
		}
		return d
	case point >= 0 && comma > point:
		return strings.Replace(strings.ReplaceAll(d, ".", ""), ",", ".", 1)
	case point >= 0, strings.Count(d, ",") > 1, whole && len(d)-comma == 4:
		return strings.ReplaceAll(d, ",", "")
	}
	return strings.Replace(d, ",", ".", 1)
}

// clip shortens what a person wrote for a message.
func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// trimFloat writes v with at most six digits.
func trimFloat(v float64) string {
	t := strconv.FormatFloat(v, 'g', 6, 64)
	if strings.Contains(t, "e") && math.Abs(v) >= 1e-4 && math.Abs(v) < 1e9 {
		t = strconv.FormatFloat(v, 'f', -1, 64)
	}
	return t
}

// digits writes v with n significant digits and no exponent where that is readable.
func digits(v float64, n int) string {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return trimFloat(v)
	}
	e := int(math.Floor(math.Log10(math.Abs(v))))
	if e < -4 || e > 8 {
		return strconv.FormatFloat(v, 'g', n, 64)
	}
	return strconv.FormatFloat(v, 'f', max(n-1-e, 0), 64)
}

func withUnit(v float64, unit string) string {
	return strings.TrimSpace(trimFloat(v) + " " + unit)
}

// digitsUnit is digits with a unit.
func digitsUnit(v float64, n int, unit string) string {
	return strings.TrimSpace(digits(v, n) + " " + unit)
}
