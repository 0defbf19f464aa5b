package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"coronium/grading/sandbox"
)

// runCommand runs a file in the sandbox, as the web app would.
type runCommand struct {
	File   string        `arg:"" help:"The Python file; - for standard input."`
	Call   []string      `sep:"none" placeholder:"'f(1.0, dt=0.1)'" help:"A call to make; may be given more than once, each runs by itself. Without one the file is only executed."`
	Seed   uint64        `default:"0" help:"Seed of numpy.random and random."`
	CPU    time.Duration `name:"cpu" default:"5s" help:"Limit of computing time."`
	Wall   time.Duration `name:"wall" default:"10s" help:"Limit of elapsed time."`
	Memory int64         `name:"memory" default:"512" help:"Limit of memory in MB."`
	Python string        `name:"python" placeholder:"PATH" help:"The interpreter; the first that imports NumPy if none is named."`
	JSON   bool          `name:"json" help:"Print one JSON document; with several calls one object a line."`
}

func (r runCommand) Run(c *console) error {
	source, err := readInput(c, r.File)
	if err != nil {
		return err
	}
	jobs, err := r.jobs(source)
	if err != nil {
		return err
	}
	box, err := sandbox.Open(c.ctx, sandbox.Config{Python: r.Python, Workers: 1})
	if err != nil {
		return err
	}
	defer box.Close()
	for i, j := range jobs {
		begun := time.Now()
		result, err := box.Run(c.ctx, j)
		if err != nil {
			return err
		}
		elapsed := time.Since(begun)
		call := ""
		if len(r.Call) > 0 {
			call = r.Call[i]
		}
		if err := r.print(c, call, result, elapsed); err != nil {
			return err
		}
	}
	return nil
}

// jobs makes one job a call, so that a call that fails does not take the others with it.
func (r runCommand) jobs(source string) ([]sandbox.Job, error) {
	j := sandbox.Job{Source: source, Filename: filepath.Base(r.File), Seed: r.Seed,
		Limits: sandbox.Limits{CPU: r.CPU, Wall: r.Wall, Memory: r.Memory << 20}}
	if r.File == "-" {
		j.Filename = ""
	}
	if len(r.Call) == 0 {
		return []sandbox.Job{j}, nil
	}
	var jobs []sandbox.Job
	for _, text := range r.Call {
		call, err := sandbox.ParseCall(text)
		if err != nil {
			return nil, err
		}
		j.Calls = []sandbox.Call{call}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// ranDocument is the JSON of a run. Value is what the call returned: a number, nested lists, a list of the members of a
// tuple, an object for a dictionary; null if nothing came of it. JSON knows no NaN and no infinity: they are the texts
// "nan", "inf" and "-inf". A complex number is {"re","im"}.
type ranDocument struct {
	Call           string        `json:"call,omitempty"`
	Value          any           `json:"value"`
	Output         string        `json:"output"`
	Truncated      bool          `json:"output_truncated,omitempty"`
	CPUSeconds     float64       `json:"cpu_seconds"`     // of computing
	WallSeconds    float64       `json:"wall_seconds"`    // from the sending of the call to its answer
	ElapsedSeconds float64       `json:"elapsed_seconds"` // and with the wait for a process to run it
	PeakMemory     int64         `json:"peak_memory"`     // bytes
	Ended          string        `json:"ended"`
	Message        string        `json:"message,omitempty"`
	Exception      *ranException `json:"exception,omitempty"`
}

type ranException struct {
	Type    string     `json:"type"`
	Message string     `json:"message"`
	Line    int        `json:"line,omitempty"`
	Column  int        `json:"column,omitempty"`
	Text    string     `json:"text,omitempty"`
	Hint    string     `json:"hint,omitempty"`
	Refused string     `json:"refused,omitempty"`
	Frames  []ranFrame `json:"frames"`
}

type ranFrame struct {
	Line     int    `json:"line"`
	Function string `json:"function"`
}

func (r runCommand) print(c *console, call string, result sandbox.Result, elapsed time.Duration) error {
	doc := document(call, result)
	doc.ElapsedSeconds = elapsed.Seconds()
	if r.JSON {
		e := json.NewEncoder(c.out)
		e.SetEscapeHTML(false)
		return e.Encode(doc)
	}
	io.WriteString(c.out, doc.Output)
	if doc.Truncated {
		fmt.Fprintln(c.err, "(more was printed than is kept)")
	}
	if call != "" && doc.Exception == nil && doc.Message == "" {
		value, err := json.Marshal(doc.Value)
		if err != nil {
			return err
		}
		fmt.Fprintln(c.out, string(value))
	}
	if doc.Message != "" {
		fmt.Fprintln(c.err, doc.Message)
	}
	if e := doc.Exception; e != nil {
		fmt.Fprint(c.err, e.text(filepath.Base(r.File)))
	}
	fmt.Fprintf(c.err, "%.3f s computing, %.3f s in all, %.0f MB at most\n", doc.CPUSeconds, doc.WallSeconds, float64(doc.PeakMemory)/(1<<20))
	return nil
}

// text tells an exception in the form that Python's users know, the submission's own lines only.
func (e *ranException) text(file string) string {
	var b strings.Builder
	for _, f := range e.Frames {
		fmt.Fprintf(&b, "  %s, line %d, in %s\n", file, f.Line, f.Function)
	}
	if len(e.Frames) == 0 && e.Line > 0 {
		fmt.Fprintf(&b, "  %s, line %d\n", file, e.Line)
	}
	if e.Text != "" {
		fmt.Fprintf(&b, "    %s\n", strings.TrimSpace(e.Text))
	}
	fmt.Fprintf(&b, "%s: %s\n", e.Type, e.Message)
	if e.Hint != "" {
		fmt.Fprintln(&b, e.Hint)
	}
	return b.String()
}

func document(call string, r sandbox.Result) ranDocument {
	d := ranDocument{Call: call, Output: r.Output, Truncated: r.Truncated, CPUSeconds: r.CPU.Seconds(), WallSeconds: r.Wall.Seconds(),
		PeakMemory: r.PeakMemory, Ended: string(r.Ended), Message: r.Message}
	exception := r.Exception
	if len(r.Outcomes) > 0 {
		o := r.Outcomes[0]
		if exception == nil && !o.None && o.Text == "" {
			exception = o.Exception // None and a text are no failures here: there is no number to compare
		}
		d.Value = valueOf(o)
	}
	if exception != nil {
		d.Exception = &ranException{Type: exception.Type, Message: exception.Message, Line: exception.Line, Column: exception.Column,
			Text: exception.Text, Hint: exception.Hint, Refused: exception.Refused, Frames: []ranFrame{}}
		for _, f := range exception.Frames {
			d.Exception.Frames = append(d.Exception.Frames, ranFrame(f))
		}
	}
	return d
}

func valueOf(o sandbox.Outcome) any {
	switch {
	case o.Text != "":
		return o.Text
	case !o.Done:
		return nil
	case len(o.Names) > 0:
		named := map[string]any{}
		for i, name := range o.Names {
			named[name] = arrayValue(o.Values[i])
		}
		return named
	case o.Tuple:
		members := []any{}
		for _, a := range o.Values {
			members = append(members, arrayValue(a))
		}
		return members
	case len(o.Values) == 1:
		return arrayValue(o.Values[0])
	}
	return nil
}

// arrayValue nests the values of an array as its shape says.
func arrayValue(a *sandbox.Array) any {
	var flat []any
	switch a.Type {
	case "f8":
		for _, v := range a.Floats() {
			flat = append(flat, number(v))
		}
	case "c16":
		for _, v := range a.Complexes() {
			flat = append(flat, map[string]any{"re": number(real(v)), "im": number(imag(v))})
		}
	case "i8":
		for _, v := range a.Ints() {
			flat = append(flat, v)
		}
	case "b1":
		for _, v := range a.Ints() {
			flat = append(flat, v != 0)
		}
	}
	return nest(flat, a.Shape)
}

func nest(flat []any, shape []int) any {
	if len(shape) == 0 {
		return flat[0]
	}
	list := make([]any, 0, shape[0])
	if shape[0] == 0 {
		return list
	}
	step := len(flat) / shape[0]
	for i := range shape[0] {
		list = append(list, nest(flat[i*step:(i+1)*step], shape[1:]))
	}
	return list
}

// number is a float as JSON can carry it; a whole one keeps its point, as Python prints it.
func number(v float64) any {
	switch {
	case math.IsNaN(v):
		return "nan"
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	}
	s := strconv.FormatFloat(v, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return json.RawMessage(s)
}
