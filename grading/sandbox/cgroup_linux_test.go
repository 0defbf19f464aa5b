package sandbox

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pretend makes a directory that looks like a control group. What the kernel does with what is written there it does not do.
func pretend(t *testing.T, controllers, members string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"cgroup.controllers": controllers, "cgroup.procs": members, "cgroup.subtree_control": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestGroups(t *testing.T) {
	dir := pretend(t, "cpu memory pids\n", "")
	g, err := findGroups("30 23 0:26 / /x rw shared:4 - ext4 /dev/sda rw\n31 23 0:27 / "+filepath.Dir(dir)+" rw - cgroup2 cgroup rw\n", "5:memory:/old\n0::/"+filepath.Base(dir)+"\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, dir, "cgroup.subtree_control"); got != "+memory +pids" {
		t.Errorf("controllers handed on: %q", got)
	}
	x, err := g.make(3, 17)
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, x.dir, "pids.max"); got != "17" {
		t.Errorf("processes: %s", got)
	}
	if err := x.admit(512 << 20); err != nil {
		t.Fatal(err)
	}
	if got := read(t, x.dir, "memory.max"); got != strconv.Itoa(groupBase+512<<20) {
		t.Errorf("memory with a job: %s", got)
	}
	if err := x.admit(-512 << 20); err != nil {
		t.Fatal(err)
	}
	if got := read(t, x.dir, "memory.max"); got != strconv.Itoa(groupBase) {
		t.Errorf("memory after it: %s", got)
	}
	var none *group
	if none.admit(1) != nil {
		t.Error("without groups nothing is to be done")
	}
	none.remove()
}

func TestGroupsNotDelegated(t *testing.T) {
	mount := func(dir string) string { return "31 23 0:27 / " + filepath.Dir(dir) + " rw - cgroup2 cgroup rw\n" }
	member := func(dir string) string { return "0::/" + filepath.Base(dir) + "\n" }
	only := pretend(t, "hugetlb\n", "")
	for says, c := range map[string][2]string{
		"version 2 is not mounted":        {"", ""},
		"in no group of version 2":        {mount(only), "3:memory:/x\n"},
		"cannot be read":                  {mount(only), "0::/nowhere\n"},
		"neither the memory nor the pids": {mount(only), member(only)},
	} {
		if _, err := findGroups(c[0], c[1]); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// TestGroupsInPart: what is delegated is used, and nothing is written that is not there.
func TestGroupsInPart(t *testing.T) {
	for controllers, absent := range map[string]string{"pids": "memory.max", "memory": "pids.max"} {
		g, err := readyGroups(pretend(t, "cpu "+controllers+"\n", ""), false)
		if err != nil {
			t.Fatal(err)
		}
		x, err := g.make(1, 9)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.admit(1); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(filepath.Join(x.dir, absent)); err == nil || read(t, g.dir, "cgroup.subtree_control") != "+"+controllers {
			t.Errorf("with %s alone, %s is written too", controllers, absent)
		}
	}
}

// realGroups makes a control group in the kernel's own tree for a test, with as many of the controllers as can be had. Where
// none can be made the test is skipped, and says why.
func realGroups(t *testing.T) *groups {
	t.Helper()
	root, own, err := locate(read(t, "/proc/self/mountinfo"), read(t, "/proc/self/cgroup"))
	if err != nil {
		t.Skipf("there is no real control group to try: %v", err)
	}
	why := ""
	for _, parent := range []string{own, root} {
		dir := filepath.Join(parent, "coronium-test-"+strconv.Itoa(os.Getpid()))
		if err := os.Mkdir(dir, 0o755); err != nil {
			why = err.Error()
			continue
		}
		t.Cleanup(func() {
			if err := os.Remove(dir); err != nil {
				t.Errorf("the group is not empty: %v", err)
			}
		})
		if g, err := readyGroups(dir, false); err == nil {
			return g
		}
		if parent == root || own == root {
			t.Logf("the memory and pids controllers cannot be had in %s (an older hierarchy may hold them): membership and killing are tried, bounds are not", root)
			return &groups{dir: dir}
		}
	}
	t.Skipf("no real control group can be made by this user: %s", why)
	return nil
}

// TestRealGroup runs jobs in a real control group: they are born into it, its bounds hold where there are controllers, and
// nothing is left of it.
func TestRealGroup(t *testing.T) {
	g := realGroups(t)
	s, err := Open(t.Context(), Config{Workers: 1, groups: g, noSelfTest: true})
	if err != nil {
		t.Skip(err)
	}
	defer s.Close()
	z, err := s.pool.zygotes[0].current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.pool.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	name := "/" + filepath.Base(g.dir) + "/" + filepath.Base(z.group.dir)
	for what, pid := range map[string]int{"the interpreter": z.cmd.Process.Pid, "its child": c.pid} {
		if member := read(t, "/proc", strconv.Itoa(pid), "cgroup"); !strings.Contains(member, name+"\n") {
			t.Errorf("%s is not in the group %s:\n%s", what, name, member)
		}
	}
	s.pool.bury(c)
	if r := runIn(t, s, Job{Source: "def f(): return 1.0", Calls: []Call{{Function: "f"}}}); !r.OK() {
		t.Errorf("%+v", r)
	}
	if slices.Contains(g.controllers, "pids") {
		if bound := read(t, z.group.dir, "pids.max"); bound != strconv.Itoa(2*s.nursery.cells+16)+"\n" {
			t.Errorf("processes: %s", bound)
		}
	}
	if slices.Contains(g.controllers, "memory") {
		limits := patient
		limits.Memory = 1 << 30 // the process itself may have more than its group
		a, u := unwatched(t, s, Job{Source: "x = bytearray(b'x') * (700 << 20)", Limits: limits}, func() {
			if err := z.group.write("memory.max", strconv.Itoa(300<<20)); err != nil {
				t.Fatal(err)
			}
		})
		if a.done || u.ended(limits) != MemoryLimit {
			t.Errorf("beyond the group's memory: done %v, %v", a.done, u.status)
		}
		if err := z.group.admit(0); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.group.write("cgroup.kill", "1"); err != nil { // what ends a group, ends it
		t.Fatal(err)
	}
	<-z.dead
	if r := runIn(t, s, Job{Source: "def f(): return 1.0", Calls: []Call{{Function: "f"}}}); !r.OK() {
		t.Errorf("after the group was killed: %+v", r)
	}
}
