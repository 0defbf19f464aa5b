package theory

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// Physical constants (CODATA 2018): J/(mol K) over kC/mol is mV/K.
const (
	gasConstant = 8.314462618
	faraday     = 96.48533212 // kC/mol
	zeroCelsius = 273.15
)

// ThermalVoltage returns R T/F in mV at a temperature in degrees Celsius: 24.08 at 6.3, 26.73 at 37.
func ThermalVoltage(celsius float64) float64 { return gasConstant * (celsius + zeroCelsius) / faraday }

// Nernst returns the potential (mV, inside minus outside) at which an ion of valence z is in equilibrium: R T/(z F) log(out/in).
func Nernst(out, in, z, celsius float64) float64 {
	return ThermalVoltage(celsius) / z * math.Log(out/in)
}

// GHKCurrent returns the current density (uA/cm^2, outward positive) of an ion of valence z and permeability P (um/s) at v (mV) with
// concentrations in mM, by the constant-field equation: 1e-4 P z F (in - out e^-u) u/(1 - e^-u), u = z v/(R T/F). The removable
// singularity at v = 0 is taken by its limit.
func GHKCurrent(v, P, out, in, z, celsius float64) float64 {
	u := z * v / ThermalVoltage(celsius)
	// u/(1 - e^-u) = ExpRel(-u); e^-u times it is ExpRel(u).
	return 1e-4 * P * z * 1000 * faraday * (in*solve.ExpRel(-u) - out*solve.ExpRel(u))
}

// GHKVoltage returns the potential at which the constant-field currents of potassium, sodium and chloride cancel:
// R T/F log((PK Ko + PNa Nao + PCl Cli)/(PK Ki + PNa Nai + PCl Clo)).
func GHKVoltage(PK, PNa, PCl, Ko, Ki, Nao, Nai, Clo, Cli, celsius float64) float64 {
	return ThermalVoltage(celsius) * math.Log((PK*Ko+PNa*Nao+PCl*Cli)/(PK*Ki+PNa*Nai+PCl*Clo))
}

var ghkVariants = []sim.Variant{
	{Name: "celsius", Says: "The temperature is not made absolute."},
	{Name: "inverted", Says: "Inside and outside are exchanged in the logarithm."},
	{Name: "log10", Says: "The decimal logarithm is taken."},
	{Name: "cl-not-swapped", Says: "Chloride's concentrations stand where the cations' do."},
	{Name: "chord", Says: "V is the mean of the Nernst potentials weighted with permeabilities."},
	{Name: "no-cl", Says: "Chloride is left out."},
}

func ghkModel() sim.Model {
	return sim.Model{
		Name: "ghk", Title: "Nernst and Goldman-Hodgkin-Katz potentials", Kind: sim.KindTheory,
		Doc: `V = (R T/F) log((PK Ko + PNa Nao + PCl Cli)/(PK Ki + PNa Nai + PCl Clo)), inside minus outside; E = (R T/(z F)) log(out/in) for each ion. Currents at V_c by the constant-field equation, outward positive. ` +
			`root is the zero of the summed currents, found numerically: it agrees with V. No electrogenic pump.`,
		Source: "Goldman 1943, J. Gen. Physiol. 27:37; Hodgkin & Katz 1949, J. Physiol. 108:37; Hille, Ion Channels of Excitable Membranes (2001), ch. 14. Defaults: mammal at 37 degrees",
		Parameters: []sim.Parameter{
			sim.Par("K_o", "mM", "potassium outside", 4, 0.01, 1000), sim.Par("K_i", "mM", "potassium inside", 140, 0.01, 1000), sim.Par("Na_o", "mM", "sodium outside", 145, 0.01, 1000), sim.Par("Na_i", "mM", "sodium inside", 12, 0.01, 1000),
			sim.Par("Cl_o", "mM", "chloride outside", 110, 0.01, 1000), sim.Par("Cl_i", "mM", "chloride inside", 7, 0.01, 1000),
			sim.Par("P_K", "um/s", "potassium permeability", 1, 0.001, 1000), sim.Par("P_Na", "um/s", "sodium permeability", 0.05, 0, 1000), sim.Par("P_Cl", "um/s", "chloride permeability", 0.3, 0, 1000),
			sim.Par("T_C", "degC", "temperature", 37, -10, 60), sim.Par("V_c", "mV", "potential at which currents are taken", -40, -200, 200),
		},
		Outputs: []sim.Output{
			sim.Scalar("V", "mV", "resting potential"), sim.Scalar("root", "mV", "zero of the summed currents"), sim.Scalar("E_K", "mV", "potassium equilibrium"), sim.Scalar("E_Na", "mV", "sodium equilibrium"), sim.Scalar("E_Cl", "mV", "chloride equilibrium"),
			sim.Scalar("I_K", "uA/cm^2", "potassium current at V_c"), sim.Scalar("I_Na", "uA/cm^2", "sodium current at V_c"), sim.Scalar("I_Cl", "uA/cm^2", "chloride current at V_c"), sim.Scalar("phi", "mV", "thermal voltage R T/F"),
			sim.Curve("V_axis", "mV", "potential, of I_V"), sim.Curve("I_V", "uA/cm^2", "summed current against V_axis"),
		},
		Variants: ghkVariants,
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			T := p["T_C"]
			current := func(v float64) (k, na, cl float64) {
				return GHKCurrent(v, p["P_K"], p["K_o"], p["K_i"], 1, T), GHKCurrent(v, p["P_Na"], p["Na_o"], p["Na_i"], 1, T), GHKCurrent(v, p["P_Cl"], p["Cl_o"], p["Cl_i"], -1, T)
			}
			sum := func(v float64) float64 { k, na, cl := current(v); return k + na + cl }
			out := sim.Result{Scalars: map[string]float64{"V": ghkWrong(p, s.Variant), "phi": ThermalVoltage(T)}}
			if root, ok := solve.Root(sum, -500, 500); ok {
				out.Scalars["root"] = root
			}
			out.Scalars["E_K"], out.Scalars["E_Na"], out.Scalars["E_Cl"] = Nernst(p["K_o"], p["K_i"], 1, T), Nernst(p["Na_o"], p["Na_i"], 1, T), Nernst(p["Cl_o"], p["Cl_i"], -1, T)
			out.Scalars["I_K"], out.Scalars["I_Na"], out.Scalars["I_Cl"] = current(p["V_c"])
			if s.Traces {
				x, y := make([]float64, 201), make([]float64, 201)
				for k := range x {
					x[k] = -120 + float64(k)
					y[k] = sum(x[k])
				}
				out.Traces = map[string][]float64{"V_axis": x, "I_V": y}
			}
			return out, nil
		},
	}
}

// ghkWrong is GHKVoltage, or a misconception of it.
func ghkWrong(p map[string]float64, variant string) float64 {
	T, PCl := p["T_C"], p["P_Cl"]
	Clo, Cli := p["Cl_o"], p["Cl_i"]
	switch variant {
	case "no-cl":
		PCl = 0
	case "cl-not-swapped":
		Clo, Cli = Cli, Clo
	case "chord":
		return (p["P_K"]*Nernst(p["K_o"], p["K_i"], 1, T) + p["P_Na"]*Nernst(p["Na_o"], p["Na_i"], 1, T) + PCl*Nernst(Clo, Cli, -1, T)) / (p["P_K"] + p["P_Na"] + PCl)
	}
	v := GHKVoltage(p["P_K"], p["P_Na"], PCl, p["K_o"], p["K_i"], p["Na_o"], p["Na_i"], Clo, Cli, T)
	switch variant {
	case "celsius":
		v *= T / (T + zeroCelsius)
	case "inverted":
		v = -v
	case "log10":
		v /= math.Ln10
	}
	return v
}
