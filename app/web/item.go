package web

import (
	"encoding/json"
	"fmt"
	"strings"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/grading/understand"
	"coronium/views"
	"coronium/views/plot"
)

// openItem is a check item as far as it may be shown: with its key once the sitting has closed, without it
// before. What can't be read shows as an item without a question, which an answer of "I don't know" passes.
func openItem(it school.SittingItem) understand.Item {
	raw := it.Shown
	if len(it.Full) > 0 {
		raw = it.Full
	}
	var item understand.Item
	if err := json.Unmarshal(raw, &item); err != nil {
		return understand.Item{Family: it.Family, Title: "This item can't be shown", Ask: "Choose \"I don't know\": an item of ours that fails is not held against you."}
	}
	return item
}

// unticked takes the marks of code out of a line that is shown without Markdown.
func unticked(text string) string { return strings.ReplaceAll(text, "`", "") }

// itemAnchor is the fragment under which a closed item stands on its page.
func itemAnchor(id school.ItemID) string { return fmt.Sprintf("item-%d", id) }

// answerWords is what was answered, in one line of a table.
func answerWords(item understand.Item, it school.SittingItem) string {
	switch {
	case it.DontKnow:
		return "I don't know"
	case it.TimedOut && len(it.Answer) == 0:
		return "time ran out"
	}
	var parts []string
	for _, f := range item.Response.Fields {
		if item.Response.Kind == understand.Probing && len(f.Options) == 0 {
			continue // a call made on the way, not an answer
		}
		value := strings.TrimSpace(it.Answer[f.Name])
		if value == "" {
			value = "nothing"
		}
		switch item.Response.Kind {
		case understand.Code:
			parts = append(parts, fmt.Sprintf("a program of %s", count(1+strings.Count(value, "\n"), "line")))
		case understand.Line:
			parts = append(parts, "line "+value)
		case understand.Number:
			unit := f.Unit
			if unit == "" {
				unit = item.Response.Unit
			}
			parts = append(parts, strings.TrimSpace(value+" "+unit))
		case understand.Formula:
			if f.Name == "line" {
				value = "line " + value
			}
			parts = append(parts, value)
		case understand.Inputs:
			parts = append(parts, strings.TrimSpace(f.Name+" = "+value+" "+f.Unit))
		default:
			parts = append(parts, value)
		}
	}
	return strings.Join(parts, ", ")
}

// keyWords is the truth of an item in one line of a table.
func keyWords(item understand.Item, it school.SittingItem) string {
	if answer := understand.AnswerOf(item); answer != "" {
		return string(plain(unticked(answer)))
	}
	if len(item.Routes) > 0 && item.Routes[0].Value != "" {
		return string(plain(unticked(item.Routes[0].Value)))
	}
	if item.KeySays != "" {
		return item.KeySays
	}
	return it.Says
}

// responseView is the form of an item, filled with what was entered already.
func responseView(item understand.Item, entered map[string]string) views.Response {
	out := views.Response{Kind: item.Response.Kind, Unit: item.Response.Unit, Starter: item.Response.Starter}
	for _, f := range item.Response.Fields {
		options := f.Options
		if len(options) == 0 && item.Response.Kind != understand.Probing {
			options = item.Response.Options
		}
		out.Fields = append(out.Fields, views.ResponseField{Name: f.Name, Label: views.Markdown(f.Label), Unit: f.Unit, Options: options, Value: valueOr(entered, f, item.Response.Kind)})
	}
	return out
}

// valueOr is what was entered; the inputs of a program to be called begin with their usual values.
func valueOr(entered map[string]string, f understand.Field, kind string) string {
	if v, ok := entered[f.Name]; ok || kind != understand.Probing {
		return v
	}
	return f.Default
}

// itemFigure lays the panels of an item's figure over each other on one pair of axes: each series keeps
// the title of its panel, so that a legend tells them apart.
func itemFigure(id string, f *understand.Figure) *plot.Figure {
	if f == nil {
		return nil
	}
	out := &plot.Figure{ID: id, Title: f.Title, Description: f.Description, X: itemAxis(f.X), Y: itemAxis(f.Y)}
	for _, panel := range f.Panels {
		for _, series := range panel.Series {
			name := series.Name
			if panel.Title != "" && panel.Title != name {
				name = strings.TrimSpace(panel.Title + " " + name)
			}
			out.Series = append(out.Series, plot.Series{Name: name, Role: itemRole(series.Role), X: series.X, Y: series.Y})
		}
	}
	return out
}

func itemAxis(a understand.Axis) plot.Axis {
	return plot.Axis{Label: a.Label, Unit: a.Unit, Min: a.Min, Max: a.Max}
}

// itemRole gives a changed program the role of a draft: dashed, beside the solid line of yours.
func itemRole(role string) string {
	if role == "changed" {
		return "draft"
	}
	return role
}

// unreadableAnswer says what can't be read in an answer, or nothing.
func unreadableAnswer(item understand.Item, entered map[string]string) string {
	for _, f := range item.Response.Fields {
		if item.Response.Kind == understand.Probing && len(f.Options) > 0 && strings.TrimSpace(entered[f.Name]) == "" {
			return "Choose one for each; your answer is not counted yet."
		}
		if strings.TrimSpace(entered[f.Name]) != "" || f.Default != "" || item.Response.Kind == understand.Inputs {
			continue
		}
		switch item.Response.Kind {
		case understand.Line:
			return "Choose one line; your answer is not counted yet."
		case understand.Arrows, understand.Choice:
			return "Choose one for each; your answer is not counted yet."
		case understand.Code:
			return "There is no program yet; your answer is not counted yet."
		default:
			return "There is no answer yet; nothing is counted."
		}
	}
	if why := (understand.Examiner{Algebra: exercises.Algebra{}}).Unreadable(item, entered); why != "" {
		return why + " Your answer is not counted yet."
	}
	return ""
}
