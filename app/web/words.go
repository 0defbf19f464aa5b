package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"coronium/app/school"
	"coronium/views"
)

// stageNames are the stages as headings.
var stageNames = map[school.Stage]string{
	school.Predict: "Predict", school.Derive: "Derive", school.Implement: "Implement", school.Explain: "Explain", school.Critique: "Critique",
}

// stepStates are the school's words for the state of a stage, in those of the views.
var stepStates = map[school.StepState]string{
	school.ToDo: "todo", school.Begun: "part", school.Waiting: "part", school.Sealed: "sealed", school.Passed: "done", school.Differs: "wrong",
}

// helpWords are the policies as shown.
var helpWords = map[school.Help]string{school.ByHand: "by hand", school.Assisted: "assisted", school.Open: "open"}

// modeWords are the modes of sittings as shown.
var modeWords = map[school.Mode]string{school.Anywhere: "anywhere", school.Timed: "timed", school.InTheRoom: "in the room", school.OnPaper: "on paper", school.Practice: "practice"}

// modeSays explains the modes.
var modeSays = map[school.Mode]views.Markdown{
	school.Anywhere:  "You may sit where you like, and there is no limit of time. What you show this way reads \"claimed\": it was not seen.",
	school.Timed:     "Each item has a limit of time, longer where that was agreed with you. What you show counts as shown.",
	school.InTheRoom: "The sitting opens with a code that your advisor shows in the room. Leaving the window is recorded, as context only.",
	school.OnPaper:   "Unplugged: the sitting is held in the room, on a printed sheet with questions made from your own work. What you write is entered afterwards, and you see what was entered.",
}

// familyWords name the families of check items as shown beside their codes.
var familyWords = map[string]string{
	"C1": "number", "C2": "state", "C3": "three arrows", "C4": "rescaling", "C5": "changed line", "C6": "four traces", "C7": "refute",
	"C8": "harmless when", "C9": "extension", "C10": "blanks", "C11": "numerics", "C12": "units", "C13": "first wrong line", "C14": "missing step",
	"C15": "limit", "C16": "equation to code", "C17": "limits of the class", "C18": "identifiability", "C19": "hidden choice", "C20": "why",
}

func familyName(code string) string {
	if word, ok := familyWords[code]; ok {
		return code + " " + word
	}
	return code
}

// stageMarks are the stages of a row.
func stageMarks(stages []school.StageState) []views.StageMark {
	var out []views.StageMark
	for _, st := range stages {
		mark := views.StageMark{Name: stageNames[st.Stage], State: stepStates[st.State]}
		switch {
		case st.Stage == school.Derive && st.State != school.Passed, st.State == school.Differs && st.Max > 0:
			mark.Says = shortSays(st)
		case st.State == school.Waiting:
			mark.Says = "waiting"
		}
		out = append(out, mark)
	}
	return out
}

// shortSays is where a stage stands in a row that has room for a few words.
func shortSays(st school.StageState) string {
	if st.State == school.Differs && st.Max > 0 {
		return marks(st.Score, st.Max)
	}
	return st.Says
}

// skills are a person's skills as rings.
func skills(states []school.SkillState) []views.Skill {
	var out []views.Skill
	for _, sk := range states {
		out = append(out, views.Skill{Name: skillName(sk.Skill), State: string(sk.Mastery), Evidence: sk.Evidence})
	}
	return out
}

// capital begins a sentence.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// count says "1 item", "3 items".
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// inWords writes small numbers as words, as prose does.
func inWords(n int) string {
	words := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// marks writes "8 of 10", without decimals where there are none.
func marks(score, of float64) string {
	return number(score) + " of " + number(of)
}

// number writes a number with as many digits as a reader can use, with a true minus sign.
func number(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "no number"
	}
	text := strconv.FormatFloat(x, 'g', 4, 64)
	if math.Abs(x) >= 1000 && math.Abs(x) < 1e7 {
		text = strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strings.Replace(text, "-", "−", 1)
}

// clockTime writes how long an item took: "1:42".
func clockTime(d time.Duration) string {
	if d < 0 {
		d = 0
	}
	seconds := int(d.Round(time.Second) / time.Second)
	if seconds >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// day writes a date in a row: "Thu 19 Nov".
func day(t time.Time, in *time.Location) string { return t.In(in).Format("Mon 2 Jan") }
