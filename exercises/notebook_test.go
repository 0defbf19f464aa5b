package exercises

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// cells makes a notebook; a text that begins with "tag:" is a tagged cell, one with "md:" Markdown.
func cells(texts ...string) string {
	var all []map[string]any
	for _, text := range texts {
		c := map[string]any{"cell_type": "code", "metadata": map[string]any{}, "outputs": []any{}, "execution_count": nil}
		if rest, is := strings.CutPrefix(text, "tag:"); is {
			text, c["metadata"] = rest, map[string]any{"tags": []string{"coronium"}}
		}
		if rest, is := strings.CutPrefix(text, "md:"); is {
			text, c["cell_type"] = rest, "markdown"
		}
		c["source"] = strings.SplitAfter(text, "\n")
		all = append(all, c)
	}
	raw, _ := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "cells": all, "metadata": map[string]any{"language_info": map[string]any{"name": "python"}}})
	return string(raw)
}

func TestFromNotebook(t *testing.T) {
	for _, c := range []struct {
		name     string
		notebook string
		has      []string
		lacks    []string
		says     string
	}{
		{"the named function with what it needs", cells("md:# Work", "%matplotlib inline\nimport numpy as np\nimport matplotlib.pyplot as plt\nTAU = 20", "def rate(V):\n    return V/TAU\n\nplt.plot([1])", "def simulate(I):\n    # a comment\n    V = np.zeros(3)\n    return rate(V)\n", "V = simulate(1)\nplt.plot(V)\nV"),
			[]string{"import numpy as np", "TAU = 20", "def rate(V)", "def simulate(I)", "# %% cell 4, line 1"}, []string{"plt", "matplotlib", "V = simulate"}, "Taken from cells 2, 3 and 4"},
		{"a tagged cell is taken whole", cells("import math\nx = 1", "tag:y = math.pi\n\n\ndef simulate(I):\n    return I*y\n\nassert simulate(1) > 3"), []string{"import math", "assert simulate(1) > 3"}, []string{"x = 1"}, "Taken from cells 1 and 2"},
		{"the last definition counts", cells("def simulate(I):\n    return 1", "def simulate(I):\n    return 2"), []string{"return 2"}, []string{"return 1"}, "Taken from cell 2"},
		{"magics are dropped", cells("%%time\n!pip install numpy\n%load_ext autoreload\ndef simulate(I):\n    %debug\n    return I\nsimulate?"), []string{"def simulate", "pass  # left out: %debug"}, []string{"\n%load", "\n!pip"}, "Left out: \"%%time\""},
		{"another language's cell", cells("%%bash\necho def simulate", "def simulate(I): return I"), []string{"return I"}, []string{"echo"}, "cell 1, which %%bash"},
		{"strings and brackets", cells("text = '''\ndef simulate(I): wrong\n%no magic\n'''\nnumbers = [\n1,\n2]\ndef simulate(I, a=\"def x\"):\n    \"\"\"A text.\n\n%not magic\n    \"\"\"\n    return numbers + [text]"), []string{"numbers = [", "%not magic", "%no magic"}, nil, "cell 1"},
		{"decorators, classes, blocks", cells("from functools import (\n    cache,\n    lru_cache)\nclass Cell:\n    def step(self):\n        return 1", "if True:\n    def simulate(I):\n        return helper()\nelse:\n    pass", "@cache\ndef helper():\n    return Cell().step()"), []string{"@cache\ndef helper", "class Cell", "from functools import (", "else:"}, nil, "cells 1, 2 and 3"},
		{"an assignment as definition", cells("import numpy as np", "simulate = lambda I: np.exp(I)"), []string{"import numpy", "simulate = lambda"}, nil, "cells 1 and 2"},
		{"star imports stay", cells("from math import *\nfrom os import path", "def simulate(I): return exp(I)"), []string{"from math import *"}, []string{"from os"}, "cells 1 and 2"},
		{"windows lines and a mark", "\ufeff" + cells("import math\r\ndef simulate(I):\r\n    return math.pi\r\n"), []string{"import math\n"}, []string{"\r"}, "cell 1"},
	} {
		if !IsNotebook(c.notebook) {
			t.Errorf("%s: not taken for a notebook", c.name)
		}
		got, err := FromNotebook(c.notebook, []string{"simulate"})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, part := range c.has {
			if !strings.Contains(got.Source, part) {
				t.Errorf("%s: %q is missing in\n%s", c.name, part, got.Source)
			}
		}
		for _, part := range c.lacks {
			if strings.Contains(got.Source, part) {
				t.Errorf("%s: %q should stay behind in\n%s", c.name, part, got.Source)
			}
		}
		if says := strings.Join(got.Says, " "); !strings.Contains(says, c.says) {
			t.Errorf("%s: %q, want %q", c.name, says, c.says)
		}
	}
}

// Every line of a program leads back to its cell.
func TestLinesLeadToCells(t *testing.T) {
	texts := []string{"import math\n\n\nA = 1  # here\n\ndef unused():\n    pass\nB = 2", "x = 1", "def simulate(I):\n    y = A\n\n    return y + B"}
	got, err := FromNotebook(cells(texts...), []string{"simulate"})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i, line := range strings.Split(strings.TrimRight(got.Source, "\n"), "\n") {
		cell, in, ok := CellOf(got.Source, i+1)
		if strings.HasPrefix(line, cellMark) {
			continue
		}
		if !ok || strings.Split(texts[cell-1], "\n")[in-1] != line {
			t.Errorf("line %d %q leads to cell %d, line %d (%v)", i+1, line, cell, in, ok)
		}
		found++
	}
	if found != 6 {
		t.Errorf("%d lines in\n%s", found, got.Source)
	}
	if _, _, ok := CellOf("a = 1\n", 1); ok {
		t.Error("a plain program has no cells")
	}
}

func TestHostileNotebooks(t *testing.T) {
	good := cells("def simulate(I): return I")
	for name, c := range map[string]struct{ text, says string }{
		"huge":                  {`{"cells":[],"x":"` + strings.Repeat("A", MaxNotebook) + `"}`, "at most 3 MB are read. Clear its outputs"},
		"deep":                  {`{"cells":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, "nested more than 60 levels"},
		"a key twice":           {`{"cells":[],` + "\n" + `"cells":[]}`, `in line 2 the key "cells" stands twice`},
		"a key twice in a cell": {strings.Replace(good, `"cell_type":"code"`, `"cell_type":"code","cell_type":"code"`, 1), "stands twice"},
		"cut off":               {good[:len(good)/2], "is no JSON"},
		"two values":            {good + "{}", "more follows"},
		"no cells":              {`{"cells":[],"nbformat":4}`, "has no cells"},
		"old":                   {`{"worksheets":[{"cells":[]}],"nbformat":3}`, "old format 3"},
		"of the future":         {`{"cells":[],"nbformat":7}`, "format 7"},
		"for R":                 {strings.Replace(good, `"name":"python"`, `"name":"R"`, 1), "for Python"},
		"numbers for source":    {`{"nbformat":4,"cells":[{"cell_type":"code","source":[1,2]}]}`, "neither a text nor a list of lines"},
		"cells is a text":       {`{"nbformat":4,"cells":"x"}`, "cells should not be a string"},
		"many cells":            {`{"nbformat":4,"cells":[` + strings.Repeat(`{"cell_type":"raw","source":""},`, 3000) + `{}]}`, "at most 2000"},
		"no such function":      {cells("def simulat(I): return I"), "it defines simulat"},
		"nothing at all":        {cells("1 + 1"), "no cell of the notebook defines simulate"},
		"from the shell":        {cells("files = !ls\ndef simulate(I): return files"), "takes its value from the shell"},
	} {
		_, err := FromNotebook(c.text, []string{"simulate"})
		if err == nil || !strings.Contains(err.Error(), c.says) || len(err.Error()) > 400 {
			t.Errorf("%s: %v; want %q", name, err, c.says)
		}
	}
	// Pictures in outputs are read over.
	picture := strings.Replace(good, `"outputs":[]`, `"outputs":[{"data":{"image/png":"`+strings.Repeat("iVBOR", 1000)+`"}}]`, 1)
	if _, err := FromNotebook(picture, []string{"simulate"}); err != nil {
		t.Error(err)
	}
}

// A notebook earns what its program earns, and its errors name cell and line.
func TestNotebookIsGraded(t *testing.T) {
	g, e := grader(t), lif(t)
	v := variant(t, e, 1)
	r := graded(t, g, v, cells("md:text", "import numpy as np", "tag:"+e.Solution, "simulate(1, .1, 10, 20, 1, -70, -50, -60, 2)"))
	if !r.Passed || len(r.Taken) == 0 {
		t.Errorf("passed %v, taken %v: %s", r.Passed, r.Taken, r.Says)
	}
	r = graded(t, g, v, cells("import math", "def helper():\n    return [][1]", "\n\ndef simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):\n    return helper(), []"))
	if text, _ := json.Marshal(r); r.Passed || !strings.Contains(string(text), "cell 2 of the notebook, line 2") {
		t.Errorf("the cell is not named: %s", r.Says)
	}
	r = graded(t, g, v, cells("def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):\n    return [[E_L\n"))
	if !r.Ungradable || !strings.Contains(r.Says, "cell 1 of the notebook, line 2") {
		t.Errorf("a syntax error: %s", r.Says)
	}
	r = graded(t, g, v, `{"cells": [`)
	if !r.Ungradable || !strings.Contains(r.Says, "Open it in Jupyter") {
		t.Errorf("half a notebook: %s", r.Says)
	}
}

// The starter as a notebook is nbformat 4.5: ids of its own for cells, sources as lines, a kernel; and it is read back.
func TestStarterNotebook(t *testing.T) {
	v := variant(t, lif(t), 2)
	raw, err := StarterNotebook(v)
	if err != nil {
		t.Fatal(err)
	}
	var nb struct {
		Format int `json:"nbformat"`
		Minor  int `json:"nbformat_minor"`
		Cells  []struct {
			Kind     string            `json:"cell_type"`
			ID       string            `json:"id"`
			Source   []string          `json:"source"`
			Metadata map[string]any    `json:"metadata"`
			Outputs  []json.RawMessage `json:"outputs"`
		} `json:"cells"`
		Metadata map[string]map[string]string `json:"metadata"`
	}
	if err := json.Unmarshal(raw, &nb); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, c := range nb.Cells {
		if !regexp.MustCompile(`^[a-zA-Z0-9-_]{1,64}$`).MatchString(c.ID) || ids[c.ID] || c.Metadata == nil || len(c.Source) == 0 {
			t.Errorf("cell %q: %+v", c.ID, c)
		}
		if ids[c.ID] = true; c.Kind == "code" && c.Outputs == nil {
			t.Errorf("cell %q has no outputs", c.ID)
		}
		if c.Kind == "markdown" && strings.Contains(string(raw), `"outputs": null`) {
			t.Error("a Markdown cell has outputs")
		}
	}
	if nb.Format != 4 || nb.Minor != 5 || nb.Metadata["kernelspec"]["name"] != "python3" || len(nb.Cells) != 3 {
		t.Errorf("format %d.%d, metadata %v", nb.Format, nb.Minor, nb.Metadata)
	}
	got, err := FromNotebook(string(raw), []string{"simulate"})
	if err != nil || !strings.Contains(got.Source, "def simulate") || strings.Contains(got.Source, "Try it here") {
		t.Errorf("%v\n%s", err, got.Source)
	}
	if again, _ := StarterNotebook(v); string(again) != string(raw) {
		t.Error("the same variant gives another notebook")
	}
}

func FuzzNotebook(f *testing.F) {
	f.Add(cells("%%time\nimport numpy as np\ndef simulate(I):\n    return np.exp(I)"))
	f.Add(cells("tag:x = '''\n!ls\n'''\n@a\ndef simulate(): pass", "y = !ls"))
	f.Add(`{"nbformat":4,"cells":[{"cell_type":"code","source":"def simulate(:\n\\"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := FromNotebook(text, []string{"simulate"})
		if err != nil {
			if len(err.Error()) > 1000 {
				t.Errorf("a message of %d characters", len(err.Error()))
			}
			return
		}
		for i := range strings.Split(got.Source, "\n") {
			if cell, in, ok := CellOf(got.Source, i+1); ok && (cell < 1 || in < 1) {
				t.Errorf("line %d: cell %d, line %d", i+1, cell, in)
			}
		}
		if fmt.Sprint(got.Says) == "[]" {
			t.Error("nothing says what was taken")
		}
	})
}
