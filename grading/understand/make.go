package understand

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"coronium/grading/sandbox"
)

// perFamily is how many items of one family a pool holds, mostFamily how many where a pool would be short otherwise: a pool is
// for two sittings, and in one sitting two of a family are the most.
const (
	perFamily  = 2
	mostFamily = 4
)

// DefaultCount is the number of items made when Options.Count is 0: two sittings of four.
const DefaultCount = 8

// maker proposes up to n items of one family. why says what kept it from making more.
type maker func(b *bench, d *dice, n int) (items []Item, why string, err error)

func makers() map[string]maker {
	return map[string]maker{
		"C1":  makeNumber,
		"C2":  makeState,
		"C4":  makeRescaling,
		"C6":  makeMatch,
		"C10": makeBlanks,
		"C12": makeUnit,
		"C16": makeTerm,
		"C18": makePair,
		"C3":  makeArrows,
		"C5":  makeChangedLine,
		"C7":  makeRefute,
		"C8":  makeCondition,
		"C9":  makeModification,
		"C11": makeNumerics,
		"C13": makeWrongLine,
		"C14": makeStep,
		"C15": makeLimit,
		"C17": makeNever,
		"C19": makeHidden,
	}
}

// Make makes items without a derivation checker; see Examiner.Make.
func Make(ctx context.Context, subject Subject, runner sandbox.Runner, o Options) (Pool, error) {
	return Examiner{Runner: runner}.Make(ctx, subject, o)
}

// Make makes items from a submission by running and changing it. Items come in rounds: one of each family that can be
// made, then a second of each, until there are Count. Where the submitted function gives too few for two sittings, the program's
// other functions are asked about too. What can't be made soundly is in Dropped with its reason. The
// error is a *SourceError if the program can't be read or doesn't run, else the runner's or the context's.
func (x Examiner) Make(ctx context.Context, subject Subject, o Options) (Pool, error) {
	pool, err := x.makeOne(ctx, subject, o)
	if err != nil || !pool.short(o) {
		return pool, err
	}
	return pool, x.fromOthers(ctx, subject, &pool, o)
}

// makeOne makes items from one function.
func (x Examiner) makeOne(ctx context.Context, subject Subject, o Options) (Pool, error) {
	b, err := prepare(ctx, subject, x)
	if err != nil {
		return Pool{}, err
	}
	count := o.count()
	order := o.Families
	if len(order) == 0 {
		for _, f := range families {
			order = append(order, f.id)
		}
	}
	var pool Pool
	rounds := make([][]Item, mostFamily)
	all := makers()
	order = b.costlyLast(order)
	for _, id := range order {
		make, ok := all[id]
		if !ok {
			pool.Dropped = append(pool.Dropped, Dropped{id, notMade(id)})
			continue
		}
		if len(rounds[0]) >= count {
			break // what came later would not be in the pool
		}
		items, why, err := make(b, newDice(b.subject.Source, o.Seed, id), perFamily)
		if err != nil {
			return Pool{}, err
		}
		for i, item := range items {
			rounds[i] = append(rounds[i], b.finish(item, id, i, o.Seed))
		}
		if len(items) == 0 {
			pool.Dropped = append(pool.Dropped, Dropped{id, why})
		}
	}
	if err := b.lengthen(rounds, order, count, o.Seed); err != nil {
		return Pool{}, err
	}
	for _, r := range rounds {
		for _, item := range r {
			if len(pool.Items) < count {
				pool.Items = append(pool.Items, item)
			}
		}
	}
	return pool, nil
}

// costly are the families that need hundreds of runs.
var costly = []string{"C4", "C7", "C8"}

// costlyLast puts them behind the others for a program whose runs take long, since somebody waits: they are made only if the
// others give too few.
func (b *bench) costlyLast(order []string) []string {
	if b.burden < 4 {
		return order
	}
	last := func(id string) bool { return slices.Contains(costly, id) }
	return slices.Concat(slices.DeleteFunc(slices.Clone(order), last), slices.DeleteFunc(slices.Clone(order), func(id string) bool { return !last(id) }))
}

// lengthen asks the families that gave two items for more, where the pool would be short.
func (b *bench) lengthen(rounds [][]Item, order []string, count int, secret uint64) error {
	all := makers()
	for _, id := range order {
		have := 0
		for _, r := range rounds {
			have += len(r)
		}
		if have >= count {
			return nil
		}
		if !slices.ContainsFunc(rounds[perFamily-1], func(i Item) bool { return i.Family == id }) {
			continue
		}
		items, _, err := all[id](b, newDice(b.subject.Source, secret, id), mostFamily)
		if err != nil {
			return err
		}
		for i := perFamily; i < len(items); i++ {
			rounds[i] = append(rounds[i], b.finish(items[i], id, i, secret))
		}
	}
	return nil
}

// notMade is why a family has no maker.
func notMade(id string) string {
	if Guess(id) == 0 {
		return "this is not a check type"
	}
	return "this check type is not made from a program"
}

// finish fills what all items share.
func (b *bench) finish(item Item, id string, i int, secret uint64) Item {
	for _, f := range families {
		if f.id == id {
			item.Family = id
			item.G = math.Max(item.G, f.g)
			item.Slip = math.Max(item.Slip, f.slip)
			if item.Seconds == 0 {
				item.Seconds = f.seconds + b.readingSeconds(id)
			}
		}
	}
	h := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%d|%s|%d", b.subject.Source, b.subject.Show+b.subject.Function, secret, id, i))
	item.ID = id + "-" + hex.EncodeToString(h[:6])
	item.Working.Subject = b.stored()
	item.Working.Function = b.subject.Function
	return item
}

// Reading a program of usualLines is part of a family's time; every further line adds to it, up to mostReading in all.
const (
	usualLines   = 25
	secondsALine = 3
	mostReading  = 180
)

// readingSeconds is the time for reading a longer program, in the families that show one to be read.
func (b *bench) readingSeconds(id string) int {
	if !slices.Contains([]string{"C1", "C3", "C4", "C5", "C6", "C7", "C8", "C10", "C11", "C16", "C18"}, id) {
		return 0
	}
	return min(mostReading, secondsALine*max(0, len(b.src.codeLines())-usualLines))
}

// stored is the subject as settled, for marking later: without what marking doesn't need.
func (b *bench) stored() *Subject {
	s := b.subject
	s.Parameters = nil
	for _, k := range b.knobs {
		if k.argument {
			s.Parameters = append(s.Parameters, k.Parameter)
		}
	}
	s.Settled = nil
	for _, o := range b.outs {
		s.Settled = append(s.Settled, o.Output)
	}
	s.Declared, s.Modifications, s.Starter, s.Derivation, s.Formulas, s.Features, s.Oracle = nil, nil, "", nil, nil, nil, nil
	return &s
}

// prepare reads the program, settles knobs and outputs, and runs it once at its own values.
func prepare(ctx context.Context, subject Subject, x Examiner) (*bench, error) {
	runner := x.Runner
	src, err := parse(subject.Source)
	if err != nil {
		return nil, err
	}
	if subject.Function == "" {
		inferred, err := Infer(ctx, subject.Source, "", runner)
		if err != nil {
			return nil, err
		}
		inferred.Submitted, inferred.Starter, inferred.Modifications, inferred.Prepare = subject.Submitted, subject.Starter, subject.Modifications, subject.Prepare
		inferred.Derivation, inferred.Formulas, inferred.Features, inferred.Oracle = subject.Derivation, subject.Formulas, subject.Features, subject.Oracle
		subject = inferred
	}
	b := &bench{ctx: ctx, runner: runner, algebra: x.Algebra, subject: subject, src: src, parallel: 2, burden: 1, seed: 1}
	if err := b.settleTarget(runner); err != nil {
		return nil, err
	}
	b.settleKnobs()
	return b, b.settleBase()
}

// settleTarget finds the function in the text and completes its parameters.
func (b *bench) settleTarget(runner sandbox.Runner) error {
	if b.byPosition() {
		b.passInOrder()
	}
	b.findTarget()
	if b.src.definitions("function_definition")[b.subject.Function] == nil {
		if b.subject.Append == "" {
			return &SourceError{0, fmt.Sprintf("the program has no function %q; it has %s", b.subject.Function, orNone(b.src.order("function_definition")))}
		}
		return nil
	}
	if b.subject.Append != "" {
		return nil
	}
	have := map[string]bool{}
	for _, p := range b.subject.Parameters {
		have[p.Name] = true
	}
	missing := false
	var kept []Parameter
	for _, sp := range b.src.signature(b.target) {
		for _, p := range b.subject.Parameters {
			if p.Name == sp.name {
				kept = append(kept, p)
			}
		}
		if have[sp.name] {
			continue
		}
		if v, integer, ok := b.src.defaultNumber(sp.value); ok {
			kept = append(kept, Parameter{Name: sp.name, Value: v, Integer: integer, Setting: guessFor(sp.name).setting, Unit: b.src.unitOf(sp.name, paramRow(sp), b.target)})
		} else if sp.value == nil {
			missing = true
		}
	}
	b.subject.Parameters = kept
	if !missing {
		return nil
	}
	inferred, err := Infer(b.ctx, b.subject.Source, b.subject.Function, b.runner)
	if err != nil {
		return err
	}
	for i, p := range inferred.Parameters {
		for _, q := range kept {
			if q.Name == p.Name {
				inferred.Parameters[i] = q
			}
		}
	}
	b.subject.Parameters, b.subject.Append, b.subject.Function, b.subject.Show = inferred.Parameters, inferred.Append, inferred.Function, inferred.Show
	return nil
}

// findTarget finds the definition that does the work: the function of that name, or the method that the added entry calls.
func (b *bench) findTarget() {
	if b.target = b.src.definitions("function_definition")[b.subject.Function]; b.target != nil || b.subject.Append == "" {
		return
	}
	entries, err := b.src.entries("")
	if err == nil {
		for _, e := range entries {
			if e.show == b.subject.Show {
				b.target = e.target
			}
		}
	}
	if b.target == nil {
		b.target = b.boundTarget()
	}
	if b.target == nil {
		b.target = b.src.heaviest()
	}
}

// settleKnobs lists arguments and constants. A constant that has an argument's name is none.
func (b *bench) settleKnobs() {
	taken := map[string]bool{}
	for _, p := range b.subject.Parameters {
		taken[p.Name] = true
		if durationName.MatchString(p.Name) || guessFor(p.Name).setting || (p.Unit == "" && conversion(p.Name, p.Value)) {
			p.Setting = true
		}
		if !p.Setting && len(p.Array) == 0 {
			p.Value = roundDigits(p.Value, 3) // a variant's x*(V_th-E_L)/R has sixteen digits; nobody works with them
		}
		b.knobs = append(b.knobs, knob{Parameter: p, argument: true})
	}
	for _, k := range b.src.constants(b.target) {
		if taken[k.Name] {
			continue
		}
		k.Setting = durationName.MatchString(k.Name) || guessFor(k.Name).setting
		b.knobs = append(b.knobs, k)
	}
	b.knobs = append(b.knobs, gains(b.subject.Parameters)...)
	if len(b.model()) < fewKnobs && b.target != nil {
		b.knobs = append(b.knobs, b.src.plainNumbers(b.reached())...)
	}
	for i := range b.knobs {
		k := &b.knobs[i]
		if k.Unit == "" && k.Setting && !k.Integer { // the step and the duration have the unit of the other times
			k.Unit = b.timeUnit()
		}
	}
}

// timeUnit is the unit of the program's times, if it states one anywhere.
func (b *bench) timeUnit() string {
	for _, k := range b.knobs {
		if u, ok := parseUnit(k.Unit); ok && u.dim == symbols["s"].dim {
			return k.Unit
		}
	}
	return ""
}

// settleBase runs the program at its own values, with two seeds, and a few others, and settles what comes back.
func (b *bench) settleBase() error {
	runs, err := b.run(program{}, []settings{nil}, 1)
	if err != nil {
		return err
	}
	b.base = runs[0]
	if !b.base.ok() {
		return &SourceError{0, "the program does not run at its own values: " + b.base.fault}
	}
	if !b.base.finite() {
		return &SourceError{0, "the program returns numbers that are not finite at its own values"}
	}
	b.cost = b.base.cpu
	if b.cost.Seconds() > 4 {
		return &SourceError{0, fmt.Sprintf("one call of the program takes %.1f s; items need many: shorten its run", b.cost.Seconds())}
	}
	if err := b.weigh(); err != nil {
		return err
	}
	other, err := b.run(program{}, []settings{nil}, 2)
	if err != nil {
		return err
	}
	if other[0].ok() { // the first run of all may have paid for more than itself
		b.cost = min(b.cost, other[0].cpu)
	}
	b.noisy = !b.base.same(other[0])
	d := newDice(b.subject.Source, 0, "outputs")
	few, err := b.run(program{}, b.draws(d, b.times(6), b.model(), .5), 1)
	if err != nil {
		return err
	}
	replies := []reply{b.base}
	for _, r := range few {
		if r.ok() && len(r.values) == len(b.base.values) {
			replies = append(replies, r)
		}
	}
	b.outs = b.describeOutputs(replies)
	return nil
}

// times reduces a number of runs for programs that take long.
func (b *bench) times(n int) int { return max(2, n/b.burden) }

// weigh settles the burden of a run from the number of lines that it executes, which is the same on every machine, so
// that the same program gives the same items everywhere. Programs that hide their work in few lines (large arrays) are
// told by their time, in one coarse step.
func (b *bench) weigh() error {
	count := program{function: "coronium_lines_of", append: fmt.Sprintf(lineCounter, b.subject.Function)}
	r, err := b.run(count, []settings{nil}, b.seed)
	if err != nil {
		return err
	}
	lines := 0.0
	if r[0].ok() && len(r[0].values) == 1 && len(r[0].values[0].x) == 1 {
		lines = r[0].values[0].x[0]
	}
	b.lines = lines
	switch {
	case b.cost.Seconds() > .8 || lines > 500e3:
		b.burden = 8
	case lines > 120e3:
		b.burden = 4
	case lines > 30e3:
		b.burden = 2
	}
	return nil
}

// lineCounter counts the lines that a call executes, up to a bound.
const lineCounter = `

def coronium_lines_of(**given):
    import sys
    seen = [0]
    def local(frame, event, arg):
        if event == 'line':
            seen[0] += 1
            if seen[0] > 1000000:
                raise OverflowError
        return local
    sys.settrace(local)
    try:
        %s(**given)
    except OverflowError:
        pass
    finally:
        sys.settrace(None)
    return float(seen[0])
`

// draws makes n settings in which the given knobs have fresh values, all distinct in size from each other, from 0 and
// from 1, so that no two quantities can be taken for each other. spread shrinks the ranges towards the base values.
func (b *bench) draws(d *dice, n int, vary []knob, spread float64) []settings {
	list := make([]settings, n)
	for i := range list {
		at := settings{}
		used := map[float64]bool{0: true, 1: true}
		for _, k := range b.knobs {
			if !slices.ContainsFunc(vary, func(v knob) bool { return v.Name == k.Name }) {
				used[math.Abs(k.Value)] = used[math.Abs(k.Value)] || !k.Setting
			}
		}
		for _, k := range vary {
			low, high := k.bounds()
			low, high = k.Value+spread*(low-k.Value), k.Value+spread*(high-k.Value)
			for try := 0; ; try++ {
				v := k.snap(d.between(low, high))
				if lo, hi := k.bounds(); v < lo || v > hi {
					v = math.Min(math.Max(v, lo), hi)
				}
				if !used[math.Abs(v)] || try == 40 {
					at[k.Name], used[math.Abs(v)] = v, true
					break
				}
			}
		}
		list[i] = at
	}
	return list
}

// inRegime reports whether a reply is of the same sort as the base: finite, alive where it is alive, firing where it fires.
func (b *bench) inRegime(r reply) bool {
	if !r.finite() || len(r.values) != len(b.base.values) {
		return false
	}
	for i, o := range b.outs {
		v, base := r.values[i], b.base.values[i]
		switch o.Kind {
		case KindTimes:
			if len(base.x) >= 3 && len(v.x) < 3 {
				return false
			}
		case kindRaster:
			if sum(base.x) >= 3 && sum(v.x) < 3 {
				return false
			}
		case KindTrace, kindMatrix:
			if len(v.x) == 0 || (varies(base.x) && !varies(v.x)) {
				return false
			}
		}
	}
	return true
}

func varies(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return true
		}
	}
	return false
}

// alive draws settings until n of them are in the regime of the base, from narrower ranges if need be.
func (b *bench) alive(d *dice, n int, vary []knob) ([]settings, []reply, error) {
	var at []settings
	var replies []reply
	for _, spread := range []float64{1, .6, .3} {
		tries := b.draws(d, 2*n, vary, spread)
		r, err := b.run(program{}, tries, b.seed)
		if err != nil {
			return nil, nil, err
		}
		for i := range tries {
			if len(at) < n && b.inRegime(r[i]) {
				at, replies = append(at, tries[i]), append(replies, r[i])
			}
		}
		if len(at) >= n {
			break
		}
	}
	return at, replies, nil
}

// showCall writes the call at settings as a person would: arguments at their values; arrays in full.
func (b *bench) showCall(at settings) string {
	show := b.subject.Show
	if show == "" {
		list := []string{}
		for _, k := range b.knobs {
			if k.argument {
				list = append(list, "{"+k.Name+"}")
			}
		}
		show = b.subject.Function + "(" + strings.Join(list, ", ") + ")"
	}
	for _, k := range b.knobs {
		if k.argument {
			show = strings.ReplaceAll(show, "{"+k.Name+"}", k.Name+"="+k.written(b.valueAt(at, k)))
		}
	}
	for strings.Contains(show, "{") { // arguments left at a default that is no number
		i := strings.Index(show, "{")
		j := strings.Index(show[i:], "}")
		if j < 0 {
			break
		}
		show = show[:i] + show[i+j+1:]
	}
	return strings.NewReplacer(", ,", ",", "(, ", "(", ", )", ")").Replace(strings.NewReplacer(", ,", ",", "(, ", "(", ", )", ")").Replace(show))
}

// written is a value as it is passed.
func (k knob) written(v float64) string {
	if len(k.Array) == 0 {
		if k.Integer {
			return trimFloat(v)
		}
		return trimFloat(v)
	}
	width := len(k.Array)
	if len(k.Shape) == 2 {
		width = k.Shape[1]
	}
	rows := []string{}
	for i := 0; i+width <= len(k.Array) && width > 0; i += width {
		row := make([]string, width)
		for j := range row {
			row[j] = trimFloat(k.Array[i+j] + 0) // -0 is written 0
		}
		rows = append(rows, "["+strings.Join(row, ", ")+"]")
	}
	if len(k.Shape) < 2 {
		return strings.Join(rows, "")
	}
	return "[" + strings.Join(rows, ", ") + "]"
}

// showArrays reports whether all arrays that are passed are small enough to be written down.
func (b *bench) showArrays() bool {
	for _, k := range b.knobs {
		if len(k.Array) > 40 {
			return false
		}
	}
	return true
}

// scene is a sentence or two that says at which values an item stands: the call in full, then the constants that have
// other values than in the program's text.
func (b *bench) scene(at settings) string {
	var s strings.Builder
	fmt.Fprintf(&s, "```python\n%s\n```\n", b.showCall(at))
	var changed []string
	for _, k := range b.knobs {
		if v, ok := at[k.Name]; ok && !k.argument && v != k.Value {
			switch {
			case k.shown != "":
				changed = append(changed, fmt.Sprintf("%s replaced by `%s`", k.tag(), trimFloat(v)))
				continue
			case k.gain != "":
				changed = append(changed, fmt.Sprintf("all entries of `%s` multiplied by %s", k.gain, trimFloat(v)))
				continue
			}
			changed = append(changed, fmt.Sprintf("`%s = %s` in line %d (instead of %s)", k.Name, trimFloat(v), k.line, trimFloat(k.Value)))
		}
	}
	if len(changed) > 0 {
		fmt.Fprintf(&s, "\nwith %s.\n", joinAnd(changed))
	}
	var units []string
	for _, k := range b.knobs {
		if k.argument && k.Unit != "" && k.Unit != "1" {
			units = append(units, fmt.Sprintf("`%s` in %s", k.Name, k.Unit))
		}
	}
	if len(units) > 0 {
		fmt.Fprintf(&s, "\nUnits: %s.\n", strings.Join(units, ", "))
	}
	return s.String()
}

func joinAnd(list []string) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// numbersOnScreen lists every number that a person sees with an item: literals of the program, the settings, and
// whatever the program returned at its own values for the same observable.
func (b *bench) numbersOnScreen(at settings, also ...float64) []float64 {
	list := slices.Clone(also)
	for _, n := range b.src.root.all("integer", "float") {
		if v, ok := literal(b.src.of(n)); ok {
			list = append(list, v)
		}
	}
	for _, k := range b.knobs {
		list = append(list, b.valueAt(at, k), k.Value)
		list = append(list, k.Array...)
	}
	return list
}

// nearScreen reports whether a truth lies within a share of a number on the screen.
func nearScreen(truth float64, screen []float64, share float64) bool {
	for _, v := range screen {
		if math.Abs(math.Abs(v)-math.Abs(truth)) <= share*math.Abs(truth) {
			return true
		}
	}
	return false
}

// rawKey turns a key into what Item stores.
func rawKey(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil { // keys are plain structs of numbers and texts; only NaN could fail, and no key is NaN
		return json.RawMessage("null")
	}
	return raw
}
