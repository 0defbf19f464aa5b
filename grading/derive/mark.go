package derive

// Diagnoses point at a part of the written line. They are found on what the line
// was lowered to, in which nothing has a place any more; the part is therefore
// remembered as a tree and looked for among the parts of the line as written,
// each lowered by itself.

// marking remembers the part at which the last diagnosis points. It is shared
// by all copies of a setting.
type marking struct{ parts []*node }

// mark notes the part of what was written that a diagnosis is about: the first
// of these that can be found in the line.
func (st *setting) mark(parts ...*node) {
	if st.marks != nil {
		st.marks.parts = parts
	}
}

// maxMarked is the size of a line beyond which no part is looked for.
const maxMarked = 500

// place finds the marked part in a line as written: the smallest part that
// lowers to it, on the right side if it stands on both. ok is false if it
// stands nowhere, or is the whole line.
func (st *setting) place(raw *node) (Span, *node, bool) {
	if st.marks == nil || raw.size > maxMarked {
		return Span{}, nil, false
	}
	for _, part := range st.marks.parts {
		if span, n, ok := st.placeOf(part, raw); ok {
			return span, n, true
		}
	}
	return Span{}, nil, false
}

func (st *setting) placeOf(want, raw *node) (Span, *node, bool) {
	wanted := map[uint64]bool{want.key: true}
	if want.op == opNeg { // a term and its sign: the sign stands before it
		wanted[want.args[0].key] = true
	}
	var best *node
	var path []int
	var at func(n *node, here []int)
	at = func(n *node, here []int) {
		if n.to > n.from && n.op != opRel && !st.budget.spend(n.size) {
			if l, err := st.scope.lower(n, nil); err == nil && wanted[l.key] && (best == nil || n.size <= best.size) {
				best, path = n, append([]int{}, here...)
			}
		}
		for i, a := range n.args {
			at(a, append(here, i))
		}
	}
	at(raw, nil)
	if best == nil {
		return Span{}, nil, false
	}
	return Span{From: best.from, To: best.to, Path: path}, best, true
}

// highlight points a report at the part that its diagnosis names.
func (st *setting) highlight(raw *node, r *LineReport) {
	if r.Highlight != nil {
		return
	}
	span, part, ok := st.place(raw)
	if !ok && raw.op == opRel && raw.args[1].to > raw.args[1].from { // somewhere on the right side
		part = raw.args[1]
		span, ok = Span{From: part.from, To: part.to, Path: []int{1}}, true
	}
	if !ok {
		return
	}
	span.Term = r.partText(span)
	r.Highlight = &span
	r.MarkedTeX = TeXMarked(raw, part)
}

func (r *LineReport) partText(s Span) string {
	text := r.Text
	if len(text) >= 2 && text[:2] == "= " && r.goes {
		text = text[2:]
	}
	if s.From < 0 || s.To > len(text) || s.From >= s.To {
		return ""
	}
	return text[s.From:s.To]
}

// nodeAt finds the part of a line that spans exactly the given bytes.
func nodeAt(n *node, from, to int) (found *node, path []int) {
	if n.from == from && n.to == to {
		found = n
	}
	for i, a := range n.args {
		if f, p := nodeAt(a, from, to); f != nil {
			return f, append([]int{i}, p...)
		}
	}
	return found, path
}
