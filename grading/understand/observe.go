package understand

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// kinds of returned values beyond those of Output: how they are spoken of.
const (
	kindGrid   = "grid"   // an axis: equal steps
	kindRaster = "raster" // 0 and 1 along a grid
	kindVector = "vector" // a few numbers
	kindMatrix = "matrix"
	kindEmpty  = "empty"
)

// output is a returned value as Make settled it.
type output struct {
	Output
	index int
	words string // "`V`", "the returned number", "the second returned value"
}

// observable is one number that a person can look at in what a program returns.
type observable struct {
	id    string
	out   int
	says  string // noun phrase: "the number of spikes"
	unit  string
	whole bool // a count
	// offset: the number stands on a scale whose zero means nothing to the model (a potential), so that per cent of it mean nothing.
	offset bool
	single bool                // one or two of the returned numbers settle it
	eval   func(reply) float64 // NaN where it does not exist
}

var ordinals = []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"}

// describeOutputs settles names, units and kinds of what the program returns from what is declared, the return
// statement and replies at several settings.
func (b *bench) describeOutputs(replies []reply) []output {
	base := replies[0]
	names := b.returnNames()
	outs := make([]output, len(base.values))
	returned := 0
	for _, v := range base.values {
		returned = max(returned, v.from+1)
	}
	for i := range base.values {
		o := output{index: i}
		v := base.values[i]
		if v.from < len(b.subject.Outputs) {
			o.Output = b.subject.Outputs[v.from]
		}
		if o.Name == "" && i < len(base.names) {
			o.Name = base.names[i]
		}
		if o.Name == "" && len(names) == returned {
			o.Name = names[v.from]
		}
		o.Kind = settleKind(o, i, replies)
		if len(b.subject.Settled) == len(base.values) {
			o.Kind = b.subject.Settled[i].Kind
		}
		switch {
		case o.Name != "":
			o.Name += v.part
			o.words = "`" + o.Name + "`"
		case returned == 1:
			o.words = "the returned value"
		case v.from < len(ordinals):
			o.words = "the " + ordinals[v.from] + " returned value"
		default:
			o.words = fmt.Sprintf("returned value number %d", v.from+1)
		}
		if v.part != "" && o.Name == "" {
			o.words = "`" + v.part + "` of " + o.words
		}
		if o.Unit == "" {
			o.Unit = b.outputUnit(o)
		}
		outs[i] = o
	}
	return outs
}

// outputUnit looks for the unit of a returned value in the documentation; times have the unit of the time step.
func (b *bench) outputUnit(o output) string {
	if name, _, _ := strings.Cut(o.Name, "["); name != "" {
		if u := b.src.unitOf(name, -1, b.target); u != "" {
			return u
		}
	}
	if b.base.values[len(b.base.values)-1].from == 0 && b.target != nil { // "Firing rate (Hz) of …": the first words of the documentation
		line, _, _ := strings.Cut(b.src.docstring(b.target), "\n")
		line, _, _ = strings.Cut(line, ";")
		if head, _, ok := strings.Cut(line, "("); ok && smallWord.MatchString(head) { // "share of intervals in each bin (ms)": not the share's
			line = ""
		}
		if u := unitIn(line); u != "" && !strings.Contains(line, ",") {
			return u
		}
		if i := strings.Index(line, "("); i > 0 && strings.Index(line, ")") > i {
			if u := unitIn(line[i : strings.Index(line, ")")+1]); u != "" && !strings.Contains(line[:i], ",") {
				return u
			}
		}
	}
	if o.Kind == KindTimes || o.Kind == kindGrid {
		if dt := b.timeStep(); dt != nil {
			return dt.Unit
		}
	}
	return ""
}

// smallWord begins a phrase behind a noun; a unit behind it may belong to another quantity.
var smallWord = regexp.MustCompile(`(?i)\b(?:of|in|at|per|each|for|with|from|to|under|by|as|over|after)\b`)

// settleKind tells what a returned value is. Declared kinds are kept unless the value contradicts them.
func settleKind(o output, i int, replies []reply) string {
	v := replies[0].values[i]
	switch {
	case len(v.shape) == 0:
		return KindScalar
	case len(v.shape) > 1 && !(len(v.shape) == 2 && (v.shape[0] == 1 || v.shape[1] == 1)):
		return kindMatrix
	case o.Kind == KindTimes || o.Kind == KindTrace:
		return o.Kind
	}
	if len(v.x) == 1 && !looksLikeTimes(o.Name) {
		return KindScalar
	}
	if isGrid(v.x) && !looksLikeTimes(o.Name) {
		return kindGrid
	}
	varies, increasing, binary := false, true, len(v.x) > 8
	for _, r := range replies {
		if i >= len(r.values) {
			continue
		}
		w := r.values[i]
		varies = varies || len(w.x) != len(v.x)
		for j, x := range w.x {
			increasing = increasing && (j == 0 || x >= w.x[j-1]) && x >= 0
			binary = binary && (x == 0 || x == 1)
		}
	}
	switch {
	case increasing && (looksLikeTimes(o.Name) || (varies && !binary)):
		return KindTimes
	case binary:
		return kindRaster
	case len(v.x) == 0:
		return kindEmpty
	case len(v.x) < 20:
		return kindVector
	}
	return KindTrace
}

func looksLikeTimes(name string) bool {
	n := strings.ToLower(name)
	return strings.Contains(n, "spike") || strings.Contains(n, "times") || strings.Contains(n, "event") || n == "spk" || n == "spks" || n == "ts_spk"
}

// isGrid reports whether x has equal positive steps and begins at 0 or one step behind it: a regular spike train has
// equal steps too, but begins elsewhere.
func isGrid(x []float64) bool {
	if len(x) < 4 {
		return false
	}
	step := (x[len(x)-1] - x[0]) / float64(len(x)-1)
	if !(step > 0) || (math.Abs(x[0]) > 1e-6*step && math.Abs(x[0]-step) > 1e-6*step) {
		return false
	}
	for i := 1; i < len(x); i++ {
		if math.Abs(x[i]-x[i-1]-step) > 1e-6*step {
			return false
		}
	}
	return true
}

// returnNames reads the names in the target's last return statement, `return V, np.array(spikes)`: V, spikes.
func (b *bench) returnNames() []string {
	if b.target == nil {
		return nil
	}
	returns := b.src.own(b.target, "return_statement")
	if len(returns) == 0 {
		return nil
	}
	parts := returns[len(returns)-1].parts()
	if len(parts) != 1 {
		return nil
	}
	e := parts[0]
	list := []*node{e}
	if e.kind == "expression_list" || e.kind == "tuple" {
		list = e.parts()
	}
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = b.src.plainName(n)
	}
	return names
}

// own lists nodes of a kind in a function, without those of functions inside it.
func (s *source) own(f *node, kind string) []*node {
	var list []*node
	f.walk(func(n *node) bool {
		if n != f && (n.kind == "function_definition" || n.kind == "lambda" || n.kind == "class_definition") {
			return false
		}
		if n.kind == kind {
			list = append(list, n)
		}
		return true
	})
	return list
}

// plainName is the name that an expression returns: x, np.array(x), x[:n], self.x; "" for a computation.
func (s *source) plainName(n *node) string {
	switch n.kind {
	case "identifier":
		return s.of(n)
	case "attribute":
		if a := n.at("attribute"); a != nil && s.of(n.at("object")) == "self" {
			return s.of(a)
		}
	case "subscript":
		parts := n.parts()
		if text := s.of(n); len(parts) == 2 && parts[1].kind != "slice" && s.plainName(parts[0]) != "" && len(text) <= 24 && !strings.ContainsAny(text, "\n`") {
			return text // beta[0] is not beta
		}
		return s.plainName(n.at("value"))
	case "call":
		f, args := n.at("function"), n.at("arguments")
		if f == nil || args == nil {
			return ""
		}
		name := s.of(f)
		name = name[strings.LastIndexByte(name, '.')+1:]
		if p := args.parts(); len(p) >= 1 && slices.Contains([]string{"array", "asarray", "list", "tuple", "float"}, name) {
			return s.plainName(p[0])
		}
	}
	return ""
}

// timeStep is the knob that is the integration step, or nil.
func (b *bench) timeStep() *knob {
	for _, name := range []string{"dt", "delta_t", "deltat", "dt_ms", "time_step", "timestep", "h", "step"} {
		for i := range b.knobs {
			if strings.EqualFold(b.knobs[i].Name, name) && b.knobs[i].Value > 0 && len(b.knobs[i].Array) == 0 {
				return &b.knobs[i]
			}
		}
	}
	return nil
}

// duration is the knob that is the length of the run, or nil.
func (b *bench) duration() *knob {
	for i := range b.knobs {
		if durationName.MatchString(b.knobs[i].Name) && b.knobs[i].Value > 0 {
			return &b.knobs[i]
		}
	}
	return nil
}

// observables lists what can be looked at in the returned values.
func (b *bench) observables() []observable {
	var list []observable
	add := func(o output, id, says, unit string, whole, offset bool, f func(x []float64, r reply) float64) {
		i := o.index
		list = append(list, observable{id: fmt.Sprintf("%d.%s", i, id), out: i, single: slices.Contains([]string{"rise", "last", "head", "first", "corner", "value"}, id), says: says, unit: unit, whole: whole, offset: offset, eval: func(r reply) float64 {
			if !r.ok() || i >= len(r.values) {
				return math.NaN()
			}
			return f(r.values[i].x, r)
		}})
	}
	for _, o := range b.outs {
		w := o.words
		switch o.Kind {
		case KindScalar:
			says := w
			if o.Means != "" {
				says = w + " (" + o.Means + ")"
			}
			add(o, "value", says, o.Unit, false, false, single)
		case KindTimes:
			count, head, between := "the number of spikes", "the time of the first spike", "the mean interval between spikes"
			if !b.spikes(o) {
				count, head, between = "the number of entries of "+w, "the first entry of "+w, "the mean difference between successive entries of "+w
			}
			add(o, "count", count, "", true, false, func(x []float64, _ reply) float64 { return float64(len(x)) })
			add(o, "first", head, o.Unit, false, false, first)
			add(o, "interval", between, o.Unit, false, false, meanInterval)
		case kindRaster:
			add(o, "count", "the number of ones in "+w, "", true, false, func(x []float64, _ reply) float64 { return sum(x) })
		case KindTrace:
			add(o, "rise", "the change of "+w+" from its first to its last sample (last minus first)", o.Unit, false, false,
				func(x []float64, _ reply) float64 { return last(x) - first(x, reply{}) })
			add(o, "max", "the largest value of "+w, o.Unit, false, o.Unit == "mV", func(x []float64, _ reply) float64 { return largest(x) })
			add(o, "min", "the smallest value of "+w, o.Unit, false, o.Unit == "mV", func(x []float64, _ reply) float64 { return -largest(negated(x)) })
			add(o, "last", "the last value of "+w, o.Unit, false, o.Unit == "mV", func(x []float64, _ reply) float64 { return last(x) })
			add(o, "mean", "the mean of "+w, o.Unit, false, o.Unit == "mV", func(x []float64, _ reply) float64 { return sum(x) / float64(len(x)) })
			if level, ok := b.crossingLevel(o.index); ok {
				add(o, "cross", "the number of times "+w+" rises through "+digitsUnit2(level, o.Unit), "", true, false, func(x []float64, _ reply) float64 { return float64(len(upward(x, level))) })
			}
		case kindVector:
			add(o, "sum", "the sum of "+w, o.Unit, false, false, func(x []float64, _ reply) float64 { return sum(x) })
			add(o, "max", "the largest entry of "+w, o.Unit, false, false, func(x []float64, _ reply) float64 { return largest(x) })
			add(o, "head", "the first entry of "+w, o.Unit, false, false, first)
			add(o, "last", "the last entry of "+w, o.Unit, false, false, func(x []float64, _ reply) float64 { return last(x) })
		case kindMatrix:
			add(o, "mean", "the mean of all entries of "+w, o.Unit, false, false, func(x []float64, _ reply) float64 { return sum(x) / float64(len(x)) })
			add(o, "max", "the largest entry of "+w, o.Unit, false, false, func(x []float64, _ reply) float64 { return largest(x) })
			add(o, "corner", "the last entry (last row, last column) of "+w, o.Unit, false, false, func(x []float64, _ reply) float64 { return last(x) })
		}
	}
	return list
}

// spikes reports whether the entries of an output are spike times, by its name or because the program speaks of spikes.
func (b *bench) spikes(o output) bool {
	n := strings.ToLower(o.Name)
	return o.Name == "" || strings.Contains(n, "spike") || strings.HasPrefix(n, "spk") || strings.Contains(strings.ToLower(b.subject.Source+o.Means), "spike")
}

func single(x []float64, _ reply) float64 {
	if len(x) != 1 {
		return math.NaN()
	}
	return x[0]
}

func first(x []float64, _ reply) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	return x[0]
}

func last(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	return x[len(x)-1]
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

func largest(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	m := x[0]
	for _, v := range x {
		if v > m || math.IsNaN(v) {
			m = v
		}
	}
	return m
}

func negated(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = -v
	}
	return y
}

// meanInterval is (last - first)/(n - 1) of at least three times.
func meanInterval(x []float64, _ reply) float64 {
	if len(x) < 3 {
		return math.NaN()
	}
	return (x[len(x)-1] - x[0]) / float64(len(x)-1)
}

// crossingLevel is a level, half way up the base trace, that it passes at least twice upwards: the level of a spike.
func (b *bench) crossingLevel(i int) (float64, bool) {
	for _, o := range b.outs {
		if o.Kind == KindTimes { // the events are returned: nobody need count crossings
			return 0, false
		}
	}
	x := b.base.values[i].x
	level := round2((largest(x) - largest(negated(x))) / 2)
	return level, len(upward(x, level)) >= 2
}

// upward lists the sample numbers at which x has just risen through a level.
func upward(x []float64, level float64) []int {
	var list []int
	for k := 1; k < len(x); k++ {
		if x[k-1] < level && x[k] >= level {
			list = append(list, k)
		}
	}
	return list
}

// observable returns the observable of an id.
func (b *bench) observable(id string) (observable, bool) {
	for _, o := range append(b.observables(), b.entries()...) {
		if o.id == id {
			return o, true
		}
	}
	return observable{}, false
}

// entries are single entries, a third of the way along, of rows of numbers that come from no loop: what is there can be worked
// out without the others.
func (b *bench) entries() []observable {
	var list []observable
	for _, o := range b.outs {
		i, k := o.index, len(b.base.values[o.index].x)/3
		if (o.Kind != KindTrace && o.Kind != kindVector) || len(b.base.values[i].shape) != 1 || k == 0 {
			continue
		}
		says := fmt.Sprintf("entry number %d of %s, counting from 0", k, o.words)
		if o.Name != "" {
			says = fmt.Sprintf("`%s[%d]` (counting from 0)", o.Name, k)
		}
		list = append(list, observable{id: fmt.Sprintf("%d.entry", i), out: i, says: says, unit: o.Unit, single: true, eval: entry0(i, k)})
	}
	return list
}

// what is the observable's kind: the part of its id behind the output's number.
func (o observable) what() string {
	_, w, _ := strings.Cut(o.id, ".")
	return w
}
