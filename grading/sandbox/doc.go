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
// Who wants to follow a job from its arrival to its verdict begins at (*Sandbox).Run in life_linux.go.
// Around it stand: the queue (whose turn it is), the pools (processes that wait, made ahead of need by
// zygotes, or one by one; one pool with NumPy, and one with SciPy once a program asks for it),
// attestation (what must be seen of a process from outside), the wire (what passes between it and us),
// messages (what a trainee reads), and metrics. Folder wall builds the walls and becomes the
// interpreter, seccomp makes the filters, python finds the interpreter and holds what runs in it.
//
// What all this is worth, the attack suite in testdata/attacks says (TestAttacks), what it costs, the
// benchmark Floors, and what it endures, TestSoak.
package sandbox
