package derive

// slipName names the difference between what was expected and what was
// written, "" if it is like no known slip.
func (st *setting) slipName(want, got *node) string { return "" }
