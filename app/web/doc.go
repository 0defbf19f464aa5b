// Package web is the pages: it turns requests into calls of the school's services and what
// they answer into the view structs that package views draws.
//
// One file per page holds its handlers and the filling of its struct; the file of the same
// name with _test checks the page by selectors. What all pages share stands in few files:
// server.go composes, routes.go lists every address, guard.go bounds and secures requests,
// errors.go maps kinds of failure to pages, frame.go makes the head of a page, form.go reads
// what is posted, stream.go sends events.
//
// Nothing is decided here: who may do what is the school's business, verdicts are the
// engines'. A form that succeeds redirects (303), so that a reload repeats nothing; one whose
// input is at fault comes back with 422 and everything that was typed. Every page works
// without JavaScript; fragments exist only where a script makes one of them quicker.
package web
