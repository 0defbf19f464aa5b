// Package sandbox runs programs that trainees wrote, and gives back arrays.
//
// It knows nothing of exercises, of right answers or of marks: a Job is a source text and some
// calls, a Result is what the calls returned or why they did not. The comparison with a reference
// happens elsewhere, in Go, so the process that runs a trainee's code never holds an expected
// answer and never writes a verdict.
//
// The code runs behind four walls (namespaces with a read-only root, Landlock, seccomp, resource
// limits), in a process that is used once and that the kernel has attested as locked down before
// it is told what to run. Where the walls cannot be built nothing is run: Open returns an error
// that says what is missing and how to mend it. There is no unprotected mode.
//
// The life of one job can be followed in (*Sandbox).Run, and from there in life.go.
package sandbox
