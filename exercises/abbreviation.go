package exercises

import "strings"

// spelledOut puts what they stand for in the place of the derivation's abbreviations (let), for comparisons that are made
// outside the derivation itself, where nobody knows them. Later ones may use earlier ones.
func (e *Exercise) spelledOut(text string) string {
	if e.Derive == nil {
		return text
	}
	for i := len(e.Derive.Let) - 1; i >= 0; i-- {
		name, meaning, is := strings.Cut(e.Derive.Let[i], "=")
		if name = strings.TrimSpace(name); !is || name == "" {
			continue
		}
		text = symbolInside.ReplaceAllStringFunc(text, func(word string) string {
			if word == name {
				return "(" + strings.TrimSpace(meaning) + ")"
			}
			return word
		})
	}
	return text
}
