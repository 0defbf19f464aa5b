// Command coronium is the whole product in one binary: the web app with its grading workers,
// and every engine on the command line, so that a trainee, an author or an auditor can repeat
// outside the web app exactly what the web app does.
//
// This package is the composition root. Each command has a file of its own (serve.go, grade.go,
// derive.go, …) and is listed in commands.go; main.go turns errors into one clear line and an
// exit status. The behaviour of each command is a script in testdata, run by main_test.go.
// What is decided where: the domain is in school, its tables in store, background work in jobs,
// pages in web, sign-in in access.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"coronium/grading/sandbox"
)

// Exit statuses, as documented in the README: a failed grade is still a command that did its work.
const (
	exitDone     = 0
	exitInternal = 1 // our fault
	exitUsage    = 2 // bad usage or input
	exitMissing  = 3 // a runtime dependency is missing
)

// console is what a command may touch of the world around it.
type console struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
}

func main() {
	// A sandboxed process starts as this same binary: Init never returns in it.
	sandbox.Init()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(&console{ctx: ctx, in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv}, os.Args[1:]))
}

// run parses the arguments, runs the command that they name and returns the exit status.
func run(c *console, args []string) int {
	var root commands
	leave := -1 // set by kong when it has printed help and is done
	parser, err := kong.New(&root,
		kong.Name("coronium"),
		kong.Description("A training-and-critique platform for theoretical neuroscience."),
		kong.Writers(c.out, c.err),
		kong.Exit(func(status int) { leave = status }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(c.err, "coronium:", err)
		return exitInternal
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if leave >= 0 {
		return leave
	}
	if err != nil {
		fmt.Fprintf(c.err, "coronium: %s (coronium --help lists the commands)\n", oneLine(err))
		return exitUsage
	}
	if err := chosen.Run(c); err != nil {
		fmt.Fprintf(c.err, "coronium: %s\n", oneLine(err))
		return status(err)
	}
	return exitDone
}

// status chooses the exit status of a failed command. Engines mark their errors by method, so that
// this package need not know their types.
func status(err error) int {
	var bad interface{ BadInput() bool }
	var missing interface{ MissingDependency() bool }
	switch {
	case errors.As(err, &missing) && missing.MissingDependency():
		return exitMissing
	case errors.As(err, &bad) && bad.BadInput():
		return exitUsage
	case errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission):
		return exitUsage
	}
	return exitInternal
}

// oneLine keeps a message on the one line that the command line promises for a failure.
func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}

// inputError is a fault in what the person gave to a command: what, where, how to mend it.
type inputError string

func (e inputError) Error() string  { return string(e) }
func (e inputError) BadInput() bool { return true }

// badInput makes an inputError from a format.
func badInput(format string, args ...any) error {
	return inputError(fmt.Sprintf(format, args...))
}

// maxInput bounds a file that a command reads: the largest submission that the web app accepts, a notebook with its
// pictures, with room for the message that says so.
const maxInput = 4 << 20

// readInput reads the file name, or standard input for "-".
func readInput(c *console, name string) (string, error) {
	from := c.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", badInput("%s can't be read: %v", name, errors.Unwrap(err))
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return "", badInput("%s is a folder; name a file in it", name)
		}
		from = f
	}
	text, err := io.ReadAll(io.LimitReader(from, maxInput+1))
	if err != nil {
		return "", badInput("%s can't be read: %v", name, err)
	}
	if len(text) > maxInput {
		return "", badInput("%s is larger than %d MB; hand in the program alone, without data in it", name, maxInput>>20)
	}
	return string(text), nil
}
