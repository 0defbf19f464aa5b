package pages

import "coronium/views"

func sitting(kind string) views.Sitting {
	p := trainee("Sitting 1", "")
	p.Viewer = nil
	v := views.Sitting{Page: p, N: 1, Exercise: "The interspike interval", Item: 3, AtMost: 8, Action: "/answer", ItemID: "abc", UsedSeconds: 120, LimitSeconds: 300, Response: views.Response{Kind: kind}}
	f := pair()
	switch kind {
	case "line":
		v.Title, v.Ask, v.Figure = "One token of your program was changed. Which line?", "At $I = 3\\,\\mathrm{nA}$ it now fires 28 times in 200 ms. Yours fires 22 times.", &f
		v.Program, v.Caption = Program, "Your program, attempt 3, with the change in it."
		v.Response.Fields = []views.ResponseField{{Name: "line", Value: "7"}}
	case "number":
		v.Ask = "At $I = 0.8$ nA, what is the mean interval between two spikes of your program? Parameters: $\\tau$ = 14 ms, $R$ = 60 MΩ, $V_r$ = −62 mV, $t_{ref}$ = 2.5 ms."
		v.Response.Unit, v.Response.Fields = "ms", []views.ResponseField{{Name: "value"}}
		v.Error = "“12,5” has a comma; write 12.5. Nothing is lost, and the time goes on."
	case "arrows":
		v.Ask = "Raise $V_r$ by 3 mV and leave the rest. What happens to each of these?"
		v.Response.Fields = []views.ResponseField{{Name: "rate", Label: "the rate"}, {Name: "first", Label: "the first spike"}, {Name: "v", Label: "$V$ before the first spike", Value: "same"}}
	case "inputs":
		v.Ask = "The hold was taken out of your program. Give an input on which it differs from yours by more than 1 ms in the second spike."
		v.Program, v.Caption = Program, "Your program with the change in it."
		v.Response.Fields = []views.ResponseField{{Name: "I", Label: "$I$", Unit: "nA"}, {Name: "t_ref", Label: "$t_{ref}$", Unit: "ms"}}
	case "code":
		v.Ask = "Add an adaptation current. It jumps by 0.05 nA at each spike and decays with 100 ms; it works against $I$."
		v.LimitSeconds, v.UsedSeconds = 600, 20
		v.Response.Fields, v.Response.Starter = []views.ResponseField{{Name: "code"}}, Program
	case "choice":
		v.Ask = "At dt = 5 ms your program holds the reset for how long?"
		v.LimitSeconds = 0
		v.Response.Fields = []views.ResponseField{{Name: "choice", Options: []string{"0 ms: the hold rounds to nothing", "3 ms, as asked", "5 ms: one step"}}}
	}
	return v
}

func sittingStart() views.SittingStart {
	return views.SittingStart{Page: trainee("Sitting 1", ""), N: 1, Exercise: exerciseTitle, Items: 4, Minutes: 20, Mode: "timed", Action: "/sit", BackURL: "/exercise-explain", NeedsCode: true}
}

func sittingClosed() views.SittingClosed {
	f := pair()
	return views.SittingClosed{
		Page: trainee("Sitting 1 closed", ""), N: 1, Exercise: exerciseTitle, ClosedAt: in(-60e9), Status: "waiting", Outcome: "A second sitting, on another day, has up to four more questions.", BackURL: "/exercise-explain",
		Next: &views.NextSitting{N: 2, Items: 4, Minutes: 20, Opens: in(day)},
		Items: []views.ClosedItem{
			{N: 1, ID: "q1", Family: "C1 number", Ask: "At $I = 0.8$ nA, what is the mean interval?", Answer: "12.1 ms", Key: "13.86 ms", KeySays: "$2 + 10 \\ln 2 = 8.93$ by hand; your program, run at these numbers, gives 8.90.", Time: "1:42", RunAction: "/run", Routes: []views.RouteValue{{Name: "by running", Value: "13.86"}, {Name: "by formula", Value: "13.90"}}, Ran: &views.RunResult{When: in(0), Value: "13.86 ms", Agree: true}},
			{N: 2, ID: "q2", Family: "C5 changed line", Title: "One token was changed. Which line?", Ask: "It now fires 28 times.", Figure: &f, Program: Program, Marked: []int{7}, Answer: "line 7", Correct: true, Key: "line 7: `/` became `*`", Time: "2:10", RunAction: "/run"},
			{N: 3, ID: "q3", Family: "C9 extension", Ask: "Add an adaptation current.", Skipped: true, Key: "four lines", Time: "10:00"},
		},
	}
}
