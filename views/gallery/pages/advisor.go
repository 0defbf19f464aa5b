package pages

import (
	"fmt"

	"coronium/views"
	"coronium/views/plot"
)

func evidence() views.Evidence {
	return views.Evidence{
		E: 150, OneIn: "150", Says: "14 of 14 tests hold. 1 of 6 items right, in two sittings on different days, with misses in 5 families. A flag needs E ≥ 100, 6 items, 2 days and 3 families.",
		Path:     plot.EPath{E: []float64{4.1, .8, 3.3, 13, 52, 150}, Right: []bool{false, true, false, false, false, false}, Days: []string{"19 Nov", "19 Nov", "19 Nov", "19 Nov", "23 Nov", "23 Nov"}, FlagAt: 100},
		Families: append(families()[:5:5], views.Family{Name: "extension", Result: "wrong"}),
		Items: []views.EvidenceItem{
			{N: 1, Title: "Mean interval at I = 3 nA", Family: "C1 number", Day: "19 Nov", Answer: "6.9 ms", Key: "8.90 ms", Time: "1:42", RunAction: "/run", Ran: &views.RunResult{Value: "8.90 ms", Agree: true}},
			{N: 2, Title: "Which token is the leak?", Family: "C16 equation to code", Day: "19 Nov", Answer: "v_rest, line 16", Correct: true, Key: "any of −(v − v_rest)", Time: "0:35", RunAction: "/run"},
			{N: 3, Title: "$V_r$ up 3 mV: rate, first spike, V before it", Family: "C3 three arrows", Day: "19 Nov", Answer: "up, down, up", Key: "up, same, same", Time: "0:48", RunAction: "/run"},
			{N: 4, Title: "v, 6 steps after the first spike", Family: "C2 state", Day: "19 Nov", Answer: "−63.8 mV", Key: "−65.0 mV", Time: "2:10", RunAction: "/run"},
			{N: 5, Title: "One token was changed: which line?", Family: "C5 changed line", Day: "23 Nov", Answer: "line 16", Key: "line 8, `/` became `*`", Time: "3:05", RunAction: "/run"},
			{N: 6, Title: "Add an adaptation current, 10 minutes", Family: "C9 extension", Day: "23 Nov", Answer: "1 of 5 tests", Key: "5 of 5, in 4 lines", Time: "10:00", RunAction: "/run"},
		},
	}
}

func audit() []views.AuditRow {
	return []views.AuditRow{
		{When: in(-5 * day), Who: "Lucía Ferrer", What: "handed in attempt 3; 14 of 14 tests hold", Hash: "b8d6f97b"},
		{When: in(-4 * day), Who: "System", What: "sitting 1 closed: 1 of 4 right, E = 13", Hash: "b0592315"},
		{When: in(-day), Who: "System", What: "sitting 2 closed: 0 of 2 right, E = 150; provisional flag", Hash: "d80b9bc8"},
		{When: in(-day), Who: "System", What: "told the trainee first", Hash: "3f1e16af"},
		{When: in(-3600e9), Who: "Dr Amara Okafor", What: "opened this dossier", Hash: "b7ca2070"},
	}
}

const statement = "I wrote the loop with a friend in the lab hour and changed the constants myself. On Monday I sat on a train. I would like to do it again, in the room."

func myFlag(answered bool) views.MyFlag {
	v := views.MyFlag{Page: trainee("Your flag", ""), Exercise: exerciseTitle, State: "provisional", Evidence: evidence(), AnswerBy: in(5 * day), StatementAction: "/say", AskAction: "/ask", MayAsk: []string{"fresh", "viva"}, Audit: audit(), BackURL: "/exercise-explain"}
	if answered {
		v.State, v.Statement, v.StatementAt, v.Asked, v.MayAsk = "cleared", statement, in(-day), []string{"fresh"}, nil
		v.StatementAction = ""
		v.Decision = &views.DecisionMade{By: "Dr Amara Okafor", What: "cleared", Reason: "The second sitting was on a train, and in the room all four were right.", When: in(-3600e9)}
	}
	return v
}

func dossier(open bool) views.Dossier {
	v := views.Dossier{
		Page: advisor("Dossier 14", "reviews"), Number: "14", Trainee: "Lucía Ferrer", Exercise: "The interspike interval", Attempt: "attempt 3", State: "provisional", StateSays: "provisional, no effect on the mark", Evidence: evidence(),
		WorkURL: "/attempt", WorkSays: "14 of 14 tests hold.", Statement: statement, StatementAt: in(-20 * 3600e9), Asked: []string{"fresh"}, Accommodations: "none asked for.", ContextURL: "?context=open", ContextOpen: open,
		DecideBy: in(7 * day), DecisionAction: "/decide", VivaURL: "/viva", Reason: views.Field{Name: "reason"},
		Decisions: []views.Option{{Value: "clear", Says: "Clear", Note: "The flag ends; keystroke records are deleted."}, {Value: "teach-back", Says: "Teach back, then sit again", Note: "In the room, fresh items, up to 8.", Checked: true}, {Value: "viva", Says: "Hold a viva", Note: "3 missed families, 1 passed, 1 open “why”."}, {Value: "confirm", Says: "Confirm: not shown", Note: "May be appealed to a second person."}},
		Audit:     audit(), AuditExportURL: "/export",
	}
	if open {
		v.Context = []views.ContextRow{{Name: "Declared help", Says: "none"}, {Name: "Pastes", Says: "1 paste of 612 characters, 4 s after opening"}, {Name: "Runs before hand-in", Says: "0"}, {Name: "Nearest in class", Says: "Jonas Weber, 61st percentile; on programs of 20 lines this usually means the shared starter"}}
		v.DecisionError = "Write a reason; the trainee reads it."
		v.Reason.Error = "A sentence at least."
	}
	return v
}

func course() views.Course {
	v := views.Course{Page: advisor("Theoretical neuroscience, autumn", "course"), Name: "Theoretical neuroscience, autumn", Now: views.Clock(now, zone), Trainees: 10, FlagsURL: "/reviews", AuditURL: "/audit"}
	names := []string{"Mira Sato", "Jonas Weber", "Lucía Ferrer", "Amit Rao", "Chidi Eze", "Sofia Lindqvist", "Noor Haddad", "Tomás Silva", "Yuki Tanaka", "Ines Moreau"}
	for _, s := range []string{"Predict", "Derive", "Implement", "Explain", "Critique"} {
		v.Heat.Columns = append(v.Heat.Columns, views.HeatColumn{Name: s})
	}
	for i, n := range names {
		row := views.HeatRow{Name: n, URL: "/attempt"}
		for j := range 5 {
			p := (93 + 37*i*(j+1) + 11*j) % 101
			c := views.HeatCell{Percent: p, Has: (i+j)%7 != 6 && i < 9, Few: (i*j)%5 == 4, Low: p < 50, Detail: fmt.Sprintf("%d of 100 marks", p), URL: "/attempt"}
			if j == 3 && c.Has {
				c.Label, c.Verdict = "cleared", "holds"
				if i == 2 {
					c.Label, c.Verdict = "flag", "differs"
				}
				if i == 4 {
					c.Label, c.Verdict = "talk", "explain"
				}
			}
			row.Cells = append(row.Cells, c)
		}
		v.Heat.Rows = append(v.Heat.Rows, row)
	}
	v.Stuck = []views.StuckRow{
		{Count: 5, Where: "The interspike interval, line 5: $T = \\tau\\ln(\\cdots)$", Says: "A factor $\\tau$ is missing (4), quotient inverted (1). Median 38 min.", Who: []string{"Mira Sato", "Amit Rao", "Chidi Eze", "Noor Haddad", "Tomás Silva"}, URL: "/attempt", URLSay: "one note to all five"},
		{Count: 3, Where: "The noisy membrane, line 14 of the code", Says: "Noise multiplied by dt, not $\\sqrt{dt}$: variance falls with dt.", Who: []string{"Amit Rao", "Sofia Lindqvist", "Ines Moreau"}, URL: "/attempt", URLSay: "write"},
	}
	v.Flags = flagRows()
	v.Talks = "One more is inconclusive (Chidi Eze): a talk, not a flag."
	v.Due = []views.CourseDue{{Exercise: exerciseTitle, URL: "/x", Due: in(3 * day), HandedIn: 4, Of: 10, Extensions: 1, Policy: "by hand · checks timed"}, {Exercise: "The noisy membrane", Due: in(10 * day), HandedIn: 0, Of: 10}}
	v.Items = &views.ItemStats{Says: "One disc per item. C3 item 2 fell to 22 of 31: it is out, and one decision was recomputed, with no change.",
		Strip: plot.ItemStrip{Families: []plot.StripFamily{
			{Name: "C1", Items: []plot.StripItem{{Name: "1", Percent: 84}, {Name: "2", Percent: 88}, {Name: "3", Percent: 95}, {Name: "4", Percent: 100}}},
			{Name: "C3", Items: []plot.StripItem{{Name: "1", Percent: 88}, {Name: "2", Percent: 71, Quarantined: true}, {Name: "3", Percent: 94}}},
			{Name: "C5", Items: []plot.StripItem{{Name: "1", Percent: 85}, {Name: "2", Percent: 91}}},
			{Name: "C9", Items: []plot.StripItem{{Name: "1", Percent: 83}, {Name: "2", Percent: 97}}},
		}},
		Facts: []views.Fact{{Name: "Hardest kept", Value: "C9 item 1, 23 of 28"}, {Name: "Slowest", Value: "C9 item 1, median 8:40"}, {Name: "Out", Value: "C3 item 2", Bad: true}}}
	return v
}

func flagRows() []views.FlagRow {
	return []views.FlagRow{{Trainee: "Lucía Ferrer", Exercise: "The interspike interval", State: "statement", DecideBy: in(7 * day), URL: "/dossier"}, {Trainee: "Amit Rao", Exercise: "The interspike interval", State: "provisional", URL: "/dossier"}}
}

func courseEmpty() views.Course {
	return views.Course{Page: advisor("A new course", "course"), Name: "A new course", Now: views.Clock(now, zone), Empty: "## First, people\n\nAdd trainees one by one, or paste a list of e-mail addresses; each gets a way in.\n\n## Then one exercise\n\nChoose one, set its due date, and say for each stage which struggle stays by hand. The demo course shows what comes back."}
}

func attempt() views.Attempt {
	ex := implement()
	p := predictSealed().Predict
	f := meets(false)
	return views.Attempt{
		Page: advisor("Mira Sato: the interspike interval", "course"), Trainee: "Mira Sato", Exercise: "The interspike interval", Number: 2, Seed: "7", Began: in(-6 * day), Content: "3f1e16af", Status: "inconclusive",
		Says:    "5 of 8 right, in two sittings. Neither cleared nor flagged: a talk of ten minutes will do more than another sitting.",
		Stages:  []views.AttemptStage{{Name: "Predict", State: "sealed", Marks: "7 of 10", Says: "2 of 3 intervals hold the truth"}, {Name: "Derive", State: "wrong", Marks: "5 of 30", Says: "line 5 does not follow"}, {Name: "Implement", State: "done", Marks: "30 of 30"}, {Name: "Explain", State: "part", Marks: "open"}, {Name: "Critique", State: "todo"}},
		Predict: p, Lines: derive().Derive.Lines, Meets: &f, Program: Program, Report: ex.Implement.Report, Receipt: implementHandedIn().Implement.Receipt, History: ex.Implement.Attempts,
		Sittings: []views.SittingRow{{N: 1, Day: "Thu 19 Nov", Says: "3 of 4 right.", State: "closed", URL: "/sitting-closed"}, {N: 2, Day: "Mon 23 Nov", Says: "2 of 4 right.", State: "closed", URL: "/sitting-closed"}},
		FlagURL:  "/dossier", NoteAction: "/note", Notes: ex.Notes,
		Events: []views.EventRow{{When: in(-6 * day), Says: "opened the exercise"}, {When: in(-5 * day), Says: "12 runs in 48 minutes"}, {When: in(-5 * day), Says: "handed in"}},
	}
}

func auditPage(intact bool) views.Audit {
	return views.Audit{Page: advisor("Audit", "audit"), Course: "Theoretical neuroscience, autumn", Rows: audit(), Intact: intact, BrokenAt: "d80b9bc8", ExportURL: "/export", Older: "?before=1"}
}
