package exercises

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of a content folder, so that one from elsewhere cannot fill memory.
const (
	maxFile  = 1 << 20
	maxFiles = 500 // of one exercise
)

// ContentErrors are all faults that were found while loading.
type ContentErrors []*ContentError

func (e ContentErrors) Error() string {
	var lines []string
	for _, one := range e {
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}
func (e ContentErrors) BadInput() bool { return true }

// Load reads a content folder: folders NN-name with module.md, and in each folders with exercise.yaml. Its error is a
// ContentErrors with every fault of every file; the library holds the exercises that have none.
func Load(content fs.FS) (*Library, error) {
	lib := &Library{exercises: map[string]*Exercise{}}
	entries, err := fs.ReadDir(content, ".")
	if err != nil {
		return nil, &InputError{fmt.Sprintf("the content folder can't be read: %v", err)}
	}
	var faults ContentErrors
	for _, entry := range entries {
		if fault := notAModule(content, entry); fault != nil {
			faults = append(faults, fault)
		}
		if m := moduleFolder.FindStringSubmatch(entry.Name()); m != nil && entry.IsDir() {
			number, _ := strconv.Atoi(m[1])
			faults = append(faults, lib.loadModule(content, entry.Name(), number)...)
		}
	}
	if len(lib.modules) == 0 && len(faults) == 0 {
		return nil, &InputError{"the content folder has no module: a folder such as 02-integrate-and-fire with module.md in it"}
	}
	faults = append(faults, lib.arrange()...)
	if len(faults) > 0 {
		return lib, faults
	}
	return lib, nil
}

// notAModule complains about what is meant as a module and would be passed over without a word.
func notAModule(content fs.FS, entry fs.DirEntry) *ContentError {
	name := entry.Name()
	switch _, err := fs.Stat(content, name+"/module.md"); {
	case entry.Type()&fs.ModeSymlink != 0 && moduleFolder.MatchString(name):
		return linked(name)
	case entry.IsDir() && err == nil && !moduleFolder.MatchString(name):
		return &ContentError{Place{name, 0}, "a module's folder is called by two digits and a name, as 02-integrate-and-fire: lower-case letters, digits and hyphens"}
	}
	return nil
}

// notAnExercise does the same for the folders of a module.
func notAnExercise(content fs.FS, dir string, entry fs.DirEntry) *ContentError {
	if entry.Type()&fs.ModeSymlink != 0 {
		return linked(dir)
	}
	if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "__") {
		return nil
	}
	if _, err := fs.Stat(content, dir+"/exercise.yaml"); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	files, _ := fs.ReadDir(content, dir)
	says := "the folder is empty; an exercise has exercise.yaml and prompt.md (coronium content new makes one), anything else belongs elsewhere"
	if len(files) > 0 {
		says = "the folder has no exercise.yaml, so it is no exercise"
	}
	for _, f := range files {
		if near := strings.ToLower(f.Name()); near == "exercise.yml" || near == "exercise.yaml" {
			says = f.Name() + " should be called exercise.yaml"
		}
	}
	return &ContentError{Place{dir, 0}, says}
}

// linked refuses a symbolic link: what it leads to may be anything that the server can read, and is not in the version.
func linked(name string) *ContentError {
	return &ContentError{Place{name, 0}, "this is a symbolic link; put the file or folder itself here"}
}

var (
	moduleFolder = regexp.MustCompile(`^(\d\d)-[a-z0-9-]+$`)
	validID      = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
)

func (lib *Library) loadModule(content fs.FS, folder string, number int) (faults ContentErrors) {
	file := folder + "/module.md"
	data, err := fs.ReadFile(content, file)
	if err != nil {
		faults = append(faults, &ContentError{Place{file, 0}, "the module has no module.md; write a page that begins with # and its title"})
	}
	text, fault := plainText(file, data)
	if fault != nil {
		faults = append(faults, fault)
	}
	module := Module{ID: folder, Number: number, Title: folder}
	if title, rest, found := strings.Cut(strings.TrimSpace(string(text)), "\n"); strings.HasPrefix(title, "# ") {
		module.Title, module.Text = strings.TrimSpace(title[2:]), strings.TrimSpace(rest)
		var bad ContentErrors
		module.Passages, bad = passages(file, rest, 1+strings.Count(string(text[:len(text)-len(strings.TrimLeft(string(text), " \n\t"))]), "\n")+1)
		faults = append(faults, bad...)
	} else if err == nil {
		faults = append(faults, &ContentError{Place{file, 1}, "the first line should be # and the title" + map[bool]string{true: "", false: "; the page has one line only"}[found]})
	}
	entries, _ := fs.ReadDir(content, folder)
	for _, entry := range entries {
		dir := folder + "/" + entry.Name()
		if fault := notAnExercise(content, dir, entry); fault != nil {
			faults = append(faults, fault)
		}
		if !entry.IsDir() {
			continue
		}
		if _, err := fs.Stat(content, dir+"/exercise.yaml"); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		e, bad := loadExercise(content, folder, entry.Name())
		faults = append(faults, bad...)
		if len(bad) > 0 {
			continue
		}
		if other, taken := lib.exercises[e.ID]; taken {
			faults = append(faults, &ContentError{Place{dir, 0}, fmt.Sprintf("an exercise %s is also in %s; ids are unique", e.ID, other.Module)})
			continue
		}
		lib.exercises[e.ID] = e
		module.Exercises = append(module.Exercises, e.ID)
	}
	lib.modules = append(lib.modules, module)
	return faults
}

// arrange puts exercises in the order of their requirements and checks that those exist and make no circle.
func (lib *Library) arrange() (faults ContentErrors) {
	sort.Slice(lib.modules, func(i, j int) bool { return lib.modules[i].ID < lib.modules[j].ID })
	state := map[string]int{} // 1 being visited, 2 done
	position := map[string]int{}
	var visit func(id string) bool
	visit = func(id string) bool {
		switch state[id] {
		case 1:
			return false
		case 2:
			return true
		}
		state[id] = 1
		e := lib.exercises[id]
		for _, r := range e.Requires {
			if lib.exercises[r] == nil {
				faults = append(faults, &ContentError{e.at("requires"), fmt.Sprintf("requires: there is no exercise %s%s", r, suggestion(r, lib.ids()))})
				continue
			}
			switch {
			case r == id:
				faults = append(faults, &ContentError{e.at("requires"), "requires: the exercise requires itself"})
			case !visit(r):
				faults = append(faults, &ContentError{e.at("requires"), fmt.Sprintf("requires: %s requires this exercise in turn", r)})
			}
		}
		state[id] = 2
		position[id] = len(position)
		return true
	}
	for i := range lib.modules {
		m := &lib.modules[i]
		sort.Slice(m.Exercises, func(a, b int) bool {
			x, y := lib.exercises[m.Exercises[a]], lib.exercises[m.Exercises[b]]
			if x.Order != y.Order {
				return x.Order < y.Order
			}
			return x.ID < y.ID
		})
		for _, id := range m.Exercises {
			visit(id)
		}
	}
	for i := range lib.modules {
		m := &lib.modules[i]
		sort.SliceStable(m.Exercises, func(a, b int) bool { return position[m.Exercises[a]] < position[m.Exercises[b]] })
		lib.order = append(lib.order, m.Exercises...)
	}
	return faults
}

func (lib *Library) ids() []string {
	var all []string
	for id := range lib.exercises {
		all = append(all, id)
	}
	sort.Strings(all)
	return all
}

// Modules lists the modules in order.
func (lib *Library) Modules() []Module {
	lib.mu.RLock()
	defer lib.mu.RUnlock()
	return lib.modules
}

// Exercises lists all exercises in order.
func (lib *Library) Exercises() []*Exercise {
	lib.mu.RLock()
	defer lib.mu.RUnlock()
	var all []*Exercise
	for _, id := range lib.order {
		all = append(all, lib.exercises[id])
	}
	return all
}

// Exercise returns the exercise of an id; its error names the nearest.
func (lib *Library) Exercise(id string) (*Exercise, error) {
	lib.mu.RLock()
	defer lib.mu.RUnlock()
	if e, ok := lib.exercises[id]; ok {
		return e, nil
	}
	near := suggestion(id, lib.ids())
	if near == "" {
		near = "; there are " + strings.Join(lib.ids(), ", ")
	}
	return nil, badInput("there is no exercise %q%s", id, near)
}

// Version is a hash of all exercises.
func (lib *Library) Version() string {
	lib.mu.RLock()
	defer lib.mu.RUnlock()
	h := sha256.New()
	for _, id := range lib.ids() {
		fmt.Fprintf(h, "%s %s\n", id, lib.exercises[id].Version)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// loadExercise reads one folder; what it finds wrong there does not keep it from reading on.
func loadExercise(content fs.FS, module, id string) (*Exercise, ContentErrors) {
	dir := module + "/" + id
	e := &Exercise{ID: id, Module: module, Place: Place{dir + "/exercise.yaml", 1}, files: map[string][]byte{}}
	var faults ContentErrors
	if !validID.MatchString(id) {
		faults = append(faults, &ContentError{Place{dir, 0}, "the folder's name is the exercise's id: lower-case letters, digits and hyphens"})
	}
	if bad := e.readFiles(content, dir); len(bad) > 0 {
		return nil, append(faults, bad...)
	}
	for _, fault := range decodeYAML(dir+"/exercise.yaml", e.files["exercise.yaml"], e) {
		faults = append(faults, fault)
	}
	e.ID, e.Module = id, module
	faults = append(faults, e.attach(dir)...)
	e.complete()
	if len(faults) == 0 {
		faults = append(faults, e.check()...)
	}
	return e, faults
}

// readFiles reads the whole folder, which the version is a hash of.
func (e *Exercise) readFiles(content fs.FS, dir string) (faults ContentErrors) {
	hash := sha256.New()
	err := fs.WalkDir(content, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(d.Name(), ".pyc") {
			return err
		}
		if d.Type()&fs.ModeSymlink != 0 {
			faults = append(faults, linked(name))
			return nil
		}
		if info, err := d.Info(); err == nil && info.Size() > maxFile {
			return &ContentError{Place{name, 0}, "the file is larger than 1 MB"}
		}
		if len(e.files) >= maxFiles {
			return &ContentError{Place{dir, 0}, fmt.Sprintf("more than %d files", maxFiles)}
		}
		text, err := fs.ReadFile(content, name)
		if err != nil {
			return err
		}
		text, bad := plainText(name, text)
		if bad != nil {
			faults = append(faults, bad)
			return nil
		}
		relative := strings.TrimPrefix(name, dir+"/")
		e.files[relative] = text
		fmt.Fprintf(hash, "%s %d\n", relative, len(text))
		hash.Write(text)
		return nil
	})
	e.Version = hex.EncodeToString(hash.Sum(nil))[:16]
	var fault *ContentError
	if errors.As(err, &fault) {
		return append(faults, fault)
	}
	if err != nil {
		faults = append(faults, &ContentError{Place{dir, 0}, fmt.Sprintf("it can't be read: %v", err)})
	}
	return faults
}

// plainText is a file as it is read everywhere: UTF-8, without a byte order mark, lines that end in \n alone. So a folder
// has the same version wherever it was checked out.
func plainText(name string, data []byte) ([]byte, *ContentError) {
	data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	line := 1
	for rest := data; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			return nil, &ContentError{Place{name, line}, fmt.Sprintf("the byte 0x%x is not UTF-8; save the file as UTF-8 text", rest[0])}
		case r == 0:
			return nil, &ContentError{Place{name, line}, "there is a zero byte; the file should be plain text"}
		case r == '\n':
			line++
		}
		rest = rest[size:]
	}
	return data, nil
}

// at is the place of a key of exercise.yaml at the left margin.
func (e *Exercise) at(key string) Place {
	place, n := e.Place, 0
	for line := range strings.Lines(string(e.files["exercise.yaml"])) {
		if n++; strings.HasPrefix(line, key+":") {
			place.Line = n
		}
	}
	return place
}

// attach puts the texts of the folder's files where they are referred to.
func (e *Exercise) attach(dir string) (faults ContentErrors) {
	text := func(file string, needed bool, at Place, what string) string {
		t, has := e.files[file]
		if !has && needed {
			faults = append(faults, &ContentError{at, fmt.Sprintf("%s: there is no file %s", what, dir+"/"+file)})
		}
		return string(t)
	}
	e.Prompt = text("prompt.md", true, e.Place, "prompt")
	if e.Implement != nil {
		e.Starter = text("starter.py", true, e.Implement.Place, "implement")
		e.Solution = text("solution.py", true, e.Implement.Place, "implement")
		for i := range e.Implement.Misconceptions {
			m := &e.Implement.Misconceptions[i]
			m.Program = text("misconceptions/"+m.Name+".py", true, m.Place, "misconception "+m.Name)
		}
	}
	if e.Derive != nil {
		e.Worked = text("derivation/worked.txt", true, e.Derive.Place, "derive")
	}
	for i := range e.Critique {
		if c := &e.Critique[i]; c.Program != "" {
			c.Source = text(c.Program, true, c.Place, "critique "+c.ID)
		}
	}
	if e.Explain != nil {
		for i := range e.Explain.Modify {
			m := &e.Explain.Modify[i]
			m.Source = text(m.Solution, true, m.Place, "modify "+m.ID)
		}
	}
	e.Bank = e.programs("bank", ".py")
	for _, p := range e.programs("derivation", ".txt") {
		if strings.HasPrefix(p.Name, "wrong-") {
			e.WrongLines = append(e.WrongLines, p)
		}
	}
	return faults
}

func (e *Exercise) programs(folder, ending string) []Program {
	var all []Program
	for file, text := range e.files {
		if path.Dir(file) == folder && strings.HasSuffix(file, ending) {
			all = append(all, Program{strings.TrimSuffix(path.Base(file), ending), file, string(text)})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// File is a text of the exercise's folder, such as a picture's source; false if there is none.
func (e *Exercise) File(name string) ([]byte, bool) {
	text, ok := e.files[name]
	return text, ok
}

// HasStage reports whether the exercise has a stage.
func (e *Exercise) HasStage(stage string) bool {
	switch stage {
	case StagePredict:
		return len(e.Predict) > 0
	case StageDerive:
		return e.Derive != nil
	case StageImplement:
		return e.Implement != nil
	case StageExplain:
		return e.Explain != nil
	case StageCritique:
		return len(e.Critique) > 0
	}
	return false
}

// Stages lists the stages that the exercise has, in order.
func (e *Exercise) Stages() []string {
	var have []string
	for _, s := range Stages {
		if e.HasStage(s) {
			have = append(have, s)
		}
	}
	return have
}
