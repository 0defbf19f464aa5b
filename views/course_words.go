package views

import "fmt"

// group is a run of columns under one head.
type group struct {
	Name string
	Span int
}

func (h HeatTable) groups() []group {
	var all []group
	for _, c := range h.Columns {
		if n := len(all); n > 0 && all[n-1].Name == c.Group {
			all[n-1].Span++
			continue
		}
		all = append(all, group{c.Group, 1})
	}
	return all
}

func (h HeatTable) column(i int) string {
	if i >= len(h.Columns) {
		return ""
	}
	if len(h.groups()) < 2 {
		return h.Columns[i].Name
	}
	return h.Columns[i].full()
}

func (c HeatColumn) full() string {
	if c.Group == "" {
		return c.Name
	}
	return c.Group + ": " + c.Name
}

// class tints a cell in eleven steps; what is provisional has no tint.
func (c HeatCell) class() string {
	if !c.Has {
		if c.Label == "" {
			return "nil"
		}
		return "t0"
	}
	if c.Label != "" {
		return "t0" // a word needs the page's own contrast
	}
	class := fmt.Sprintf("t%d", max(0, min(10, (c.Percent+5)/10)))
	if c.Few {
		class = "few"
	}
	if c.Low && !c.Few {
		class += " low"
	}
	return class
}

// letter names a column where its words have no room.
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprint(i + 1)
}

func traineeWord(n int) string {
	if n == 1 {
		return "trainee"
	}
	return "trainees"
}

// asking counts those who ask for a fresh sitting and have no answer yet.
func (v Reviews) asking() int {
	n := 0
	for _, r := range v.Talks {
		if r.Since.Set() {
			n++
		}
	}
	return n
}
