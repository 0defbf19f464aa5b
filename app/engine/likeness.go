package engine

import (
	"fmt"
	"slices"
	"strings"

	"coronium/app/school"
	"coronium/grading/likeness"
)

// neighboursShown is how many neighbours are described.
const neighboursShown = 12

// Alike compares a program with classmates' and with the exercise's bank; what everybody was given, the starter and templates, is nobody's likeness.
func (e *Engine) Alike(exercise, source string, others []school.Classmate) (school.Likeness, error) {
	x, err := e.library.Exercise(exercise)
	if err != nil {
		return school.Likeness{}, fmt.Errorf("the content has no exercise %q any more: %w", exercise, err)
	}
	const own = "this work"
	programs := []likeness.Program{{Name: own, Source: source}}
	known := map[string]school.Neighbour{}
	for _, o := range others {
		n := school.Neighbour{Ref: fmt.Sprintf("submission-%d", o.Submission), Kind: school.PeerNeighbour, Name: o.Name, Cohort: o.Cohort, Source: o.Source}
		known[n.Ref] = n
		programs = append(programs, likeness.Program{Name: n.Ref, Source: o.Source})
	}
	for _, b := range x.Bank {
		name := strings.TrimSuffix(b.Name, ".py")
		n := school.Neighbour{Ref: "bank-" + name, Kind: school.BankNeighbour, Name: name, Source: b.Text}
		known[n.Ref] = n
		programs = append(programs, likeness.Program{Name: n.Ref, Source: b.Text})
	}
	report, err := likeness.Compare(programs, likeness.Options{Base: x.Given(), Most: len(programs) * len(programs)})
	if err != nil {
		return school.Likeness{}, err
	}
	out := school.Likeness{Compared: len(programs) - 1}
	for _, note := range report.Notes {
		for ref, n := range known { // people read names, not references
			note = strings.ReplaceAll(note, ref, n.Name)
		}
		out.Notes = append(out.Notes, note)
	}
	for _, p := range report.Pairs {
		if p.A != own && p.B != own || len(out.Neighbours) >= neighboursShown || p.Similarity == 0 {
			continue
		}
		n, swapped := known[p.B], p.B == own
		if swapped {
			n = known[p.A]
		}
		n.Similarity, n.Percentile = p.Similarity, p.Percentile
		for _, r := range p.Regions {
			region := school.LikeRegion{Here: r.A, There: r.B}
			if swapped {
				region = school.LikeRegion{Here: r.B, There: r.A}
			}
			n.Regions = append(n.Regions, region)
		}
		out.Neighbours = append(out.Neighbours, n)
	}
	slices.SortStableFunc(out.Neighbours, func(a, b school.Neighbour) int {
		switch {
		case a.Similarity > b.Similarity:
			return -1
		case a.Similarity < b.Similarity:
			return 1
		}
		return 0
	})
	return out, nil
}
