package network

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"coronium/sim"
	"coronium/sim/pages"
	"coronium/sim/random"
)

// Brunel is the sparsely connected network of Brunel 2000, model A: NE excitatory and NE/4 inhibitory integrate-and-fire neurons,
// each with exactly CE = Epsilon NE excitatory and CE/4 inhibitory synapses from distinct sources, of J and -g J mV, after a delay; and CE
// external Poisson trains of eta times Vth/(CE J tau).
//
// In a step of dt: V decays exactly; the input of the step (recurrent with its delay, and a Poisson number of external spikes) is added; V >=
// Vth is a spike, V <- Vr, and round(tref/dt) further steps are held, their input lost. So NEST does it; Brian2's order (decay, test, add) shifts
// rates by about 1 %. Neurons start uniform on [0, Vth).
//
// Neurons are cut into blocks of 64 with a generator each; a worker owns whole blocks. Steps of one delay run without communication,
// then all deliver. Source: Brunel 2000, J. Comput. Neurosci. 8:183.
type Brunel struct {
	NE                            int
	Epsilon, J, G, Eta            float64
	Tau, Tref, Vth, Vr, Delay, Dt float64
	Variant                       string
	decay                         float64
	excited, inhibited            []float64 // mV that so many spikes of a kind bring in a step
	hold, delay                   int32
	external                      *Alias
}

// ModelA is the set of Brunel 2000 with g 5, eta 2 and N 12 500.
var ModelA = Brunel{NE: 10000, Epsilon: 0.1, J: 0.1, G: 5, Eta: 2, Tau: 20, Tref: 2, Vth: 20, Vr: 10, Delay: 1.5, Dt: 0.1}

const block = 64

// shard is what one worker owns: neurons lo … lo+n-1 with the connections that end on them, by source.
type shard struct {
	lo, n   int
	offset  []int32
	target  []uint16
	v       []float64
	held    int      // number of the first of its spikes whose neuron is still held
	slots   []uint32 // what arrives, by step of the ring, then neuron: see excitatorySpike
	sources []random.Source
	out     []Spike // spikes of the present stretch
	spikes  []Spike
}

// N returns the number of neurons.
func (b *Brunel) N() int { return b.NE + b.NE/4 }

func (b *Brunel) prepare() error {
	bad := func(name string, v float64, says string) error {
		return &sim.ParameterError{Model: "brunel", Parameter: name, Value: v, Range: says}
	}
	CE := b.Epsilon * float64(b.NE)
	b.decay = math.Exp(-b.Dt / b.Tau)
	b.hold, b.delay = int32(math.Round(b.Tref/b.Dt)), int32(math.Round(b.Delay/b.Dt))
	base, mean := 0.0, b.Eta*b.Vth/(CE*b.J*b.Tau)*CE*b.Dt
	switch b.Variant {
	case "external-per-second":
		mean /= 1000
	case "no-refractory":
		b.hold = 0
	case "no-delay":
		b.delay = 1
	case "g-forgotten":
		b.G = 1
	case "frozen-external":
		base, mean = b.J*mean, 0
	}
	switch {
	case CE < 4:
		return bad("epsilon", b.Epsilon, "at least 4/NE, so that there are synapses of both kinds")
	case CE > 65535:
		return bad("epsilon", b.Epsilon, "at most 65535/NE: spikes that arrive in a step are counted with 16 bits")
	case b.delay < 1:
		return bad("d", b.Delay, "at least dt")
	case mean > 60:
		return bad("eta", b.Eta, "smaller, or dt shorter: there are more than 60 external spikes a step")
	case !(b.Vr < b.Vth):
		return bad("Vr", b.Vr, "below Vth")
	}
	b.external = NewAlias(mean)
	b.excited, b.inhibited = make([]float64, int(CE)+2+256), make([]float64, int(CE)/4+2)
	for n := range b.excited {
		b.excited[n] = base + float64(n)*b.J
	}
	for n := range b.inhibited {
		b.inhibited[n] = float64(n) * b.inhibition()
	}
	return nil
}

// build makes the shard of neurons lo … hi-1: each draws its sources with its own generator, so that shards do not matter.
func (b *Brunel) build(lo, hi int, seed uint64) *shard {
	NI := b.NE / 4
	N, CE := b.NE+NI, int(math.Round(b.Epsilon*float64(b.NE)))
	CI := CE / 4
	s := &shard{lo: lo, n: hi - lo, offset: make([]int32, N+1), target: pages.Zeroed[uint16]((hi - lo) * (CE + CI))}
	drawn := make([]int32, (hi-lo)*(CE+CI))
	perm := make([]int32, N)
	for i := range perm {
		perm[i] = int32(i)
	}
	swaps := make([]int, 0, CE)
	for j := lo; j < hi; j++ {
		r := random.Stream(seed, uint64(j))
		row := drawn[(j-lo)*(CE+CI) : (j-lo+1)*(CE+CI)]
		choose(perm[:b.NE], row[:CE], &r, swaps)
		choose(perm[b.NE:], row[CE:], &r, swaps)
	}
	for _, i := range drawn {
		s.offset[i+1]++
	}
	for i := range N {
		s.offset[i+1] += s.offset[i]
	}
	at := append([]int32(nil), s.offset...)
	for k, i := range drawn {
		s.target[at[i]] = uint16(k / (CE + CI))
		at[i]++
	}
	s.v, s.slots = make([]float64, s.n), make([]uint32, 2*int(b.delay)*s.n)
	for k := lo; k < hi; k += block {
		r := random.Stream(seed^0x5bd1e995, uint64(k/block))
		for i := k; i < min(k+block, hi); i++ {
			s.v[i-lo] = r.Float64() * b.Vth
		}
		s.sources = append(s.sources, r)
	}
	return s
}

// choose fills out with distinct elements of pool, which it leaves as it was.
func choose(pool, out []int32, r *random.Source, swaps []int) {
	swaps = swaps[:0]
	for k := range out {
		j := k + r.Intn(len(pool)-k)
		pool[k], pool[j] = pool[j], pool[k]
		swaps = append(swaps, j)
		out[k] = pool[k]
	}
	for k := len(swaps) - 1; k >= 0; k-- {
		pool[k], pool[swaps[k]] = pool[swaps[k]], pool[k]
	}
}

// What arrives at a neuron in a step is counted, excitatory spikes in the lower half of a slot and inhibitory ones in the upper: sources are distinct and
// prepare admits in-degrees up to 65535, so neither half overflows. Whole numbers add up to the same in any order, and half the memory of a sum is touched.
const (
	excitatorySpike = 1
	inhibitorySpike = 1 << 16
)

// step advances the shard over the steps from … to-1 (at most one delay) and collects its spikes in out. A neuron that is held stands at minus infinity, where
// no input moves it.
func (b *Brunel) step(s *shard, from, to int32) {
	first := len(s.spikes)
	decay, vth, external, excited, inhibited := b.decay, b.Vth, b.external, b.excited, b.inhibited
	for k := from; k < to; k++ {
		for ; s.held < len(s.spikes) && s.spikes[s.held].Step+b.hold < k; s.held++ {
			s.v[int(s.spikes[s.held].ID)-s.lo] = b.Vr
		}
		slot := s.slot(k % (2 * b.delay))
		for blk := range s.sources {
			lo, hi := blk*block, min((blk+1)*block, s.n)
			r := s.sources[blk]
			in, v := slot[lo:hi], s.v[lo:hi]
			v = v[:len(in)]
			var u uint64
			for i, arrived := range in {
				if i&1 == 0 {
					u = r.Uint64() // two draws of 32 bits
				} else {
					u >>= 32
				}
				in[i] = 0
				x := float64(v[i]*decay) + excited[arrived%inhibitorySpike+uint32(external.Draw(uint32(u)))] + inhibited[arrived/inhibitorySpike]
				if x >= vth {
					x = math.Inf(-1)
					s.spikes = append(s.spikes, Spike{k, int32(lo + i + s.lo)})
				}
				v[i] = x
			}
			s.sources[blk] = r
		}
	}
	s.out = s.spikes[first:]
}

// deliver counts the spikes of all shards into the slots of this one.
func (b *Brunel) deliver(s *shard, all [][]Spike) {
	for _, list := range all {
		for n, q := range list {
			if n+1 < len(list) {
				pages.Prefetch(s.targets(list[n+1].ID))
			}
			kind := uint32(excitatorySpike)
			if int(q.ID) >= b.NE {
				kind = inhibitorySpike
			}
			slot := s.slot((q.Step + b.delay) % (2 * b.delay))
			for _, j := range s.targets(q.ID) {
				slot[j] += kind
			}
		}
	}
}

// slot is the part of the ring for one step.
func (s *shard) slot(k int32) []uint32 {
	return s.slots[int(k)*s.n : int(k+1)*s.n]
}

// targets are the neurons of this shard to which neuron i of the network projects.
func (s *shard) targets(i int32) []uint16 {
	return s.target[s.offset[i]:s.offset[i+1]]
}

// inhibition is the weight of an inhibitory synapse in mV.
func (b *Brunel) inhibition() float64 {
	if b.Variant == "inhibition-excites" {
		return b.G * b.J
	}
	return -b.G * b.J
}

// Run simulates steps steps with that many workers and returns the spikes in the order of steps and neurons. The result does not depend on workers.
func (b Brunel) Run(ctx context.Context, seed uint64, steps, workers int) ([]Spike, error) {
	net, err := b.Build(ctx, seed, workers)
	if err != nil {
		return nil, err
	}
	return net.Run(ctx, steps)
}

// BrunelNet is a built network, ready to run.
type BrunelNet struct {
	b      Brunel
	shards []*shard
}

// Build draws connections and initial state.
func (b Brunel) Build(ctx context.Context, seed uint64, workers int) (*BrunelNet, error) {
	if err := b.prepare(); err != nil {
		return nil, err
	}
	N := b.N()
	blocks := (N + block - 1) / block
	workers = max(1, min(workers, blocks))
	for (N+workers-1)/workers > 65000 { // targets are numbered with 16 bits
		workers++
	}
	net := &BrunelNet{b: b, shards: make([]*shard, workers)}
	var wg sync.WaitGroup
	for p := range workers {
		lo, hi := p*blocks/workers*block, min((p+1)*blocks/workers*block, N)
		wg.Go(func() { net.shards[p] = b.build(lo, hi, seed) })
	}
	wg.Wait()
	return net, ctx.Err()
}

// Run simulates steps steps from the start. A built network runs once.
//
// A worker waits for the others once a stretch, when all spikes of the stretch are known. It may then be a stretch ahead of a slower one, which still reads the
// spikes of the stretch before: so there are two lists of them, used in turns, and two words on whether to stop.
func (n *BrunelNet) Run(ctx context.Context, steps int) ([]Spike, error) {
	b, P := &n.b, len(n.shards)
	turns := [2]struct {
		spikes [][]Spike
		stop   error
	}{{spikes: make([][]Spike, P)}, {spikes: make([][]Spike, P)}}
	barrier := newBarrier(P)
	work := func(p int) error {
		s := n.shards[p]
		for k := int32(0); k < int32(steps); k += b.delay {
			turn := &turns[k/b.delay%2]
			b.step(s, k, min(k+b.delay, int32(steps)))
			turn.spikes[p] = s.out
			if p == 0 {
				turn.stop = ctx.Err()
			}
			barrier.wait()
			if turn.stop != nil {
				return turn.stop
			}
			b.deliver(s, turn.spikes)
		}
		return nil
	}
	var wg sync.WaitGroup
	for p := 1; p < P; p++ {
		wg.Go(func() { _ = work(p) }) // it stops for the reason for which the first one does
	}
	err := work(0)
	wg.Wait()
	if err != nil {
		return nil, err
	}
	return n.merged(steps), nil
}

// CriticalPath does what Run does, with the workers' parts one after another, and returns how long the run would take on as many idle cores as there
// are workers: the sum of the slowest worker's times between two waits, by the clock given (CPU seconds, say).
func (n *BrunelNet) CriticalPath(ctx context.Context, steps int, clock func() float64) (float64, error) {
	b := &n.b
	before, now := make([][]Spike, len(n.shards)), make([][]Spike, len(n.shards))
	total := 0.0
	for k := int32(0); k < int32(steps); k += b.delay {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		slowest := 0.0
		for p, s := range n.shards {
			began := clock()
			b.deliver(s, before)
			b.step(s, k, min(k+b.delay, int32(steps)))
			now[p] = s.out
			slowest = math.Max(slowest, clock()-began)
		}
		total += slowest
		before, now = now, before
	}
	return total, nil
}

// merged puts the spikes of all shards into the order of steps, then neurons, by counting.
func (n *BrunelNet) merged(steps int) []Spike {
	if len(n.shards) == 1 {
		return n.shards[0].spikes
	}
	at := make([]int32, steps+1)
	total := 0
	for _, s := range n.shards {
		total += len(s.spikes)
		for _, q := range s.spikes {
			at[q.Step+1]++
		}
	}
	for k := range steps {
		at[k+1] += at[k]
	}
	out := make([]Spike, total)
	for _, s := range n.shards { // shards are in the order of neurons
		for _, q := range s.spikes {
			out[at[q.Step]] = q
			at[q.Step]++
		}
	}
	return out
}

// barrier lets n goroutines wait for each other. One that comes early looks for the last to arrive for some fifty microseconds, as long as it takes a virtual machine to
// put a thread to sleep and to wake it; then it sleeps: to spin for longer is ruinous when cores are shared.
type barrier struct {
	mu         sync.Mutex
	cond       *sync.Cond
	n, looks   int32
	count, gen atomic.Int32
}

func newBarrier(n int) *barrier {
	b := &barrier{n: int32(n)}
	if runtime.GOMAXPROCS(0) >= n {
		b.looks = 100000
	}
	b.cond = sync.NewCond(&b.mu)
	return b
}

func (b *barrier) wait() {
	gen := b.gen.Load()
	if b.count.Add(1) == b.n {
		b.count.Store(0)
		b.mu.Lock()
		b.gen.Add(1)
		b.mu.Unlock()
		b.cond.Broadcast()
		return
	}
	for range b.looks {
		if b.gen.Load() != gen {
			return
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.gen.Load() == gen {
		b.cond.Wait()
	}
}

func brunelModel() sim.Model {
	return sim.Model{
		Name: "brunel", Title: "Brunel's sparsely connected network", Kind: sim.KindModel,
		Doc: `N excitatory and N/4 inhibitory integrate-and-fire neurons, in-degree epsilon N and epsilon N/4 from distinct sources, synapses J and -g J mV after a delay d, external Poisson trains of eta Vth/(epsilon N J tau). A step decays, adds the input of the step, tests, resets and holds round(tref/dt) further steps (NEST's order; Brian2 tests before it adds, about 1 % in the rate). ` +
			`Starts uniform on [0, Vth); the first 200 ms are dropped. The same for any number of workers. Compare with brunel-mean-field.`,
		Source: "Brunel 2000, J. Comput. Neurosci. 8:183-208",
		Parameters: []sim.Parameter{
			sim.Par("g", "1", "strength of inhibition relative to J", 5, 0, 20), sim.Par("eta", "1", "external rate in units of the threshold rate", 2, 0.01, 10),
			sim.Whole("N", "excitatory neurons", 10000, 40, 20000), sim.Par("epsilon", "1", "connection probability", 0.1, 0.001, 0.5), sim.Par("J", "mV", "excitatory postsynaptic potential", 0.1, 0.001, 5),
			sim.Par("tau", "ms", "membrane time constant", 20, 1, 200), sim.Par("tref", "ms", "refractory time", 2, 0, 20), sim.Par("Vth", "mV", "threshold", 20, 1, 100), sim.Par("Vr", "mV", "reset", 10, -50, 99), sim.Par("d", "ms", "delay", 1.5, 0.1, 20),
			sim.Step(0.1, 0.02, 1), sim.Duration(400, 1e4), sim.Whole("workers", "goroutines; 0: one a processor, at most 4", 0, 0, 16),
		},
		Outputs: append(append(statisticsOutputs(), rasterOutputs()...), sim.Scalar("rate_E", "Hz", "rate of excitatory neurons"), sim.Scalar("rate_I", "Hz", "rate of inhibitory neurons"), sim.Scalar("synapses", "1", "number of synapses")),
		Variants: []sim.Variant{
			{Name: "no-refractory", Says: "Nothing is held after a spike."},
			{Name: "inhibition-excites", Says: "Inhibitory synapses have the sign of excitatory ones."},
			{Name: "g-forgotten", Says: "Inhibitory synapses are as strong as excitatory ones, not g times."},
			{Name: "no-delay", Says: "Spikes arrive in the next step, whatever the delay."},
			{Name: "frozen-external", Says: "The external input is its mean: the Poisson trains have no fluctuations."},
			{Name: "external-per-second", Says: "The external rate per ms is taken for one per second, a thousand times less: silence."},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			b := Brunel{NE: int(p["N"]), Epsilon: p["epsilon"], J: p["J"], G: p["g"], Eta: p["eta"], Tau: p["tau"], Tref: p["tref"], Vth: p["Vth"], Vr: p["Vr"], Delay: p["d"], Dt: p["dt"], Variant: s.Variant}
			steps, err := sim.Steps("brunel", p["T"], p["dt"], false)
			if err != nil {
				return sim.Result{}, err
			}
			synapses := 1.25 * p["N"] * 1.25 * p["epsilon"] * p["N"]
			worst := synapses * p["T"] / math.Max(p["tref"], p["dt"]) // every neuron at its ceiling
			if synapses > 8e7 || float64(steps)*p["N"] > 4e9 || worst > 4e10 {
				return sim.Result{}, &sim.ParameterError{Model: "brunel", Parameter: "N", Value: p["N"], Range: "smaller, or epsilon or T: this network would take minutes"}
			}
			workers := int(p["workers"])
			if workers == 0 {
				workers = min(4, runtime.GOMAXPROCS(0))
			}
			net, err := b.Build(ctx, s.Seed, workers)
			if err != nil {
				return sim.Result{}, err
			}
			s.Begin()
			spikes, err := net.Run(ctx, steps)
			if err != nil {
				return sim.Result{}, err
			}
			end := float64(steps) * p["dt"]
			out := sim.Result{Scalars: map[string]float64{"spikes": float64(len(spikes)), "synapses": synapses}}
			Measure(spikes, 0, b.N(), p["dt"], burnIn(end), end).put(out.Scalars, "")
			out.Scalars["rate_E"] = Measure(spikes, 0, b.NE, p["dt"], burnIn(end), end).Rate
			out.Scalars["rate_I"] = Measure(spikes, b.NE, b.N(), p["dt"], burnIn(end), end).Rate
			if s.Traces {
				pictures(&out, spikes, b.N(), p["dt"], end)
			}
			return out, nil
		},
	}
}
