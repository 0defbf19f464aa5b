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
	return s.edit(ctx, by, id, func(old []Line, _ History) (edition, error) {
		if n < 1 || n > len(old)+1 {
			return edition{}, FieldFault("line", fmt.Sprintf("must be between 1 and %d", len(old)+1))
		}
		kept := keptLines(old)
		if n == len(old)+1 {
			return edition{lines: append(kept, KeptLine{Text: text}), kind: LineAdded, n: n}, nil
		}
		kept[n-1] = tried(kept[n-1], text)
		return edition{lines: kept, kind: LineChanged, n: n}, nil
	})
}

// tried is a line that is written again.
func tried(l KeptLine, text string) KeptLine {
	if text != l.Text {
		l.Text, l.Verdict = text, "" // the verdict is a new one, even if it says the same
		l.Tries++
	}
	return l
}

// PutLines replaces the whole derivation, one line of text a line; empty ones, comments and numbers
// such as "(3)" at the beginning of a line are dropped. Errors: as PutLine.
func (s *School) PutLines(ctx context.Context, by Actor, id AttemptID, text string) ([]Line, error) {
	return s.edit(ctx, by, id, func(old []Line, _ History) (edition, error) {
		var to []KeptLine
		for line := range strings.Lines(text) {
			line = unnumbered(strings.TrimSpace(line))
			if line != "" && !strings.HasPrefix(line, "#") {
				to = append(to, KeptLine{Text: line})
			}
		}
		from := keptLines(old)
		c, _ := changeOf(from, to)
		for i := range c.After { // lines between that were written again count as tried again
			if i < len(c.Before) {
				c.After[i] = tried(c.Before[i], c.After[i].Text)
			}
		}
		return edition{lines: splice(from, c.At, len(c.Before), c.After), kind: LinesReplaced}, nil
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

// edition is a derivation as somebody wants it: its lines, those that are new with their text only, and either what was
// done to it or the place in its history where it stands then.
type edition struct {
	lines   []KeptLine
	kind    LineEdit
	n       int
	history *History
}

// edit changes the lines of a derivation, judges them, and stores the result with its history.
// Judging happens outside any transaction; if the derivation has changed meanwhile nothing is stored.
func (s *School) edit(ctx context.Context, by Actor, id AttemptID, change func([]Line, History) (edition, error)) ([]Line, error) {
	var st standing
	var old []Line
	var history History
	err := s.read(ctx, func(tx Tx) (err error) {
		if st, err = own(tx, by, id); err != nil {
			return err
		}
		if err = s.unlocked(tx, st, Derive, Run); err != nil {
			return err
		}
		if old, err = tx.Lines(id); err != nil {
			return err
		}
		history, err = tx.History(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	wanted, err := change(old, history)
	if err != nil {
		return nil, err
	}
	if err := s.checkLines(wanted.lines); err != nil {
		return nil, err
	}
	lines, err := s.judge(ctx, st, wanted.lines)
	if err != nil {
		return nil, s.shown(err)
	}
	if wanted.history == nil {
		next := history.with(wanted.kind, wanted.n, old, lines, s.now())
		wanted.history = &next
	}
	err = s.write(ctx, func(tx Tx) error {
		now, err := tx.Lines(id)
		if err != nil {
			return err
		}
		before, err := tx.History(id)
		if err != nil {
			return err
		}
		if before.Revision != history.Revision || !slices.Equal(textsOf(now), textsOf(old)) {
			return conflict("The derivation was changed from another window.", "Reload the page to see it, then change your line again.")
		}
		if err := tx.ReplaceLines(id, lines); err != nil {
			return err
		}
		return tx.PutHistory(id, *wanted.history)
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

func (s *School) checkLines(lines []KeptLine) error {
	if len(lines) > s.limits.Lines {
		return FieldFault("text", fmt.Sprintf("has %d lines; %d is the most that a derivation can have", len(lines), s.limits.Lines))
	}
	for i := range lines {
		lines[i].Text = strings.TrimSpace(lines[i].Text)
		field := fmt.Sprintf("line %d", i+1)
		if strings.ContainsAny(lines[i].Text, "\r\n\x00") {
			return FieldFault(field, "must be one line of text")
		}
		if err := lengthFault(field, lines[i].Text, 1, s.limits.LineSize); err != nil {
			return err
		}
	}
	return nil
}

// judge gives every line its verdict. Earlier lines are judged again too: an assumption that is stated
// further down can turn a conditional line into a proved one. What is kept of a line is how often and since
// when it was tried, and since when its verdict stands.
func (s *School) judge(ctx context.Context, st standing, wanted []KeptLine) ([]Line, error) {
	ctx, cancel := context.WithTimeout(ctx, judging)
	defer cancel()
	now := s.now()
	texts := make([]string, len(wanted))
	for i, l := range wanted {
		texts[i] = l.Text
	}
	var out []Line
	for i, k := range wanted {
		v, err := s.deriver.Judge(ctx, st.assignment.Exercise, st.attempt.Version, st.attempt.Seed, texts, i+1)
		if err != nil {
			return nil, err
		}
		l := Line{Attempt: st.attempt.ID, N: i + 1, Text: k.Text, LineVerdict: v, Tries: max(k.Tries, 1), First: k.First, Judged: k.Judged}
		if l.First.IsZero() {
			l.First = now
		}
		if k.Verdict != v.Verdict || k.Judged.IsZero() {
			l.Judged = now
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
