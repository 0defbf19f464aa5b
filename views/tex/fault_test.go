package tex

import (
	"strings"
	"testing"
)

// The one class that a formula may set is the mark of a fault; any other is refused.
func TestFaultIsMarked(t *testing.T) {
	set, err := Set(`V = E_L+\class{fault}{\frac{R}{I}}`, true)
	if err != nil || !strings.Contains(set, `class="fault"`) {
		t.Errorf("%s %v", set, err)
	}
	for _, source := range []string{`\class{top}{x}`, `\href{https://example.org}{x}`, `\style{color:red}{x}`, `\id{main}{x}`} {
		if set, err := Set(source, true); err == nil && (strings.Contains(set, "top") || strings.Contains(set, "href") || strings.Contains(set, "style=") || strings.Contains(set, `id="main"`)) {
			t.Errorf("%s is set as %s", source, set)
		}
	}
}
