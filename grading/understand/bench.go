package understand

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"

	"coronium/grading/sandbox"
)

// settings gives knobs other values than their own, by name.
type settings map[string]float64

func (s settings) with(name string, v float64) settings {
	c := maps.Clone(s)
	if c == nil {
		c = settings{}
	}
	c[name] = v
	return c
}

// value is one returned array.
type value struct {
	shape   []int
	x       []float64
	integer bool
	// from is which returned value it is, part which part of it: "[:, 0]" for the first column; "" for all.
	from int
	part string
}

// reply is what one call of a program gave. fault is a sentence if it gave nothing that can be used.
type reply struct {
	values []value
	names  []string
	fault  string
	// timeout: it did not end within the limits, as against raising an exception.
	timeout bool
	cpu     time.Duration
}

func (r reply) ok() bool { return r.fault == "" }

// finite reports whether no returned number is NaN or infinite.
func (r reply) finite() bool {
	for _, v := range r.values {
		for _, x := range v.x {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return false
			}
		}
	}
	return r.ok()
}

// same reports whether two replies are equal up to rounding: the same shapes, and numbers within 1e-9 of their scale.
func (r reply) same(o reply) bool { return r.near(o, 1e-9) }

// near is same with another relative tolerance.
func (r reply) near(o reply, tol float64) bool {
	if !r.ok() || !o.ok() {
		return !r.ok() && !o.ok()
	}
	if len(r.values) != len(o.values) {
		return false
	}
	for i, v := range r.values {
		w := o.values[i]
		if !slices.Equal(v.shape, w.shape) {
			return false
		}
		scale := 0.0
		for _, x := range v.x {
			if !math.IsInf(x, 0) && !math.IsNaN(x) {
				scale = math.Max(scale, math.Abs(x))
			}
		}
		for j, x := range v.x {
			y := w.x[j]
			if x == y || (math.IsNaN(x) && math.IsNaN(y)) {
				continue
			}
			if !(math.Abs(x-y) <= tol*math.Max(scale, 1e-300)) {
				return false
			}
		}
	}
	return true
}

// program is a version of the submission: its text with edits that are not settings.
type program struct {
	edits []Edit
	// append is code put behind everything (hooks); function is called instead of the subject's if set.
	append   string
	function string
}

// bench runs versions of one submission at chosen settings.
type bench struct {
	ctx      context.Context
	runner   sandbox.Runner
	algebra  Algebra
	subject  Subject
	src      *source
	target   *node // the function in the text; nil if it is not found there
	knobs    []knob
	seed     uint64
	burden   int // fewer runs are made, by this factor, of a program that takes long
	cost     time.Duration
	lines    float64 // executed by one call; 0 if unknown
	base     reply
	outs     []output
	noisy    bool // the base run depends on the random seed
	parallel int
	mutants  []tried
	probes   []settings
	probed   []reply // what the program itself returns on the probes
	rescaled bool    // C4 was made
	hookDone bool
	hookRows map[string][]float64
}

// knob returns the knob of a name, or nil.
func (b *bench) knob(name string) *knob {
	for i := range b.knobs {
		if b.knobs[i].Name == name {
			return &b.knobs[i]
		}
	}
	return nil
}

// model lists the knobs that belong to the model and can be varied: no settings, no zeros without a range.
func (b *bench) model() []knob {
	var list []knob
	for _, k := range b.knobs {
		if lo, hi := k.bounds(); !k.Setting && hi > lo {
			list = append(list, k)
		}
	}
	return list
}

// bounds is the range of values that may be asked of a knob.
func (k knob) bounds() (low, high float64) {
	if k.Low < k.High {
		return k.Low, k.High
	}
	v := k.Value
	switch {
	case len(k.Array) > 0 || v == 0:
		return v, v
	case v < 0:
		low, high = 1.1*v, .9*v
	case v > .5 && v < 1:
		low, high = .6*v, (1+v)/2
	default:
		low, high = .5*v, 1.8*v
	}
	if k.Integer {
		low, high = math.Floor(low), math.Ceil(high)
		if v >= 1 {
			low = math.Max(low, 1)
		}
	}
	return low, high
}

// snap puts a value on the knob's grid, so that it can be written in few digits.
func (k knob) snap(v float64) float64 {
	switch {
	case k.Integer:
		return math.Round(v)
	case k.Step > 0:
		return roundDigits(math.Round(v/k.Step)*k.Step, 6)
	case k.Value < 0 && math.Abs(k.Value) >= 10:
		return math.Round(v)
	}
	return round2(v)
}

// valueAt is the knob's value under settings.
func (b *bench) valueAt(at settings, k knob) float64 {
	if v, ok := at[k.Name]; ok {
		return v
	}
	return k.Value
}

// text is the program's text at settings. Constants of the module or of a class are edited; those inside functions are
// looked up when the function runs (see lookups), so that a sweep over them is one text and one job.
func (b *bench) text(p program, at settings) string {
	edits := slices.Clone(p.edits)
	for _, k := range b.knobs {
		v, ok := at[k.Name]
		if k.argument || !ok || v == k.Value || k.local || k.gain != "" {
			continue
		}
		model := b.src.text[k.at.Start:k.at.End]
		edits = append(edits, Edit{k.at.Start, k.at.End, formatLike(v, model)})
	}
	if b.sets(at) {
		for _, k := range b.knobs {
			if k.local {
				literal := b.src.text[k.at.Start:k.at.End]
				edits = append(edits, Edit{k.at.Start, k.at.End, fmt.Sprintf("globals().get('coronium_knobs', {}).get(%q, %s)", k.Name, literal)})
			}
		}
	}
	return applyEdits(b.src.text, edits...)
}

// sets reports whether settings change a constant inside a function.
func (b *bench) sets(at settings) bool {
	for _, k := range b.knobs {
		if v, ok := at[k.Name]; ok && k.local && v != k.Value {
			return true
		}
	}
	return false
}

// lookups stands behind a program whose constants are set by call: it takes them under names of its own.
const lookups = `

def coronium_set(**given):
    globals()['coronium_knobs'] = {k[6:]: given.pop(k) for k in list(given) if k.startswith('knob__')}
    return %s(**given)
`

// call is the call at settings: every argument that is a knob is passed by keyword.
func (b *bench) call(p program, at settings) sandbox.Call {
	kw := map[string]sandbox.Value{}
	set := b.sets(at)
	for _, k := range b.knobs {
		switch {
		case k.argument && len(k.Array) > 0:
			kw[pythonName(k.Name)] = k.times(at["factor_of_"+k.Name]).argumentValue(0)
		case k.argument:
			kw[pythonName(k.Name)] = k.argumentValue(b.valueAt(at, k))
		case set && k.local:
			kw["knob__"+k.Name] = k.argumentValue(b.valueAt(at, k))
		}
	}
	f := b.functionOf(p)
	if set {
		f = "coronium_set"
	}
	return sandbox.Call{Function: f, Keywords: kw}
}

// pythonName is a name as Python keeps it: ϑ and θ are one and the same there.
func pythonName(name string) string { return norm.NFKC.String(name) }

func (b *bench) functionOf(p program) string {
	if p.function != "" {
		return p.function
	}
	return b.subject.Function
}

// times multiplies an array argument; 0 stands for no factor.
func (k knob) times(factor float64) knob {
	if factor == 0 || factor == 1 || k.Integer {
		return k
	}
	k.Array = slices.Clone(k.Array)
	for i := range k.Array {
		k.Array[i] = roundDigits(k.Array[i]*factor, 12)
	}
	return k
}

func (k knob) argumentValue(v float64) sandbox.Value {
	if len(k.Array) > 0 {
		if k.Integer {
			ints := make([]int64, len(k.Array))
			for i, x := range k.Array {
				ints[i] = int64(x)
			}
			return sandbox.FromInts(ints, k.Shape...)
		}
		return sandbox.FromFloats(k.Array, k.Shape...)
	}
	if k.Integer && v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return int64(v)
	}
	return v
}

// full is what the sandbox gets: what stands before, the program, what stands behind.
func (b *bench) full(text string, p program) string {
	return wrap(b.subject, text) + p.append
}

func wrap(s Subject, text string) string {
	if s.Prepare != "" {
		text = s.Prepare + "\n" + text
	}
	return text + s.Append
}

// job is one text with the calls to make of it.
type job struct {
	text  string
	calls []sandbox.Call
	index []int
}

// run runs one version at many settings, in the order given.
func (b *bench) run(p program, at []settings, seed uint64) ([]reply, error) {
	replies := make([]reply, len(at))
	jobs := b.jobs(p, at)
	if err := b.work(jobs, seed, replies); err != nil {
		return nil, err
	}
	return replies, nil
}

// jobs groups calls by text, so that a sweep over arguments is one job, and cuts long ones.
func (b *bench) jobs(p program, at []settings) []job {
	most := sandbox.MaxCalls / 8
	if b.cost > 0 {
		most = min(most, max(1, int(2*time.Second/b.cost)))
	}
	var jobs []job
	open := map[string]int{}
	for i, s := range at {
		text := b.full(b.text(p, s), p)
		if b.sets(s) {
			text += fmt.Sprintf(lookups, b.functionOf(p))
		}
		j, ok := open[text]
		if !ok || len(jobs[j].calls) >= most {
			j = len(jobs)
			jobs = append(jobs, job{text: text})
			open[text] = j
		}
		jobs[j].calls = append(jobs[j].calls, b.call(p, s))
		jobs[j].index = append(jobs[j].index, i)
	}
	return jobs
}

// limits leave a program ten times its usual time, since a changed one may loop for ever.
func (b *bench) limits(calls int) sandbox.Limits {
	cpu := 300*time.Millisecond + 8*time.Duration(calls)*b.cost
	cpu = min(cpu, 20*time.Second)
	if b.cost == 0 {
		cpu = 8 * time.Second
	}
	return sandbox.Limits{CPU: cpu, Wall: 6*cpu + 10*time.Second} // the wall is wide: a busy machine must not change what is found
}

// work runs jobs, a few at a time, and puts every call's reply at its index. An error is ours or the context's.
func (b *bench) work(jobs []job, seed uint64, replies []reply) error {
	var (
		wait  sync.WaitGroup
		mu    sync.Mutex
		first error
		slots = make(chan struct{}, max(b.parallel, 1))
	)
	for _, j := range jobs {
		slots <- struct{}{}
		mu.Lock()
		stop := first != nil
		mu.Unlock()
		if stop || b.ctx.Err() != nil {
			<-slots
			break
		}
		wait.Go(func() {
			defer func() { <-slots }()
			if err := b.finishJob(j, seed, replies); err != nil {
				mu.Lock()
				first = err
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if first != nil {
		return first
	}
	return b.ctx.Err()
}

// restarts is how often a job is begun again behind a call that ended its process; programs with a while loop end theirs
// often, and each time costs its whole limit.
func (b *bench) restarts() int {
	if b.src.root.find(func(n *node) bool { return n.kind == "while_statement" }) != nil {
		return 1
	}
	return 4
}

// finishJob makes all calls of a job; a call that never ends or kills the process costs the others nothing, a few times.
func (b *bench) finishJob(j job, seed uint64, replies []reply) error {
	for from, n := 0, 0; from < len(j.calls); n++ {
		calls := j.calls[from:]
		r, err := b.runner.Run(b.ctx, sandbox.Job{Source: j.text, Calls: calls, Seed: seed, Limits: b.limits(len(calls))})
		if err != nil {
			return err
		}
		next := len(j.calls)
		for k := range calls {
			replies[j.index[from+k]] = expand(readReply(r, k))
			ended := k < len(r.Outcomes) && !r.Outcomes[k].Done && r.Outcomes[k].Exception == nil
			if ended && r.Ended != sandbox.LoadFailed && r.Ended != sandbox.Cancelled && n < b.restarts() {
				next = from + k + 1
				break
			}
		}
		from = next
	}
	return nil
}

// expand takes a matrix with few columns (or rows) apart: they are traces side by side. Of a matrix with many columns and
// more rows the first column is looked at too.
func expand(r reply) reply {
	if !r.ok() {
		return r
	}
	out := reply{cpu: r.cpu}
	for i, v := range r.values {
		name := ""
		if i < len(r.names) {
			name = r.names[i]
		}
		v.from = i
		add := func(label string, x value) {
			x.from, x.part = i, label
			out.values = append(out.values, x)
			out.names = append(out.names, name)
		}
		if len(v.shape) != 2 || v.shape[0] < 2 || v.shape[1] < 2 {
			add("", v)
			continue
		}
		rows, columns := v.shape[0], v.shape[1]
		switch {
		case columns <= 3 && rows >= 8:
			for c := range columns {
				add(fmt.Sprintf("[:, %d]", c), v.column(c))
			}
		case rows <= 3 && columns >= 8:
			for k := range rows {
				add(fmt.Sprintf("[%d]", k), value{shape: []int{columns}, x: v.x[k*columns : (k+1)*columns], integer: v.integer})
			}
		case rows >= 20 && rows > columns:
			add("", v)
			add("[:, 0]", v.column(0))
		default:
			add("", v)
		}
	}
	return out
}

func (v value) column(c int) value {
	x := make([]float64, v.shape[0])
	for k := range x {
		x[k] = v.x[k*v.shape[1]+c]
	}
	return value{shape: []int{len(x)}, x: x, integer: v.integer}
}

// readReply turns one outcome of a job into a reply.
func readReply(r sandbox.Result, k int) reply {
	if r.Ended == sandbox.LoadFailed && r.Exception != nil {
		return reply{fault: exceptionSays(r.Exception)}
	}
	if k >= len(r.Outcomes) || (!r.Outcomes[k].Done && r.Outcomes[k].Exception == nil) {
		says := r.Message
		if says == "" {
			says = "the program did not finish"
		}
		return reply{fault: says, timeout: r.Ended == sandbox.CPULimit || r.Ended == sandbox.WallLimit}
	}
	o := r.Outcomes[k]
	if o.Exception != nil {
		return reply{fault: exceptionSays(o.Exception)}
	}
	out := reply{cpu: o.CPU, names: o.Names}
	for _, a := range o.Values {
		x := a.Floats()
		if x == nil && a.Type == "c16" {
			for _, c := range a.Complexes() { // two real numbers each
				x = append(x, real(c), imag(c))
			}
			out.values = append(out.values, value{shape: append(slices.Clone(a.Shape), 2), x: x})
			continue
		}
		out.values = append(out.values, value{shape: a.Shape, x: x, integer: a.Type != "f8"})
	}
	if len(out.values) == 0 {
		return reply{fault: "the function returns no number"}
	}
	return out
}

func exceptionSays(e *sandbox.Exception) string {
	if e.Line > 0 {
		return fmt.Sprintf("%s in line %d: %s", e.Type, e.Line, e.Message)
	}
	return fmt.Sprintf("%s: %s", e.Type, e.Message)
}
