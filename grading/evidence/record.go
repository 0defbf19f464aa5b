package evidence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"sort"
	"strings"
)

// Record is one trainee's answers as read from outside, with what had to be assumed.
type Record struct {
	ID           string
	Observations []Observation
	// Assumed says, in words, what the input left out and what was put there.
	Assumed []string
}

// RecordHelp documents the input format of ParseRecord for a help text.
const RecordHelp = `One trainee a line, as JSON or in short.

JSON: {"id":"t07","items":[{"family":"C1","g":0.05,"correct":false,"sitting":1,"day":"2026-11-19"}, ...]}
  family    check type; left out: every item is a family of its own
  g         guess probability; left out: that of the family, else 0.05
  correct   true/false or 1/0 (also called right or x); the only entry that an item must have
  slip      the item's own s (also called s), 0.20 to 0.30; left out: 0.20
  sitting   number of the sitting; left out: one a day, or four items a sitting
  day       2026-11-19; left out: every sitting is on a day of its own
  practice  true: shown and explained, never counted
The list of items may stand alone, without id; items may be bare 1 and 0; "g" beside "items" may give all guess
probabilities as a list.

Short: t07: C1- C16+ C3- C2- | C5- C9-     (+ right, - wrong, | next sitting on another day)`

// maxRecordItems bounds one record; a check has 8 items, a simulation may look at 80.
const maxRecordItems = 1000

// ParseRecord reads one trainee's results in one of the forms of RecordHelp. familyGuess gives the guess
// probability of a family that is named without one (0: unknown). Errors are *RuleError.
func ParseRecord(text string, familyGuess func(family string) float64) (Record, error) {
	text = strings.TrimSpace(text)
	var b builder
	b.familyGuess = familyGuess
	var err error
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		err = b.fromJSON(text)
	} else {
		err = b.fromShort(text)
	}
	if err != nil {
		return Record{ID: b.id}, err
	}
	return b.record()
}

// entry is an observation of which some parts may be missing.
type entry struct {
	Observation
	hasG, hasSitting, hasDay, hasFamily bool
}

type builder struct {
	id          string
	entries     []entry
	familyGuess func(string) float64
}

func badRecord(format string, a ...any) error { return &RuleError{fmt.Sprintf(format, a...)} }

func (b *builder) fromShort(text string) error {
	if name, rest, ok := strings.Cut(text, ":"); ok {
		b.id, text = strings.TrimSpace(name), rest
	}
	sitting := 1
	for _, word := range strings.Fields(strings.ReplaceAll(text, "|", " | ")) {
		if word == "|" {
			sitting++
			continue
		}
		var e entry
		switch last := word[len(word)-1]; {
		case last == '+', word == "1":
			e.Correct = true
		case last == '-', word == "0":
		default:
			return badRecord("%q is not an answer: write the family and + for right or - for wrong, as in C1+ C3-", word)
		}
		if word != "0" && word != "1" {
			e.Family = word[:len(word)-1]
		}
		e.hasFamily = e.Family != ""
		e.Sitting, e.hasSitting = sitting, true
		b.entries = append(b.entries, e)
	}
	if sitting == 1 {
		for i := range b.entries {
			b.entries[i].hasSitting = false
		}
	}
	return nil
}

func (b *builder) fromJSON(text string) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return badRecord("not JSON: %v", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return badRecord("something follows the record; one trainee stands on one line")
	}
	var items any = v
	var guesses []any
	if o, ok := v.(map[string]any); ok {
		for _, key := range []string{"id", "trainee", "name"} {
			id, ok := o[key]
			if !ok || id == nil {
				continue
			}
			switch id.(type) {
			case string, json.Number:
				b.id = strings.TrimSpace(fmt.Sprint(id))
			default:
				return badRecord("%s must be a text or a number", key)
			}
			break
		}
		items = nil
		for _, key := range []string{"items", "observations", "answers", "results", "x", "correct"} {
			if list, ok := o[key]; ok {
				items = list
				break
			}
		}
		if items == nil {
			return badRecord(`the record has no "items"`)
		}
		guesses, _ = o["g"].([]any)
	}
	list, ok := items.([]any)
	if !ok {
		return badRecord(`"items" must be a list`)
	}
	if len(list) > maxRecordItems {
		return badRecord("%d items in one record; at most %d are read", len(list), maxRecordItems)
	}
	for i, x := range list {
		e, err := readItem(x)
		if err != nil {
			return badRecord("item %d: %v", i+1, err)
		}
		if i < len(guesses) && !e.hasG {
			g, ok := number(guesses[i])
			if !ok {
				return badRecord("g %d is not a number", i+1)
			}
			e.G, e.hasG = g, true
		}
		b.entries = append(b.entries, e)
	}
	return nil
}

func readItem(x any) (e entry, err error) {
	o, ok := x.(map[string]any)
	if !ok {
		if e.Correct, ok = truth(x); !ok {
			return e, badRecord("%v is neither right (1, true) nor wrong (0, false)", x)
		}
		return e, nil
	}
	known := false
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, key := range keys {
		v := o[key]
		if v == nil {
			continue
		}
		good := true
		switch strings.ToLower(key) {
		case "family", "type", "check":
			e.Family, good = v.(string)
			e.Family = strings.TrimSpace(e.Family)
			e.hasFamily = e.Family != ""
		case "g", "guess":
			e.G, good = number(v)
			good, e.hasG = good && e.G >= 0 && e.G < 1, true
		case "s", "slip":
			e.Slip, good = number(v)
			good = good && e.Slip >= 0 && e.Slip <= .5
		case "correct", "right", "x":
			e.Correct, good = truth(v)
			known = true
		case "sitting":
			var n float64
			n, good = number(v)
			good = good && n >= 1 && n <= maxRecordItems && n == math.Trunc(n)
			e.Sitting, e.hasSitting = int(n), good
		case "day", "date":
			switch v.(type) {
			case string, json.Number:
				e.Day, e.hasDay = fmt.Sprint(v), fmt.Sprint(v) != ""
			default:
				good = false
			}
			if len(e.Day) > 10 && e.Day[4] == '-' { // a time stamp: its date
				e.Day = e.Day[:10]
			}
		case "practice":
			e.Practice, good = truth(v)
		}
		if !good {
			return e, badRecord("%s has the value %v, which makes no sense there", key, v)
		}
	}
	if !known {
		return e, badRecord(`it does not say whether the answer was right: add "correct": true or false`)
	}
	return e, nil
}

func number(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

func truth(v any) (value, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case json.Number:
		return v == "1", v == "1" || v == "0"
	case string:
		s := strings.ToLower(v)
		yes := s == "right" || s == "true" || s == "1" || s == "correct"
		return yes, yes || s == "wrong" || s == "false" || s == "0" || s == "missed"
	}
	return false, false
}

// record fills what was left out.
func (b *builder) record() (Record, error) {
	if len(b.entries) == 0 {
		return Record{ID: b.id}, badRecord("the record has no items")
	}
	said := map[string]bool{}
	r := Record{ID: b.id}
	assume := func(what string) {
		if !said[what] {
			said[what] = true
			r.Assumed = append(r.Assumed, what)
		}
	}
	dayNumber := map[string]int{}
	for i := range b.entries {
		e := &b.entries[i]
		if !e.hasFamily {
			e.Family = fmt.Sprint("item ", i+1)
			assume("items without a family are families of their own")
		}
		if !e.hasG {
			if b.familyGuess != nil {
				e.G = b.familyGuess(e.Family)
			}
			if e.G == 0 {
				e.G = .05
				assume("items without a guess probability have g = 0.05")
			}
		}
		if !e.hasSitting {
			if e.hasDay {
				if dayNumber[e.Day] == 0 {
					dayNumber[e.Day] = len(dayNumber) + 1
				}
				e.Sitting = dayNumber[e.Day]
			} else {
				e.Sitting = i/4 + 1
				assume("four items a sitting")
			}
		}
		if !e.hasDay {
			e.Day = fmt.Sprint("day of sitting ", e.Sitting)
			assume("every sitting is on a day of its own")
		}
		r.Observations = append(r.Observations, e.Observation)
	}
	return r, nil
}

// SplitRecords cuts the text of a file into records: one JSON value or one line of the short form each. Items that stand
// alone, one JSON object a line without "items", belong to one trainee together.
func SplitRecords(text string) []string {
	trimmed := strings.TrimSpace(text)
	if json.Valid([]byte(trimmed)) && trimmed != "" {
		return []string{trimmed}
	}
	var records, loose []string
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if isItem(line) {
			loose = append(loose, line)
			continue
		}
		records = append(records, line)
	}
	if len(loose) > 0 {
		records = append(records, "["+strings.Join(loose, ",")+"]")
	}
	return records
}

// isItem reports whether a line is a single item rather than a trainee.
func isItem(line string) bool {
	var o map[string]json.RawMessage
	if json.Unmarshal([]byte(line), &o) != nil || o["items"] != nil || o["answers"] != nil {
		return false
	}
	for _, key := range []string{"correct", "right", "x"} {
		if v := bytes.TrimSpace(o[key]); len(v) > 0 && v[0] != '[' {
			return true
		}
	}
	return false
}
