package web

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/grading/derive"
	"coronium/views"
)

// previewTime bounds how long a line is read while somebody types.
const previewTime = 2 * time.Second

// preview shows a line back before it is judged: as mathematics, with the dimensions of what stands in it
// and the conditions that are read into it. The checker reads it as it will when it judges; what it thinks of
// the line's truth is not looked at here.
func (s *Server) preview(c echo.Context, w school.Workspace, box composing) *views.LinePreview {
	if box.text == "" {
		return nil
	}
	if fault := badText(box.whole()); fault != "" {
		return &views.LinePreview{Error: fault, At: -1}
	}
	variant, err := s.variant(w)
	if err != nil {
		return nil
	}
	report, err := s.readLine(c.Request().Context(), w, box)
	if err != nil {
		return nil // the line is judged all the same; only its picture is missing
	}
	shown := report.TeX
	if report.Dimension != "" && report.MarkedTeX != "" {
		shown = report.MarkedTeX
	}
	out := &views.LinePreview{Formula: views.TeX(shown), At: -1, Chips: chips(variant.Exercise, box.text), Agree: agreement(report)}
	if report.TeX == "" || report.Verdict == derive.Invalid && report.Dimension == "" {
		out.Formula, out.Error, out.Typed = "", report.Message, box.text
		if report.Highlight != nil {
			out.At = runesBefore(box.text, report.Highlight.From)
		}
		if out.Error == "" {
			out.Error = "This can't be read as a line."
		}
	}
	if len(report.Conditions) > 0 {
		var all []string
		for _, condition := range report.Conditions {
			all = append(all, string(formula(variant.Exercise, condition)))
		}
		out.Reads = views.TeX(strings.Join(all, `,\quad `))
	}
	return out
}

// readLine has the checker read the line in its place.
func (s *Server) readLine(ctx context.Context, w school.Workspace, box composing) (derive.LineReport, error) {
	ctx, cancel := context.WithTimeout(ctx, previewTime)
	defer cancel()
	var texts []string
	at := storedNumber(w.Lines, box.n)
	for _, l := range w.Lines[:at-1] {
		texts = append(texts, l.Text)
	}
	texts = append(texts, box.whole())
	verdict, err := s.deriver.Judge(ctx, w.Assignment.Exercise, w.Attempt.Version, w.Attempt.Seed, texts, at)
	if err != nil {
		return derive.LineReport{}, err
	}
	report := derive.LineReport{Verdict: verdict.Verdict, Message: verdict.Message, Dimension: verdict.Dimension, TeX: verdict.TeX}
	if len(verdict.Report) > 0 {
		err = json.Unmarshal(verdict.Report, &report)
	}
	return report, err
}

var nameInText = regexp.MustCompile(`[\p{L}_][\p{L}0-9_]*`)

// chips are the symbols of a line with their units, in the order in which they first appear.
func chips(exercise *exercises.Exercise, text string) []views.DimChip {
	text, _, _ = strings.Cut(text, ";")
	var out []views.DimChip
	seen := map[string]bool{}
	for _, name := range nameInText.FindAllString(text, -1) {
		if seen[name] || !declared(exercise, name) {
			continue
		}
		seen[name] = true
		unit := declaredUnit(exercise, name)
		if unit == "" {
			unit = "1"
		}
		out = append(out, views.DimChip{Term: symbol(name), Unit: strings.ReplaceAll(unit, "Ohm", "Ω")})
	}
	return out
}

// declared says whether a name belongs to the exercise's derivation.
func declared(exercise *exercises.Exercise, name string) bool {
	_, ok := exercise.Quantity(name)
	return ok || symbolOf(exercise, name)
}

// agreement says whether the two sides have one dimension; nil where there are not two sides.
func agreement(report derive.LineReport) *views.DimVerdict {
	left, right := report.LeftDimension, report.RightDimension
	switch {
	case report.Dimension != "":
		return &views.DimVerdict{Says: report.Dimension}
	case left == "" || right == "":
		return nil
	case left == right:
		return &views.DimVerdict{OK: true, Says: "units agree: " + left + " = " + right}
	}
	return &views.DimVerdict{Says: "units differ: " + left + " and " + right}
}

// runesBefore turns a place in bytes into one in characters.
func runesBefore(text string, at int) int {
	at = min(max(at, 0), len(text))
	return utf8.RuneCountInString(text[:at])
}
