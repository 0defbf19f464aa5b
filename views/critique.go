package views

// checkedBy checks the option that was chosen before.
func checkedBy(o Option, value string) Option {
	o.Checked = o.Checked || value != "" && o.Value == value
	return o
}

// verdictSays is the chosen verdict in the words of its option.
func verdictSays(v CritiquePanel) string {
	for _, o := range v.Verdicts {
		if o.Value == v.Verdict.Value {
			return string(o.Says)
		}
	}
	return v.Verdict.Value
}
