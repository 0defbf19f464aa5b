package pages

import (
	"coronium/views"
	"coronium/views/plot"
)

const exerciseTitle = "The interspike interval of the leaky integrate-and-fire neuron"

func home() views.Home {
	return views.Home{Page: views.Page{Title: "Models you understand", Here: "/"}, Demo: []views.DemoPerson{
		{ID: "advisor", Name: "Dr Amara Okafor", Role: "advisor", Says: "ten trainees, two flags to review"},
		{ID: "t1", Name: "Mira Sato", Role: "trainee", Says: "in the middle of the derivation"},
		{ID: "t2", Name: "Jonas Weber", Role: "trainee", Says: "finished and cleared"},
		{ID: "t3", Name: "Lucía Ferrer", Role: "trainee", Says: "flagged; has not answered yet"},
	}}
}

func skills() []views.Skill {
	return []views.Skill{
		{Name: "Membrane equation", State: "sound", Evidence: "line 5, 20 Nov"}, {Name: "Threshold and reset", State: "begun"},
		{Name: "Refractoriness", State: "shaky"}, {Name: "f–I curve", State: "unseen"},
	}
}

func stageMarks() []views.StageMark {
	return []views.StageMark{{Name: "Predict", State: "sealed"}, {Name: "Derive", State: "part", Says: "4 of 6 lines hold"}, {Name: "Implement", State: "todo"}, {Name: "Explain", State: "todo"}, {Name: "Critique", State: "todo"}}
}

func today() views.Today {
	return views.Today{
		Page: trainee("Today", "today"), Now: views.Clock(now, zone), Course: "Theoretical neuroscience, autumn",
		Due: []views.DueRow{
			{Kind: "sitting", When: in(29 * 3600e9), Title: "Sitting 2: the leaky neuron in code", URL: "/sitting-start", Says: "Up to 4 items made from your own program, about 20 minutes, timed. Not yet open.", Action: "Preview"},
			{Kind: "exercise", When: in(3*day + 9*3600e9), Title: exerciseTitle, URL: "/exercise-derive", Stages: stageMarks(), Action: "Continue", Primary: true},
			{Kind: "exercise", When: in(-day), Late: true, Title: "Words to equations", URL: "/exercise-predict", Says: "Late work counts half; the last day is in 6 days.", Action: "Begin"},
		},
		Modules: []views.ModuleStanding{
			{Number: 1, Title: "Words to equations", Says: "3 of 3 exercises", Skills: []views.Skill{{Name: "Charge balance", State: "sound"}, {Name: "Dimensions", State: "sound"}, {Name: "Order of a method", State: "shaky"}}},
			{Number: 2, Title: "Integrate and fire", URL: "/module", Says: "1 of 4", Skills: skills()},
			{Number: 7, Title: "Spike trains and noise", Says: "opens in 7 days, Tue 1 Dec", Skills: []views.Skill{{Name: "Interval statistics", State: "unseen"}, {Name: "First passage", State: "unseen"}, {Name: "Hazard", State: "unseen"}}},
		},
		Ledger: []views.LedgerRow{
			{Model: "Power law, exponent ¾", Said: "holds above 3 nA, 60 %", Happened: "at 4.5 nA, 6.6 noise widths off", Fate: "rejected"},
			{Model: "Leaky neuron, fixed threshold", Said: "stays under 333 Hz, 90 %", Happened: "held from 0.4 to 2 nA", Fate: "kept"},
			{Model: "FitzHugh–Nagumo, one spike", Said: "smaller $\\varepsilon$, wider spike, 80 %", Happened: "not yet run", Fate: "open"},
		},
		Notes:           []views.Note{{Text: "Before you call $w$ “slow”, say slow compared with what. One ratio, with its number, is enough.", From: "Dr Okafor, on Firing only once", AnswerURL: "/note"}},
		CalibrationSays: "You said 76 % on average and were right 67 % of the time. Above 80 % you are too sure.",
		Calibration: &plot.Calibration{N: 84, Bins: []plot.CalibrationBin{
			{Sure: 50, Right: 78, Low: 45, High: 94, N: 9}, {Sure: 60, Right: 33, Low: 14, High: 60, N: 12}, {Sure: 70, Right: 75, Low: 51, High: 90, N: 16},
			{Sure: 80, Right: 71, Low: 50, High: 86, N: 21}, {Sure: 90, Right: 72, Low: 49, High: 87, N: 18}, {Sure: 95, Right: 62, Low: 31, High: 86, N: 8},
		}},
	}
}

func todayEmpty() views.Today {
	return views.Today{Page: trainee("Today", "today"), Now: views.Clock(now, zone), Course: "Theoretical neuroscience, autumn"}
}

func todayFlagged() views.Today {
	v := today()
	v.Flag = &views.FlagNotice{Exercise: exerciseTitle, URL: "/my-flag", AnswerBy: in(5 * day)}
	return v
}

func module() views.Module {
	onset := meets(false)
	return views.Module{
		Page: trainee("Integrate and fire", "module"), Number: 2, Title: "Integrate and fire", Course: "Theoretical neuroscience, autumn",
		Passages: []views.Passage{{Prose: "Charge leaks; at a threshold the cell spikes and starts again. That is all, and it already fires abruptly, saturates, and hides three errors in its raster.\n\n## What the equations add\n\nThe words do not say *how* abruptly. One integral does:\n\n$$T = \\tau \\ln \\frac{E_L + RI - V_r}{E_L + RI - V_{th}}$$\n\nAt 1 % above rheobase the rate is already 12 Hz."}, {Picture: &onset}}, MapURL: "/courses/1/map",
		Exercises: []views.ExerciseRow{
			{Number: 1, Title: exerciseTitle, URL: "/exercise-derive", State: "begun", Level: 1, Minutes: 90, Says: "From one sentence to an f–I curve, and to a program that reproduces it.", Due: in(3 * day), Stages: stageMarks(), Action: "Continue", Primary: true},
			{Number: 2, Title: "The noisy membrane", URL: "/exercise-locked", State: "unseen", Level: 2, Minutes: 80, Says: "Noise scales as $\\sqrt{dt}$, and what happens if it does not."},
		},
		Skills: skills(), Reading: []views.Markdown{"Neuronal Dynamics §1.3", "Dayan & Abbott §5.4", "Lapicque 1907"},
	}
}
