package lab

import (
	"fmt"
	"math"
	"time"

	"coronium/sim"
)

// Limits bound what one person may ask of the machine that everybody shares.
type Limits struct {
	Workers  int           // jobs at once
	Queue    int           // jobs that may wait
	Person   int           // jobs of one person, running or waiting
	Run      time.Duration // one job
	Spent    time.Duration // computing time of one person, forgotten with the time constant Forget
	Forget   time.Duration
	Steps    float64 // T/dt of one run, traces and all
	Synapses float64 // of one network
	Kept     int     // bytes of results kept
}

// DefaultLimits suit a course on a small server that also grades.
var DefaultLimits = Limits{Workers: 2, Queue: 40, Person: 4, Run: 30 * time.Second, Spent: 3 * time.Minute, Forget: 5 * time.Minute,
	Steps: 400_000, Synapses: 4e7, Kept: 96 << 20}

// TooLarge says that a run is larger than the lab takes. Its text is for the person who asked.
type TooLarge struct{ Parameter, What, Mend string }

func (e *TooLarge) Error() string { return e.What + " " + e.Mend }

// BadInput marks the error as the fault of the request.
func (*TooLarge) BadInput() bool { return true }

// Admit refuses runs whose size shows in their values: too many steps, too many synapses. What takes long otherwise is stopped by time.
func (l Limits) Admit(m sim.Model, s Settings) error {
	elsewhere := fmt.Sprintf("`coronium sim %s` runs larger ones on a machine of your own.", m.Name)
	if dt, T := s.Values["dt"], s.Values["T"]; dt > 0 && T/dt > l.Steps {
		what := fmt.Sprintf("T/dt is %s steps; a run in the lab takes at most %s.", sim.Format(math.Round(T/dt)), sim.Format(l.Steps))
		return &TooLarge{"T", what, fmt.Sprintf("Take T up to %s, or dt from %s on; %s", sim.Format(floor2(l.Steps*dt)), sim.Format(ceil2(T/l.Steps)), elsewhere)}
	}
	if N := s.Values["N"]; N > 0 && m.Kind == sim.KindModel {
		share := math.Max(s.Values["epsilon"], s.Values["p"])
		if synapses := 1.6 * N * N * share; hasAny(m, "epsilon", "p") && synapses > l.Synapses {
			what := fmt.Sprintf("This network would have about %s million synapses; one in the lab has at most %s million.", sim.Format(math.Round(synapses/1e6)), sim.Format(l.Synapses/1e6))
			return &TooLarge{"N", what, fmt.Sprintf("Take N up to %s; %s", sim.Format(floor2(math.Sqrt(l.Synapses/(1.6*share)))), elsewhere)}
		}
	}
	return nil
}

func hasAny(m sim.Model, names ...string) bool {
	for _, name := range names {
		if _, ok := m.Parameter(name); ok {
			return true
		}
	}
	return false
}

// floor2 and ceil2 keep two significant digits, on the side that is admissible.
func floor2(x float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(x))-1)
	return math.Floor(x/unit*(1+1e-12)) * unit
}

func ceil2(x float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(x))-1)
	return math.Ceil(x/unit*(1-1e-12)) * unit
}
