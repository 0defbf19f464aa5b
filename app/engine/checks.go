package engine

import (
	"context"
	"encoding/json"
	"fmt"

	"coronium/app/school"
	"coronium/grading/evidence"
	"coronium/grading/understand"
)

// Make makes items from a program that passed. An empty list means that none were sound.
func (e *Engine) Make(ctx context.Context, p school.Piece, seed uint64, count int) ([]school.CheckItem, error) {
	variant, err := e.variant(p.Exercise, p.Version, p.Seed)
	if err != nil {
		return nil, err
	}
	options := understand.Options{Seed: seed, Count: count}
	if stage := variant.Exercise.Explain; stage != nil {
		options.Families = stage.Checks.Families
	}
	pool, err := understand.Make(ctx, variant.Subject(p.Text, p.Submitted), e.runner, options)
	if err != nil {
		return nil, err
	}
	var out []school.CheckItem
	for _, item := range pool.Items {
		made, err := checkItem(item)
		if err != nil {
			return nil, err
		}
		out = append(out, made)
	}
	return out, nil
}

// checkItem is an item as it is stored: once whole, and once without whatever gives the key away.
func checkItem(item understand.Item) (school.CheckItem, error) {
	full, err := json.Marshal(item)
	if err != nil {
		return school.CheckItem{}, fmt.Errorf("item %s: %w", item.ID, err)
	}
	shown := understand.Item{ID: item.ID, Family: item.Family, Title: item.Title, Ask: item.Ask, Program: item.Program, Figure: item.Figure,
		Response: item.Response, Key: json.RawMessage("null"), G: item.G, Slip: item.Slip, Seconds: item.Seconds}
	open, err := json.Marshal(shown)
	if err != nil {
		return school.CheckItem{}, fmt.Errorf("item %s: %w", item.ID, err)
	}
	return school.CheckItem{Family: item.Family, G: item.G, Slip: item.Slip, Seconds: item.Seconds, NotBefore: item.NotBefore, Shown: open, Full: full}, nil
}

// Mark marks an answer.
func (e *Engine) Mark(ctx context.Context, full json.RawMessage, answer map[string]string) (bool, string, error) {
	item, err := itemOf(full)
	if err != nil {
		return false, "", err
	}
	verdict, err := understand.Mark(ctx, item, answer, e.runner)
	if err != nil {
		return false, "", err
	}
	return verdict.Correct, verdict.Says, nil
}

// Rerun computes the key of an item again.
func (e *Engine) Rerun(ctx context.Context, full json.RawMessage) (school.Rerun, error) {
	item, err := itemOf(full)
	if err != nil {
		return school.Rerun{}, err
	}
	ran, err := understand.RunIt(ctx, item, e.runner)
	if err != nil {
		return school.Rerun{}, err
	}
	raw, err := json.Marshal(ran)
	if err != nil {
		return school.Rerun{}, err
	}
	return school.Rerun{Agrees: ran.Agrees, Says: ran.Says, Report: raw}, nil
}

func itemOf(full json.RawMessage) (understand.Item, error) {
	var item understand.Item
	if err := json.Unmarshal(full, &item); err != nil {
		return item, fmt.Errorf("stored item: %w", err)
	}
	return item, nil
}

// Decide applies the decision rule, with the bound on false flags divided among the assignments of the
// course that can raise one.
func (e *Engine) Decide(obs []school.Observation, flagging int) school.Decision {
	observations := make([]evidence.Observation, len(obs))
	for i, o := range obs {
		observations[i] = evidence.Observation{Family: o.Family, G: o.G, Slip: o.Slip, Correct: o.Correct, Sitting: o.Sitting, Day: o.Day}
	}
	d := evidence.Default.ForAssignments(flagging).Decide(observations)
	return school.Decision{E: d.E, LikelihoodRatio: d.LikelihoodRatio, Posterior: d.Posterior, Path: d.Path, Status: string(d.Status),
		Right: d.Right, Items: d.Items, Misses: d.Misses, Families: d.Families, Days: d.Days, Says: d.Says, NextSitting: d.NextSitting}
}
