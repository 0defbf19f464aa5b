package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"
)

// The sentences that a trainee reads. What a program claims about its own fault (type, message, line) is only quoted;
// everything that explains is ours.

// message says how a job ended, and what to do; empty if it finished.
func message(r Result, j Job, u usage) string {
	status := u.status
	switch r.Ended {
	case LoadFailed:
		if r.Exception.Type == "SyntaxError" || r.Exception.Type == "IndentationError" || r.Exception.Type == "TabError" {
			return "Python cannot read the file: " + r.Exception.says() + "."
		}
		return "The file stopped before it was read to its end: " + r.Exception.says() + "."
	case CPULimit:
		return fmt.Sprintf("The program was stopped after %s of computing, the limit here. Is there a loop that never ends, or a time step far smaller than needed?", spell(j.Limits.CPU))
	case WallLimit:
		if u.delayed > 0 && u.wall-u.delayed < j.Limits.Wall {
			return fmt.Sprintf("The machine is very busy: in %s the program could compute for only %s, and was stopped. That is no fault of the program; run it again in a while.", spell(u.wall), spell(r.CPU))
		}
		return fmt.Sprintf("The program was stopped after %s, the limit here, though it had computed for only %s. Does it wait for something, with time.sleep for example?", spell(j.Limits.Wall), spell(r.CPU))
	case MemoryLimit:
		where := ""
		if e := r.outOfMemory(); e != nil && e.Line > 0 {
			where = fmt.Sprintf(" in line %d", e.Line)
		}
		return fmt.Sprintf("The program needed more memory than the %d MB it may have%s. Does a list or an array grow without end, or is an array far longer than the simulation needs?", j.Limits.Memory>>20, where)
	case OutputLimit:
		return fmt.Sprintf("The program was stopped after it had printed %d MB. Is there a print in a loop that never ends?", runaway>>20)
	case Killed:
		if status.Signal() == syscall.SIGSEGV || status.Signal() == syscall.SIGBUS {
			return fmt.Sprintf("The program crashed (%s). The usual causes are a recursion that is far too deep, and ctypes.", signalName(status.Signal()))
		}
		return fmt.Sprintf("The program ended on the signal %s, before it had answered all calls.", signalName(status.Signal()))
	case Exited:
		return "The program ended itself before it had answered all calls. Does it call os._exit?"
	case Protocol:
		return "The program wrote into the channel by which results are returned, so they cannot be read. Results are returned with return; what is printed is shown."
	case Cancelled:
		return "The run was cancelled."
	}
	return ""
}

// says is an exception as part of a sentence.
func (e *Exception) says() string {
	s := e.Type
	if e.Message != "" {
		s += ": " + strings.TrimSuffix(e.Message, ".")
	}
	if e.Line > 0 {
		s += fmt.Sprintf(" (line %d)", e.Line)
	}
	return s
}

func spell(d time.Duration) string {
	if d >= time.Second {
		return strings.TrimSuffix(fmt.Sprintf("%.1f", d.Seconds()), ".0") + " s"
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}

func signalName(s syscall.Signal) string {
	names := map[syscall.Signal]string{syscall.SIGSEGV: "SIGSEGV", syscall.SIGBUS: "SIGBUS", syscall.SIGFPE: "SIGFPE", syscall.SIGILL: "SIGILL",
		syscall.SIGABRT: "SIGABRT", syscall.SIGSYS: "SIGSYS", syscall.SIGKILL: "SIGKILL", syscall.SIGTERM: "SIGTERM", syscall.SIGPIPE: "SIGPIPE", syscall.SIGTRAP: "SIGTRAP"}
	if n := names[s]; n != "" {
		return n
	}
	return fmt.Sprintf("number %d", int(s))
}

func sourceLines(source string) []string {
	return strings.Split(strings.ReplaceAll(source, "\r\n", "\n"), "\n")
}

// outcome makes the outcome of a call that gave no value.
func (h *exceptionHeader) outcome(j Job, c Call, lines []string) Outcome {
	e := h.exception(j, lines)
	switch {
	case h.Missing != "":
		e.Type = "NameError"
		e.Message, e.Hint = h.missing(j, c)
	case h.Unreadable:
		e.Type, e.Hint = "TypeError", h.unreadable(c)
	case h.Takes != nil:
		e.Hint = fmt.Sprintf("It is called as %s, and your function takes %s.", c, cleanLine(*h.Takes, 300))
	}
	return Outcome{Exception: e, None: h.Unreadable && h.None, Text: clean(h.Text, 2000)}
}

// exception makes what is shown of what was claimed.
func (h *exceptionHeader) exception(j Job, lines []string) *Exception {
	e := &Exception{Type: cleanLine(h.Type, 100), Message: clean(h.Message, 2000)}
	if 1 <= h.Line && h.Line <= len(lines) {
		e.Line, e.Text = h.Line, clean(strings.TrimRight(lines[h.Line-1], " \t"), 300)
		if 1 <= h.Column && h.Column <= len([]rune(lines[h.Line-1]))+1 {
			e.Column = h.Column
		}
	}
	for _, f := range h.Frames[:min(len(h.Frames), 20)] {
		line, _ := f[0].(float64)
		function, _ := f[1].(string)
		if line >= 1 && int(line) <= len(lines) {
			e.Frames = append(e.Frames, Frame{Line: int(line), Function: cleanLine(function, 100)})
		}
	}
	if e.Type == "" {
		e.Type = "Exception"
	}
	e.Refused = h.refused()
	e.Hint = hint(e, h, j)
	return e
}

// refused says what of the sandbox was asked for in vain; empty if nothing.
func (h *exceptionHeader) refused() string {
	if slices.Contains([]string{"file", "network", "thread", "process"}, h.Refused) {
		return h.Refused
	}
	osError := slices.Contains([]string{"PermissionError", "FileNotFoundError", "OSError", "NotADirectoryError"}, h.Type)
	switch {
	case h.Type == "RuntimeError" && strings.Contains(h.Message, "can't start new thread"):
		return "thread"
	case osError && (h.Errno == int(syscall.EROFS) || h.Errno == int(syscall.ENOENT) || h.Errno == int(syscall.EACCES)):
		return "file"
	case h.Type == "PermissionError" && h.Errno == int(syscall.EPERM):
		return "system"
	case h.Type == "gaierror" || h.Type == "URLError":
		return "network"
	case h.Type == "ModuleNotFoundError":
		return "import"
	}
	return ""
}

// hints for what the sandbox refuses.
var refusals = map[string]string{
	"file":    "Programs here have no files: take what you need as arguments, and return what you compute.",
	"network": "Programs here have no network: take what you need as arguments.",
	"thread":  "Programs here run in a single thread: do the work in a loop, or with NumPy on whole arrays.",
	"system":  "The program asked the system for something that programs here may not do. They compute, print, and return.",
	"process": "Programs here are one process that cannot start or signal others: do the work in the function itself.",
}

// hint is a sentence about a fault that is common, or that only the sandbox explains.
func hint(e *Exception, h *exceptionHeader, j Job) string {
	if s := refusals[e.Refused]; s != "" {
		return s
	}
	switch e.Type {
	case "ModuleNotFoundError":
		return moduleHint(e.Message)
	case "MemoryError", "_ArrayMemoryError":
		return fmt.Sprintf("All arrays and lists together may take about %d MB.", j.Limits.Memory>>20)
	case "RecursionError":
		return "The function calls itself without coming to an end, or too deeply: use a loop."
	case "SystemExit":
		return "The program called exit. Return from the function instead."
	case "IndentationError", "TabError":
		return "Indent every block by the same number of spaces, and use no tabs."
	case "SyntaxError":
		return "The fault may stand a little before the place that Python names: look for a missing bracket, colon or quotation mark."
	case "RuntimeError":
		if strings.Contains(e.Message, "lost sys.stdin") {
			return "There is no keyboard here: input() cannot ask. Take values as arguments."
		}
	}
	return ""
}

func moduleHint(message string) string {
	_, name, _ := strings.Cut(message, "'")
	name, _, _ = strings.Cut(name, "'")
	root, _, _ := strings.Cut(name, ".")
	switch root {
	case "matplotlib", "pylab", "seaborn", "plotly":
		return "Plotting is not needed here: return the arrays, and they are drawn for you."
	case "scipy":
		return "SciPy is not installed on this machine; the exercises can be done with NumPy."
	}
	return "Available are NumPy and the modules of Python's standard library that need no files, network, threads or processes."
}

// missing says that a function is not there, and which one may have been meant.
func (h *exceptionHeader) missing(j Job, c Call) (says, hint string) {
	name := c.Function
	if strings.TrimSpace(j.Source) == "" {
		return "the file is empty; it should define the function " + name, "Begin with a line such as: def " + name + "(…):"
	}
	if h.Is != "" {
		return fmt.Sprintf("%s is not a function but of type %s", name, cleanLine(h.Is, 60)), "Another value of the same name replaced it, or it was never defined with def."
	}
	var defined []string
	for _, d := range h.Defines[:min(len(h.Defines), 50)] {
		defined = append(defined, cleanLine(d, 60))
	}
	says = "the file defines no function called " + name
	if near := nearest(name, defined); near != "" {
		return says, fmt.Sprintf("It defines %s: is that the one? Names must agree to the letter.", near)
	}
	if len(defined) == 0 {
		return says, "It defines no function at all: the work must stand in a function of that name."
	}
	return says, "It defines " + strings.Join(defined[:min(len(defined), 8)], ", ") + "."
}

func (h *exceptionHeader) unreadable(c Call) string {
	if h.None {
		return "A function without a return statement returns None: end it with return and the result."
	}
	return "Return numbers, lists of numbers, NumPy arrays, or several of them separated by commas."
}

// nearest is the name that differs in at most two letters, if there is one.
func nearest(name string, names []string) string {
	best, at := "", 3
	for _, n := range names {
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d < at && d*2 < len(name) {
			best, at = n, d
		}
	}
	return best
}

// distance is Levenshtein's: insertions, deletions and substitutions, each 1.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d++
			}
			diagonal = row[j+1]
			row[j+1] = min(d, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
