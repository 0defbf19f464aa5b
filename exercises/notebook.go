package exercises

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
)

// Notebooks. A program may be handed in as a Jupyter notebook (nbformat 4): the cells tagged "coronium" are taken whole;
// where none is tagged, the definitions of the functions that are asked for. What those need from other cells (imports,
// helpers, constants) comes with them; plots and trials stay behind, and so do lines for the shell and for IPython. The
// result is a plain program in which a comment before each piece names its cell, so that every line leads back.

// Bounds of a notebook. Pictures are stored in it as text, so the file is larger than its program by far.
const (
	MaxNotebook = 3 << 20
	maxCells    = 2000
	maxLevels   = 60
	notebookTag = "coronium"
)

// Taken is the program of a notebook.
type Taken struct {
	Source string
	Says   []string // what was taken and what was left out, in sentences
}

// IsNotebook reports whether a text is meant as a notebook.
func IsNotebook(text string) bool {
	head := strings.TrimLeft(text, "\ufeff \t\r\n")
	return strings.HasPrefix(head, "{") && (strings.Contains(head, `"cells"`) || strings.Contains(head, `"nbformat"`) || strings.Contains(head, `"worksheets"`))
}

// notebook is the part of nbformat 4 that is read.
type notebook struct {
	Format   int    `json:"nbformat"`
	Cells    []cell `json:"cells"`
	Metadata struct {
		Kernel   struct{ Language, Name string } `json:"kernelspec"`
		Language struct{ Name string }           `json:"language_info"`
	} `json:"metadata"`
	Worksheets json.RawMessage `json:"worksheets"`
}

type cell struct {
	Kind     string   `json:"cell_type"`
	Source   cellText `json:"source"`
	Metadata struct {
		Tags []string `json:"tags"`
	} `json:"metadata"`
}

// cellText is one text or a list of lines.
type cellText string

func (t *cellText) UnmarshalJSON(raw []byte) error {
	var lines []string
	if len(raw) > 0 && raw[0] == '[' {
		if err := json.Unmarshal(raw, &lines); err != nil {
			return fmt.Errorf("a cell's source is neither a text nor a list of lines")
		}
		*t = cellText(strings.Join(lines, ""))
		return nil
	}
	var whole string
	if err := json.Unmarshal(raw, &whole); err != nil {
		return fmt.Errorf("a cell's source is neither a text nor a list of lines")
	}
	*t = cellText(whole)
	return nil
}

// FromNotebook takes the program with the named functions out of a notebook. Its error says what is wrong with the
// notebook and how to mend it.
func FromNotebook(text string, names []string) (Taken, error) {
	nb, err := readNotebook(text)
	if err != nil {
		return Taken{}, err
	}
	t := &taking{defined: map[string][]*piece{}}
	for i, c := range nb.Cells {
		if c.Kind == "code" {
			t.read(i+1, c)
		}
	}
	if err := t.begin(names); err != nil {
		return Taken{}, err
	}
	t.follow()
	return t.program()
}

// readNotebook decodes and checks the file as a whole.
func readNotebook(text string) (nb notebook, err error) {
	text = strings.TrimPrefix(text, "\ufeff")
	if len(text) > MaxNotebook {
		return nb, badInput("the notebook is %.1f MB large; at most %d MB are read. Clear its outputs (in Jupyter: Edit, Clear Outputs of All Cells) and save it again", float64(len(text))/(1<<20), MaxNotebook>>20)
	}
	if err := wellFormed(text); err != nil {
		return nb, badInput("the notebook can't be read: %v. Open it in Jupyter and save it again", err)
	}
	if err := json.Unmarshal([]byte(text), &nb); err != nil {
		return nb, badInput("the notebook can't be read: %s. Open it in Jupyter and save it again", jsonFault(err))
	}
	language := strings.ToLower(firstText(nb.Metadata.Language.Name, nb.Metadata.Kernel.Language, "python"))
	switch {
	case nb.Worksheets != nil || nb.Format != 0 && nb.Format < 4:
		return nb, badInput("this is a notebook of the old format %d; open it in a present Jupyter and save it again", max(nb.Format, 3))
	case nb.Format > 4:
		return nb, badInput("this is a notebook of format %d, which is not known here; save it as format 4, or as a .py file", nb.Format)
	case !strings.HasPrefix(language, "python") && language != "ipython":
		return nb, badInput("the notebook is for %.40s; hand in one for Python", language)
	case len(nb.Cells) == 0:
		return nb, badInput("the notebook has no cells")
	case len(nb.Cells) > maxCells:
		return nb, badInput("the notebook has %d cells; at most %d are read", len(nb.Cells), maxCells)
	}
	return nb, nil
}

func jsonFault(err error) string {
	if t, is := err.(*json.UnmarshalTypeError); is {
		return fmt.Sprintf("%s should not be a %s", firstText(t.Field, "it"), t.Value)
	}
	return err.Error()
}

// wellFormed walks through the JSON once: it must be one value, not nested without end, and no object may name a key
// twice, since readers would disagree on which of the two is meant.
func wellFormed(text string) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	line := func() int { return 1 + strings.Count(text[:min(int(d.InputOffset()), len(text))], "\n") }
	var keys []map[string]bool // of each open object; nil for an array
	key := false               // the next token of the innermost object is a key
	for {
		token, err := d.Token()
		if err == io.EOF && len(keys) == 0 && d.InputOffset() > 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("in line %d it is no JSON (%s)", line(), strings.TrimPrefix(err.Error(), "json: "))
		}
		switch v := token.(type) {
		case json.Delim:
			if v == '{' || v == '[' {
				if len(keys) >= maxLevels {
					return fmt.Errorf("in line %d it is nested more than %d levels deep", line(), maxLevels)
				}
				if v == '{' {
					keys = append(keys, map[string]bool{})
				} else {
					keys = append(keys, nil)
				}
				key = v == '{'
				continue
			}
			keys = keys[:len(keys)-1]
		case string:
			if key {
				if keys[len(keys)-1][v] {
					return fmt.Errorf("in line %d the key %.40q stands twice in one object", line(), v)
				}
				keys[len(keys)-1][v] = true
				key = false
				continue
			}
		}
		if len(keys) == 0 {
			if d.More() {
				return fmt.Errorf("after line %d more follows than one value", line())
			}
			continue
		}
		key = keys[len(keys)-1] != nil
	}
}

// A piece is a statement of a cell at its left margin, with the names that it defines and uses.
type piece struct {
	cell, line int // from 1
	text       string
	codes      []string // its lines without strings and comments
	defines    []string
	uses       map[string]bool
	needed     bool
	refused    string // a line for the shell that its value comes from
}

// taking collects the pieces that are taken.
type taking struct {
	pieces  []*piece
	defined map[string][]*piece // by name, in order
	tagged  map[int]bool
	left    []string // what was left out, in words
}

// cellMagics may stand over a cell without changing what its code means.
var cellMagics = map[string]bool{"%%time": true, "%%timeit": true, "%%capture": true, "%%python": true, "%%python3": true, "%%prun": true}

// read takes a cell apart.
func (t *taking) read(number int, c cell) {
	text := strings.ReplaceAll(string(c.Source), "\r\n", "\n")
	if first, _, _ := strings.Cut(strings.TrimSpace(text), "\n"); strings.HasPrefix(first, "%%") {
		if word, _, _ := strings.Cut(strings.TrimSpace(first), " "); !cellMagics[word] {
			t.left = append(t.left, fmt.Sprintf("cell %d, which %s hands to something else than Python", number, word))
			return
		}
	}
	whole := containsText(c.Metadata.Tags, notebookTag)
	if whole {
		if t.tagged == nil {
			t.tagged = map[int]bool{}
		}
		t.tagged[number] = true
	}
	lines, magics := withoutMagics(text)
	for _, d := range magics {
		t.left = append(t.left, fmt.Sprintf("%q (cell %d, line %d)", clip(strings.TrimSpace(d.text), 40), number, d.line))
	}
	for _, p := range statements(lines) {
		p.cell = number
		p.names()
		t.pieces = append(t.pieces, p)
		p.needed = whole
		for _, name := range p.defines {
			t.defined[name] = append(t.defined[name], p)
		}
	}
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// begin marks what is asked for.
func (t *taking) begin(names []string) error {
	for _, name := range names {
		if all := t.defined[name]; len(all) > 0 {
			if len(t.tagged) == 0 {
				all[len(all)-1].needed = true
			}
			continue
		}
		if len(t.tagged) > 0 {
			continue // the program's own check says that the function is missing
		}
		var found []string
		for defined := range t.defined {
			if is := t.defined[defined]; strings.HasPrefix(is[0].text, "def ") {
				found = append(found, defined)
			}
		}
		sort.Strings(found)
		if len(found) == 0 {
			return badInput("no cell of the notebook defines %s; define it at the left margin of a code cell, or tag the cell %q", name, notebookTag)
		}
		return badInput("no cell of the notebook defines %s; it defines %s. Name the function as the exercise does, or tag the cell %q", name, clip(strings.Join(found, ", "), 120), notebookTag)
	}
	return nil
}

// follow takes what the pieces need, and what those need in turn. Of several definitions of a function the last is taken,
// as after a run of all cells; of an import or a constant all, in order.
func (t *taking) follow() {
	queue := []*piece{}
	for _, p := range t.pieces {
		if p.needed {
			queue = append(queue, p)
		}
	}
	seen := map[string]bool{}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		for name := range p.uses {
			if seen[name] {
				continue
			}
			seen[name] = true
			all := t.defined[name]
			if n := len(all); n > 0 && (strings.HasPrefix(all[n-1].text, "def ") || strings.HasPrefix(all[n-1].text, "class ") || strings.HasPrefix(all[n-1].text, "@")) {
				all = all[n-1:]
			}
			for _, d := range all {
				if !d.needed {
					d.needed = true
					queue = append(queue, d)
				}
			}
		}
	}
	for _, p := range t.pieces { // a star import may bring anything
		if strings.HasPrefix(p.text, "from ") && strings.Contains(p.text, "import *") {
			p.needed = true
		}
	}
}

// cellMark is the comment before a piece; the editors that know notebooks as plain text read it as the start of a cell.
const cellMark = "# %% cell "

// program writes the pieces that were taken.
func (t *taking) program() (Taken, error) {
	var b strings.Builder
	var cells []string
	last, next, before := 0, 0, -1
	for i, p := range t.pieces {
		if !p.needed {
			continue
		}
		if p.refused != "" {
			return Taken{}, badInput("cell %d, line %d of the notebook takes its value from the shell or from IPython (%s), which is not there when the program is judged; write it in Python", p.cell, p.line, clip(p.refused, 60))
		}
		if p.cell != last {
			cells = append(cells, fmt.Sprint(p.cell))
		}
		switch {
		case p.cell == last && i == before+1: // nothing but blank lines lies between
			b.WriteString(strings.Repeat("\n", p.line-next))
		default:
			fmt.Fprintf(&b, "%s%d, line %d\n", cellMark, p.cell, p.line)
		}
		b.WriteString(p.text + "\n")
		last, next, before = p.cell, p.line+strings.Count(p.text, "\n")+1, i
	}
	word := "cell "
	if len(cells) > 1 {
		word = "cells "
	}
	out := Taken{Source: b.String(), Says: []string{"Taken from " + word + "" + clip(joined(cells), 200) + " of the notebook."}}
	if len(t.left) > 0 {
		shown := t.left[:min(len(t.left), 6)]
		text := "Left out: " + strings.Join(shown, "; ")
		if more := len(t.left) - len(shown); more > 0 {
			text += fmt.Sprintf("; and %d more", more)
		}
		out.Says = append(out.Says, text+".")
	}
	return out, nil
}

var markedCell = regexp.MustCompile(`^# %% cell (\d+), line (\d+)$`)

// CellOf is the cell and the line in it that a line of a program from a notebook comes from; false if it comes from none.
func CellOf(source string, line int) (cell, in int, ok bool) {
	at, cellNumber, first := 0, 0, 0
	for text := range strings.Lines(source) {
		at++
		if m := markedCell.FindStringSubmatch(strings.TrimRight(text, "\r\n")); m != nil {
			fmt.Sscan(m[1], &cellNumber)
			fmt.Sscan(m[2], &first)
			first -= at + 1
		}
		if at == line {
			return cellNumber, first + at, cellNumber > 0 && first+at > 0
		}
	}
	return 0, 0, false
}

// cellPlaces writes the cell beside each line number that a report names.
func (r *Report) cellPlaces(source string) {
	if !strings.Contains(source, cellMark) {
		return
	}
	place := func(text string, line int) string {
		cell, in, ok := CellOf(source, line)
		if line == 0 || !ok {
			return text
		}
		for _, word := range []string{"Line ", "line "} {
			at := fmt.Sprintf("%s%d", word, line)
			if i := strings.Index(text, at); i >= 0 && !strings.HasPrefix(text[i+len(at):], " (cell") {
				return text[:i] + fmt.Sprintf("%s (cell %d of the notebook, line %d)", at, cell, in) + text[i+len(at):]
			}
		}
		return text
	}
	r.Says, r.Fault = place(r.Says, r.FaultLine), place(r.Fault, r.FaultLine)
	for i := range r.Tests {
		r.Says = place(r.Says, r.Tests[i].Line)
		r.Tests[i].Message = place(r.Tests[i].Message, r.Tests[i].Line)
	}
	if r.Diagnosis != nil {
		if cell, in, ok := CellOf(source, r.Diagnosis.Line); ok {
			r.Diagnosis.Where = sentence(strings.TrimSuffix(r.Diagnosis.Where, ".") + fmt.Sprintf("; see cell %d of the notebook, line %d", cell, in))
		}
	}
}

// StarterNotebook is the starter of an exercise as a notebook (nbformat 4.5): the task, the cell to fill in, tagged so that
// it is found again, and a cell for trials.
func StarterNotebook(v *Variant) ([]byte, error) {
	im := v.Exercise.Implement
	if im == nil {
		return nil, badInput("%s has no program to write", v.Exercise.ID)
	}
	type cellOut struct {
		Kind     string         `json:"cell_type"`
		ID       string         `json:"id"`
		Metadata map[string]any `json:"metadata"`
		Source   []string       `json:"source"`
		Count    *int           `json:"execution_count,omitempty"`
		Outputs  *[]any         `json:"outputs,omitempty"`
	}
	lines := func(text string) []string {
		all := strings.SplitAfter(strings.TrimRight(text, "\n"), "\n")
		return all
	}
	task := "# " + v.Exercise.Title + "\n\n" + v.Prompt()
	if im.Ask != "" {
		task += "\n\n## The program\n\n" + v.Text(im.Ask)
	}
	task += "\n\nWrite `" + strings.TrimPrefix(functionList(im), "the function ") + "` in the cell below, which carries the tag `" + notebookTag + "`. Cells that it needs may stand anywhere; hand in the whole notebook. Your numbers are those of variant " + fmt.Sprint(v.Seed) + "."
	code := func(id, text string, tags ...string) map[string]any {
		meta := map[string]any{}
		if len(tags) > 0 {
			meta["tags"] = tags
		}
		return map[string]any{"cell_type": "code", "id": id, "metadata": meta, "source": lines(text), "execution_count": nil, "outputs": []any{}}
	}
	cells := []any{
		cellOut{Kind: "markdown", ID: "task", Metadata: map[string]any{}, Source: lines(task)},
		code("program", v.Exercise.Starter, notebookTag),
		code("trials", "# Try it here: this cell is not handed in."),
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(map[string]any{"nbformat": 4, "nbformat_minor": 5, "cells": cells,
		"metadata": map[string]any{"kernelspec": map[string]any{"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": map[string]any{"name": "python"}}})
	return out.Bytes(), err
}

// FunctionNames are the functions that the program must define; none for an exercise without a program.
func (e *Exercise) FunctionNames() []string {
	if e.Implement == nil {
		return nil
	}
	return e.Implement.names()
}
