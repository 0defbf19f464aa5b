// Package python holds the sandbox's Python side: the harness that runs in the interpreter, and the search for an
// interpreter that it can run in.
package python

import (
	"bytes"
	"context"
	"debug/elf"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Harness is the program that the interpreter is started with.
//
//go:embed harness.py
var Harness string

// An Interpreter is a Python that imports NumPy, and everything of the file tree that it needs for that.
type Interpreter struct {
	Path    string // as it was found
	Program string // the executable itself, links resolved; out of its virtual environment if it is in one
	Version string
	NumPy   string
	SciPy   string   // empty if not installed
	Modules []string // the module search path
	Needs   []string // files and directories that must be visible to it
	Loader  []string // directories of its shared libraries
}

// A NotFoundError says why there is no interpreter to run jobs with.
type NotFoundError struct {
	Python bool   // some Python was found, but none that imports NumPy
	Tried  string // which
	Says   string
	Mend   string // a command that mends it
}

func (e *NotFoundError) Error() string           { return e.Says + " " + e.Mend }
func (e *NotFoundError) MissingDependency() bool { return true }

// question is asked of each candidate. It answers with one line of JSON: versions, where modules are searched, and which
// files are mapped once NumPy is imported, which are exactly the shared libraries that it needs.
const question = `
import sys, json
a = {"version": "%d.%d.%d" % sys.version_info[:3], "ok": sys.version_info >= (3, 9)}
a["program"] = getattr(sys, "_base_executable", "") or sys.executable
try:
    import numpy, numpy.linalg, numpy.fft, numpy.random, ctypes, json, socket, select, resource
    a["numpy"] = numpy.__version__
except ImportError as e:
    a["why"] = str(e)[:200]
try:
    import scipy, scipy.integrate, scipy.optimize
    a["scipy"] = scipy.__version__
except ImportError:
    pass
a["path"] = [p for p in sys.path if p]
a["mapped"] = sorted({l.split(None, 5)[5].strip() for l in open("/proc/self/maps") if "/" in l})
print("\n" + json.dumps(a))
`

type reply struct {
	Version, Program, NumPy, SciPy, Why string
	OK                                  bool
	Path, Mapped                        []string
}

// Find gives the first interpreter that imports NumPy: the one named, or else of the PATH and of the usual places.
func Find(ctx context.Context, named string) (Interpreter, error) {
	var tried []string
	havePython := false
	for _, path := range candidates(named) {
		r, err := ask(ctx, path)
		if err != nil {
			tried = append(tried, fmt.Sprintf("%s (%v)", path, err))
			continue
		}
		havePython = true
		if !r.OK {
			tried = append(tried, fmt.Sprintf("%s is version %s; 3.9 or later is needed", path, r.Version))
			continue
		}
		if r.NumPy == "" {
			tried = append(tried, fmt.Sprintf("%s has no NumPy", path))
			continue
		}
		in, err := r.interpreter(path)
		if err == nil && os.Getuid() == 0 {
			// Programs run as somebody else then, who must be able to get there.
			if closed := in.Tree().closed(); closed != "" {
				err = fmt.Errorf("its files lie in %s, which only their owner may enter", closed)
			}
		}
		if err != nil {
			tried = append(tried, fmt.Sprintf("%s (%v)", path, err))
			continue
		}
		return in, nil
	}
	e := &NotFoundError{Python: havePython, Tried: strings.Join(tried, "; "), Says: "No python3 was found.", Mend: "Install it: " + Install()}
	if len(tried) > 0 {
		e.Says = fmt.Sprintf("No python3 that imports NumPy can be used (%s).", e.Tried)
	}
	return Interpreter{}, e
}

// Install is the command that installs Python and NumPy on this machine.
func Install() string {
	for _, c := range []struct{ tool, command string }{
		{"apt-get", "sudo apt-get install -y python3 python3-numpy"},
		{"dnf", "sudo dnf install -y python3 python3-numpy"},
		{"pacman", "sudo pacman -S --noconfirm python python-numpy"},
		{"apk", "sudo apk add python3 py3-numpy"},
		{"zypper", "sudo zypper install -y python3 python3-numpy"},
	} {
		if _, err := exec.LookPath(c.tool); err == nil {
			return c.command
		}
	}
	return "python3 -m pip install numpy"
}

// candidates are the interpreters to ask, in order, none twice.
func candidates(named string) []string {
	if named != "" {
		if p, err := exec.LookPath(named); err == nil {
			named = p
		}
		if p, err := filepath.Abs(named); err == nil { // it is asked from another directory
			named = p
		}
		return []string{named}
	}
	var list []string
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/bin", "/usr/local/bin", "/bin") {
		p := filepath.Join(dir, "python3")
		if info, err := os.Stat(p); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 && filepath.IsAbs(p) && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// ask starts one candidate, outside of any sandbox, with a fixed question.
func ask(ctx context.Context, path string) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-s", "-B", "-c", question)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "LC_ALL=C", "PYTHONUTF8=1", "OPENBLAS_NUM_THREADS=1"}
	cmd.WaitDelay = time.Second
	var r reply
	out, err := cmd.Output()
	if err != nil {
		if ctx.Err() != nil {
			return r, errors.New("did not answer in time")
		}
		return r, errors.New("does not run")
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	if json.Unmarshal(lines[len(lines)-1], &r) != nil {
		return r, errors.New("gave no sensible answer")
	}
	return r, nil
}

// interpreter works out which part of the file tree the interpreter needs, and no more: a trainee's program will see
// exactly this.
func (r reply) interpreter(path string) (Interpreter, error) {
	program, err := filepath.EvalSymlinks(r.Program)
	if err != nil {
		return Interpreter{}, fmt.Errorf("the interpreter %s: %w", path, err)
	}
	in := Interpreter{Path: path, Program: program, Version: r.Version, NumPy: r.NumPy, SciPy: r.SciPy}
	in.Needs = append(in.Needs, program)
	if linker := dynamicLinker(program); linker != "" {
		in.Needs = append(in.Needs, linker)
	}
	for _, p := range r.Path {
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			in.Modules = append(in.Modules, p)
			in.Needs = append(in.Needs, p)
		}
	}
	for _, file := range r.Mapped {
		base := filepath.Base(file)
		if !filepath.IsAbs(file) || !strings.Contains(base, ".so") {
			continue
		}
		dir := filepath.Dir(file)
		in.Needs = append(in.Needs, dir)
		if strings.HasPrefix(base, "lib") && !slices.Contains(in.Loader, dir) {
			in.Loader = append(in.Loader, dir)
		}
	}
	return in, nil
}

// dynamicLinker is the path that an executable names as its loader ("/lib64/ld-linux-x86-64.so.2"); the kernel opens it by
// that very name.
func dynamicLinker(program string) string {
	f, err := elf.Open(program)
	if err != nil {
		return ""
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type != elf.PT_INTERP || p.Filesz > 4096 {
			continue
		}
		name := make([]byte, p.Filesz)
		if _, err := p.ReadAt(name, 0); err == nil {
			return string(bytes.TrimRight(name, "\x00"))
		}
	}
	return ""
}
