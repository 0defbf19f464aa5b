package python

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// script makes an executable that stands in for an interpreter.
func script(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "python3")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFindNothing(t *testing.T) {
	for name, c := range map[string]struct{ body, says string }{
		"no NumPy":    {`echo '{"version":"3.12.1","ok":true,"program":"/bin/sh","why":"No module named numpy"}'`, "has no NumPy"},
		"too old":     {`echo '{"version":"3.6.9","ok":false,"numpy":"1.1"}'`, "is version 3.6.9; 3.9 or later is needed"},
		"broken":      {`exit 1`, "does not run"},
		"not Python":  {`echo hello`, "gave no sensible answer"},
		"no answer":   {``, "gave no sensible answer"},
		"just a line": {`echo; echo 17`, "gave no sensible answer"},
	} {
		_, err := Find(context.Background(), script(t, c.body))
		var missing *NotFoundError
		if !errors.As(err, &missing) || !strings.Contains(missing.Says, c.says) || !missing.MissingDependency() {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(err.Error(), "\n") || Install() == "" {
			t.Errorf("%s: not one line: %q", name, err)
		}
	}
	if _, err := Find(context.Background(), "/nowhere/python3"); err == nil {
		t.Error("found an interpreter that is not there")
	}
}

// TestFind asks the interpreter of this machine.
func TestFind(t *testing.T) {
	in, err := Find(context.Background(), "")
	if err != nil {
		t.Skip(err)
	}
	if !filepath.IsAbs(in.Program) || in.Version == "" || in.NumPy == "" || len(in.Modules) == 0 || len(in.Needs) < 3 {
		t.Errorf("%+v", in)
	}
	tree := in.Tree()
	for _, private := range []string{"/", "/etc", "/home", "/root", "/usr", "/usr/local", "/var", "/tmp"} {
		if tree.Covers(private) {
			t.Errorf("%s is shown to trainees' programs", private)
		}
	}
}
