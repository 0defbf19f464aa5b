package views

// Replay is how a program was written: the program after one of its steps, with what came by paste marked, and a
// scrubber over all steps. Without JavaScript the scrubber is a form that shows one step (GET field step).
type Replay struct {
	Page     Page
	Headline string // "A third of it came by paste."
	Kick     string // "Mira Sato · The leaky neuron"
	Says     Markdown
	Empty    Markdown // why there is nothing to show; set: nothing else is
	Full     bool     // a bound was reached; the end is not recorded
	Steps    int
	At       int // the step shown; 0 is what stood there at the beginning
	Label    string
	Action   string // GET
	Program  []ReplayLine
	Events   []ReplayEvent
	Strip    ReplayStrip
	Data     string // JSON for the script
	// AnswerAction takes POST field recording ("no" or "yes"), from the trainee alone; may be empty.
	AnswerAction string
	ExportURL    string
	BackURL      string
	BackSays     string
}

// ReplayLine is one line of the program; its parts are in order.
type ReplayLine struct {
	N      int
	Parts  []ReplayPart
	Pasted bool
}

// ReplayPart is a stretch of one origin.
type ReplayPart struct {
	Text string
	From string // "s" there at the beginning, "t" typed, "p" pasted, "u" not recorded how
}

// ReplayEvent is a paste, a run, a hand-in, or a change that was not recorded.
type ReplayEvent struct {
	Step int
	When When
	Kind string // "paste", "own", "run", "hand-in", "changed"
	What string // "Pasted 612 characters, 18 lines"
	Left string // "lines 4 to 19"; "nothing of it"; empty for marks
	URL  string
	Here bool
}

// ReplayStrip is the length of the program, step by step, as a strip above the scrubber.
type ReplayStrip struct {
	Points  string // of a polyline in a box of 1000 by 60
	Pastes  []float64
	HandIns []float64
	Cursor  float64
	Says    string // for those who do not see it
}

// replayWord is the word that stands beside a line's number, so that the mark is never colour alone.
func (l ReplayLine) word() string {
	if l.Pasted {
		return "paste"
	}
	return ""
}

// Recording is the page on which a course decides whether to record how programs are written.
type Recording struct {
	Page     Page
	Course   string
	On       bool
	Trainees int
	Agreed   int
	Declined int
	Action   string // POST field recording: "on" or "off"
	BackURL  string
}

// RecordingAsk is what the page of a program says about recording.
type RecordingAsk struct {
	State     string // "ask", "on", "declined"
	Action    string // POST field recording: "yes" or "no"; empty for those who only read
	ReplayURL string // may be empty
}
