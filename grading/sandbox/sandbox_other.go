//go:build !linux

package sandbox

import "context"

// A Sandbox runs jobs. The walls are the Linux kernel's: on other systems there is none, and nothing is run.
type Sandbox struct{}

// Init does nothing on this system.
func Init() {}

// Open says that programs cannot be run on this system.
func Open(ctx context.Context, c Config) (*Sandbox, error) { return nil, unavailable(Probe(ctx, c)) }

// Run is never reached, since Open gives no sandbox.
func (s *Sandbox) Run(ctx context.Context, j Job) (Result, error) {
	return Result{}, unavailable(Probe(ctx, Config{}))
}

// Close does nothing.
func (s *Sandbox) Close() error { return nil }

// Status is the same as Probe.
func (s *Sandbox) Status() Report { return Probe(context.Background(), Config{}) }

// Metrics are all zero.
func (s *Sandbox) Metrics() Metrics { return Metrics{} }

// Probe says that Linux is missing.
func Probe(context.Context, Config) Report {
	return Report{Tier: TierRefuse, Reason: "The sandbox is built of mechanisms of the Linux kernel.", Mechanisms: []Mechanism{},
		Missing: []Missing{{What: "Linux", Mend: "Run Coronium on Linux, or in a Linux container or virtual machine."}}}
}
