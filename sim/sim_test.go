package sim

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
)

func TestSteps(t *testing.T) {
	for _, c := range []struct {
		T, dt  float64
		traces bool
		want   int
	}{{1, .1, false, 10}, {1, .3, false, 3}, {10, 4, false, 3}, {400000, .1, false, 4000000}, {100000, .1, true, 1000000}} {
		if n, err := Steps("m", c.T, c.dt, c.traces); err != nil || n != c.want {
			t.Errorf("Steps(%v, %v): %d, %v, want %d", c.T, c.dt, n, err, c.want)
		}
	}
	for _, c := range []struct {
		T, dt  float64
		traces bool
		says   string
	}{{1, 3, false, "at most T = 1"}, {1, math.NaN(), false, "at most T"}, {1e6, .1, false, "at least T/4000000 = 0.25"}, {400000, .1, true, "at least T/1000000"}} {
		_, err := Steps("m", c.T, c.dt, c.traces)
		var bad *ParameterError
		if !errors.As(err, &bad) || bad.Parameter != "dt" || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Steps(%v, %v): %v, want %q", c.T, c.dt, err, c.says)
		}
	}
}

func TestExplicit(t *testing.T) {
	if err := Explicit("m", 5, 10, "tau"); err != nil {
		t.Errorf("dt = tau/2 is refused: %v", err)
	}
	if err := Explicit("m", 5.1, 10, "tau"); err == nil || !strings.Contains(err.Error(), "m: dt = 5.1 is not admissible; it must be at most tau/2 = 5") {
		t.Errorf("dt above tau/2: %v", err)
	}
	if Explicit("m", math.NaN(), 10, "tau") == nil {
		t.Error("a step that is no number is accepted")
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if Cancelled(ctx, 1) != nil || Cancelled(ctx, 4096) == nil {
		t.Error("the context is looked at every 4096 steps")
	}
}

// What a person reads of a wrong name: the nearest, or the list, which is cut after twelve.
func TestNameErrors(t *testing.T) {
	many := strings.Split("abcdefghijklmnop", "")
	for _, c := range []struct {
		e    NameError
		want string
	}{
		{NameError{"model", "liff", "lif", nil}, `there is no model called "liff"; did you mean "lif"?`},
		{NameError{"variant of x", "y", "", []string{"a", "b"}}, `there is no variant of x called "y"; there are a, b`},
		{NameError{"variant of x", "y", "", nil}, `there is no variant of x called "y": there is none at all`},
		{NameError{"model", "zz", "", many}, `there is no model called "zz"; there are a, b, c, d, e, f, g, h, i, j, k, l, …`},
	} {
		if got := c.e.Error(); got != c.want || !c.e.BadInput() {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	d := &DivergedError{Model: "m", Quantity: "V", At: 2.5, Mend: "shorten dt"}
	if d.Error() != "m: V is no longer a finite number at 2.5; shorten dt" || !d.BadInput() {
		t.Error(d)
	}
}

func TestModelLookups(t *testing.T) {
	m := Model{Parameters: []Parameter{Par("tau", "ms", "", 1, 0, 2)}, Variants: []Variant{{Name: "v"}}}
	if p, ok := m.Parameter("tau"); !ok || p.Max != 2 {
		t.Error("tau is not found")
	}
	if _, ok := m.Parameter("x"); ok || m.HasVariant("w") || !m.HasVariant("v") {
		t.Error("a name that does not exist is found, or one that does is not")
	}
}
