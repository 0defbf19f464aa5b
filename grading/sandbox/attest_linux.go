package sandbox

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// An attestation is what the kernel must say of a process in /proc/PID/status before it gets a job.
type attestation struct {
	parent     int  // its pid; 0: any
	filters    int  // seccomp filters
	bounding   bool // the capability bounding set must be empty too
	namespaces int  // how many pid namespaces deep it must be, ours included
}

// check reads the status. Everything that is wrong is named, for the log.
func (a attestation) check(pid int) error {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return fmt.Errorf("its status cannot be read: %w", err)
	}
	return a.judge(string(data))
}

func (a attestation) judge(status string) error {
	const none = "0000000000000000"
	want := map[string]string{
		"NoNewPrivs": "1", "Seccomp": "2", "Seccomp_filters": strconv.Itoa(a.filters), "Threads": "1",
		"CapInh": none, "CapPrm": none, "CapEff": none, "CapAmb": none,
	}
	if a.bounding {
		want["CapBnd"] = none
	}
	if a.parent != 0 {
		want["PPid"] = strconv.Itoa(a.parent)
	}
	var wrong []string
	depth := 0
	for line := range strings.Lines(status) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		if key == "NSpid" {
			depth = len(strings.Fields(value))
		}
		if w, ok := want[key]; ok {
			delete(want, key)
			if value != w {
				wrong = append(wrong, fmt.Sprintf("%s is %s, not %s", key, value, w))
			}
		}
	}
	for key := range want {
		wrong = append(wrong, key+" is not told")
	}
	if depth < a.namespaces {
		wrong = append(wrong, fmt.Sprintf("it is %d pid namespaces deep, not %d", depth, a.namespaces))
	}
	if len(wrong) > 0 {
		return errors.New("the process is not locked in: " + strings.Join(wrong, ", "))
	}
	return nil
}

// attest checks a cell that said READY. Its pidfd was opened before: if it is still alive after, the status was its own.
func (c *cell) attest(a attestation) error {
	if err := a.check(c.pid); err != nil {
		return err
	}
	if !c.alive() {
		return errors.New("the process ended before it got a job")
	}
	return nil
}
