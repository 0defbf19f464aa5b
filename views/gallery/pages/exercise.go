package pages

import (
	"fmt"

	"coronium/views"
	"coronium/views/plot"
)

const prompt = "Give this cell 1 % more current than it needs and it already fires 12 times a second; few cortical cells start so abruptly. The words are: charge leaks, and at $V_{th} = -50$ mV the cell spikes, drops to $V_r$ and is held there for $t_{ref}$ = 3 ms.\n\n$$\\tau\\,\\dot V = -(V - E_L) + R I$$\n\nWhy should so gentle a mechanism start so abruptly? Derive the time from $V_r$ to $V_{th}$: one line must say where the climb begins, one where it ends."

func quantities() []views.Quantity {
	return []views.Quantity{
		{Symbol: `\tau`, Plain: "tau", Means: "membrane time constant", Value: "20", Unit: "ms"},
		{Symbol: "R", Plain: "R", Means: "input resistance", Value: "50", Unit: "MΩ"},
		{Symbol: "E_L", Plain: "E_L", Means: "rest", Value: "−70", Unit: "mV"},
		{Symbol: "V_{th}", Plain: "V_th", Means: "threshold", Value: "−50", Unit: "mV"},
		{Symbol: "V_r", Plain: "V_r", Means: "reset", Value: "−60", Unit: "mV"},
		{Symbol: "t_{ref}", Plain: "t_ref", Means: "refractory time", Value: "3", Unit: "ms"},
		{Symbol: "I", Plain: "I", Means: "current, positive depolarises", Unit: "nA"},
	}
}

func exercise(stage string) views.Exercise {
	v := views.Exercise{
		Page: trainee("The interspike interval", "module"),
		Rail: views.Rail{Module: "2 Integrate and fire", URL: "/module", Skills: skills(), Items: []views.RailItem{
			{Title: "The interspike interval", URL: "/exercise-derive", State: "begun", Current: true}, {Title: "The noisy membrane", URL: "/x", State: "unseen"},
			{Title: "Adaptation", URL: "/x", State: "unseen"}, {Title: "Fitting a trace", URL: "/x", State: "sound"},
		}},
		Kick: "Exercise 1 of 4 · about 90 minutes", Title: exerciseTitle, Prompt: prompt, Quantities: quantities(), Seed: "7",
		Reading: []views.Markdown{"Neuronal Dynamics §1.3", "Dayan & Abbott §5.4"}, Policy: "by hand", Due: in(3*day + 9*3600e9),
		Notes: []views.Note{{Text: "Say *why* the log diverges at rheobase before you go on to the rate. One sentence.", From: "Dr Okafor, on your second attempt", AnswerURL: "/note"}},
	}
	for _, s := range []views.Step{{Stage: "predict", Name: "Predict", State: "sealed", Says: "sealed"}, {Stage: "derive", Name: "Derive", State: "part", Says: "4 of 6"}, {Stage: "implement", Name: "Implement", State: "todo"}, {Stage: "explain", Name: "Explain", State: "todo"}, {Stage: "critique", Name: "Critique", State: "locked"}} {
		s.URL, s.Current = "/exercise-"+s.Stage, s.Stage == stage
		v.Steps = append(v.Steps, s)
	}
	return v
}

func predict() views.Exercise {
	v := exercise("predict")
	v.Steps[0].State, v.Steps[0].Says = "todo", ""
	curve := &views.CurveEntry{X: plot.Axis{Label: "current I", Unit: "nA", Min: 0, Max: 2}, Y: plot.Axis{Label: "rate f", Unit: "Hz", Min: 0, Max: 400}}
	for i := range 9 {
		p := views.CurvePoint{X: float64(i) * .25, Name: fmt.Sprintf("fi-shape.y%d", i)}
		if i < 5 {
			p.Value = fmt.Sprint(i * i * 12)
		}
		curve.Points = append(curve.Points, p)
	}
	v.Predict = &views.PredictPanel{Action: "/predict", Asks: []views.Ask{
		{ID: "rheobase", Kind: "number", Prompt: "Below which current is the neuron silent?", Unit: "nA", Low: views.Field{Name: "rheobase.low", Value: "0.3"}, High: views.Field{Name: "rheobase.high", Value: "abc", Error: "“abc” is no number; write 0.5"}},
		{ID: "double", Kind: "choice", Prompt: "Halve $R$ and double $I$. The rate …", Name: "double", Options: []views.Option{{Value: "up", Says: "rises"}, {Value: "same", Says: "stays", Checked: true, Note: "since only $RI$ enters"}, {Value: "down", Says: "falls"}}, Confidence: views.Field{Name: "double.sure", Value: "80"}},
		{ID: "fi-shape", Kind: "curve", Prompt: "Draw the rate against the current.", Curve: curve},
	}}
	return v
}

func predictSealed() views.Exercise {
	v := predict()
	v.Steps[0].State, v.Steps[0].Says = "sealed", "sealed"
	p := v.Predict
	p.Sealed, p.SealedAt = true, in(-day)
	p.Asks[0].High = views.Field{Value: "0.5"}
	p.Asks[0].Outcome = &views.Outcome{Verdict: "holds", Says: "The truth, 0.4 nA, lies inside your interval."}
	f := meets(false)
	f.Title, f.ID = "Your curve starts too gently.", "outcome"
	f.Description = "Between 0.4 and 0.75 nA the true rate is up to 60 Hz above your drawing."
	f.Series = []plot.Series{f.Series[0], {Name: "your drawing", Role: "prediction", X: []float64{0, .25, .5, .75, 1, 1.5, 2}, Y: []float64{0, 0, 20, 60, 110, 180, 240}}}
	f.Series[0].Name, f.Series[0].Role = "what happens", "reference"
	p.Asks[2].Outcome = &views.Outcome{Verdict: "differs", Says: "The foot is right; the rise is steeper than you drew.", Figure: &f}
	return v
}

func derivedLines() []views.DerivationLine {
	return []views.DerivationLine{
		{N: "1", Formula: `\tau\,\dot V = -(V - E_L) + R I`, Rule: "given", Verdict: "given"},
		{N: "2", Formula: `\dot V = (E_L + R I - V)/\tau`, Rule: "equiv 1", Verdict: "proved", EditURL: "?edit=2"},
		{N: "3", Formula: `V = E_L + R I + (V_r - E_L - R I)\,e^{-t/\tau}`, Rule: "ode 2 with $V(0)=V_r$", Verdict: "certified", EditURL: "?edit=3"},
		{N: "4", Formula: `V_{th} = E_L + R I + (V_r - E_L - R I)\,e^{-T/\tau}`, Rule: "sub 3: $t=T$, $V=V_{th}$", Verdict: "proved", EditURL: "?edit=4"},
	}
}

func derive() views.Exercise {
	v := exercise("derive")
	f := meets(true)
	lines := append(derivedLines(),
		views.DerivationLine{N: "5", Formula: `T = \ln \frac{E_L + R I - V_r}{E_L + R I - V_{th}}`, Rule: "solve 4 for $T$", Verdict: "different", EditURL: "?edit=5", RemoveAction: "/remove", Why: &views.Why{
			Diagnosis: "**A factor $\\tau$ is missing.** The left side is a time, the right side a number.",
			Counterexample: &views.Table{Head: []views.Markdown{"at $I = 2\\,\\mathrm{nA}$", "line 4 gives", "line 5 gives", "ratio"}, Rows: [][]views.Markdown{{"$\\tau = 10\\,\\mathrm{ms}$", "13.86 ms", "1.386", "10"}, {"$\\tau = 20\\,\\mathrm{ms}$", "27.73 ms", "1.386", "20"}},
				Note: "The ratio moves with $\\tau$ and with nothing else."},
			Hints: &views.HintLadder{Action: "/hint", Line: "5", Rungs: []views.Hint{{Title: "The rule", Says: "Isolate the exponential, then take the logarithm of both sides.", Open: true}, {Title: "The term", Says: "The term to act on is $-T/\\tau$.", Open: true}, {Title: "The next line with a hole."}, {Title: "The next line."}},
				Note: "Each hint is kept in your record. The last two halve this line’s mark."},
		}},
		views.DerivationLine{N: "6", Formula: `f = \frac{1}{t_{ref} + T}`, Rule: "final, with 5", Verdict: "carries", Says: "follows from 5, carries its fault", EditURL: "?edit=6"},
		views.DerivationLine{N: "7", Text: "f = 1/(t_ref + T", Rule: "", Verdict: "error", Says: "a bracket is open", EditURL: "?edit=7", RemoveAction: "/remove"},
	)
	v.Derive = &views.DerivePanel{
		Lines: lines,
		Compose: &views.Compose{Action: "/line", PreviewAction: "/preview", DraftAction: "/draft", N: "5", Again: true, Text: "T = tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th))", Rule: "solve 4 for T", LeaveAction: "/leave", Undo: &views.HistoryStep{Action: "/undo", Says: "line 5 changed"}, Redo: &views.HistoryStep{Action: "/redo", Says: "line 6 removed"},
			Rules: []views.Option{{Value: "solve 4 for T", Says: "solve line 4"}, {Value: "equiv 4", Says: "says the same as line 4"}}, Symbols: quantities(),
			Preview: &views.LinePreview{Formula: `T = \tau \ln \frac{E_L + R I - V_r}{E_L + R I - V_{th}}`, At: -1,
				Chips: []views.DimChip{{Term: "T", Unit: "ms"}, {Term: `\tau`, Unit: "ms"}, {Term: "E_L + RI - V_r", Unit: "mV"}, {Term: "E_L + RI - V_{th}", Unit: "mV"}}, Agree: &views.DimVerdict{OK: true, Says: "units agree: ms = ms"}, Reads: "E_L + RI > V_{th}"}},
		Assumptions: []views.Assumption{{Formula: "V_r < V_{th}", State: "given"}, {Formula: `\tau > 0,\; t_{ref} \ge 0`, State: "given"}, {Formula: "I > 0", State: "stated", Says: "used in line 3", Text: "I > 0", RemoveAction: "/unassume"},
			{Formula: "E_L + R I > V_{th}", State: "found", Text: "E_L + R*I > V_th", Says: "Else the logarithm has no real value: the neuron never fires."}},
		AssumeAction: "/assume", Meets: &f, MeetsSays: "A draft is drawn as soon as its units agree, before it is judged.",
		Goals:        []views.Goal{{Name: "Rheobase, $I_{rh}$", Reached: true, Marks: "2 of 2"}, {Name: "Solution from $V_r$", Reached: true, Marks: "3 of 3"}, {Name: "Interval $T$", Marks: "0 of 3"}, {Name: "Rate $f$", Marks: "0 of 2"}},
		HandInAction: "/hand-in",
		RulesHelp:    []views.RuleHelp{{Rule: "equiv", Means: "says the same as line k, for all values that the assumptions allow", Example: "equiv 1"}, {Rule: "ode", Means: "solves the differential equation of line k, with its initial condition", Example: "ode 2 with V(0)=V_r"}},
	}
	return v
}

func deriveEmpty() views.Exercise {
	v := exercise("derive")
	v.Notes = nil
	v.Derive = &views.DerivePanel{Compose: &views.Compose{Action: "/line", PreviewAction: "/preview", N: "1", Text: "tau*V'' = 2x(", Preview: &views.LinePreview{Error: "The bracket at the end is never closed.", Mend: "Write `2*x`, or close it.", Typed: "tau*V' = 2x(", At: 11}}, AssumeAction: "/assume"}
	return v
}

// deriveAgain is a line brought back to be mended, before it is shown back.
func deriveAgain() views.Exercise {
	v := derive()
	v.Derive.Compose.Preview = nil
	return v
}

// Program is a solution as a trainee writes it.
const Program = `import numpy as np


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    """One leaky integrate-and-fire neuron, constant current."""
    n = int(round(T / dt))
    hold = int(round(t_ref / dt))
    v, wait = E_L, 0
    V = np.empty(n + 1)
    V[0] = v
    spikes = []
    for k in range(n):
        if wait > 0:
            wait -= 1
            v = E_L
        else:
            new = v + dt * (-(v - E_L) + R * I) / tau
            if new >= V_th:
                spikes.append(dt * (k + (V_th - v) / (new - v)))
                new, wait = E_L, hold  # back to rest
            v = new
        V[k + 1] = v
    return V, np.array(spikes)
`

func implement() views.Exercise {
	v := exercise("implement")
	v.Derived = derivedLines()
	f := overlay()
	v.Implement = &views.ImplementPanel{
		Action: "/run", DraftAction: "/draft", Language: "python", Filename: "simulate.py", Signature: "simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref) → V [mV], spikes [ms]",
		Source: Program, ResetAction: "/reset", Seed: "7", Limits: "5 s, 256 MB", Used: "0.42 s of 5 s · 38 MB of 256 MB", Saved: "saved 12:04", NoPaste: true,
		Run: &views.RunStatus{State: "done"},
		Report: &views.Report{When: in(-3600e9), Score: &views.Score{Marks: "12 of 30", Says: "Two of five tests hold. Look at the first sample after a spike."},
			Misconception: &views.Misconception{Name: "reset-to-rest", Says: "After a spike your $V$ goes to $E_L$, not to $V_r$."},
			Feedback: []views.Feedback{
				{Verdict: "holds", Title: "Silent below rheobase", Says: "No spike at I = 0.38 nA.", Judged: "The program runs 500 ms at 95 % of rheobase; the number of spikes must be 0."},
				{Verdict: "differs", Title: "First sample after a spike", Says: "Yours is −70.0 mV, the reference −60.0 mV;", Line: 20, Judged: "The sample after the first spike is compared with $V_r$ within 0.01 mV."},
				{Verdict: "explain", Title: "Step size", Says: "Halving dt moves your mean interval by 0.04 ms. What order is your method?", Place: "dt 0.1 → 0.05 ms", URL: "#fig-overlay", Go: "see the residual"},
			},
			HiddenPassed: 3, HiddenTotal: 8, Figures: []plot.Figure{f}, Output: "v at 0: -70.0\nspikes: 4"},
		Attempts: []views.AttemptRow{{When: in(-2 * 3600e9), Kind: "run", Verdict: "differs", Says: "2 of 5 tests hold"}, {When: in(-day), Kind: "hand-in", Verdict: "differs", Says: "12 of 30", URL: "/x", Counts: true}},
		Counts:   "Your best hand-in counts.",
	}
	return v
}

func implementPending() views.Exercise {
	v := implement()
	v.Page.RefreshSeconds = 3
	v.Implement.Report = nil
	v.Implement.Tests = []string{"Silent below rheobase: no spike at 95 % of it", "One interval at 1.5 times rheobase, within 0.15 ms", "V never at or above threshold in the output"}
	v.Implement.Hidden = 8
	v.Implement.Run = &views.RunStatus{State: "queued", Says: "second in the queue", Percent: -1, CancelAction: "/cancel", EventsURL: "/events"}
	return v
}

func implementFault() views.Exercise {
	v := implement()
	v.Implement.Report = &views.Report{When: in(0), Fault: &views.Fault{Kind: "syntax", Line: 12, Excerpt: "    for k in range(n)", Says: "**Line 12 could not be read:** a colon is expected after `range(n)`.", Hint: "A `for` line ends with a colon. This used up no attempt."}}
	return v
}

func implementHandedIn() views.Exercise {
	v := implement()
	r := v.Implement.Report
	r.HandedIn, r.Misconception = true, nil
	r.Score = &views.Score{Marks: "30 of 30", Passed: true, Says: "All thirteen tests hold, the hidden ones too."}
	r.HiddenPassed = 8
	v.Implement.Receipt = &views.Receipt{Number: "R-0412", When: in(-600e9), Hash: "b8d6f97b 4d1c02aa 91f3e07c 55d0c9be"}
	return v
}

func explain(status string) views.Exercise {
	v := exercise("explain")
	v.Explain = &views.ExplainPanel{Status: status, Says: "Your program passes all tests. Four questions made from it come next, and a second sitting on another day.", Mode: "timed", ModeSays: "Each question has its own time; nothing is shown in seconds."}
	switch status {
	case "ready":
		v.Explain.Next = &views.NextSitting{N: 1, Items: 4, Minutes: 20, Action: "/sit"}
	case "waiting":
		v.Explain.Says = "Three of four were right on the first day."
		v.Explain.Next = &views.NextSitting{N: 2, Items: 4, Minutes: 20, Opens: in(day)}
		v.Explain.Sittings = []views.SittingRow{{N: 1, Day: "Mon 23 Nov", Says: "3 of 4 right.", State: "closed", URL: "/sitting-closed"}}
		v.Explain.Families = families()
	}
	return v
}

func families() []views.Family {
	return []views.Family{{Name: "equation to code", Result: "right"}, {Name: "number", Result: "wrong"}, {Name: "arrows", Result: "wrong"}, {Name: "state", Result: "wrong"}, {Name: "changed line", Result: "wrong"}, {Name: "extension", Result: "unseen"}}
}

func critique(sealed bool) views.Exercise {
	v := exercise("critique")
	v.Steps[4].State = "todo"
	c := &views.CritiquePanel{
		Action: "/critique", N: 1, Of: 3, Title: "A machine’s leaky neuron", Brief: "Written by a coding agent in nine seconds. It passes every visible test. Is it right for *every* time step?", Program: Program,
		Line: views.Field{Name: "line"}, Verdict: views.Field{Name: "verdict"}, Probability: views.Field{Name: "probability", Value: "70"},
		Verdicts: []views.Option{{Value: "right", Says: "Right"}, {Value: "wrong", Says: "Wrong", Note: "there is an input on which it differs"}, {Value: "by-accident", Says: "Right by accident", Note: "it holds here, for a reason that does not carry over"}},
		Inputs:   []views.InputField{{Name: "input.t_ref", Label: "$t_{ref}$", Unit: "ms", Range: "2 to 5"}, {Name: "input.dt", Label: "$dt$", Unit: "ms", Range: "0.01 to 1"}},
	}
	if sealed {
		c.Sealed, c.SealedAt = true, in(-3600e9)
		c.Verdict.Value, c.Line.Value, c.Probability.Value = "wrong", "7", "20"
		c.Inputs[0].Value, c.Inputs[1].Value = "3", "0.05"
		f := overlay()
		f.ID = "reveal"
		c.Reveal = &views.Reveal{Verdict: "holds", Says: "It counts the hold down in floating point: `t_ref` 3 and `dt` 0.05 give 61 samples for 60.", Lines: []int{7, 14}, Score: &views.Score{Marks: "9 of 10", Passed: true, Says: "Brier cost .04 at 20 %."}, Figures: []plot.Figure{f},
			Feedback: []views.Feedback{{Verdict: "holds", Title: "Your input shows it", Says: "61 samples are held, 60 are asked."}}}
		c.Next = &views.Link{Label: "The second program", URL: "/critique"}
	}
	v.Critique = c
	return v
}

func lockedStage() views.Exercise {
	v := exercise("critique")
	v.Steps[4].State = "todo"
	v.Locked = &views.Locked{Says: "This program is a solution of the exercise, with a flaw. It opens when your own has been handed in.", URL: "/exercise-implement", Go: "Go to Implement"}
	return v
}
