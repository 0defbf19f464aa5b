package exercises

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"coronium/content"
)

// copyOfContent is the shipped content in memory, to be broken.
func copyOfContent(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(content.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasPrefix(name, "02-integrate-and-fire/lif-interspike-interval") && name != "02-integrate-and-fire/module.md" {
			return err
		}
		text, err := fs.ReadFile(content.Files, name)
		out[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	yaml := string(out[lifYAML].Data)
	if i := strings.Index(yaml, "requires:"); i >= 0 { // the other exercises are not copied
		end := strings.Index(yaml[i:], "\n")
		out[lifYAML].Data = []byte(yaml[:i] + yaml[i+end+1:])
	}
	return out
}

const (
	lifFolder = "02-integrate-and-fire/lif-interspike-interval/"
	lifYAML   = lifFolder + "exercise.yaml"
)

// Broken content: each fault gets a message with file, line, and how to mend it.
func TestBrokenContent(t *testing.T) {
	if _, err := Load(copyOfContent(t)); err != nil {
		t.Fatal(err)
	}
	replace := func(from, to string) func(fstest.MapFS) {
		return func(m fstest.MapFS) {
			text := string(m[lifYAML].Data)
			if !strings.Contains(text, from) {
				panic("the exercise does not contain " + from)
			}
			m[lifYAML].Data = []byte(strings.Replace(text, from, to, 1))
		}
	}
	line := func(m fstest.MapFS, part string) int {
		before, _, _ := strings.Cut(string(m[lifYAML].Data), part)
		return strings.Count(before, "\n") + 1
	}
	for _, c := range []struct {
		name   string
		breaks func(fstest.MapFS)
		at     string // a text on the line that should be named
		says   string
	}{
		{"unknown key", replace("minutes: 90", "minuts: 90"), "minuts: 90", `unknown key "minuts" in the file; did you mean "minutes"?`},
		{"unknown key deep inside", replace("set: {exact: 1}\n      as: mean", "sett: {exact: 1}\n      as: mean"), "sett: {exact: 1}\n      as: mean", `did you mean "set"?`},
		{"undeclared symbol in a draw", replace("uniform: [2, 5], step: .5", "uniform: [2, 5*tua], step: .5"), "5*tua", `uses tua, which is not declared; did you mean "tau"?`},
		{"not a formula", replace("- not tie(t_ref/dt)", "- t_ref**2 > 1"), "t_ref**2", "write ^ for a power"},
		{"no such function in a formula", replace("expect: {holds: max(V) < V_th}", "expect: {holds: maxx(V) < V_th}"), "maxx(V)", `did you mean "max"`},
		{"a test with two ways", replace("      expect: {count: spikes, equals: 0}\n", "      expect: {count: spikes, equals: 0}\n      order-in: dt\n"), "name: silent below", "one of expect, statistics, against and order-in"},
		{"an unknown comparison", replace("as: mean-interval", "as: mean-intervall"), "name: the interval at 1.5", `did you mean "mean-interval"`},
		{"nothing of that kind to compare", replace("as: trace\n      within: .12 mV", "as: value\n      within: .12 mV"), "name: the climb below threshold", "returns nothing that can be compared as value"},
		{"an observable that is not there", replace("see: held", "see: hold"), "no-refractory:", `there is no observable "hold"; did you mean "held"?`},
		{"a misconception without a program", func(m fstest.MapFS) { delete(m, lifFolder+"misconceptions/no-tau.py") }, "no-tau:", "there is no file " + lifFolder + "misconceptions/no-tau.py"},
		{"a truth that is no choice", replace("truth: reject", "truth: rejected"), "- id: square-root", "not among the verdicts"},
		{"a line at fault that is blank", replace("line: \"22\"", "line: \"4\""), "- id: relative", "holds no code"},
		{"twice the same key", replace("level: 1\n", "level: 1\nlevel: 2\n"), "level: 2", `the key "level" stands twice here; the first is in line`},
		{"a tab", replace("minutes: 90", "\tminutes: 90"), "\tminutes", "begins with a tab"},
		{"a colon in a text", replace("minutes: 90", "reading: What now: this\nminutes: 90"), "reading: What now", "a second colon"},
		{"a brace that is not closed", replace("limits: {cpu: 5s, memory: 512 MB}", "limits: {cpu: 5s, memory: 512 MB"), "", "is not closed, or a comma is missing"},
		{"a unit that does not exist", replace("within: .15 ms", "within: .15 msec"), ".15 msec", `the unit "msec" is not known`},
		{"a file that is not UTF-8", func(m fstest.MapFS) { m[lifYAML].Data = append(m[lifYAML].Data, "\n# caf\xe9\n"...) }, "", "the byte 0xe9 is not UTF-8"},
		{"a requirement of itself", replace("minutes: 90\n", "minutes: 90\nrequires: [lif-interspike-interval]\n"), "requires:", "the exercise requires itself"},
		{"not YAML", replace("skills: [membrane-equation", "skills: [membrane-equation: {"), "", "not YAML"},
		{"a quantity drawn and fixed", replace("value: -70", "value: -70, draw: {choice: [1, 2]}"), "E_L:", "both a value and a draw"},
		{"points for no stage", replace("grading: {predict: 10,", "grading: {predcit: 10, predict: 10,"), "", `there is no stage "predcit"; did you mean "predict"?`},
		{"a level that does not exist", replace("level: 1\n", "level: 7\n"), "", "level should be 1, 2 or 3"},
		{"a requirement that does not exist", replace("minutes: 90\n", "minutes: 90\nrequires: [lif-interspike-intervall]\n"), "", "did you mean \"lif-interspike-interval\""},
		{"no prompt", func(m fstest.MapFS) { delete(m, lifFolder+"prompt.md") }, "", "there is no file " + lifFolder + "prompt.md"},
		{"a list where a value is meant", replace("title: The", "title: [The"), "", "YAML"},
		{"a premise that is no formula", replace(`given: ["tau*V' = -(V-E_L)+R*I"]`, `given: ["tau*V' = -(V-E_L)+*R*I"]`), "given: [", "derive: "},
		{"a premise whose units differ", replace(`given: ["tau*V' = -(V-E_L)+R*I"]`, `given: ["tau*V' = -(V-E_L)+I"]`), "given: [", "compare the units"},
		{"a milestone that is no formula", replace(`"I_rh = (V_th-E_L)/R"`, `"I_rh = (V_th-E_L/R"`), "I_rh = (V_th-E_L/R", "derive: "},
		{"a milestone with an unknown symbol", replace(`"I_rh = (V_th-E_L)/R"`, `"I_rh = (V_thr-E_L)/R"`), "I_rh = (V_thr", "V_thr"},
		{"a symbol that can't be declared", replace(`"T:ms >0"`, `"T:msec >0"`), "T:msec", "msec"},
		{"a measurement of an output that is not there", replace("first: {of: first(spikes), within", "first: {of: first(spike), within"), "first: {of: first(spike)", `did you mean "spikes"`},
		{"an argument that no function takes", replace("args: {I: .95*(V_th-E_L)/R}", "args: {II: .95*(V_th-E_L)/R}"), "args: {II", "takes no argument II"},
		{"a negative weight", replace("weight: .25", "weight: -.25"), "name: silent below", "negative weight"},
		{"a kind that does not exist", replace("kind: trace, shape", "kind: tarce, shape"), "kind: tarce", `did you mean "trace"`},
		{"an overlay of a billion points", replace("sweep: {I: [0, 5*(V_th-E_L)/R, 60]}", "sweep: {I: [0, 5*(V_th-E_L)/R, 1e9]}"), "1e9", "at most 200"},
		{"an input that nobody can choose", replace("shows: {t_ref: 3, dt: .05}", "shows: {t_rf: 3, dt: .05}"), "shows: {t_rf", "takes no argument t_rf"},
		{"milestones with negative points", replace("points: 2", "points: -2"), "points: -2", "milestone rheobase: -2 points"},
		{"the unit of an axis", replace("400 Hz]", "400 Hzz]"), "400 Hzz", `the unit "Hzz" is not known`},
		{"a memory limit that can't be read", replace("memory: 512 MB", "memory: much"), "limits: {cpu", "not an amount of memory"},
	} {
		m := copyOfContent(t)
		c.breaks(m)
		_, err := Load(m)
		faults, is := err.(ContentErrors)
		if !is {
			t.Errorf("%s: no fault was found: %v", c.name, err)
			continue
		}
		found := false
		for _, f := range faults {
			if strings.Contains(f.Error(), c.says) {
				found = true
				if want := line(m, c.at); c.at != "" && f.Line != want {
					t.Errorf("%s: line %d, want %d: %v", c.name, f.Line, want, f)
				}
				if f.File != lifYAML && f.File != "" {
					t.Errorf("%s: file %s", c.name, f.File)
				}
			}
		}
		if !found {
			t.Errorf("%s: nothing says %q, but:\n%v", c.name, c.says, err)
		}
	}
}

func TestContentThatIsNone(t *testing.T) {
	for name, c := range map[string]struct {
		files fstest.MapFS
		says  string
	}{
		"an empty folder":          {fstest.MapFS{}, "no module"},
		"a module without page":    {fstest.MapFS{"03-x/e/exercise.yaml": {Data: []byte("title: x")}}, "no module.md"},
		"an empty exercise":        {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/e/exercise.yaml": {Data: []byte("")}}, "empty"},
		"a bad id":                 {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/Bad Id/exercise.yaml": {Data: []byte("title: x")}}, "lower-case"},
		"a huge file":              {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/e/exercise.yaml": {Data: make([]byte, 2<<20)}}, "1 MB"},
		"deep nesting":             {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/e/exercise.yaml": {Data: []byte("reading: " + strings.Repeat("[", 200) + strings.Repeat("]", 200))}}, "single value"},
		"an exercise.yml":          {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/e/exercise.yml": {Data: []byte("title: x")}}, "should be called exercise.yaml"},
		"an empty exercise folder": {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/e": {Mode: fs.ModeDir | 0o755}}, "03-x/e: the folder is empty"},
		"a link":                   {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/e/exercise.yaml": {Data: []byte("title: x")}, "03-x/e/prompt.md": {Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}}, "symbolic link"},
		"a zero byte":              {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/e/exercise.yaml": {Data: []byte("title: x")}, "03-x/e/solution.py": {Data: []byte("x = 1\n\x00")}}, "solution.py:2: there is a zero byte"},
		"a module's name":          {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "4-y/module.md": {Data: []byte("# Y\n\ntext")}}, "4-y: a module's folder"},
		"a picture of no model":    {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext\n\n```picture\ntitle: T\nsays: S\nx: [t, 0, 1]\ny: [V, 0, 1]\nlines:\n  - {name: a, sim: lfi, output: V}\n```\n")}}, "03-x/module.md:11: "},
		"a picture's end":          {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext\n\n```picture\ntitle: T\n")}}, "03-x/module.md:5: the picture is not closed"},
		"an alias":                 {fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/e/exercise.yaml": {Data: []byte("title: &a x\nlevel: 1\n")}}, "anchors"},
	} {
		_, err := Load(c.files)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want something about %q", name, err, c.says)
		}
	}
}

// A folder has the same version whatever its lines end in, and with a byte order mark.
func TestVersionOfLineEnds(t *testing.T) {
	plain := copyOfContent(t)
	lib, err := Load(plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range plain {
		f.Data = append([]byte("\ufeff"), strings.ReplaceAll(string(f.Data), "\n", "\r\n")...)
	}
	other, err := Load(plain)
	if err != nil || other.Version() != lib.Version() {
		t.Errorf("Windows' line ends make another version: %v", err)
	}
}

// An argument of the function that prepare defines needs a value, and the function must be there.
func TestPrepareNeedsValues(t *testing.T) {
	m := copyOfContent(t)
	text := string(m[lifYAML].Data)
	i := strings.Index(text, "\nexplain:\n") + len("\nexplain:\n")
	m[lifYAML].Data = []byte(text[:i] + "  function: step(I, width)\n  returns: [{name: V, kind: scalar, unit: mV}]\n  prepare: |\n    def stepp(I, width):\n        return 0\n" + text[i:])
	_, err := Load(m)
	for _, says := range []string{"step, which prepare defines, is called with width, which has no value", "prepare does not define step"} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("nothing says %q: %v", says, err)
		}
	}
}

// Whatever stands in exercise.yaml, loading ends without a panic, with an exercise or with faults that name the file.
func FuzzLoad(f *testing.F) {
	text, err := fs.ReadFile(content.Files, lifYAML)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	for _, seed := range []string{"title: x\nquantities: {a: {draw: {uniform: [1]}}}", "predict: [{id: a, entry: {curve: {x: [1,2]}}}]", "- 1\n- 2", "a: b: c", "implement: {function: f(, visible: []}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := fstest.MapFS{"03-x/module.md": {Data: []byte("# X\n\ntext")}, "03-x/e/exercise.yaml": {Data: []byte(text)}}
		lib, err := Load(m)
		if err != nil {
			return
		}
		for _, e := range lib.Exercises() {
			if v, err := e.Variant(1); err == nil {
				v.Prompt()
				v.Statements()
			}
		}
	})
}
