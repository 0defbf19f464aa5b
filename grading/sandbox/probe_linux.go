package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"coronium/grading/sandbox/python"
	"coronium/grading/sandbox/seccomp"
	"coronium/grading/sandbox/wall"
)

// open finds the best tier that works here, by trying. The report says why nothing better does; the sandbox is nil if
// nothing does at all.
func open(ctx context.Context, c Config) (*Sandbox, Report) {
	r := Report{Tier: TierRefuse, Missing: []Missing{}, Mechanisms: []Mechanism{}}
	interpreter, err := python.Find(ctx, c.Python)
	if err != nil {
		r.Reason = "There is no interpreter to run programs with."
		r.Missing = append(r.Missing, missingInterpreter(err))
	}
	r.Interpreter = Interpreter{Path: interpreter.Path, Version: interpreter.Version, NumPy: interpreter.NumPy, SciPy: interpreter.SciPy}
	if err != nil {
		r.survey("not tried without an interpreter")
		return nil, r
	}
	tree := interpreter.Tree()
	if self, err := os.Executable(); err == nil && tree.Covers(self) {
		r.Reason = "This program lies within the directories that trainees' programs can read, and it holds the answers."
		r.Missing = append(r.Missing, Missing{What: "a safe place for this program", Mend: "Move " + self + " out of " + containing(tree, self) + ", to /opt for example."})
		return nil, r
	}
	s, trouble := firstThatWorks(ctx, c, interpreter, tree)
	r.survey(trouble.namespaces)
	if s != nil {
		r.Mechanisms = append(r.Mechanisms, s.groupsMechanism())
	}
	if s == nil {
		r.refuse(trouble)
		return nil, r
	}
	r.Tier = s.plan.tier
	r.settle(trouble)
	if c.noSelfTest {
		s.report = r
		return s, r
	}
	held, all, err := s.selfTest(ctx)
	r.Mechanisms = append(r.Mechanisms, Mechanism{Name: "self-test", Available: err == nil, Mandatory: true, Detail: fmt.Sprintf("%d of %d attacks held", held, all)})
	if err != nil {
		s.Close()
		r.Tier, r.Reason = TierRefuse, "The self-test failed: "+err.Error()+"."
		r.Missing = append(r.Missing, Missing{What: "walls that hold", Mend: "Do not run programs on this machine; please report this with the output of: coronium doctor --json"})
		return nil, r
	}
	s.report = r
	return s, r
}

// trouble is what stood in the way of better tiers.
type trouble struct {
	namespaces string // why there are none; empty if there are
	zygote     string // why there is none
	last       string // why the last tier that was tried does not work
}

// firstThatWorks tries the tiers from the best down. Each trial starts the real thing.
func firstThatWorks(ctx context.Context, c Config, in python.Interpreter, tree python.Tree) (*Sandbox, trouble) {
	var t trouble
	tiers := []Tier{TierA, TierB}
	if wall.LandlockVersion() < 1 {
		tiers = []Tier{TierC}
	}
	if c.only != "" {
		tiers = []Tier{c.only}
	}
	if !seccomp.Known(runtime.GOARCH) || !seccomp.Available() {
		t.last = "this kernel does not filter system calls for " + runtime.GOARCH
		return nil, t
	}
	for _, tier := range tiers {
		p := newPlan(c, tier)
		p.interpreter, p.tree = in, tree
		s := start(c, p)
		err := s.trial(ctx, c, &t)
		if err == nil {
			return s, t
		}
		s.Close()
		t.last = err.Error()
		if p.namespaces() {
			t.namespaces = t.last
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, t
}

// trial starts a zygote, or failing that the one-shot way, makes a cell, and sets the pool going.
func (s *Sandbox) trial(ctx context.Context, c Config, t *trouble) error {
	once := &oneShot{s.nursery}
	var first *zygote
	if !c.noZygote {
		z, err := startZygote(ctx, s.nursery, modeZygote)
		if err == nil {
			first = z
			err = s.measureFloor(ctx, z)
		}
		if err == nil {
			s.pool = openPool(s, nil, modeZygote, first)
			return nil
		}
		if first != nil {
			first.stop()
			<-first.dead
		}
		t.zygote = err.Error()
	}
	if err := s.measureFloor(ctx, once); err != nil {
		return err
	}
	s.pool = openPool(s, once, modeOnce, nil)
	return nil
}

// measureFloor makes one cell and notes how much address space it takes before it has a job.
func (s *Sandbox) measureFloor(ctx context.Context, from source) error {
	c, err := from.cell(ctx)
	if err != nil {
		return err
	}
	defer c.discard()
	var pages int64
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", c.pid))
	if err == nil {
		_, err = fmt.Sscan(string(data), &pages)
	}
	s.floor = pages * int64(os.Getpagesize())
	return err
}

// survey lists the mechanisms.
func (r *Report) survey(namespaces string) {
	ns := Mechanism{Name: "user namespaces", Available: namespaces == "", Detail: "user, pid, mount, network, ipc, uts, cgroup; private read-only root"}
	if namespaces != "" {
		ns.Detail = namespaces
	}
	ll := Mechanism{Name: "Landlock", Detail: "not in this kernel, or switched off"}
	if v := wall.LandlockVersion(); v > 0 {
		ll.Available, ll.Detail = true, fmt.Sprintf("version %d", v)
	}
	sc := Mechanism{Name: "seccomp", Available: seccomp.Available() && seccomp.Known(runtime.GOARCH), Mandatory: true, Detail: "two filters, " + runtime.GOARCH}
	if !sc.Available {
		sc.Detail = "not for " + runtime.GOARCH + " on this kernel"
	}
	r.Mechanisms = append(r.Mechanisms, ns, ll, sc,
		Mechanism{Name: "resource limits", Available: true, Mandatory: true, Detail: "CPU time, address space, processes, open files, file size"})
}

// groupsMechanism says whether there is a second wall of limits.
func (s *Sandbox) groupsMechanism() Mechanism {
	m := Mechanism{Name: "control groups", Available: s.nursery.groups != nil}
	if m.Available {
		m.Detail = strings.Join(s.nursery.groups.controllers, " and ") + " of all jobs together"
	} else {
		m.Detail = fmt.Sprintf("not needed, and not delegated: %v", s.noGroups)
	}
	return m
}

// settle explains the tier that was found.
func (r *Report) settle(t trouble) {
	switch r.Tier {
	case TierA:
		r.Reason = "Namespaces, Landlock, system call filters and resource limits all work."
	case TierB:
		r.Reason = "There are no user namespaces here; Landlock, system call filters and resource limits hold without them."
		r.Missing = append(r.Missing, namespaceMend())
	case TierC:
		r.Reason = "This kernel has no Landlock; namespaces, system call filters and resource limits hold without it."
		r.Missing = append(r.Missing, Missing{What: "Landlock", Mend: "Use Linux 5.13 or later, started with lsm=landlock among its parameters.", Optional: true})
	}
	warm := Mechanism{Name: "warm start", Available: t.zygote == "", Detail: "programs start in a fork of an interpreter that has imported NumPy"}
	if t.zygote != "" {
		warm.Detail = "each program starts its own interpreter: " + t.zygote
	}
	r.Mechanisms = append(r.Mechanisms, warm)
	if r.Interpreter.SciPy == "" {
		r.Missing = append(r.Missing, Missing{What: "SciPy", Mend: strings.Replace(python.Install(), "numpy", "scipy", 1), Optional: true})
	}
}

// refuse explains why nothing can be run.
func (r *Report) refuse(t trouble) {
	r.Tier = TierRefuse
	r.Reason = "The walls that keep a program in cannot be built here: " + t.last + "."
	if !seccomp.Available() {
		r.Missing = append(r.Missing, Missing{What: "seccomp", Mend: "Use a kernel with CONFIG_SECCOMP_FILTER, and a container that allows the seccomp system call."})
		return
	}
	if wall.LandlockVersion() < 1 {
		r.Missing = append(r.Missing, Missing{What: "Landlock", Mend: "Use Linux 5.13 or later, started with lsm=landlock among its parameters."})
	}
	m := namespaceMend()
	m.Optional = false
	r.Missing = append(r.Missing, m)
}

// namespaceMend names the switch that most likely forbids user namespaces.
func namespaceMend() Missing {
	m := Missing{What: "user namespaces", Optional: true, Mend: "Allow user namespaces to the user that runs this program, or run it as root."}
	switch {
	case setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
		self, _ := os.Executable()
		m.Mend = fmt.Sprintf("AppArmor restricts them. Allow this program: printf 'abi <abi/4.0>,\\nprofile coronium %s flags=(unconfined) {\\n  userns,\\n}\\n' | sudo tee /etc/apparmor.d/coronium && sudo apparmor_parser -r /etc/apparmor.d/coronium", self)
	case setting("/proc/sys/kernel/unprivileged_userns_clone") == "0":
		m.Mend = "sudo sysctl -w kernel.unprivileged_userns_clone=1"
	case setting("/proc/sys/user/max_user_namespaces") == "0":
		m.Mend = "sudo sysctl -w user.max_user_namespaces=15000"
	case inContainer():
		m.Mend = "Start the container with a seccomp profile that allows clone and unshare of user namespaces, mount and pivot_root (Docker: --security-opt seccomp=PROFILE.json --security-opt systempaths=unconfined)."
	}
	return m
}

func setting(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

func inContainer() bool {
	for _, p := range []string{"/.dockerenv", "/run/.containerenv"} {
		if _, err := os.Stat(p); err == nil {
			return true
		}
	}
	return false
}

func missingInterpreter(err error) Missing {
	var e *python.NotFoundError
	if errors.As(err, &e) {
		what := "Python 3"
		if e.Python {
			what = "NumPy"
		}
		return Missing{What: what + ": " + e.Says, Mend: python.Install()}
	}
	return Missing{What: "Python: " + err.Error(), Mend: python.Install()}
}

func containing(t python.Tree, path string) string {
	for _, p := range t.Paths {
		if strings.HasPrefix(path, p+"/") || path == p {
			return p
		}
	}
	return ""
}
