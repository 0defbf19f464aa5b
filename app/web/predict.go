package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/lab"
	"coronium/app/school"
	"coronium/exercises"
	"coronium/sim"
	"coronium/views"
	"coronium/views/plot"
)

// curvePoints is the number of heights that make a drawn curve.
const curvePoints = 11

// predictPage is stage 1: predictions that are sealed before anything runs.
func (s *Server) predictPage(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	entered := w.Drafts[school.Predict].Fields
	return s.showPredict(c, http.StatusOK, w, entered, nil, "")
}

func (s *Server) showPredict(c echo.Context, status int, w school.Workspace, entered, faults map[string]string, fault string) error {
	v, open, err := s.exerciseView(c, w, school.Predict)
	if err != nil {
		return err
	}
	if open {
		if v.Predict, err = s.predictPanel(w, entered, faults); err != nil {
			return err
		}
		v.Predict.Error = fault
		if sub := w.Latest[school.Predict]; sub.State == school.Queued || sub.State == school.Running {
			v.Page.RefreshSeconds = 2
		}
	}
	return s.showExercise(c, status, v)
}

// predictPanel lists the questions with what was entered, or with what was sealed and how it came out.
func (s *Server) predictPanel(w school.Workspace, entered, faults map[string]string) (*views.PredictPanel, error) {
	variant, err := s.variant(w)
	if err != nil {
		return nil, err
	}
	p := &views.PredictPanel{Action: stageURL(w.Attempt.ID, school.Predict), Sealed: len(w.Predictions) > 0}
	sealed := map[string]string{}
	for _, answer := range w.Predictions {
		sealed[answer.Key] = answer.Value
		p.SealedAt = views.At(answer.Sealed, s.now(), zone(w.Course))
	}
	if p.Sealed {
		entered = nil
	}
	report, err := reportOf(w.Latest[school.Predict])
	if err != nil {
		return nil, err
	}
	for _, question := range variant.Exercise.Predict {
		ask, err := askView(variant, question, sealed, entered, faults)
		if err != nil {
			return nil, err
		}
		ask.Outcome = outcome(question.ID, report)
		p.Asks = append(p.Asks, ask)
	}
	if p.Sealed {
		p.Lab = labLinks(variant)
	}
	return p, nil
}

// labLinks lead to the lab pages of the models behind an exercise, with the attempt's numbers.
func labLinks(variant *exercises.Variant) []views.Link {
	var out []views.Link
	for _, e := range variant.Explore() {
		fields := url.Values{}
		for name, v := range e.Values {
			fields.Set(name, sim.Format(v))
		}
		out = append(out, views.Link{Label: e.Model.Title, URL: lab.WithFields(labModelURL(e.Model.Name), fields)})
	}
	return out
}

// askView is one question with its fields filled.
func askView(variant *exercises.Variant, q exercises.Prediction, sealed, entered, faults map[string]string) (views.Ask, error) {
	value := func(name string) string {
		if v, ok := sealed[name]; ok {
			return v
		}
		return entered[name]
	}
	ask := views.Ask{ID: q.ID, Prompt: views.Markdown(variant.Text(q.Ask)), Error: faults[q.ID]}
	switch {
	case q.Entry.Interval != "":
		ask.Kind, ask.Unit = "number", exercises.PrintedUnit(q.Entry.Interval)
		ask.Low = views.Field{Name: q.ID + ".low", Value: value(q.ID + ".low"), Error: faults[q.ID+".low"]}
		ask.High = views.Field{Name: q.ID + ".high", Value: value(q.ID + ".high"), Error: faults[q.ID+".high"]}
	case q.Entry.Curve != nil:
		ask.Kind = "curve"
		curve, err := curveEntry(variant, q, sealed, entered)
		ask.Curve = curve
		return ask, err
	default:
		ask.Kind, ask.Name = "choice", q.ID
		ask.Confidence = views.Field{Name: q.ID + ".confidence", Value: value(q.ID + ".confidence"), Error: faults[q.ID+".confidence"]}
		for _, choice := range q.Entry.Choice {
			ask.Options = append(ask.Options, views.Option{Value: choice, Says: views.Markdown(choice), Checked: value(q.ID) == choice})
		}
	}
	return ask, nil
}

// curveEntry is a curve as its heights at fixed places.
func curveEntry(variant *exercises.Variant, q exercises.Prediction, sealed, entered map[string]string) (*views.CurveEntry, error) {
	xAxis, err := rangeAxis(variant, q.Entry.Curve.X)
	if err != nil {
		return nil, err
	}
	yAxis, err := rangeAxis(variant, q.Entry.Curve.Y)
	if err != nil {
		return nil, err
	}
	xAxis.Label, yAxis.Label = cmp.Or(q.Entry.Curve.XSays, axisLabel(xAxis.Label)), axisLabel(yAxis.Label)
	out := &views.CurveEntry{X: xAxis, Y: yAxis}
	heights := sealedHeights(sealed[q.ID])
	for i := range curvePoints {
		x := xAxis.Min + (xAxis.Max-xAxis.Min)*float64(i)/(curvePoints-1)
		point := views.CurvePoint{X: x, Name: pointName(q.ID, i), Value: entered[pointName(q.ID, i)]}
		if i < len(heights) {
			point.Value = heights[i]
		}
		out.Points = append(out.Points, point)
	}
	return out, nil
}

func pointName(id string, i int) string { return fmt.Sprintf("%s.point%d", id, i) }

func rangeAxis(variant *exercises.Variant, r exercises.Range) (plot.Axis, error) {
	low, high, err := r.Ends(variant)
	return plot.Axis{Label: r.Name, Unit: exercises.PrintedUnit(r.Unit), Min: low, Max: high}, err
}

// sealedHeights reads the heights back out of a sealed curve, "x y; x y; …".
func sealedHeights(text string) []string {
	var out []string
	for pair := range strings.SplitSeq(text, ";") {
		if words := strings.Fields(pair); len(words) == 2 {
			out = append(out, words[1])
		}
	}
	return out
}

// outcome is a sealed prediction beside the truth, or nil before it was judged.
func outcome(id string, report exercises.Report) *views.Outcome {
	for _, test := range report.Tests {
		if test.Name != id {
			continue
		}
		out := &views.Outcome{Verdict: test.Verdict, Says: views.Markdown(test.Message)}
		for _, f := range report.Figures {
			if f.ID == "predict-"+id {
				fig := figure(f)
				out.Figure = &fig
			}
		}
		return out
	}
	return nil
}

// sealPredictions commits all predictions at once.
func (s *Server) sealPredictions(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	variant, err := s.variant(w)
	if err != nil {
		return err
	}
	entered := fields(c)
	if fault := badFields(entered); fault != "" {
		return s.showPredict(c, http.StatusUnprocessableEntity, w, entered, nil, fault)
	}
	answers, missing, err := predictionAnswers(variant, entered)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return s.showPredict(c, http.StatusUnprocessableEntity, w, entered, missing, "Not sealed yet: something is missing below.")
	}
	receipt, err := s.school.SealPredictions(c.Request().Context(), s.actor(c), w.Attempt.ID, answers)
	if faults, what, ok := fieldFaults(err); ok {
		return s.showPredict(c, http.StatusUnprocessableEntity, w, entered, faults, what)
	}
	if err != nil {
		return err
	}
	s.await(c, receipt.Submission)
	return s.said(c, "sealed", stageURL(w.Attempt.ID, school.Predict))
}

// predictionAnswers turns the form's fields into those of the exercise: the heights of a curve become one
// answer. Missing says what was left out, by the field that shows it.
func predictionAnswers(variant *exercises.Variant, entered map[string]string) (answers, missing map[string]string, err error) {
	answers, missing = map[string]string{}, map[string]string{}
	for _, q := range variant.Exercise.Predict {
		if q.Entry.Curve == nil {
			for _, name := range q.Fields() {
				answers[name] = strings.TrimSpace(entered[name])
				if answers[name] == "" {
					missing[name] = "Fill this in: a guess with a wide interval is worth more than none."
				}
			}
			continue
		}
		axis, err := rangeAxis(variant, q.Entry.Curve.X)
		if err != nil {
			return nil, nil, err
		}
		var points []string
		for i := range curvePoints {
			height := strings.TrimSpace(entered[pointName(q.ID, i)])
			if height == "" {
				missing[q.ID] = fmt.Sprintf("Give the height at all %d places; the first that is missing is place %d.", curvePoints, i+1)
				break
			}
			if strings.ContainsAny(height, " \t;\n") {
				missing[q.ID] = fmt.Sprintf("Place %d: %q is not a number.", i+1, height)
				break
			}
			x := axis.Min + (axis.Max-axis.Min)*float64(i)/(curvePoints-1)
			points = append(points, fmt.Sprintf("%g %s", x, height))
		}
		answers[q.ID] = strings.Join(points, "; ")
	}
	return answers, missing, nil
}

// verdictPatience is how long a form waits for a quick verdict, so that the page that follows shows it
// even where no script can fetch it later.
const verdictPatience = 3 * time.Second

// await waits a moment for the verdict on a submission. What comes later the page fetches by itself.
func (s *Server) await(c echo.Context, id school.SubmissionID) {
	ctx, cancel := context.WithTimeout(c.Request().Context(), verdictPatience)
	defer cancel()
	news, err := s.school.Watch(ctx, s.actor(c), id)
	if err != nil {
		return
	}
	for range news { // ends after the last of it, or with the patience
	}
}
