package school

import (
	"context"
	"slices"
	"strings"
	"time"
)

// A derivation can be undone and redone. What is kept is not its states but its changes: which lines gave way to which.
// A change that is undone stays, to be redone; and when something new is written after an undo, what had been undone is
// kept as well, as changes further back, so that undoing long enough brings back everything that was ever written. The
// history belongs to the derivation's lines alone: hints that were opened stay open, and cost what they cost.

// LineChange is one change of a derivation: the lines Before, which stood behind the first At lines, gave way to After.
type LineChange struct {
	Kind          LineEdit
	N             int // the line it was about, among the stored lines; 0 for several
	At            int
	Before, After []KeptLine
	Made          time.Time
}

// KeptLine is what undoing needs of a line.
type KeptLine struct {
	Text          string
	Verdict       string
	Tries         int
	First, Judged time.Time
}

// LineEdit says what was done to a derivation.
type LineEdit string

// The kinds of changes.
const (
	LineAdded     LineEdit = "added"
	LineInserted  LineEdit = "inserted"
	LineChanged   LineEdit = "changed"
	LineRemoved   LineEdit = "removed"
	LinesReplaced LineEdit = "replaced" // several at once, or assumptions
	LinesReturned LineEdit = "returned" // back to before what had been undone
)

// History is what was done to a derivation, oldest first. The last Undone changes are undone.
type History struct {
	Changes  []LineChange
	Undone   int
	Revision int64 // counts what was written; 0 for a derivation that was never touched
}

// Undo is the change that would be undone next, or nil.
func (h History) Undo() *LineChange { return h.change(len(h.Changes) - h.Undone - 1) }

// Redo is the change that would be redone next, or nil.
func (h History) Redo() *LineChange { return h.change(len(h.Changes) - h.Undone) }

func (h History) change(i int) *LineChange {
	if i < 0 || i >= len(h.Changes) {
		return nil
	}
	return &h.Changes[i]
}

// Bounds of a history: beyond them its oldest changes are forgotten.
const (
	maxChanges   = 200
	maxKeptBytes = 256 << 10
)

// with is the history after a change from lines to others. What had been undone comes first, with the way back from it.
func (h History) with(kind LineEdit, n int, from, to []Line, now time.Time) History {
	h.Changes = slices.Clone(h.Changes)
	if h.Undone > 0 {
		abandoned := keptLines(from)
		for _, c := range h.Changes[len(h.Changes)-h.Undone:] {
			abandoned = splice(abandoned, c.At, len(c.Before), c.After)
		}
		if c, differs := changeOf(abandoned, keptLines(from)); differs {
			c.Kind, c.Made = LinesReturned, now
			h.Changes = append(h.Changes, c)
		}
		h.Undone = 0
	}
	if c, differs := changeOf(keptLines(from), keptLines(to)); differs {
		c.Kind, c.N, c.Made = kind, n, now
		h.Changes = append(h.Changes, c)
	}
	h.Changes = recent(h.Changes)
	h.Revision++
	return h
}

// recent drops the oldest changes where there are too many, but never the newest.
func recent(changes []LineChange) []LineChange {
	size := 0
	for i := len(changes) - 1; i >= 0; i-- {
		for _, l := range slices.Concat(changes[i].Before, changes[i].After) {
			size += len(l.Text)
		}
		if i < len(changes)-1 && (size > maxKeptBytes || len(changes)-i > maxChanges) {
			return slices.Clone(changes[i+1:])
		}
	}
	return changes
}

// changeOf is the change that leads from lines to others: what lies between their common beginning and end.
func changeOf(from, to []KeptLine) (c LineChange, differs bool) {
	start := 0
	for start < len(from) && start < len(to) && from[start].Text == to[start].Text {
		start++
	}
	end := 0
	for end < len(from)-start && end < len(to)-start && from[len(from)-1-end].Text == to[len(to)-1-end].Text {
		end++
	}
	c = LineChange{At: start, Before: slices.Clone(from[start : len(from)-end]), After: slices.Clone(to[start : len(to)-end])}
	return c, len(c.Before)+len(c.After) > 0
}

func splice(lines []KeptLine, at, drop int, put []KeptLine) []KeptLine {
	at = min(at, len(lines))
	return slices.Concat(lines[:at], put, lines[min(at+drop, len(lines)):])
}

func keptLines(lines []Line) []KeptLine {
	out := make([]KeptLine, len(lines))
	for i, l := range lines {
		out[i] = KeptLine{Text: l.Text, Verdict: l.Verdict, Tries: l.Tries, First: l.First, Judged: l.Judged}
	}
	return out
}

// UndoLines takes the newest change of a derivation back, and has the lines judged. Seen is the revision of the history
// that the asker sees, or -1. Errors: as PutLine; Conflict when the derivation was changed meanwhile; Gone when there is
// nothing to undo.
func (s *School) UndoLines(ctx context.Context, by Actor, id AttemptID, seen int64) ([]Line, error) {
	return s.travel(ctx, by, id, seen, func(h *History, lines []KeptLine) ([]KeptLine, error) {
		c := h.Undo()
		if c == nil {
			return nil, Failure(Gone, "Nothing is left to undo.", "The derivation stands as it was at the beginning of what is kept.")
		}
		h.Undone++
		return restored(lines, c.At, len(c.After), c.Before), nil
	})
}

// RedoLines makes the change again that was undone last. Errors: as UndoLines.
func (s *School) RedoLines(ctx context.Context, by Actor, id AttemptID, seen int64) ([]Line, error) {
	return s.travel(ctx, by, id, seen, func(h *History, lines []KeptLine) ([]KeptLine, error) {
		c := h.Redo()
		if c == nil {
			return nil, Failure(Gone, "Nothing is left to redo.", "Everything that was undone stands again, or something new was written since.")
		}
		h.Undone--
		return restored(lines, c.At, len(c.Before), c.After), nil
	})
}

// restored puts kept lines back. A line that was tried meanwhile keeps the count of its tries: undoing refunds nothing.
func restored(lines []KeptLine, at, drop int, put []KeptLine) []KeptLine {
	put = slices.Clone(put)
	for i := range put {
		if i < drop && at+i < len(lines) {
			put[i].Tries = max(put[i].Tries, lines[at+i].Tries)
		}
	}
	return splice(lines, at, drop, put)
}

// travel goes one step along a derivation's history.
func (s *School) travel(ctx context.Context, by Actor, id AttemptID, seen int64, step func(*History, []KeptLine) ([]KeptLine, error)) ([]Line, error) {
	return s.edit(ctx, by, id, func(old []Line, h History) (edition, error) {
		if seen >= 0 && seen != h.Revision {
			return edition{}, conflict("The derivation was changed from another window.", "Reload the page to see it, then undo there.")
		}
		kept, err := step(&h, keptLines(old))
		if err != nil {
			return edition{}, err
		}
		h.Revision++
		return edition{lines: kept, history: &h}, nil
	})
}

// A Citer knows which lines a line's rule cites. A Deriver may be one; where it is none, citations stay as they are.
type Citer interface {
	// Recite numbers the citations of a line's rule anew.
	Recite(text string, number func(int) int) string
}

// InsertLine writes a line in front of line n; the ones after it are numbered, and cite each other, anew.
// Errors: as PutLine.
func (s *School) InsertLine(ctx context.Context, by Actor, id AttemptID, n int, text string) ([]Line, error) {
	return s.edit(ctx, by, id, func(old []Line, _ History) (edition, error) {
		if n < 1 || n > len(old) {
			return edition{}, FieldFault("line", "is not there any more")
		}
		at := cited(old, n)
		kept := s.recited(old, func(k int) int {
			if k >= at {
				return k + 1
			}
			return k
		})
		return edition{lines: slices.Insert(kept, n-1, KeptLine{Text: text}), kind: LineInserted, n: n}, nil
	})
}

// RemoveLine takes line n out; those that follow are numbered, cite each other, and are judged anew. A rule that cited
// the line itself cites line 0 from now on, which is never there. Errors: as PutLine.
func (s *School) RemoveLine(ctx context.Context, by Actor, id AttemptID, n int) ([]Line, error) {
	return s.edit(ctx, by, id, func(old []Line, _ History) (edition, error) {
		if n < 1 || n > len(old) {
			return edition{}, FieldFault("line", "is not there any more")
		}
		kept := keptLines(old)
		if at := cited(old, n); !strings.HasPrefix(old[n-1].Text, assumed) {
			kept = s.recited(old, func(k int) int {
				switch {
				case k == at:
					return 0
				case k > at:
					return k - 1
				}
				return k
			})
		}
		return edition{lines: slices.Delete(kept, n-1, n), kind: LineRemoved, n: n}, nil
	})
}

// assumed begins a line that states an assumption; such lines have no number that a rule could cite.
const assumed = "assume "

// cited is the number by which stored line n is cited.
func cited(lines []Line, n int) int {
	number := 1
	for _, l := range lines[:n-1] {
		if !strings.HasPrefix(l.Text, assumed) {
			number++
		}
	}
	return number
}

func (s *School) recited(lines []Line, number func(int) int) []KeptLine {
	kept := keptLines(lines)
	citer, is := s.deriver.(Citer)
	if !is {
		return kept
	}
	for i, l := range kept {
		if !strings.HasPrefix(l.Text, assumed) {
			kept[i].Text = citer.Recite(l.Text, number)
		}
	}
	return kept
}
