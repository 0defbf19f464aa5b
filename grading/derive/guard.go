package derive

// A checker that trusts itself too much takes a whole page, or a batch of a thousand lines, down with one line that nobody thought
// of. A fault of ours in judging one line is that line's alone: it gets no verdict, says so, and holds up
// nothing. Fuzzing looks for these words, so that none of the causes stays.

// ourFault is what a person reads of a line on which the checker itself failed.
const ourFault = "The checker failed on this line; the fault is ours. It is neither accepted nor refused."

// guarded judges a line by its rule.
func (j *judge) guarded(st *setting, s *step, l line) (f finding, err error) {
	defer func() {
		if recover() != nil {
			f, err = finding{verdict: Unknown, message: ourFault}, nil
		}
	}()
	return j.apply(st, s, l)
}
