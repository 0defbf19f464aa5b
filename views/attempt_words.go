package views

// stageSays is the marks of one stage, for its section's head.
func stageSays(stages []AttemptStage, name string) string {
	for _, s := range stages {
		if s.Name == name {
			return s.Marks
		}
	}
	return ""
}

// reportLines are the lines of the program that the feedback points at.
func reportLines(r *Report) []int {
	if r == nil {
		return nil
	}
	var all []int
	if r.Fault != nil && r.Fault.Line > 0 {
		all = append(all, r.Fault.Line)
	}
	for _, f := range r.Feedback {
		if f.Line > 0 && f.Verdict == Differs {
			all = append(all, f.Line)
		}
	}
	return all
}
