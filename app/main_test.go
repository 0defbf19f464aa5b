package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"coronium/grading/sandbox"
)

// TestMain lets the scripts in testdata run this test binary as the command coronium.
func TestMain(m *testing.M) {
	sandbox.Init()
	testscript.Main(m, map[string]func(){"coronium": main})
}

// TestCommands runs every script in testdata; a script is one behaviour of one command.
// The repository's content folder is at $CONTENT, its other files at $ROOT.
func TestCommands(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("ROOT", root+"/..")
			env.Setenv("CONTENT", root+"/../content")
			return nil
		},
	})
}
