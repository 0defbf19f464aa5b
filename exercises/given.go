package exercises

// Given are the programs that everybody begins from: the starter, and templates/*.py, which were shown in a lecture or stand
// in a textbook. What they contain is nobody's likeness.
func (e *Exercise) Given() []string {
	var all []string
	if e.Starter != "" {
		all = append(all, e.Starter)
	}
	for _, p := range e.programs("templates", ".py") {
		all = append(all, p.Text)
	}
	return all
}
