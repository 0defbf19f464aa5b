package school

import (
	"fmt"
	"slices"
)

// attemptSummary is what the states of an attempt's stages follow from.
type attemptSummary struct {
	exercise      Exercise
	assignment    Assignment
	drafts        []Stage
	sealed        bool
	lines         []Line
	handIns       []Submission // of all stages, oldest first
	understanding Understanding
}

// stageStates says where each stage of an attempt stands.
func stageStates(a attemptSummary) []StageState {
	grade := counting(a.handIns, a.assignment, nil)
	shown := best(a.handIns) // what was shown, on time or not
	var out []StageState
	for _, info := range a.exercise.Stages {
		st := StageState{Stage: info.Stage, Policy: a.assignment.Policies[info.Stage], State: ToDo}
		if sub, ok := grade[info.Stage]; ok {
			st.Score, st.Max = sub.Verdict.Score, sub.Verdict.Max
		}
		if info.Stage == Explain {
			explainState(&st, a.understanding)
		} else {
			workState(&st, a, shown)
		}
		if info.Stage != Predict && info.Stage != Explain && a.exercise.Has(Predict) && !a.sealed {
			st.Locked = "Seal your predictions first."
		}
		out = append(out, st)
	}
	return out
}

// workState is the state of a stage in which work is handed in.
func workState(st *StageState, a attemptSummary, shown map[Stage]Submission) {
	pending := slices.ContainsFunc(a.handIns, func(s Submission) bool {
		return s.Stage == st.Stage && (s.State == Queued || s.State == Running)
	})
	sub, judged := shown[st.Stage]
	switch {
	case judged && st.Stage == Predict:
		st.State = Sealed
	case judged && sub.Verdict.Passed:
		st.State = Passed
	case pending:
		st.State = Waiting
	case judged:
		st.State = Differs
	case slices.Contains(a.drafts, st.Stage), st.Stage == Derive && len(a.lines) > 0:
		st.State = Begun
	}
	if judged {
		st.Says = sub.Verdict.Says
	}
	if st.Stage == Predict && a.sealed && st.State == Waiting {
		st.State = Sealed
	}
	if st.Stage == Derive && len(a.lines) > 0 && st.State != Passed {
		st.Says = fmt.Sprintf("%d of %d lines hold", holding(a.lines), len(a.lines))
	}
}

// explainState is the state of the stage that sittings answer.
func explainState(st *StageState, u Understanding) {
	st.Says = u.Says
	st.Score, st.Max = u.Score, u.Max
	switch u.Status {
	case StatusNone:
		st.Locked = "Opens when your program has passed."
	case StatusUnmade:
		st.Locked = "No check items could be made from this program."
	case StatusMaking:
		st.State = Waiting
	case StatusOpen:
		st.State = Waiting
		if u.Next != nil && u.Next.Ready {
			st.State = ToDo
			if u.Next.Number > 1 || u.Next.Open != 0 {
				st.State = Begun
			}
		}
	case StatusCleared, StatusClaimed:
		st.State = Passed
	case StatusInconclusive: // neither shown nor missing: a talk is to come
		st.State = Waiting
	case StatusFlagged:
		st.State = Differs
	}
}

// explainScore is the mark of the explain stage: all of it if the rule cleared, the share of right
// answers otherwise. It follows from the answers of the first round alone: whether a flag was raised,
// or what became of it, changes nothing.
func explainScore(d Decision) (score, most float64) {
	most = float64(d.Items)
	if d.Status == "cleared" {
		return most, most
	}
	return float64(d.Right), most
}
