package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Control groups are a second wall where one is delegated to us: what a zygote and its children may have resident in memory
// all together, and how many processes they may be. The first wall, limits on each process, holds without them.

// groups is a control group (version 2) of which we may make subgroups, and the controllers that they get: memory, pids, or
// both.
type groups struct {
	dir         string
	controllers []string
}

// ownGroups looks at this process's own group.
func ownGroups() (*groups, error) {
	mountinfo, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	membership, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil, err
	}
	return findGroups(string(mountinfo), string(membership))
}

// findGroups finds the group that this process lives in and readies it. The error says why there is none to be had.
func findGroups(mountinfo, membership string) (*groups, error) {
	root, own, err := locate(mountinfo, membership)
	if err != nil {
		return nil, err
	}
	return readyGroups(own, own == root)
}

// locate gives the directories of the uppermost group that can be seen and of this process's own.
func locate(mountinfo, membership string) (root, own string, err error) {
	for line := range strings.Lines(mountinfo) {
		// ID parent major:minor root MOUNTPOINT options … - TYPE source options
		before, after, _ := strings.Cut(line, " - ")
		if fields := strings.Fields(before); len(fields) > 4 && strings.HasPrefix(after, "cgroup2 ") {
			root = fields[4]
			break
		}
	}
	if root == "" {
		return "", "", errors.New("version 2 is not mounted")
	}
	for line := range strings.Lines(membership) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "0::"); ok {
			return root, filepath.Join(root, path), nil
		}
	}
	return "", "", errors.New("this process is in no group of version 2")
}

// supervisor is the subgroup that this process moves itself to: a group may have members or hand on controllers, not both.
const supervisor = "coronium-supervisor"

// readyGroups hands on the memory and pids controllers, as far as there are, to subgroups.
func readyGroups(dir string, top bool) (*groups, error) {
	data, err := os.ReadFile(filepath.Join(dir, "cgroup.controllers"))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read", dir)
	}
	controllers := slices.DeleteFunc(strings.Fields(string(data)), func(c string) bool { return c != "memory" && c != "pids" })
	if len(controllers) == 0 {
		return nil, errors.New("neither the memory nor the pids controller is delegated to this process")
	}
	if filepath.Base(dir) == supervisor { // an earlier sandbox of this process has moved it
		dir = filepath.Dir(dir)
	}
	g := &groups{dir: dir, controllers: controllers}
	enable := func() error { return g.write("cgroup.subtree_control", "+"+strings.Join(controllers, " +")) }
	if err := enable(); err == nil {
		return g, nil
	}
	// Only a group that is ours alone is rearranged.
	members, err := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
	if me := strconv.Itoa(os.Getpid()); err != nil || top || strings.TrimSpace(string(members)) != me {
		return nil, errors.New("the group is shared with other processes")
	}
	if err := os.Mkdir(filepath.Join(dir, supervisor), 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, errors.New("no subgroup can be made")
	}
	if err := g.write(supervisor+"/cgroup.procs", strconv.Itoa(os.Getpid())); err != nil {
		return nil, errors.New("this process cannot be moved to a subgroup")
	}
	if err := enable(); err != nil {
		return nil, errors.New("the controllers cannot be handed on")
	}
	return g, nil
}

func (g *groups) write(file, text string) error {
	return os.WriteFile(filepath.Join(g.dir, file), []byte(text), 0o644)
}

// A group is what one launcher and its descendants live in. A nil group admits everything.
type group struct {
	dir    string
	memory bool     // whether their memory is bounded
	fd     *os.File // for clone3: a process is born into the group, so that it never is outside

	mu       sync.Mutex
	promised int64 // bytes
}

// groupBase is what a zygote and its waiting children may have resident besides what the running jobs were promised.
const groupBase = 1 << 30

// make makes a subgroup for so many processes.
func (g *groups) make(slot, processes int) (*group, error) {
	if g == nil {
		return nil, nil
	}
	x := &group{dir: filepath.Join(g.dir, fmt.Sprintf("coronium-sandbox-%d-%d", os.Getpid(), slot)), memory: slices.Contains(g.controllers, "memory")}
	if err := os.Mkdir(x.dir, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	err := x.admit(groupBase)
	if slices.Contains(g.controllers, "pids") {
		err = errors.Join(err, x.write("pids.max", strconv.Itoa(processes)))
	}
	if x.memory {
		_ = x.write("memory.swap.max", "0") // not there on kernels without swap accounting
	}
	if err == nil {
		x.fd, err = os.Open(x.dir)
	}
	if err != nil {
		x.remove()
		return nil, err
	}
	return x, nil
}

func (x *group) write(file, text string) error {
	return os.WriteFile(filepath.Join(x.dir, file), []byte(text), 0o644)
}

// admit raises the group's bound by what a job may use; a negative number lowers it again.
func (x *group) admit(bytes int64) error {
	if x == nil || !x.memory {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.promised += bytes
	return x.write("memory.max", strconv.FormatInt(x.promised, 10))
}

// remove ends whatever is left in the group, and the group. The kernel needs a moment until the last process is gone.
func (x *group) remove() {
	if x == nil {
		return
	}
	if x.fd != nil {
		x.fd.Close()
	}
	_ = x.write("cgroup.kill", "1")
	for range 100 {
		if err := os.Remove(x.dir); err == nil || errors.Is(err, os.ErrNotExist) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}
