// Package school is the domain of Coronium: who teaches whom, what was set, what was
// handed in, what was understood, and what was decided about it.
//
// A course has people in roles and assignments of exercises. A trainee begins an attempt,
// which fixes the numbers of the variant; drafts are kept as they are typed, predictions
// are sealed before anything runs, derivations are judged line by line, and work is
// submitted: either run, to see, or handed in, to count. Work that passes is asked about
// in sittings, whose answers move a stated rule; a flag, if it comes to that, goes to the
// trainee first and to an advisor afterwards, and nothing in it touches a grade. All that
// matters is written to an audit log in which every entry carries the hash of the one before.
//
// Types stand in files of singular names (assignment.go, flag.go), the services on them in the plural
// or by what is done (assigning.go, flags.go, deciding.go); permission.go says who may come near what.
//
// The package knows neither HTTP nor SQL. Engines and storage are interfaces declared here,
// where they are used; the clock and the source of randomness are passed in. Who is asking is
// a parameter of every service, and every permission is checked here and nowhere else.
package school
