package sandbox

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"net"
	"os"
	"os/exec"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"coronium/grading/sandbox/seccomp"
)

// The attack suite: testdata/attacks holds programs by topic, each labelled with what must hold. Every program is run in
// every tier that the machine offers, as root and as an ordinary user; after each an honest job must still be called right,
// and no process or descriptor may be left, and no mount at the end. A control run without the second filter must let some
// through: the suite bites. What a program costs is its own doing: its limits (labels "cpu" and "wall") are as small as the
// attack allows.

//go:embed testdata/attacks
var attackFiles embed.FS

// An attackProgram is one labelled program.
type attackProgram struct {
	name    string
	source  string
	honest  bool     // "verdict: correct": it must be called right
	ends    []string // how it may end; empty: anyhow
	limits  Limits
	twice   bool // run it twice, the second time looking for traces of the first
	prelude string
	only    string // an architecture
}

// attackPrograms reads the archives: a file begins with a line "-- name --".
func attackPrograms(t *testing.T) []attackProgram {
	t.Helper()
	var programs []attackProgram
	names, err := fs.Glob(attackFiles, "testdata/attacks/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no attacks: %v", err)
	}
	for _, file := range names {
		data, err := attackFiles.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		topic := strings.TrimSuffix(path.Base(file), ".txtar")
		prelude := ""
		for _, section := range strings.Split("\n"+string(data), "\n-- ")[1:] {
			name, source, found := strings.Cut(section, " --\n")
			if !found {
				t.Fatalf("%s: a section without a name: %.40q", file, section)
			}
			if name == "prelude.py" {
				prelude = source
				continue
			}
			programs = append(programs, labelled(t, topic+"/"+strings.TrimSuffix(name, ".py"), source, prelude))
		}
	}
	return programs
}

func labelled(t *testing.T, name, source, prelude string) attackProgram {
	t.Helper()
	p := attackProgram{name: name, source: source, prelude: prelude,
		limits: Limits{CPU: 200 * time.Millisecond, Wall: 60 * time.Second, Memory: 320 << 20}}
	labels := map[string]string{}
	for line := range strings.Lines(source) {
		if key, value, ok := strings.Cut(strings.TrimPrefix(line, "# "), ": "); ok && strings.HasPrefix(line, "# ") {
			labels[key] = strings.TrimSpace(value)
		}
	}
	if labels["holds"] == "" {
		t.Fatalf("%s does not say what must hold", name)
	}
	p.honest = labels["verdict"] == "correct"
	p.ends = strings.Fields(labels["ends"])
	p.twice = labels["twice"] != ""
	p.only = labels["only"]
	for key, limit := range map[string]*time.Duration{"cpu": &p.limits.CPU, "wall": &p.limits.Wall} {
		if text := labels[key]; text != "" {
			d, err := time.ParseDuration(text)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			*limit = d
		}
	}
	if p.honest {
		p.limits.CPU = max(p.limits.CPU, 10*time.Second)
	}
	if slices.Equal(p.ends, []string{"cpu-limit"}) && labels["cpu"] == "" {
		p.limits.CPU = endless // it goes on until it is stopped: no need to watch it for long
	}
	return p
}

const attackSeed = 20261124

// endless is the computing time of programs that only a limit ends. Reaching the loop takes about 5 ms of it.
const endless = 40 * time.Millisecond

// hiddenCalls are the inputs that a program is judged on; the reference stays in Go.
var hiddenCalls = []struct {
	I, tau, dt float64
	n          int64
}{{1.5, 20, 0.1, 501}, {2.25, 10, 0.1, 300}, {0.9, 15, 0.2, 402}}

func (p attackProgram) job(setting string) Job {
	j := Job{Source: setting + p.source, Limits: p.limits, Seed: attackSeed, Owner: "attacker"}
	if p.honest {
		j.Source = p.source
	}
	for _, c := range hiddenCalls {
		j.Calls = append(j.Calls, Call{Function: "simulate", Keywords: map[string]Value{"I": c.I, "tau": c.tau, "dt": c.dt, "n": c.n}})
	}
	return j
}

// leaky is a leaky integrator with threshold 1 and reset to 0, by Euler's rule, without units: the reference of the suite.
func leaky(I, tau, dt float64, n int64) []float64 {
	v, out := 0.0, make([]float64, n)
	for i := range out {
		v += dt * (-v + I) / tau
		if v > 1 {
			v = 0
		}
		out[i] = v
	}
	return out
}

// judge is what a grader does: it believes nothing but numbers.
func judge(r Result) string {
	if r.Ended != Finished {
		return string(r.Ended)
	}
	for i, c := range hiddenCalls {
		o := r.Outcomes[i]
		if !o.Done {
			return "exception: " + o.Exception.Type
		}
		if len(o.Values) != 1 || o.Values[0].Type != "f8" || !slices.Equal(o.Values[0].Shape, []int{int(c.n)}) {
			return "wrong: not one trace"
		}
		want := leaky(c.I, c.tau, c.dt, c.n)
		for k, got := range o.Values[0].Floats() {
			if !(math.Abs(got-want[k]) <= 1e-9*(1+math.Abs(want[k]))) { // NaN fails
				return "wrong: values"
			}
		}
	}
	return "correct"
}

// surroundings are what an attack could find, reach or break outside.
type surroundings struct {
	setting string // the prelude with its constants
	hits    atomic.Int64
	mounts  string
	secret  string

	bystanders int // processes below this one that are another sandbox's
}

func newSurroundings(t *testing.T) *surroundings {
	t.Helper()
	w := &surroundings{secret: "SECRET-value-7f3a"}
	if common := opened.Load(); common != nil {
		w.bystanders, _ = population(common)
	}
	t.Setenv("CORONIUM_SECRET", w.secret)
	dir, err := os.MkdirTemp("", "coronium-attacks-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	secretFile := dir + "/secret.txt"
	if err := os.WriteFile(secretFile, []byte(w.secret), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	abstract := "coronium-attack-" + strconv.Itoa(os.Getpid())
	ports := []int{w.listen(t, "tcp", "127.0.0.1:0"), w.listen(t, "tcp", "127.0.0.1:0")}
	w.listen(t, "unix", "@"+abstract)
	prelude, err := attackFiles.ReadFile("testdata/attacks/prelude.py")
	if err != nil {
		t.Fatal(err)
	}
	arch := seccomp.Arch(runtime.GOARCH)
	constants := map[string]any{"NUMBERS": seccomp.Numbers(arch), "ALLOWED": seccomp.Judged(arch), "PORTS": ports, "SECRET": secretFile, "ABSTRACT": abstract, "SEED": attackSeed}
	for _, name := range []string{"NUMBERS", "ALLOWED", "PORTS", "SECRET", "ABSTRACT", "SEED"} {
		text, err := json.Marshal(constants[name])
		if err != nil {
			t.Fatal(err)
		}
		w.setting += name + " = " + string(text) + "\n"
	}
	w.setting += string(prelude)
	w.mounts = mounts(t)
	return w
}

// listen counts who connects.
func (w *surroundings) listen(t *testing.T, network, address string) int {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			w.hits.Add(1)
			c.Close()
		}
	}()
	if a, ok := l.Addr().(*net.TCPAddr); ok {
		return a.Port
	}
	return 0
}

func mounts(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// descendants counts the processes below this one that are not just waiting to be reaped.
func descendants() int {
	parents := map[int]int{}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		data, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if err != nil {
			continue
		}
		fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
		if len(fields) < 2 || fields[0] == "Z" {
			continue
		}
		parents[pid], _ = strconv.Atoi(fields[1])
	}
	n := 0
	for pid := range parents {
		for at := parents[pid]; at > 1; at = parents[at] {
			if at == os.Getpid() {
				n++
				break
			}
		}
	}
	return n
}

func descriptors() int {
	entries, _ := os.ReadDir("/proc/self/fd")
	return len(entries)
}

// population is how many processes a sandbox has when it has nothing to do, and how many of them are cells that wait.
func population(s *Sandbox) (processes, cells int) {
	for _, p := range s.pools() {
		processes, cells = processes+len(p.zygotes)+p.fillers, cells+p.fillers
	}
	return processes, cells
}

// settle waits until the sandbox has as many processes and cells as when it has nothing to do, and no more descriptors than
// before; it says what is left if they do not go.
func (w *surroundings) settle(s *Sandbox, open int) string {
	processes, cells := population(s)
	processes += w.bystanders
	deadline := time.Now().Add(30 * time.Second)
	for {
		offered := s.Metrics().Ready
		p, d := 0, 0
		if offered == cells {
			if p, d = descendants(), descriptors(); p == processes && d <= open {
				return ""
			}
		}
		if time.Now().After(deadline) {
			return fmt.Sprintf("%d of %d cells wait, %d processes where %d should be, %d descriptors where %d should be", offered, cells, p, processes, d, open)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// A tally is the outcome of one run of the suite.
type tally struct {
	attacks, held, honest, right int
	escaped                      []string // names of attacks that got somewhere
}

// storm runs programs against a sandbox, one after the other. complain is called for every fault.
func storm(s *Sandbox, w *surroundings, programs []attackProgram, complain func(format string, args ...any)) tally {
	var n tally
	canary := attackProgram{honest: true, limits: Limits{CPU: 20 * time.Second, Wall: 60 * time.Second}, source: canarySource}.job("")
	canary.Owner = "honest"
	setting := w.setting + "NAMESPACES = " + map[bool]string{true: "True", false: "False"}[s.plan.namespaces()] + "\n"
	s.poolFor(Job{Source: "scipy"}) // open from the beginning, where there is one
	w.settle(s, 1<<20)
	open := descriptors()
	for _, p := range programs {
		if p.only != "" && p.only != runtime.GOARCH {
			continue
		}
		var faults []string
		var r Result
		var err error
		for range map[bool]int{false: 1, true: 2}[p.twice] {
			r, err = s.Run(context.Background(), p.job(setting+p.prelude))
			faults = append(faults, p.faults(r, err, w)...)
		}
		if c, err := s.Run(context.Background(), canary); err != nil || judge(c) != "correct" {
			faults = append(faults, fmt.Sprintf("the canary fails: %v %s %s", err, judge(c), c.Message))
		}
		if left := w.settle(s, open); left != "" {
			faults = append(faults, "left behind: "+left)
		}
		if p.honest {
			n.honest++
		} else {
			n.attacks++
		}
		switch {
		case len(faults) == 0 && p.honest:
			n.right++
		case len(faults) == 0:
			n.held++
		default:
			n.escaped = append(n.escaped, p.name)
			complain("%s: %s\n  ended %s %s\n  output %.600q", p.name, strings.Join(faults, "; "), r.Ended, r.Message, r.Output)
		}
	}
	return n
}

const canarySource = `
import numpy as np
CANARY = True
def simulate(I, tau, dt, n):
    v, out = 0.0, np.empty(n)
    for i in range(n):
        v += dt * (-v + I) / tau
        if v > 1.0: v = 0.0
        out[i] = v
    return out
`

// faults says what is wrong with how a program ended.
func (p attackProgram) faults(r Result, err error, w *surroundings) []string {
	if err != nil {
		return []string{err.Error()}
	}
	var faults []string
	verdict := judge(r)
	if p.honest != (verdict == "correct") {
		faults = append(faults, "it is called "+verdict)
	}
	if strings.Contains(r.Output, "ESCAPED") {
		faults = append(faults, "it got somewhere")
	}
	if strings.Contains(r.Output, w.secret) {
		faults = append(faults, "it read the secret")
	}
	if len(p.ends) > 0 && !slices.Contains(p.ends, string(r.Ended)) {
		faults = append(faults, fmt.Sprintf("it ended by %s, not by %s", r.Ended, strings.Join(p.ends, " or ")))
	}
	if r.PeakMemory > p.limits.Memory+8<<20 && p.limits.Memory > 0 {
		faults = append(faults, fmt.Sprintf("it used %d MB", r.PeakMemory>>20))
	}
	if r.CPU > p.limits.CPU+2*time.Second {
		faults = append(faults, fmt.Sprintf("it computed for %v", r.CPU))
	}
	for _, c := range r.Output {
		if hidden(c) {
			faults = append(faults, fmt.Sprintf("its output holds %U", c))
			break
		}
	}
	if w.hits.Swap(0) > 0 {
		faults = append(faults, "it connected to a server")
	}
	if r.Ended != Finished && r.Message == "" {
		faults = append(faults, "nothing says why it ended")
	}
	return faults
}

func who() string {
	if os.Getuid() == 0 {
		return "root"
	}
	return "ordinary user"
}

// A campaign is the suite against one way of building the walls, as one user.
type campaign struct {
	name     string
	config   Config
	every    int  // run every so-manieth program
	ordinary bool // as a user without rights, though we are root
	bites    bool // the control run
}

// campaigns are all that can be tried by who runs the tests. Every program meets every tier that works here. The one-shot
// way builds tier A's walls from the same code without the warm start, at the price of an interpreter a process: there a
// sample shows that they stand.
func campaigns() []campaign {
	var all []campaign
	for _, ordinary := range []bool{false, true} {
		if ordinary && os.Getuid() != 0 {
			break // everything is as an ordinary user already
		}
		for _, tier := range []Tier{TierA, TierB, TierC} {
			all = append(all, campaign{name: "tier " + string(tier), config: Config{only: tier}, every: 1, ordinary: ordinary})
		}
	}
	return append(all,
		campaign{name: "tier A one-shot", config: Config{only: TierA, noZygote: true}, every: 5},
		campaign{name: "control", config: Config{only: TierA, withoutFilter: true, noSelfTest: true}, every: 1, bites: true})
}

// asOrdinary is the user that root becomes to be nobody in particular.
const asOrdinary = 61999

// TestAttacks runs the suite in every tier that works here, as root and as an ordinary user, and says how many held. Each
// campaign is a process of its own, so that it can count what is left behind while another one runs beside it.
func TestAttacks(t *testing.T) {
	for i, c := range campaigns() {
		name := c.name
		if c.ordinary {
			name += " as ordinary user"
		}
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			if testing.Short() && i > 0 {
				t.Skip("only the best tier is attacked with -short")
			}
			t.Parallel()
			cmd := exec.Command("/proc/self/exe", "-test.run=^TestCampaign$", "-test.v", "-test.timeout=20m")
			cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=/", "TMPDIR=/tmp", "SANDBOX_CAMPAIGN=" + c.name}
			if c.ordinary {
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: asOrdinary, Gid: asOrdinary}}
			}
			out, err := cmd.CombinedOutput()
			said := false
			for line := range strings.Lines(string(out)) {
				for _, mark := range []string{"attacks held", "attacks got somewhere", "not to be had"} {
					if _, after, found := strings.Cut(line, ".go:"); found && strings.Contains(line, mark) {
						_, text, _ := strings.Cut(after, ": ")
						t.Log(strings.TrimSpace(text))
						said = true
					}
				}
			}
			if err != nil || !said {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

// TestCampaign is the inside of one campaign.
func TestCampaign(t *testing.T) {
	name := os.Getenv("SANDBOX_CAMPAIGN")
	if name == "" {
		t.Skip("run by TestAttacks")
	}
	for _, c := range campaigns() {
		if c.name == name {
			c.run(t)
			return
		}
	}
	t.Fatalf("there is no campaign %q", name)
}

func (c campaign) run(t *testing.T) {
	w := newSurroundings(t)
	c.config.Workers, c.config.bare = 2, true
	s, err := Open(context.Background(), c.config)
	if err != nil {
		t.Skipf("%s as %s is not to be had here: %v", c.name, who(), err)
	}
	defer s.Close()
	only, err := regexp.Compile(os.Getenv("SANDBOX_ATTACKS")) // to work on a few
	if err != nil {
		t.Fatal(err)
	}
	var programs []attackProgram
	for i, p := range attackPrograms(t) {
		if i%c.every == 0 && (!c.bites || p.meetsFilter()) && only.MatchString(p.name) {
			programs = append(programs, p)
		}
	}
	if c.bites {
		c.control(t, s, w, programs)
	} else {
		n := storm(s, w, programs, t.Errorf)
		t.Logf("%s as %s: %d of %d attacks held, %d of %d honest programs called right", c.name, who(), n.held, n.attacks, n.right, n.honest)
		if c.every == 1 && n.attacks < 130 && only.String() == "" {
			t.Errorf("only %d attacks", n.attacks)
		}
	}
	if now := mounts(t); now != w.mounts {
		t.Errorf("the mounts have changed:\n%s", now)
	}
}

// meetsFilter reports whether a program is one of those that the second filter stands against.
func (p attackProgram) meetsFilter() bool {
	topic, _, _ := strings.Cut(p.name, "/")
	return slices.Contains([]string{"kernel", "memory", "network", "processes", "neighbours"}, topic)
}

// control leaves the second filter out: then some attacks must get somewhere, or the suite proves nothing. The other walls
// stand, so none gets at the host, and the canary and the clean-up hold even so.
func (c campaign) control(t *testing.T, s *Sandbox, w *surroundings, programs []attackProgram) {
	for i := range programs {
		programs[i].ends, programs[i].limits.Wall = nil, 2*time.Second
	}
	var broken []string
	n := storm(s, w, programs, func(format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if strings.Contains(text, "left behind") || strings.Contains(text, "canary") || strings.Contains(text, "read the secret") || strings.Contains(text, "connected to a server") {
			broken = append(broken, text)
		}
	})
	t.Logf("without the second filter %d of %d attacks got somewhere: %s", len(n.escaped), n.attacks, strings.Join(n.escaped, " "))
	if len(n.escaped) < 14 {
		t.Errorf("without the second filter only %d attacks got somewhere; the suite does not bite", len(n.escaped))
	}
	if len(broken) > 0 {
		t.Errorf("the other walls did not hold:\n%s", strings.Join(broken, "\n"))
	}
}
