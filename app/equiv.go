package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"coronium/grading/derive"
)

// equivCommand asks whether two expressions, equations or statements are equivalent.
type equivCommand struct {
	A      string   `arg:"" optional:"" help:"First expression or equation."`
	B      string   `arg:"" optional:"" help:"Second expression or equation."`
	Assume []string `sep:"none" help:"An assumption, such as 'x>0'; may be repeated."`
	Var    []string `sep:"none" help:"A declaration, such as 'tau:ms >0', 'n integer >0', 'fun S(x)' or 'complex'; may be repeated."`
	At     []string `sep:"none" help:"A value, such as 'x=3/2'; both sides are then only evaluated there (to replay a counterexample)."`
	Batch  bool     `help:"Read one {\"id\",\"a\",\"b\",\"assume\",\"vars\"} a line from standard input, write one verdict a line."`
	JSON   bool     `name:"json" help:"One JSON object."`
}

// maxBatchLine bounds a line of a batch: longer ones are answered with an error, as are malformed ones.
const maxBatchLine = 4 << 20

// Run compares one pair or a batch.
func (e *equivCommand) Run(c *console) error {
	if e.Batch {
		return e.batch(c)
	}
	if strings.TrimSpace(e.A) == "" || strings.TrimSpace(e.B) == "" {
		return badInput("two expressions are needed: coronium equiv 'exp(a+b)' 'exp(a)*exp(b)', or --batch")
	}
	pair := derive.Pair{A: e.A, B: e.B, Assume: e.Assume, Vars: e.Var}
	for _, at := range e.At {
		name, value, ok := strings.Cut(at, "=")
		if !ok {
			return badInput("--at %q: write name=value", at)
		}
		pair.Assume = append(pair.Assume, fmt.Sprintf("%s = %s", strings.TrimSpace(name), strings.TrimSpace(value)))
	}
	v, err := derive.Equivalent(c.ctx, pair, derive.Options{})
	if err != nil {
		return err
	}
	if e.JSON {
		return json.NewEncoder(c.out).Encode(v)
	}
	_, err = fmt.Fprintf(c.out, "%s: %s\n", v.Verdict, v.Reason)
	return err
}

// batch answers every line; a line that can't be read gets the verdict error and the rest goes on.
func (e *equivCommand) batch(c *console) error {
	in := bufio.NewReaderSize(c.in, 64<<10)
	out := json.NewEncoder(c.out)
	out.SetEscapeHTML(false)
	for n := 1; ; n++ {
		text, tooLong, err := readBounded(in, maxBatchLine)
		if errors.Is(err, io.EOF) && text == "" && !tooLong {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if strings.TrimSpace(text) != "" || tooLong {
			if err := out.Encode(e.answer(c, text, tooLong, n)); err != nil {
				return err
			}
		}
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if err != nil {
			return nil
		}
	}
}

func (e *equivCommand) answer(c *console, text string, tooLong bool, line int) derive.Verdict {
	if tooLong {
		return derive.Verdict{Verdict: derive.Invalid, Reason: fmt.Sprintf("line %d is longer than %d MB", line, maxBatchLine>>20)}
	}
	var pair derive.Pair
	if err := json.Unmarshal([]byte(text), &pair); err != nil {
		return derive.Verdict{Verdict: derive.Invalid, Reason: fmt.Sprintf("line %d is not JSON of the form {\"id\",\"a\",\"b\",\"assume\",\"vars\"}: %v", line, err)}
	}
	v, err := derive.Equivalent(c.ctx, pair, derive.Options{})
	if err != nil && v.Reason == "" {
		v.Verdict, v.Reason = derive.Invalid, err.Error()
	}
	return v
}

// readBounded reads one line of at most limit bytes; the rest of a longer line is skipped.
func readBounded(in *bufio.Reader, limit int) (text string, tooLong bool, err error) {
	var b strings.Builder
	for {
		part, err := in.ReadSlice('\n')
		if b.Len()+len(part) <= limit {
			b.Write(part)
		} else {
			tooLong = true
		}
		if err == nil || !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimRight(b.String(), "\r\n"), tooLong, err
		}
	}
}
