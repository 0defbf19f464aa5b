package school

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// judging bounds the time for which a trainee waits for the verdicts on a derivation.
const judging = 20 * time.Second

// PutLine writes line n of the derivation (one past the end adds one) and has the derivation
// judged. Errors: NotFound; Forbidden; Invalid; Conflict when the derivation was changed from
// another window meanwhile, or predictions are not sealed.
func (s *School) PutLine(ctx context.Context, by Actor, id AttemptID, n int, text string) ([]Line, error) {
	return s.edit(ctx, by, id, func(texts []string) ([]string, error) {
		if n < 1 || n > len(texts)+1 {
			return nil, FieldFault("line", fmt.Sprintf("must be between 1 and %d", len(texts)+1))
		}
		if n == len(texts)+1 {
			return append(texts, text), nil
		}
		texts[n-1] = text
		return texts, nil
	})
}

// RemoveLine takes line n out; those that follow are numbered and judged anew. Errors: as PutLine.
func (s *School) RemoveLine(ctx context.Context, by Actor, id AttemptID, n int) ([]Line, error) {
	return s.edit(ctx, by, id, func(texts []string) ([]string, error) {
		if n < 1 || n > len(texts) {
			return nil, FieldFault("line", "is not there any more")
		}
		return slices.Delete(texts, n-1, n), nil
	})
}

// PutLines replaces the whole derivation, one line of text a line; empty ones, comments and numbers
// such as "(3)" at the beginning of a line are dropped. Errors: as PutLine.
func (s *School) PutLines(ctx context.Context, by Actor, id AttemptID, text string) ([]Line, error) {
	return s.edit(ctx, by, id, func([]string) ([]string, error) {
		var texts []string
		for line := range strings.Lines(text) {
			line = unnumbered(strings.TrimSpace(line))
			if line != "" && !strings.HasPrefix(line, "#") {
				texts = append(texts, line)
			}
		}
		return texts, nil
	})
}

// unnumbered drops a line's own number: "(3) x = y" is "x = y".
func unnumbered(line string) string {
	rest, ok := strings.CutPrefix(line, "(")
	if !ok {
		return line
	}
	digits, rest, ok := strings.Cut(rest, ")")
	if !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return line
	}
	return strings.TrimSpace(rest)
}

// edit changes the lines of a derivation, judges them, and stores the result.
// Judging happens outside any transaction; if the derivation has changed meanwhile nothing is stored.
func (s *School) edit(ctx context.Context, by Actor, id AttemptID, change func([]string) ([]string, error)) ([]Line, error) {
	var st standing
	var old []Line
	err := s.read(ctx, func(tx Tx) (err error) {
		if st, err = own(tx, by, id); err != nil {
			return err
		}
		if err = s.unlocked(tx, st, Derive, Run); err != nil {
			return err
		}
		old, err = tx.Lines(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	texts, err := change(textsOf(old))
	if err != nil {
		return nil, err
	}
	if err := s.checkLines(texts); err != nil {
		return nil, err
	}
	lines, err := s.judge(ctx, st, old, texts)
	if err != nil {
		return nil, s.shown(err)
	}
	err = s.write(ctx, func(tx Tx) error {
		now, err := tx.Lines(id)
		if err != nil {
			return err
		}
		if !slices.Equal(textsOf(now), textsOf(old)) {
			return conflict("The derivation was changed from another window.", "Reload the page to see it, then change your line again.")
		}
		return tx.ReplaceLines(id, lines)
	})
	return lines, err
}

func textsOf(lines []Line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.Text
	}
	return out
}

func (s *School) checkLines(texts []string) error {
	if len(texts) > s.limits.Lines {
		return FieldFault("text", fmt.Sprintf("has %d lines; %d is the most that a derivation can have", len(texts), s.limits.Lines))
	}
	for i, text := range texts {
		texts[i] = strings.TrimSpace(text)
		field := fmt.Sprintf("line %d", i+1)
		if strings.ContainsAny(texts[i], "\r\n\x00") {
			return FieldFault(field, "must be one line of text")
		}
		if err := lengthFault(field, texts[i], 1, s.limits.LineSize); err != nil {
			return err
		}
	}
	return nil
}

// judge gives every line its verdict. Earlier lines are judged again too: an assumption that is stated
// further down can turn a conditional line into a proved one. What is kept of the old lines is how often
// and since when they were tried.
func (s *School) judge(ctx context.Context, st standing, old []Line, texts []string) ([]Line, error) {
	ctx, cancel := context.WithTimeout(ctx, judging)
	defer cancel()
	now := s.now()
	var out []Line
	for i, text := range texts {
		v, err := s.deriver.Judge(ctx, st.assignment.Exercise, st.attempt.Version, st.attempt.Seed, texts, i+1)
		if err != nil {
			return nil, err
		}
		l := Line{Attempt: st.attempt.ID, N: i + 1, Text: text, LineVerdict: v, Tries: 1, First: now, Judged: now}
		if i < len(old) {
			l.Tries, l.First = old[i].Tries, old[i].First
			if old[i].Text != text {
				l.Tries++
			} else if old[i].Verdict == v.Verdict {
				l.Judged = old[i].Judged
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// holding is the number of lines that hold.
func holding(lines []Line) int {
	n := 0
	for _, l := range lines {
		if l.Holds() {
			n++
		}
	}
	return n
}
