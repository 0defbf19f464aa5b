package theory

import (
	"context"
	"math"
	"testing"

	"coronium/sim"
)

// NEST, testsuite/pytests/test_siegert_neuron.py: tau 10, t_ref 2, threshold 15, reset 0, mu 15,
// sigma sqrt(1.5): 27.1095934379 Hz.
func TestSiegertAgainstNEST(t *testing.T) {
	near(t, "rate", NoisyLIF{10, 2, 15, 0}.Rate(15, math.Sqrt(1.5)), 27.1095934379, 27.1e-7)
}

// tau 20, t_ref 2, threshold 20, reset 10: rate and CV by SciPy quadratures.
func TestSiegertRatesAndCV(t *testing.T) {
	n := NoisyLIF{20, 2, 20, 10}
	for _, c := range []struct{ mu, sigma, rate, cv float64 }{
		{15, 5, 9.460799805759127, .81476}, {20, 5, 27.34056735307727, .58264}, {18, 2, 7.667845762151903, .66450},
	} {
		near(t, "rate", n.Rate(c.mu, c.sigma), c.rate, 1e-11*c.rate)
		near(t, "CV", n.CV(c.mu, c.sigma), c.cv, 1e-5)
	}
	// Where the naive integrand gives nan or 500 Hz, an independent stable program (SciPy's erfcx).
	for _, c := range []struct{ mu, sigma, rate float64 }{
		{30, 1, 63.18800210725402}, {40, 1, 98.98661035100145}, {50, 1, 129.01204809844162}, {30, .5, 63.077193821448795},
		{18, .4, 1.917928298962053e-09}, {5, 2, 7.806233167999058e-23}, {0, 2, 1.0441131540846247e-41}, {-10, 2, 8.114418050587776e-96}, {0, 1, 1.0791646908493993e-171},
	} {
		near(t, "rate", n.Rate(c.mu, c.sigma), c.rate, 2e-12*c.rate)
	}
	if r := n.Rate(-100, 0.5); r != 0 {
		t.Errorf("far below threshold the rate is %g, want 0", r)
	}
}

// Over the whole range (mu -50 … 100 mV around threshold, sigma .1 … 20) the rate agrees with an
// independent form, sqrt(pi) int exp(x^2)(1+erf x) = int_0^inf e^{-w^2} (e^{2bw} - e^{2aw})/w dw (Brunel &
// Hakim 1999, eq. A6), integrated by the trapezium rule in log w with the peak at w = b taken out.
func TestSiegertAgainstAnIndependentQuadrature(t *testing.T) {
	n := NoisyLIF{20, 2, 20, 10}
	for mu := -50.0; mu <= 100; mu += 7.5 {
		for _, sigma := range []float64{0.1, 0.3, 1, 2, 5, 10, 20} {
			a, b := (n.Vr-mu)/sigma, (n.Vth-mu)/sigma
			top := math.Max(b, 0) * math.Max(b, 0)
			if top > 600 {
				if r := n.Rate(mu, sigma); r > 1e-200 {
					t.Errorf("mu %v sigma %v: rate %g", mu, sigma, r)
				}
				continue
			}
			sum, h := 0.0, 2e-3
			for s := -40.0; s < 5; s += h {
				w := math.Exp(s)
				e := math.Exp(-(w-b)*(w-b)+b*b-top) - math.Exp(-w*w+2*a*w-top)
				if w < 1e-4 { // expm1 keeps the small difference
					e = math.Exp(-w*w+2*a*w-top) * math.Expm1(2*(b-a)*w)
				}
				sum += e * h
			}
			want := 1000 * math.Exp(-top) / (n.Tref*math.Exp(-top) + n.Tau*sum)
			near(t, "rate", n.Rate(mu, sigma), want, 1e-7*want)
			if e := n.RateError(mu, sigma); e > 1e-9 {
				t.Errorf("mu %v sigma %v: estimated error %.2g", mu, sigma, e)
			}
		}
	}
}

// Without noise the rate is the closed form; far below threshold the process is Poisson: CV 1.
func TestSiegertLimits(t *testing.T) {
	n := NoisyLIF{20, 2, 20, 10}
	near(t, "small noise", n.Rate(25, 0.01), 41.71490687414835, 1e-4)
	near(t, "CV far below threshold", n.CV(0, 2), 1, 2e-3)
	near(t, "CV just noiseless", n.CV(40, 0.1), 0, 0.02)
	near(t, "erfcx(10)", Erfcx(10), 0.05614099274382259, 1e-16)
	near(t, "erfcx(3)", Erfcx(3), 0.17900115118138998, 1e-16)
	near(t, "erfcx across the switch", Erfcx(5-1e-12), Erfcx(5+1e-12), 1e-13)
}

// The error that eif-rate states for itself bounds its change with eight times the panels, from just above rheobase to far above.
func TestEIFRateError(t *testing.T) {
	n := EIF{20, 100, -70, -50, 2, -60, 0, 0}
	for _, over := range []float64{1e-6, 1e-3, .01, .1, 1} {
		I := n.Rheobase() * (1 + over)
		if got, stated := math.Abs(n.Rate(I)/n.rate(I, 192)-1), n.RateError(I); got > 2*stated+1e-14 || stated > 1e-7 {
			t.Errorf("%g above rheobase: error %.2g, stated %.2g", over, got, stated)
		}
	}
}

// Brunel's model A (independent program with SciPy): rate, slope, mu, sigma.
func TestBrunelMeanField(t *testing.T) {
	b := Brunel{CE: 1000, Gamma: 0.25, J: 0.1, Neuron: NoisyLIF{20, 2, 20, 10}, Delay: 1.5}
	for _, c := range []struct{ g, eta, nu, slope, mu, sigma float64 }{
		{5, 2, 37.949697, -1.5443, 21.0252, 7.6829}, {6, 4, 55.841262, -3.0837, 24.1587, 10.94}, {4.5, .9, 6.516702, -.0044, 16.3708, 3.1147},
		{5, 1, 7.826620, -.86, 16.0867, 3.6536}, {8, 4, 31.648379, -5.5912, 16.7032, 10.752}, {3, 2, 327.008479, .2995, 203.5042, 14.7158},
	} {
		r := b.Solutions(c.g, c.eta)
		if len(r) != 1 {
			t.Errorf("(%v, %v): %d roots", c.g, c.eta, len(r))
			continue
		}
		near(t, "rate", r[0].Rate, c.nu, 1e-6*c.nu)
		near(t, "slope", r[0].Slope, c.slope, 1e-4)
		mu, sigma := b.Input(r[0].Rate, c.g, c.eta)
		near(t, "mu", mu, c.mu, 1e-4)
		near(t, "sigma", sigma, c.sigma, 1e-4)
	}
	r := b.Solutions(3, 0.8)
	if len(r) != 3 {
		t.Fatalf("(3, .8): %v", r)
	}
	for i, want := range []float64{.003911, 2.195256, 302.085525} {
		near(t, "one of three", r[i].Rate, want, 1e-6)
	}
	if r := b.Solutions(5, 0.5); len(r) != 1 || r[0].Rate != 0 || r[0].Slope != 0 {
		t.Errorf("(5, .5): %v, want the silent state", r)
	}
	slope, f := b.CriticalSlope()
	near(t, "critical slope", slope, -21.585060017894428, 1e-9)
	near(t, "its frequency", f, 171.58401631481908, 1e-9)
	double := b
	double.J, double.Neuron = 0.2, NoisyLIF{20, 2, 40, 20}
	near(t, "scaling of voltages", double.Solutions(5, 2)[0].Rate, 37.94969708576345, 1e-9)
}

// The wrong formulas at (mu, sigma) = (15, 5) are what their names say: sigma as a standard deviation
// gives the right rate of a sigma larger by sqrt(2).
func TestSiegertVariants(t *testing.T) {
	n := NoisyLIF{20, 2, 20, 10}
	if len(siegertVariants) != 8 {
		t.Fatal("a variant is not tested")
	}
	for _, c := range []struct {
		variant string
		want    float64
	}{{"sigma-is-sd", n.Rate(15, 5*math.Sqrt2)}, {"sigma-squared", n.Rate(15, 25)}, {"no-tref", 1 / (1/n.Rate(15, 5) - 0.002)},
		{"no-sqrt-pi", 1 / (0.002 + (1/n.Rate(15, 5)-0.002)/math.Sqrt(math.Pi))}, {"reset-at-rest", NoisyLIF{20, 2, 20, 0}.Rate(15, 5)}} {
		got, ok := n.wrongRate(15, 5, c.variant)
		if !ok {
			t.Errorf("%s has no value", c.variant)
		}
		near(t, c.variant, got, c.want, 1e-9)
	}
	for _, v := range []string{"erfc-for-1+erf", "erf-alone", "exp-minus"} {
		if got, _ := n.wrongRate(18, 5, v); math.Abs(got-n.Rate(18, 5)) < 0.1 {
			t.Errorf("%s gives the right rate", v)
		}
	}
}

// run calls an entry with its defaults and some values changed.
func run(t *testing.T, m sim.Model, variant string, set map[string]float64) sim.Result {
	t.Helper()
	s := sim.Settings{Values: map[string]float64{}, Variant: variant, Traces: true, Seed: 1}
	for _, p := range m.Parameters {
		s.Values[p.Name] = p.Default
	}
	for k, v := range set {
		if _, ok := s.Values[k]; !ok {
			t.Fatalf("%s has no parameter %s", m.Name, k)
		}
		s.Values[k] = v
	}
	r, err := m.Run(context.Background(), s)
	if err != nil {
		t.Fatalf("%s: %v", m.Name, err)
	}
	return r
}
