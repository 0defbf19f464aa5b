package evidence

import (
	"strconv"
	"strings"
	"testing"
)

func guessOf(family string) float64 { return map[string]float64{"C1": .05, "C9": .01}[family] }

func TestParseRecord(t *testing.T) {
	for _, c := range []struct{ text, id, want string }{
		{`{"id":"a","items":[{"family":"C1","g":0.04,"correct":true,"sitting":2,"day":"2026-11-24"}]}`, "a", "C1 .04 + 2 2026-11-24"},
		{`{"id":7,"items":[{"type":"C9","right":0,"date":"2026-11-24T10:00:00Z"}]}`, "7", "C9 .01 - 1 2026-11-24"},
		{`[{"x":1}]`, "", "item 1 .05 + 1 day of sitting 1"},
		{`{"g":[0.2],"x":[0]}`, "", "item 1 .2 - 1 day of sitting 1"},
		{`t7: C1-`, "t7", "C1 .05 - 1 day of sitting 1"},
	} {
		r, err := ParseRecord(c.text, guessOf)
		if err != nil || len(r.Observations) != 1 || r.ID != c.id {
			t.Errorf("%s: %+v, %v", c.text, r, err)
			continue
		}
		if got := show(r.Observations[0]); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

func show(o Observation) string {
	sign := "-"
	if o.Correct {
		sign = "+"
	}
	g := strings.TrimPrefix(strings.TrimRight(strings.TrimSpace(fmtFloat(o.G)), "0"), "0")
	return o.Family + " " + g + " " + sign + " " + fmtInt(o.Sitting) + " " + o.Day
}

func TestSittingsOfTheShortForm(t *testing.T) {
	r, err := ParseRecord("C1- C16+ C3- C2- | C5- C9-", guessOf)
	if err != nil {
		t.Fatal(err)
	}
	if d := Default.Decide(r.Observations); d.Days != 2 || d.Items != 6 || d.Misses != 5 {
		t.Errorf("%+v", d)
	}
}

func TestDaysWithoutSittings(t *testing.T) {
	r, err := ParseRecord(`[{"x":0,"day":"2026-11-19"},{"x":0,"day":"2026-11-20"},{"x":0,"day":"2026-11-19"}]`, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := []int{}
	for _, o := range r.Observations {
		got = append(got, o.Sitting)
	}
	if got[0] != 1 || got[1] != 2 || got[2] != 1 {
		t.Errorf("sittings %v", got)
	}
}

func TestBadRecords(t *testing.T) {
	for text, want := range map[string]string{
		``:                          "no items",
		`{"items":[]}`:              "no items",
		`{"id":"a"}`:                `no "items"`,
		`{"items":[{"g":0.1}]}`:     "right",
		`{"items":[{"x":1,"g":3}]}`: "item 1: g has the value 3",
		`{"items":[2]}`:             "neither right",
		`{"items":[1`:               "not JSON",
		`C1? C2+`:                   `"C1?" is not an answer`,
	} {
		_, err := ParseRecord(text, nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", text, err, want)
		}
	}
}

// What makes no sense is refused with a sentence that names the item and the entry, and is the sender's fault; nothing is
// guessed from it.
func TestMalformedRecords(t *testing.T) {
	long := "[" + strings.Repeat("1,", maxRecordItems) + "1]"
	for _, c := range []struct{ text, want string }{
		{`{"items":null}`, `no "items"`},
		{`{"items":{"a":1}}`, "must be a list"},
		{`{"items":[null]}`, "item 1"},
		{`{"items":[[1]]}`, "item 1"},
		{`{"items":["maybe"]}`, "item 1"},
		{`{"items":[{"x":2}]}`, "x has the value 2"},
		{`{"items":[{"x":1},{"x":0.5}]}`, "item 2"},
		{`{"items":[{"x":1,"g":-0.1}]}`, "g has the value -0.1"},
		{`{"items":[{"x":1,"g":1}]}`, "g has the value 1"},
		{`{"items":[{"x":1,"g":"a lot"}]}`, "g has the value a lot"},
		{`{"items":[{"x":1,"slip":0.6}]}`, "slip has the value 0.6"},
		{`{"items":[{"x":1,"sitting":0}]}`, "sitting has the value 0"},
		{`{"items":[{"x":1,"sitting":1.5}]}`, "sitting has the value 1.5"},
		{`{"items":[{"x":1,"sitting":1e300}]}`, "sitting"},
		{`{"items":[{"x":1,"day":[1]}]}`, "day"},
		{`{"items":[{"x":1,"family":7}]}`, "family has the value 7"},
		{`{"id":{"a":1},"items":[1]}`, "id must be"},
		{`{"g":["x"],"items":[1]}`, "g 1 is not a number"},
		{`{"items":[1]} {"items":[0]}`, "one trainee stands on one line"},
		{`{"items":[1],}`, "not JSON"},
		{`NaN`, "is not an answer"},
		{`[NaN]`, "not JSON"},
		{`[Infinity]`, "not JSON"},
		{"\xff\xfe", "is not an answer"},
		{`a: b: C1+`, "is not an answer"},
		{`+`, ""},
		{long, "at most"},
		{strings.Repeat("[", 20000), "not JSON"},
	} {
		r, err := ParseRecord(c.text, guessOf)
		if c.want == "" {
			if err != nil || len(r.Observations) != 1 {
				t.Errorf("%.40s: %v", c.text, err)
			}
			continue
		}
		bad, ok := err.(interface{ BadInput() bool })
		if err == nil || !ok || !bad.BadInput() || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40s: %v, want an error with %q", c.text, err, c.want)
		}
		if err != nil && (len(r.Observations) > 0 || strings.Contains(err.Error(), "map[")) {
			t.Errorf("%.40s: %v, %+v", c.text, err, r)
		}
	}
}

func TestSplitRecords(t *testing.T) {
	for text, n := range map[string]int{
		"{\"items\":[1]}\n{\"items\":[0]}\n":        2,
		"{\n \"items\": [1]\n}":                     1,
		"{\"correct\":true}\n{\"correct\":false}\n": 1,
		"# comment\n\na: C1+\nb: C1-\n":             2,
		"":                                          0,
	} {
		if got := SplitRecords(text); len(got) != n {
			t.Errorf("%q: %d records %q, want %d", text, len(got), got, n)
		}
	}
}

func FuzzParseRecord(f *testing.F) {
	for _, s := range []string{`{"id":"a","items":[{"family":"C1","g":0.04,"correct":true}]}`, "t7: C1- | C3+", `[1,0]`, `{"g":[1],"x":[0]}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRecord(s, guessOf)
		if err == nil && len(r.Observations) == 0 {
			t.Fatal("a record without items and without an error")
		}
		Default.Decide(r.Observations)
	})
}

func fmtFloat(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }
func fmtInt(v int) string       { return strconv.Itoa(v) }
