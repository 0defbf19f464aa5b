package school

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// firstFault returns the first error that there is.
func firstFault(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func lengthFault(field, text string, least, most int) error {
	n := utf8.RuneCountInString(text)
	switch {
	case !utf8.ValidString(text):
		return FieldFault(field, "has bytes in it that are no text (UTF-8)")
	case n < least:
		return FieldFault(field, "is missing")
	case n > most:
		return FieldFault(field, fmt.Sprintf("is longer than %d characters", most))
	}
	return nil
}

func checkRange(faults map[string]string, field string, n, least, most int) {
	if n < least || n > most {
		faults[field] = fmt.Sprintf("must be between %d and %d", least, most)
	}
}

func checkChoice[T ~string](faults map[string]string, field string, got T, choices ...T) {
	if !slices.Contains(choices, got) {
		var names []string
		for _, c := range choices {
			names = append(names, string(c))
		}
		faults[field] = "must be one of " + strings.Join(names, ", ")
	}
}

func localField(faults map[string]string, field, zone, text string) time.Time {
	t, err := ParseLocal(zone, text)
	if err != nil {
		faults[field] = As(err).Message
	}
	return t
}

// sortedKeys gives the keys of a map in order, where order reaches a page or a hash.
func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
