package likeness

import (
	"fmt"
	"slices"
	"strings"
)

// MaxPrograms bounds one comparison: 5000 programs are 12.5 million pairs.
const MaxPrograms = 5000

// document is a program ready to be compared.
type document struct {
	name   string
	tokens []token
	prints []fingerprint // without those of the base
	marks  map[uint64][]int32
	given  []bool // tokens that stand in the base
}

// Compare compares all pairs of programs. Errors: *SizeError for a program that is too large; a plain one for too many.
func Compare(programs []Program, o Options) (Report, error) {
	if len(programs) > MaxPrograms {
		return Report{}, fmt.Errorf("%d programs; at most %d are compared at once", len(programs), MaxPrograms)
	}
	docs, notes, err := read(programs, o.Base)
	if err != nil {
		return Report{}, err
	}
	shared := sharedCounts(docs)
	report := Report{Pairs: []Pair{}, Count: len(docs) * (len(docs) - 1) / 2, Notes: notes}
	type ranked struct {
		a, b int
		s    float64
	}
	all := make([]ranked, 0, report.Count)
	for a := range docs {
		for b := a + 1; b < len(docs); b++ {
			all = append(all, ranked{a, b, similarity(docs[a], docs[b], shared[index(a, b, len(docs))])})
		}
	}
	slices.SortStableFunc(all, func(x, y ranked) int {
		switch {
		case x.s > y.s:
			return -1
		case x.s < y.s:
			return 1
		}
		return 0
	})
	most := o.Most
	if most <= 0 {
		most = 1000
	}
	below := len(all)
	for i := 0; i < min(most, len(all)); i++ {
		if i == 0 || all[i].s != all[i-1].s { // pairs that are less alike stand behind the last equal one
			j := i
			for j < len(all) && all[j].s == all[i].s {
				j++
			}
			below = len(all) - j
		}
		p := describe(docs[all[i].a], docs[all[i].b])
		p.Similarity = round4(all[i].s)
		p.Percentile = round4(100 * float64(below) / float64(len(all)))
		report.Pairs = append(report.Pairs, p)
	}
	return report, nil
}

func round4(v float64) float64 { return float64(int(v*1e4+.5)) / 1e4 }

// read makes documents and takes away what the base contains.
func read(programs []Program, base []string) ([]*document, []string, error) {
	r, err := newReader()
	if err != nil {
		return nil, nil, err
	}
	defer r.close()
	ignored := map[uint64]bool{}
	for i, text := range base {
		tokens, err := r.tokens(Program{fmt.Sprintf("base %d", i+1), text})
		if err != nil {
			return nil, nil, err
		}
		if len(tokens) >= K {
			for _, h := range runHashes(tokens) { // every run, kept or not: none of it is anybody's own
				ignored[h] = true
			}
		}
	}
	docs := make([]*document, len(programs))
	var short []string
	for i, p := range programs {
		tokens, err := r.tokens(p)
		if err != nil {
			return nil, nil, err
		}
		d := &document{name: p.Name, tokens: tokens, marks: map[uint64][]int32{}, given: make([]bool, len(tokens))}
		if len(ignored) > 0 && len(tokens) >= K {
			for at, h := range runHashes(tokens) {
				for k := at; ignored[h] && k < at+K; k++ {
					d.given[k] = true
				}
			}
		}
		for _, f := range winnow(tokens) {
			if 2*count(d.given[f.at:int(f.at)+K]) < K { // the run is mostly the author's own
				d.prints = append(d.prints, f)
				d.marks[f.hash] = append(d.marks[f.hash], f.at)
			}
		}
		if len(d.prints) == 0 {
			short = append(short, p.Name)
		}
		docs[i] = d
	}
	notes := []string{"On models of twenty lines likeness usually means a shared template; compare a pair with the others of its class, not with a fixed number."}
	if len(short) > 0 {
		notes = append(notes, fmt.Sprintf("%s: too short, or nothing but the starter; can't be compared", strings.Join(short[:min(len(short), 20)], ", ")))
	}
	return docs, notes, nil
}

// index is the place of the pair a < b in a triangle of n.
func index(a, b, n int) int { return a*(2*n-a-1)/2 + b - a - 1 }

// sharedCounts counts, for every pair, how many of either's fingerprints the other has (both sides added), through an
// index from hash to the programs that have it.
func sharedCounts(docs []*document) []int32 {
	type holder struct{ doc, times int32 }
	holders := map[uint64][]holder{}
	for i, d := range docs {
		for h, at := range d.marks {
			holders[h] = append(holders[h], holder{int32(i), int32(len(at))})
		}
	}
	counts := make([]int32, len(docs)*(len(docs)-1)/2)
	for _, list := range holders {
		for i, x := range list {
			for _, y := range list[i+1:] {
				counts[index(int(x.doc), int(y.doc), len(docs))] += x.times + y.times
			}
		}
	}
	return counts
}

func similarity(a, b *document, shared int32) float64 {
	total := len(a.prints) + len(b.prints)
	if total == 0 {
		return 0
	}
	return float64(shared) / float64(total)
}

// describe finds the runs that two programs share: every shared fingerprint is grown to both sides while the tokens agree.
func describe(a, b *document) Pair {
	p := Pair{A: a.name, B: b.name}
	coveredA, coveredB := make([]bool, len(a.tokens)), make([]bool, len(b.tokens))
	seen := map[[2]int]bool{}
	for _, f := range a.prints {
		for n, at := range b.marks[f.hash] {
			if n == 8 { // a run that repeats often within one program
				break
			}
			x, y := int(f.at), int(at)
			for x > 0 && y > 0 && a.tokens[x-1].kind == b.tokens[y-1].kind && !a.given[x-1] && !b.given[y-1] {
				x, y = x-1, y-1
			}
			if seen[[2]int{x, y}] {
				continue
			}
			seen[[2]int{x, y}] = true
			length := 0
			for x+length < len(a.tokens) && y+length < len(b.tokens) && a.tokens[x+length].kind == b.tokens[y+length].kind {
				if length >= K && (a.given[x+length] || b.given[y+length]) {
					break
				}
				coveredA[x+length], coveredB[y+length] = !a.given[x+length], !b.given[y+length]
				length++
			}
			if length < K { // equal hashes of unequal runs
				continue
			}
			p.Longest = max(p.Longest, length)
			p.Regions = append(p.Regions, Region{
				A: [2]int{int(a.tokens[x].line), int(a.tokens[x+length-1].line)}, B: [2]int{int(b.tokens[y].line), int(b.tokens[y+length-1].line)}, Tokens: length})
		}
	}
	slices.SortStableFunc(p.Regions, func(r, s Region) int { return s.Tokens - r.Tokens })
	if len(p.Regions) > 20 {
		p.Regions = p.Regions[:20]
	}
	p.Overlap = (count(coveredA) + count(coveredB)) / 2
	return p
}

func count(list []bool) int {
	n := 0
	for _, v := range list {
		if v {
			n++
		}
	}
	return n
}
