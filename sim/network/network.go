// Package network holds networks of spiking neurons: Brunel's sparse network, the two benchmark networks of Brette
// et al. (current- and conductance-based), a balanced network without noise, and Hopfield's memory.
//
// Connections are stored by source (compressed sparse rows), inputs with a delay in a ring of slots. A step
// integrates, tests the threshold, delivers, resets; each file says where its network differs. Random numbers belong to neurons,
// not to workers, and inputs are added in the order of their sources, so that a run is the same, bit by bit, for any number of
// workers. Loops over steps allocate nothing but the list of spikes.
//
// Spike times of these networks are chaotic: rates, CVs and spectra can be compared between programs, times can't.
//
// Models returns the registry's entries of this package.
package network

import (
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{brunelModel(), cubaModel(), cobaModel(), balancedModel(), hopfieldModel()}
}

// Spike is a spike of neuron ID in step Step.
type Spike struct{ Step, ID int32 }

// CSR holds connections by source: the targets of i are Target[Offset[i]:Offset[i+1]].
type CSR struct {
	Offset, Target []int32
}

// Bernoulli connects every pair with probability p, by skipping geometrically to the next connection.
func Bernoulli(sources, targets int, p float64, r *random.Source) CSR {
	c := CSR{Offset: make([]int32, sources+1), Target: make([]int32, 0, int(float64(sources*targets)*p*1.05)+64)}
	log1p := math.Log1p(-p)
	for i := range sources {
		for j := -1; ; {
			skip := 0.0
			if p < 1 {
				skip = math.Log(1-r.Float64()) / log1p
			}
			if skip > float64(targets) {
				break
			}
			j += 1 + int(skip)
			if j >= targets {
				break
			}
			c.Target = append(c.Target, int32(j))
		}
		c.Offset[i+1] = int32(len(c.Target))
	}
	return c
}

// Statistics are what is compared between programs.
type Statistics struct {
	Rate, CV, Fano float64 // Hz; mean over neurons with at least 9 intervals (NaN if none); of the population's counts in windows of 1 ms
	Count          int
}

// Measure takes the spikes of neurons from … to-1 in steps of dt (ms), from burn to end (ms).
func Measure(spikes []Spike, from, to int, dt, burn, end float64) Statistics {
	n := to - from
	var s Statistics
	last, sum, square, count := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range last {
		last[i] = -1
	}
	bins := make([]float64, max(1, int(end-burn)))
	for _, q := range spikes {
		t := float64(q.Step+1) * dt
		if int(q.ID) < from || int(q.ID) >= to || t < burn {
			continue
		}
		s.Count++
		if k := int(t - burn); k < len(bins) {
			bins[k]++
		}
		i := int(q.ID) - from
		if last[i] >= 0 {
			d := t - last[i]
			sum[i] += d
			square[i] += d * d
			count[i]++
		}
		last[i] = t
	}
	s.Rate = float64(s.Count) / float64(n) / (end - burn) * 1000
	cvs, cv := 0.0, 0.0
	for i := range count {
		if count[i] >= 9 {
			m := sum[i] / count[i]
			cv += math.Sqrt(math.Max(0, square[i]/count[i]-m*m)) / m
			cvs++
		}
	}
	s.CV = cv / cvs // NaN without such neurons
	m, v := 0.0, 0.0
	for _, b := range bins {
		m += b / float64(len(bins))
	}
	for _, b := range bins {
		v += (b - m) * (b - m) / float64(len(bins))
	}
	s.Fano = v / m
	return s
}

// put stores statistics under a prefix, leaving out what is not defined.
func (s Statistics) put(out map[string]float64, prefix string) {
	out[prefix+"rate"] = s.Rate
	for name, v := range map[string]float64{"cv": s.CV, "fano": s.Fano} {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			out[prefix+name] = v
		}
	}
}

// raster returns times (ms) and numbers of the spikes of the first most neurons, for a picture.
func raster(spikes []Spike, dt float64, most int32) (t, id []float64) {
	t, id = []float64{}, []float64{}
	for _, s := range spikes {
		if s.ID < most && len(t) < 200000 {
			t, id = append(t, float64(s.Step+1)*dt), append(id, float64(s.ID))
		}
	}
	return t, id
}

func rasterOutputs() []sim.Output {
	return []sim.Output{
		sim.Curve("raster_t", "ms", "spike times of the first 200 neurons"), sim.Curve("raster_id", "1", "number of the neuron, against raster_t"),
		sim.Curve("population_t", "ms", "time, for population"), sim.Curve("population", "Hz", "population rate, in windows of 1 ms"),
	}
}

func statisticsOutputs() []sim.Output {
	return []sim.Output{
		sim.Scalar("rate", "Hz", "mean rate, first part dropped"), sim.Scalar("cv", "1", "mean CV, of neurons with at least 9 intervals; absent if none"), sim.Scalar("fano", "1", "Fano factor of the population, of its counts in 1 ms"),
		sim.Scalar("spikes", "1", "number of spikes in all"),
	}
}

// pictures fills the curves of rasterOutputs.
func pictures(out *sim.Result, spikes []Spike, n int, dt, end float64) {
	t, id := raster(spikes, dt, 200)
	bins := max(1, int(math.Ceil(end)))
	pt, p := make([]float64, bins), make([]float64, bins)
	for k := range pt {
		pt[k] = float64(k) + 0.5
	}
	for _, s := range spikes {
		p[min(bins-1, int(float64(s.Step)*dt))] += 1000 / float64(n)
	}
	out.Traces = map[string][]float64{"raster_t": t, "raster_id": id, "population_t": pt, "population": p}
}

// burnIn is the part of a run that statistics leave out: 200 ms, or half of a short run.
func burnIn(T float64) float64 { return math.Min(200, T/2) }
