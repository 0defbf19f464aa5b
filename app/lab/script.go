package lab

import (
	"embed"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"coronium/sim"
)

// A script is a Python program that computes a run again. For the models that have a program in the folder native it needs NumPy alone and
// gives the numbers of the core, to rounding; a test runs each of them. For the others, and for wrong variants, it asks the command line
// for the run, and says so in its first lines.

//go:embed native/*.py
var native embed.FS

// conditionLine heads a native program with the values for which it is written: "# needs: exact == 0, method < 3".
var conditionLine = regexp.MustCompile(`(?m)^# needs: (.*)\n`)

var condition = regexp.MustCompile(`^(\w+) (==|<) ([0-9.]+)$`)

// Native says whether the script of a query stands on NumPy alone.
func Native(q Query) bool {
	_, ok := nativeProgram(q)
	return ok
}

// nativeProgram is the body of a model's program, if it has one that holds at these values.
func nativeProgram(q Query) (string, bool) {
	if q.Variant != "" {
		return "", false
	}
	raw, err := native.ReadFile("native/" + q.Model.Name + ".py")
	if err != nil {
		return "", false
	}
	text := string(raw)
	if needs := conditionLine.FindStringSubmatch(text); needs != nil {
		for _, c := range strings.Split(needs[1], ", ") {
			if !holds(c, q.Values) {
				return "", false
			}
		}
		text = strings.Replace(text, needs[0], "", 1)
	}
	for _, part := range []string{"spikes", "chance", "steps", "roots", "ring"} { // what several programs share, written out in each
		if mark := "# use: " + part + "\n"; strings.Contains(text, mark) {
			shared, err := native.ReadFile("native/_" + part + ".py")
			if err != nil {
				return "", false
			}
			text = strings.Replace(text, mark, string(shared)+"\n\n", 1)
		}
	}
	return text, true
}

func holds(text string, values map[string]float64) bool {
	found := condition.FindStringSubmatch(text)
	if found == nil {
		return false
	}
	want, err := strconv.ParseFloat(found[3], 64)
	v, known := values[found[1]]
	if err != nil || !known {
		return false
	}
	if found[2] == "==" {
		return v == want
	}
	return v < want
}

// Script writes the program.
func Script(q Query) (string, error) {
	var b strings.Builder
	body, alone := nativeProgram(q)
	b.WriteString("#!/usr/bin/env python3\n")
	if alone {
		fmt.Fprintf(&b, "\"\"\"%s.\n\nComputes one run of Coronium's lab again, with Python and NumPy alone, and prints its numbers as JSON.\n", q.Model.Title)
		b.WriteString("    python3 " + q.Model.Name + ".py           the numbers\n    python3 " + q.Model.Name + ".py --plot    and a picture, where Matplotlib is installed\n")
	} else {
		fmt.Fprintf(&b, "\"\"\"%s.\n\nThis program does NOT compute the model itself: it runs the command `coronium` for it and loads the result into NumPy.\n", q.Model.Title)
		b.WriteString("Build the command with `go build -o coronium ./app` and put it into the PATH, or name it in the environment variable CORONIUM.\n")
	}
	fmt.Fprintf(&b, "\n%s\n\nSource: %s\nPage: %s\n\"\"\"\n", docText(q.Model.Doc), docText(q.Model.Source), docText(q.Address()))
	if alone {
		b.WriteString("import json\nimport math\nimport sys\n\nimport numpy as np\n\n")
		writeParameters(&b, q)
		b.WriteString("\nresult, traces, times = {}, {}, {}\n\n")
		b.WriteString(strings.TrimSpace(body) + "\n")
	} else {
		b.WriteString("import json\nimport os\nimport subprocess\nimport sys\n\nimport numpy as np\n\n")
		writeCommand(&b, q)
	}
	b.WriteString(epilogue)
	return b.String(), nil
}

func docText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"""`, `'''`).Replace(s)
}

// writeParameters sets one variable a parameter, with its unit and meaning beside it.
func writeParameters(b *strings.Builder, q Query) {
	b.WriteString("# Parameters\n")
	for _, p := range q.Model.Parameters {
		unit := ""
		if p.Unit != "1" {
			unit = p.Unit + ", "
		}
		fmt.Fprintf(b, "%s = %s  # %s%s\n", p.Name, pythonNumber(p, q.Values[p.Name]), unit, oneLine(p.Means))
	}
	fmt.Fprintf(b, "seed = %d\n", q.Seed)
}

func pythonNumber(p sim.Parameter, v float64) string {
	if p.Integer {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	text := sim.Format(v)
	if v == math.Trunc(v) && !strings.ContainsAny(text, "e.") {
		text += ".0"
	}
	return text
}

// writeCommand runs the command line and takes its document apart.
func writeCommand(b *strings.Builder, q Query) {
	b.WriteString("# Parameters\nvalues = {\n")
	for _, p := range q.Model.Parameters {
		fmt.Fprintf(b, "    %q: %s,  # %s\n", p.Name, pythonNumber(p, q.Values[p.Name]), strings.TrimSuffix(strings.TrimPrefix(p.Unit+", ", "1, ")+oneLine(p.Means), ", "))
	}
	fmt.Fprintf(b, "}\n\ncommand = [os.environ.get(\"CORONIUM\", \"coronium\"), \"sim\", %q, \"--json\", \"--seed\", \"%d\"]\n", q.Model.Name, q.Seed)
	if q.Variant != "" {
		fmt.Fprintf(b, "command += [\"--variant\", %q]  # a wrong variant, kept for teaching\n", q.Variant)
	}
	b.WriteString(`for name, value in values.items():
    command += ["--set", f"{name}={value!r}"]
try:
    document = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
except FileNotFoundError:
    sys.exit("there is no command called coronium: see the first lines of this program")
except subprocess.CalledProcessError as e:
    sys.exit(e.returncode)
result = document["result"]
traces = {name: np.array(x) for name, x in document["traces"].items()}
times = {name: np.array(x) for name, x in document.get("times", {}).items()}
if document["spikes"]:
    times["spikes"] = np.array(document["spikes"])
`)
}

// epilogue prints the numbers and draws what runs along t.
const epilogue = `

json.dump({name: float(x) for name, x in result.items()}, sys.stdout, indent=1, sort_keys=True)
print()
if "--plot" in sys.argv:
    import matplotlib.pyplot as plt

    shown = [name for name in traces if name != "t" and "t" in traces and len(traces[name]) == len(traces["t"])]
    figure, axes = plt.subplots(max(1, len(shown)), 1, sharex=True, squeeze=False)
    for axis, name in zip(axes[:, 0], shown):
        axis.plot(traces["t"], traces[name])
        axis.set_ylabel(name)
    axes[-1, 0].set_xlabel("t")
    plt.show()
if "--arrays" in sys.argv:  # all arrays into one file, for whoever wants to go on from here
    np.savez(sys.argv[sys.argv.index("--arrays") + 1], **traces, **{"times_" + name: x for name, x in times.items()})
`
