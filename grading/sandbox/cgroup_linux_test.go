package sandbox

import (
	"os"
	"path/filepath"
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
		"version 2 is not mounted":      {"", ""},
		"in no group of version 2":      {mount(only), "3:memory:/x\n"},
		"cannot be read":                {mount(only), "0::/nowhere\n"},
		"controllers are not delegated": {mount(only), member(only)},
	} {
		if _, err := findGroups(c[0], c[1]); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}
