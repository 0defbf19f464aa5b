package demo

import (
	"slices"
	"testing"
	"unicode/utf16"
)

// What is typed line by line leads from the one text to the other, in the order of time.
func TestTypedLeadsThere(t *testing.T) {
	for _, test := range [][2]string{
		{"def f(x):\n    pass\n", "def f(x):\n    τ = 2  # 😀\n    return x*τ\n"},
		{"", "a\nb"},
		{"a\nb", "a\nb\nc"},
		{"a\n", "a\n"},
		{"a\nlong\n", "a\n"},
	} {
		text := utf16.Encode([]rune(test[0]))
		edits := typed(test[0], test[1])
		for i, e := range edits {
			text = slices.Replace(text, e.From, e.From+e.Removed, utf16.Encode([]rune(e.Insert))...)
			if i > 0 && e.Ago >= edits[i-1].Ago {
				t.Errorf("%q: line %d comes before the one above it", test[1], i)
			}
		}
		if got := string(utf16.Decode(text)); got != test[1] {
			t.Errorf("%q is typed as %q", test[1], got)
		}
	}
}
