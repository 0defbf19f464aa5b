package derive

import "fmt"

// compareMatrices compares entry by entry.
func (st *setting) compareMatrices(a, b *node) (outcome, error) {
	if a.op != b.op || len(a.args) != len(b.args) || len(a.args[0].args) != len(b.args[0].args) {
		return outcome{verdict: Different, why: "the two do not have the same shape"}, nil
	}
	worst := outcome{verdict: Proved}
	for i := range a.args {
		for j := range a.args[i].args {
			o, err := st.compare(a.args[i].args[j], b.args[i].args[j])
			if err != nil {
				return o, err
			}
			if rank(o.verdict) > rank(worst.verdict) {
				worst = o
				if !o.ok() {
					worst.why = fmt.Sprintf("entry (%d, %d) differs", i+1, j+1)
				}
			}
		}
	}
	return worst, nil
}

// rank orders verdicts from best to worst, for claims made of several.
func rank(verdict string) int {
	for i, v := range []string{Proved, Certified, Supported, Conditional, Unknown, Different} {
		if v == verdict {
			return i
		}
	}
	return 6
}

// determinant by cofactors along the first row; n is small.
func determinant(rows [][]*node) *node {
	if len(rows) == 1 {
		return rows[0][0]
	}
	var parts []*node
	for j, e := range rows[0] {
		minor := make([][]*node, 0, len(rows)-1)
		for _, r := range rows[1:] {
			row := append(append([]*node{}, r[:j]...), r[j+1:]...)
			minor = append(minor, row)
		}
		t := product(e, determinant(minor))
		if j%2 == 1 {
			t = negate(t)
		}
		parts = append(parts, t)
	}
	return sum(parts...)
}

func trace(rows [][]*node) *node {
	var parts []*node
	for i := range rows {
		parts = append(parts, rows[i][i])
	}
	return sum(parts...)
}

// entries gives the rows of a square matrix node.
func entries(n *node) ([][]*node, bool) {
	if n.op != opMatrix || len(n.args) != len(n.args[0].args) || len(n.args) > 6 {
		return nil, false
	}
	rows := make([][]*node, len(n.args))
	for i, r := range n.args {
		rows[i] = r.args
	}
	return rows, true
}

// characteristic is det(J - x).
func characteristic(rows [][]*node, x *node) *node {
	shifted := make([][]*node, len(rows))
	for i, r := range rows {
		shifted[i] = append([]*node{}, r...)
		shifted[i][i] = minus(r[i], x)
	}
	return determinant(shifted)
}
