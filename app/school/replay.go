package school

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
)

// Origin says where a character of a program came from.
type Origin byte

// The origins.
const (
	FromStart   Origin = 's' // it stood there when the record began: the starter, mostly
	FromKeys    Origin = 't'
	FromPaste   Origin = 'p'
	FromNowhere Origin = 'u' // not recorded how it came
)

// Replay is the record of how one program was written, with all its steps.
type Replay struct {
	Course     Course
	Assignment Assignment
	Attempt    Attempt
	Trainee    Person
	Mine       bool
	State      RecordingState
	Record     EditRecord
	Steps      []Step
}

// Trace is a program after some of its steps: its characters (UTF-16 code units) and, for each, the number of
// the step that brought it, from 1; 0 for what stood there at the beginning.
type Trace struct {
	units []uint16
	by    []int32
	kinds []EditKind // of step n, at n-1
	own   []bool     // what step n inserted was the program's own text, moved or brought back
	clips []clip     // what was removed lately, newest first
	ins   []int32    // origins of what the newest step inserted
}

type clip struct {
	units []uint16
	by    []int32
}

// maxClips is how many removals are remembered, so that what is cut and pasted elsewhere stays what it was.
const maxClips = 40

// Begin is the trace before the first step.
func (r Replay) Begin() *Trace {
	units := utf16.Encode([]rune(r.Record.Starts))
	return &Trace{units: units, by: make([]int32, len(units))}
}

// At is the trace after n steps.
func (r Replay) At(n int) *Trace {
	t := r.Begin()
	for _, s := range r.Steps[:min(max(n, 0), len(r.Steps))] {
		t.Step(s)
	}
	return t
}

// Step takes the trace one step on. A step that does not fit the text, which the recorder never stores, changes nothing.
func (t *Trace) Step(s Step) {
	t.kinds, t.own, t.ins = append(t.kinds, s.Kind), append(t.own, false), nil
	if s.From < 0 || s.Removed < 0 || s.From+s.Removed > len(t.units) {
		return
	}
	n := len(t.kinds)
	insert := utf16.Encode([]rune(s.Insert))
	by, own := t.origins(insert, s.Kind, int32(n))
	t.own[n-1], t.ins = own, by
	if s.Removed > 0 {
		t.clips = slices.Insert(t.clips, 0, clip{slices.Clone(t.units[s.From : s.From+s.Removed]), slices.Clone(t.by[s.From : s.From+s.Removed])})
		t.clips = t.clips[:min(len(t.clips), maxClips)]
	}
	t.units = slices.Replace(t.units, s.From, s.From+s.Removed, insert...)
	t.by = slices.Replace(t.by, s.From, s.From+s.Removed, by...)
}

// origins says where inserted text came from: text that was removed lately, or that stands in the program already, keeps
// its origin when it is pasted or brought back; all else comes from the step itself.
func (t *Trace) origins(insert []uint16, kind EditKind, n int32) ([]int32, bool) {
	if len(insert) > 0 && kind != Typed {
		for _, c := range t.clips {
			if slices.Equal(c.units, insert) {
				return slices.Clone(c.by), true
			}
		}
		if i := indexUnits(t.units, insert); i >= 0 && kind == Pasted {
			return slices.Clone(t.by[i : i+len(insert)]), true
		}
	}
	return slices.Repeat([]int32{n}, len(insert)), false
}

// indexUnits is where a run of code units begins in another, or -1.
func indexUnits(in, what []uint16) int {
	for i := 0; i+len(what) <= len(in); i++ {
		if in[i] == what[0] && slices.Equal(in[i:i+len(what)], what) {
			return i
		}
	}
	return -1
}

// Text is the program as it stands.
func (t *Trace) Text() string { return string(utf16.Decode(t.units)) }

// origin is where a character that a step has brought came from.
func (t *Trace) origin(step int32) Origin {
	if step == 0 {
		return FromStart
	}
	switch t.kinds[step-1] {
	case Pasted:
		return FromPaste
	case Changed:
		return FromNowhere
	}
	return FromKeys
}

// Stretch is a run of code units of one origin.
type Stretch struct {
	Units int
	From  Origin
}

// Stretches are the origins of the whole program, run by run; Inserted those of what the newest step inserted.
func (t *Trace) Stretches() []Stretch { return t.stretches(t.by) }

// Inserted are the origins of what the newest step inserted.
func (t *Trace) Inserted() []Stretch { return t.stretches(t.ins) }

func (t *Trace) stretches(by []int32) []Stretch {
	var out []Stretch
	for _, n := range by {
		from := t.origin(n)
		if len(out) == 0 || out[len(out)-1].From != from {
			out = append(out, Stretch{From: from})
		}
		out[len(out)-1].Units++
	}
	return out
}

// PasteEvent is one paste and what is left of it in the program.
type PasteEvent struct {
	Step        int // its number, from 1
	At          time.Time
	Chars       int // that were pasted
	Lines       int
	Own         bool // the program's own text, moved about: counted with what it was before
	Kept        int  // characters of it, blanks left out, that are in the program
	First, Last int  // lines of the program in which they stand; 0 if none do
}

// LineOrigin says where one line of a program came from, in characters without blanks.
type LineOrigin struct {
	Chars  int
	Pasted int
	Step   int // the paste that brought most of it; 0 if none
}

// PasteMap says which lines of a program came by paste.
type PasteMap struct {
	Text   string
	Lines  []LineOrigin
	Pastes []PasteEvent
	Share  float64 // of the characters that are not blank, what came by paste: 0 to 1
}

// Map says where the lines of a program came from, after n of its steps.
func (r Replay) Map(n int) PasteMap {
	t := r.At(n)
	m := PasteMap{Text: t.Text(), Lines: []LineOrigin{{}}}
	events := map[int]*PasteEvent{}
	var order []int
	for i, s := range r.Steps[:len(t.kinds)] {
		if s.Kind != Pasted || s.Insert == "" {
			continue
		}
		order = append(order, i+1)
		events[i+1] = &PasteEvent{Step: i + 1, At: s.At, Chars: len([]rune(s.Insert)), Lines: 1 + strings.Count(strings.TrimRight(s.Insert, "\n"), "\n"), Own: t.own[i]}
	}
	all, pasted := 0, 0
	share := map[int]int{} // of the present line, by step
	for i, u := range t.units {
		if u == '\n' {
			m.Lines[len(m.Lines)-1].Step = most(share)
			m.Lines, share = append(m.Lines, LineOrigin{}), map[int]int{}
			continue
		}
		if unicode.IsSpace(rune(u)) {
			continue
		}
		line := &m.Lines[len(m.Lines)-1]
		line.Chars++
		all++
		if e := events[int(t.by[i])]; e != nil {
			line.Pasted++
			pasted++
			share[e.Step]++
			e.Kept++
			if e.First == 0 {
				e.First = len(m.Lines)
			}
			e.Last = len(m.Lines)
		}
	}
	m.Lines[len(m.Lines)-1].Step = most(share)
	for _, n := range order {
		m.Pastes = append(m.Pastes, *events[n])
	}
	if all > 0 {
		m.Share = float64(pasted) / float64(all)
	}
	return m
}

// most is the step with the greatest share, the earliest of equals; 0 if there is none.
func most(share map[int]int) int {
	best := 0
	for step, n := range share {
		if best == 0 || n > share[best] || n == share[best] && step < best {
			best = step
		}
	}
	return best
}

// Marked is the number of the step at which a submission stood in the editor, or 0.
func (r Replay) Marked(id SubmissionID) int {
	for i, s := range r.Steps {
		if s.Submission == id && id != 0 {
			return i + 1
		}
	}
	return 0
}
