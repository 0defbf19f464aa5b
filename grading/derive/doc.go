// Package derive checks derivations line by line.
//
// A trainee writes plain text: a header (var, fun, assume, let, goal) and
// numbered lines, each with the rule by which it follows from earlier ones.
// ParseProblem reads the header; Check judges a whole file; Problem.Judge
// judges one line as it is written. Every line passes the same gates in the
// same order: it must parse, its dimensions must agree, and what its rule
// claims must survive the zero test (a finite field, float64 with running error
// bounds, then double-double and 256-bit arithmetic). Nothing is accepted
// because no difference was found: a verdict says how it was reached (proved,
// certified, supported), under which further condition, or at which point the
// two sides part, and a wrong line is compared with a library of slips so that
// the trainee hears what went wrong rather than that something did.
package derive
