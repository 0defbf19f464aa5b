package sim

// Preset is a named set of values of a model, such as the published parameter sets of a pattern.
type Preset struct {
	Name, Says string
	Values     map[string]float64
}

// Par declares a parameter with a default and an admissible range.
func Par(name, unit, means string, def, min, max float64) Parameter {
	return Parameter{Name: name, Unit: unit, Means: means, Default: def, Min: min, Max: max}
}

// Whole declares a parameter that is a count or a choice.
func Whole(name, means string, def, min, max float64) Parameter {
	return Parameter{Name: name, Unit: "1", Means: means, Default: def, Min: min, Max: max, Integer: true}
}

// Step and Duration declare dt and T, which every simulation has.
func Step(def, min, max float64) Parameter { return Par("dt", "ms", "time step", def, min, max) }

// Duration declares T.
func Duration(def, max float64) Parameter { return Par("T", "ms", "duration", def, 1e-3, max) }

// Scalar declares an output that is one number.
func Scalar(name, unit, means string) Output {
	return Output{Name: name, Unit: unit, Means: means, Kind: KindScalar}
}

// Trace declares an output with a value a time step, beside the trace t.
func Trace(name, unit, means string) Output {
	return Output{Name: name, Unit: unit, Means: means, Kind: KindTrace}
}

// Time declares the trace t.
func Time() Output { return Trace("t", "ms", "time") }

// Times declares an output that is a train of times.
func Times(name, means string) Output {
	return Output{Name: name, Unit: "ms", Means: means, Kind: KindTimes}
}

// Curve declares an output that is a curve; means says against which other output it is drawn.
func Curve(name, unit, means string) Output {
	return Output{Name: name, Unit: unit, Means: means, Kind: KindCurve}
}
