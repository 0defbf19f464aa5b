package main

import (
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestAuthorsWalk does what the walk in content/AUTHORING.md says, to the letter. A fenced block says by its first word
// what it is: sh runs commands (sh fails: the last of them should fail), out holds parts of what they print, sed a line
// and what it becomes; any other is the text of the named file, or is put behind the line that stands in quotes.
func TestAuthorsWalk(t *testing.T) {
	text, err := os.ReadFile("../content/AUTHORING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, walk, _ := strings.Cut(string(text), "## A walk in ten minutes")
	walk, _, found := strings.Cut(walk, "\n## ")
	if !found {
		t.Fatal("the walk has no end")
	}
	dir := t.TempDir()
	script, steps := &strings.Builder{}, 0
	parts := strings.Split(walk, "\n```")
	for i := 1; i < len(parts); i += 2 {
		head, body, _ := strings.Cut(parts[i], "\n")
		kind, rest, _ := strings.Cut(head, " ")
		steps++
		switch kind {
		case "sh":
			for line := range strings.SplitSeq(body, "\n") {
				if rest == "fails" {
					script.WriteString("! ")
				}
				script.WriteString("exec " + line + "\n")
			}
		case "out":
			for line := range strings.SplitSeq(body, "\n") {
				script.WriteString("printed '" + strings.ReplaceAll(line, "'", "''") + "'\n")
			}
		case "sed":
			script.WriteString("change " + rest + " '" + strings.ReplaceAll(body, "\n", "' '") + "'\n")
		default:
			file, after, _ := strings.Cut(rest, " after ")
			name := dir + "/block" + string(rune('a'+steps))
			if err := os.WriteFile(name, []byte(body+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			script.WriteString("put " + name + " " + file + " '" + strings.Trim(after, `"`) + "'\n")
		}
	}
	if steps < 12 {
		t.Fatalf("the walk has %d steps", steps)
	}
	if err := os.WriteFile(dir+"/walk.txtar", []byte(script.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: dir, Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"put": func(ts *testscript.TestScript, _ bool, args []string) {
			block, after := ts.ReadFile(args[0]), args[2]
			if after == "" {
				ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(block), 0o644))
				return
			}
			text := ts.ReadFile(args[1])
			if !strings.Contains(text, "\n"+after+"\n") {
				ts.Fatalf("%s has no line %q", args[1], after)
			}
			ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Replace(text, "\n"+after+"\n", "\n"+after+"\n"+block, 1)), 0o644))
		},
		"change": func(ts *testscript.TestScript, _ bool, args []string) {
			text := ts.ReadFile(args[0])
			if !strings.Contains(text, args[1]) {
				ts.Fatalf("%s has no %q", args[0], args[1])
			}
			ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o644))
		},
		"printed": func(ts *testscript.TestScript, _ bool, args []string) {
			if all := ts.ReadFile("stdout") + ts.ReadFile("stderr"); !strings.Contains(all, args[0]) {
				ts.Fatalf("nothing printed says %q:\n%s", args[0], all)
			}
		},
	}})
}
