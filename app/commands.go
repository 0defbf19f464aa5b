package main

// commands lists what the command line offers; each type is in the file of its name.
type commands struct {
	Sim     simCommand     `cmd:"" help:"Run a reference model or theory function, or list them."`
	Flag    flagCommand    `cmd:"" help:"The decision rule alone: from answers to E, the posterior and the decision."`
	Equiv   equivCommand   `cmd:"" help:"Are two expressions, equations or statements equivalent?"`
	Derive  deriveCommand  `cmd:"" help:"Check a derivation line by line."`
	Run     runCommand     `cmd:"" help:"Run a function of a file in the sandbox."`
	Grade   gradeCommand   `cmd:"" help:"Grade a file against an exercise as the web app would."`
	Content contentCommand `cmd:"" help:"For authors: check, list and begin exercises."`
	Serve   serveCommand   `cmd:"" help:"The web app with its grading workers."`
	Doctor  doctorCommand  `cmd:"" help:"What this machine offers, and how to mend what is missing."`
	Checks  checksCommand  `cmd:"" help:"Make understanding checks from a program, with their answers."`
	Similar similarCommand `cmd:"" help:"Likeness of programs, as context for a person."`
	Audit   auditCommand   `cmd:"" help:"For auditors: verify the log of a site."`
}
