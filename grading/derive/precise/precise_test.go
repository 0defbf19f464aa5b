package precise

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// published digits: OEIS A001113 (e), A002162 (log 2), A000796 (pi), A049469
// (sin 1), A049470 (cos 1), A003881 (pi/4), A068465 (gamma(3/4)), A099286,
// A002161 (sqrt pi = gamma(1/2)), A001620 (Euler's constant = -psi(1)),
// A073742 (sinh 1), A073743 (cosh 1), A073744 (tanh 1), A007680; erf(1) A099286,
// erfc(1) A099287.
var published = []struct {
	name, digits string
	value        func(r Reals[*big.Float]) (*big.Float, bool)
}{
	{"exp(1)", "2.718281828459045235360287471352662497757247093699959574966967627724076630353548", func(r Reals[*big.Float]) (*big.Float, bool) { return Exp(r, r.Int(1)) }},
	{"log(2)", "0.6931471805599453094172321214581765680755001343602552541206800094933936219696947", func(r Reals[*big.Float]) (*big.Float, bool) { return Log(r, r.Int(2)) }},
	{"pi", "3.141592653589793238462643383279502884197169399375105820974944592307816406286209", func(r Reals[*big.Float]) (*big.Float, bool) { return r.Mul(r.Int(4), Atan(r, r.Int(1))), true }},
	{"sin(1)", "0.8414709848078965066525023216302989996225630607983710656727517099919104043912397", func(r Reals[*big.Float]) (*big.Float, bool) { s, _, ok := SinCos(r, r.Int(1)); return s, ok }},
	{"cos(1)", "0.5403023058681397174009366074429766037323104206179222276700972553811003947744718", func(r Reals[*big.Float]) (*big.Float, bool) { _, c, ok := SinCos(r, r.Int(1)); return c, ok }},
	{"sinh(1)", "1.175201193643801456882381850595600815155717981334095870229565413013307567304324", func(r Reals[*big.Float]) (*big.Float, bool) { s, _, ok := SinhCosh(r, r.Int(1)); return s, ok }},
	{"cosh(1)", "1.543080634815243778477905620757061682601529112365863704737402214710769063049224", func(r Reals[*big.Float]) (*big.Float, bool) { _, c, ok := SinhCosh(r, r.Int(1)); return c, ok }},
	{"tanh(1)", "0.7615941559557648881194582826047935904127685972579365515968105001219532445766385", func(r Reals[*big.Float]) (*big.Float, bool) { return Tanh(r, r.Int(1)), true }},
	{"gamma(1/2)", "1.772453850905516027298167483341145182797549456122387128213807789852911284591032", func(r Reals[*big.Float]) (*big.Float, bool) { return Gamma(r, r.FromFloat(0.5)) }},
	{"-psi(1)", "0.5772156649015328606065120900824024310421593359399235988057672348848677267776647", func(r Reals[*big.Float]) (*big.Float, bool) { p, ok := Psi(r, r.Int(1)); return r.Neg(p), ok }},
	{"erf(1)", "0.8427007929497148693412206350826092592960669979663029084599378978347172540960109", func(r Reals[*big.Float]) (*big.Float, bool) { return Erf(r, r.Int(1)), true }},
}

func TestPublishedDigits(t *testing.T) {
	r := NewBig(320)
	for _, c := range published {
		want, _, err := big.ParseFloat(c.digits, 10, 400, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := c.value(r)
		if !ok {
			t.Errorf("%s has no value", c.name)
			continue
		}
		if d := new(big.Float).Sub(got, want); d.Sign() != 0 && d.MantExp(nil) > -245 {
			t.Errorf("%s = %s, want %s", c.name, got.Text('g', 80), c.digits)
		}
	}
}

// The two arithmetics share no reductions of size, so agreement to 1e-29 over
// random arguments tests both.
func TestArithmeticsAgree(t *testing.T) {
	dd, b := DoubleDouble{}, NewBig(300)
	type unary struct {
		name   string
		lo, hi float64
		dd     func(DD) (DD, bool)
		big    func(*big.Float) (*big.Float, bool)
	}
	yes := func(x DD) (DD, bool) { return x, true }
	byes := func(x *big.Float) (*big.Float, bool) { return x, true }
	cases := []unary{
		{"exp", -30, 30, func(x DD) (DD, bool) { return Exp(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Exp(b, x) }},
		{"expm1", -1, 1, func(x DD) (DD, bool) { return Expm1(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Expm1(b, x) }},
		{"log", 1e-6, 100, func(x DD) (DD, bool) { return Log(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Log(b, x) }},
		{"sin", -20, 20, func(x DD) (DD, bool) { s, _, ok := SinCos(dd, x); return s, ok }, func(x *big.Float) (*big.Float, bool) { s, _, ok := SinCos(b, x); return s, ok }},
		{"cos", -20, 20, func(x DD) (DD, bool) { _, c, ok := SinCos(dd, x); return c, ok }, func(x *big.Float) (*big.Float, bool) { _, c, ok := SinCos(b, x); return c, ok }},
		{"atan", -20, 20, func(x DD) (DD, bool) { return yes(Atan(dd, x)) }, func(x *big.Float) (*big.Float, bool) { return byes(Atan(b, x)) }},
		{"asin", -1, 1, func(x DD) (DD, bool) { return Asin(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Asin(b, x) }},
		{"acos", -1, 1, func(x DD) (DD, bool) { return Acos(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Acos(b, x) }},
		{"tanh", -20, 20, func(x DD) (DD, bool) { return yes(Tanh(dd, x)) }, func(x *big.Float) (*big.Float, bool) { return byes(Tanh(b, x)) }},
		{"asinh", -20, 20, func(x DD) (DD, bool) { return Asinh(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Asinh(b, x) }},
		{"acosh", 1, 20, func(x DD) (DD, bool) { return Acosh(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Acosh(b, x) }},
		{"atanh", -1, 1, func(x DD) (DD, bool) { return Atanh(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Atanh(b, x) }},
		{"erf", -6, 6, func(x DD) (DD, bool) { return yes(Erf(dd, x)) }, func(x *big.Float) (*big.Float, bool) { return byes(Erf(b, x)) }},
		{"erfc", -6, 15, func(x DD) (DD, bool) { return yes(Erfc(dd, x)) }, func(x *big.Float) (*big.Float, bool) { return byes(Erfc(b, x)) }},
		{"erfcx", -3, 100, func(x DD) (DD, bool) { return Erfcx(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Erfcx(b, x) }},
		{"gamma", -10, 40, func(x DD) (DD, bool) { return Gamma(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Gamma(b, x) }},
		{"psi", -10, 40, func(x DD) (DD, bool) { return Psi(dd, x) }, func(x *big.Float) (*big.Float, bool) { return Psi(b, x) }},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range cases {
		for range 60 {
			x := c.lo + (c.hi-c.lo)*rng.Float64()
			got, ok := c.dd(DD{x, 0})
			want, ok2 := c.big(b.FromFloat(x))
			if !ok || !ok2 {
				t.Errorf("%s(%v): no value (%v, %v)", c.name, x, ok, ok2)
				continue
			}
			exact := new(big.Float).SetPrec(300).Add(big.NewFloat(got.Hi), big.NewFloat(got.Lo))
			d := new(big.Float).Sub(exact, want)
			scale := max(math.Abs(got.Hi), 1e-3)
			if c.name == "erfc" {
				scale = got.Hi
			}
			if rel, _ := d.Float64(); math.Abs(rel)/scale > 3e-29 {
				t.Errorf("%s(%v) = %v + %v, off by %.2g", c.name, x, got.Hi, got.Lo, rel/scale)
			}
		}
	}
}

// Functional equations hold at 256 bits to 1e-60: they would betray a wrong
// series even if both arithmetics used it.
func TestFunctionalEquations(t *testing.T) {
	r := NewBig(280)
	rng := rand.New(rand.NewPCG(3, 4))
	small := func(name string, d, scale *big.Float) {
		t.Helper()
		if d.Sign() != 0 && d.MantExp(nil)-scale.MantExp(nil) > -200 {
			t.Errorf("%s: off by %s", name, d.Text('g', 5))
		}
	}
	for range 20 {
		x := r.FromFloat(0.1 + 5*rng.Float64())
		g, _ := Gamma(r, x)
		g1, _ := Gamma(r, r.Add(x, r.Int(1)))
		small("gamma(x+1) = x gamma(x)", r.Sub(g1, r.Mul(x, g)), g1)
		p, _ := Psi(r, x)
		p1, _ := Psi(r, r.Add(x, r.Int(1)))
		small("psi(x+1) = psi(x) + 1/x", r.Sub(p1, r.Add(p, r.Quo(r.Int(1), x))), p1)
		small("erf + erfc = 1", r.Sub(r.Add(Erf(r, x), Erfc(r, x)), r.Int(1)), r.Int(1))
		s, c, _ := SinCos(r, x)
		small("sin^2 + cos^2 = 1", r.Sub(r.Add(r.Mul(s, s), r.Mul(c, c)), r.Int(1)), r.Int(1))
		l, _ := Log(r, x)
		e, _ := Exp(r, l)
		small("exp(log x) = x", r.Sub(e, x), x)
		// duplication: gamma(x) gamma(x+1/2) = 2^(1-2x) sqrt(pi) gamma(2x)
		h, _ := Gamma(r, r.Add(x, r.FromFloat(0.5)))
		g2, _ := Gamma(r, r.Scale(x, 1))
		p2, _ := Exp(r, r.Mul(r.Sub(r.Int(1), r.Scale(x, 1)), r.Ln2()))
		small("duplication", r.Sub(r.Mul(g, h), r.Mul(p2, r.Mul(r.Sqrt(r.Pi()), g2))), r.Mul(g, h))
	}
}

func TestOutOfRange(t *testing.T) {
	dd := DoubleDouble{}
	if _, ok := Exp(dd, DD{800, 0}); ok {
		t.Error("exp(800) is not finite in double-double")
	}
	if y, ok := Exp(dd, DD{-2e9, 0}); !ok || y.Hi != 0 {
		t.Error("exp(-2e9) is 0")
	}
	if _, ok := Log(dd, DD{-1, 0}); ok {
		t.Error("log(-1) has no real value")
	}
	if _, ok := Gamma(dd, DD{-3, 0}); ok {
		t.Error("gamma(-3) is a pole")
	}
}
