package sandbox

import (
	"encoding/hex"
	"encoding/json"
	"runtime"
	"strings"
	"time"

	"coronium/grading/sandbox/python"
	"coronium/grading/sandbox/seccomp"
	"coronium/grading/sandbox/wall"

	"golang.org/x/sys/unix"
)

// A plan is how processes are started on this machine: by which interpreter, behind which walls.
type plan struct {
	tier        Tier
	interpreter python.Interpreter
	tree        python.Tree
	root        bool // we are root, so every launcher gets a user of its own
	base        int  // the first of those users

	// For tests that prove that the walls are what holds, never set otherwise.
	withoutFilter bool // leave the second filter out
	bare          bool // leave the courteous refusals out
}

func (p plan) namespaces() bool { return p.tier == TierA || p.tier == TierC }
func (p plan) landlock() bool   { return p.tier == TierA || p.tier == TierB }

// users is the range of user numbers that launchers become when we are root: beyond those of people, below "nobody".
const firstUser, users = 60000, 4000

// harnessConfig is what harness.py reads from its first argument.
type harnessConfig struct {
	Mode       string   `json:"mode"`
	Path       []string `json:"path"`
	Readable   []string `json:"readable"`
	Preload    []string `json:"preload"`
	Filter     string   `json:"filter"`
	Caps       []int    `json:"caps"`
	Namespaces int      `json:"namespaces"`
	CPU        int64    `json:"cpu"`
	Memory     int64    `json:"memory"`
	Processes  int      `json:"processes"`
	Courtesy   bool     `json:"courtesy"`
	Seccomp    int      `json:"seccomp"` // numbers of system calls that Python has no names for
	Capset     int      `json:"capset"`
	CloseRange int      `json:"close_range"`
}

// Modes of an interpreter.
const (
	modeZygote = "zygote" // imports NumPy and forks
	modeSciPy  = "scipy"  // imports SciPy too, and forks
	modeOnce   = "once"   // runs a single job itself
)

// spec describes a launcher in one of the modes; slot numbers its user.
func (p plan) spec(mode string, slot int) (wall.Spec, error) {
	h := harnessConfig{
		Mode: mode, Path: p.interpreter.Modules, Readable: p.tree.Paths, Preload: []string{}, Caps: []int{},
		CPU: int64(MaxLimits.CPU/time.Second) + 60, Memory: MaxLimits.Memory, Courtesy: !p.bare,
		Seccomp: unix.SYS_SECCOMP, Capset: unix.SYS_CAPSET, CloseRange: unix.SYS_CLOSE_RANGE,
	}
	if p.withoutFilter {
		h.Processes = 16
	} else {
		filter, err := seccomp.Program(seccomp.Arch(runtime.GOARCH))
		if err != nil {
			return wall.Spec{}, err
		}
		h.Filter = hex.EncodeToString(filter)
	}
	if mode != modeOnce && p.namespaces() {
		h.Namespaces, h.Caps = wall.ChildNamespaces, wall.ZygoteCapabilities
	}
	if mode == modeSciPy {
		h.Preload = []string{"scipy", "scipy.integrate", "scipy.optimize", "scipy.linalg", "scipy.special"}
	}
	config, err := json.Marshal(h)
	if err != nil {
		return wall.Spec{}, err
	}
	user := p.base + slot
	return wall.Spec{
		Namespaces: p.namespaces(), Landlock: p.landlock(), Forking: mode != modeOnce,
		Paths: p.tree.Paths, Links: p.tree.Links, UID: user, GID: user,
		Program: p.interpreter.Program,
		// -s -S: no site packages but those of the path that we give; -B: write nothing. Not -I, which would make Python ignore the
		// fixed hash seed: the same program must give the same order of a set every time.
		Arguments: []string{"-s", "-S", "-B", "-c", python.Harness, string(config)},
		Env: []string{"LC_ALL=C", "PYTHONUTF8=1", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1",
			// One thread: there can be no other.
			"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "MKL_NUM_THREADS=1",
			"LD_LIBRARY_PATH=" + strings.Join(p.interpreter.Loader, ":")},
	}, nil
}

// ownUser is the user that a launcher in a slot becomes, if it becomes one outside a user namespace.
func (p plan) ownUser(slot int) int {
	if p.root && !p.namespaces() {
		return p.base + slot
	}
	return 0
}

// attestation is what must be seen of a cell. parent is the zygote's pid, or ours.
func (p plan) attestation(parent int, forked bool) attestation {
	a := attestation{parent: parent, filters: 2, namespaces: 1, bounding: p.namespaces() || p.root}
	if p.withoutFilter {
		a.filters = 1
	}
	if p.namespaces() {
		a.namespaces++
		if forked {
			a.namespaces++
		}
	}
	return a
}
