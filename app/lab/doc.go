// Package lab is what stands behind the lab pages: it reads a request to a model from an address, checks it, computes it in
// bounds, and writes it out again.
//
// A Query is one state of a lab page: a model, its values, a wrong variant, a sweep, pinned runs. Read makes one from the fields of
// an address and keeps every fault beside its field; Encode gives the shortest address that reads back as the same state. A Bench
// computes what a query asks for: few jobs at once, few a person, each with a limit of time, each cancelled when nobody waits for it
// any more. What it finds is an Outcome, whose parts are kept for a while, since a page is looked at more often than it changes.
//
// Document, CSV and Script write a run as JSON (the same as the command line prints), as a table, and as a Python program that
// computes it again. Nothing here is made for one model: all of it comes from the registry. Only the folder native knows models by
// name: a program a model, in plain Python and NumPy, held equal to the core by a test.
package lab
