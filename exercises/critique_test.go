package exercises

import (
	"context"
	"maps"
	"strings"
	"testing"
)

// right is a full answer: the countdown is shown by 3 ms at .05 ms, the slope near rheobase is about .1, and the reset that
// is rest is shown by any other reset.
var rightCritique = map[string]string{
	"countdown.verdict": "wrong", "countdown.confidence": "90", "countdown.line": "15", "countdown.input.t_ref": "3", "countdown.input.dt": "0.05",
	"square-root.verdict": "reject", "square-root.confidence": "95 %", "square-root.low": ".08", "square-root.high": ".13",
	"relative.verdict": "right by accident", "relative.confidence": ".9", "relative.line": "22", "relative.input.V_r": "-55",
}

func critiqued(t *testing.T, change map[string]string) Report {
	t.Helper()
	g := grader(t)
	fields := maps.Clone(rightCritique)
	maps.Copy(fields, change)
	r, err := g.Grade(context.Background(), variant(t, lif(t), 1), StageCritique, Work{Fields: fields})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCritique(t *testing.T) {
	r := critiqued(t, nil)
	if !r.Passed || r.Score < 8 {
		t.Errorf("a full answer earns %.3g of %.3g: %s %+v", r.Score, r.Max, r.Says, r.Tests)
	}
	for _, c := range []struct {
		name   string
		change map[string]string
		test   string
		says   string
	}{
		{"an input that shows nothing", map[string]string{"countdown.input.dt": "0.1"}, "countdown: an input that shows it", "agree"},
		{"another input that shows it", map[string]string{"countdown.input.t_ref": "5", "countdown.input.dt": ""}, "", ""},
		{"an input outside", map[string]string{"countdown.input.dt": "-1"}, "countdown: an input that shows it", "positive"},
		{"no input", map[string]string{"relative.input.V_r": ""}, "relative: an input that shows it", "No input"},
		{"the reset that hides it", map[string]string{"relative.input.V_r": "-70"}, "relative: an input that shows it", "agree"},
		{"a wrong line", map[string]string{"countdown.line": "3"}, "countdown: the line", "line 3"},
		{"no line", map[string]string{"countdown.line": ""}, "countdown: the line", "No line"},
		{"a wrong verdict", map[string]string{"countdown.verdict": "right"}, "countdown: the verdict", "it is \"wrong\""},
		{"a wrong number", map[string]string{"square-root.low": ".45", "square-root.high": ".55"}, "square-root: the number", "outside"},
	} {
		r := critiqued(t, c.change)
		failing, first := r.failing()
		if c.test == "" {
			if failing != 0 {
				t.Errorf("%s: %s: %s", c.name, first.Name, first.Message)
			}
			continue
		}
		if failing != 1 || first.Name != c.test || !strings.Contains(first.Message, c.says) {
			t.Errorf("%s: %d failing, %+v", c.name, failing, first)
		}
	}
	sure, unsure := critiqued(t, map[string]string{"countdown.verdict": "right", "countdown.confidence": "98"}), critiqued(t, map[string]string{"countdown.verdict": "right", "countdown.confidence": "34"})
	if sure.Score > unsure.Score {
		t.Errorf("sure and wrong earns %.3g, unsure and wrong %.3g", sure.Score, unsure.Score)
	}
	if r := critiqued(t, map[string]string{"countdown.verdict": ""}); !r.Ungradable {
		t.Error("an answer without a verdict was scored")
	}
	if r := critiqued(t, map[string]string{"relative.confidence": "120"}); !r.Ungradable {
		t.Error("a confidence of 120 % was scored")
	}
}
