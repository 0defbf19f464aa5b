package sandbox

import (
	"strings"
	"testing"
)

// lockedIn is what the kernel says of a process as it should be (shortened).
const lockedIn = `Name:	python3.11
Umask:	0022
State:	S (sleeping)
PPid:	4711
NSpid:	5000	12	1
Threads:	1
CapInh:	0000000000000000
CapPrm:	0000000000000000
CapEff:	0000000000000000
CapBnd:	0000000000000000
CapAmb:	0000000000000000
NoNewPrivs:	1
Seccomp:	2
Seccomp_filters:	2
`

func TestAttestation(t *testing.T) {
	a := attestation{parent: 4711, filters: 2, bounding: true, namespaces: 3}
	if err := a.judge(lockedIn); err != nil {
		t.Errorf("a process as it should be: %v", err)
	}
	for what, change := range map[string][2]string{
		"NoNewPrivs is 0":      {"NoNewPrivs:\t1", "NoNewPrivs:\t0"},
		"Seccomp is 0":         {"Seccomp:\t2", "Seccomp:\t0"},
		"Seccomp_filters is 1": {"filters:\t2", "filters:\t1"},
		"Threads is 2":         {"Threads:\t1", "Threads:\t2"},
		"CapEff is":            {"CapEff:\t0000000000000000", "CapEff:\t0000000000200000"},
		"CapPrm is":            {"CapPrm:\t0000000000000000", "CapPrm:\t0000000000200000"},
		"CapBnd is":            {"CapBnd:\t0000000000000000", "CapBnd:\t000001ffffffffff"},
		"PPid is 1":            {"PPid:\t4711", "PPid:\t1"},
		"2 pid namespaces":     {"NSpid:\t5000\t12\t1", "NSpid:\t5000\t12"},
		"Seccomp is not told":  {"Seccomp:\t2\n", ""},
		"CapAmb is not told":   {"CapAmb:\t0000000000000000\n", ""},
	} {
		err := a.judge(strings.Replace(lockedIn, change[0], change[1], 1))
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := a.judge(""); err == nil {
		t.Error("an empty status is enough")
	}
}
