package understand

import (
	"context"
	"fmt"
	"os"
	"testing"

	"coronium/grading/sandbox"
)

// box is the sandbox that all tests of this package share.
var box sandbox.Runner

func TestMain(m *testing.M) {
	sandbox.Init()
	s, err := sandbox.Open(context.Background(), sandbox.Config{})
	if err != nil {
		fmt.Fprintln(os.Stderr, "the tests of the understanding checks run programs:", err)
		os.Exit(1)
	}
	box = s
	code := m.Run()
	s.Close()
	os.Exit(code)
}

// load reads a program of testdata.
func load(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
