package web

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/views"
	"coronium/views/plot"
)

// The model ledger and the calibration of a first page come from the same source: predictions and judgements
// that were sealed before anything ran, beside what happened.

// ledgerRows bounds what a first page shows.
const ledgerRows = 8

// belief is how sure somebody was of something, and whether it was so.
type belief struct {
	sure  float64 // per cent
	right bool
}

// record gathers the ledger and the beliefs of everything that is on a person's first page.
func (s *Server) record(ctx context.Context, by school.Actor, now school.Today) (rows []views.LedgerRow, beliefs []belief, err error) {
	for _, due := range now.Due {
		if due.Attempt == 0 {
			continue
		}
		w, err := s.school.Workspace(ctx, by, due.Attempt)
		if err != nil {
			return nil, nil, err
		}
		predicted, some, err := s.predicted(w)
		if err != nil {
			return nil, nil, err
		}
		rows, beliefs = append(rows, predicted...), append(beliefs, some...)
		critiqued, err := critiqued(w)
		if err != nil {
			return nil, nil, err
		}
		beliefs = append(beliefs, critiqued...)
	}
	return rows[:min(len(rows), ledgerRows)], beliefs, nil
}

// predicted is what was predicted in one attempt.
func (s *Server) predicted(w school.Workspace) (rows []views.LedgerRow, beliefs []belief, err error) {
	if len(w.Predictions) == 0 {
		return nil, nil, nil
	}
	variant, err := s.variant(w)
	if err != nil {
		return nil, nil, err
	}
	report, err := reportOf(w.Latest[school.Predict])
	if err != nil {
		return nil, nil, err
	}
	said := map[string]string{}
	for _, p := range w.Predictions {
		said[p.Key] = p.Value
	}
	for _, q := range variant.Exercise.Predict {
		row := views.LedgerRow{Model: views.Markdown(variant.Text(q.Ask)), Said: saidWords(q, said), Fate: "open"}
		for _, test := range report.Tests {
			if test.Name != q.ID {
				continue
			}
			row.Fate = "rejected"
			if test.Passed {
				row.Fate = "kept"
			}
			row.Happened = "as drawn, nearly"
			switch {
			case q.Entry.Interval != "":
				row.Happened = plain(number(test.Number) + " " + test.Unit)
				beliefs = append(beliefs, belief{100 * exercises.Level, test.Passed})
			case q.Entry.Curve != nil && !test.Passed:
				row.Happened = "another shape"
			case q.Entry.Curve == nil:
				row.Happened = plain(q.Truth.Choice)
				beliefs = append(beliefs, belief{test.Number, test.Passed})
			}
		}
		rows = append(rows, row)
	}
	return rows, beliefs, nil
}

func saidWords(q exercises.Prediction, said map[string]string) views.Markdown {
	switch {
	case q.Entry.Interval != "":
		return plain(fmt.Sprintf("%s to %s %s", said[q.ID+".low"], said[q.ID+".high"], exercises.PrintedUnit(q.Entry.Interval)))
	case q.Entry.Curve != nil:
		return "a curve, drawn"
	}
	return plain(said[q.ID] + ", " + strings.TrimSuffix(said[q.ID+".confidence"], "%") + " %")
}

// critiqued is how sure somebody was of verdicts on the work of others.
func critiqued(w school.Workspace) ([]belief, error) {
	report, err := reportOf(w.Latest[school.Critique])
	var out []belief
	for _, test := range report.Tests {
		if strings.HasSuffix(test.Name, ": the verdict") {
			out = append(out, belief{test.Number, test.Passed})
		}
	}
	return out, err
}

// reportOf is the report of a submission; an empty one while it is not judged.
func reportOf(sub school.Submission) (exercises.Report, error) {
	var report exercises.Report
	if sub.State != school.Graded {
		return report, nil
	}
	if err := json.Unmarshal(sub.Verdict.Report, &report); err != nil {
		return report, fmt.Errorf("report of submission %d: %w", sub.ID, err)
	}
	return report, nil
}

// calibration groups beliefs by tens of per cent; nil for fewer than two.
func calibration(beliefs []belief) (*plot.Calibration, views.Markdown) {
	if len(beliefs) < 2 {
		return nil, ""
	}
	groups := map[int][]belief{}
	sure, right := 0.0, 0
	for _, b := range beliefs {
		tens := int(math.Round(b.sure / 10))
		groups[tens] = append(groups[tens], b)
		sure += b.sure
		if b.right {
			right++
		}
	}
	out := &plot.Calibration{N: len(beliefs)}
	var keys []int
	for key := range groups {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		out.Bins = append(out.Bins, bin(groups[key]))
	}
	n := float64(len(beliefs))
	return out, views.Markdown(fmt.Sprintf("You said %.0f %% on average and were right %.0f %% of the time.", sure/n, 100*float64(right)/n))
}

// bin is one group with Wilson's 95 % interval for the share that was right.
func bin(group []belief) plot.CalibrationBin {
	n, right, sure := float64(len(group)), 0.0, 0.0
	for _, b := range group {
		sure += b.sure / n
		if b.right {
			right++
		}
	}
	const z = 1.96
	p := right / n
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return plot.CalibrationBin{Sure: sure, Right: 100 * p, Low: 100 * (centre - half), High: 100 * (centre + half), N: len(group)}
}
