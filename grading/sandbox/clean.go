package sandbox

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes text from a program safe to show: control characters, which would move a terminal's cursor or forge a line of
// a log, and characters that reverse the direction of reading are escaped as "\u202e"; broken UTF-8 becomes U+FFFD. New
// lines and tabs stay. It is at most limit bytes long, cut between characters.
func clean(s string, limit int) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	for _, r := range s {
		piece := string(r)
		if hidden(r) {
			piece = escape(r)
		}
		if b.Len()+len(piece) > limit {
			break
		}
		b.WriteString(piece)
	}
	return b.String()
}

// hidden reports whether a character acts on its surroundings instead of being seen.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r):
		return true
	case r == 0x061C, r == 0x200E, r == 0x200F, 0x202A <= r && r <= 0x202E, 0x2066 <= r && r <= 0x2069: // direction
		return true
	case r == 0x2028, r == 0x2029: // line and paragraph separators
		return true
	case r == 0xFEFF, 0xFFF9 <= r && r <= 0xFFFB, 0xE0000 <= r && r <= 0xE007F: // marks and tags without a glyph
		return true
	}
	return false
}

func escape(r rune) string {
	if r < 0x100 {
		return `\x` + pad(strconv.FormatInt(int64(r), 16), 2)
	}
	if r < 0x10000 {
		return `\u` + pad(strconv.FormatInt(int64(r), 16), 4)
	}
	return `\U` + pad(strconv.FormatInt(int64(r), 16), 8)
}

func pad(s string, n int) string { return strings.Repeat("0", max(0, n-len(s))) + s }

// cleanLine is clean for text that must stay on one line.
func cleanLine(s string, limit int) string {
	return clean(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " "), limit)
}

// cutText shortens a text to n bytes, between characters.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
