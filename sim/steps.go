package sim

import (
	"context"
	"math"
	"strconv"
)

// MaxSteps bounds the number of time steps of one run, so that no request can run for ever.
const MaxSteps = 4_000_000

// MaxSamples bounds the length of one recorded trace.
const MaxSamples = 1_000_000

// Steps returns round(T/dt), the number of steps of a run, or a ParameterError naming dt when that
// is less than one or more than MaxSteps (MaxSamples when traces are wanted). T and dt are in the
// same unit.
func Steps(model string, T, dt float64, traces bool) (int, error) {
	most := MaxSteps
	if traces {
		most = MaxSamples
	}
	x := math.Round(T / dt)
	switch {
	case !(x >= 1):
		return 0, &ParameterError{Parameter: "dt", Value: dt, Model: model,
			Range: "at most T = " + Format(T) + ", so that there is a step to take"}
	case x > float64(most):
		return 0, &ParameterError{Parameter: "dt", Value: dt, Model: model,
			Range: "at least T/" + strconv.Itoa(most) + " = " + Format(T/float64(most)) + " for a run of this length"}
	}
	return int(x), nil
}

// Explicit checks the step of an explicit scheme against the shortest time constant tau of the
// equations: forward Euler overshoots its goal when dt > tau and diverges when dt > 2 tau; up to tau/2 it is
// stable with a margin for slopes that are steeper than the leak's.
func Explicit(model string, dt, tau float64, name string) error {
	if dt <= tau/2 {
		return nil
	}
	return &ParameterError{Parameter: "dt", Value: dt, Model: model,
		Range: "at most " + name + "/2 = " + Format(tau/2) + " with an explicit method"}
}

// Cancelled is called once in a while by long loops: it looks at the context every 4096 steps and
// returns its error when the caller has gone.
func Cancelled(ctx context.Context, step int) error {
	if step&4095 != 0 {
		return nil
	}
	return ctx.Err()
}
