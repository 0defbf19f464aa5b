package pages

import (
	"math"

	"coronium/views/plot"
)

// The cell of all fixtures: tau 20 ms, R 50 MOhm, E_L -70, V_r -60, V_th -50 mV, t_ref 3 ms.
const (
	tau, resistance, rest, reset, threshold, refractory = 20.0, 50.0, -70.0, -60.0, -50.0, 3.0
)

// trace integrates the cell by Euler's method; to is where it is reset to.
func trace(current, to, dt, until float64) (ts, vs, spikes []float64) {
	v, hold := rest, 0
	for k := 0; float64(k)*dt <= until; k++ {
		ts, vs = append(ts, float64(k)*dt), append(vs, v)
		if hold > 0 {
			hold--
			v = to
			continue
		}
		v += dt * (-(v - rest) + resistance*current) / tau
		if v >= threshold {
			spikes = append(spikes, float64(k+1)*dt)
			v, hold = to, int(math.Round(refractory/dt))
		}
	}
	return ts, vs, spikes
}

// rate is the theory: 1000/(t_ref + tau log((E_L+RI-V_r)/(E_L+RI-V_th))) Hz.
func rate(current float64) float64 {
	end := rest + resistance*current
	if end <= threshold {
		return 0
	}
	return 1000 / (refractory + tau*math.Log((end-reset)/(end-threshold)))
}

func sweep(from, to float64, n int, f func(float64) float64) (xs, ys []float64) {
	for i := range n {
		x := from + (to-from)*float64(i)/float64(n-1)
		xs, ys = append(xs, x), append(ys, f(x))
	}
	return xs, ys
}

// overlay is a program that resets to rest, laid over the reference.
func overlay() plot.Figure {
	yt, yv, ys := trace(.6, rest, .1, 120)
	rt, rv, _ := trace(.6, reset, .1, 120)
	return plot.Figure{
		ID: "overlay", Title: "Your trace leaves the reference at the first spike.",
		Description: "Both climb alike until 21.9 ms; after the spike yours falls to −70 mV, the reference to −60 mV.",
		Caption:     "At I = 0.6 nA, dt = 0.1 ms.",
		X:           plot.Axis{Label: "t", Unit: "ms"}, Y: plot.Axis{Label: "V", Unit: "mV"},
		Series: []plot.Series{
			{Name: "yours", Role: "yours", X: yt, Y: yv},
			{Name: "reference", Role: "reference", X: rt, Y: rv},
		},
		Marks:    []plot.Mark{{X: ys[0], Y: reset, Vertical: true, Role: "divergence", Label: "first difference, 22 ms"}, {Y: threshold, Horizontal: true, Label: "threshold"}},
		Residual: true,
	}
}

// meets is the f–I curve: theory over simulation, with the sealed prediction.
func meets(wrong bool) plot.Figure {
	sx, sy := sweep(.3, 2, 18, rate)
	tx, ty := sweep(.3, 2, 120, rate)
	dx, dy := sweep(.41, 2, 100, func(i float64) float64 {
		end := rest + resistance*i
		return 1000 / (refractory + math.Log((end-reset)/(end-threshold)))
	})
	f := plot.Figure{
		ID: "meets", Title: "Theory passes through every simulated rate.",
		Description: "The derived rate agrees with the simulation from rheobase, 0.4 nA, to 2 nA within 0.3 Hz.",
		Caption:     "Circles are simulated, the line is yours.",
		X:           plot.Axis{Label: "input I", Unit: "nA"}, Y: plot.Axis{Label: "rate f", Unit: "Hz", Min: 0, Max: 350},
		Series: []plot.Series{
			{Name: "your line 9", Role: "theory", X: tx, Y: ty},
			{Name: "simulation", Role: "simulation", X: sx, Y: sy},
			{Name: "your prediction", Role: "prediction", X: []float64{.4}, Y: []float64{0}, Low: []float64{0}, High: []float64{28}},
		},
		Marks: []plot.Mark{{Y: 1000 / refractory, Horizontal: true, Label: "1/t_ref"}},
	}
	if wrong {
		f.Title = "With line 5 as it stands the rate is far too high."
		f.Description = "The curve of line 5 reaches 300 Hz at 0.6 nA, where the simulation gives 59 Hz."
		f.Series[0] = plot.Series{Name: "line 6 as it stands", Role: "draft", X: dx, Y: dy}
		f.Series = append(f.Series, plot.Series{Name: "with your draft of line 5", Role: "yours", X: tx, Y: ty})
	}
	return f
}

// pair is a program and its mutant.
func pair() plot.Figure {
	at, av, _ := trace(.8, reset, .1, 60)
	bt, bv, _ := trace(.8, rest, .1, 60)
	return plot.Figure{
		ID: "pair", Title: "Yours and the changed program, the first 60 ms.", Description: "The changed program fires later after its first spike.",
		X: plot.Axis{Label: "t", Unit: "ms"}, Y: plot.Axis{Label: "V", Unit: "mV"},
		Series: []plot.Series{{Name: "your program", Role: "reference", X: at, Y: av}, {Name: "the changed program", Role: "yours", X: bt, Y: bv}},
		Marks:  []plot.Mark{{Y: threshold, Horizontal: true}},
	}
}
