package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"

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
	subject := variant.Subject(p.Text, p.Submitted)
	if subject.Derivation, err = variant.Derivation(ctx, derivationText(p.Derivation)); err != nil {
		return nil, err
	}
	pool, err := e.grader.Examiner().Make(ctx, subject, understand.Options{Seed: seed, Count: count, Families: variant.Exercise.CheckFamilies()})
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
	verdict, err := e.grader.Examiner().Mark(ctx, item, answer)
	if err != nil {
		return false, "", err
	}
	return verdict.Correct, verdict.Says, nil
}

// OnPaper reports whether an item can be answered with a pencil.
func (e *Engine) OnPaper(full json.RawMessage) bool {
	item, err := itemOf(full)
	return err == nil && item.Response.Kind != understand.Code && item.Response.Kind != understand.Probing
}

// Probe calls the program of an item whose choices are to be found out.
func (e *Engine) Probe(ctx context.Context, full json.RawMessage, inputs map[string]string) (says, unread string, err error) {
	item, err := itemOf(full)
	if err != nil {
		return "", "", err
	}
	probed, err := understand.Probe(ctx, item, inputs)
	return probed.Says, probed.Unread, err
}

// Rerun computes the key of an item again.
func (e *Engine) Rerun(ctx context.Context, full json.RawMessage) (school.Rerun, error) {
	item, err := itemOf(full)
	if err != nil {
		return school.Rerun{}, err
	}
	ran, err := e.grader.Examiner().RunIt(ctx, item)
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

// Review says which kinds of items those who otherwise show understanding miss too often.
func (e *Engine) Review(served []school.Served, flagging int) []school.KindRecord {
	answers := make([]evidence.Served, len(served))
	for i, s := range served {
		answers[i] = evidence.Served{Item: s.Kind, Person: fmt.Sprint(s.Person), Observation: evidence.Observation{Family: s.Family, G: s.G, Slip: s.Slip,
			Correct: s.Correct, Sitting: s.Sitting, Day: s.Day}}
	}
	var out []school.KindRecord
	for _, rec := range evidence.Default.ForAssignments(flagging).Review(answers).Items {
		out = append(out, school.KindRecord{Kind: rec.Item, Cleared: rec.Cleared, Missed: rec.Missed, Out: rec.Out})
	}
	return out
}

// drawn are the numbers of a question, which differ from program to program.
var drawn = regexp.MustCompile(`[-+]?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?`)

// Kind is the title of an item without its numbers.
func (e *Engine) Kind(full json.RawMessage) string {
	item, err := itemOf(full)
	if err != nil {
		return ""
	}
	return drawn.ReplaceAllString(item.Title, "#")
}
