package lab

import (
	"bufio"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"

	"coronium/sim"
)

// Document is the JSON of a run, the same as the command line prints: {"model","params","seed","result","traces","spikes","seconds"} with
// "variant" if there is one. Trains other than "spikes" stand in "times".
func Document(model string, s Settings, r sim.Result, seconds float64) map[string]any {
	doc := map[string]any{
		"model": model, "params": s.Values, "seed": s.Seed, "seconds": seconds,
		"result": orEmpty(r.Scalars), "traces": orEmpty(r.Traces), "spikes": []float64{},
	}
	if s.Variant != "" {
		doc["variant"] = s.Variant
	}
	times := map[string][]float64{}
	for name, train := range r.Times {
		if train == nil {
			train = []float64{}
		}
		if name == "spikes" {
			doc["spikes"] = train
			continue
		}
		times[name] = train
	}
	if len(times) > 0 {
		doc["times"] = times
	}
	return doc
}

func orEmpty[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

// WriteCSV writes a run as a table that most programs read: lines that begin with # hold model, address, parameters with their units and
// the scalars, then follows one row of names with units, and a column for each trace, curve and train. Shorter columns end early.
func WriteCSV(w io.Writer, m sim.Model, run Run, address string) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# %s: %s\n# source: %s\n# address: %s\n", m.Name, m.Title, oneLine(m.Source), oneLine(address))
	if run.Variant != "" {
		fmt.Fprintf(out, "# WRONG VARIANT, kept for teaching: %s\n", run.Variant)
	}
	fmt.Fprintf(out, "# seed: %d\n", run.Seed)
	for _, p := range m.Parameters {
		fmt.Fprintf(out, "# parameter %s = %s%s (%s)\n", p.Name, sim.Format(run.Values[p.Name]), csvUnit(p.Unit), oneLine(p.Means))
	}
	for _, o := range m.Outputs {
		if v, ok := run.Result.Scalars[o.Name]; ok {
			fmt.Fprintf(out, "# result %s = %s%s (%s)\n", o.Name, sim.Format(v), csvUnit(o.Unit), oneLine(o.Means))
		}
	}
	names, columns := csvColumns(m, run.Result)
	if len(columns) > 0 {
		fmt.Fprintln(out, strings.Join(names, ","))
	}
	writeRows(out, columns)
	return out.Flush()
}

// csvColumns are the arrays of a result, t first, in the order in which the model declares them.
func csvColumns(m sim.Model, r sim.Result) (names []string, columns [][]float64) {
	outputs := append([]sim.Output(nil), m.Outputs...)
	sort.SliceStable(outputs, func(i, j int) bool { return outputs[i].Name == "t" && outputs[j].Name != "t" })
	for _, o := range outputs {
		xs, ok := r.Traces[o.Name]
		if o.Kind == sim.KindTimes {
			xs, ok = r.Times[o.Name]
		}
		if o.Kind == sim.KindScalar || !ok {
			continue
		}
		name := o.Name
		if o.Unit != "1" {
			name += " (" + o.Unit + ")"
		}
		names, columns = append(names, name), append(columns, xs)
	}
	return names, columns
}

func writeRows(out *bufio.Writer, columns [][]float64) {
	longest := 0
	for _, c := range columns {
		longest = max(longest, len(c))
	}
	var row []byte
	for i := range longest {
		row = row[:0]
		for k, c := range columns {
			if k > 0 {
				row = append(row, ',')
			}
			if i < len(c) {
				row = strconv.AppendFloat(row, c[i], 'g', -1, 64)
			}
		}
		_, _ = out.Write(append(row, '\n')) // Flush reports what went wrong
	}
}

func csvUnit(unit string) string {
	if unit == "1" || unit == "" {
		return ""
	}
	return " " + unit
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
