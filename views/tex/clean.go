package tex

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// elements are the MathML elements that a formula may be made of.
var elements = set("math", "semantics", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle",
	"merror", "mpadded", "mphantom", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts",
	"none", "mtable", "mtr", "mtd", "menclose", "annotation")

// attributes are those that only shape the formula. Neither style nor links nor
// handlers are among them: the content security policy has no place for them.
var attributes = set("display", "mathvariant", "fence", "separator", "stretchy", "symmetric", "maxsize", "minsize", "largeop",
	"movablelimits", "accent", "accentunder", "lspace", "rspace", "linethickness", "width", "height", "depth", "voffset",
	"columnalign", "rowspacing", "columnspacing", "columnspan", "rowspan", "displaystyle", "scriptlevel", "form", "class",
	"notation", "encoding", "dir")

func set(names ...string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}

// clean passes Temml's output through an allow-list. Temml escapes its text, so
// this is the second wall and also what takes the inline styles away.
func clean(source string) (string, error) {
	tokens := html.NewTokenizer(strings.NewReader(source))
	var out strings.Builder
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if errors.Is(tokens.Err(), io.EOF) {
				return out.String(), nil
			}
			return "", tokens.Err()
		case html.TextToken:
			out.WriteString(html.EscapeString(string(tokens.Text())))
		case html.EndTagToken:
			name, _ := tokens.TagName()
			if elements[string(name)] {
				fmt.Fprintf(&out, "</%s>", name)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			if !elements[token.Data] {
				continue
			}
			out.WriteString("<" + token.Data)
			for _, a := range token.Attr {
				if attributes[a.Key] {
					fmt.Fprintf(&out, ` %s="%s"`, a.Key, html.EscapeString(a.Val))
				}
			}
			out.WriteString(">")
			if token.Type == html.SelfClosingTagToken {
				fmt.Fprintf(&out, "</%s>", token.Data)
			}
		}
	}
}
