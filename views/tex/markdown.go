package tex

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"sync"

	"github.com/gohugoio/hugo-goldmark-extensions/passthrough"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxProse bounds one piece of Markdown.
const maxProse = 200_000

// markdown is goldmark with tables and with TeX set as MathML. Raw HTML stays
// off: authors and advisors write Markdown, and what trainees write reaches
// other people's pages.
var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.Table,
			passthrough.New(passthrough.Config{
				InlineDelimiters: []passthrough.Delimiters{{Open: `\(`, Close: `\)`}, {Open: "$", Close: "$"}},
				BlockDelimiters:  []passthrough.Delimiters{{Open: `\[`, Close: `\]`}, {Open: "$$", Close: "$$"}},
			}),
		),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(mathRenderer{}, 90))),
	)
})

// Prose sets Markdown as HTML. Its highest heading becomes h{top} and the
// others follow, so that a page's headings stay in order wherever it stands.
func Prose(source string, top int) string {
	return convert(source, top)
}

// Inline sets one paragraph of Markdown without its p element; several
// paragraphs stay paragraphs.
func Inline(source string) string {
	set := strings.TrimSpace(convert(source, 3))
	if strings.HasPrefix(set, "<p>") && strings.HasSuffix(set, "</p>") && strings.Count(set, "<p>") == 1 {
		return strings.TrimSuffix(strings.TrimPrefix(set, "<p>"), "</p>")
	}
	return set
}

func convert(source string, top int) string {
	if len(source) > maxProse {
		source = source[:maxProse]
	}
	source = minusSigns(keepUnits(strings.ToValidUTF8(source, "\uFFFD")))
	raw := []byte(source)
	doc := markdown().Parser().Parse(text.NewReader(raw))
	shiftHeadings(doc, top)
	var out bytes.Buffer
	if err := markdown().Renderer().Render(&out, raw, doc); err != nil {
		return "<p>" + html.EscapeString(source) + "</p>"
	}
	return out.String()
}

var numberWithUnit = regexp.MustCompile(`(\d) (%|ms|mV|nA|pA|nS|nF|pF|Hz|MΩ|MB|kB|s|min)\b`)

// keepUnits ties a number to its unit, so that no line ends between them. Prose
// with code in it is left alone: code keeps its own spaces.
func keepUnits(source string) string {
	if strings.Contains(source, "`") {
		return source
	}
	source = strings.ReplaceAll(source, " %", "\u00a0%")
	return numberWithUnit.ReplaceAllString(source, "$1\u00a0$2")
}

var hyphenAsMinus = regexp.MustCompile(`(^|[\s(=,])-(\.?\d)`)

// minusSigns sets the hyphen of a negative number as a minus, outside code and
// formulas: authors type -70 mV.
func minusSigns(source string) string {
	if !hyphenAsMinus.MatchString(source) {
		return source
	}
	parts, from := strings.Builder{}, 0
	within := byte(0) // the sign that closes the code or formula one is in
	for i := 0; i < len(source); i++ {
		c := source[i]
		if c != '$' && c != '`' || within != 0 && c != within || i > 0 && source[i-1] == '\\' {
			continue
		}
		part := source[from:i]
		if within == 0 {
			part = hyphenAsMinus.ReplaceAllString(part, "$1−$2")
			within = c
		} else {
			within = 0
		}
		parts.WriteString(part)
		from = i
	}
	rest := source[from:]
	if within == 0 {
		rest = hyphenAsMinus.ReplaceAllString(rest, "$1−$2")
	}
	return parts.String() + rest
}

// shiftHeadings numbers the levels that occur from top on, closing gaps.
func shiftHeadings(doc ast.Node, top int) {
	var headings []*ast.Heading
	used := [7]bool{}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			headings = append(headings, h)
			used[h.Level] = true
		}
		return ast.WalkContinue, nil
	})
	level, next := [7]int{}, top
	for l := 1; l <= 6; l++ {
		if used[l] {
			level[l] = min(next, 6)
			next++
		}
	}
	for _, h := range headings {
		h.Level = level[h.Level]
	}
}

// mathRenderer sets what the passthrough extension found.
type mathRenderer struct{}

func (mathRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(passthrough.KindPassthroughInline, inlineMath)
	r.Register(passthrough.KindPassthroughBlock, blockMath)
	r.Register(ast.KindFencedCodeBlock, codeBlock)
}

// codeBlock sets a fenced block so that the keyboard can scroll it: lines of code are longer than a phone is wide.
func codeBlock(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`<pre tabindex="0"><code>`)
	lines := n.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		_, _ = w.WriteString(html.EscapeString(string(line.Value(source))))
	}
	_, _ = w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

func inlineMath(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		node := n.(*passthrough.PassthroughInline)
		whole := string(node.Segment.Value(source))
		body := strings.TrimSuffix(strings.TrimPrefix(whole, node.Delimiters.Open), node.Delimiters.Close)
		_, _ = w.WriteString(MathML(body, false))
	}
	return ast.WalkContinue, nil
}

func blockMath(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	var whole strings.Builder
	lines := n.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		whole.Write(line.Value(source))
	}
	body := strings.TrimSpace(whole.String())
	for _, d := range [][2]string{{"$$", "$$"}, {`\[`, `\]`}} {
		if strings.HasPrefix(body, d[0]) && strings.HasSuffix(body, d[1]) && len(body) >= 4 {
			body = body[2 : len(body)-2]
			break
		}
	}
	_, _ = w.WriteString(Display(body) + "\n")
	return ast.WalkSkipChildren, nil
}

// Display sets a formula on a line of its own, in a box that scrolls when the
// formula is wider than the page.
func Display(source string) string {
	return `<div class="formula scrollx">` + MathML(source, true) + `</div>`
}
