package sandbox

import (
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain µ ∂ é 🧠 👩‍🔬\n\tindented": "plain µ ∂ é 🧠 👩‍🔬\n\tindented",
		"\x1b[2J\x07\x00":          `\x1b[2J\x07\x00`,
		"a\r\nb\rc":                "a\nb\\x0dc",
		"\u202eevil\u2066":         `\u202eevil\u2066`,
		"\u2028 \ufeff \U000e0041": `\u2028 \ufeff \U000e0041`,
		"\xff\xfe ok":              "\ufffd\ufffd ok",
		"\u009b31m":                `\x9b31m`,
	} {
		if got := clean(in, 1000); got != want {
			t.Errorf("%q gives %q, not %q", in, got, want)
		}
	}
	if got := clean("ééééé", 5); got != "éé" {
		t.Errorf("cut to %q", got)
	}
	if got := cleanLine("a\nb\r\nc", 10); got != "a b c" {
		t.Errorf("one line: %q", got)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b\u202e\xff", 5)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if limit < 0 || limit > 1<<16 {
			return
		}
		got := clean(s, limit)
		if len(got) > limit || strings.ContainsFunc(got, hidden) || strings.ToValidUTF8(got, "") != got {
			t.Fatalf("%q", got)
		}
	})
}
