package exercises

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed template
var templates embed.FS

// Template is the files of a new exercise, by path within a content folder: a small exercise that passes Lint as it
// stands, to be changed piece by piece. Its error is for an id or a module's folder that can't be one.
func Template(id, module string) (map[string]string, error) {
	if !validID.MatchString(id) {
		return nil, badInput("%q can't be an id; use lower-case letters, digits and hyphens, beginning with a letter", id)
	}
	if !moduleFolder.MatchString(module) {
		return nil, badInput("%q can't be a module's folder; write it as 02-integrate-and-fire", module)
	}
	files := map[string]string{}
	err := fs.WalkDir(templates, "template", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := templates.ReadFile(name)
		relative := strings.TrimPrefix(name, "template/")
		if relative == "module.md" {
			files[module+"/module.md"] = string(text)
		} else {
			files[module+"/"+id+"/"+relative] = strings.ReplaceAll(string(text), "EXERCISE", id)
		}
		return err
	})
	return files, err
}

// WorkedLines counts the lines of the worked derivation.
func (e *Exercise) WorkedLines() int {
	n := 0
	for line := range strings.Lines(e.Worked) {
		if lineNumber(line) != "" {
			n++
		}
	}
	return n
}
