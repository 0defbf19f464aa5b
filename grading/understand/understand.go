// Package understand makes questions about a program that only somebody who understands it answers well, and marks
// the answers. The program is the trainee's own submission: it is run at other parameters, changed by one token, cut
// into blanks; whatever it then does is the key. Nobody writes a key by hand and no two submissions get the same items.
//
// The way of an item: read the text with tree-sitter (source.go, knobs.go) -> settle what is called with which
// numbers and what comes back (probe.go, observe.go) -> a family proposes (c01.go ... ) -> gates refuse what could be
// guessed, read off the screen, or is not sharp -> a second route must find the same key -> Item. What is refused is
// reported with its reason. mutate.go is the single-token mutation engine; it is exported, since the same mutants
// measure how good an exercise's tests are.
//
// Wrong answers are never made up: every alternative offered is what some mutant of the program really does.
package understand
